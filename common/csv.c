/*
 * Records are split in two ways: a line without a quote, the usual case, is found by memchr, copied
 * once and cut at its commas; a record with quotes is walked field by field. Both leave their
 * fields in one reused buffer.
 */
#include "common/csv.h"

#include "common/message.h"
#include "common/utf8.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const too_long_record =
    N_("a record is longer than 8 MiB (is a closing quote missing?)");

/* Four times the columns of a sheet in Excel: more are not columns. */
enum { FIELD_LIMIT = 65536 };
static const char *const too_many_fields = N_("a record has more than 65,536 fields");

/* Frames and published figures have a few hundred KiB. */
enum { FILE_LIMIT = 64 << 20 };
static const char *const too_large_file = N_("the file is larger than 64 MiB");

static const char *const open_quote = N_("a quoted field is not closed before the end of the file");
static const char *const bytes_behind_quote =
    N_("a closing quote is followed by other characters than a comma or a line end");

/* ---- Reading ---- */

static enum csv_result bad(struct csv_reader *reader, const char *error)
{
    reader->error = error;
    return CSV_BAD;
}

/* What follows when the bytes end within a record. */
static enum csv_result incomplete(struct csv_reader *reader, const char *error)
{
    if (reader->length - reader->position > CSV_RECORD_LIMIT)
        return bad(reader, too_long_record);
    return reader->last ? bad(reader, error) : CSV_MORE;
}

static void grow_fields(struct csv_reader *reader)
{
    reader->capacity = reader->capacity ? 2 * reader->capacity : 256;
    reader->fields = reallocarray(reader->fields, reader->capacity, sizeof *reader->fields);
    reader->lengths = reallocarray(reader->lengths, reader->capacity, sizeof *reader->lengths);
    if (!reader->fields || !reader->lengths)
        abort();
}

/* Ends the field that lies from `start` to `end` in the reader's buffer. */
static bool add_field(struct csv_reader *reader, size_t *count, const char *start, char *end)
{
    if (*count >= FIELD_LIMIT) {
        reader->error = too_many_fields;
        return false;
    }
    if (*count == reader->capacity)
        grow_fields(reader);
    *end = '\0';
    reader->fields[*count] = start;
    reader->lengths[(*count)++] = (size_t)(end - start);
    return true;
}

static enum csv_result finish_record(struct csv_reader *reader, struct csv_record *record,
                                     size_t count, size_t size, long lines)
{
    *record = (struct csv_record){
        .fields = reader->fields,
        .lengths = reader->lengths,
        .count = count,
        .line = reader->line,
        .offset = reader->position,
        .size = size,
    };
    reader->position += size;
    reader->line += lines;
    return CSV_RECORD;
}

static enum csv_result split_line(struct csv_reader *reader, struct csv_record *record,
                                  size_t length, size_t size)
{
    if (length > CSV_RECORD_LIMIT)
        return bad(reader, too_long_record);
    str_reset(&reader->text);
    str_append_bytes(&reader->text, reader->bytes + reader->position, length);
    size_t count = 0;
    char *start = reader->text.at;
    char *end = start + length;
    /* Most fields are a code of one digit: shorter than what a call of memchr would pay for. */
    for (char *at = start; at < end; at++) {
        if (*at != ',')
            continue;
        if (!add_field(reader, &count, start, at))
            return CSV_BAD;
        start = at + 1;
    }
    if (!add_field(reader, &count, start, end))
        return CSV_BAD;
    return finish_record(reader, record, count, size, 1);
}

/* The walk through a record with quotes: `at` in the input, `out` in the reader's buffer. */
struct walk {
    const char *at, *end;
    bool last; /* no bytes behind `end` */
    char *out;
    long lines;
    size_t fields;
};

/* What stands behind a field. */
enum separator {
    SEPARATOR_COMMA,
    SEPARATOR_LINE_END, /* or the end of the last record */
    SEPARATOR_UNKNOWN,  /* the bytes end before that is known */
    SEPARATOR_OTHER,    /* bytes that may not stand there */
    SEPARATOR_LIMIT,    /* too many fields: error is set */
};

/* Copies a quoted field; `at` is behind its opening quote and ends behind the closing one.
 * Returns false at the end of the bytes. */
