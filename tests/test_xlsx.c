/*
 * Reading workbooks: made of XML parts by hand (every way to store a value, a name, a target, and
 * what is wrong with them), and written by libxlsxwriter and openpyxl. Damage and limits are in
 * test_xlsx_hostile.c.
 */
#include "tests/make_workbook.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
#include <xlsxwriter.h>

/* ---- Cells ---- */

static const struct {
    const char *sheet, *strings, *expected;
} cell_cases[] = {
    {ROWS("<row r=\"2\"><c r=\"B2\"><v>1</v></c><c r=\"AA2\" t=\"n\"><v> -1.5E-3\n</v></c></row>"),
     NULL, "B2=n:1\nAA2=n:-1.5E-3\n"},
    {ROWS("<row r=\"1\"><c r=\"A1\" s=\"4\"/><c r=\"B1\"><v/></c><c r=\"C1\" t=\"str\"><v></v></c>"
          "<c r=\"D1\" t=\"s\"><v>0</v></c><c r=\"E1\" t=\"s\"/></row>"),
     STRINGS("<si/>"), ""},
    {ROWS("<row r=\"1\"><c r=\"A1\" t=\"b\"><v>1</v></c><c r=\"B1\" t=\"b\"><v>0</v></c>"
          "<c r=\"C1\" t=\"b\"><v>true</v></c><c r=\"D1\" t=\"e\"><v>#REF!</v></c>"
          "<c r=\"E1\" t=\"d\"><v>2022-02-16</v></c></row>"),
     NULL, "A1=b:1\nB1=b:0\nC1=b:1\nD1=e:#REF!\nE1=t:2022-02-16\n"},
    {ROWS("<row r=\"1\"><c r=\"A1\" t=\"str\"><f>B1&amp;\"x\"</f><v>a &lt; b</v></c>"
          "<c r=\"B1\"><f>1+1</f><v>2</v></c></row>"),
     NULL, "A1=t:a < b\nB1=n:2\n"},
    /* formulas without their result; the empty text of one is a result */
    {ROWS("<row r=\"1\"><c r=\"A1\"><f>1+1</f><v/></c><c r=\"B1\"><f>C1</f></c>"
          "<c r=\"C1\" t=\"str\"><f>\"\"</f><v></v></c><c r=\"D1\"><v/></c></row>"),
     NULL, "A1=f:=\nB1=f:=\n"},
    {ROWS("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>1</v></c><c r=\"B1\" t=\"s\"><v> 0 </v></c></row>"),
     STRINGS("<si><t>在宅</t></si><si><t xml:space=\"preserve\"> 医療 </t></si>"),
     "A1=t: 医療 \nB1=t:在宅\n"},
    /* rich text, furigana, and a phonetic run between them */
    {ROWS("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c></row>"),
     STRINGS("<si><r><rPr><b/></rPr><t>課</t></r><r><t>題</t></r><rPh sb=\"0\" eb=\"2\"><t>カダイ"
             "</t></rPh><phoneticPr fontId=\"1\"/></si><si><t>東京</t><rPh sb=\"0\" eb=\"2\">"
             "<t>トウキョウ</t></rPh></si>"),
     "A1=t:課題\nB1=t:東京\n"},
    {ROWS("<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>直接</t></is></c><c r=\"B1\" "
          "t=\"inlineStr\"><is><r><t>a</t></r><r><t>b</t></r><rPh><t>x</t></rPh></is></c></row>"),
     NULL, "A1=t:直接\nB1=t:ab\n"},
    {ROWS("<row r=\"1\"><c r=\"A1\" t=\"str\"><v>a_x000D_b_x005F_x000D__x3042_</v></c>"
          "<c r=\"B1\" t=\"str\"><v>_xD83D__xDE00__xd83d_x_x0000__x12G4__x000_</v></c>"
          "<c r=\"C1\" t=\"s\"><v>0</v></c></row>"),
     STRINGS("<si><t>x_x0041_</t></si>"),
     "A1=t:a\rb_x000D_あ\nB1=t:😀\uFFFDx\uFFFD_x12G4__x000_\nC1=t:xA\n"},
    /* no references: cells and rows count up */
    {ROWS("<row><c><v>1</v></c><c/><c><v>2</v></c></row><row/><row><c><v>3</v></c></row>"
          "<row r=\"9\"><c r=\"D9\"><v>4</v></c><c><v>5</v></c></row><row><c><v>6</v></c></row>"),
     NULL, "A1=n:1\nC1=n:2\nA3=n:3\nD9=n:4\nE9=n:5\nA10=n:6\n"},
    {ROWS("<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>"), NULL, "XFD1048576=n:1\n"},
    /* strict namespaces and a prefix */
    {XML "<x:worksheet xmlns:x=\"http://purl.oclc.org/ooxml/spreadsheetml/main\"><x:sheetData>"
         "<x:row r=\"1\"><x:c r=\"A1\" t=\"s\"><x:v>0</x:v></x:c><x:c r=\"B1\" t=\"inlineStr\">"
         "<x:is><x:r><x:t>i</x:t></x:r></x:is></x:c></x:row></x:sheetData></x:worksheet>",
     "<x:sst xmlns:x=\"y\"><x:si><x:r><x:t>s</x:t></x:r><x:rPh><x:t>p</x:t></x:rPh></x:si></x:sst>",
     "A1=t:s\nB1=t:i\n"},
    /* what stands before and behind the cells, and in extensions, is no cell */
    {SHEET("<sheetViews><sheetView><pane/><selection><v>8</v></selection></sheetView></sheetViews>"
           "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v><extLst><ext><v>9</v></ext></extLst></c>"
           "</row></sheetData><x><row r=\"2\"><c r=\"A2\"><v>2</v></c></row></x>"),
     NULL, "A1=n:1\n"},
    {XML "<chartsheet><sheetViews/></chartsheet>", NULL, ""},
    {ROWS("<row r=\"1\"><c r=\"A1\"><v>1<!-- 7 -->2</v></c><c r=\"B1\" t=\"str\">"
          "<v><![CDATA[<b>]]>&#x3042;</v></c></row>"),
     NULL, "A1=n:12\nB1=t:<b>あ\n"},
    /* broken ones */
    {ROWS("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>1</v></c></row>"), STRINGS("<si><t>a</t></si>"),
     "!shared string that is not there"},
    {ROWS("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>"), NULL,
     "!shared string that is not there"},
    {ROWS("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>-1</v></c></row>"), STRINGS("<si><t>a</t></si>"),
     "!shared string that is not there"},
    {ROWS("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>99999999999999999999999</v></c></row>"),
     STRINGS("<si><t>a</t></si>"), "!shared string that is not there"},
    {ROWS("<row r=\"1048577\"/>"), NULL, "!1,048,576 rows"},
    {ROWS("<row r=\"0\"/>"), NULL, "!1,048,576 rows"},
    {ROWS("<row r=\"1x\"/>"), NULL, "!1,048,576 rows"},
    {ROWS("<row r=\"1048576\"/><row/>"), NULL, "!1,048,576 rows"},
    {ROWS("<row r=\"1\"><c r=\"XFE1\"/></row>"), NULL, "!16,384 columns"},
    {ROWS("<row r=\"1\"><c r=\"A99999999999999999999\"/></row>"), NULL, "!16,384 columns"},
    {ROWS("<row r=\"1\"><c r=\"XFD1\"/><c/></row>"), NULL, "!16,384 columns"},
    {ROWS("<row r=\"1\"><c r=\"A\"/></row>"), NULL, "!16,384 columns"},
    {ROWS("<row r=\"1\"><c r=\"$A$1\"/></row>"), NULL, "!16,384 columns"},
    {ROWS("<row r=\"1\"><c r=\"\"/></row>"), NULL, "!16,384 columns"},
    {"<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c>", NULL, "!damaged or cut off"},
    {"<worksheet><sheetData></row></sheetData></worksheet>", NULL, "!damaged or cut off"},
    {" ", NULL, "!damaged or cut off"},
    {ROWS("<row r=\"1\"><c r=\"A1\" t=\"str\"><v>\xE5\x9C</v></c></row>"), NULL,
     "!damaged or cut off"},
    {ROWS("<row r=\"1\"><c r=\"A1\" t=\"str\"><v>&bomb;</v></c></row>"), NULL,
     "!damaged or cut off"},
    {"<!DOCTYPE worksheet [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>"
     "<worksheet><sheetData><row><c t=\"str\"><v>&b;</v></c></row></sheetData></worksheet>",
     NULL, "!declares a document type"},
    {"<!DOCTYPE worksheet SYSTEM \"file:///etc/passwd\"><worksheet/>", NULL,
     "!declares a document type"},
    {ROWS(""), "<!DOCTYPE sst><sst/>", "!declares a document type"},
    {ROWS(""), "<sst><si>", "!damaged or cut off"},
};

