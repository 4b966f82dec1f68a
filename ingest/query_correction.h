/*
 * One corrected answer of a query that came back: read by the same rules and checked by the same
 * checks as if it stood in the form, so that what is applied later is certainly usable.
 */
#ifndef RENKEI_INGEST_QUERY_CORRECTION_H
#define RENKEI_INGEST_QUERY_CORRECTION_H

#include "common/arena.h"
#include "common/codebook.h"
#include "ingest/finding.h"
#include "ingest/query_cells.h"

#include <stdbool.h>
#include <stddef.h>

/* A value for one column of the form. */
struct corrected_column {
    const char *column;
    const char *value; /* "" for blank */
};

struct query_correction {
    size_t item;                            /* in form->items */
    const struct column *column;            /* for a message; the item's first */
    const struct corrected_column *columns; /* of a multiple question: all its ticks */
    size_t column_count;
    const struct finding *cause; /* what is wrong with it; NULL: it can be applied */
};

/* Reads a cell that is not blank. False if the form has no such answer. */
bool query_correction_read(struct query_correction *correction, struct arena *arena,
                           const struct form *form, const struct query_cell *cell);

#endif
