/*
 * Items are answered in the order of the form, so that whoever is asked a question is known when
 * it comes. An answer that breaks an edit is exchanged with another unit's answer to the same item,
 * which leaves every count as it is.
 */
#include "ingest/sample_assign.h"

#include <stdlib.h>
#include <string.h>

struct rank {
    int64_t score;
    size_t unit; /* position in the answers */
};

/* One item being answered by those who are asked it. */
struct round {
    struct sample_model *model;
    struct sample_answers *answers;
    size_t item;
    struct rank *asked; /* those who have no answer yet come first */
    size_t asked_count;
    size_t open; /* how many have none */
    struct rank *work;
    int64_t *counts;
};

static uint8_t *codes_of(const struct round *round, size_t unit)
{
    return round->answers->codes + unit * round->model->form->slot_count;
}

static uint8_t *slots_of(const struct round *round, size_t unit)
{
    return codes_of(round, unit) + round->model->form->items[round->item].slot;
}

static struct sample_response response_of(const struct round *round, size_t unit)
{
    return (struct sample_response){
        .unit = &round->answers->units[unit],
        .codes = codes_of(round, unit),
        .numbers = round->answers->numbers + unit * round->model->form->item_count,
    };
}

/* Highest score first; equal scores in the order of the units. */
static int by_score(const void *a, const void *b)
{
    const struct rank *left = a, *right = b;
    if (left->score != right->score)
        return left->score > right->score ? -1 : 1;
    return left->unit < right->unit ? -1 : left->unit > right->unit;
}

enum order { BY_CHANCE, BY_RELUCTANCE, BY_TENDENCY };

/* Orders those without an answer; the cut after the first `count` of them is returned. */
static int64_t order_open(struct round *round, enum order order, size_t option, int64_t count)
{
    const struct sample_model *model = round->model;
    for (size_t r = 0; r < round->open; r++) {
        struct rank *rank = &round->asked[r];
        const struct sample_unit *unit = &round->answers->units[rank->unit];
        if (order == BY_CHANCE)
            rank->score = -scorer_chance(&model->scorer, unit, round->item);
        else if (order == BY_RELUCTANCE)
            rank->score = sample_reluctance(model, unit, round->item);
        else
            rank->score = scorer_score(&model->scorer, unit, round->item, option);
    }
    qsort(round->asked, round->open, sizeof *round->asked, by_score);
    return count > 0 ? round->asked[count - 1].score : INT64_MAX;
}

/* The first `count` of the open ones have their answer: they move behind the others. */
static void close_first(struct round *round, size_t count)
{
    memcpy(round->work, round->asked, count * sizeof *round->work);
    memmove(round->asked, round->asked + count, (round->open - count) * sizeof *round->asked);
    memcpy(round->asked + round->open - count, round->work, count * sizeof *round->work);
    round->open -= count;
}

static void leave_blank(struct round *round)
{
    size_t blank = (size_t)round->counts[round->model->plan.items[round->item].count - 1];
    order_open(round, BY_CHANCE, 0, 0);
    for (size_t r = 0; r < blank; r++)
        sample_set(round->model, codes_of(round, round->asked[r].unit), round->item, CODE_NA);
    close_first(round, blank);
}

/* Options in their order go to the units in the order of their tendency, so that neighbouring
 * options are given by similar units. */
static void answer_single(struct round *round)
{
    const struct question *question = round->model->form->items[round->item].question;
    int64_t *cuts = round->model->cuts[round->item].at;
    order_open(round, BY_TENDENCY, 0, 0);
    size_t next = 0;
    for (size_t c = 0; c < question->option_count; c++) {
        for (int64_t k = 0; k < round->counts[c]; k++)
            *slots_of(round, round->asked[next++].unit) = (uint8_t)question->options[c].code;
        cuts[c] = round->counts[c] > 0 ? round->asked[next - 1].score : INT64_MAX;
    }
}

static void answer_number_or_text(struct round *round)
{
    bool number = round->model->form->items[round->item].question->type == QUESTION_NUMBER;
    for (size_t r = 0; r < round->open; r++) {
        struct sample_response response = response_of(round, round->asked[r].unit);
        *slots_of(round, round->asked[r].unit) = CODE_TICKED;
        if (number)
            response.numbers[round->item] = sample_number(round->model, response.unit, round->item);
    }
}

/* ---- Multiple answers ---- */

static size_t ticks(const uint8_t *slots, size_t options)
{
    size_t ticked = 0;
    for (size_t c = 0; c < options; c++)
        ticked += slots[c] == CODE_TICKED;
    return ticked;
}

