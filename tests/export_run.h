/*
 * For the tests of `renkei export`: the responses of the golden survey in a database of its own,
 * the program run on it as people run it, and the tables it wrote.
 */
#ifndef RENKEI_TESTS_EXPORT_RUN_H
#define RENKEI_TESTS_EXPORT_RUN_H

#include "common/csv.h"
#include "common/db.h"
#include "common/message.h"
#include "ingest/verbs.h"
#include "report/verbs.h"
#include "tests/server.h"

#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define LOADED "tests/data/golden/library/in"
#define SURVEY "-s", "library", "--configs", "tests/data/configs"
#define LENGTH(array) ((int)(sizeof(array) / sizeof *(array)))

static struct db db;
static struct arena kept; /* for the length of one test */
static char folder[sizeof TEST_FOLDER];

static inline PGresult *run_sql(const char *text)
{
    PGresult *result = PQexec(db.connection, text);
    ck_assert_msg(PQresultStatus(result) == PGRES_COMMAND_OK ||
                      PQresultStatus(result) == PGRES_TUPLES_OK,
                  "%s\n%s", text, PQerrorMessage(db.connection));
    return result;
}

static inline void execute(const char *text)
{
    PQclear(run_sql(text));
}

/* ---- Programs ---- */

struct said {
    int status;
    const char *messages;
};

static inline const char *read_whole(const char *path, size_t *length)
{
    struct str bytes = {0};
    FILE *stream = fopen(path, "rb");
    ck_assert_msg(stream != NULL, "no file \"%s\"", path);
    for (size_t more; (more = fread(str_reserve(&bytes, 65536), 1, 65536, stream)) > 0;)
        bytes.length += more;
    ck_assert_int_eq(fclose(stream), 0);
    const char *copy = arena_copy(&kept, str_text(&bytes), bytes.length);
    if (length != NULL)
        *length = bytes.length;
    str_release(&bytes);
    return copy;
}

static inline void write_text(const char *path, const char *text)
{
    FILE *stream = fopen(path, "wb");
    ck_assert_msg(stream != NULL, "%s", path);
    ck_assert_uint_eq(fwrite(text, 1, strlen(text), stream), strlen(text));
    ck_assert_int_eq(fclose(stream), 0);
}

static inline const char *in_folder(const char *name)
{
    return arena_printf(&kept, "%s/%s", folder, name);
}

/* A verb in a process of its own, since die() ends it. `words` end with NULL. */
static inline struct said run(const struct verb *verb, const char *const *words)
{
    const char *messages = in_folder("messages");
    char *arguments[24] = {arena_strdup(&kept, "renkei"), arena_strdup(&kept, verb->name)};
    int count = 2, status;
    for (; *words != NULL && count < LENGTH(arguments) - 1; words++)
        arguments[count++] = arena_strdup(&kept, *words);
    fflush(stdout);
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        const struct verb *const verbs[] = {verb, NULL};
        int file = open(messages, O_WRONLY | O_CREAT | O_TRUNC, 0600);
        if (file < 0 || dup2(file, STDERR_FILENO) < 0)
            _exit(99);
        exit(verbs_main("renkei", verbs, count, arguments));
    }
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    return (struct said){.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1,
                         .messages = read_whole(messages, NULL)};
}

#define EXPORT(...) run(&export_verb, (const char *const[]){"--lang", "en", __VA_ARGS__, NULL})

static inline void assert_done(struct said said)
{
    ck_assert_msg(said.status == STATUS_DONE, "status %d\n%s", said.status, said.messages);
}

static inline void load(void)
{
    assert_done(run(&ingest_verb, (const char *const[]){SURVEY, "-q", LOADED, NULL}));
}

static inline const char *export_as(const char *format, const char *out)
{
    const char *path = in_folder(out);
    assert_done(EXPORT(SURVEY, "--as", format, "-o", path));
    return path;
}

static inline void set_up(void)
{
    strcpy(folder, TEST_FOLDER);
    ck_assert_ptr_nonnull(mkdtemp(folder));
    db_open_migrated(&db, &server_settings, "renkei-test");
    execute("TRUNCATE survey, item, option, banner, class, unit, run, source, archive, submission, "
            "response, number, text, finding, reading, change RESTART IDENTITY");
    load();
}

static inline void tear_down(void)
{
    ck_assert_int_eq(system(arena_printf(&kept, "rm -r '%s'", folder)), 0);
    db_close(&db);
    arena_release(&kept);
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
