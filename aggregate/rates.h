/*
 * Rates: what tables.yaml asks for under `rates`, numbers per so many of a column of the frame.
 * Stored are the exact sums; the division, and its one rounding, is left to who prints them.
 */
#ifndef RENKEI_AGGREGATE_RATES_H
#define RENKEI_AGGREGATE_RATES_H

#include "common/config.h"
#include "common/db.h"

#include <stdbool.h>
#include <stdint.h>

/* Stores the parts of every rate, counted by this program or by the database. */
void rates_store(struct db *db, const struct config *config, bool by_database);

/* Has the database add everything up again; returns how many stored parts differ and prints an
 * error for each, the first ones by name. */
int64_t check_rates(struct db *db, const struct config *config);

#endif