START_TEST(reads_cells)
{
    struct parts parts = {.sheet = cell_cases[_i].sheet, .strings = cell_cases[_i].strings};
    check_parts(&parts, show_cells, cell_cases[_i].expected);
}
END_TEST

START_TEST(reads_utf_16)
{
    static const char text[] =
        "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"str\"><v>&#x3042;"
        "b</v></c></row></sheetData></worksheet>";
    char wide[2 * sizeof text] = {(char)0xFF, (char)0xFE};
    for (size_t i = 0; i < sizeof text - 1; i++)
        wide[2 + 2 * i] = text[i];
    struct made_zip made = {0};
    made_begin(&made);
    made_add(&made, "_rels/.rels", root_relations);
    made_add(&made, "xl/_rels/workbook.xml.rels", book_relations);
    made_add(&made, "xl/workbook.xml", WORKBOOK(SHEETS));
    made_add_bytes(&made, "xl/worksheets/sheet1.xml", wide, sizeof wide, 6);
    made_end(&made);
    check_bytes(made.bytes.at, made.bytes.length, show_cells, "A1=t:あb\n");
    str_release(&made.bytes);
}
END_TEST

static bool stop_at_second(void *context, const struct xlsx_cell *cell)
{
    (void)cell;
    size_t *seen = context;
    return ++*seen < 2;
}

