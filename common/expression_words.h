/*
 * The words of an expression, and what parsing it needs on the way: one word is looked at, the next
 * one is read when it is accepted. For common/ only.
 */
#ifndef RENKEI_COMMON_EXPRESSION_WORDS_H
#define RENKEI_COMMON_EXPRESSION_WORDS_H

#include "common/expression.h"

#include <stdbool.h>
#include <stddef.h>

enum word_kind { WORD_END, WORD_NAME, WORD_NUMBER, WORD_STRING, WORD_SIGN, WORD_BAD };

struct word {
    enum word_kind kind;
    size_t offset;
    const char *text; /* of a string: without its quotes */
};

struct parser {
    struct arena *arena;
    const char *text;
    const struct expression_scope *scope;
    const struct form *form; /* scope->form */
    struct expression_error *error;
    size_t position; /* behind the current word */
    struct word word;
    bool *items; /* named so far */
    bool uses_frame, uses_previous;
    int depth;
};

struct term;

/* Notes a mistake unless there is one already; always NULL. */
struct term *parser_fail(struct parser *parser, size_t offset, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

void parser_next(struct parser *parser);
bool parser_at(const struct parser *parser, enum word_kind kind, const char *text);
/* Reads on if the current word is this one. */
bool parser_accept(struct parser *parser, enum word_kind kind, const char *text);
/* The same, but anything else is a mistake. */
bool parser_expect(struct parser *parser, const char *sign);

#endif
