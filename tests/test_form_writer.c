/*
 * Questionnaires, written and read back: every answer cell under its name with its value, the
 * hidden sheet, equal bytes; what protects and guides the officer, in the XML; the words that
 * follow from the codebook. The survey is tests/data/config-forms, which has every kind of
 * question.
 */
#include "common/display.h"
#include "common/utf8.h"
#include "common/xlsx.h"
#include "ingest/form_batch.h"
#include "ingest/form_text.h"
#include "ingest/form_writer.h"
#include "tests/form_folder.h"
#include "tests/lxw_leak.h"

#include <errno.h>
#include <minizip/unzip.h>
#include <sys/stat.h>

/* What is entered, and what must stand in the cell. */
static const struct {
    const char *column, *value, *cell;
    enum xlsx_kind kind;
} answers[] = {
    {"alone", "90", "90", XLSX_NUMBER},
    {"alone.90.text", "=1+1", "=1+1", XLSX_TEXT},
    {"place", "180", "180", XLSX_NUMBER},
    {"rows.a", "1", "1", XLSX_NUMBER},
    {"rows.b", "1、90", "1、90", XLSX_TEXT},
    {"rows.b.90.text", "-3", "-3", XLSX_TEXT},
    {"ticks.1", "1", "○", XLSX_TEXT},
    {"ticks.2", "0", NULL, XLSX_TEXT},
    {"ticks.90", "", NULL, XLSX_TEXT},
    {"ticks.90.text", "@<&>\"'", "@<&>\"'", XLSX_TEXT},
    {"crossing.b.99", "1", "○", XLSX_TEXT},
    {"crossing.a.90.text", "+81", "+81", XLSX_TEXT},
    {"blocks.b.9", "1", "○", XLSX_TEXT},
    {"blocks.b.9.text", "0012", "0012", XLSX_TEXT},
    {"share", "12.5", "12.5", XLSX_NUMBER},
    {"counts.a", "999999999", "999999999", XLSX_NUMBER},
    {"counts.b", "nan", "nan", XLSX_TEXT},
    {"words", "一行目\n二行目", "一行目\n二行目", XLSX_TEXT},
    {"lines.b", "123", "123", XLSX_TEXT},
};
enum { ANSWERS = sizeof answers / sizeof *answers };

static const struct form *form(void)
{
    return &config.codebook.forms[0];
}

static struct form_sheet blank(void)
{
    return (struct form_sheet){.codebook = &config.codebook,
                               .form = form(),
                               .unit = "011002",
                               .unit_name = "北海道 札幌市"};
}

static struct form_sheet answered(void)
{
    const char **values = arena_array(&kept, form()->column_count, sizeof *values);
    for (size_t i = 0; i < ANSWERS; i++) {
        const struct column *column = form_column(form(), answers[i].column);
        ck_assert_msg(column, "no column %s", answers[i].column);
        values[column - form()->columns] = answers[i].value;
    }
    struct form_sheet sheet = blank();
    sheet.values = values;
    return sheet;
}

static const char *path_of(const char *name)
{
    return arena_printf(&kept, "%s/%s", folder, name);
}

static const char *write_form(const struct form_sheet *sheet, const char *name)
{
    const char *error = "";
    const char *path = path_of(name);
    ck_assert_msg(form_write(sheet, path, &error), "%s", error);
    ck_assert_int_eq(access(arena_printf(&kept, "%s.tmp", path), F_OK), -1);
    return path;
}

static const char *file_bytes(const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    ck_assert(file);
    ck_assert_int_eq(fseek(file, 0, SEEK_END), 0);
    *length = (size_t)ftell(file);
    rewind(file);
    char *bytes = arena_alloc(&kept, *length);
    ck_assert_uint_eq(fread(bytes, 1, *length, file), *length);
    ck_assert_int_eq(fclose(file), 0);
    return bytes;
}

