/*
 * For the tests of `renkei ingest`: a folder of input files, the program run on it as people run
 * it, and what it left in the database, as text. Its fixture is setup() and teardown().
 */
#ifndef RENKEI_TESTS_INGEST_RUN_H
#define RENKEI_TESTS_INGEST_RUN_H

#include "common/config.h"
#include "ingest/form_writer.h"
#include "tests/workplace.h"

#include <iconv.h>
#include <sys/wait.h>

#define LIBRARY "tests/data/configs", "library"
#define BRANCH_FRAME "tests/data/configs/frames"

/* ---- Files ---- */

static inline const char *path_of(const char *name)
{
    return arena_printf(&kept, "%s/in/%s", folder, name);
}

static inline const char *write_bytes(const char *name, const void *bytes, size_t length)
{
    const char *path = path_of(name);
    write_whole(path, bytes, length);
    return path;
}

static inline const char *write_text(const char *name, const char *text)
{
    return write_bytes(name, text, strlen(text));
}

static inline const char *in_cp932(const char *text, size_t *length)
{
    iconv_t cp932 = iconv_open("CP932", "UTF-8");
    size_t left = strlen(text), room = 2 * left + 1;
    char *from = arena_strdup(&kept, text), *bytes = arena_alloc(&kept, room), *to = bytes;
    ck_assert(cp932 != (iconv_t)-1);
    ck_assert_uint_ne(iconv(cp932, &from, &left, &to, &room), (size_t)-1);
    iconv_close(cp932);
    *length = (size_t)(to - bytes);
    return bytes;
}

/* A filled-in form; `values` are "column=value" and end with NULL. */
static inline const char *write_form(const char *name, const struct codebook *codebook,
                                     const struct form *form, const char *unit,
                                     const char *const *values)
{
    const char **texts = arena_array(&kept, form->column_count, sizeof *texts);
    for (; values && *values; values++) {
        const char *equals = strchr(*values, '=');
        const char *column = arena_copy(&kept, *values, (size_t)(equals - *values));
        ck_assert_msg(form_column(form, column) != NULL, "no column %s", column);
        texts[form_column(form, column) - form->columns] = equals + 1;
    }
    const char *path = path_of(name), *error = "";
    struct form_sheet sheet = {
        .codebook = codebook, .form = form, .unit = unit, .unit_name = "", .values = texts};
    ck_assert_msg(form_write(&sheet, path, &error), "%s", error);
    return path;
}

/* ---- The program ---- */

/* Where the programs of this variant are. */
static inline const char *program_folder(void)
{
    char self[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    ck_assert_int_gt(length, 0);
    self[length] = '\0';
    *strrchr(self, '/') = '\0';
    return arena_printf(&kept, "%s/../bin", self);
}

static inline const char *program_path(void)
{
    return arena_printf(&kept, "%s/renkei-ingest", program_folder());
}

/* Starts `renkei-ingest ingest -s SURVEY …`; `words` end with NULL. Messages go to a file. */
static inline pid_t start_ingest(const char *configs, const char *survey, const char *const *words)
{
    enum { WORDS_MOST = 20 };
    const char *arguments[WORDS_MOST] = {"renkei-ingest", "ingest",    "--lang", "en", "-s",
                                         survey,          "--configs", configs};
    size_t count = 8;
    for (; *words && count + 1 < WORDS_MOST; words++)
        arguments[count++] = *words;
    const char *program = program_path();
    const char *messages = in_folder("messages");
    pid_t child = fork();
    if (child == 0) {
        char *list[WORDS_MOST] = {NULL};
        for (size_t i = 0; i < count; i++)
            list[i] = arena_strdup(&kept, arguments[i]);
        if (!freopen(messages, "w", stderr))
            _exit(98);
        execv(program, list);
        _exit(99);
    }
    ck_assert_int_gt(child, 0);
    return child;
}

static inline const char *messages_said(void)
{
    return read_whole(in_folder("messages"), NULL);
}

static inline void assert_ends(pid_t child, int expected)
{
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == expected, "status %x, not %d:\n%s",
                  (unsigned)status, expected, messages_said());
}

/* Runs it with the words behind the survey, up to NULL, and compares its exit status. */
#define INGEST(expected, configs_and_survey, ...)                                           \
    assert_ends(start_ingest(configs_and_survey, (const char *const[]){__VA_ARGS__, NULL}), \
                expected)

static inline void assert_said(const char *text)
{
    enum { SHOWN = 3000 }; /* libcheck takes no more than some 4,000 bytes */
    ck_assert_msg(strstr(messages_said(), text) != NULL, "not said: %s\n%.*s", text, SHOWN,
                  messages_said());
}

/* ---- The database ---- */

/* Columns of a table, as they stand in a row constructor. */
struct dumped {
    const char *table, *columns;
};

static inline const char *dump_of(const struct dumped *parts, int count)
{
    const char *lines = "";
    for (int i = 0; i < count; i++)
        lines =
            arena_printf(&kept, "%s%sSELECT '%s ' || row(%s)::text AS line FROM %s x", lines,
                         i ? " UNION ALL " : "", parts[i].table, parts[i].columns, parts[i].table);
    return query(arena_printf(&kept,
                              "SELECT coalesce(string_agg(line, E'\\n' "
                              "ORDER BY line COLLATE \"C\"), '') FROM (%s) lines",
                              lines));
}

/* Everything that ingest writes, but for the times and the list of runs, one row per line. */
static inline const char *dump(void)
{
    static const struct dumped parts[] = {
        {"survey", "x.*"},
        {"item", "x.*"},
        {"option", "x.*"},
        {"banner", "x.*"},
        {"class", "x.*"},
        {"unit", "x.*"},
        {"source", "survey, source, run, file, kind, form_option, encoding, size, sha256"},
        {"archive", "survey, source, start, deflated, md5(bytes)"},
        {"submission", "x.*"},
        {"response", "x.*"},
        {"number", "x.*"},
        {"text", "x.*"},
        {"finding", "x.*"},
        {"reading", "x.*"},
        {"query", "x.*"},
        {"query_item", "x.*"},
        {"reply", "x.*"},
        {"correction", "x.*"},
        {"decision", "x.*"},
        {"change", "x.*"},
    };
    return dump_of(parts, LENGTH(parts));
}

/* What was answered and found, and what was counted of it: without the numbers of runs and sources
 * and the names of files, which depend on how the answers came. */
static inline const char *content(void)
{
    static const struct dumped parts[] = {
        {"unit", "x.*"},
        {"submission", "survey, ordinal, form, unit, start, size, sha256, synthetic, state"},
        {"response", "survey, form, unit, ordinal, classes, codes"},
        {"number", "x.*"},
        {"text", "x.*"},
        {"finding", "survey, ordinal, position, form, unit, code, severity, sheet, cell, line, "
                    "item, raw, message, hint"},
        {"reading", "survey, ordinal, form, unit, item, raw, reading, rule"},
        {"cell", "x.*"},
        {"statistic", "x.*"},
    };
    return dump_of(parts, LENGTH(parts));
}

/* Where they differ first, since a dump is long. */
static inline void assert_same(const char *former, const char *now)
{
    size_t at = 0;
    while (former[at] && former[at] == now[at])
        at++;
    size_t from = at > 200 ? at - 200 : 0;
    ck_assert_msg(former[at] == now[at], "differ at …%.400s…\nnow …%.400s…", former + from,
                  now + from);
}

/* ---- Fixtures ---- */

static inline void setup(void)
{
    workplace_open();
    shell("mkdir '%s/in'", folder);
}

static inline void teardown(void)
{
    workplace_close();
}

#endif
