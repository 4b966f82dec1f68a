/*
 * The queries (疑義照会) that are to be sent out: what is still in doubt about the answers of each
 * unit, and the number under which it was asked before. The database says what is open; nothing is
 * checked again.
 */
#ifndef RENKEI_REPORT_QUERY_READ_H
#define RENKEI_REPORT_QUERY_READ_H

#include "common/arena.h"
#include "common/config.h"
#include "common/db.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A finding as it is put to the unit. */
struct doubt {
    bool error; /* the answer counts as 不明 until it is corrected */
    const char *code;
    const char *item; /* column name, "" if it is about no single answer */
    const char *raw;  /* as typed */
    const char *message, *hint;
};

/* One query: everything that is in doubt about the submission of one unit. */
struct inquiry {
    int32_t number;
    bool recorded; /* sent out before under this number, word for word, and not answered */
    const struct form *form;
    const char *unit;
    size_t frame_unit;     /* row of the frame, FRAME_NONE without one */
    const char *name;      /* "川越市"; "" without a frame */
    const char *full_name; /* "埼玉県 川越市" */
    int32_t source, ordinal;
    bool synthetic;
    struct doubt *doubts;
    size_t doubt_count;
};

/* Zero-initialise. */
struct inquiries {
    struct inquiry *list; /* by form, in the order of the frame */
    size_t count;
    size_t doubt_count; /* of all */
};

/* Which of them. NULL: no restriction. */
struct inquiry_wanted {
    const char *prefecture, *bureau, *unit;
    bool errors_only;
};

/* Reads what is open; everything lives in the arena, `number` stays 0. */
void inquiries_read(struct inquiries *inquiries, struct arena *arena, struct db *db,
                    const struct config *config, const struct inquiry_wanted *wanted);

/* Gives each its number: the one it was sent out under before if it asks the same in the same words
 * and nobody has replied yet, else a new one. */
void inquiries_number(struct inquiries *inquiries, struct arena *arena, struct db *db,
                      const char *survey);

/* Ends the program if no unit of the survey can fit what is wanted: a prefecture, bureau or unit
 * that does not exist. */
void inquiry_require_units(const struct config *config, const struct inquiry_wanted *wanted);

#endif
