/*
 * The checker and workbooks that are not as Excel writes them: cells in any order, references that
 * lead nowhere, parts that are damaged. They are judged, or refused with the part.
 */
#include "common/message.h"
#include "tests/make_workbook.h"
#include "tests/rules_run.h"

static void show_parts(struct str *shown, const struct parts *parts)
{
    struct made_zip made = {0};
    make(&made, parts);
    write_bytes("book.xlsx", made.bytes.at, made.bytes.length);
    show_broken(shown, &(struct rules_question){.path = path});
    str_release(&made.bytes);
}

static const struct {
    const char *sheet, *expected;
} parts_cases[] = {
    {SHEET("<sheetData/>"), "A01 ; A02 ; A03 ; A08 調査票!"},
    {XML "<worksheet xmlns=\"" MAIN "\"/>", "A01 ; A02 ; A03 ; A08 調査票!"},
    {XML "<chartsheet xmlns=\"" MAIN "\"/>", "A01 ; A02 ; A03 ; A08 調査票!"},
    {SHEET("<sheetData/><drawing r:id=\"rId9\" xmlns:r=\"" TRANSITIONAL "\"/>"),
     "A01 ; A02 ; A03 ; A08 調査票!"},
    /* Rows from below, a cell twice, at the far corner. */
    {ROWS("<row r=\"2\"><c r=\"B2\"><v>1</v></c></row><row r=\"1\"><c r=\"B1\" "
          "t=\"str\"><v>n</v></c>"
          "<c r=\"A1\" t=\"str\"><v>a</v></c><c r=\"A1\" t=\"str\"><v>a</v></c></row>"),
     "A01 ; A02 ; A03 "},
    {ROWS("<row r=\"1\"><c r=\"A1\" t=\"str\"><v>a</v></c></row>"
          "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>"),
     "A01 ; A02 ; A03 "},
    {SHEET("<sheetViews><sheetView><selection activeCell=\"nowhere\"/></sheetView></sheetViews>"
           "<sheetData><row><c t=\"str\"><v>a</v></c></row></sheetData>"
           "<mergeCells><mergeCell ref=\"??\"/><mergeCell/></mergeCells>"
           "<hyperlinks><hyperlink ref=\"A1\" location=\"#'\"/><hyperlink ref=\"A1\" "
           "location=\"'a''\"/><hyperlink location=\"x!y\" ref=\"A1\"/></hyperlinks>"),
     "A01 ; A02 ; A03 ; A06 調査票!A1; A17 調査票!A1"},
    {SHEET("<sheetData><row><c t=\"str\"><v>a</v></c></row></sheetData><mergeCells>"), "!the XML"},
};

START_TEST(odd_workbooks)
{
    struct str shown = {0};
    const char *expected = parts_cases[_i].expected;
    show_parts(&shown, &(struct parts){.sheet = parts_cases[_i].sheet});
    size_t length = *expected == '!' ? strlen(expected) : shown.length + 1;
    ck_assert_msg(strncmp(str_text(&shown), expected, length) == 0, "\"%s\", not \"%s\"",
                  str_text(&shown), expected);
    str_release(&shown);
}
END_TEST

/* Found by changing bytes: the name of a damaged part outlived the sheet that refers to it. */
START_TEST(damaged_drawing)
{
    struct str shown = {0};
    struct made_zip made = {0};
    made_begin(&made);
    made_add(&made, "_rels/.rels", root_relations);
    made_add(&made, "xl/_rels/workbook.xml.rels", book_relations);
    made_add(&made, "xl/workbook.xml", WORKBOOK(SHEETS));
    made_add(&made, "xl/worksheets/sheet1.xml",
             SHEET("<sheetData/><drawing r:id=\"rId1\" xmlns:r=\"" TRANSITIONAL "\"/>"));
    made_add(&made, "xl/worksheets/_rels/sheet1.xml.rels",
             RELATIONS(RELATION("rId1", "drawing", "../drawings/drawing1.xml")));
    made_add(&made, "xl/drawings/drawing1.xml", "<wsDr><anchor>");
    made_end(&made);
    write_bytes("book.xlsx", made.bytes.at, made.bytes.length);
    show_broken(&shown, &(struct rules_question){.path = path});
    ck_assert_str_eq(str_text(&shown), "!the XML of the workbook is damaged or cut off: "
                                       "xl/drawings/drawing1.xml");
    str_release(&made.bytes);
    str_release(&shown);
}
END_TEST

int main(void)
{
    message_init("test_rules_parts", "en");
    Suite *suite = suite_create("rules, odd workbooks");
    TCase *parts = tcase_create("parts");
    tcase_add_checked_fixture(parts, folder_open, folder_close);
    tcase_add_loop_test(parts, odd_workbooks, 0, COUNT(parts_cases));
    tcase_add_test(parts, damaged_drawing);
    suite_add_tcase(suite, parts);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
