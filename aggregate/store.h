/*
 * Writing results: counts become rows of the tables cell and statistic, in the fixed order form,
 * item, banner, class, option, so that equal counts always give equal tables.
 */
#ifndef RENKEI_AGGREGATE_STORE_H
#define RENKEI_AGGREGATE_STORE_H

#include "aggregate/scan.h"
#include "aggregate/tally.h"
#include "common/config.h"
#include "common/db.h"
#include "common/round.h"

#include <stdint.h>

/* Everything stored for the survey before is forgotten. */
void store_delete(struct db *db, const char *survey);

/* The cells of a form: of single (also derived) and multiple items, for each class one per option
 * and then NA and INVALID. base = class without NOT_ASKED; valid = base - NA - INVALID.
 * Returns how many. */
int64_t store_cells(struct db *db, const char *survey, const struct tally *tally);

/* The statistics of a form's numeric items; returns how many. */
int64_t store_statistics(struct db *db, const char *survey, const struct tally *tally,
                         const struct number_scan *scans, size_t count);

/* A sum in millionths as a numeric, without zeros at its end. */
void copy_sum(struct copy_rows *rows, wide sum);

/* The published figures, as configured. */
void store_published(struct db *db, const struct config *config);

#endif
