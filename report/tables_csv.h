/*
 * The machine-readable tables: tables/cells.csv, every categorical cell, and tables/numbers.csv,
 * every statistic. UTF-8 with BOM, CRLF, all fields quoted; ordered by form, item, banner, class,
 * option.
 */
#ifndef RENKEI_REPORT_TABLES_CSV_H
#define RENKEI_REPORT_TABLES_CSV_H

#include "report/cells.h"

#include <stdio.h>

/* Header lines; return false if writing failed, as do the others (errno says why). */
bool cells_csv_begin(FILE *stream);
bool numbers_csv_begin(FILE *stream);

/* All cells, or statistics, of one form. */
bool cells_csv_write(FILE *stream, const char *survey, const struct cells *cells);
bool numbers_csv_write(FILE *stream, const char *survey, const struct cells *cells);

#endif
