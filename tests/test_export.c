/*
 * renkei export as people run it. The CSV files and the DDI description are golden (written anew
 * with RENKEI_GOLDEN=write) and are compared with the view `answer`; every format gives the same
 * bytes every time; names are legal; what cannot be is told.
 */
#include "tests/export_run.h"
#include "tests/golden.h"

#include <expat.h>

#define GOLDEN "tests/data/export/"

static const char *const golden_files[] = {"branch-synthetic.csv", "reader-synthetic.csv",
                                           "codebook.csv", "questions.csv",
                                           "library-synthetic-ddi.xml"};

START_TEST(the_files_are_golden)
{
    const char *name = golden_files[_i];
    const char *out = export_as("ddi", "ddi");
    assert_golden(arena_printf(&kept, GOLDEN "%s", name),
                  read_whole(arena_printf(&kept, "%s/%s", out, name), NULL));
}
END_TEST

/* Every answer of the view that is not a text, by form, unit and column. */
START_TEST(the_answers_are_those_of_the_view)
{
    const char *out = export_as("csv", "csv");
    struct csv_table tables[] = {read_table(arena_printf(&kept, "%s/branch-synthetic.csv", out)),
                                 read_table(arena_printf(&kept, "%s/reader-synthetic.csv", out))};
    PGresult *result =
        query_rows("SELECT a.form, a.unit, a.question || CASE WHEN a.row = '' THEN '' ELSE '.' END"
                   " || a.row || coalesce('.' || a.option, ''), a.value, i.type"
                   " FROM answer a JOIN item i USING (survey, form, question, row)"
                   " WHERE i.type <> 'text'");
    ck_assert_int_gt(PQntuples(result), 1000);
    for (int i = 0; i < PQntuples(result); i++) {
        const char *value = cell(&tables[strcmp(PQgetvalue(result, i, 0), "reader") == 0],
                                 PQgetvalue(result, i, 1), PQgetvalue(result, i, 2));
        const char *should = PQgetvalue(result, i, 3);
        bool same = strcmp(value, should) == 0 ||
                    (strcmp(PQgetvalue(result, i, 4), "number") == 0 && *value != 'N' &&
                     *value != 'I' && strtod(value, NULL) == strtod(should, NULL));
        ck_assert_msg(same, "%s %s: %s, not %s", PQgetvalue(result, i, 1), PQgetvalue(result, i, 2),
                      value, should);
    }
    PQclear(result);
}
END_TEST

START_TEST(the_same_bytes_every_time)
{
    static const char *const formats[] = {"csv", "sav", "dta", "ddi"};
    const char *format = formats[_i];
    ck_assert_int_eq(setenv("TZ", "Asia/Tokyo", 1), 0);
    const char *first = export_as(format, "first");
    ck_assert_int_eq(setenv("TZ", "America/New_York", 1), 0);
    ck_assert_int_eq(setenv("LC_ALL", "ja_JP.UTF-8", 1), 0);
    /* rows lie elsewhere */
    query("UPDATE response SET source = source WHERE unit < 'L010'");
    const char *second = export_as(format, "second");
    shell("diff -r '%s' '%s'", first, second);
}
END_TEST

/* ---- DDI ---- */

struct ddi {
    size_t variables, files, missing, labels;
    int64_t frequencies; /* of open_sunday */
    bool in_variable, in_frequency;
};

static bool attribute_is(const XML_Char **attributes, const char *name, const char *value)
{
    for (; *attributes != NULL; attributes += 2)
        if (strcmp(attributes[0], name) == 0 && strcmp(attributes[1], value) == 0)
            return true;
    return false;
}

