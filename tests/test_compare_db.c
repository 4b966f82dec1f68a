/*
 * renkei compare as people run it, on two waves with a known panel: every count, every part of
 * every change, every move and every p is compared with tables that tests/data/compare/expected.py
 * computed from the same responses without any of this code (and R for McNemar's test).
 */
#include "common/csv.h"
#include "common/db.h"
#include "common/display.h"
#include "common/message.h"
#include "common/xlsx.h"
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

#define EXPECTED "tests/data/compare/"
#define CONFIGS "--configs", "tests/data/configs", "--lang", "en"
#define LENGTH(array) ((int)(sizeof(array) / sizeof *(array)))

static struct db db;
static struct arena kept; /* for the length of one test */
static char folder[sizeof TEST_FOLDER];

/* ---- Programs ---- */

struct said {
    int status;
    const char *out, *messages;
};

static const char *read_whole(const char *path, size_t *length)
{
    struct str bytes = {0};
    FILE *stream = fopen(path, "rb");
    ck_assert_msg(stream != NULL, "no file \"%s\"", path);
    for (size_t more; (more = fread(str_reserve(&bytes, 65536), 1, 65536, stream)) > 0;)
        bytes.length += more;
    ck_assert_int_eq(fclose(stream), 0);
    const char *copy = arena_copy(&kept, str_text(&bytes), bytes.length);
    *length = bytes.length;
    str_release(&bytes);
    return copy;
}

static void send_to(int descriptor, const char *path)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (file < 0 || dup2(file, descriptor) < 0)
        _exit(99);
}

/* A program in a process of its own, since die() ends it. `words` end with NULL. */
static struct said run(const struct verb *verb, const char *const *words)
{
    const char *out = arena_printf(&kept, "%s/out", folder);
    const char *messages = arena_printf(&kept, "%s/messages", folder);
    char *arguments[24] = {arena_strdup(&kept, "renkei"), arena_strdup(&kept, verb->name)};
    int count = 2, status;
    size_t length;
    for (; *words != NULL && count < LENGTH(arguments) - 1; words++)
        arguments[count++] = arena_strdup(&kept, *words);
    fflush(stdout);
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        const struct verb *const verbs[] = {verb, NULL};
        send_to(STDOUT_FILENO, out);
        send_to(STDERR_FILENO, messages);
        exit(verbs_main("renkei", verbs, count, arguments));
    }
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    return (struct said){
        .status = WIFEXITED(status) ? WEXITSTATUS(status) : -1,
        .out = read_whole(out, &length),
        .messages = read_whole(messages, &length),
    };
}

#define COMPARE(...) run(&compare_verb, (const char *const[]){CONFIGS, __VA_ARGS__, NULL})

static const char *files(void)
{
    return arena_printf(&kept, "%s/files", folder);
}

static const char *written(const char *name)
{
    size_t length;
    return read_whole(arena_printf(&kept, "%s/%s", files(), name), &length);
}

/* Compares with the waves, which must succeed. */
#define COMPARED(...)                                                                    \
    do {                                                                                 \
        struct said done = COMPARE("-o", files(), "-q", __VA_ARGS__);                    \
        ck_assert_msg(done.status == STATUS_DONE, "%d\n%s", done.status, done.messages); \
    } while (0)

/* ---- The two waves ---- */

static void run_sql(const char *text)
{
    PGresult *result = PQexec(db.connection, text);
    ck_assert_msg(PQresultStatus(result) == PGRES_COMMAND_OK, "%s\n%s", text,
                  PQerrorMessage(db.connection));
    PQclear(result);
}

static void load(const char *survey)
{
    const char *path = arena_printf(&kept, EXPECTED "in/%s.csv", survey);
    struct said said =
        run(&ingest_verb, (const char *const[]){CONFIGS, "-s", survey, "-q", path, NULL});
    ck_assert_msg(said.status == STATUS_DONE, "%d\n%s", said.status, said.messages);
}

/* As expected.py has them. The codes of `stage` are those of slot 0. */
static const struct {
    const char *survey, *unit, *former, *value;
    int code;
} corrections[] = {
    {"panel-a", "1001", "3", "1", 1},
    {"panel-b", "1002", "NA", "1", 1},
    {"panel-b", "1003", "INVALID", "2", 2},
    {"panel-b", "1004", "2", "3", 3},
};

