/* Percentages with d decimals count in units of 1/U, U = 100·10^d; a count k out of n lies at
 * U·k/n. Every rule of rounding accepts the points between two neighbouring marks. */
#include "common/feasible.h"

#include "common/round.h"

#include <stdlib.h>

static int64_t larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* ---- One percentage ---- */

int64_t feasible_whole(int decimals)
{
    int64_t whole = 100;
    for (int i = 0; i < decimals; i++)
        whole *= 10;
    return whole;
}

int64_t feasible_units(enum rounding rounding, int64_t count, int64_t base, int decimals)
{
    wide scaled = (wide)2 * feasible_whole(decimals) * count;
    wide doubled = (wide)2 * base;
    int64_t below = (int64_t)(scaled / doubled);
    wide rest = scaled % doubled;
    if (rounding == ROUNDING_CUT || rest < base)
        return below;
    if (rest > base || rounding == ROUNDING_HALF_UP)
        return below + 1;
    return rounding == ROUNDING_HALF_EVEN ? below + (below & 1) : below;
}

/* The smallest k with k/denominator >= numerator (> if the mark itself is not allowed). */
static int64_t first_at(int64_t numerator, int64_t denominator, bool allowed)
{
    return allowed ? (numerator + denominator - 1) / denominator : numerator / denominator + 1;
}

bool feasible_interval(enum rounding rounding, int64_t units, int decimals, int64_t n,
                       struct feasible_range *range)
{
    int64_t whole = feasible_whole(decimals);
    if (n <= 0 || units < 0 || units > whole)
        return false;
    int64_t from = rounding == ROUNDING_CUT ? 2 * units : 2 * units - 1;
    bool even = units % 2 == 0;
    bool from_allowed = rounding == ROUNDING_CUT || rounding == ROUNDING_HALF_UP ||
                        (rounding == ROUNDING_HALF_EVEN && even);
    bool to_allowed = rounding == ROUNDING_HALF_DOWN || (rounding == ROUNDING_HALF_EVEN && even);
    range->low = from < 0 ? 0 : first_at(from * n, 2 * whole, from_allowed);
    range->high = first_at((from + 2) * n, 2 * whole, !to_allowed) - 1;
    range->high = smaller(range->high, n);
    return range->low <= range->high;
}

bool feasible_tenths(int64_t tenths, int64_t n, int64_t *low, int64_t *high)
{
    struct feasible_range range;
    if (!feasible_interval(ROUNDING_HALF_UP, tenths, 1, n, &range))
        return false;
    *low = range.low;
    *high = range.high;
    return true;
}

/* ---- A row of percentages ---- */

static bool cell_range(const struct feasible_row *row, const struct feasible_cell *cell, int64_t n,
                       struct feasible_range *range)
{
    *range = (struct feasible_range){0, n};
    if (cell->units >= 0 && !feasible_interval(row->rounding, cell->units, row->decimals, n, range))
        return false;
    if (cell->count < 0)
        return true;
    bool prints = cell->count >= range->low && cell->count <= range->high;
    *range = (struct feasible_range){cell->count, cell->count};
    return prints;
}

bool feasible_ranges(const struct feasible_row *row, int64_t n, struct feasible_range *ranges)
{
    for (size_t i = 0; i < row->count; i++)
        if (!cell_range(row, &row->cells[i], n, &ranges[i]))
            return false;
    return true;
}

static struct feasible_range sum_of(const struct feasible_range *ranges, size_t count)
{
    struct feasible_range sum = {0};
    for (size_t i = 0; i < count; i++) {
        sum.low += ranges[i].low;
        sum.high += ranges[i].high;
    }
    return sum;
}

/* What the others need at least (and, if all are printed, leave at most) bounds each count. */
static bool sum_fits(const struct feasible_row *row, int64_t n, struct feasible_range *ranges)
{
    struct feasible_range sum = sum_of(ranges, row->count);
    bool all = row->kind == FEASIBLE_WHOLE;
    if (sum.low > n || (all && sum.high < n))
        return false;
    for (size_t i = 0; i < row->count; i++) {
        struct feasible_range own = ranges[i];
        ranges[i].high = smaller(own.high, n - (sum.low - own.low));
        if (all)
            ranges[i].low = larger(own.low, n - (sum.high - own.high));
    }
    return true;
}

