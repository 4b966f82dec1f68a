/*
 * renkei report against a database of its own, filled with invented counts in an odd order: what
 * must be refused before a file is begun, and that the files are the same however rows lie.
 */
#include "common/config.h"
#include "common/db.h"
#include "common/message.h"
#include "report/loaded.h"
#include "report/verbs.h"
#include "tests/made_counts.h"
#include "tests/server.h"

#include <check.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct config config;
static struct db db;
static char folder[sizeof TEST_FOLDER];

static void run_sql(const char *text)
{
    PGresult *result = PQexec(db.connection, text);
    ck_assert_msg(PQresultStatus(result) == PGRES_COMMAND_OK ||
                      PQresultStatus(result) == PGRES_TUPLES_OK,
                  "%s\n%s", text, PQerrorMessage(db.connection));
    PQclear(result);
}

/* ---- Filling ---- */

static void copy_item(struct copy_rows *rows, const struct cells *cells, size_t item, size_t banner)
{
    const struct counts *counts = &cells->counts[item];
    for (size_t c = 0; c < cells->banners->banners[banner].class_count; c++) {
        size_t line = cells->first_class[banner] + c;
        for (size_t a = 0; a < counts->answer_count; a++) {
            copy_row(rows, 9);
            copy_text(rows, MADE_SURVEY);
            copy_text(rows, cells->form->id);
            copy_int4(rows, (int32_t)item);
            copy_int4(rows, (int32_t)a);
            copy_int4(rows, (int32_t)banner);
            copy_int4(rows, (int32_t)c);
            copy_int8(rows, made_count(item, line, a));
            copy_int8(rows, made_base(counts, item, line));
            copy_int8(rows, made_valid(counts, item, line));
        }
    }
}

static void insert_statistics(const struct cells *cells, size_t item)
{
    for (size_t b = 0; b < cells->banners->count; b++) {
        for (size_t c = 0; c < cells->banners->banners[b].class_count; c++) {
            struct statistic made = made_statistic(cells->first_class[b] + c);
            struct str sql = {0};
            str_appendf(&sql, "INSERT INTO statistic VALUES ('%s', '%s', %zu, %zu, %zu, %ld, %ld",
                        MADE_SURVEY, cells->form->id, item, b, c, (long)made.n, (long)made.missing);
            for (size_t m = 0; m < MEASURE_COUNT; m++)
                str_appendf(&sql, ", %s", made.measures[m] == NULL ? "NULL" : made.measures[m]);
            str_appendf(&sql, ", %d)", (int)config.quantiles);
            run_sql(str_text(&sql));
            str_release(&sql);
        }
    }
}

static void insert_rates(const struct cells *cells, const struct rate *rate)
{
    for (size_t b = 0; b < cells->banners->count; b++)
        for (size_t c = 0; c < cells->banners->banners[b].class_count; c++) {
            struct str sql = {0};
            str_appendf(&sql,
                        "INSERT INTO rate VALUES ('%s', '%s', %zu, '%s', %zu, %zu, 3, 1, %zu, %zu)"
                        " ON CONFLICT DO NOTHING",
                        MADE_SURVEY, cells->form->id, (size_t)(rate->item - rate->form->items),
                        rate->per, b, c, 7 * c, 2 * c);
            run_sql(str_text(&sql));
            str_release(&sql);
        }
}

/* `backwards`: the last banner first. */
static void fill_form(const struct form *form, bool backwards)
{
    struct arena arena = {0};
    struct cells cells;
    struct copy_rows rows = {0};
    cells_init(&cells, &arena, form, &config.codebook.banners[form - config.codebook.forms]);
    for (size_t i = 0; i < form->item_count; i++) {
        for (size_t b = 0; cells.counts[i].counts != NULL && b < cells.banners->count; b++)
            copy_item(&rows, &cells, i, backwards ? cells.banners->count - 1 - b : b);
        if (cells.statistics[i] != NULL)
            insert_statistics(&cells, i);
    }
    db_copy_in(&db, "aggregate/copy-cells", &rows);
    for (size_t i = 0; i < config.rate_count; i++)
        if (config.rates[i].form == form)
            insert_rates(&cells, &config.rates[i]);
    str_release(&rows.bytes);
    arena_release(&arena);
}

static void fill_units(void)
{
    run_sql(
        "INSERT INTO unit SELECT 'library', 'branch', 'L' || lpad(i::text, 3, '0'), i, 'x', false,"
        " '{}', ARRAY[0, i % 3, i % 3, 0, NULL, NULL, NULL, NULL, NULL, NULL]"
        " FROM generate_series(1, 40) i");
    run_sql("INSERT INTO response SELECT 'library', 'branch', unit, 1, 0, '', '' FROM unit"
            " WHERE position > 4");
    run_sql("INSERT INTO unit SELECT 'library', 'reader', 'r' || i, i, 'x', false, '{}', '{}'"
            " FROM generate_series(1, 7) i");
    run_sql("INSERT INTO response SELECT 'library', 'reader', unit, 1, 0, '', '' FROM unit"
            " WHERE form = 'reader'");
}