/* A run that corrects an answer, as a query that came back does. */
static void correct(int i)
{
    const char *survey = corrections[i].survey, *unit = corrections[i].unit;
    run_sql(arena_printf(&kept,
                         "INSERT INTO run (survey, verb, finished, who, version, inputs) "
                         "VALUES ('%s', 'ingest', now(), 'officer', 'v', '')",
                         survey));
    run_sql(
        arena_printf(&kept,
                     "INSERT INTO correction SELECT survey, source, ordinal, 'stage', 900, form, "
                     "unit, '%s', (SELECT max(run) FROM run) FROM response "
                     "WHERE survey = '%s' AND unit = '%s'",
                     corrections[i].value, survey, unit));
    run_sql(arena_printf(
        &kept,
        "INSERT INTO change SELECT '%s', 'site', '%s', max(run), 'stage', '', 0, '%s', "
        "'%s' "
        "FROM run",
        survey, unit, corrections[i].former, corrections[i].value));
    run_sql(arena_printf(&kept,
                         "UPDATE response SET codes = set_byte(codes, 0, %d) "
                         "WHERE survey = '%s' AND unit = '%s'",
                         corrections[i].code, survey, unit));
}

static void set_up(void)
{
    strcpy(folder, TEST_FOLDER);
    ck_assert_ptr_nonnull(mkdtemp(folder));
    db_open_migrated(&db, &server_settings, "renkei-test");
    run_sql("TRUNCATE survey, item, option, banner, class, unit, run, source, archive, submission, "
            "response, number, text, finding, reading, query, query_item, reply, correction, "
            "decision, change, cell, statistic, published RESTART IDENTITY");
    load("panel-a");
    load("panel-b");
    for (int i = 0; i < LENGTH(corrections); i++)
        correct(i);
}

static void tear_down(void)
{
    db_close(&db);
    ck_assert_int_eq(system(arena_printf(&kept, "rm -r '%s'", folder)), 0);
    arena_release(&kept);
}

/* ---- Tables ---- */

static void assert_lines(const char *name, const char *is, const char *should)
{
    for (size_t line = 1; *is != '\0' || *should != '\0'; line++) {
        size_t is_length = strcspn(is, "\n"), should_length = strcspn(should, "\n");
        ck_assert_msg(is_length == should_length && memcmp(is, should, is_length) == 0,
                      "%s, line %zu:\n  is     %.*s\n  should %.*s", name, line, (int)is_length, is,
                      (int)should_length, should);
        is += is_length + (is[is_length] == '\n');
        should += should_length + (should[should_length] == '\n');
    }
}

static const char *const tables[] = {"panel.csv", "decomposition.csv", "transitions.csv"};

START_TEST(tables_are_those_computed_elsewhere)
{
    size_t length;
    COMPARED("panel-a", "panel-b");
    assert_lines(tables[_i], written(tables[_i]),
                 read_whole(arena_printf(&kept, EXPECTED "%s", tables[_i]), &length));
}
END_TEST

/* A third wave, known from publications only, changes nothing about the other two. */
START_TEST(a_published_wave_takes_no_part_in_pairs)
{
    size_t length;
    COMPARED("panel-a", "panel-b", "panel-c");
    assert_lines(tables[_i], written(tables[_i]),
                 read_whole(arena_printf(&kept, EXPECTED "%s", tables[_i]), &length));
}
END_TEST

/* Rows of the trend, by hand: percentages from counts; published ones, twice with different
 * figures, or in another form; what is absent, new or of another type. */
static const struct {
    const char *what, *row;
} trend[] = {
    {"counted", "\"1\",\"実施\",\"panel-b\",\"2022年度(令和4年度)\",\"counted\",\"集計値\",\"45\","
                "\"114\",\"39.5\","
                "\"0.6\",\"panel-a\",\"counts\",\"\",\"\",\"no\",\"no\""},
    {"published with its count: 70/110 - 45/114 = 24.16 points",
     "\"1\",\"実施\",\"panel-c\",\"2023年度(令和5年度)\",\"published\",\"公表値\",\"70\",\"110\","
     "\"63.6\","
     "\"24.2\",\"panel-b\",\"counts\",\"\",\"\",\"no\",\"no\""},
    {"published twice, without a count: 20.9 - 31.6",
     "\"2\",\"準備\",\"panel-c\",\"2023年度(令和5年度)\",\"published\",\"公表値\",\"\",\"110\","
     "\"20.9\","
     "\"-10.7\",\"panel-b\",\"percentages\",\"\",\"\",\"yes\",\"no\""},
    {"not published", "\"3\",\"未定\",\"panel-c\",\"2023年度(令和5年度)\",\"\",\"\",\"\",\"\",\"\","
                      "\"\",\"\",\"\",\"\","
                      "\"\",\"no\",\"no\""},
    {"not asked in the last wave",
     "\"1\",\"訪問\",\"panel-c\",\"2023年度(令和5年度)\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\","
     "\"absent\",\"設問なし\",\"no\",\"no\""},
    {"a declared break", "\"break\",\"系列の断絶（記入要領を改めたため）\",\"no\",\"no\""},
    {"other options", "\"options\",\"選択肢の変更（追加 4；削除 3；表記・定義 2）\",\"no\",\"no\""},
    {"an option that is gone has no figure", "\"3\",\"低い\",\"panel-b\",\"2022年度(令和4年度)\","
                                             "\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"options\""},
    {"another base and wording", "\"base wording\",\"対象の変更、設問文の変更\",\"no\",\"no\""},
    {"another type", "\"type\",\"回答形式の変更\",\"no\",\"no\""},
    {"a question of the first wave only",
     "\"site\",\"closed\",\"\",\"休止した事業はありますか。\""},
    {"a row of the second wave only",
     "\"site\",\"budget\",\"donation\",\"予算はありますか。\",\"寄附金\""},
};

