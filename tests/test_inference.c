/*
 * Intervals, tests and estimates against R (tests/data/inference/reference.R), against values
 * printed in books and manuals, and the exact statistics against NIST's reference sets.
 */
#include "common/inference.h"

#include "aggregate/statistic.h"
#include "common/codebook.h"
#include "common/csv.h"
#include "common/number.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FOLDER "tests/data/inference/"

/* ---- Tables of reference values ---- */

static struct arena arena;

static struct csv_table read_table(const char *name)
{
    struct csv_table table;
    const char *error = "";
    long line = 0;
    char path[256];
    snprintf(path, sizeof path, FOLDER "%s", name);
    ck_assert_msg(csv_read_file(&table, &arena, path, &error, &line), "%s: %s", path, error);
    ck_assert_uint_gt(table.count, 1);
    return table;
}

static const char *field(const struct csv_table *table, size_t row, const char *name)
{
    for (size_t i = 0; i < table->lengths[0]; i++)
        if (strcmp(table->records[0][i], name) == 0)
            return table->records[row][i];
    ck_abort_msg("no column %s", name);
}

static double real(const struct csv_table *table, size_t row, const char *name)
{
    const char *text = field(table, row, name);
    return strcmp(text, "NA") == 0 ? NAN : strtod(text, NULL);
}

static int64_t whole(const struct csv_table *table, size_t row, const char *name)
{
    return strtoll(field(table, row, name), NULL, 10);
}

/* Relative to the expected value, which may be tiny. */
static void assert_near(double got, double expected, double tolerance, const char *what)
{
    bool near = isnan(expected) ? isnan(got)
                                : fabs(got - expected) <= tolerance * fmax(fabs(expected), 1e-300);
    ck_assert_msg(near, "%s: %.17g, not %.17g", what, got, expected);
}

static size_t read_counts(const char *text, int64_t *counts, size_t limit)
{
    size_t count = 0;
    for (char *rest; *text; text = rest) {
        int64_t value = strtoll(text, &rest, 10);
        if (rest == text)
            break;
        ck_assert_uint_lt(count, limit);
        counts[count++] = value;
    }
    return count;
}

static void release(void)
{
    arena_release(&arena);
}

/* ---- Intervals ---- */

static struct interval logit_of_sample(const struct csv_table *table, size_t row, double level)
{
    int64_t units = whole(table, row, "units"), sampled = whole(table, row, "sampled");
    struct stratum stratum = stratum_of_counts(
        units ? units : sampled, sampled, whole(table, row, "base"), whole(table, row, "count"));
    if (!units)
        stratum.fraction = 0;
    struct estimate estimate = stratified_ratio(&stratum, 1);
    return logit_interval(estimate.value, estimate.se, (double)estimate.df, level);
}

/* R: prop.test(), uniroot() on the score equation, svyciprop(method = "logit"). */
START_TEST(intervals_agree_with_r)
{
    struct csv_table table = read_table("intervals.csv");
    for (size_t row = 1; row < table.count; row++) {
        int64_t units = whole(&table, row, "units"), base = whole(&table, row, "base");
        double level = real(&table, row, "level");
        const struct proportion proportion = {whole(&table, row, "count"), base,
                                              units ? (double)base / (double)units : 0};
        struct interval got = strcmp(field(&table, row, "method"), "wilson") == 0
                                  ? wilson_interval(proportion, level)
                                  : logit_of_sample(&table, row, level);
        char what[64];
        snprintf(what, sizeof what, "row %zu", row);
        assert_near(got.low, real(&table, row, "low"), 1e-7, what);
        assert_near(got.high, real(&table, row, "high"), 1e-7, what);
    }
}
END_TEST

/* R. G. Newcombe, Statistics in Medicine 17 (1998), table I, method 3. */
START_TEST(wilson_is_as_printed_by_newcombe)
{
    static const struct {
        int64_t count, base;
        const char *low, *high;
    } printed[] = {
        {81, 263, "0.2553", "0.3662"},
        {15, 148, "0.0624", "0.1605"},
        {0, 20, "0.0000", "0.1611"},
        {1, 29, "0.0061", "0.1718"},
    };
    for (size_t i = 0; i < sizeof printed / sizeof *printed; i++) {
        struct interval got =
            wilson_interval((struct proportion){printed[i].count, printed[i].base, 0}, 0.95);
        char low[16], high[16];
        snprintf(low, sizeof low, "%.4f", got.low);
        snprintf(high, sizeof high, "%.4f", got.high);
        ck_assert_str_eq(low, printed[i].low);
        ck_assert_str_eq(high, printed[i].high);
    }
}
END_TEST

