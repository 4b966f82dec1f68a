/*
 * Decisions about a unit: it is withdrawn (取下げ: nothing of it counts), or set back to one of its
 * submissions. A decision is numbered in the sequence of the sources, so that what comes later
 * prevails: a submission over an earlier decision, and the reverse.
 */
#ifndef RENKEI_INGEST_DECISIONS_H
#define RENKEI_INGEST_DECISIONS_H

#include "ingest/run.h"

#include <stdbool.h>
#include <stddef.h>

/* As it stands on the command line; "" where nothing was given. */
struct decision_words {
    const char *withdraw; /* UNIT */
    const char *restore;  /* UNIT, UNIT:SOURCE or UNIT:SOURCE.ORDINAL */
    const char *reason;
    const char *form; /* "": any */
};

/* A unit that may be meant; in several forms the same code may stand for several. */
struct decision_unit {
    const struct form *form;
    const char *unit, *name;
};

struct decision {
    bool made; /* else there is none to be made */
    bool withdrawn;
    const char *typed; /* the unit, without what stands behind it */
    const char *reason;
    long source, ordinal; /* -1: not said */
    struct decision_unit *units;
    size_t unit_count;
};

/* Understands what is asked for, as far as the configuration tells; ends the program with
 * STATUS_USAGE if it cannot be. In the arena. */
void decision_read(struct decision *decision, struct arena *arena, const struct config *config,
                   const struct decision_words *words);

/* Compares it with what the unit has sent, the files of this run included, and writes it down;
 * ends the program with STATUS_USAGE, and the list of what there is, if it is not possible. The
 * responses are to be made again afterwards. */
void decision_make(const struct decision *decision, struct run *run);

#endif
