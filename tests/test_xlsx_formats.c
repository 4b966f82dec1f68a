/*
 * What else a sheet says about its cells: merged ranges, and which numbers are dates; made of XML
 * parts by hand.
 */
#include "tests/make_workbook.h"

/* ---- Merged ranges ---- */

/* The merged ranges of all sheets; read twice, since the second time may be by memory. */
static void show_merges(struct xlsx *xlsx, struct str *shown)
{
    const struct xlsx_range *ranges;
    char from[16], to[16];
    size_t count = 0;
    for (size_t i = 0; i < 2 * xlsx->sheet_count; i++) {
        if (!xlsx_read_merges(xlsx, i / 2, &ranges, &count)) {
            str_appendf(shown, "!%s", xlsx->error);
            return;
        }
        for (size_t j = 0; j < count && i % 2; j++)
            str_appendf(shown, "%s:%s\n", xlsx_cell_name(from, ranges[j].row, ranges[j].column),
                        xlsx_cell_name(to, ranges[j].last_row, ranges[j].last_column));
    }
}

#define MERGES(list) "<mergeCells count=\"9\">" list "</mergeCells>"
#define MERGE(reference) "<mergeCell ref=\"" reference "\"/>"

static const struct {
    const char *sheet, *expected;
} merge_cases[] = {
    {ROWS("<row><c><v>1</v></c></row>"), ""},
    {SHEET("<sheetData/>" MERGES(MERGE("B2:D3") MERGE("$AA$10:$AB$10"))), "B2:D3\nAA10:AB10\n"},
    {SHEET("<sheetData><row><c/></row></sheetData><sheetProtection sheet=\"1\"/>" MERGES(
         MERGE("A1:A2")) "<dataValidations><mergeCells>" MERGE("C1:C2") "</mergeCells>"
                                                                        "</dataValidations>"),
     "A1:A2\n"},
    {"<x:worksheet xmlns:x=\"" MAIN "\"><x:sheetData/><x:mergeCells><x:mergeCell ref=\"A1:B1\"/>"
     "</x:mergeCells></x:worksheet>",
     "A1:B1\n"},
    /* no ranges, and not where ranges stand */
    {SHEET("<sheetData/>" MERGES("<mergeCell/>" MERGE("A1:") MERGE("B2:A1") MERGE("A1:B2 "))), ""},
    {SHEET(MERGES(MERGE("A1:B1")) "<sheetData/>"), ""},
    {SHEET("<sheetData/><extLst><mergeCells>" MERGE("A1:B1") "</mergeCells></extLst>"), ""},
    {SHEET("<sheetData/><mergeCells>") "<", "!damaged or cut off"},
};

START_TEST(reads_merges)
{
    check_parts(&(struct parts){.sheet = merge_cases[_i].sheet}, show_merges,
                merge_cases[_i].expected);
}
END_TEST

/* What was kept of the last form serves the next only if it holds the same. */
START_TEST(merges_of_one_form_after_the_other)
{
    static const char *const sheets[] = {
        SHEET("<sheetData/>" MERGES(MERGE("A1:B1"))),
        SHEET("<sheetData><row><c><v>1</v></c></row></sheetData>" MERGES(MERGE("A1:B1"))),
        SHEET("<sheetData><row><c><v>1</v></c></row></sheetData>" MERGES(MERGE("A1:B2"))),
        SHEET("<sheetData/>"),
        SHEET("<sheetData/>" MERGES(MERGE("A1:B1") MERGE("A2:B2"))),
    };
    static const char *const expected[] = {"A1:B1\n", "A1:B1\n", "A1:B2\n", "", "A1:B1\nA2:B2\n"};
    struct arena arena = {0};
    struct xlsx xlsx = {0};
    struct str shown = {0};
    for (int i = 0; i < 2 * COUNT(sheets); i++) {
        struct made_zip made = {0};
        int which = i * 3 % COUNT(sheets);
        make(&made, &(struct parts){.sheet = sheets[which]});
        str_reset(&shown);
        ck_assert(xlsx_open(&xlsx, &arena, made.bytes.at, made.bytes.length));
        show_merges(&xlsx, &shown);
        ck_assert_str_eq(str_text(&shown), expected[which]);
        str_release(&made.bytes);
    }
    xlsx_close(&xlsx);
    arena_release(&arena);
    str_release(&shown);
}
END_TEST

/* ---- Dates ---- */

/* All cells of the first sheet, and what a person sees who looks at dates among the numbers. */
struct styled_cells {
    struct {
        char text[64];
        uint32_t style;
    } cells[64];
    size_t count;
};

static bool keep_styled(void *context, const struct xlsx_cell *cell)
{
    struct styled_cells *kept = context;
    if (cell->kind != XLSX_NUMBER || kept->count == 64 || cell->length >= 64)
        return true;
    memcpy(kept->cells[kept->count].text, cell->text, cell->length + 1);
    kept->cells[kept->count++].style = cell->style;
    return true;
}

