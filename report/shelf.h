/*
 * The shelf: a folder with the numbered releases of a survey, 001, 002, … A release is written
 * beside its place, as 003.part, and takes its number when it is whole and read-only; a lock on
 * .number keeps runs apart, and the highest number ever given stands in it, so that none comes
 * twice even when a release was removed.
 */
#ifndef RENKEI_REPORT_SHELF_H
#define RENKEI_REPORT_SHELF_H

#include "common/arena.h"

#include <stdint.h>

struct shelf {
    const char *folder;
    struct arena *arena; /* borrowed */
    int lock;
    int64_t last;                 /* the highest release that lies there; 0: none */
    int64_t number;               /* that the next one gets */
    const char *temporary, *path; /* of the next one: …/003.part, …/003 */
};

/* Locks the shelf, waiting for another run that writes on it, and begins the next release; what a
 * killed run left is removed. Ends the program if that fails. */
void shelf_open(struct shelf *shelf, struct arena *arena, const char *folder);

/* "…/002": where a release lies; in the arena. */
const char *shelf_path(const struct shelf *shelf, int64_t number);

/* Makes what was written read-only and gives it its number. */
void shelf_finish(struct shelf *shelf);

/* There is to be no release: removes what was written. */
void shelf_discard(struct shelf *shelf);

#endif
