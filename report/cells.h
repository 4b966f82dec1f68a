/*
 * The counts and statistics of one form as the aggregation left them in the database, in memory:
 * one form at a time, all its items by all its banners. Everything the outputs print comes from
 * here; nothing is counted again.
 *
 * The classes of all banners stand one behind the other, in the order of the banner set; a class
 * is named by its position in that row ("line"): first_class[banner] + class.
 */
#ifndef RENKEI_REPORT_CELLS_H
#define RENKEI_REPORT_CELLS_H

#include "common/arena.h"
#include "common/banner.h"
#include "common/codebook.h"
#include "common/config.h"
#include "common/db.h"
#include "common/measure.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct turnout;
struct histogram;
struct trend;

/* The counts of one single or multiple item. An "answer" is an option, then NA, then INVALID, then
 * each subtotal of the question. */
struct counts {
    size_t answer_count; /* that are stored: the question's options, NA and INVALID */
    const struct subtotal *const *subtotals;
    size_t subtotal_count;
    int64_t *counts; /* [line * answer_count + answer] */
    int64_t *base;   /* [line] asked */
    int64_t *valid;  /* [line] answered usably */
};

/* What a number question says of one class; the texts are exact decimals, NULL: no figure. */
enum measure { SUM, MEAN, SD, MINIMUM, P25, MEDIAN, P75, MAXIMUM, MEASURE_COUNT };
struct statistic {
    int64_t n;
    int64_t missing; /* asked, but no usable number */
    const char *measures[MEASURE_COUNT];
};

/* A rate in one class. */
struct rate_figure {
    int64_t n, left_out; /* see the table `rate` */
    const char *sum, *denominator;
    int64_t rate; /* 10^-RATE_DECIMALS, or MEASURE_NONE */
};

struct cells {
    const struct form *form;
    const struct banner_set *banners;
    const size_t *first_class; /* [banners->count] */
    size_t line_count;
    struct counts *counts;              /* [item]; .counts is NULL for numbers and texts */
    struct statistic **statistics;      /* [item]; [line], NULL but for numbers */
    size_t cell_count, statistic_count; /* rows that belong to the form */
    /* NULL without cells_extend(): */
    const struct config *config;
    const struct turnout *turnout;
    struct rate_figure **rates; /* [config->rate_count]; [line], NULL for other forms */
    /* figure.h: [config->figure_count], NULL for other forms and other charts. */
    const struct histogram *const *histograms;
    const struct trend *const *trends;
};

/* Where the classes of each banner begin; `line_count` receives their number. */
const size_t *class_positions(struct arena *arena, const struct banner_set *banners,
                              size_t *line_count);

/* Room for the form, all zero (also how tests begin). */
void cells_init(struct cells *cells, struct arena *arena, const struct form *form,
                const struct banner_set *banners);

/* Adds what tables.yaml asks for, and who has not answered; before cells_read(). Without it there
 * are neither subtotals nor rates nor bounds. Both are borrowed. */
void cells_extend(struct cells *cells, struct arena *arena, const struct config *config,
                  const struct turnout *turnout);

/* Reads the form's rows; every cell must be there once: if not, the program ends and says that
 * the tables must be counted again. */
void cells_read(struct cells *cells, struct arena *arena, struct db *db, const char *survey);

/* How many answers there are, with the subtotals; and how often one was given. */
size_t counts_answers(const struct counts *counts);
int64_t counts_count(const struct counts *counts, size_t line, size_t answer);

/* The code of an answer: an option's, CODE_NA or CODE_INVALID. */
int answer_code(const struct question *question, size_t answer);

/* The line of the class "all units"; false if the form has no such banner. */
bool cells_total_line(const struct cells *cells, size_t *line);

/* Usable answers of all units to what was asked, derived variables apart; 0 if the form has no
 * banner of all units. */
int64_t cells_answers(const struct cells *cells);

/* Percent of an answer, in tenths; -1 if nobody was asked. */
int64_t counts_tenths(const struct counts *counts, size_t line, size_t answer);

/* ---- Measures (cells_measures.c): in tenths, MEASURE_NONE where there is no figure ---- */

struct cell_place {
    size_t item, banner, line, answer;
};

struct cell_measures {
    int64_t percent;           /* of those asked */
    int64_t percent_valid;     /* of usable answers; none for NA and INVALID */
    int64_t percent_responses; /* multiple: of all ticks; none for NA and INVALID */
    struct bounds bounds;      /* none for NA and INVALID, without a frame, and in classes that
                                  hang on an answer: there nobody knows who is missing */
    int64_t difference;        /* points above all units */
};
struct cell_measures cells_measures(const struct cells *cells, const struct cell_place *place);

/* The units of the class that sent nothing; false where nobody knows them. */
bool cells_missing(const struct cells *cells, size_t banner, size_t line, int64_t *missing);

/* The place of each class of a banner by the percentage of each answer, 1 the largest, 0 where
 * nobody was asked: [class * counts_answers() + answer]. */
const int64_t *cells_ranks(const struct cells *cells, struct arena *arena, size_t item,
                           size_t banner);

/* The answers of a question in the order of its tables: those of a multiple question by how often
 * all units gave them, the largest first, ties by code; then exclusive options, NA, INVALID and
 * subtotals. The rows of a grid are added up. */
const size_t *cells_order(const struct cells *cells, struct arena *arena,
                          const struct question *question);

#endif
