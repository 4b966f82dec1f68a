/*
 * The checker of machine-readability and accessibility: good files keep every rule; for every rule
 * a file that breaks it and no other, and the cell that is named; files of other programs and
 * damaged ones are judged or refused, never more.
 */
#include "common/csv.h"
#include "common/arena.h"
#include "common/message.h"
#include "common/str.h"
#include "report/rules_output.h"
#include "tests/rules_run.h"

#include <xlsxwriter.h>

static void assert_broken(enum rules_kind kind, const char *expected, const char *what)
{
    struct str shown = {0};
    show_broken(&shown, &(struct rules_question){.path = path, .kind = kind});
    ck_assert_msg(strcmp(str_text(&shown), expected) == 0, "%s: \"%s\", not \"%s\"", what,
                  str_text(&shown), expected);
    str_release(&shown);
}

/* ---- CSV ---- */

#define HEAD "\"コード\",\"都道府県\",\"人口（人）\",\"率（％）\"\r\n"
#define ROWS_OF \
    "\"01\",\"北海道\",\"5224614\",\"31.9\"\r\n\"02\",\"青森県\",\"1237984\",\"33.7\"\r\n"

static const struct {
    const char *name, *text, *expected;
} csv_cases[] = {
    {"good", CSV_BOM HEAD ROWS_OF, ""},
    {"no mark, line feeds", "\"a\",\"count\"\n\"x y\",\"1\"\n\"z\",\"-2.5\"\n", ""},
    {"blank figures", HEAD "\"01\",\"北海道\",\"\",\"\"\r\n\"02\",\"青森県\",\"1\",\"2\"\r\n", ""},
    {"both years", "\"年度\",\"count\"\n\"2021年度(令和3年度)\",\"1\"\n", ""},
    {"a name with a year", "\"調査\",\"count\"\n\"令和3年度 実施状況調査\",\"1\"\n", ""},
    {"labels with digits", "\"規模\",\"count\"\n\"5,000人未満\",\"1\"\n\"5,000人以上\",\"2\"\n",
     ""},
    {"codes and NA",
     "\"option\",\"option_label\",\"count\"\n\"1\",\"はい\",\"3\"\n\"NA\",\"無回答\",\"1\"\n", ""},
    {"as typed", "\"code\",\"raw\"\n\"E1\",\" ①　1,000人\n\"\n\"E2\",\"令和3年\"\n", ""},
    {"blank by chance",
     "\"s\",\"unit\",\"n\"\n\"r\",\"a\",\"1\"\n\"r\",\"\",\"2\"\n\"r\",\"b\",\"3\"\n\"r\",\"\","
     "\"4\"\n",
     ""},
    {"a row of a grid",
     "\"question\",\"row\",\"count\"\n\"a\",\"\",\"1\"\n\"b\",\"x\",\"2\"\n\"b\",\"x\",\"3\"\n",
     ""},
    {"semicolons", "\"a;b\"\n\"x;1\"\n", "M01 A1"},
    {"count and share", HEAD ROWS_OF "\"03\",\"岩手県\",\"1210534 (34.0%)\",\"34.0\"\r\n",
     "M02 C4"},
    {"of", "\"a\",\"count\"\n\"x\",\"12/38\"\n\"y\",\"1\"\n", "M02 B2"},
    {"comma", HEAD ROWS_OF "\"03\",\"岩手県\",\"1,210,534\",\"34.0\"\r\n", "M03 C4"},
    {"percent", HEAD ROWS_OF "\"03\",\"岩手県\",\"1\",\"34.0％\"\r\n", "M03 D4"},
    {"triangle", "\"a\",\"変化率\"\n\"x\",\"▲3.1\"\n\"y\",\"1\"\n", "M03 B2"},
    {"n=", "\"a\",\"n\"\n\"x\",\"n=38\"\n\"y\",\"1\"\n", "M03 B2"},
    {"full width", "\"a\",\"n\"\n\"x\",\"３８\"\n\"y\",\"1\"\n", "M03 B2"},
    {"space", "\"a\",\"n\"\n\" x\",\"38\"\n", "M05 A2"},
    {"spread", "\"a\",\"n\"\n\"合　計\",\"38\"\n", "M05 A2"},
    {"line break", "\"a\nb\",\"n\"\n\"x\",\"38\"\n", "M05 A1"},
    {"label once",
     "\"a\",\"b\",\"n\"\n\"x\",\"p\",\"1\"\n\"\",\"q\",\"2\"\n\"y\",\"p\",\"3\"\n\"\",\"q\","
     "\"4\"\n",
     "M06 A3"},
    {"second label once",
     "\"s\",\"a\",\"b\",\"n\"\n\"r\",\"x\",\"p\",\"1\"\n\"r\",\"\",\"q\",\"2\"\n\"r\",\"y\",\"p\","
     "\"3\"\n\"r\",\"\",\"q\",\"4\"\n"
     "\"r\",\"z\",\"p\",\"5\"\n\"r\",\"\",\"q\",\"6\"\n",
     "M06 B3"},
    {"title",
     "\"人口統計\",\"\",\"\"\n\"a\",\"b\",\"n\"\n\"x\",\"p\",\"1\"\n\"y\",\"p\",\"1\"\n\"z\",\"p\","
     "\"1\"\n",
     "M07 A1"},
    {"numbers first", "\"1\",\"2\"\n\"3\",\"4\"\n", "M07 A1"},
    {"blank header", "\"a\",\"\",\"n\"\n\"x\",\"p\",\"1\"\n", "M08 B1"},
    {"header twice", "\"a\",\"n\",\"n\"\n\"x\",\"2\",\"1\"\n", "M09 C1"},
    {"formula", "\"a\",\"b\"\n\"x\",\"=SUM(1)\"\n", "M10 B2"},
    {"no unit", "\"a\",\"高さ\"\n\"x\",\"1\"\n", "M12 B1"},
    {"circled", "\"a\",\"n\"\n\"①\",\"1\"\n", "M13 A2"},
    {"company", "\"会社㈱\",\"n\"\n\"x\",\"1\"\n", "M13 A1"},
    {"era", "\"a\",\"n\"\n\"令和3年度\",\"1\"\n", "M14 A2"},
    {"era with letter", "\"a\",\"n\"\n\"R3.4.1\",\"1\"\n", "M14 A2"},
    {"short names", "\"コード\",\"県\",\"n\"\n\"01\",\"北海道\",\"1\"\n\"02\",\"青森\",\"1\"\n",
     "M15 B3"},
    {"no codes", "\"県\",\"n\"\n\"北海道\",\"1\"\n\"青森県\",\"1\"\n", "M15 A1"},
    {"municipalities", "\"市町村\",\"n\"\n\"青森市\",\"1\"\n\"八戸市\",\"1\"\n", "M15 A1"},
    {"dash", "\"a\",\"n\"\n\"x\",\"－\"\n\"y\",\"1\"\n", "M16 B2"},
    {"suppressed", "\"a\",\"n\"\n\"x\",\"1\"\n\"y\",\"x\"\n", "M16 B3"},
    {"blank line", "\"a\",\"n\"\n\"x\",\"1\"\n\n\"y\",\"2\"\n", "M17 A3"},
    {"blank record", "\"a\",\"n\"\n\"x\",\"1\"\n\"\",\"\"\n\"y\",\"2\"\n", "M17 A3"},
    {"blank column", "\"a\",\"\",\"n\"\n\"x\",\"\",\"1\"\n", "M17 B1"},
    {"note below", "\"a\",\"n\"\n\"x\",\"1\"\n\"\",\"\"\n\"出典：調査\",\"\"\n", "M18 A4"},
    {"header again", "\"a\",\"n\"\n\"x\",\"1\"\n\"a\",\"n\"\n\"y\",\"1\"\n", "M18 A3"},
    {"side by side", "\"a\",\"n\",\"\",\"b\",\"数\"\n\"x\",\"1\",\"\",\"y\",\"2\"\n", "M18 D1"},
    {"short record", "\"a\",\"b\",\"n\"\n\"x\",\"p\",\"1\"\n\"y\",\"q\"\n", "M19 C3"},
    {"long record", "\"a\",\"n\"\n\"x\",\"1\",\"夏\"\n\"y\",\"1\"\n", "M19 C2"},
    {"bare", "\"a\",n\n\"x\",\"1\"\n", "M20 B1"},
    {"half quoted", "\"a\",\"n\"\n\"x\",1\n", "M20 B2"},
    {"empty", "", "!the file is empty"},
    {"open quote", "\"a\",\"n\"\n\"x", "!a quoted field is not closed before the end of the file"},
};

