/*
 * Statistics of numbers, exact: values are integers in millionths (NUMBER_SCALE), sums are 128 bits
 * wide, and every result is rounded once, from the exact rational. Floating point takes no part.
 * Values come in ascending order, one at a time, and nothing but a few sums is kept.
 *
 *   mean      S / n
 *   sd        sqrt(sum of (x - mean)² / (n - 1)), the standard deviation of a sample
 *   p25, median, p75
 *             definition 7 of R. J. Hyndman and Y. Fan, "Sample quantiles in statistical packages",
 *             The American Statistician 50 (1996): with h = (n - 1) p and j = floor(h) the quantile
 *             is x[j] + (h - j) (x[j + 1] - x[j]), counting from 0; the default of R, NumPy and of
 *             Excel's QUARTILE.INC. For quarters the result has at most two decimals more than the
 *             values, so it is exact. If asked for, definition 1 of the same paper, the inverse of
 *             the empirical distribution: the value of rank ceil(n p), counting from 1; always a
 *             value that was observed.
 */
#ifndef RENKEI_AGGREGATE_STATISTIC_H
#define RENKEI_AGGREGATE_STATISTIC_H

#include "common/round.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    STATISTIC_DECIMALS = 4,          /* of mean and sd */
    STATISTIC_QUARTILE_DECIMALS = 8, /* NUMBER_DECIMALS + 2 */
    /* So many values of the largest size (NUMBER_LIMIT) keep every sum within 127 bits. */
    STATISTIC_LARGEST_N = 50 * 1000 * 1000,
};

struct statistic {
    int64_t n;    /* values to come: told beforehand, since the ranks of the quartiles hang on it */
    int64_t seen; /* values so far */
    wide sum;     /* millionths */
    wide squares; /* their squares */
    int64_t min, max;
    bool inverse;        /* quartiles by definition 1 */
    int64_t quarters[3]; /* four times p25, median and p75, in millionths */
};

/* For exactly `n` values, n <= STATISTIC_LARGEST_N. */
void statistic_start(struct statistic *statistic, int64_t n);

/* Quartiles by definition 1 instead of 7; before the first value. */
void statistic_use_inverse(struct statistic *statistic);

/* The next value, not smaller than the one before; |value| < NUMBER_LIMIT. One more than `n`, or
 * out of order, aborts. */
void statistic_add(struct statistic *statistic, int64_t value);

/* As statistic_add(), so many times; times >= 1. */
void statistic_add_times(struct statistic *statistic, int64_t value, int64_t times);

/* After the last value. Mean (n >= 1) and sd (n >= 2) in 10^-4, rounded half away from zero. */
int64_t statistic_mean(const struct statistic *statistic);
int64_t statistic_sd(const struct statistic *statistic);

/* The same in 10^-decimals (6 to 18), as far as the exact steps fit into 127 bits; else false. */
bool statistic_mean_to(const struct statistic *statistic, int decimals, int64_t *mean);
bool statistic_sd_to(const struct statistic *statistic, int decimals, int64_t *sd);

/* p25, median, p75 for quartile 1, 2, 3 in 10^-8, exact; n >= 1. */
int64_t statistic_quartile(const struct statistic *statistic, int quartile);

/* The largest whole number whose square is not above `value`; value >= 0. */
int64_t integer_root(wide value);

#endif
