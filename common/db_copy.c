/*
 * COPY in binary format, both ways (PostgreSQL documentation, COPY, "Binary Format"): a header,
 * then per row a 16-bit number of fields and per field a 32-bit length (-1: NULL) and the bytes
 * that the type's receive function expects, all big-endian; -1 as the number of fields ends.
 */
#include "common/db.h"

#include "common/db_internal.h"
#include "common/message.h"

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

static const char copy_header[19] = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0";
enum {
    COPY_SIGNATURE = 11,       /* bytes before the flags */
    COPY_PIECE = 64 * 1024,    /* sent at once; larger pieces gain nothing */
    COPY_MOST_FIELDS = 64,     /* the widest table has 22 columns */
    NUMERIC_MOST_DECIMALS = 9, /* copy_numeric's promise */
    NUMERIC_BASE = 10000,      /* one "digit" of a numeric */
    NUMERIC_NEGATIVE = 0x4000,
};

#define UNIQUE_VIOLATION "23505" /* SQLSTATE: a key is there already */

static void put_int16(struct copy_rows *rows, uint16_t value)
{
    const unsigned char bytes[] = {(unsigned char)(value >> 8), (unsigned char)value};
    str_append_bytes(&rows->bytes, bytes, sizeof bytes);
}

static void put_int32(struct copy_rows *rows, uint32_t value)
{
    const unsigned char bytes[] = {(unsigned char)(value >> 24), (unsigned char)(value >> 16),
                                   (unsigned char)(value >> 8), (unsigned char)value};
    str_append_bytes(&rows->bytes, bytes, sizeof bytes);
}

void copy_row(struct copy_rows *rows, int field_count)
{
    if (field_count < 0 || field_count > INT16_MAX)
        abort();
    put_int16(rows, (uint16_t)field_count);
    rows->count++;
}

void copy_null(struct copy_rows *rows)
{
    put_int32(rows, UINT32_MAX);
}

void copy_bool(struct copy_rows *rows, bool value)
{
    put_int32(rows, 1);
    str_append_char(&rows->bytes, value ? 1 : 0);
}

void copy_int2(struct copy_rows *rows, int16_t value)
{
    put_int32(rows, 2);
    put_int16(rows, (uint16_t)value);
}

void copy_int4(struct copy_rows *rows, int32_t value)
{
    put_int32(rows, 4);
    put_int32(rows, (uint32_t)value);
}

void copy_int8(struct copy_rows *rows, int64_t value)
{
    unsigned char bytes[] = {0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0};
    for (size_t i = 0; i < 8; i++)
        bytes[4 + i] = (unsigned char)((uint64_t)value >> (56 - 8 * i));
    str_append_bytes(&rows->bytes, bytes, sizeof bytes);
}

/* As array_recv() reads it: dimensions, whether there are NULLs, the type; per dimension how many
 * and the first index; then the elements, each like a field. */
void copy_int8_array(struct copy_rows *rows, size_t count)
{
    enum { HEADER = 12, DIMENSION = 8, ELEMENT = 12, INT8 = 20 /* its OID in pg_type */ };
    if (count > (INT32_MAX - HEADER - DIMENSION) / ELEMENT)
        abort();
    put_int32(rows, (uint32_t)(HEADER + (count ? DIMENSION + ELEMENT * count : 0)));
    put_int32(rows, count ? 1 : 0);
    put_int32(rows, 0);
    put_int32(rows, INT8);
    if (count) {
        put_int32(rows, (uint32_t)count);
        put_int32(rows, 1);
    }
}

void copy_text(struct copy_rows *rows, const char *value)
{
    if (value)
        copy_bytes(rows, value, strlen(value));
    else
        copy_null(rows);
}

void copy_bytes(struct copy_rows *rows, const void *bytes, size_t length)
{
    if (length > INT32_MAX)
        abort();
    put_int32(rows, (uint32_t)length);
    str_append_bytes(&rows->bytes, bytes, length);
}

/* The digits of `value`, most significant first, right-aligned in five; 10^20 > 2^64. */
enum { NUMERIC_WHOLE_DIGITS = 5, NUMERIC_FRACTION_DIGITS = 3 };

static void split_digits(uint64_t value, uint16_t *digits, int count)
{
    for (int i = count - 1; i >= 0; i--) {
        digits[i] = (uint16_t)(value % NUMERIC_BASE);
        value /= NUMERIC_BASE;
    }
}

