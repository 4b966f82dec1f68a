/* Keeps the tables survey, item, option, banner, class and unit equal to the configuration. */
#ifndef RENKEI_INGEST_REGISTER_H
#define RENKEI_INGEST_REGISTER_H

#include "common/config.h"
#include "common/db.h"

#include <stdbool.h>

/* The configuration the responses were packed with, compared with this one. */
enum registration { REGISTRATION_NONE, REGISTRATION_CURRENT, REGISTRATION_CHANGED };
enum registration registration_state(struct db *db, const struct codebook *codebook);

/* Writes all of them anew; units that arrived without a frame are dropped. In the transaction. */
void registration_write(struct db *db, const struct codebook *codebook);

#endif
