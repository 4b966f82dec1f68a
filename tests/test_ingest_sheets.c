/*
 * Workbooks with several sheets of forms, as prefectures send them: which sheets are read, for
 * whom, and what is said of the others. And single forms in which cells were merged or turned into
 * dates. Whatever comes, making everything anew from the archive gives the same.
 */
#include "tests/lxw_leak.h"
#include "tests/made_forms.h"

#define R3 "configs", "r3"

static struct config library, r3;

static void setup_with_configs(void)
{
    setup();
    ck_assert(config_read(&library, LIBRARY));
    ck_assert(config_read(&r3, "configs", "r3"));
}

static void teardown_with_configs(void)
{
    config_release(&library);
    config_release(&r3);
    teardown();
}

static struct form_sheet blank_of(const struct config *config, const char *form)
{
    return (struct form_sheet){.codebook = &config->codebook,
                               .form = codebook_form(&config->codebook, form),
                               .unit = "",
                               .unit_name = ""};
}

static const char states[] =
    "SELECT coalesce(string_agg(ordinal || ' ' || coalesce(unit, '-') || ' ' || state, ', ' "
    "ORDER BY source, ordinal), '') FROM submission";
static const char visits[] =
    "SELECT coalesce(string_agg(unit || '=' || value, ', ' ORDER BY unit), "
    "'') FROM number WHERE item = 0";
/* W004 and W007 are about questions and forms left blank */
static const char findings[] =
    "SELECT coalesce(string_agg(code || ' ' || sheet || '!' || cell || ' ' || item || ' [' || raw "
    "|| '] ' || message || ' / ' || hint, E'\\n' ORDER BY source, ordinal, position), '') "
    "FROM finding WHERE code NOT IN ('W004', 'W007')";

/* ---- Several sheets ---- */

#define HIDDEN                             \
    {                                      \
        .sheet = "_renkei", .unit = "L001" \
    }
#define TWICE                                                                                                   \
    "同じ団体「L001」の回答が一つのファイルに複数あります(調査票, 調査票 (2)) / " \
    "正しい行又はシートだけを残して再提出してください"
#define NOT_READ                                                                                                            \
    "調査票のようなシートですが、回答欄の位置が分からないため、読み取っていません / " \
    "配布した調査票に記入し直したものを、団体ごとのファイルで再提出してもらってください"
#define ROW(text) "<row><c t=\"inlineStr\"><is><t>" text "</t></is></c></row>"