/* Those who tick nothing else are one part of n; within the rest the answers may overlap. */
static bool overlap_fits(const struct feasible_row *row, int64_t n, struct feasible_range *ranges)
{
    struct feasible_range alone = {0};
    int64_t largest = 0;
    for (size_t i = 0; i < row->count; i++) {
        bool is_alone = row->cells[i].alone;
        alone.low += is_alone ? ranges[i].low : 0;
        alone.high += is_alone ? ranges[i].high : 0;
        largest = larger(largest, is_alone ? 0 : ranges[i].low);
    }
    if (largest > n - alone.low)
        return false;
    /* The fewest units that may have ticked several: more would only be harder to cover. */
    int64_t rest = larger(largest, n - alone.high), covered = 0;
    for (size_t i = 0; i < row->count; i++) {
        struct feasible_range own = ranges[i];
        bool is_alone = row->cells[i].alone;
        covered += is_alone ? 0 : smaller(own.high, rest);
        int64_t taken = is_alone ? largest + alone.low - own.low : alone.low;
        ranges[i].high = smaller(own.high, n - taken);
    }
    return !row->covers || covered >= rest;
}

bool feasible_set(const struct feasible_row *row, int64_t n, struct feasible_range *ranges)
{
    return row->kind == FEASIBLE_EACH ? overlap_fits(row, n, ranges) : sum_fits(row, n, ranges);
}

static int64_t capped_sum(int64_t a, int64_t b)
{
    return a >= FEASIBLE_MANY - b ? FEASIBLE_MANY : a + b;
}

/* One more cell of `room` + 1 possible counts: ways[s] becomes the sum of ways[s - room … s]. A
 * running sum would have to subtract, which a capped number does not allow. */
static void add_cell(int64_t *ways, int64_t target, int64_t room)
{
    for (int64_t s = target; s >= 0; s--)
        for (int64_t part = 1; part <= room && part <= s; part++)
            ways[s] = capped_sum(ways[s], ways[s - part]);
}

int64_t feasible_count(const struct feasible_range *ranges, size_t count, int64_t n)
{
    struct feasible_range sum = sum_of(ranges, count);
    if (n < sum.low || n > sum.high)
        return 0;
    /* Filling up from below and emptying from above are the same problem: the smaller one. */
    int64_t target = smaller(n - sum.low, sum.high - n);
    int64_t work = 0;
    for (size_t i = 0; i < count; i++) {
        int64_t room = smaller(ranges[i].high - ranges[i].low, target);
        wide more = (wide)(target + 1) * (room + 1);
        if (more > FEASIBLE_WORK - work)
            return -1;
        work += (int64_t)more;
    }
    int64_t *ways = calloc((size_t)target + 1, sizeof *ways);
    if (!ways)
        abort();
    ways[0] = 1;
    for (size_t i = 0; i < count; i++)
        add_cell(ways, target, ranges[i].high - ranges[i].low);
    int64_t sets = ways[target];
    free(ways);
    return sets;
}

/* ---- The base ---- */

/* Shares that sum to more than a whole, or to less, whatever n is. */
static bool shares_fit(const struct feasible_row *row)
{
    wide low = 0, high = 0, whole = (wide)2 * feasible_whole(row->decimals);
    bool cut = row->rounding == ROUNDING_CUT;
    for (size_t i = 0; i < row->count; i++) {
        int64_t units = row->cells[i].units;
        if (units > feasible_whole(row->decimals))
            return false;
        if (units < 0) {
            high += whole;
            continue;
        }
        int64_t from = cut ? 2 * units : 2 * units - 1;
        low += from > 0 ? from : 0;
        high += from + 2;
    }
    if (row->kind == FEASIBLE_EACH)
        return true;
    return low <= whole && (row->kind == FEASIBLE_PARTS || high >= whole);
}

/* A printed count k above 0 that prints as u units is out of 2Uk/(2u - 1) at most. */
static int64_t largest_base(const struct feasible_row *row, const struct feasible_cell *cell)
{
    if (cell->count < 0 || cell->units <= 0)
        return FEASIBLE_LARGEST_BASE;
    wide largest = (wide)2 * feasible_whole(row->decimals) * cell->count / (2 * cell->units - 1);
    return largest < FEASIBLE_LARGEST_BASE ? (int64_t)largest : FEASIBLE_LARGEST_BASE;
}

struct feasible_range feasible_bases(const struct feasible_row *row)
{
    struct feasible_range range = {1, FEASIBLE_LARGEST_BASE}, none = {1, 0};
    int64_t sum = 0;
    bool all = row->kind == FEASIBLE_WHOLE;
    if (!shares_fit(row))
        return none;
    for (size_t i = 0; i < row->count; i++) {
        const struct feasible_cell *cell = &row->cells[i];
        all = all && cell->count >= 0;
        sum += cell->count > 0 ? cell->count : 0;
        range.low = larger(range.low, cell->count);
        range.high = smaller(range.high, largest_base(row, cell));
    }
    if (row->kind != FEASIBLE_EACH)
        range.low = larger(range.low, sum);
    if (all)
        range.high = smaller(range.high, sum);
    return range;
}

bool feasible_fits(const struct feasible_row *row, int64_t n, struct feasible_range *scratch)
{
    return feasible_ranges(row, n, scratch) && feasible_set(row, n, scratch);
}
