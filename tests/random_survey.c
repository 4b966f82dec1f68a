/* Drawing a survey. What is likely is what matters: ties, edges of bands, gaps, empty classes. */
#include "tests/random_survey.h"

#include <stdio.h>
#include <string.h>

/* Sebastiano Vigna's splitmix64: any seed will do, 0 too. */
static uint64_t next_bits(struct random_survey *survey)
{
    uint64_t bits = survey->state += 0x9e3779b97f4a7c15;
    bits = (bits ^ bits >> 30) * 0xbf58476d1ce4e5b9;
    bits = (bits ^ bits >> 27) * 0x94d049bb133111eb;
    return bits ^ bits >> 31;
}

size_t random_below(struct random_survey *survey, size_t limit)
{
    return (size_t)(next_bits(survey) % limit);
}

static bool one_in(struct random_survey *survey, size_t limit)
{
    return random_below(survey, limit) == 0;
}

static size_t between(struct random_survey *survey, size_t least, size_t most)
{
    return least + random_below(survey, most - least + 1);
}

/* ---- Frame ---- */

static const char *const kinds[] = {"city", "town", "village"};
enum { KINDS = 3, REGIONS = 4 };

static void draw_unit(struct random_survey *survey, struct random_unit *unit, size_t number)
{
    static const int64_t edges[] = {0, 100, 400, 1000};
    snprintf(unit->code, sizeof unit->code, "U%03zu", number);
    unit->population =
        one_in(survey, 3) ? edges[random_below(survey, 4)] : (int64_t)random_below(survey, 1500);
    /* Quarters and halves are edges of the bands of shares. */
    unit->part = one_in(survey, 2) ? unit->population / 4 * (int64_t)random_below(survey, 5)
                                   : (int64_t)random_below(survey, (size_t)unit->population + 1);
    unit->kind = kinds[random_below(survey, KINDS)];
    unit->region = (int)between(survey, 1, REGIONS);
    if (number == 1)
        return; /* so that no column is empty */
    if (one_in(survey, 12))
        unit->population = -1;
    if (one_in(survey, 12))
        unit->part = -1;
    if (one_in(survey, 12))
        unit->kind = "";
    if (one_in(survey, 12))
        unit->region = 0;
}

static void draw_frame(struct random_survey *survey, struct random_form *form)
{
    form->unit_count = between(survey, 3, 60);
    form->units = arena_array(&survey->arena, form->unit_count, sizeof *form->units);
    for (size_t i = 0; i < form->unit_count; i++)
        draw_unit(survey, &form->units[i], i + 1);
}

/* ---- Expressions ---- */

/* What an expression may look at: the items before a question, or all of them. */
struct scope {
    struct random_survey *survey;
    const struct random_form *form;
    size_t item_count;
};

static const struct random_question *question_of(const struct random_form *form, size_t item)
{
    return &form->questions[form->items[item].question];
}

static const char *draw_sign(struct random_survey *survey)
{
    static const char *const signs[] = {"=", "!=", "<", "<=", ">", ">="};
    return signs[random_below(survey, 6)];
}

static int64_t draw_number(struct random_survey *survey, const struct random_question *question)
{
    int64_t range = question->max - question->min;
    int64_t step = RANDOM_SCALE;
    for (int i = 0; i < question->decimals; i++)
        step /= 10;
    /* Few values make ties, many make quartiles between them. */
    size_t values = one_in(survey, 2) ? 5 : (size_t)(range / step);
    int64_t value = question->min + step * (int64_t)random_below(survey, values + 1);
    return value > question->max ? question->max : value;
}

static int64_t draw_value(struct random_survey *survey, const struct random_question *question)
{
    if (question->type == RANDOM_NUMBER)
        return draw_number(survey, question);
    return question->options[random_below(survey, question->option_count)].code;
}

