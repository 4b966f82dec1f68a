#include "ingest/normalise.h"

#include "ingest/check.h"

#include <stdlib.h>
#include <string.h>
#include <uchar.h>
#include <uninorm.h>
#include <unistr.h>

/* Bytes; the longest label of a survey has some 150. Longer texts are refused unread. */
enum { CHOICE_LONGEST = 4096 };

const char *reading_rule_name(enum reading_rule rule)
{
    static const char *const names[] = {
        [RULE_PLAIN] = "plain",
        [RULE_WIDTH] = "width",
        [RULE_PUNCTUATION] = "punctuation",
        [RULE_ENCLOSED] = "enclosed number",
        [RULE_LABEL] = "label",
        [RULE_CODE_LABEL] = "number and label",
        [RULE_REMARK] = "remark",
        [RULE_COMMAS] = "thousands commas",
        [RULE_UNIT] = "unit",
        [RULE_TICK] = "tick",
        [RULE_NO_TICK] = "no tick",
        [RULE_CORRECTION] = "correction",
    };
    return names[rule];
}

/* ---- Characters ---- */

/* A part of the text as typed. */
struct span {
    const char *at, *end;
};

static bool is_empty(const struct span *span)
{
    return span->at == span->end;
}

/* The first character; 0 at the end. `length` is its bytes, at least 1 before the end. */
static ucs4_t first_character(const struct span *span, size_t *length)
{
    ucs4_t point = 0;
    *length = 0;
    if (!is_empty(span))
        *length =
            (size_t)u8_mbtouc(&point, (const uint8_t *)span->at, (size_t)(span->end - span->at));
    return point;
}

static ucs4_t take_character(struct span *span)
{
    size_t length;
    ucs4_t point = first_character(span, &length);
    span->at += length;
    return point;
}

static bool is_one_of(ucs4_t point, const char32_t *points)
{
    while (*points && *points != point)
        points++;
    return point && *points == point;
}

static bool is_space(ucs4_t point)
{
    return is_one_of(point, U" \t\r\n\u00A0\u3000");
}

static struct span trimmed(struct span span)
{
    size_t length;
    while (is_space(first_character(&span, &length)))
        span.at += length;
    const char *end = span.at;
    for (struct span rest = span; !is_empty(&rest);)
        if (!is_space(take_character(&rest)))
            end = rest.at;
    span.end = end;
    return span;
}

/* ---- Keys ---- */

/* NFKC makes ～ and － of CP932 to ~ and -, but leaves the characters that other programs write in
 * their place: these become what CP932 has. */
