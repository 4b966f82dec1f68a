/*
 * Where a change comes from, as whole numbers: cases worked out by hand and random flows, whose
 * parts are computed a second time as sums over single units. And the concordance of units.
 */
#include "common/message.h"
#include "common/mistakes.h"
#include "report/compare_split.h"
#include "report/compare_words.h"
#include "report/concordance.h"
#include "tests/server.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LENGTH(array) ((int)(sizeof(array) / sizeof *(array)))

/* ---- The split ---- */

enum { HIT = ANSWER_HIT, OTHER = ANSWER_OTHER, BLANK = ANSWER_NA, BAD = ANSWER_INVALID };
enum { ASKED_NOT = ANSWER_NOT_ASKED, GONE = ANSWER_ABSENT };

/* Units of one kind: in the waves, and before corrections. */
struct units {
    int earlier, later;
    int64_t count;
    int first_earlier, first_later;
};
#define SAME(earlier, later, count)           \
    {                                         \
        earlier, later, count, earlier, later \
    }

static struct flow flow_of(const struct units *units, size_t length)
{
    struct flow flow = {0};
    for (size_t i = 0; i < length && units[i].count > 0; i++) {
        flow.counts[units[i].earlier][units[i].later] += units[i].count;
        if (units[i].earlier < ASKED_NOT && units[i].later < ASKED_NOT)
            flow.first[units[i].first_earlier][units[i].first_later] += units[i].count;
    }
    return flow;
}

/* Two waves of ten units each, so that a unit of a panel of ten weighs 10 points. */
static const struct {
    const char *name;
    struct units units[6];
    int64_t tenths; /* of the change */
    int64_t parts[PART_COUNT];
} splits[] = {
    {"nothing changes", {SAME(HIT, HIT, 4), SAME(OTHER, OTHER, 6)}, 0, {0}},
    {"moves both ways",
     {SAME(HIT, OTHER, 1), SAME(OTHER, HIT, 3), SAME(OTHER, OTHER, 6)},
     200,
     {[PART_MOVES] = 200}},
    {"blank then, blank now",
     {SAME(BLANK, HIT, 3), SAME(HIT, BLANK, 1), SAME(OTHER, OTHER, 6)},
     200,
     {[PART_BLANK] = 200}},
    {"unusable", {SAME(BAD, HIT, 2), SAME(OTHER, OTHER, 8)}, 200, {[PART_UNUSABLE] = 200}},
    {"between other answers and blank", {SAME(BLANK, OTHER, 5), SAME(HIT, HIT, 5)}, 0, {0}},
    {"a correction makes a hit of a blank",
     {SAME(OTHER, OTHER, 9), {OTHER, HIT, 1, OTHER, BLANK}},
     100,
     {[PART_CORRECTIONS] = 100}},
    {"a correction takes a move back",
     {SAME(OTHER, OTHER, 9), {OTHER, OTHER, 1, OTHER, HIT}},
     0,
     {[PART_MOVES] = 100, [PART_CORRECTIONS] = -100}},
    {"a correction brings a unit into the base",
     {SAME(OTHER, OTHER, 9), {OTHER, HIT, 1, OTHER, ASKED_NOT}},
     100,
     {[PART_CORRECTIONS] = 100}},
    /* 5/10 then; now 5/10 of the panel and 10/10 of ten new ones: 15/20. */
    {"new respondents",
     {SAME(HIT, HIT, 5), SAME(OTHER, OTHER, 5), SAME(GONE, HIT, 10)},
     250,
     {[PART_ENTRY] = 250}},
    {"respondents left",
     {SAME(HIT, HIT, 5), SAME(OTHER, OTHER, 5), SAME(HIT, GONE, 10)},
     -250,
     {[PART_EXIT] = -250}},
    /* Asked now of ten more that all say no: 5/20; asked then of ten that all said yes: 15/20. */
    {"asked of more",
     {SAME(HIT, HIT, 5), SAME(OTHER, OTHER, 5), SAME(ASKED_NOT, OTHER, 10)},
     -250,
     {[PART_BASE] = -250}},
    {"asked of fewer",
     {SAME(HIT, HIT, 5), SAME(OTHER, OTHER, 5), SAME(HIT, ASKED_NOT, 10)},
     -250,
     {[PART_BASE] = -250}},
    {"who was asked in neither is not there",
     {SAME(HIT, HIT, 5), SAME(OTHER, OTHER, 5), SAME(ASKED_NOT, ASKED_NOT, 7),
      SAME(GONE, ASKED_NOT, 3)},
     0,
     {0}},
};

