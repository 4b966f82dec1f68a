/*
 * Parsing expressions by recursive descent into a tree of terms, each checked against the form
 * while it is built; evaluating needs no checks then. The first mistake ends the parsing.
 */
#include "common/expression_term.h"
#include "common/expression_words.h"

#include "common/frame.h"
#include "common/message.h"
#include "common/nearest.h"
#include "common/number.h"

#include <string.h>

/* Deeper nesting is no condition that a person could check; it bounds the recursion. */
enum { DEPTH_LIMIT = 32 };

static struct term *new_term(struct parser *parser, enum term_kind kind)
{
    struct term *term = arena_alloc(parser->arena, sizeof *term);
    term->kind = kind;
    return term;
}

/* ---- Names ---- */

/* Before the name of an item: what was answered to it in the previous survey. */
static const char previous_prefix[] = "previous.";

static bool has_prefix(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* `id` is the name's text without the prefix. */
static void fail_at_name(struct parser *parser, const struct word *name, const char *id)
{
    const struct form *form = parser->form;
    const struct question *question = form_question(form, id);
    if (question && question->row_count) {
        parser_fail(parser, name->offset, _("\"%s\" has rows: name one, such as \"%s.%s\""),
                    name->text, name->text, question->rows[0].id);
        return;
    }
    const char **known = arena_array(parser->arena, form->item_count, sizeof *known);
    for (size_t i = 0; i < form->item_count; i++)
        known[i] = form->items[i].id;
    const char *nearest = nearest_name(id, known, form->item_count);
    if (nearest)
        parser->error->hint = arena_printf(parser->arena, _("did you mean \"%s%s\"?"),
                                           id == name->text ? "" : previous_prefix, nearest);
    parser_fail(parser, name->offset, _("there is no item \"%s\" in form \"%s\""), id, form->id);
}

static bool fail_at_previous(struct parser *parser, size_t offset, const char *hint,
                             const char *text)
{
    parser->error->hint = hint;
    parser_fail(parser, offset, "%s", text);
    return false;
}

/* True if answers to the previous survey can be looked at here. */
static bool check_previous(struct parser *parser, size_t offset)
{
    const char *survey = parser->scope->previous;
    if (!survey)
        return fail_at_previous(parser, offset,
                                _("what is counted may not depend on another survey; write a check "
                                  "under \"edits\""),
                                _("only edits can look at the previous survey"));
    if (!parser->form->frame_id)
        return fail_at_previous(parser, offset,
                                _("without a frame the same unit means somebody else in every "
                                  "survey"),
                                _("a form without a frame has no former answers"));
    if (!*survey)
        return fail_at_previous(parser, offset, _("write \"previous: SURVEY\" beside \"survey\""),
                                _("the codebook names no previous survey"));
    return true;
}

/* The item of that name; NULL (a mistake) if there is none or it may not be looked at. */
static const struct item *find_item(struct parser *parser, const struct word *name,
                                    struct answer_place *place)
{
    const char *id = name->text;
    place->previous = has_prefix(id, previous_prefix);
    if (place->previous && !check_previous(parser, name->offset))
        return NULL;
    id += place->previous ? strlen(previous_prefix) : 0;
    const struct item *item = form_item(parser->form, id);
    if (!item) {
        fail_at_name(parser, name, id);
        return NULL;
    }
    place->item = (size_t)(item - parser->form->items);
    place->slot = item->slot;
    if (place->previous) {
        parser->uses_previous = true;
        if (!item->question->derived)
            return item;
        parser->error->hint = _("name the items it is derived from");
        parser_fail(parser, name->offset, _("the derived variable \"%s\" has no former answer"),
                    id);
        return NULL;
    }
    if (place->item >= parser->scope->item_limit) {
        parser_fail(parser, name->offset, _("\"%s\" does not come before what it decides about"),
                    id);
        return NULL;
    }
    parser->items[place->item] = true;
    return item;
}

/* A term about the item of that name, which `item` becomes; NULL (a mistake) without one. */
static struct term *item_term(struct parser *parser, const struct word *name, enum term_kind kind,
                              const struct item **item)
{
    struct term *term = new_term(parser, kind);
    *item = find_item(parser, name, &term->answer);
    return *item ? term : NULL;
}

/* ---- Values ---- */

static bool parse_number(struct parser *parser, union value *value)
{
    if (parser->word.kind != WORD_NUMBER) {
        parser_fail(parser, parser->word.offset, _("a number is expected here"));
        return false;
    }
    if (!number_parse(parser->word.text, &value->number)) {
        parser_fail(parser, parser->word.offset, _("\"%s\" is no number"), parser->word.text);
        return false;
    }
    return true;
}

static bool parse_code(struct parser *parser, const struct question *question, union value *value)
{
    if (parser->word.kind == WORD_NAME)
        parser->error->hint = _("options are compared by their codes; only numbers are compared "
                                "with each other");
    if (!parse_number(parser, value))
        return false;
    int64_t code = value->number / NUMBER_SCALE;
    bool whole = value->number % NUMBER_SCALE == 0;
    if (!whole || code < 1 || code > CODE_LARGEST_OPTION || !question_option(question, (int)code)) {
        parser_fail(parser, parser->word.offset, _("\"%s\" has no option %s"), question->id,
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
        parser_fail(parser, parser->word.offset, _("a quoted text is expected here"));
        return false;
    }
    value->text = parser->word.text;
    if (frame_has_value(frame, column, value->text))
        return true;
    parser_fail(parser, parser->word.offset, _("no unit of the frame has '%s' in column \"%s\""),
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
        parsed = parse_code(parser, parser->form->items[term->answer.item].question, value);
    else
        parsed = parse_number(parser, value);
    if (parsed)
        parser_next(parser);
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
    } while (parser_accept(parser, WORD_SIGN, ","));
    return parser_expect(parser, ")") ? term : NULL;
}

/* ---- Comparisons ---- */

static const struct {
    const char *sign;
    enum comparison comparison;
} signs[] = {{"=", EQUAL},       {"!=", NOT_EQUAL}, {"<", LESS},
             {"<=", LESS_EQUAL}, {">", GREATER},    {">=", GREATER_EQUAL}};

static bool parse_comparison(struct parser *parser, enum comparison *comparison)
{
    if (parser_accept(parser, WORD_NAME, "in")) {
        *comparison = IN;
        return parser_expect(parser, "(");
    }
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (parser_accept(parser, WORD_SIGN, signs[i].sign)) {
            *comparison = signs[i].comparison;
            return true;
        }
    parser_fail(parser, parser->word.offset,
                _("a comparison (=, !=, <, <=, >, >=, in, has) is expected"));
    return false;
}

/* The number item that another one is compared with. */
static struct term *parse_other(struct parser *parser, struct term *term)
{
    struct word name = parser->word;
    if (name.kind != WORD_NAME)
        return parser_fail(parser, name.offset, _("the name of an item is expected here"));
    parser_next(parser);
    const struct item *item = find_item(parser, &name, &term->other);
    if (!item)
        return NULL;
    if (item->question->type != QUESTION_NUMBER) {
        parser->error->hint = _("a number is compared with a number or another number question");
        return parser_fail(parser, name.offset, _("\"%s\" is no number question"), name.text);
    }
    term->kind = TERM_NUMBERS;
    return term;
}

/* One value, or behind a number item another one: `visits`, `2 * visits`. */
static struct term *parse_right_side(struct parser *parser, struct term *term)
{
    union value *value = arena_alloc(parser->arena, sizeof *value);
    bool may_be_item = term->kind == TERM_NUMBER;
    value->number = NUMBER_SCALE;
    term->values = value;
    term->value_count = 1;
    if (may_be_item && parser->word.kind == WORD_NAME)
        return parse_other(parser, term);
    if (!parse_value(parser, term, value))
        return NULL;
    return may_be_item && parser_accept(parser, WORD_SIGN, "*") ? parse_other(parser, term) : term;
}

static struct term *parse_operands(struct parser *parser, struct term *term)
{
    return term->comparison == IN ? parse_values(parser, term) : parse_right_side(parser, term);
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
        parser_fail(parser, name->offset, _("column \"%s\" holds '%s', which is no number"),
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
    return parser_fail(parser, offset, _("frame \"%s\" has no column \"%s\""), frame->id, column);
}

static struct term *parse_frame(struct parser *parser, const struct word *name)
{
    const char *column_name = name->text + strlen("frame.");
    const struct frame *frame = parser->form->frame;
    if (!frame && parser->form->frame_id)
        return parser_fail(parser, name->offset, _("the frame \"%s\" could not be read"),
                           parser->form->frame_id);
    if (!frame)
        return parser_fail(parser, name->offset, _("form \"%s\" has no frame"), parser->form->id);
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
            return parser_fail(parser, sign, _("texts can be compared by =, != and in only"));
    } else if (!check_numbers(parser, name, column)) {
        return NULL;
    }
    return parse_operands(parser, term);
}

static struct term *parse_has(struct parser *parser, struct term *term, size_t sign)
{
    const struct item *item = &parser->form->items[term->answer.item];
    if (item->question->type != QUESTION_MULTIPLE)
        return parser_fail(parser, sign, _("\"%s\" is no multiple question: compare it with ="),
                           item->id);
    union value value;
    term->kind = TERM_HAS;
    if (!parse_value(parser, term, &value))
        return NULL;
    const struct option *option = question_option(item->question, (int)value.number);
    term->answer.slot += (size_t)(option - item->question->options);
    return term;
}

static struct term *parse_item(struct parser *parser, const struct word *name)
{
    const struct item *item;
    struct term *term = item_term(parser, name, TERM_CODE, &item);
    if (!term)
        return NULL;
    size_t sign = parser->word.offset;
    if (parser_accept(parser, WORD_NAME, "has"))
        return parse_has(parser, term, sign);
    if (!parse_comparison(parser, &term->comparison))
        return NULL;
    enum question_type type = item->question->type;
    if (type == QUESTION_MULTIPLE)
        return parser_fail(parser, sign, _("\"%s\" is a multiple question: ask with has"),
                           item->id);
    if (type == QUESTION_TEXT)
        return parser_fail(parser, sign, _("\"%s\" is a text: ask with answered(%s)"), item->id,
                           item->id);
    if (type == QUESTION_NUMBER)
        term->kind = TERM_NUMBER;
    return parse_operands(parser, term);
}

static struct term *parse_answered(struct parser *parser)
{
    if (!parser_expect(parser, "("))
        return NULL;
    struct word name = parser->word;
    if (name.kind != WORD_NAME)
        return parser_fail(parser, name.offset, _("the name of an item is expected here"));
    parser_next(parser);
    const struct item *item;
    struct term *term = item_term(parser, &name, TERM_ANSWERED, &item);
    if (!term || !parser_expect(parser, ")"))
        return NULL;
    term->answered_from = item->question->type == QUESTION_MULTIPLE ? CODE_NOT_TICKED : CODE_TICKED;
    return term;
}

/* ---- and, or, not ---- */

static struct term *parse_or(struct parser *parser);

static struct term *parse_parentheses(struct parser *parser)
{
    struct term *term = parse_or(parser);
    return term && parser_expect(parser, ")") ? term : NULL;
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
    if (parser_accept(parser, WORD_NAME, "not"))
        return parse_negation(parser);
    if (parser_accept(parser, WORD_SIGN, "("))
        return parse_parentheses(parser);
    if (parser_accept(parser, WORD_NAME, "answered"))
        return parse_answered(parser);
    if (word.kind != WORD_NAME || expression_is_reserved(word.text))
        return parser_fail(parser, word.offset,
                           _("a condition is expected here, such as \"q = 1\" or \"answered(q)\""));
    parser_next(parser);
    if (has_prefix(word.text, "frame."))
        return parse_frame(parser, &word);
    return parse_item(parser, &word);
}

static struct term *parse_not(struct parser *parser)
{
    if (++parser->depth > DEPTH_LIMIT)
        return parser_fail(parser, parser->word.offset, _("the condition is nested too deeply"));
    struct term *term = parse_primary(parser);
    parser->depth--;
    return term;
}

/* Operands of `word`; a single one stands for itself. */
static struct term *parse_chain(struct parser *parser, const char *word, enum term_kind kind,
                                struct term *(*parse_operand)(struct parser *))
{
    struct term *first = parse_operand(parser);
    if (!first || !parser_at(parser, WORD_NAME, word))
        return first;
    struct term *chain = new_term(parser, kind);
    chain->first = first;
    while (parser_accept(parser, WORD_NAME, word)) {
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
                                          const struct expression_scope *scope,
                                          struct expression_error *error)
{
    *error = (struct expression_error){0};
    struct parser parser = {
        .arena = arena,
        .text = text,
        .scope = scope,
        .form = scope->form,
        .error = error,
        .items = arena_array(arena, scope->form->item_count, sizeof(bool)),
    };
    parser_next(&parser);
    const struct term *root = parse_or(&parser);
    if (root && parser.word.kind != WORD_END)
        parser_fail(&parser, parser.word.offset, _("\"and\" or \"or\" is expected before \"%s\""),
                    parser.word.text);
    if (error->text)
        return NULL;
    struct expression *expression = arena_alloc(arena, sizeof *expression);
    expression->root = root;
    expression->uses_frame = parser.uses_frame;
    expression->uses_previous = parser.uses_previous;
    list_items(expression, &parser);
    return expression;
}
