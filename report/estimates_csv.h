/*
 * How sure the figures are, for machines: tables/estimates.csv, weights.csv, comparisons.csv and
 * comparison-letters.csv, each only if the survey has such figures. UTF-8 with BOM, CRLF, all
 * fields quoted; an empty field is a figure that is not defined or was not asked for.
 */
#ifndef RENKEI_REPORT_ESTIMATES_CSV_H
#define RENKEI_REPORT_ESTIMATES_CSV_H

#include "common/config.h"
#include "common/db.h"
#include "report/output.h"

/* Writes and finishes the files; ends the program if one cannot be written. */
void estimates_csv_write(struct outputs *outputs, struct db *db, const struct config *config);

#endif
