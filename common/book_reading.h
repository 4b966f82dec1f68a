/*
 * What the parts of book_compare.c share: the sheet that is being read, what its columns say, what
 * a row is about, and the claim that a cell holds a figure. Nobody else includes this.
 */
#ifndef RENKEI_COMMON_BOOK_READING_H
#define RENKEI_COMMON_BOOK_READING_H

#include "common/book_compare.h"
#include "common/sheet_tables.h"
#include "common/table_words.h"

/* One workbook, and the sheet of it that is in memory. */
struct book_reading {
    struct book_comparison *comparison;
    const struct told *told;
    struct xlsx *xlsx;
    struct sheet_tables tables;
    struct table_name *names; /* [tables.count] */
    struct sheet_charts charts;
    bool **reached;                    /* [chart][series * 3 + part]: its cells were compared */
    const char *area_key, *area_label; /* of whose workbook it is; NULL: all units */
    struct arena arena;                /* of the sheet */
    struct grid grid;
    size_t sheet;
};

/* ---- Figures that are expected (book_claims.c) ---- */

enum { BOOK_FIGURE_SIZE = 64 };
struct book_figure {
    bool known;                  /* else there is no figure, and a sign says so */
    const char *sign;            /* "－"; "" for an empty cell */
    char text[BOOK_FIGURE_SIZE]; /* a decimal */
};

struct book_figure book_whole(int64_t value);
struct book_figure book_tenths(int64_t tenths);
/* NULL: none */
struct book_figure book_decimal(const char *decimal);
struct book_figure book_sign(const char *sign);

/* ---- Claims (book_claims.c) ---- */

/* The cell must hold the figure: compares and counts it. */
void book_claim(struct book_reading *reading, uint32_t row, uint32_t column,
                const struct book_figure *figure);
/* The cell must hold this text. */
void book_claim_text(struct book_reading *reading, uint32_t row, uint32_t column,
                     const char *expected);
/* Something else is wrong there; `text` is final. */
void book_object(struct book_reading *reading, uint32_t row, uint32_t column, const char *text);
/* Every number that nobody claimed. */
void book_unclaimed(struct book_reading *reading);

/* ---- Columns (book_columns.c) ---- */

enum book_measure {
    BOOK_NOTHING, /* words that are not compared */
    /* what the row is about */
    BOOK_ROW,
    BOOK_BANNER,
    BOOK_KEY,
    BOOK_CLASS,
    BOOK_ANSWER,
    BOOK_FORM,
    BOOK_NUMBER,
    BOOK_QUESTION,
    BOOK_QUESTION_ID,
    BOOK_MARK,
    /* of an answer */
    BOOK_N,
    BOOK_COUNT,
    BOOK_PERCENT,
    BOOK_COLUMN_PERCENT,
    BOOK_RANK,
    BOOK_RANKED,
    BOOK_LOW,
    BOOK_HIGH,
    BOOK_SPAN,
    BOOK_UNUSABLE,
    BOOK_MISSING,
    /* of a number; in the order of enum told_measure */
    BOOK_STATISTIC,
    BOOK_RATE = BOOK_STATISTIC + TOLD_MEASURES,
    BOOK_RATE_DENOMINATOR,
    BOOK_RATE_LEFT_OUT,
    /* of another area, or of the last wave */
    BOOK_AREA_N,
    BOOK_AREA_PERCENT,
    BOOK_AREA_DIFFERENCE,
    BOOK_AREA_MEAN,
    BOOK_AREA_MEAN_DIFFERENCE,
    BOOK_UNREAD /* nobody knows what stands here */
};

/* An answer as a header or a row names it: one option, or those that make up a subtotal. */
struct book_answer {
    size_t option; /* in item->options of the question's items */
    const size_t *parts;
    size_t part_count; /* 0: `option` itself */
};