START_TEST(the_trend_has_every_wave)
{
    COMPARED("panel-a", "panel-b", "panel-c");
    ck_assert_msg(strstr(written("trend.csv"), trend[_i].row) != NULL, "%s: %s", trend[_i].what,
                  trend[_i].row);
}
END_TEST

START_TEST(no_answers_of_different_types_are_subtracted)
{
    size_t rows = 0;
    COMPARED("panel-a", "panel-b");
    for (const char *at = written("trend.csv"); (at = strstr(at, "\"site\",\"shape\"")) != NULL;
         at++) {
        const char *end = strchr(at, '\n');
        const char *difference = strstr(at, "\"counts\"");
        ck_assert(difference == NULL || difference > end);
        rows++;
    }
    ck_assert_uint_eq(rows, 2 * 4);
}
END_TEST

START_TEST(units_with_other_codes_are_listed)
{
    static const char expected[] =
        CSV_BOM "\"form\",\"from\",\"to\",\"code_old\",\"code_new\",\"fate\",\"fate_label\"\r\n"
                "\"site\",\"panel-a\",\"panel-b\",\"1005\",\"2005\",\"renamed\","
                "\"コード変更（1対1で対応）\"\r\n"
                "\"site\",\"panel-a\",\"panel-b\",\"1010\",\"2010\",\"merged\",\"合併\"\r\n"
                "\"site\",\"panel-a\",\"panel-b\",\"1011\",\"2010\",\"merged\",\"合併\"\r\n"
                "\"site\",\"panel-a\",\"panel-b\",\"1012\",\"1013\",\"merged\",\"合併\"\r\n"
                "\"site\",\"panel-a\",\"panel-b\",\"1020\",\"\",\"divided\",\"分割\"\r\n"
                "\"site\",\"panel-a\",\"panel-b\",\"1030\",\"\",\"gone\",\"対応なし\"\r\n"
                "\"site\",\"panel-a\",\"panel-b\",\"1031\",\"2031\",\"renamed\","
                "\"コード変更（1対1で対応）\"\r\n"
                "\"site\",\"panel-a\",\"panel-b\",\"1040\",\"\",\"gone\",\"対応なし\"\r\n";
    COMPARED("panel-a", "panel-b");
    assert_lines("concordance.csv", written("concordance.csv"), expected);
}
END_TEST

START_TEST(the_same_responses_give_the_same_bytes)
{
    static const char *const names[] = {"compare.xlsx", "trend.csv"};
    size_t lengths[2][2];
    const char *bytes[2][2];
    for (int round = 0; round < 2; round++) {
        COMPARED("panel-a", "panel-b", "panel-c");
        for (int i = 0; i < 2; i++)
            bytes[round][i] =
                read_whole(arena_printf(&kept, "%s/%s", files(), names[i]), &lengths[round][i]);
        run_sql("UPDATE response SET ordinal = ordinal"); /* another order in the table */
    }
    for (int i = 0; i < 2; i++) {
        ck_assert_uint_eq(lengths[0][i], lengths[1][i]);
        ck_assert_int_eq(memcmp(bytes[0][i], bytes[1][i], lengths[0][i]), 0);
    }
}
END_TEST

/* ---- The workbook ---- */

static bool collect_text(void *context, const struct xlsx_cell *cell)
{
    struct str *text = context;
    str_appendf(text, "%s\n", cell->text);
    return true;
}

