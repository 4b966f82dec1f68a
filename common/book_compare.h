/*
 * A finished workbook against the tables: every number on every sheet, and every point that a chart
 * keeps, is found again in what tables/ tell (common/told.h), by the labels that stand beside it,
 * and computed anew from the counts there. A number that nothing claims is a mismatch too, so that
 * no sheet goes unread.
 *
 * For the workbooks of an output folder: national.xlsx, bureau/, prefecture/ and unit/. What a
 * table is about is told by its name (common/table_words.h).
 */
#ifndef RENKEI_COMMON_BOOK_COMPARE_H
#define RENKEI_COMMON_BOOK_COMPARE_H

#include "common/arena.h"
#include "common/mismatch.h"
#include "common/sheet_tables.h"
#include "common/told.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Somebody else who wants the cells of all sheets: is called for one after the other, as long as
 * they and what xlsx_walk_frame() walks are in memory. False, with the workbook's error, ends the
 * comparison. */
struct book_companion {
    bool (*function)(void *context, size_t sheet, const struct grid *grid);
    void *context;
};

/* Set the first four; the last three are filled in. */
struct book_comparison {
    const struct told *told;
    const char *name; /* of the workbook, in messages: "prefecture/11-埼玉県.xlsx" */
    struct arena *arena;
    struct mismatches *mismatches;          /* what is found is added; borrowed */
    const struct book_companion *companion; /* NULL: none */
    int64_t numbers, chart_points;          /* compared */
    const char *error;                      /* final text, if book_compare() returned false */
};

/* Compares the workbook that lies in memory. False if it cannot be read; mismatches are no such
 * failure. Memory for one sheet at a time comes from the arena and stays there. */
bool book_compare(struct book_comparison *comparison, const void *bytes, size_t length);
/* The same of a workbook that was opened with the comparison's arena. */
bool book_compare_open(struct book_comparison *comparison, struct xlsx *xlsx);

#endif