static void draw_item_term(const struct scope *scope, struct random_term *term)
{
    struct random_survey *survey = scope->survey;
    term->item = random_below(survey, scope->item_count);
    const struct random_question *question = question_of(scope->form, term->item);
    term->kind = TERM_ANSWERED;
    if (question->type == RANDOM_TEXT || one_in(survey, 6))
        return;
    term->sign = draw_sign(survey);
    term->value_count = 1;
    term->values[0] = draw_value(survey, question);
    if (question->type == RANDOM_MULTIPLE) {
        term->kind = TERM_HAS;
        return;
    }
    term->kind = TERM_COMPARE;
    if (one_in(survey, 3)) {
        term->kind = TERM_IN;
        term->value_count = between(survey, 1, RANDOM_VALUES);
        for (size_t i = 1; i < term->value_count; i++)
            term->values[i] = draw_value(survey, question);
    }
    term->other_item = random_below(survey, scope->item_count);
    if (question->type == RANDOM_NUMBER && term->other_item != term->item &&
        question_of(scope->form, term->other_item)->type == RANDOM_NUMBER) {
        term->kind = TERM_PAIR;
        term->values[0] = (int64_t)between(survey, 1, 3) * RANDOM_SCALE;
    }
}

static void draw_frame_term(const struct scope *scope, struct random_term *term)
{
    struct random_survey *survey = scope->survey;
    term->sign = draw_sign(survey);
    term->value_count = 1;
    term->values[0] = (int64_t)random_below(survey, 1200) * RANDOM_SCALE;
    term->kind = one_in(survey, 2) ? TERM_FRAME_NUMBER : TERM_FRAME_TEXT;
    term->text = scope->form->units[0].kind; /* a text that no unit has is a mistake */
}

static const struct random_term *draw_term(const struct scope *scope, size_t depth)
{
    struct random_term *term = arena_alloc(&scope->survey->arena, sizeof *term);
    *term = (struct random_term){.sign = "=", .text = ""};
    if (depth && one_in(scope->survey, 2)) {
        static const enum random_term_kind joins[] = {TERM_AND, TERM_OR, TERM_NOT};
        term->kind = joins[random_below(scope->survey, 3)];
        term->left = draw_term(scope, depth - 1);
        term->right = draw_term(scope, depth - 1);
    } else if (scope->form->framed && one_in(scope->survey, 5)) {
        draw_frame_term(scope, term);
    } else {
        draw_item_term(scope, term);
    }
    return term;
}

/* ---- Questions ---- */

static void draw_options(struct random_survey *survey, struct random_question *question)
{
    question->option_count = between(survey, 1, RANDOM_OPTIONS);
    int code = 0;
    for (size_t i = 0; i < question->option_count; i++) {
        code += (int)between(survey, 1, one_in(survey, 3) ? 41 : 1);
        question->options[i] = (struct random_option){.code = code, .text = one_in(survey, 5)};
    }
    struct random_option *last = &question->options[question->option_count - 1];
    if (one_in(survey, 4))
        last->code = 250;
    last->exclusive = question->type == RANDOM_MULTIPLE && one_in(survey, 2);
}

static void draw_limits(struct random_survey *survey, struct random_question *question)
{
    static const int64_t widths[] = {3, 1000, 900 * 1000 * 1000};
    question->decimals = (int)random_below(survey, 7);
    question->min = one_in(survey, 3) ? -50 * (int64_t)RANDOM_SCALE : 0;
    question->max = question->min + widths[random_below(survey, 3)] * RANDOM_SCALE;
}

static void add_items(struct random_form *form, struct random_question *question)
{
    question->first_item = form->item_count;
    question->item_count = question->row_count ? question->row_count : 1;
    for (size_t i = 0; i < question->item_count; i++) {
        struct random_item *item = &form->items[form->item_count++];
        item->question = (size_t)(question - form->questions);
        if (question->row_count)
            snprintf(item->id, sizeof item->id, "%.15s.r%u", question->id, (unsigned)i + 1);
        else
            snprintf(item->id, sizeof item->id, "%s", question->id);
    }
}