START_TEST(csv_rules)
{
    const char *text = csv_cases[_i].text;
    write_bytes("table.csv", text, strlen(text));
    assert_broken(RULES_BY_FILE, csv_cases[_i].expected, csv_cases[_i].name);
}
END_TEST

START_TEST(ending_says_what_the_file_is)
{
    write_bytes("table.txt", HEAD ROWS_OF, strlen(HEAD ROWS_OF));
    assert_broken(RULES_BY_FILE, "M01 ", "a CSV by another name");
}
END_TEST

START_TEST(columns_named_verbatim)
{
    struct str shown = {0};
    static const char text[] = "\"a\",\"b\"\n\"①\",\"②\"\n";
    write_bytes("table.csv", text, sizeof text - 1);
    show_broken(&shown, &(struct rules_question){.path = path, .verbatim = "x,a"});
    ck_assert_str_eq(str_text(&shown), "M13 B2");
    str_release(&shown);
}
END_TEST

START_TEST(cp932_is_read)
{
    static const char text[] =
        "\"\x90\x6C\x8C\xFB\x90\x94\",\"a\"\r\n\"1\",\"\x87\x40\"\r\n"; /* ① */
    write_bytes("table.csv", text, sizeof text - 1);
    assert_broken(RULES_BY_FILE, "M13 B2", "CP932");
}
END_TEST

