/*
 * Parsing expressions by recursive descent into a tree of terms, each checked against the form
 * while it is built; evaluating needs no checks then. The first mistake ends the parsing.
 */
#include "common/expression_term.h"

#include "common/frame.h"
#include "common/message.h"
#include "common/nearest.h"
#include "common/number.h"

#include <stdarg.h>
#include <string.h>

/* Deeper nesting is no condition that a person could check; it bounds the recursion. */
enum { DEPTH_LIMIT = 32 };

/* ---- Words ---- */

enum word_kind { WORD_END, WORD_NAME, WORD_NUMBER, WORD_STRING, WORD_SIGN, WORD_BAD };

struct word {
    enum word_kind kind;
    size_t offset;
    const char *text; /* of a string: without its quotes */
};

struct parser {
    struct arena *arena;
    const char *text;
    const struct form *form;
    size_t item_limit;
    struct expression_error *error;
    size_t position; /* behind the current word */
    struct word word;
    bool *items; /* named so far */
    bool uses_frame;
    int depth;
};

static struct term *fail(struct parser *parser, size_t offset, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static struct term *fail(struct parser *parser, size_t offset, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (!parser->error->text) {
        parser->error->offset = offset;
        parser->error->text = arena_vprintf(parser->arena, format, arguments);
    }
    va_end(arguments);
    return NULL;
}

static bool is_name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Names hold points (question.row); so do numbers, and letters behind digits are the number's. */
static size_t word_length(const char *at, enum word_kind *kind)
{
    size_t length = 0;
    *kind = WORD_NAME;
    if (is_digit(at[0]) || (at[0] == '-' && is_digit(at[1]))) {
        *kind = WORD_NUMBER;
        length = 1;
    }
    while (is_name_byte(at[length]) || (length && at[length] == '.'))
        length++;
    if (length)
        return length;
    *kind = WORD_SIGN;
    if ((at[0] == '!' || at[0] == '<' || at[0] == '>') && at[1] == '=')
        return 2;
    if (strchr("=<>(),", at[0]))
        return 1;
    *kind = WORD_BAD;
    return 1;
}

static void next_string(struct parser *parser, size_t start)
{
    const char *end = strchr(parser->text + start + 1, '\'');
    if (!end) {
        fail(parser, start, _("the quote is not closed"));
        parser->word.kind = WORD_BAD;
        return;
    }
    const char *text = parser->text + start + 1;
    parser->word = (struct word){
        .kind = WORD_STRING,
        .offset = start,
        .text = arena_copy(parser->arena, text, (size_t)(end - text)),
    };
    parser->position = (size_t)(end + 1 - parser->text);
}

static void next_word(struct parser *parser)
{
    size_t start = parser->position + strspn(parser->text + parser->position, " \t\n");
    const char *at = parser->text + start;
    parser->word = (struct word){.kind = WORD_END, .offset = start, .text = ""};
    if (!*at)
        return;
    if (*at == '\'') {
        next_string(parser, start);
        return;
    }
    size_t length = word_length(at, &parser->word.kind);
    parser->word.text = arena_copy(parser->arena, at, length);
    parser->position = start + length;
    if (parser->word.kind == WORD_BAD)
        fail(parser, start, _("this character has no meaning here"));
}

static bool at_word(const struct parser *parser, enum word_kind kind, const char *text)
{
    return parser->word.kind == kind && strcmp(parser->word.text, text) == 0;
}

static bool accept(struct parser *parser, enum word_kind kind, const char *text)
{
    if (!at_word(parser, kind, text))
        return false;
    next_word(parser);
    return true;
}

static bool expect_sign(struct parser *parser, const char *sign)
{
    if (accept(parser, WORD_SIGN, sign))
        return true;
    if (parser->word.kind == WORD_END)
        fail(parser, parser->word.offset, _("\"%s\" is missing at the end"), sign);
    else
        fail(parser, parser->word.offset, _("\"%s\" is expected before \"%s\""), sign,
             parser->word.text);
    return false;
}

static struct term *new_term(struct parser *parser, enum term_kind kind)
{
    struct term *term = arena_alloc(parser->arena, sizeof *term);
    term->kind = kind;
    return term;
}

/* ---- Names ---- */

static struct term *fail_at_name(struct parser *parser, const struct word *name)
{
    const struct question *question = form_question(parser->form, name->text);
    if (question && question->row_count)
        return fail(parser, name->offset, _("\"%s\" has rows: name one, such as \"%s.%s\""),
                    name->text, name->text, question->rows[0].id);
    const char **known = arena_array(parser->arena, parser->form->item_count, sizeof *known);
    for (size_t i = 0; i < parser->form->item_count; i++)
        known[i] = parser->form->items[i].id;
    const char *nearest = nearest_name(name->text, known, parser->form->item_count);
    if (nearest)
        parser->error->hint = arena_printf(parser->arena, _("did you mean \"%s\"?"), nearest);
    return fail(parser, name->offset, _("there is no item \"%s\" in form \"%s\""), name->text,
                parser->form->id);
}

/* The item of that name; NULL (a mistake) if there is none or it comes too late. */
static const struct item *find_item(struct parser *parser, const struct word *name)
{
    const struct item *item = form_item(parser->form, name->text);
    if (!item) {
        fail_at_name(parser, name);
        return NULL;
    }
    size_t position = (size_t)(item - parser->form->items);
    if (position >= parser->item_limit) {
        fail(parser, name->offset, _("\"%s\" does not come before what it decides about"),
             name->text);
        return NULL;
    }
    parser->items[position] = true;
    return item;
}

static struct term *item_term(struct parser *parser, const struct item *item, enum term_kind kind)
{
    struct term *term = new_term(parser, kind);
    term->item = (size_t)(item - parser->form->items);
    term->slot = item->slot;
    return term;
}

/* ---- Values ---- */

static bool parse_number(struct parser *parser, union value *value)
{
    if (parser->word.kind != WORD_NUMBER) {
        fail(parser, parser->word.offset, _("a number is expected here"));
        return false;
    }
    if (!number_parse(parser->word.text, &value->number)) {
        fail(parser, parser->word.offset, _("\"%s\" is no number"), parser->word.text);
        return false;
    }
    return true;
}

static bool parse_code(struct parser *parser, const struct question *question, union value *value)
{
    if (!parse_number(parser, value))
        return false;
    int64_t code = value->number / NUMBER_SCALE;
    bool whole = value->number % NUMBER_SCALE == 0;
    if (!whole || code < 1 || code > CODE_LARGEST_OPTION || !question_option(question, (int)code)) {
        fail(parser, parser->word.offset, _("\"%s\" has no option %s"), question->id,
             parser->word.text);
        return false;
    }
    value->number = code;
    return true;
}

static bool frame_has_value(const struct frame *frame, size_t column, const char *text)
{
    for (size_t unit = 0; unit < frame->unit_count; unit++)
        if (strcmp(frame_value(frame, unit, column), text) == 0)
            return true;
    return false;
}

static bool parse_frame_text(struct parser *parser, size_t column, union value *value)
{
    const struct frame *frame = parser->form->frame;
    if (parser->word.kind != WORD_STRING) {
        fail(parser, parser->word.offset, _("a quoted text is expected here"));
        return false;
    }
    value->text = parser->word.text;
    if (frame_has_value(frame, column, value->text))
        return true;
    fail(parser, parser->word.offset, _("no unit of the frame has '%s' in column \"%s\""),
         value->text, frame->columns[column]);
    return false;
}

/* One value of the term's kind, behind its sign. */
static bool parse_value(struct parser *parser, const struct term *term, union value *value)
{
    bool parsed;
    if (term->kind == TERM_FRAME_TEXT)
        parsed = parse_frame_text(parser, term->column, value);
    else if (term->kind == TERM_CODE || term->kind == TERM_HAS)
        parsed = parse_code(parser, parser->form->items[term->item].question, value);
    else
        parsed = parse_number(parser, value);
    if (parsed)
        next_word(parser);
    return parsed;
}

/* No fewer than the list has: a comma stands between two, and others may stand in texts. */
static size_t most_values(const struct parser *parser)
{
    size_t count = 1;
    for (const char *at = parser->text + parser->word.offset; *at; at++)
        count += *at == ',';
    return count;
}

/* Behind `in (`: values up to the closing parenthesis. */
static struct term *parse_values(struct parser *parser, struct term *term)
{
    union value *values = arena_array(parser->arena, most_values(parser), sizeof *values);
    term->values = values;
    do {
        if (!parse_value(parser, term, &values[term->value_count]))
            return NULL;
        term->value_count++;
    } while (accept(parser, WORD_SIGN, ","));
    return expect_sign(parser, ")") ? term : NULL;
}

/* ---- Comparisons ---- */

static const struct {
    const char *sign;
    enum comparison comparison;
} signs[] = {{"=", EQUAL},       {"!=", NOT_EQUAL}, {"<", LESS},
             {"<=", LESS_EQUAL}, {">", GREATER},    {">=", GREATER_EQUAL}};

static bool parse_comparison(struct parser *parser, enum comparison *comparison)
{
    if (accept(parser, WORD_NAME, "in")) {
        *comparison = IN;
        return expect_sign(parser, "(");
    }
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (accept(parser, WORD_SIGN, signs[i].sign)) {
            *comparison = signs[i].comparison;
            return true;
        }
    fail(parser, parser->word.offset, _("a comparison (=, !=, <, <=, >, >=, in, has) is expected"));
    return false;
}

static struct term *parse_operands(struct parser *parser, struct term *term)
{
    if (term->comparison == IN)
        return parse_values(parser, term);
    union value *value = arena_alloc(parser->arena, sizeof *value);
    if (!parse_value(parser, term, value))
        return NULL;
    term->values = value;
    term->value_count = 1;
    return term;
}

/* Numbers are compared only in columns that hold nothing else: '町' < 3 would be silently false. */
static bool check_numbers(struct parser *parser, const struct word *name, size_t column)
{
    const struct frame *frame = parser->form->frame;
    for (size_t unit = 0; unit < frame->unit_count; unit++) {
        int64_t value;
        const char *text = frame_value(frame, unit, column);
        if (!*text || frame_number(frame, unit, column, &value))
            continue;
        fail(parser, name->offset, _("column \"%s\" holds '%s', which is no number"),
             frame->columns[column], text);
        return false;
    }
    return true;
}

static struct term *fail_at_column(struct parser *parser, size_t offset, const char *column)
{
    const struct frame *frame = parser->form->frame;
    const char *nearest = nearest_name(column, frame->columns, frame->column_count);
    if (nearest)
        parser->error->hint = arena_printf(parser->arena, _("did you mean \"frame.%s\"?"), nearest);
    return fail(parser, offset, _("frame \"%s\" has no column \"%s\""), frame->id, column);
}

static struct term *parse_frame(struct parser *parser, const struct word *name)
{
    const char *column_name = name->text + strlen("frame.");
    const struct frame *frame = parser->form->frame;
    if (!frame && parser->form->frame_id)
        return fail(parser, name->offset, _("the frame \"%s\" could not be read"),
                    parser->form->frame_id);
    if (!frame)
        return fail(parser, name->offset, _("form \"%s\" has no frame"), parser->form->id);
    size_t column = frame_column(frame, column_name);
    if (column == FRAME_NONE)
        return fail_at_column(parser, name->offset, column_name);
    struct term *term = new_term(parser, TERM_FRAME_NUMBER);
    term->column = column;
    parser->uses_frame = true;
    size_t sign = parser->word.offset;
    if (!parse_comparison(parser, &term->comparison))
        return NULL;
    if (parser->word.kind == WORD_STRING) {
        term->kind = TERM_FRAME_TEXT;
        if (term->comparison >= LESS && term->comparison <= GREATER_EQUAL)
            return fail(parser, sign, _("texts can be compared by =, != and in only"));
    } else if (!check_numbers(parser, name, column)) {
        return NULL;
    }
    return parse_operands(parser, term);
}

static struct term *parse_has(struct parser *parser, const struct item *item, size_t sign)
{
    if (item->question->type != QUESTION_MULTIPLE)
        return fail(parser, sign, _("\"%s\" is no multiple question: compare it with ="), item->id);
    struct term *term = item_term(parser, item, TERM_HAS);
    union value value;
    if (!parse_value(parser, term, &value))
        return NULL;
    const struct option *option = question_option(item->question, (int)value.number);
    term->slot += (size_t)(option - item->question->options);
    return term;
}

static struct term *parse_item(struct parser *parser, const struct word *name)
{
    const struct item *item = find_item(parser, name);
    if (!item)
        return NULL;
    size_t sign = parser->word.offset;
    if (accept(parser, WORD_NAME, "has"))
        return parse_has(parser, item, sign);
    struct term *term = item_term(parser, item, TERM_CODE);
    if (!parse_comparison(parser, &term->comparison))
        return NULL;
    enum question_type type = item->question->type;
    if (type == QUESTION_MULTIPLE)
        return fail(parser, sign, _("\"%s\" is a multiple question: ask with has"), item->id);
    if (type == QUESTION_TEXT)
        return fail(parser, sign, _("\"%s\" is a text: ask with answered(%s)"), item->id, item->id);
    if (type == QUESTION_NUMBER)
        term->kind = TERM_NUMBER;
    return parse_operands(parser, term);
}

static struct term *parse_answered(struct parser *parser)
{
    if (!expect_sign(parser, "("))
        return NULL;
    struct word name = parser->word;
    if (name.kind != WORD_NAME)
        return fail(parser, name.offset, _("the name of an item is expected here"));
    next_word(parser);
    const struct item *item = find_item(parser, &name);
    if (!item || !expect_sign(parser, ")"))
        return NULL;
    struct term *term = item_term(parser, item, TERM_ANSWERED);
    term->answered_from = item->question->type == QUESTION_MULTIPLE ? CODE_NOT_TICKED : CODE_TICKED;
    return term;
}

/* ---- and, or, not ---- */

static struct term *parse_or(struct parser *parser);

static struct term *parse_parentheses(struct parser *parser)
{
    struct term *term = parse_or(parser);
    return term && expect_sign(parser, ")") ? term : NULL;
}

static struct term *parse_not(struct parser *parser);

static struct term *parse_negation(struct parser *parser)
{
    struct term *term = new_term(parser, TERM_NOT);
    term->first = parse_not(parser);
    return term->first ? term : NULL;
}

static struct term *parse_primary(struct parser *parser)
{
    struct word word = parser->word;
    if (accept(parser, WORD_NAME, "not"))
        return parse_negation(parser);
    if (accept(parser, WORD_SIGN, "("))
        return parse_parentheses(parser);
    if (accept(parser, WORD_NAME, "answered"))
        return parse_answered(parser);
    if (word.kind != WORD_NAME || expression_is_reserved(word.text))
        return fail(parser, word.offset,
                    _("a condition is expected here, such as \"q = 1\" or \"answered(q)\""));
    next_word(parser);
    if (strncmp(word.text, "frame.", strlen("frame.")) == 0)
        return parse_frame(parser, &word);
    return parse_item(parser, &word);
}

static struct term *parse_not(struct parser *parser)
{
    if (++parser->depth > DEPTH_LIMIT)
        return fail(parser, parser->word.offset, _("the condition is nested too deeply"));
    struct term *term = parse_primary(parser);
    parser->depth--;
    return term;
}

/* Operands of `word`; a single one stands for itself. */
static struct term *parse_chain(struct parser *parser, const char *word, enum term_kind kind,
                                struct term *(*parse_operand)(struct parser *))
{
    struct term *first = parse_operand(parser);
    if (!first || !at_word(parser, WORD_NAME, word))
        return first;
    struct term *chain = new_term(parser, kind);
    chain->first = first;
    while (accept(parser, WORD_NAME, word)) {
        struct term *operand = parse_operand(parser);
        if (!operand)
            return NULL;
        first->next = operand;
        first = operand;
    }
    return chain;
}

static struct term *parse_and(struct parser *parser)
{
    return parse_chain(parser, "and", TERM_AND, parse_not);
}

static struct term *parse_or(struct parser *parser)
{
    return parse_chain(parser, "or", TERM_OR, parse_and);
}

/* ---- The whole ---- */

bool expression_is_reserved(const char *name)
{
    static const char *const words[] = {"and", "or",    "not",      "in",
                                        "has", "frame", "answered", "previous"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i], name) == 0)
            return true;
    return false;
}

static void list_items(struct expression *expression, struct parser *parser)
{
    size_t *items = arena_array(parser->arena, parser->form->item_count, sizeof *items);
    for (size_t i = 0; i < parser->form->item_count; i++)
        if (parser->items[i])
            items[expression->item_count++] = i;
    expression->items = items;
}

const struct expression *expression_parse(struct arena *arena, const char *text,
                                          const struct form *form, size_t item_limit,
                                          struct expression_error *error)
{
    *error = (struct expression_error){0};
    struct parser parser = {
        .arena = arena,
        .text = text,
        .form = form,
        .item_limit = item_limit,
        .error = error,
        .items = arena_array(arena, form->item_count, sizeof(bool)),
    };
    next_word(&parser);
    const struct term *root = parse_or(&parser);
    if (root && parser.word.kind != WORD_END)
        fail(&parser, parser.word.offset, _("\"and\" or \"or\" is expected before \"%s\""),
             parser.word.text);
    if (error->text)
        return NULL;
    struct expression *expression = arena_alloc(arena, sizeof *expression);
    expression->root = root;
    expression->uses_frame = parser.uses_frame;
    list_items(expression, &parser);
    return expression;
}
