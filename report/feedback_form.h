/*
 * What the feedback sheets of one form need, read once for all of them: the counts of every answer
 * among a unit's peers, and the answers of the units that get a sheet, now and in the last wave.
 *
 * The counts are there twice: as they stand in the cells, and counted again here from the packed
 * codes. Sheets are written from the first and read back against the second.
 */
#ifndef RENKEI_REPORT_FEEDBACK_FORM_H
#define RENKEI_REPORT_FEEDBACK_FORM_H

#include "common/arena.h"
#include "common/config.h"
#include "common/db.h"
#include "common/measure.h"
#include "report/cells.h"
#include "report/loaded.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whom a unit is compared with: its class in the banner of this id; all units. */
enum peers { PEERS_PREFECTURE, PEERS_SIMILAR, PEERS_ALL, PEERS_COUNT };

/* Counts of one item by line (see cells.h); NULL for numbers and texts. */
struct feedback_counts {
    int64_t *counts; /* [line * answer_count + answer] */
    int64_t *base;   /* [line] */
    size_t answer_count;
};

/* Where the former wave kept the answer to an item; slot_count 0: it did not ask the same. */
struct former_item {
    size_t slot, slot_count;
    bool single;
    const char **labels; /* [256] single: of each code; multiple: of each slot */
};

struct feedback_unit {
    const char *code, *name;   /* the name is "" if the frame does not have the unit */
    size_t frame_unit;         /* FRAME_NONE: none */
    size_t lines[PEERS_COUNT]; /* LINE_NONE: in no class */
    const uint8_t *codes;
    const uint8_t *former; /* NULL: no response in the last wave */
};
#define LINE_NONE SIZE_MAX

struct feedback_form {
    const struct config *config;
    const struct loaded *loaded;
    const struct form *form;
    const struct banner_set *banners;
    bool compared[PEERS_COUNT];        /* the form has the banner */
    size_t banner[PEERS_COUNT];        /* its position */
    struct feedback_counts *told;      /* [item] of the cells */
    struct feedback_counts *recounted; /* [item] */
    const char *const **answers;       /* [item][answer] in words; NULL for numbers and texts */
    struct former_item *former;        /* [item]; NULL: the last wave is not loaded */
    const char *former_heading;        /* 前回（2020年度）の回答 */
    struct feedback_unit *units;       /* in the order of their codes */
    size_t unit_count, unit_capacity;
    struct feedback_form *next;
};

/* Do the units of the form get sheets? Not if they are the prefectures themselves: those have
 * workbooks of their own. */
bool feedback_form_applies(const struct form *form);

/* Is it this unit's code, with or without its check digit? */
bool feedback_same_unit(const char *unit, const char *given);

struct feedback_source {
    struct db *db;
    const struct config *config;
    const struct loaded *loaded;
    const char *unit; /* NULL: all units */
};

/* Reads everything into the arena. Ends the program with STATUS_VERIFY if a cell differs from the
 * recount. */
struct feedback_form *feedback_form_read(struct arena *arena, const struct feedback_source *source,
                                         const struct cells *cells);

#endif
