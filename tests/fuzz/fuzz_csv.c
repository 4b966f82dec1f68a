/* CSV: what arrives in chunks gives the records, the lines and the error of the whole. */
#include "common/csv.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

static void add_record(struct str *shown, const struct csv_record *record)
{
    str_appendf(shown, "%ld:%zu", record->line, record->size);
    for (size_t i = 0; i < record->count; i++) {
        fuzz_promise(record->fields[i][record->lengths[i]] == '\0', "the end of a field");
        str_appendf(shown, "[%zu ", record->lengths[i]);
        str_append_bytes(shown, record->fields[i], record->lengths[i]);
        str_append_char(shown, ']');
    }
    str_append_char(shown, '\n');
}

/* The bytes from `start` on, `length` of them, in memory of their own. */
static char *chunk(const uint8_t *bytes, size_t start, size_t length)
{
    char *copy = malloc(length ? length : 1);
    if (!copy)
        abort();
    if (length)
        memcpy(copy, bytes + start, length);
    return copy;
}

/* Reads the bytes as they arrive `step` at a time. */
static void read_all(const uint8_t *bytes, size_t whole, size_t step, struct str *shown)
{
    size_t start = 0, given = step < whole ? step : whole;
    char *copy = chunk(bytes, 0, given);
    struct csv_reader reader = {.bytes = copy, .length = given, .last = given == whole};
    struct csv_record record;
    enum csv_result result;
    while ((result = csv_next(&reader, &record)) == CSV_RECORD || result == CSV_MORE) {
        fuzz_promise(reader.position <= reader.length, "the position");
        if (result == CSV_RECORD) {
            add_record(shown, &record);
            continue;
        }
        fuzz_promise(!reader.last, "more is asked for behind the end");
        start += reader.position;
        given = whole - given < step ? whole : given + step;
        free(copy);
        copy = chunk(bytes, start, given - start);
        reader.bytes = copy;
        reader.length = given - start;
        reader.position = 0;
        reader.last = given == whole;
    }
    if (result == CSV_BAD)
        str_appendf(shown, "%ld!%s", reader.line, reader.error);
    free(copy);
    csv_release(&reader);
}

void fuzz_csv(const uint8_t *bytes, size_t length)
{
    if (!length)
        return;
    struct str whole = {0}, parts = {0};
    read_all(bytes + 1, length - 1, length, &whole);
    /* A record that is long is given again with every chunk: there are not too many of them. */
    size_t step = ((size_t)*bytes + 1) * (1 + length / 256);
    read_all(bytes + 1, length - 1, step, &parts);
    bool same = whole.length == parts.length &&
                memcmp(str_text(&whole), str_text(&parts), whole.length) == 0;
    fuzz_promise(same, "chunks are read otherwise than the whole");
    str_release(&whole);
    str_release(&parts);
}