START_TEST(intervals_without_a_definition)
{
    ck_assert(isnan(wilson_interval((struct proportion){0, 0, 0}, 0.95).low));
    ck_assert(isnan(wilson_interval((struct proportion){1, 2, 0}, 1).low));
    ck_assert(isnan(wilson_interval_effective(0.5, 0, 0.95).high));
    ck_assert(isnan(wilson_interval_effective(0.5, NAN, 0.95).high));
    ck_assert(isnan(logit_interval(0, 0, 9, 0.95).low));
    ck_assert(isnan(logit_interval(1, 0, 9, 0.95).low));
    ck_assert(isnan(logit_interval(0.5, NAN, 9, 0.95).low));
    ck_assert(isnan(logit_interval(0.5, 0.1, 0, 0.95).low));
}
END_TEST

START_TEST(a_census_is_certain)
{
    struct interval wilson = wilson_interval((struct proportion){3, 12, 1}, 0.95);
    ck_assert(wilson.low == 0.25 && wilson.high == 0.25);
    struct interval logit = logit_interval(0.25, 0, 11, 0.95);
    ck_assert(logit.low == 0.25 && logit.high == 0.25);
    struct interval none = wilson_interval((struct proportion){0, 12, 0.5}, 0.95);
    ck_assert(none.low == 0 && none.high > 0);
    struct interval all = wilson_interval((struct proportion){12, 12, 0.5}, 0.95);
    ck_assert(all.high == 1 && all.low < 1);
}
END_TEST

/* ---- Tables ---- */

enum { WORK = 20 * 1000 * 1000, CELLS = 64 };

/* R: chisq.test(correct = FALSE), fisher.test(). */
START_TEST(tables_agree_with_r)
{
    struct csv_table table = read_table("tables.csv");
    int64_t counts[CELLS];
    for (size_t row = 1; row < table.count; row++) {
        const char *name = field(&table, row, "name");
        const struct contingency contingency = {
            .counts = counts,
            .rows = (size_t)whole(&table, row, "rows"),
            .columns = (size_t)whole(&table, row, "columns"),
        };
        size_t count = read_counts(field(&table, row, "counts"), counts, CELLS);
        ck_assert_uint_eq(count, contingency.rows * contingency.columns);
        struct chi_square got = chi_square_test(&contingency);
        ck_assert_int_eq(got.n, whole(&table, row, "n"));
        ck_assert_int_eq(got.df, whole(&table, row, "df"));
        assert_near(got.statistic, real(&table, row, "statistic"), 1e-12, name);
        assert_near(got.p, real(&table, row, "p"), 1e-10, name);
        assert_near(got.v, real(&table, row, "v"), 1e-12, name);
        assert_near(got.smallest_expected, real(&table, row, "expected"), 1e-12, name);
        if (!isnan(real(&table, row, "exact")))
            assert_near(fisher_exact(&contingency, WORK), real(&table, row, "exact"), 1e-6, name);
    }
}
END_TEST

/* A. Agresti, An Introduction to Categorical Data Analysis, 2007, p. 39: X² = 30.1, df = 2. */
START_TEST(chi_square_is_as_printed_by_agresti)
{
    static const int64_t party[] = {762, 327, 468, 484, 239, 477};
    struct chi_square got = chi_square_test(&(struct contingency){party, 2, 3});
    ck_assert_int_eq(llround(10 * got.statistic), 301);
    ck_assert_int_eq(got.df, 2);
}
END_TEST

/* R. A. Fisher's tea: of 70 arrangements of eight cups 17 have three or four right, as many have
 * none or one right: 34/70. */
START_TEST(fisher_is_exact)
{
    static const int64_t tea[] = {3, 1, 1, 3};
    const struct contingency table = {tea, 2, 2};
    ck_assert_double_eq_tol(fisher_exact(&table, WORK), 34.0 / 70, 1e-13);
    ck_assert(isnan(fisher_exact(&table, 3)));
    /* A. Agresti, Categorical Data Analysis, 2002, p. 57: more tables than are gone through. */
    static const int64_t jobs[] = {1, 3, 10, 6, 2, 3, 10, 7, 1, 6, 14, 12, 0, 1, 9, 11};
    ck_assert(isnan(fisher_exact(&(struct contingency){jobs, 4, 4}, WORK / 100)));
}
END_TEST