/* One part of the workbook as text. */
static const char *part(const char *path, const char *name)
{
    unzFile zip = unzOpen(path);
    ck_assert(zip);
    ck_assert_int_eq(unzLocateFile(zip, name, 1), UNZ_OK);
    unz_file_info found;
    ck_assert_int_eq(unzGetCurrentFileInfo(zip, &found, NULL, 0, NULL, 0, NULL, 0), UNZ_OK);
    char *text = arena_alloc(&kept, found.uncompressed_size + 1);
    ck_assert_int_eq(unzOpenCurrentFile(zip), UNZ_OK);
    ck_assert_int_eq(unzReadCurrentFile(zip, text, (unsigned)found.uncompressed_size),
                     (int)found.uncompressed_size);
    ck_assert_int_eq(unzCloseCurrentFile(zip), UNZ_OK);
    ck_assert_int_eq(unzClose(zip), UNZ_OK);
    return text;
}

static size_t occurrences(const char *text, const char *word)
{
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, word)); at += strlen(word))
        count++;
    return count;
}

/* ---- Reading back ---- */

struct looked_for {
    uint32_t row, column;
    const char *text; /* NULL: no value */
    enum xlsx_kind kind;
};

static bool look(void *context, const struct xlsx_cell *cell)
{
    struct looked_for *wanted = context;
    if (cell->row == wanted->row && cell->column == wanted->column) {
        wanted->text = arena_copy(&kept, cell->text, cell->length);
        wanted->kind = cell->kind;
    }
    return true;
}

static struct looked_for cell_at(struct xlsx *xlsx, size_t sheet, uint32_t row, uint32_t column)
{
    struct looked_for wanted = {.row = row, .column = column};
    ck_assert(xlsx_read_sheet(xlsx, sheet, look, &wanted));
    return wanted;
}

static const struct xlsx_name *find_name(const struct xlsx *xlsx, const char *name)
{
    for (size_t i = 0; i < xlsx->name_count; i++)
        if (strcmp(xlsx->names[i].name, name) == 0)
            return &xlsx->names[i];
    return NULL;
}

static void open_workbook(struct xlsx *xlsx, const char *path)
{
    size_t length;
    const char *bytes = file_bytes(path, &length);
    ck_assert_msg(xlsx_open(xlsx, &kept, bytes, length), "%s", xlsx->error);
}

START_TEST(every_column_has_its_own_named_cell)
{
    struct form_sheet sheet = blank();
    struct xlsx xlsx = {0};
    open_workbook(&xlsx, write_form(&sheet, "names.xlsx"));
    size_t main_sheet = xlsx_find_sheet(&xlsx, "調査票");
    size_t answer_names = 0;
    for (size_t i = 0; i < xlsx.name_count; i++)
        answer_names += strncmp(xlsx.names[i].name, "a_", 2) == 0;
    ck_assert_uint_eq(answer_names, form()->column_count);
    for (size_t i = 0; i < form()->column_count; i++) {
        const char *label = arena_printf(&kept, "a_%s", form()->columns[i].name);
        const struct xlsx_name *name = find_name(&xlsx, label);
        ck_assert_msg(name, "no name %s", label);
        ck_assert_uint_eq(name->sheet, main_sheet);
        struct looked_for cell = cell_at(&xlsx, main_sheet, name->row, name->column);
        ck_assert_msg(!cell.text || !*cell.text, "%s is not blank: %s", label, cell.text);
        for (size_t j = 0; j < xlsx.name_count; j++)
            ck_assert(&xlsx.names[j] == name || xlsx.names[j].row != name->row ||
                      xlsx.names[j].column != name->column);
    }
    xlsx_close(&xlsx);
}
END_TEST

