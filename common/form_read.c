/*
 * A form: its questions, then the items, slots and columns they take, then the expressions, which
 * may name any of those items.
 */
#include "common/config_read.h"

#include "common/expression.h"
#include "common/message.h"
#include "common/question_read.h"

#include <string.h>

/* The packed codes of a response share a page of 8 KiB in the database with its other columns. */
enum { SLOT_LIMIT = 7000 };

struct builder {
    struct arena *arena;
    struct form *form;
    const char *previous; /* see struct reading */
    struct node node;
    struct question *questions;
    struct draft *drafts; /* one per question */
    struct item *items;
    struct column *columns;
};

/* ---- Questions ---- */

static void check_question_id(struct builder *builder, struct names *ids, size_t position)
{
    const char *id = builder->questions[position].id;
    if (!*id)
        return;
    size_t earlier = names_add(ids, id, position);
    if (earlier != NAMES_NONE)
        node_mistake(node_get(builder->drafts[position].node, "id"), NULL,
                     _("the question \"%s\" stands here twice, first in line %ld"), id,
                     node_line(builder->drafts[earlier].node));
}

static void read_questions(struct builder *builder, struct node lists)
{
    struct node questions = node_require(builder->node, "questions");
    struct node derived = node_get(builder->node, "derived");
    size_t asked = node_is_list(questions) ? node_length(questions) : 0;
    size_t count = asked + (node_is_list(derived) ? node_length(derived) : 0);
    builder->questions = arena_array(builder->arena, count, sizeof *builder->questions);
    builder->drafts = arena_array(builder->arena, count, sizeof *builder->drafts);
    struct names ids = names_new(builder->arena, count);
    for (size_t i = 0; i < count; i++) {
        struct draft *draft = &builder->drafts[i];
        draft->node = i < asked ? node_item(questions, i) : node_item(derived, i - asked);
        if (i < asked)
            question_read(draft->node, lists, &builder->questions[i]);
        else
            derived_read(draft, &builder->questions[i]);
        check_question_id(builder, &ids, i);
    }
    builder->form->questions = builder->questions;
    builder->form->question_count = count;
}

/* ---- Items, slots and columns ---- */

static size_t rows_or_one(const struct question *question)
{
    return question->row_count ? question->row_count : 1;
}

static size_t columns_of(const struct question *question)
{
    if (question->derived)
        return 0;
    size_t count = question->type == QUESTION_MULTIPLE ? question->option_count : 1;
    for (size_t i = 0; i < question->option_count; i++)
        count += question->options[i].text;
    return count;
}

static void add_column(struct builder *builder, const struct item *item, enum column_kind kind,
                       size_t option_index)
{
    const struct option *option =
        kind == COLUMN_ANSWER ? NULL : &item->question->options[option_index];
    const char *name = item->id;
    if (kind == COLUMN_TICK)
        name = arena_printf(builder->arena, "%s.%d", item->id, option->code);
    if (kind == COLUMN_OPTION_TEXT)
        name = arena_printf(builder->arena, "%s.%d.text", item->id, option->code);
    builder->columns[builder->form->column_count++] = (struct column){
        .name = name,
        .item = (size_t)(item - builder->items),
        .kind = kind,
        .option = option,
        .option_index = option ? option_index : 0,
    };
}

static void add_columns(struct builder *builder, struct item *item)
{
    const struct question *question = item->question;
    item->first_column = builder->form->column_count;
    if (question->derived)
        return;
    if (question->type != QUESTION_MULTIPLE)
        add_column(builder, item, COLUMN_ANSWER, 0);
    for (size_t i = 0; i < question->option_count; i++) {
        if (question->type == QUESTION_MULTIPLE)
            add_column(builder, item, COLUMN_TICK, i);
        if (question->options[i].text)
            add_column(builder, item, COLUMN_OPTION_TEXT, i);
    }
    item->column_count = builder->form->column_count - item->first_column;
}

