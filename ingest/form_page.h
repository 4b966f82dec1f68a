/*
 * The sheet of a questionnaire while it is being written: rows from top to bottom, cells with the
 * form's look, answer cells with their defined name and validation, page breaks between questions.
 * Errors of libxlsxwriter are kept (the first one) and end up in form_write(): a caller need not
 * look after every cell.
 */
#ifndef RENKEI_INGEST_FORM_PAGE_H
#define RENKEI_INGEST_FORM_PAGE_H

#include "common/arena.h"
#include "ingest/form_writer.h"

#include <stdbool.h>
#include <stddef.h>
#include <xlsxwriter.h>

#define FORM_SHEET_NAME "調査票"
#define FORM_TICK "○"

/* The columns of the sheet, from A. The crossing columns hold the ticks of a grid of multiple
 * choices; elsewhere they carry what is wide. */
enum {
    COLUMN_TICK_CELL = 1,
    COLUMN_CODE = 2,
    COLUMN_LABEL = 3,
    COLUMN_FIRST_CROSSING = 4,
    COLUMN_CROSSINGS = 8,
    COLUMN_LAST = COLUMN_FIRST_CROSSING + COLUMN_CROSSINGS - 1,
};

enum form_look {
    LOOK_TITLE,
    LOOK_SUBTITLE,
    LOOK_NOTICE,
    LOOK_UNIT_KEY,
    LOOK_UNIT,
    LOOK_NOTE,
    LOOK_QUESTION,
    LOOK_BASE,
    LOOK_CODE,
    LOOK_LABEL,
    LOOK_ROW,
    LOOK_HEAD,
    LOOK_RIGHT,
    LOOK_CHOICE,
    LOOK_WHOLE,
    LOOK_DECIMAL,
    LOOK_LINE, /* an answer of a few words */
    LOOK_TEXT, /* a long answer */
    LOOK_COUNT,
};

struct page {
    const struct form_sheet *form;
    struct form_outline *outline; /* NULL: not asked for */
    lxw_workbook *book;
    lxw_worksheet *sheet;
    lxw_worksheet *hidden;
    lxw_format *looks[LOOK_COUNT];
    lxw_format *wrapped[LOOK_COUNT]; /* NULL until needed */
    struct arena *arena;
    lxw_row_t row;   /* the one being written */
    double height;   /* points on the current sheet of paper above the current question */
    double question; /* points of the current question so far */
    double *heights; /* of its rows */
    size_t height_capacity;
    lxw_row_t first_row; /* of the current question */
    lxw_row_t *breaks;   /* rows that begin a sheet of paper, ended by 0 */
    size_t break_count;
    double repeated;       /* points of the rows repeated on every sheet of paper */
    lxw_col_t list_column; /* next free column of the hidden sheet */
    bool has_answer;       /* the cursor is set */
    lxw_error error;
};

/* Creates the looks; sets widths, paper, protection. */
void page_open(struct page *page);

/* Keeps the first error. */
void page_keep(struct page *page, lxw_error error);

/* True if the text stands on one line in columns first … last. */
bool page_fits(lxw_col_t first, lxw_col_t last, const char *text, enum form_look look);

/* Writes text into the current row, over columns first … last. Returns the points the row needs to
 * show all of it. */
double page_text(struct page *page, lxw_col_t first, lxw_col_t last, const char *text,
                 enum form_look look);

/* Ends the current row, which is `points` high. */
void page_end_row(struct page *page, double points);

/* Ends a question: if it does not fit on the current sheet of paper it begins the next one. */
void page_end_question(struct page *page);

/* Gives a cell of the current row a name that the whole workbook knows. */
void page_name(struct page *page, lxw_col_t column, const char *name);

/* An answer cell of the current row with its name and, if given, its value. */
void page_answer(struct page *page, lxw_col_t first, lxw_col_t last, const struct column *column);

/* What stands in an answer cell whose column has `value`, as a CSV has it. */
struct form_value {
    const char *text; /* NULL: blank */
    bool numeric;
    double number;
};
struct form_value form_value(const struct form *form, const struct column *column,
                             const char *value);

/* Validations, for rows first_row … last_row and columns first … last. */
struct cell_range {
    lxw_row_t first_row, last_row;
    lxw_col_t first, last;
};
void page_allow_options(struct page *page, const struct cell_range *range,
                        const struct question *question);
void page_allow_ticks(struct page *page, const struct cell_range *range,
                      const struct question *question);
void page_allow_number(struct page *page, const struct cell_range *range,
                       const struct question *question);

/* Rows `first` … the one above the current row are repeated on every sheet of paper and stay on the
 * screen; they take `points`. */
void page_repeat_rows(struct page *page, lxw_row_t first, double points);

/* Page breaks and print area. */
void page_close(struct page *page);

#endif
