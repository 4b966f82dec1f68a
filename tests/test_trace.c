/*
 * renkei trace: every cell and every statistic of the golden tables is traced back to as many units
 * as were counted; screens and tables show where answers came from (forms, copied sheets, CSV), how
 * they were typed and corrected; and mistakes in a cell's name are answered. The golden files of
 * screens are written anew with RENKEI_GOLDEN=write in the environment.
 */
#include "aggregate/verbs.h"
#include "common/csv.h"
#include "common/display.h"
#include "common/query_form.h"
#include "ingest/verbs.h"
#include "report/trace.h"
#include "report/verbs.h"
#include "tests/golden.h"
#include "tests/lxw_leak.h"
#include "tests/made_forms.h"
#include "tests/verb_run.h"

#include <xlsxwriter.h>

#define GOLDEN "tests/data/trace/"
#define TABLES "tests/data/golden/library/"

static struct config config;
static const struct form *branch;

#define TRACE(...) RUN(&trace_verb, "-s", "library", __VA_ARGS__)

static void aggregate(void)
{
    DONE(&aggregate_verb, "-s", "library", "-q");
}

static void assert_fits(const char *out)
{
    enum { WIDTH = 100 };
    for (const char *line = out; *line != '\0'; line += strcspn(line, "\n") + 1) {
        const char *copy = arena_copy(&kept, line, strcspn(line, "\n"));
        ck_assert_msg(display_width(copy) <= WIDTH, "too wide: %s", copy);
    }
}

/* ---- Every cell ---- */

static void load_golden(void)
{
    DONE(&ingest_verb, "-s", "library", "-q", TABLES "in");
    aggregate();
}

static void count_unit(void *context, const struct trace_unit *unit)
{
    int64_t *lines = context;
    ck_assert_msg(unit->line > 1, "%s has no line", unit->unit);
    ck_assert_str_ne(unit->value, "");
    ck_assert_uint_eq(strlen(unit->sha256), 64);
    ++*lines;
}

/* The line as it stands in the file, traced: as many units as it says. */
static void assert_line(const char *const *fields, size_t count, bool number)
{
    enum { CELL_COUNT = 9, CELL_BASE, CELL_VALID, NUMBER_N = 7, NUMBER_MISSING };
    struct arena arena = {0};
    struct str line = {0};
    int64_t units = 0;
    for (size_t i = 0; i < count; i++)
        csv_append_raw(&line, fields[i]);
    struct trace_cell cell = trace_cell_read(&arena, &config, str_text(&line));
    struct trace_count counted = trace_count_read(&cell, &arena, &db);
    struct trace_listed listed = trace_units_each(&cell, &db, 0, count_unit, &units);
    long long expected = atoll(fields[number ? NUMBER_N : CELL_COUNT]);
    long long missing = number ? atoll(fields[NUMBER_MISSING]) : 0;
    ck_assert_msg(counted.count == expected, "%s: counted %lld", line.at, (long long)counted.count);
    ck_assert_msg(listed.units == expected + missing, "%s: listed %lld", line.at,
                  (long long)listed.units);
    ck_assert_int_eq(units, listed.units);
    if (number) {
        ck_assert_int_eq(listed.answered, expected);
        ck_assert_int_eq(counted.base - counted.count, missing);
    } else {
        ck_assert_int_eq(counted.base, atoll(fields[CELL_BASE]));
        ck_assert_int_eq(counted.valid, atoll(fields[CELL_VALID]));
    }
    str_release(&line);
    arena_release(&arena);
}

static void assert_table(const char *path, bool number)
{
    struct csv_table table;
    const char *error;
    long line;
    ck_assert(csv_read_file(&table, &kept, path, &error, &line));
    ck_assert_uint_gt(table.count, 100);
    db_begin(&db);
    for (size_t i = 1; i < table.count; i++)
        assert_line(table.records[i], table.lengths[i], number);
    db_commit(&db);
}

START_TEST(every_cell_is_traced)
{
    load_golden();
    assert_table(TABLES "cells.csv", false);
}
END_TEST

START_TEST(every_statistic_is_traced)
{
    load_golden();
    assert_table(TABLES "numbers.csv", true);
}
END_TEST

/* ---- Screens ---- */

