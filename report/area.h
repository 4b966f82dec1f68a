/*
 * Areas: the classes of the banners "bureau" and "prefecture" of a survey, which each get a
 * workbook of their own: bureau/3-関東信越厚生局.xlsx, prefecture/11-埼玉県.xlsx. The design gives
 * these two ids to the options --bureau and --prefecture. An area is known by the key of its class,
 * which every form has that divides its units so.
 */
#ifndef RENKEI_REPORT_AREA_H
#define RENKEI_REPORT_AREA_H

#include "common/arena.h"
#include "common/config.h"
#include "common/db.h"
#include "report/cells.h"
#include "report/loaded.h"
#include "report/last_wave.h"
#include "report/status_read.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum area_level { AREA_BUREAU, AREA_PREFECTURE, AREA_LEVELS };

struct area {
    enum area_level level;
    const char *key, *label;
    const char *file;          /* relative to the output folder */
    const struct area *bureau; /* of a prefecture whose units all lie in one; else NULL */
    bool wanted;
};

/* A unit of an area, whether it has answered or not. */
struct area_unit {
    const char *unit, *name;
    enum unit_state state;
    int64_t errors, warnings;     /* open findings */
    int64_t classes[AREA_LEVELS]; /* -1: in none */
    const unsigned char *derived; /* its codes of the derived variables; NULL: no answer */
};

/* What the workbooks need of a form. A form without answers has no cells. */
struct area_form {
    const struct form *form;
    const struct banner_set *set;
    const struct banner *banners[AREA_LEVELS]; /* NULL: the form has none */
    bool list[AREA_LEVELS]; /* no class has more than one unit: nothing to rank */
    size_t first_derived;   /* question; those from here on are derived */
    const struct cells *cells;
    const int64_t **ranks[AREA_LEVELS]; /* [item]: as cells_ranks(); NULL for numbers and texts */
    const struct last_wave_form *previous; /* NULL: no last wave */
    const struct area_unit *units;
    size_t unit_count;
};

struct areas {
    const struct config *config;
    const struct loaded *loaded;
    const struct last_wave *previous; /* NULL: not read */
    struct arena *arena;
    struct area *areas; /* bureaus, then prefectures, in the order of their classes */
    size_t count;
    struct area_form *forms; /* [codebook.form_count] */
};

/* Finds the areas; `config`, `loaded` and `arena` are set before. Needs no database. */
void areas_init(struct areas *areas);

/* Wants every area. */
void areas_want_all(struct areas *areas);
/* Wants the area that an option names by code (with or without leading zeros) or by name, and with
 * a bureau its prefectures. Ends the program with STATUS_USAGE if there is none, and says which
 * there are. */
void areas_want(struct areas *areas, enum area_level level, const char *given);
size_t areas_wanted(const struct areas *areas);

/* The line of the area in the form's last wave; false if it had no such class. */
bool area_previous_line(const struct area_form *form, const struct area *area, size_t *line);

/* Keeps the counts of a form, which must last as long as the areas, and ranks them. */
void areas_keep_form(struct areas *areas, const struct cells *cells);

/* Reads the units of all forms. */
void areas_read_units(struct areas *areas, struct db *db);

/* Whether the classes of a banner are areas. */
bool area_is_banner(const struct banner *banner);

/* The position of the area among the classes of its banner; false if the form has no such class. */
bool area_class(const struct area_form *form, const struct area *area, size_t *class);
/* Its line in the cells; only with area_class(). */
size_t area_line(const struct area_form *form, const struct area *area);
bool area_has_unit(const struct area_form *form, const struct area *area,
                   const struct area_unit *unit);

#endif
