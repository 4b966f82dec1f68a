/*
 * Reading the responses: several connections that see the same snapshot, each reading its share of
 * the rows into its own counters. Counting is what tally.h, distribution.h and statistic.h do; this
 * file only brings the rows to them.
 */
#ifndef RENKEI_AGGREGATE_SCAN_H
#define RENKEI_AGGREGATE_SCAN_H

#include "aggregate/distribution.h"
#include "aggregate/statistic.h"
#include "aggregate/tally.h"
#include "common/db.h"
#include "common/options.h"

#include <stddef.h>

/* Connections for reading; all see what `db` sees at readers_open(). A single one is `db` itself.
 */
struct readers {
    struct db *connections;
    size_t count;
    struct db *own; /* NULL: a single one */
};
void readers_open(struct readers *readers, size_t count, const struct settings *settings,
                  struct db *db);
void readers_close(struct readers *readers);

/* All responses to a form, counted. A response that does not fit the codebook ends the program. */
struct counts {
    struct tally *tally;
    struct distributions *distributions;
};
struct counts scan_responses(const struct readers *readers, const char *survey,
                             const struct tally_plan *plan);
void counts_free(struct counts *counts);

/* The statistics of one numeric item for every class of the plan, in the order of the classes. */
struct number_scan {
    size_t item;                  /* in form->items */
    struct statistic *statistics; /* [plan->class_count], started with the n of the tally */
};

/* Fills all `scans` of a form, several at a time, with numbers that the database sorts: for items
 * whose distribution was given up. Numbers that do not tie with the counted codes end the program.
 */
void scan_numbers(const struct readers *readers, const char *survey, const struct tally_plan *plan,
                  struct number_scan *scans, size_t count);

#endif