/* Gives one of the donor's ticks to the unit; which one depends on the unit. */
static void move_tick(const struct round *round, size_t donor, size_t unit)
{
    size_t options = round->model->form->items[round->item].question->option_count;
    uint8_t *from = slots_of(round, donor), *to = slots_of(round, unit);
    int64_t chance =
        scorer_chance(&round->model->scorer, &round->answers->units[unit], round->item);
    size_t c = (size_t)chance % options;
    while (from[c] != CODE_TICKED)
        c = (c + 1) % options;
    from[c] = CODE_NOT_TICKED;
    to[c] = CODE_TICKED;
}

/* Whoever answers ticks something: those who got nothing take a tick from one with several. The
 * plan sees to it that there are enough. */
static void cover(struct round *round)
{
    size_t options = round->model->form->items[round->item].question->option_count, donor = 0;
    order_open(round, BY_CHANCE, 0, 0);
    for (size_t r = 0; r < round->open; r++) {
        if (ticks(slots_of(round, round->asked[r].unit), options) > 0)
            continue;
        while (donor < round->open && ticks(slots_of(round, round->asked[donor].unit), options) < 2)
            donor++;
        if (donor == round->open)
            abort();
        move_tick(round, round->asked[donor].unit, round->asked[r].unit);
    }
}

static void answer_multiple(struct round *round)
{
    const struct question *question = round->model->form->items[round->item].question;
    int64_t *cuts = round->model->cuts[round->item].at;
    for (size_t r = 0; r < round->open; r++)
        sample_set(round->model, codes_of(round, round->asked[r].unit), round->item,
                   CODE_NOT_TICKED);
    for (size_t c = 0; c < question->option_count; c++) {
        if (!question->options[c].exclusive)
            continue;
        cuts[c] = order_open(round, BY_RELUCTANCE, c, round->counts[c]);
        for (int64_t k = 0; k < round->counts[c]; k++)
            slots_of(round, round->asked[k].unit)[c] = CODE_TICKED;
        close_first(round, (size_t)round->counts[c]);
    }
    for (size_t c = 0; c < question->option_count; c++) {
        if (question->options[c].exclusive)
            continue;
        cuts[c] = order_open(round, BY_TENDENCY, c, round->counts[c]);
        for (int64_t k = 0; k < round->counts[c]; k++)
            slots_of(round, round->asked[k].unit)[c] = CODE_TICKED;
    }
    cover(round);
}

/* ---- Edits ---- */

/* Exchanges for a broken error are sought among all units, for a warning among some: most edits
 * are mended by the first few. */
enum { EXCHANGES_FOR_WARNING = 300 };

static long broken_by(const struct round *round, size_t unit)
{
    struct sample_response response = response_of(round, unit);
    return sample_broken(round->model, &response, round->item);
}

static void exchange(const struct round *round, size_t a, size_t b)
{
    size_t count = round->model->form->items[round->item].slot_count;
    uint8_t *left = slots_of(round, a), *right = slots_of(round, b);
    for (size_t s = 0; s < count; s++) {
        uint8_t code = left[s];
        left[s] = right[s];
        right[s] = code;
    }
    struct sample_response of_a = response_of(round, a), of_b = response_of(round, b);
    int64_t number = of_a.numbers[round->item];
    of_a.numbers[round->item] = of_b.numbers[round->item];
    of_b.numbers[round->item] = number;
}

/* A number can be changed by itself, if nothing was published about it. */
static void mend_number(const struct round *round, size_t unit)
{
    const struct question *question = round->model->form->items[round->item].question;
    struct sample_response response = response_of(round, unit);
    int64_t low = question->min != INT64_MIN ? question->min : 0;
    int64_t candidates[] = {low, low + NUMBER_SCALE, response.numbers[round->item]};
    if (question->type != QUESTION_NUMBER || *slots_of(round, unit) != CODE_TICKED)
        return;
    for (size_t c = 0; c < sizeof candidates / sizeof *candidates; c++) {
        response.numbers[round->item] = candidates[c];
        if (candidates[c] <= question->max && broken_by(round, unit) == 0)
            return;
    }
}

static void mend(struct round *round, size_t unit)
{
    mend_number(round, unit);
    long broken = broken_by(round, unit);
    size_t tries = broken >= BROKEN_ERROR ? round->asked_count : EXCHANGES_FOR_WARNING;
    if (tries > round->asked_count)
        tries = round->asked_count;
    int64_t chance =
        scorer_chance(&round->model->scorer, &round->answers->units[unit], round->item);
    for (size_t t = 0; t < tries && broken > 0; t++) {
        size_t other = round->asked[((size_t)chance + t) % round->asked_count].unit;
        long before = broken + broken_by(round, other);
        exchange(round, unit, other);
        long after = broken_by(round, unit) + broken_by(round, other);
        if (after >= before)
            exchange(round, unit, other);
        broken = broken_by(round, unit);
    }
}

