/* The outputs of the reporting program from invented counts: tables, words, names of sheets, the
 * workbook read back, the manifest. No database. Golden files are written anew with
 * RENKEI_GOLDEN=write in the environment. */
#include "common/config.h"
#include "common/csv.h"
#include "common/display.h"
#include "common/round.h"
#include "common/xlsx.h"
#include "report/exact_digits.h"
#include "report/manifest.h"
#include "report/national.h"
#include "report/output.h"
#include "report/sheet_name.h"
#include "report/style.h"
#include "report/tables_csv.h"
#include "report/words.h"
#include "report/workbook_check.h"
#include "tests/made_counts.h"

#include <check.h>
#include <limits.h>
#include <minizip/unzip.h>
#include <minizip/zip.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define GOLDEN "tests/data/report/"

static struct config config;

static void set_up(void)
{
    ck_assert(config_read(&config, MADE_CONFIGS, MADE_SURVEY));
}

static void tear_down(void)
{
    config_release(&config);
}

static void read_whole(struct str *bytes, const char *path)
{
    FILE *stream = fopen(path, "rb");
    ck_assert_msg(stream != NULL, "no file \"%s\"", path);
    char buffer[4096];
    size_t length;
    while ((length = fread(buffer, 1, sizeof buffer, stream)) > 0)
        str_append_bytes(bytes, buffer, length);
    ck_assert_int_eq(fclose(stream), 0);
}

/* Says the first line that differs. */
static void assert_golden(const char *name, const struct str *actual)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, GOLDEN "%s", name);
    const char *mode = getenv("RENKEI_GOLDEN");
    if (mode != NULL && strcmp(mode, "write") == 0) {
        FILE *stream = fopen(path, "wb");
        ck_assert_ptr_nonnull(stream);
        ck_assert_uint_eq(fwrite(str_text(actual), 1, actual->length, stream), actual->length);
        ck_assert_int_eq(fclose(stream), 0);
    }
    struct str expected = {0};
    read_whole(&expected, path);
    const char *is = str_text(actual), *should = str_text(&expected);
    for (size_t line = 1; *is != '\0' || *should != '\0'; line++) {
        size_t is_length = strcspn(is, "\n"), should_length = strcspn(should, "\n");
        ck_assert_msg(is_length == should_length && memcmp(is, should, is_length) == 0,
                      "%s, line %zu:\n  is     %.*s\n  should %.*s", name, line, (int)is_length, is,
                      (int)should_length, should);
        is += is_length + (is[is_length] == '\n');
        should += should_length + (should[should_length] == '\n');
    }
    str_release(&expected);
}

/* ---- Tables ---- */

static struct cells made_cells(struct arena *arena, const char *form_id,
                               const struct turnout *turnout)
{
    const struct form *form = codebook_form(&config.codebook, form_id);
    ck_assert_ptr_nonnull(form);
    struct cells cells;
    cells_init(&cells, arena, form, &config.codebook.banners[form - config.codebook.forms]);
    cells_extend(&cells, arena, &config, turnout);
    made_fill(&cells);
    return cells;
}

typedef bool begin_function(FILE *stream);
typedef bool write_function(FILE *stream, const char *survey, const struct cells *cells);

static void assert_table(const char *golden, begin_function *begin, write_function *write)
{
    struct arena arena = {0};
    struct cells cells = made_cells(&arena, "reader", NULL);
    char *text = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&text, &length);
    ck_assert_ptr_nonnull(stream);
    ck_assert(begin(stream));
    ck_assert(write(stream, MADE_SURVEY, &cells));
    ck_assert_int_eq(fclose(stream), 0);
    struct str actual = {.at = text, .length = length, .capacity = length + 1};
    assert_golden(golden, &actual);
    free(text);
    arena_release(&arena);
}

START_TEST(cells_table)
{
    assert_table("cells.csv", cells_csv_begin, cells_csv_write);
}
END_TEST

