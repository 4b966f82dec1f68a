/*
 * Numbers and texts of several waves. Each figure is counted twice: of a wave by itself, from the
 * codes and the table of numbers, and again unit by unit when two waves are paired, from the packed
 * numbers. Both must agree.
 */
#include "report/compare.h"

#include "common/measure.h"

#include <math.h>
#include <stdlib.h>

/* ---- One wave ---- */

void open_begin_counts(const struct form_series *form, size_t wave)
{
    for (size_t i = 0; i < form->open_count; i++) {
        if (form->open[i].series.items[wave] != NULL)
            form->open[i].values[wave] = (struct open_value){0};
    }
}

void open_count_response(const struct form_series *form, size_t wave, const uint8_t *codes)
{
    for (size_t i = 0; i < form->open_count; i++) {
        const struct item *item = form->open[i].series.items[wave];
        if (item == NULL || codes[item->slot] == CODE_NOT_ASKED)
            continue;
        form->open[i].values[wave].base++;
        form->open[i].values[wave].n += codes[item->slot] == CODE_TICKED;
    }
}

/* The numbers of a form as they stream in, by item and value. */
struct numbers_reading {
    struct open_value **values; /* [item]; NULL: not in a series */
    int64_t *seen;              /* [item]; numbers so far */
    size_t item_count;
    enum quantile_definition quantiles;
};

/* Are these `times` equal values the ones around `rank`, counting from 0? */
static bool reaches(int64_t seen, int64_t times, int64_t rank)
{
    return seen <= rank && rank < seen + times;
}

/* By definition 7 the median is the mean of the values of rank (n - 1)/2 and n/2, by definition 1
 * the first of them. */
static void add_to_median(struct open_value *median, int64_t seen, int64_t value, int64_t times,
                          enum quantile_definition quantiles)
{
    int64_t low = (median->n - 1) / 2;
    int64_t high = quantiles == QUANTILES_INVERSE ? low : median->n / 2;
    if (reaches(seen, times, low))
        median->median += value;
    if (reaches(seen, times, high))
        median->median += value;
}

static void add_number(void *context, const struct copy_field *fields, size_t count)
{
    struct numbers_reading *reading = context;
    size_t item = (size_t)copy_get_int4(&fields[0]);
    int64_t number = copy_get_int8(&fields[1]), units = copy_get_int8(&fields[2]);
    if (count != 3 || item >= reading->item_count)
        abort();
    struct open_value *value = reading->values[item];
    if (value == NULL)
        return;
    value->sum += (wide)number * units;
    add_to_median(value, reading->seen[item], number, units, reading->quantiles);
    reading->seen[item] += units;
}

void open_read_numbers(struct comparison *comparison, struct form_series *form, struct db *db,
                       size_t wave)
{
    const struct form *own = form->forms[wave];
    const char *arguments[] = {comparison->waves[wave].survey, form->id};
    struct arena *arena = &comparison->arena;
    struct numbers_reading reading = {.item_count = own->item_count,
                                      .quantiles = comparison->waves[wave].config.quantiles};
    reading.values = arena_array(arena, own->item_count, sizeof(struct open_value *));
    reading.seen = arena_array(arena, own->item_count, sizeof *reading.seen);
    for (size_t i = 0; i < form->open_count; i++) {
        const struct item *item = form->open[i].series.items[wave];
        if (form->open[i].number && item != NULL)
            reading.values[item - own->items] = &form->open[i].values[wave];
    }
    db_copy_out(db, "report/compare-numbers", 2, arguments, add_number, &reading);
    for (size_t i = 0; i < own->item_count; i++) {
        if (reading.values[i] != NULL && reading.seen[i] != reading.values[i]->n)
            abort();
    }
}

/* ---- Two waves ---- */

void open_unpack(const struct form *form, const uint8_t *codes, const struct copy_field *packed,
                 int64_t *numbers)
{
    enum { PACKED_SIZE = 8 };
    const uint8_t *bytes = (const uint8_t *)packed->bytes;
    const uint8_t *end = bytes + packed->length;
    for (size_t i = 0; i < form->item_count; i++) {
        const struct item *item = &form->items[i];
        if (item->question->type != QUESTION_NUMBER || codes[item->slot] != CODE_TICKED)
            continue;
        if (end - bytes < PACKED_SIZE)
            abort();
        uint64_t number = 0;
        for (size_t b = 0; b < PACKED_SIZE; b++)
            number = number << 8 | bytes[b];
        numbers[i] = (int64_t)number;
        bytes += PACKED_SIZE;
    }
    if (bytes != end)
        abort();
}

