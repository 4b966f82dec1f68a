/*
 * renkei report against a database of its own, filled with invented counts in an odd order: what
 * must be refused before a file is begun, and that the files are the same however rows lie.
 */
#include "common/config.h"
#include "common/db.h"
#include "common/message.h"
#include "report/loaded.h"
#include "report/verbs.h"
#include "tests/child_run.h"
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

/* The units that answered. What they say is a function of their number, so that the classes of
 * every breakdown make up all units: a report reads its tables back and adds them up. */
enum { FIRST_UNIT = 5, LAST_UNIT = 40 };

static bool is_in_class(const struct cells *cells, size_t banner, size_t class, size_t unit)
{
    return unit % cells->banners->banners[banner].class_count == class;
}

/* Of a multiple item every third option; nothing, or nothing usable, is said by some. */
static bool says(const struct cells *cells, size_t item, size_t answer, size_t unit)
{
    const struct question *question = cells->form->items[item].question;
    size_t na = question->option_count, invalid = na + 1;
    if (question->type != QUESTION_MULTIPLE)
        return (unit * 7 + item) % (question->option_count + 2) == answer;
    bool blank = unit % 6 == 1, unusable = unit % 6 == 5;
    if (answer >= na)
        return answer == na ? blank : answer == invalid && unusable;
    return !blank && !unusable && (answer == 0 || (unit + answer + item) % 3 == 0);
}

static int64_t count_units(const struct cells *cells, size_t item, size_t answer, size_t banner,
                           size_t class)
{
    int64_t count = 0;
    for (size_t u = FIRST_UNIT; u <= LAST_UNIT; u++)
        count += is_in_class(cells, banner, class, u) && says(cells, item, answer, u);
    return count;
}

static int64_t count_asked(const struct cells *cells, size_t banner, size_t class)
{
    int64_t count = 0;
    for (size_t u = FIRST_UNIT; u <= LAST_UNIT; u++)
        count += is_in_class(cells, banner, class, u);
    return count;
}

static void copy_item(struct copy_rows *rows, const struct cells *cells, size_t item, size_t banner)
{
    size_t answers = cells->counts[item].answer_count;
    size_t classes = cells->banners->banners[banner].class_count;
    copy_row(rows, 8);
    copy_text(rows, MADE_SURVEY);
    copy_text(rows, cells->form->id);
    copy_int4(rows, (int32_t)item);
    copy_int4(rows, (int32_t)banner);
    copy_int4(rows, (int32_t)answers);
    copy_int8_array(rows, classes * answers);
    for (size_t c = 0; c < classes; c++)
        for (size_t a = 0; a < answers; a++)
            copy_int8(rows, count_units(cells, item, a, banner, c));
    copy_int8_array(rows, classes);
    for (size_t c = 0; c < classes; c++)
        copy_int8(rows, count_asked(cells, banner, c));
    copy_int8_array(rows, classes);
    for (size_t c = 0; c < classes; c++)
        copy_int8(rows, count_asked(cells, banner, c) -
                            count_units(cells, item, answers - 2, banner, c) -
                            count_units(cells, item, answers - 1, banner, c));
}

/* The unit's number, if it answers. */
static struct statistic count_numbers(const struct cells *cells, size_t banner, size_t class,
                                      int64_t *sum)
{
    struct statistic statistic = {0};
    *sum = 0;
    for (size_t u = FIRST_UNIT; u <= LAST_UNIT; u++) {
        if (!is_in_class(cells, banner, class, u))
            continue;
        statistic.n += u % 7 != 0;
        statistic.missing += u % 7 == 0;
        *sum += u % 7 != 0 ? (int64_t)u : 0;
    }
    return statistic;
}

static void insert_statistic(const struct cells *cells, size_t item, size_t banner, size_t class)
{
    int64_t sum;
    char mean[DECIMAL_SIZE];
    struct statistic made = count_numbers(cells, banner, class, &sum);
    struct str sql = {0};
    str_appendf(&sql, "INSERT INTO statistic VALUES ('%s', '%s', %zu, %zu, %zu, %ld, %ld, %ld",
                MADE_SURVEY, cells->form->id, item, banner, class, (long)made.n, (long)made.missing,
                (long)sum);
    if (made.n > 0)
        str_appendf(&sql, ", %s, 1.5, 1, 1, 2, 3, 40",
                    decimal_text(mean, round_quotient((wide)sum * 10000, made.n), 4));
    else
        str_append(&sql, ", NULL, NULL, NULL, NULL, NULL, NULL, NULL");
    str_appendf(&sql, ", %d)", (int)config.quantiles);
    run_sql(str_text(&sql));
    str_release(&sql);
}

