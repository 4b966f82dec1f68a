/* Distributions of numbers, compared with the statistics of the same numbers in ascending order. */
#include "aggregate/distribution.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static const struct question questions[] = {
    {.id = "first", .type = QUESTION_NUMBER, .first_item = 0, .item_count = 1},
    {.id = "text", .type = QUESTION_TEXT, .first_item = 1, .item_count = 1},
    {.id = "second", .type = QUESTION_NUMBER, .first_item = 2, .item_count = 1},
};
static const struct item items[] = {
    {.id = "first", .question = &questions[0], .slot = 0, .slot_count = 1},
    {.id = "text", .question = &questions[1], .slot = 1, .slot_count = 1},
    {.id = "second", .question = &questions[2], .slot = 2, .slot_count = 1},
};
enum { SLOTS = 3, ITEMS = 3, BANNERS = 2, CLASSES = 4, RESPONSES = 5000 };
static const struct form form = {.id = "form",
                                 .questions = questions,
                                 .question_count = 3,
                                 .items = items,
                                 .item_count = ITEMS,
                                 .slot_count = SLOTS};
static const struct banner banners[BANNERS] = {{.id = "total", .class_count = 1},
                                               {.id = "three", .class_count = 3}};
static const struct banner_set set = {banners, BANNERS};

/* In `classes` by number, with the values of `first` and `second`, or none. */
struct response {
    uint8_t classes[2 * BANNERS];
    uint8_t codes[SLOTS];
    uint8_t numbers[16];
    size_t numbers_size;
};

static uint64_t random_state;

static unsigned random_below(unsigned limit)
{
    random_state = random_state * UINT64_C(6364136223846793005) + 1442695040888963407U;
    return (unsigned)(random_state >> 33) % limit;
}

static void append_number(struct response *response, int64_t value)
{
    for (int shift = 56; shift >= 0; shift -= 8)
        response->numbers[response->numbers_size++] = (uint8_t)((uint64_t)value >> shift);
}

/* What every class saw, item by item. */
static struct {
    int64_t values[RESPONSES];
    int64_t n;
} seen[ITEMS][CLASSES];

static struct response random_response(int64_t spread)
{
    struct response response = {.codes = {CODE_NA, CODE_TICKED, CODE_NA}};
    unsigned class = random_below(4);
    response.classes[2] = class == 3 ? 0xFF : 0;
    response.classes[3] = class == 3 ? 0xFF : (uint8_t) class;
    for (size_t item = 0; item < ITEMS; item += 2) {
        if (random_below(5) == 0)
            continue;
        int64_t value = ((int64_t)random_below((unsigned)spread) - spread / 2) * 250000;
        response.codes[item] = CODE_TICKED;
        append_number(&response, value);
        seen[item][0].values[seen[item][0].n++] = value;
        if (class < 3)
            seen[item][1 + class].values[seen[item][1 + class].n++] = value;
    }
    return response;
}

static bool add(struct distributions *distributions, const struct response *response)
{
    return distributions_add(distributions, response->classes, response->codes, response->numbers,
                             response->numbers_size);
}

