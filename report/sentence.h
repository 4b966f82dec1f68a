/*
 * Sentences with the figures of one class filled in. They come from the cells that the tables are
 * made of, so that text and table cannot differ; every word that says more than a figure (most,
 * about half, lower than) is checked against the exact counts first, and a sentence of which one
 * does not hold is not made.
 */
#ifndef RENKEI_REPORT_SENTENCE_H
#define RENKEI_REPORT_SENTENCE_H

#include "common/arena.h"
#include "common/config.h"
#include "common/sentence.h"
#include "report/cells.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum sentence_state {
    SENTENCE_ABSENT, /* its form has no answers */
    SENTENCE_MADE,
    SENTENCE_NOBODY, /* nobody was asked */
    SENTENCE_CLAIM,  /* a claim does not hold */
    SENTENCE_WORDS,  /* a wording does not fit: 半数 of 30 % */
    SENTENCE_FLAT,   /* a ranking has no order: all are equal, or nobody named the next */
    SENTENCE_OTHER,  /* a ranking names what it may not */
};

struct made_sentence {
    const struct sentence *sentence;
    enum sentence_state state;
    const char *text;             /* NULL unless made */
    const char *detail;           /* what keeps it from being made: claim and figures; or "" */
    const struct question *about; /* its first figure's */
    int64_t n;                    /* that were asked it; -1: not known */
    bool few;                     /* a figure has a base under SMALL_BASE: it is marked with * */
};

/* Fills `made` with the figures of a line of the cells, which are those of the sentence's form.
 * Texts live in the arena. */
void sentence_make(struct made_sentence *made, const struct sentence *sentence,
                   const struct cells *cells, size_t line, struct arena *arena);

/* Why it was not made: in Japanese, for a sheet. */
const char *sentence_reason(const struct made_sentence *made, struct arena *arena);

/* ---- All sentences of the survey (sentences.c) ---- */

struct sentences {
    const struct config *config;
    struct arena *arena;
    struct made_sentence *made; /* [config->sentence_count] */
};

void sentences_init(struct sentences *sentences, const struct config *config, struct arena *arena);

/* Makes those of a form, of all its units; none without the class of all units. */
void sentences_take_nation(struct sentences *sentences, const struct cells *cells);
/* The same of one class, by its line. */
void sentences_take(struct sentences *sentences, const struct cells *cells, size_t line);

/* The heading over a sentence: its own, else that of the one before it. */
const char *sentences_section(const struct config *config, size_t sentence);

/* Warns of every sentence that was not made. */
void sentences_warn(const struct sentences *sentences);

/* text.md: headings and paragraphs; then what was not made, and why. False if writing fails. */
bool sentences_write(FILE *stream, const struct sentences *sentences, bool synthetic);

#endif
