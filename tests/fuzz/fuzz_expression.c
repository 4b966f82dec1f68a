/* Expressions: parsed for every form of the surveys, and true or false for any answers. */
#include "common/expression.h"

#include "common/frame.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

/* Every kind of code and number comes up, as the bytes want it. */
static void answer(const struct form *form, const struct fuzz_input *input, uint8_t *codes,
                   int64_t *numbers)
{
    for (size_t i = 0; i < form->slot_count; i++)
        codes[i] = input->length ? input->bytes[i % input->length] : CODE_NA;
    for (size_t i = 0; i < form->item_count; i++) {
        int64_t byte = input->length ? input->bytes[i % input->length] : 0;
        numbers[i] = (byte - 128) * (NUMBER_SCALE / 2);
    }
}

static void evaluate(struct arena *arena, const struct form *form,
                     const struct expression *expression, const struct fuzz_input *input)
{
    uint8_t *codes = arena_alloc(arena, form->slot_count);
    int64_t *numbers = arena_array(arena, form->item_count, sizeof *numbers);
    answer(form, input, codes, numbers);
    const struct answers former = {.codes = codes, .numbers = numbers};
    struct answers answers = {.codes = codes, .numbers = numbers, .frame = form->frame};
    size_t units = form->frame ? form->frame->unit_count : 1;
    for (size_t unit = 0; unit < units; unit += 1 + unit) {
        answers.unit = form->frame ? unit : FRAME_NONE;
        answers.previous = unit % 2 ? &former : NULL;
        bool first = expression_true(expression, &answers);
        fuzz_promise(first == expression_true(expression, &answers), "the same answers");
    }
    form_derive(form, form->frame, form->frame ? 0 : FRAME_NONE, numbers, codes);
}

static void parse(const struct form *form, const char *text, const struct fuzz_input *input)
{
    struct arena arena = {0};
    struct expression_error error = {0};
    const struct expression_scope scope = {form, form->item_count, "former"};
    const struct expression *expression = expression_parse(&arena, text, &scope, &error);
    if (expression) {
        size_t *items = arena_array(&arena, form->item_count, sizeof *items);
        size_t count = expression_items(expression, items, form->item_count);
        fuzz_promise(count <= form->item_count, "the number of items");
        for (size_t i = 1; i < count; i++)
            fuzz_promise(items[i - 1] < items[i], "the order of the items");
        evaluate(&arena, form, expression, input);
    } else {
        fuzz_promise(error.text && error.offset <= strlen(text), "the place of a mistake");
    }
    arena_release(&arena);
}

void fuzz_expression(const uint8_t *bytes, size_t length)
{
    struct fuzz_input input = {bytes, length};
    char *text = fuzz_next_text(&input);
    for (enum fuzz_survey survey = 0; text && survey < FUZZ_SURVEYS; survey++) {
        const struct codebook *codebook = fuzz_codebook_of(survey);
        for (size_t i = 0; i < codebook->form_count; i++)
            parse(&codebook->forms[i], text, &input);
    }
    free(text);
}
