/*
 * Texts of a questionnaire that follow from the codebook. A base is put into Japanese by scanning
 * its source text: what this scanner does not understand is shown as written, never guessed.
 */
#include "ingest/form_text.h"

#include "common/display.h"
#include "common/str.h"
#include "common/utf8.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

const char *text_shorten(struct arena *arena, const char *text, size_t limit)
{
    if (utf8_characters(text, strlen(text)) <= limit)
        return text;
    const char *end = text;
    for (size_t i = 0; i + 1 < limit; i++)
        display_next(&end);
    return arena_printf(arena, "%.*s…", (int)(end - text), text);
}

const char *form_answer_hint(const struct question *question)
{
    switch (question->type) {
    case QUESTION_SINGLE:
        return question->row_count ? "（それぞれ1つ選択）" : "（1つ選択）";
    case QUESTION_MULTIPLE:
        return question->row_count ? "（それぞれあてはまるものすべてに○）"
                                   : "（あてはまるものすべてに○）";
    case QUESTION_NUMBER:
        return "（数値）";
    case QUESTION_TEXT:
        return "（自由記述）";
    }
    abort();
}

static const char *legend(struct arena *arena, const struct question *question,
                          const char *separator, size_t label_limit)
{
    struct str text = {0};
    for (size_t i = 0; i < question->option_count; i++) {
        const struct option *option = &question->options[i];
        str_appendf(&text, "%s%d %s", i ? separator : "", option->code,
                    text_shorten(arena, option->label, label_limit));
    }
    const char *result = arena_strdup(arena, str_text(&text));
    str_release(&text);
    return result;
}

const char *form_legend(struct arena *arena, const struct question *question, const char *separator)
{
    return legend(arena, question, separator, SIZE_MAX);
}

const char *form_short_legend(struct arena *arena, const struct question *question, size_t limit)
{
    const char *text = form_legend(arena, question, "\n");
    /* Shorter labels until it fits; with very many options the list itself is cut. */
    for (size_t label = 40; utf8_characters(text, strlen(text)) > limit && label >= 4; label -= 4)
        text = legend(arena, question, "\n", label);
    return text_shorten(arena, text, limit);
}

/* ---- The base in Japanese ---- */

struct scan {
    struct arena *arena;
    const struct form *form;
    const char *at;
};

static void skip_blanks(struct scan *scan)
{
    while (isspace((unsigned char)*scan->at))
        scan->at++;
}

static bool is_name_character(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '.' || c == '-';
}

/* Takes `word` if it comes next: a name only as a whole, an operator in any surroundings. */
static bool take(struct scan *scan, const char *word)
{
    skip_blanks(scan);
    size_t length = strlen(word);
    if (strncmp(scan->at, word, length) != 0)
        return false;
    if (is_name_character(word[length - 1]) && is_name_character(scan->at[length]))
        return false;
    scan->at += length;
    return true;
}

/* A name or a number; "" if something else comes next. */
static const char *take_word(struct scan *scan)
{
    skip_blanks(scan);
    const char *begin = scan->at;
    while (is_name_character(*scan->at))
        scan->at++;
    return arena_copy(scan->arena, begin, (size_t)(scan->at - begin));
}

/* 問2, 問2の「イ 課題の抽出」, or the question's text if it has no number. */
static const char *item_reference(struct scan *scan, const struct item *item)
{
    const struct question *question = item->question;
    const char *name =
        *question->number
            ? question->number
            : arena_printf(scan->arena, "「%s」", text_shorten(scan->arena, question->text, 30));
    if (!item->row)
        return name;
    return arena_printf(scan->arena, "%sの「%s」", name, item->row->label);
}

/* 「1 設置している」 for the code that comes next; NULL if that is no option. */
static const char *take_option(struct scan *scan, const struct question *question)
{
    const char *word = take_word(scan);
    char *end;
    long code = strtol(word, &end, 10);
    if (!*word || *end || code < 1 || code > CODE_LARGEST_OPTION)
        return NULL;
    const struct option *option = question_option(question, (int)code);
    if (!option)
        return NULL;
    return arena_printf(scan->arena, "「%d %s」", option->code,
                        text_shorten(scan->arena, option->label, 30));
}

