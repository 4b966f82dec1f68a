/* Where the counts of an item would lie by themselves; the search then stays near. */
#ifndef RENKEI_INGEST_SAMPLE_PRIOR_H
#define RENKEI_INGEST_SAMPLE_PRIOR_H

#include "ingest/sample_plan.h"

/* Fills `prior` and `alone` of counts[plan->items[i].count] for n units asked. */
void sample_priors(const struct sample_plan *plan, size_t i, int64_t n,
                   struct search_count *counts);

#endif
