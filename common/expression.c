/*
 * Evaluating expressions. The terms were checked against the form when they were parsed, so nothing
 * can fail here; what is missing makes a comparison false.
 */
#include "common/expression_term.h"

#include "common/frame.h"
#include "common/round.h"

#include <string.h>

size_t expression_items(const struct expression *expression, size_t *items, size_t limit)
{
    for (size_t i = 0; i < expression->item_count && i < limit; i++)
        items[i] = expression->items[i];
    return expression->item_count;
}

bool expression_uses_frame(const struct expression *expression)
{
    return expression->uses_frame;
}

bool expression_uses_previous(const struct expression *expression)
{
    return expression->uses_previous;
}

static bool is_among(const struct term *term, int64_t number)
{
    for (size_t i = 0; i < term->value_count; i++)
        if (term->values[i].number == number)
            return true;
    return false;
}

static bool comparison_holds(enum comparison comparison, wide left, wide right)
{
    switch (comparison) {
    case EQUAL:
    case IN:
        return left == right;
    case NOT_EQUAL:
        return left != right;
    case LESS:
        return left < right;
    case LESS_EQUAL:
        return left <= right;
    case GREATER:
        return left > right;
    case GREATER_EQUAL:
        return left >= right;
    }
    return false;
}

static bool number_holds(const struct term *term, int64_t number)
{
    if (term->comparison == IN)
        return is_among(term, number);
    return comparison_holds(term->comparison, number, term->values[0].number);
}

static uint8_t code_at(const struct answer_place *place, const struct answers *answers)
{
    const struct answers *looked_at = place->previous ? answers->previous : answers;
    return looked_at ? looked_at->codes[place->slot] : CODE_NA;
}

/* The number there, scaled; false if there is none. */
static bool number_at(const struct answer_place *place, const struct answers *answers,
                      int64_t *number)
{
    if (code_at(place, answers) != CODE_TICKED)
        return false;
    *number = (place->previous ? answers->previous : answers)->numbers[place->item];
    return true;
}

/* Exact: both sides stay under 2^127, a number and a factor being under NUMBER_LIMIT. */
static bool numbers_hold(const struct term *term, const struct answers *answers)
{
    int64_t left, right;
    return number_at(&term->answer, answers, &left) && number_at(&term->other, answers, &right) &&
           comparison_holds(term->comparison, (wide)left * NUMBER_SCALE,
                            (wide)right * term->values[0].number);
}

static bool frame_number_holds(const struct term *term, const struct answers *answers)
{
    int64_t number;
    return answers->frame && answers->unit != FRAME_NONE &&
           frame_number(answers->frame, answers->unit, term->column, &number) &&
           number_holds(term, number);
}

static bool frame_text_holds(const struct term *term, const struct answers *answers)
{
    if (!answers->frame || answers->unit == FRAME_NONE)
        return false;
    const char *text = frame_value(answers->frame, answers->unit, term->column);
    if (!*text)
        return false;
    bool among = false;
    for (size_t i = 0; i < term->value_count; i++)
        among |= strcmp(term->values[i].text, text) == 0;
    return among == (term->comparison != NOT_EQUAL);
}

static bool term_holds(const struct term *term, const struct answers *answers)
{
    bool all = term->kind == TERM_AND;
    int64_t number;
    uint8_t code;
    switch (term->kind) {
    case TERM_AND:
    case TERM_OR:
        for (const struct term *operand = term->first; operand; operand = operand->next)
            if (term_holds(operand, answers) != all)
                return !all;
        return all;
    case TERM_NOT:
        return !term_holds(term->first, answers);
    case TERM_CODE:
        code = code_at(&term->answer, answers);
        return code >= 1 && code <= CODE_LARGEST_OPTION && number_holds(term, code);
    case TERM_NUMBER:
        return number_at(&term->answer, answers, &number) && number_holds(term, number);
    case TERM_NUMBERS:
        return numbers_hold(term, answers);
    case TERM_HAS:
        return code_at(&term->answer, answers) == CODE_TICKED;
    case TERM_ANSWERED:
        code = code_at(&term->answer, answers);
        return code >= term->answered_from && code <= CODE_LARGEST_OPTION;
    case TERM_FRAME_NUMBER:
        return frame_number_holds(term, answers);
    case TERM_FRAME_TEXT:
        return frame_text_holds(term, answers);
    }
    return false;
}

bool expression_true(const struct expression *expression, const struct answers *answers)
{
    return term_holds(expression->root, answers);
}