START_TEST(a_change_is_split)
{
    struct flow flow = flow_of(splits[_i].units, (size_t)LENGTH(splits[_i].units));
    struct split split = split_change(&flow);
    ck_assert(split.whole);
    ck_assert_msg(points_tenths(split.difference, split.denominator) == splits[_i].tenths, "%s",
                  splits[_i].name);
    wide sum = 0;
    for (int part = 0; part < PART_COUNT; part++) {
        int64_t tenths = points_tenths(split.parts[part], split.denominator);
        ck_assert_msg(tenths == splits[_i].parts[part], "%s: %s is %lld", splits[_i].name,
                      part_words[part].code, (long long)tenths);
        sum += split.parts[part];
    }
    ck_assert(sum == split.difference);
}
END_TEST

START_TEST(without_a_panel_there_are_no_parts)
{
    static const struct units apart[] = {SAME(HIT, GONE, 3), SAME(OTHER, GONE, 7),
                                         SAME(GONE, HIT, 5), SAME(GONE, OTHER, 5)};
    static const struct units once[] = {SAME(HIT, GONE, 3), SAME(OTHER, ASKED_NOT, 7)};
    struct flow flow = flow_of(apart, LENGTH(apart));
    struct split split = split_change(&flow);
    ck_assert(split.defined && !split.whole);
    ck_assert_int_eq(points_tenths(split.difference, split.denominator), 200);
    flow = flow_of(once, LENGTH(once));
    ck_assert(!split_change(&flow).defined);
}
END_TEST

/* Random units, each with a state in both waves and before corrections; the parts are summed up
 * unit by unit, over a denominator of their own. */
struct draw {
    uint64_t state;
};

static int draw_below(struct draw *draw, int limit)
{
    draw->state = draw->state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (int)(draw->state >> 33) % limit;
}

enum { UNITS = 200 };

static void draw_units(struct draw *draw, struct units units[UNITS])
{
    for (int i = 0; i < UNITS; i++) {
        struct units *unit = &units[i];
        *unit =
            (struct units){draw_below(draw, ANSWER_KINDS), draw_below(draw, ANSWER_KINDS), 1, 0, 0};
        bool corrected = draw_below(draw, 10) == 0;
        unit->first_earlier = corrected ? draw_below(draw, ASKED_NOT + 1) : unit->earlier;
        unit->first_later = corrected ? draw_below(draw, ASKED_NOT + 1) : unit->later;
    }
}

static int hit(int kind)
{
    return kind == HIT;
}

/* The parts that move within the panel, in units. */
static void count_moves(const struct units units[UNITS], int64_t moves[PART_COUNT])
{
    static const enum split_part part_of[ANSWER_KINDS] = {[OTHER] = PART_MOVES,
                                                          [BLANK] = PART_BLANK,
                                                          [BAD] = PART_UNUSABLE,
                                                          [ASKED_NOT] = PART_CORRECTIONS,
                                                          [GONE] = PART_CORRECTIONS};
    for (int i = 0; i < UNITS; i++) {
        const struct units *unit = &units[i];
        if (unit->earlier >= ASKED_NOT || unit->later >= ASKED_NOT)
            continue;
        int now = hit(unit->later) - hit(unit->earlier);
        int first = hit(unit->first_later) - hit(unit->first_earlier);
        if (first != 0)
            moves[part_of[first > 0 ? unit->first_earlier : unit->first_later]] += first;
        moves[PART_CORRECTIONS] += now - first;
    }
}

START_TEST(parts_add_up_whatever_happens)
{
    struct draw draw = {(uint64_t)_i + 1};
    struct units units[UNITS];
    int64_t moves[PART_COUNT] = {0};
    draw_units(&draw, units);
    struct flow flow = flow_of(units, UNITS);
    struct split split = split_change(&flow);
    ck_assert(split.whole);
    count_moves(units, moves);
    wide sum = 0, move = split.denominator / split.matched;
    for (int part = 0; part < PART_COUNT; part++)
        sum += split.parts[part];
    ck_assert(sum == split.difference);
    for (int part = PART_MOVES; part <= PART_CORRECTIONS; part++)
        ck_assert_msg(split.parts[part] == moves[part] * move, "%s", part_words[part].code);
    ck_assert(split.panel == (split.matched_count[1] - split.matched_count[0]) * move);
    ck_assert(split.difference * split.base[0] * split.base[1] ==
              ((wide)split.count[1] * split.base[0] - (wide)split.count[0] * split.base[1]) *
                  split.denominator);
}
END_TEST

