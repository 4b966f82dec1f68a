/*
 * All solutions of a problem of the sample's search, found by trying: what the search finds by
 * reasoning is judged by it.
 */
#ifndef RENKEI_TESTS_SEARCH_ALL_H
#define RENKEI_TESTS_SEARCH_ALL_H

#include "ingest/sample_search.h"

#include <stdlib.h>

/* Called once per solution. */
typedef void search_visit_function(void *context, const int64_t *counts);

struct search_trial {
    const struct search_problem *problem;
    int64_t *counts;
    size_t found, limit;
    search_visit_function *visit;
    void *context;
};

static inline bool search_covers(const struct search_problem *problem, const int64_t *counts)
{
    int64_t rest = problem->n, ticks = 0, most = 0;
    for (size_t i = 0; i < problem->count; i++) {
        if (problem->counts[i].alone) {
            rest -= counts[i];
            continue;
        }
        ticks += counts[i];
        if (counts[i] > most)
            most = counts[i];
    }
    return rest >= 0 && most <= rest && ticks >= rest;
}

static inline bool search_solved(const struct search_problem *problem, const int64_t *counts)
{
    for (size_t j = 0; j < problem->need_count; j++) {
        const struct search_need *need = &problem->needs[j];
        int64_t sum = 0;
        for (size_t i = 0; i < problem->count; i++)
            sum += need->members[i] ? counts[i] : 0;
        if (!need->accepts(need->context, need->constant + (need->negative ? -sum : sum)))
            return false;
    }
    return problem->kind == SEARCH_SINGLE || search_covers(problem, counts);
}

static inline void search_try_from(struct search_trial *trial, size_t i, int64_t rest)
{
    const struct search_problem *problem = trial->problem;
    if (i == problem->count) {
        if (!search_solved(problem, trial->counts))
            return;
        trial->found++;
        if (trial->visit)
            trial->visit(trial->context, trial->counts);
        return;
    }
    int64_t from = problem->counts[i].low, to = problem->counts[i].high;
    if (problem->kind == SEARCH_SINGLE) {
        int64_t low = 0, high = 0;
        for (size_t k = i + 1; k < problem->count; k++) {
            low += problem->counts[k].low;
            high += problem->counts[k].high;
        }
        from = from > rest - high ? from : rest - high;
        to = to < rest - low ? to : rest - low;
    }
    for (int64_t value = from; value <= to && trial->found < trial->limit; value++) {
        trial->counts[i] = value;
        search_try_from(trial, i + 1, rest - value);
    }
}

/* In ascending order, `limit` at most; `visit` may be NULL. Returns how many were visited. */
static inline size_t search_all(const struct search_problem *problem, size_t limit,
                                search_visit_function *visit, void *context)
{
    struct search_trial trial = {
        .problem = problem, .limit = limit, .visit = visit, .context = context};
    trial.counts = calloc(problem->count + 1, sizeof *trial.counts);
    if (!trial.counts)
        abort();
    search_try_from(&trial, 0, problem->n);
    free(trial.counts);
    return trial.found;
}

#endif
