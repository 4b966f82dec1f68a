/*
 * What the database holds of a survey besides the counts: whether the tables are up to date, the
 * files they come from, and who has answered.
 */
#ifndef RENKEI_REPORT_LOADED_H
#define RENKEI_REPORT_LOADED_H

#include "common/arena.h"
#include "common/config.h"
#include "common/db.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Units and answers of one form. `class_…` are by line (see cells.h), filled only for banners that
 * divide by the frame: for the others nobody knows in which class a missing unit would be. */
struct turnout {
    const struct form *form;
    const struct banner_set *banners;
    const size_t *first_class;
    int64_t units, answered;
    int64_t *class_units, *class_answered;
    const struct covered *covered; /* per column of the form's panel, if tables.yaml has one */
};

/* A column of the frame, summed over all units and over those that answered: exact decimals. */
struct covered {
    const char *frame, *answered;
};

/* A file that was read, by its contents. */
struct loaded_source {
    const char *name; /* without its folder */
    int64_t size;
    const char *sha256; /* hexadecimal */
};

struct loaded {
    bool synthetic;
    int64_t accepted, superseded, rejected, withdrawn; /* submissions */
    int64_t finding_count;                             /* of all submissions */
    int64_t source_count;                              /* files with different contents */
    const char *source_digest;           /* SHA-256 of all their hashes, in ascending order */
    const struct loaded_source *sources; /* NULL if there are too many to list */
    struct turnout *turnouts;            /* [form] */
    bool part; /* of the units only: classes that have none of them are left out */
};

/* Up to this many sources are listed one by one; more are given as one digest. */
enum { LOADED_SOURCES_LISTED = 100 };

/* Ends the program, saying what to run, if the survey was never loaded or was loaded with another
 * configuration. */
void loaded_require_responses(struct db *db, const struct config *config);
/* As loaded_require_responses(), also if it has no counts newer than the last load. */
void loaded_require_counts(struct db *db, const struct config *config);

/* The same as an answer: which of these holds. */
enum counts_state {
    COUNTS_NOT_LOADED,
    COUNTS_OTHER_CONFIG,
    COUNTS_NONE,
    COUNTS_OLD, /* older than the responses */
    COUNTS_CURRENT,
};
enum counts_state loaded_counts(struct db *db, const struct config *config);
/* True if the database knows the survey, with whatever configuration. */
bool loaded_is_known(struct db *db, const char *survey);

void loaded_read(struct loaded *loaded, struct arena *arena, struct db *db,
                 const struct config *config);

#endif
