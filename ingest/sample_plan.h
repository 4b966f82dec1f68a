/*
 * What a sample must show: the published figures of one form as bounds on the counts of its items,
 * with the bases that tie items together. The plan is asked item by item, in the order of the
 * form, how many units give each answer; what has been answered is never taken back.
 *
 * Published figures that exclude each other are met in the order of published.csv; what cannot be
 * met is set aside with the reason, and its share still serves as the prior.
 */
#ifndef RENKEI_INGEST_SAMPLE_PLAN_H
#define RENKEI_INGEST_SAMPLE_PLAN_H

#include "common/arena.h"
#include "common/config.h"
#include "ingest/sample_search.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sample_figure {
    const struct published *published;
    size_t item;         /* in form->items */
    size_t at;           /* in the item's counts; SIZE_MAX: INVALID, which a sample never has */
    bool aside;          /* cannot be met together with the figures before it, */
    bool base_holds;     /* though its base can */
    const char *failure; /* why, once its item is planned (translated, in the plan's arena) */
};

struct follow_up;

/* The counts of an item: its options in their order, then the blank answers. Numbers and texts
 * count as one option: answered. */
struct sample_item {
    const struct item *item;
    size_t count;                 /* options + 1 */
    struct follow_up *follow_ups; /* the questions whose base this item alone decides */
    size_t follow_up_count;
    const size_t *figures; /* in plan->figures, in their order */
    size_t figure_count;
    uint8_t *known; /* per number of asked units: can all its figures be met? 0: not tried yet */
};

struct sample_plan {
    const struct form *form;
    struct arena *arena;
    struct sample_item *items; /* derived variables not counted */
    size_t item_count;
    struct sample_figure *figures;
    size_t figure_count;
    int64_t respondents;
};

/* A plan for one form of the survey; borrows the configuration, lives in the arena. `without` is
 * the number of respondents where neither a published base nor a frame says it. */
void plan_init(struct sample_plan *plan, struct arena *arena, const struct config *config,
               const struct form *form, int64_t without);

/* How many of the `asked` give each answer to item `i`: fills counts[plan->items[i].count]. */
void plan_counts(struct sample_plan *plan, size_t i, int64_t asked, int64_t *counts);

/* True if `count` of `asked` is what was published. */
bool plan_prints(const struct published *published, int64_t count, int64_t asked);

#endif
