/*
 * How tables.yaml names figures in a text: the question, of a grid a row, and the answers.
 *
 *     council = 1            one answer
 *     vision in (1, 2, 3)    several answers of a single question, taken together
 *     contractor has 1       of a multiple question
 *     vision = (1, 2)        several figures: one per answer, or per row of a grid;
 *     outsourcing.(a, b) = 1
 *     outsourcing = 1        all rows
 *     vision                 all options, but those of a multiple question that exclude the others
 *
 * For common/ only.
 */
#ifndef RENKEI_COMMON_PARTS_READ_H
#define RENKEI_COMMON_PARTS_READ_H

#include "common/config_read.h"
#include "common/sentence.h"

#include <stdbool.h>
#include <stddef.h>

/* A text that is being read; mistakes are noted at their place in it. */
struct parts_reader {
    struct node node;
    const char *text; /* of the node */
    size_t position;  /* in bytes, where reading goes on */
    const struct form *form;
};

/* Reads figures from the position on, which moves behind them. False on a mistake. */
bool parts_read(struct parts_reader *reader, struct parts *parts);

/* The name that begins at the position (a question's), which does not move; NULL if there is none.
 */
const char *parts_peek_name(const struct parts_reader *reader);

/* Moves over blanks, and then over `sign` if it stands there; is it there? */
bool parts_accept(struct parts_reader *reader, const char *sign);

/* Notes a mistake at the position; always false. `hint` may be NULL. */
bool parts_mistake(struct parts_reader *reader, const char *hint, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