struct book_column {
    enum book_measure measure;
    const char *text;          /* of the header */
    struct book_answer answer; /* of BOOK_COUNT, BOOK_PERCENT, BOOK_COLUMN_PERCENT */
    bool answered;             /* the header names it; else the row does */
    size_t line;               /* BOOK_AREA_… of this wave */
    bool previous;             /* BOOK_AREA_… of the last wave */
    const struct told_rate *rate;
};

/* A table about a question. */
struct book_table {
    struct book_reading *reading;
    const struct sheet_table *table;
    const struct table_name *name;
    const struct told_form *form;
    const struct told_question *question; /* NULL: of all (bounds) */
    const struct told_banner *nested;     /* NULL: not by another question */
    struct book_column *columns;          /* [table->column_count] */
};

/* Finds form, question and banner of the table's name, and what its columns say. False (and an
 * objection) if it is about something that the tables do not tell. */
bool book_table_open(struct book_table *table);

/* The answer that a text names: "1. 設置している", 無回答, "計 …（1・2）"; false if none. */
bool book_read_answer(struct book_reading *reading, const struct told_question *question,
                      const char *text, struct book_answer *answer);

/* The line of an area by key and label, among bureaus, prefectures and all units. */
size_t book_area_line(const struct told_form *form, const char *key, const char *label);
/* The line of the workbook's own area, or of all units; TOLD_NONE: the form has none. */
size_t book_own_line(const struct book_reading *reading, const struct told_form *form);

/* ---- Rows (book_rows.c) ---- */

struct book_row {
    uint32_t row;
    const struct told_item *item;
    size_t line;
    struct book_answer answer; /* where the row names it */
    bool answered;
};

/* Compares all rows of a table about questions. */
void book_compare_rows(struct book_table *table);

/* What should stand in a column of a row. */
struct book_figure book_expect(const struct book_table *table, const struct book_column *column,
                               const struct book_row *row);

/* Counts, with the options that make up a subtotal added up. A cell that is not told has no base;
 * `same` is false if the subtotal is told otherwise. */
struct share book_share(const struct told_item *item, const struct book_answer *answer, size_t line,
                        bool *same);
/* How many were asked: of a number those with and without one. */
int64_t book_asked(const struct told_item *item, size_t line);

/* ---- The other tables (book_lists.c, book_units.c, book_drawn.c,
 * book_feedback.c) ---- */

typedef void book_compare_function(struct book_reading *reading, const struct sheet_table *table,
                                   const struct table_name *name);
book_compare_function book_compare_turnout, book_compare_panel, book_compare_contents,
    book_compare_notes, book_compare_sentences, book_compare_units, book_compare_support,
    book_compare_figure, book_compare_feedback;

/* The column of a table by its name, from 1 as in the sheet; 0: none. */
uint32_t book_find_column(const struct sheet_table *table, const char *name);
/* The text in the column of this name; "" without one. */
const char *book_text_in(const struct book_reading *reading, const struct sheet_table *table,
                         uint32_t row, const char *name);
/* Claims the cell in the column of this name, if the table has it. */
void book_claim_in(struct book_reading *reading, const struct sheet_table *table, uint32_t row,
                   const char *name, const struct book_figure *figure);
/* As book_object(), about a row: its other cells are claimed. */
void book_object_to_row(struct book_reading *reading, const struct sheet_table *table, uint32_t row,
                        const char *text);
const struct told_form *book_form_by_title(const struct told *told, const char *title);
/* The question that a sheet is about, by its table or its chart; NULL: none. */
const struct told_question *book_sheet_question(const struct book_reading *reading, size_t sheet);
/* The question of a table's name, directly or through its figure. */
const struct told_question *book_name_question(const struct told *told,
                                               const struct table_name *name);
const struct told_figure *book_find_figure(const struct told *told, const struct table_name *name);

/* ---- Charts (book_charts.c) ---- */

/* The points of charts that refer to the sheet in memory. */
void book_compare_points(struct book_reading *reading);
/* Points whose cells no sheet had. */
void book_unreached_points(struct book_reading *reading);

#endif