START_TEST(tables_without_a_test)
{
    static const int64_t one_row[] = {3, 4, 0, 0};
    const struct contingency table = {one_row, 2, 2};
    struct chi_square got = chi_square_test(&table);
    ck_assert(isnan(got.statistic) && isnan(got.p) && isnan(got.v));
    ck_assert_int_eq(got.df, 0);
    ck_assert_int_eq(got.n, 7);
    ck_assert(isnan(fisher_exact(&table, WORK)));
    static const int64_t large[] = {60 * 1000, 1, 1, 60 * 1000};
    ck_assert(isnan(fisher_exact(&(struct contingency){large, 2, 2}, WORK)));
}
END_TEST

/* R: binom.test(), mcnemar.test(). The first pair is that of A. Agresti, Categorical Data Analysis,
 * 1990, p. 350: approval at two times. */
START_TEST(mcnemar_agrees_with_r)
{
    struct csv_table table = read_table("mcnemar.csv");
    for (size_t row = 1; row < table.count; row++) {
        struct mcnemar got = mcnemar_test(whole(&table, row, "gained"), whole(&table, row, "lost"));
        assert_near(got.exact, real(&table, row, "exact"), 1e-10, "exact");
        assert_near(got.statistic, real(&table, row, "statistic"), 1e-13, "statistic");
        assert_near(got.p, real(&table, row, "p"), 1e-10, "p");
        assert_near(got.corrected, real(&table, row, "corrected"), 1e-13, "corrected");
        assert_near(got.corrected_p, real(&table, row, "corrected_p"), 1e-10, "corrected p");
    }
    struct mcnemar nobody = mcnemar_test(0, 0);
    ck_assert(nobody.exact == 1 && isnan(nobody.statistic) && isnan(nobody.corrected_p));
}
END_TEST

/* Sums of whole numbers with spaces between; returns how many there are. */
static int64_t sum_up(const char *numbers, wide *sum, wide *squares)
{
    int64_t n = 0;
    char *end;
    *sum = *squares = 0;
    for (const char *at = numbers; *at != '\0'; at = *end == ' ' ? end + 1 : end, n++) {
        wide number = strtoll(at, &end, 10);
        ck_assert_ptr_ne(at, end);
        *sum += number;
        *squares += number * number;
    }
    return n;
}

/* R: t.test(paired = TRUE). The first are the pairs of "Student" himself: t = -4.0621, df = 9,
 * p-value = 0.002833 in R's manual (help page `sleep`, differences the other way round). */
START_TEST(paired_t_agrees_with_r)
{
    struct csv_table table = read_table("ttest.csv");
    wide sum, squares;
    for (size_t row = 1; row < table.count; row++) {
        int64_t n = sum_up(field(&table, row, "differences"), &sum, &squares);
        struct t_test got = paired_t_test(n, sum, squares);
        ck_assert_int_eq(got.df, whole(&table, row, "df"));
        assert_near(got.t, real(&table, row, "t"), 1e-12, "t");
        assert_near(got.p, real(&table, row, "p"), 1e-10, "p");
        /* The unit does not matter, and digits are exact where a double has none to spare. */
        struct t_test scaled = paired_t_test(n, sum * 1000000, squares * 1000000 * 1000000);
        assert_near(scaled.t, got.t, 1e-14, "t in another unit");
        struct t_test back = paired_t_test(n, -sum, squares);
        ck_assert(back.t == -got.t && back.p == got.p);
    }
    int64_t n = sum_up(field(&table, 1, "differences"), &sum, &squares);
    ck_assert_double_eq_tol(paired_t_test(n, sum, squares).t, 4.0621, 5e-5);
    ck_assert_double_eq_tol(paired_t_test(n, sum, squares).p, 0.002833, 5e-7);
    ck_assert(isnan(paired_t_test(0, 0, 0).t) && isnan(paired_t_test(1, 5, 25).p));
    ck_assert(isnan(paired_t_test(3, 15, 75).t)); /* all the same: no scatter */
}
END_TEST