START_TEST(an_answer_stands_in_its_cell)
{
    struct form_sheet sheet = answered();
    struct xlsx xlsx = {0};
    open_workbook(&xlsx, write_form(&sheet, "answers.xlsx"));
    const char *label = arena_printf(&kept, "a_%s", answers[_i].column);
    const struct xlsx_name *name = find_name(&xlsx, label);
    ck_assert_msg(name, "no name %s", label);
    struct looked_for cell = cell_at(&xlsx, name->sheet, name->row, name->column);
    if (!answers[_i].cell) {
        ck_assert_msg(!cell.text || !*cell.text, "%s is not blank", label);
    } else {
        ck_assert_msg(cell.text, "%s is blank", label);
        ck_assert_str_eq(cell.text, answers[_i].cell);
        ck_assert_int_eq(cell.kind, answers[_i].kind);
    }
    xlsx_close(&xlsx);
}
END_TEST

START_TEST(the_hidden_sheet_says_what_the_file_is)
{
    const bool synthetic = _i == 1;
    const char *const expected[][2] = {
        {"survey", "forms"},
        {"form", "all"},
        {"codebook", config.codebook.hash},
        {"unit", "011002"},
        {"synthetic", synthetic ? "1" : NULL},
    };
    struct form_sheet sheet = blank();
    sheet.synthetic = synthetic;
    struct xlsx xlsx = {0};
    open_workbook(&xlsx, write_form(&sheet, "hidden.xlsx"));
    size_t hidden = xlsx_find_sheet(&xlsx, "_renkei");
    ck_assert_uint_ne(hidden, SIZE_MAX);
    ck_assert(xlsx.sheets[hidden].hidden);
    for (uint32_t row = 1; row <= 5; row++)
        for (uint32_t column = 1; column <= 2; column++)
            ck_assert_pstr_eq(cell_at(&xlsx, hidden, row, column).text,
                              expected[row - 1][column - 1]);
    xlsx_close(&xlsx);
}
END_TEST

/* ---- The bytes and the XML ---- */

START_TEST(the_same_form_gives_the_same_bytes)
{
    struct form_sheet sheet = answered();
    size_t first_length, second_length;
    const char *first = file_bytes(write_form(&sheet, "first.xlsx"), &first_length);
    sleep(1); /* a time of writing, if one were kept, has seconds */
    const char *second = file_bytes(write_form(&sheet, "second.xlsx"), &second_length);
    ck_assert_uint_eq(first_length, second_length);
    ck_assert_mem_eq(first, second, first_length);
}
END_TEST

static const struct {
    const char *part, *text;
} contents[] = {
    {"xl/worksheets/sheet1.xml", "<sheetProtection sheet=\"1\""},
    {"xl/worksheets/sheet1.xml", "paperSize=\"9\""},
    {"xl/worksheets/sheet1.xml", "<pageSetUpPr fitToPage=\"1\"/>"},
    {"xl/worksheets/sheet1.xml", "fitToHeight=\"0\""},
    {"xl/worksheets/sheet1.xml", "state=\"frozen\""},
    {"xl/worksheets/sheet1.xml", "&amp;L様式 &amp;&amp; 欄の調査&amp;R011002 北海道 札幌市"},
    {"xl/worksheets/sheet1.xml", "&amp;P / &amp;N"},
    {"xl/worksheets/sheet1.xml", "<formula1>\"1,2,90\"</formula1>"},
    {"xl/worksheets/sheet1.xml", "<formula1>_renkei!$D$1:$D$81</formula1>"},
    {"xl/worksheets/sheet1.xml", "<formula1>\"○\"</formula1>"},
    {"xl/worksheets/sheet1.xml", "<formula1>-0.5</formula1><formula2>100</formula2>"},
    {"xl/worksheets/sheet1.xml", "type=\"decimal\""},
    {"xl/worksheets/sheet1.xml", "type=\"whole\""},
    {"xl/worksheets/sheet1.xml", "-0.5以上100以下の数値で記入してください。"},
    {"xl/worksheets/sheet1.xml", "error=\"選択肢の番号を1つだけ"},
    {"xl/workbook.xml", "_xlnm.Print_Titles"},
    {"xl/styles.xml", "<protection locked=\"0\"/>"},
    {"docProps/core.xml", "<dc:creator>renkei</dc:creator>"},
    {"docProps/core.xml", "<dc:title>様式 &amp; 欄の調査 全種別票</dc:title>"},
};