static bool copy_quoted(struct walk *walk)
{
    /* Local copies: bytes written through `out` could otherwise be the walk itself. */
    const char *at = walk->at, *end = walk->end;
    char *out = walk->out;
    long lines = 0;
    bool closed = false;
    while (at < end && !closed) {
        char c = *at++;
        if (c == '"') {
            closed = at == end || *at != '"';
            at += !closed;
        }
        lines += c == '\n';
        if (!closed)
            *out++ = c;
    }
    walk->at = at;
    walk->out = out;
    walk->lines += lines;
    return closed;
}

static void copy_bare(struct walk *walk)
{
    const char *at = walk->at, *end = walk->end;
    char *out = walk->out;
    while (at < end && *at != ',' && *at != '\n')
        *out++ = *at++;
    walk->at = at;
    walk->out = out;
}

static enum separator pass_separator(struct walk *walk)
{
    size_t left = (size_t)(walk->end - walk->at);
    if (left == 0 || (left == 1 && *walk->at == '\r')) {
        walk->at = walk->end;
        return walk->last ? SEPARATOR_LINE_END : SEPARATOR_UNKNOWN;
    }
    if (*walk->at == ',') {
        walk->at++;
        return SEPARATOR_COMMA;
    }
    size_t size = *walk->at == '\n' ? 1 : *walk->at == '\r' && walk->at[1] == '\n' ? 2 : 0;
    walk->at += size;
    walk->lines += size > 0;
    return size ? SEPARATOR_LINE_END : SEPARATOR_OTHER;
}

static enum separator walk_field(struct csv_reader *reader, struct walk *walk)
{
    char *start = walk->out;
    if (walk->at < walk->end && *walk->at == '"') {
        walk->at++;
        if (!copy_quoted(walk))
            return SEPARATOR_UNKNOWN;
    } else {
        copy_bare(walk);
        bool at_line_end = walk->at == walk->end || *walk->at == '\n';
        if (at_line_end && walk->out > start && walk->out[-1] == '\r') {
            /* The CR of a CRLF belongs to the line end. */
            walk->out--;
            walk->at--;
        }
    }
    /* The separator was not copied and leaves room for the NUL. */
    char *end = walk->out++;
    enum separator separator = pass_separator(walk);
    if (separator != SEPARATOR_COMMA && separator != SEPARATOR_LINE_END)
        return separator;
    return add_field(reader, &walk->fields, start, end) ? separator : SEPARATOR_LIMIT;
}

static enum csv_result split_quoted(struct csv_reader *reader, struct csv_record *record)
{
    const char *begin = reader->bytes + reader->position;
    size_t left = reader->length - reader->position;
    size_t size = left > CSV_RECORD_LIMIT ? CSV_RECORD_LIMIT : left;
    str_reset(&reader->text);
    struct walk walk = {
        .at = begin,
        .end = begin + size,
        .last = reader->last && size == left,
        .out = str_reserve(&reader->text, size + 1),
    };
    enum separator separator;
    do
        separator = walk_field(reader, &walk);
    while (separator == SEPARATOR_COMMA);
    switch (separator) {
    case SEPARATOR_UNKNOWN:
        return incomplete(reader, open_quote);
    case SEPARATOR_OTHER:
        return bad(reader, bytes_behind_quote);
    case SEPARATOR_LIMIT:
        return CSV_BAD;
    default:
        return finish_record(reader, record, walk.fields, (size_t)(walk.at - begin), walk.lines);
    }
}

static void skip_empty_lines(struct csv_reader *reader)
{
    for (;;) {
        const char *at = reader->bytes + reader->position;
        size_t left = reader->length - reader->position;
        size_t size = 0;
        if (left >= 2 && at[0] == '\r' && at[1] == '\n')
            size = 2;
        else if (left >= 1 && (at[0] == '\n' || (at[0] == '\r' && left == 1 && reader->last)))
            size = 1;
        if (!size)
            return;
        reader->position += size;
        reader->line++;
    }
}

enum csv_result csv_next(struct csv_reader *reader, struct csv_record *record)
{
    if (!reader->line)
        reader->line = 1;
    skip_empty_lines(reader);
    size_t left = reader->length - reader->position;
    if (left == 0)
        return reader->last ? CSV_END : CSV_MORE;
    const char *begin = reader->bytes + reader->position;
    const char *line_end = memchr(begin, '\n', left);
    size_t size = line_end ? (size_t)(line_end + 1 - begin) : left;
    if (memchr(begin, '"', size))
        return split_quoted(reader, record);
    if (!line_end && !reader->last)
        return incomplete(reader, NULL);
    size_t length = line_end ? size - 1 : size;
    length -= length && begin[length - 1] == '\r';
    return split_line(reader, record, length, size);
}