static const struct {
    struct made_form forms[6];
    int status;
    const char *states, *visits, *findings;
} workbooks[] = {
    /* copied by Excel: the copies have names of their own; one was hidden, one has an apostrophe */
    {{{.sheet = "調査票", .unit = "L001", .values = {"visits=10"}},
      {.sheet = "調査票 (2)", .unit = "L002", .values = {"visits=20"}, .names = NAMES_LOCAL},
      {.sheet = "l'été",
       .unit = "L003",
       .values = {"visits=30"},
       .names = NAMES_LOCAL,
       .hidden = true},
      HIDDEN},
     0,
     "1 L001 accepted, 2 L002 accepted, 3 L003 accepted",
     "L001=10, L002=20, L003=30",
     ""},
    /* moved together from other workbooks, with their hidden sheets, without, and none of its own
     */
    {{{.sheet = "_renkei (2)", .unit = "L002"},
      {.sheet = "図書館02", .unit = "L002", .values = {"visits=20"}, .names = NAMES_LOCAL},
      {.sheet = "図書館01", .unit = "L001", .values = {"visits=10"}, .names = NAMES_LOCAL},
      HIDDEN},
     0,
     "2 L002 accepted, 3 L001 accepted",
     "L001=10, L002=20",
     ""},
    {{{.sheet = "a", .unit = "L001", .values = {"visits=10"}, .names = NAMES_LOCAL},
      {.sheet = "b", .unit = "L002", .values = {"visits=20"}}},
     0,
     "1 L001 accepted, 2 L002 accepted",
     "L001=10, L002=20",
     ""},
    {{{.sheet = "b", .unit = "L002", .values = {"visits=20"}, .names = NAMES_LOCAL}},
     0,
     "0 L002 accepted",
     "L002=20",
     ""},
    /* the name of the sheet */
    {{{.sheet = "図書館02", .unit = "L001", .values = {"visits=10"}},
      {.sheet = "図書館03", .unit = "L003", .names = NAMES_LOCAL},
      {.sheet = "図書館04", .unit = "L999", .names = NAMES_LOCAL},
      {.sheet = "5", .unit = "", .names = NAMES_LOCAL},
      HIDDEN},
     3,
     "1 L001 accepted, 2 L003 accepted, 3 - rejected, 4 - rejected",
     "L001=10",
     "W012 図書館02!  [図書館02] シート名「図書館02」がシートに記入された団体と違います"
     "(シート名 → 記入: L002 図書館02 → L001 図書館01) / "
     "記入された団体の回答としました。どの団体の回答か確かめてください\n"
     "R026 図書館04!D3  [L999] 客体名簿にない団体「L999」です(シート名によれば L004 図書館04) / "
     "シートの団体コードを確かめてください\n"
     "R006 5!D3  [] 客体名簿にない団体「」です / 団体コード(5桁または6桁)を確かめてください"},
    /* a copy for another unit whose code was never changed, and one left blank */
    {{{.sheet = "調査票", .unit = "L001", .values = {"visits=10"}},
      {.sheet = "調査票 (2)", .unit = "L001", .names = NAMES_LOCAL},
      {.sheet = "調査票 (3)", .unit = "L003", .values = {"visits=30"}, .names = NAMES_LOCAL},
      HIDDEN},
     3,
     "1 L001 rejected, 2 L001 rejected, 3 L003 accepted",
     "L003=30",
     "R011 調査票!  [L001] " TWICE "\nR011 調査票 (2)!  [L001] " TWICE},
    /* copied by a program that copies no names; then rows were inserted, or a text was changed */
    {{{.sheet = "調査票", .unit = "L001", .values = {"visits=10"}},
      {.sheet = "2",
       .unit = "L002",
       .values = {"visits=20", "services.weekday.1=1"},
       .names = NAMES_LOST},
      {.sheet = "3",
       .unit = "L003",
       .values = {"visits=30"},
       .names = NAMES_LOST,
       .inserted_at = 50,
       .inserted = 1},
      {.sheet = "4",
       .unit = "L004",
       .values = {"visits=40"},
       .names = NAMES_LOST,
       .edits = {{"<c r=\"B49\" ", "<c r=\"B49\" t=\"str\"><v>暖房</v></c><c r=\"AA49\" "}}},
      HIDDEN},
     3,
     "1 L001 accepted, 2 L002 accepted, 3 - rejected, 4 - rejected",
     "L001=10, L002=20",
     "R024 3!  [] " NOT_READ "\nR024 4!  [] " NOT_READ},
    /* notes beside a form, also with texts of it, and a form of which parts were moved away */
    {{{.sheet = "調査票", .unit = "L001", .values = {"visits=10"}},
      {.sheet = "集計",
       .xml = ROWS(ROW("1日当たりの平均来館者数を記入してください。") ROW("貸出"))},
      {.sheet = "空", .xml = ROWS("")},
      HIDDEN},
     0,
     "0 L001 accepted",
     "L001=10",
     ""},
    {{{.sheet = "調査票",
       .unit = "L001",
       .values = {"visits=10"},
       .name_from = "<definedName name=\"a_wishes\">'調査票'!",
       .name_to = "<definedName name=\"a_wishes\">'意見'!"},
      {.sheet = "意見", .xml = ROWS("<row r=\"60\"><c r=\"B60\" t=\"str\"><v>別紙</v></c></row>")},
      HIDDEN},
     0,
     "0 L001 accepted",
     "L001=10",
     ""},
    /* a sheet of another survey, one of another form, one with hardly any names left */
    {{{.sheet = "調査票", .unit = "L001", .values = {"visits=10"}},
      {.sheet = "昨年",
       .unit = "L001",
       .names = NAMES_LOCAL,
       .edits = {{"<c r=\"B1\" s=\"1\" t=\"s\"><v>0</v>",
                  "<c r=\"B1\" s=\"1\" t=\"str\"><v>令和4年度 図書館サービス調査</v>"}}},
      {.sheet = "残り",
       .unit = "L002",
       .values = {"visits=20"},
       .names = NAMES_LOCAL,
       .name_from = "name=\"a_",
       .name_to = "name=\"x_"},
      HIDDEN},
     3,
     "1 L001 accepted, 2 - rejected, 3 - rejected",
     "L001=10",
     "R004 昨年!  [令和4年度 図書館サービス調査] "
     "別の調査「令和4年度 図書館サービス調査」の調査票です(この調査は「library」) / "
     "今回の調査票に記入したものを再提出してもらってください\n"
     "R024 残り!  [] " NOT_READ},
    /* the code on the sheet was typed over; it may be written in another way */
    {{{.sheet = "調査票", .unit = "L002", .values = {"visits=20"}}, HIDDEN},
     3,
     "0 - rejected",
     "",
     "R025 調査票!D3  [L002] 調査票に表示された団体「L002」が、配布時の団体と違います"
     "(表示 → 配布時: L002 → L001) / "
     "どの団体の回答か確かめ、その団体に配布した調査票で再提出してもらってください"},
    {{{.sheet = "調査票", .unit = " 図書館01", .values = {"visits=10"}}, HIDDEN},
     0,
     "0 L001 accepted",
     "L001=10",
     ""},
    {{{.sheet = "調査票", .unit = "どこか", .values = {"visits=10"}}, HIDDEN},
     0,
     "0 L001 accepted",
     "L001=10",
     ""},
    /* rows were inserted, and the names with them; a row was deleted, a name lost its cell */
    {{{.sheet = "調査票",
       .unit = "L001",
       .values = {"visits=10", "balance=-1.5"},
       .inserted_at = 20,
       .inserted = 3},
      HIDDEN},
     0,
     "0 L001 accepted",
     "L001=10",
     ""},
    {{{.sheet = "調査票",
       .unit = "L001",
       .values = {"visits=10"},
       .name_from = "'調査票'!$L$26",
       .name_to = "'調査票'!#REF!"},
      HIDDEN},
     0,
     "0 L001 accepted",
     "L001=10",
     "W003 調査票!  [] 回答欄がありません: open_sunday(無回答として扱います) / "
     "調査票が古いか、列が削除されています"},
};

