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
#include "common/db.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The counts of one single or multiple item. */
struct counts {
    size_t answer_count; /* the question's options, then NA and INVALID */
    int64_t *counts;     /* [line * answer_count + answer] */
    int64_t *base;       /* [line] asked */
    int64_t *valid;      /* [line] answered usably */
};

/* What a number question says of one class; the texts are exact decimals, NULL: no figure. */
enum measure { SUM, MEAN, SD, MINIMUM, P25, MEDIAN, P75, MAXIMUM, MEASURE_COUNT };
struct statistic {
    int64_t n;
    int64_t missing; /* asked, but no usable number */
    const char *measures[MEASURE_COUNT];
};

struct cells {
    const struct form *form;
    const struct banner_set *banners;
    const size_t *first_class; /* [banners->count] */
    size_t line_count;
    struct counts *counts;              /* [item]; .counts is NULL for numbers and texts */
    struct statistic **statistics;      /* [item]; [line], NULL but for numbers */
    size_t cell_count, statistic_count; /* rows that belong to the form */
};

/* Where the classes of each banner begin; `line_count` receives their number. */
const size_t *class_positions(struct arena *arena, const struct banner_set *banners,
                              size_t *line_count);

/* Room for the form, all zero (also how tests begin). */
void cells_init(struct cells *cells, struct arena *arena, const struct form *form,
                const struct banner_set *banners);

/* Reads the form's rows; every cell must be there once: if not, the program ends and says that
 * the tables must be counted again. */
void cells_read(struct cells *cells, struct arena *arena, struct db *db, const char *survey);

/* The code of an answer: an option's, CODE_NA or CODE_INVALID. */
int answer_code(const struct question *question, size_t answer);

/* The line of the class "all units"; false if the form has no such banner. */
bool cells_total_line(const struct cells *cells, size_t *line);

/* Percent of an answer, in tenths; -1 if nobody was asked. */
int64_t counts_tenths(const struct counts *counts, size_t line, size_t answer);

#endif
