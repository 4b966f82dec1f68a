/*
 * Measures from whole counts. Expected values were computed with Python's fractions module, or by
 * hand where a comment says so; the bounds also by trying every way the missing answers can be.
 */
#include "common/measure.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    struct share share;
    int64_t tenths;
} percents[] = {
    {{1, 3}, 333},  {{2, 3}, 667},          {{0, 5}, 0},
    {{5, 5}, 1000}, {{0, 0}, MEASURE_NONE}, {{1, 2000}, 1}, /* 0.05 % goes up */
    {{1, 2001}, 0}, {{1183, 1717}, 689},
};

START_TEST(percents_are_half_up)
{
    ck_assert_int_eq(measure_percent(percents[_i].share), percents[_i].tenths);
}
END_TEST

static const struct {
    struct share share, reference;
    int64_t tenths;
} differences[] = {
    {{1, 2}, {1, 2}, 0},
    {{1, 1}, {0, 1}, 1000},
    {{0, 1}, {1, 1}, -1000},
    /* 0.05 and -0.05 points: both away from zero */
    {{1, 2000}, {0, 1}, 1},
    {{0, 1}, {1, 2000}, -1},
    {{0, 1}, {1, 2001}, 0},
    /* 33.333… - 66.666… = -33.333…; as printed 33.3 - 66.7 = -33.4 */
    {{1, 3}, {2, 3}, -333},
    /* 14.36… and 14.34…: printed 14.4 and 14.3, but 0.0 apart */
    {{247, 1720}, {247, 1722}, 0},
    {{37, 176}, {532, 1717}, -100},
    {{1, 0}, {1, 2}, MEASURE_NONE},
    {{1, 2}, {0, 0}, MEASURE_NONE},
    /* counts as large as there are: no product overflows */
    {{INT64_C(4000000000000000000), INT64_C(4000000000000000001)}, {0, 1}, 1000},
};

START_TEST(differences_are_exact)
{
    ck_assert_int_eq(measure_difference(differences[_i].share, differences[_i].reference),
                     differences[_i].tenths);
    int64_t back = measure_difference(differences[_i].reference, differences[_i].share);
    ck_assert_int_eq(back, differences[_i].tenths == MEASURE_NONE ? MEASURE_NONE
                                                                  : -differences[_i].tenths);
}
END_TEST

static const struct {
    struct share share;
    int64_t unusable, missing, low, high;
} bounds[] = {
    {{40, 80}, 0, 20, 400, 600}, /* by hand: 0.5 · 0.8 = 0.4, + 0.2 */
    {{1183, 1717}, 0, 24, 679, 693}, {{247, 1717}, 2, 24, 142, 157},
    {{3, 3}, 0, 0, 1000, 1000}, /* everybody answered: no room */
    {{0, 0}, 0, 5, 0, 1000},    /* nobody did: nothing is known */
    {{0, 4}, 4, 0, 0, 1000},         {{0, 0}, 0, 0, MEASURE_NONE, MEASURE_NONE},
};

START_TEST(bounds_take_the_worst_cases)
{
    struct bounds is = measure_bounds(bounds[_i].share, bounds[_i].unusable, bounds[_i].missing);
    ck_assert_int_eq(is.low, bounds[_i].low);
    ck_assert_int_eq(is.high, bounds[_i].high);
}
END_TEST

/* Every way the units that did not answer can have answered stays within the bounds, and both ends
 * are reached. */
START_TEST(bounds_hold_and_are_sharp)
{
    for (int64_t count = 0; count <= 4; count++)
        for (int64_t unusable = 0; unusable + count <= 5; unusable++)
            for (int64_t missing = 0; missing <= 3; missing++) {
                struct bounds is = measure_bounds((struct share){count, 5}, unusable, missing);
                int64_t least = INT64_MAX, most = 0;
                for (int64_t asked = 0; asked <= missing; asked++)
                    for (int64_t have = 0; have <= unusable + asked; have++) {
                        int64_t tenths = percent_tenths(count + have, 5 + asked);
                        least = tenths < least ? tenths : least;
                        most = tenths > most ? tenths : most;
                    }
                ck_assert_int_eq(is.low, least);
                ck_assert_int_eq(is.high, most);
            }
}
END_TEST

