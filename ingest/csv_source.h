/*
 * Reading wide CSV: one row per unit, first column `unit`, the others named as in the codebook.
 * Records are split as bytes and every field is decoded afterwards (CP932 or UTF-8).
 */
#ifndef RENKEI_INGEST_CSV_SOURCE_H
#define RENKEI_INGEST_CSV_SOURCE_H

#include "common/csv.h"
#include "ingest/batch.h"

#include <stdbool.h>
#include <stddef.h>

/* UTF-16 is converted before the rows are read: for them it is UTF-8. */
enum text_encoding { ENCODING_UTF8, ENCODING_CP932, ENCODING_UTF16, ENCODING_UNKNOWN };

/* What the header says: constant once read, shared by all workers. */
struct csv_layout {
    const struct form *form; /* NULL: the header was refused */
    enum text_encoding encoding;
    const char *file;      /* its name decides where several forms fit */
    size_t field_count;    /* without those behind, which have no name: */
    size_t nameless_count; /* spreadsheets write them where cells were emptied */
    const size_t *columns; /* per field: in form->columns, SIZE_MAX if it is none */
    const bool *absent;    /* per column of the form: it is not there; NULL: all are */
    bool synthetic;        /* it has a column _synthetic */
    struct str header;     /* its bytes, for the hash of the rows */
};

/* Reads the header record. `form` is the id given with --form or NULL: then the form whose columns
 * fit is taken. Columns that begin with `_` are passed over. On false `finding` says why; on true
 * finding->code may be FINDING_MISSING_COLUMN, else it is untouched. */
bool csv_layout_read(struct csv_layout *layout, struct arena *arena, const struct config *config,
                     const char *form, const struct csv_record *header, struct finding *finding);

/* Reads a block of whole records; origin->line and ->start are those of its first byte. */
void csv_rows_read(struct batch *batch, const struct csv_layout *layout,
                   const struct origin *origin, const char *bytes, size_t length);

/* The encoding by content: feed all bytes, then ask. */
struct encoding_guess {
    int pending;      /* bytes of a UTF-8 character still to come */
    bool utf8_broken; /* not UTF-8 */
    bool cp932_broken;
    bool lead; /* the last byte was the lead byte of a CP932 pair */
};
void encoding_feed(struct encoding_guess *guess, const char *bytes, size_t length);
enum text_encoding encoding_result(const struct encoding_guess *guess);

#endif