/* ---- Presentation workbooks ---- */

enum { TABLE_ROWS = 45, HEADER_ROW = 2 };

enum fault {
    FAULT_NONE,
    NO_TITLE_PROPERTY,
    NO_AUTHOR,
    NO_LANGUAGE,
    DEFAULT_NAME,
    NO_LINK,
    BROKEN_LINK,
    NO_TITLE,
    EMPTY_SHEET,
    SECOND_TABLE,
    TABLE_BESIDE,
    MERGED_HEADER,
    MERGED_GROUPS,
    MERGED_BODY,
    BLANK_HEADER,
    HEADER_TWICE,
    BLANK_ROW,
    BLANK_COLUMN,
    NO_ALT_TEXT,
    DEFAULT_ALT_TEXT,
    NO_CHART_TITLE,
    NO_PRINT_TITLES,
    NOT_FROZEN,
    CURSOR_AWAY,
    OTHER_SHEET_FIRST,
    COLOUR_ALONE,
    COLOUR_AND_BOLD,
    COLOURED_ROW,
    ALL_BUT_ONE_BOLD,
    MERGED_TITLE,
    DATA_FORMULA,
    DATA_OBJECT,
    DATA_MERGED,
    DATA_TEXT_NUMBER,
};

struct made_book {
    lxw_workbook *workbook;
    enum fault fault;
    lxw_format *plain, *coloured;
};

static void write_link(struct made_book *made, lxw_worksheet *sheet, lxw_row_t row, const char *to)
{
    char address[64];
    snprintf(address, sizeof address, "internal:'%s'!A1", to);
    worksheet_write_url_opt(sheet, row, 0, address, made->plain, to, NULL);
}