START_TEST(stops_when_told)
{
    struct made_zip made = {0};
    make(&made, &(struct parts){.sheet = ROWS("<row><c><v>1</v></c><c><v>2</v></c><c><v>3</v></c>"
                                              "</row><row><c><v>4</v></c></row>")});
    struct arena arena = {0};
    struct xlsx xlsx = {0};
    ck_assert(xlsx_open(&xlsx, &arena, made.bytes.at, made.bytes.length));
    for (int again = 0; again < 2; again++) {
        size_t seen = 0;
        ck_assert(xlsx_read_sheet(&xlsx, 0, stop_at_second, &seen));
        ck_assert_uint_eq(seen, 2);
    }
    xlsx_close(&xlsx);
    arena_release(&arena);
    str_release(&made.bytes);
}
END_TEST

/* ---- Defined names ---- */

#define NAME(attributes, text) "<definedName " attributes ">" text "</definedName>"
#define NAMES(list)                                                             \
    WORKBOOK("<sheets><sheet name=\"Sheet1\" sheetId=\"1\" r:id=\"rId1\"/>"     \
             "<sheet name=\"a'b!c\" sheetId=\"2\" r:id=\"rId1\"/>"              \
             "<sheet name=\"調査票\" sheetId=\"3\" r:id=\"rId1\"/></sheets>" \
             "<definedNames>" list "</definedNames>")

