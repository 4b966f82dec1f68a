/* What must be true of a survey in the database before it is counted or verified. */
#ifndef RENKEI_AGGREGATE_SURVEY_H
#define RENKEI_AGGREGATE_SURVEY_H

#include "common/codebook.h"
#include "common/db.h"

#include <stdint.h>

/* Ends the program unless responses are loaded, packed with this very codebook; returns how many.
 */
int64_t survey_require_responses(struct db *db, const struct codebook *codebook);

/* Ends the program unless the cells were counted from the responses as they are now. */
void survey_require_cells(struct db *db, const struct codebook *codebook);

#endif