static void open_element(void *context, const XML_Char *name, const XML_Char **attributes)
{
    struct ddi *ddi = context;
    ddi->variables += strcmp(name, "var") == 0;
    ddi->files += strcmp(name, "fileDscr") == 0;
    ddi->labels += strcmp(name, "labl") == 0;
    if (strcmp(name, "var") == 0)
        ddi->in_variable = attribute_is(attributes, "name", "open_sunday");
    ddi->missing +=
        ddi->in_variable && strcmp(name, "catgry") == 0 && attribute_is(attributes, "missing", "Y");
    ddi->in_frequency = ddi->in_variable && strcmp(name, "catStat") == 0;
}

static void close_element(void *context, const XML_Char *name)
{
    (void)name;
    ((struct ddi *)context)->in_frequency = false;
}

static void read_text(void *context, const XML_Char *text, int length)
{
    struct ddi *ddi = context;
    if (ddi->in_frequency)
        ddi->frequencies += strtol(arena_copy(&kept, text, (size_t)length), NULL, 10);
}

START_TEST(ddi_is_well_formed)
{
    struct ddi ddi = {0};
    size_t length;
    const char *bytes = read_whole(
        arena_printf(&kept, "%s/library-synthetic-ddi.xml", export_as("ddi", "ddi")), &length);
    XML_Parser parser = XML_ParserCreate(NULL);
    XML_SetUserData(parser, &ddi);
    XML_SetElementHandler(parser, open_element, close_element);
    XML_SetCharacterDataHandler(parser, read_text);
    ck_assert_int_eq(XML_Parse(parser, bytes, (int)length, 1), XML_STATUS_OK);
    XML_ParserFree(parser);
    ck_assert_uint_eq(ddi.files, 2);
    ck_assert_uint_eq(ddi.variables, 48 + 10);
    ck_assert_uint_gt(ddi.labels, 58);
    ck_assert_uint_eq(ddi.missing, 3);
    ck_assert_int_eq(ddi.frequencies, 28); /* every row is in one category */
}
END_TEST

/* ---- Names ---- */

#define LONG_NAME "a_question_with_a_name_of_thirty_three"

static const char odd_codebook[] = "survey: odd\n"
                                   "title: 変数名の試験\n"
                                   "year: 2023\n"
                                   "forms:\n"
                                   "  - id: place\n"
                                   "    title: 票\n"
                                   "    frame: odd\n"
                                   "    questions:\n"
                                   "      - {id: with, text: 予約語, type: text}\n"
                                   "      - {id: population, text: 名簿と同じ, type: number}\n"
                                   "      - {id: long, text: 予約語, type: number}\n"
                                   "      - id: " LONG_NAME "\n"
                                   "        text: 長い\n"
                                   "        type: multiple\n"
                                   "        options: [{code: 1, label: 一}, {code: 2, label: 二}]\n"
                                   "      - id: q\n"
                                   "        text: 表\n"
                                   "        type: text\n"
                                   "        rows: [{id: a, label: 甲}]\n"
                                   "      - {id: q_a, text: 同じ名前になる, type: text}\n";

/* column, name */
static const char *const odd_names[][2] = {
    {"unit", "unit"},
    {"synthetic", "synthetic"},
    {"frame.population", "frame_population"},
    {"人口", "v"},
    {"with", "with_text"},
    {"with_state", "with_state"},
    {"population", "population"},
    {"population_state", "population_state"},
    {"long", "long_2"},
    {"long_state", "long_state"},
    {LONG_NAME ".1", "a_question_with_a_name_of_thir_2"},
    {LONG_NAME ".2", "a_question_with_a_name_of_thir_3"},
    {"q.a", "q_a_text"},
    {"q.a_state", "q_a_state"},
    {"q_a", "q_a_text_2"},
    {"q_a_state", "q_a_state_2"},
};

