/*
 * Random surveys for the property test: questions of every type, grids, bases, exclusive options,
 * texts beside options, derived variables, edits, frames with gaps, breakdowns of every kind, and
 * the answers to them. All of it follows from a seed, so that a failure can be seen again.
 *
 * This is a second, deliberately simple model of a survey. It shares no code with the programs:
 * what a response counts for is worked out in naive_count.c from what stands here.
 */
#ifndef RENKEI_TESTS_RANDOM_SURVEY_H
#define RENKEI_TESTS_RANDOM_SURVEY_H

#include "common/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    RANDOM_OPTIONS = 6,
    RANDOM_ROWS = 3,
    RANDOM_QUESTIONS = 12, /* derived ones included */
    RANDOM_ITEMS = RANDOM_QUESTIONS * RANDOM_ROWS,
    RANDOM_FORMS = 2,
    RANDOM_BANNERS = 8,
    RANDOM_EDGES = 3,
    RANDOM_EDITS = 2,
    RANDOM_VALUES = 3,
    RANDOM_ID = 32,
    RANDOM_SCALE = 1000 * 1000, /* numbers are whole millionths */
};

enum random_type { RANDOM_SINGLE, RANDOM_MULTIPLE, RANDOM_NUMBER, RANDOM_TEXT };

/* ---- Expressions ---- */

enum random_term_kind {
    TERM_AND,
    TERM_OR,
    TERM_NOT,
    TERM_COMPARE,      /* item, sign, values[0]: a code or a number */
    TERM_IN,           /* item, values */
    TERM_HAS,          /* item, values[0] */
    TERM_ANSWERED,     /* item */
    TERM_PAIR,         /* item, sign, values[0] times other_item */
    TERM_FRAME_NUMBER, /* population, sign, values[0] */
    TERM_FRAME_TEXT,   /* kind = text */
};

struct random_term {
    enum random_term_kind kind;
    const struct random_term *left, *right;
    size_t item, other_item;
    const char *sign;              /* "=", "!=", "<", "<=", ">", ">=" */
    int64_t values[RANDOM_VALUES]; /* codes, or millionths */
    size_t value_count;
    const char *text;
};

/* ---- Questionnaire ---- */

struct random_option {
    int code;
    bool exclusive, text;
    const struct random_term *when; /* of a derived variable */
};

struct random_question {
    char id[RANDOM_ID];
    enum random_type type;
    bool derived;
    struct random_option options[RANDOM_OPTIONS];
    size_t option_count;
    size_t row_count; /* 0: no grid; else its items are id.r1 … */
    size_t first_item, item_count;
    const struct random_term *base; /* NULL: everybody */
    int decimals;
    int64_t min, max; /* of a number, in millionths */
};

struct random_item {
    char id[RANDOM_ID];
    size_t question;
};

struct random_edit {
    const struct random_term *when;
    bool error; /* else a warning, which changes no answer */
    size_t items[2];
    size_t item_count;
};

/* ---- Frame and answers ---- */

struct random_unit {
    char code[RANDOM_ID];
    int64_t population, part; /* -1: empty */
    const char *kind;         /* "": empty */
    int region;               /* 0: empty */
};

enum random_state { ANSWER_BLANK, ANSWER_GIVEN, ANSWER_BAD, ANSWER_NOT_ASKED };

/* As typed; in random_response.answers as it counts. A bad answer is one that cannot be used. */
struct random_answer {
    enum random_state state;
    int code;
    uint8_t ticks; /* bit i: options[i] */
    int64_t number;
};

struct random_response {
    size_t unit;                   /* in form->units; without a frame the serial number */
    struct random_answer *typed;   /* [item_count] */
    struct random_answer *answers; /* [item_count], filled by naive_answer() */
};

/* ---- Breakdowns ---- */

enum random_banner_kind {
    BREAK_TOTAL,
    BREAK_KIND,   /* a column of texts */
    BREAK_REGION, /* a column of small numbers, with labels */
    BREAK_SIZE,   /* bands of population */
    BREAK_SHARE,  /* bands of part / population */
    BREAK_QUESTION,
    BREAK_CROSS,
};

struct random_banner {
    char id[RANDOM_ID];
    enum random_banner_kind kind;
    int64_t edges[RANDOM_EDGES]; /* SIZE: people; SHARE: hundredths */
    size_t edge_count;
    char item[RANDOM_ID];
    size_t left, right;
};

/* ---- The survey ---- */

struct random_form {
    char id[RANDOM_ID];
    struct random_question questions[RANDOM_QUESTIONS];
    size_t question_count;
    struct random_item items[RANDOM_ITEMS];
    size_t item_count;
    struct random_edit edits[RANDOM_EDITS];
    size_t edit_count;
    bool framed;
    struct random_unit *units;
    size_t unit_count;
    struct random_response *responses;
    size_t response_count;
};

struct random_survey {
    struct arena arena;
    uint64_t state; /* of the generator */
    char id[RANDOM_ID];
    struct random_form forms[RANDOM_FORMS];
    size_t form_count;
    struct random_banner banners[RANDOM_BANNERS];
    size_t banner_count;
    bool inverse; /* quantiles: the inverse of the empirical distribution, else R's default */
};

/* Makes the survey of a seed, without the answers as they count. `id` names it. */
void random_survey_make(struct random_survey *survey, const char *id, uint64_t seed);
void random_survey_release(struct random_survey *survey);

/* Writes <folder>/configs/… and <folder>/in/<form>.csv; aborts if the disk refuses. */
void random_survey_write(struct random_survey *survey, const char *folder);

/* The next whole number below `limit`; for other decisions that are to follow from the seed. */
size_t random_below(struct random_survey *survey, size_t limit);

#endif
