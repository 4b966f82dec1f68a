#include "aggregate/statistic.h"

#include "common/codebook.h"

#include <stdlib.h>

_Static_assert(STATISTIC_QUARTILE_DECIMALS == NUMBER_DECIMALS + 2, "quarters add two decimals");

void statistic_start(struct statistic *statistic, int64_t n)
{
    if (n < 0 || n > STATISTIC_LARGEST_N)
        abort();
    *statistic = (struct statistic){.n = n};
}

void statistic_use_inverse(struct statistic *statistic)
{
    if (statistic->seen > 0)
        abort();
    statistic->inverse = true;
}

/* Are these `times` equal values the ones around `rank`, counting from 0? */
static bool reaches(const struct statistic *statistic, int64_t times, int64_t rank)
{
    return statistic->seen <= rank && rank < statistic->seen + times;
}

/* Rank ceil(n quartile / 4), counting from 1. */
static void add_observed(struct statistic *statistic, int quartile, int64_t value, int64_t times)
{
    if (reaches(statistic, times, (quartile * statistic->n + 3) / 4 - 1))
        statistic->quarters[quartile - 1] = 4 * value;
}

/* A quartile lies between the values of rank j and j + 1, where 4 j + rest = quartile (n - 1);
 * four times the quartile is (4 - rest) x[j] + rest x[j + 1]. */
static void add_to_quarter(struct statistic *statistic, int quartile, int64_t value, int64_t times)
{
    int64_t position = quartile * (statistic->n - 1);
    int64_t rank = position / 4;
    int64_t rest = position % 4;
    if (reaches(statistic, times, rank))
        statistic->quarters[quartile - 1] += (4 - rest) * value;
    if (reaches(statistic, times, rank + 1))
        statistic->quarters[quartile - 1] += rest * value;
}

void statistic_add_times(struct statistic *statistic, int64_t value, int64_t times)
{
    if (times < 1 || times > statistic->n - statistic->seen || value <= -NUMBER_LIMIT ||
        value >= NUMBER_LIMIT)
        abort();
    if (statistic->seen == 0)
        statistic->min = value;
    else if (value < statistic->max)
        abort();
    statistic->max = value;
    for (int quartile = 1; quartile <= 3; quartile++)
        if (statistic->inverse)
            add_observed(statistic, quartile, value, times);
        else
            add_to_quarter(statistic, quartile, value, times);
    statistic->sum += (wide)value * times;
    statistic->squares += (wide)value * value * times;
    statistic->seen += times;
}

void statistic_add(struct statistic *statistic, int64_t value)
{
    statistic_add_times(statistic, value, 1);
}

int64_t statistic_mean(const struct statistic *statistic)
{
    /* From 10^-6 to 10^-4: one hundredth. */
    return round_quotient(statistic->sum, (wide)100 * statistic->n);
}

/*
 * Let S = q n + r with 0 <= r < n. Measured from q, the sum of the values is r and the sum of their
 * squares P = squares - 2 q S + n q²; so n times the sum of squared deviations is n P - r².
 * With V = (n P - r²) / (n (n - 1)) in 10^-12, the sd in 10^-4 is s = round(sqrt(V / 10^4)), the
 * largest s with (2 s - 1)² <= 4 V / 10^4 = F. Only floor(F) matters, since the left side is whole,
 * and it comes without a product of more than 127 bits: floor((P - ceil(r² / n)) / (2500 (n - 1))).
 */
int64_t statistic_sd(const struct statistic *statistic)
{
    wide n = statistic->n;
    wide sum = statistic->sum;
    wide quotient = sum / n;
    if (quotient * n > sum)
        quotient--;
    wide rest = sum - quotient * n;
    wide squares = statistic->squares - 2 * quotient * sum + n * quotient * quotient;
    wide deviations = squares - (rest * rest + n - 1) / n;
    return (integer_root(deviations / (2500 * (n - 1))) + 1) / 2;
}

static bool multiply(wide *product, wide factor)
{
    return !__builtin_mul_overflow(*product, factor, product);
}

static bool multiply_by_tens(wide *product, int tens)
{
    bool fits = true;
    for (int i = 0; fits && i < tens; i++)
        fits = multiply(product, 10);
    return fits;
}

bool statistic_mean_to(const struct statistic *statistic, int decimals, int64_t *mean)
{
    wide scaled = statistic->sum;
    if (!multiply_by_tens(&scaled, decimals - NUMBER_DECIMALS))
        return false;
    wide largest = (wide)INT64_MAX * statistic->n;
    if (scaled >= largest || scaled <= -largest)
        return false;
    *mean = round_quotient(scaled, statistic->n);
    return true;
}

/* As in statistic_sd(), with all of n P - r² and divided by n (n - 1) at the end. */
bool statistic_sd_to(const struct statistic *statistic, int decimals, int64_t *sd)
{
    wide n = statistic->n;
    wide quotient = statistic->sum / n;
    wide rest = statistic->sum - quotient * n;
    wide squares = statistic->squares - 2 * quotient * statistic->sum + n * quotient * quotient;
    if (!multiply(&squares, n))
        return false;
    wide scaled = squares - rest * rest;
    if (!multiply(&scaled, 4) || !multiply_by_tens(&scaled, 2 * (decimals - NUMBER_DECIMALS)))
        return false;
    scaled /= n * (n - 1);
    if (scaled / 2 >= (wide)INT64_MAX * INT64_MAX / 2)
        return false;
    *sd = integer_root(scaled) / 2 + integer_root(scaled) % 2;
    return true;
}

int64_t statistic_quartile(const struct statistic *statistic, int quartile)
{
    /* A quarter of a millionth is 25 · 10^-8. */
    return 25 * statistic->quarters[quartile - 1];
}

int64_t integer_root(wide value)
{
    int64_t root = 0;
    for (int bit = 62; bit >= 0; bit--) {
        int64_t candidate = root | (INT64_C(1) << bit);
        if ((wide)candidate * candidate <= value)
            root = candidate;
    }
    return root;
}