START_TEST(the_workbook_has_its_sheets)
{
    static const char *const sheets[] = {
        "目次",       "経年比較",          "変化の内訳",  "推移表",
        "問1 stage",  "問1 stage データ",  "問2 means",   "問2 means データ",
        "問3 level",  "問3 level データ",  "問5 partner", "問5 partner データ",
        "問6 budget", "問6 budget データ", "under_way",   "under_way データ",
        "注記"};
    static const char *const texts[] = {"系列の断絶（記入要領を改めたため）", "公表値",
                                        "panel-c：公表値が2通り以上ある", "1010 → 2010　合併",
                                        "2023年度(令和5年度) 公表値"};
    struct xlsx xlsx = {0};
    struct str text = {0};
    size_t length;
    COMPARED("panel-a", "panel-b", "panel-c");
    const char *bytes = read_whole(arena_printf(&kept, "%s/compare.xlsx", files()), &length);
    ck_assert_msg(xlsx_open(&xlsx, &kept, bytes, length), "%s", xlsx.error);
    ck_assert_uint_eq(xlsx.sheet_count, (size_t)LENGTH(sheets));
    for (size_t i = 0; i < xlsx.sheet_count; i++) {
        ck_assert_str_eq(xlsx.sheets[i].name, sheets[i]);
        ck_assert_msg(xlsx_read_sheet(&xlsx, i, collect_text, &text), "%s", xlsx.error);
    }
    for (int i = 0; i < LENGTH(texts); i++)
        ck_assert_msg(strstr(str_text(&text), texts[i]) != NULL, "%s", texts[i]);
    ck_assert_ptr_null(strstr(str_text(&text), "合成データ"));
    xlsx_close(&xlsx);
    str_release(&text);
}
END_TEST

/* ---- The screen ---- */

static const char *const screens[] = {"en", "ja"};

START_TEST(the_screen_fits_80_columns)
{
    struct said said =
        run(&compare_verb,
            (const char *const[]){"--configs", "tests/data/configs", "--lang", screens[_i], "-v",
                                  "-o", files(), "panel-a", "panel-b", "panel-c", NULL});
    ck_assert_msg(said.status == STATUS_DONE, "%s", said.messages);
    char *lines = arena_strdup(&kept, said.out);
    for (char *line = strtok(lines, "\n"); line != NULL; line = strtok(NULL, "\n"))
        ck_assert_msg(display_width(line) <= 80, "%s", line);
    ck_assert_ptr_nonnull(strstr(said.out, "記入要領を改めたため"));
    ck_assert_ptr_nonnull(strstr(said.out, "63.6%*"));
}
END_TEST

START_TEST(the_largest_change_comes_first)
{
    struct said said = COMPARE("-o", files(), "panel-a", "panel-b");
    const char *partner = strstr(said.out, "問5 "), *stage = strstr(said.out, "問1 ");
    ck_assert(partner != NULL && stage != NULL && partner < stage);
    ck_assert_ptr_nonnull(strstr(said.out, "panel-a and panel-b: 98 units answered both\n"));
    ck_assert_ptr_nonnull(
        strstr(said.out, "2 renamed, 3 merged, 1 divided, 2 without a successor"));
    ck_assert_ptr_nonnull(strstr(said.out, "70.7%   40.0%   -30.7   -16.7   0.727\n"));
}
END_TEST

/* ---- Two runs ---- */

START_TEST(changes_between_two_runs_are_listed)
{
    struct said said = COMPARE("-o", files(), "panel-b@2", "panel-b@6");
    ck_assert_msg(said.status == STATUS_DONE, "%s", said.messages);
    ck_assert_ptr_nonnull(
        strstr(said.out, "panel-b, after run 2 up to run 6: 3 answers of 3 units"));
    const char *changes = written("changes.csv");
    ck_assert_ptr_nonnull(strstr(changes,
                                 "\"panel-b\",\"site\",\"1003\",\"拠点1003\",\"stage\",\"\",\"\","
                                 "\"INVALID\",\"2\",\"5\""));
    ck_assert_ptr_nonnull(strstr(changes, "\"correction\",\"照会による訂正\""));
    said = COMPARE("-o", files(), "panel-b@5", "panel-b@6");
    ck_assert_ptr_nonnull(strstr(said.out, "1 answers of 1 units"));
}
END_TEST

/* ---- What cannot be compared ---- */

