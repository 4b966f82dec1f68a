/*
 * The answers to the previous survey (the codebook's `previous`), for the edits that look at them.
 * Read once before a run, only if there is such an edit: packed codes by position in the frame, so
 * they take no more memory however many submissions come. All workers read them.
 */
#ifndef RENKEI_INGEST_PREVIOUS_H
#define RENKEI_INGEST_PREVIOUS_H

#include "common/arena.h"
#include "common/codebook.h"
#include "common/expression.h"
#include "common/options.h"

/* Per form of the codebook its former answers, as struct submission has them; NULL for a form none
 * of whose edits looks back, and where nothing of the previous survey is in the database, which is
 * said on the screen. Read on a connection of its own, in one snapshot; lives in the arena. */
const struct answers **previous_read(struct arena *arena, const struct settings *settings,
                                     const struct codebook *codebook);

#endif
