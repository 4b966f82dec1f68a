#include "common/codebook.h"

#include "common/expression.h"

#include <stdlib.h>
#include <string.h>

const char *codebook_year_label(struct arena *arena, int year)
{
    enum { BEFORE_REIWA = 2018 }; /* Reiwa 1 is 2019 */
    if (year <= BEFORE_REIWA)
        return arena_printf(arena, "%d年度", year);
    if (year == BEFORE_REIWA + 1)
        return arena_printf(arena, "%d年度(令和元年度)", year);
    return arena_printf(arena, "%d年度(令和%d年度)", year, year - BEFORE_REIWA);
}

const struct form *codebook_form(const struct codebook *codebook, const char *id)
{
    for (size_t i = 0; i < codebook->form_count; i++)
        if (strcmp(codebook->forms[i].id, id) == 0)
            return &codebook->forms[i];
    return NULL;
}

const struct question *form_question(const struct form *form, const char *id)
{
    for (size_t i = 0; i < form->question_count; i++)
        if (strcmp(form->questions[i].id, id) == 0)
            return &form->questions[i];
    return NULL;
}

const struct item *form_item(const struct form *form, const char *id)
{
    size_t position = names_find(&form->item_names, id);
    return position == NAMES_NONE ? NULL : &form->items[position];
}

const struct column *form_column(const struct form *form, const char *name)
{
    size_t position = names_find(&form->column_names, name);
    return position == NAMES_NONE ? NULL : &form->columns[position];
}

const struct option *question_option(const struct question *question, int code)
{
    for (size_t i = 0; i < question->option_count; i++)
        if (question->options[i].code == code)
            return &question->options[i];
    return NULL;
}

static uint8_t derived_code(const struct question *derived, const struct answers *answers)
{
    for (size_t i = 0; i < derived->option_count; i++)
        if (expression_true(derived->options[i].when, answers))
            return (uint8_t)derived->options[i].code;
    return CODE_NA;
}

void form_derive(const struct form *form, const struct frame *frame, size_t unit,
                 const int64_t *numbers, uint8_t *codes)
{
    struct answers answers = {.codes = codes, .numbers = numbers, .frame = frame, .unit = unit};
    for (size_t i = 0; i < form->question_count; i++) {
        const struct question *question = &form->questions[i];
        if (question->derived)
            codes[form->items[question->first_item].slot] = derived_code(question, &answers);
    }
}
