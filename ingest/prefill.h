/*
 * The answers units gave in a former survey, for prefilling the forms of the next one. What carries
 * over is decided by ids and codes alone: a question (and row) of the same id and type, an option
 * of the same code. Left blank is what the new form would refuse or not ask: options it does not
 * offer, numbers outside its limits, answers outside the base. Units are matched by code, so only
 * forms with a frame are prefilled: the serial numbers of others mean somebody else every time.
 * The database says what the former survey was; its configuration is not needed.
 */
#ifndef RENKEI_INGEST_PREFILL_H
#define RENKEI_INGEST_PREFILL_H

#include "common/arena.h"
#include "common/codebook.h"
#include "common/db.h"

#include <stdbool.h>
#include <stddef.h>

/* What a unit answered. */
struct former_answers {
    const char *const *values; /* per column of the new form, as struct form_sheet has them */
    bool synthetic;            /* they come from a synthetic submission */
};

/* The former answers to one form. Zero-initialise. */
struct prefill {
    const struct former_answers *units; /* per unit of the frame; values NULL: no answers */
    const char *note;                   /* for the sheet: what is filled in, from when */
    size_t item_count, carried_count;   /* answers the form asks for; that carry over */
    size_t unit_count;                  /* with former answers */
    size_t lost_count;                  /* single answers the new form would refuse */
    /* Ids joined by ", ", "" if there are none. */
    const char *new_items;    /* not in the former survey */
    const char *other_types;  /* there of another type */
    const char *other_labels; /* options whose wording differs, as question=code */
};

/* Reads what survey `former` has for a form with a frame; everything lives in the arena. Ends the
 * program if the survey is not in the database. False if the survey has no such form. */
bool prefill_read(struct prefill *prefill, struct arena *arena, struct db *db, const char *former,
                  const struct form *form);

#endif
