/*
 * From published figures to search problems. A follow-up question, asked because of one answer to
 * one earlier item, ties the two: the number that answer may have is the number for which all
 * figures of the follow-up can exist. Bases over several items or over the frame cannot be steered;
 * their questions are planned with the number that is asked in the end.
 */
#include "ingest/sample_plan.h"
#include "ingest/sample_prior.h"

#include "common/expression.h"
#include "common/feasible.h"
#include "common/message.h"
#include "common/round.h"

#include <stdlib.h>
#include <string.h>

struct follow_up {
    struct sample_plan *plan;
    bool *members; /* [count] of the item that decides */
    bool negative;
    bool not_asked;                /* those not asked the deciding item are asked here */
    size_t first_item, item_count; /* of the question that follows */
};

/* ---- Bounds ---- */

bool plan_prints(const struct published *published, int64_t count, int64_t asked)
{
    if (published->base >= 0 && published->base != asked)
        return false;
    if (published->count >= 0 && published->count != count)
        return false;
    return published->tenths < 0 ||
           (asked > 0 && percent_tenths(count, asked) == published->tenths);
}

/* The counts of `n` that print as published; false if there is none. */
static bool figure_bounds(const struct published *published, int64_t n, int64_t *low, int64_t *high)
{
    *low = 0;
    *high = n;
    if (published->base >= 0 && published->base != n)
        return false;
    if (published->tenths >= 0 && !feasible_tenths(published->tenths, n, low, high))
        return false;
    if (published->count < 0)
        return true;
    bool prints = published->count >= *low && published->count <= *high;
    *low = *high = published->count;
    return prints;
}

/* Bounds from the figures that are not set aside; false if one of them is impossible. */
static bool item_bounds(const struct sample_plan *plan, const struct sample_item *item, int64_t n,
                        struct search_count *counts)
{
    for (size_t c = 0; c < item->count; c++) {
        counts[c].low = 0;
        counts[c].high = n;
    }
    for (size_t f = 0; f < item->figure_count; f++) {
        const struct sample_figure *figure = &plan->figures[item->figures[f]];
        const struct published *published = figure->published;
        int64_t low, high;
        if (figure->aside && figure->base_holds && published->base != n)
            return false;
        if (figure->aside)
            continue;
        if (!figure_bounds(published, n, &low, &high))
            return false;
        if (figure->at == SIZE_MAX) {
            if (low > 0)
                return false;
            continue;
        }
        struct search_count *count = &counts[figure->at];
        count->low = low > count->low ? low : count->low;
        count->high = high < count->high ? high : count->high;
        if (count->low > count->high)
            return false;
    }
    return true;
}

/* ---- Can the figures of an item be met when n units are asked? ---- */

static bool item_can(struct sample_plan *plan, size_t i, int64_t n);

static bool follow_up_accepts(void *context, int64_t value)
{
    const struct follow_up *follow_up = context;
    if (value < 0 || value > follow_up->plan->respondents)
        return false;
    for (size_t i = 0; i < follow_up->item_count; i++)
        if (!item_can(follow_up->plan, follow_up->first_item + i, value))
            return false;
    return true;
}

/* Searches item `i` with n asked. With `needs` false its follow-up questions do not matter. */
static bool item_search(struct sample_plan *plan, size_t i, int64_t n, bool needs, int64_t *result)
{
    const struct sample_item *item = &plan->items[i];
    struct search_count *counts = calloc(item->count, sizeof *counts);
    struct search_need own[SEARCH_NEEDS_LIMIT] = {0};
    if (!counts)
        abort();
    struct search_problem problem = {.n = n, .counts = counts, .count = item->count, .needs = own};
    if (item->item->question->type == QUESTION_MULTIPLE)
        problem.kind = SEARCH_MULTIPLE;
    for (size_t j = 0; needs && j < item->follow_up_count; j++) {
        struct follow_up *follow_up = &item->follow_ups[j];
        own[problem.need_count++] = (struct search_need){
            .members = follow_up->members,
            .negative = follow_up->negative,
            .constant =
                (follow_up->negative ? n : 0) + (follow_up->not_asked ? plan->respondents - n : 0),
            .accepts = follow_up_accepts,
            .context = follow_up,
        };
    }
    bool found = item_bounds(plan, item, n, counts);
    if (found) {
        sample_priors(plan, i, n, counts);
        found = search_nearest(&problem, result);
    }
    free(counts);
    return found;
}