START_TEST(the_sheet_guides_the_officer)
{
    struct form_sheet sheet = blank();
    const char *text = part(write_form(&sheet, "guide.xlsx"), contents[_i].part);
    ck_assert_msg(strstr(text, contents[_i].text), "no %s in %s", contents[_i].text,
                  contents[_i].part);
}
END_TEST

START_TEST(answer_cells_are_unlocked_and_validated)
{
    struct form_sheet sheet = blank();
    const char *path = write_form(&sheet, "cells.xlsx");
    const char *xml = part(path, "xl/worksheets/sheet1.xml");
    /* one validation per question with a fixed answer, and per row of the one in blocks */
    ck_assert_uint_eq(occurrences(xml, "<dataValidation "), 9);
    ck_assert_uint_eq(occurrences(xml, "showErrorMessage=\"1\""), 9);
    ck_assert_ptr_null(strstr(xml, "<f>"));
    ck_assert_ptr_null(strstr(xml, "NAN"));
    ck_assert_ptr_null(strstr(part(path, "xl/workbook.xml"), "synthetic"));
}
END_TEST

START_TEST(synthetic_answers_say_so)
{
    struct form_sheet sheet = answered();
    sheet.synthetic = true;
    const char *path = write_form(&sheet, "synthetic.xlsx");
    const char *words = "合成データ(synthetic) — 実在の回答ではありません";
    ck_assert(strstr(part(path, "xl/sharedStrings.xml"), words));
    ck_assert(strstr(part(path, "xl/worksheets/sheet1.xml"), words));
    ck_assert(strstr(part(path, "docProps/core.xml"), words));
}
END_TEST

START_TEST(a_failure_leaves_no_file)
{
    struct form_sheet sheet = blank();
    const char *error = NULL;
    ck_assert(!form_write(&sheet, path_of("absent/form.xlsx"), &error));
    ck_assert_str_eq(error, strerror(ENOENT));
    const char *path = path_of("taken.xlsx");
    ck_assert_int_eq(mkdir(path, 0777), 0);
    ck_assert(!form_write(&sheet, path, &error));
    ck_assert_str_eq(error, strerror(EISDIR));
    ck_assert_int_eq(access(path_of("taken.xlsx.tmp"), F_OK), -1);
}
END_TEST

START_TEST(a_text_too_long_for_a_cell_is_an_error)
{
    enum { LONGEST = 32767 };
    char *text = arena_alloc(&kept, LONGEST + 2);
    memset(text, 'x', LONGEST + 1);
    struct form_sheet sheet = answered();
    const char **values = (const char **)(uintptr_t)sheet.values;
    values[form_column(form(), "words") - form()->columns] = text;
    const char *error = NULL;
    ck_assert(!form_write(&sheet, path_of("long.xlsx"), &error));
    ck_assert(error);
    ck_assert_int_eq(access(path_of("long.xlsx"), F_OK), -1);
    ck_assert_int_eq(access(path_of("long.xlsx.tmp"), F_OK), -1);
}
END_TEST

/* ---- Words ---- */

static const struct {
    const char *question, *note;
} notes[] = {
    {"alone", NULL},
    {"place", "※ 問1で「1 はい」と回答した場合のみお答えください。"},
    {"rows", "※ 問1で「1 はい」または「2 "
             "一行には収まらない長い選択肢で、回答する欄の手前で折り返さ…」と回答した場合のみ"
             "お答えください。"},
    {"ticks", "※ 問3の「乙」で「1 する」以外を回答した場合のみお答えください。"},
    {"crossing", "※ 問4で「2 二」に○をつけた場合のみお答えください。"},
    {"blocks", "※ 「行と列の質問」の「甲」に回答した場合のみお答えください。"},
    {"share", "※ 問1で「1 はい」と回答した場合、かつ問4で「1 一」に○をつけた場合のみ"
              "お答えください。"},
    {"counts", "※ 問7の回答が10.5％以上の場合のみお答えください。"},
    {"words", "※ 問1で「1 はい」と回答した場合、または問8の「乙」の回答が3人を超える場合のみ"
              "お答えください。"},
    {"lines", "※ 次の条件にあてはまる場合のみお答えください： not alone = 1"},
};

