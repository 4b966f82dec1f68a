/*
 * What the tables of an output folder tell: tables/cells.csv and those beside it, read as any
 * receiver could, into memory, with look-up by the ids that stand in them. No database and no
 * configuration: workbooks, the page and a release are compared with what is told here.
 *
 * A form has banners, whose classes stand one behind the other ("lines"), and questions, which have
 * one item, or one per row of a grid. Every item has a cell for each of its options in each line,
 * or a statistic for each line. Everything lives in the arena of the reading and never changes.
 *
 * Files are hostile until read: see the limits in told.c. A figure that does not exist is
 * MEASURE_NONE (common/measure.h), or NULL where it is a text.
 */
#ifndef RENKEI_COMMON_TOLD_H
#define RENKEI_COMMON_TOLD_H

#include "common/arena.h"
#include "common/codebook.h"
#include "common/measure.h"
#include "common/mismatch.h"
#include "common/names.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TOLD_NONE SIZE_MAX

/* ---- What a cell tells ---- */

/* A record of cells.csv or subtotals.csv. Percentages and points are in tenths, as printed. */
struct told_cell {
    int64_t count, base, valid;
    int64_t percent, percent_valid, percent_responses, low, high, difference;
    int64_t rank; /* 0: none */
    long line;    /* in its file; 0: the file does not have the cell */
};

/* A record of numbers.csv; the measures are decimals as printed, NULL where there is none. */
enum told_measure {
    TOLD_SUM,
    TOLD_MEAN,
    TOLD_SD,
    TOLD_MINIMUM,
    TOLD_P25,
    TOLD_MEDIAN,
    TOLD_P75,
    TOLD_MAXIMUM,
    TOLD_MEASURES
};
struct told_number {
    int64_t n, missing;
    const char *measures[TOLD_MEASURES];
    long line; /* as of a cell */
};

/* A record of rates.csv. */
struct told_rate_figure {
    int64_t n, left_out;
    const char *sum, *denominator, *rate; /* decimals as printed; `rate` may be NULL */
    long line;
};
struct told_rate {
    const char *label, *per; /* 人口1万人当たり, population */
    int64_t units;
    struct told_rate_figure *figures; /* [form->line_count] */
};

/* ---- What there is ---- */

struct told_option {
    const char *code;   /* "1", "NA", "INVALID", or the id of a subtotal */
    const char *label;  /* 設置している */
    const char *source; /* "R", "L", "X" or "" */
    bool exclusive;
    bool subtotal; /* of subtotals.csv; these stand last */
};

struct told_item {
    const struct told_question *question;
    const char *row, *row_label; /* "" without rows */
    const char *unit;            /* 回; "" */
    const struct told_option *options;
    size_t option_count;
    const struct told_cell *cells;     /* [option * form->line_count + line]; NULL: none told */
    const struct told_number *numbers; /* [form->line_count]; NULL: none told */
    const struct told_rate *rates;
    size_t rate_count;
};

struct told_question {
    const struct told_form *form;
    const char *id, *number, *text; /* vision, 問4, 「めざす姿」… */
    const char *type_label;         /* 単一回答 */
    const char *base_text;          /* who is asked: 全員 */
    const char *source;
    enum question_type type;
    bool derived;
    size_t first_item, item_count; /* in form->items */
};

struct told_class {
    const char *key, *label; /* 11, 埼玉県 */
    int64_t units, answered; /* of response-status.csv; MEASURE_NONE: not told */
    int64_t percent;         /* answered of units, in tenths */
    long line;               /* there; 0: not told */
};

enum told_kind { TOLD_TOTAL, TOLD_FRAME, TOLD_QUESTION, TOLD_CROSS };
struct told_banner {
    const char *id, *label; /* prefecture, 都道府県別 */
    enum told_kind kind;
    bool divides;      /* every unit is in one of its classes, whatever is answered */
    size_t first_line; /* that of its first class */
    size_t class_count;
};

struct told_form {
    const char *id, *title; /* municipality, 市町村票 */
    const struct told_banner *banners;
    size_t banner_count;
    const struct told_class *classes; /* [line_count], all banners */
    size_t line_count;
    const struct told_question *questions;
    size_t question_count;
    const struct told_item *items;
    size_t item_count;
    bool answered;     /* cells or numbers are told of it */
    int64_t units;     /* of its frame, by metadata.csv; MEASURE_NONE: it has none */
    int64_t responses; /* that it has, by metadata.csv */
    size_t total_line; /* that of all units; TOLD_NONE: the form has no such class */
    struct names line_names, item_names; /* for told_line() and told_item() */
};

/* One survey: the present wave, or the former one (previous.csv). */
struct told_wave {
    const char *survey; /* its id; NULL: nothing is told of such a wave */
    const struct told_form *forms;
    size_t form_count;
};

