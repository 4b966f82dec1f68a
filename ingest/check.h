/*
 * Checking one submission: from the texts in its answer cells to packed codes, numbers, texts and
 * findings. What is wrong in one answer makes that answer INVALID and a finding; the others stay.
 * Pure: no files, no database.
 */
#ifndef RENKEI_INGEST_CHECK_H
#define RENKEI_INGEST_CHECK_H

#include "common/arena.h"
#include "common/codebook.h"
#include "common/expression.h"
#include "ingest/finding.h"
#include "ingest/normalise.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What stands in one answer cell or CSV field. */
struct raw_answer {
    const char *text;     /* UTF-8; NULL or "" is blank */
    bool numeric;         /* a numeric cell of a workbook: text is its digits, maybe 1E+05 */
    bool error;           /* an error value of a workbook: #REF! */
    bool formula;         /* one of a workbook without its result */
    bool joined;          /* a cell of a workbook that was merged with other answers' cells */
    bool missing;         /* there is no such column or cell at all */
    bool corrected;       /* a query's reply says so: also that it is blank */
    uint32_t row, column; /* of the cell; 0 in a CSV */
};

struct submission {
    const struct form *form;
    const struct raw_answer *answers; /* per column of the form */
    const bool *absent;               /* per column: the whole file lacks it; NULL: none */
    size_t unit;                      /* row of the frame, FRAME_NONE without one */
    const char *sheet;                /* "" in a CSV */
    /* Answers to the previous survey, per unit of the frame (codes NULL: none). NULL: not known;
     * edits that look at them are left out. */
    const struct answers *former;
    const struct finding *about; /* a warning about it as a whole, in the arena; or NULL */
};

struct answer_text {
    size_t item;
    int option; /* 0: the answer itself */
    const char *text;
};

/* A value that was not read as it stands: what was typed and what it was taken for. */
struct interpretation {
    const struct column *column;
    const char *raw;
    const char *reading; /* a code, 1 or 0 of a tick, a number */
    enum reading_rule rule;
};

/* The result; all in the arena. */
struct checked {
    uint8_t *codes;   /* form->slot_count */
    int64_t *numbers; /* per item, valid where the code is CODE_TICKED */
    struct answer_text *texts;
    size_t text_count;
    struct finding *findings;
    size_t finding_count;
    struct interpretation *interpretations;
    size_t interpretation_count;
};

void check_submission(struct checked *checked, struct arena *arena,
                      const struct submission *submission);

/* The rules for one cell, each with its table of cases in tests/test_reading.c; those of single
 * choices stand in normalise.h. */

/* A whole number or 0/1 of a tick from what people type: spaces around, full-width digits, "1.0"
 * of a numeric cell. Returns false if it is no whole number from 0 to 999,999,999. */
bool read_code(const char *text, int *code);

enum tick { TICK_NO, TICK_YES, TICK_UNCLEAR };
enum tick read_tick(const char *text);
/* RULE_PLAIN for ○ (in its three code points), 1, 0 and blank; else how `tick` came about. */
enum reading_rule tick_rule(const char *text, enum tick tick);

/* A decimal number, scaled by NUMBER_SCALE: full-width digits, thousands commas in their place.
 * `decimals` is the number of decimals used (beyond NUMBER_DECIMALS the value is cut off there:
 * the caller refuses it by that number). `numeric`: digits of a spreadsheet, 15 significant. */
bool read_number(const char *text, bool numeric, int64_t *value, int *decimals);

/* The same as the answer to a question in `unit` (人; "" for none), which may stand behind it. */
struct amount {
    int64_t value;
    int decimals;
    enum reading_rule rule;
};
bool read_amount(struct arena *arena, const char *unit, const char *text, bool numeric,
                 struct amount *amount);

/* True if the text says that there is no number: なし, -, 未定. Which one is meant (none, or not
 * known) is not for us to guess. */
bool says_no_number(struct arena *arena, const char *text);

/* True if there is nothing but white space (also full-width). */
bool is_blank(const char *text);

#endif