START_TEST(test_workbook)
{
    struct form_sheet blank = blank_of(&library, "branch");
    write_sheets("all.xlsx", &blank, workbooks[_i].forms);
    INGEST(workbooks[_i].status, LIBRARY, path_of(""));
    assert_query(findings, workbooks[_i].findings);
    assert_query(states, workbooks[_i].states);
    assert_query(visits, workbooks[_i].visits);
    const char *former = dump();
    INGEST(workbooks[_i].status, LIBRARY, "--rebuild", path_of(""));
    assert_same(former, dump());
}
END_TEST

/* Of a workbook that comes again only the sheet that changed is a new submission; its place among
 * the others does not matter. */
START_TEST(test_one_sheet_changed)
{
    struct form_sheet blank = blank_of(&library, "branch");
    const struct made_form former[] = {
        {.sheet = "A", .unit = "L001", .values = {"visits=10"}},
        {.sheet = "B", .unit = "L002", .values = {"visits=20"}, .names = NAMES_LOCAL},
        {.sheet = "C", .unit = "L003", .values = {"visits=30"}, .names = NAMES_LOST},
        {0}};
    const struct made_form now[] = {
        {.sheet = "新", .unit = "L003", .values = {"visits=30"}},
        {.sheet = "B", .unit = "L002", .values = {"visits=21"}, .names = NAMES_LOCAL},
        {.sheet = "A", .unit = "L001", .values = {"visits=10"}, .names = NAMES_LOCAL},
        {0}};
    write_sheets("all.xlsx", &blank, former);
    INGEST(0, LIBRARY, path_of(""));
    write_sheets("all.xlsx", &blank, now);
    INGEST(0, LIBRARY, path_of(""));
    assert_query("SELECT string_agg(source || '/' || ordinal || ' ' || unit || ' ' || state, ', ' "
                 "ORDER BY source, ordinal) FROM submission",
                 "1/1 L001 accepted, 1/2 L002 superseded, 1/3 L003 accepted, 2/2 L002 accepted");
    assert_query(visits, "L001=10, L002=21, L003=30");
}
END_TEST

