/*
 * Workbooks that are none, damaged ones, and every limit of the reader with its message. Run it in
 * the sanitizer build too: no input may make the reader look behind the end of its bytes.
 */
#include "tests/make_workbook.h"

/* ---- What is no workbook ---- */

#define OLE "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"

static const struct {
    const char *bytes;
    size_t length;
    const char *expected;
} foreign_cases[] = {
    {"", 0, "!the file is empty"},
    {"P", 1, "!not a ZIP file"},
    {"a,b\n1,2\n", 8, "!not a ZIP file"},
    {"%PDF-1.7", 8, "!a PDF, not a workbook"},
    {OLE, 8, "!encrypted workbook (OLE)"},
    {OLE "\0\0W\0o\0r\0k\0b\0o\0o\0k\0\0\0", 26, "!Excel 97-2003 (.xls)"},
    {OLE "\0\0E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0\0\0", 42,
     "!encrypted workbook (OLE)"},
    {"PK\3\4", 4, "!damaged or cut off"},
    {"PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 22, "!damaged or cut off"},
    /* an empty archive behind something else */
    {"PK  PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 26, "!holds no workbook"},
};

START_TEST(rejects_foreign)
{
    check_bytes(foreign_cases[_i].bytes, foreign_cases[_i].length, show_cells,
                foreign_cases[_i].expected);
}
END_TEST

/* ---- Damage ---- */

static const struct parts ordinary = {
    .sheet = ROWS("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\"><v>12</v></c></row>"),
    .strings = STRINGS("<si><t>text</t></si>"),
    .workbook = WORKBOOK(SHEETS "<definedNames><definedName name=\"n\">調査票!$A$1</definedName>"
                                "</definedNames>"),
};
static const char ordinary_cells[] = "A1=t:text\nB1=n:12\n";

/* A file cut off anywhere has lost its directory. */
START_TEST(cut_off_anywhere)
{
    struct made_zip made = {0};
    make(&made, &ordinary);
    check_bytes(made.bytes.at, made.bytes.length, show_cells, ordinary_cells);
    for (size_t length = 4; length < made.bytes.length - 22; length += 7)
        check_bytes(made.bytes.at, length, show_cells, "!damaged or cut off");
    str_release(&made.bytes);
}
END_TEST

/* Any one byte changed: an error or the same cells (the byte meant nothing), never other cells. */
START_TEST(one_byte_changed)
{
    struct made_zip made = {0};
    make(&made, &ordinary);
    struct str shown = {0};
    for (size_t i = 0; i < made.bytes.length; i++) {
        for (int change = 1; change < 256; change += 127) {
            made.bytes.at[i] = (char)(made.bytes.at[i] ^ change);
            str_reset(&shown);
            show_bytes(made.bytes.at, made.bytes.length, show_cells, &shown);
            ck_assert_msg(strchr(str_text(&shown), '!') || strcmp(shown.at, ordinary_cells) == 0,
                          "byte %zu: %s", i, str_text(&shown));
            made.bytes.at[i] = (char)(made.bytes.at[i] ^ change);
        }
    }
    str_release(&shown);
    str_release(&made.bytes);
}
END_TEST

/* The directory's record of a member (APPNOTE 4.3.12). */
enum { AT_FLAGS = 8, AT_METHOD = 10, AT_CRC = 16, AT_COMPRESSED = 20, AT_EXPANDED = 24 };

static char *directory_record(const struct made_zip *made, const char *name)
{
    size_t length = strlen(name);
    for (size_t i = 0; i + 46 + length <= made->bytes.length; i++) {
        char *at = made->bytes.at + i;
        if (memcmp(at, "PK\1\2", 4) == 0 && memcmp(at + 46, name, length) == 0)
            return at;
    }
    abort();
}

/* The local header of the same member; its fields lie two bytes before (APPNOTE 4.3.7). */
static char *local_header(const struct made_zip *made, const char *record)
{
    uint32_t offset;
    memcpy(&offset, record + 42, sizeof offset);
    return made->bytes.at + offset;
}

static const struct {
    int field;
    uint32_t value; /* two bytes of it for flags and method */
    const char *expected;
} lies[] = {
    {AT_FLAGS, 1, "!encrypted"},
    {AT_METHOD, 12, "!compressed in an unknown way"},
    {AT_METHOD, 0, "!size or checksum"},
    {AT_CRC, 7, "!size or checksum"},
    {AT_EXPANDED, 7, "!size or checksum"},
    {AT_EXPANDED, 0, "!size or checksum"},
    {AT_EXPANDED, 100000, "!size or checksum"},
    {AT_EXPANDED, 64 << 20, "!more than 200 times"},
    {AT_EXPANDED, (64 << 20) + 1, "!64 MiB"},
    {AT_EXPANDED, 0xFFFFFFFE, "!64 MiB"},
    {AT_COMPRESSED, 7, "!size or checksum"},
    {AT_COMPRESSED, 0, "!size or checksum"},
    {AT_COMPRESSED, 0x7FFFFFFF, "!size or checksum"},
};

START_TEST(member_lies)
{
    struct made_zip made = {0};
    make(&made, &ordinary);
    char *record = directory_record(&made, "xl/worksheets/sheet1.xml");
    char *local = local_header(&made, record);
    size_t size = lies[_i].field <= AT_METHOD ? 2 : 4;
    memcpy(record + lies[_i].field, &lies[_i].value, size);
    check_bytes(made.bytes.at, made.bytes.length, show_cells, "!"); /* only the directory lies */
    memcpy(local + lies[_i].field - 2, &lies[_i].value, size);
    check_bytes(made.bytes.at, made.bytes.length, show_cells, lies[_i].expected);
    str_release(&made.bytes);
}
END_TEST

/* ---- Limits ---- */

static void repeat(struct str *text, const char *piece, size_t count)
{
    for (size_t i = 0; i < count; i++)
        str_append(text, piece);
}

static void check_sheet(const struct str *sheet, const char *expected)
{
    check_parts(&(struct parts){.sheet = sheet->at}, show_cells, expected);
}

START_TEST(limit_text)
{
    /* 32,767 units are allowed; あ is one unit of three bytes, 😀 two of four. */
    static const char *const pieces[] = {"a", "あ", "😀"};
    static const size_t counts[] = {32767, 32767, 16383};
    for (size_t i = 0; i < 3; i++) {
        struct str sheet = {0}, strings = {0}, expected = {0};
        str_append(&sheet, "<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>");
        repeat(&sheet, pieces[i], counts[i]);
        size_t end = sheet.length;
        str_append(&sheet, "</t></is></c></row></sheetData></worksheet>");
        str_append(&expected, "A1=t:");
        repeat(&expected, pieces[i], counts[i]);
        str_append(&expected, "\n");
        check_sheet(&sheet, expected.at);
        sheet.length = end;
        str_appendf(&sheet, "%s</t></is></c></row></sheetData></worksheet>", pieces[i]);
        check_sheet(&sheet, "!32,767 characters");
        str_append(&strings, "<sst><si><t>");
        repeat(&strings, pieces[i], counts[i] + 1);
        str_append(&strings, "</t></si></sst>");
        check_parts(&(struct parts){.strings = strings.at}, show_cells, "!32,767 characters");
        str_release(&sheet);
        str_release(&strings);
        str_release(&expected);
    }
}
END_TEST

START_TEST(limit_depth)
{
    struct str sheet = {0};
    str_append(&sheet, "<worksheet>");
    repeat(&sheet, "<a>", 63);
    repeat(&sheet, "</a>", 63);
    str_append(&sheet, "</worksheet>");
    check_sheet(&sheet, "");
    str_reset(&sheet);
    repeat(&sheet, "<a>", 65);
    check_sheet(&sheet, "!64 deep");
    str_reset(&sheet);
    repeat(&sheet, "<a>", 20000);
    check_sheet(&sheet, "!64 deep");
    str_release(&sheet);
}
END_TEST

START_TEST(limit_sheets)
{
    struct str workbook = {0};
    str_append(&workbook, "<workbook><sheets>");
    for (int i = 0; i < 1025; i++)
        str_appendf(&workbook, "<sheet name=\"s%d\" r:id=\"rId1\"/>", i);
    str_append(&workbook, "</sheets></workbook>");
    /* no namespaces are declared, and none are looked at */
    check_parts(&(struct parts){.workbook = workbook.at}, show_workbook, "!1,024 sheets");
    str_release(&workbook);
}
END_TEST

START_TEST(limit_names)
{
    struct str workbook = {0};
    str_append(&workbook, "<workbook xmlns:r=\"x\">" SHEETS "<definedNames>");
    size_t start = workbook.length;
    for (int i = 0; i < 65537; i++)
        str_appendf(&workbook, "<definedName name=\"n%d\">調査票!$A$%d</definedName>", i, i + 1);
    str_append(&workbook, "</definedNames></workbook>");
    check_parts(&(struct parts){.workbook = workbook.at}, show_workbook, "!65,536 defined names");
    /* one of them for a sheet only */
    memcpy(workbook.at + start + strlen("<definedName "), "xame", 4);
    check_parts(&(struct parts){.workbook = workbook.at}, show_workbook,
                "1900 調査票=xl/worksheets/sheet1.xml");
    str_release(&workbook);
}
END_TEST

START_TEST(limit_relations)
{
    struct str relations = {0};
    str_append(&relations, "<Relationships>");
    repeat(&relations, "<Relationship Id=\"a\" Type=\"t\" Target=\"x\"/>", 10001);
    str_append(&relations, "</Relationships>");
    check_parts(&(struct parts){.relations = relations.at}, show_cells, "!10,000 relationships");
    str_release(&relations);
}
END_TEST

START_TEST(limit_strings)
{
    struct str strings = {0};
    str_append(&strings, "<sst>");
    repeat(&strings, "<si/>", 2097153);
    str_append(&strings, "</sst>");
    struct made_zip made = {0};
    made_begin(&made);
    made_add(&made, "_rels/.rels", root_relations);
    made_add(&made, "xl/_rels/workbook.xml.rels", book_relations);
    made_add(&made, "xl/workbook.xml", WORKBOOK(SHEETS));
    made_add(&made, "xl/worksheets/sheet1.xml", ROWS(""));
    made_add_bytes(&made, "xl/sharedStrings.xml", strings.at, strings.length, 0);
    made_end(&made);
    check_bytes(made.bytes.at, made.bytes.length, show_cells, "!2,097,152 shared strings");
    str_release(&made.bytes);
    str_release(&strings);
}
END_TEST

static void check_members(size_t count, const char *name, const char *expected)
{
    struct made_zip made = {0};
    made_begin(&made);
    for (size_t i = 0; i < count; i++)
        made_add_bytes(&made, name, "", 0, 0);
    made_end(&made);
    check_bytes(made.bytes.at, made.bytes.length, show_cells, expected);
    str_release(&made.bytes);
}

START_TEST(limit_members)
{
    check_members(10000, "a", "!holds no workbook");
    check_members(10001, "a", "!10,000 members");
    struct str name = {0};
    repeat(&name, "n", 1024);
    check_members(1, name.at, "!holds no workbook");
    repeat(&name, "n", 1);
    check_members(1, name.at, "!1,024 bytes");
    str_release(&name);
}
END_TEST

START_TEST(limit_ratio)
{
    struct str sheet = {0};
    str_append(&sheet, "<worksheet>");
    repeat(&sheet, " ", 2 << 20);
    str_append(&sheet, "</worksheet>");
    check_sheet(&sheet, "!more than 200 times");
    sheet.length = 0;
    str_append(&sheet, "<worksheet>");
    repeat(&sheet, " ", 1000000);
    str_append(&sheet, "</worksheet>");
    check_sheet(&sheet, "");
    str_release(&sheet);
}
END_TEST

/* A member of 60 MiB, stored: its second reading passes the limit for all. */
START_TEST(limit_total)
{
    struct str sheet = {0};
    str_append(&sheet, "<worksheet/>");
    size_t size = 60 << 20;
    memset(str_reserve(&sheet, size), ' ', size);
    sheet.length += size;
    struct made_zip made = {0};
    made_begin(&made);
    made_add(&made, "_rels/.rels", root_relations);
    made_add(&made, "xl/_rels/workbook.xml.rels", book_relations);
    made_add(&made, "xl/workbook.xml", WORKBOOK(SHEETS));
    made_add_bytes(&made, "xl/worksheets/sheet1.xml", sheet.at, sheet.length, 0);
    made_end(&made);
    str_release(&sheet);
    struct arena arena = {0};
    struct xlsx xlsx = {0};
    ck_assert(xlsx_open(&xlsx, &arena, made.bytes.at, made.bytes.length));
    ck_assert(xlsx_read_sheet(&xlsx, 0, show_cell, NULL));
    ck_assert(!xlsx_read_sheet(&xlsx, 0, show_cell, NULL));
    ck_assert_ptr_nonnull(strstr(xlsx.error, "80 MiB"));
    xlsx_close(&xlsx);
    arena_release(&arena);
    str_release(&made.bytes);
}
END_TEST

static void add_hostile(TCase *tcase)
{
    tcase_add_loop_test(tcase, rejects_foreign, 0, COUNT(foreign_cases));
    tcase_add_test(tcase, cut_off_anywhere);
    tcase_add_test(tcase, one_byte_changed);
    tcase_add_loop_test(tcase, member_lies, 0, COUNT(lies));
    tcase_add_test(tcase, limit_text);
    tcase_add_test(tcase, limit_depth);
    tcase_add_test(tcase, limit_sheets);
    tcase_add_test(tcase, limit_names);
    tcase_add_test(tcase, limit_relations);
    tcase_add_test(tcase, limit_strings);
    tcase_add_test(tcase, limit_members);
    tcase_add_test(tcase, limit_ratio);
    tcase_add_test(tcase, limit_total);
}

int main(void)
{
    Suite *suite = suite_create("xlsx_hostile");
    TCase *tcase = tcase_create("hostile");
    /* The limits need large inputs, and the sanitizer build is slow. */
    tcase_set_timeout(tcase, 120);
    add_hostile(tcase);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failures = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failures != 0;
}
