/*
 * The machine-readable tables: tables/cells.csv, every categorical cell, and tables/numbers.csv,
 * every statistic, ordered by form, item, banner, class, option; tables/findings.csv, every finding
 * and what became of it, ordered by form and unit; tables/response-status.csv, who has answered.
 * UTF-8 with BOM, CRLF, all fields quoted.
 */
#ifndef RENKEI_REPORT_TABLES_CSV_H
#define RENKEI_REPORT_TABLES_CSV_H

#include "common/config.h"
#include "report/cells.h"
#include "report/loaded.h"

#include <stdio.h>

/* Header lines; return false if writing failed, as do the others (errno says why). */
bool cells_csv_begin(FILE *stream);
bool numbers_csv_begin(FILE *stream);

/* Which items and banners of a form, by position. */
struct cells_part {
    const bool *items, *banners;
};

/* The cells, subtotals or statistics of one form, all or (`part` is not NULL) a part of them;
 * subtotals have the columns of cells. */
bool cells_csv_write(FILE *stream, const char *survey, const struct cells *cells,
                     const struct cells_part *part);
bool subtotals_csv_write(FILE *stream, const char *survey, const struct cells *cells,
                         const struct cells_part *part);
bool numbers_csv_write(FILE *stream, const char *survey, const struct cells *cells,
                       const struct cells_part *part);

/* Whole tables, with their header. */
bool findings_csv_write(FILE *stream, struct db *db, const struct config *config);
bool response_status_csv_write(FILE *stream, const struct config *config,
                               const struct loaded *loaded);

#endif
