/*
 * Feedback sheets as people get them: every own answer, share, base and former answer on every
 * sheet is compared with what SQL over the view `answer` says, which shares no code with the
 * report; and what a sheet says in lines, for units of each kind.
 */
#include "aggregate/verbs.h"
#include "common/xlsx.h"
#include "ingest/verbs.h"
#include "report/feedback_book.h"
#include "report/verbs.h"
#include "tests/verb_run.h"

#include <glob.h>

static void set_up(void)
{
    workplace_open();
    DONE(&ingest_verb, "-q", "-s", "feedback-a", "tests/data/feedback/feedback-a.csv");
    DONE(&ingest_verb, "-q", "-s", "feedback-b", "tests/data/feedback/town.csv",
         "tests/data/feedback/visitor.csv");
    DONE(&aggregate_verb, "-q", "-s", "feedback-b");
}

/* ---- Sheets ---- */

enum { ROWS_MOST = 200, COLUMNS_MOST = 12 };
struct read_sheet {
    const char *cells[ROWS_MOST][COLUMNS_MOST]; /* from 1; NULL: blank */
    uint32_t rows;
};

static bool take_cell(void *context, const struct xlsx_cell *cell)
{
    struct read_sheet *sheet = context;
    ck_assert_uint_lt(cell->row, ROWS_MOST);
    ck_assert_uint_lt(cell->column, COLUMNS_MOST);
    sheet->cells[cell->row][cell->column] = arena_copy(&kept, cell->text, cell->length);
    sheet->rows = cell->row;
    return true;
}

static struct read_sheet *read_sheet(const char *path)
{
    struct read_sheet *sheet = arena_alloc(&kept, sizeof *sheet);
    struct xlsx xlsx = {0};
    size_t length;
    const char *bytes = read_whole(path, &length);
    ck_assert(xlsx_open(&xlsx, &kept, bytes, length));
    ck_assert(xlsx_read_sheet(&xlsx, 0, take_cell, sheet));
    xlsx_close(&xlsx);
    return sheet;
}

static uint32_t header_row(const struct read_sheet *sheet)
{
    for (uint32_t row = 1; row <= sheet->rows; row++)
        if (sheet->cells[row][1] != NULL && strcmp(sheet->cells[row][1], "番号") == 0)
            return row;
    ck_abort_msg("the sheet has no table");
}

/* The table's rows: number|own answer|percent|n|…, without the texts of the questions. */
static const char *table_text(const struct read_sheet *sheet)
{
    struct str text = {0};
    for (uint32_t row = header_row(sheet) + 1; sheet->cells[row][1] != NULL; row++) {
        for (int column = 1; column < COLUMNS_MOST; column++)
            if (column != 2 && sheet->cells[row][column] != NULL)
                str_appendf(&text, "%s%s", column > 1 ? "|" : "", sheet->cells[row][column]);
        str_append(&text, "\n");
    }
    const char *copy = arena_strdup(&kept, str_text(&text));
    str_release(&text);
    return copy;
}

static bool has_line(const struct read_sheet *sheet, const char *line)
{
    for (uint32_t row = 1; row <= sheet->rows; row++)
        if (sheet->cells[row][1] != NULL && strstr(sheet->cells[row][1], line) != NULL)
            return true;
    return false;
}

/* ---- The same, by SQL ---- */

/* $1 form, $2 unit. An answer is a row of `v`: the value of a single item, a tick, or a kind of
 * empty. Peers are those with the same value in the frame. */
