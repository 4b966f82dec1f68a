/*
 * Which counts can printed percentages stand for? Exact integers throughout. Whatever the rule of
 * rounding, the counts out of n that print as one percentage are an interval; a row of them has a
 * solution if and only if sums of the bounds say so. Nothing is searched, nothing approximated.
 */
#ifndef RENKEI_COMMON_FEASIBLE_H
#define RENKEI_COMMON_FEASIBLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- One percentage ---- */

/* How a percentage is shortened to its decimals. Only the first is the official way (四捨五入);
 * the others explain what went wrong. */
enum rounding {
    ROUNDING_HALF_UP,
    ROUNDING_HALF_EVEN, /* statistics packages, IEEE 754 */
    ROUNDING_HALF_DOWN, /* an exact half lost to binary floating point */
    ROUNDING_CUT,       /* 切捨て */
};

/* All numbers below must stay within these, so that no product leaves 63 bits. */
#define FEASIBLE_LARGEST_BASE INT64_C(1000000000)
enum { FEASIBLE_MOST_DECIMALS = 6 };

/* 100 % in units of the last decimal: 1000 for one decimal. 0 <= decimals <= 6. */
int64_t feasible_whole(int decimals);

/* `count` out of `base` in units of the last decimal. base > 0, 0 <= count. */
int64_t feasible_units(enum rounding rounding, int64_t count, int64_t base, int decimals);

struct feasible_range {
    int64_t low, high; /* both allowed */
};

/* The counts out of n that print as `units`; false if there is none. */
bool feasible_interval(enum rounding rounding, int64_t units, int decimals, int64_t n,
                       struct feasible_range *range);

/* The same for tenths of a percent, rounded half up, as the reports print them. */
bool feasible_tenths(int64_t tenths, int64_t n, int64_t *low, int64_t *high);

/* ---- A row of percentages ---- */

struct feasible_cell {
    int64_t units; /* -1: not printed */
    int64_t count; /* -1: not printed */
    bool alone;    /* several answers: who counts here ticks nothing else (exclusive, 無回答) */
};

enum feasible_kind {
    FEASIBLE_EACH,  /* several answers: every cell by itself, but see `alone` and `covers` */
    FEASIBLE_PARTS, /* one answer each, not all of them printed: the counts sum to n at most */
    FEASIBLE_WHOLE, /* one answer each, all printed: the counts sum to n */
};

struct feasible_row {
    enum feasible_kind kind;
    enum rounding rounding;
    int decimals;
    bool covers; /* FEASIBLE_EACH: all options and 無回答 are printed; everybody is in one */
    const struct feasible_cell *cells;
    size_t count;
};

/* The counts of each cell by itself, in ranges[row->count]; false if a cell has none. */
bool feasible_ranges(const struct feasible_row *row, int64_t n, struct feasible_range *ranges);

/* Is there a set of counts for the whole row? Narrows the ranges that feasible_ranges() filled to
 * the smallest and the largest count in any set (with `covers` they may stay wider). */
bool feasible_set(const struct feasible_row *row, int64_t n, struct feasible_range *ranges);

/* How many sets of counts within the ranges sum to `n`: FEASIBLE_MANY if as many or more, -1 if
 * counting them would take more than FEASIBLE_WORK additions. */
#define FEASIBLE_MANY INT64_C(1000000000000000000)
enum { FEASIBLE_WORK = 20 * 1000 * 1000 };
int64_t feasible_count(const struct feasible_range *ranges, size_t count, int64_t n);

/* ---- The base ---- */

/* The bases that are worth trying: outside the range none can fit. low > high: there is none.
 * high is FEASIBLE_LARGEST_BASE where nothing limits it. */
struct feasible_range feasible_bases(const struct feasible_row *row);

/* Does the row fit n? `scratch` has room for row->count. */
bool feasible_fits(const struct feasible_row *row, int64_t n, struct feasible_range *scratch);

#endif
