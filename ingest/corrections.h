/*
 * Corrections: answers that a query brought back, laid over what was typed whenever responses are
 * made again. The submission itself stays as it came: in the archive, and beside the corrected
 * value in the table `reading`. Read once by the main thread, then only looked at.
 */
#ifndef RENKEI_INGEST_CORRECTIONS_H
#define RENKEI_INGEST_CORRECTIONS_H

#include "common/arena.h"
#include "common/db.h"
#include "ingest/batch.h"

#include <stdbool.h>
#include <stddef.h>

/* Zero-initialise. */
struct corrections {
    const struct correction *all; /* by source and ordinal; one per answer, the last that came */
    size_t count;
};

/* All corrections of the survey that count; they live in the arena. */
void corrections_read(struct corrections *corrections, struct arena *arena, struct db *db,
                      const char *survey);

/* A submission as it is to be checked. */
struct corrected {
    struct submission submission;
    const struct raw_answer *typed; /* per column of the form */
    bool *columns;                  /* which are corrected; NULL: none */
};

/* Lays the corrections of the submission at `origin` over its answers; those of columns that the
 * form does not have (any more) are passed over. `corrections` NULL: none. From any thread; the
 * result lives in the arena. */
struct corrected corrections_lay(const struct corrections *corrections, struct arena *arena,
                                 const struct origin *origin, const struct submission *submission);

#endif