/* Answers a query about L001: the question 3 was 7, and is 1. */
static void correct(void)
{
    const char *path = path_of("back.xlsx");
    static const char *const names[] = {"=c_open_sunday", "=q_1_reason"};
    static const char *const texts[] = {"１", "誤記でした"};
    static const char *const keys[][2] = {{"survey", "library"},
                                          {"form", "branch"},
                                          {"unit", "L001"},
                                          {QUERY_KEY, "1"},
                                          {QUERY_ITEMS_KEY, NULL}};
    const char *items = query("SELECT string_agg(code || ' ' || item, '; ' ORDER BY position) "
                              "FROM query_item WHERE query = 1");
    lxw_workbook *book = workbook_new(path);
    lxw_worksheet *sheet = workbook_add_worksheet(book, "照会");
    lxw_worksheet *hidden = workbook_add_worksheet(book, "_renkei");
    for (lxw_row_t i = 0; i < 2; i++) {
        worksheet_write_string(sheet, i, 1, texts[i], NULL);
        workbook_define_name(book, names[i] + 1,
                             arena_printf(&kept, "='照会'!$B$%u", (unsigned)i + 1));
    }
    for (lxw_row_t i = 0; i < 5; i++) {
        worksheet_write_string(hidden, i, 0, keys[i][0], NULL);
        worksheet_write_string(hidden, i, 1, keys[i][1] != NULL ? keys[i][1] : items, NULL);
    }
    worksheet_hide(hidden);
    ck_assert_int_eq(workbook_close(book), LXW_NO_ERROR);
    DONE(&ingest_verb, "-s", "library", "-q", path);
}

/* What differs from run to run. */
static void fix_times(void)
{
    query("UPDATE source SET file = 'in' || substr(file, strpos(file, '/in/') + 3), "
          "received = '2023-10-02 02:00+00', sha256 = decode(repeat(lpad("
          "source::text, 2, '0'), 32), 'hex')");
    query("UPDATE run SET finished = '2023-10-03 01:00+00', who = 'officer', version = 'v'");
}

/* L001 by a form, corrected; L002 to L004 by one workbook, of which the last sheet is a copy
 * without names; L005 by another form, blank; L006 and L007 by a CSV. */
static void load_fieldwork(void)
{
    static const char *const first[] = {"visits=120.5",          "open_sunday=7",
                                        "services.weekday.1=○",  "services.weekday.3=1",
                                        "condition.building=20", NULL};
    static const char *const blank[] = {"services.weekday.99=1", NULL};
    const struct form_sheet model = {
        .codebook = &config.codebook, .form = branch, .unit = "", .unit_name = ""};
    const struct made_form sheets[] = {
        {.sheet = "調査票", .unit = "L002", .values = {"visits=20", "open_sunday=１．"}},
        {.sheet = "二",
         .unit = "L003",
         .values = {"visits=３０人", "open_sunday=1"},
         .names = NAMES_LOCAL},
        {.sheet = "三",
         .unit = "L004",
         .values = {"visits=9", "open_sunday=1"},
         .names = NAMES_LOST},
        {.sheet = "_renkei", .unit = "L002"},
        {0}};
    write_form("L001.xlsx", &config.codebook, branch, "L001", first);
    write_form("L005.xlsx", &config.codebook, branch, "L005", blank);
    write_sheets("都道府県まとめ.xlsx", &model, sheets);
    write_text("rest.csv", "unit,visits,open_sunday\r\nL006,7,1\r\nL007,x,\"1\r\n\"\r\n");
    DONE(&ingest_verb, "-s", "library", "-q", path_of("L001.xlsx"), path_of("L005.xlsx"),
         path_of("都道府県まとめ.xlsx"), path_of("rest.csv"));
    DONE(&query_verb, "-s", "library", "-q", "--unit", "L001", "-o", folder);
    correct();
    aggregate();
    fix_times();
}

static const struct {
    const char *golden, *language;
    const char *cell;
} screens[] = {
    {"single-en.txt", "en", "open_sunday=1"},
    {"single-ja.txt", "ja", "open_sunday=1"},
    {"number-en.txt", "en", "visits"},
    {"number-ja.txt", "ja", "branch/visits@kind:中央館"},
    {"multiple-en.txt", "en", "services.weekday=1"},
    {"na-ja.txt", "ja", "services.weekday=NA@sunday:1"},
    {"all-en.txt", "en", "services.weekday=*"},
    {"derived-ja.txt", "ja", "busy=3@region_kind:3:中央館"},
    {"subtotal-en.txt", "en", "open_sunday=open@seats:4"},
};

START_TEST(screens_are_as_they_should_be)
{
    load_fieldwork();
    struct said said = TRACE("--lang", screens[_i].language, screens[_i].cell);
    assert_status(said, STATUS_DONE);
    ck_assert_str_eq(said.messages, "");
    assert_fits(said.out);
    assert_golden(arena_printf(&kept, GOLDEN "%s", screens[_i].golden), said.out);
}
END_TEST