static const struct {
    struct made_form forms[4];
    const char *synthetic;
} synthetic_workbooks[] = {
    {{{.sheet = "調査票", .unit = "L001"}, HIDDEN}, "t"},
    {{{.sheet = "調査票", .unit = "L001"}}, "t"},
    /* moved to another workbook; copied there by a program that copies no names */
    {{{.sheet = "b", .unit = "L002", .names = NAMES_LOCAL}}, "t"},
    {{{.sheet = "a", .unit = "L001"}, {.sheet = "b", .unit = "L002", .names = NAMES_LOST}}, "t, t"},
};

/* A form without its hidden sheet is still known by what it shows. */
START_TEST(test_synthetic_by_notice)
{
    struct form_sheet blank = blank_of(&library, "branch");
    blank.synthetic = true;
    write_sheets("all.xlsx", &blank, synthetic_workbooks[_i].forms);
    INGEST(0, LIBRARY, path_of(""));
    assert_query("SELECT string_agg(CASE WHEN synthetic THEN 't' ELSE 'f' END, ', ') FROM "
                 "submission",
                 synthetic_workbooks[_i].synthetic);
    assert_query("SELECT synthetic::text FROM survey", "true");
}
END_TEST

/* What the sheet's code leaves open, its name decides. */
START_TEST(test_unit_by_sheet)
{
    struct form_sheet blank = blank_of(&r3, "municipality");
    const struct made_form forms[] = {{.sheet = "広島県府中市", .unit = "府中市"},
                                      {.sheet = "札幌", .unit = "011002", .names = NAMES_LOCAL},
                                      {0}};
    write_sheets("34広島県.xlsx", &blank, forms);
    INGEST(0, R3, path_of(""));
    assert_query("SELECT string_agg(unit, ', ' ORDER BY unit) FROM response", "011002, 342084");
    assert_query("SELECT message || ' / ' || hint FROM finding WHERE code = 'W013'",
                 "団体「府中市」は一つに決まらないため、シート名により 342084 広島県 "
                 "府中市 としました / 団体を確かめてください");
}
END_TEST

/* ---- Merged cells and dates ---- */

/* Puts a cell in the place of a blank one. */
#define BLANK(place, style) "<c r=\"" place "\" s=\"" style "\"/>"
#define CELL(place, type, value) "<c r=\"" place "\" " type "><v>" value "</v></c>"
#define DATE(place, value) CELL(place, DATE_STYLE, value)
#define MERGE(range) "<mergeCell ref=\"" range "\"/>"
#define MERGES MERGE("B12:L12") /* one there is: others follow */
#define JOINED(place, item, value)                                                                 \
    "E013 " place " " item " [" value "] 複数の回答欄が一つのセルに結合されているため、値「" value \
    "」がどの欄の回答か分かりません / セルの結合を解除し、欄ごとに記入してください"
#define NO_NUMBER(value)                                                      \
    "E004 J13 visits [" value "] 数値として読めない値「" value "」です / " \
    "数字だけを記入してください"
#define NO_OPTION(value)                                      \
    "E002 L26 open_sunday [" value "] 選択肢にない値「" value \
    "」です / 1、2、3 のいずれかを記入してください"
#define NO_TICK(value)                                                        \
    "E003 H32 services.weekday.1 [" value "] ○の有無を判別できない値「" value \
    "」です / あてはまる場合は ○、あてはまらない場合は空欄にしてください"
#define BROKEN(place, item) \
    "E008 " place " " item  \
    " [#REF!] セルがエラー値「#REF!」になっています / 数式ではなく値を記入してください"
#define ERROR(place) CELL(place, "t=\"e\"", "#REF!")

