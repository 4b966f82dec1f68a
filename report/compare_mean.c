#include "report/compare_mean.h"

#include "common/codebook.h"

void mean_flow_add(struct mean_flow *flow, const struct mean_unit *unit)
{
    struct mean_cell *cell = &flow->cells[unit->kinds[0]][unit->kinds[1]];
    bool paired = true, paired_first = true;
    cell->units++;
    for (int wave = 0; wave < 2; wave++) {
        bool hit = unit->kinds[wave] == ANSWER_HIT;
        cell->sums[wave] += hit ? unit->now[wave] : 0;
        paired = paired && hit;
        paired_first = paired_first && unit->first_kinds[wave] == ANSWER_HIT;
    }
    if (!paired)
        return;
    wide change = (wide)unit->now[1] - unit->now[0];
    if (paired_first)
        flow->first += (wide)unit->first[1] - unit->first[0];
    if (cell->units <= MEAN_LARGEST_N)
        flow->squares += change * change;
}

static void count_numbers(struct mean_split *split, const struct mean_flow *flow)
{
    const struct mean_cell *panel = &flow->cells[ANSWER_HIT][ANSWER_HIT];
    for (int kind = 0; kind < ANSWER_KINDS; kind++) {
        split->n[0] += flow->cells[ANSWER_HIT][kind].units;
        split->n[1] += flow->cells[kind][ANSWER_HIT].units;
        split->sum[0] += flow->cells[ANSWER_HIT][kind].sums[0];
        split->sum[1] += flow->cells[kind][ANSWER_HIT].sums[1];
    }
    split->matched = panel->units;
    split->matched_sum[0] = panel->sums[0];
    split->matched_sum[1] = panel->sums[1];
    split->squares = flow->squares;
}

/* The term of the units with a number in one wave that are `kind` in the other. */
static wide outer_term(const struct mean_split *split, const struct mean_flow *flow, bool later,
                       enum answer_kind kind)
{
    const struct mean_cell *cell =
        later ? &flow->cells[kind][ANSWER_HIT] : &flow->cells[ANSWER_HIT][kind];
    wide term = cell->sums[later] * split->matched - cell->units * split->matched_sum[later];
    return later ? term * split->n[0] : -term * split->n[1];
}

static void split_parts(struct mean_split *split, const struct mean_flow *flow)
{
    static const struct {
        enum split_part part;
        enum answer_kind kind;
        bool earlier, later;
    } groups[] = {
        {PART_BLANK, ANSWER_NA, true, true},       {PART_UNUSABLE, ANSWER_INVALID, true, true},
        {PART_ENTRY, ANSWER_ABSENT, false, true},  {PART_EXIT, ANSWER_ABSENT, true, false},
        {PART_BASE, ANSWER_NOT_ASKED, true, true},
    };
    wide units = (wide)split->n[0] * split->n[1];
    split->panel = (split->matched_sum[1] - split->matched_sum[0]) * units;
    split->parts[PART_MOVES] = flow->first * units;
    split->parts[PART_CORRECTIONS] = split->panel - split->parts[PART_MOVES];
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
        wide *part = &split->parts[groups[i].part];
        *part += groups[i].earlier ? outer_term(split, flow, false, groups[i].kind) : 0;
        *part += groups[i].later ? outer_term(split, flow, true, groups[i].kind) : 0;
    }
}

struct mean_split split_mean(const struct mean_flow *flow)
{
    struct mean_split split = {0};
    count_numbers(&split, flow);
    split.defined = split.n[0] > 0 && split.n[1] > 0;
    split.whole = split.defined && split.matched > 0 && split.n[0] <= MEAN_LARGEST_N &&
                  split.n[1] <= MEAN_LARGEST_N;
    if (!split.defined)
        return split;
    int64_t panel = split.whole ? split.matched : 1;
    split.denominator = (wide)split.n[0] * split.n[1] * panel * NUMBER_SCALE;
    split.difference = (split.sum[1] * split.n[0] - split.sum[0] * split.n[1]) * panel;
    if (split.whole)
        split_parts(&split, flow);
    return split;
}

int64_t mean_rounded(wide numerator, wide denominator, int decimals)
{
    /* The denominator is a multiple of 10^6, and the numerator may have no room for more digits. */
    for (int i = 0; i < decimals; i++)
        denominator /= 10;
    return round_quotient(numerator, denominator);
}