static const struct {
    const char *words[4];
    const char *message;
} refusals[] = {
    {{"panel-a"}, "there is nothing to compare with"},
    {{"panel-b", "panel-a"}, "the survey \"panel-b\" is of 2022, \"panel-a\" of 2021"},
    {{"panel-a", "panel-a"}, "the survey \"panel-a\" is named twice"},
    {{"panel-a", "nowhere"}, "there is no survey \"nowhere\""},
    {{"-s", "panel-a", "panel-b"}, "compare takes no --survey"},
    {{"panel-a@1", "panel-b@2"}, "are not runs of one survey"},
    {{"panel-a@1", "panel-a"}, "\"panel-a\" names no run"},
    {{"panel-b@2", "panel-b@2"}, "run 2 is not before run 2"},
    {{"panel-b@2", "panel-b@99"}, "the survey \"panel-b\" has no run 99"},
    {{"panel-b@2", "panel-b@x"}, "\"panel-b@x\" names no run"},
    {{"panel-b@1", "panel-b@2", "panel-b@3"}, "only two runs can be compared"},
};

START_TEST(what_cannot_be_compared_is_refused)
{
    const char *const *words = refusals[_i].words;
    struct said said = words[1] == NULL   ? COMPARE(words[0])
                       : words[2] == NULL ? COMPARE(words[0], words[1])
                                          : COMPARE(words[0], words[1], words[2]);
    ck_assert_int_eq(said.status, STATUS_USAGE);
    ck_assert_msg(strstr(said.messages, refusals[_i].message) != NULL, "%s", said.messages);
}
END_TEST

START_TEST(codes_of_another_configuration_are_not_read)
{
    run_sql("UPDATE survey SET codebook_hash = 'other' WHERE survey = 'panel-a'");
    struct said said = COMPARE("-o", files(), "panel-a", "panel-b");
    ck_assert_int_eq(said.status, STATUS_ENVIRONMENT);
    ck_assert_ptr_nonnull(strstr(said.messages, "were loaded with another configuration"));
    ck_assert_int_ne(access(files(), F_OK), 0);
}
END_TEST

/* Without any responses published figures alone are a trend; a wave without either is refused. */
START_TEST(published_figures_are_enough)
{
    run_sql("TRUNCATE response");
    struct said said = COMPARE("-o", files(), "panel-c", "panel-a");
    ck_assert_int_eq(said.status, STATUS_USAGE);
    said = COMPARE("-o", files(), "panel-a", "panel-c");
    ck_assert_int_eq(said.status, STATUS_ENVIRONMENT);
    ck_assert_ptr_nonnull(strstr(said.messages, "nothing is known of the survey \"panel-a\""));
    said =
        run(&compare_verb, (const char *const[]){"--lang", "en", "-o", files(), "r3", "r6", NULL});
    ck_assert_msg(said.status == STATUS_DONE, "%s", said.messages);
    ck_assert_ptr_nonnull(strstr(said.out, "r3 as published, r6 as published"));
    ck_assert_ptr_nonnull(strstr(written("trend.csv"), "\"68.0\",\"-0.9\",\"r3\",\"percentages\""));
}
END_TEST

START_TEST(synthetic_data_are_called_so)
{
    run_sql("UPDATE survey SET synthetic = true WHERE survey = 'panel-a'");
    struct said said = COMPARE("-o", files(), "panel-a", "panel-b");
    ck_assert_ptr_nonnull(strstr(said.out, "synthetic data: these are not answers of real units"));
    ck_assert_ptr_nonnull(strstr(written("trend.csv"), "\"no\",\"yes\"\r\n"));
}
END_TEST

int main(void)
{
    server_start();
    Suite *suite = suite_create("compare_db");
    TCase *waves = tcase_create("waves");
    tcase_add_checked_fixture(waves, set_up, tear_down);
    tcase_set_timeout(waves, 120);
    tcase_add_loop_test(waves, tables_are_those_computed_elsewhere, 0, LENGTH(tables));
    tcase_add_loop_test(waves, a_published_wave_takes_no_part_in_pairs, 0, LENGTH(tables));
    tcase_add_loop_test(waves, the_trend_has_every_wave, 0, LENGTH(trend));
    tcase_add_test(waves, no_answers_of_different_types_are_subtracted);
    tcase_add_test(waves, units_with_other_codes_are_listed);
    tcase_add_test(waves, the_same_responses_give_the_same_bytes);
    tcase_add_test(waves, the_workbook_has_its_sheets);
    tcase_add_loop_test(waves, the_screen_fits_80_columns, 0, LENGTH(screens));
    tcase_add_test(waves, the_largest_change_comes_first);
    tcase_add_test(waves, changes_between_two_runs_are_listed);
    tcase_add_loop_test(waves, what_cannot_be_compared_is_refused, 0, LENGTH(refusals));
    tcase_add_test(waves, codes_of_another_configuration_are_not_read);
    tcase_add_test(waves, published_figures_are_enough);
    tcase_add_test(waves, synthetic_data_are_called_so);
    suite_add_tcase(suite, waves);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
