/*
 * The sample: first the integer search on problems whose solutions are known (counted by hand or
 * printed in the report), then whole samples of the surveys under configs/ and tests/data/configs,
 * written as CSV, read back and recounted on a path of their own.
 */
#include "common/feasible.h"
#include "common/round.h"
#include "ingest/sample_search.h"
#include "tests/printed_rows.h"
#include "tests/search_all.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

/* ---- Single answers ---- */

static bool bounds_of(const struct printed_row *c, struct search_count *counts)
{
    for (size_t i = 0; i < c->count; i++) {
        counts[i] = (struct search_count){.low = 0, .high = c->n};
        if (c->tenths[i] == PRINTED_NOT)
            continue;
        if (!feasible_tenths(c->tenths[i], c->n, &counts[i].low, &counts[i].high))
            return false;
        counts[i].prior = c->tenths[i] * c->n / 1000;
    }
    return true;
}

/* Of a problem with four counts. */
static void remember(void *context, const int64_t *counts)
{
    memcpy(context, counts, 4 * sizeof *counts);
}

START_TEST(test_single)
{
    const struct printed_row *c = &printed_rows[_i];
    struct search_count counts[PRINTED_MOST];
    int64_t nearest[PRINTED_MOST] = {0}, sum = 0;
    if (!bounds_of(c, counts)) {
        ck_assert_int_eq(c->sets, 0);
        return;
    }
    struct search_problem problem = {.n = c->n, .counts = counts, .count = c->count};
    ck_assert_msg((int64_t)search_all(&problem, 1000, NULL, NULL) == c->sets, "%s", c->name);
    ck_assert_int_eq(search_nearest(&problem, nearest), c->sets > 0);
    for (size_t i = 0; i < c->count && c->sets > 0; i++) {
        sum += nearest[i];
        ck_assert(c->tenths[i] == PRINTED_NOT || percent_tenths(nearest[i], c->n) == c->tenths[i]);
        ck_assert(c->sets > 1 || nearest[i] == c->expected[i]);
    }
    ck_assert(c->sets == 0 || sum == c->n);
}
END_TEST

START_TEST(test_limit)
{
    struct search_count counts[] = {{.high = 1000}, {.high = 1000}, {.high = 1000}};
    struct search_problem problem = {.n = 1000, .counts = counts, .count = 3};
    ck_assert_uint_eq(search_all(&problem, 7, NULL, NULL), 7);
    ck_assert_uint_eq(search_all(&problem, SIZE_MAX, NULL, NULL), 1001 * 1002 / 2);
}
END_TEST

/* The nearest solution is none farther away than any other. */
START_TEST(test_nearest_is_nearest)
{
    struct search_count counts[] = {{.low = 3, .high = 9, .prior = 20},
                                    {.low = 0, .high = 40, .prior = 5},
                                    {.low = 0, .high = 4, .prior = 4}};
    struct search_problem problem = {.n = 30, .counts = counts, .count = 3};
    int64_t nearest[3];
    ck_assert(search_nearest(&problem, nearest));
    ck_assert_int_eq(nearest[0], 9);
    ck_assert_int_eq(nearest[1] + nearest[2], 21);
    ck_assert_int_eq(nearest[2], 4);
}
END_TEST

/* ---- What one question's follow-ups ask of it ---- */

static bool equals(void *context, int64_t value)
{
    return value == *(const int64_t *)context;
}

static bool never(void *context, int64_t value)
{
    (void)context;
    (void)value;
    return false;
}

/* 26.0, 13.1 and 60.8 of 1,717 with 672 asked of the first two. */
START_TEST(test_joint)
{
    static const struct printed_row c = {"", 1717, 4, {260, 131, 608, PRINTED_NOT}, 0, {0}};
    static const bool members[] = {true, true, false, false};
    int64_t base = 672, counts[PRINTED_MOST] = {0}, only[PRINTED_MOST] = {0};
    struct search_count bounds[PRINTED_MOST];
    ck_assert(bounds_of(&c, bounds));
    struct search_need need = {.members = members, .accepts = equals, .context = &base};
    struct search_problem problem = {
        .n = c.n, .counts = bounds, .count = 4, .needs = &need, .need_count = 1};
    ck_assert(search_nearest(&problem, counts));
    ck_assert_uint_eq(search_all(&problem, 10, remember, only), 1);
    for (size_t i = 0; i < 4; i++) {
        static const int64_t expected[] = {447, 225, 1044, 1};
        ck_assert_int_eq(counts[i], expected[i]);
        ck_assert_int_eq(only[i], expected[i]);
    }
    base = 673;
    ck_assert(!search_nearest(&problem, counts));
    need.accepts = never;
    ck_assert(!search_nearest(&problem, counts));
}
END_TEST

