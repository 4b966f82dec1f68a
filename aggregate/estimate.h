/*
 * How sure the cells are: intervals and weighted counts, as the keys intervals and weights of
 * tables.yaml ask for (docs/statistics.md). Counts are weighted by the database in exact numbers
 * (sql/aggregate/weigh.sql); here their standard errors and the intervals are added.
 */
#ifndef RENKEI_AGGREGATE_ESTIMATE_H
#define RENKEI_AGGREGATE_ESTIMATE_H

#include "common/config.h"
#include "common/db.h"

#include <stdbool.h>
#include <stdint.h>

/* Everything estimated or compared of the survey before is forgotten. */
void estimates_delete(struct db *db, const char *survey);

/* After the cells of the survey were stored, in the same transaction: what was asked for, weights
 * and estimates. A stratum without answers is warned of by name. Returns how many cells were
 * estimated. */
int64_t estimates_store(struct db *db, const struct config *config);

/* A figure that is no exact one as a decimal, rounded; what is not defined (NAN) is NULL. */
void copy_rounded(struct copy_rows *rows, double value, int decimals);

/* Was the survey counted with what tables.yaml asks for now? */
bool estimates_are_current(struct db *db, const struct config *config);

#endif