START_TEST(tables_are_whole)
{
    load_fieldwork();
    struct said all = TRACE("open_sunday=1", "--as", "csv", "--limit", "1");
    assert_status(all, STATUS_DONE);
    assert_golden(GOLDEN "single.csv", all.out);
    struct said number = TRACE("visits", "--as", "csv");
    assert_status(number, STATUS_DONE);
    assert_golden(GOLDEN "number.csv", number.out);
}
END_TEST

START_TEST(the_limit_is_kept)
{
    load_fieldwork();
    struct said said = TRACE("open_sunday=1", "--limit", "2");
    assert_status(said, STATUS_DONE);
    ck_assert_ptr_nonnull(strstr(said.out, "L002 "));
    ck_assert_ptr_null(strstr(said.out, "L003 "));
    ck_assert_ptr_nonnull(strstr(said.out, "… and 4 more (--limit 0 or --as csv: all)"));
    said = TRACE("open_sunday=1", "--limit", "0");
    ck_assert_ptr_nonnull(strstr(said.out, "L007 "));
}
END_TEST

/* ---- Answers that changed since ---- */

START_TEST(what_changed_since_is_said)
{
    load_fieldwork();
    write_text("more.csv", "unit,visits,open_sunday\r\nL008,7,1\r\n");
    DONE(&ingest_verb, "-s", "library", "-q", path_of("more.csv"));
    struct said said = TRACE("open_sunday=1");
    assert_status(said, STATUS_VERIFY);
    ck_assert_ptr_nonnull(strstr(said.out, "responses have changed since, last in run 5"));
    ck_assert_ptr_nonnull(strstr(said.messages, "6 units were counted, but 7 are there"));
    said = TRACE("visits");
    assert_status(said, STATUS_VERIFY);
    ck_assert_ptr_nonnull(
        strstr(said.messages, "5 numbers and 2 without one were counted, but 6 and 2 are there"));
    said = TRACE("open_sunday=2"); /* nobody, then as now */
    assert_status(said, STATUS_DONE);
    ck_assert_ptr_nonnull(strstr(said.out, "responses have changed since"));
    aggregate();
    said = TRACE("open_sunday=1");
    assert_status(said, STATUS_DONE);
    ck_assert_ptr_null(strstr(said.out, "have changed since"));
}
END_TEST

static const struct {
    const char *sql;
    int status;
    const char *said;
} refusals[] = {
    {"DELETE FROM run WHERE verb = 'aggregate'", STATUS_ENVIRONMENT, "have not been counted"},
    {"UPDATE run SET result = '{}'", STATUS_ENVIRONMENT, "not counted with the present"},
    {"UPDATE survey SET codebook_hash = 'x'", STATUS_ENVIRONMENT, "with another configuration"},
    {"DELETE FROM cell_block", STATUS_ENVIRONMENT, "not counted with the present"},
    {"UPDATE cell_block SET counts = ARRAY(SELECT c + 1 FROM unnest(counts) AS c)", STATUS_VERIFY,
     "run 'renkei verify'"},
    {"UPDATE archive SET bytes = substr(bytes, 1, 100)", STATUS_ENVIRONMENT,
     "the archive is damaged"},
    {"UPDATE archive SET deflated = true", STATUS_ENVIRONMENT, "the archive is damaged"},
    {"TRUNCATE survey", STATUS_ENVIRONMENT, "nothing of the survey"},
};

START_TEST(what_cannot_be_traced_is_refused)
{
    load_fieldwork();
    query(refusals[_i].sql);
    struct said said = TRACE("open_sunday=1");
    assert_status(said, refusals[_i].status);
    ck_assert_msg(strstr(said.messages, refusals[_i].said) != NULL, "%s", said.messages);
}
END_TEST