/* Everything about the item and all that follows from it. */
static bool item_can(struct sample_plan *plan, size_t i, int64_t n)
{
    enum { UNTRIED, POSSIBLE, IMPOSSIBLE };
    struct sample_item *item = &plan->items[i];
    if (item->figure_count == 0 && item->follow_up_count == 0)
        return true;
    if (!item->known)
        item->known = arena_array(plan->arena, (size_t)plan->respondents + 1, 1);
    if (item->known[n] == UNTRIED) {
        int64_t *counts = calloc(item->count, sizeof *counts);
        if (!counts)
            abort();
        bool found = item_search(plan, i, n, true, counts);
        item->known[n] = found ? POSSIBLE : IMPOSSIBLE;
        free(counts);
    }
    return item->known[n] == POSSIBLE;
}

/* ---- Setting figures aside ---- */

static const char *impossible(const struct sample_plan *plan, const struct sample_figure *figure,
                              int64_t n)
{
    const struct published *published = figure->published;
    char printed[DECIMAL_SIZE];
    decimal_text(printed, published->tenths, 1);
    int64_t low, high;
    int64_t base = published->base >= 0 ? published->base : n;
    if (n == 0)
        return _("nobody is asked");
    if (figure->at == SIZE_MAX)
        return _("a sample has no unusable answers");
    if (published->tenths >= 0 && !feasible_tenths(published->tenths, base, &low, &high))
        return arena_printf(plan->arena, _("no count out of %lld prints as %s %%"), (long long)base,
                            printed);
    if (base != n)
        return arena_printf(plan->arena, _("its base is %lld, but %lld are asked"), (long long)base,
                            (long long)n);
    if (published->count > n)
        return arena_printf(plan->arena, _("the count is larger than the %lld asked"),
                            (long long)n);
    return arena_printf(plan->arena, _("%lld out of %lld do not print as %s %%"),
                        (long long)published->count, (long long)n, printed);
}

/* The item and all that its answers decide. */
static void mark_subtree(struct sample_plan *plan, size_t i, bool *marks)
{
    const struct sample_item *item = &plan->items[i];
    marks[i] = true;
    for (size_t j = 0; j < item->follow_up_count; j++)
        for (size_t k = 0; k < item->follow_ups[j].item_count; k++)
            mark_subtree(plan, item->follow_ups[j].first_item + k, marks);
}

/* Can item `i` and all that follows from it still be planned? */
static bool still_possible(struct sample_plan *plan, size_t i, int64_t n, const bool *marks)
{
    int64_t *counts = calloc(plan->items[i].count, sizeof *counts);
    if (!counts)
        abort();
    for (size_t k = 0; k < plan->item_count; k++)
        if (marks[k] && plan->items[k].known)
            memset(plan->items[k].known, 0, (size_t)plan->respondents + 1);
    bool possible = item_search(plan, i, n, true, counts);
    free(counts);
    return possible;
}

/* Keeps, in the order of the file, each figure that can be met together with those kept before;
 * of the others their bases, as far as possible. */
static void set_aside(struct sample_plan *plan, size_t i, int64_t n)
{
    bool *marks = calloc(plan->item_count, sizeof *marks);
    bool *candidates = calloc(plan->figure_count + 1, sizeof *candidates);
    if (!marks || !candidates)
        abort();
    mark_subtree(plan, i, marks);
    for (size_t f = 0; f < plan->figure_count; f++) {
        struct sample_figure *figure = &plan->figures[f];
        candidates[f] = marks[figure->item] && !figure->aside;
        figure->aside = figure->aside || candidates[f];
    }
    for (size_t f = 0; f < plan->figure_count; f++) {
        struct sample_figure *figure = &plan->figures[f];
        if (!candidates[f])
            continue;
        figure->base_holds = figure->published->base >= 0;
        figure->base_holds = figure->base_holds && still_possible(plan, i, n, marks);
        figure->aside = false;
        figure->aside = !still_possible(plan, i, n, marks);
    }
    still_possible(plan, i, n, marks);
    free(candidates);
    free(marks);
}

static void explain(struct sample_plan *plan, size_t i, int64_t n)
{
    const struct sample_item *item = &plan->items[i];
    for (size_t f = 0; f < item->figure_count; f++) {
        struct sample_figure *figure = &plan->figures[item->figures[f]];
        int64_t low, high;
        if (!figure->aside || figure->failure)
            continue;
        bool possible = figure_bounds(figure->published, n, &low, &high) && high <= n &&
                        (figure->at != SIZE_MAX || low == 0);
        figure->failure = possible ? _("no counts print as this and the figures before it at once")
                                   : impossible(plan, figure, n);
    }
}

