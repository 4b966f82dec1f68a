/*
 * Exact statistics. Expected values were computed with Python's fractions and decimal modules (60
 * digits) and its statistics.quantiles(method="inclusive"), which is definition 7 of Hyndman and
 * Fan; NumAcc1 to NumAcc4 have the certified values of the NIST Statistical Reference Datasets.
 */
#include "aggregate/statistic.h"

#include "common/codebook.h"

#include <check.h>
#include <signal.h>
#include <stdlib.h>

enum { VALUES_LARGEST = 10 };

/* Values in 1/10^decimals. */
static int64_t millionths(int64_t value, int decimals)
{
    for (; decimals < NUMBER_DECIMALS; decimals++)
        value *= 10;
    return value;
}

struct small_case {
    const char *name;
    int count, decimals;
    int64_t values[VALUES_LARGEST];
    int64_t mean, sd;    /* 10^-4 */
    int64_t quartile[3]; /* 10^-8 */
};

static const struct small_case small_cases[] = {
    {"one to four", 4, 0, {1, 2, 3, 4}, 25000, 12910, {175000000, 250000000, 325000000}},
    {"n = 4 j + 3", 7, 0, {1, 1, 2, 3, 4, 5, 9}, 35714, 28200, {150000000, 300000000, 450000000}},
    {"ties",
     10,
     0,
     {0, 0, 1, 2, 2, 3, 4, 6, 12, 15},
     45000,
     51262,
     {125000000, 250000000, 550000000}},
    {"six decimals",
     4,
     6,
     {1, 500000, 2250000, 7125000},
     24688,
     32506,
     {37500025, 137500000, 346875000}},
    {"negative", 6, 0, {-3, -1, 0, 2, 5, 5}, 13333, 32660, {-75000000, 100000000, 425000000}},
    {"two", 2, 0, {1, 2}, 15000, 7071, {125000000, 150000000, 175000000}},
    {"thirds", 3, 0, {0, 0, 1}, 3333, 5774, {0, 0, 50000000}},
    {"equal", 3, 0, {7, 7, 7}, 70000, 0, {700000000, 700000000, 700000000}},
    {"mean half up", 2, 4, {0, 1}, 1, 1, {2500, 5000, 7500}},
    {"mean half away from zero", 2, 4, {-1, 0}, -1, 1, {-7500, -5000, -2500}},
    /* The sd of -d, 0, d is d itself: a tie at the fifth decimal goes up. */
    {"sd half up", 3, 5, {-5, 0, 5}, 0, 1, {-2500, 0, 2500}},
    {"sd below half", 3, 6, {-49, 0, 49}, 0, 0, {-2450, 0, 2450}},
    {"sd half up again", 3, 5, {-100005, 0, 100005}, 0, 10001, {-50002500, 0, 50002500}},
    {"NumAcc1",
     3,
     0,
     {10000001, 10000002, 10000003},
     100000020000,
     10000,
     {1000000150000000, 1000000200000000, 1000000250000000}},
};

static void add_all(struct statistic *statistic, const struct small_case *test)
{
    statistic_start(statistic, test->count);
    for (int i = 0; i < test->count; i++)
        statistic_add(statistic, millionths(test->values[i], test->decimals));
}

START_TEST(test_small)
{
    const struct small_case *test = &small_cases[_i];
    struct statistic statistic;
    add_all(&statistic, test);
    ck_assert_msg(statistic_mean(&statistic) == test->mean, "%s: mean %ld", test->name,
                  (long)statistic_mean(&statistic));
    ck_assert_msg(statistic_sd(&statistic) == test->sd, "%s: sd %ld", test->name,
                  (long)statistic_sd(&statistic));
    for (int q = 1; q <= 3; q++)
        ck_assert_msg(statistic_quartile(&statistic, q) == test->quartile[q - 1],
                      "%s: quartile %d is %ld", test->name, q,
                      (long)statistic_quartile(&statistic, q));
    ck_assert_int_eq(statistic.min, millionths(test->values[0], test->decimals));
    ck_assert_int_eq(statistic.max, millionths(test->values[test->count - 1], test->decimals));
}
END_TEST

START_TEST(test_single_value)
{
    struct statistic statistic;
    statistic_start(&statistic, 1);
    statistic_add(&statistic, 12345678);
    ck_assert_int_eq(statistic_mean(&statistic), 123457);
    for (int q = 1; q <= 3; q++)
        ck_assert_int_eq(statistic_quartile(&statistic, q), 1234567800);
}
END_TEST

/* quantile(x, c(0.25, 0.5, 0.75), type = 1) of R 4.2.2; whole numbers */
static const struct {
    int count;
    int64_t values[VALUES_LARGEST], quartile[3];
} inverse_cases[] = {
    {4, {1, 2, 3, 4}, {1, 2, 3}},
    {7, {1, 1, 2, 3, 4, 5, 9}, {1, 3, 5}},
    {10, {0, 0, 1, 2, 2, 3, 4, 6, 12, 15}, {1, 2, 6}},
    {6, {-3, -1, 0, 2, 5, 5}, {-1, 0, 5}},
    {2, {1, 2}, {1, 1, 2}},
    {3, {0, 0, 1}, {0, 0, 1}},
    {1, {7}, {7, 7, 7}},
    {5, {-5, 0, 5, 6, 7}, {0, 5, 6}},
};