static void fill(bool backwards)
{
    struct str sql = {0};
    str_appendf(&sql,
                "INSERT INTO survey VALUES ('library', 't', 2023, '', '%s', true);"
                "INSERT INTO run (survey, verb, finished, who, version, inputs)"
                " VALUES ('library', 'ingest', clock_timestamp(), 'w', 'v', 'i');"
                "INSERT INTO run (survey, verb, started, finished, who, version, inputs) VALUES"
                " ('library', 'aggregate', clock_timestamp(), clock_timestamp(), 'w', 'v', 'i')",
                config.codebook.hash);
    run_sql(str_text(&sql));
    str_release(&sql);
    run_sql(
        "INSERT INTO source (survey, source, run, file, kind, form_option, encoding, size, sha256)"
        " VALUES ('library', 1, 1, 'a/b/in.csv', 'csv', '', '', 5, '\\xabcd'),"
        " ('library', 2, 1, 'other.xlsx', 'xlsx', '', '', 6, '\\x0123'),"
        " ('library', 3, 1, 'in-again.csv', 'csv', '', '', 5, '\\xabcd')");
    run_sql("INSERT INTO submission (survey, source, ordinal, start, size, sha256, synthetic, "
            "state, run)"
            " SELECT 'library', 1, i, 0, 1, '', true,"
            " (ARRAY['accepted', 'accepted', 'rejected', 'superseded'])[1 + i % 4], 1"
            " FROM generate_series(0, 6) i");
    fill_units();
    for (size_t f = 0; f < config.codebook.form_count; f++)
        fill_form(&config.codebook.forms[f], backwards);
}

static void empty(void)
{
    run_sql("TRUNCATE survey, run, source, submission, unit, response, cell, statistic, rate "
            "RESTART IDENTITY");
}

static void set_up(void)
{
    ck_assert(config_read(&config, MADE_CONFIGS, MADE_SURVEY));
    db_open_migrated(&db, &server_settings, "renkei-test");
    empty();
    strcpy(folder, TEST_FOLDER);
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void tear_down(void)
{
    char command[PATH_MAX];
    snprintf(command, sizeof command, "rm -r %s", folder);
    ck_assert_int_eq(system(command), 0);
    db_close(&db);
    config_release(&config);
}

/* ---- Running ---- */

struct ended {
    int status;
    char said[4096];
};

/* The verb in a process of its own, since die() ends it; what it says on standard error. */
static struct ended run_report(const char *out)
{
    struct ended ended = {.status = -1};
    int ends[2], status;
    ck_assert_int_eq(pipe(ends), 0);
    pid_t pid = fork();
    ck_assert_int_ge(pid, 0);
    if (pid == 0) {
        dup2(ends[1], STDERR_FILENO);
        close(ends[0]);
        close(ends[1]);
        struct settings settings = {
            .survey = MADE_SURVEY, .configs = MADE_CONFIGS, .out = out, .quiet = true};
        exit(report_verb.run(&settings, 0, NULL));
    }
    close(ends[1]);
    size_t used = 0;
    ssize_t length;
    while ((length = read(ends[0], ended.said + used, sizeof ended.said - 1 - used)) > 0)
        used += (size_t)length;
    close(ends[0]);
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ended.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return ended;
}

static const struct {
    const char *sql; /* NULL: nothing was loaded */
    const char *said, *hint;
} refusals[] = {
    {NULL, "nothing of the survey \"library\" is in the database", "'renkei ingest' first"},
    {"UPDATE survey SET codebook_hash = 'other'", "with another configuration",
     "'renkei ingest', then run 'renkei aggregate'"},
    {"DELETE FROM run WHERE verb = 'aggregate'", "have not been counted",
     "run 'renkei aggregate' first"},
    {"INSERT INTO run (survey, verb, changed, who, version, inputs)"
     " VALUES ('library', 'ingest', true, 'w', 'v', 'i')",
     "are older than its responses", "run 'renkei aggregate' again"},
    {"DELETE FROM cell WHERE item = 1 AND banner = 1 AND option = 0 AND class = 0",
     "do not fit its codebook", "run 'renkei aggregate' again"},
    {"UPDATE cell SET class = 99 WHERE item = 1 AND banner = 1 AND class = 0",
     "do not fit its codebook", "run 'renkei aggregate' again"},
    {"UPDATE statistic SET item = 1 WHERE item = 0 AND banner = 0", "do not fit its codebook",
     "run 'renkei aggregate' again"},
    {"UPDATE statistic SET quantiles = 7 WHERE item = 0 AND banner = 0",
     "were computed by another definition", "run 'renkei aggregate' again"},
    {"DELETE FROM rate WHERE banner = 1 AND class = 0", "do not fit its codebook",
     "run 'renkei aggregate' again"},
};

static bool is_empty_folder(const char *path)
{
    char command[PATH_MAX];
    snprintf(command, sizeof command, "test -z \"$(find %s -type f)\"", path);
    return system(command) == 0;
}

START_TEST(what_does_not_fit_is_refused)
{
    if (refusals[_i].sql != NULL) {
        fill(false);
        run_sql(refusals[_i].sql);
    }
    struct ended ended = run_report(folder);
    ck_assert_int_eq(ended.status, STATUS_ENVIRONMENT);
    ck_assert_msg(strstr(ended.said, refusals[_i].said) != NULL, "%s", ended.said);
    ck_assert_msg(strstr(ended.said, refusals[_i].hint) != NULL, "%s", ended.said);
    ck_assert_msg(is_empty_folder(folder), "a file was left behind");
}
END_TEST

START_TEST(a_folder_that_cannot_be_is_told)
{
    fill(false);
    struct ended ended = run_report("/dev/null/out");
    ck_assert_int_eq(ended.status, STATUS_ENVIRONMENT);
    ck_assert_ptr_nonnull(strstr(ended.said, "cannot create the folder \"/dev/null\""));
    ck_assert_ptr_nonnull(strstr(ended.said, "Not a directory"));
}
END_TEST

static const char *const files[] = {
    "national.xlsx",        "tables/cells.csv",           "tables/numbers.csv",
    "tables/findings.csv",  "tables/response-status.csv", "tables/subtotals.csv",
    "tables/rates.csv",     "tables/panel.csv",           "tables/codebook.csv",
    "tables/questions.csv", "tables/metadata.csv",        "manifest.json"};

START_TEST(the_order_of_rows_does_not_matter)
{
    char path[2][64], command[PATH_MAX];
    for (int i = 0; i < 2; i++) {
        empty();
        fill(i == 1);
        snprintf(path[i], sizeof path[i], "%s/deep/%d", folder, i);
        struct ended ended = run_report(path[i]);
        ck_assert_msg(ended.status == STATUS_DONE, "%s", ended.said);
        ck_assert_str_eq(ended.said, "");
    }
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        snprintf(command, sizeof command, "test -s %s/%s && cmp %s/%s %s/%s", path[0], files[i],
                 path[0], files[i], path[1], files[i]);
        ck_assert_msg(system(command) == 0, "%s differs", files[i]);
    }
    snprintf(command, sizeof command, "diff -r %s %s", path[0], path[1]); /* and nothing else */
    ck_assert_int_eq(system(command), 0);
}
END_TEST

