/*
 * The rules for one unit. What an edit forbids is tried as soon as the last item it looks at is
 * answered: earlier answers stand, later ones are not there yet.
 */
#include "ingest/sample_model.h"

#include "common/expression.h"
#include "common/round.h"

#include <stdlib.h>
#include <string.h>

/* The last item an edit looks at; SIZE_MAX if it looks at none, at a derived variable, or at
 * answers to the previous survey, which a sample does not know. */
static size_t last_item(const struct sample_model *model, const struct edit *edit)
{
    const struct form *form = model->form;
    if (expression_uses_previous(edit->when))
        return SIZE_MAX;
    size_t *items = calloc(form->item_count + 1, sizeof *items);
    if (!items)
        abort();
    size_t count = expression_items(edit->when, items, form->item_count), last = SIZE_MAX;
    if (count > 0 && count <= form->item_count && items[count - 1] < model->plan.item_count)
        last = items[count - 1];
    free(items);
    return last;
}

static void find_due_edits(struct sample_model *model)
{
    const struct form *form = model->form;
    model->due = arena_array(model->arena, form->item_count, sizeof *model->due);
    for (size_t e = 0; e < form->edit_count; e++) {
        size_t last = last_item(model, &form->edits[e]);
        if (last == SIZE_MAX)
            continue;
        struct due_edits *due = &model->due[last];
        if (!due->edits)
            due->edits = arena_array(model->arena, form->edit_count, sizeof(struct edit *));
        due->edits[due->count++] = &form->edits[e];
    }
}

void sample_model_init(struct sample_model *model, struct arena *arena,
                       const struct sample_request *request)
{
    *model = (struct sample_model){.form = request->form, .arena = arena};
    scorer_init(&model->scorer, arena, request->config, request->form, request->seed);
    plan_init(&model->plan, arena, request->config, request->form, request->without);
    model->cuts = arena_array(arena, request->form->item_count, sizeof *model->cuts);
    find_due_edits(model);
}

static struct answers answers_of(const struct sample_model *model,
                                 const struct sample_response *response)
{
    return (struct answers){
        .codes = response->codes,
        .numbers = response->numbers,
        .frame = model->form->frame,
        .unit = response->unit->row,
    };
}

bool sample_asked(const struct sample_model *model, const struct sample_response *response,
                  size_t i)
{
    const struct expression *base = model->form->items[i].question->base;
    struct answers answers = answers_of(model, response);
    return !base || expression_true(base, &answers);
}

long sample_broken(const struct sample_model *model, const struct sample_response *response,
                   size_t i)
{
    struct answers answers = answers_of(model, response);
    long broken = 0;
    for (size_t e = 0; e < model->due[i].count; e++) {
        const struct edit *edit = model->due[i].edits[e];
        if (expression_true(edit->when, &answers))
            broken += edit->severity == EDIT_ERROR ? BROKEN_ERROR : 1;
    }
    return broken;
}

/* ---- Numbers ---- */

/* A question's numbers reach from its least to at most one of these beyond it, whatever its
 * largest allowed value: limits are set far above what anybody answers. */
static const int64_t reaches[] = {30, 60, 120, 240};

int64_t sample_number(const struct sample_model *model, const struct sample_unit *unit, size_t i)
{
    const struct question *question = model->form->items[i].question;
    uint64_t key = model->scorer.item_keys[i];
    int64_t reach = reaches[key % (sizeof reaches / sizeof *reaches)] * NUMBER_SCALE;
    int64_t low = question->min != INT64_MIN ? question->min : 0;
    /* Where numbers may be negative (a change, a balance) a few are. */
    if (low < -reach / 8 && question->max > 0)
        low = -reach / 8;
    if (low > question->max)
        low = question->max;
    if (question->max != INT64_MAX && question->max - low < reach)
        reach = question->max - low;
    /* The score as a position from 0 to 2^16; its cube makes small numbers frequent. */
    int64_t score = scorer_score(&model->scorer, unit, i, 0);
    int64_t position = (score + INT64_C(3) * SCORE_SPREAD) * 65536 / (INT64_C(6) * SCORE_SPREAD);
    position = position < 0 ? 0 : position > 65536 ? 65536 : position;
    int64_t value = low + (int64_t)((wide)reach * position * position * position >> 48);
    int64_t step = NUMBER_SCALE;
    for (int d = question->decimals; d > 0 && d < NUMBER_DECIMALS; d--)
        step /= 10;
    value -= value % step;
    if (value < low)
        value += step;
    return value > question->max ? low : value;
}

void sample_set(const struct sample_model *model, uint8_t *codes, size_t i, int code)
{
    const struct item *item = &model->form->items[i];
    memset(codes + item->slot, code, item->slot_count);
}

int64_t sample_reluctance(const struct sample_model *model, const struct sample_unit *unit,
                          size_t i)
{
    return -scorer_score(&model->scorer, unit, i, model->plan.items[i].count);
}
