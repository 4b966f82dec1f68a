/*
 * compare.xlsx: the trend of every question with its line charts, who moved from which answer to
 * which, where the changes come from, and the notes.
 */
#ifndef RENKEI_REPORT_COMPARE_BOOK_H
#define RENKEI_REPORT_COMPARE_BOOK_H

#include "report/book.h"
#include "report/compare.h"

/* Writes the whole workbook to `path`. */
void compare_book_write(struct comparison *comparison, const char *path);

/* ---- Its sheets ---- */

struct compare_book {
    struct comparison *comparison;
    struct loaded loaded; /* says only whether the data are synthetic */
    struct book book;
};

void compare_sheet_trend(struct compare_book *book);
/* A sheet per item and pair of waves; none if no units can be paired. */
void compare_sheet_moves(struct compare_book *book);
void compare_sheet_parts(struct compare_book *book);
void compare_sheet_notes(struct compare_book *book);
/* compare_chart.c: a sheet with charts and one with their numbers, if two waves have any. */
void compare_charts(struct compare_book *book, const struct form_series *form,
                    const struct question *question);

/* compare_open_sheets.c: means and medians of numbers, the parts of their changes, and who wrote
 * texts; a sheet each, if there is anything to put on it. */
void compare_sheets_open(struct compare_book *book);
/* compare_open_chart.c: the same of the means and medians of a number. */
void compare_number_charts(struct compare_book *book, const struct form_series *form,
                           const struct question *question);
/* Adds the sheet of a question's charts, 市町村 問1 vision, and the one with their table:
 * positions. */
struct chart_sheets {
    size_t chart, table;
};
struct chart_sheets compare_add_charts(struct compare_book *book, const struct form_series *form,
                                       const struct question *question);

/* Adds a sheet and begins it. */
struct pen compare_sheet(struct compare_book *book, const char *name, const char *title);
/* The columns that name an answer: form, number, question, row, and the option, or what `last`
 * says instead; widths and heads, then the cells of one, which return the lines of the row. */
enum { COMPARE_STUB = 5 };
void compare_stub_heads(struct pen *pen, const char *last);
size_t compare_stub_item(struct pen *pen, const struct series *series, const char *last,
                         const struct row_style *style);
size_t compare_stub(struct pen *pen, const struct comparison *comparison,
                    const struct series *series, size_t answer, const struct row_style *style);
/* A remark in a column of this width makes its row of so many lines higher if it must. */
struct compare_remark {
    const char *text;
    size_t lines, width;
};
void compare_remark(struct pen *pen, size_t column, const struct compare_remark *remark,
                    const struct row_style *style);
/* A p value with four decimals, as its cell shows it; － for NAN. */
void compare_p(struct pen *pen, size_t column, double p, const struct row_style *style);
/* A series begins with a stronger rule. */
const struct row_style *compare_style(const struct book *book, size_t answer);

#endif
