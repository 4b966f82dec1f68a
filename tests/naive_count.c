#include "tests/naive_count.h"

#include "common/round.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Names ---- */

const struct random_form *naive_form(const struct random_survey *survey, const char *id)
{
    for (size_t i = 0; i < survey->form_count; i++)
        if (strcmp(survey->forms[i].id, id) == 0)
            return &survey->forms[i];
    return NULL;
}

const struct random_banner *naive_banner(const struct random_survey *survey, const char *id)
{
    for (size_t i = 0; i < survey->banner_count; i++)
        if (strcmp(survey->banners[i].id, id) == 0)
            return &survey->banners[i];
    return NULL;
}

size_t naive_item(const struct random_form *form, const char *id)
{
    for (size_t i = 0; i < form->item_count; i++)
        if (strcmp(form->items[i].id, id) == 0)
            return i;
    return SIZE_MAX;
}

static const struct random_question *question_of(const struct random_form *form, size_t item)
{
    return &form->questions[form->items[item].question];
}

/* ---- Expressions ---- */

static bool compare(wide left, const char *sign, wide right)
{
    bool less = left < right, equal = left == right;
    if (strcmp(sign, "=") == 0)
        return equal;
    if (strcmp(sign, "!=") == 0)
        return !equal;
    if (strcmp(sign, "<") == 0)
        return less;
    if (strcmp(sign, "<=") == 0)
        return less || equal;
    return strcmp(sign, ">") == 0 ? !less && !equal : !less;
}

static int64_t value_of(const struct random_question *question, const struct random_answer *answer)
{
    return question->type == RANDOM_NUMBER ? answer->number : answer->code;
}

static bool has_ticked(const struct random_question *question, const struct random_answer *answer,
                       int64_t code)
{
    for (size_t i = 0; i < question->option_count; i++)
        if (question->options[i].code == code && (answer->ticks >> i & 1))
            return true;
    return false;
}

static bool item_term_holds(const struct random_form *form, const struct random_response *response,
                            const struct random_term *term)
{
    const struct random_question *question = question_of(form, term->item);
    const struct random_answer *answer = &response->answers[term->item];
    const struct random_answer *other = &response->answers[term->other_item];
    if (answer->state != ANSWER_GIVEN)
        return false;
    if (term->kind == TERM_ANSWERED)
        return true;
    if (term->kind == TERM_HAS)
        return has_ticked(question, answer, term->values[0]);
    int64_t value = value_of(question, answer);
    if (term->kind == TERM_PAIR)
        return other->state == ANSWER_GIVEN && compare((wide)value * RANDOM_SCALE, term->sign,
                                                       (wide)other->number * term->values[0]);
    if (term->kind == TERM_COMPARE)
        return compare(value, term->sign, term->values[0]);
    for (size_t i = 0; i < term->value_count; i++)
        if (value == term->values[i])
            return true;
    return false;
}

static bool holds(const struct random_form *form, const struct random_response *response,
                  const struct random_term *term)
{
    const struct random_unit *unit = form->framed ? &form->units[response->unit] : NULL;
    switch (term->kind) {
    case TERM_AND:
        return holds(form, response, term->left) && holds(form, response, term->right);
    case TERM_OR:
        return holds(form, response, term->left) || holds(form, response, term->right);
    case TERM_NOT:
        return !holds(form, response, term->left);
    case TERM_FRAME_NUMBER:
        return unit->population >= 0 &&
               compare(unit->population * RANDOM_SCALE, term->sign, term->values[0]);
    case TERM_FRAME_TEXT:
        return strcmp(unit->kind, term->text) == 0;
    default:
        return item_term_holds(form, response, term);
    }
}

/* ---- Answers ---- */

static struct random_answer counted_ticks(const struct random_question *question,
                                          struct random_answer answer)
{
    int ticked = 0;
    bool exclusive = false;
    for (size_t i = 0; i < question->option_count; i++) {
        bool tick = answer.ticks >> i & 1;
        ticked += tick;
        exclusive |= tick && question->options[i].exclusive;
    }
    if (answer.state == ANSWER_BAD || (exclusive && ticked > 1))
        answer.state = ANSWER_BAD;
    else
        answer.state = ticked ? ANSWER_GIVEN : ANSWER_BLANK;
    return answer;
}

static struct random_answer derived(const struct random_form *form,
                                    const struct random_response *response,
                                    const struct random_question *question)
{
    for (size_t i = 0; i < question->option_count; i++)
        if (holds(form, response, question->options[i].when))
            return (struct random_answer){.state = ANSWER_GIVEN, .code = question->options[i].code};
    return (struct random_answer){.state = ANSWER_BLANK};
}

