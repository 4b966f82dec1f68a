/* What configurations are read with: strict numbers, UTF-8, and tables of names. */
#include "common/number.h"

#include "common/names.h"
#include "common/utf8.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *text;
    int64_t value; /* in millionths */
} numbers[] = {
    {"0", 0},
    {"1", 1000000},
    {"-1", -1000000},
    {"0.25", 250000},
    {"12.5", 12500000},
    {"-0.000001", -1},
    {"1.100000", 1100000},
    {"999999999.999999", INT64_C(999999999999999)},
};

START_TEST(parses_numbers)
{
    int64_t value;
    ck_assert(number_parse(numbers[_i].text, &value));
    ck_assert_int_eq(value, numbers[_i].value);
}
END_TEST

static const char *const no_numbers[] = {
    "",   " 1", "1 ",    "010", "00", "12abc", "+1",         "1.",    ".5",        "1e3",
    "--", "-",  "1,000", "0x1", "１", "1.2.3", "1000000000", "-00.1", "1.0000001", "nan"};

START_TEST(refuses_what_is_no_number)
{
    int64_t value;
    ck_assert_msg(!number_parse(no_numbers[_i], &value), "%s", no_numbers[_i]);
    ck_assert(!number_parse_whole(no_numbers[_i], &value));
}
END_TEST

START_TEST(parses_whole_numbers)
{
    int64_t value;
    ck_assert(number_parse_whole("250", &value) && value == 250);
    ck_assert(number_parse_whole("-999999999", &value) && value == -999999999);
    ck_assert(!number_parse_whole("1.0", &value));
}
END_TEST

START_TEST(counts_decimals)
{
    ck_assert_int_eq(number_decimals(0), 0);
    ck_assert_int_eq(number_decimals(3000000), 0);
    ck_assert_int_eq(number_decimals(12500000), 1);
    ck_assert_int_eq(number_decimals(-1), 6);
}
END_TEST

static const struct {
    const char *bytes;
    size_t valid;
} texts[] = {
    {"", 0},
    {"abc", 3},
    {"めざす姿", 12},
    {"\xF0\xA9\xB8\xBD", 4},   /* U+29E3D, a fish */
    {"ab\xFF", 2},             /* no lead byte */
    {"ab\x80", 2},             /* a continuation alone */
    {"ab\xE3\x81", 2},         /* cut off */
    {"ab\xC0\xAF", 2},         /* overlong */
    {"ab\xE0\x9F\xBF", 2},     /* overlong */
    {"ab\xED\xA0\x80", 2},     /* a surrogate */
    {"ab\xF4\x90\x80\x80", 2}, /* over U+10FFFF */
    {"\x82\xA0\x82\xA2", 0},   /* CP932 */
};

START_TEST(checks_utf8)
{
    ck_assert_uint_eq(utf8_valid_length(texts[_i].bytes, strlen(texts[_i].bytes)), texts[_i].valid);
}
END_TEST

START_TEST(counts_characters)
{
    ck_assert_uint_eq(utf8_characters("a問\xF0\xA9\xB8\xBDz", 9), 4);
}
END_TEST

START_TEST(finds_names)
{
    enum { NAMES = 5000 };
    struct arena arena = {0};
    struct names names = names_new(&arena, NAMES);
    ck_assert_uint_eq(names_find(&(struct names){0}, "a"), NAMES_NONE);
    for (size_t i = 0; i < NAMES; i++)
        ck_assert_uint_eq(names_add(&names, arena_printf(&arena, "n%zu", i), i), NAMES_NONE);
    for (size_t i = 0; i < NAMES; i++)
        ck_assert_uint_eq(names_find(&names, arena_printf(&arena, "n%zu", i)), i);
    ck_assert_uint_eq(names_find(&names, "n5000"), NAMES_NONE);
    ck_assert_uint_eq(names_add(&names, "n7", 9), 7);
    ck_assert_uint_eq(names_find(&names, "n7"), 7);
    arena_release(&arena);
}
END_TEST

#define COUNT(table) ((int)(sizeof(table) / sizeof *(table)))

int main(void)
{
    Suite *suite = suite_create("number");
    TCase *cases = tcase_create("number");
    tcase_add_loop_test(cases, parses_numbers, 0, COUNT(numbers));
    tcase_add_loop_test(cases, refuses_what_is_no_number, 0, COUNT(no_numbers));
    tcase_add_test(cases, parses_whole_numbers);
    tcase_add_test(cases, counts_decimals);
    tcase_add_loop_test(cases, checks_utf8, 0, COUNT(texts));
    tcase_add_test(cases, counts_characters);
    tcase_add_test(cases, finds_names);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
