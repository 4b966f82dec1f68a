#include "report/compare_words.h"

#include "common/inference.h"
#include "common/message.h"
#include "common/round.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const struct compare_word mark_words[MARK_COUNT] = {
    {"break", "系列の断絶", N_("break")},         {"absent", "設問なし", N_("not asked")},
    {"type", "回答形式の変更", N_("other type")}, {"options", "選択肢の変更", N_("other options")},
    {"base", "対象の変更", N_("other base")},     {"wording", "設問文の変更", N_("other wording")},
    {"unit", "単位の変更", N_("other unit")},
};

const struct compare_word part_words[PART_COUNT] = {
    {"moves", "同じ客体の回答の変化", N_("answers of the same units")},
    {"blank", "同じ客体の無回答との出入り", N_("the same units, blank")},
    {"unusable", "同じ客体の不明との出入り", N_("the same units, unusable")},
    {"corrections", "照会による訂正", N_("corrections")},
    {"entry", "新たに回答した客体", N_("new respondents")},
    {"exit", "回答しなくなった客体", N_("respondents that left")},
    {"base", "対象（限定設問）の出入り", N_("asked in one wave only")},
};

const struct compare_word source_words[3] = {
    {"", "", NULL},
    {"counted", "集計値", NULL},
    {"published", "公表値", NULL},
};

const struct compare_word fate_words[4] = {
    {"renamed", "コード変更（1対1で対応）", NULL},
    {"merged", "合併", NULL},
    {"divided", "分割", NULL},
    {"gone", "対応なし", NULL},
};

/* ---- Marks ---- */

void marks_append_codes(struct str *out, unsigned marks)
{
    const char *separator = "";
    for (size_t i = 0; i < MARK_COUNT; i++) {
        if ((marks & (1U << i)) == 0)
            continue;
        str_appendf(out, "%s%s", separator, mark_words[i].code);
        separator = " ";
    }
}

unsigned marks_on_the_way(const struct series *series, size_t earlier, size_t later)
{
    unsigned marks = 0;
    for (size_t w = earlier + 1; w <= later; w++)
        marks |= w < later ? series->marks[w] & ~(unsigned)MARK_ABSENT : series->marks[w];
    return marks;
}

const char *marks_names(struct arena *arena, unsigned marks)
{
    const char *text = "";
    for (size_t i = 0; i < MARK_COUNT; i++) {
        if ((marks & (1U << i)) != 0)
            text = arena_printf(arena, "%s%s%s", text, *text == '\0' ? "" : "、",
                                mark_words[i].japanese);
    }
    return text;
}

static void append_code(struct str *list, const char *title, int code)
{
    str_appendf(list, "%s%d", list->length == 0 ? title : "、", code);
}

static bool same_option(const struct option *left, const struct option *right)
{
    bool derived = left->when_text != NULL && right->when_text != NULL;
    return strcmp(left->label, right->label) == 0 &&
           (!derived || strcmp(left->when_text, right->when_text) == 0);
}

enum { OPTIONS_ADDED, OPTIONS_REMOVED, OPTIONS_ALTERED, OPTION_LISTS };

static void list_options(struct str lists[OPTION_LISTS], const struct question *former,
                         const struct question *now)
{
    for (size_t i = 0; i < now->option_count; i++) {
        const struct option *option = &now->options[i];
        const struct option *other = question_option(former, option->code);
        if (other == NULL)
            append_code(&lists[OPTIONS_ADDED], "追加 ", option->code);
        else if (!same_option(option, other))
            append_code(&lists[OPTIONS_ALTERED], "表記・定義 ", option->code);
    }
    for (size_t i = 0; i < former->option_count; i++) {
        if (question_option(now, former->options[i].code) == NULL)
            append_code(&lists[OPTIONS_REMOVED], "削除 ", former->options[i].code);
    }
}

static const char *options_text(struct arena *arena, const struct item *earlier,
                                const struct item *later)
{
    struct str lists[OPTION_LISTS] = {0};
    const char *text = "";
    if (earlier == NULL)
        return text;
    list_options(lists, earlier->question, later->question);
    for (size_t i = 0; i < OPTION_LISTS; i++) {
        const char *separator = *text == '\0' || lists[i].length == 0 ? "" : "；";
        text = arena_printf(arena, "%s%s%s", text, separator, str_text(&lists[i]));
        str_release(&lists[i]);
    }
    return text;
}

const char *item_marks_text(struct arena *arena, const struct item *earlier,
                            const struct item *later, unsigned marks)
{
    const char *text = "";
    for (size_t i = 0; i < MARK_COUNT; i++) {
        const char *detail = "";
        if ((marks & (1U << i)) == 0)
            continue;
        if (1U << i == MARK_BREAK)
            detail = later->question->break_reason;
        if (1U << i == MARK_OPTIONS)
            detail = options_text(arena, earlier, later);
        text = arena_printf(arena, "%s%s%s%s%s%s", text, *text == '\0' ? "" : "、",
                            mark_words[i].japanese, *detail == '\0' ? "" : "（", detail,
                            *detail == '\0' ? "" : "）");
    }
    return text;
}

const char *marks_text(struct arena *arena, const struct series *series, size_t wave)
{
    size_t former;
    bool known = series_former(series, wave, &former);
    return item_marks_text(arena, known ? series->items[former] : NULL, series->items[wave],
                           series->marks[wave]);
}

/* ---- Figures ---- */

/* With fewer the chi-square distribution is no good approximation; 25 is where textbooks draw the
 * line. */
enum { FEW_MOVED = 25 };

struct move_test test_moves(const struct split *split)
{
    struct mcnemar test = mcnemar_test(split->gained, split->lost);
    if (split->gained + split->lost < FEW_MOVED)
        return (struct move_test){.method = "exact", .statistic = NAN, .p = test.exact};
    return (struct move_test){
        .method = "chi-square", .statistic = test.corrected, .p = test.corrected_p};
}

char *p_text(char buffer[P_TEXT_SIZE], double p)
{
    buffer[0] = '\0';
    if (!isnan(p))
        snprintf(buffer, P_TEXT_SIZE, "%.4g", p);
    return buffer;
}

char *median_text(char buffer[MEDIAN_TEXT_SIZE], const struct open_value *value)
{
    /* Half a millionth is 5 · 10^-7. */
    decimal_text(buffer, 5 * value->median, NUMBER_DECIMALS + 1);
    size_t length = strlen(buffer);
    while (buffer[length - 1] == '0')
        length--;
    length -= buffer[length - 1] == '.';
    buffer[length] = '\0';
    return buffer;
}

char *points_text(char *buffer, int64_t tenths)
{
    buffer[0] = '+';
    decimal_text(tenths > 0 ? buffer + 1 : buffer, tenths, 1);
    return buffer;
}
