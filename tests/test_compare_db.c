/*
 * renkei compare as people run it, on two waves with a known panel: every count, every part of
 * every change, every move and every p is compared with tables that tests/data/compare/expected.py
 * computed from the same responses without any of this code (and R for McNemar's test).
 */
#include "common/csv.h"
#include "common/display.h"
#include "common/xlsx.h"
#include "ingest/verbs.h"
#include "report/verbs.h"
#include "tests/golden.h"
#include "tests/verb_run.h"

#define EXPECTED "tests/data/compare/"

#define COMPARE(...) RUN(&compare_verb, __VA_ARGS__)

static const char *files(void)
{
    return in_folder("files");
}

static const char *written(const char *name)
{
    return read_whole(arena_printf(&kept, "%s/%s", files(), name), NULL);
}

/* Compares with the waves, which must succeed. */
#define COMPARED(...) DONE(&compare_verb, "-o", files(), "-q", __VA_ARGS__)

/* ---- The two waves ---- */

static void load(const char *survey)
{
    DONE(&ingest_verb, "-s", survey, "-q", arena_printf(&kept, EXPECTED "in/%s.csv", survey));
}

/* As expected.py has them. `code` is that of the item's slot afterwards. */
static const struct {
    const char *survey, *unit, *item, *former, *value;
    int code;
} corrections[] = {
    {"panel-a", "1001", "stage", "3", "1", 1},        {"panel-b", "1002", "stage", "NA", "1", 1},
    {"panel-b", "1003", "stage", "INVALID", "2", 2},  {"panel-b", "1004", "stage", "2", "3", 3},
    {"panel-b", "1001", "visits", "251", "13", 1},    {"panel-a", "1002", "visits", "NA", "24", 1},
    {"panel-b", "1003", "visits", "INVALID", "4", 1}, {"panel-a", "1010", "visits", "7", "70", 1},
};

/* The number of a unit, in the table of numbers and in its response. */
static void set_number(int i)
{
    const char *survey = corrections[i].survey, *unit = corrections[i].unit;
    const char *item =
        arena_printf(&kept, "(SELECT item FROM item WHERE survey = '%s' AND question = '%s')",
                     survey, corrections[i].item);
    query(arena_printf(&kept,
                       "DELETE FROM number WHERE survey = '%s' AND unit = '%s' AND item = %s",
                       survey, unit, item));
    query(arena_printf(&kept, "INSERT INTO number VALUES ('%s', 'site', '%s', %s, %s)", survey,
                       unit, item, corrections[i].value));
    query(arena_printf(&kept,
                       "UPDATE response r SET numbers = ("
                       "SELECT string_agg(int8send((n.value * 1000000)::bigint), '' ORDER BY item) "
                       "FROM number n WHERE n.survey = r.survey AND n.unit = r.unit) "
                       "WHERE survey = '%s' AND unit = '%s'",
                       survey, unit));
}

/* A run that corrects an answer, as a query that came back does. */
static void correct(int i)
{
    const char *survey = corrections[i].survey, *unit = corrections[i].unit;
    const char *item = corrections[i].item;
    query(arena_printf(&kept,
                       "INSERT INTO run (survey, verb, finished, who, version, inputs) "
                       "VALUES ('%s', 'ingest', now(), 'officer', 'v', '')",
                       survey));
    query(arena_printf(&kept,
                       "INSERT INTO correction SELECT survey, source, ordinal, '%s', 900, form, "
                       "unit, '%s', (SELECT max(run) FROM run) FROM response "
                       "WHERE survey = '%s' AND unit = '%s'",
                       item, corrections[i].value, survey, unit));
    query(arena_printf(&kept,
                       "INSERT INTO change SELECT '%s', 'site', '%s', max(run), '%s', '', 0, '%s', "
                       "'%s' "
                       "FROM run",
                       survey, unit, item, corrections[i].former, corrections[i].value));
    query(arena_printf(&kept,
                       "UPDATE response r SET codes = set_byte(codes, i.slot, %d) FROM item i "
                       "WHERE r.survey = '%s' AND r.unit = '%s' AND i.survey = r.survey "
                       "AND i.question = '%s'",
                       corrections[i].code, survey, unit, item));
    if (strcmp(item, "visits") == 0)
        set_number(i);
}