static void insert_statistics(const struct cells *cells, size_t item)
{
    for (size_t b = 0; b < cells->banners->count; b++)
        for (size_t c = 0; c < cells->banners->banners[b].class_count; c++)
            insert_statistic(cells, item, b, c);
}

static void insert_rates(const struct cells *cells, const struct rate *rate)
{
    for (size_t b = 0; b < cells->banners->count; b++)
        for (size_t c = 0; c < cells->banners->banners[b].class_count; c++) {
            int64_t sum;
            struct statistic made = count_numbers(cells, b, c, &sum);
            long left_out = made.n > 0;
            struct str sql = {0};
            str_appendf(
                &sql,
                "INSERT INTO rate VALUES ('%s', '%s', %zu, '%s', %zu, %zu, %ld, %ld, %zu, %zu)"
                " ON CONFLICT DO NOTHING",
                MADE_SURVEY, cells->form->id, (size_t)(rate->item - rate->form->items), rate->per,
                b, c, (long)made.n - left_out, left_out, 7 * c, 2 * c);
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

/* Every unit is in a class of every breakdown. */
static void fill_units(void)
{
    const struct form *branch = codebook_form(&config.codebook, "branch");
    const struct banner_set *set = &config.codebook.banners[branch - config.codebook.forms];
    struct str sql = {0};
    str_append(&sql, "INSERT INTO unit SELECT 'library', 'branch', 'L' || lpad(i::text, 3, '0'), i,"
                     " 'x', false, '{}', ARRAY[0");
    for (size_t b = 1; b < set->count; b++)
        str_appendf(&sql, ", i %% %zu", set->banners[b].class_count);
    str_appendf(&sql, "] FROM generate_series(1, %d) i", LAST_UNIT);
    run_sql(str_text(&sql));
    str_release(&sql);
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

static void set_up(void)
{
    ck_assert(config_read(&config, MADE_CONFIGS, MADE_SURVEY));
    db_open_migrated(&db, &server_settings, "renkei-test");
    server_empty(&db);
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

/* The verb in a process of its own, since die() ends it. */
static struct ended run_report(const char *out)
{
    struct ended ended;
    struct settings settings = {
        .survey = MADE_SURVEY, .configs = MADE_CONFIGS, .out = out, .quiet = true};
    if (child_starts(&ended))
        exit(report_verb.run(&settings, 0, NULL));
    child_ends(&ended);
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
    {"UPDATE cell_block SET counts = trim_array(counts, 1) WHERE item = 1 AND banner = 1",
     "do not fit its codebook", "run 'renkei aggregate' again"},
    {"UPDATE cell_block SET banner = 99 WHERE item = 1 AND banner = 1", "do not fit its codebook",
     "run 'renkei aggregate' again"},
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

/* Counts that do not tie: what is read back from the tables says so, and no workbook appears. */
static const struct {
    const char *sql, *said;
} untied[] = {
    {"UPDATE statistic SET mean = mean + 1 WHERE item = (SELECT min(item) FROM statistic)"
     " AND banner = 0",
     "tables/numbers.csv:2 (mean): error: "},
    {"UPDATE cell_block SET counts[1] = counts[1] + 1 WHERE item = 0 AND banner = 1",
     "(base): error: \"7\" stands where \"6\" should"},
};

START_TEST(what_does_not_tie_is_not_published)
{
    char path[PATH_MAX];
    fill(false);
    run_sql(untied[_i].sql);
    struct ended ended = run_report(folder);
    snprintf(path, sizeof path, "%s/national.xlsx", folder);
    ck_assert_int_eq(ended.status, STATUS_VERIFY);
    ck_assert_msg(strstr(ended.said, untied[_i].said) != NULL, "%s", ended.said);
    ck_assert_ptr_nonnull(strstr(ended.said, "what was read back is not what was counted"));
    ck_assert_int_ne(access(path, F_OK), 0);
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
        server_empty(&db);
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
    tcase_add_loop_test(database, what_does_not_tie_is_not_published, 0,
                        (int)(sizeof untied / sizeof *untied));
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