void copy_numeric(struct copy_rows *rows, int64_t value, int decimals)
{
    if (decimals < 0 || decimals > NUMERIC_MOST_DECIMALS)
        abort();
    uint64_t magnitude = value < 0 ? (uint64_t)0 - (uint64_t)value : (uint64_t)value;
    uint64_t scale = 1, padding = 1;
    for (int i = 0; i < decimals; i++)
        scale *= 10;
    for (int i = decimals; i < 4 * NUMERIC_FRACTION_DIGITS; i++)
        padding *= 10;
    uint16_t digits[NUMERIC_WHOLE_DIGITS + NUMERIC_FRACTION_DIGITS];
    split_digits(magnitude / scale, digits, NUMERIC_WHOLE_DIGITS);
    split_digits(magnitude % scale * padding, digits + NUMERIC_WHOLE_DIGITS,
                 NUMERIC_FRACTION_DIGITS);
    /* Zero digits at both ends are allowed: the server strips them. */
    const int count = NUMERIC_WHOLE_DIGITS + NUMERIC_FRACTION_DIGITS;
    put_int32(rows, 8 + 2 * (uint32_t)count);
    put_int16(rows, (uint16_t)count);
    put_int16(rows, NUMERIC_WHOLE_DIGITS - 1);
    put_int16(rows, value < 0 ? NUMERIC_NEGATIVE : 0);
    put_int16(rows, (uint16_t)decimals);
    for (int i = 0; i < count; i++)
        put_int16(rows, digits[i]);
}

static void send_bytes(struct db *db, const char *name, const char *bytes, size_t length)
{
    for (size_t sent = 0; sent < length;) {
        size_t piece = length - sent < COPY_PIECE ? length - sent : COPY_PIECE;
        if (PQputCopyData(db->connection, bytes + sent, (int)piece) != 1)
            db_fail(db, name, NULL);
        sent += piece;
    }
}

static bool is_refused_key(const PGresult *result)
{
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    return state && strcmp(state, UNIQUE_VIOLATION) == 0;
}

/* The answer to a COPY that is over; the connection is idle again afterwards. False if a key was
 * refused and that may be. */
static bool copy_worked(struct db *db, const char *name, size_t expected_rows, bool may_be_refused)
{
    PGresult *result = PQgetResult(db->connection);
    bool refused = may_be_refused && is_refused_key(result);
    if (!refused && PQresultStatus(result) != PGRES_COMMAND_OK)
        db_fail(db, name, result);
    if (!refused && strtoull(PQcmdTuples(result), NULL, 10) != expected_rows)
        die(PQcmdStatus(result), NULL,
            _("the database took or gave another number of rows in \"%s\""), name);
    PQclear(result);
    while ((result = PQgetResult(db->connection)))
        PQclear(result);
    return !refused;
}

static void send_rows(struct db *db, const char *name, const char *statement,
                      const struct copy_rows *rows)
{
    PGresult *result = PQexec(db->connection, statement);
    if (PQresultStatus(result) != PGRES_COPY_IN)
        db_fail(db, name, result);
    PQclear(result);
    send_bytes(db, name, copy_header, sizeof copy_header);
    send_bytes(db, name, rows->bytes.at, rows->bytes.length);
    send_bytes(db, name, "\377\377", 2);
    if (PQputCopyEnd(db->connection, NULL) != 1)
        db_fail(db, name, NULL);
}

static void empty_rows(struct copy_rows *rows)
{
    str_reset(&rows->bytes);
    rows->count = 0;
}

void db_copy_in(struct db *db, const char *name, struct copy_rows *rows)
{
    db_copy_in_by(db, name, sql_text(name), rows);
}

void db_copy_in_by(struct db *db, const char *name, const char *statement, struct copy_rows *rows)
{
    if (!rows->count)
        return;
    send_rows(db, name, statement, rows);
    copy_worked(db, name, rows->count, false);
    empty_rows(rows);
}

void db_copy_in_start(struct db *db, const char *name, struct copy_rows *rows)
{
    if (!rows->count)
        return;
    if (db->copying)
        abort();
    send_rows(db, name, sql_text(name), rows);
    db->copying = name;
    db->copying_rows = rows->count;
    empty_rows(rows);
}

bool db_copy_in_finish(struct db *db, bool may_be_refused)
{
    const char *name = db->copying;
    db->copying = NULL;
    return !name || copy_worked(db, name, db->copying_rows, may_be_refused);
}

/* ---- out ---- */

static void append_literal(struct db *db, const char *name, struct str *text, const char *value)
{
    if (!value) {
        str_append(text, "NULL");
        return;
    }
    char *literal = PQescapeLiteral(db->connection, value, strlen(value));
    if (!literal)
        db_fail(db, name, NULL);
    str_append(text, literal);
    PQfreemem(literal);
}

/* The statement with :'1', :'2', … replaced, and without its comments: a value with a newline
 * would leave the comment that names it. */