static const struct {
    const char *name, *expected;
} name_cases[] = {
    {NAME("name=\"a_vision\"", "Sheet1!$C$12"), "a_vision=Sheet1!C12\n"},
    {NAME("name=\"a_x\"", "'a''b!c'!$C$12"), "a_x=a'b!c!C12\n"},
    {NAME("name=\"a_x\"", "調査票!$C$12"), "a_x=調査票!C12\n"},
    {NAME("name=\"a_x\"", "'調査票'!$C$12:$D$13"), "a_x=調査票!C12\n"},
    {NAME("name=\"a_x\" hidden=\"1\"", " 'Sheet1'!AB7\n"), "a_x=Sheet1!AB7\n"},
    {NAME("name=\"a_x.1\"", "Sheet1!$A$1") NAME("name=\"A_X.1\"", "Sheet1!$A$2"),
     "a_x.1=Sheet1!A1\nA_X.1=Sheet1!A2\n"},
    {NAME("name=\"a&amp;b\"", "&apos;調査票&apos;!$XFD$1048576"), "a&b=調査票!XFD1048576\n"},
    {NAME("name=\"a_x\"", "Sheet1!C12"), "a_x=Sheet1!C12\n"},
    {NAME("name=\"a_x\"", "Sheet1!C$12:$C12"), "a_x=Sheet1!C12\n"},
    {NAME("name=\"a_x\"", "Sheet1!$C$3:$C$3"), "a_x=Sheet1!C3\n"},
    {NAME("name=\"a_x\" localSheetId=\"0\"", "Sheet1!$C$12"), "Sheet1:a_x=Sheet1!C12\n"},
    /* the copy of a sheet has names of its own beside the workbook's */
    {NAME("name=\"a_x\"", "Sheet1!$C$12") NAME("name=\"a_x\" localSheetId=\"2\"", "調査票!$C$12"),
     "a_x=Sheet1!C12\n調査票:a_x=調査票!C12\n"},
    {NAME("name=\"a_x\" localSheetId=\"1\"", "調査票!$C$12"), "a'b!c:a_x=調査票!C12\n"},
    {NAME("name=\"a_x\" localSheetId=\"3\"", "Sheet1!$C$12"), ""},
    {NAME("name=\"a_x\" localSheetId=\"\"", "Sheet1!$C$12"), ""},
    {NAME("name=\"a_x\" localSheetId=\"-1\"", "Sheet1!$C$12"), ""},
    {NAME("name=\"a_x\" localSheetId=\"99999999999999999999\"", "Sheet1!$C$12"), ""},
    {NAME("name=\"_xlnm.Print_Area\" localSheetId=\"0\"", "Sheet1!$A$1:$L$99"), ""},
    {NAME("name=\"a_x\"", "Sheet1!$C:$C"), ""},
    {NAME("name=\"a_x\"", "Sheet1!$12:$12"), ""},
    {NAME("name=\"a_x\"", "Sheet1!$D$13:$C$12"), ""},
    {NAME("name=\"a_x\"", "Sheet1!$C$12:$D"), ""},
    {NAME("name=\"a_x\"", "Sheet1!$C$12,Sheet1!$C$13"), ""},
    {NAME("name=\"a_x\"", "Sheet1!#REF!"), ""},
    {NAME("name=\"a_x\"", "#REF!"), ""},
    {NAME("name=\"a_x\"", "#REF!$C$12"), ""},
    {NAME("name=\"a_x\"", "Sheet1!$XFE$1"), ""},
    {NAME("name=\"a_x\"", "Sheet1!$A$1048577"), ""},
    {NAME("name=\"a_x\"", "Sheet1!$A$0"), ""},
    {NAME("name=\"a_x\"", "[1]Sheet1!$A$1"), ""},
    {NAME("name=\"a_x\"", "'[1]Sheet1'!$A$1"), ""},
    {NAME("name=\"a_x\"", "sheet1!$A$1"), ""},
    {NAME("name=\"a_x\"", "Sheet1:Sheet3!$A$1"), ""},
    {NAME("name=\"a_x\"", "'Sheet1!$A$1"), ""},
    {NAME("name=\"a_x\"", "'Sheet1'$A$1"), ""},
    {NAME("name=\"a_x\"", "'"), ""},
    {NAME("name=\"a_x\"", "''"), ""},
    {NAME("name=\"a_x\"", ""), ""},
    {NAME("name=\"a_x\"", " \n "), ""},
    {NAME("name=\"a_x\"", "SUM(Sheet1!$A$1:$A$3)"), ""},
    {NAME("name=\"a_x\"", "0.5"), ""},
    {NAME("id=\"3\"", "Sheet1!$A$1"), ""},
};