/* R: prop.test(correct = FALSE). */
START_TEST(two_proportions_agree_with_r)
{
    struct csv_table table = read_table("proportions.csv");
    for (size_t row = 1; row < table.count; row++) {
        const struct proportion first = {whole(&table, row, "k1"), whole(&table, row, "n1"), 0};
        const struct proportion second = {whole(&table, row, "k2"), whole(&table, row, "n2"), 0};
        struct z_test got = compare_proportions(first, second);
        ck_assert_double_eq_tol(got.z, real(&table, row, "z"), 1e-12);
        ck_assert_double_eq_tol(got.p, real(&table, row, "p"), 1e-12);
    }
    const struct proportion nobody = {0, 5, 0}, everybody = {5, 5, 0}, empty = {0, 0, 0};
    ck_assert(isnan(compare_proportions(nobody, nobody).p));
    ck_assert(isnan(compare_proportions(everybody, everybody).z));
    ck_assert(isnan(compare_proportions(everybody, empty).p));
}
END_TEST

/* R: p.adjust(). */
START_TEST(adjusted_p_agree_with_r)
{
    struct csv_table table = read_table("adjust.csv");
    double bonferroni[32], bh[32];
    size_t count = table.count - 1;
    for (size_t i = 0; i < count; i++)
        bonferroni[i] = bh[i] = real(&table, i + 1, "p");
    adjust_bonferroni(bonferroni, count);
    adjust_benjamini_hochberg(bh, count);
    for (size_t i = 0; i < count; i++) {
        assert_near(bonferroni[i], real(&table, i + 1, "bonferroni"), 1e-14, "bonferroni");
        assert_near(bh[i], real(&table, i + 1, "bh"), 1e-14, "bh");
    }
}
END_TEST

/* ---- Strata ---- */

/* R: svymean(), svytotal(), svyratio(), svyby() on subsets, with and without fpc. */
START_TEST(strata_agree_with_r)
{
    struct csv_table table = read_table("strata.csv");
    ck_assert_uint_eq((table.count - 1) % 3, 0);
    for (size_t row = 1; row < table.count; row += 3) {
        struct stratum strata[3];
        for (size_t i = 0; i < 3; i++)
            strata[i] = (struct stratum){
                .sampled = whole(&table, row + i, "sampled"),
                .domain = whole(&table, row + i, "domain"),
                .weight = real(&table, row + i, "weight"),
                .fraction = real(&table, row + i, "fraction"),
                .y = real(&table, row + i, "y"),
                .yy = real(&table, row + i, "yy"),
                .x = real(&table, row + i, "x"),
                .xx = real(&table, row + i, "xx"),
                .xy = real(&table, row + i, "xy"),
            };
        const char *name = field(&table, row, "case");
        struct estimate got = strcmp(field(&table, row, "kind"), "total") == 0
                                  ? stratified_total(strata, 3)
                                  : stratified_ratio(strata, 3);
        assert_near(got.value + real(&table, row, "origin"), real(&table, row, "value"), 1e-11,
                    name);
        assert_near(got.se, real(&table, row, "se"), 1e-10, name);
        ck_assert_int_eq(got.df, whole(&table, row, "df"));
    }
}
END_TEST

/* Stata Survey Data Reference Manual, [SVY] svyset, finite population correction: two strata with 5
 * of 15 and 3 of 12 units; mean 5.448148, standard error 0.7412683, with fpc 0.6160407. */
START_TEST(fpc_is_as_printed_by_stata)
{
    static const double x[2][5] = {{2.8, 4.1, 6.8, 6.8, 9.2}, {3.7, 6.6, 4.2}};
    static const int64_t sampled[] = {5, 3}, units[] = {15, 12};
    struct stratum strata[2];
    for (size_t s = 0; s < 2; s++) {
        strata[s] = stratum_of_counts(units[s], sampled[s], sampled[s], 0);
        for (int64_t i = 0; i < sampled[s]; i++) {
            strata[s].y += x[s][i];
            strata[s].yy += x[s][i] * x[s][i];
            strata[s].xy += x[s][i];
        }
    }
    struct estimate with = stratified_ratio(strata, 2);
    ck_assert_double_eq_tol(with.value, 5.448148, 5e-7);
    ck_assert_double_eq_tol(with.se, 0.6160407, 5e-8);
    ck_assert_int_eq(with.df, 6);
    strata[0].fraction = strata[1].fraction = 0;
    ck_assert_double_eq_tol(stratified_ratio(strata, 2).se, 0.7412683, 5e-8);
}
END_TEST

