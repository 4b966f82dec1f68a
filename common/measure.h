/*
 * Measures of published tables, from whole counts: shares, differences, bounds, ranks, rates.
 * Everything is exact until it is rounded, once, half up (四捨五入); what can be negative half away
 * from zero, so that +2.45 and -2.45 points lose the same. Floating point takes no part.
 *
 * Percentages and points are in tenths; MEASURE_NONE where there is no figure (nobody was asked).
 */
#ifndef RENKEI_COMMON_MEASURE_H
#define RENKEI_COMMON_MEASURE_H

#include "common/round.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MEASURE_NONE INT64_MIN

/* `count` of `base`; 0 <= count, 0 <= base. */
struct share {
    int64_t count, base;
};

int64_t measure_percent(struct share share);

/* Points by which `share` lies above `reference`: from the counts, not from the two percentages as
 * printed, whose difference may be 0.1 off. None if one of them has no base. */
int64_t measure_difference(struct share share, struct share reference);

/*
 * Non-response bounds: what the percentage could be if everybody's answer were known. Nothing is
 * supposed about those who did not answer: at the low end none of them has the property, at the
 * high end all. With k of n asked, u answers among the n that are blank or unusable and m units
 * that sent nothing
 *
 *     low = k / (n + m)        high = (k + u + m) / (n + m)
 *
 * C. F. Manski, "Anatomy of the selection problem", Journal of Human Resources 24 (1989): with y
 * known to lie in [0, 1], P(y = 1) is at least P(y = 1 | seen) P(seen) and at most that plus
 * P(not seen). No narrower bounds hold without assumptions. Where only a part is asked (a base),
 * nobody knows which of the m would have been: the bounds hold whichever they are.
 */
struct bounds {
    int64_t low, high;
};
struct bounds measure_bounds(struct share share, int64_t unusable, int64_t missing);

/* The place of each share among all of them: 1 the largest, equal shares (exactly, not as printed)
 * share a place and the next one is skipped (1, 2, 2, 4); 0 for a share without a base. */
void measure_ranks(const struct share *shares, size_t count, int64_t *ranks);

/* sum / denominator * units in 10^-4; sum and denominator in the same unit, denominator > 0,
 * 0 < units <= 10^6. None if it is too large for 63 bits. */
enum { RATE_DECIMALS = 4 };
int64_t measure_rate(wide sum, wide denominator, int64_t units);

/* A decimal with at most `decimals` decimals as a whole number of 10^-decimals; false if the text
 * is something else or has more than 30 digits. */
bool wide_parse(const char *text, int decimals, wide *value);

#endif