/* What follows `in`: 「1 …」または「2 …」. */
static const char *take_option_list(struct scan *scan, const struct question *question)
{
    if (!take(scan, "("))
        return NULL;
    const char *list = take_option(scan, question);
    while (list && take(scan, ",")) {
        const char *option = take_option(scan, question);
        list = option ? arena_printf(scan->arena, "%sまたは%s", list, option) : NULL;
    }
    return list && take(scan, ")") ? list : NULL;
}

static const char *number_condition(struct scan *scan, const struct item *item)
{
    static const struct {
        const char *operator, * words;
    } comparisons[] = {
        {">=", "以上の"},  {"<=", "以下の"}, {"!=", "以外の"},
        {">", "を超える"}, {"<", "未満の"},  {"=", "の"},
    };
    for (size_t i = 0; i < sizeof comparisons / sizeof *comparisons; i++) {
        if (!take(scan, comparisons[i].operator))
            continue;
        const char *value = take_word(scan);
        const char *unit = item->row && item->row->unit ? item->row->unit : item->question->unit;
        if (!*value)
            return NULL;
        return arena_printf(scan->arena, "%sの回答が%s%s%s場合", item_reference(scan, item), value,
                            unit, comparisons[i].words);
    }
    return NULL;
}

static const char *choice_condition(struct scan *scan, const struct item *item)
{
    const struct question *question = item->question;
    const char *words = "と回答した場合";
    const char *options;
    if (take(scan, "in")) {
        options = take_option_list(scan, question);
    } else if (take(scan, "has")) {
        options = take_option(scan, question);
        words = "に○をつけた場合";
    } else if (take(scan, "!=")) {
        options = take_option(scan, question);
        words = "以外を回答した場合";
    } else {
        options = take(scan, "=") ? take_option(scan, question) : NULL;
    }
    if (!options)
        return NULL;
    return arena_printf(scan->arena, "%sで%s%s", item_reference(scan, item), options, words);
}

/* One comparison; NULL if it is none that can be put into words. */
static const char *take_condition(struct scan *scan)
{
    bool answered = take(scan, "answered");
    if (answered && !take(scan, "("))
        return NULL;
    const struct item *item = form_item(scan->form, take_word(scan));
    if (!item || item->question->derived)
        return NULL;
    if (answered)
        return take(scan, ")")
                   ? arena_printf(scan->arena, "%sに回答した場合", item_reference(scan, item))
                   : NULL;
    if (item->question->type == QUESTION_NUMBER)
        return number_condition(scan, item);
    return item->question->type == QUESTION_TEXT ? NULL : choice_condition(scan, item);
}

/* Conditions joined by one kind of word; mixed `and` and `or` would need brackets to be read. */
static const char *base_in_words(struct scan *scan)
{
    const char *words = take_condition(scan);
    const char *join = NULL;
    while (words) {
        skip_blanks(scan);
        if (!*scan->at)
            return words;
        const char *next = take(scan, "and") ? "、かつ" : take(scan, "or") ? "、または" : NULL;
        if (!next || (join && strcmp(join, next) != 0))
            return NULL;
        join = next;
        const char *condition = take_condition(scan);
        words = condition ? arena_printf(scan->arena, "%s%s%s", words, join, condition) : NULL;
    }
    return NULL;
}

const char *form_base_note(struct arena *arena, const struct form *form,
                           const struct question *question)
{
    if (!question->base_text)
        return NULL;
    struct scan scan = {.arena = arena, .form = form, .at = question->base_text};
    const char *words = base_in_words(&scan);
    if (words)
        return arena_printf(arena, "※ %sのみお答えください。", words);
    return arena_printf(arena, "※ 次の条件にあてはまる場合のみお答えください： %s",
                        question->base_text);
}