void csv_release(struct csv_reader *reader)
{
    str_release(&reader->text);
    free(reader->fields);
    free(reader->lengths);
    *reader = (struct csv_reader){0};
}

/* ---- Whole files ---- */

static char *read_bytes(struct arena *arena, const char *path, size_t *length, const char **error)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        *error = arena_strdup(arena, strerror(errno));
        return NULL;
    }
    struct str bytes = {0};
    size_t taken;
    do {
        char *end = str_reserve(&bytes, BUFSIZ);
        taken = fread(end, 1, BUFSIZ, file);
        bytes.length += taken;
    } while (taken && bytes.length <= FILE_LIMIT);
    if (ferror(file))
        *error = arena_strdup(arena, strerror(errno));
    else if (bytes.length > FILE_LIMIT)
        *error = too_large_file;
    fclose(file); /* read only: nothing can be lost */
    *length = bytes.length;
    char *copy = *error ? NULL : arena_copy(arena, str_text(&bytes), bytes.length);
    str_release(&bytes);
    return copy;
}

/* The line of the first byte that is not UTF-8, 0 if all is well. */
static long foreign_line(const char *bytes, size_t length)
{
    size_t valid = utf8_valid_length(bytes, length);
    if (valid == length)
        return 0;
    long line = 1;
    for (size_t i = 0; i < valid; i++)
        line += bytes[i] == '\n';
    return line;
}

/* The records of a file while it is read; the tables grow by doubling, the old ones stay behind
 * in the arena. */
struct growing_table {
    const char *const **records;
    size_t *lengths;
    long *lines;
    size_t count, capacity;
};

static void *doubled(struct arena *arena, const void *old, size_t count, size_t size)
{
    void *table = arena_array(arena, 2 * count, size);
    if (old)
        memcpy(table, old, count * size);
    return table;
}

static void grow_table(struct growing_table *table, struct arena *arena)
{
    size_t half = table->capacity ? table->capacity : 64;
    table->records =
        doubled(arena, table->capacity ? table->records : NULL, half, sizeof *table->records);
    table->lengths = doubled(arena, table->capacity ? table->lengths : NULL, half, sizeof(size_t));
    table->lines = doubled(arena, table->capacity ? table->lines : NULL, half, sizeof(long));
    table->capacity = 2 * half;
}

static void add_record(struct growing_table *table, struct arena *arena,
                       const struct csv_record *record)
{
    if (table->count == table->capacity)
        grow_table(table, arena);
    const char **fields = arena_array(arena, record->count, sizeof *fields);
    for (size_t i = 0; i < record->count; i++)
        fields[i] = arena_copy(arena, record->fields[i], record->lengths[i]);
    table->records[table->count] = fields;
    table->lengths[table->count] = record->count;
    table->lines[table->count++] = record->line;
}

/* All records of UTF-8 in memory. */
static bool read_table(struct csv_table *table, struct arena *arena, struct csv_reader *reader,
                       const char **error, long *line)
{
    if (!reader->position && reader->length >= 3 && memcmp(reader->bytes, CSV_BOM, 3) == 0)
        reader->position = 3;
    struct growing_table growing = {0};
    struct csv_record record;
    enum csv_result result;
    while ((result = csv_next(reader, &record)) == CSV_RECORD)
        add_record(&growing, arena, &record);
    *error = reader->error;
    *line = result == CSV_BAD ? reader->line : 0;
    csv_release(reader);
    *table = (struct csv_table){growing.records, growing.lengths, growing.lines, growing.count};
    return result == CSV_END;
}

bool csv_read_file(struct csv_table *table, struct arena *arena, const char *path,
                   const char **error, long *line)
{
    *error = NULL;
    *line = 0;
    struct csv_reader reader = {.last = true};
    reader.bytes = read_bytes(arena, path, &reader.length, error);
    if (!reader.bytes)
        return false;
    *line = foreign_line(reader.bytes, reader.length);
    if (*line) {
        *error = N_("the file is not UTF-8");
        return false;
    }
    return read_table(table, arena, &reader, error, line);
}