static enum answer_kind kind_of(const struct item *item, const uint8_t *codes)
{
    if (codes == NULL)
        return ANSWER_ABSENT;
    switch (codes[item->slot]) {
    case CODE_TICKED:
        return ANSWER_HIT;
    case CODE_NA:
        return ANSWER_NA;
    case CODE_INVALID:
        return ANSWER_INVALID;
    case CODE_NOT_ASKED:
        return ANSWER_NOT_ASKED;
    default:
        abort();
    }
}

void open_count_unit(struct pair *pair, const struct said_answers now[2],
                     const struct said_answers first[2])
{
    size_t waves[2] = {pair->earlier, pair->later};
    for (size_t s = 0; s < pair->form->open_count; s++) {
        const struct open_series *series = pair->open[s].series;
        struct mean_unit unit = {0};
        if (series == NULL)
            continue;
        for (size_t i = 0; i < 2; i++) {
            const struct item *item = series->series.items[waves[i]];
            size_t position = (size_t)(item - pair->form->forms[waves[i]]->items);
            unit.kinds[i] = kind_of(item, now[i].codes);
            unit.first_kinds[i] = kind_of(item, first[i].codes);
            if (series->number && unit.kinds[i] == ANSWER_HIT)
                unit.now[i] = now[i].numbers[position];
            if (series->number && unit.first_kinds[i] == ANSWER_HIT)
                unit.first[i] = first[i].numbers[position];
        }
        mean_flow_add(&pair->open[s].flow, &unit);
    }
}

static int64_t asked_in(const struct mean_flow *flow, int wave)
{
    int64_t asked = 0;
    for (int own = 0; own < ANSWER_NOT_ASKED; own++) {
        for (int other = 0; other < ANSWER_KINDS; other++)
            asked += wave == 1 ? flow->cells[other][own].units : flow->cells[own][other].units;
    }
    return asked;
}

void open_check_pair(const struct pair *pair)
{
    size_t waves[2] = {pair->earlier, pair->later};
    for (size_t s = 0; s < pair->form->open_count; s++) {
        const struct open_joint *joint = &pair->open[s];
        if (joint->series == NULL)
            continue;
        struct mean_split split = split_mean(&joint->flow);
        for (int i = 0; i < 2; i++) {
            const struct open_value *value = &joint->series->values[waves[i]];
            if (value->base != asked_in(&joint->flow, i) || value->n != split.n[i] ||
                value->sum != split.sum[i])
                abort();
        }
    }
}

/* ---- Figures ---- */

int64_t open_mean(const struct open_value *value, int decimals)
{
    return mean_rounded(value->sum, (wide)value->n * NUMBER_SCALE, decimals);
}

int64_t open_difference(const struct open_value *earlier, const struct open_value *later,
                        int decimals)
{
    wide numerator = later->sum * earlier->n - earlier->sum * later->n;
    return mean_rounded(numerator, (wide)earlier->n * later->n * NUMBER_SCALE, decimals);
}

int64_t open_points(const struct open_value *earlier, const struct open_value *later)
{
    return measure_difference((struct share){later->n, later->base},
                              (struct share){earlier->n, earlier->base});
}

static bool has_figures(const struct open_series *series, size_t wave)
{
    const struct open_value *value = &series->values[wave];
    return series->number ? value->n > 0 : value->base > 0;
}

bool open_former(const struct open_series *series, size_t wave, size_t *former)
{
    for (size_t w = wave; w > 0 && has_figures(series, wave); w--) {
        if (has_figures(series, w - 1)) {
            *former = w - 1;
            return true;
        }
    }
    return false;
}

const struct open_joint *open_joint_of(const struct open_series *series, size_t earlier,
                                       size_t later)
{
    const struct form_series *form = series->series.form;
    for (size_t p = 0; p < form->pair_count; p++) {
        const struct open_joint *joint = &form->pairs[p].open[series - form->open];
        if (form->pairs[p].earlier == earlier && form->pairs[p].later == later)
            return joint->series == NULL ? NULL : joint;
    }
    return NULL;
}

struct text_moves open_text_moves(const struct mean_flow *flow)
{
    struct text_moves moves = {0};
    for (int a = 0; a < ANSWER_NOT_ASKED; a++) {
        for (int b = 0; b < ANSWER_NOT_ASKED; b++) {
            int64_t units = flow->cells[a][b].units;
            moves.matched += units;
            if (a == ANSWER_HIT)
                *(b == ANSWER_HIT ? &moves.both : &moves.only_earlier) += units;
            else
                *(b == ANSWER_HIT ? &moves.only_later : &moves.neither) += units;
        }
    }
    return moves;
}

struct t_test open_test(const struct mean_split *split)
{
    if (!split->whole)
        return (struct t_test){.t = NAN, .p = NAN};
    return paired_t_test(split->matched, split->matched_sum[1] - split->matched_sum[0],
                         split->squares);
}
