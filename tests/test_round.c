/*
 * Rounding against its definition: the rounded value is the only multiple of the unit that lies
 * within half a unit, the upper one when two do. Percentages also against printed figures.
 */
#include "common/round.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* As many units as any table of the survey has. */
enum { LARGEST_BASE = 1741 };

START_TEST(percent_is_half_up)
{
    for (int64_t base = 1; base <= LARGEST_BASE; base++)
        for (int64_t count = 0; count <= base; count++) {
            int64_t tenths = percent_tenths(count, base);
            /* tenths - 1/2 <= 1000·count/base < tenths + 1/2, without dividing */
            int64_t exact = 2000 * count;
            if ((2 * tenths - 1) * base > exact || exact >= (2 * tenths + 1) * base)
                ck_abort_msg("%lld of %lld", (long long)count, (long long)base);
        }
}
END_TEST

/* The reason for integers: printf rounds the nearest double, half to even. */
START_TEST(printf_differs)
{
    int different = 0;
    for (int base = 1; base <= LARGEST_BASE; base++)
        for (int count = 0; count <= base; count++) {
            if (2000 * count % (2 * base) != base)
                continue; /* only halves can differ */
            char official[DECIMAL_SIZE], printed[DECIMAL_SIZE];
            decimal_text(official, percent_tenths(count, base), 1);
            snprintf(printed, sizeof printed, "%.1f", 100.0 * count / base);
            different += strcmp(official, printed) != 0;
        }
    ck_assert_int_eq(different, 1088);
}
END_TEST

/* Printed in the report of the wave of 2021 (n = 1,717 and 672), or halves by hand. */
static const struct {
    int64_t count, base, tenths;
} percents[] = {
    {1183, 1717, 689}, {447, 1717, 260}, {225, 1717, 131}, {1044, 1717, 608}, {380, 672, 565},
    {371, 672, 552},   {352, 672, 524},  {1, 1717, 1},     {0, 38, 0},        {38, 38, 1000},
    {1, 2000, 1},      {1, 2001, 0},     {1, 16, 63},      {1, 3, 333},       {2, 3, 667},
};

START_TEST(percent_as_printed)
{
    ck_assert_int_eq(percent_tenths(percents[_i].count, percents[_i].base), percents[_i].tenths);
}
END_TEST

static const struct {
    int64_t numerator, denominator, quotient;
} quotients[] = {
    {0, 7, 0},   {1, 2, 1},   {-1, 2, -1}, {1, 3, 0},     {-1, 3, 0},
    {3, 2, 2},   {-3, 2, -2}, {5, 2, 3},   {-5, 2, -3},   {7, 7, 1},
    {14, 10, 1}, {15, 10, 2}, {16, 10, 2}, {-14, 10, -1}, {INT64_MAX, 1, INT64_MAX},
};

START_TEST(quotient_is_half_away_from_zero)
{
    ck_assert_int_eq(round_quotient(quotients[_i].numerator, quotients[_i].denominator),
                     quotients[_i].quotient);
}
END_TEST

START_TEST(quotient_of_large_sums)
{
    wide sum = (wide)INT64_MAX * 1000003;
    ck_assert_int_eq(round_quotient(sum, 1000003), INT64_MAX);
    ck_assert_int_eq(round_quotient(-sum, 1000003), -INT64_MAX);
}
END_TEST

static const struct {
    int64_t value;
    int decimals;
    const char *text;
} decimals[] = {
    {0, 0, "0"},
    {7, 0, "7"},
    {-7, 0, "-7"},
    {0, 1, "0.0"},
    {5, 1, "0.5"},
    {-5, 1, "-0.5"},
    {1000, 1, "100.0"},
    {-125, 1, "-12.5"},
    {1, 6, "0.000001"},
    {-1, 9, "-0.000000001"},
    {1234567, 3, "1234.567"},
    {INT64_MAX, 0, "9223372036854775807"},
    {INT64_MIN, 0, "-9223372036854775808"},
    {INT64_MIN, 9, "-9223372036.854775808"},
};

START_TEST(decimals_are_exact)
{
    char buffer[DECIMAL_SIZE];
    ck_assert_ptr_eq(decimal_text(buffer, decimals[_i].value, decimals[_i].decimals), buffer);
    ck_assert_str_eq(buffer, decimals[_i].text);
}
END_TEST

#define COUNT(table) ((int)(sizeof(table) / sizeof *(table)))

int main(void)
{
    Suite *suite = suite_create("round");
    TCase *cases = tcase_create("round");
    tcase_set_timeout(cases, 30);
    tcase_add_test(cases, percent_is_half_up);
    tcase_add_test(cases, printf_differs);
    tcase_add_loop_test(cases, percent_as_printed, 0, COUNT(percents));
    tcase_add_loop_test(cases, quotient_is_half_away_from_zero, 0, COUNT(quotients));
    tcase_add_test(cases, quotient_of_large_sums);
    tcase_add_loop_test(cases, decimals_are_exact, 0, COUNT(decimals));
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
