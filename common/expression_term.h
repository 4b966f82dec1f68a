/*
 * The tree that an expression is parsed into (expression_parse.c) and evaluated from
 * (expression.c). For common/ only.
 */
#ifndef RENKEI_COMMON_EXPRESSION_TERM_H
#define RENKEI_COMMON_EXPRESSION_TERM_H

#include "common/expression.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum term_kind {
    TERM_AND,
    TERM_OR,
    TERM_NOT,
    TERM_CODE,         /* the code of a single-answer item, compared */
    TERM_NUMBER,       /* a number item, compared */
    TERM_NUMBERS,      /* a number item, compared with a multiple (values[0]) of another */
    TERM_HAS,          /* an option of a multiple item is ticked */
    TERM_ANSWERED,     /* of any item */
    TERM_FRAME_NUMBER, /* a frame column as a number, compared */
    TERM_FRAME_TEXT,   /* a frame column as text, compared */
};

enum comparison { EQUAL, NOT_EQUAL, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL, IN };

union value {
    int64_t number; /* a code as it is, other numbers scaled */
    const char *text;
};

/* Where an answer lies. */
struct answer_place {
    bool previous; /* in the answers to the previous survey */
    size_t item;   /* in form->items */
    size_t slot;
};

struct term {
    enum term_kind kind;
    enum comparison comparison;
    const struct term *first, *next; /* operands of and, or, not */
    struct answer_place answer;
    struct answer_place other; /* NUMBERS */
    uint8_t answered_from; /* ANSWERED: the smallest code of an answer; 0 not ticked is one too */
    size_t column;         /* of the frame */
    const union value *values;
    size_t value_count;
};

struct expression {
    const struct term *root;
    const size_t *items;
    size_t item_count;
    bool uses_frame, uses_previous;
};

#endif
