/*
 * Machine-readable tables on their way to a stream: UTF-8 with BOM, CRLF, all fields quoted; a
 * record is built in the buffer with csv_append() and ended here.
 */
#ifndef RENKEI_REPORT_CSV_WRITER_H
#define RENKEI_REPORT_CSV_WRITER_H

#include "common/csv.h"
#include "common/str.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct csv_writer {
    FILE *stream;
    struct str buffer;
    bool failed;
};

/* Writes the header line of a table; the names end with NULL. False if writing failed (errno). */
bool csv_write_header(FILE *stream, const char *const *names);

void csv_writer_end_record(struct csv_writer *writer);

/* Writes what is left and releases the buffer; false if any writing failed. */
bool csv_writer_finish(struct csv_writer *writer);

void csv_append_number(struct str *record, int64_t value);
/* With one decimal; an empty field for MEASURE_NONE. */
void csv_append_tenths(struct str *record, int64_t tenths);

#endif