static void write_contents(struct made_book *made, lxw_worksheet *sheet)
{
    const char *table = made->fault == DEFAULT_NAME ? "Sheet2" : "表1";
    worksheet_write_string(sheet, 0, 0, "目次", NULL);
    write_link(made, sheet, 2, table);
    write_link(made, sheet, 3, "図1");
    if (made->fault != NO_LINK)
        write_link(made, sheet, 4, "図1データ");
    if (made->fault == EMPTY_SHEET)
        write_link(made, sheet, 5, "空");
    if (made->fault == BROKEN_LINK)
        write_link(made, sheet, 6, "表9");
}

static const char *header_of(enum fault fault, int column)
{
    static const char *const names[] = {"区分", "件数", "割合", "備考"};
    if (fault == BLANK_HEADER && column == 2)
        return "";
    return fault == HEADER_TWICE && column == 2 ? "件数" : names[column];
}

static void write_row(struct made_book *made, lxw_worksheet *sheet, lxw_row_t row)
{
    bool most = made->fault == ALL_BUT_ONE_BOLD;
    bool whole = most || (made->fault == COLOURED_ROW && row == 5);
    bool one = row == 5 && (made->fault == COLOUR_ALONE || made->fault == COLOUR_AND_BOLD);
    lxw_format *format = whole ? made->coloured : made->plain;
    char label[16];
    snprintf(label, sizeof label, "階級%u", (unsigned)row);
    worksheet_write_string(sheet, row, 0, label, format);
    worksheet_write_number(sheet, row, 1, row,
                           one                ? made->coloured
                           : most && row == 5 ? made->plain
                                              : format);
    if (made->fault != BLANK_COLUMN)
        worksheet_write_number(sheet, row, 2, row / 2.0, format);
    worksheet_write_string(sheet, row, 3, "済", format);
}

static void write_body(struct made_book *made, lxw_worksheet *sheet)
{
    for (lxw_row_t row = HEADER_ROW + 1; row <= HEADER_ROW + TABLE_ROWS; row++)
        if (made->fault != BLANK_ROW || row != 9)
            write_row(made, sheet, row);
    if (made->fault == SECOND_TABLE)
        for (lxw_row_t row = 60; row < 64; row++)
            write_row(made, sheet, row);
    for (lxw_row_t row = HEADER_ROW; made->fault == TABLE_BESIDE && row < 9; row++) {
        worksheet_write_string(sheet, row, 5, row == HEADER_ROW ? "別の区分" : "甲", NULL);
        if (row == HEADER_ROW)
            worksheet_write_string(sheet, row, 6, "別の件数", NULL);
        else
            worksheet_write_number(sheet, row, 6, 1, NULL);
    }
}

static void write_merges(struct made_book *made, lxw_worksheet *sheet)
{
    if (made->fault == MERGED_HEADER)
        worksheet_merge_range(sheet, HEADER_ROW, 1, HEADER_ROW, 2, "件数と割合", NULL);
    if (made->fault == MERGED_BODY)
        worksheet_merge_range(sheet, 4, 0, 5, 0, "階級4", NULL);
    if (made->fault == MERGED_TITLE)
        worksheet_merge_range(sheet, 0, 0, 0, 3, "表1. 階級別の件数", NULL);
    if (made->fault == MERGED_GROUPS) {
        worksheet_write_string(sheet, HEADER_ROW - 1, 0, "区分", NULL);
        worksheet_merge_range(sheet, HEADER_ROW - 1, 1, HEADER_ROW - 1, 2, "件数と割合", NULL);
    }
}

