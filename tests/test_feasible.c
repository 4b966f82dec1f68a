/*
 * Which counts print as a percentage, which sets of counts as a row: every base up to 40 and every
 * percentage, against all counts tried one by one with arithmetic of its own; and problems whose
 * solutions are known from the reports.
 */
#include "common/feasible.h"
#include "common/round.h"
#include "tests/printed_rows.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#define LENGTH(array) ((int)(sizeof(array) / sizeof *(array)))

enum { LARGEST = 40, LARGEST_TRIED = 1000, RULES = 4 };

/* ---- The oracle: a count printed by the words of each rule ---- */

static int64_t oracle_whole(int decimals)
{
    return decimals == 0 ? 100 : 10 * oracle_whole(decimals - 1);
}

/* Long division to the last decimal, then what the rest says. */
static int64_t oracle_units(enum rounding rounding, int64_t count, int64_t n, int decimals)
{
    int64_t units = count * oracle_whole(decimals) / n;
    int64_t rest = count * oracle_whole(decimals) % n;
    bool over_half = rest + rest > n, half = rest + rest == n;
    switch (rounding) {
    case ROUNDING_HALF_UP:
        return units + (over_half || half);
    case ROUNDING_HALF_EVEN:
        return units + (over_half || (half && units % 2 == 1));
    case ROUNDING_HALF_DOWN:
        return units + over_half;
    default:
        return units;
    }
}

START_TEST(units_are_those_of_long_division)
{
    for (int64_t n = 1; n <= LARGEST; n++)
        for (int64_t k = 0; k <= n; k++)
            for (int rule = 0; rule < RULES; rule++)
                for (int decimals = 0; decimals <= 2; decimals++)
                    ck_assert_int_eq(feasible_units((enum rounding)rule, k, n, decimals),
                                     oracle_units((enum rounding)rule, k, n, decimals));
}
END_TEST

/* Every percentage with the decimals of the loop, every rule, every base. */
START_TEST(interval_is_all_counts_that_print_so)
{
    int decimals = _i % 3;
    enum rounding rule = (enum rounding)(_i / 3);
    for (int64_t n = 1; n <= LARGEST; n++) {
        int64_t printed[LARGEST + 1];
        for (int64_t k = 0; k <= n; k++)
            printed[k] = oracle_units(rule, k, n, decimals);
        for (int64_t units = 0; units <= oracle_whole(decimals) + 1; units++) {
            int64_t first = -1, last = -2;
            for (int64_t k = 0; k <= n; k++)
                if (printed[k] == units) {
                    first = first < 0 ? k : first;
                    last = k;
                }
            struct feasible_range range;
            bool possible = feasible_interval(rule, units, decimals, n, &range);
            if (possible != (first >= 0) ||
                (possible && (range.low != first || range.high != last)))
                ck_abort_msg("%lld of n = %lld", (long long)units, (long long)n);
        }
    }
}
END_TEST

/* The largest numbers stay within 63 bits. */
START_TEST(largest_numbers)
{
    struct feasible_range range;
    int64_t n = FEASIBLE_LARGEST_BASE, whole = feasible_whole(FEASIBLE_MOST_DECIMALS);
    ck_assert(feasible_interval(ROUNDING_HALF_UP, whole, FEASIBLE_MOST_DECIMALS, n, &range));
    ck_assert_int_eq(range.low, n - 5);
    ck_assert_int_eq(range.high, n);
    ck_assert(feasible_interval(ROUNDING_HALF_UP, 0, FEASIBLE_MOST_DECIMALS, n, &range));
    ck_assert_int_eq(range.low, 0);
    ck_assert_int_eq(range.high, 4);
    ck_assert_int_eq(feasible_units(ROUNDING_HALF_UP, n, n, FEASIBLE_MOST_DECIMALS), whole);
}
END_TEST

static const struct interval_case {
    int64_t tenths, n, low, high; /* low > high: none */
} interval_cases[] = {
    {0, 1717, 0, 0},          {1, 1717, 1, 2},       {689, 1717, 1183, 1183},
    {500, 2, 1, 1},           {718, 30, 1, 0},       {718, 31, 1, 0},
    {718, 39, 28, 28},        {763, 38, 29, 29},     {658, 38, 25, 25},
    {1000, 1717, 1717, 1717}, {1001, 1717, 1, 0},    {1, 1, 1, 0},
    {265, 1717, 455, 455},    {381, 1717, 654, 655}, {0, 0, 1, 0},
};