START_TEST(test_inverse_quartiles)
{
    struct statistic statistic;
    statistic_start(&statistic, inverse_cases[_i].count);
    statistic_use_inverse(&statistic);
    for (int i = 0; i < inverse_cases[_i].count; i++)
        statistic_add(&statistic, millionths(inverse_cases[_i].values[i], 0));
    for (int q = 1; q <= 3; q++)
        ck_assert_int_eq(statistic_quartile(&statistic, q),
                         inverse_cases[_i].quartile[q - 1] * 100000000);
}
END_TEST

/* NIST StRD, NumAcc2 to NumAcc4: x, then x - 0.1 and x + 0.1 five hundred times; sd 0.1. */
struct accuracy_case {
    const char *name;
    int64_t centre; /* tenths */
};

static const struct accuracy_case accuracy_cases[] = {
    {"NumAcc2", 12}, {"NumAcc3", 10000002}, {"NumAcc4", 100000002}};

START_TEST(test_accuracy)
{
    const struct accuracy_case *test = &accuracy_cases[_i];
    struct statistic statistic;
    statistic_start(&statistic, 1001);
    for (int i = 0; i < 1001; i++) {
        int64_t step = i < 500 ? -1 : i == 500 ? 0 : 1;
        statistic_add(&statistic, millionths(test->centre + step, 1));
    }
    ck_assert_int_eq(statistic_mean(&statistic), test->centre * 1000);
    ck_assert_int_eq(statistic_sd(&statistic), 1000);
    ck_assert_int_eq(statistic_quartile(&statistic, 2), test->centre * 10000000);
}
END_TEST

enum { MANY = 1000 * 1000 };

/* sd = 999999999.999999 sqrt(1000000 / 999999) = 1000000500.000374… */
START_TEST(test_extremes)
{
    struct statistic statistic;
    statistic_start(&statistic, MANY);
    for (int i = 0; i < MANY; i++)
        statistic_add(&statistic, i < MANY / 2 ? 1 - NUMBER_LIMIT : NUMBER_LIMIT - 1);
    ck_assert_int_eq(statistic_mean(&statistic), 0);
    ck_assert_int_eq(statistic_sd(&statistic), INT64_C(10000005000004));
    ck_assert_int_eq(statistic_quartile(&statistic, 1), INT64_C(-99999999999999900));
    ck_assert_int_eq(statistic_quartile(&statistic, 2), 0);
    ck_assert_int_eq(statistic_quartile(&statistic, 3), INT64_C(99999999999999900));
}
END_TEST

START_TEST(test_equal_extremes)
{
    struct statistic statistic;
    statistic_start(&statistic, MANY);
    for (int i = 0; i < MANY; i++)
        statistic_add(&statistic, NUMBER_LIMIT - 1);
    ck_assert(statistic.sum == (wide)MANY * (NUMBER_LIMIT - 1));
    ck_assert_int_eq(statistic_mean(&statistic), INT64_C(10000000000000));
    ck_assert_int_eq(statistic_sd(&statistic), 0);
}
END_TEST

START_TEST(test_refuses_wrong_order)
{
    struct statistic statistic;
    statistic_start(&statistic, 2);
    statistic_add(&statistic, 2);
    statistic_add(&statistic, 1);
}
END_TEST

START_TEST(test_refuses_one_too_many)
{
    struct statistic statistic;
    statistic_start(&statistic, 1);
    statistic_add(&statistic, 1);
    statistic_add(&statistic, 1);
}
END_TEST

START_TEST(test_refuses_another_definition_midway)
{
    struct statistic statistic;
    statistic_start(&statistic, 2);
    statistic_add(&statistic, 1);
    statistic_use_inverse(&statistic);
}
END_TEST

START_TEST(test_root)
{
    static const int64_t roots[] = {0, 1, 2, 3, 10, 65535, INT64_C(3037000499), INT64_MAX};
    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++) {
        wide square = (wide)roots[i] * roots[i];
        ck_assert_int_eq(integer_root(square), roots[i]);
        ck_assert_int_eq(integer_root(square + roots[i]), roots[i]);
        if (square > 0)
            ck_assert_int_eq(integer_root(square - 1), roots[i] - 1);
    }
}
END_TEST

#define LENGTH(array) ((int)(sizeof(array) / sizeof *(array)))

static Suite *statistic_suite(void)
{
    Suite *suite = suite_create("statistic");
    TCase *exact = tcase_create("exact");
    tcase_add_loop_test(exact, test_small, 0, LENGTH(small_cases));
    tcase_add_loop_test(exact, test_inverse_quartiles, 0, LENGTH(inverse_cases));
    tcase_add_test(exact, test_single_value);
    tcase_add_loop_test(exact, test_accuracy, 0, LENGTH(accuracy_cases));
    tcase_add_test(exact, test_extremes);
    tcase_add_test(exact, test_equal_extremes);
    tcase_add_test(exact, test_root);
    suite_add_tcase(suite, exact);
    TCase *bugs = tcase_create("bugs abort");
    tcase_add_test_raise_signal(bugs, test_refuses_wrong_order, SIGABRT);
    tcase_add_test_raise_signal(bugs, test_refuses_one_too_many, SIGABRT);
    tcase_add_test_raise_signal(bugs, test_refuses_another_definition_midway, SIGABRT);
    suite_add_tcase(suite, bugs);
    return suite;
}

int main(void)
{
    SRunner *runner = srunner_create(statistic_suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
