/*
 * Reading a workbook with filled-in Excel forms: mostly one, whose hidden sheet says whose and
 * which it is; or one on each of several sheets, which say it themselves. Defined names say where
 * the answers stand, so that inserted rows and renamed sheets do no harm; a sheet that lost them is
 * read by the places of another, or named in a finding.
 */
#ifndef RENKEI_INGEST_FORM_READER_H
#define RENKEI_INGEST_FORM_READER_H

#include "common/xlsx.h"
#include "ingest/batch.h"

#include <stddef.h>

/* Reads the file that lies in memory and accepts or rejects what it holds into the batch:
 * one submission, or one for each sheet with a form. `xlsx` is used again
 * for file after file, one per thread: zeroed before the first, closed after the last. */
void form_reader_read(struct batch *batch, struct xlsx *xlsx, const struct origin *origin,
                      const void *bytes, size_t length);

#endif