START_TEST(tenths_case)
{
    const struct interval_case *c = &interval_cases[_i];
    int64_t low, high;
    bool possible = feasible_tenths(c->tenths, c->n, &low, &high);
    ck_assert_int_eq(possible, c->low <= c->high);
    ck_assert(!possible || (low == c->low && high == c->high));
}
END_TEST

START_TEST(tenths_agree_with_the_official_rounding)
{
    for (int64_t n = 1; n <= 1741; n += n < 130 ? 1 : 37)
        for (int64_t k = 0; k <= n; k++) {
            int64_t low, high;
            ck_assert(feasible_tenths(percent_tenths(k, n), n, &low, &high));
            ck_assert(low <= k && k <= high);
        }
}
END_TEST

/* ---- Rows of one answer each ---- */

static struct feasible_row row_of(const int64_t *units, size_t count, struct feasible_cell *cells)
{
    for (size_t i = 0; i < count; i++)
        cells[i] = (struct feasible_cell){.units = units[i], .count = -1};
    return (struct feasible_row){
        .kind = FEASIBLE_WHOLE, .decimals = 1, .cells = cells, .count = count};
}

START_TEST(row_case)
{
    const struct printed_row *c = &printed_rows[_i];
    struct feasible_cell cells[PRINTED_MOST];
    struct feasible_range ranges[PRINTED_MOST];
    struct feasible_row row = row_of(c->tenths, c->count, cells);
    bool possible = feasible_fits(&row, c->n, ranges);
    ck_assert_msg(possible == (c->sets > 0), "%s", c->name);
    if (!possible)
        return;
    int64_t sets = feasible_count(ranges, c->count, c->n);
    ck_assert_msg(sets == c->sets, "%s: %lld sets", c->name, (long long)sets);
    for (size_t i = 0; i < c->count && c->sets == 1; i++)
        ck_assert(ranges[i].low == c->expected[i] && ranges[i].high == c->expected[i]);
}
END_TEST

/* What all triples of counts, tried one by one, say of a row of three percentages. */
struct tried {
    int64_t sets;
    struct feasible_range ranges[3];
};

static void remember(struct tried *tried, const int64_t *counts)
{
    for (size_t i = 0; i < 3; i++) {
        struct feasible_range *range = &tried->ranges[i];
        if (!tried->sets || counts[i] < range->low)
            range->low = counts[i];
        if (!tried->sets || counts[i] > range->high)
            range->high = counts[i];
    }
    tried->sets++;
}

/* The third are those who ticked nothing else; the first two overlap, or not. */
static bool goes_together(enum feasible_kind kind, const int64_t *k, int64_t n)
{
    int64_t sum = k[0] + k[1] + k[2], most = k[0] > k[1] ? k[0] : k[1];
    return kind == FEASIBLE_EACH ? most + k[2] <= n : kind == FEASIBLE_WHOLE ? sum == n : sum <= n;
}

static struct tried try_triples(enum feasible_kind kind, const int64_t *units, int64_t n)
{
    struct tried tried = {0};
    int64_t fitting[3][LARGEST_TRIED + 1], counts[3] = {0}, k[3];
    for (size_t i = 0; i < 3; i++)
        for (int64_t count = 0; count <= n; count++)
            if (oracle_units(ROUNDING_HALF_UP, count, n, 0) == units[i])
                fitting[i][counts[i]++] = count;
    for (int64_t a = 0; a < counts[0]; a++)
        for (int64_t b = 0; b < counts[1]; b++)
            for (int64_t c = 0; c < counts[2]; c++) {
                k[0] = fitting[0][a];
                k[1] = fitting[1][b];
                k[2] = fitting[2][c];
                if (goes_together(kind, k, n))
                    remember(&tried, k);
            }
    return tried;
}