static void write_table(struct made_book *made, lxw_worksheet *sheet)
{
    if (made->fault != NO_TITLE)
        worksheet_write_string(sheet, 0, 0, "表1. 階級別の件数", NULL);
    for (int column = 0; column < 4; column++)
        if (*header_of(made->fault, column) && (made->fault != BLANK_COLUMN || column != 2))
            worksheet_write_string(sheet, HEADER_ROW, (lxw_col_t)column,
                                   header_of(made->fault, column), NULL);
    write_body(made, sheet);
    write_merges(made, sheet);
    if (made->fault != TABLE_BESIDE)
        worksheet_autofilter(sheet, HEADER_ROW, 0, HEADER_ROW + TABLE_ROWS, 3);
    if (made->fault != NO_PRINT_TITLES)
        worksheet_repeat_rows(sheet, HEADER_ROW, HEADER_ROW);
    if (made->fault != NOT_FROZEN)
        worksheet_freeze_panes(sheet, HEADER_ROW + 1, 1);
    if (made->fault == CURSOR_AWAY)
        worksheet_set_selection(sheet, 20, 2, 20, 2);
}

static void insert_chart(struct made_book *made, lxw_worksheet *sheet)
{
    static char description[] = "階級別の件数。甲 3件、乙 4件。", usual[] = "Chart 1";
    lxw_chart *chart = workbook_add_chart(made->workbook, LXW_CHART_BAR);
    chart_add_series(chart, "=図1データ!$A$2:$A$3", "=図1データ!$B$2:$B$3");
    if (made->fault == NO_CHART_TITLE)
        chart_title_off(chart);
    else
        chart_title_set_name(chart, "階級別の件数");
    lxw_chart_options options = {.description = description};
    if (made->fault == NO_ALT_TEXT || made->fault == DEFAULT_ALT_TEXT)
        options.description = made->fault == NO_ALT_TEXT ? NULL : usual;
    worksheet_insert_chart_opt(sheet, 4, 1, chart, &options);
}

static void write_data(struct made_book *made, lxw_worksheet *sheet)
{
    static const char *const labels[] = {"甲", "乙", "丙"};
    worksheet_write_string(sheet, 0, 0, "区分", NULL);
    worksheet_write_string(sheet, 0, 1, "件数", NULL);
    for (lxw_row_t row = 1; row <= 3; row++) {
        worksheet_write_string(sheet, row, 0, labels[row - 1], NULL);
        if (made->fault == DATA_FORMULA && row == 2)
            worksheet_write_formula_num(sheet, row, 1, "=1+3", NULL, 4);
        else if (made->fault == DATA_TEXT_NUMBER && row == 2)
            worksheet_write_string(sheet, row, 1, "4", NULL);
        else
            worksheet_write_number(sheet, row, 1, row + 2, NULL);
    }
    if (made->fault == DATA_MERGED)
        worksheet_merge_range(sheet, 2, 0, 3, 0, "乙", NULL);
    if (made->fault == DATA_OBJECT)
        insert_chart(made, sheet);
}

static void set_properties(struct made_book *made)
{
    static char title[] = "表題", author[] = "作成者";
    lxw_doc_properties properties = {
        .title = made->fault == NO_TITLE_PROPERTY ? NULL : title,
        .author = made->fault == NO_AUTHOR ? NULL : author,
        .created = 1640995200,
    };
    workbook_set_properties(made->workbook, &properties);
    if (made->fault != NO_LANGUAGE)
        workbook_set_custom_property_string(made->workbook, "Language", "ja");
}

static void make_book(enum fault fault)
{
    place_file("book.xlsx");
    struct made_book made = {.workbook = workbook_new(path), .fault = fault};
    made.plain = workbook_add_format(made.workbook);
    made.coloured = workbook_add_format(made.workbook);
    format_set_bg_color(made.coloured, 0xFF0000);
    if (fault == COLOUR_AND_BOLD || fault == ALL_BUT_ONE_BOLD)
        format_set_bold(made.coloured);
    if (fault == ALL_BUT_ONE_BOLD)
        format_set_font_color(made.plain, 0x1A1A1A);
    set_properties(&made);
    const char *table = fault == DEFAULT_NAME ? "Sheet2" : "表1";
    write_contents(&made, workbook_add_worksheet(made.workbook, "目次"));
    lxw_worksheet *second = workbook_add_worksheet(made.workbook, table);
    write_table(&made, second);
    lxw_worksheet *figure = workbook_add_worksheet(made.workbook, "図1");
    worksheet_write_string(figure, 0, 0, "図1. 階級別の件数", NULL);
    insert_chart(&made, figure);
    write_data(&made, workbook_add_worksheet(made.workbook, "図1データ"));
    if (fault == EMPTY_SHEET)
        workbook_add_worksheet(made.workbook, "空");
    if (fault == OTHER_SHEET_FIRST)
        worksheet_activate(second);
    ck_assert_int_eq(workbook_close(made.workbook), LXW_NO_ERROR);
}

