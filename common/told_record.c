/* Records of the tables, and what may stand in their fields. */
#include "common/told_build.h"

#include "common/csv.h"
#include "common/message.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum {
    COLUMN_LIMIT = 64,  /* the widest table has 19 */
    WANTED_LIMIT = 24,  /* of these that anything is read from */
    COUNT_DIGITS = 9,   /* far more units than any survey has */
    DECIMAL_LIMIT = 48, /* characters: wide_parse() reads 30 digits */
};

/* The sum of so many of the largest numbers there can be, in millionths. With these limits whatever
 * is computed from the tables has room: sums of all cells in 63 bits, products of a sum and a count
 * in 127. */
#define DECIMAL_LARGEST ((wide)NUMBER_LIMIT * 1000000000)

/* ---- Errors ---- */

bool told_fail(const struct told_record *record, const char *format, ...)
{
    struct told_error *error = record->reading->error;
    va_list arguments;
    va_start(arguments, format);
    *error = (struct told_error){
        .file = record->file,
        .line = record->line,
        .text = arena_vprintf(record->reading->arena, format, arguments),
    };
    va_end(arguments);
    return false;
}

/* ---- Growing ---- */

/* There is room for a power of two. */
void *told_grown(struct arena *arena, void *items, size_t count, size_t size)
{
    if (count > 0 && (count & (count - 1)) != 0)
        return items;
    void *grown = arena_array(arena, count > 0 ? 2 * count : 1, size);
    if (count > 0)
        memcpy(grown, items, count * size);
    return grown;
}

bool told_key(char buffer[TOLD_KEY_SIZE], const char *left, const char *right)
{
    int length = snprintf(buffer, TOLD_KEY_SIZE, "%s\x1f%s", left, right);
    return length >= 0 && length < TOLD_KEY_SIZE;
}

size_t told_index_add(struct told_index *index, struct arena *arena, const char *key,
                      size_t position)
{
    size_t known = names_find(&index->names, key);
    if (known != NAMES_NONE)
        return known;
    if (index->count == index->room) {
        struct names former = index->names;
        index->room = index->room == 0 ? 16 : 2 * index->room;
        index->names = names_new(arena, index->room);
        for (size_t i = 0; i < former.size; i++)
            if (former.slots[i].name != NULL)
                names_add(&index->names, former.slots[i].name, former.slots[i].position);
    }
    names_add(&index->names, arena_strdup(arena, key), position);
    index->count++;
    return NAMES_NONE;
}

/* ---- Fields ---- */

const char *told_keep(const struct told_record *record, size_t field)
{
    return arena_strdup(record->reading->arena, record->fields[field]);
}

bool told_refuse(const struct told_record *record, size_t field, const char *wanted)
{
    return told_fail(record, _("\"%s\" in the column \"%s\" is not %s"), record->fields[field],
                     record->names[field], wanted);
}

bool told_count(const struct told_record *record, size_t field, int64_t *count)
{
    const char *digits = record->fields[field];
    size_t length = strspn(digits, "0123456789");
    if (length == 0 || length > COUNT_DIGITS || digits[length] != '\0')
        return told_refuse(record, field, _("a whole number of at most 9 digits"));
    *count = 0;
    for (const char *at = digits; *at != '\0'; at++)
        *count = *count * 10 + (*at - '0');
    return true;
}

bool told_count_or_none(const struct told_record *record, size_t field, int64_t *count)
{
    *count = MEASURE_NONE;
    return *record->fields[field] == '\0' || told_count(record, field, count);
}

bool told_tenths(const struct told_record *record, size_t field, int64_t *tenths)
{
    wide value;
    const char *text = record->fields[field];
    *tenths = MEASURE_NONE;
    if (*text == '\0')
        return true;
    if (strlen(text) > COUNT_DIGITS || !wide_parse(text, 1, &value))
        return told_refuse(record, field, _("a number with one decimal"));
    *tenths = (int64_t)value;
    return true;
}

