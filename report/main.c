/* renkei-report: from cells to workbooks and tables. */
#include "report/verbs.h"

static const struct verb *const verbs[] = {&report_verb, &release_verb, &status_verb,
                                           &query_verb,  &compare_verb, &check_verb,
                                           &trace_verb,  &export_verb,  NULL};

int main(int argc, char **argv)
{
    return verbs_main("renkei-report", verbs, argc, argv);
}
