/*
 * The expression language of the codebook (base, edits, derived variables):
 *
 *     q = 1   q != 1   q in (1, 2)   q > 3   q >= 3   q < 3   q <= 3   q has 3   answered(q)
 *     and   or   not   ( )   q.row   frame.population > 50000   frame.city_type in ('町', '村')
 *
 * Single-answer items are compared by option code, number items by value; an option that does not
 * exist is a mistake, and so is a text that no unit of the frame has.
 * An answer that is missing, outside its own base or INVALID makes every comparison with it false,
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
};

struct expression_error {
    size_t offset; /* in bytes from the start of the text */
    const char *text;
    const char *hint; /* NULL: none */
};

/* Parses `text` for a form whose items before `item_limit` may be named (a base may only look at
 * earlier questions; edits pass form->item_count). On a mistake returns NULL and fills `error`,
 * whose text lives in the arena. The expression lives in the arena too and borrows the form. */
const struct expression *expression_parse(struct arena *arena, const char *text,
                                          const struct form *form, size_t item_limit,
                                          struct expression_error *error);

bool expression_true(const struct expression *expression, const struct answers *answers);

/* The items the expression names, each once, in the order of the form: at most `limit` are
 * written to `items`; returns how many there are. */
size_t expression_items(const struct expression *expression, size_t *items, size_t limit);

/* A word of the language, which therefore cannot name a question. */
bool expression_is_reserved(const char *name);

/* True if the expression looks at the frame. */
bool expression_uses_frame(const struct expression *expression);

#endif
