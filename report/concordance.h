/*
 * The concordance: which unit of a later wave is which unit of an earlier one, where codes have
 * changed by renaming, merger or division. configs/concordance/<form>.csv has a line per change:
 * `code_old,code_new,from`, the last the day it took effect, 2024-01-01.
 *
 * A code that the later frame still has is the same unit. Any other is followed through the changes
 * up to the later wave. Units are compared one by one only: of several that became one, none is
 * that one, unless it kept its code (編入); of a divided one nobody is the successor.
 */
#ifndef RENKEI_REPORT_CONCORDANCE_H
#define RENKEI_REPORT_CONCORDANCE_H

#include "common/arena.h"
#include "common/frame.h"
#include "common/mistakes.h"

#include <stddef.h>

struct concordance_change {
    const char *code_old, *code_new;
    int from; /* 20240101 */
    long line;
};

struct concordance {
    const struct concordance_change *changes;
    size_t count;
};

/* Reads a file; one that is not there is empty. Mistakes are added with their lines. */
void concordance_read(struct concordance *concordance, struct arena *arena, const char *path,
                      struct mistakes *mistakes);

/* A unit of the earlier frame that the later one does not have under its code. */
enum concordance_fate {
    UNIT_RENAMED, /* one for one: compared */
    UNIT_MERGED,  /* with others, or into one that kept its code */
    UNIT_DIVIDED,
    UNIT_GONE, /* no change leads to the later frame */
};
struct concordance_unit {
    const char *code_old;
    const char *code_new; /* RENAMED, MERGED */
    enum concordance_fate fate;
};
struct concordance_result {
    const struct concordance_unit *units; /* in the order of the earlier frame */
    size_t count;
};

/* What became of the units of the earlier frame; `last` (20230331) is the last day that belongs to
 * the later wave. */
struct concordance_result concordance_match(const struct concordance *concordance,
                                            struct arena *arena,
                                            const struct frame *const frames[2], int last);

#endif
