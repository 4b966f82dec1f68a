/*
 * Forms made from a template are the forms that form_write() writes: the same parts, byte by byte,
 * once the shared texts are put into their cells. What a text keeps on its way; a batch into files
 * and into ZIP files. The survey is tests/data/config-forms, which has every kind of question.
 */
#include "common/message.h"
#include "common/str.h"
#include "common/xlsx.h"
#include "ingest/form_batch.h"
#include "ingest/form_template.h"
#include "ingest/form_writer.h"
#include "tests/form_folder.h"
#include "tests/lxw_leak.h"

#include <minizip/unzip.h>

/* ---- Forms ---- */

static const struct {
    const char *column, *value;
} answers[] = {
    {"alone", "90"},        {"alone.90.text", "=1+1"},
    {"place", "180"},       {"rows.a", "1"},
    {"rows.b", "1、90"},    {"rows.b.90.text", " 前後に空白 "},
    {"ticks.1", "1"},       {"ticks.2", "0"},
    {"ticks.90", ""},       {"ticks.90.text", "@<&>\"'"},
    {"crossing.b.99", "1"}, {"crossing.a.90.text", "合成データの記述"},
    {"blocks.b.9", "1"},    {"blocks.b.9.text", "0012"},
    {"share", "12.5"},      {"counts.a", "999999999"},
    {"counts.b", "nan"},    {"words", "一行目\n二行目\t欄\x01\r"},
    {"lines.b", "123"},
};

static const struct form *form(void)
{
    return &config.codebook.forms[0];
}

static const char *const *values_of_answers(void)
{
    const char **values = arena_array(&kept, form()->column_count, sizeof *values);
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        const struct column *column = form_column(form(), answers[i].column);
        ck_assert_msg(column, "no column %s", answers[i].column);
        values[column - form()->columns] = answers[i].value;
    }
    return values;
}