void plan_counts(struct sample_plan *plan, size_t i, int64_t asked, int64_t *counts)
{
    bool found = item_search(plan, i, asked, true, counts);
    if (!found) {
        set_aside(plan, i, asked);
        found = item_search(plan, i, asked, true, counts);
    }
    explain(plan, i, asked);
    if (!found && !item_search(plan, i, asked, false, counts))
        abort(); /* without figures and needs everything is possible */
}

/* ---- Making the plan: figures ---- */

static size_t count_position(const struct question *question, int code)
{
    size_t blank = question->option_count > 0 ? question->option_count : 1;
    if (code == CODE_INVALID)
        return SIZE_MAX;
    for (size_t c = 0; c < question->option_count; c++)
        if (question->options[c].code == code)
            return c;
    return blank;
}

static size_t figure_item(const struct form *form, const struct published *published)
{
    size_t item = published->question->first_item;
    for (size_t i = 0; i < published->question->item_count; i++)
        if (published->row && strcmp(form->items[item + i].row->id, published->row->id) == 0)
            return item + i;
    return item;
}

/* Two figures for one answer with numbers that cannot both be true. */
static bool contradict(const struct published *a, const struct published *b)
{
    if (a->base >= 0 && b->base >= 0 && a->base != b->base)
        return true;
    if (a->count >= 0 && b->count >= 0)
        return a->count != b->count;
    return a->tenths >= 0 && b->tenths >= 0 && a->tenths != b->tenths;
}

static void find_contradiction(struct sample_plan *plan, size_t f)
{
    struct sample_figure *figure = &plan->figures[f];
    for (size_t g = 0; g < f; g++) {
        const struct sample_figure *earlier = &plan->figures[g];
        if (earlier->item != figure->item || earlier->at != figure->at || earlier->aside ||
            !contradict(earlier->published, figure->published))
            continue;
        figure->aside = true;
        figure->failure = arena_printf(
            plan->arena, _("contradiction: line %ld publishes another number for the same answer"),
            earlier->published->line);
        return;
    }
}

static void add_figures(struct sample_plan *plan, const struct config *config)
{
    plan->figures = arena_array(plan->arena, config->published_count, sizeof *plan->figures);
    for (size_t p = 0; p < config->published_count; p++) {
        const struct published *published = &config->published[p];
        if (published->form != plan->form || published->question->derived)
            continue;
        plan->figures[plan->figure_count] = (struct sample_figure){
            .published = published,
            .item = figure_item(plan->form, published),
            .at = count_position(published->question, published->code),
        };
        find_contradiction(plan, plan->figure_count++);
    }
}

static void add_item_figures(struct sample_plan *plan, size_t i)
{
    struct sample_item *item = &plan->items[i];
    size_t *figures = arena_array(plan->arena, plan->figure_count, sizeof *figures);
    for (size_t f = 0; f < plan->figure_count; f++)
        if (plan->figures[f].item == i)
            figures[item->figure_count++] = f;
    item->figures = figures;
}

/* ---- Making the plan: follow-up questions ---- */

/* Tries a base on invented answers to the one item it looks at. */
struct trial {
    const struct expression *base;
    const struct item *item;
    uint8_t *codes;
    int64_t *numbers;
};

static bool asks_when(const struct trial *trial, int code)
{
    memset(trial->codes + trial->item->slot, code, trial->item->slot_count);
    struct answers answers = {.codes = trial->codes, .numbers = trial->numbers, .unit = SIZE_MAX};
    return expression_true(trial->base, &answers);
}

/* Only option `a`, or `a` and `b`, ticked. */
static bool asks_when_ticked(const struct trial *trial, size_t a, size_t b)
{
    memset(trial->codes + trial->item->slot, CODE_NOT_TICKED, trial->item->slot_count);
    trial->codes[trial->item->slot + a] = trial->codes[trial->item->slot + b] = CODE_TICKED;
    struct answers answers = {.codes = trial->codes, .numbers = trial->numbers, .unit = SIZE_MAX};
    return expression_true(trial->base, &answers);
}

static bool single_members(const struct trial *trial, struct follow_up *follow_up)
{
    const struct question *question = trial->item->question;
    for (size_t c = 0; c < question->option_count; c++)
        follow_up->members[c] = asks_when(trial, question->options[c].code);
    follow_up->members[question->option_count] = asks_when(trial, CODE_NA);
    return true;
}

/* Numbers decide only by being there: a base that compares them cannot be steered by counts. */
static bool answered_members(const struct trial *trial, struct follow_up *follow_up)
{
    static const int64_t numbers[] = {0, NUMBER_SCALE, NUMBER_LIMIT - 1};
    int64_t *number = &trial->numbers[trial->item->question->first_item];
    number += trial->item->row ? trial->item->row - trial->item->question->rows : 0;
    size_t asking = 0;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        *number = numbers[i];
        asking += asks_when(trial, CODE_TICKED);
    }
    follow_up->members[0] = asking > 0;
    follow_up->members[1] = asks_when(trial, CODE_NA);
    return asking == 0 || asking == sizeof numbers / sizeof *numbers;
}

