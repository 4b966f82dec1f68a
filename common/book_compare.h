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
#include "common/told.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Set the first four; the last three are filled in. */
struct book_comparison {
    const struct told *told;
    const char *name; /* of the workbook, in messages: "prefecture/11-埼玉県.xlsx" */
    struct arena *arena;
    struct mismatches *mismatches; /* what is found is added; borrowed */
    int64_t numbers, chart_points; /* compared */
    const char *error;             /* final text, if book_compare() returned false */
};

/* Compares the workbook that lies in memory. False if it cannot be read; mismatches are no such
 * failure. Memory for one sheet at a time comes from the arena and stays there. */
bool book_compare(struct book_comparison *comparison, const void *bytes, size_t length);

#endif
