#include "report/compare_split.h"

#include <string.h>

static bool is_asked(enum answer_kind kind)
{
    return kind < ANSWER_NOT_ASKED;
}

/* Units of one wave that are not in the panel: how many were asked, and how many of them hit. */
struct group {
    int64_t base, count;
};

/* Those that were asked in the wave `later`, and are `kind` in the other one. */
static struct group group_of(const struct flow *flow, bool later, enum answer_kind kind)
{
    struct group group = {0};
    for (int own = 0; own < ANSWER_NOT_ASKED; own++) {
        int64_t units = later ? flow->counts[kind][own] : flow->counts[own][kind];
        group.base += units;
        group.count += own == ANSWER_HIT ? units : 0;
    }
    return group;
}

static void count_panel(struct split *split, const struct flow *flow)
{
    for (int a = 0; a < ANSWER_NOT_ASKED; a++) {
        for (int b = 0; b < ANSWER_NOT_ASKED; b++) {
            split->matched += flow->counts[a][b];
            split->matched_count[0] += a == ANSWER_HIT ? flow->counts[a][b] : 0;
            split->matched_count[1] += b == ANSWER_HIT ? flow->counts[a][b] : 0;
        }
    }
    split->gained = flow->counts[ANSWER_OTHER][ANSWER_HIT];
    split->lost = flow->counts[ANSWER_HIT][ANSWER_OTHER];
}

static void count_waves(struct split *split, const struct flow *flow)
{
    for (int a = 0; a < ANSWER_KINDS; a++) {
        for (int b = 0; b < ANSWER_KINDS; b++) {
            int64_t units = flow->counts[a][b];
            split->base[0] += is_asked(a) ? units : 0;
            split->base[1] += is_asked(b) ? units : 0;
            split->count[0] += a == ANSWER_HIT ? units : 0;
            split->count[1] += b == ANSWER_HIT ? units : 0;
        }
    }
}

/* Of the panel, before corrections: units that came to o from `kind`, less those that went. */
static int64_t net_move(const struct flow *flow, enum answer_kind kind)
{
    return flow->first[kind][ANSWER_HIT] - flow->first[ANSWER_HIT][kind];
}

/* Hits of the panel before corrections. */
static void count_first(const struct flow *flow, int64_t count[2])
{
    count[0] = count[1] = 0;
    for (int kind = 0; kind < ANSWER_KINDS; kind++) {
        count[0] += flow->first[ANSWER_HIT][kind];
        count[1] += flow->first[kind][ANSWER_HIT];
    }
}

/* What corrections added to the panel's change. A unit that was asked only after a correction is
 * in the panel by it. */
static int64_t net_corrections(const struct split *split, const struct flow *flow)
{
    int64_t first[2];
    count_first(flow, first);
    int64_t earlier = split->matched_count[0] - first[0];
    int64_t later = split->matched_count[1] - first[1];
    return later - earlier + net_move(flow, ANSWER_NOT_ASKED) + net_move(flow, ANSWER_ABSENT);
}

/* A group's term of the outer parts, over the common denominator. */
static wide outer_part(const struct split *split, struct group group, int wave)
{
    wide term = (wide)group.count * split->matched - (wide)group.base * split->matched_count[wave];
    return wave == 1 ? term * split->base[0] : -term * split->base[1];
}

static void split_parts(struct split *split, const struct flow *flow)
{
    wide move = (wide)split->base[0] * split->base[1]; /* one unit of the panel */
    wide *parts = split->parts;
    parts[PART_MOVES] = net_move(flow, ANSWER_OTHER) * move;
    parts[PART_BLANK] = net_move(flow, ANSWER_NA) * move;
    parts[PART_UNUSABLE] = net_move(flow, ANSWER_INVALID) * move;
    parts[PART_CORRECTIONS] = net_corrections(split, flow) * move;
    parts[PART_ENTRY] = outer_part(split, group_of(flow, true, ANSWER_ABSENT), 1);
    parts[PART_EXIT] = outer_part(split, group_of(flow, false, ANSWER_ABSENT), 0);
    parts[PART_BASE] = outer_part(split, group_of(flow, true, ANSWER_NOT_ASKED), 1) +
                       outer_part(split, group_of(flow, false, ANSWER_NOT_ASKED), 0);
    split->panel = (wide)(split->matched_count[1] - split->matched_count[0]) * move;
}

struct split split_change(const struct flow *flow)
{
    struct split split = {0};
    count_waves(&split, flow);
    count_panel(&split, flow);
    split.defined = split.base[0] > 0 && split.base[1] > 0;
    split.whole = split.defined && split.matched > 0;
    if (!split.defined)
        return split;
    int64_t panel = split.whole ? split.matched : 1;
    split.denominator = (wide)split.base[0] * split.base[1] * panel;
    split.difference =
        ((wide)split.count[1] * split.base[0] - (wide)split.count[0] * split.base[1]) * panel;
    if (split.whole)
        split_parts(&split, flow);
    return split;
}

int64_t points_tenths(wide numerator, wide denominator)
{
    return round_quotient(1000 * numerator, denominator);
}

char *wide_text(char buffer[WIDE_TEXT_SIZE], wide value)
{
    char digits[WIDE_TEXT_SIZE];
    size_t at = sizeof digits - 1;
    wide rest = value;
    digits[at] = '\0';
    do {
        wide digit = rest % 10;
        digits[--at] = (char)('0' + (int)(digit < 0 ? -digit : digit));
        rest /= 10;
    } while (rest != 0);
    if (value < 0)
        digits[--at] = '-';
    return memcpy(buffer, digits + at, sizeof digits - at);
}
