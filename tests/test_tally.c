/* Counting, compared with the plainest possible count of the same random responses. */
#include "aggregate/tally.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

/* A form with every type of question: single, a grid, multiple, number, text. */
static const struct option options[] = {{.code = 1}, {.code = 2}, {.code = 250}};

static const struct question questions[] = {
    {.id = "one",
     .type = QUESTION_SINGLE,
     .options = options,
     .option_count = 3,
     .first_item = 0,
     .item_count = 1},
    {.id = "grid",
     .type = QUESTION_SINGLE,
     .options = options,
     .option_count = 2,
     .row_count = 2,
     .first_item = 1,
     .item_count = 2},
    {.id = "many",
     .type = QUESTION_MULTIPLE,
     .options = options,
     .option_count = 3,
     .first_item = 3,
     .item_count = 1},
    {.id = "count", .type = QUESTION_NUMBER, .first_item = 4, .item_count = 1},
    {.id = "remarks", .type = QUESTION_TEXT, .first_item = 5, .item_count = 1},
};

static const struct item items[] = {
    {.id = "one", .question = &questions[0], .slot = 0, .slot_count = 1},
    {.id = "grid.a", .question = &questions[1], .slot = 1, .slot_count = 1},
    {.id = "grid.b", .question = &questions[1], .slot = 2, .slot_count = 1},
    {.id = "many", .question = &questions[2], .slot = 3, .slot_count = 3},
    {.id = "count", .question = &questions[3], .slot = 6, .slot_count = 1},
    {.id = "remarks", .question = &questions[4], .slot = 7, .slot_count = 1},
};

enum { SLOTS = 8, BANNERS = 3, CLASSES = 300 };

static const struct form form = {.id = "form",
                                 .questions = questions,
                                 .question_count = 5,
                                 .items = items,
                                 .item_count = 6,
                                 .slot_count = SLOTS};

static const struct banner banners[BANNERS] = {{.id = "total", .class_count = 1},
                                               {.id = "wide", .class_count = CLASSES},
                                               {.id = "five", .class_count = 5}};
static const struct banner_set set = {banners, BANNERS};

/* The legal codes of each slot. */
static const struct legal {
    uint8_t codes[6];
    int count;
} legal[SLOTS] = {
    {{1, 2, 250, CODE_NA, CODE_INVALID, CODE_NOT_ASKED}, 6},
    {{1, 2, CODE_NA, CODE_INVALID, CODE_NOT_ASKED}, 5},
    {{1, 2, CODE_NA, CODE_INVALID, CODE_NOT_ASKED}, 5},
    {{0, 1}, 2},
    {{0, 1}, 2},
    {{0, 1}, 2},
    {{1, CODE_NA, CODE_INVALID, CODE_NOT_ASKED}, 4},
    {{1, CODE_NA, CODE_INVALID, CODE_NOT_ASKED}, 4},
};

struct response {
    uint8_t classes[2 * BANNERS];
    uint8_t codes[SLOTS];
};

static void set_class(struct response *response, size_t banner, unsigned class)
{
    response->classes[2 * banner] = (uint8_t)(class >> 8);
    response->classes[2 * banner + 1] = (uint8_t) class;
}

static uint64_t random_state;

static unsigned random_below(unsigned limit)
{
    random_state = random_state * UINT64_C(6364136223846793005) + 1442695040888963407U;
    return (unsigned)(random_state >> 33) % limit;
}

static struct response random_response(void)
{
    struct response response = {0};
    set_class(&response, 1, random_below(CLASSES));
    set_class(&response, 2, random_below(3) ? random_below(5) : CLASS_NONE);
    for (int s = 0; s < SLOTS; s++)
        response.codes[s] = legal[s].codes[random_below((unsigned)legal[s].count)];
    if (random_below(4) == 0)
        memset(response.codes + 3, (int)(CODE_NA + random_below(3)), 3);
    return response;
}

static bool add(struct tally *tally, const struct response *response)
{
    return tally_add(tally, response->classes, sizeof response->classes, response->codes,
                     sizeof response->codes);
}

struct fixture {
    struct arena arena;
    struct tally_plan plan;
    struct tally *tally;
};
static struct fixture f;

static void setup(void)
{
    f = (struct fixture){0};
    f.plan = tally_plan(&f.arena, &form, &set);
    f.tally = tally_new(&f.plan);
    random_state = 20211101;
}

static void teardown(void)
{
    tally_free(f.tally);
    arena_release(&f.arena);
}

/* ---- The plain count ---- */

static int64_t plain[BANNERS][CLASSES][SLOTS][256];
static int64_t plain_members[BANNERS][CLASSES];

static void count_plainly(const struct response *response)
{
    for (size_t b = 0; b < BANNERS; b++) {
        size_t class = (size_t)response->classes[2 * b] << 8 | response->classes[2 * b + 1];
        if (class == CLASS_NONE)
            continue;
        plain_members[b][class]++;
        for (size_t s = 0; s < SLOTS; s++)
            plain[b][class][s][response->codes[s]]++;
    }
}

static void compare_with_plain(const struct tally *tally)
{
    for (size_t b = 0; b < BANNERS; b++)
        for (size_t c = 0; c < banners[b].class_count; c++) {
            ck_assert_int_eq(tally_members(tally, b, c), plain_members[b][c]);
            for (size_t s = 0; s < SLOTS; s++)
                for (int code = 0; code < 256; code++)
                    ck_assert_int_eq(tally_count(tally, b, c, s, code), plain[b][c][s][code]);
        }
}

