/*
 * The records of dump_workbook.py: what stands in a finished workbook, a line each. Included by the
 * one program that reads them.
 */
#ifndef RENKEI_TESTS_BENCH_DUMP_H
#define RENKEI_TESTS_BENCH_DUMP_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIELDS_MOST = 16 };

enum kind {
    KIND_NUMBER,
    KIND_TEXT,
    KIND_BLANK,
    KIND_LINK,
    KIND_ROW,
    KIND_COLUMN,
    KIND_FORMAT,
    KIND_SHEET,
    KIND_VIEW,
    KIND_PAGE,
    KIND_FILTER,
    KIND_PRINT,
    KIND_REPEAT_ROWS,
    KIND_REPEAT_COLUMNS,
    KIND_HEAD,
    KIND_TABLE,
    KIND_IGNORE,
    KIND_CHART,
    KIND_AXIS,
    KIND_SERIES,
    KIND_PLACE,
    KIND_COUNT,
};
static const char *const kind_names[KIND_COUNT] = {
    "NUMBER", "TEXT",  "BLANK",  "LINK",   "ROW",   "COLUMN",      "FORMAT",
    "SHEET",  "VIEW",  "PAGE",   "FILTER", "PRINT", "REPEAT_ROWS", "REPEAT_COLUMNS",
    "HEAD",   "TABLE", "IGNORE", "CHART",  "AXIS",  "SERIES",      "PLACE",
};

/* Fields that are whole numbers stand in `whole` too, decimals in `decimal`. */
struct record {
    enum kind kind;
    uint32_t whole[FIELDS_MOST];
    double decimal[FIELDS_MOST];
    const char *text[FIELDS_MOST];
};

_Noreturn static void fail(const char *what)
{
    fprintf(stderr, "floor_write: %s\n", what);
    exit(EXIT_FAILURE);
}

static void unescape(char *text)
{
    char *to = text;
    for (const char *from = text; *from; from++) {
        if (*from == '\\' && *++from != '\\')
            *to++ = *from == 't' ? '\t' : '\n';
        else
            *to++ = *from;
    }
    *to = '\0';
}

static enum kind kind_of(const char *name)
{
    for (int i = 0; i < KIND_COUNT; i++)
        if (strcmp(kind_names[i], name) == 0)
            return (enum kind)i;
    fail(name);
}

static void parse_record(struct record *record, char *line)
{
    char *rest = line;
    *record = (struct record){.kind = kind_of(strsep(&rest, "\t"))};
    for (size_t i = 0; rest; i++) {
        char *field = strsep(&rest, "\t");
        if (i == FIELDS_MOST)
            fail("a record has too many fields");
        unescape(field);
        record->text[i] = field;
        record->whole[i] = (uint32_t)strtoul(field, NULL, 10);
        record->decimal[i] = strtod(field, NULL);
    }
}

/* All records of a file, on the heap. */
static struct record *load(const char *path, size_t *count)
{
    FILE *file = fopen(path, "rbe");
    char *text = NULL;
    size_t room = 0, capacity = 1024;
    struct record *records = malloc(capacity * sizeof *records);
    ssize_t length = file ? getdelim(&text, &room, '\0', file) : -1;
    if (length <= 0 || !records || fclose(file) != 0)
        fail(path);
    text[length - 1] = '\0'; /* the last newline */
    for (char *rest = text; rest;) {
        if (*count == capacity) {
            capacity *= 2;
            records = reallocarray(records, capacity, sizeof *records);
            if (!records)
                abort();
        }
        parse_record(&records[(*count)++], strsep(&rest, "\n"));
    }
    return records;
}

#endif
