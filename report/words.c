/*
 * Words for tables. A base is translated token by token from the expression language of the
 * codebook, which has few words; what it does not know it leaves as written.
 */
#include "report/words.h"

#include "common/config.h"
#include "common/table_words.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *words_type(const struct question *question)
{
    if (question->derived)
        return "派生変数";
    switch (question->type) {
    case QUESTION_SINGLE:
        return "単一回答";
    case QUESTION_MULTIPLE:
        return "複数回答";
    case QUESTION_NUMBER:
        return "数値";
    case QUESTION_TEXT:
        return "自由記述";
    }
    abort();
}

bool words_says_done(const struct question *question)
{
    return question->derived && question->option_count == 2 &&
           table_word_is_yes(question->options[0].label);
}

const char *words_number(const struct question *question)
{
    return *question->number != '\0' ? question->number : question->id;
}

/* An option has its own source or its question's. */
static const char *option_source(const struct question *question, const struct option *option)
{
    return option->source != NULL ? option->source : question->source;
}

const char *words_answer(struct arena *arena, const struct question *question, size_t answer)
{
    if (answer == question->option_count)
        return code_label(question, CODE_NA);
    if (answer > question->option_count)
        return code_label(question, CODE_INVALID);
    const struct option *option = &question->options[answer];
    bool reconstructed =
        strcmp(option_source(question, option), "X") == 0 && strcmp(question->source, "X") != 0;
    return arena_printf(arena, "%d. %s%s", option->code, option->label,
                        reconstructed ? WORD_RECONSTRUCTED : "");
}

const char *words_unit(const struct item *item)
{
    if (item->row != NULL && item->row->unit != NULL)
        return item->row->unit;
    return item->question->unit;
}

const char *words_column(struct arena *arena, const struct cells *cells, size_t item, size_t answer)
{
    const struct question *question = cells->form->items[item].question;
    const struct counts *counts = &cells->counts[item];
    if (answer < counts->answer_count)
        return words_answer(arena, question, answer);
    const struct subtotal *subtotal = counts->subtotals[answer - counts->answer_count];
    struct str codes = {0};
    for (size_t i = 0; i < subtotal->option_count; i++)
        str_appendf(&codes, "%s%d", i > 0 ? WORD_SUBTOTAL_SIGN : "",
                    question->options[subtotal->options[i]].code);
    const char *text = arena_printf(arena, WORD_SUBTOTAL "%s" WORD_SUBTOTAL_CODES "%s）",
                                    subtotal->label, str_text(&codes));
    str_release(&codes);
    return text;
}

const char *words_source(const char *source)
{
    if (strcmp(source, "R") == 0)
        return "R（報告書に記載）";
    if (strcmp(source, "L") == 0)
        return "L（後の公表資料に記載）";
    if (strcmp(source, "X") == 0)
        return "X（再構成）";
    return source;
}

void append_whole(struct str *str, int64_t value)
{
    char digits[32];
    int length = snprintf(digits, sizeof digits, "%" PRId64, value);
    for (int i = 0; i < length; i++) {
        str_append_char(str, digits[i]);
        int left = length - 1 - i;
        if (left > 0 && left % 3 == 0 && digits[i] != '-')
            str_append_char(str, ',');
    }
}

/* ---- Bases ---- */

struct translation {
    struct str *out;
    const struct form *form;
    const struct question *subject; /* the question named last: its options name the codes */
    const char *ending;             /* of the comparison that is open, behind its value */
    bool list;                      /* between the parentheses of `in` */
};

enum { TOKEN_SIZE = 128 };

/* The next token; names, numbers and operators are tokens. Returns what follows it. */
static const char *next_token(const char *text, char token[TOKEN_SIZE])
{
    static const char word[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.";
    text += strspn(text, " \t\r\n");
    size_t sign = *text == '-', length = sign + strspn(text + sign, word);
    if (length == 0)
        length = strspn(text, "!<>=");
    if (length == 0)
        length = *text != '\0';
    size_t kept = length < TOKEN_SIZE ? length : TOKEN_SIZE - 1;
    memcpy(token, text, kept);
    token[kept] = '\0';
    return text + length;
}

struct wording {
    const char *token;
    const char *words;  /* said at once */
    const char *ending; /* said behind the value that follows; NULL: none follows */
};
static const struct wording wordings[] = {
    {"and", " かつ ", NULL},
    {"or", " 又は ", NULL},
    {"not", "次に当てはまらない：", NULL},
    {"answered", "回答あり", NULL},
    {"=", "が", ""},
    {"!=", "が", "以外"},
    {">", "が", "より大きい"},
    {">=", "が", "以上"},
    {"<", "が", "より小さい"},
    {"<=", "が", "以下"},
    {"has", "で", "を選択"},
    {"in", "が", ""},
    {"(", "（", NULL},
    {")", "）", NULL},
};

static const struct wording *find_wording(const char *token)
{
    for (size_t i = 0; i < sizeof wordings / sizeof *wordings; i++) {
        if (strcmp(wordings[i].token, token) == 0)
            return &wordings[i];
    }
    return NULL;
}

static void append_subject(struct translation *translation, const char *token)
{
    const struct item *item = form_item(translation->form, token);
    if (item == NULL) {
        translation->subject = NULL;
        str_append(translation->out, token);
        return;
    }
    translation->subject = item->question;
    str_append(translation->out, words_number(item->question));
    if (item->row != NULL)
        str_appendf(translation->out, "「%s」", item->row->label);
}

static void append_value(struct translation *translation, const char *token)
{
    const struct question *subject = translation->subject;
    const struct option *option = NULL;
    if (subject != NULL && subject->type != QUESTION_NUMBER)
        option = question_option(subject, atoi(token));
    if (option != NULL)
        str_appendf(translation->out, "「%d. %s」", option->code, option->label);
    else
        str_append(translation->out, token);
    if (translation->ending != NULL)
        str_append(translation->out, translation->ending);
    if (!translation->list)
        translation->ending = NULL;
}

/* Inside the list of `in` a comma means "or", and the parentheses say nothing. */
static bool translate_list(struct translation *translation, const char *token)
{
    if (!translation->list)
        return false;
    if (strcmp(token, ",") == 0)
        str_append(translation->out, "又は");
    else if (strcmp(token, ")") == 0)
        translation->list = false;
    else if (strcmp(token, "(") != 0)
        append_value(translation, token);
    return true;
}

static void translate_token(struct translation *translation, const char *token)
{
    if (translate_list(translation, token))
        return;
    const struct wording *wording = find_wording(token);
    if (wording != NULL) {
        str_append(translation->out, wording->words);
        translation->ending = wording->ending;
        translation->list = strcmp(token, "in") == 0;
    } else if (translation->ending != NULL) {
        append_value(translation, token);
    } else {
        append_subject(translation, token);
    }
}

const char *words_base(struct arena *arena, const struct form *form,
                       const struct question *question)
{
    if (question->base_text == NULL)
        return "全員";
    struct str out = {0};
    struct translation translation = {.out = &out, .form = form};
    char token[TOKEN_SIZE];
    const char *rest = question->base_text;
    while (*(rest += strspn(rest, " \t\r\n")) != '\0') {
        rest = next_token(rest, token);
        translate_token(&translation, token);
    }
    const char *words = arena_strdup(arena, str_text(&out));
    str_release(&out);
    return words;
}
