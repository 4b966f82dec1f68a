/* The verbs of renkei-aggregate, each defined in the file that carries it out. */
#ifndef RENKEI_AGGREGATE_VERBS_H
#define RENKEI_AGGREGATE_VERBS_H

#include "common/options.h"

extern const struct verb aggregate_verb; /* aggregate.c */
extern const struct verb verify_verb;    /* verify.c */
extern const struct verb audit_verb;     /* audit.c */

#endif
