/* renkei-ingest: questionnaires out (forms, sample), responses in (ingest). */
#include "common/options.h"
#include "ingest/verbs.h"

#include <stddef.h>

int main(int argc, char **argv)
{
    static const struct verb *const verbs[] = {&forms_verb, &sample_verb, &ingest_verb, NULL};
    return verbs_main("renkei-ingest", verbs, argc, argv);
}
