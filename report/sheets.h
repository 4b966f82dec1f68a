/* The sheets of the workbooks; each function writes one whole sheet, in the file of its name. */
#ifndef RENKEI_REPORT_SHEETS_H
#define RENKEI_REPORT_SHEETS_H

#include "common/table_words.h"
#include "report/book.h"
#include "report/cells.h"

void sheet_cover(struct book *book, const struct sheet *sheet);
/* The two columns of a cover, and a row of it; long values take several lines. */
void cover_columns(struct pen *pen);
void cover_fact(struct pen *pen, const char *label, const char *value);
/* Lines of the codebook's notes that name the sources of the frames. */
void cover_sources(struct pen *pen);
void sheet_contents(struct book *book, const struct sheet *sheet);
void sheet_guide(struct book *book, const struct sheet *sheet);
void sheet_turnout(struct book *book, const struct sheet *sheet);
void sheet_notes(struct book *book, const struct sheet *sheet);

/* The cross table of a single or multiple question, by all banners. */
void sheet_question(struct book *book, const struct sheet *sheet, const struct cells *cells);
/* What the order of a multiple question's options is. */
#define ORDER_REMARK                                                                                                                             \
    "選択肢は総数の％の大きい順に並べる（同じ数はコード順。項目のある設問は各項目の件数の計の順）" \
    "。"                                                                                                                                        \
    "「なし」等の排他の選択肢、無回答、不明は最後に置く。"
/* The same by the answers to one other question. */
void sheet_nested(struct book *book, const struct sheet *sheet, const struct cells *cells);
/* Non-response bounds of all percentages of a form. */
void sheet_bounds(struct book *book, const struct sheet *sheet, const struct cells *cells);
/* Those who answered against the whole frame. */
void sheet_panel(struct book *book, const struct sheet *sheet);
/* The sentences of the report, and why some are not printed. */
void sheet_sentences(struct book *book, const struct sheet *sheet,
                     const struct sentences *sentences);
/* The statistics of a number question, by all banners, and its rates. */
void sheet_numbers(struct book *book, const struct sheet *sheet, const struct cells *cells);

/* A chart and, on the sheet behind it, the table with the cells it is bound to. */
void sheet_figure(struct book *book, const struct sheet *chart, const struct cells *cells);

/* The same of chosen classes, by their lines in the cells. */
struct figure_lines {
    const size_t *lines;
    const char *const *labels;
    const char *const *keys; /* NULL: all units alone */
    size_t count;
};
void sheet_figure_lines(struct book *book, const struct sheet *chart, const struct cells *cells,
                        const struct figure_lines *lines);

/* ---- What the table sheets share (sheet_stub.c) ---- */

/* A base under this prints with the mark: its percentages say little. */
enum { SMALL_BASE = TABLE_SMALL_BASE };

/* The first columns of a cross table: what a row is about. */
struct stub {
    struct pen *pen;
    const struct cells *cells;
    bool grid;    /* the question has rows: their labels come first */
    size_t count; /* columns */
};

/* Sets the widths of the stub's columns. `last` names the stub's columns behind the class. */
struct stub stub_start(struct pen *pen, const struct cells *cells, const struct question *question);
/* The names of the stub's columns, and of n and the mark. */
void stub_header(struct stub *stub);
/* The stub of one row of the table. */
struct stub_row {
    const struct item *item;
    size_t banner, class;
    int64_t n;
};
void stub_write(struct stub *stub, const struct stub_row *row, const struct row_style *style);
/* Whether the sheet has rows for the banner: all, or of a nested table the total and its own. */
bool stub_shows(const struct sheet *sheet, const struct cells *cells, size_t banner);
/* How the row of a class is ruled. */
const struct row_style *stub_style(const struct stub *stub, size_t banner, size_t class);
/* The lines under the title: kind of answer, who is asked, where the question comes from. */
void stub_remarks(struct pen *pen, const struct sheet *sheet);

#endif