START_TEST(equal_shares_share_a_rank)
{
    /* 50 %, 2/4 the same, none, 0 %, 49.99… % and a share that prints as 50.0 % but is larger */
    static const struct share shares[] = {{1, 2}, {2, 4},        {0, 0},
                                          {0, 7}, {4999, 10000}, {5001, 10000}};
    static const int64_t expected[] = {2, 2, 0, 5, 4, 1};
    int64_t ranks[6];
    measure_ranks(shares, 6, ranks);
    ck_assert_mem_eq(ranks, expected, sizeof expected);
    measure_ranks(shares, 0, ranks);
    measure_ranks(&shares[2], 1, ranks);
    ck_assert_int_eq(ranks[0], 0);
}
END_TEST

#define MILLION INT64_C(1000000)
static const struct {
    int64_t sum, denominator, units, rate;
} rates[] = {
    {5181 * MILLION, 122691326 * MILLION, 10000, 4223}, /* 0.42228… */
    {0, MILLION, 10000, 0},
    {1, 20000, 1, 1},   /* 0.00005 goes up */
    {-1, 20000, 1, -1}, /* and away from zero */
    {-1, 20001, 1, 0},
    {7 * MILLION, 2 * MILLION, 1, 35000},
};

START_TEST(rates_are_rounded_once)
{
    ck_assert_int_eq(measure_rate(rates[_i].sum, rates[_i].denominator, rates[_i].units),
                     rates[_i].rate);
}
END_TEST

START_TEST(rates_beyond_all_sizes_are_none)
{
    wide sum = (wide)1000000000 * MILLION * 50000000; /* STATISTIC_LARGEST_N of NUMBER_LIMIT */
    ck_assert_int_eq(measure_rate(sum, 1, 1000000), MEASURE_NONE);
    ck_assert_int_eq(measure_rate(-sum, 1, 1000000), MEASURE_NONE);
    ck_assert_int_eq(measure_rate(sum, sum, 1000000), INT64_C(10000000000));
}
END_TEST

static const struct {
    const char *text;
    bool good;
    int64_t value; /* 10^-6 */
} decimals[] = {
    {"0", true, 0},
    {"12", true, 12000000},
    {"-1.5", true, -1500000},
    {"0.000001", true, 1},
    {"1.000000", true, 1000000},
    {"0.0000001", false, 0},
    {"", false, 0},
    {"-", false, 0},
    {".5", false, 0},
    {"5.", false, 0},
    {"1.2.3", false, 0},
    {"1e3", false, 0},
    {" 1", false, 0},
    {"NaN", false, 0},
    {"1234567890123456789012345678901", false, 0},
};

START_TEST(decimals_are_read_exactly)
{
    wide value;
    ck_assert_int_eq(wide_parse(decimals[_i].text, 6, &value), decimals[_i].good);
    if (decimals[_i].good)
        ck_assert(value == decimals[_i].value);
}
END_TEST

START_TEST(long_decimals_are_read_exactly)
{
    wide value;
    ck_assert(wide_parse("50000000000000000.000001", 6, &value));
    ck_assert(value == (wide)50000000000 * 1000000000000 + 1);
}
END_TEST

#define COUNT(table) (int)(sizeof(table) / sizeof *(table))

int main(void)
{
    Suite *suite = suite_create("measure");
    TCase *cases = tcase_create("measure");
    tcase_add_loop_test(cases, percents_are_half_up, 0, COUNT(percents));
    tcase_add_loop_test(cases, differences_are_exact, 0, COUNT(differences));
    tcase_add_loop_test(cases, bounds_take_the_worst_cases, 0, COUNT(bounds));
    tcase_add_test(cases, bounds_hold_and_are_sharp);
    tcase_add_test(cases, equal_shares_share_a_rank);
    tcase_add_loop_test(cases, rates_are_rounded_once, 0, COUNT(rates));
    tcase_add_test(cases, rates_beyond_all_sizes_are_none);
    tcase_add_loop_test(cases, decimals_are_read_exactly, 0, COUNT(decimals));
    tcase_add_test(cases, long_decimals_are_read_exactly);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
