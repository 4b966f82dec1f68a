#include "common/inference.h"

#include "common/arena.h"

#define MATHLIB_STANDALONE
#include <Rmath.h>

#include <math.h>
#include <stdlib.h>

static const struct interval not_defined = {NAN, NAN};

/* ---- Intervals ---- */

static bool is_level(double level)
{
    return level > 0 && level < 1;
}

static double share(struct proportion proportion)
{
    return (double)proportion.count / (double)proportion.base;
}

struct interval wilson_interval_effective(double p, double effective, double level)
{
    if (!(effective > 0) || !(p >= 0 && p <= 1) || !is_level(level))
        return not_defined;
    if (isinf(effective))
        return (struct interval){p, p};
    double z = qnorm((1 + level) / 2, 0, 1, 1, 0);
    double middle = 2 * effective * p + z * z;
    double reach = z * sqrt(z * z + 4 * effective * p * (1 - p));
    double width = 2 * (effective + z * z);
    return (struct interval){fmax(0, (middle - reach) / width), fmin(1, (middle + reach) / width)};
}

struct interval wilson_interval(struct proportion proportion, double level)
{
    if (proportion.base <= 0)
        return not_defined;
    double f = proportion.fraction;
    double effective = f >= 1 ? INFINITY : ((double)proportion.base - f) / (1 - f);
    return wilson_interval_effective(share(proportion), effective, level);
}

static double expit(double x)
{
    return 1 / (1 + exp(-x));
}

struct interval logit_interval(double p, double se, double df, double level)
{
    if (!(p > 0 && p < 1) || !(se >= 0) || !(df >= 1) || !is_level(level))
        return not_defined;
    if (se == 0)
        return (struct interval){p, p};
    double reach = qt((1 + level) / 2, df, 1, 0) * se / (p * (1 - p));
    double logit = log(p / (1 - p));
    return (struct interval){expit(logit - reach), expit(logit + reach)};
}

/* ---- Chi-square ---- */

struct margins {
    int64_t *rows, *columns;
    size_t live_rows, live_columns; /* whose sum is not 0 */
    int64_t n;
};

static size_t count_live(const int64_t *sums, size_t count)
{
    size_t live = 0;
    for (size_t i = 0; i < count; i++)
        live += sums[i] > 0;
    return live;
}

static struct margins margins_of(struct arena *arena, const struct contingency *table)
{
    struct margins margins = {
        .rows = arena_array(arena, table->rows, sizeof(int64_t)),
        .columns = arena_array(arena, table->columns, sizeof(int64_t)),
    };
    for (size_t row = 0; row < table->rows; row++)
        for (size_t column = 0; column < table->columns; column++) {
            int64_t count = table->counts[row * table->columns + column];
            margins.rows[row] += count;
            margins.columns[column] += count;
            margins.n += count;
        }
    margins.live_rows = count_live(margins.rows, table->rows);
    margins.live_columns = count_live(margins.columns, table->columns);
    return margins;
}

static void add_deviations(struct chi_square *result, const struct contingency *table,
                           const struct margins *margins)
{
    result->statistic = 0;
    result->smallest_expected = INFINITY;
    for (size_t row = 0; row < table->rows; row++)
        for (size_t column = 0; column < table->columns; column++) {
            double expected =
                (double)margins->rows[row] * (double)margins->columns[column] / (double)margins->n;
            if (expected == 0)
                continue;
            double deviation = (double)table->counts[row * table->columns + column] - expected;
            result->statistic += deviation * deviation / expected;
            result->smallest_expected = fmin(result->smallest_expected, expected);
        }
}

struct chi_square chi_square_test(const struct contingency *table)
{
    struct arena arena = {0};
    struct margins margins = margins_of(&arena, table);
    struct chi_square result = {
        .n = margins.n, .statistic = NAN, .p = NAN, .v = NAN, .smallest_expected = NAN};
    if (margins.live_rows >= 2 && margins.live_columns >= 2) {
        add_deviations(&result, table, &margins);
        size_t shorter =
            margins.live_rows < margins.live_columns ? margins.live_rows : margins.live_columns;
        result.df = (int64_t)((margins.live_rows - 1) * (margins.live_columns - 1));
        result.p = pchisq(result.statistic, (double)result.df, 0, 0);
        result.v = sqrt(result.statistic / ((double)margins.n * (double)(shorter - 1)));
    }
    arena_release(&arena);
    return result;
}