static const char expected_rows[] =
    "WITH v AS ("
    "  SELECT DISTINCT a.survey, a.unit, i.item, i.number, a.question, a.row,"
    "    CASE WHEN i.type = 'multiple' AND a.value = '1' THEN a.option::text ELSE a.value END AS v"
    "  FROM answer a JOIN item i ON i.survey = a.survey AND i.form = a.form"
    "   AND i.question = a.question AND i.row = a.row"
    "  WHERE a.form = $1 AND i.type IN ('single', 'multiple') AND NOT i.derived"
    "    AND NOT (i.type = 'multiple' AND a.value = '0')),"
    " p AS (SELECT m.unit, u.unit AS peer, k.kind FROM unit m JOIN unit u USING (survey, form)"
    "  CROSS JOIN (VALUES (1, 'prefecture_code'), (2, 'similar_group'), (3, NULL)) k(kind, name)"
    "  WHERE survey = 'feedback-b' AND form = $1 AND (k.name IS NULL"
    "   OR (m.frame ->> k.name <> '' AND m.frame ->> k.name = u.frame ->> k.name))),"
    " s AS (SELECT o.item, o.v, p.kind, count(DISTINCT b.unit) AS n,"
    "   count(DISTINCT b.unit) FILTER (WHERE b.v = o.v) AS k"
    "  FROM v o JOIN p ON p.unit = o.unit JOIN v b ON b.unit = p.peer AND b.item = o.item"
    "   AND b.survey = o.survey AND b.v <> 'NOT_ASKED'"
    "  WHERE o.unit = $2 AND o.survey = 'feedback-b' AND o.v <> 'NOT_ASKED' GROUP BY 1, 2, 3),"
    " l AS (SELECT o.item, o.number, o.v, coalesce(x.position, 0) AS position,"
    "   coalesce(x.code || '. ' || x.label, CASE o.v WHEN 'NA' THEN '無回答'"
    "    WHEN 'INVALID' THEN '不明' ELSE '非該当' END) AS label,"
    "   row_number() OVER (PARTITION BY o.item ORDER BY x.position) AS nth"
    "  FROM v o LEFT JOIN option x ON x.survey = o.survey AND x.form = $1"
    "   AND x.question = o.question AND x.code::text = o.v"
    "  WHERE o.unit = $2 AND o.survey = 'feedback-b')"
    " SELECT l.number, l.label,"
    "  coalesce(trim_scale(round(100.0 * a.k / a.n, 1)) || '|' || a.n, '－|－'),"
    "  coalesce(trim_scale(round(100.0 * b.k / b.n, 1)) || '|' || b.n, '－|－'),"
    "  coalesce(trim_scale(round(100.0 * c.k / c.n, 1)) || '|' || c.n, '－|－')"
    " FROM l LEFT JOIN s a ON a.item = l.item AND a.v = l.v AND a.kind = 1"
    "  LEFT JOIN s b ON b.item = l.item AND b.v = l.v AND b.kind = 2"
    "  LEFT JOIN s c ON c.item = l.item AND c.v = l.v AND c.kind = 3"
    " ORDER BY l.item, l.position";

/* `former` per row of the table, in its order; NULL: the sheet has no such column. */
static const char *expected_table(const char *form, const char *unit, const char *const *former)
{
    const char *values[] = {form, unit};
    PGresult *result = PQexecParams(db.connection, expected_rows, 2, NULL, values, NULL, NULL, 0);
    ck_assert_msg(PQresultStatus(result) == PGRES_TUPLES_OK, "%s", PQerrorMessage(db.connection));
    ck_assert_int_gt(PQntuples(result), 0);
    struct str text = {0};
    bool peers = strcmp(form, "town") == 0;
    for (int row = 0; row < PQntuples(result); row++) {
        str_appendf(&text, "%s|%s", PQgetvalue(result, row, 0), PQgetvalue(result, row, 1));
        for (int peer = peers ? 2 : 4; peer <= 4; peer++)
            str_appendf(&text, "|%s", PQgetvalue(result, row, peer));
        str_appendf(&text, "%s%s\n", former != NULL ? "|" : "", former != NULL ? former[row] : "");
    }
    const char *copy = arena_strdup(&kept, str_text(&text));
    str_release(&text);
    PQclear(result);
    return copy;
}

/* ---- Cases ---- */