START_TEST(a_base_is_put_into_words)
{
    const struct question *question = form_question(form(), notes[_i].question);
    ck_assert(question);
    const char *note = form_base_note(&kept, form(), question);
    ck_assert_pstr_eq(note, notes[_i].note);
}
END_TEST

START_TEST(text_is_measured_in_half_widths)
{
    ck_assert_uint_eq(display_width("abc"), 3);
    ck_assert_uint_eq(display_width("在宅ab"), 6);
    ck_assert_uint_eq(display_width("ｱｲ"), 2);
    ck_assert_uint_eq(display_width("𠮷"), 2);
    ck_assert_uint_eq(display_lines("", 4), 1);
    ck_assert_uint_eq(display_lines("在宅医療", 8), 1);
    ck_assert_uint_eq(display_lines("在宅医療", 7), 2);
    ck_assert_uint_eq(display_lines("在\n宅", 8), 2);
    ck_assert_str_eq(text_shorten(&kept, "在宅医療", 4), "在宅医療");
    ck_assert_str_eq(text_shorten(&kept, "在宅医療", 3), "在宅…");
}
END_TEST

START_TEST(a_legend_fits_its_message)
{
    const struct question *question = form_question(form(), "place");
    const char *legend = form_short_legend(&kept, question, 255);
    ck_assert_uint_le(utf8_characters(legend, strlen(legend)), 255);
    ck_assert_int_eq(strncmp(legend, "100 市町村100\n", strlen("100 市町村")), 0);
}
END_TEST

START_TEST(file_names_stay_in_their_folder)
{
    ck_assert_str_eq(form_batch_file_name(&kept, "../a\\b\nc"), "_._a_b_c");
    ck_assert_str_eq(form_batch_path(&kept, "out", "011002", "札幌市"), "out/011002-札幌市.xlsx");
    ck_assert_str_eq(form_batch_path(&kept, "out", "7", ""), "out/7.xlsx");
    char name[301];
    memset(name, 0, sizeof name);
    for (size_t i = 0; i < 100; i++)
        memcpy(name + 3 * i, "医", 3);
    ck_assert_uint_eq(strlen(form_batch_file_name(&kept, name)), 111);
}
END_TEST

static Suite *suite(void)
{
    Suite *all = suite_create("form_writer");
    TCase *tests = tcase_create("form_writer");
    tcase_set_timeout(tests, 60);
    tcase_add_unchecked_fixture(tests, form_folder_open, form_folder_close);
    tcase_add_test(tests, every_column_has_its_own_named_cell);
    tcase_add_loop_test(tests, an_answer_stands_in_its_cell, 0, ANSWERS);
    tcase_add_loop_test(tests, the_hidden_sheet_says_what_the_file_is, 0, 2);
    tcase_add_test(tests, the_same_form_gives_the_same_bytes);
    tcase_add_loop_test(tests, the_sheet_guides_the_officer, 0, sizeof contents / sizeof *contents);
    tcase_add_test(tests, answer_cells_are_unlocked_and_validated);
    tcase_add_test(tests, synthetic_answers_say_so);
    tcase_add_test(tests, a_failure_leaves_no_file);
    tcase_add_test(tests, a_text_too_long_for_a_cell_is_an_error);
    tcase_add_loop_test(tests, a_base_is_put_into_words, 0, sizeof notes / sizeof *notes);
    tcase_add_test(tests, text_is_measured_in_half_widths);
    tcase_add_test(tests, a_legend_fits_its_message);
    tcase_add_test(tests, file_names_stay_in_their_folder);
    suite_add_tcase(all, tests);
    return all;
}

int main(void)
{
    SRunner *runner = srunner_create(suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
