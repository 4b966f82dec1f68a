/* The verbs of renkei-report, each defined in the file that carries it out. */
#ifndef RENKEI_REPORT_VERBS_H
#define RENKEI_REPORT_VERBS_H

#include "common/options.h"

extern const struct verb report_verb;  /* report.c */
extern const struct verb release_verb; /* release.c */
extern const struct verb status_verb;  /* status.c */
extern const struct verb query_verb;   /* query.c */
extern const struct verb compare_verb; /* compare_verb.c */
extern const struct verb trace_verb;   /* trace.c */
extern const struct verb check_verb;   /* rules_verb.c */
extern const struct verb export_verb;  /* export.c */

#endif