START_TEST(a_role_that_only_reads_is_enough)
{
    load_fieldwork();
    query("DO $$ BEGIN CREATE ROLE tracer; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
    query("GRANT USAGE ON SCHEMA renkei TO tracer");
    query("GRANT SELECT ON ALL TABLES IN SCHEMA renkei TO tracer");
    struct said said = TRACE(
        "open_sunday=1", "--db",
        arena_printf(&kept, "host='%s' port=%s user='%s' dbname='%s' options='-c role=tracer'",
                     PQhost(db.connection), PQport(db.connection), PQuser(db.connection),
                     PQdb(db.connection)));
    assert_status(said, STATUS_DONE);
    ck_assert_ptr_nonnull(strstr(said.out, "調査票!"));
}
END_TEST

/* ---- Mistakes ---- */

#define OPTIONS "there are: 1 (毎週開館), 2 (隔週開館), 3 (休館), open, NA, INVALID, *"

static const struct {
    const char *cell, *said, *hint;
} mistakes[] = {
    {"", "\"\" names no cell", "vision=5@prefecture:11"},
    {"=1", "\"=1\" names no cell", "paste a line"},
    {"a,b,c", "\"a,b,c\" names no cell", "paste a line"},
    {"\"a", "names no cell", "paste a line"},
    {"opensunday=1", "the survey \"library\" has no question \"opensunday\"",
     "did you mean \"open_sunday\"? there are: visits, children_room"},
    {"branch/freqency=1", "the form \"branch\" has no question \"freqency\"", "there are: visits"},
    {"reader/freqency=1", "the form \"reader\" has no question \"freqency\"",
     "did you mean \"frequency\"? there are: frequency, reasons, quiet, age"},
    {"brunch/open_sunday=1", "the survey \"library\" has no form \"brunch\"",
     "did you mean \"branch\"? there are: branch, reader"},
    {"services=1", "the question \"services\" has rows: name one", "there are: weekday, weekend"},
    {"services.weekdy=1", "the question \"services\" has no row \"weekdy\"",
     "did you mean \"weekday\"?"},
    {"open_sunday.x=1", "the question \"open_sunday\" has no rows", "leave the row out"},
    {"open_sunday", "say which answer to \"open_sunday\": open_sunday=…", OPTIONS},
    {"open_sunday=4", "the question \"open_sunday\" has no option \"4\"", OPTIONS},
    {"open_sunday=na", "the question \"open_sunday\" has no option \"na\"", OPTIONS},
    {"open_sunday=01", "the question \"open_sunday\" has no option \"01\"", OPTIONS},
    {"visits=1", "\"visits\" is answered with a number: it has no options", "equals sign"},
    {"wishes=1", "\"wishes\" is answered with a text: it has no counts", ""},
    {"open_sunday=1@sundy:1", "the form \"branch\" has no breakdown \"sundy\"",
     "did you mean \"sunday\"?"},
    {"open_sunday=1@kind", "name a class of the breakdown \"kind\"",
     "there are: 中央館, 地域館, 分室"},
    {"open_sunday=1@region:9", "the breakdown \"region\" has no class \"9\"",
     "there are: 1 (北地区), 2 (中地区), 3 (南地区)"},
    {"\"r3\",\"branch\",\"open_sunday\",\"\",\"1\"",
     "the line is of the survey \"r3\", not of \"library\"", "with -s"},
    {"library,branch,open_sunday,,1,x,kind", "names no cell", "paste a line"},
};

START_TEST(mistakes_are_answered)
{
    struct said said = TRACE(mistakes[_i].cell);
    assert_refused(said, STATUS_USAGE, mistakes[_i].said, mistakes[_i].hint);
    ck_assert_str_eq(said.out, "");
}
END_TEST

START_TEST(operands_are_counted)
{
    struct said none = TRACE("-q"), two = TRACE("open_sunday=1", "open_sunday=2");
    assert_status(none, STATUS_USAGE);
    assert_status(two, STATUS_USAGE);
    ck_assert_ptr_nonnull(strstr(two.messages, "trace takes one operand"));
}
END_TEST

/* In a survey whose forms ask the same, the form must be named. */
START_TEST(the_form_must_be_clear)
{
    struct said said = RUN(&trace_verb, "-s", "r3", "--configs", "configs", "council=1");
    assert_status(said, STATUS_USAGE);
    ck_assert_ptr_nonnull(strstr(said.messages, "several forms ask the question \"council\""));
    ck_assert_ptr_nonnull(strstr(said.messages, "/council, "));
}
END_TEST

/* ---- */

static void set_up(void)
{
    setup();
    setenv("LC_ALL", "C.UTF-8", 1);
    setenv("TZ", "JST-9", 1);
    ck_assert(config_read(&config, LIBRARY));
    branch = codebook_form(&config.codebook, "branch");
}

static void tear_down(void)
{
    config_release(&config);
    teardown();
}

int main(void)
{
    server_start();
    Suite *suite = suite_create("trace");
    TCase *tests = tcase_create("trace");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 240);
    tcase_add_test(tests, every_cell_is_traced);
    tcase_add_test(tests, every_statistic_is_traced);
    tcase_add_loop_test(tests, screens_are_as_they_should_be, 0, LENGTH(screens));
    tcase_add_test(tests, tables_are_whole);
    tcase_add_test(tests, the_limit_is_kept);
    tcase_add_test(tests, what_changed_since_is_said);
    tcase_add_loop_test(tests, what_cannot_be_traced_is_refused, 0, LENGTH(refusals));
    tcase_add_test(tests, a_role_that_only_reads_is_enough);
    tcase_add_loop_test(tests, mistakes_are_answered, 0, LENGTH(mistakes));
    tcase_add_test(tests, operands_are_counted);
    tcase_add_test(tests, the_form_must_be_clear);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