static const struct {
    struct made_form form;
    const char *answers, *findings;
} cells[] = {
    /* the value stands in the first cell of the range, as people see it */
    {{.values = {"services.weekday.90=1"},
      .edits = {{MERGE("E33:L33"), MERGE("D33:L33")},
                {BLANK("E33", "15"), CELL("D33", "t=\"str\"", "点字") BLANK("E33", "15")}}},
     "services.weekday.90=1, text=点字",
     ""},
    {{.values = {"open_sunday=3"},
      .edits = {{MERGES, MERGES MERGE("AA25:AB1048576") MERGE("M26:N26")},
                {"<c r=\"L26\"", "<c r=\"M26\"><v>2</v></c><c r=\"L26\""}},
      .name_from = "$L$26",
      .name_to = "$N$26"},
     "open_sunday=2",
     ""},
    {{.edits = {{MERGES, MERGES MERGE("M26:AA90")},
                {BLANK("L26", "12"), CELL("M26", "", "2") CELL("Z27", "", "3")}},
      .name_from = "$L$26",
      .name_to = "$Z$27"},
     "open_sunday=2",
     ""},
    {{.edits = {{MERGES, MERGES MERGE("M26:N26")}, {BLANK("L26", "12"), CELL("N26", "", "3")}},
      .name_from = "$L$26",
      .name_to = "$N$26"},
     "",
     ""},
    /* answers that were joined */
    {{.values = {"condition.building=10"}, .edits = {{MERGES, MERGES MERGE("L47:L49")}}},
     "condition.air=INVALID, condition.building=INVALID, condition.lighting=INVALID",
     JOINED("L47", "condition.building", "10") "\n" JOINED(
         "L48", "condition.lighting", "10") "\n" JOINED("L49", "condition.air", "10")},
    {{.edits = {{MERGES, MERGES MERGE("L47:L49")}}}, "", ""},
    {{.values = {"services.weekday.1=1"}, .edits = {{MERGES, MERGES MERGE("H32:I32")}}},
     "services.weekday.1=INVALID, services.weekday.2=INVALID, services.weekday.3=INVALID, "
     "services.weekday.90=INVALID, services.weekday.99=INVALID",
     JOINED("H32", "services.weekday.1", "○") "\n" JOINED("I32", "services.weekday.2", "○")},
    /* Excel's idea of 1-3 and 3/4 */
    {{.edits = {{BLANK("J13", "8"), DATE("J13", "44929")},
                {BLANK("L26", "12"), DATE("L26", "44989")},
                {BLANK("H32", "12"), DATE("H32", "1")},
                {BLANK("B60", "17"), DATE("B60", "44929.75")}}},
     "open_sunday=INVALID, services.weekday.1=INVALID, services.weekday.2=INVALID, "
     "services.weekday.3=INVALID, services.weekday.90=INVALID, services.weekday.99=INVALID, "
     "text=2023-01-03 18:00, visits=INVALID, wishes=2023-01-03 18:00",
     NO_NUMBER("2023-01-03") "\n" NO_OPTION("2023-03-04") "\n" NO_TICK("1900-01-01")},
    {{.from_1904 = true,
      .edits = {{BLANK("J13", "8"), DATE("J13", "43467")},
                {BLANK("L26", "12"), CELL("L26", "t=\"d\"", "2023-03-04")}}},
     "open_sunday=INVALID, visits=INVALID",
     NO_NUMBER("2023-01-03") "\n" NO_OPTION("2023-03-04")},
    /* the value of a formula that broke, for each type of question */
    {{.values = {"services.weekday.2=1", "services.weekday.90=1"},
      .edits = {{BLANK("J13", "8"), ERROR("J13")},
                {BLANK("L26", "12"), ERROR("L26")},
                {BLANK("E33", "15"), ERROR("E33")},
                {BLANK("B60", "17"), ERROR("B60")}}},
     "open_sunday=INVALID, services.weekday.2=1, services.weekday.90=1, visits=INVALID, "
     "wishes=INVALID",
     BROKEN("J13", "visits") "\n" BROKEN("L26", "open_sunday") "\n" BROKEN(
         "E33", "services.weekday.90.text") "\n" BROKEN("B60", "wishes")},
    {{.edits = {{BLANK("H32", "12"), ERROR("H32")}}},
     "services.weekday.1=INVALID, services.weekday.2=INVALID, services.weekday.3=INVALID, "
     "services.weekday.90=INVALID, services.weekday.99=INVALID",
     BROKEN("H32", "services.weekday.1")},
    /* TRUE is a tick, and no number */
    {{.edits = {{BLANK("J13", "8"), CELL("J13", "t=\"b\"", "1")},
                {BLANK("L26", "12"), CELL("L26", "t=\"b\"", "1")},
                {BLANK("H32", "12"), CELL("H32", "t=\"b\"", "1")},
                {BLANK("I32", "12"), CELL("I32", "t=\"b\"", "0")}}},
     "open_sunday=INVALID, services.weekday.1=1, visits=INVALID",
     NO_NUMBER("TRUE") "\n" NO_OPTION("TRUE")},
    /* formulas with their results */
    {{.edits = {{BLANK("J13", "8"), "<c r=\"J13\" s=\"8\"><f>5+5</f><v>10</v></c>"},
                {BLANK("L26", "12"), "<c r=\"L26\" t=\"str\"><f>\"1\"</f><v>1</v></c>"}}},
     "open_sunday=1, visits=10",
     ""},
    /* names as people and programs leave them */
    {{.values = {"open_sunday=1"}, .name_from = "$L$26", .name_to = "L26"}, "open_sunday=1", ""},
    {{.values = {"open_sunday=1"}, .name_from = "$L$26", .name_to = "$L$26:$L$26"},
     "open_sunday=1",
     ""},
    {{.values = {"visits=10"}, .name_from = "$J$13", .name_to = "$J$13:$K$13"}, "visits=10", ""},
    {{.edits = {{BLANK("L26", "12"), CELL("XFD26", "", "1")}},
      .name_from = "$L$26",
      .name_to = "$XFD$26"},
     "open_sunday=1",
     ""},
};