START_TEST(millions_of_units_do_not_overflow)
{
    struct flow flow = {0};
    for (int a = 0; a < ANSWER_KINDS; a++) {
        for (int b = 0; b < ANSWER_KINDS; b++)
            flow.counts[a][b] = 100 * 1000 * 1000 + a * 7 + b;
    }
    memcpy(flow.first, flow.counts, sizeof flow.first);
    struct split split = split_change(&flow);
    wide sum = 0;
    for (int part = 0; part < PART_COUNT; part++)
        sum += split.parts[part];
    ck_assert(sum == split.difference && split.denominator > 0);
    ck_assert_int_eq(points_tenths(split.denominator, split.denominator), 1000);
}
END_TEST

static const struct {
    wide value;
    const char *text;
} wides[] = {
    {0, "0"},
    {-1, "-1"},
    {INT64_MAX, "9223372036854775807"},
    {(wide)INT64_MAX * 1000, "9223372036854775807000"},
    {(wide)INT64_MIN * 1000, "-9223372036854775808000"},
};

START_TEST(wide_numbers_are_written)
{
    char buffer[WIDE_TEXT_SIZE];
    ck_assert_str_eq(wide_text(buffer, wides[_i].value), wides[_i].text);
}
END_TEST

START_TEST(points_have_their_sign)
{
    char buffer[DECIMAL_SIZE];
    ck_assert_str_eq(points_text(buffer, 112), "+11.2");
    ck_assert_str_eq(points_text(buffer, 0), "0.0");
    ck_assert_str_eq(points_text(buffer, -3), "-0.3");
}
END_TEST

/* With 24 that moved the exact test, with 25 the other one; values of R (binom.test, mcnemar.test).
 */
START_TEST(few_moves_are_tested_exactly)
{
    struct split split = {.gained = 17, .lost = 7};
    struct move_test test = test_moves(&split);
    ck_assert_str_eq(test.method, "exact");
    ck_assert_double_eq_tol(test.p, 0.06391465664, 1e-10);
    ck_assert(isnan(test.statistic));
    split.gained = 18;
    test = test_moves(&split);
    ck_assert_str_eq(test.method, "chi-square");
    ck_assert_double_eq_tol(test.statistic, 4.0, 1e-12);
    ck_assert_double_eq_tol(test.p, 0.04550026390, 1e-10);
}
END_TEST

/* ---- The concordance ---- */

static struct arena arena;
static struct mistakes mistakes;
static char folder[] = TEST_FOLDER;