static void add_item(struct builder *builder, const struct question *question, size_t row)
{
    struct form *form = builder->form;
    struct item *item = &builder->items[form->item_count++];
    *item = (struct item){
        .id = question->id,
        .question = question,
        .slot = form->slot_count,
        .slot_count = question->type == QUESTION_MULTIPLE ? question->option_count : 1,
    };
    if (question->row_count) {
        item->row = &question->rows[row];
        item->id = arena_printf(builder->arena, "%s.%s", question->id, item->row->id);
    }
    form->slot_count += item->slot_count;
    add_columns(builder, item);
}

static void build_names(struct builder *builder)
{
    struct form *form = builder->form;
    form->item_names = names_new(builder->arena, form->item_count);
    for (size_t i = 0; i < form->item_count; i++)
        names_add(&form->item_names, form->items[i].id, i);
    form->column_names = names_new(builder->arena, form->column_count);
    for (size_t i = 0; i < form->column_count; i++)
        names_add(&form->column_names, form->columns[i].name, i);
}

static void lay_out(struct builder *builder)
{
    struct form *form = builder->form;
    size_t items = 0, columns = 0;
    for (size_t i = 0; i < form->question_count; i++) {
        items += rows_or_one(&form->questions[i]);
        columns += rows_or_one(&form->questions[i]) * columns_of(&form->questions[i]);
    }
    builder->items = arena_array(builder->arena, items, sizeof *builder->items);
    builder->columns = arena_array(builder->arena, columns, sizeof *builder->columns);
    form->items = builder->items;
    form->columns = builder->columns;
    for (size_t i = 0; i < form->question_count; i++) {
        struct question *question = &builder->questions[i];
        question->first_item = form->item_count;
        question->item_count = rows_or_one(question);
        for (size_t row = 0; row < question->item_count; row++)
            add_item(builder, question, row);
    }
    build_names(builder);
    if (form->slot_count > SLOT_LIMIT)
        node_mistake(builder->node, _("split the form"),
                     _("the form needs %zu slots for its answers, more than %d"), form->slot_count,
                     SLOT_LIMIT);
}

/* ---- Expressions ---- */

static const struct expression *read_expression(struct builder *builder, struct node node,
                                                const struct expression_scope *scope)
{
    const char *text = node_text(node);
    if (!text)
        return NULL;
    struct expression_error error;
    const struct expression *expression = expression_parse(builder->arena, text, scope, &error);
    if (!expression)
        node_mistake_at(node, error.offset, error.hint, error.text);
    return expression;
}

static void read_conditions(struct builder *builder)
{
    for (size_t i = 0; i < builder->form->question_count; i++) {
        struct question *question = &builder->questions[i];
        struct draft *draft = &builder->drafts[i];
        struct expression_scope scope = {builder->form, question->first_item, NULL};
        if (!question->derived) {
            question->base = read_expression(builder, node_get(draft->node, "base"), &scope);
            continue;
        }
        for (size_t j = 0; draft->derived_options && j < question->option_count; j++)
            draft->derived_options[j].when = read_expression(
                builder, node_require(node_item(node_get(draft->node, "options"), j), "when"),
                &scope);
    }
}

/* ---- Edits ---- */

/* The items that a name stands for, one or those of a grid; returns how many (0: a mistake). */
static size_t named_items(struct builder *builder, struct node name, size_t *first)
{
    const char *text = node_text(name);
    if (!text)
        return 0;
    const struct item *item = form_item(builder->form, text);
    const struct question *question = item ? item->question : form_question(builder->form, text);
    if (!question) {
        node_mistake(name, NULL, _("there is no item \"%s\" in form \"%s\""), text,
                     builder->form->id);
        return 0;
    }
    if (question->derived) {
        node_mistake(name, _("name the items it is derived from"),
                     _("the derived variable \"%s\" is computed and cannot be corrected"), text);
        return 0;
    }
    *first = item ? (size_t)(item - builder->items) : question->first_item;
    return item ? 1 : question->item_count;
}

