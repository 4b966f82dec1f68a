/*
 * Depth first, with the bounds of what is left: a branch is entered only if the rest can still
 * fill it. For the nearest solution the counts that no side condition tells apart are searched as
 * one group, since only their total matters; the total is then shared out between them.
 */
#include "ingest/sample_search.h"

#include "common/round.h"

#include <stdlib.h>
#include <string.h>

/* A search over more totals than this is given up: two follow-ups of one question in a survey of
 * 1,741 units need at most 1,741². */
enum { STEPS_LIMIT = 20 * 1000 * 1000 };

static int64_t larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t clamped(int64_t value, int64_t low, int64_t high)
{
    return larger(low, smaller(value, high));
}

/* ---- Sharing out a total ---- */

struct box {
    int64_t low, high, prior;
};

/* Values within the boxes, near their priors, that sum to `total`: what is missing goes to those
 * with room, in proportion to it. The total must lie between the sums of the bounds. */
static void share_out(const struct box *boxes, size_t count, int64_t total, int64_t *values)
{
    int64_t missing = total, room = 0;
    for (size_t i = 0; i < count; i++) {
        values[i] = clamped(boxes[i].prior, boxes[i].low, boxes[i].high);
        missing -= values[i];
    }
    int64_t step = missing < 0 ? -1 : 1;
    for (size_t i = 0; i < count; i++)
        room += step > 0 ? boxes[i].high - values[i] : values[i] - boxes[i].low;
    int64_t wanted = missing * step;
    for (size_t i = 0; i < count && room > 0; i++) {
        int64_t own = step > 0 ? boxes[i].high - values[i] : values[i] - boxes[i].low;
        int64_t part = (int64_t)((wide)wanted * own / room);
        values[i] += step * part;
        missing -= step * part;
    }
    for (size_t i = 0; missing != 0; i = (i + 1) % count) {
        bool has_room = step > 0 ? values[i] < boxes[i].high : values[i] > boxes[i].low;
        if (has_room) {
            values[i] += step;
            missing -= step;
        }
    }
}

static bool need_met(const struct search_need *need, int64_t sum)
{
    return need->accepts(need->context, need->constant + (need->negative ? -sum : sum));
}

/* ---- Single answers: groups of counts that are members of the same needs ---- */

struct group {
    uint32_t needs; /* bit per need */
    int64_t low, high, prior;
    int64_t total; /* in the branch at hand */
};

struct grouping {
    const struct search_problem *problem;
    struct group *groups;
    size_t count;
    int64_t *best; /* totals of the best solution yet */
    int64_t best_cost;
    long steps;
};

static uint32_t signature(const struct search_problem *problem, size_t at)
{
    uint32_t needs = 0;
    for (size_t j = 0; j < problem->need_count; j++)
        if (problem->needs[j].members[at])
            needs |= UINT32_C(1) << j;
    return needs;
}

static void make_groups(struct grouping *grouping)
{
    const struct search_problem *problem = grouping->problem;
    for (size_t i = 0; i < problem->count; i++) {
        uint32_t needs = signature(problem, i);
        size_t g = 0;
        while (g < grouping->count && grouping->groups[g].needs != needs)
            g++;
        if (g == grouping->count)
            grouping->groups[grouping->count++] = (struct group){.needs = needs};
        struct group *group = &grouping->groups[g];
        const struct search_count *count = &problem->counts[i];
        group->low += count->low;
        group->high += count->high;
        group->prior += clamped(count->prior, count->low, count->high);
    }
}

/* The needs whose last group is `g` are decided now. */
static bool needs_met_at(const struct grouping *grouping, size_t g)
{
    for (size_t j = 0; j < grouping->problem->need_count; j++) {
        int64_t sum = 0;
        size_t last = 0;
        for (size_t i = 0; i < grouping->count; i++)
            if (grouping->groups[i].needs >> j & 1) {
                last = i;
                sum += i <= g ? grouping->groups[i].total : 0;
            }
        if (last == g && !need_met(&grouping->problem->needs[j], sum))
            return false;
    }
    return true;
}