bool told_decimal(const struct told_record *record, size_t field, const char **decimal)
{
    wide value;
    const char *text = record->fields[field];
    *decimal = NULL;
    if (*text == '\0')
        return true;
    if (strlen(text) > DECIMAL_LIMIT || !wide_parse(text, NUMBER_DECIMALS, &value) ||
        value > DECIMAL_LARGEST || value < -DECIMAL_LARGEST)
        return told_refuse(record, field, _("a decimal number"));
    *decimal = told_keep(record, field);
    return true;
}

bool told_sum(const struct told_record *record, size_t field, int64_t n, const char **sum)
{
    wide value = 0, most = (wide)n * NUMBER_LIMIT;
    if (!told_decimal(record, field, sum))
        return false;
    if (*sum != NULL)
        wide_parse(*sum, NUMBER_DECIMALS, &value);
    return (value <= most && value >= -most) ||
           told_refuse(record, field, _("a sum of that many numbers"));
}

/* ---- Records ---- */

struct told_stream {
    struct told_record record;
    struct csv_reader reader;
    size_t positions[WANTED_LIMIT]; /* of the wanted columns in the file */
    size_t wanted, columns;
};

static bool read_header(struct told_stream *stream, const struct csv_record *header)
{
    const struct told_record *record = &stream->record;
    stream->columns = header->count;
    if (header->count > COLUMN_LIMIT)
        return told_fail(record, _("the table has more than %d columns"), COLUMN_LIMIT);
    for (stream->wanted = 0; record->names[stream->wanted] != NULL; stream->wanted++) {
        size_t found = 0;
        while (found < header->count &&
               strcmp(header->fields[found], record->names[stream->wanted]) != 0)
            found++;
        if (found == header->count)
            return told_fail(record, _("the column \"%s\" is missing"),
                             record->names[stream->wanted]);
        stream->positions[stream->wanted] = found;
    }
    return true;
}

/* The apostrophe before a text that a spreadsheet would take for a formula is none of it. */
static const char *plain(const char *field)
{
    bool opened = field[0] == '\'' && field[1] != '\0' && strchr("=+-@\t\r", field[1]) != NULL;
    return field + opened;
}

static bool read_records(struct told_stream *stream, told_record_function *function)
{
    const char *fields[WANTED_LIMIT];
    struct csv_record csv;
    enum csv_result result;
    bool header = true;
    while ((result = csv_next(&stream->reader, &csv)) == CSV_RECORD) {
        stream->record.line = csv.line;
        if (header && !read_header(stream, &csv))
            return false;
        if (header) {
            header = false;
            continue;
        }
        if (csv.count != stream->columns)
            return told_fail(&stream->record, _("the record has %zu fields, the header %zu"),
                             csv.count, stream->columns);
        for (size_t i = 0; i < stream->wanted; i++)
            fields[i] = plain(csv.fields[stream->positions[i]]);
        stream->record.fields = fields;
        if (!function(&stream->record))
            return false;
    }
    stream->record.line = stream->reader.line;
    if (result == CSV_BAD)
        return told_fail(&stream->record, "%s", _(stream->reader.error));
    return !header || told_fail(&stream->record, _("the table is empty"));
}

bool told_each(struct told_reading *reading, const struct told_file *file, struct wave_build *wave)
{
    struct told_bytes bytes = reading->find(reading->context, file->name);
    struct told_stream stream = {
        .record = {.reading = reading,
                   .file = arena_printf(reading->arena, "tables/%s", file->name),
                   .names = file->names,
                   .wave = wave},
        .reader = {.bytes = bytes.at, .length = bytes.length, .last = true},
    };
    if (bytes.at == NULL)
        return !file->needed || told_fail(&stream.record, _("the table is missing"));
    if (bytes.length >= strlen(CSV_BOM) && memcmp(bytes.at, CSV_BOM, strlen(CSV_BOM)) == 0)
        stream.reader.position = strlen(CSV_BOM);
    bool read = read_records(&stream, file->function);
    csv_release(&stream.reader);
    return read;
}
