/*
 * The machine-readable tables of a comparison (UTF-8 with BOM, CRLF, all fields quoted), ordered by
 * form, series, answer and wave:
 *
 * trend.csv          one row per answer and wave: count, base, percent, where they come from, the
 *                    points since the former figure
 * decomposition.csv  one row per answer, pair of waves and part of its change; the numerators of
 *                    one answer have one denominator and add up exactly
 * panel.csv          one row per answer and pair of waves: the same units, and McNemar's test
 * transitions.csv    one row per pair of answers: how many of the same units went from one to the
 *                    other
 * trend-numbers.csv, panel-numbers.csv, decomposition-numbers.csv
 *                    the same of numbers: means and medians; the same units and the paired t test;
 *                    the parts of the change of each mean
 * texts.csv          one row per text and wave: who wrote something, and who of the same units
 * concordance.csv    units of the earlier frame that the later one lacks, and what became of them
 */
#ifndef RENKEI_REPORT_COMPARE_CSV_H
#define RENKEI_REPORT_COMPARE_CSV_H

#include "report/compare.h"

#include <stdio.h>

/* Whole tables, with their header; false if writing failed (errno says why). */
typedef bool compare_csv_function(FILE *stream, const struct comparison *comparison);
compare_csv_function trend_csv_write;
compare_csv_function decomposition_csv_write;
compare_csv_function panel_csv_write;
compare_csv_function transitions_csv_write;
compare_csv_function concordance_csv_write;
/* compare_open_csv.c */
compare_csv_function trend_numbers_csv_write;
compare_csv_function panel_numbers_csv_write;
compare_csv_function decomposition_numbers_csv_write;
compare_csv_function texts_csv_write;

#endif
