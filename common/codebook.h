/*
 * The codebook: what a survey asks, of whom, and which answers there are. Read from
 * configs/<survey>/codebook.yaml; the one source for forms, checks, database, tables and labels.
 * Everything lives in the codebook's arena and is constant after codebook_read().
 *
 * The chain: a form has questions; a question has one item, or one per row; an item takes one slot
 * (single, number, text) or one per option (multiple) in the packed codes of a response.
 */
#ifndef RENKEI_COMMON_CODEBOOK_H
#define RENKEI_COMMON_CODEBOOK_H

#include "common/arena.h"
#include "common/names.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct expression;
struct frame;

/* The codes in a slot. Options are 1..250; in the slots of a multiple question an option is
 * CODE_NOT_TICKED or CODE_TICKED; for numbers and texts CODE_TICKED says that there is one.
 * The kinds of empty stay apart: */
enum {
    CODE_NOT_TICKED = 0,
    CODE_TICKED = 1,
    CODE_LARGEST_OPTION = 250,
    CODE_NA = 251,      /* 無回答: asked, left blank; multiple: nothing ticked (in all slots) */
    CODE_INVALID = 252, /* 不明: answered but unusable (in all slots of the item) */
    CODE_NOT_ASKED = 253, /* 非該当: outside the base (in all slots of the item) */
};

enum question_type { QUESTION_SINGLE, QUESTION_MULTIPLE, QUESTION_NUMBER, QUESTION_TEXT };

struct option {
    int code; /* 1..250 */
    const char *label;
    const char *source;            /* "R", "L", "X" or NULL: inherits the question's */
    bool text;                     /* その他: free text beside it */
    bool exclusive;                /* なし: excludes the others */
    const struct expression *when; /* only in derived variables */
    const char *when_text;         /* as written; NULL elsewhere */
};

struct row {
    const char *id;
    const char *label;
    const char *unit; /* NULL: the question's */
    const char *source;
};

/* A question, or a derived variable (derived is true: single, no rows, options with `when`). */
struct question {
    const char *id;
    const char *number; /* "問4"; "" if absent */
    const char *text;   /* for a derived variable its label */
    const char *source; /* "R", "L", "X" or "" */
    enum question_type type;
    bool derived;
    const struct option *options;
    size_t option_count;
    const struct row *rows;
    size_t row_count;              /* 0: no grid */
    const struct expression *base; /* NULL: everybody is asked */
    const char *base_text;         /* as written; NULL if absent */
    const char *break_reason;      /* why answers do not compare with the former waves'; or NULL */
    const char *unit;              /* numbers: 回; "" if absent */
    int64_t min, max;              /* numbers, scaled (NUMBER_SCALE); INT64_MIN/MAX if absent */
    int decimals;                  /* numbers: decimals allowed, 0..6 (6 if absent) */
    size_t first_item, item_count; /* in form->items: one, or one per row in their order */
};

/* Numbers are exact decimals: integers in millionths, |value| < 10^9 whole units. */
enum { NUMBER_DECIMALS = 6 };
#define NUMBER_SCALE INT64_C(1000000)
#define NUMBER_LIMIT (INT64_C(1000000000) * NUMBER_SCALE)

/* One answer: "question" or "question.row". */
struct item {
    const char *id;
    const struct question *question;
    const struct row *row; /* NULL without rows */
    size_t slot, slot_count;
    size_t first_column, column_count; /* in form->columns; none for derived variables */
};

/* One column of a CSV, and one answer cell of an Excel form: the prefix and the name. */
#define ANSWER_PREFIX "a_"
enum column_kind { COLUMN_ANSWER, COLUMN_TICK, COLUMN_OPTION_TEXT };

struct column {
    const char *name;            /* item, item.code, item.code.text */
    size_t item;                 /* in form->items */
    enum column_kind kind;       /* ANSWER: single, number, text; TICK: one option */
    const struct option *option; /* TICK and OPTION_TEXT */
    size_t option_index;         /* in question->options */
};

enum edit_severity { EDIT_WARNING, EDIT_ERROR };

struct edit {
    const char *id;
    enum edit_severity severity;
    const struct expression *when;
    const size_t *items; /* in form->items */
    size_t item_count;
    const char *message;
};

struct form {
    const char *id;
    const char *title;
    const char *frame_id;      /* NULL: units are whatever arrives */
    const struct frame *frame; /* NULL without */
    const struct question *questions;
    size_t question_count; /* derived variables last */
    const struct item *items;
    size_t item_count; /* in the order of the questions and rows */
    const struct column *columns;
    size_t column_count; /* in the order of the items */
    size_t slot_count;
    const struct edit *edits;
    size_t edit_count;
    struct names item_names, column_names; /* for form_item() and form_column() */
};

struct codebook {
    const char *survey;
    const char *previous; /* the survey of the former wave, "" if none is named */
    const char *title;
    int year;
    const char *fielded; /* "2022-02-16/2022-03-08" or "" */
    const char *notes;   /* free text for the notes sheet, or "" */
    const struct form *forms;
    size_t form_count;
    /* SHA-256 in hexadecimal of the files that decide how an answer is packed and classed:
     * codebook.yaml, banners.yaml, the frames and the `by` of tables.yaml. */
    char hash[65];
    struct banner_set *banners; /* [form_count], filled by config_read() */
    struct arena arena;
};

/* 2021年度(令和3年度): Western and Japanese fiscal year, from 2019. */
const char *codebook_year_label(struct arena *arena, int year);

const struct form *codebook_form(const struct codebook *codebook, const char *id);
const struct question *form_question(const struct form *form, const char *id);
/* By "question" or "question.row"; NULL if there is none. */
const struct item *form_item(const struct form *form, const char *id);
/* By column name; NULL if there is none. Constant time. */
const struct column *form_column(const struct form *form, const char *name);
const struct option *question_option(const struct question *question, int code);

/* Fills the slots of the derived variables, in their order: the first option whose `when` is true,
 * CODE_NA if none is. `codes` holds the answers, `numbers` (per item, scaled) is read only where
 * the code is CODE_TICKED; `frame` may be NULL and `unit` FRAME_NONE. */
void form_derive(const struct form *form, const struct frame *frame, size_t unit,
                 const int64_t *numbers, uint8_t *codes);

#endif