static ucs4_t as_in_cp932(ucs4_t point)
{
    static const struct {
        ucs4_t other, cp932;
    } pairs[] = {
        {0x301C, 0xFF5E}, /* 〜 ～ */
        {0x2212, 0xFF0D}, /* − － */
        {0x2016, 0x2225}, /* ‖ ∥ */
        {0x2014, 0x2015}, /* — ― */
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (pairs[i].other == point)
            return pairs[i].cp932;
    return point;
}

/* Without white space, as in CP932; all of these have three bytes or become shorter. */
static size_t fold_characters(uint8_t *folded, const char *text, size_t length)
{
    size_t count = 0;
    for (struct span rest = {text, text + length}; !is_empty(&rest);) {
        ucs4_t point = as_in_cp932(take_character(&rest));
        if (is_space(point))
            continue;
        int bytes = u8_uctomb(folded + count, point, (ptrdiff_t)(length - count));
        if (bytes < 0)
            abort();
        count += (size_t)bytes;
    }
    return count;
}

const char *answer_key(struct arena *arena, const char *text, size_t length)
{
    uint8_t buffer[512]; /* most labels fit: no allocation */
    size_t size = sizeof buffer;
    if (u8_check((const uint8_t *)text, length))
        return NULL;
    uint8_t *folded = arena_alloc(arena, length + 1);
    length = fold_characters(folded, text, length);
    uint8_t *normal = u8_normalize(UNINORM_NFKC, folded, length, buffer, &size);
    if (!normal)
        abort(); /* out of memory: the text is valid */
    char *key = arena_alloc(arena, size + 1);
    /* NFKC turns some spaces (U+2003, U+2009) into plain ones */
    size_t count = 0;
    for (size_t i = 0; i < size; i++)
        if (normal[i] != ' ')
            key[count++] = (char)normal[i];
    if (normal != buffer)
        free(normal);
    return key;
}

/* ---- Labels ---- */

struct choices {
    struct arena *arena;
    const struct question *question;
    const char **keys; /* of the labels; NULL until one is asked for */
};

static const char *label_key(struct choices *choices, size_t index)
{
    const struct question *question = choices->question;
    if (!choices->keys) {
        choices->keys = arena_array(choices->arena, question->option_count, sizeof *choices->keys);
        for (size_t i = 0; i < question->option_count; i++) {
            const char *label = question->options[i].label;
            choices->keys[i] = answer_key(choices->arena, label, strlen(label));
        }
    }
    return choices->keys[index];
}

/* As it stands in the codebook: whole files are filled in like this, so it must be fast. */
static const struct option *labelled_exactly(const struct question *question,
                                             const struct span *span)
{
    size_t length = (size_t)(span->end - span->at);
    for (size_t i = 0; i < question->option_count; i++)
        if (strncmp(question->options[i].label, span->at, length) == 0 &&
            !question->options[i].label[length])
            return &question->options[i];
    return NULL;
}

/* The option with this label; NULL if there is none or more than one. */
static const struct option *labelled(struct choices *choices, const struct span *span)
{
    const struct option *found = labelled_exactly(choices->question, span);
    if (found || is_empty(span))
        return found;
    const char *key = answer_key(choices->arena, span->at, (size_t)(span->end - span->at));
    if (!key || !*key)
        return NULL;
    for (size_t i = 0; i < choices->question->option_count; i++) {
        const char *label = label_key(choices, i);
        if (!label || strcmp(label, key) != 0)
            continue;
        if (found)
            return NULL;
        found = &choices->question->options[i];
    }
    return found;
}

/* ---- Numbers of options ---- */

static int digit_value(ucs4_t point)
{
    if (point >= '0' && point <= '9')
        return (int)(point - '0');
    return point >= 0xFF10 && point <= 0xFF19 ? (int)(point - 0xFF10) : -1;
}

/* ① ⑴ ⒈ ⓫ ⓵ ❶ ➀ ➊ ㉑ ㊱ and those that follow them; 0 for any other character. */
static int enclosed_number(ucs4_t point)
{
    static const struct {
        ucs4_t first, last;
        int number;
    } ranges[] = {
        {0x2460, 0x2473, 1},  {0x2474, 0x2487, 1},  {0x2488, 0x249B, 1}, {0x24EB, 0x24F4, 11},
        {0x24F5, 0x24FE, 1},  {0x2776, 0x277F, 1},  {0x2780, 0x2789, 1}, {0x278A, 0x2793, 1},
        {0x3251, 0x325F, 21}, {0x32B1, 0x32BF, 36},
    };
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (point >= ranges[i].first && point <= ranges[i].last)
            return (int)(point - ranges[i].first) + ranges[i].number;
    return 0;
}

/* All digits at the start; false if there are none or more than a code has. */
static bool take_digits(struct span *span, int *code, bool *wide)
{
    enum { DIGITS_MOST = 3 };
    size_t length;
    int count = 0;
    *code = 0;
    *wide = false;
    for (int digit; (digit = digit_value(first_character(span, &length))) >= 0; count++) {
        *code = count < DIGITS_MOST ? *code * 10 + digit : 0;
        *wide = *wide || length > 1;
        span->at += length;
    }
    return count > 0 && count <= DIGITS_MOST;
}

/* 1, １, ① or (1) at the start. */
static bool take_number(struct span *span, int *code, enum reading_rule *rule)
{
    bool wide;
    struct span rest = *span;
    ucs4_t point = take_character(&rest);
    *rule = RULE_ENCLOSED;
    if ((*code = enclosed_number(point)) > 0) {
        *span = rest;
        return true;
    }
    if (is_one_of(point, U"(（")) {
        bool closed = take_digits(&rest, code, &wide) && is_one_of(take_character(&rest), U")）");
        if (closed)
            *span = rest;
        return closed;
    }
    if (!take_digits(span, code, &wide))
        return false;
    *rule = wide ? RULE_WIDTH : RULE_PLAIN;
    return true;
}

/* ---- One answer ---- */

/* 1． and its like end a number; 1、 might be the beginning of a list. */
static bool ends_number(ucs4_t point)
{
    return is_one_of(point, U".．:：)）。");
}

static bool parts_number_and_label(ucs4_t point)
{
    return ends_number(point) || is_one_of(point, U"、,，・･-－−―—ー＝=");
}

/* What stands behind the number of an option: nothing, punctuation or a label. */
static enum choice read_behind_number(struct choices *choices, struct span rest,
                                      const struct option *option, enum reading_rule *rule)
{
    size_t length;
    int other;
    enum reading_rule ignored;
    rest = trimmed(rest);
    ucs4_t point = first_character(&rest, &length);
    if (parts_number_and_label(point))
        rest.at += length;
    rest = trimmed(rest);
    if (is_empty(&rest)) {
        if (point)
            *rule = RULE_PUNCTUATION;
        return !point || ends_number(point) ? CHOICE_ONE : CHOICE_NONE;
    }
    struct span number = rest;
    if (take_number(&number, &other, &ignored) && is_empty(&number))
        return CHOICE_NONE; /* 1、3, whatever the label of 1 is */
    const struct option *by_label = labelled(choices, &rest);
    *rule = RULE_CODE_LABEL;
    return !by_label ? CHOICE_NONE : by_label == option ? CHOICE_ONE : CHOICE_CONTRADICTION;
}

/* A label, or a number with or without its label. */
static enum choice read_one(struct choices *choices, struct span span, const struct option **option,
                            enum reading_rule *rule)
{
    int code;
    span = trimmed(span);
    *option = labelled(choices, &span);
    *rule = RULE_LABEL;
    if (*option)
        return CHOICE_ONE;
    if (!take_number(&span, &code, rule))
        return CHOICE_NONE;
    *option = question_option(choices->question, code);
    return *option ? read_behind_number(choices, span, *option, rule) : CHOICE_NONE;
}

/* ---- Remarks ---- */

/* Parts the text from the brackets at its end; false if there are none or nothing before them. */
static bool part_remark(struct span *span, struct span *remark)
{
    struct span rest = trimmed(*span), found = {rest.at, rest.at};
    const char *start = rest.at, *end = rest.end;
    int depth = 0;
    while (!is_empty(&rest)) {
        const char *at = rest.at;
        ucs4_t point = take_character(&rest);
        if (is_one_of(point, U"(（〔［") && depth++ == 0)
            found.at = at;
        if (is_one_of(point, U")）〕］") && --depth == 0)
            found.end = rest.at;
        if (depth < 0)
            return false;
    }
    if (depth != 0 || found.end != end || found.at == start || found.end == start)
        return false;
    *remark = found;
    span->end = found.at;
    return true;
}

/* True if the remark has the number of another option; 5年, 4月 and 1日 are dates. */
static bool has_other_number(const struct choices *choices, struct span remark,
                             const struct option *option)
{
    while (!is_empty(&remark)) {
        size_t length;
        bool wide;
        int code = enclosed_number(first_character(&remark, &length));
        const char *start = remark.at;
        bool enclosed = code > 0;
        bool number = enclosed || take_digits(&remark, &code, &wide);
        if (enclosed || remark.at == start)
            remark.at += length;
        bool date = !enclosed && is_one_of(first_character(&remark, &length), U"年月日");
        if (number && !date && code != option->code && question_option(choices->question, code))
            return true;
    }
    return false;
}

static bool has_other_label(struct choices *choices, const char *key, const struct option *option)
{
    for (size_t i = 0; i < choices->question->option_count; i++) {
        const char *label = label_key(choices, i);
        if (&choices->question->options[i] != option && label && *label && strstr(key, label))
            return true;
    }
    return false;
}

/* True if the remark takes back what it stands behind, or leaves it open. */
static bool is_doubtful(const char *key)
{
    static const char *const doubts[] = {"?",        "未定",     "不明", "または", "又は",
                                         "あるいは", "もしくは", "訂正", "誤",     "ではな"};
    for (size_t i = 0; i < sizeof doubts / sizeof *doubts; i++)
        if (strstr(key, doubts[i]))
            return true;
    return false;
}

/* One answer with or without a remark behind it. */
static enum choice read_with_remark(struct choices *choices, struct span span,
                                    const struct option **option, enum reading_rule *rule)
{
    struct span remark;
    enum choice choice = read_one(choices, span, option, rule);
    if (choice != CHOICE_NONE || !part_remark(&span, &remark))
        return choice;
    choice = read_one(choices, span, option, rule);
    if (choice != CHOICE_ONE)
        return choice;
    *rule = RULE_REMARK;
    const char *key = answer_key(choices->arena, remark.at, (size_t)(remark.end - remark.at));
    if (!key || is_doubtful(key))
        return CHOICE_NONE;
    if (has_other_number(choices, remark, *option) || has_other_label(choices, key, *option))
        return CHOICE_SEVERAL;
    return CHOICE_ONE;
}

/* ---- Several answers ---- */

static bool is_separator(ucs4_t point)
{
    return is_space(point) || is_one_of(point, U"、,，・･/／;；&＆+＋と");
}

/* 1、3 or ①③: numbers that could be codes, whether or not they are. */
static bool are_codes(struct span span)
{
    int count = 0;
    while (!is_empty(&span)) {
        size_t length;
        int code;
        enum reading_rule rule;
        if (is_separator(first_character(&span, &length))) {
            span.at += length;
            continue;
        }
        if (!take_number(&span, &code, &rule) || code < 1 || code > CODE_LARGEST_OPTION)
            return false;
        count++;
    }
    return count > 1;
}

/* Answers with separators between them. */
static bool are_answers(struct choices *choices, struct span span)
{
    int count = 0;
    while (!is_empty(&span)) {
        size_t length;
        struct span part = {span.at, span.at};
        const struct option *option;
        enum reading_rule rule;
        while (!is_empty(&span) && !is_separator(first_character(&span, &length)))
            part.end = span.at += length;
        if (!is_empty(&part)) {
            if (read_with_remark(choices, part, &option, &rule) == CHOICE_NONE)
                return false;
            count++;
        }
        take_character(&span);
    }
    return count > 1;
}

/* ---- The cell ---- */

/* A code is plain if its digits are ASCII; what stands around it does not matter. */
static enum reading_rule rule_of_code(const char *text)
{
    struct span rest = {text, text + strlen(text)};
    while (!is_empty(&rest)) {
        ucs4_t point = take_character(&rest);
        if (point >= 0x80 && !is_space(point))
            return RULE_WIDTH;
    }
    return RULE_PLAIN;
}

enum choice read_choice(struct arena *arena, const struct question *question, const char *text,
                        const struct option **option, enum reading_rule *rule)
{
    int code;
    if (read_code(text, &code)) {
        *option = question_option(question, code);
        *rule = rule_of_code(text);
        return *option ? CHOICE_ONE : CHOICE_NONE;
    }
    size_t length = strlen(text);
    if (length > CHOICE_LONGEST)
        return CHOICE_NONE;
    struct choices choices = {.arena = arena, .question = question};
    struct span span = trimmed((struct span){text, text + length});
    enum choice choice = read_with_remark(&choices, span, option, rule);
    bool several = choice == CHOICE_NONE && (are_codes(span) || are_answers(&choices, span));
    return several ? CHOICE_SEVERAL : choice;
}