static void set_up(void)
{
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void tear_down(void)
{
    char command[sizeof folder + 16];
    snprintf(command, sizeof command, "rm -r '%s'", folder);
    ck_assert_int_eq(system(command), 0);
    mistakes_release(&mistakes);
    arena_release(&arena);
}

static const char *write_text(const char *name, const char *text)
{
    const char *path = arena_printf(&arena, "%s/%s", folder, name);
    FILE *stream = fopen(path, "wb");
    ck_assert_ptr_nonnull(stream);
    ck_assert_int_ge(fputs(text, stream), 0);
    ck_assert_int_eq(fclose(stream), 0);
    return path;
}

static const struct frame *frame_of(const char *name, const char *text)
{
    const struct frame *frame = frame_read(&arena, name, write_text(name, text), &mistakes);
    ck_assert_ptr_nonnull(frame);
    return frame;
}

static const struct {
    const char *name, *changes, *earlier, *later, *fates; /* "old>new fate, …" */
} matches[] = {
    {"no change", "", "code\n1\n2\n", "code\n2\n3\n", "1> gone, "},
    {"renamed", "1,3,2022-04-01\n", "code\n1\n2\n", "code\n2\n3\n", "1>3 renamed, "},
    {"renamed on the last day", "1,3,2023-03-31\n", "code\n1\n", "code\n3\n", "1>3 renamed, "},
    {"renamed after the wave", "1,3,2023-04-01\n", "code\n1\n", "code\n3\n", "1> gone, "},
    {"renamed twice", "3,4,2022-04-01\n1,3,2021-04-01\n", "code\n1\n", "code\n4\n",
     "1>4 renamed, "},
    {"two became one", "1,3,2022-04-01\n2,3,2022-04-01\n", "code\n1\n2\n", "code\n3\n",
     "1>3 merged, 2>3 merged, "},
    {"one joined another", "1,2,2022-04-01\n", "code\n1\n2\n", "code\n2\n", "1>2 merged, "},
    {"one became two", "1,3,2022-04-01\n1,4,2022-04-01\n", "code\n1\n", "code\n3\n4\n",
     "1> divided, "},
    {"a circle", "1,2,2022-04-01\n2,1,2022-04-01\n", "code\n1\n", "code\n3\n", "1> gone, "},
    {"a code that stays is not followed", "1,3,2022-04-01\n", "code\n1\n", "code\n1\n3\n", ""},
};

START_TEST(units_are_matched)
{
    struct concordance concordance;
    const char *text = arena_printf(&arena, "code_old,code_new,from\n%s", matches[_i].changes);
    concordance_read(&concordance, &arena, write_text("site.csv", text), &mistakes);
    ck_assert_uint_eq(mistakes.count, 0);
    const struct frame *const frames[2] = {frame_of("earlier.csv", matches[_i].earlier),
                                           frame_of("later.csv", matches[_i].later)};
    struct concordance_result result = concordance_match(&concordance, &arena, frames, 20230331);
    const char *fates = "";
    for (size_t i = 0; i < result.count; i++) {
        const struct concordance_unit *unit = &result.units[i];
        fates =
            arena_printf(&arena, "%s%s>%s %s, ", fates, unit->code_old,
                         unit->code_new == NULL ? "" : unit->code_new, fate_words[unit->fate].code);
    }
    ck_assert_msg(strcmp(fates, matches[_i].fates) == 0, "%s: %s", matches[_i].name, fates);
}
END_TEST

static const struct {
    const char *text;
    long line;
    const char *mistake;
} wrong[] = {
    {"", 1, "the columns are to be code_old,code_new,from"},
    {"old,new,from\n", 1, "the columns are to be code_old,code_new,from"},
    {"code_old,code_new,from\n1,2\n", 2, "2 fields, but the header has 3"},
    {"code_old,code_new,from\n1,,2022-04-01\n", 2, "a code is missing"},
    {"code_old,code_new,from\n1,1,2022-04-01\n", 2, "the code \"1\" does not change"},
    {"code_old,code_new,from\n1,2,2022-04-01\n3,4,2022-4-1\n", 3, "\"2022-4-1\" is no day"},
    {"code_old,code_new,from\n1,2,2022-13-01\n", 2, "\"2022-13-01\" is no day"},
    {"code_old,code_new,from\n1,2,2022-04-00\n", 2, "\"2022-04-00\" is no day"},
    {"code_old,code_new,from\n1,2,2022-04-011\n", 2, "\"2022-04-011\" is no day"},
};

START_TEST(mistakes_are_said_with_their_line)
{
    struct concordance concordance;
    concordance_read(&concordance, &arena, write_text("site.csv", wrong[_i].text), &mistakes);
    ck_assert_uint_eq(mistakes.count, 1);
    ck_assert_str_eq(mistakes.at[0].text, wrong[_i].mistake);
    ck_assert_int_eq(mistakes.at[0].line, wrong[_i].line);
}
END_TEST

START_TEST(a_file_that_is_not_there_is_empty)
{
    struct concordance concordance;
    concordance_read(&concordance, &arena, arena_printf(&arena, "%s/none.csv", folder), &mistakes);
    ck_assert_uint_eq(mistakes.count, 0);
    ck_assert_uint_eq(concordance.count, 0);
}
END_TEST

int main(void)
{
    message_init("test", "en");
    Suite *suite = suite_create("compare");
    TCase *split = tcase_create("split");
    tcase_add_loop_test(split, a_change_is_split, 0, LENGTH(splits));
    tcase_add_test(split, without_a_panel_there_are_no_parts);
    tcase_add_loop_test(split, parts_add_up_whatever_happens, 0, 50);
    tcase_add_test(split, millions_of_units_do_not_overflow);
    tcase_add_loop_test(split, wide_numbers_are_written, 0, LENGTH(wides));
    tcase_add_test(split, points_have_their_sign);
    tcase_add_test(split, few_moves_are_tested_exactly);
    suite_add_tcase(suite, split);
    TCase *units = tcase_create("concordance");
    tcase_add_checked_fixture(units, set_up, tear_down);
    tcase_add_loop_test(units, units_are_matched, 0, LENGTH(matches));
    tcase_add_loop_test(units, mistakes_are_said_with_their_line, 0, LENGTH(wrong));
    tcase_add_test(units, a_file_that_is_not_there_is_empty);
    suite_add_tcase(suite, units);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
