/*
 * Where a change of a mean comes from, as whole numbers: cases worked out by hand, random units
 * whose parts are summed up a second time unit by unit, and numbers as large as there can be.
 */
#include "common/codebook.h"
#include "report/compare_mean.h"
#include "report/compare_words.h"

#include <check.h>
#include <stdlib.h>

#define LENGTH(array) ((int)(sizeof(array) / sizeof *(array)))

enum { HIT = ANSWER_HIT, BLANK = ANSWER_NA, BAD = ANSWER_INVALID };
enum { ASKED_NOT = ANSWER_NOT_ASKED, GONE = ANSWER_ABSENT };

/* ---- By hand ---- */

/* A unit: its kinds and whole numbers in both waves, and before corrections if `corrected`. */
struct unit {
    int earlier, later;
    int64_t now[2];
    bool corrected;
    int first_earlier, first_later;
    int64_t first[2];
};

#define SENT(earlier, later, ...)                             \
    {                                                         \
        earlier, later, {__VA_ARGS__}, false, earlier, later, \
        {                                                     \
            __VA_ARGS__                                       \
        }                                                     \
    }

static struct mean_unit mean_unit_of(const struct unit *unit)
{
    struct mean_unit result = {
        .kinds = {(enum answer_kind)unit->earlier, (enum answer_kind)unit->later}};
    for (int i = 0; i < 2; i++) {
        result.now[i] = unit->now[i] * NUMBER_SCALE;
        result.first_kinds[i] = result.kinds[i];
        result.first[i] = result.now[i];
        if (unit->corrected) {
            result.first_kinds[i] =
                (enum answer_kind)(i == 0 ? unit->first_earlier : unit->first_later);
            result.first[i] = unit->first[i] * NUMBER_SCALE;
        }
    }
    return result;
}

/* In each case the panel are two units with 10 and 20, unless they change. Tenths. */
static const struct {
    const char *name;
    struct unit units[5];
    int count;
    int64_t change, parts[PART_COUNT];
} cases[] = {
    {"nothing changes", {SENT(HIT, HIT, 10, 10), SENT(HIT, HIT, 20, 20)}, 2, 0, {0}},
    {"the same units say more",
     {SENT(HIT, HIT, 10, 13), SENT(HIT, HIT, 20, 20)},
     2,
     15,
     {[PART_MOVES] = 15}},
    {"one comes in above the mean: 15 to 20",
     {SENT(HIT, HIT, 10, 10), SENT(HIT, HIT, 20, 20), SENT(GONE, HIT, 0, 30)},
     3,
     50,
     {[PART_ENTRY] = 50}},
    {"one leaves from above the mean: 20 to 15",
     {SENT(HIT, HIT, 10, 10), SENT(HIT, HIT, 20, 20), SENT(HIT, GONE, 30, 0)},
     3,
     -50,
     {[PART_EXIT] = -50}},
    {"blank then, and low now: 15 to 10",
     {SENT(HIT, HIT, 10, 10), SENT(HIT, HIT, 20, 20), SENT(BLANK, HIT, 0, 0)},
     3,
     -50,
     {[PART_BLANK] = -50}},
    {"unusable now, low before: 10 to 15",
     {SENT(HIT, HIT, 10, 10), SENT(HIT, HIT, 20, 20), SENT(HIT, BAD, 0, 0)},
     3,
     50,
     {[PART_UNUSABLE] = 50}},
    {"asked in one wave only, both ways: (15 + 30)/3 to (30 + 45)/3",
     {SENT(HIT, HIT, 10, 10), SENT(HIT, HIT, 20, 20), SENT(HIT, ASKED_NOT, 15, 0),
      SENT(ASKED_NOT, HIT, 0, 45)},
     4,
     100,
     {[PART_BASE] = 100}},
    {"a correction alone",
     {{HIT, HIT, {10, 14}, true, HIT, HIT, {10, 10}}, SENT(HIT, HIT, 20, 20)},
     2,
     20,
     {[PART_CORRECTIONS] = 20}},
    {"a correction takes a move back",
     {{HIT, HIT, {10, 10}, true, HIT, HIT, {10, 14}}, SENT(HIT, HIT, 20, 20)},
     2,
     0,
     {[PART_MOVES] = 20, [PART_CORRECTIONS] = -20}},
    {"a correction makes a number of a blank",
     {{HIT, HIT, {10, 16}, true, BLANK, HIT, {0, 16}}, SENT(HIT, HIT, 20, 20)},
     2,
     30,
     {[PART_CORRECTIONS] = 30}},
    {"who gave no number in either wave is not there",
     {SENT(HIT, HIT, 10, 10), SENT(HIT, HIT, 20, 20), SENT(BLANK, BAD, 0, 0),
      SENT(GONE, BLANK, 0, 0), SENT(ASKED_NOT, GONE, 0, 0)},
     5,
     0,
     {0}},
};