START_TEST(names_are_legal_and_differ)
{
    shell("mkdir -p '%s/c/odd' '%s/c/frames'", folder, folder);
    write_in_folder("c/odd/codebook.yaml", odd_codebook);
    write_in_folder("c/odd/banners.yaml", "banners:\n  - {id: total, label: 全体}\n");
    write_in_folder("c/frames/odd.csv", "code,population,人口\nX1,10,010\nX2,,020\n");
    write_in_folder("in.csv", "unit,with,population\nX2,文,3\n");
    const char *configs = in_folder("c");
    DONE(&ingest_verb, "-s", "odd", "--configs", configs, "-q", in_folder("in.csv"));
    DONE(&export_verb, "-s", "odd", "--configs", configs, "--as", "sav", "-o", in_folder("out"));
    DONE(&export_verb, "-s", "odd", "--configs", configs, "--as", "dta", "-o", in_folder("out"));
    struct csv_table book = read_table(in_folder("out/codebook.csv"));
    size_t column = column_of(&book, "column"), name = column_of(&book, "name"), at = 0;
    for (size_t r = 1; r < book.count; r++) {
        if (r > 1 && strcmp(book.records[r][column], book.records[r - 1][column]) == 0)
            continue;
        ck_assert_uint_lt(at, LENGTH(odd_names));
        ck_assert_str_eq(book.records[r][column], odd_names[at][0]);
        ck_assert_str_eq(book.records[r][name], odd_names[at++][1]);
    }
    ck_assert_uint_eq(at, LENGTH(odd_names));
}
END_TEST

/* ---- What else there is ---- */

START_TEST(real_data_and_one_form)
{
    query("UPDATE survey SET synthetic = false");
    query("UPDATE submission SET synthetic = false");
    DONE(&export_verb, SURVEY, "--form", "reader", "-o", in_folder("out"));
    shell("test \"$(ls '%s/out' | tr '\\n' ' ')\" = 'codebook.csv questions.csv reader.csv '",
          folder);
    struct csv_table table = read_table(in_folder("out/reader.csv"));
    for (size_t r = 1; r < table.count; r++)
        ck_assert_str_eq(table.records[r][column_of(&table, "synthetic")], "0");
}
END_TEST

static const struct {
    const char *sql;
    const char *words[3];
    int status;
    const char *said;
} refusals[] = {
    {"TRUNCATE survey", {NULL}, STATUS_ENVIRONMENT, "nothing of the survey \"library\""},
    {"UPDATE survey SET codebook_hash = ''", {NULL}, STATUS_ENVIRONMENT, "another configuration"},
    {"SELECT 1", {"--form", "shelf"}, STATUS_USAGE, "shelf"},
    {"SELECT 1", {"--as", "xls"}, STATUS_USAGE, "csv"},
    {"SELECT 1", {"more"}, STATUS_USAGE, "export takes no operands"},
    {"UPDATE response SET codes = '\\x01' WHERE unit = 'L003'",
     {NULL},
     STATUS_ENVIRONMENT,
     "the response of \"L003\" does not fit the form \"branch\""},
};

START_TEST(what_cannot_be_is_told)
{
    query(refusals[_i].sql);
    struct said said = EXPORT(SURVEY, "-o", in_folder("out"), refusals[_i].words[0],
                              refusals[_i].words[1], refusals[_i].words[2]);
    assert_refused(said, refusals[_i].status, refusals[_i].said, "");
    shell("test -z \"$(find '%s/out' -type f 2>&-)\"", folder);
}
END_TEST

int main(void)
{
    server_start();
    Suite *suite = suite_create("export");
    TCase *database = tcase_create("database");
    tcase_add_checked_fixture(database, set_up, workplace_close);
    tcase_set_timeout(database, 120);
    tcase_add_loop_test(database, the_files_are_golden, 0, LENGTH(golden_files));
    tcase_add_test(database, the_answers_are_those_of_the_view);
    tcase_add_loop_test(database, the_same_bytes_every_time, 0, 4);
    tcase_add_test(database, ddi_is_well_formed);
    tcase_add_test(database, names_are_legal_and_differ);
    tcase_add_test(database, real_data_and_one_form);
    tcase_add_loop_test(database, what_cannot_be_is_told, 0, LENGTH(refusals));
    suite_add_tcase(suite, database);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