static const struct {
    enum fault fault;
    const char *expected;
} book_cases[] = {
    {FAULT_NONE, ""},
    {COLOUR_AND_BOLD, ""},
    {COLOURED_ROW, ""},
    {ALL_BUT_ONE_BOLD, ""},
    {MERGED_TITLE, ""},
    {NO_TITLE_PROPERTY, "A01 "},
    {NO_AUTHOR, "A02 "},
    {NO_LANGUAGE, "A03 "},
    {DEFAULT_NAME, "A04 Sheet2!"},
    {NO_LINK, "A05 図1データ!"},
    {BROKEN_LINK, "A06 目次!A7"},
    {NO_TITLE, "A07 表1!A1"},
    {EMPTY_SHEET, "A08 空!"},
    {SECOND_TABLE, "A09 表1!A61"},
    {TABLE_BESIDE, "A09 表1!F3"},
    {MERGED_HEADER, "A10 表1!B3"},
    {MERGED_GROUPS, "A10 表1!B2"},
    {MERGED_BODY, "A10 表1!A5"},
    {BLANK_HEADER, "A11 表1!C3"},
    {HEADER_TWICE, "A11 表1!C3"},
    {BLANK_ROW, "A12 表1!A10"},
    {BLANK_COLUMN, "A12 表1!C3"},
    {NO_ALT_TEXT, "A13 図1!B5"},
    {DEFAULT_ALT_TEXT, "A13 図1!B5"},
    {NO_CHART_TITLE, "A14 図1!B5"},
    {NO_PRINT_TITLES, "A15 表1!A3"},
    {NOT_FROZEN, "A16 表1!A3"},
    {CURSOR_AWAY, "A17 表1!C21"},
    {OTHER_SHEET_FIRST, "A17 表1!"},
    {COLOUR_ALONE, "A18 表1!B6"},
    {DATA_FORMULA, "M10 図1データ!B3"},
    {DATA_OBJECT, "M11 図1データ!B5"},
    {DATA_MERGED, "M04 図1データ!A3"},
    {DATA_TEXT_NUMBER, "M03 図1データ!B3"},
};

START_TEST(workbook_rules)
{
    char what[16];
    snprintf(what, sizeof what, "fault %d", (int)book_cases[_i].fault);
    make_book(book_cases[_i].fault);
    assert_broken(RULES_BY_FILE, book_cases[_i].expected, what);
}
END_TEST

/* A presentation is no data: titles stand where headers should be, charts where tables should. */
START_TEST(kind_can_be_said)
{
    struct str shown = {0};
    make_book(FAULT_NONE);
    show_broken(&shown, &(struct rules_question){.path = path, .kind = RULES_DATA});
    ck_assert_msg(strstr(str_text(&shown), "M07 表1!A1") != NULL, "%s", str_text(&shown));
    str_reset(&shown);
    show_broken(&shown, &(struct rules_question){.path = path, .name = "out/tables/book.xlsx"});
    ck_assert_msg(strstr(str_text(&shown), "M07 表1!A1") != NULL, "%s", str_text(&shown));
    str_release(&shown);
}
END_TEST

