/*
 * The cells checked against themselves and against a second count that shares no code with the
 * first: statements under sql/aggregate/, carried out by the database.
 */
#ifndef RENKEI_AGGREGATE_RECOUNT_H
#define RENKEI_AGGREGATE_RECOUNT_H

#include "common/config.h"
#include "common/db.h"

#include <stdint.h>

/* Each returns how many cells (or statistics) are wrong and prints an error for each, the first
 * ones by name. */

/* Do totals tie: within each item, and over the classes of each banner that every unit has a class
 * in? */
int64_t check_ties(struct db *db, const struct codebook *codebook);

/* Does counting by SQL give the same cells? Inside a transaction. */
int64_t check_cells(struct db *db, const struct codebook *codebook);

/* And the same n, missing, sum, minimum and maximum of every number? */
int64_t check_numbers(struct db *db, const struct codebook *codebook);

/* Does their definition in SQL give the same statistics? This makes the table statistic_recount of
 * all forms, until the end of the transaction. */
void recount_statistics(struct db *db, const struct config *config);
int64_t check_statistics(struct db *db, const struct config *config);

#endif
