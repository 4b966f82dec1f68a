/*
 * Writing a questionnaire as an Excel workbook: one sheet an officer fills in, and the hidden sheet
 * `_renkei` (A1:B5: survey, form, codebook, unit, synthetic; key in A, value in B, synthetic is 1
 * or blank) that says what it is. Every answer cell carries the workbook-scoped defined name "a_" +
 * column name. The same input gives the same bytes.
 */
#ifndef RENKEI_INGEST_FORM_WRITER_H
#define RENKEI_INGEST_FORM_WRITER_H

#include "common/codebook.h"

#include <stdbool.h>

struct form_sheet {
    const struct codebook *codebook;
    const struct form *form;
    const char *unit;          /* code; shown and kept in the hidden sheet */
    const char *unit_name;     /* "北海道 札幌市"; "" without a frame */
    const char *const *values; /* per column of the form, NULL or NULL elements: blank. As in CSV:
                                  option code, "1" for a tick, a number, a text */
    bool synthetic;            /* says so on the sheet, in the header and in the properties */
};

/* Writes the workbook beside `path` and renames it when whole. Thread-safe. On false `error` (a
 * static text or strerror) says why. */
bool form_write(const struct form_sheet *sheet, const char *path, const char **error);

#endif
