/* `renkei compare` on a terminal of 80 columns: the largest changes first. */
#ifndef RENKEI_REPORT_COMPARE_SCREEN_H
#define RENKEI_REPORT_COMPARE_SCREEN_H

#include "report/compare.h"
#include "report/status_screen.h"

/* Form by form: who answered, the series with the largest changes (screen->verbose: all of them,
 * all answers, with the parts of the change), then what cannot be compared and why. */
void screen_comparison(struct screen *screen, const struct comparison *comparison);

/* ---- Its parts ---- */

/* Columns; waves beyond those shown, the oldest ones, are in the files. */
enum { INDENT = 2, FIGURE = 8, FIGURES_BEHIND = 3, WAVES_SHOWN = 4, PART_LABEL = 36 };
/* Series shown without -v. */
enum { SERIES_SHOWN = 10 };

struct listing {
    struct screen *screen;
    struct arena *arena;
    const struct comparison *comparison;
    const struct form_series *form;
    size_t first_wave, label; /* the first wave shown; width in front of the figures */
};

/* compare_open_screen.c: numbers and texts of the form; nothing if none has figures in two waves.
 */
void listing_show_numbers(struct listing *listing);
void listing_show_texts(struct listing *listing);

/* "問3 … / 日常の療養支援" */
const char *listing_title(struct arena *arena, const struct series *series);
/* A line per wave in which the series changed, but for not being asked. */
void listing_show_marks(struct listing *listing, const struct series *series);
/* 1,717 */
const char *listing_whole(struct arena *arena, int64_t value);
/* A p value, FIGURE columns wide. */
void listing_append_p(struct str *out, double p);

#endif
