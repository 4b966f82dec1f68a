/* Cells one by one, then the rows. */
#include "aggregate/audit_judge.h"

#include "common/catalogue.h"
#include "common/message.h"
#include "common/round.h"

#include <string.h>

/* ---- Texts ---- */

const char *audit_say(const struct audit *audit, const char *text)
{
    return audit->japanese ? catalogue_japanese(text) : _(text);
}

const char *audit_percent(const struct audit *audit, const struct audit_item *item, int64_t units)
{
    char number[DECIMAL_SIZE];
    return arena_printf(audit->arena, "%s%%", decimal_text(number, units, item->decimals));
}

const char *audit_print(const struct audit *audit, const struct audit_cell *cell)
{
    int64_t units = audit_units(cell);
    const char *percent = units < 0 ? "" : audit_percent(audit, cell->item, units);
    const char *gap = units < 0 ? "" : " ";
    if (cell->count >= 0 && cell->base >= 0)
        return arena_printf(audit->arena, "%lld/%lld%s%s", (long long)cell->count,
                            (long long)cell->base, gap, percent);
    if (cell->count >= 0)
        return arena_printf(audit->arena, "%lld%s%s", (long long)cell->count, gap, percent);
    if (cell->base >= 0 && cell->base_printed)
        return arena_printf(audit->arena, "%s%sn=%lld", percent, gap, (long long)cell->base);
    return percent;
}

void audit_add(const struct audit *audit, struct audit_remarks *remarks, struct audit_remark remark)
{
    struct audit_remark *added = arena_alloc(audit->arena, sizeof *added);
    *added = remark;
    if (remarks->last)
        remarks->last->next = added;
    else
        remarks->first = added;
    remarks->last = added;
}

enum audit_verdict audit_verdict_of(const struct audit_remarks *remarks)
{
    enum audit_verdict worst = AUDIT_POSSIBLE;
    for (const struct audit_remark *remark = remarks->first; remark; remark = remark->next)
        worst = remark->verdict > worst ? remark->verdict : worst;
    return worst;
}

enum audit_verdict audit_item_verdict(const struct audit_item *item)
{
    enum audit_verdict worst = audit_verdict_of(&item->remarks);
    for (size_t i = 0; i < item->count; i++) {
        enum audit_verdict own = audit_verdict_of(&item->cells[i]->remarks);
        worst = own > worst ? own : worst;
    }
    return worst;
}

/* ---- Numbers ---- */

int64_t audit_units(const struct audit_cell *cell)
{
    int64_t scale = 1;
    for (int i = cell->item->decimals; i < FEASIBLE_MOST_DECIMALS; i++)
        scale *= 10;
    return cell->millionth < 0 ? -1 : cell->millionth / scale;
}

int64_t audit_base(const struct audit_cell *cell)
{
    return cell->base >= 0 ? cell->base : cell->item->base;
}

int64_t audit_sum(const struct audit_item *item)
{
    int64_t sum = 0;
    for (size_t i = 0; i < item->count; i++) {
        int64_t units = audit_units(item->cells[i]);
        sum += units > 0 ? units : 0;
    }
    return sum;
}

/* Rounded up a row is too large by half a unit per cell at most, cut off too small by one. */
bool audit_sums(const struct audit_item *item)
{
    int64_t printed = 0;
    for (size_t i = 0; i < item->count; i++)
        printed += item->cells[i]->millionth >= 0;
    int64_t over = audit_sum(item) - feasible_whole(item->decimals);
    return printed >= 2 && over <= printed / 2 && -over <= printed;
}

static bool counts_sum_to_base(const struct audit_item *item)
{
    int64_t sum = 0;
    for (size_t i = 0; i < item->count; i++) {
        if (item->cells[i]->count < 0)
            return false;
        sum += item->cells[i]->count;
    }
    return item->count >= 2 && item->base > 0 && sum == item->base;
}

struct feasible_row audit_row(const struct audit *audit, const struct audit_item *item)
{
    struct feasible_cell *cells = arena_array(audit->arena, item->count, sizeof *cells);
    for (size_t i = 0; i < item->count; i++)
        cells[i] = (struct feasible_cell){.units = audit_units(item->cells[i]),
                                          .count = item->cells[i]->count,
                                          .alone = item->cells[i]->alone};
    struct feasible_row row = {.decimals = item->decimals, .cells = cells, .count = item->count};
    if (item->answers == AUDIT_ANSWERS_ONE)
        row.kind = item->complete || item->sums ? FEASIBLE_WHOLE : FEASIBLE_PARTS;
    else
        row.covers = item->complete;
    return row;
}

/* ---- What is known before ---- */