START_TEST(a_change_of_a_mean_is_split)
{
    struct mean_flow flow = {0};
    for (int i = 0; i < cases[_i].count; i++) {
        struct mean_unit unit = mean_unit_of(&cases[_i].units[i]);
        mean_flow_add(&flow, &unit);
    }
    struct mean_split split = split_mean(&flow);
    ck_assert(split.whole && split.matched == 2);
    ck_assert_msg(mean_rounded(split.difference, split.denominator, 1) == cases[_i].change, "%s",
                  cases[_i].name);
    wide sum = 0;
    for (int part = 0; part < PART_COUNT; part++) {
        int64_t tenths = mean_rounded(split.parts[part], split.denominator, 1);
        ck_assert_msg(tenths == cases[_i].parts[part], "%s: %s is %lld", cases[_i].name,
                      part_words[part].code, (long long)tenths);
        sum += split.parts[part];
    }
    ck_assert(sum == split.difference);
}
END_TEST

START_TEST(without_a_panel_there_are_no_parts)
{
    static const struct unit apart[] = {SENT(HIT, GONE, 4, 0), SENT(GONE, HIT, 0, 6)};
    struct mean_flow flow = {0};
    ck_assert(!split_mean(&flow).defined);
    for (int i = 0; i < LENGTH(apart); i++) {
        struct mean_unit unit = mean_unit_of(&apart[i]);
        mean_flow_add(&flow, &unit);
        ck_assert(split_mean(&flow).defined == (i == 1));
    }
    struct mean_split split = split_mean(&flow);
    ck_assert(!split.whole);
    ck_assert_int_eq(mean_rounded(split.difference, split.denominator, 4), 20000);
}
END_TEST

/* ---- Unit by unit ---- */

enum { UNITS = 300, VALUES = 2000 };

struct draw {
    uint64_t state;
};

static int draw_below(struct draw *draw, int limit)
{
    draw->state = draw->state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (int)(draw->state >> 33) % limit;
}

static int draw_kind(struct draw *draw)
{
    static const int kinds[] = {HIT, HIT, HIT, HIT, BLANK, BAD, ASKED_NOT, GONE};
    return kinds[draw_below(draw, LENGTH(kinds))];
}

static void draw_units(struct draw *draw, struct unit units[UNITS])
{
    for (int i = 0; i < UNITS; i++) {
        struct unit *unit = &units[i];
        *unit = (struct unit){.earlier = draw_kind(draw), .later = draw_kind(draw)};
        unit->corrected = draw_below(draw, 5) == 0;
        unit->first_earlier = draw_kind(draw);
        unit->first_later = draw_kind(draw);
        for (int w = 0; w < 2; w++) {
            unit->now[w] = draw_below(draw, VALUES) - VALUES / 2;
            unit->first[w] = draw_below(draw, VALUES) - VALUES / 2;
        }
    }
}

/* What the definition says, times n_A n_B m: counts and sums first, then every unit by itself. */
struct expected {
    int64_t n[2], m, sum[2], panel[2];
    wide parts[PART_COUNT];
};

static void count_expected(struct expected *expected, const struct unit units[UNITS])
{
    for (int i = 0; i < UNITS; i++) {
        const struct unit *unit = &units[i];
        bool both = unit->earlier == HIT && unit->later == HIT;
        int kinds[2] = {unit->earlier, unit->later};
        expected->m += both;
        for (int w = 0; w < 2; w++) {
            expected->n[w] += kinds[w] == HIT;
            expected->sum[w] += kinds[w] == HIT ? unit->now[w] : 0;
            expected->panel[w] += both ? unit->now[w] : 0;
        }
    }
}

static enum split_part part_of(int other, enum split_part absent)
{
    return other == BLANK       ? PART_BLANK
           : other == BAD       ? PART_UNUSABLE
           : other == ASKED_NOT ? PART_BASE
                                : absent;
}

static void add_expected(struct expected *expected, const struct unit *unit)
{
    wide both = (wide)expected->n[0] * expected->n[1], m = expected->m;
    wide *parts = expected->parts;
    if (unit->earlier == HIT && unit->later == HIT) {
        bool paired = !unit->corrected || (unit->first_earlier == HIT && unit->first_later == HIT);
        const int64_t *first = unit->corrected ? unit->first : unit->now;
        wide move = paired ? first[1] - first[0] : 0;
        parts[PART_MOVES] += move * both;
        parts[PART_CORRECTIONS] += (unit->now[1] - unit->now[0] - move) * both;
    } else if (unit->later == HIT) {
        parts[part_of(unit->earlier, PART_ENTRY)] +=
            (unit->now[1] * m - expected->panel[1]) * expected->n[0];
    } else if (unit->earlier == HIT) {
        parts[part_of(unit->later, PART_EXIT)] -=
            (unit->now[0] * m - expected->panel[0]) * expected->n[1];
    }
}