/* Two follow-ups with different answers that ask them, and one for those who were not asked. */
START_TEST(test_two_needs)
{
    static const bool first[] = {true, true, false, false}, second[] = {false, true, true, false};
    int64_t seventy = 70, fifty = 50, counts[4];
    struct search_count bounds[] = {{.high = 100, .prior = 10},
                                    {.high = 100, .prior = 10},
                                    {.high = 100, .prior = 10},
                                    {.high = 100, .prior = 0}};
    struct search_need needs[] = {
        {.members = first, .accepts = equals, .context = &seventy},
        {.members = second, .constant = 5, .accepts = equals, .context = &fifty}};
    struct search_problem problem = {
        .n = 100, .counts = bounds, .count = 4, .needs = needs, .need_count = 2};
    ck_assert(search_nearest(&problem, counts));
    ck_assert_int_eq(counts[0] + counts[1], 70);
    ck_assert_int_eq(counts[1] + counts[2], 45);
    ck_assert_int_eq(counts[0] + counts[1] + counts[2] + counts[3], 100);
}
END_TEST

/* ---- Multiple answers ---- */

static const struct multiple_case {
    const char *name;
    int64_t n;
    struct search_count counts[4]; /* two options, an exclusive one, blank */
    bool possible;
    int64_t expected[4];
} multiple_cases[] = {
    {"free",
     100,
     {{0, 100, 60, false}, {0, 100, 70, false}, {0, 100, 10, true}, {0, 100, 0, true}},
     true,
     {60, 70, 10, 0}},
    {"the rest must tick something",
     100,
     {{20, 20, 20, false}, {30, 30, 30, false}, {0, 0, 0, true}, {0, 100, 0, true}},
     true,
     {20, 30, 0, 50}},
    {"free options cover",
     100,
     {{20, 20, 20, false}, {0, 100, 30, false}, {0, 100, 0, true}, {0, 0, 0, true}},
     true,
     {20, 80, 0, 0}},
    {"nobody left to tick",
     100,
     {{60, 60, 60, false}, {0, 100, 0, false}, {41, 100, 50, true}, {0, 0, 0, true}},
     false,
     {0}},
    {"all tick both",
     36,
     {{36, 36, 36, false}, {36, 36, 36, false}, {0, 36, 9, true}, {0, 36, 9, true}},
     true,
     {36, 36, 0, 0}},
    {"too few ticks",
     100,
     {{20, 20, 20, false}, {30, 30, 30, false}, {10, 10, 10, true}, {10, 10, 10, true}},
     false,
     {0}},
};

START_TEST(test_multiple)
{
    const struct multiple_case *c = &multiple_cases[_i];
    struct search_problem problem = {
        .kind = SEARCH_MULTIPLE, .n = c->n, .counts = c->counts, .count = 4};
    int64_t counts[4];
    ck_assert_msg(search_nearest(&problem, counts) == c->possible, "%s", c->name);
    ck_assert_uint_eq(search_all(&problem, 1, NULL, NULL), c->possible);
    for (size_t i = 0; i < 4 && c->possible; i++)
        ck_assert_msg(counts[i] == c->expected[i], "%s: %zu is %lld", c->name, i,
                      (long long)counts[i]);
}
END_TEST

START_TEST(test_multiple_need)
{
    static const bool members[] = {true, false, false, false};
    struct search_count counts[4];
    int64_t base = 33, result[4];
    memcpy(counts, multiple_cases[0].counts, sizeof counts);
    struct search_need need = {.members = members, .accepts = equals, .context = &base};
    struct search_problem problem = {.kind = SEARCH_MULTIPLE,
                                     .n = 100,
                                     .counts = counts,
                                     .count = 4,
                                     .needs = &need,
                                     .need_count = 1};
    ck_assert(search_nearest(&problem, result));
    ck_assert_int_eq(result[0], 33);
    need = (struct search_need){
        .members = members, .negative = true, .constant = 100, .accepts = equals, .context = &base};
    ck_assert(search_nearest(&problem, result));
    ck_assert_int_eq(result[0], 67);
}
END_TEST

#define LENGTH(array) ((int)(sizeof(array) / sizeof *(array)))

static Suite *sample_suite(void)
{
    Suite *suite = suite_create("sample");
    TCase *search = tcase_create("search");
    tcase_add_loop_test(search, test_single, 0, PRINTED_ROWS);
    tcase_add_test(search, test_limit);
    tcase_add_test(search, test_nearest_is_nearest);
    tcase_add_test(search, test_joint);
    tcase_add_test(search, test_two_needs);
    tcase_add_loop_test(search, test_multiple, 0, LENGTH(multiple_cases));
    tcase_add_test(search, test_multiple_need);
    suite_add_tcase(suite, search);
    return suite;
}

int main(void)
{
    SRunner *runner = srunner_create(sample_suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
