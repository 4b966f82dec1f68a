/*
 * For the tests of `renkei export`: the responses of the golden survey in a database of its own,
 * the program run on it as people run it, and the tables it wrote.
 */
#ifndef RENKEI_TESTS_EXPORT_RUN_H
#define RENKEI_TESTS_EXPORT_RUN_H

#include "common/csv.h"
#include "ingest/verbs.h"
#include "report/verbs.h"
#include "tests/verb_run.h"

#define LOADED "tests/data/golden/library/in"
#define SURVEY "-s", "library"
#define EXPORT(...) RUN(&export_verb, __VA_ARGS__)

static inline void load(void)
{
    DONE(&ingest_verb, SURVEY, "-q", LOADED);
}

static inline const char *export_as(const char *format, const char *out)
{
    const char *path = in_folder(out);
    DONE(&export_verb, SURVEY, "--as", format, "-o", path);
    return path;
}

static inline void set_up(void)
{
    workplace_open();
    load();
}

/* ---- CSV ---- */

static inline struct csv_table read_table(const char *path)
{
    struct csv_table table = {0};
    const char *error = NULL;
    long line = 0;
    ck_assert_msg(csv_read_file(&table, &kept, path, &error, &line), "%s:%ld: %s", path, line,
                  error);
    return table;
}

static inline size_t column_of(const struct csv_table *table, const char *name)
{
    for (size_t c = 0; c < table->lengths[0]; c++)
        if (strcmp(table->records[0][c], name) == 0)
            return c;
    ck_abort_msg("no column \"%s\"", name);
}

static inline const char *cell(const struct csv_table *table, const char *unit, const char *column)
{
    for (size_t r = 1; r < table->count; r++)
        if (strcmp(table->records[r][0], unit) == 0)
            return table->records[r][column_of(table, column)];
    ck_abort_msg("no unit \"%s\"", unit);
}

#endif
