/* The verbs of renkei-ingest, each defined in the file that carries it out. */
#ifndef RENKEI_INGEST_VERBS_H
#define RENKEI_INGEST_VERBS_H

#include "common/options.h"

extern const struct verb forms_verb;  /* forms.c */
extern const struct verb sample_verb; /* sample.c */
extern const struct verb ingest_verb; /* ingest.c */

#endif
