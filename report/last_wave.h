/*
 * The last wave: the counts of the survey that the codebook names under `previous`, beside those of
 * this one. Forms, questions, rows and banners belong together by their ids, options by their
 * codes, areas by the keys of their classes. A question that was asked otherwise (other options,
 * others asked, a declared break) is not compared, and a remark says why.
 *
 * Only counts that belong to that survey's responses and configuration are used; where there are
 * none, or its configuration is not here, a warning says so and there is no last wave.
 */
#ifndef RENKEI_REPORT_LAST_WAVE_H
#define RENKEI_REPORT_LAST_WAVE_H

#include "common/arena.h"
#include "common/config.h"
#include "common/db.h"
#include "report/cells.h"
#include "report/loaded.h"
#include "report/output.h"

#include <stdbool.h>
#include <stddef.h>

/* A form that was asked before. */
struct last_wave_form {
    const struct form *form;   /* of this survey */
    const struct cells *cells; /* of the last wave; NULL: nobody answered the form */
    const struct item **items; /* [item of form] the same item then; NULL: not compared */
    const char **remarks;      /* [question of form] what to know of its comparison */
    size_t compared;           /* items */
    size_t compared_numbers;   /* those of them that are numbers */
};

struct last_wave {
    struct config config; /* of the last wave */
    struct loaded loaded;
    const char *year;             /* 2021年度(令和3年度) */
    struct last_wave_form *forms; /* [form of this survey]; NULL: there is no last wave */
};

/* Reads the last wave of a survey into the arena. */
void last_wave_read(struct last_wave *previous, struct arena *arena, struct db *db,
                    const char *configs, const struct config *config);
void last_wave_release(struct last_wave *previous);

/* The form's last wave; NULL if there is none or it has nothing to compare. */
struct last_wave_form *last_wave_form(const struct last_wave *previous, const struct form *form);

/* The line of a class of the last wave; false if it had no such class. */
bool last_wave_line(const struct last_wave_form *form, const char *banner, const char *key,
                    size_t *line);

/* True if any item of the question is compared. */
bool last_wave_compares(const struct last_wave_form *form, const struct question *question);

/* An answer (in the sense of cells.h, also a subtotal) to an item of the form, then; its base is 0
 * where the item is not compared. */
struct share last_wave_share(const struct last_wave_form *form, size_t item, size_t answer,
                             size_t line);
/* NULL if the item is not compared. */
const struct statistic *last_wave_statistic(const struct last_wave_form *form, size_t item,
                                            size_t line);

/* tables/previous.csv and tables/previous-numbers.csv: what is compared, by all units, bureaus and
 * prefectures, with the columns of cells.csv and numbers.csv. Neither is written if it has no rows.
 */
void last_wave_write(const struct last_wave *previous, struct outputs *outputs);

#endif