/* Enough that every byte counter overflows several times, and some classes end in between. */
enum { RESPONSES = 10 * 1000 + 7 };

START_TEST(test_counts)
{
    for (int i = 0; i < RESPONSES; i++) {
        struct response response = random_response();
        count_plainly(&response);
        ck_assert(add(f.tally, &response));
    }
    ck_assert(tally_finish(f.tally));
    ck_assert_int_eq(f.tally->rows, RESPONSES);
    compare_with_plain(f.tally);
}
END_TEST

START_TEST(test_merge)
{
    struct tally *other = tally_new(&f.plan);
    for (int i = 0; i < RESPONSES; i++) {
        struct response response = random_response();
        count_plainly(&response);
        ck_assert(add(i % 3 ? f.tally : other, &response));
    }
    tally_merge(f.tally, other);
    tally_free(other);
    ck_assert(tally_finish(f.tally));
    ck_assert_int_eq(f.tally->rows, RESPONSES);
    compare_with_plain(f.tally);
}
END_TEST

/* Around the limit of a byte. */
START_TEST(test_overflow)
{
    struct response response = {.codes = {1, 2, 1, 0, 1, 0, 1, CODE_NA}};
    for (int i = 0; i < 254 + _i; i++)
        ck_assert(add(f.tally, &response));
    ck_assert(tally_finish(f.tally));
    ck_assert_int_eq(tally_count(f.tally, 0, 0, 0, 1), 254 + _i);
    ck_assert_int_eq(tally_count(f.tally, 1, 0, 4, CODE_TICKED), 254 + _i);
    ck_assert_int_eq(tally_members(f.tally, 2, 0), 254 + _i);
    ck_assert_int_eq(tally_members(f.tally, 2, 1), 0);
}
END_TEST

START_TEST(test_nothing)
{
    ck_assert(tally_finish(f.tally));
    ck_assert_int_eq(tally_members(f.tally, 0, 0), 0);
    ck_assert_int_eq(tally_count(f.tally, 0, 0, 0, CODE_NA), 0);
}
END_TEST

/* ---- Damage ---- */

struct damage_case {
    uint8_t codes[SLOTS];
    unsigned class;
    size_t codes_size, classes_size;
    const char *error;
};

static const struct damage_case damage_cases[] = {
    {{3, 1, 1, 0, 0, 1, 1, 1},
     0,
     SLOTS,
     2 * BANNERS,
     "form \"form\": code 3 in slot 0 is none of its codes"},
    {{1, 250, 1, 0, 0, 1, 1, 1},
     0,
     SLOTS,
     2 * BANNERS,
     "form \"form\": code 250 in slot 1 is none of its codes"},
    {{0, 1, 1, 0, 0, 1, 1, 1},
     0,
     SLOTS,
     2 * BANNERS,
     "form \"form\": code 0 in slot 0 is none of its codes"},
    {{1, 1, 1, 0, 2, 1, 1, 1},
     0,
     SLOTS,
     2 * BANNERS,
     "form \"form\": code 2 in slot 4 is none of its codes"},
    {{1, 1, 1, 0, 0, 1, 0, 1},
     0,
     SLOTS,
     2 * BANNERS,
     "form \"form\": code 0 in slot 6 is none of its codes"},
    {{1, 1, 1, 0, 0, 1, 1, 254},
     0,
     SLOTS,
     2 * BANNERS,
     "form \"form\": code 254 in slot 7 is none of its codes"},
    {{1, 1, 1, 0, 0, 1, 1, 1},
     CLASSES,
     SLOTS,
     2 * BANNERS,
     "form \"form\": banner \"wide\" has no class 300"},
    {{1, 1, 1, 0, 0, 1, 1, 1},
     0,
     SLOTS - 1,
     2 * BANNERS,
     "a response does not have one code per slot"},
    {{1, 1, 1, 0, 0, 1, 1, 1},
     0,
     SLOTS,
     2 * BANNERS - 2,
     "a response does not have one class per banner"},
};

START_TEST(test_damage)
{
    const struct damage_case *test = &damage_cases[_i];
    struct response response = {0};
    memcpy(response.codes, test->codes, SLOTS);
    set_class(&response, 1, test->class);
    ck_assert(!tally_add(f.tally, response.classes, test->classes_size, response.codes,
                         test->codes_size));
    ck_assert_str_eq(f.tally->error, test->error);
}
END_TEST

START_TEST(test_slots_disagree)
{
    struct response response = {.codes = {1, 1, 1, CODE_NA, CODE_NA, 0, 1, 1}};
    ck_assert(add(f.tally, &response));
    ck_assert(!tally_finish(f.tally));
    ck_assert_str_eq(f.tally->error,
                     "form \"form\": the slots of \"many\" disagree about who was asked");
}
END_TEST

static Suite *tally_suite(void)
{
    Suite *suite = suite_create("tally");
    TCase *counting = tcase_create("counting");
    tcase_add_checked_fixture(counting, setup, teardown);
    tcase_add_test(counting, test_counts);
    tcase_add_test(counting, test_merge);
    tcase_add_loop_test(counting, test_overflow, 0, 4);
    tcase_add_test(counting, test_nothing);
    tcase_add_loop_test(counting, test_damage, 0,
                        (int)(sizeof damage_cases / sizeof *damage_cases));
    tcase_add_test(counting, test_slots_disagree);
    suite_add_tcase(suite, counting);
    return suite;
}

int main(void)
{
    SRunner *runner = srunner_create(tally_suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