/* Every rule is broken by one of the files above. */
START_TEST(every_rule_is_tried)
{
    for (size_t i = 0; i < RULE_COUNT; i++) {
        bool tried = false;
        for (size_t c = 0; c < sizeof csv_cases / sizeof *csv_cases; c++)
            tried |= strncmp(csv_cases[c].expected, rules_list[i].id, 3) == 0;
        for (size_t c = 0; c < sizeof book_cases / sizeof *book_cases; c++)
            tried |= strncmp(book_cases[c].expected, rules_list[i].id, 3) == 0;
        ck_assert_msg(tried, "no file breaks %s", rules_list[i].id);
    }
}
END_TEST

/* ---- Files of others ---- */

/* Every prefix of a good workbook is refused, or judged. */
START_TEST(cut_off)
{
    make_book(FAULT_NONE);
    FILE *stream = fopen(path, "rb");
    ck_assert_ptr_nonnull(stream);
    static char bytes[65536];
    size_t length = fread(bytes, 1, sizeof bytes, stream);
    ck_assert(fclose(stream) == 0 && length < sizeof bytes);
    for (size_t cut = 0; cut < length; cut += 97) {
        struct str shown = {0};
        write_bytes("book.xlsx", bytes, cut);
        show_broken(&shown, &(struct rules_question){.path = path});
        ck_assert_msg(*str_text(&shown) == '!', "%zu bytes: %s", cut, str_text(&shown));
        str_release(&shown);
    }
}
END_TEST

START_TEST(no_such_file)
{
    struct str shown = {0};
    show_broken(&shown, &(struct rules_question){.path = "/nowhere/table.csv"});
    ck_assert_str_eq(str_text(&shown), "!No such file or directory");
    str_release(&shown);
}
END_TEST

/* ---- What is printed ---- */

START_TEST(printed_for_people)
{
    struct arena arena = {0};
    struct rules_result result;
    struct str out = {0};
    static const char text[] = "\"a\",\"n\"\n\"x\",\"\x1b[1m1人\"\n\"y\",\"1人\"\n\"z\",\"2\"\n";
    write_bytes("table.csv", text, sizeof text - 1);
    ck_assert(
        rules_check(&result, &arena, &(struct rules_question){.path = path, .name = "t.csv"}));
    rules_write_text(&out, &result, (struct rules_shown){0});
    ck_assert_str_eq(str_text(&out),
                     "t.csv: 16 rules kept, 1 broken, 21 do not apply\n"
                     "  M03 broken: numbers are numeric, without units, commas, ％, ▲ or \"n=\"\n"
                     "      B3: \"1人\"\n      B2: \"?[1m1人\"\n"
                     "      → write the bare number; the unit belongs in the header\n");
    str_reset(&out);
    rules_write_header(&out);
    rules_write_csv(&out, &result);
    ck_assert_ptr_nonnull(strstr(str_text(&out), "\"t.csv\",\"M03\",\""));
    ck_assert_ptr_nonnull(strstr(str_text(&out), "\"broken\",\"2\",\"\",\"B3\",\"1人\",\""));
    str_release(&out);
    arena_release(&arena);
}
END_TEST

int main(void)
{
    message_init("test_rules", "en");
    Suite *suite = suite_create("rules");
    TCase *csv = tcase_create("csv");
    tcase_add_checked_fixture(csv, folder_open, folder_close);
    tcase_add_loop_test(csv, csv_rules, 0, (int)(sizeof csv_cases / sizeof *csv_cases));
    tcase_add_test(csv, ending_says_what_the_file_is);
    tcase_add_test(csv, columns_named_verbatim);
    tcase_add_test(csv, cp932_is_read);
    tcase_add_test(csv, no_such_file);
    tcase_add_test(csv, printed_for_people);
    suite_add_tcase(suite, csv);
    TCase *books = tcase_create("workbooks");
    tcase_add_checked_fixture(books, folder_open, folder_close);
    tcase_add_loop_test(books, workbook_rules, 0, (int)(sizeof book_cases / sizeof *book_cases));
    tcase_add_test(books, kind_can_be_said);
    tcase_add_test(books, every_rule_is_tried);
    tcase_add_test(books, cut_off);
    suite_add_tcase(suite, books);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
