/* Published figures judged: reproduced, contradictory, impossible, different. */
#include "aggregate/figures.h"

#include <check.h>
#include <stdlib.h>

static const struct form form = {.id = "form"};
static const struct question questions[] = {{.id = "usefulness"}, {.id = "overall"}};

struct agree_case {
    int64_t base;
    bool base_printed;
    int64_t printed_count, tenths; /* -1: not printed */
    int64_t count, computed_base;
    bool agrees, possible;
};

static const struct agree_case agree_cases[] = {
    {1717, true, -1, 689, 1183, 1717, true, true},
    {1717, true, -1, 689, 1182, 1717, false, true}, /* 68.84 */
    {1717, true, -1, 689, 1183, 1716, false, true}, /* another base than printed */
    {1717, false, -1, 689, 1183, 1716, true, true}, /* the base was not printed: 68.94 */
    {38, true, 29, 763, 29, 38, true, true},
    {38, true, 29, 763, 30, 38, false, true},
    {38, true, 29, 237, 29, 38, false, false}, /* count and percent exclude each other */
    {38, true, 0, 0, 0, 38, true, true},
    {30, true, -1, 718, 22, 31, false, false}, /* 71.8 of 30: 21 is 70.0, 22 is 73.3 */
    {39, true, -1, 718, 28, 39, true, true},
    {30, true, -1, 1000, 30, 30, true, true},
    {30, true, -1, 1001, 30, 30, false, false},
    {1741, true, 1184, 680, 1184, 1741, true, true},
    {-1, false, -1, 477, 103, 216, true, true}, /* a base that nobody knows */
    {8, true, -1, 125, 1, 8, true, true},
    {16, true, -1, 63, 1, 16, true, true}, /* 6.25 goes up */
    {16, true, -1, 62, 1, 16, false, false},
    {1717, true, -1, 689, -1, -1, false, true}, /* no such cell */
    {0, false, -1, 0, 0, 0, false, true},       /* nobody was asked: no percent */
};

START_TEST(test_agrees)
{
    const struct agree_case *test = &agree_cases[_i];
    const struct published published = {
        .base = test->base,
        .base_printed = test->base_printed,
        .count = test->printed_count,
        .tenths = test->tenths,
    };
    ck_assert_int_eq(figure_agrees(&published, test->count, test->computed_base), test->agrees);
    ck_assert_int_eq(figure_possible(&published), test->possible);
}
END_TEST

/* Every percent that a count gives is possible, whatever the base. */
START_TEST(test_all_counts_possible)
{
    for (int64_t base = 1; base <= 1741; base += base < 60 ? 1 : 41)
        for (int64_t count = 0; count <= base; count++) {
            const struct published published = {
                .base = base,
                .base_printed = true,
                .count = -1,
                .tenths = (2000 * count + base) / (2 * base),
            };
            ck_assert(figure_possible(&published));
        }
}
END_TEST

static struct published printed(const char *figure, size_t question, int64_t count, int64_t tenths)
{
    return (struct published){
        .figure = figure,
        .form = &form,
        .question = &questions[question],
        .code = 1,
        .base = 38,
        .base_printed = true,
        .count = count,
        .tenths = tenths,
    };
}

struct judge_case {
    int64_t count; /* computed, of 38 */
    enum figure_verdict verdicts[3];
    int rivals[3]; /* -1: none */
};

/* The first two are versions of one figure, 29 and 25 of 38; the third is another question. */
static const struct judge_case judge_cases[] = {
    {29, {FIGURE_REPRODUCED, FIGURE_CONTRADICTED, FIGURE_REPRODUCED}, {1, 0, -1}},
    {25, {FIGURE_CONTRADICTED, FIGURE_REPRODUCED, FIGURE_DIFFERS}, {1, 0, -1}},
    {27, {FIGURE_DIFFERS, FIGURE_DIFFERS, FIGURE_DIFFERS}, {1, 0, -1}},
};

START_TEST(test_contradiction)
{
    const struct judge_case *test = &judge_cases[_i];
    const struct published published[] = {printed("table", 0, 29, 763), printed("text", 0, 25, 658),
                                          printed("other", 1, 29, 763)};
    struct figure_check checks[3];
    for (size_t i = 0; i < 3; i++)
        checks[i] =
            (struct figure_check){.published = &published[i], .count = test->count, .base = 38};
    figures_judge(checks, 3);
    for (size_t i = 0; i < 3; i++) {
        ck_assert_int_eq(checks[i].verdict, test->verdicts[i]);
        const struct published *rival = test->rivals[i] < 0 ? NULL : &published[test->rivals[i]];
        ck_assert_ptr_eq(checks[i].rival, rival);
    }
}
END_TEST

/* Printed twice alike, or once with and once without a count, is no contradiction. */
START_TEST(test_repetition)
{
    const struct published published[] = {printed("table", 0, 29, 763),
                                          printed("chart", 0, -1, 763), printed("list", 0, 29, -1)};
    struct figure_check checks[3];
    for (size_t i = 0; i < 3; i++)
        checks[i] = (struct figure_check){.published = &published[i], .count = 29, .base = 38};
    figures_judge(checks, 3);
    for (size_t i = 0; i < 3; i++) {
        ck_assert_int_eq(checks[i].verdict, FIGURE_REPRODUCED);
        ck_assert_ptr_null(checks[i].rival);
    }
}
END_TEST

START_TEST(test_impossible)
{
    struct published published = printed("chart", 0, -1, 718);
    published.base = 30;
    struct figure_check check = {.published = &published, .count = 28, .base = 39};
    figures_judge(&check, 1);
    ck_assert_int_eq(check.verdict, FIGURE_IMPOSSIBLE);
}
END_TEST

#define LENGTH(array) ((int)(sizeof(array) / sizeof *(array)))

static Suite *figures_suite(void)
{
    Suite *suite = suite_create("figures");
    TCase *judging = tcase_create("judging");
    tcase_add_loop_test(judging, test_agrees, 0, LENGTH(agree_cases));
    tcase_add_test(judging, test_all_counts_possible);
    tcase_add_loop_test(judging, test_contradiction, 0, LENGTH(judge_cases));
    tcase_add_test(judging, test_repetition);
    tcase_add_test(judging, test_impossible);
    suite_add_tcase(suite, judging);
    return suite;
}

int main(void)
{
    SRunner *runner = srunner_create(figures_suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
