/*
 * Microdata for researchers: the variables of a form, as every format has them, and the rows that
 * stream out of the database. All formats have the same variables in the same order:
 *
 *     unit, synthetic, the columns of the frame, then every column of the codebook; behind each
 *     number and text its state (COLUMN_state); the derived variables last
 *
 * The kinds of empty stay apart. Codes and ticks hold the packed code (CODE_NA and so on); a number
 * or a text that is missing says why in its state, which has CODE_TICKED where there is a value.
 */
#ifndef RENKEI_REPORT_EXPORT_H
#define RENKEI_REPORT_EXPORT_H

#include "common/arena.h"
#include "common/config.h"
#include "common/db.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum export_kind {
    EXPORT_UNIT,
    EXPORT_SYNTHETIC,    /* 1: this row is invented */
    EXPORT_FRAME_TEXT,   /* a column of the frame */
    EXPORT_FRAME_NUMBER, /* the same, if all its values are numbers; empty: not known */
    EXPORT_CODE,         /* single, derived */
    EXPORT_TICK,         /* one option of a multiple question */
    EXPORT_NUMBER,
    EXPORT_TEXT,
    EXPORT_STATE,       /* of the number or text before it */
    EXPORT_OPTION_TEXT, /* beside an option; "" if nothing was written */
};

struct export_variable {
    enum export_kind kind;
    const char *column;      /* in CSV: as the codebook names it, "question.row" */
    const char *name;        /* in sav and dta: at most 32 letters, digits and _, different from all
                                others also without regard to case */
    const char *head;        /* its label: number and text of the question */
    const char *tail;        /* the rest of the label, never cut: row and option */
    const struct item *item; /* NULL: of the unit or the frame */
    const struct option *option; /* ticks and texts beside an option */
    size_t slot;                 /* in the codes: CODE, TICK, NUMBER, TEXT, STATE */
    size_t width;                /* texts: bytes of the longest */
};

struct export_form {
    const struct codebook *codebook;
    const struct form *form;
    bool synthetic;           /* synthetic data were loaded into the survey */
    const char *file;         /* without ending: "municipality", "municipality-synthetic" */
    const char *frame_wanted; /* columns of the frame, a JSON array */
    struct export_variable *variables;
    size_t variable_count;
    int64_t row_count;
};

/* The variables of a form, their widths and the number of rows; lives in the arena. Two calls in
 * one transaction that sees one snapshot give the same. */
struct export_form *export_plan(struct arena *arena, struct db *db, const struct codebook *codebook,
                                const struct form *form);

/* The bytes of the longest texts and the number of rows, for export_plan(). */
void export_measure(struct export_form *plan, struct db *db);

/* One unit; everything is valid during the call only. `codes` by slot; the others by variable:
 * texts are "" and numbers 0 where there is none. */
struct export_row {
    bool synthetic;
    const uint8_t *codes;
    const char **texts;
    int64_t *numbers; /* in millionths */
};
typedef void export_row_function(void *context, const struct export_row *row);

/* Calls `function` for every unit in the order of the frame; memory does not grow with them. */
void export_rows(const struct export_form *plan, struct db *db, export_row_function *function,
                 void *context);

/* The code of a variable with a slot. */
static inline uint8_t export_code(const struct export_row *row,
                                  const struct export_variable *variable)
{
    return row->codes[variable->slot];
}
bool export_has_code(const struct export_variable *variable); /* CODE, TICK, STATE, SYNTHETIC */
bool export_is_text(const struct export_variable *variable);  /* a text in sav and dta */

/* The whole label; where it would be longer than `most` bytes, the head is cut at a character. */
const char *export_label(struct arena *arena, const struct export_variable *variable, size_t most);
/* `text`, cut at a character and ended with … if it has more than `most` bytes. */
const char *export_cut(struct arena *arena, const char *text, size_t most);

/* The values that a coded variable may have, in their order, with their labels; `missing` are the
 * kinds of empty. Returns how many, at most EXPORT_VALUES. */
enum { EXPORT_VALUES = 256, EXPORT_MISSING_KINDS = 3 };
struct export_value {
    int code;
    const char *label;
    bool missing;
};
size_t export_values(const struct export_variable *variable, struct export_value *values);

/* The kinds of empty in the order of their codes, 251 to 253. */
struct export_missing {
    int code;
    const char *word;  /* in CSV, as in the view answer */
    char tag;          /* in dta: .a .b .c */
    const char *label; /* 無回答 */
};
extern const struct export_missing export_missing[EXPORT_MISSING_KINDS];
/* The kind of empty that a code stands for, NULL for any other code. */
const struct export_missing *export_missing_of(int code);

/* ---- The formats ---- */

/* What is in the data, counted on the way: for the frequencies in DDI. */
struct export_tally {
    int64_t (*codes)[EXPORT_VALUES]; /* [variable]: rows by code */
    int64_t *valid;                  /* [variable]: rows with a number or a text */
    int64_t *least, *most;           /* [variable]: numbers, in millionths */
};

/* The rows as CSV; fills `tally` if it is not NULL. False if writing failed (errno). */
bool export_csv_write(FILE *stream, struct db *db, const struct export_form *plan,
                      struct export_tally *tally);

/* The rows as a file of SPSS (.sav) or Stata (.dta, version 118). False if writing failed. Texts
 * that are longer than the format takes are cut, with a warning. */
enum export_format { EXPORT_SAV, EXPORT_DTA };
bool export_stat_write(FILE *stream, struct db *db, const struct export_form *plan,
                       enum export_format format);

/* 符号表: one row per variable and value; and one row per item. False if writing failed. */
bool export_codebook_write(FILE *stream, const struct export_form *const *plans, size_t count);
bool export_questions_write(FILE *stream, const struct export_form *const *plans, size_t count);

/* DDI Codebook 2.5 of all files, which are CSV. False if writing failed. */
bool export_ddi_write(FILE *stream, const struct export_form *const *plans,
                      const struct export_tally *tallies, size_t count);

#endif