/* ---- Fisher's exact test ---- */

/* All tables with the margins of one, column by column; fewer rows than columns. */
struct enumeration {
    size_t rows, columns;
    int64_t *columns_sums;
    int64_t *left;            /* of each row's sum, for the columns still to come */
    const double *factorials; /* their logarithms */
    double constant;          /* ln of the product of the margins' factorials over n! */
    double largest;           /* ln probability up to which tables count */
    double p;
    int64_t work; /* cells still allowed */
};

/* Probabilities within this ratio of the observed one count as equal, as in R. */
static const double equal_probability = 1 + 1e-7;

static int64_t *live_sums(struct arena *arena, const int64_t *sums, size_t count)
{
    int64_t *live = arena_array(arena, count, sizeof *live);
    size_t found = 0;
    for (size_t i = 0; i < count; i++)
        if (sums[i] > 0)
            live[found++] = sums[i];
    return live;
}

static double *log_factorials(struct arena *arena, int64_t n)
{
    double *factorials = arena_array(arena, (size_t)n + 1, sizeof *factorials);
    for (int64_t i = 0; i <= n; i++)
        factorials[i] = lgammafn((double)i + 1);
    return factorials;
}

/* The last column takes what is left. */
static void end_table(struct enumeration *all, double sum)
{
    for (size_t row = 0; row < all->rows; row++)
        sum -= all->factorials[all->left[row]];
    all->work -= (int64_t)all->rows;
    if (sum <= all->largest)
        all->p += exp(sum);
}

/* Fills the cells of a column from `row` on with `rest`, in all ways, and then the columns after
 * it; `sum` is the logarithm so far. */
static void fill_column(struct enumeration *all, size_t column, size_t row, int64_t rest,
                        double sum)
{
    if (column + 1 == all->columns) {
        end_table(all, sum);
        return;
    }
    int64_t room = 0;
    for (size_t below = row + 1; below < all->rows; below++)
        room += all->left[below];
    int64_t first = rest > room ? rest - room : 0;
    int64_t last = rest < all->left[row] ? rest : all->left[row];
    for (int64_t count = first; count <= last && all->work > 0; count++) {
        all->work--;
        all->left[row] -= count;
        double next = sum - all->factorials[count];
        if (row + 1 < all->rows)
            fill_column(all, column, row + 1, rest - count, next);
        else
            fill_column(all, column + 1, 0, all->columns_sums[column + 1], next);
        all->left[row] += count;
    }
}

static double enumerate(struct arena *arena, const struct contingency *table,
                        const struct margins *margins, int64_t work_limit)
{
    bool turned = margins->live_rows > margins->live_columns;
    int64_t *rows = live_sums(arena, margins->rows, table->rows);
    int64_t *columns = live_sums(arena, margins->columns, table->columns);
    struct enumeration all = {
        .rows = turned ? margins->live_columns : margins->live_rows,
        .columns = turned ? margins->live_rows : margins->live_columns,
        .left = turned ? columns : rows,
        .columns_sums = turned ? rows : columns,
        .factorials = log_factorials(arena, margins->n),
        .work = work_limit,
    };
    all.constant = -all.factorials[margins->n];
    for (size_t i = 0; i < all.rows; i++)
        all.constant += all.factorials[all.left[i]];
    for (size_t i = 0; i < all.columns; i++)
        all.constant += all.factorials[all.columns_sums[i]];
    all.largest = all.constant;
    for (size_t i = 0; i < table->rows * table->columns; i++)
        all.largest -= all.factorials[table->counts[i]];
    all.largest += log(equal_probability);
    fill_column(&all, 0, 0, all.columns_sums[0], all.constant);
    return all.work > 0 ? fmin(1, all.p) : NAN;
}