START_TEST(numbers_table)
{
    assert_table("numbers.csv", numbers_csv_begin, numbers_csv_write);
}
END_TEST

START_TEST(full_disk_is_noticed)
{
    struct arena arena = {0};
    struct cells cells = made_cells(&arena, "branch", NULL);
    FILE *full = fopen("/dev/full", "wb");
    ck_assert_ptr_nonnull(full);
    bool written = cells_csv_write(full, MADE_SURVEY, &cells);
    ck_assert(!(fclose(full) == 0 && written));
    arena_release(&arena);
}
END_TEST

/* ---- Small parts ---- */

static const struct {
    int64_t tenths, total;
    enum shade shade;
} shades[] = {
    {500, 500, SHADE_NONE},   {549, 500, SHADE_NONE},   {550, 500, SHADE_UP_5},
    {599, 500, SHADE_UP_5},   {600, 500, SHADE_UP_10},  {451, 500, SHADE_NONE},
    {450, 500, SHADE_DOWN_5}, {401, 500, SHADE_DOWN_5}, {400, 500, SHADE_DOWN_10},
    {0, 1000, SHADE_DOWN_10},
};

START_TEST(shades_begin_at_five_and_ten_points)
{
    ck_assert_int_eq(shade_of(shades[_i].tenths, shades[_i].total), shades[_i].shade);
}
END_TEST

static const struct {
    const char *text;
    size_t width, lines_of_10;
} widths[] = {
    {"", 0, 1},         {"abc", 3, 1},          {"設置している", 12, 2}, {"ｱｲｳ", 3, 1},
    {"問1-2 図", 8, 1}, {"12345678901", 11, 2}, {"a\nb", 3, 2},          {"𠮷野家", 6, 1},
};

START_TEST(japanese_is_twice_as_wide)
{
    if (strchr(widths[_i].text, '\n') == NULL)
        ck_assert_uint_eq(display_width(widths[_i].text), widths[_i].width);
    ck_assert_uint_eq(display_lines(widths[_i].text, 10), widths[_i].lines_of_10);
}
END_TEST

static bool is_taken(const void *context, const char *name)
{
    const char *const *taken = context;
    for (; *taken != NULL; taken++) {
        if (strcmp(*taken, name) == 0)
            return true;
    }
    return false;
}

static const struct {
    const char *wanted, *name;
} names[] = {
    {"問4 vision", "問4 vision"},
    {"a/b\\c?d*e[f]:", "a／b＼c？d＊e［f］："},
    {"'quoted'", "quoted"},
    {"", "_"},
    {"一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二",
     "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一"},
    /* a character beyond the BMP counts twice */
    {"一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十𠮷",
     "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十"},
    {"図表1", "図表1~3"},
    {"an existing name of 31 letters!!", "an existing name of 31 letter~2"},
};

START_TEST(sheet_names_are_those_excel_allows)
{
    static const char *const taken[] = {"図表1", "図表1~2", "an existing name of 31 letters!",
                                        NULL};
    struct arena arena = {0};
    ck_assert_str_eq(sheet_name(&arena, names[_i].wanted, is_taken, taken), names[_i].name);
    arena_release(&arena);
}
END_TEST

static const struct {
    const char *form, *question, *words;
} bases[] = {
    {"branch", "visits", "全員"},
    {"branch", "children_room", "第1問が3より大きい"},
    {"branch", "children_hours", "第2問が「1. ある」又は「9. 整備中」"},
    {"branch", "reference_staff", "第4問「土日祝日」で「3. レファレンス」を選択"},
    {"reader", "reasons", "第1問が「4. 利用しない」以外"},
};

START_TEST(bases_are_put_into_words)
{
    struct arena arena = {0};
    const struct form *form = codebook_form(&config.codebook, bases[_i].form);
    const struct question *question = form_question(form, bases[_i].question);
    ck_assert_str_eq(words_base(&arena, form, question), bases[_i].words);
    arena_release(&arena);
}
END_TEST

