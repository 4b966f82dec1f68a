/*
 * What a unit answered, in words for the query that asks about it: as it counts, as it was typed
 * where that is something else, and in the survey before.
 */
#ifndef RENKEI_REPORT_QUERY_ANSWERS_H
#define RENKEI_REPORT_QUERY_ANSWERS_H

#include "common/arena.h"
#include "common/db.h"
#include "report/query_read.h"

struct unit_answers {
    const char **items; /* per item of the form; NULL: not known */
    int *codes;         /* per item that is known: of its first slot */
    const char **texts; /* per column: the text beside an option; NULL: none, or no such column */
};

/* Both live in the arena. `former` stays all NULL without a former survey ("" in `previous`), and
 * for units without a frame, whose numbers mean somebody else every time. */
struct inquiry_answers {
    struct unit_answers now, former;
};
void inquiry_answers_read(struct inquiry_answers *answers, struct arena *arena, struct db *db,
                          const struct config *config, const struct inquiry *inquiry);

#endif