START_TEST(parts_of_means_add_up_whatever_happens)
{
    struct draw draw = {(uint64_t)_i + 1};
    struct unit units[UNITS];
    struct mean_flow flow = {0};
    struct expected expected = {0};
    draw_units(&draw, units);
    count_expected(&expected, units);
    for (int i = 0; i < UNITS; i++) {
        struct mean_unit unit = mean_unit_of(&units[i]);
        mean_flow_add(&flow, &unit);
        add_expected(&expected, &units[i]);
    }
    struct mean_split split = split_mean(&flow);
    wide sum = 0;
    ck_assert(split.whole && split.matched == expected.m);
    ck_assert(split.denominator == (wide)expected.n[0] * expected.n[1] * expected.m * NUMBER_SCALE);
    for (int part = 0; part < PART_COUNT; part++) {
        ck_assert_msg(split.parts[part] == expected.parts[part] * NUMBER_SCALE, "%s",
                      part_words[part].code);
        sum += split.parts[part];
    }
    wide difference = (wide)expected.sum[1] * expected.n[0] - (wide)expected.sum[0] * expected.n[1];
    ck_assert(sum == split.difference && sum == difference * expected.m * NUMBER_SCALE);
}
END_TEST

START_TEST(squares_are_those_of_the_panel)
{
    static const struct unit units[] = {{HIT, HIT, {10, 7}, true, HIT, HIT, {10, 10}},
                                        SENT(HIT, HIT, -2, 2),
                                        SENT(GONE, HIT, 0, 100),
                                        SENT(HIT, BLANK, 100, 0)};
    struct mean_flow flow = {0};
    for (int i = 0; i < LENGTH(units); i++) {
        struct mean_unit unit = mean_unit_of(&units[i]);
        mean_flow_add(&flow, &unit);
    }
    ck_assert(split_mean(&flow).squares == (wide)(9 + 16) * NUMBER_SCALE * NUMBER_SCALE);
}
END_TEST

/* ---- As large as can be ---- */

/* A third of the units with a number each in the panel, in entry or exit, and in base, all at the
 * ends of what a number can be, so that every term has its largest size. */
static void fill(struct mean_flow *flow, int64_t units)
{
    const wide largest = NUMBER_LIMIT - 1;
    const int others[] = {GONE, ASKED_NOT};
    int64_t third = units / 3;
    flow->cells[HIT][HIT] = (struct mean_cell){third, {-third * largest, third * largest}};
    flow->first = 2 * third * largest;
    for (int i = 0; i < LENGTH(others); i++) {
        flow->cells[others[i]][HIT] = (struct mean_cell){third, {0, -third * largest}};
        flow->cells[HIT][others[i]] = (struct mean_cell){third, {third * largest, 0}};
    }
}

START_TEST(the_largest_numbers_do_not_overflow)
{
    struct mean_flow flow = {0};
    fill(&flow, MEAN_LARGEST_N);
    struct mean_split split = split_mean(&flow);
    wide sum = 0;
    ck_assert(split.whole && split.denominator > 0);
    for (int part = 0; part < PART_COUNT; part++)
        sum += split.parts[part];
    ck_assert(sum == split.difference);
    /* From a third of the limit to minus a third of it. */
    int64_t change = mean_rounded(split.difference, split.denominator, 0);
    ck_assert_int_eq(change, -666666667);
    ck_assert_int_eq(mean_rounded(split.panel, split.denominator, 0), 2000000000);
}
END_TEST

START_TEST(of_more_units_there_is_the_difference_only)
{
    struct mean_flow flow = {0};
    fill(&flow, 2 * (int64_t)MEAN_LARGEST_N);
    struct mean_split split = split_mean(&flow);
    ck_assert(split.defined && !split.whole);
    ck_assert_int_eq(mean_rounded(split.difference, split.denominator, 0), -666666667);
}
END_TEST

/* Half away from zero, from a sum in millionths. */
static const struct {
    wide sum;
    int64_t n;
    int decimals;
    int64_t rounded;
} means[] = {
    {5 * NUMBER_SCALE, 4, 4, 12500},
    {5 * NUMBER_SCALE, 4, 1, 13},
    {-5 * NUMBER_SCALE, 4, 1, -13},
    {5 * NUMBER_SCALE, 4, 0, 1},
    {NUMBER_SCALE, 3, 4, 3333},
    {2 * NUMBER_SCALE, 3, 4, 6667},
    {2 * NUMBER_SCALE, 3, 6, 666667},
    {50, 1, 4, 1},
    {49, 1, 4, 0},
};

START_TEST(means_are_rounded_once)
{
    wide denominator = (wide)means[_i].n * NUMBER_SCALE;
    ck_assert_int_eq(mean_rounded(means[_i].sum, denominator, means[_i].decimals),
                     means[_i].rounded);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("compare_mean");
    TCase *split = tcase_create("split");
    tcase_add_loop_test(split, a_change_of_a_mean_is_split, 0, LENGTH(cases));
    tcase_add_test(split, without_a_panel_there_are_no_parts);
    tcase_add_loop_test(split, parts_of_means_add_up_whatever_happens, 0, 50);
    tcase_add_test(split, squares_are_those_of_the_panel);
    tcase_add_test(split, the_largest_numbers_do_not_overflow);
    tcase_add_test(split, of_more_units_there_is_the_difference_only);
    tcase_add_loop_test(split, means_are_rounded_once, 0, LENGTH(means));
    suite_add_tcase(suite, split);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