static void check_name(const char *name, const char *expected)
{
    struct str workbook = {0};
    static const char all[] = NAMES("@");
    const char *at = strchr(all, '@');
    str_append_bytes(&workbook, all, (size_t)(at - all));
    str_append(&workbook, name);
    str_append(&workbook, at + 1);
    check_parts(&(struct parts){.workbook = workbook.at}, show_names, expected);
    str_release(&workbook);
}

START_TEST(reads_name)
{
    check_name(name_cases[_i].name, name_cases[_i].expected);
}
END_TEST

START_TEST(names_of_extensions_are_no_names)
{
    check_parts(
        &(struct parts){.workbook = WORKBOOK(
                            SHEETS "<extLst><ext><definedNames><definedName name=\"x\">調査票!$A$1"
                                   "</definedName></definedNames></ext></extLst>")},
        show_names, "");
}
END_TEST

/* ---- Workbook ---- */

#define TO(target) RELATIONS(RELATION("rId1", "worksheet", target))
#define THREE                                                                                \
    "<sheets><sheet name=\"A\" sheetId=\"5\" q:id=\"c\" state=\"visible\"/><sheet "          \
    "name=\"B&amp;\" "                                                                       \
    "sheetId=\"1\" q:id=\"b\" state=\"hidden\"/><sheet name=\"C\" sheetId=\"2\" q:id=\"a\" " \
    "state=\"veryHidden\"/></sheets>"
#define MANY_TARGETS                     \
    RELATION("a", "worksheet", "s1.xml") \
    RELATION("b", "chartsheet", "s2.xml") RELATION("c", "worksheet", "s3.xml")

static const struct {
    struct parts parts;
    const char *expected;
} workbook_cases[] = {
    {{0}, "1900 調査票=xl/worksheets/sheet1.xml"},
    {{.relations = TO("/xl/worksheets/sheet1.xml")}, "1900 調査票=xl/worksheets/sheet1.xml"},
    {{.relations = TO("./x/.././worksheets//sheet1.xml")}, "1900 調査票=xl/worksheets/sheet1.xml"},
    {{.relations = TO("../sheet1.xml")}, "1900 調査票=sheet1.xml"},
    {{.relations = TO("../../../etc/passwd")}, "1900 調査票=etc/passwd"},
    {{.relations = TO("..")}, "1900 調査票="},
    {{.root = RELATIONS(RELATION("x", "extended-properties", "docProps/app.xml")
                            RELATION("y", "officeDocument", "/xl/workbook.xml"))},
     "1900 調査票=xl/worksheets/sheet1.xml"},
    {{.root = "<p:Relationships xmlns:p=\"" PACKAGE "\"><p:Relationship Id=\"a\" Type=\"" STRICT
              "/officeDocument\" Target=\"XL/Workbook.xml\"/></p:Relationships>"},
     "1900 調査票=XL/worksheets/sheet1.xml"},
    {{.relations = RELATIONS(MANY_TARGETS),
      .workbook = "<m:workbook xmlns:m=\"" MAIN "\" xmlns:q=\"" STRICT
                  "\"><m:workbookPr date1904=\"true\"/>" THREE "</m:workbook>"},
     "1904 A=xl/s3.xml -B&=xl/s2.xml -C=xl/s1.xml"},
    {{.workbook = WORKBOOK("<workbookPr date1904=\"0\"/>" SHEETS)},
     "1900 調査票=xl/worksheets/sheet1.xml"},
    {{.root = ""}, "!holds no workbook"},
    {{.root = RELATIONS("")}, "!holds no workbook"},
    {{.root = RELATIONS(RELATION("a", "officeDocument", ""))}, "!holds no workbook"},
    {{.root = RELATIONS(RELATION("a", "officeDocument", "xl/workbook.bin"))}, "!.xlsb"},
    {{.root = RELATIONS(RELATION("a", "officeDocument", "word/document.xml"))}, "!missing"},
    {{.root = "<"}, "!damaged or cut off"},
    {{.workbook = "<w:document xmlns:w=\"x\"/>"}, "!holds no workbook"},
    {{.workbook = ""}, "!missing"},
    {{.relations = ""}, "!missing"},
    {{.workbook = WORKBOOK("")}, "!no sheets"},
    {{.workbook = WORKBOOK("<sheets/>")}, "!no sheets"},
    {{.workbook = WORKBOOK("<sheets><sheet name=\"a\" r:id=\"rId9\"/></sheets>")},
     "!sheet that is not there"},
    {{.workbook = WORKBOOK("<sheets><sheet name=\"a\"/></sheets>")}, "!sheet that is not there"},
    {{.workbook = WORKBOOK("<sheets><sheet r:id=\"rId1\"/></sheets>")}, "!sheet that is not there"},
    {{.workbook = "<!DOCTYPE workbook [<!ENTITY x SYSTEM \"/etc/passwd\">]><workbook/>"},
     "!declares a document type"},
    {{.relations = "<!DOCTYPE x><x/>"}, "!declares a document type"},
};