static void answer_items(const struct random_form *form, struct random_response *response,
                         const bool *refused)
{
    for (size_t i = 0; i < form->item_count; i++) {
        const struct random_question *question = question_of(form, i);
        struct random_answer *answer = &response->answers[i];
        *answer = response->typed[i];
        if (question->derived) {
            *answer = derived(form, response, question);
        } else if (question->base && !holds(form, response, question->base)) {
            answer->state = ANSWER_NOT_ASKED;
        } else {
            if (question->type == RANDOM_MULTIPLE)
                *answer = counted_ticks(question, *answer);
            if (refused[i])
                answer->state = ANSWER_BAD;
        }
    }
}

/* An edit of severity error refuses answers, and bases and derivations look again. */
static void answer_response(const struct random_form *form, struct random_response *response)
{
    bool refused[RANDOM_ITEMS] = {false}, again = false;
    answer_items(form, response, refused);
    for (size_t i = 0; i < form->edit_count; i++) {
        const struct random_edit *edit = &form->edits[i];
        if (!edit->error || !holds(form, response, edit->when))
            continue;
        again = true;
        for (size_t j = 0; j < edit->item_count; j++)
            refused[edit->items[j]] = true;
    }
    if (again)
        answer_items(form, response, refused);
}

void naive_answer(struct random_survey *survey)
{
    for (size_t i = 0; i < survey->form_count; i++)
        for (size_t j = 0; j < survey->forms[i].response_count; j++)
            answer_response(&survey->forms[i], &survey->forms[i].responses[j]);
}

/* ---- Classes ---- */

static int band_of(const struct random_banner *banner, int64_t numerator, int64_t denominator)
{
    int64_t unit = banner->kind == BREAK_SHARE ? 100 : 1;
    int band = 1;
    for (size_t i = 0; i < banner->edge_count; i++)
        band += numerator * unit >= banner->edges[i] * denominator;
    return band;
}

/* The class of an answer; "" if the question was not asked. */
static void answer_class(const struct random_form *form, const struct random_response *response,
                         const struct random_banner *banner, char *key)
{
    const struct random_answer *answer = &response->answers[naive_item(form, banner->item)];
    switch (answer->state) {
    case ANSWER_GIVEN:
        snprintf(key, NAIVE_KEY, "%d", answer->code);
        break;
    case ANSWER_BLANK:
        strcpy(key, "NA");
        break;
    case ANSWER_BAD:
        strcpy(key, "INVALID");
        break;
    case ANSWER_NOT_ASKED:
        *key = '\0';
    }
}

/* The class of a unit of the frame; "" for none. */
static void unit_class(const struct random_unit *unit, const struct random_banner *banner,
                       char *key)
{
    *key = '\0';
    if (banner->kind == BREAK_KIND)
        snprintf(key, NAIVE_KEY, "%s", unit->kind);
    else if (banner->kind == BREAK_REGION && unit->region)
        snprintf(key, NAIVE_KEY, "%d", unit->region);
    else if (banner->kind == BREAK_SIZE && unit->population >= 0)
        snprintf(key, NAIVE_KEY, "%d", band_of(banner, unit->population, 1));
    else if (banner->kind == BREAK_SHARE && unit->population > 0 && unit->part >= 0)
        snprintf(key, NAIVE_KEY, "%d", band_of(banner, unit->part, unit->population));
}

static void class_of(const struct random_survey *survey, const struct random_form *form,
                     const struct random_response *response, const struct random_banner *banner,
                     char *key)
{
    if (banner->kind == BREAK_TOTAL) {
        strcpy(key, "all");
    } else if (banner->kind == BREAK_QUESTION) {
        answer_class(form, response, banner, key);
    } else if (banner->kind == BREAK_CROSS) {
        char left[NAIVE_KEY], right[NAIVE_KEY];
        class_of(survey, form, response, &survey->banners[banner->left], left);
        class_of(survey, form, response, &survey->banners[banner->right], right);
        *key = '\0';
        if (*left && *right)
            snprintf(key, NAIVE_KEY, "%.30s:%.30s", left, right);
    } else {
        unit_class(&form->units[response->unit], banner, key);
    }
}

static bool in_class(const struct random_survey *survey, const struct naive_place *place,
                     const struct random_response *response)
{
    char key[NAIVE_KEY];
    class_of(survey, place->form, response, place->banner, key);
    return strcmp(key, place->class) == 0;
}

