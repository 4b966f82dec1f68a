/*
 * Reading a query workbook (疑義照会, common/query_form.h) that came back: what is confirmed with a
 * reason and what is corrected becomes replies and corrections of the submission it asks about.
 * What cannot be read is a finding and leaves its item of the query open; the rest counts.
 */
#ifndef RENKEI_INGEST_QUERY_READER_H
#define RENKEI_INGEST_QUERY_READER_H

#include "common/xlsx.h"
#include "ingest/batch.h"

/* What the hidden sheet says; texts may be NULL. */
struct query_identity {
    const struct form *form;
    const char *unit;
    const char *number; /* QUERY_KEY */
    const char *items;  /* QUERY_ITEMS_KEY */
};

/* Reads the open workbook into the batch, as a query that came back. */
void query_reader_read(struct batch *batch, struct xlsx *xlsx, const struct origin *origin,
                       const struct query_identity *identity);

#endif
