/*
 * Published figures beside computed ones: is each reproduced, and if not, why? A report can
 * contradict itself (one figure printed twice with different numbers) and can be impossible (no
 * whole number of the printed base makes the printed percent); neither is held against the data.
 */
#ifndef RENKEI_AGGREGATE_FIGURES_H
#define RENKEI_AGGREGATE_FIGURES_H

#include "common/config.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum figure_verdict {
    FIGURE_REPRODUCED,
    FIGURE_CONTRADICTED, /* not this one, but another version printed of the same figure */
    FIGURE_IMPOSSIBLE,   /* printed percent (and count) fit no count in the printed base */
    FIGURE_DIFFERS,
};

struct figure_check {
    const struct published *published;
    int64_t count, base; /* computed; -1: there is no such cell */
    enum figure_verdict verdict;
    /* Another version of the same figure with other numbers: preferably the one that is
     * reproduced; NULL if it was printed only so. */
    const struct published *rival;
};

/* Fills verdict and rival of all checks, whose other members are set. */
void figures_judge(struct figure_check *checks, size_t count);

/* Percent, count and base agree as far as they were printed. */
bool figure_agrees(const struct published *published, int64_t count, int64_t base);

/* Some count gives what was printed. */
bool figure_possible(const struct published *published);

#endif
