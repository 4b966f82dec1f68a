/*
 * Mistakes in a configuration, collected while everything is read so that all of them are reported
 * in one run, sorted by place. Reading goes on behind a mistake with a harmless value in its place.
 */
#ifndef RENKEI_COMMON_MISTAKES_H
#define RENKEI_COMMON_MISTAKES_H

#include "common/arena.h"

#include <stdbool.h>
#include <stddef.h>

struct mistake {
    const char *file;  /* borrowed */
    long line, column; /* from 1; 0: not known */
    const char *text;
    const char *hint; /* NULL: none */
};

/* Zero-initialise with `= {0}`; ends with mistakes_release(). */
struct mistakes {
    struct arena arena;
    struct mistake *at;
    size_t count, capacity;
    bool more; /* than are kept */
};

/* Notes a mistake at a place (its text member is ignored). `hint` may be NULL and is copied. The
 * same mistake at the same place counts once; beyond 5,000 no more are kept. */
void mistakes_add(struct mistakes *mistakes, const struct mistake *place, const char *hint,
                  const char *format, ...) __attribute__((format(printf, 4, 5)));

/* A hint for a word that is not known: the nearest of the known words if one is near, else all of
 * them if they are few; NULL if there is nothing to say. Lives as long as the mistakes. */
const char *mistakes_suggest(struct mistakes *mistakes, const char *word, const char *const *known,
                             size_t count);

/* Prints all as errors, sorted. */
void mistakes_print(struct mistakes *mistakes);

void mistakes_release(struct mistakes *mistakes);

#endif