static void expand_statement(struct db *db, const char *name, struct str *text, size_t count,
                             const char *const *values)
{
    const char *at = sql_text(name);
    while (*at) {
        size_t plain = strcspn(at, ":-");
        str_append_bytes(text, at, plain);
        at += plain;
        if (strncmp(at, "--", 2) == 0) {
            at += strcspn(at, "\n");
        } else if (at[0] == ':' && at[1] == '\'' && isdigit((unsigned char)at[2])) {
            char *end;
            unsigned long number = strtoul(at + 2, &end, 10);
            if (number < 1 || number > count || *end != '\'')
                abort();
            append_literal(db, name, text, values[number - 1]);
            at = end + 1;
        } else if (*at) {
            str_append_char(text, *at++);
        }
    }
}

struct copy_reader {
    const char *at, *end;
    copy_out_function *function;
    void *context;
    size_t rows;
    bool header_read, ended;
};

static const unsigned char *take(struct copy_reader *reader, size_t length)
{
    if ((size_t)(reader->end - reader->at) < length)
        return NULL;
    const char *taken = reader->at;
    reader->at += length;
    return (const unsigned char *)taken;
}

static uint32_t big_endian(const void *bytes, size_t length)
{
    uint32_t value = 0;
    for (size_t i = 0; i < length; i++)
        value = value << 8 | ((const unsigned char *)bytes)[i];
    return value;
}

static bool read_header(struct copy_reader *reader)
{
    const unsigned char *header = take(reader, sizeof copy_header);
    if (!header || memcmp(header, copy_header, COPY_SIGNATURE) != 0)
        return false;
    reader->header_read = true;
    return take(reader, big_endian(header + 15, 4)) != NULL; /* no extension is defined so far */
}

static bool read_row(struct copy_reader *reader)
{
    struct copy_field fields[COPY_MOST_FIELDS];
    const unsigned char *bytes = take(reader, 2);
    if (!bytes)
        return false;
    size_t count = big_endian(bytes, 2);
    if (count == UINT16_MAX) {
        reader->ended = true;
        return true;
    }
    if (count > COPY_MOST_FIELDS)
        abort();
    for (size_t i = 0; i < count; i++) {
        bytes = take(reader, 4);
        if (!bytes)
            return false;
        uint32_t length = big_endian(bytes, 4);
        fields[i] = (struct copy_field){.length = -1};
        if (length == UINT32_MAX)
            continue;
        fields[i].bytes = (const char *)take(reader, length);
        fields[i].length = (int32_t)length;
        if (!fields[i].bytes)
            return false;
    }
    reader->rows++;
    reader->function(reader->context, fields, count);
    return true;
}

/* One message of the server: whole rows; the header comes before the first one, in the same
 * message or in one of its own. */
static bool read_message(struct copy_reader *reader)
{
    if (!reader->header_read && !read_header(reader))
        return false;
    while (reader->at < reader->end)
        if (reader->ended || !read_row(reader))
            return false;
    return true;
}

void db_copy_out(struct db *db, const char *name, size_t count, const char *const *values,
                 copy_out_function *function, void *context)
{
    struct str statement = {0};
    expand_statement(db, name, &statement, count, values);
    db_copy_out_by(db, name, statement.at, function, context);
    str_release(&statement);
}

void db_copy_out_by(struct db *db, const char *name, const char *statement,
                    copy_out_function *function, void *context)
{
    PGresult *result = PQexec(db->connection, statement);
    if (PQresultStatus(result) != PGRES_COPY_OUT)
        db_fail(db, name, result);
    PQclear(result);

    struct copy_reader reader = {.function = function, .context = context};
    char *message = NULL;
    int length;
    while ((length = PQgetCopyData(db->connection, &message, 0)) > 0) {
        reader.at = message;
        reader.end = message + length;
        if (!read_message(&reader))
            die(NULL, NULL, _("the database sent rows that cannot be read in \"%s\""), name);
        PQfreemem(message);
    }
    if (length != -1)
        db_fail(db, name, NULL);
    copy_worked(db, name, reader.rows, false);
}

static const char *exactly(const struct copy_field *field, int32_t length)
{
    if (!field->bytes || field->length != length)
        abort();
    return field->bytes;
}

int16_t copy_get_int2(const struct copy_field *field)
{
    return (int16_t)big_endian(exactly(field, 2), 2);
}

int32_t copy_get_int4(const struct copy_field *field)
{
    return (int32_t)big_endian(exactly(field, 4), 4);
}

int64_t copy_get_int8(const struct copy_field *field)
{
    const char *bytes = exactly(field, 8);
    return (int64_t)((uint64_t)big_endian(bytes, 4) << 32 | big_endian(bytes + 4, 4));
}