static void check_triple(enum feasible_kind kind, const int64_t *units, int64_t n)
{
    struct feasible_cell cells[3];
    struct feasible_range ranges[3];
    struct feasible_row row = row_of(units, 3, cells);
    row.kind = kind;
    row.decimals = 0;
    cells[2].alone = true;
    struct tried tried = try_triples(kind, units, n);
    bool possible = feasible_fits(&row, n, ranges);
    ck_assert_msg(possible == (tried.sets > 0), "kind %d, n %lld: %lld %lld %lld", kind,
                  (long long)n, (long long)units[0], (long long)units[1], (long long)units[2]);
    for (size_t i = 0; i < 3 && possible; i++)
        ck_assert(ranges[i].low == tried.ranges[i].low && ranges[i].high == tried.ranges[i].high);
    if (possible && kind == FEASIBLE_WHOLE)
        ck_assert_int_eq(feasible_count(ranges, 3, n), tried.sets);
}

/* Whole percentages leave room for several counts from n = 101 on; smaller bases for few. */
START_TEST(rows_agree_with_all_triples)
{
    static const int64_t bases[] = {1, 2, 3, 7, 12, 23};
    int64_t n = bases[_i / 3];
    enum feasible_kind kind = (enum feasible_kind)(_i % 3);
    for (int64_t a = 0; a <= 100; a += 7)
        for (int64_t b = 0; a + b <= 130 && b <= 100; b += 3)
            for (int64_t c = 94 - a - b; c <= 106 - a - b; c++)
                if (c >= 0 && c <= 100)
                    check_triple(kind, (const int64_t[]){a, b, c}, n);
}
END_TEST

START_TEST(rows_agree_with_all_triples_of_a_large_base)
{
    static const int64_t rows[][3] = {{33, 33, 34}, {33, 33, 33}, {50, 25, 25}, {1, 2, 97},
                                      {0, 50, 51},  {0, 0, 100},  {34, 34, 34}, {60, 60, 40}};
    for (int kind = 0; kind < 3; kind++)
        check_triple((enum feasible_kind)kind, rows[_i], 930);
}
END_TEST

/* The binomial coefficients: 12 cells of 0 to 12 that sum to 12 are C(23, 11). */
START_TEST(sets_are_counted)
{
    struct feasible_range ranges[40];
    for (size_t i = 0; i < 40; i++)
        ranges[i] = (struct feasible_range){0, 12};
    ck_assert_int_eq(feasible_count(ranges, 12, 12), 1352078);
    ck_assert_int_eq(feasible_count(ranges, 12, 12 * 12), 1);
    ck_assert_int_eq(feasible_count(ranges, 12, 12 * 12 + 1), 0);
    ck_assert_int_eq(feasible_count(ranges, 40, 240), FEASIBLE_MANY);
    for (size_t i = 0; i < 40; i++)
        ranges[i].high = 1000 * 1000;
    ck_assert_int_eq(feasible_count(ranges, 40, 20 * 1000 * 1000), -1);
}
END_TEST

/* ---- Several answers ---- */

static const struct several_case {
    int64_t tenths[4]; /* two options, an exclusive one, 無回答; PRINTED_NOT: not printed */
    bool covers, possible;
} several_cases[] = {
    {{600, 400, 0, 0}, true, true},
    {{600, 600, 0, 0}, true, true},
    {{500, 400, 0, 0}, true, false}, /* the tenth gave no answer, but is not printed */
    {{500, 400, 0, 100}, true, true},
    {{500, 400, 0, 0}, false, true},
    {{700, 0, 200, 100}, true, true},
    {{700, 0, 300, 100}, true, false}, /* 11 of 10 */
    {{700, PRINTED_NOT, 200, 100}, true, true},
    {{800, PRINTED_NOT, 200, 100}, false, false},
    {{0, 0, 1000, 0}, true, true},
    {{0, 0, 1000, 100}, true, false},
    {{PRINTED_NOT, PRINTED_NOT, PRINTED_NOT, 1000}, true, true},
};

START_TEST(several_case)
{
    const struct several_case *c = &several_cases[_i];
    struct feasible_cell cells[4];
    struct feasible_range ranges[4];
    struct feasible_row row = row_of(c->tenths, 4, cells);
    row.kind = FEASIBLE_EACH;
    row.covers = c->covers;
    cells[2].alone = cells[3].alone = true;
    ck_assert_int_eq(feasible_fits(&row, 10, ranges), c->possible);
}
END_TEST

/* ---- Bases ---- */

