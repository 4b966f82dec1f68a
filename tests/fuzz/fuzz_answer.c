/*
 * Answers: the rules for one cell on every text, and whole submissions to every form of the survey,
 * whose cells take the texts in turn.
 */
#include "common/frame.h"
#include "ingest/check.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

enum { ANSWERS_MOST = 16 };

static bool is_option(const struct question *question, int code)
{
    return question_option(question, code) != NULL;
}

/* ---- One cell ---- */

static void read_question(struct arena *arena, const struct question *question, const char *text)
{
    if (question->type == QUESTION_SINGLE && !question->derived && !is_blank(text)) {
        const struct option *option = NULL;
        enum reading_rule rule = RULE_PLAIN;
        if (read_choice(arena, question, text, &option, &rule) == CHOICE_ONE)
            fuzz_promise(option && question_option(question, option->code) == option &&
                             reading_rule_name(rule),
                         "the option of a choice");
    }
    struct amount amount = {0};
    if (question->type == QUESTION_NUMBER &&
        read_amount(arena, question->unit, text, false, &amount))
        fuzz_promise(llabs(amount.value) < NUMBER_LIMIT && amount.decimals >= 0,
                     "the size of an amount");
}

static void read_text(struct arena *arena, const struct codebook *codebook, const char *text)
{
    int code = 0;
    if (read_code(text, &code))
        fuzz_promise(code >= 0 && code <= 999999999, "the size of a code");
    fuzz_promise(tick_rule(text, read_tick(text)) <= RULE_NO_TICK, "the rule of a tick");
    fuzz_promise(!is_blank(text) || read_tick(text) == TICK_NO, "a blank is no tick");
    says_no_number(arena, text);
    answer_key(arena, text, strlen(text));
    for (size_t i = 0; i < codebook->form_count; i++) {
        const struct form *form = &codebook->forms[i];
        for (size_t j = 0; j < form->question_count; j++)
            read_question(arena, &form->questions[j], text);
    }
}

/* ---- A submission ---- */

static void promise_code(const struct item *item, const struct checked *checked, size_t index)
{
    const struct question *question = item->question;
    for (size_t i = 0; i < item->slot_count; i++) {
        uint8_t code = checked->codes[item->slot + i];
        if (code == CODE_NA || code == CODE_INVALID || code == CODE_NOT_ASKED)
            continue;
        if (question->type == QUESTION_SINGLE)
            fuzz_promise(is_option(question, code), "the code of a single answer");
        else
            fuzz_promise(code == CODE_TICKED ||
                             (code == CODE_NOT_TICKED && question->type == QUESTION_MULTIPLE),
                         "the code of a tick");
        if (question->type == QUESTION_NUMBER)
            fuzz_promise(checked->numbers[index] >= question->min &&
                             checked->numbers[index] <= question->max,
                         "a number outside its range");
    }
}

static void promise_findings(struct arena *arena, const struct checked *checked)
{
    for (size_t i = 0; i < checked->finding_count; i++)
        for (int japanese = 0; japanese <= 1; japanese++) {
            fuzz_promise(*finding_message(arena, &checked->findings[i], japanese) != '\0',
                         "a finding without a message");
            finding_hint(arena, &checked->findings[i], japanese);
        }
}

static void submit(struct arena *arena, const struct form *form, const struct raw_answer *given,
                   size_t count)
{
    struct raw_answer *answers = arena_array(arena, form->column_count, sizeof *answers);
    for (size_t i = 0; i < form->column_count; i++) {
        answers[i] = given[i % count];
        answers[i].row = (uint32_t)i + 1;
        answers[i].column = 1;
    }
    struct submission submission = {
        .form = form, .answers = answers, .unit = form->frame ? 0 : FRAME_NONE, .sheet = "s"};
    struct checked checked = {0};
    check_submission(&checked, arena, &submission);
    for (size_t i = 0; i < form->item_count; i++)
        promise_code(&form->items[i], &checked, i);
    promise_findings(arena, &checked);
}

static struct raw_answer raw_answer(char *text)
{
    struct raw_answer answer = {.text = text};
    if (*text >= 1 && *text <= 3) {
        answer.text = text + 1;
        answer.numeric = *text == 1;
        answer.error = *text == 2;
        answer.missing = *text == 3;
    }
    return answer;
}

void fuzz_answer(const uint8_t *bytes, size_t length)
{
    const struct codebook *codebook = fuzz_codebook_of(FUZZ_LIBRARY);
    struct arena arena = {0};
    struct fuzz_input input = {bytes, length};
    char *texts[ANSWERS_MOST];
    struct raw_answer answers[ANSWERS_MOST];
    size_t count = 0;
    while (count < ANSWERS_MOST && (texts[count] = fuzz_next_text(&input)) != NULL) {
        answers[count] = raw_answer(texts[count]);
        read_text(&arena, codebook, answers[count].text);
        count++;
    }
    for (size_t i = 0; count && i < codebook->form_count; i++)
        submit(&arena, &codebook->forms[i], answers, count);
    while (count)
        free(texts[--count]);
    arena_release(&arena);
}
