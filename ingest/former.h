/*
 * The answers units gave to one form of a former survey, packed as the form of today packs its own.
 * What is the same question (and row) is decided by id and type alone, what is the same option by
 * its code. Units are matched by code, so there is nothing for forms without a frame: the serial
 * numbers of those mean somebody else every time. The database says what the former survey was; its
 * configuration is not needed.
 */
#ifndef RENKEI_INGEST_FORMER_H
#define RENKEI_INGEST_FORMER_H

#include "common/arena.h"
#include "common/codebook.h"
#include "common/db.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where an item's answer lies in the former survey. */
struct former_match {
    bool found;
    bool other_type;         /* found, but not of the item's type: does not carry over */
    size_t slot, slot_count; /* of the former response */
    int *positions; /* multiple: former position per option of the form, -1 if there is none */
};

/* One response. A single answer is the former code, also if the form does not offer it any more;
 * numbers stand as they were answered, also beyond the form's limits. What did not carry over is
 * CODE_NA. A multiple item with ticks of which none carries over is CODE_NOT_TICKED throughout: it
 * was answered. Derived variables are CODE_NA. */
struct former_response {
    uint8_t *codes;   /* form->slot_count; NULL: the unit has no former response */
    int64_t *numbers; /* per item, scaled; valid where the code is CODE_TICKED */
    bool synthetic;
};

/* Zero-initialise. */
struct former {
    struct arena *arena;
    struct db *db;
    const char *survey;
    const struct form *form;
    struct former_match *matches;  /* per item of the form */
    struct former_response *units; /* per unit of the frame */
    size_t unit_count;             /* with a former response */
    size_t matched_count;          /* items that carry over */
    size_t lost_ticks;             /* of options the form does not offer any more */
    /* Ids joined by ", ", "" if there are none. */
    const char *other_types;  /* items that were of another type */
    const char *other_labels; /* options whose wording differs, as question=code */
    size_t *items;            /* position in the former survey → item of the form, NAMES_NONE */
    size_t item_count;        /* positions */
    size_t code_count;        /* slots of a former response that are looked at, at least */
};

/* Begins a transaction in which all statements see the same former responses. */
void former_begin(struct db *db);

/* Reads what `survey` has for a form with a frame, within the transaction; everything lives in the
 * arena. False if the survey has no such form. */
bool former_read(struct former *former, struct arena *arena, struct db *db, const char *survey,
                 const struct form *form);

/* Copies out of the database by a statement of (former survey, form); for what former_read() does
 * not read. */
void former_copy_out(struct former *former, const char *statement, copy_out_function *function,
                     void *context);
/* The unit and the item that two fields of such a row name. FRAME_NONE, NAMES_NONE: not of this
 * form, or (unit) without a former response. */
size_t former_unit(const struct former *former, const struct copy_field *code);
size_t former_item(const struct former *former, const struct copy_field *position);

#endif