static void keep_best(struct grouping *grouping, int64_t cost)
{
    grouping->best_cost = cost;
    for (size_t g = 0; g < grouping->count; g++)
        grouping->best[g] = grouping->groups[g].total;
}

static void search_groups(struct grouping *grouping, size_t g, int64_t rest, int64_t cost)
{
    if (g == grouping->count) {
        if (cost < grouping->best_cost)
            keep_best(grouping, cost);
        return;
    }
    struct group *group = &grouping->groups[g];
    int64_t low = 0, high = 0;
    for (size_t i = g + 1; i < grouping->count; i++) {
        low += grouping->groups[i].low;
        high += grouping->groups[i].high;
    }
    int64_t from = larger(group->low, rest - high), to = smaller(group->high, rest - low);
    if (from > to)
        return;
    int64_t middle = clamped(group->prior, from, to);
    int64_t shift = llabs(middle - group->prior), reach = larger(to - middle, middle - from);
    for (int64_t d = 0; d <= reach && cost + shift + d < grouping->best_cost; d++)
        for (int side = 1; side >= -1 && (d > 0 || side > 0); side -= 2) {
            group->total = middle + side * d;
            if (group->total < from || group->total > to || ++grouping->steps > STEPS_LIMIT)
                continue;
            if (needs_met_at(grouping, g))
                search_groups(grouping, g + 1, rest - group->total,
                              cost + llabs(group->total - group->prior));
        }
}

static void share_out_groups(const struct grouping *grouping, int64_t *counts)
{
    const struct search_problem *problem = grouping->problem;
    struct box *boxes = calloc(problem->count + 1, sizeof *boxes);
    int64_t *values = calloc(problem->count + 1, sizeof *values);
    if (!boxes || !values)
        abort();
    for (size_t g = 0; g < grouping->count; g++) {
        size_t members = 0;
        for (size_t i = 0; i < problem->count; i++)
            if (signature(problem, i) == grouping->groups[g].needs)
                boxes[members++] = (struct box){problem->counts[i].low, problem->counts[i].high,
                                                problem->counts[i].prior};
        share_out(boxes, members, grouping->best[g], values);
        members = 0;
        for (size_t i = 0; i < problem->count; i++)
            if (signature(problem, i) == grouping->groups[g].needs)
                counts[i] = values[members++];
    }
    free(values);
    free(boxes);
}

static bool nearest_single(const struct search_problem *problem, int64_t *counts)
{
    struct grouping grouping = {.problem = problem, .best_cost = INT64_MAX};
    grouping.groups = calloc(problem->count + 1, sizeof *grouping.groups);
    grouping.best = calloc(problem->count + 1, sizeof *grouping.best);
    if (!grouping.groups || !grouping.best)
        abort();
    make_groups(&grouping);
    search_groups(&grouping, 0, problem->n, 0);
    bool found = grouping.best_cost < INT64_MAX;
    if (found)
        share_out_groups(&grouping, counts);
    free(grouping.best);
    free(grouping.groups);
    return found;
}

/* ---- Multiple answers ---- */

/* The bounds on the units that tick nothing else, and on the others' ticks. */
struct spread {
    int64_t alone_low, alone_high, alone_prior;
    int64_t largest_low; /* of the others */
    int64_t ticks_high;
};

static struct spread spread_of(const struct search_problem *problem, const struct box *boxes)
{
    struct spread spread = {0};
    for (size_t i = 0; i < problem->count; i++) {
        if (problem->counts[i].alone) {
            spread.alone_low += boxes[i].low;
            spread.alone_high += boxes[i].high;
            spread.alone_prior += clamped(boxes[i].prior, boxes[i].low, boxes[i].high);
        } else {
            spread.largest_low = larger(spread.largest_low, boxes[i].low);
            spread.ticks_high += boxes[i].high;
        }
    }
    return spread;
}

