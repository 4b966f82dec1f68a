/* What the tables say of a cell beside its count: all from the counts, each rounded once. */
#include "report/cells.h"

#include "report/loaded.h"

#include <stdlib.h>

/* An option or a subtotal, not one of the kinds of empty. */
static bool is_answer(const struct question *question, size_t answer)
{
    return answer < question->option_count || answer >= question->option_count + 2;
}

static int64_t ticks(const struct counts *counts, const struct question *question, size_t line)
{
    int64_t sum = 0;
    for (size_t a = 0; a < question->option_count; a++)
        sum += counts_count(counts, line, a);
    return sum;
}

bool cells_missing(const struct cells *cells, size_t banner, size_t line, int64_t *missing)
{
    const struct turnout *turnout = cells->turnout;
    if (turnout == NULL || cells->form->frame == NULL || !banner_of_frame(cells->banners, banner))
        return false;
    if (cells->banners->banners[banner].kind == BANNER_TOTAL)
        *missing = turnout->units - turnout->answered;
    else
        *missing = turnout->class_units[line] - turnout->class_answered[line];
    return true;
}

static struct bounds cell_bounds(const struct cells *cells, const struct cell_place *place,
                                 struct share share)
{
    int64_t missing;
    if (!cells_missing(cells, place->banner, place->line, &missing))
        return (struct bounds){MEASURE_NONE, MEASURE_NONE};
    const struct counts *counts = &cells->counts[place->item];
    return measure_bounds(share, share.base - counts->valid[place->line], missing);
}

struct cell_measures cells_measures(const struct cells *cells, const struct cell_place *place)
{
    const struct question *question = cells->form->items[place->item].question;
    const struct counts *counts = &cells->counts[place->item];
    size_t line = place->line, total;
    struct share share = {counts_count(counts, line, place->answer), counts->base[line]};
    struct cell_measures measures = {
        .percent = measure_percent(share),
        .percent_valid = MEASURE_NONE,
        .percent_responses = MEASURE_NONE,
        .bounds = {MEASURE_NONE, MEASURE_NONE},
        .difference = MEASURE_NONE,
    };
    if (is_answer(question, place->answer)) {
        measures.percent_valid = measure_percent((struct share){share.count, counts->valid[line]});
        measures.bounds = cell_bounds(cells, place, share);
        if (question->type == QUESTION_MULTIPLE)
            measures.percent_responses =
                measure_percent((struct share){share.count, ticks(counts, question, line)});
    }
    if (cells_total_line(cells, &total)) {
        struct share all = {counts_count(counts, total, place->answer), counts->base[total]};
        measures.difference = measure_difference(share, all);
    }
    return measures;
}

const int64_t *cells_ranks(const struct cells *cells, struct arena *arena, size_t item,
                           size_t banner)
{
    const struct counts *counts = &cells->counts[item];
    size_t classes = cells->banners->banners[banner].class_count, answers = counts_answers(counts);
    int64_t *ranks = arena_array(arena, classes * answers + 1, sizeof *ranks);
    int64_t *own = arena_array(arena, classes + 1, sizeof *own);
    struct share *shares = arena_array(arena, classes + 1, sizeof *shares);
    for (size_t a = 0; a < answers; a++) {
        for (size_t c = 0; c < classes; c++) {
            size_t line = cells->first_class[banner] + c;
            shares[c] = (struct share){counts_count(counts, line, a), counts->base[line]};
        }
        measure_ranks(shares, classes, own);
        for (size_t c = 0; c < classes; c++)
            ranks[c * answers + a] = own[c];
    }
    return ranks;
}

/* ---- The order of the columns ---- */

struct ordered {
    size_t answer;
    int group;     /* options that may be moved, exclusive ones, the rest */
    int64_t count; /* 0 where the order of the codebook stays */
    size_t tie;
};

static int compare_ordered(const void *a, const void *b)
{
    const struct ordered *left = a, *right = b;
    if (left->group != right->group)
        return left->group < right->group ? -1 : 1;
    if (left->count != right->count)
        return left->count > right->count ? -1 : 1;
    return (left->tie > right->tie) - (left->tie < right->tie);
}

/* By all units and all rows. */
static int64_t total_count(const struct cells *cells, const struct question *question,
                           size_t answer)
{
    size_t line;
    int64_t sum = 0;
    if (!cells_total_line(cells, &line))
        return 0;
    for (size_t i = 0; i < question->item_count; i++)
        sum += counts_count(&cells->counts[question->first_item + i], line, answer);
    return sum;
}

const size_t *cells_order(const struct cells *cells, struct arena *arena,
                          const struct question *question)
{
    size_t answers = counts_answers(&cells->counts[question->first_item]);
    struct ordered *ordered = arena_array(arena, answers, sizeof *ordered);
    size_t *order = arena_array(arena, answers, sizeof *order);
    for (size_t a = 0; a < answers; a++) {
        bool option = a < question->option_count;
        bool exclusive = option && question->options[a].exclusive;
        ordered[a] = (struct ordered){.answer = a,
                                      .group = !option     ? 2
                                               : exclusive ? 1
                                                           : 0,
                                      .tie = a};
        if (ordered[a].group > 0 || question->type != QUESTION_MULTIPLE)
            continue;
        ordered[a].count = total_count(cells, question, a);
        ordered[a].tie = (size_t)question->options[a].code;
    }
    qsort(ordered, answers, sizeof *ordered, compare_ordered);
    for (size_t i = 0; i < answers; i++)
        order[i] = ordered[i].answer;
    return order;
}