static const struct {
    double value;
    const char *digits;
} numbers[] = {
    {0, "0"},
    {72.1, "72.1"},
    {8.3, "8.3"},
    {99.9, "99.9"},
    {1717, "1717"},
    {-3, "-3"},
    {-0.5, "-0.5"},
    {0.1, "0.1"},
    {3.1117, "3.1117"},
    {0.1 + 0.2, "0.30000000000000004"},
    {1e15, "1e+15"},
    {1e-7, "1e-07"},
    {123456789.25, "123456789.25"},
};

START_TEST(numbers_are_written_as_meant)
{
    char text[64], *cell = NULL, expected[128];
    size_t size;
    exact_digits_use();
    snprintf(text, sizeof text, "%.16G", numbers[_i].value);
    ck_assert_str_eq(text, numbers[_i].digits);
    FILE *stream = open_memstream(&cell, &size);
    ck_assert_ptr_nonnull(stream);
    int length =
        fprintf(stream, "<c r=\"%s\" s=\"%d\"><v>%.16G</v></c>", "A1", -7, numbers[_i].value);
    ck_assert_int_eq(fclose(stream), 0);
    ck_assert_int_eq(length, snprintf(expected, sizeof expected,
                                      "<c r=\"A1\" s=\"-7\"><v>%s</v></c>", numbers[_i].digits));
    ck_assert_str_eq(cell, expected);
    free(cell);
}
END_TEST

/* Everything else is printed as ever, also what is longer than a buffer. */
START_TEST(other_formats_are_left_alone)
{
    char text[8], *all = NULL, *longer = malloc(1001);
    size_t size;
    volatile size_t room = sizeof text; /* the compiler would see that texts are cut */
    exact_digits_use();
    ck_assert_int_eq(snprintf(text, room, "%.3G|%5s|%d", 0.25, "x", 3), 12);
    ck_assert_str_eq(text, "0.25|  ");
    room = 3;
    ck_assert_int_eq(snprintf(text, room, "%.16G", 72.1), 4);
    ck_assert_str_eq(text, "72");
    ck_assert_ptr_nonnull(longer);
    memset(longer, 'y', 1000);
    longer[1000] = '\0';
    FILE *stream = open_memstream(&all, &size);
    ck_assert_ptr_nonnull(stream);
    ck_assert_int_eq(fprintf(stream, "%s|%d|%s", longer, INT_MIN, ""), 1013);
    ck_assert_int_eq(fprintf(stream, "%5.1f|%%|%x", 2.5, 255U), 10);
    ck_assert_int_eq(fclose(stream), 0);
    ck_assert_uint_eq(size, 1023);
    ck_assert_mem_eq(all, longer, 1000);
    ck_assert_str_eq(all + 1000, "|-2147483648|  2.5|%|ff");
    free(all);
    free(longer);
}
END_TEST

START_TEST(tenths_are_written_as_meant)
{
    exact_digits_use();
    for (int tenths = -10000; tenths <= 20000; tenths++) {
        char text[64], expected[DECIMAL_SIZE];
        snprintf(text, sizeof text, "%.16G", (double)tenths / 10.0);
        decimal_text(expected, tenths, 1);
        if (tenths % 10 == 0)
            decimal_text(expected, tenths / 10, 0);
        ck_assert_str_eq(text, expected);
    }
}
END_TEST

START_TEST(json_strings_are_escaped)
{
    struct str json = {0};
    json_append_string(&json, "a\"b\\c\n\x01問");
    ck_assert_str_eq(str_text(&json), "\"a\\\"b\\\\c\\u000a\\u0001問\"");
    str_release(&json);
}
END_TEST