/* Shares `total` out between the counts of one sort, none above `ceiling`. */
static void share_out_sort(const struct search_problem *problem, const struct box *boxes,
                           bool alone, int64_t total, int64_t *counts)
{
    struct box *part = calloc(problem->count + 1, sizeof *part);
    int64_t *values = calloc(problem->count + 1, sizeof *values);
    if (!part || !values)
        abort();
    size_t members = 0;
    for (size_t i = 0; i < problem->count; i++)
        if (problem->counts[i].alone == alone)
            part[members++] = boxes[i];
    if (members)
        share_out(part, members, total, values);
    members = 0;
    for (size_t i = 0; i < problem->count; i++)
        if (problem->counts[i].alone == alone)
            counts[i] = values[members++];
    free(values);
    free(part);
}

/* Without needs: first how many tick nothing else, then the ticks of the rest. */
static bool nearest_boxes(const struct search_problem *problem, struct box *boxes, int64_t *counts)
{
    struct spread spread = spread_of(problem, boxes);
    int64_t from = larger(spread.alone_low, problem->n - spread.ticks_high);
    int64_t to = smaller(spread.alone_high, problem->n - spread.largest_low);
    if (from > to)
        return false;
    int64_t alone = clamped(spread.alone_prior, from, to), rest = problem->n - alone, ticks = 0;
    share_out_sort(problem, boxes, true, alone, counts);
    for (size_t i = 0; i < problem->count; i++)
        if (!problem->counts[i].alone) {
            boxes[i].high = smaller(boxes[i].high, rest);
            ticks += clamped(boxes[i].prior, boxes[i].low, boxes[i].high);
        }
    share_out_sort(problem, boxes, false, larger(ticks, rest), counts);
    return true;
}

static size_t only_member(const struct search_problem *problem, const struct search_need *need)
{
    size_t member = 0;
    while (member + 1 < problem->count && !need->members[member])
        member++;
    return member;
}

/* Fixes the member of need `j` at the accepted value nearest to its prior, then goes on. */
static bool nearest_needs(const struct search_problem *problem, size_t j, const struct box *boxes,
                          int64_t *counts)
{
    struct box *own = calloc(problem->count + 1, sizeof *own);
    if (!own)
        abort();
    memcpy(own, boxes, problem->count * sizeof *own);
    bool found = false;
    if (j == problem->need_count) {
        found = nearest_boxes(problem, own, counts);
        free(own);
        return found;
    }
    size_t member = only_member(problem, &problem->needs[j]);
    struct box box = boxes[member];
    int64_t middle = clamped(box.prior, box.low, box.high);
    int64_t reach = larger(box.high - middle, middle - box.low);
    for (int64_t d = 0; d <= reach && !found; d++)
        for (int side = 1; side >= -1 && !found && (d > 0 || side > 0); side -= 2) {
            int64_t value = middle + side * d;
            if (value < box.low || value > box.high || !need_met(&problem->needs[j], value))
                continue;
            own[member] = (struct box){value, value, value};
            found = nearest_needs(problem, j + 1, own, counts);
        }
    free(own);
    return found;
}

static bool nearest_multiple(const struct search_problem *problem, int64_t *counts)
{
    struct box *boxes = calloc(problem->count + 1, sizeof *boxes);
    if (!boxes)
        abort();
    for (size_t i = 0; i < problem->count; i++)
        boxes[i] =
            (struct box){problem->counts[i].low, problem->counts[i].high, problem->counts[i].prior};
    bool found = nearest_needs(problem, 0, boxes, counts);
    free(boxes);
    return found;
}

bool search_nearest(const struct search_problem *problem, int64_t *counts)
{
    for (size_t i = 0; i < problem->count; i++)
        if (problem->counts[i].low > problem->counts[i].high)
            return false;
    return problem->kind == SEARCH_SINGLE ? nearest_single(problem, counts)
                                          : nearest_multiple(problem, counts);
}