/* ---- Whole files in another encoding ---- */

static char *converted(struct arena *arena, const char *encoding, char *bytes, size_t *length)
{
    iconv_t conversion = iconv_open("UTF-8", encoding);
    if (conversion == (iconv_t)-1)
        abort(); /* glibc always has it: its gconv modules are part of libc-bin */
    /* One byte of CP932 (katakana) becomes three; two of UTF-16 at most three. */
    size_t left = *length, room = 3 * left;
    char *text = arena_alloc(arena, room + 1), *to = text;
    size_t result = iconv(conversion, &bytes, &left, &to, &room);
    iconv_close(conversion);
    *length = (size_t)(to - text);
    return result == (size_t)-1 ? NULL : text;
}

static bool has_utf16_mark(const char *bytes, size_t length)
{
    return length >= 2 && (memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0);
}

static void skip_separator_line(struct csv_reader *reader)
{
    static const char *const lines[] = {"sep=,\r\n", "sep=,\n", "\"sep=,\"\r\n", "\"sep=,\"\n"};
    size_t bom = reader->length >= 3 && memcmp(reader->bytes, CSV_BOM, 3) == 0 ? 3 : 0;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        size_t size = strlen(lines[i]);
        if (reader->length < bom + size || memcmp(reader->bytes + bom, lines[i], size) != 0)
            continue;
        reader->position = bom + size;
        reader->line = 2;
        return;
    }
}

const char *csv_foreign_text(struct arena *arena, const char *path, size_t *length,
                             const char **error)
{
    *error = NULL;
    char *bytes = read_bytes(arena, path, length, error);
    if (!bytes)
        return NULL;
    if (has_utf16_mark(bytes, *length))
        bytes = converted(arena, "UTF-16", bytes, length);
    else if (foreign_line(bytes, *length))
        bytes = converted(arena, "CP932", bytes, length);
    if (!bytes || memchr(bytes, 0, *length)) {
        *error = N_("the file is no text in UTF-8, CP932 or UTF-16");
        return NULL;
    }
    return bytes;
}

bool csv_read_foreign(struct csv_table *table, struct arena *arena, const char *path,
                      const char **error, long *line)
{
    *line = 0;
    struct csv_reader reader = {.last = true};
    reader.bytes = csv_foreign_text(arena, path, &reader.length, error);
    if (!reader.bytes)
        return false;
    skip_separator_line(&reader);
    return read_table(table, arena, &reader, error, line);
}

/* ---- Writing ---- */

static const char *skip_digits(const char *text)
{
    while (*text >= '0' && *text <= '9')
        text++;
    return text;
}

/* -12.5, +3, .5, 1e-7: what a spreadsheet reads as a number and nothing else. */
static bool is_plain_number(const char *text)
{
    text += *text == '+' || *text == '-';
    const char *digits = text;
    text = skip_digits(text);
    bool any = text > digits;
    if (*text == '.') {
        digits = ++text;
        text = skip_digits(text);
        any = any || text > digits;
    }
    if (any && (*text == 'e' || *text == 'E')) {
        text++;
        text += *text == '+' || *text == '-';
        digits = text;
        text = skip_digits(text);
        any = text > digits;
    }
    return any && !*text;
}

static bool is_formula(const char *field)
{
    return *field && strchr("=+-@\t\r", *field) && !is_plain_number(field);
}

/* A field always ends in a quote; a BOM and a line end do not: only fields need a comma. */
static void open_field(struct str *record)
{
    if (record->length && record->at[record->length - 1] == '"')
        str_append_char(record, ',');
    str_append_char(record, '"');
}

static void close_field(struct str *record, const char *field)
{
    const char *quote;
    while ((quote = strchr(field, '"'))) {
        str_append_bytes(record, field, (size_t)(quote + 1 - field));
        str_append_char(record, '"');
        field = quote + 1;
    }
    str_append(record, field);
    str_append_char(record, '"');
}

void csv_append(struct str *record, const char *field)
{
    open_field(record);
    if (is_formula(field))
        str_append_char(record, '\'');
    close_field(record, field);
}

void csv_append_raw(struct str *record, const char *field)
{
    open_field(record);
    close_field(record, field);
}

void csv_end_record(struct str *record)
{
    str_append(record, "\r\n");
}