START_TEST(strata_without_a_standard_error)
{
    struct stratum alone[] = {stratum_of_counts(9, 3, 3, 1), stratum_of_counts(4, 1, 1, 1)};
    ck_assert(isnan(stratified_ratio(alone, 2).se));
    ck_assert(isnan(stratified_total(alone, 2).se));
    ck_assert_double_eq_tol(stratified_ratio(alone, 2).value, 7.0 / 13, 1e-15);
    struct stratum untouched[] = {alone[0], stratum_of_counts(4, 1, 0, 0)};
    ck_assert(!isnan(stratified_ratio(untouched, 2).se));
    struct stratum census[] = {alone[0], stratum_of_counts(1, 1, 1, 1)};
    ck_assert(!isnan(stratified_ratio(census, 2).se));
    struct stratum nobody = stratum_of_counts(9, 3, 0, 0);
    ck_assert(isnan(stratified_ratio(&nobody, 1).value));
    ck_assert(isnan(stratified_ratio(NULL, 0).se));
}
END_TEST

/* By hand: weights 1, 2, 4 of 4, 2, 1 answers: 12² / (4 + 8 + 16). */
START_TEST(kish_base_by_hand)
{
    struct stratum strata[] = {
        {.weight = 1, .domain = 4}, {.weight = 2, .domain = 2}, {.weight = 4, .domain = 1}};
    ck_assert_double_eq_tol(kish_base(strata, 3), 144.0 / 28, 1e-14);
    ck_assert(isnan(kish_base(NULL, 0)));
}
END_TEST

static int64_t quartile_of(const int64_t *values, size_t n, bool inverse, int quartile)
{
    struct statistic statistic;
    statistic_start(&statistic, (int64_t)n);
    if (inverse)
        statistic_use_inverse(&statistic);
    for (size_t i = 0; i < n; i++)
        statistic_add(&statistic, values[i] * NUMBER_SCALE);
    return statistic_quartile(&statistic, quartile);
}

/* R: quantile(type = 7), quantile(type = 1). Quarters of whole numbers have two decimals. */
START_TEST(quartiles_agree_with_r)
{
    struct csv_table table = read_table("quantiles.csv");
    ck_assert_uint_eq(table.count, 1 + 3 * 5);
    for (size_t row = 1; row < table.count; row++) {
        int64_t values[CELLS];
        size_t n = read_counts(field(&table, row, "values"), values, CELLS);
        int quartile = (int)whole(&table, row, "k");
        ck_assert_int_eq(whole(&table, row, "q"), 4);
        ck_assert_int_eq(quartile_of(values, n, false, quartile),
                         llround(100 * real(&table, row, "type7")) * NUMBER_SCALE);
        ck_assert_int_eq(quartile_of(values, n, true, quartile),
                         llround(real(&table, row, "type1")) * (100 * NUMBER_SCALE));
    }
}
END_TEST

/* ---- NIST ---- */