/* A base on a multiple answer can be steered if one option decides it, or whether there is any
 * answer at all. */
static bool multiple_members(const struct trial *trial, struct follow_up *follow_up)
{
    size_t options = trial->item->question->option_count, asking = 0;
    bool blank = asks_when(trial, CODE_NA);
    for (size_t c = 0; c < options; c++)
        asking += asks_when_ticked(trial, c, c);
    if (asking == options && !blank) {
        follow_up->members[options] = follow_up->negative = true;
        return true;
    }
    follow_up->negative = asking + 1 == options && blank;
    if (!follow_up->negative && (asking != 1 || blank))
        return false;
    size_t decides = 0;
    while (asks_when_ticked(trial, decides, decides) == follow_up->negative)
        decides++;
    follow_up->members[decides] = true;
    for (size_t c = 0; c < options; c++)
        if (asks_when_ticked(trial, decides, c) == follow_up->negative)
            return false;
    return true;
}

static bool find_members(const struct trial *trial, struct follow_up *follow_up)
{
    follow_up->not_asked = asks_when(trial, CODE_NOT_ASKED);
    switch (trial->item->question->type) {
    case QUESTION_SINGLE:
        return single_members(trial, follow_up);
    case QUESTION_MULTIPLE:
        return multiple_members(trial, follow_up);
    default:
        return answered_members(trial, follow_up);
    }
}

static void add_follow_up(struct sample_plan *plan, const struct question *question)
{
    size_t decides;
    if (!question->base || expression_uses_frame(question->base) ||
        expression_items(question->base, &decides, 1) != 1)
        return;
    struct sample_item *item = &plan->items[decides];
    if (item->follow_up_count == SEARCH_NEEDS_LIMIT)
        return;
    struct trial trial = {
        .base = question->base,
        .item = item->item,
        .codes = arena_alloc(plan->arena, plan->form->slot_count),
        .numbers = arena_array(plan->arena, plan->form->item_count, sizeof(int64_t)),
    };
    memset(trial.codes, CODE_NOT_ASKED, plan->form->slot_count);
    struct follow_up follow_up = {
        .plan = plan,
        .members = arena_array(plan->arena, item->count, sizeof(bool)),
        .first_item = question->first_item,
        .item_count = question->item_count,
    };
    if (!find_members(&trial, &follow_up))
        return;
    if (!item->follow_ups)
        item->follow_ups = arena_array(plan->arena, SEARCH_NEEDS_LIMIT, sizeof *item->follow_ups);
    item->follow_ups[item->follow_up_count++] = follow_up;
}

/* ---- Making the plan: respondents ---- */

/* The base most figures of unconditional questions name; the first one of equals. */
static int64_t published_respondents(const struct sample_plan *plan)
{
    int64_t best = -1;
    size_t best_votes = 0;
    for (size_t f = 0; f < plan->figure_count; f++) {
        const struct published *published = plan->figures[f].published;
        size_t votes = 0;
        if (published->question->base || published->base <= 0)
            continue;
        if (plan->form->frame && (uint64_t)published->base > plan->form->frame->unit_count)
            continue;
        for (size_t g = 0; g < plan->figure_count; g++)
            votes += !plan->figures[g].published->question->base &&
                     plan->figures[g].published->base == published->base;
        if (votes > best_votes) {
            best = published->base;
            best_votes = votes;
        }
    }
    return best;
}

void plan_init(struct sample_plan *plan, struct arena *arena, const struct config *config,
               const struct form *form, int64_t without)
{
    *plan = (struct sample_plan){.form = form, .arena = arena};
    plan->items = arena_array(arena, form->item_count, sizeof *plan->items);
    for (size_t i = 0; i < form->item_count && !form->items[i].question->derived; i++) {
        const struct question *question = form->items[i].question;
        plan->items[i].item = &form->items[i];
        plan->items[i].count = (question->option_count > 0 ? question->option_count : 1) + 1;
        plan->item_count++;
    }
    add_figures(plan, config);
    for (size_t i = 0; i < plan->item_count; i++)
        add_item_figures(plan, i);
    for (size_t q = 0; q < form->question_count; q++)
        if (!form->questions[q].derived)
            add_follow_up(plan, &form->questions[q]);
    plan->respondents = published_respondents(plan);
    if (plan->respondents < 0)
        plan->respondents = form->frame ? (int64_t)form->frame->unit_count : without;
}