START_TEST(reads_workbook)
{
    check_parts(&workbook_cases[_i].parts, show_workbook, workbook_cases[_i].expected);
}
END_TEST

START_TEST(missing_sheet_part)
{
    check_parts(&(struct parts){.relations = TO("sheet9.xml")}, show_cells, "!missing");
}
END_TEST

START_TEST(error_names_the_part)
{
    struct made_zip made = {0};
    make(&made, &(struct parts){.sheet = "<worksheet>"});
    struct arena arena = {0};
    struct xlsx xlsx = {0};
    ck_assert(xlsx_open(&xlsx, &arena, made.bytes.at, made.bytes.length));
    ck_assert(!xlsx_read_sheet(&xlsx, 0, show_cell, NULL));
    ck_assert_str_eq(xlsx.error_part, "xl/worksheets/sheet1.xml");
    ck_assert(!xlsx_open(&xlsx, &arena, "x", 1));
    ck_assert_ptr_null(xlsx.error_part);
    xlsx_close(&xlsx);
    xlsx_close(&xlsx);
    arena_release(&arena);
    str_release(&made.bytes);
}
END_TEST

/* One structure for many workbooks: nothing of the last one may shine through. */
START_TEST(opens_one_after_the_other)
{
    struct parts first = {
        .sheet = ROWS("<row><c t=\"s\"><v>0</v></c></row>"),
        .strings = STRINGS("<si><t>first</t></si>"),
        .workbook = WORKBOOK(SHEETS "<definedNames><definedName name=\"n\">調査票!$A$1"
                                    "</definedName></definedNames>"),
    };
    struct made_zip one = {0}, two = {0};
    make(&one, &first);
    make(&two, &(struct parts){.sheet = first.sheet});
    struct arena arena = {0};
    struct xlsx xlsx = {0};
    struct str shown = {0};
    for (int i = 0; i < 3; i++) {
        arena_reset(&arena);
        str_reset(&shown);
        ck_assert(xlsx_open(&xlsx, &arena, one.bytes.at, one.bytes.length));
        ck_assert_uint_eq(xlsx.name_count, 1);
        show_cells(&xlsx, &shown);
        ck_assert_str_eq(shown.at, "A1=t:first\n");
        ck_assert(!xlsx_open(&xlsx, &arena, "PK\5\6", 4));
        ck_assert_uint_eq(xlsx.sheet_count, 0);
        ck_assert(xlsx_open(&xlsx, &arena, two.bytes.at, two.bytes.length));
        ck_assert_uint_eq(xlsx.name_count, 0);
        ck_assert(!xlsx_read_sheet(&xlsx, 0, show_cell, &shown));
    }
    xlsx_close(&xlsx);
    arena_release(&arena);
    str_release(&shown);
    str_release(&one.bytes);
    str_release(&two.bytes);
}
END_TEST

/* ---- Names of members ---- */

START_TEST(member_names)
{
    struct made_zip made = {0};
    made_begin(&made);
    made_add(&made, "_rels\\.rels", root_relations);
    made_add(&made, "/xl/_rels/workbook.xml.rels", book_relations);
    made_add(&made, "xl/Workbook.xml", WORKBOOK(SHEETS));
    made_add(&made, "xl/worksheets/sheet1.xml", ROWS("<row><c><v>1</v></c></row>"));
    made_end(&made);
    check_bytes(made.bytes.at, made.bytes.length, show_cells, "A1=n:1\n");
    str_release(&made.bytes);
}
END_TEST