double fisher_exact(const struct contingency *table, int64_t work_limit)
{
    struct arena arena = {0};
    struct margins margins = margins_of(&arena, table);
    double p = NAN;
    if (margins.live_rows >= 2 && margins.live_columns >= 2 && margins.n <= FISHER_LARGEST_N &&
        margins.live_rows * margins.live_columns <= FISHER_LARGEST_CELLS)
        p = enumerate(&arena, table, &margins, work_limit);
    arena_release(&arena);
    return p;
}

/* ---- McNemar and two proportions ---- */

struct mcnemar mcnemar_test(int64_t gained, int64_t lost)
{
    struct mcnemar test = {
        .exact = 1, .statistic = NAN, .p = NAN, .corrected = NAN, .corrected_p = NAN};
    double changed = (double)gained + (double)lost;
    if (changed == 0)
        return test;
    double fewer = (double)(gained < lost ? gained : lost);
    double difference = fabs((double)gained - (double)lost);
    double reduced = fmax(0, difference - 1);
    test.exact = fmin(1, 2 * pbinom(fewer, changed, 0.5, 1, 0));
    test.statistic = difference * difference / changed;
    test.corrected = reduced * reduced / changed;
    test.p = pchisq(test.statistic, 1, 0, 0);
    test.corrected_p = pchisq(test.corrected, 1, 0, 0);
    return test;
}

/*
 * Let q be the whole number next to sum/n, and sum = q n + r, |r| <= n/2. Measured from q, the
 * differences are whole and add up to r; the sum of their squares P is squares - q (sum + r), and
 * the scatter P - r²/n. Since each square is at least the absolute value, r²/n <= |r|/2 <= P/2: no
 * digits are lost.
 */
static double scatter_of(int64_t n, wide sum, wide squares)
{
    wide q = round_quotient(sum, n);
    wide r = sum - q * n;
    return (double)(squares - q * (sum + r)) - (double)(r * r) / (double)n;
}

struct t_test paired_t_test(int64_t n, wide sum, wide squares)
{
    struct t_test test = {.t = NAN, .p = NAN, .df = n < 2 ? 0 : n - 1};
    double scatter = n < 2 ? 0 : scatter_of(n, sum, squares);
    if (scatter <= 0)
        return test;
    double mean = (double)sum / (double)n;
    double se = sqrt(scatter / (double)(n - 1) / (double)n);
    test.t = mean / se;
    test.p = 2 * pt(-fabs(test.t), (double)test.df, 1, 0);
    return test;
}

struct z_test compare_proportions(struct proportion first, struct proportion second)
{
    double n1 = (double)first.base, n2 = (double)second.base;
    double pooled = ((double)first.count + (double)second.count) / (n1 + n2);
    if (first.base <= 0 || second.base <= 0 || pooled <= 0 || pooled >= 1)
        return (struct z_test){NAN, NAN};
    double se = sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2));
    double z = (share(first) - share(second)) / se;
    return (struct z_test){z, 2 * pnorm(-fabs(z), 0, 1, 1, 0)};
}

/* ---- Many tests ---- */

static size_t count_defined(const double *p, size_t count)
{
    size_t defined = 0;
    for (size_t i = 0; i < count; i++)
        defined += isnan(p[i]) ? 0 : 1;
    return defined;
}

void adjust_bonferroni(double *p, size_t count)
{
    double tests = (double)count_defined(p, count);
    for (size_t i = 0; i < count; i++)
        if (!isnan(p[i]))
            p[i] = fmin(1, tests * p[i]);
}

static int compare_p(const void *left, const void *right)
{
    double a = **(double *const *)left, b = **(double *const *)right;
    return (a > b) - (a < b);
}

void adjust_benjamini_hochberg(double *p, size_t count)
{
    struct arena arena = {0};
    double **ranked = arena_array(&arena, count, sizeof *ranked);
    size_t tests = 0;
    for (size_t i = 0; i < count; i++)
        if (!isnan(p[i]))
            ranked[tests++] = &p[i];
    if (tests)
        qsort(ranked, tests, sizeof(double *), compare_p);
    double smallest = 1;
    for (size_t rank = tests; rank > 0; rank--) {
        smallest = fmin(smallest, (double)tests * *ranked[rank - 1] / (double)rank);
        *ranked[rank - 1] = smallest;
    }
    arena_release(&arena);
}