/* A table prints all its percentages alike: 68 beside 67.5 is 68.0, whose 0 a spreadsheet lost. */
static void find_decimals(struct audit_table *table)
{
    for (size_t i = 0; i < table->cell_count; i++) {
        const struct audit_cell *cell = &table->cells[i];
        struct audit_figure *figure = &table->figures[cell->item->figure - table->figures];
        if (cell->millionth >= 0 && cell->decimals > figure->decimals)
            figure->decimals = cell->decimals;
    }
    for (size_t i = 0; i < table->cell_count; i++) {
        const struct audit_cell *cell = &table->cells[i];
        struct audit_figure *figure = &table->figures[cell->item->figure - table->figures];
        figure->padded |= cell->millionth >= 0 && cell->decimals < figure->decimals;
    }
    for (size_t i = 0; i < table->item_count; i++)
        table->items[i].decimals = table->items[i].figure->decimals;
}

static void find_base(struct audit_item *item)
{
    for (size_t i = 0; i < item->count; i++) {
        const struct audit_cell *cell = item->cells[i];
        if (cell->base < 0)
            continue;
        item->bases_differ |= item->base >= 0 && cell->base != item->base;
        if (item->base < 0)
            item->base = cell->base;
        item->base_printed |= cell->base_printed;
    }
}

/* All options of the codebook, and 無回答. */
static bool is_complete(const struct audit_item *item)
{
    size_t options = 0;
    bool blank = false;
    for (size_t i = 0; i < item->count; i++) {
        blank |= strcmp(item->cells[i]->option, "NA") == 0;
        options += !item->cells[i]->blank;
    }
    return item->asked && blank && options == item->asked->option_count;
}

static void find_kind(struct audit_item *item)
{
    item->complete = is_complete(item);
    item->sums = audit_sums(item) || counts_sum_to_base(item);
    if (item->answers == AUDIT_ANSWERS_UNKNOWN && item->sums) {
        item->answers = AUDIT_ANSWERS_ONE;
        item->source = AUDIT_FROM_SUM;
    }
}

/* ---- Cells ---- */

/* Another rule by which `units` (of `count`, if it is not -1) would have come about. */
static const char *other_rule(const struct audit *audit, const struct audit_item *item,
                              const struct feasible_cell *cell, int64_t n)
{
    static const struct {
        enum rounding rounding;
        const char *text;
    } rules[] = {
        {ROUNDING_HALF_EVEN, N_("; rounded half to even, %lld out of %lld would print so")},
        {ROUNDING_HALF_DOWN,
         N_("; with an exact half rounded down (as binary floating point does), "
            "%lld out of %lld would print so")},
        {ROUNDING_CUT, N_("; cut off instead of rounded, %lld out of %lld would print so")},
    };
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        struct feasible_range range;
        if (!feasible_interval(rules[i].rounding, cell->units, item->decimals, n, &range))
            continue;
        int64_t count = cell->count < 0 ? range.low : cell->count;
        if (count >= range.low && count <= range.high)
            return arena_printf(audit->arena, audit_say(audit, rules[i].text), (long long)count,
                                (long long)n);
    }
    return "";
}

/* The neighbours of a percentage that no count gives. */
static const char *no_count_text(const struct audit *audit, const struct audit_item *item,
                                 const struct feasible_cell *cell, int64_t n)
{
    int64_t below = (int64_t)((wide)cell->units * n / feasible_whole(item->decimals));
    int64_t above = below < n ? below + 1 : n;
    return arena_printf(
        audit->arena,
        audit_say(audit, N_("no count out of %lld prints as %s: %lld is %s, %lld is %s%s")),
        (long long)n, audit_percent(audit, item, cell->units), (long long)below,
        audit_percent(audit, item, feasible_units(ROUNDING_HALF_UP, below, n, item->decimals)),
        (long long)above,
        audit_percent(audit, item, feasible_units(ROUNDING_HALF_UP, above, n, item->decimals)),
        other_rule(audit, item, &(struct feasible_cell){.units = cell->units, .count = -1}, n));
}