static int compare_values(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

enum { NIST_LARGEST = 5000 };

/* NumAcc2 to 4 are one value and 500 pairs 0.1 below and above it. */
static size_t make_pairs(int64_t middle, int64_t *values)
{
    values[0] = middle;
    for (size_t i = 0; i < 500; i++) {
        values[1 + 2 * i] = middle - NUMBER_SCALE / 10;
        values[2 + 2 * i] = middle + NUMBER_SCALE / 10;
    }
    return 1001;
}

static size_t nist_values(const char *set, int64_t *values)
{
    if (strcmp(set, "NumAcc1") == 0) {
        for (int64_t i = 0; i < 3; i++)
            values[i] = (10000001 + i) * NUMBER_SCALE;
        return 3;
    }
    if (strncmp(set, "NumAcc", 6) == 0)
        return make_pairs(set[6] == '2'   ? NUMBER_SCALE * 12 / 10
                          : set[6] == '3' ? NUMBER_SCALE * 10000002 / 10
                                          : NUMBER_SCALE * 100000002 / 10,
                          values);
    char name[64];
    snprintf(name, sizeof name, "nist-%s.csv", set);
    struct csv_table table = read_table(name);
    ck_assert_uint_le(table.count - 1, NIST_LARGEST);
    for (size_t i = 1; i < table.count; i++)
        values[i - 1] = llround(strtod(table.records[i][0], NULL) * (double)NUMBER_SCALE);
    return table.count - 1;
}

/* The certified value with exactly `decimals` decimals, as a whole number of the last. */
static int64_t certified(const char *text, int decimals)
{
    bool negative = *text == '-', behind = false;
    int64_t value = 0;
    for (text += negative; *text && decimals + !behind > 0; text++) {
        if (*text == '.') {
            behind = true;
            continue;
        }
        value = 10 * value + (*text - '0');
        decimals -= behind;
    }
    for (; decimals > 0; decimals--)
        value *= 10;
    return negative ? -value : value;
}

static int certified_decimals(const char *text)
{
    const char *point = strchr(text, '.');
    int decimals = point ? (int)strlen(point + 1) : 0;
    return decimals < NUMBER_DECIMALS ? NUMBER_DECIMALS : decimals;
}

/* NIST Statistical Reference Datasets, univariate: all 15 certified digits. */
START_TEST(statistics_agree_with_nist)
{
    struct csv_table table = read_table("nist.csv");
    static int64_t values[NIST_LARGEST];
    ck_assert_uint_eq(table.count - 1, 9);
    for (size_t row = 1; row < table.count; row++) {
        const char *set = field(&table, row, "set");
        const char *mean_text = field(&table, row, "mean"), *sd_text = field(&table, row, "sd");
        size_t n = nist_values(set, values);
        ck_assert_int_eq((int64_t)n, whole(&table, row, "n"));
        qsort(values, n, sizeof *values, compare_values);
        struct statistic statistic;
        statistic_start(&statistic, (int64_t)n);
        for (size_t i = 0; i < n; i++)
            statistic_add(&statistic, values[i]);
        int64_t mean, sd;
        int mean_decimals = certified_decimals(mean_text), decimals = certified_decimals(sd_text);
        ck_assert_msg(statistic_mean_to(&statistic, mean_decimals, &mean), "%s", set);
        ck_assert_msg(statistic_sd_to(&statistic, decimals, &sd), "%s", set);
        ck_assert_msg(mean == certified(mean_text, mean_decimals), "%s: mean %lld", set,
                      (long long)mean);
        ck_assert_msg(sd == certified(sd_text, decimals), "%s: sd %lld", set, (long long)sd);
        ck_assert_int_eq(round_quotient(mean, (wide)llround(pow(10, mean_decimals - 4))),
                         statistic_mean(&statistic));
    }
}
END_TEST

START_TEST(statistics_say_when_they_do_not_fit)
{
    struct statistic statistic;
    int64_t value;
    statistic_start(&statistic, 2);
    statistic_add(&statistic, -NUMBER_LIMIT + 1);
    statistic_add(&statistic, NUMBER_LIMIT - 1);
    ck_assert(!statistic_sd_to(&statistic, 18, &value));
    ck_assert(statistic_mean_to(&statistic, 18, &value));
    ck_assert_int_eq(value, 0);
    statistic_start(&statistic, 1);
    statistic_add(&statistic, NUMBER_LIMIT - 1);
    ck_assert(!statistic_mean_to(&statistic, 18, &value));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("inference");
    TCase *tests = tcase_create("inference");
    tcase_add_checked_fixture(tests, NULL, release);
    tcase_add_test(tests, intervals_agree_with_r);
    tcase_add_test(tests, wilson_is_as_printed_by_newcombe);
    tcase_add_test(tests, intervals_without_a_definition);
    tcase_add_test(tests, a_census_is_certain);
    tcase_add_test(tests, tables_agree_with_r);
    tcase_add_test(tests, chi_square_is_as_printed_by_agresti);
    tcase_add_test(tests, fisher_is_exact);
    tcase_add_test(tests, tables_without_a_test);
    tcase_add_test(tests, mcnemar_agrees_with_r);
    tcase_add_test(tests, paired_t_agrees_with_r);
    tcase_add_test(tests, two_proportions_agree_with_r);
    tcase_add_test(tests, adjusted_p_agree_with_r);
    tcase_add_test(tests, strata_agree_with_r);
    tcase_add_test(tests, fpc_is_as_printed_by_stata);
    tcase_add_test(tests, strata_without_a_standard_error);
    tcase_add_test(tests, kish_base_by_hand);
    tcase_add_test(tests, quartiles_agree_with_r);
    tcase_add_test(tests, statistics_agree_with_nist);
    tcase_add_test(tests, statistics_say_when_they_do_not_fit);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
