/*
 * What stands on the feedback sheet of one unit, cell by cell, before anything is written: the
 * writer writes these cells, and the reader of the finished file compares it with the same page
 * made from the recount.
 */
#ifndef RENKEI_REPORT_FEEDBACK_PAGE_H
#define RENKEI_REPORT_FEEDBACK_PAGE_H

#include "report/feedback_form.h"

#include <stdint.h>

enum page_format {
    PAGE_LINE, /* text of its own */
    PAGE_SMALL,
    PAGE_HEADING,
    PAGE_HEADER, /* of the table */
    PAGE_CODE,
    PAGE_WRAPPED,
    PAGE_PERCENT, /* in tenths */
    PAGE_FEW,     /* in tenths, of a base under ten: marked */
    PAGE_WHOLE,
    PAGE_NONE, /* － */
};

struct page_cell {
    uint32_t row, column;
    enum page_format format;
    const char *text; /* NULL: a number */
    int64_t number;
};

struct page {
    const char *title;
    struct page_cell *cells; /* by rows, then columns */
    size_t cell_count, cell_capacity;
    uint32_t first, header, last; /* rows: below the heading, of the table, of all */
    size_t *lines;                /* [row] of text, from the header to the end of the table */
    size_t row_capacity;
    double points; /* how high it is */
    size_t columns;
};

enum { PAGE_COLUMNS_MOST = 10 };

/* Height in points of a row of so many lines: closer set than other tables, to stay on one page. */
double page_row_height(size_t lines);

/* The widths of the columns in half-width characters; returns how many there are. */
size_t page_widths(const struct feedback_form *feedback, size_t widths[PAGE_COLUMNS_MOST]);

/* The page of a unit from the counts of one kind; `first` is its first row. It lives in the arena.
 */
struct page *page_make(struct arena *arena, const struct feedback_form *feedback,
                       const struct feedback_unit *unit, const struct feedback_counts *counts,
                       uint32_t first);

#endif
