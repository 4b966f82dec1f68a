/*
 * The cells of one filled-in form: where they stand (by their defined names, or at the places of
 * another copy) and what stands in them, as a person at the screen sees it: the value of a merged
 * range is that of its first cell, and a number in a date's format is a date.
 */
#ifndef RENKEI_INGEST_FORM_CELLS_H
#define RENKEI_INGEST_FORM_CELLS_H

#include "common/xlsx.h"
#include "ingest/check.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Cells that say which form it is and whose; form_writer.h names them. */
enum form_mark { MARK_SURVEY, MARK_FORM, MARK_UNIT, MARK_COUNT };

/* A table from places to numbers: open addressing, at most half full. */
struct place_table {
    struct place_entry {
        uint64_t key; /* 0: empty */
        size_t value;
    } * entries;
    size_t mask;
};

/* Room for `count` keys; it never grows. */
void place_table_init(struct place_table *table, struct arena *arena, size_t count);
void place_put(struct place_table *table, uint64_t key, size_t value);
/* SIZE_MAX if it is not there. */
size_t place_find(const struct place_table *table, uint64_t key);

/* Sheet, row and column in one number, never 0. */
static inline uint64_t place_of(size_t sheet, uint32_t row, uint32_t column)
{
    return ((uint64_t)(sheet + 1) << 48) | ((uint64_t)row << 16) | column;
}

struct form_cells {
    struct arena *arena;
    const struct form *form;
    struct raw_answer *answers;  /* per column of the form, behind them the marks */
    uint32_t *styles;            /* of the cells of `answers` */
    size_t *sheets;              /* of the cells of `answers` */
    size_t found;                /* columns that have a cell */
    struct place_table places;   /* of the cells, to their number in `answers` */
    struct merged_range *merged; /* while a sheet is being read a second time */
    size_t sheet;                /* the one being read */
};

/* Finds the cells by their names, those on one sheet or on any (FORM_ANY_SHEET). Of several cells
 * with the name of one column the sheet's own name counts before one of the whole workbook. */
#define FORM_ANY_SHEET SIZE_MAX
void form_cells_locate(struct form_cells *cells, struct arena *arena, const struct form *form,
                       const struct xlsx *xlsx, size_t sheet);

/* The same places as another form's, on this sheet. */
void form_cells_locate_as(struct form_cells *cells, const struct form_cells *model, size_t sheet);

/* Reads all its cells; false: xlsx->error. */
bool form_cells_read(struct form_cells *cells, struct xlsx *xlsx);

/* What stands in a marked cell, without white space around it; "" if there is none. */
const char *form_cells_mark(const struct form_cells *cells, enum form_mark mark);

/* Which of `answers` a defined name is for, SIZE_MAX if it is none of the form's. */
size_t form_cell_named(const struct form *form, const char *name);

/* The number of the mark with this defined name; MARK_COUNT if it is none. */
enum form_mark form_mark_named(const char *name);

#endif
