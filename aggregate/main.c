/* renkei-aggregate: from responses to cells, and the verification of what was counted. */
#include "aggregate/verbs.h"

static const struct verb *const verbs[] = {&aggregate_verb, &verify_verb, &audit_verb, NULL};

int main(int argc, char **argv)
{
    return verbs_main("renkei-aggregate", verbs, argc, argv);
}
