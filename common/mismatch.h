/*
 * Numbers and labels that are not what they should be, wherever they stand: collected, so that one
 * run tells all of them, and printed at the end. Only the first are kept; all are counted.
 */
#ifndef RENKEI_COMMON_MISMATCH_H
#define RENKEI_COMMON_MISMATCH_H

#include "common/arena.h"

#include <stddef.h>

/* Unset members are not printed. When one is added, its texts are copied. */
struct mismatch {
    const char *file;   /* "prefecture/11-埼玉県.xlsx", "tables/cells.csv" */
    const char *sheet;  /* 市町村 問4 vision */
    const char *cell;   /* "C12" */
    long line;          /* of a CSV */
    const char *column; /* of a CSV or a table: "percent" */
    const char *text;   /* final; NULL: found "…", expected "…" */
    const char *found, *expected;
};

/* A person reads these; behind the first twenty the rest is the same damage again. */
enum { MISMATCHES_KEPT = 20 };

/* Zero-initialise and set `arena`, where the texts live. */
struct mismatches {
    struct arena *arena;
    struct mismatch first[MISMATCHES_KEPT];
    size_t count; /* all of them */
};

void mismatch_add(struct mismatches *mismatches, const struct mismatch *mismatch);

/* Prints each as an error with its place, and how many more there are. */
void mismatches_print(const struct mismatches *mismatches);

#endif