/* ---- Cells ---- */

static bool is_option(const struct random_question *question, const struct random_answer *answer,
                      const char *option)
{
    if (strcmp(option, "NA") == 0)
        return answer->state == ANSWER_BLANK;
    if (strcmp(option, "INVALID") == 0)
        return answer->state == ANSWER_BAD;
    if (answer->state != ANSWER_GIVEN)
        return false;
    int code = atoi(option);
    return question->type == RANDOM_MULTIPLE ? has_ticked(question, answer, code)
                                             : answer->code == code;
}

struct naive_cell naive_cell(const struct random_survey *survey, const struct naive_place *place,
                             const char *option)
{
    struct naive_cell cell = {0};
    const struct random_question *question = question_of(place->form, place->item);
    for (size_t i = 0; i < place->form->response_count; i++) {
        const struct random_response *response = &place->form->responses[i];
        if (!in_class(survey, place, response))
            continue;
        const struct random_answer *answer = &response->answers[place->item];
        cell.count += is_option(question, answer, option);
        cell.base += answer->state != ANSWER_NOT_ASKED;
        cell.valid += answer->state == ANSWER_GIVEN;
    }
    return cell;
}

static int ascending(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

struct naive_numbers naive_numbers(struct random_survey *survey, const struct naive_place *place)
{
    const struct random_form *form = place->form;
    struct naive_numbers numbers = {
        .values = arena_array(&survey->arena, form->response_count + 1, sizeof(int64_t))};
    for (size_t i = 0; i < form->response_count; i++) {
        const struct random_answer *answer = &form->responses[i].answers[place->item];
        if (!in_class(survey, place, &form->responses[i]) || answer->state == ANSWER_NOT_ASKED)
            continue;
        if (answer->state == ANSWER_GIVEN)
            numbers.values[numbers.n++] = answer->number;
        else
            numbers.missing++;
    }
    qsort(numbers.values, (size_t)numbers.n, sizeof *numbers.values, ascending);
    return numbers;
}

/* ---- How many there must be ---- */

static size_t unit_class_count(const struct random_form *form, const struct random_banner *banner)
{
    if (!form->framed)
        return 0;
    if (banner->kind == BREAK_SIZE || banner->kind == BREAK_SHARE)
        return banner->edge_count + 1;
    size_t count = 0;
    for (size_t i = 0; i < form->unit_count; i++) {
        char key[NAIVE_KEY], other[NAIVE_KEY];
        unit_class(&form->units[i], banner, key);
        bool known = !*key;
        for (size_t j = 0; j < i && !known; j++) {
            unit_class(&form->units[j], banner, other);
            known = strcmp(key, other) == 0;
        }
        count += !known;
    }
    return count;
}

/* Classes of a banner; 0 if it does not apply to the form. */
static size_t class_count(const struct random_survey *survey, const struct random_form *form,
                          const struct random_banner *banner)
{
    size_t item;
    switch (banner->kind) {
    case BREAK_TOTAL:
        return 1;
    case BREAK_QUESTION:
        item = naive_item(form, banner->item);
        return item == SIZE_MAX ? 0 : question_of(form, item)->option_count + 2;
    case BREAK_CROSS:
        return class_count(survey, form, &survey->banners[banner->left]) *
               class_count(survey, form, &survey->banners[banner->right]);
    default:
        return unit_class_count(form, banner);
    }
}

static size_t classes_of_form(const struct random_survey *survey, const struct random_form *form)
{
    size_t count = 0;
    for (size_t i = 0; i < survey->banner_count; i++)
        count += class_count(survey, form, &survey->banners[i]);
    return count;
}

size_t naive_cell_count(const struct random_survey *survey)
{
    size_t count = 0;
    for (size_t i = 0; i < survey->form_count; i++) {
        const struct random_form *form = &survey->forms[i];
        size_t options = 0;
        for (size_t item = 0; item < form->item_count; item++)
            if (question_of(form, item)->option_count)
                options += question_of(form, item)->option_count + 2;
        count += options * classes_of_form(survey, form);
    }
    return count;
}

size_t naive_statistic_count(const struct random_survey *survey)
{
    size_t count = 0;
    for (size_t i = 0; i < survey->form_count; i++) {
        const struct random_form *form = &survey->forms[i];
        size_t numbers = 0;
        for (size_t item = 0; item < form->item_count; item++)
            numbers += question_of(form, item)->type == RANDOM_NUMBER;
        count += numbers * classes_of_form(survey, form);
    }
    return count;
}
