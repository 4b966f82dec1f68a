/*
 * Evaluating expressions. The terms were checked against the form when they were parsed, so nothing
 * can fail here; what is missing makes a comparison false.
 */
#include "common/expression_term.h"

#include "common/frame.h"

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

static bool is_among(const struct term *term, int64_t number)
{
    for (size_t i = 0; i < term->value_count; i++)
        if (term->values[i].number == number)
            return true;
    return false;
}

static bool number_holds(const struct term *term, int64_t number)
{
    switch (term->comparison) {
    case EQUAL:
    case IN:
        return is_among(term, number);
    case NOT_EQUAL:
        return !is_among(term, number);
    case LESS:
        return number < term->values[0].number;
    case LESS_EQUAL:
        return number <= term->values[0].number;
    case GREATER:
        return number > term->values[0].number;
    case GREATER_EQUAL:
        return number >= term->values[0].number;
    }
    return false;
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
    switch (term->kind) {
    case TERM_AND:
    case TERM_OR:
        for (const struct term *operand = term->first; operand; operand = operand->next)
            if (term_holds(operand, answers) != all)
                return !all;
        return all;
    case TERM_NOT:
        return !term_holds(term->first, answers);
    case TERM_CODE: {
        uint8_t code = answers->codes[term->slot];
        return code >= 1 && code <= CODE_LARGEST_OPTION && number_holds(term, code);
    }
    case TERM_NUMBER:
        return answers->codes[term->slot] == CODE_TICKED &&
               number_holds(term, answers->numbers[term->item]);
    case TERM_HAS:
        return answers->codes[term->slot] == CODE_TICKED;
    case TERM_ANSWERED:
        return answers->codes[term->slot] >= term->answered_from &&
               answers->codes[term->slot] <= CODE_LARGEST_OPTION;
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
