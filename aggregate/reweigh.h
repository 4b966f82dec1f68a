/* Verifying the weights: every weighted cell counted a second way, and tied to the frame. */
#ifndef RENKEI_AGGREGATE_REWEIGH_H
#define RENKEI_AGGREGATE_REWEIGH_H

#include "common/config.h"
#include "common/db.h"

#include <stdint.h>

/* Are the estimates those that tables.yaml asks for, do they agree with a second count
 * (sql/aggregate/compare-weights.sql), and does the weighted total make the frame? Names what is
 * wrong and returns how many; 0 if no weights are asked for or found. */
int64_t check_weights(struct db *db, const struct config *config);

#endif
