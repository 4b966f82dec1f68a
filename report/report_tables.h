/*
 * The tables for machines (the CSV files under tables) of one run, form by form, and the lists
 * beside them. All of them are there before the first workbook is finished: those are read back
 * against them.
 */
#ifndef RENKEI_REPORT_REPORT_TABLES_H
#define RENKEI_REPORT_REPORT_TABLES_H

#include "common/config.h"
#include "common/db.h"
#include "report/cells.h"
#include "report/loaded.h"
#include "report/output.h"
#include "report/last_wave.h"

#include <stdint.h>

/* Set the first four; all is borrowed. */
struct report_tables {
    const struct config *config;
    const struct loaded *loaded;
    const struct last_wave *previous;
    struct db *db;
    struct outputs *outputs;
    struct output_file *cells, *numbers;
    struct output_file *subtotals, *rates, *histograms, *waves; /* NULL: not asked for */
    int64_t cell_count, statistic_count, answer_count;          /* of all forms so far */
};

/* Begins the tables that are written form by form. */
void report_tables_begin(struct report_tables *tables, struct outputs *outputs);
void report_tables_write(struct report_tables *tables, const struct cells *cells);
/* Finishes them and writes the others: findings, response status, panel, the last wave, estimates,
 * codebook, questions, breakdowns, figures, metadata. */
void report_tables_finish(struct report_tables *tables);

#endif