static const struct base_case {
    enum feasible_kind kind;
    size_t count;
    int64_t tenths[PRINTED_MOST];
    int64_t counts[PRINTED_MOST]; /* 0: not printed here */
    int64_t smallest;             /* up to 1717; 0: none */
    bool excluded;                /* no base whatever */
} base_cases[] = {
    {FEASIBLE_EACH, 3, {477, 315, 97}, {0}, 216, false},
    {FEASIBLE_EACH, 5, {718, 154, 77, 26, 26}, {0}, 39, false},
    {FEASIBLE_WHOLE, 5, {718, 154, 77, 26, 26}, {0}, 39, false},
    {FEASIBLE_EACH, 1, {1001}, {0}, 0, true},
    {FEASIBLE_WHOLE, 2, {500, 400}, {0}, 0, true},
    {FEASIBLE_WHOLE, 2, {600, 600}, {0}, 0, true},
    {FEASIBLE_PARTS, 2, {600, 600}, {0}, 0, true},
    {FEASIBLE_PARTS, 2, {500, 400}, {0}, 10, false},
    {FEASIBLE_WHOLE, 2, {763, 237}, {29, 9}, 38, false},
    {FEASIBLE_WHOLE, 2, {763, 237}, {29, 10}, 0, true} /* 29 is of 38 at most */,
    {FEASIBLE_EACH, 1, {763}, {29}, 38, false},
    {FEASIBLE_EACH, 1, {763}, {30}, 0, false}, /* 39 is 76.9, 40 is 75.0 */
};

START_TEST(base_case)
{
    const struct base_case *c = &base_cases[_i];
    struct feasible_cell cells[PRINTED_MOST];
    struct feasible_range scratch[PRINTED_MOST];
    struct feasible_row row = row_of(c->tenths, c->count, cells);
    row.kind = c->kind;
    for (size_t i = 0; i < c->count; i++)
        cells[i].count = c->counts[i] ? c->counts[i] : -1;
    int64_t n = 1;
    while (n <= 1717 && !feasible_fits(&row, n, scratch))
        n++;
    ck_assert_int_eq(n <= 1717 ? n : 0, c->smallest);
    struct feasible_range bases = feasible_bases(&row);
    ck_assert_int_eq(bases.low > bases.high, c->excluded);
    if (c->smallest)
        ck_assert(bases.low <= c->smallest && c->smallest <= bases.high);
}
END_TEST

/* Outside the range of feasible_bases() nothing fits. */
START_TEST(bases_leave_none_out)
{
    for (int64_t units = 0; units <= 1000; units += 7)
        for (int64_t count = 0; count <= 12; count++) {
            struct feasible_cell cell = {.units = units, .count = count};
            struct feasible_row row = {.decimals = 1, .cells = &cell, .count = 1};
            struct feasible_range range = feasible_bases(&row);
            for (int64_t n = 1; n <= 2000; n++) {
                bool prints = count <= n && oracle_units(ROUNDING_HALF_UP, count, n, 1) == units;
                ck_assert(!prints || (range.low <= n && n <= range.high));
            }
        }
}
END_TEST

static Suite *feasible_suite(void)
{
    Suite *suite = suite_create("feasible");
    TCase *one = tcase_create("one percentage");
    tcase_add_test(one, units_are_those_of_long_division);
    tcase_add_loop_test(one, interval_is_all_counts_that_print_so, 0, 3 * RULES);
    tcase_add_test(one, largest_numbers);
    tcase_add_loop_test(one, tenths_case, 0, LENGTH(interval_cases));
    tcase_add_test(one, tenths_agree_with_the_official_rounding);
    tcase_set_timeout(one, 60);
    suite_add_tcase(suite, one);
    TCase *rows = tcase_create("rows");
    tcase_add_loop_test(rows, row_case, 0, PRINTED_ROWS);
    tcase_add_loop_test(rows, rows_agree_with_all_triples, 0, 6 * 3);
    tcase_add_loop_test(rows, rows_agree_with_all_triples_of_a_large_base, 0, 8);
    tcase_add_test(rows, sets_are_counted);
    tcase_add_loop_test(rows, several_case, 0, LENGTH(several_cases));
    tcase_add_loop_test(rows, base_case, 0, LENGTH(base_cases));
    tcase_add_test(rows, bases_leave_none_out);
    tcase_set_timeout(rows, 120);
    suite_add_tcase(suite, rows);
    return suite;
}

int main(void)
{
    SRunner *runner = srunner_create(feasible_suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