static const char answers[] =
    "SELECT coalesce(string_agg(line, ', ' ORDER BY line COLLATE \"C\"), '') FROM ("
    "SELECT concat_ws('.', a.question, nullif(a.row, ''), nullif(a.option::text, '')) || '=' || "
    "a.value AS line FROM answer a JOIN item i ON i.survey = a.survey AND i.form = a.form AND "
    "i.question = a.question AND i.row = a.row AND NOT i.derived "
    "WHERE a.value NOT IN ('NA', 'NOT_ASKED', '0') "
    "UNION ALL SELECT 'text=' || value FROM text) lines";
static const char findings_of_cells[] =
    "SELECT coalesce(string_agg(code || ' ' || cell || ' ' || item || ' [' || raw || '] ' || "
    "message || ' / ' || hint, E'\\n' ORDER BY position), '') FROM finding WHERE code NOT IN "
    "('W004', 'W007')";

START_TEST(test_cells)
{
    struct form_sheet blank = blank_of(&library, "branch");
    struct made_form forms[] = {cells[_i].form, HIDDEN, {0}};
    forms[0].sheet = "調査票";
    forms[0].unit = "L001";
    write_sheets("form.xlsx", &blank, forms);
    INGEST(0, LIBRARY, path_of(""));
    assert_query(answers, cells[_i].answers);
    assert_query(findings_of_cells, cells[_i].findings);
    assert_query(states, "0 L001 accepted");
}
END_TEST

static Suite *sheets_suite(void)
{
    enum { SECONDS = 120 }; /* the machine may be busy */
    Suite *suite = suite_create("ingest sheets");
    TCase *tests = tcase_create("sheets");
    tcase_set_timeout(tests, SECONDS);
    tcase_add_checked_fixture(tests, setup_with_configs, teardown_with_configs);
    tcase_add_loop_test(tests, test_workbook, 0, LENGTH(workbooks));
    tcase_add_test(tests, test_one_sheet_changed);
    tcase_add_loop_test(tests, test_synthetic_by_notice, 0, LENGTH(synthetic_workbooks));
    tcase_add_test(tests, test_unit_by_sheet);
    tcase_add_loop_test(tests, test_cells, 0, LENGTH(cells));
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    server_start();
    SRunner *runner = srunner_create(sheets_suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
