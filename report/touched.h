/*
 * Units that something happened to since an earlier run: what each answered then and answers now,
 * packed, so that it can be said of every cell whether the unit counts in it as it did. What it
 * answers now stands in the database; what it answered then is that with the changes taken back
 * (table `change`), derived variables and classes made again by the codebook's own rules. Of a unit
 * that left only the frame is known.
 */
#ifndef RENKEI_REPORT_TOUCHED_H
#define RENKEI_REPORT_TOUCHED_H

#include "common/arena.h"
#include "common/config.h"
#include "common/db.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum touched_cause {
    CAUSE_NEW,        /* the first submission of the unit */
    CAUSE_SUBMISSION, /* another submission */
    CAUSE_CORRECTION, /* a query that came back */
    CAUSE_WITHDRAWN,
    CAUSE_RESTORED,
    CAUSE_CONFIGURATION, /* the codebook, a frame or a breakdown */
    CAUSE_UNKNOWN,       /* the database does not say */
    CAUSE_MORE,          /* further units, not listed */
    CAUSE_COUNT
};
/* Ids ("submission") and Japanese labels. */
extern const char *const touched_cause_words[CAUSE_COUNT][2];

/* An answer that is another one now: of several changes the first and the last state. */
struct touched_answer {
    size_t item;
    int option;                 /* code, of a multiple question; 0 */
    const char *former, *value; /* as in the table `change` */
    enum touched_cause cause;   /* of the last change */
    const char *run, *file;
};

/* A unit at one time. */
struct touched_side {
    bool present;            /* it had a response */
    bool known;              /* and this is it */
    const uint8_t *codes;    /* [slot_count] */
    const uint16_t *classes; /* [banner]; CLASS_NONE: in none, or not known */
    const int64_t *numbers;  /* [item], scaled, where the code is CODE_TICKED */
};

struct touched_unit {
    const struct form *form;
    const struct banner_set *banners;
    const char *unit, *name;
    struct touched_side then, now;
    enum touched_cause cause; /* why it came or left */
    const char *run, *file;   /* of that; "" */
    struct touched_answer *answers;
    size_t answer_count;
};

/* More are not told apart: nobody would read of each, and every cell is compared with each. */
enum { TOUCHED_LIMIT = 20000 };

struct touched {
    const struct touched_unit *units; /* by form, then unit, bytewise */
    size_t count;
    bool too_many; /* then there are none here */
};

/* Numbers of runs, as text. */
struct touched_runs {
    const char *since, *until;
};
/* Of all runs of the survey after `since`, up to `until`. */
void touched_read(struct touched *touched, struct arena *arena, struct db *db,
                  const struct config *config, const struct touched_runs *runs);

/* Where a cell is; `code` is an option's, CODE_NA or CODE_INVALID, 0 for a statistic. */
struct touched_cell {
    const struct form *form;
    size_t item, banner, class;
    int code;
};

/* What a unit adds to a cell. */
struct touched_share {
    bool known;
    int count, base, valid;
    int64_t value; /* of a number */
};
struct touched_share touched_share(const struct touched_unit *unit, const struct touched_side *side,
                                   const struct touched_cell *cell);

/* Did this answer of the unit change what it adds to the cell: as the answer itself, as the one
 * that puts it into a class, or as one that a derived variable is made of? */
bool touched_concerns(const struct touched_unit *unit, const struct touched_answer *answer,
                      const struct touched_cell *cell);

#endif