static void judge_percent(const struct audit *audit, struct audit_cell *cell, int64_t n)
{
    const struct audit_item *item = cell->item;
    const struct feasible_cell printed = {.units = audit_units(cell), .count = cell->count};
    struct feasible_range range;
    if (!feasible_interval(ROUNDING_HALF_UP, printed.units, item->decimals, n, &range)) {
        audit_add(audit, &cell->remarks,
                  (struct audit_remark){
                      .verdict = AUDIT_IMPOSSIBLE,
                      .reason = "no-count",
                      .text = no_count_text(audit, item, &printed, n),
                      .remedy = audit_say(audit, N_("check n and the percentage in the source")),
                  });
        return;
    }
    cell->range = range;
    if (cell->count < 0)
        return;
    cell->range = (struct feasible_range){cell->count, cell->count};
    if (cell->count >= range.low && cell->count <= range.high)
        return;
    int64_t right = feasible_units(ROUNDING_HALF_UP, cell->count, n, item->decimals);
    const char *text = arena_printf(
        audit->arena, audit_say(audit, N_("%lld out of %lld is %s, but %s is printed%s")),
        (long long)cell->count, (long long)n, audit_percent(audit, item, right),
        audit_percent(audit, item, printed.units), other_rule(audit, item, &printed, n));
    audit_add(audit, &cell->remarks,
              (struct audit_remark){
                  .verdict = AUDIT_CONTRADICTION,
                  .reason = "count-percent",
                  .text = text,
                  .remedy = audit_say(
                      audit, N_("correct the count or the percentage, whichever is wrong")),
              });
}

static void judge_cell(const struct audit *audit, struct audit_cell *cell)
{
    int64_t n = audit_base(cell), units = audit_units(cell);
    struct audit_remark remark = {.verdict = AUDIT_IMPOSSIBLE};
    if (units > feasible_whole(cell->item->decimals)) {
        remark.reason = "over-100";
        remark.text = audit_say(audit, N_("a share cannot be more than 100%"));
    } else if (n >= 0 && cell->count > n) {
        remark.reason = "count-over-base";
        remark.text = arena_printf(audit->arena,
                                   audit_say(audit, N_("the count %lld is greater than n = %lld")),
                                   (long long)cell->count, (long long)n);
    } else if (n == 0 && units >= 0) {
        remark.reason = "nobody";
        remark.text = audit_say(audit, N_("n is 0: there is no percentage of nobody"));
    }
    if (remark.reason) {
        remark.remedy = audit_say(audit, N_("check n and the numbers in the source"));
        audit_add(audit, &cell->remarks, remark);
    } else if (n > 0 && units >= 0) {
        judge_percent(audit, cell, n);
    } else if (n >= 0) {
        cell->range = cell->count >= 0 ? (struct feasible_range){cell->count, cell->count}
                                       : (struct feasible_range){0, n};
    }
}

/* ---- Rows ---- */

static void judge_bases(const struct audit *audit, struct audit_item *item)
{
    for (size_t i = 0; i < item->count; i++) {
        const struct audit_cell *cell = item->cells[i];
        if (cell->base < 0 || cell->base == item->base)
            continue;
        const char *text = arena_printf(
            audit->arena,
            audit_say(audit, N_("n differs within one row: %lld, but %lld in line %ld")),
            (long long)item->base, (long long)cell->base, cell->line);
        audit_add(audit, &item->remarks,
                  (struct audit_remark){
                      .verdict = AUDIT_CONTRADICTION,
                      .reason = "bases-differ",
                      .text = text,
                      .remedy = audit_say(audit, N_("print one n, that of the question")),
                  });
        return;
    }
}

/* All counts are printed, and they do not sum to n. */
static bool judge_count_sum(const struct audit *audit, struct audit_item *item)
{
    int64_t sum = 0;
    bool all = true;
    for (size_t i = 0; i < item->count; i++) {
        all = all && item->cells[i]->count >= 0;
        sum += item->cells[i]->count > 0 ? item->cells[i]->count : 0;
    }
    bool less = all && item->complete && sum < item->base;
    if (sum <= item->base && !less)
        return false;
    audit_add(audit, &item->remarks,
              (struct audit_remark){
                  .verdict = AUDIT_CONTRADICTION,
                  .reason = "sum-of-counts",
                  .text = arena_printf(
                      audit->arena, audit_say(audit, N_("the counts sum to %lld, but n is %lld")),
                      (long long)sum, (long long)item->base),
                  .remedy = audit_say(audit, N_("if one answer each was possible, correct a count "
                                                "or n; else say that several were")),
              });
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

/* A rule by which the whole row would have come about. */
static const char *row_rule(const struct audit *audit, struct feasible_row row, int64_t n)
{
    static const struct {
        enum rounding rounding;
        const char *text;
    } rules[] = {
        {ROUNDING_HALF_EVEN, N_("; rounded half to even there is one")},
        {ROUNDING_CUT, N_("; cut off instead of rounded there is one")},
    };
    struct feasible_range *ranges = arena_array(audit->arena, row.count, sizeof *ranges);
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        row.rounding = rules[i].rounding;
        if (feasible_fits(&row, n, ranges))
            return audit_say(audit, rules[i].text);
    }
    return "";
}