static const struct {
    const char *unit, *name;
    const char *former[6]; /* per row */
    const char *lines[4];  /* what it says */
} towns[] = {
    {"011002",
     "あ市",
     {"1. 実施中", "1. 訪問、3. 手紙、2. 電話※", "同上", "－", "－"},
     {"該当する項目はありません。", "人口 12,345人", "類似団体 甲", "無回答（0）：なし"}},
    {"011037",
     "え市",
     {"不明", "非該当※", "－", "－"},
     {"・ 始めている（類似団体 72.7％、n=11）", "・ 昼の水準が高い（類似団体 63.6％、n=11）",
      "非該当（1）：問2"}},
    {"011045",
     "お市",
     {"2. 準備", "3. 手紙※", "－", "－"},
     {"？ 始めている（類似団体 72.7％、n=11）：貴団体は、回答がないため判定できません",
      "無回答（4）：問1、問3【昼】、問3【夜】、問4", "非該当（1）：問2"}},
    {"011053", "か市", {"未提出", "未提出", "－", "－"}, {"不明（2）：問1、問3【昼】"}},
    {"011011", "い市", {"3. 未定", "非該当※", "－", "－"}, {"該当する項目はありません。"}},
    {"011029", "う市", {"無回答", "非該当※", "－", "－"}, {"無回答（1）：問4"}},
    {"021024",
     "せ町",
     {"未提出", "未提出", "－", "－"},
     {"全国の過半数が行い、貴団体がまだ行っていないこと", "類似団体 該当なし",
      "・ 始めている（全国 57.1％、n=14）"}},
};

START_TEST(a_sheet_says_what_the_database_says)
{
    const char *unit = towns[_i].unit;
    DONE(&report_verb, "-q", "-s", "feedback-b", "--unit", unit, "-o", in_folder("one"));
    struct read_sheet *sheet =
        read_sheet(arena_printf(&kept, "%s/one/unit/%s-%s.xlsx", folder, unit, towns[_i].name));
    ck_assert_str_eq(table_text(sheet), expected_table("town", unit, towns[_i].former));
    for (int i = 0; i < LENGTH(towns[_i].lines) && towns[_i].lines[i] != NULL; i++)
        ck_assert_msg(has_line(sheet, towns[_i].lines[i]), "no \"%s\"", towns[_i].lines[i]);
}
END_TEST

START_TEST(all_writes_a_sheet_for_each_that_answered)
{
    DONE(&report_verb, "-q", "-s", "feedback-b", "--all", "-o", in_folder("all"));
    glob_t found;
    ck_assert_int_eq(glob(in_folder("all/unit/*.xlsx"), 0, NULL, &found), 0);
    ck_assert_uint_eq(found.gl_pathc, 14 + 3);
    const char *manifest = read_whole(in_folder("all/manifest.json"), NULL);
    for (size_t i = 0; i < found.gl_pathc; i++)
        ck_assert_ptr_nonnull(strstr(manifest, strstr(found.gl_pathv[i], "unit/")));
    globfree(&found);
    ck_assert_int_eq(access(in_folder("all/unit/011088-け／市.xlsx"), R_OK), 0);
    ck_assert_int_eq(access(in_folder("all/unit/021032-そ町.xlsx"), F_OK), -1);
    ck_assert_int_eq(access(in_folder("all/national.xlsx"), R_OK), 0);
}
END_TEST

START_TEST(one_sheet_alone_has_the_same_bytes)
{
    size_t one, all;
    DONE(&report_verb, "-q", "-s", "feedback-b", "--all", "-o", in_folder("all"));
    DONE(&report_verb, "-q", "-s", "feedback-b", "--unit", "01100", "-o", in_folder("one"));
    const char *left = read_whole(in_folder("one/unit/011002-あ市.xlsx"), &one);
    const char *right = read_whole(in_folder("all/unit/011002-あ市.xlsx"), &all);
    ck_assert_uint_eq(one, all);
    ck_assert_mem_eq(left, right, one);
    ck_assert_int_eq(access(in_folder("one/manifest.json"), F_OK), -1);
}
END_TEST

START_TEST(without_a_frame_there_are_all_others_only)
{
    DONE(&report_verb, "-q", "-s", "feedback-b", "--unit", "2", "-o", in_folder("one"));
    struct read_sheet *sheet = read_sheet(in_folder("one/unit/2.xlsx"));
    ck_assert_str_eq(table_text(sheet), expected_table("visitor", "2", NULL));
    ck_assert_str_eq(sheet->cells[header_row(sheet)][4], "全国 ％");
    ck_assert_ptr_null(sheet->cells[header_row(sheet)][6]);
}
END_TEST

static const struct {
    const char *words[6], *said;
} refusals[] = {
    {{"--unit", "021032"}, "unit \"021032\" has not answered"},
    {{"--unit", "99"}, "unit \"99\" has not answered"},
    {{"--unit", "011002", "--all"}, "--unit and --all exclude each other"},
};