static void draw_question(struct random_survey *survey, struct random_form *form)
{
    static const enum random_type types[] = {RANDOM_SINGLE,   RANDOM_SINGLE,   RANDOM_SINGLE,
                                             RANDOM_MULTIPLE, RANDOM_MULTIPLE, RANDOM_NUMBER,
                                             RANDOM_NUMBER,   RANDOM_TEXT};
    struct random_question *question = &form->questions[form->question_count];
    snprintf(question->id, sizeof question->id, "%s_q%zu", form->id, form->question_count + 1);
    question->type = form->question_count ? types[random_below(survey, 8)] : RANDOM_SINGLE;
    struct scope scope = {.survey = survey, .form = form, .item_count = form->item_count};
    if (form->item_count && one_in(survey, 3))
        question->base = draw_term(&scope, 2);
    if (question->type == RANDOM_SINGLE || question->type == RANDOM_MULTIPLE)
        draw_options(survey, question);
    if (question->type == RANDOM_NUMBER)
        draw_limits(survey, question);
    if (one_in(survey, 4))
        question->row_count = between(survey, 1, RANDOM_ROWS);
    add_items(form, question);
    form->question_count++;
}

static void draw_derived(struct random_survey *survey, struct random_form *form, size_t answered)
{
    struct random_question *question = &form->questions[form->question_count];
    struct scope scope = {.survey = survey, .form = form, .item_count = answered};
    snprintf(question->id, sizeof question->id, "%s_d%zu", form->id, form->question_count + 1);
    question->type = RANDOM_SINGLE;
    question->derived = true;
    draw_options(survey, question);
    for (size_t i = 0; i < question->option_count; i++) {
        question->options[i].text = false;
        question->options[i].when = draw_term(&scope, 2);
    }
    add_items(form, question);
    form->question_count++;
}

static void draw_edit(struct random_survey *survey, struct random_form *form, size_t answered)
{
    struct random_edit *edit = &form->edits[form->edit_count++];
    struct scope scope = {.survey = survey, .form = form, .item_count = form->item_count};
    edit->when = draw_term(&scope, 1);
    edit->error = one_in(survey, 2);
    edit->items[0] = random_below(survey, answered);
    edit->items[1] = random_below(survey, answered);
    edit->item_count = edit->items[0] == edit->items[1] ? 1 : 2;
}

static void draw_questions(struct random_survey *survey, struct random_form *form)
{
    for (size_t count = between(survey, 1, RANDOM_QUESTIONS - 3); count; count--)
        draw_question(survey, form);
    size_t answered = form->item_count;
    for (size_t count = random_below(survey, 3); count; count--)
        draw_derived(survey, form, answered);
    for (size_t count = random_below(survey, RANDOM_EDITS + 1); count; count--)
        draw_edit(survey, form, answered);
}

/* ---- Answers ---- */

static struct random_answer draw_answer(struct random_survey *survey,
                                        const struct random_question *question)
{
    struct random_answer answer = {.state = ANSWER_GIVEN};
    if (one_in(survey, 7))
        answer.state = ANSWER_BLANK;
    else if (one_in(survey, 12) && question->type != RANDOM_TEXT)
        answer.state = ANSWER_BAD;
    if (question->type == RANDOM_SINGLE)
        answer.code = question->options[random_below(survey, question->option_count)].code;
    if (question->type == RANDOM_NUMBER)
        answer.number = draw_number(survey, question);
    if (question->type == RANDOM_MULTIPLE && answer.state != ANSWER_BLANK)
        answer.ticks = (uint8_t)random_below(survey, (size_t)1 << question->option_count);
    /* With the exclusive option among others there would be little else. */
    if (question->type == RANDOM_MULTIPLE && one_in(survey, 3))
        answer.ticks = (uint8_t)(1U << random_below(survey, question->option_count));
    if (answer.state == ANSWER_BLANK)
        answer.ticks = 0;
    return answer;
}

static void draw_response(struct random_survey *survey, const struct random_form *form,
                          struct random_response *response)
{
    response->typed = arena_array(&survey->arena, form->item_count, sizeof *response->typed);
    response->answers = arena_array(&survey->arena, form->item_count, sizeof *response->answers);
    for (size_t i = 0; i < form->item_count; i++)
        if (!question_of(form, i)->derived)
            response->typed[i] = draw_answer(survey, question_of(form, i));
}

/* Nobody, some, or everybody; without a frame now and then more than a counter of one byte holds.
 */
static size_t draw_count(struct random_survey *survey, const struct random_form *form)
{
    if (one_in(survey, 8))
        return 0;
    if (form->framed)
        return one_in(survey, 4) ? form->unit_count : between(survey, 1, form->unit_count);
    return one_in(survey, 5) ? between(survey, 250, 800) : between(survey, 1, 60);
}

