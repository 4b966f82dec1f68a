/*
 * tables/rates.csv, numbers per so many of a column of the frame, and tables/panel.csv, those who
 * answered against the whole frame; written when tables.yaml asks for them. The form of the others
 * (tables_csv.h).
 */
#ifndef RENKEI_REPORT_TABLES_MEASURES_H
#define RENKEI_REPORT_TABLES_MEASURES_H

#include "report/cells.h"
#include "report/loaded.h"

#include <stdio.h>

/* The header, then the rates of each form; false if writing failed (errno). */
bool rates_csv_begin(FILE *stream);
bool rates_csv_write(FILE *stream, const struct cells *cells);

/* The whole table, with its header. */
bool coverage_csv_write(FILE *stream, const struct config *config, const struct loaded *loaded);

#endif