/* What the recount says, written from other cells: as if the file had changed in between. */
START_TEST(a_number_that_differs_is_found)
{
    struct config config;
    struct loaded loaded = {0};
    struct cells cells;
    ck_assert(config_read(&config, "tests/data/configs", "feedback-b"));
    const struct form *form = &config.codebook.forms[0];
    loaded_read(&loaded, &kept, &db, &config);
    cells_init(&cells, &kept, form, &config.codebook.banners[0]);
    cells_read(&cells, &kept, &db, "feedback-b");
    const struct feedback_source source = {.db = &db, .config = &config, .loaded = &loaded};
    struct feedback_form *feedback = feedback_form_read(&kept, &source, &cells);
    const struct feedback_unit *unit = &feedback->units[0];
    const char *path = in_folder("one.xlsx");
    feedback_book_write(&kept, feedback, unit, path);
    ck_assert_uint_eq(feedback_book_read_back(&kept, feedback, unit, path), 30);
    feedback->recounted[0].base[unit->lines[PEERS_ALL]]++;
    fflush(stdout);
    pid_t child = fork();
    if (child == 0)
        exit(feedback_book_read_back(&kept, feedback, unit, path) > 0 ? 0 : 1);
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFEXITED(status));
    ck_assert_int_eq(WEXITSTATUS(status), STATUS_VERIFY);
    config_release(&config);
}
END_TEST

START_TEST(what_has_no_sheet_is_refused)
{
    const char *words[16] = {CONFIGS, "-q", "-s", "feedback-b", "-o", in_folder("none")};
    int count = 9;
    for (int i = 0; refusals[_i].words[i] != NULL; i++)
        words[count++] = refusals[_i].words[i];
    struct said said = run(&report_verb, words);
    ck_assert_int_eq(said.status, STATUS_USAGE);
    ck_assert_msg(strstr(said.messages, refusals[_i].said) != NULL, "%s", said.messages);
    ck_assert_int_eq(access(in_folder("none/unit"), F_OK), -1);
}
END_TEST

START_TEST(an_unknown_unit_of_a_frame_is_refused)
{
    struct said said =
        RUN(&report_verb, "-q", "-s", "feedback-a", "--unit", "9", "-o", in_folder("none"));
    ck_assert_int_eq(said.status, STATUS_USAGE);
    ck_assert_ptr_nonnull(strstr(said.messages, "there is no unit \"9\""));
    ck_assert_ptr_nonnull(strstr(said.messages, "from 011002 to 021032"));
}
END_TEST

START_TEST(cells_that_are_not_those_of_the_responses_stop_it)
{
    PGresult *result =
        PQexec(db.connection, "UPDATE cell_block SET counts[1] = counts[1] + 1 WHERE survey ="
                              " 'feedback-b' AND form = 'town' AND item = 2 AND banner = 1");
    ck_assert_str_eq(PQcmdTuples(result), "1");
    PQclear(result);
    struct said said =
        RUN(&report_verb, "-q", "-s", "feedback-b", "--unit", "011002", "-o", in_folder("none"));
    ck_assert_int_eq(said.status, STATUS_VERIFY);
    ck_assert_ptr_nonnull(strstr(said.messages, "\"level.day\" in class \"01\""));
    ck_assert_int_eq(access(in_folder("none/unit"), F_OK), -1);
}
END_TEST

int main(void)
{
    server_start();
    Suite *suite = suite_create("feedback");
    TCase *sheets = tcase_create("sheets");
    tcase_add_checked_fixture(sheets, set_up, workplace_close);
    tcase_set_timeout(sheets, 120);
    tcase_add_loop_test(sheets, a_sheet_says_what_the_database_says, 0, LENGTH(towns));
    tcase_add_test(sheets, all_writes_a_sheet_for_each_that_answered);
    tcase_add_test(sheets, one_sheet_alone_has_the_same_bytes);
    tcase_add_test(sheets, without_a_frame_there_are_all_others_only);
    tcase_add_test(sheets, a_number_that_differs_is_found);
    tcase_add_loop_test(sheets, what_has_no_sheet_is_refused, 0, LENGTH(refusals));
    tcase_add_test(sheets, an_unknown_unit_of_a_frame_is_refused);
    tcase_add_test(sheets, cells_that_are_not_those_of_the_responses_stop_it);
    suite_add_tcase(suite, sheets);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