START_TEST(member_twice)
{
    struct made_zip made = {0};
    made_begin(&made);
    made_add(&made, "_rels/.rels", root_relations);
    made_add(&made, "xl/_rels/workbook.xml.rels", book_relations);
    made_add(&made, "xl/workbook.xml", WORKBOOK(SHEETS));
    made_add(&made, "xl/worksheets/sheet1.xml", ROWS("<row><c><v>1</v></c></row>"));
    made_add(&made, "xl/worksheets/Sheet1.xml", ROWS("<row><c><v>2</v></c></row>"));
    made_end(&made);
    check_bytes(made.bytes.at, made.bytes.length, show_cells, "!there twice");
    str_release(&made.bytes);
}
END_TEST

/* ---- Other writers ---- */

static void read_path(const char *path, struct str *bytes)
{
    FILE *file = fopen(path, "rb");
    ck_assert_ptr_nonnull(file);
    size_t taken;
    do {
        taken = fread(str_reserve(bytes, 4096), 1, 4096, file);
        bytes->length += taken;
    } while (taken);
    ck_assert_int_eq(ferror(file), 0);
    fclose(file);
}

static void show_all(struct xlsx *xlsx, struct str *shown)
{
    show_workbook(xlsx, shown);
    str_append(shown, "\n");
    show_names(xlsx, shown);
    show_cells(xlsx, shown);
}

static void check_path(const char *path, const char *expected)
{
    struct str bytes = {0};
    read_path(path, &bytes);
    check_bytes(bytes.at, bytes.length, show_all, expected);
    str_release(&bytes);
}

static void write_workbook(const char *path)
{
    lxw_workbook *workbook = workbook_new(path);
    lxw_worksheet *sheet = workbook_add_worksheet(workbook, "調査票 1");
    lxw_worksheet *hidden = workbook_add_worksheet(workbook, "_renkei");
    lxw_format *bold = workbook_add_format(workbook);
    format_set_bold(bold);
    char first[] = "あ", second[] = "い";
    lxw_rich_string_tuple plain = {NULL, first}, strong = {bold, second};
    lxw_rich_string_tuple *rich[] = {&plain, &strong, NULL};
    ck_assert_int_eq(worksheet_write_string(sheet, 0, 0, "在宅医療 <&>", NULL), LXW_NO_ERROR);
    ck_assert_int_eq(worksheet_write_number(sheet, 11, 2, -12.5, NULL), LXW_NO_ERROR);
    ck_assert_int_eq(worksheet_write_boolean(sheet, 12, 2, 1, NULL), LXW_NO_ERROR);
    ck_assert_int_eq(worksheet_write_rich_string(sheet, 13, 2, rich, NULL), LXW_NO_ERROR);
    ck_assert_int_eq(worksheet_write_formula_num(sheet, 14, 2, "=1+2", NULL, 3), LXW_NO_ERROR);
    ck_assert_int_eq(worksheet_write_blank(sheet, 15, 2, bold), LXW_NO_ERROR);
    ck_assert_int_eq(worksheet_write_string(sheet, 16, 2, "a\r\x01", NULL), LXW_NO_ERROR);
    ck_assert_int_eq(worksheet_write_string(hidden, 0, 0, "survey", NULL), LXW_NO_ERROR);
    ck_assert_int_eq(workbook_define_name(workbook, "a_vision", "='調査票 1'!$C$12"), LXW_NO_ERROR);
    ck_assert_int_eq(workbook_define_name(workbook, "'調査票 1'!local", "='調査票 1'!$C$13"),
                     LXW_NO_ERROR);
    worksheet_hide(hidden);
    ck_assert_int_eq(workbook_close(workbook), LXW_NO_ERROR);
}

