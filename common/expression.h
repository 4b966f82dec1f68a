/*
 * The expression language of the codebook (base, edits, derived variables):
 *
 *     q = 1   q != 1   q in (1, 2)   q > 3   q >= 3   q < 3   q <= 3   q has 3   answered(q)
 *     and   or   not   ( )   q.row   frame.population > 50000   frame.city_type in ('町', '村')
 *     visits > guests   visits > 2 * previous.visits   previous.q = 1   answered(previous.q.row)
 *
 * Single-answer items are compared by option code, number items by value; an option that does not
 * exist is a mistake, and so is a text that no unit of the frame has. Two number items are compared
 * exactly, the second one times a number if one is written before it.
 * `previous.` before an item means what the unit answered to it in the previous survey (the
 * codebook's key `previous`); only edits may say so, because nothing that is counted may depend on
 * another survey.
 * An answer that is missing (the former answer of a unit without one, too), outside its own base or
 * INVALID makes every comparison with it false,
 * and `answered` and `has` too (so `not q = 1` is true for a blank q).
 */
#ifndef RENKEI_COMMON_EXPRESSION_H
#define RENKEI_COMMON_EXPRESSION_H

#include "common/arena.h"
#include "common/codebook.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What an expression looks at. */
struct answers {
    const uint8_t *codes;      /* form->slot_count */
    const int64_t *numbers;    /* per item, scaled; read only where the code is CODE_TICKED */
    const struct frame *frame; /* NULL without */
    size_t unit;               /* row of the frame */
    /* What the unit answered to the previous survey, packed as this form packs it; NULL: nothing.
     */
    const struct answers *previous;
};

/* Where an expression stands, which decides what it may name. */
struct expression_scope {
    const struct form *form;
    size_t item_limit;    /* items from this one on may not be named: a base only looks back */
    const char *previous; /* the previous survey, "" if there is none; NULL: not to be named here */
};

struct expression_error {
    size_t offset; /* in bytes from the start of the text */
    const char *text;
    const char *hint; /* NULL: none */
};

/* On a mistake returns NULL and fills `error`, whose text lives in the arena. The expression lives
 * in the arena too and borrows the form. */
const struct expression *expression_parse(struct arena *arena, const char *text,
                                          const struct expression_scope *scope,
                                          struct expression_error *error);

bool expression_true(const struct expression *expression, const struct answers *answers);

/* The items whose answers to this survey the expression names, each once, in the order of the form:
 * at most `limit` are written to `items`; returns how many there are. */
size_t expression_items(const struct expression *expression, size_t *items, size_t limit);

/* A word of the language, which therefore cannot name a question. */
bool expression_is_reserved(const char *name);

/* True if the expression looks at the frame. */
bool expression_uses_frame(const struct expression *expression);

/* True if the expression looks at answers to the previous survey. */
bool expression_uses_previous(const struct expression *expression);

#endif
