/*
 * The workbooks of bureaus and prefectures as people get them, of a small survey that is loaded,
 * counted and reported. What they say is worked out by hand from tests/data/area/town.csv; and the
 * counts of all of them are read back and must add up.
 */
#include "aggregate/verbs.h"
#include "common/xlsx.h"
#include "ingest/verbs.h"
#include "report/verbs.h"
#include "tests/verb_run.h"

static void set_up(void)
{
    workplace_open();
    DONE(&ingest_verb, "-s", "areas", "tests/data/area/town.csv");
    DONE(&aggregate_verb, "-s", "areas");
}

/* ---- Sheets ---- */

enum { ROWS_MOST = 120, COLUMNS_MOST = 32 };
struct read_sheet {
    const char *cells[ROWS_MOST][COLUMNS_MOST]; /* from 1; "" for a blank one */
    uint32_t rows, header;
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

/* The sheet of a workbook; its header is the row that has a cell `named`. */
static const struct read_sheet *read_sheet(const char *path, const char *name, const char *named)
{
    struct xlsx xlsx = {0};
    struct read_sheet *sheet = arena_alloc(&kept, sizeof *sheet);
    size_t length;
    const char *bytes = read_whole(path, &length);
    ck_assert_msg(xlsx_open(&xlsx, &kept, bytes, length), "%s: %s", path, xlsx.error);
    size_t index = xlsx_find_sheet(&xlsx, name);
    ck_assert_msg(index != SIZE_MAX, "%s has no sheet %s", path, name);
    ck_assert(xlsx_read_sheet(&xlsx, index, take_cell, sheet));
    xlsx_close(&xlsx);
    for (uint32_t r = 1; r <= sheet->rows; r++) {
        for (uint32_t c = 1; c < COLUMNS_MOST; c++) {
            if (sheet->cells[r][c] == NULL)
                sheet->cells[r][c] = "";
            if (sheet->header == 0 && strcmp(sheet->cells[r][c], named) == 0)
                sheet->header = r;
        }
    }
    ck_assert_msg(sheet->header > 0, "%s: %s has no column %s", path, name, named);
    return sheet;
}

static uint32_t column_of(const struct read_sheet *sheet, const char *name)
{
    for (uint32_t c = 1; c < COLUMNS_MOST; c++) {
        if (strcmp(sheet->cells[sheet->header][c], name) == 0)
            return c;
    }
    return 0;
}

static const char *value_at(const struct read_sheet *sheet, uint32_t row, const char *column)
{
    ck_assert_msg(column_of(sheet, column) > 0, "no column %s", column);
    return sheet->cells[row][column_of(sheet, column)];
}

/* The row whose columns have these values; `second` may be NULL. */
static uint32_t row_of(const struct read_sheet *sheet, const char *const first[2],
                       const char *const second[2])
{
    for (uint32_t r = sheet->header + 1; r <= sheet->rows; r++) {
        if (strcmp(value_at(sheet, r, first[0]), first[1]) == 0 &&
            (second == NULL || strcmp(value_at(sheet, r, second[0]), second[1]) == 0))
            return r;
    }
    ck_abort_msg("no row with %s = %s", first[0], first[1]);
    return 0;
}

#define PAIR(column, value) \
    (const char *const[2])  \
    {                       \
        column, value       \
    }

/* ---- What stands in them ---- */

#define NORTH "prefecture/01-北県.xlsx"
#define SOUTH "prefecture/03-南県.xlsx"
#define ISLAND "prefecture/05-島県.xlsx"
#define NORTH_BUREAU "bureau/1-北局.xlsx"

/* Exact: 2/3 - 2/5 = 26.67, 2/3 - 5/9 = 11.11 points; 35/3 - 37/4 = 2.41667, 35/3 - 56/8. */
static const struct {
    const char *file, *sheet, *key; /* of the first column that names the row */
    const char *answer, *area, *column, *value;
} figures[] = {
    {NORTH, "問1 open", "選択肢", "1. はい", "北県", "n", "3"},
    {NORTH, "問1 open", "選択肢", "1. はい", "北県", "注", "*"},
    {NORTH, "問1 open", "選択肢", "1. はい", "北県", "件数", "2"},
    {NORTH, "問1 open", "選択肢", "1. はい", "北県", "％", "66.7"},
    {NORTH, "問1 open", "選択肢", "1. はい", "北県", "北局 n", "5"},
    {NORTH, "問1 open", "選択肢", "1. はい", "北県", "北局 ％", "40"},
    {NORTH, "問1 open", "選択肢", "1. はい", "北県", "全国 n", "9"},
    {NORTH, "問1 open", "選択肢", "1. はい", "北県", "全国 ％", "55.6"},
    {NORTH, "問1 open", "選択肢", "1. はい", "北県", "北局との差（ポイント）", "26.7"},
    {NORTH, "問1 open", "選択肢", "1. はい", "北県", "全国との差（ポイント）", "11.1"},
    {NORTH, "問1 open", "選択肢", "1. はい", "北県", "順位", "2"},
    {NORTH, "問1 open", "選択肢", "1. はい", "北県", "順位の対象数", "4"},
    {NORTH, "問1 open", "選択肢", "無回答", "北県", "件数", "0"},
    {NORTH, "問2 means", "選択肢", "1. 訪問", "北県", "％", "66.7"},
    {NORTH, "問2 means", "選択肢", "1. 訪問", "北県", "全国 ％", "44.4"},
    {NORTH, "問3 visits", "単位", "回", "北県", "n", "3"},
    {NORTH, "問3 visits", "単位", "回", "北県", "平均", "11.6667"},
    {NORTH, "問3 visits", "単位", "回", "北県", "中央値", "10"},
    {NORTH, "問3 visits", "単位", "回", "北県", "北局 平均", "9.25"},
    {NORTH, "問3 visits", "単位", "回", "北県", "全国 平均", "7"},
    {NORTH, "問3 visits", "単位", "回", "北県", "北局との平均の差", "2.4167"},
    {NORTH, "問3 visits", "単位", "回", "北県", "全国との平均の差", "4.6667"},
    {NORTH, "問3 visits", "単位", "回", "北県", "順位", "1"},
    {NORTH, "問3 visits", "単位", "回", "北県", "順位の対象数", "4"},
    {SOUTH, "問1 open", "選択肢", "1. はい", "南県", "下限（％）", "66.7"},
    {SOUTH, "問1 open", "選択肢", "1. はい", "南県", "上限（％）", "100"},
    {SOUTH, "問1 open", "選択肢", "1. はい", "南県", "順位", "1"},
    {SOUTH, "問1 open", "選択肢", "2. いいえ", "南県", "全国との差（ポイント）", "-33.3"},
    {ISLAND, "問1 open", "選択肢", "1. はい", "島県", "n", "0"},
    {ISLAND, "問1 open", "選択肢", "1. はい", "島県", "％", "－"},
    {ISLAND, "問1 open", "選択肢", "1. はい", "島県", "順位", "－"},
    {ISLAND, "問1 open", "選択肢", "1. はい", "島県", "全国 ％", "55.6"},
    {ISLAND, "問3 visits", "単位", "回", "島県", "平均", "－"},
    {ISLAND, "問3 visits", "単位", "回", "島県", "順位", "－"},
    {NORTH_BUREAU, "問1 open", "選択肢", "1. はい", "北局", "順位", "2"},
    {NORTH_BUREAU, "問1 open", "選択肢", "1. はい", "北局", "順位の対象数", "2"},
    {NORTH_BUREAU, "問1 open", "選択肢", "1. はい", "北局", "北局との差（ポイント）", "－"},
    {NORTH_BUREAU, "問1 open", "選択肢", "1. はい", "東県", "北局との差（ポイント）", "-40"},
    {NORTH_BUREAU, "問1 open", "選択肢", "1. はい", "東県", "％", "0"},
    {NORTH_BUREAU, "問3 visits", "単位", "回", "北局", "平均", "9.25"},
    {NORTH_BUREAU, "問3 visits", "単位", "回", "東県", "北局との平均の差", "-7.25"},
};

START_TEST(figures_are_those_worked_out_by_hand)
{
    DONE(&report_verb, "-s", "areas", "-q", "-o", folder);
    for (int i = 0; i < LENGTH(figures); i++) {
        const struct read_sheet *sheet =
            read_sheet(in_folder(figures[i].file), figures[i].sheet, "区分コード");
        uint32_t row =
            row_of(sheet, PAIR(figures[i].key, figures[i].answer), PAIR("区分", figures[i].area));
        const char *value = value_at(sheet, row, figures[i].column);
        ck_assert_msg(strcmp(value, figures[i].value) == 0, "%s %s %s: %s, not %s", figures[i].file,
                      figures[i].sheet, figures[i].column, value, figures[i].value);
    }
    const struct read_sheet *island = read_sheet(in_folder(ISLAND), "問1 open", "区分コード");
    ck_assert_uint_eq(column_of(island, "北局 n"), 0);
    ck_assert_uint_eq(column_of(island, "全国 n") > 0, true);
}
END_TEST

/* Exact: 3/3 - 2/3 = 33.33 points, 1/2 - 2/2; 24/3 - 35/3 = -3.66667, 30/4 - 37/4. */
static const struct {
    const char *file, *sheet, *key, *answer, *area, *column, *value;
} beside_last[] = {
    {NORTH, "問1 open", "選択肢", "1. はい", "北県", "％", "100"},
    {NORTH, "問1 open", "選択肢", "1. はい", "北県", "前回 n", "3"},
    {NORTH, "問1 open", "選択肢", "1. はい", "北県", "前回 ％", "66.7"},
    {NORTH, "問1 open", "選択肢", "1. はい", "北県", "前回との差（ポイント）", "33.3"},
    {NORTH, "問1 open", "選択肢", "2. いいえ", "北県", "前回との差（ポイント）", "-33.3"},
    {NORTH, "問1 open", "選択肢", "計 どちらか（1・2）", "北県", "前回 ％", "100"},
    {NORTH_BUREAU, "問1 open", "選択肢", "1. はい", "北局", "前回 n", "5"},
    {NORTH_BUREAU, "問1 open", "選択肢", "1. はい", "北局", "前回 ％", "40"},
    {NORTH_BUREAU, "問1 open", "選択肢", "1. はい", "北局", "前回との差（ポイント）", "60"},
    {NORTH_BUREAU, "問1 open", "選択肢", "1. はい", "東県", "前回との差（ポイント）", "100"},
    {NORTH_BUREAU, "問1 open", "選択肢", "無回答", "東県", "前回 ％", "50"},
    {NORTH_BUREAU, "問1 open", "選択肢", "計 どちらか（1・2）", "東県", "前回 ％", "50"},
    {SOUTH, "問1 open", "選択肢", "1. はい", "南県", "前回との差（ポイント）", "-50"},
    {ISLAND, "問1 open", "選択肢", "1. はい", "島県", "前回 n", "0"},
    {ISLAND, "問1 open", "選択肢", "1. はい", "島県", "前回 ％", "－"},
    {ISLAND, "問1 open", "選択肢", "1. はい", "島県", "前回との差（ポイント）", "－"},
    {NORTH, "問3 visits", "単位", "回", "北県", "前回 n", "3"},
    {NORTH, "問3 visits", "単位", "回", "北県", "前回 平均", "11.6667"},
    {NORTH, "問3 visits", "単位", "回", "北県", "前回との平均の差", "-3.6667"},
    {NORTH_BUREAU, "問3 visits", "単位", "回", "北局", "前回との平均の差", "-1.75"},
    {NORTH_BUREAU, "問3 visits", "単位", "回", "東県", "前回 n", "1"},
    {NORTH_BUREAU, "問3 visits", "単位", "回", "東県", "前回との平均の差", "4"},
    {ISLAND, "問3 visits", "単位", "回", "島県", "前回 平均", "－"},
};

static bool has_text(const struct read_sheet *sheet, const char *text)
{
    for (uint32_t r = 1; r < sheet->header; r++) {
        if (strstr(sheet->cells[r][1], text) != NULL)
            return true;
    }
    return false;
}

START_TEST(the_last_wave_stands_beside_this_one)
{
    DONE(&ingest_verb, "-s", "areas-2", "tests/data/area/town-2.csv");
    DONE(&aggregate_verb, "-s", "areas-2");
    DONE(&report_verb, "-s", "areas-2", "-q", "-o", folder);
    for (int i = 0; i < LENGTH(beside_last); i++) {
        const struct read_sheet *sheet =
            read_sheet(in_folder(beside_last[i].file), beside_last[i].sheet, "区分コード");
        uint32_t row = row_of(sheet, PAIR(beside_last[i].key, beside_last[i].answer),
                              PAIR("区分", beside_last[i].area));
        const char *value = value_at(sheet, row, beside_last[i].column);
        ck_assert_msg(strcmp(value, beside_last[i].value) == 0, "%s %s %s %s: %s, not %s",
                      beside_last[i].file, beside_last[i].answer, beside_last[i].area,
                      beside_last[i].column, value, beside_last[i].value);
    }
    const struct read_sheet *open = read_sheet(in_folder(NORTH), "問1 open", "区分コード");
    ck_assert(has_text(open, "前回：2023年度(令和5年度)"));
    ck_assert(has_text(open, "注意：設問文の変更"));
    const struct read_sheet *means = read_sheet(in_folder(NORTH), "問2 means", "区分コード");
    ck_assert_uint_eq(column_of(means, "前回 n"), 0);
    ck_assert(has_text(means, "とは比較しない：選択肢の変更（追加 3）"));
    const struct read_sheet *calls = read_sheet(in_folder(NORTH), "問4 calls", "区分コード");
    ck_assert_uint_eq(column_of(calls, "前回 n"), 0);
    ck_assert(has_text(calls, "前回（2023年度(令和5年度)）は尋ねていない"));
    const char *former = read_whole(in_folder("tables/previous.csv"), NULL);
    ck_assert_ptr_nonnull(strstr(former, "\"areas\",\"town\",\"open\",\"\",\"1\",\"はい\","
                                         "\"prefecture\",\"01\",\"北県\",\"2\",\"3\",\"3\""));
    ck_assert_ptr_nonnull(strstr(former, "\"either\",\"どちらか\",\"prefecture\",\"02\",\"東県\","
                                         "\"1\",\"2\""));
    ck_assert_ptr_null(strstr(former, "\"means\""));
    former = read_whole(in_folder("tables/previous-numbers.csv"), NULL);
    ck_assert_ptr_nonnull(strstr(former, "\"areas\",\"town\",\"visits\",\"\",\"bureau\",\"1\","
                                         "\"北局\",\"4\",\"1\",\"37\",\"9.25\""));
}
END_TEST

static const struct {
    const char *file, *unit, *state, *ready, *size, *lacking;
} supports[] = {
    {NORTH, "A1", "受理", "はい", "大", "0"},
    {NORTH, "A2", "受理", "いいえ", "大", "1"},
    {NORTH_BUREAU, "B1", "受理", "いいえ", "小", "1"},
    {NORTH_BUREAU, "B2", "受付", "無回答", "無回答", "0"},
    {SOUTH, "C3", "未提出", "…", "…", "…"},
};

START_TEST(units_and_what_they_lack)
{
    DONE(&report_verb, "-s", "areas", "-q", "-o", folder);
    for (int i = 0; i < LENGTH(supports); i++) {
        const struct read_sheet *sheet =
            read_sheet(in_folder(supports[i].file), "支援が必要な対象", "コード");
        uint32_t row = row_of(sheet, PAIR("コード", supports[i].unit), NULL);
        ck_assert_str_eq(value_at(sheet, row, "開いている"), supports[i].ready);
        ck_assert_str_eq(value_at(sheet, row, "規模"), supports[i].size);
        ck_assert_str_eq(value_at(sheet, row, "不足の数"), supports[i].lacking);
        sheet = read_sheet(in_folder(supports[i].file), "回答状況", "コード");
        row = row_of(sheet, PAIR("コード", supports[i].unit), NULL);
        ck_assert_str_eq(value_at(sheet, row, "状態"), supports[i].state);
    }
    const struct read_sheet *lack = read_sheet(in_folder(NORTH), "支援が必要な対象", "コード");
    ck_assert(has_text(lack, "開いている：不足 1（n=3、33.3％、全体 33.3％）"));
    const struct read_sheet *bureau = read_sheet(in_folder(NORTH_BUREAU), "回答状況", "コード");
    ck_assert_uint_eq(bureau->rows - bureau->header, 5);
    ck_assert_str_eq(value_at(bureau, bureau->rows, "都道府県"), "東県");
    const struct read_sheet *chart = read_sheet(in_folder(NORTH), "図表1データ", "n");
    ck_assert_uint_eq(chart->rows - chart->header, 3); /* itself, its bureau, the nation */
}
END_TEST

/* ---- They add up ---- */

static const char *const prefectures[] = {NORTH, "prefecture/02-東県.xlsx", SOUTH,
                                          "prefecture/04-西県.xlsx", ISLAND};
static const char *const bureaus[] = {NORTH_BUREAU, "bureau/2-南局.xlsx"};

static long count_at(const char *file, const char *sheet_name, const char *answer, const char *area)
{
    const struct read_sheet *sheet = read_sheet(in_folder(file), sheet_name, "区分コード");
    uint32_t row = row_of(sheet, PAIR("選択肢", answer), area == NULL ? NULL : PAIR("区分", area));
    return strtol(value_at(sheet, row, "件数"), NULL, 10);
}

/* The counts of all rows of an answer in the workbook of a bureau but the first, its own. */
static long count_members(const char *file, const char *sheet_name, const char *answer)
{
    const struct read_sheet *sheet = read_sheet(in_folder(file), sheet_name, "区分コード");
    long sum = 0;
    bool own = true;
    for (uint32_t r = sheet->header + 1; r <= sheet->rows; r++) {
        if (strcmp(value_at(sheet, r, "選択肢"), answer) != 0)
            continue;
        sum += own ? 0 : strtol(value_at(sheet, r, "件数"), NULL, 10);
        own = false;
    }
    return sum;
}

static const struct {
    const char *sheet, *answer;
    long nation;
} answers[] = {
    {"問1 open", "1. はい", 5},   {"問1 open", "2. いいえ", 3}, {"問1 open", "無回答", 1},
    {"問1 open", "不明", 0},      {"問2 means", "1. 訪問", 4},  {"問2 means", "2. 電話", 4},
    {"問2 means", "99. なし", 1}, {"問2 means", "無回答", 1},   {"派生 ready", "1. はい", 5},
    {"派生 size", "1. 大", 2},    {"派生 size", "2. 中", 3},    {"派生 size", "3. 小", 3},
};

START_TEST(counts_add_up_to_the_nation)
{
    DONE(&report_verb, "-s", "areas", "-q", "-o", folder);
    for (int i = 0; i < LENGTH(answers); i++) {
        const char *sheet = answers[i].sheet, *answer = answers[i].answer;
        long of_prefectures = 0, of_bureaus = 0;
        for (int p = 0; p < LENGTH(prefectures); p++)
            of_prefectures += count_at(prefectures[p], sheet, answer, NULL);
        for (int b = 0; b < LENGTH(bureaus); b++) {
            long own = count_at(bureaus[b], sheet, answer, NULL);
            ck_assert_int_eq(own, count_members(bureaus[b], sheet, answer));
            of_bureaus += own;
        }
        const struct read_sheet *national =
            read_sheet(in_folder("national.xlsx"), sheet, "区分コード");
        uint32_t row = row_of(national, PAIR("区分", "全国"), NULL);
        const char *nation = value_at(national, row, arena_printf(&kept, "件数 %s", answer));
        ck_assert_int_eq(of_prefectures, answers[i].nation);
        ck_assert_int_eq(of_bureaus, answers[i].nation);
        ck_assert_int_eq(strtol(nation, NULL, 10), answers[i].nation);
    }
}
END_TEST

/* ---- Files and options ---- */

static void assert_files(const char *path, const char *expected)
{
    shell("cd %s && find . -name '*.xlsx' | LC_ALL=C sort | tr '\\n' ' ' >%s/found", path, folder);
    ck_assert_str_eq(read_whole(in_folder("found"), NULL), expected);
}

static const struct {
    const char *option, *given, *files;
} choices[] = {
    {"--prefecture", "1", "./prefecture/01-北県.xlsx "},
    {"--prefecture", "01", "./prefecture/01-北県.xlsx "},
    {"--prefecture", "島県", "./prefecture/05-島県.xlsx "},
    {"--bureau", "2", "./bureau/2-南局.xlsx ./prefecture/03-南県.xlsx ./prefecture/04-西県.xlsx "},
};

START_TEST(one_area_alone)
{
    DONE(&report_verb, "-s", "areas", "-q", "-o", in_folder("all"));
    DONE(&report_verb, "-s", "areas", "-q", "-o", in_folder("part"), choices[_i].option,
         choices[_i].given);
    assert_files(in_folder("part"), choices[_i].files);
    shell("test ! -e %s/part/manifest.json", folder);
    /* What is written is what the whole run writes. */
    shell("cd %s/part && find . -type f | while read -r f; do cmp \"$f\" "
          "\"../all/$f\" || exit 1; done",
          folder);
}
END_TEST

START_TEST(any_number_of_processes_gives_the_same_bytes)
{
    DONE(&report_verb, "-s", "areas", "-q", "-o", in_folder("1"), "--jobs", "1");
    DONE(&report_verb, "-s", "areas", "-q", "-o", in_folder("4"), "--jobs", "4");
    shell("diff -r %s/1 %s/4", folder, folder);
    assert_files(in_folder("1"),
                 "./bureau/1-北局.xlsx ./bureau/2-南局.xlsx ./national.xlsx "
                 "./prefecture/01-北県.xlsx ./prefecture/02-東県.xlsx ./prefecture/03-南県.xlsx "
                 "./prefecture/04-西県.xlsx ./prefecture/05-島県.xlsx ");
    const char *manifest = read_whole(in_folder("1/manifest.json"), NULL);
    for (int p = 0; p < LENGTH(prefectures); p++) {
        ck_assert_ptr_nonnull(strstr(manifest, prefectures[p]));
        shell("grep -q $(sha256sum <%s/1/%s | cut -d' ' -f1) %s/1/manifest.json", folder,
              prefectures[p], folder);
    }
    ck_assert_ptr_nonnull(strstr(manifest, bureaus[0]));
}
END_TEST

static const struct {
    const char *words[6];
    const char *said, *hint;
} refusals[] = {
    {{"-s", "areas", "--prefecture", "9"},
     "there is no class \"9\" in the breakdown \"prefecture\"",
     "01 北県, 02 東県, 03 南県, 04 西県, 05 島県"},
    {{"-s", "areas", "--bureau", "01x"},
     "there is no class \"01x\" in the breakdown \"bureau\"",
     "there are: 1 北局, 2 南局"},
    {{"-s", "library", "--prefecture", "1"},
     "the survey \"library\" has no breakdown \"prefecture\" of its units",
     "leave the option out"},
    {{"-s", "library", "--bureau", "1"},
     "the survey \"library\" has no breakdown \"bureau\" of its units",
     "leave the option out"},
    {{"-s", "areas", "--bureau", "1", "--all"},
     "--prefecture and --bureau exclude --unit and --all",
     "one after the other"},
};

START_TEST(what_does_not_exist_is_refused_with_what_does)
{
    const char *words[10] = {CONFIGS};
    size_t count = 4;
    for (size_t i = 0; i < 6 && refusals[_i].words[i] != NULL; i++)
        words[count++] = refusals[_i].words[i];
    struct said said = run(&report_verb, words);
    assert_refused(said, STATUS_USAGE, refusals[_i].said, refusals[_i].hint);
}
END_TEST

/* A file stands where a folder must be: whichever process meets it, the run fails as a whole. */
START_TEST(a_failure_in_one_process_ends_the_run)
{
    const char *jobs[] = {"1", "3"};
    FILE *file = fopen(in_folder("prefecture"), "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(fclose(file), 0);
    struct said said = RUN(&report_verb, "-s", "areas", "-q", "-o", folder, "--jobs", jobs[_i]);
    ck_assert_int_eq(said.status, STATUS_ENVIRONMENT);
    ck_assert_msg(strstr(said.messages, "Not a directory") != NULL, "%s", said.messages);
    shell("test ! -e %s/manifest.json", folder);
    shell("test -z \"$(find %s -name '*.part')\"", folder);
}
END_TEST

int main(void)
{
    server_start();
    Suite *suite = suite_create("area");
    TCase *areas = tcase_create("areas");
    tcase_add_checked_fixture(areas, set_up, workplace_close);
    tcase_set_timeout(areas, 240);
    tcase_add_test(areas, figures_are_those_worked_out_by_hand);
    tcase_add_test(areas, the_last_wave_stands_beside_this_one);
    tcase_add_test(areas, units_and_what_they_lack);
    tcase_add_test(areas, counts_add_up_to_the_nation);
    tcase_add_loop_test(areas, one_area_alone, 0, LENGTH(choices));
    tcase_add_test(areas, any_number_of_processes_gives_the_same_bytes);
    tcase_add_loop_test(areas, what_does_not_exist_is_refused_with_what_does, 0, LENGTH(refusals));
    tcase_add_loop_test(areas, a_failure_in_one_process_ends_the_run, 0, 2);
    suite_add_tcase(suite, areas);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
