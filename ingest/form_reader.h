/*
 * Reading one filled-in Excel form: the hidden sheet says whose and which it is, the defined names
 * say where its answers stand, so that inserted rows and renamed sheets do no harm.
 */
#ifndef RENKEI_INGEST_FORM_READER_H
#define RENKEI_INGEST_FORM_READER_H

#include "common/xlsx.h"
#include "ingest/batch.h"

#include <stddef.h>

/* Reads the file that lies in memory and accepts or rejects it into the batch. `xlsx` is used again
 * for file after file, one per thread: zeroed before the first, closed after the last. */
void form_reader_read(struct batch *batch, struct xlsx *xlsx, const struct origin *origin,
                      const void *bytes, size_t length);

#endif