static void mend_all(struct round *round)
{
    if (round->model->due[round->item].count == 0)
        return;
    for (size_t r = 0; r < round->asked_count; r++)
        if (broken_by(round, round->asked[r].unit) > 0)
            mend(round, round->asked[r].unit);
    for (size_t r = 0; r < round->asked_count; r++) {
        long broken = broken_by(round, round->asked[r].unit);
        round->answers->errors += broken >= BROKEN_ERROR;
        round->answers->warnings += broken % BROKEN_ERROR > 0;
    }
}

/* ---- All items ---- */

static void ask(struct round *round)
{
    round->asked_count = 0;
    for (size_t u = 0; u < round->answers->count; u++) {
        struct sample_response response = response_of(round, u);
        if (sample_asked(round->model, &response, round->item))
            round->asked[round->asked_count++] = (struct rank){.unit = u};
    }
    round->open = round->asked_count;
}

static void answer_item(struct round *round)
{
    struct sample_model *model = round->model;
    const struct sample_item *item = &model->plan.items[round->item];
    ask(round);
    round->counts = arena_array(model->arena, item->count, sizeof *round->counts);
    plan_counts(&model->plan, round->item, (int64_t)round->asked_count, round->counts);
    struct sample_cuts *cuts = &model->cuts[round->item];
    cuts->asked = (int64_t)round->asked_count;
    cuts->blank = round->counts[item->count - 1];
    cuts->at = arena_array(model->arena, item->count, sizeof *cuts->at);
    leave_blank(round);
    if (item->item->question->type == QUESTION_SINGLE)
        answer_single(round);
    else if (item->item->question->type == QUESTION_MULTIPLE)
        answer_multiple(round);
    else
        answer_number_or_text(round);
    mend_all(round);
}

/* ---- Respondents ---- */

static int by_unit(const void *a, const void *b)
{
    const struct rank *left = a, *right = b;
    return left->unit < right->unit ? -1 : left->unit > right->unit;
}

static void choose_respondents(struct sample_model *model, struct sample_answers *answers)
{
    const struct frame *frame = model->form->frame;
    answers->count = (size_t)model->plan.respondents;
    struct sample_unit *units = arena_array(model->arena, answers->count, sizeof *units);
    answers->units = units;
    for (size_t u = 0; u < answers->count && !frame; u++)
        units[u] = scorer_unit(&model->scorer, FRAME_NONE, u + 1);
    if (!frame)
        return;
    struct rank *ranks = arena_array(model->arena, frame->unit_count, sizeof *ranks);
    for (size_t row = 0; row < frame->unit_count; row++) {
        struct sample_unit unit = scorer_unit(&model->scorer, row, 0);
        ranks[row] = (struct rank){scorer_response(&model->scorer, &unit), row};
    }
    qsort(ranks, frame->unit_count, sizeof *ranks, by_score);
    qsort(ranks, answers->count, sizeof *ranks, by_unit);
    for (size_t u = 0; u < answers->count; u++)
        units[u] = scorer_unit(&model->scorer, ranks[u].unit, 0);
}

void sample_assign(struct sample_model *model, struct sample_answers *answers)
{
    *answers = (struct sample_answers){0};
    choose_respondents(model, answers);
    size_t slots = model->form->slot_count;
    answers->codes = arena_array(model->arena, answers->count, slots);
    answers->numbers =
        arena_array(model->arena, answers->count * model->form->item_count, sizeof(int64_t));
    memset(answers->codes, CODE_NOT_ASKED, answers->count * slots);
    struct round round = {.model = model, .answers = answers};
    round.asked = arena_array(model->arena, answers->count, sizeof *round.asked);
    round.work = arena_array(model->arena, answers->count, sizeof *round.work);
    for (round.item = 0; round.item < model->plan.item_count; round.item++)
        answer_item(&round);
}

void sample_recount(const struct sample_answers *answers, const struct form *form,
                    const struct sample_figure *figure, int64_t *count, int64_t *asked)
{
    const struct item *item = &form->items[figure->item];
    bool tick = item->question->type == QUESTION_MULTIPLE && figure->published->code != CODE_NA;
    size_t slot = item->slot + (tick && figure->at != SIZE_MAX ? figure->at : 0);
    int code = tick && figure->at != SIZE_MAX ? CODE_TICKED : figure->published->code;
    *count = *asked = 0;
    for (size_t u = 0; u < answers->count; u++) {
        int given = answers->codes[u * form->slot_count + slot];
        *asked += given != CODE_NOT_ASKED;
        *count += given == code;
    }
}
