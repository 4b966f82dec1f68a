/*
 * Where the units of a survey stand, counted: by state, by class of every breakdown of the frame,
 * and by the day they answered. Works before anything was counted (needs no cells), and for a part
 * of the units: one class of one breakdown.
 */
#ifndef RENKEI_REPORT_STATUS_READ_H
#define RENKEI_REPORT_STATUS_READ_H

#include "common/arena.h"
#include "common/config.h"
#include "common/db.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* As the view unit_state has them, in the order of the work. */
enum unit_state {
    UNIT_NOT_RECEIVED,
    UNIT_REJECTED,
    UNIT_WITHDRAWN,
    UNIT_RECEIVED,
    UNIT_IN_QUERY,
    UNIT_CORRECTED,
    UNIT_ACCEPTED,
    UNIT_STATES
};

struct state_words {
    const char *id;       /* in the database and in status.csv */
    const char *english;  /* marked with N_() */
    const char *japanese; /* in workbooks and tables */
};
extern const struct state_words state_words[UNIT_STATES];
/* Aborts if there is none. */
enum unit_state state_find(const char *id);
/* True for the states in which a submission of the unit counts. */
bool state_is_answered(enum unit_state state);

struct state_counts {
    int64_t states[UNIT_STATES];
    int64_t units, answered;
    int64_t invented;         /* replicas of a load test among the units */
    int64_t asking;           /* units with open findings */
    int64_t errors, warnings; /* open findings */
};

struct status_day {
    int64_t day;         /* see local_day() */
    int64_t units;       /* that count now: whose first submission came on that day */
    int64_t submissions; /* all that came */
    int64_t rejected;    /* of them */
};

/* A part of the units: those in one class of one breakdown. */
struct status_part {
    const struct banner *banner; /* NULL: all units */
    size_t class;
    size_t position; /* of the banner in its set, from 1; 0: all units */
};

/* Breakdowns by place, the coarse one first: at most these many. */
enum { AREAS_MOST = 2 };

struct form_status {
    const struct form *form;
    const struct banner_set *banners;
    const size_t *first_class; /* as in cells.h */
    struct state_counts all;
    struct state_counts *classes; /* by line; only of banners that divide by the frame */
    struct status_day *days;      /* in their order; days on which nothing came are left out */
    size_t day_count;
    const struct banner *areas[AREAS_MOST];
    size_t area_count;
    struct status_part part;
    bool left_out; /* the part wanted is not one of this form's */
};

struct status {
    const struct config *config;
    struct form_status *forms; /* of the codebook */
    bool synthetic;
    int64_t received; /* when the last file came, seconds since 1970; -1: never */
    int64_t unassigned_submissions, unassigned_files; /* of no known unit; not read at all */
};

/* The breakdown and the class that an option names, by code (with or without leading zeros) or by
 * label, for every form that has it; the others are left out. `banner` NULL: all units. Ends the
 * program if no form has it. Call it before status_read(). */
void status_choose_part(struct status *status, const char *banner, const char *class);

/* Does `given` name the class: its key, with or without leading zeros, or its label? */
bool status_names_class(const struct class *class, const char *given);

/* Fills in the forms of the configuration; `config` is set before. */
void status_init(struct status *status, struct arena *arena);

void status_read(struct status *status, struct arena *arena, struct db *db);

/* The counts of a class of a banner; of all units for the banner of all. */
const struct state_counts *status_class(const struct form_status *form, const struct banner *banner,
                                        size_t class);

/* True if no class has more than one unit: such a breakdown is a list of the units. */
bool status_is_list(const struct form_status *form, const struct banner *banner);

/* The breakdowns by place of all forms, each once: columns of the tables. */
struct area_column {
    const char *id;
    const char *title; /* 都道府県 for the breakdown 都道府県別 */
};
size_t status_area_columns(const struct status *status, struct arena *arena,
                           const struct area_column **columns);

/* ---- One by one ---- */

struct unit_row {
    const struct form_status *form;
    const char *unit, *name; /* borrowed for the call, as all texts */
    enum unit_state state;
    int64_t submissions, errors, warnings;
    int64_t query;             /* the last one that was sent; 0: none */
    int64_t received;          /* when its last file came, seconds since 1970; -1: none did */
    const char *file;          /* without its folder; "" */
    int64_t areas[AREAS_MOST]; /* classes; -1: in none */
    bool invented;
};
typedef void unit_row_function(void *context, const struct unit_row *row);

/* The class of the unit in the breakdown; NULL: none. */
const struct class *unit_row_class(const struct unit_row *row, const char *banner);

/* Calls `function` for every unit of the form and the part, in the order of the frame; `missing`:
 * only for those without an answer. */
struct status_units {
    const struct form_status *form;
    bool missing;
};
void status_each_unit(const struct status *status, const struct status_units *units, struct db *db,
                      unit_row_function *function, void *context);

#endif
