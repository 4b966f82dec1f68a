/*
 * One workbook: its sheets, named and in order before anything is written, the formats, and the
 * pen that writes cells. Sheets may be written in any order; the rows of a sheet from the top.
 *
 * The first mistake of libxlsxwriter is kept and ends the program when the workbook is closed, so
 * that no call goes unchecked and none needs its own branch.
 */
#ifndef RENKEI_REPORT_BOOK_H
#define RENKEI_REPORT_BOOK_H

#include "common/arena.h"
#include "common/config.h"
#include "report/cells.h"
#include "report/loaded.h"
#include "report/style.h"

#include <stddef.h>
#include <stdint.h>
#include <xlsxwriter.h>

enum sheet_kind {
    SHEET_COVER,
    SHEET_CONTENTS,
    SHEET_GUIDE,
    SHEET_TURNOUT,
    SHEET_FIGURE,
    SHEET_FIGURE_TABLE, /* the numbers behind the figure before it */
    SHEET_QUESTION,     /* cross table of a single or multiple question */
    SHEET_NUMBERS,      /* statistics of a number question */
    SHEET_NESTED,       /* a question by the answers to another */
    SHEET_BOUNDS,       /* non-response bounds of a form */
    SHEET_PANEL,        /* those who answered against the frame */
    SHEET_SENTENCES,    /* the report's sentences, from the cells */
    SHEET_NOTES,
    SHEET_AREA_UNITS,   /* of the workbook of an area: its units */
    SHEET_AREA_SUPPORT, /* which derived variables each of them lacks */
    SHEET_QUERY,        /* of a query workbook, which has no other */
    SHEET_STATUS,       /* of status.xlsx */
    SHEET_COMPARE,      /* of compare.xlsx */
    SHEET_FEEDBACK,     /* of a unit's workbook, which has no other */
};

struct sheet {
    enum sheet_kind kind;
    const char *name;  /* unique, as Excel allows it */
    const char *title; /* what it shows */
    const struct form *form;
    const struct question *question; /* FIGURE, FIGURE_TABLE, QUESTION, NUMBERS */
    const struct figure *figure;     /* FIGURE, FIGURE_TABLE */
    const struct nesting *nesting;   /* NESTED, and NUMBERS by the answers to another question */
    int64_t n;                       /* asked, of all units; -1: not known, or does not apply */
    lxw_worksheet *worksheet;
    struct sheet_head *heads; /* by column, of the header that was written last */
    size_t head_capacity;
};

/* A cell of a table's header. */
struct sheet_head {
    lxw_row_t row;
    const char *text; /* NULL: none */
    lxw_format *format;
};

struct sentences;

/* A figure that has nothing to show in this workbook, and why. */
struct left_out {
    const struct figure *figure;
    const char *reason; /* in Japanese */
};

struct book {
    const struct config *config;
    const struct loaded *loaded;
    const struct cells *const *cells;  /* [form]: decide what is left out; NULL: nothing */
    const struct sentences *sentences; /* NULL: none are written */
    const char *heading;               /* survey and year, under the title of every sheet */
    struct arena *arena;
    const char *path; /* borrowed */
    lxw_workbook *workbook;
    struct style style;
    struct sheet *sheets;
    size_t sheet_count, sheet_capacity;
    struct left_out *left_out; /* [config->figure_count], in their order */
    size_t left_out_count;
    const char **table_names; /* of the tables so far */
    size_t table_count, table_capacity;
    lxw_error error; /* the first one */
};

/* Opens the workbook at `path`, with its properties and formats but without sheets. `config`,
 * `loaded` and `arena` are set before. */
void book_open(struct book *book, const char *path, const char *title);

/* Adds a sheet behind the others. `wanted->name` is made into a name that Excel allows and no
 * other sheet has. Returns its position. */
size_t book_add(struct book *book, const struct sheet *wanted);

/* A figure of the survey gets no sheet: the contents say why. */
void book_leave_out(struct book *book, const struct figure *figure, const char *reason);

/* The sheet of a question of a form; NULL for texts. */
const struct sheet *book_question(const struct book *book, const struct question *question);

/* Writes the file; on any mistake since book_open() the program ends. */
void book_close(struct book *book);

/* True if the survey has answers to more than one form, so that sheets must say which. */
bool book_has_several_forms(const struct book *book);
/* True if anybody answered the form; others are left out. */
bool book_has_form(const struct book *book, const struct form *form);
/* "市町村" for the form 市町村票. */
const char *form_short_title(struct arena *arena, const struct form *form);

/* ---- The pen ---- */

struct pen {
    struct book *book;
    lxw_worksheet *worksheet;
    lxw_row_t row; /* the next row; pen_…() write into it, the caller moves on */
};

/* Begins a sheet for people: font, print set-up, header and footer, then its first rows: title,
 * survey, the notice of synthetic data and the way back to the contents. */
struct pen pen_start(struct book *book, const struct sheet *sheet);

void pen_text(struct pen *pen, size_t column, const char *text, lxw_format *format);
void pen_whole(struct pen *pen, size_t column, int64_t value, lxw_format *format);
/* A number in tenths: 144 is written as 14.4. */
void pen_tenths(struct pen *pen, size_t column, int64_t tenths, lxw_format *format);
/* An exact decimal in text form. */
void pen_decimal(struct pen *pen, size_t column, const char *decimal, lxw_format *format);
void pen_link(struct pen *pen, size_t column, const struct sheet *target, const char *text);
/* The same with the rules of a table around it. */
void pen_link_cell(struct pen *pen, size_t column, const struct sheet *target, const char *text);
void pen_columns(struct pen *pen, size_t first, size_t last, double width);
/* Height of the row the pen is in; before anything is written into it. */
void pen_height(struct pen *pen, size_t lines);
/* A line of its own: writes into column 0 and moves on. */
void pen_line(struct pen *pen, const char *text, lxw_format *format);

/* What a table sheet has beside its cells. */
struct table_frame {
    lxw_row_t header;   /* row of the column names */
    lxw_row_t last;     /* last row */
    size_t columns;     /* how many */
    size_t stub;        /* how many of them stay in view and repeat on every page */
    uint16_t page_wide; /* pages side by side */
};
/* Freezes panes, sets the print area and the rows and columns to repeat, and makes it a table. */
void pen_finish_table(struct pen *pen, const struct table_frame *frame);

/* Makes rows that were written a table of Excel with filters, named after the pen's sheet
 * (common/table_words.h). Its columns are called what pen_text() wrote into the header row in one
 * of the formats for headers. Without a row below the header there is no table (book_table.c). */
void pen_add_table(struct pen *pen, lxw_row_t header, lxw_row_t last, size_t columns);
/* Keeps a header's cell of the pen's row for pen_add_table(); pen_text() calls it. */
void pen_keep_head(const struct pen *pen, size_t column, const char *text, lxw_format *format);

/* Print set-up for every sheet: paper, margins, header and footer. */
void sheet_set_page(struct book *book, lxw_worksheet *worksheet, bool landscape);

/* Keeps the first error. */
void book_check(struct book *book, lxw_error error);

#define SYNTHETIC_NOTICE "合成データ(synthetic)による出力です。実在の回答ではありません"

#endif
