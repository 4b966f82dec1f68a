/*
 * CSV by RFC 4180, as bytes: quoted fields with doubled quotes and line breaks, LF or CRLF.
 * In CP932 and UTF-8 no trail byte equals a quote, comma, CR, LF or TAB, so records are split
 * before they are decoded.
 */
#ifndef RENKEI_COMMON_CSV_H
#define RENKEI_COMMON_CSV_H

#include "common/arena.h"
#include "common/str.h"

#include <stdbool.h>
#include <stddef.h>

/* ---- Reading ---- */

struct csv_record {
    const char **fields; /* NUL-terminated, unquoted */
    const size_t *lengths;
    size_t count;
    long line;           /* where the record begins, from 1 */
    size_t offset, size; /* its bytes in the input, line end included */
};

/* An open quote would otherwise swallow the rest of a file of any size. 80 texts, each as long as a
 * cell of Excel may be (32,767 characters of three bytes), are below it. */
enum { CSV_RECORD_LIMIT = 8 << 20 };

enum csv_result {
    CSV_RECORD, /* a record was read */
    CSV_MORE,   /* the record at `begin` is not whole: call again with more bytes */
    CSV_END,    /* nothing left */
    CSV_BAD,    /* not CSV: an open quote at the end, bytes behind a closing quote, a limit;
                   there is no way on, a further call returns the same */
};

/* A splitter over bytes in memory. Zero-initialise, set bytes, length and last (no more bytes
 * will follow), call csv_next(). */
struct csv_reader {
    const char *bytes;
    size_t length;
    bool last;
    size_t position; /* of the next record */
    long line;       /* of the next record, from 1; 0 counts as 1 */
    struct str text; /* unquoted fields of the current record */
    const char **fields;
    size_t *lengths;
    size_t capacity;
    const char *error; /* after CSV_BAD: what is wrong with the record at `line`; a static text
                          marked with N_(), to be passed through _() when it is shown */
};

/* The next record; it is valid until the next call. Empty lines are passed over, a quote within an
 * unquoted field is a character like others. A BOM is not passed over: set `position` behind it.
 * After CSV_MORE give the bytes from `position` on again with more behind them: `bytes`, `length`
 * and `position` may change together, `line` goes on. */
enum csv_result csv_next(struct csv_reader *reader, struct csv_record *record);
void csv_release(struct csv_reader *reader);

/* A whole small file (a frame, published figures): all records, the header first, in the arena.
 * UTF-8, a BOM is dropped. Returns false with `error` (in the arena, or a static text marked with
 * N_()) and `line` (0: the whole file). */
struct csv_table {
    const char *const *const *records; /* [count][column] */
    const size_t *lengths;             /* fields in each record */
    const long *lines;
    size_t count;
};
bool csv_read_file(struct csv_table *table, struct arena *arena, const char *path,
                   const char **error, long *line);

/* The same for a file from anywhere: CP932, or UTF-16 with its mark, become UTF-8; a line "sep=,"
 * at its head is passed over. A file with NUL characters is refused. */
bool csv_read_foreign(struct csv_table *table, struct arena *arena, const char *path,
                      const char **error, long *line);

/* The text of such a file as UTF-8 in the arena, a BOM and a line "sep=," included; NULL with
 * `error`. For readers that go through it record by record. */
const char *csv_foreign_text(struct arena *arena, const char *path, size_t *length,
                             const char **error);

/* ---- Writing (design: UTF-8 with BOM, CRLF, every field quoted) ---- */

/* Appends one field; a text that a spreadsheet would take for a formula (= + - @ TAB CR first and
 * not a plain number) is opened with an apostrophe. */
void csv_append(struct str *record, const char *field);
/* As csv_append(), but for text that must read back unchanged (no apostrophe). */
void csv_append_raw(struct str *record, const char *field);
void csv_end_record(struct str *record);
#define CSV_BOM "\xEF\xBB\xBF"

#endif