static void refuse_row(const struct audit *audit, struct audit_item *item,
                       const struct feasible_row *row, const struct feasible_range *ranges)
{
    struct feasible_range sum = sum_of(ranges, row->count);
    struct audit_remark remark = {.verdict = AUDIT_IMPOSSIBLE, .reason = "no-set"};
    if (row->kind == FEASIBLE_EACH)
        remark.text =
            audit_say(audit, N_("the answers and those who gave none cannot come from one "
                                "n: they overlap or leave somebody out"));
    else
        remark.text = arena_printf(
            audit->arena,
            audit_say(audit, N_("no set of counts sums to %lld: what is printed allows sums from "
                                "%lld to %lld%s")),
            (long long)item->base, (long long)sum.low, (long long)sum.high,
            row_rule(audit, *row, item->base));
    remark.remedy =
        item->source == AUDIT_FROM_SUM
            ? audit_say(audit, N_("check n and the percentages; if several answers were "
                                  "possible, say so in a column \"type\""))
            : audit_say(audit, N_("check n and the percentages in the source"));
    audit_add(audit, &item->remarks, remark);
}

static void note(const struct audit *audit, struct audit_item *item, const char *reason,
                 const char *text)
{
    audit_add(audit, &item->remarks,
              (struct audit_remark){.verdict = AUDIT_POSSIBLE, .reason = reason, .text = text});
}

static void accept_row(const struct audit *audit, struct audit_item *item,
                       const struct feasible_row *row, const struct feasible_range *ranges)
{
    for (size_t i = 0; i < row->count; i++)
        item->cells[i]->range = ranges[i];
    if (row->kind != FEASIBLE_WHOLE)
        return;
    item->sets = feasible_count(ranges, row->count, item->base);
    int64_t sum = audit_sum(item);
    if (audit_sums(item) && sum != feasible_whole(item->decimals))
        note(audit, item, "rounding",
             arena_printf(audit->arena,
                          audit_say(audit, N_("the percentages sum to %s; rounding explains it")),
                          audit_percent(audit, item, sum)));
}

/* The printed answers leave room for some that are not printed: 無回答, usually. */
static bool accept_parts(const struct audit *audit, struct audit_item *item,
                         struct feasible_row *row, struct feasible_range *ranges)
{
    row->kind = FEASIBLE_PARTS;
    int64_t missing = item->base - sum_of(ranges, row->count).high;
    if (!feasible_set(row, item->base, ranges))
        return false;
    accept_row(audit, item, row, ranges);
    note(audit, item, "not-printed",
         arena_printf(audit->arena,
                      audit_say(audit, N_("possible only if %lld or more respondents (without an "
                                          "answer, say) are not printed")),
                      (long long)missing));
    return true;
}

static bool prints_blank(const struct audit_item *item)
{
    for (size_t i = 0; i < item->count; i++)
        if (item->cells[i]->blank)
            return true;
    return false;
}

/* All cells are possible by themselves. */
static void judge_row(const struct audit *audit, struct audit_item *item)
{
    struct feasible_row row = audit_row(audit, item);
    struct feasible_range *ranges = arena_array(audit->arena, row.count, sizeof *ranges);
    if (row.kind != FEASIBLE_EACH && judge_count_sum(audit, item))
        return;
    if (!feasible_ranges(&row, item->base, ranges))
        return;
    if (feasible_set(&row, item->base, ranges))
        accept_row(audit, item, &row, ranges);
    else if (row.kind != FEASIBLE_WHOLE || prints_blank(item) ||
             sum_of(ranges, row.count).high > item->base ||
             !accept_parts(audit, item, &row, ranges))
        refuse_row(audit, item, &row, ranges);
}

static void judge_item(struct audit *audit, struct audit_item *item)
{
    find_base(item);
    find_kind(item);
    for (size_t i = 0; i < item->count; i++)
        judge_cell(audit, item->cells[i]);
    bool sound = audit_item_verdict(item) == AUDIT_POSSIBLE;
    if (item->bases_differ)
        judge_bases(audit, item);
    else if (item->base < 0 && sound)
        audit_judge_unknown_base(audit, item);
    else if (sound)
        judge_row(audit, item);
    if (item->base > 0 && !item->bases_differ && audit_item_verdict(item) != AUDIT_POSSIBLE)
        audit_find_other_base(audit, item);
}

/* A cell that stands twice in its row is judged by itself, under its row's n. */
static void judge_repeated(const struct audit *audit)
{
    for (size_t i = 0; i < audit->table.cell_count; i++)
        if (audit->table.cells[i].repeated)
            judge_cell(audit, &audit->table.cells[i]);
}

void audit_judge(struct audit *audit)
{
    find_decimals(&audit->table);
    for (size_t i = 0; i < audit->table.item_count; i++)
        judge_item(audit, &audit->table.items[i]);
    judge_repeated(audit);
    audit_judge_places(audit);
}
