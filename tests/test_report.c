/* What the reporting program writes, from invented counts: tables, and the small parts of
 * workbooks: words, names of sheets, numbers. No database. The workbook is in test_report_book.c.
 */
#include "common/config.h"
#include "common/display.h"
#include "common/round.h"
#include "report/exact_digits.h"
#include "report/manifest.h"
#include "report/sheet_name.h"
#include "report/style.h"
#include "report/tables_csv.h"
#include "report/words.h"
#include "tests/golden.h"
#include "tests/made_counts.h"

#define GOLDEN "tests/data/report/"

static struct config config;

static void set_up(void)
{
    ck_assert(config_read(&config, MADE_CONFIGS, MADE_SURVEY));
}

static void tear_down(void)
{
    arena_release(&kept);
    config_release(&config);
}

/* ---- Tables ---- */

typedef bool begin_function(FILE *stream);
typedef bool write_function(FILE *stream, const char *survey, const struct cells *cells,
                            const struct cells_part *part);

static void assert_table(const char *golden, begin_function *begin, write_function *write)
{
    struct arena arena = {0};
    struct cells cells = made_cells(&arena, &config, "reader", NULL);
    char *text = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&text, &length);
    ck_assert_ptr_nonnull(stream);
    ck_assert(begin(stream));
    ck_assert(write(stream, MADE_SURVEY, &cells, NULL));
    ck_assert_int_eq(fclose(stream), 0);
    assert_golden(golden, text);
    free(text);
    arena_release(&arena);
}

START_TEST(cells_table)
{
    assert_table(GOLDEN "cells.csv", cells_csv_begin, cells_csv_write);
}
END_TEST

START_TEST(numbers_table)
{
    assert_table(GOLDEN "numbers.csv", numbers_csv_begin, numbers_csv_write);
}
END_TEST

START_TEST(full_disk_is_noticed)
{
    struct arena arena = {0};
    struct cells cells = made_cells(&arena, &config, "branch", NULL);
    FILE *full = fopen("/dev/full", "wb");
    ck_assert_ptr_nonnull(full);
    bool written = cells_csv_write(full, MADE_SURVEY, &cells, NULL);
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

int main(void)
{
    Suite *suite = suite_create("report");
    TCase *tables = tcase_create("report");
    tcase_add_checked_fixture(tables, set_up, tear_down);
    tcase_set_timeout(tables, 60);
    tcase_add_test(tables, cells_table);
    tcase_add_test(tables, numbers_table);
    tcase_add_test(tables, full_disk_is_noticed);
    tcase_add_loop_test(tables, shades_begin_at_five_and_ten_points, 0, LENGTH(shades));
    tcase_add_loop_test(tables, japanese_is_twice_as_wide, 0, LENGTH(widths));
    tcase_add_loop_test(tables, sheet_names_are_those_excel_allows, 0, LENGTH(names));
    tcase_add_loop_test(tables, bases_are_put_into_words, 0, LENGTH(bases));
    tcase_add_loop_test(tables, numbers_are_written_as_meant, 0, LENGTH(numbers));
    tcase_add_test(tables, other_formats_are_left_alone);
    tcase_add_test(tables, tenths_are_written_as_meant);
    tcase_add_test(tables, json_strings_are_escaped);
    tcase_add_test(tables, thousands_are_set_apart);
    suite_add_tcase(suite, tables);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
