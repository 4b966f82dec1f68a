/*
 * One unit by itself: the same scores as in an exact sample, cut where that one was cut. So the
 * shares of a million invented units are near the published ones, and no unit needs another.
 */
#include "ingest/sample_assign.h"

#include <string.h>

/* True for `blank` of `asked` units. */
static bool stays_blank(const struct sample_model *model, const struct sample_unit *unit, size_t i)
{
    const struct sample_cuts *cuts = &model->cuts[i];
    int64_t chance = scorer_chance(&model->scorer, unit, i) >> 31; /* of 2^32 */
    return cuts->asked > 0 && chance * cuts->asked < cuts->blank << 32;
}

/* The last option that anybody gave takes the rest. */
static int single_code(const struct sample_model *model, const struct sample_unit *unit, size_t i)
{
    const struct question *question = model->form->items[i].question;
    const struct sample_cuts *cuts = &model->cuts[i];
    int64_t score = scorer_score(&model->scorer, unit, i, 0);
    int code = CODE_NA;
    for (size_t c = 0; c < question->option_count; c++) {
        if (cuts->at[c] == INT64_MAX)
            continue;
        code = question->options[c].code;
        if (score >= cuts->at[c])
            break;
    }
    return code;
}

static bool tick_exclusive(const struct sample_model *model, const struct sample_unit *unit,
                           size_t i, uint8_t *slots)
{
    const struct question *question = model->form->items[i].question;
    int64_t reluctance = sample_reluctance(model, unit, i);
    for (size_t c = 0; c < question->option_count; c++)
        if (question->options[c].exclusive && model->cuts[i].at[c] != INT64_MAX &&
            reluctance >= model->cuts[i].at[c]) {
            slots[c] = CODE_TICKED;
            return true;
        }
    return false;
}

/* Ticks every option whose cut is reached, else the one that comes nearest. */
static void tick_options(const struct sample_model *model, const struct sample_unit *unit, size_t i,
                         uint8_t *slots)
{
    const struct question *question = model->form->items[i].question;
    size_t nearest = SIZE_MAX;
    int64_t best = INT64_MIN;
    for (size_t c = 0; c < question->option_count; c++) {
        if (question->options[c].exclusive || model->cuts[i].at[c] == INT64_MAX)
            continue;
        int64_t above = scorer_score(&model->scorer, unit, i, c) - model->cuts[i].at[c];
        if (above >= 0)
            slots[c] = CODE_TICKED;
        if (above > best) {
            best = above;
            nearest = c;
        }
    }
    if (nearest != SIZE_MAX)
        slots[nearest] = CODE_TICKED;
    else
        memset(slots, CODE_NA, question->option_count);
}

static void draw_item(const struct sample_model *model, const struct sample_response *response,
                      size_t i)
{
    const struct item *item = &model->form->items[i];
    uint8_t *slots = response->codes + item->slot;
    if (model->cuts[i].asked == 0 || stays_blank(model, response->unit, i)) {
        sample_set(model, response->codes, i, CODE_NA);
        return;
    }
    switch (item->question->type) {
    case QUESTION_SINGLE:
        *slots = (uint8_t)single_code(model, response->unit, i);
        return;
    case QUESTION_MULTIPLE:
        sample_set(model, response->codes, i, CODE_NOT_TICKED);
        if (!tick_exclusive(model, response->unit, i, slots))
            tick_options(model, response->unit, i, slots);
        return;
    case QUESTION_NUMBER:
        response->numbers[i] = sample_number(model, response->unit, i);
        *slots = CODE_TICKED;
        return;
    case QUESTION_TEXT:
        *slots = CODE_TICKED;
        return;
    }
}

/* Tries other answers to the item; if all break an edit, it stays blank unless that is worse. */
static void mend_item(const struct sample_model *model, const struct sample_response *response,
                      size_t i)
{
    const struct question *question = model->form->items[i].question;
    uint8_t *slot = response->codes + model->form->items[i].slot;
    long broken = sample_broken(model, response, i);
    if (broken == 0)
        return;
    if (question->type == QUESTION_NUMBER && *slot == CODE_TICKED) {
        response->numbers[i] = question->min != INT64_MIN ? question->min : 0;
        if (response->numbers[i] <= question->max && sample_broken(model, response, i) == 0)
            return;
    }
    uint8_t drawn = *slot;
    for (size_t c = 0; question->type == QUESTION_SINGLE && c < question->option_count; c++) {
        *slot = (uint8_t)question->options[c].code;
        if (model->cuts[i].at[c] != INT64_MAX && sample_broken(model, response, i) == 0)
            return;
    }
    *slot = drawn;
    if (broken >= BROKEN_ERROR || question->type == QUESTION_NUMBER)
        sample_set(model, response->codes, i, CODE_NA);
}

void sample_draw(const struct sample_model *model, const struct sample_response *response)
{
    memset(response->codes, CODE_NOT_ASKED, model->form->slot_count);
    for (size_t i = 0; i < model->plan.item_count; i++) {
        if (!sample_asked(model, response, i))
            continue;
        draw_item(model, response, i);
        if (model->due[i].count > 0)
            mend_item(model, response, i);
    }
}
