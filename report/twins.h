/*
 * What a program must know to read the tables without us (tables/codebook.csv, questions.csv,
 * banners.csv, figures.csv and metadata.csv): which codes an item may have, what was asked of whom,
 * which breakdowns there are, what is drawn where, and what every figure means.
 * Only what the configuration, the database and this program know; the same inputs give the same
 * bytes. UTF-8 with BOM, CRLF, all fields quoted.
 */
#ifndef RENKEI_REPORT_TWINS_H
#define RENKEI_REPORT_TWINS_H

#include "common/config.h"
#include "report/loaded.h"
#include "report/output.h"

#include <stdbool.h>
#include <stdio.h>

/* Writes the five files; ends the program if one cannot be written. */
void twins_write(struct outputs *outputs, const struct config *config, const struct loaded *loaded);

/* One record per item and option, then one per kind of empty. All return false if writing failed
 * (errno says why). */
bool twins_codebook_write(FILE *stream, const struct config *config);
/* One record per item, derived variables included. */
bool twins_questions_write(FILE *stream, const struct config *config);
/* One record per class of every breakdown of every form (twins_plan.c). */
bool twins_banners_write(FILE *stream, const struct config *config);
/* One record per figure of tables.yaml (twins_plan.c). */
bool twins_figures_write(FILE *stream, const struct config *config);
/* Records of key, label and value; no key stands twice. */
bool twins_metadata_write(FILE *stream, const struct config *config, const struct loaded *loaded);

#endif