static const struct {
    const char *unit, *name, *note;
    bool answered, synthetic;
} kinds[] = {
    {"011002", "北海道 札幌市", NULL, false, false},
    {"011002", "北海道 札幌市", NULL, true, false},
    {"17", "", NULL, true, false},
    {"17", "", "前回の回答を記入済みです。", false, true},
    {"<1> & 'x'", "a&b と \"c\"", "1 < 2 & 3", true, true},
    {"1",
     "名前の長い団体の名前は紙の上の見出しでは四十字までしか入らないので途中で切られてしまうのであ"
     "る",
     NULL, true, false},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

static struct form_sheet sheet_of(int kind)
{
    return (struct form_sheet){
        .codebook = &config.codebook,
        .form = form(),
        .unit = kinds[kind].unit,
        .unit_name = kinds[kind].name,
        .note = kinds[kind].note,
        .values = kinds[kind].answered ? values_of_answers() : NULL,
        .synthetic = kinds[kind].synthetic,
    };
}

static const char *path_of(const char *name)
{
    return arena_printf(&kept, "%s/%s", folder, name);
}

static const char *write_reference(const struct form_sheet *sheet)
{
    const char *error = "", *path = path_of("reference.xlsx");
    ck_assert_msg(form_write(sheet, path, &error), "%s", error);
    return path;
}

static const char *write_filled(const struct form_filler *filler)
{
    const char *path = path_of("filled.xlsx");
    FILE *file = fopen(path, "wb");
    ck_assert(file);
    ck_assert_uint_eq(fwrite(filler->zip.bytes.at, 1, filler->zip.bytes.length, file),
                      filler->zip.bytes.length);
    ck_assert_int_eq(fclose(file), 0);
    return path;
}

static struct form_template *template_of(const struct form_sheet *sheet)
{
    const char *error = "";
    struct form_template *template = form_template_new(sheet, &error);
    ck_assert_msg(template, "%s", error);
    return template;
}

static void fill(const struct form_template *template, const struct form_sheet *sheet,
                 struct form_filler *filler)
{
    const char *error = "";
    ck_assert_msg(form_template_fill(template, sheet, filler, &error), "%s", error);
}

/* ---- Parts of a workbook ---- */

static char *current_member(unzFile zip, size_t *length)
{
    unz_file_info info;
    ck_assert_int_eq(unzGetCurrentFileInfo(zip, &info, NULL, 0, NULL, 0, NULL, 0), UNZ_OK);
    char *text = arena_alloc(&kept, info.uncompressed_size + 1);
    ck_assert_int_eq(unzOpenCurrentFile(zip), UNZ_OK);
    ck_assert_int_eq(unzReadCurrentFile(zip, text, (unsigned)info.uncompressed_size),
                     (int)info.uncompressed_size);
    ck_assert_int_eq(unzCloseCurrentFile(zip), UNZ_OK); /* compares the checksum */
    *length = info.uncompressed_size;
    return text;
}

static const char *part(const char *path, const char *name)
{
    size_t length;
    unzFile zip = unzOpen(path);
    ck_assert(zip);
    ck_assert_int_eq(unzLocateFile(zip, name, 1), UNZ_OK);
    const char *text = current_member(zip, &length);
    ck_assert_int_eq(unzClose(zip), UNZ_OK);
    return text;
}

/* The names of the members, with sign and length of those that are not XML. */
static const char *members(const char *path)
{
    const char *list = "";
    char name[256];
    unzFile zip = unzOpen(path);
    ck_assert(zip);
    for (int at = unzGoToFirstFile(zip); at == UNZ_OK; at = unzGoToNextFile(zip)) {
        unz_file_info info;
        ck_assert_int_eq(unzGetCurrentFileInfo(zip, &info, name, sizeof name, NULL, 0, NULL, 0),
                         UNZ_OK);
        list = arena_printf(&kept, "%s%s %lu\n", list, name, info.dosDate);
    }
    ck_assert_int_eq(unzClose(zip), UNZ_OK);
    return list;
}

/* What stands between <si> and </si> of text number `index`. */
static const char *shared_text(const char *shared, size_t index)
{
    const char *at = shared;
    for (size_t i = 0; i <= index; i++) {
        at = strstr(at, "<si>");
        ck_assert(at);
        at += strlen("<si>");
    }
    return arena_copy(&kept, at, (size_t)(strstr(at, "</si>") - at));
}

/* A sheet with every shared text in its cell. */
static const char *with_texts(const char *path, const char *sheet)
{
    static const char mark[] = " t=\"s\"><v>";
    const char *shared = part(path, "xl/sharedStrings.xml");
    const char *at = part(path, sheet), *next;
    struct str text = {0};
    while ((next = strstr(at, mark))) {
        char *end;
        str_append_bytes(&text, at, (size_t)(next - at));
        unsigned long index = strtoul(next + strlen(mark), &end, 10);
        str_appendf(&text, " t=\"inlineStr\"><is>%s</is>", shared_text(shared, index));
        at = end + strlen("</v>");
    }
    str_append(&text, at);
    const char *copy = arena_strdup(&kept, text.at);
    str_release(&text);
    return copy;
}

static void assert_equal_texts(const char *name, const char *filled, const char *reference)
{
    size_t at = 0;
    while (filled[at] && filled[at] == reference[at])
        at++;
    size_t from = at > 60 ? at - 60 : 0;
    ck_assert_msg(filled[at] == reference[at], "%s: …%.120s\nnot …%.120s", name, filled + from,
                  reference + from);
}

static void assert_equal_workbooks(const char *filled, const char *reference)
{
    static const char *const sheets[] = {"xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"};
    static const char *const others[] = {
        "[Content_Types].xml", "_rels/.rels",      "xl/_rels/workbook.xml.rels",
        "xl/workbook.xml",     "xl/styles.xml",    "xl/theme/theme1.xml",
        "docProps/core.xml",   "docProps/app.xml",
    };
    ck_assert_str_eq(members(filled), members(reference));
    for (size_t i = 0; i < sizeof sheets / sizeof *sheets; i++)
        assert_equal_texts(sheets[i], with_texts(filled, sheets[i]),
                           with_texts(reference, sheets[i]));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_equal_texts(others[i], part(filled, others[i]), part(reference, others[i]));
}

START_TEST(a_filled_template_is_what_the_writer_writes)
{
    struct form_sheet sheet = sheet_of(_i);
    struct form_template *template = template_of(&sheet);
    struct form_filler filler = {0};
    fill(template, &sheet, &filler);
    assert_equal_workbooks(write_filled(&filler), write_reference(&sheet));
    form_filler_release(&filler);
    form_template_free(template);
}
END_TEST

/* Whatever was filled in before. */
START_TEST(the_same_form_gives_the_same_bytes)
{
    struct form_sheet sheet = sheet_of(1), other = sheet_of(1);
    other.unit = "999999";
    other.values = NULL;
    struct form_template *template = template_of(&other);
    struct form_filler first = {0}, second = {0};
    fill(template, &sheet, &first);
    fill(template, &other, &second);
    fill(template, &sheet, &second);
    ck_assert_uint_eq(first.zip.bytes.length, second.zip.bytes.length);
    ck_assert_mem_eq(first.zip.bytes.at, second.zip.bytes.at, first.zip.bytes.length);
    assert_equal_workbooks(write_filled(&second), write_reference(&sheet));
    form_filler_release(&first);
    form_filler_release(&second);
    form_template_free(template);
}
END_TEST

START_TEST(a_template_serves_its_own_kind)
{
    struct form_sheet sheets[KINDS];
    for (int i = 0; i < KINDS; i++)
        sheets[i] = sheet_of(i);
    static const bool serves[KINDS][KINDS] = {
        {1, 1, 0, 0, 0, 1}, {1, 1, 0, 0, 0, 1}, {0, 0, 1, 0, 0, 0},
        {0, 0, 0, 1, 0, 0}, {0, 0, 0, 0, 1, 0}, {1, 1, 0, 0, 0, 1},
    };
    struct form_template *template = template_of(&sheets[_i]);
    for (int i = 0; i < KINDS; i++)
        ck_assert_msg(form_template_serves(template, &sheets[i]) == serves[_i][i], "%d", i);
    form_template_free(template);
}
END_TEST

START_TEST(a_text_too_long_for_a_cell_is_the_writers_error)
{
    enum { LONGEST = 32767 };
    char *text = arena_alloc(&kept, LONGEST + 2);
    memset(text, 'x', LONGEST + 1);
    struct form_sheet sheet = sheet_of(1);
    const char **values = (const char **)(uintptr_t)sheet.values;
    const char **words = &values[form_column(form(), "words") - form()->columns];
    *words = text;
    struct form_template *template = template_of(&sheet);
    struct form_filler filler = {0};
    const char *error = NULL, *expected = NULL;
    ck_assert(!form_template_fill(template, &sheet, &filler, &error));
    ck_assert(!form_write(&sheet, path_of("long.xlsx"), &expected));
    ck_assert_str_eq(error, expected);
    text[LONGEST] = '\0';
    fill(template, &sheet, &filler);
    assert_equal_workbooks(write_filled(&filler), write_reference(&sheet));
    form_filler_release(&filler);
    form_template_free(template);
}
END_TEST

/* ---- Texts ---- */

static const char *const texts[] = {
    "=1+1",    "  x  ",     "\n",   "a\rb", "\x01\x1F\x7F",
    "_x000D_", "__x0041__", "_x00", "]]>",  "\xEF\xBF\xBF|\xEF\xBF\xBE",
    "𠮷野家",
};

struct looked_for {
    const struct xlsx_name *name;
    const char *text;
};

static bool look(void *context, const struct xlsx_cell *cell)
{
    struct looked_for *wanted = context;
    if (cell->row == wanted->name->row && cell->column == wanted->name->column)
        wanted->text = arena_copy(&kept, cell->text, cell->length);
    return true;
}

/* What stands in the cell of `column`. */
static const char *read_back(const char *column, const char *value)
{
    struct form_sheet sheet = sheet_of(0);
    const char **values = arena_array(&kept, form()->column_count, sizeof *values);
    values[form_column(form(), column) - form()->columns] = value;
    sheet.values = values;
    struct form_template *template = template_of(&sheet);
    struct form_filler filler = {0};
    fill(template, &sheet, &filler);
    struct xlsx xlsx = {0};
    ck_assert_msg(xlsx_open(&xlsx, &kept, filler.zip.bytes.at, filler.zip.bytes.length), "%s",
                  xlsx.error);
    struct looked_for wanted = {0};
    for (size_t i = 0; i < xlsx.name_count; i++)
        if (strcmp(xlsx.names[i].name, arena_printf(&kept, "a_%s", column)) == 0)
            wanted.name = &xlsx.names[i];
    ck_assert(wanted.name);
    ck_assert(xlsx_read_sheet(&xlsx, wanted.name->sheet, look, &wanted));
    xlsx_close(&xlsx);
    form_filler_release(&filler);
    form_template_free(template);
    return wanted.text;
}

START_TEST(a_text_is_read_back_as_it_was)
{
    ck_assert_pstr_eq(read_back("words", texts[_i]), texts[_i]);
}
END_TEST

static const struct {
    const char *value, *cell;
} numbers[] = {
    {"72.1", "72.1"},
    {"-0.000001", "-0.000001"},
    {"999999999.123456", "999999999.123456"},
    {"007", "7"},
    {"1-2", "1-2"},
    {"12345678901234", "12345678901234"},
};

START_TEST(a_number_keeps_its_digits)
{
    ck_assert_pstr_eq(read_back("share", numbers[_i].value), numbers[_i].cell);
}
END_TEST

/* ---- A batch ---- */

enum { FORMS = 24 };

/* Of three kinds, in turn. */
static struct form_sheet sheet_number(size_t index)
{
    struct form_sheet sheet = sheet_of(index % 3 == 2 ? 4 : (int)(index % 3));
    sheet.unit = arena_printf(&kept, "%zu", index);
    return sheet;
}

static const char *prepare(const void *context, size_t index, struct arena *jobs,
                           struct form_sheet *sheet)
{
    *sheet = ((const struct form_sheet *)context)[index];
    return form_batch_path(jobs, folder, sheet->unit, "batch");
}

static const struct form_sheet *sheets_of_batch(void)
{
    struct form_sheet *sheets = arena_array(&kept, FORMS, sizeof *sheets);
    for (size_t i = 0; i < FORMS; i++)
        sheets[i] = sheet_number(i);
    return sheets;
}

START_TEST(a_batch_writes_every_form)
{
    const struct form_sheet *sheets = sheets_of_batch();
    const struct form_batch batch = {
        .label = "forms", .count = FORMS, .prepare = prepare, .context = sheets};
    form_batch_write(&batch);
    for (size_t i = 0; i < FORMS; i++)
        assert_equal_workbooks(form_batch_path(&kept, folder, sheets[i].unit, "batch"),
                               write_reference(&sheets[i]));
}
END_TEST

static const char *prepare_member(const void *context, size_t index, struct arena *jobs,
                                  struct form_sheet *sheet)
{
    *sheet = ((const struct form_sheet *)context)[index];
    return arena_printf(jobs, "票/%s-団体.xlsx", sheet->unit);
}

enum { FORMS_PER_ZIP = 10 };

static const char *zip_path(size_t index)
{
    return arena_printf(&kept, "%s/%zu-県.zip", folder, index / FORMS_PER_ZIP + 1);
}

static const char *archive(const void *context, size_t index)
{
    (void)context;
    return zip_path(index);
}

static void assert_member(unzFile zip, const struct form_sheet *sheet)
{
    enum { FLAG_UTF8 = 1 << 11 };
    char name[256];
    unz_file_info info;
    size_t length;
    ck_assert_int_eq(unzGetCurrentFileInfo(zip, &info, name, sizeof name, NULL, 0, NULL, 0),
                     UNZ_OK);
    ck_assert_str_eq(name, arena_printf(&kept, "票/%s-団体.xlsx", sheet->unit));
    ck_assert_uint_eq(info.flag & FLAG_UTF8, FLAG_UTF8);
    const char *bytes = current_member(zip, &length);
    const char *path = path_of("member.xlsx");
    FILE *file = fopen(path, "wb");
    ck_assert(file);
    ck_assert_uint_eq(fwrite(bytes, 1, length, file), length);
    ck_assert_int_eq(fclose(file), 0);
    assert_equal_workbooks(path, write_reference(sheet));
}

START_TEST(a_batch_fills_zip_files)
{
    const struct form_sheet *sheets = sheets_of_batch();
    const struct form_batch batch = {.label = "forms",
                                     .count = FORMS,
                                     .prepare = prepare_member,
                                     .archive = archive,
                                     .context = sheets};
    form_batch_write(&batch);
    for (size_t i = 0; i < FORMS; i += FORMS_PER_ZIP) {
        unzFile zip = unzOpen(zip_path(i));
        ck_assert(zip);
        size_t at = i;
        for (int step = unzGoToFirstFile(zip); step == UNZ_OK; step = unzGoToNextFile(zip))
            assert_member(zip, &sheets[at++]);
        ck_assert_uint_eq(at, i + FORMS_PER_ZIP < FORMS ? i + FORMS_PER_ZIP : FORMS);
        ck_assert_int_eq(unzClose(zip), UNZ_OK);
    }
}
END_TEST

/* Ends the program as die() does, in a process of its own. */
START_TEST(a_batch_ends_where_it_cannot_write)
{
    const struct form_sheet *sheets = sheets_of_batch();
    const struct form_batch batch = {.label = "forms",
                                     .count = FORMS,
                                     .prepare = prepare,
                                     .archive = _i ? archive : NULL,
                                     .context = sheets};
    strcpy(folder, "/tmp/renkei-forms-none"); /* of this process alone */
    form_batch_write(&batch);
}
END_TEST

static Suite *suite(void)
{
    Suite *all = suite_create("form_template");
    TCase *tests = tcase_create("form_template");
    tcase_set_timeout(tests, 60);
    tcase_add_unchecked_fixture(tests, form_folder_open, form_folder_close);
    tcase_add_loop_test(tests, a_filled_template_is_what_the_writer_writes, 0, KINDS);
    tcase_add_test(tests, the_same_form_gives_the_same_bytes);
    tcase_add_loop_test(tests, a_template_serves_its_own_kind, 0, KINDS);
    tcase_add_test(tests, a_text_too_long_for_a_cell_is_the_writers_error);
    tcase_add_loop_test(tests, a_text_is_read_back_as_it_was, 0, sizeof texts / sizeof *texts);
    tcase_add_loop_test(tests, a_number_keeps_its_digits, 0, sizeof numbers / sizeof *numbers);
    tcase_add_test(tests, a_batch_writes_every_form);
    tcase_add_test(tests, a_batch_fills_zip_files);
    tcase_add_loop_exit_test(tests, a_batch_ends_where_it_cannot_write, STATUS_ENVIRONMENT, 0, 2);
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