static void set_up(void)
{
    workplace_open();
    load("panel-a");
    load("panel-b");
    for (int i = 0; i < LENGTH(corrections); i++)
        correct(i);
}

/* ---- Tables ---- */

static const char *const tables[] = {"panel.csv",       "decomposition.csv",
                                     "transitions.csv", "panel-numbers.csv",
                                     "texts.csv",       "decomposition-numbers.csv"};

static void assert_table(const char *name)
{
    assert_lines(name, written(name), read_whole(arena_printf(&kept, EXPECTED "%s", name), NULL));
}

START_TEST(tables_are_those_computed_elsewhere)
{
    COMPARED("panel-a", "panel-b");
    assert_table(tables[_i]);
}
END_TEST

/* A third wave, known from publications only, changes nothing about the other two. */
START_TEST(a_published_wave_takes_no_part_in_pairs)
{
    COMPARED("panel-a", "panel-b", "panel-c");
    /* texts.csv has a row for every wave. */
    if (strcmp(tables[_i], "texts.csv") != 0)
        assert_table(tables[_i]);
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

/* Numbers of the waves: in another unit they are others. */
static const struct {
    const char *what, *row;
} numbers[] = {
    {"the earlier wave", "\"回\",\"panel-a\",\"2021年度(令和3年度)\",\"counted\",\"集計値\","
                         "\"108\",\"97\",\"25.0722\",\"25\",\"\",\"\",\"\",\"\",\"no\""},
    {"the later wave",
     "\"回\",\"panel-b\",\"2022年度(令和4年度)\",\"counted\",\"集計値\","
     "\"114\",\"102\",\"24.2157\",\"24\",\"-0.8565\",\"panel-a\",\"\",\"\",\"no\""},
    {"a break and another base",
     "\"panel-a\",\"break base\",\"系列の断絶（費用の範囲を改めたため）、対象の変更\",\"no\""},
    {"another unit", "\"週\",\"panel-a\",\"2021年度(令和3年度)\",\"\",\"\",\"\",\"\",\"\",\"\","
                     "\"\",\"\",\"unit\",\"単位の変更\",\"no\""},
    {"not asked", "\"回\",\"panel-c\",\"2023年度(令和5年度)\",\"\",\"\",\"\",\"\",\"\",\"\",\"\","
                  "\"\",\"absent\",\"設問なし\",\"no\""},
};

START_TEST(numbers_have_every_wave)
{
    COMPARED("panel-a", "panel-b", "panel-c");
    ck_assert_msg(strstr(written("trend-numbers.csv"), numbers[_i].row) != NULL, "%s: %s",
                  numbers[_i].what, numbers[_i].row);
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
        query("UPDATE response SET ordinal = ordinal"); /* another order in the table */
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
        "目次",
        "経年比較",
        "変化の内訳",
        "推移表 panel-b 問1 stage",
        "推移表 panel-b 問2 means",
        "推移表 panel-b 問3 level",
        "推移表 panel-b 問5 partner",
        "推移表 panel-b 問6 budget.own",
        "推移表 panel-b under_way",
        "数値の比較",
        "数値の変化の内訳",
        "自由記述の比較",
        "問1 stage",
        "問1 stage データ",
        "問2 means",
        "問2 means データ",
        "問3 level",
        "問3 level データ",
        "問5 partner",
        "問5 partner データ",
        "問6 budget",
        "問6 budget データ",
        "under_way",
        "under_way データ",
        "問7 visits",
        "問7 visits データ",
        "問9 cost",
        "問9 cost データ",
        "注記",
    };
    static const char *const texts[] = {"系列の断絶（記入要領を改めたため）",
                                        "公表値",
                                        "panel-c：公表値が2通り以上ある",
                                        "1010 → 2010　合併",
                                        "2023年度(令和5年度) 公表値",
                                        "panel-b：系列の断絶（費用の範囲を改めたため）、対象の変更",
                                        "panel-a：単位の変更"};
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
    assert_status(said, STATUS_DONE);
    char *lines = arena_strdup(&kept, said.out);
    for (char *line = strtok(lines, "\n"); line != NULL; line = strtok(NULL, "\n"))
        ck_assert_msg(display_width(line) <= 80, "%s", line);
    ck_assert_ptr_nonnull(strstr(said.out, "記入要領を改めたため"));
    ck_assert_ptr_nonnull(strstr(said.out, "63.6%*"));
    ck_assert_ptr_nonnull(strstr(said.out, "+113.8   0.091\n"));
    ck_assert_ptr_nonnull(strstr(said.out, "(千円)"));
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

START_TEST(numbers_and_texts_follow)
{
    static const char *const lines[] = {
        "  numbers                                panel-a panel-b  change    same       p\n",
        "    mean (回)                               25.1    24.2    -0.9    -0.3   0.896\n",
        "    median                                  25.0    24.0\n",
        "    ! panel-b: break, other base: 費用の範囲を改めたため\n",
        "    wrote something                        50.9%   52.6%    +1.7\n",
        "    of 98 units: in both 30, only in panel-a 22, only in panel-b 20\n",
        "or of another type or unit: budget.donation, opened,\n  span\n",
    };
    struct said said = COMPARE("-o", files(), "panel-a", "panel-b");
    for (int i = 0; i < LENGTH(lines); i++)
        ck_assert_msg(strstr(said.out, lines[i]) != NULL, "not \"%s\":\n%.3000s", lines[i],
                      said.out);
    ck_assert_ptr_null(strstr(said.out, "new respondents"));
}
END_TEST

/* ---- Two runs ---- */

START_TEST(changes_between_two_runs_are_listed)
{
    struct said said = COMPARE("-o", files(), "panel-b@2", "panel-b@6");
    assert_status(said, STATUS_DONE);
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
    query("UPDATE survey SET codebook_hash = 'other' WHERE survey = 'panel-a'");
    struct said said = COMPARE("-o", files(), "panel-a", "panel-b");
    ck_assert_int_eq(said.status, STATUS_ENVIRONMENT);
    ck_assert_ptr_nonnull(strstr(said.messages, "were loaded with another configuration"));
    ck_assert_int_ne(access(files(), F_OK), 0);
}
END_TEST

/* Without any responses published figures alone are a trend; a wave without either is refused. */
START_TEST(published_figures_are_enough)
{
    query("TRUNCATE response");
    struct said said = COMPARE("-o", files(), "panel-c", "panel-a");
    ck_assert_int_eq(said.status, STATUS_USAGE);
    said = COMPARE("-o", files(), "panel-a", "panel-c");
    ck_assert_int_eq(said.status, STATUS_ENVIRONMENT);
    ck_assert_ptr_nonnull(strstr(said.messages, "nothing is known of the survey \"panel-a\""));
    said =
        run(&compare_verb, (const char *const[]){"--lang", "en", "-o", files(), "r3", "r6", NULL});
    assert_status(said, STATUS_DONE);
    ck_assert_ptr_nonnull(strstr(said.out, "r3 as published, r6 as published"));
    ck_assert_ptr_nonnull(strstr(written("trend.csv"), "\"68.0\",\"-0.9\",\"r3\",\"percentages\""));
}
END_TEST

START_TEST(synthetic_data_are_called_so)
{
    query("UPDATE survey SET synthetic = true WHERE survey = 'panel-a'");
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
    tcase_add_checked_fixture(waves, set_up, workplace_close);
    tcase_set_timeout(waves, 120);
    tcase_add_loop_test(waves, tables_are_those_computed_elsewhere, 0, LENGTH(tables));
    tcase_add_loop_test(waves, a_published_wave_takes_no_part_in_pairs, 0, LENGTH(tables));
    tcase_add_loop_test(waves, the_trend_has_every_wave, 0, LENGTH(trend));
    tcase_add_loop_test(waves, numbers_have_every_wave, 0, LENGTH(numbers));
    tcase_add_test(waves, no_answers_of_different_types_are_subtracted);
    tcase_add_test(waves, units_with_other_codes_are_listed);
    tcase_add_test(waves, the_same_responses_give_the_same_bytes);
    tcase_add_test(waves, the_workbook_has_its_sheets);
    tcase_add_loop_test(waves, the_screen_fits_80_columns, 0, LENGTH(screens));
    tcase_add_test(waves, the_largest_change_comes_first);
    tcase_add_test(waves, numbers_and_texts_follow);
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