static void show_dates(struct xlsx *xlsx, struct str *shown)
{
    struct styled_cells kept = {0};
    ck_assert(xlsx_read_sheet(xlsx, 0, keep_styled, &kept));
    for (size_t i = 0; i < kept.count; i++) {
        enum xlsx_format format;
        char date[XLSX_DATE_SIZE];
        const char *text = kept.cells[i].text;
        if (!xlsx_number_format(xlsx, kept.cells[i].style, &format)) {
            str_appendf(shown, "!%s", xlsx->error);
            return;
        }
        bool dated = format != XLSX_FORMAT_NUMBER && xlsx_date_text(xlsx, text, format, date);
        str_appendf(shown, "%s\n", dated ? date : text);
    }
}

#define STYLES(formats, styles)                                                 \
    XML "<styleSheet xmlns=\"" MAIN "\"><numFmts>" formats "</numFmts>"         \
        "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs>" styles    \
        "</cellXfs><dxfs><dxf><numFmt numFmtId=\"1\" formatCode=\"yy\"/></dxf>" \
        "</dxfs></styleSheet>"
#define FORMAT(id, code) "<numFmt numFmtId=\"" id "\" formatCode=\"" code "\"/>"
#define STYLE(id) "<xf numFmtId=\"" id "\" applyNumberFormat=\"1\"/>"
#define STYLED(style, value) "<c s=\"" style "\"><v>" value "</v></c>"

/* A workbook with one cell of style 1, which has this format. */
static void check_date(const char *format, bool usual, const char *value, const char *expected)
{
    struct arena arena = {0};
    const char *id = usual ? format : "200";
    struct parts parts = {
        .styles = arena_printf(&arena, STYLES("%s", "<xf/><xf numFmtId=\"%s\"/>"),
                               usual ? "" : arena_printf(&arena, FORMAT("200", "%s"), format), id),
        .sheet = arena_printf(&arena, ROWS("<row>" STYLED("1", "%s") "</row>"), value),
    };
    check_parts(&parts, show_dates, arena_printf(&arena, "%s\n", expected));
    arena_release(&arena);
}

/* 18.8.30; 27 to 36 and 50 to 58 are those of Japan, China, Korea and Taiwan. */
START_TEST(usual_formats)
{
    static const char *const numbers[] = {"0",  "1",  "4",  "11", "13", "23", "26", "37",
                                          "38", "44", "48", "49", "59", "81", "163"};
    static const char *const dates[] = {"14", "15", "17", "22", "27", "31", "36", "50", "58"};
    static const char *const times[] = {"18", "21", "32", "45", "46", "47"};
    for (int i = 0; i < COUNT(numbers); i++)
        check_date(numbers[i], true, "44929", "44929");
    for (int i = 0; i < COUNT(dates); i++)
        check_date(dates[i], true, "44929", "2023-01-03");
    for (int i = 0; i < COUNT(times); i++)
        check_date(times[i], true, "0.5", "12:00");
}
END_TEST

static const struct {
    const char *code;
    enum xlsx_format format;
} format_cases[] = {
    {"yyyy/m/d", XLSX_FORMAT_DATE},
    {"m&quot;月&quot;d&quot;日&quot;;@", XLSX_FORMAT_DATE},
    {"[$-411]ggge&quot;年&quot;m&quot;月&quot;d&quot;日&quot;", XLSX_FORMAT_DATE},
    {"[$-ja-JP-x-gannen]ge.m.d;@", XLSX_FORMAT_DATE},
    {"MMM\\-YY", XLSX_FORMAT_DATE},
    {"m", XLSX_FORMAT_DATE},
    {"yyyy/m/d h:mm", XLSX_FORMAT_DATE},
    {"h:mm AM/PM", XLSX_FORMAT_TIME},
    {"mm:ss.0", XLSX_FORMAT_TIME},
    {"[h]:mm", XLSX_FORMAT_TIME},
    {"[ss]", XLSX_FORMAT_TIME},
    {"General", XLSX_FORMAT_NUMBER},
    {"GENERAL&quot;日&quot;", XLSX_FORMAT_NUMBER},
    {"0.00E+00", XLSX_FORMAT_NUMBER},
    {"##0.0e-0", XLSX_FORMAT_NUMBER},
    {"#,##0;[Red]-#,##0", XLSX_FORMAT_NUMBER},
    {"[&lt;100]0;[Yellow]0", XLSX_FORMAT_NUMBER},
    {"0&quot;days&quot;", XLSX_FORMAT_NUMBER},
    {"0\\d", XLSX_FORMAT_NUMBER},
    {"0_d*d", XLSX_FORMAT_NUMBER},
    {"&quot;y", XLSX_FORMAT_NUMBER},
    {"[y", XLSX_FORMAT_NUMBER},
    {"0\\", XLSX_FORMAT_NUMBER},
    {"0人", XLSX_FORMAT_NUMBER},
    {"", XLSX_FORMAT_NUMBER},
};