START_TEST(what_was_loaded_is_counted)
{
    struct arena arena = {0};
    struct loaded loaded = {0};
    fill(false);
    loaded_read(&loaded, &arena, &db, &config);
    ck_assert(loaded.synthetic);
    ck_assert_int_eq(loaded.accepted, 4);
    ck_assert_int_eq(loaded.rejected, 2);
    ck_assert_int_eq(loaded.superseded, 1);
    ck_assert_int_eq(loaded.source_count, 2);
    ck_assert_str_eq(loaded.sources[0].name, "other.xlsx");
    ck_assert_str_eq(loaded.sources[1].name, "in-again.csv");
    /* printf '\x01\x23\xab\xcd' | sha256sum */
    ck_assert_str_eq(loaded.source_digest,
                     "2647356804523c847ca70dc0f6c66a28d4cec5f53b9119a9022984ceec35e9da");
    ck_assert_int_eq(loaded.turnouts[0].units, 40);
    ck_assert_int_eq(loaded.turnouts[0].answered, 36);
    /* region 1 is the class 0: the units 3, 6, … 39, of which only 3 is among the first four */
    size_t line = loaded.turnouts[0].first_class[1];
    ck_assert_int_eq(loaded.turnouts[0].class_units[line], 13);
    ck_assert_int_eq(loaded.turnouts[0].class_answered[line], 12);
    ck_assert_int_eq(loaded.turnouts[1].answered, 7);
    arena_release(&arena);
}
END_TEST

int main(void)
{
    server_start();
    Suite *suite = suite_create("report_db");
    TCase *database = tcase_create("database");
    tcase_add_checked_fixture(database, set_up, tear_down);
    tcase_set_timeout(database, 120);
    tcase_add_loop_test(database, what_does_not_fit_is_refused, 0,
                        (int)(sizeof refusals / sizeof *refusals));
    tcase_add_test(database, a_folder_that_cannot_be_is_told);
    tcase_add_test(database, the_order_of_rows_does_not_matter);
    tcase_add_test(database, what_was_loaded_is_counted);
    suite_add_tcase(suite, database);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