START_TEST(written_by_libxlsxwriter)
{
    char path[] = "/tmp/test_xlsx.XXXXXX";
    int handle = mkstemp(path);
    ck_assert_int_ge(handle, 0);
    close(handle);
    write_workbook(path);
    check_path(path, "1900 調査票 1=xl/worksheets/sheet1.xml -_renkei=xl/worksheets/sheet2.xml\n"
                     "a_vision=調査票 1!C12\n調査票 1:local=調査票 1!C13\n"
                     "A1=t:在宅医療 <&>\nC12=n:-12.5\nC13=b:1\nC14=t:あい\nC15=n:3\n"
                     "C17=t:a\r\x01\nA1=t:survey\n");
    unlink(path);
}
END_TEST

static const char openpyxl_program[] =
    "import sys, datetime, openpyxl\n"
    "from openpyxl.workbook.defined_name import DefinedName\n"
    "b = openpyxl.Workbook()\n"
    "s = b.active\n"
    "s.title = \"調査's\"\n"
    "s['A1'] = '在宅'\n"
    "s['C12'] = 3\n"
    "s['C13'] = True\n"
    "s['D14'] = '医療'\n"
    "s['E1'] = '#N/A'\n"
    "n = DefinedName('a_x.1', attr_text=\"'調査''s'!$C$12:$D$12\")\n"
    "s.merge_cells('C12:D12')\n"
    "b.defined_names.add(n) if hasattr(b.defined_names, 'add') else b.defined_names.append(n)\n"
    "b.create_sheet('_renkei').sheet_state = 'veryHidden'\n"
    "b.save(sys.argv[1])\n";

/* Exit status of the interpreter; 1 without openpyxl, 127 without Python. */
static int run_python(const char *program, const char *path)
{
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        int null = open("/dev/null", O_WRONLY);
        if (null >= 0)
            dup2(null, STDERR_FILENO);
        execl("/usr/bin/python3", "python3", "-c", program, path, (char *)NULL);
        _exit(127);
    }
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

START_TEST(written_by_openpyxl)
{
    if (run_python("import openpyxl", "") != 0)
        return; /* not a package this project needs */
    char path[] = "/tmp/test_xlsx.XXXXXX";
    int handle = mkstemp(path);
    ck_assert_int_ge(handle, 0);
    close(handle);
    ck_assert_int_eq(run_python(openpyxl_program, path), 0);
    check_path(path, "1900 調査's=xl/worksheets/sheet1.xml -_renkei=xl/worksheets/sheet2.xml\n"
                     "a_x.1=調査's!C12\n"
                     "A1=t:在宅\nE1=e:#N/A\nC12=n:3\nC13=b:1\nD14=t:医療\n");
    unlink(path);
}
END_TEST

/* ---- Cell names ---- */

START_TEST(cell_names)
{
    static const struct {
        uint32_t row, column;
        const char *name;
    } cells[] = {
        {1, 1, "A1"},
        {12, 3, "C12"},
        {7, 26, "Z7"},
        {7, 27, "AA7"},
        {9, 702, "ZZ9"},
        {9, 703, "AAA9"},
        {1048576, 16384, "XFD1048576"},
    };
    char buffer[16];
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
        ck_assert_str_eq(xlsx_cell_name(buffer, cells[i].row, cells[i].column), cells[i].name);
}
END_TEST

static void add_readings(TCase *tcase)
{
    tcase_add_loop_test(tcase, reads_cells, 0, COUNT(cell_cases));
    tcase_add_test(tcase, reads_utf_16);
    tcase_add_test(tcase, stops_when_told);
    tcase_add_loop_test(tcase, reads_name, 0, COUNT(name_cases));
    tcase_add_test(tcase, names_of_extensions_are_no_names);
    tcase_add_loop_test(tcase, reads_workbook, 0, COUNT(workbook_cases));
    tcase_add_test(tcase, missing_sheet_part);
    tcase_add_test(tcase, error_names_the_part);
    tcase_add_test(tcase, opens_one_after_the_other);
    tcase_add_test(tcase, member_names);
    tcase_add_test(tcase, member_twice);
    tcase_add_test(tcase, written_by_libxlsxwriter);
    tcase_add_test(tcase, written_by_openpyxl);
    tcase_add_test(tcase, cell_names);
}

int main(void)
{
    Suite *suite = suite_create("xlsx");
    TCase *tcase = tcase_create("xlsx");
    add_readings(tcase);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failures = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failures != 0;
}