/* A record of panel.csv. */
struct told_panel {
    const char *form, *measure, *measure_label, *banner, *key, *label;
    const char *frame, *answered;                             /* decimals as printed */
    int64_t covered, frame_share, answered_share, difference; /* tenths */
    long line;
};

/* A record of figures.csv: which question a figure draws. */
struct told_figure {
    const char *id, *number, *title, *form, *question;
    const char *row, *option; /* the one that is drawn; "": all */
    const char *banner, *chart;
    long line;
};

/* A record of histograms.csv: how many of the numbers of an item lie in an interval. */
struct told_bin {
    const char *form, *question, *row, *banner, *key, *label; /* label: of the interval */
    int64_t count, n;
    int64_t percent; /* tenths */
    long line;
};

/* A record of waves.csv: an answer in this wave or in one before it. */
struct told_past {
    const char *survey, *year, *source; /* source: "counted" or "published" */
    const char *form, *question, *row, *option, *banner, *key;
    int64_t count, base, percent; /* MEASURE_NONE where it is not known; percent in tenths */
    long line;
};

/* The open findings of a unit, by findings.csv. */
struct told_findings {
    const char *form, *unit;
    int64_t errors, warnings;
};

struct told {
    struct told_wave now, previous;
    const struct told_panel *panel;
    size_t panel_count;
    const struct told_figure *figures;
    size_t figure_count;
    const struct told_bin *bins;
    size_t bin_count;
    const struct told_past *pasts;
    size_t past_count;
    struct names bin_names, past_names; /* for told_bin(), told_past() */
    const struct told_findings *findings;
    size_t findings_count;
    struct names finding_names; /* for told_open_findings() */
    bool has_findings;          /* findings.csv was there */
};

/* ---- Reading ---- */

/* What is wrong, when a function returned false: `text` is final (translated), in the arena. */
struct told_error {
    const char *file; /* "tables/cells.csv" */
    long line;        /* 0: the whole file */
    const char *text;
};

/* Reads FOLDER/tables/. cells.csv, numbers.csv, questions.csv, codebook.csv, banners.csv and
 * response-status.csv must be there, the others may be missing. */
bool told_read(struct told *told, struct arena *arena, const char *folder,
               struct told_error *error);

/* The same from memory. `find` gives the bytes of a table by its name ("cells.csv"), which stay
 * until told_take() returns, or NULL if there is no such table. */
struct told_bytes {
    const char *at;
    size_t length;
};
typedef struct told_bytes told_find_function(void *context, const char *name);
bool told_take(struct told *told, struct arena *arena, told_find_function *find, void *context,
               struct told_error *error);

/* ---- Look-up; NULL or TOLD_NONE: there is none ---- */

const struct told_form *told_form(const struct told_wave *wave, const char *form);
const struct told_question *told_question(const struct told_form *form, const char *question);
/* `row` is "" without rows. */
const struct told_item *told_item(const struct told_form *form, const char *question,
                                  const char *row);
const struct told_banner *told_banner(const struct told_form *form, const char *banner);
/* The line of a class by its key ("11"). */
size_t told_line(const struct told_form *form, const char *banner, const char *key);
/* The banner that a line belongs to. */
const struct told_banner *told_banner_of(const struct told_form *form, size_t line);
/* An option's place by its code, or a subtotal's by its id. */
size_t told_option(const struct told_item *item, const char *code);
/* NULL also for a cell that the files do not have. */
const struct told_cell *told_cell(const struct told_item *item, size_t option, size_t line);
const struct told_number *told_number(const struct told_item *item, size_t line);
/* An interval of an item in a line, and an answer of a wave there, by the words that tell them
 * apart; see told_bin and told_past. */
const struct told_bin *told_bin(const struct told *told, const struct told_item *item, size_t line,
                                const char *label);
struct told_past_name {
    const char *survey, *source, *option;
};
const struct told_past *told_past(const struct told *told, const struct told_item *item,
                                  size_t line, const struct told_past_name *name);
/* Zeros if nothing is open. */
struct told_findings told_open_findings(const struct told *told, const char *form,
                                        const char *unit);

/* ---- Ties (told_ties.c, told_drawn.c) ---- */

/*
 * Do the tables hold together by themselves? Everything is computed again from the counts: the
 * percentages, bounds, differences and ranks of cells.csv and subtotals.csv; options, NA and
 * INVALID of single answers make up the base; no count is above its base; the classes of every
 * banner that divides make up all units, count by count; numbers add up and have their mean; rates,
 * the panel and the response status likewise. Adds what does not hold to `mismatches`, with file,
 * line and column; returns how many numbers were compared.
 */
int64_t told_ties(const struct told *told, struct mismatches *mismatches);

#endif