static void read_edit_items(struct builder *builder, struct node list, struct edit *edit)
{
    if (!node_is_list(list))
        return;
    if (!node_length(list))
        node_mistake(list, NULL, _("the list is empty"));
    size_t *items = arena_array(builder->arena, builder->form->item_count, sizeof *items);
    bool *named = arena_array(builder->arena, builder->form->item_count, sizeof *named);
    for (size_t i = 0; i < node_length(list); i++) {
        struct node name = node_item(list, i);
        size_t first = 0, count = named_items(builder, name, &first);
        for (size_t item = first; item < first + count; item++) {
            if (named[item])
                node_mistake(name, NULL, _("the item \"%s\" is named twice"),
                             builder->items[item].id);
            else
                items[edit->item_count++] = item;
            named[item] = true;
        }
    }
    edit->items = items;
}

/* Edits are known by ids such as E01. */
static const char *read_edit_id(struct node node)
{
    const char *id = node_require_text(node, "id");
    if (!id)
        return "";
    bool good = strlen(id) <= 20 && *id >= 'A' && *id <= 'Z';
    for (const char *at = id; *at; at++)
        good &= (*at >= 'A' && *at <= 'Z') || (*at >= '0' && *at <= '9');
    if (!good)
        node_mistake(node_get(node, "id"), _("use a capital letter, then capitals and digits"),
                     _("\"%s\" cannot be an edit's id"), id);
    return id;
}

static void read_edit(struct builder *builder, struct node node, struct edit *edit)
{
    static const char *const keys[] = {"id", "severity", "when", "items", "message", NULL};
    static const char *const severities[] = {"warning", "error", NULL};
    struct expression_scope scope = {builder->form, builder->form->item_count, builder->previous};
    *edit = (struct edit){.id = "", .message = ""};
    if (!node_check_keys(node, keys))
        return;
    edit->id = read_edit_id(node);
    if (node_choice(node_require(node, "severity"), severities) == 1)
        edit->severity = EDIT_ERROR;
    edit->when = read_expression(builder, node_require(node, "when"), &scope);
    read_edit_items(builder, node_require(node, "items"), edit);
    const char *message = node_require_text(node, "message");
    edit->message = message ? message : "";
}

static void read_edits(struct builder *builder)
{
    struct node list = node_get(builder->node, "edits");
    if (!node_is_list(list))
        return;
    size_t count = node_length(list);
    struct edit *edits = arena_array(builder->arena, count, sizeof *edits);
    for (size_t i = 0; i < count; i++) {
        read_edit(builder, node_item(list, i), &edits[i]);
        for (size_t j = 0; j < i; j++)
            if (*edits[i].id && strcmp(edits[i].id, edits[j].id) == 0)
                node_mistake(node_get(node_item(list, i), "id"), NULL,
                             _("the edit \"%s\" stands here twice, first in line %ld"), edits[i].id,
                             node_line(node_item(list, j)));
    }
    builder->form->edits = edits;
    builder->form->edit_count = count;
}

/* ---- The form ---- */

static void read_frame(struct reading *reading, struct node node, struct form *form)
{
    struct node frame = node_get(node, "frame");
    if (!frame.at)
        return;
    form->frame_id = node_text(frame);
    form->frame = reading_frame(reading, frame);
}

void form_read(struct reading *reading, struct node node, struct node lists, struct form *form)
{
    static const char *const keys[] = {"id",    "title",   "frame", "questions",
                                       "edits", "derived", NULL};
    *form = (struct form){.id = "", .title = ""};
    if (!node_check_keys(node, keys))
        return;
    const char *id = node_require_id(node, "id", false);
    const char *title = node_require_text(node, "title");
    form->id = id ? id : "";
    form->title = title ? title : "";
    read_frame(reading, node, form);
    struct builder builder = {
        .arena = reading->arena, .form = form, .previous = reading->previous, .node = node};
    read_questions(&builder, lists);
    lay_out(&builder);
    read_conditions(&builder);
    read_edits(&builder);
}
