/*
 * The workbook of one area: cover, contents, how to read, its units and where they stand, which
 * derived variables each of them lacks, the figures and a table per question beside the bureau and
 * the nation, notes. That of a bureau has a row for each of its prefectures too.
 */
#ifndef RENKEI_REPORT_AREA_BOOK_H
#define RENKEI_REPORT_AREA_BOOK_H

#include "report/area.h"
#include "report/book.h"

/* Writes the whole workbook to `path`. Memory comes from `arena`. */
void area_book_write(const struct areas *areas, const struct area *area, const char *path,
                     struct arena *arena);

/* ---- Its sheets ---- */

struct area_book {
    struct book book;
    const struct areas *areas;
    const struct area *area;
    const struct area **members; /* the rows of its tables: itself, then its prefectures */
    size_t member_count;
};

/* area_units.c */
void area_sheet_units(struct area_book *book, const struct sheet *sheet);
void area_sheet_support(struct area_book *book, const struct sheet *sheet);

/* area_table.c, area_numbers.c */
void area_sheet_question(struct area_book *book, const struct sheet *sheet,
                         const struct area_form *form);
void area_sheet_numbers(struct area_book *book, const struct sheet *sheet,
                        const struct area_form *form);

/* What the two kinds of table share: with what an area is compared. */
struct area_table {
    struct area_book *area_book;
    struct pen pen;
    const struct area_form *form;
    const struct question *question;
    const struct area *bureau; /* that of all rows; NULL: there is none to compare with */
    bool nation;
    size_t bureau_line, total_line;
    const char *nation_label;
};
struct area_table area_table_start(struct area_book *book, const struct sheet *sheet,
                                   const struct area_form *form);
/* Does the table have columns of the last wave? */
bool area_table_has_previous(const struct area_table *table);
/* Is the row compared with the bureau? Not the bureau itself. */
bool area_table_beside(const struct area_table *table, const struct area *row);
/* "埼玉県" and " n", for a header. */
const char *area_table_name(const struct area_table *table, const char *area, const char *measure);
/* How many lines the header takes: its longest names are those of an area with `longest` behind. */
size_t area_table_header_lines(const struct area_table *table, const char *longest, size_t width);
/* 項目, the rows of a grid: the first column. */
void area_table_row_header(struct area_table *table);
/* 区分コード, 区分, n and the mark of small bases; from `column` on. */
enum { AREA_STUB = 4 };
void area_table_stub(struct area_table *table, size_t column, const struct area *row, int64_t n,
                     const struct row_style *style);
void area_table_stub_header(struct area_table *table, size_t column);

#endif