static void draw_responses(struct random_survey *survey, struct random_form *form)
{
    form->response_count = draw_count(survey, form);
    size_t units = form->framed ? form->unit_count : form->response_count;
    form->responses = arena_array(&survey->arena, units + 1, sizeof *form->responses);
    size_t *order = arena_array(&survey->arena, units + 1, sizeof *order);
    for (size_t i = 0; i < units; i++)
        order[i] = i;
    for (size_t i = 0; i < form->response_count; i++) {
        size_t other = between(survey, i, units - 1), chosen = order[other];
        order[other] = order[i];
        form->responses[i].unit = chosen;
        draw_response(survey, form, &form->responses[i]);
    }
}

/* ---- Breakdowns ---- */

static void draw_edges(struct random_survey *survey, struct random_banner *banner)
{
    static const int64_t sizes[] = {100, 400, 1000}, shares[] = {25, 50, 100};
    const int64_t *edges = banner->kind == BREAK_SIZE ? sizes : shares;
    for (size_t i = 0; i < RANDOM_EDGES; i++)
        if (!one_in(survey, 3))
            banner->edges[banner->edge_count++] = edges[i];
    if (!banner->edge_count)
        banner->edges[banner->edge_count++] = edges[1];
}

/* A single-answer item of the form; its first question is one. */
static void draw_banner_item(struct random_survey *survey, const struct random_form *form,
                             struct random_banner *banner)
{
    size_t item;
    do
        item = random_below(survey, form->item_count);
    while (question_of(form, item)->type != RANDOM_SINGLE);
    memcpy(banner->item, form->items[item].id, sizeof banner->item);
    banner->kind = BREAK_QUESTION;
}

/* One of those before, but no cross: crosses of crosses have more classes than units. */
static size_t draw_side(struct random_survey *survey, size_t position)
{
    size_t side = random_below(survey, position);
    return survey->banners[side].kind == BREAK_CROSS ? 0 : side;
}

/* The banners of the first form come first, so that crosses name two of one form. */
static void draw_banner(struct random_survey *survey, size_t form_index)
{
    const struct random_form *form = &survey->forms[form_index];
    size_t position = survey->banner_count;
    struct random_banner *banner = &survey->banners[position];
    snprintf(banner->id, sizeof banner->id, "b%zu", position);
    if (position > 1 && form_index == 0 && one_in(survey, 3)) {
        banner->kind = BREAK_CROSS;
        banner->left = draw_side(survey, position);
        banner->right = draw_side(survey, position);
    } else if (form->framed && !one_in(survey, 3)) {
        static const enum random_banner_kind framed[] = {BREAK_KIND, BREAK_REGION, BREAK_SIZE,
                                                         BREAK_SHARE};
        banner->kind = framed[random_below(survey, 4)];
        if (banner->kind == BREAK_SIZE || banner->kind == BREAK_SHARE)
            draw_edges(survey, banner);
    } else {
        draw_banner_item(survey, form, banner);
    }
    survey->banner_count++;
}

static void draw_banners(struct random_survey *survey)
{
    survey->banners[survey->banner_count++] =
        (struct random_banner){.id = "b0", .kind = BREAK_TOTAL};
    for (size_t count = random_below(survey, RANDOM_BANNERS - 2); count; count--)
        draw_banner(survey, 0);
    if (survey->form_count > 1)
        draw_banner(survey, 1);
}

/* ---- The survey ---- */

void random_survey_make(struct random_survey *survey, const char *id, uint64_t seed)
{
    *survey = (struct random_survey){.state = seed};
    snprintf(survey->id, sizeof survey->id, "%s", id);
    survey->form_count = between(survey, 1, RANDOM_FORMS);
    survey->inverse = one_in(survey, 3);
    for (size_t i = 0; i < survey->form_count; i++) {
        struct random_form *form = &survey->forms[i];
        snprintf(form->id, sizeof form->id, "%c", 'a' + (char)i);
        form->framed = !one_in(survey, 3);
        if (form->framed)
            draw_frame(survey, form);
        draw_questions(survey, form);
        draw_responses(survey, form);
    }
    draw_banners(survey);
}

void random_survey_release(struct random_survey *survey)
{
    arena_release(&survey->arena);
}