START_TEST(thousands_are_set_apart)
{
    static const struct {
        int64_t value;
        const char *text;
    } cases[] = {
        {0, "0"}, {999, "999"}, {1000, "1,000"}, {1234567, "1,234,567"}, {-1000, "-1,000"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str text = {0};
        append_whole(&text, cases[i].value);
        ck_assert_str_eq(str_text(&text), cases[i].text);
        str_release(&text);
    }
}
END_TEST

/* ---- The workbook ---- */

/* A workbook in a folder of its own, and what it was made of. */
struct made {
    struct arena arena;
    struct loaded loaded;
    struct turnout turnouts[2];
    struct outputs outputs;
    char folder[32];
};

static void make_loaded(struct made *made, int64_t branches, int64_t readers)
{
    const int64_t answered[] = {branches, readers};
    made->loaded = (struct loaded){.synthetic = true,
                                   .accepted = 9,
                                   .source_count = 1,
                                   .source_digest = "d",
                                   .turnouts = made->turnouts};
    for (size_t f = 0; f < 2; f++)
        made->turnouts[f] = made_turnout(&made->arena, &config, f, answered[f]);
}

static void make_national(struct made *made, int64_t branches, int64_t readers)
{
    strcpy(made->folder, "/tmp/renkei-report-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(made->folder));
    make_loaded(made, branches, readers);
    made->outputs = (struct outputs){.folder = made->folder, .arena = &made->arena};
    struct output_file *file = output_begin(&made->outputs, "national.xlsx");
    struct book book = {.config = &config, .loaded = &made->loaded, .arena = &made->arena};
    national_open(&book, file->temporary);
    static const char *const forms[] = {"branch", "reader"};
    for (size_t f = 0; f < 2; f++) {
        struct cells cells = made_cells(&made->arena, forms[f], &made->turnouts[f]);
        if (made->turnouts[f].answered > 0)
            national_write_form(&book, &cells);
    }
    national_close(&book);
    output_finish(file);
}

static void remove_made(struct made *made)
{
    ck_assert_int_eq(unlink(made->outputs.first->path), 0);
    ck_assert_int_eq(rmdir(made->folder), 0);
    arena_release(&made->arena);
}

/* Cells of a sheet as records: sheet, cell, value. */
struct dump {
    struct str records;
    const char *sheet;
};

static bool dump_cell(void *context, const struct xlsx_cell *cell)
{
    struct dump *dump = context;
    char name[16];
    csv_append_raw(&dump->records, dump->sheet);
    csv_append_raw(&dump->records, xlsx_cell_name(name, cell->row, cell->column));
    csv_append_raw(&dump->records, cell->text);
    csv_end_record(&dump->records);
    return true;
}

static void dump_sheet(struct dump *dump, struct xlsx *xlsx, size_t sheet)
{
    dump->sheet = xlsx->sheets[sheet].name;
    ck_assert_msg(xlsx_read_sheet(xlsx, sheet, dump_cell, dump), "%s",
                  xlsx->error == NULL ? "?" : xlsx->error);
}

static void open_made(struct xlsx *xlsx, struct made *made, struct str *bytes)
{
    read_whole(bytes, made->outputs.first->path);
    ck_assert_msg(xlsx_open(xlsx, &made->arena, bytes->at, bytes->length), "%s", xlsx->error);
}

/* Without the cover, which names the version. */
START_TEST(workbook_of_one_form)
{
    struct made made = {0};
    struct xlsx xlsx = {0};
    struct str bytes = {0};
    struct dump dump = {0};
    make_national(&made, 0, 9);
    open_made(&xlsx, &made, &bytes);
    for (size_t i = 1; i < xlsx.sheet_count; i++)
        dump_sheet(&dump, &xlsx, i);
    assert_golden("national.csv", &dump.records);
    xlsx_close(&xlsx);
    str_release(&dump.records);
    str_release(&bytes);
    remove_made(&made);
}
END_TEST

START_TEST(workbook_of_two_forms)
{
    struct made made = {0};
    struct xlsx xlsx = {0};
    struct str bytes = {0};
    struct dump dump = {0};
    make_national(&made, 50, 9);
    open_made(&xlsx, &made, &bytes);
    static const char *const sheets[] = {"表紙",
                                         "目次",
                                         "この表の読み方",
                                         "回収状況",
                                         "回収状況と偏り",
                                         "図1",
                                         "図1データ",
                                         "図2",
                                         "図2データ",
                                         "図書館 第1問 visits",
                                         "図書館 第2問 children_room",
                                         "図書館 第2問-2 children_hours"};
    for (size_t i = 0; i < sizeof sheets / sizeof *sheets; i++)
        ck_assert_str_eq(xlsx.sheets[i].name, sheets[i]);
    ck_assert_str_eq(xlsx.sheets[xlsx.sheet_count - 1].name, "注");
    dump_sheet(&dump, &xlsx, 6);
    dump_sheet(&dump, &xlsx, 8);
    assert_golden("figures.csv", &dump.records);
    xlsx_close(&xlsx);
    str_release(&dump.records);
    str_release(&bytes);
    remove_made(&made);
}
END_TEST

START_TEST(same_counts_give_the_same_bytes)
{
    struct str bytes[2] = {{0}, {0}};
    for (size_t i = 0; i < 2; i++) {
        struct made made = {0};
        make_national(&made, 50, 9);
        read_whole(&bytes[i], made.outputs.first->path);
        ck_assert_int_eq(made.outputs.first->size, (int64_t)bytes[i].length);
        remove_made(&made);
        if (i == 0)
            sleep(2); /* the times in a ZIP have steps of two seconds */
    }
    ck_assert_uint_eq(bytes[0].length, bytes[1].length);
    ck_assert_mem_eq(bytes[0].at, bytes[1].at, bytes[0].length);
    str_release(&bytes[0]);
    str_release(&bytes[1]);
}
END_TEST

/* As libxlsxwriter leaves it when the disk for its temporary files is full. */
START_TEST(a_cut_workbook_is_noticed)
{
    static const struct {
        const char *part;
        bool whole;
    } cases[] = {
        {"<?xml version=\"1.0\"?>\n<a x=\"1\"><b></b></a>", true},
        {"<?xml version=\"1.0\"?>\n<a><b/></a>\n", true},
        {"<?xml version=\"1.0\"?>\n<a><b></b>", false},
        {"<?xml version=\"1.0\"?>\n<a><b></b></a", false},
        {"<?xml version=\"1.0\"?>", false},
        {"", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char path[] = "/tmp/renkei-report-XXXXXX";
        int file = mkstemp(path);
        ck_assert_int_ge(file, 0);
        ck_assert_int_eq(close(file), 0);
        zipFile zip = zipOpen(path, APPEND_STATUS_CREATE);
        ck_assert_ptr_nonnull(zip);
        ck_assert_int_eq(zipOpenNewFileInZip(zip, "part.xml", NULL, NULL, 0, NULL, 0, NULL,
                                             Z_DEFLATED, Z_BEST_SPEED),
                         ZIP_OK);
        ck_assert_int_eq(zipWriteInFileInZip(zip, cases[i].part, (unsigned)strlen(cases[i].part)),
                         ZIP_OK);
        ck_assert_int_eq(zipCloseFileInZip(zip), ZIP_OK);
        ck_assert_int_eq(zipClose(zip, NULL), ZIP_OK);
        ck_assert_msg(workbook_is_whole(path) == cases[i].whole, "%s", cases[i].part);
        ck_assert_int_eq(truncate(path, 60), 0);
        ck_assert(!workbook_is_whole(path));
        ck_assert_int_eq(unlink(path), 0);
    }
}
END_TEST

static void read_member(struct str *text, const char *workbook, const char *member)
{
    unzFile zip = unzOpen(workbook);
    ck_assert_ptr_nonnull(zip);
    ck_assert_int_eq(unzLocateFile(zip, member, 1), UNZ_OK);
    ck_assert_int_eq(unzOpenCurrentFile(zip), UNZ_OK);
    char buffer[4096];
    int length;
    while ((length = unzReadCurrentFile(zip, buffer, sizeof buffer)) > 0)
        str_append_bytes(text, buffer, (size_t)length);
    ck_assert_int_eq(length, 0);
    ck_assert_int_eq(unzCloseCurrentFile(zip), UNZ_OK);
    ck_assert_int_eq(unzClose(zip), UNZ_OK);
}

static const struct {
    const char *member, *part;
} parts[] = {
    {"xl/charts/chart1.xml", "<c:grouping val=\"percentStacked\"/>"},
    {"xl/charts/chart1.xml", "<c:f>'図1データ'!$D$2:$D$4</c:f>"},
    {"xl/charts/chart1.xml", "<c:orientation val=\"maxMin\"/>"},
    {"xl/charts/chart2.xml", "図2. 施設の状態（n=1,500）"},
    {"xl/charts/chart2.xml", "<a:pattFill prst=\"wdUpDiag\">"},
    {"xl/drawings/drawing2.xml", "descr=\"図2. 施設の状態"},
    {"xl/worksheets/sheet13.xml", "合成データ(synthetic)による出力です"},
    {"xl/worksheets/sheet13.xml", "<autoFilter ref=\"A7:"},
};

START_TEST(charts_are_native_and_bound)
{
    struct made made = {0};
    struct str text = {0};
    make_national(&made, 50, 9);
    read_member(&text, made.outputs.first->path, parts[_i].member);
    ck_assert_msg(strstr(str_text(&text), parts[_i].part) != NULL, "no \"%s\" in %s",
                  parts[_i].part, parts[_i].member);
    str_release(&text);
    remove_made(&made);
}
END_TEST

START_TEST(manifest_lists_what_was_written)
{
    struct made made = {0};
    make_national(&made, 50, 9);
    struct str json = {0};
    manifest_append(&json, &(struct manifest){.config = &config,
                                              .loaded = &made.loaded,
                                              .outputs = &made.outputs,
                                              .server_version = 150004,
                                              .cell_count = 12,
                                              .statistic_count = 3});
    ck_assert_ptr_nonnull(strstr(json.at, "\"postgresql\": 15"));
    ck_assert_ptr_nonnull(strstr(json.at, "\"name\": \"national.xlsx\""));
    ck_assert_ptr_nonnull(strstr(json.at, made.outputs.first->sha256));
    ck_assert_ptr_nonnull(strstr(json.at, "\"synthetic\": true"));
    str_release(&json);
    remove_made(&made);
}
END_TEST

#define COUNT(table) (int)(sizeof(table) / sizeof *(table))

int main(void)
{
    Suite *suite = suite_create("report");
    TCase *tables = tcase_create("report");
    tcase_add_checked_fixture(tables, set_up, tear_down);
    tcase_set_timeout(tables, 60);
    tcase_add_test(tables, cells_table);
    tcase_add_test(tables, numbers_table);
    tcase_add_test(tables, full_disk_is_noticed);
    tcase_add_loop_test(tables, shades_begin_at_five_and_ten_points, 0, COUNT(shades));
    tcase_add_loop_test(tables, japanese_is_twice_as_wide, 0, COUNT(widths));
    tcase_add_loop_test(tables, sheet_names_are_those_excel_allows, 0, COUNT(names));
    tcase_add_loop_test(tables, bases_are_put_into_words, 0, COUNT(bases));
    tcase_add_loop_test(tables, numbers_are_written_as_meant, 0, COUNT(numbers));
    tcase_add_test(tables, other_formats_are_left_alone);
    tcase_add_test(tables, tenths_are_written_as_meant);
    tcase_add_test(tables, json_strings_are_escaped);
    tcase_add_test(tables, thousands_are_set_apart);
    tcase_add_test(tables, workbook_of_one_form);
    tcase_add_test(tables, workbook_of_two_forms);
    tcase_add_test(tables, same_counts_give_the_same_bytes);
    tcase_add_test(tables, a_cut_workbook_is_noticed);
    tcase_add_loop_test(tables, charts_are_native_and_bound, 0, COUNT(parts));
    tcase_add_test(tables, manifest_lists_what_was_written);
    suite_add_tcase(suite, tables);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