static int compare_numbers(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

static void assert_equal(const struct distributions *distributions, size_t item)
{
    struct statistic read[CLASSES], expected;
    for (size_t c = 0; c < CLASSES; c++)
        statistic_start(&read[c], seen[item][c].n);
    ck_assert(distributions_read(distributions, item, read));
    for (size_t c = 0; c < CLASSES; c++) {
        int64_t n = seen[item][c].n;
        qsort(seen[item][c].values, (size_t)n, sizeof(int64_t), compare_numbers);
        statistic_start(&expected, n);
        for (int64_t i = 0; i < n; i++)
            statistic_add(&expected, seen[item][c].values[i]);
        ck_assert_int_gt(n, 100);
        ck_assert_int_eq(read[c].seen, n);
        ck_assert(read[c].sum == expected.sum && read[c].squares == expected.squares);
        ck_assert_int_eq(read[c].min, expected.min);
        ck_assert_int_eq(read[c].max, expected.max);
        for (int quartile = 1; quartile <= 3; quartile++)
            ck_assert_int_eq(statistic_quartile(&read[c], quartile),
                             statistic_quartile(&expected, quartile));
    }
}

static struct arena arena;
static struct tally_plan plan;

static void setup(void)
{
    memset(seen, 0, sizeof seen);
    plan = tally_plan(&arena, &form, &set);
    random_state = 20220216;
}

static void teardown(void)
{
    arena_release(&arena);
}

/* ---- Values ---- */

/* Few values and many; together, and by three workers. */
static const struct {
    int64_t spread;
    size_t workers;
} spreads[] = {{1, 1}, {7, 1}, {100, 3}, {1000 * 1000, 1}, {1000 * 1000, 3}};

START_TEST(test_equal)
{
    enum { MEMORY = 4 << 20 };
    struct distributions *workers[3];
    for (size_t w = 0; w < spreads[_i].workers; w++)
        workers[w] = distributions_new(&plan, MEMORY);
    for (size_t i = 0; i < RESPONSES; i++) {
        struct response response = random_response(spreads[_i].spread);
        ck_assert(add(workers[i % spreads[_i].workers], &response));
    }
    for (size_t w = 1; w < spreads[_i].workers; w++) {
        distributions_merge(workers[0], workers[w]);
        distributions_free(workers[w]);
    }
    assert_equal(workers[0], 0);
    assert_equal(workers[0], 2);
    struct statistic none[CLASSES];
    ck_assert(!distributions_read(workers[0], 1, none));
    distributions_free(workers[0]);
}
END_TEST

/* Room for 100 values of each item: the first has more, the second has not; in one worker, or only
 * when both come together. */
START_TEST(test_given_up)
{
    size_t memory = 2 * 100 * (sizeof(int64_t) + (CLASSES + 2) * sizeof(uint32_t));
    struct distributions *one = distributions_new(&plan, memory);
    struct distributions *two = distributions_new(&plan, memory);
    int64_t first_count = _i ? 64 : 65;
    for (int64_t i = 0; i < first_count; i++) {
        struct response response = {.codes = {CODE_TICKED, CODE_NA, CODE_TICKED}};
        append_number(&response, i);
        append_number(&response, i % 3);
        ck_assert(add(one, &response));
    }
    struct response other = {.codes = {CODE_TICKED, CODE_NA, CODE_NA}};
    append_number(&other, -1);
    ck_assert(add(two, &other));
    struct statistic statistics[CLASSES] = {0};
    statistic_start(&statistics[0], first_count);
    statistic_start(&statistics[1], first_count);
    distributions_merge(_i == 1 ? one : two, _i == 1 ? two : one);
    ck_assert(!distributions_read(_i == 1 ? one : two, 0, statistics));
    ck_assert_int_eq(statistics[0].seen, 0);
    ck_assert(distributions_read(_i == 1 ? one : two, 2, statistics));
    ck_assert_int_eq(statistics[0].seen, first_count);
    ck_assert(statistics[0].sum == (first_count == 64 ? 63 : 64));
    distributions_free(one);
    distributions_free(two);
}
END_TEST

/* ---- Damage ---- */

static const struct {
    uint8_t codes[SLOTS];
    size_t numbers_size;
    int64_t value;
    bool right;
} damage_cases[] = {
    {{CODE_TICKED, CODE_NA, CODE_NA}, 8, 1, true},
    {{CODE_NA, CODE_TICKED, CODE_TICKED}, 8, -1, true},
    {{CODE_NA, CODE_TICKED, CODE_NA}, 0, 0, true},
    {{CODE_TICKED, CODE_NA, CODE_TICKED}, 8, 1, false},
    {{CODE_TICKED, CODE_NA, CODE_NA}, 7, 1, false},
    {{CODE_TICKED, CODE_NA, CODE_NA}, 9, 1, false},
    {{CODE_TICKED, CODE_NA, CODE_NA}, 0, 1, false},
    {{CODE_NA, CODE_NA, CODE_NA}, 8, 1, false},
    {{CODE_TICKED, CODE_NA, CODE_NA}, 8, NUMBER_LIMIT - 1, true},
    {{CODE_TICKED, CODE_NA, CODE_NA}, 8, NUMBER_LIMIT, false},
    {{CODE_TICKED, CODE_NA, CODE_NA}, 8, 1 - NUMBER_LIMIT, true},
    {{CODE_TICKED, CODE_NA, CODE_NA}, 8, -NUMBER_LIMIT, false},
    {{CODE_TICKED, CODE_NA, CODE_NA}, 8, INT64_MIN, false},
};

START_TEST(test_damage)
{
    struct distributions *distributions = distributions_new(&plan, 1 << 20);
    struct response response = {0};
    memcpy(response.codes, damage_cases[_i].codes, SLOTS);
    append_number(&response, damage_cases[_i].value);
    response.numbers_size = damage_cases[_i].numbers_size;
    ck_assert_int_eq(add(distributions, &response), damage_cases[_i].right);
    distributions_free(distributions);
}
END_TEST

#define LENGTH(array) ((int)(sizeof(array) / sizeof *(array)))

static Suite *distribution_suite(void)
{
    Suite *suite = suite_create("distribution");
    TCase *values = tcase_create("values");
    tcase_add_checked_fixture(values, setup, teardown);
    tcase_add_loop_test(values, test_equal, 0, LENGTH(spreads));
    tcase_add_loop_test(values, test_given_up, 0, 3);
    tcase_add_loop_test(values, test_damage, 0, LENGTH(damage_cases));
    suite_add_tcase(suite, values);
    return suite;
}

int main(void)
{
    SRunner *runner = srunner_create(distribution_suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
