/* The cells of a query workbook that people fill in, found by their defined names. */
#ifndef RENKEI_INGEST_QUERY_CELLS_H
#define RENKEI_INGEST_QUERY_CELLS_H

#include "common/arena.h"
#include "common/codebook.h"
#include "common/xlsx.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum query_cell_kind { QUERY_CONFIRM, QUERY_REASON, QUERY_CORRECTION };

struct query_cell {
    enum query_cell_kind kind;
    int position;     /* CONFIRM and REASON: the item of the query */
    const char *name; /* CORRECTION: of the answer: a column, or the item of a multiple question */
    const char *text; /* "" is blank */
    bool numeric, error;
    const char *sheet; /* its name */
    size_t sheet_index;
    uint32_t row, column;
};

/* Zero-initialise. Cells of one name count once. */
struct query_cells {
    struct query_cell *cells; /* by place, for reading */
    size_t count;
};

/* Finds the cells and reads what stands in them; everything lives in the arena. False: xlsx->error.
 * No cells at all: the names are lost. */
bool query_cells_read(struct query_cells *cells, struct arena *arena, struct xlsx *xlsx);

/* The cell of an item of the query; one that is blank if the workbook has none. */
const struct query_cell *query_cells_find(const struct query_cells *cells,
                                          enum query_cell_kind kind, int position);

#endif
