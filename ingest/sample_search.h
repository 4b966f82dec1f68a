/*
 * The integer search behind `sample`: of the counts that print as the published percentages (their
 * bounds come from common/feasible.h), which lie nearest to where they would lie by themselves? The
 * module knows numbers only, no codebook: one problem is one item (an answer to one question) asked
 * of `n` units.
 *
 * In a single-answer problem the counts sum to n. In a multiple-answer problem every unit that
 * leaves nothing blank and ticks nothing exclusive ticks at least one of the other options.
 */
#ifndef RENKEI_INGEST_SAMPLE_SEARCH_H
#define RENKEI_INGEST_SAMPLE_SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum search_kind { SEARCH_SINGLE, SEARCH_MULTIPLE };

/* One unknown: an option, or the blank answers (無回答). */
struct search_count {
    int64_t low, high; /* both allowed */
    int64_t prior;     /* where it would lie by itself */
    bool alone;        /* multiple: who counts here ticks nothing else (exclusive, 無回答) */
};

/* True if the sum may be `value`. */
typedef bool search_accepts_function(void *context, int64_t value);

/* A side condition: `constant` plus (or minus) the sum of the member counts must be accepted.
 * In a multiple-answer problem a need has exactly one member. */
struct search_need {
    const bool *members; /* [count] */
    bool negative;
    int64_t constant;
    search_accepts_function *accepts;
    void *context;
};

/* A problem has at most this many needs; each is the follow-up questions of one kind. */
enum { SEARCH_NEEDS_LIMIT = 16 };

struct search_problem {
    enum search_kind kind;
    int64_t n; /* asked */
    const struct search_count *counts;
    size_t count; /* >= 1 */
    const struct search_need *needs;
    size_t need_count;
};

/* The solution nearest to the priors, in counts[problem->count]; false if there is none. The same
 * problem always has the same solution. */
bool search_nearest(const struct search_problem *problem, int64_t *counts);

#endif