START_TEST(formats_of_ones_own)
{
    static const char *const shown[] = {[XLSX_FORMAT_NUMBER] = "0.25",
                                        [XLSX_FORMAT_DATE] = "1900-01-00 06:00",
                                        [XLSX_FORMAT_TIME] = "06:00"};
    check_date(format_cases[_i].code, false, "0.25", shown[format_cases[_i].format]);
}
END_TEST

/* Both calendars of ECMA-376 Part 1, 18.17.4.1. */
static const struct {
    bool from_1904;
    const char *number, *date;
} date_cases[] = {
    {false, "0", "1900-01-00"},
    {false, "1", "1900-01-01"},
    {false, "59", "1900-02-28"},
    {false, "60", "1900-02-29"},
    {false, "61", "1900-03-01"},
    {false, "44929", "2023-01-03"},
    {false, "44989", "2023-03-04"},
    {false, "45351", "2024-02-29"},
    {false, "4.4929E4", "2023-01-03"},
    {false, "44929.5", "2023-01-03 12:00"},
    {false, "44929.520995370367", "2023-01-03 12:30:14"},
    {false, "44929.999999", "2023-01-04"},
    {false, "2958465", "9999-12-31"},
    {false, "2958465.999999", "9999-12-31 23:59:59"},
    {false, "2958466", "2958466"},
    {false, "-1", "-1"},
    {true, "0", "1904-01-01"},
    {true, "60", "1904-03-01"},
    {true, "43467", "2023-01-03"},
    {true, "43527", "2023-03-04"},
    {true, "2957003", "9999-12-31"},
    {true, "2957004", "2957004"},
};

START_TEST(dates_of_both_calendars)
{
    struct arena arena = {0};
    struct parts parts = {
        .workbook =
            date_cases[_i].from_1904 ? WORKBOOK("<workbookPr date1904=\"1\"/>" SHEETS) : NULL,
        .styles = STYLES("", STYLE("0") STYLE("14")),
        .sheet =
            arena_printf(&arena, ROWS("<row>" STYLED("1", "%s") "</row>"), date_cases[_i].number),
    };
    check_parts(&parts, show_dates, arena_printf(&arena, "%s\n", date_cases[_i].date));
    arena_release(&arena);
}
END_TEST

START_TEST(styles_of_a_workbook)
{
    static const char sheet[] = ROWS("<row>" STYLED("0", "44929") STYLED("1", "44929") STYLED(
        "2", "44929") STYLED("9", "44929") STYLED("x", "44929") "</row>");
    check_parts(&(struct parts){.sheet = sheet}, show_dates, "44929\n44929\n44929\n44929\n44929\n");
    check_parts(&(struct parts){.sheet = sheet,
                                .styles = STYLES(FORMAT("14", "0") FORMAT("164", "yyyy"),
                                                 STYLE("14") STYLE("164") STYLE("99999999"))},
                show_dates, "44929\n2023-01-03\n44929\n44929\n44929\n");
    check_parts(&(struct parts){.sheet = sheet, .styles = "<styleSheet><cellXfs>"}, show_dates,
                "!damaged or cut off");
    check_parts(&(struct parts){.sheet = sheet, .styles = "<!DOCTYPE x><styleSheet/>"}, show_dates,
                "!declares a document type");
}
END_TEST

/* What was kept of the last workbook serves the next only if it has the same styles. */
START_TEST(styles_of_one_workbook_after_the_other)
{
    static const char *const styles[] = {STYLES("", STYLE("14")), STYLES("", STYLE("15")),
                                         STYLES("", STYLE("10")), ""};
    static const char *const expected[] = {"2023-01-03\n", "2023-01-03\n", "44929\n", "44929\n"};
    struct arena arena = {0};
    struct xlsx xlsx = {0};
    struct str shown = {0};
    for (int i = 0; i < 2 * COUNT(styles); i++) {
        struct made_zip made = {0};
        int which = i * 3 % COUNT(styles);
        make(&made, &(struct parts){.sheet = ROWS("<row>" STYLED("0", "44929") "</row>"),
                                    .styles = styles[which]});
        str_reset(&shown);
        ck_assert(xlsx_open(&xlsx, &arena, made.bytes.at, made.bytes.length));
        show_dates(&xlsx, &shown);
        ck_assert_str_eq(str_text(&shown), expected[which]);
        str_release(&made.bytes);
    }
    xlsx_close(&xlsx);
    arena_release(&arena);
    str_release(&shown);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("xlsx formats");
    TCase *tcase = tcase_create("formats");
    tcase_add_loop_test(tcase, reads_merges, 0, COUNT(merge_cases));
    tcase_add_test(tcase, merges_of_one_form_after_the_other);
    tcase_add_test(tcase, usual_formats);
    tcase_add_loop_test(tcase, formats_of_ones_own, 0, COUNT(format_cases));
    tcase_add_loop_test(tcase, dates_of_both_calendars, 0, COUNT(date_cases));
    tcase_add_test(tcase, styles_of_a_workbook);
    tcase_add_test(tcase, styles_of_one_workbook_after_the_other);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failures = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failures != 0;
}
