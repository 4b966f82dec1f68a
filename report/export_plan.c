/*
 * Which variables a form has in an export, and how they are called where a name may only have
 * letters, digits and underscores. Names depend on the codebook alone, so that a program written
 * for one wave runs on the next.
 */
#include "report/export.h"

#include "common/frame.h"
#include "common/message.h"
#include "common/number.h"
#include "report/manifest.h"
#include "report/words.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Stata takes 32 characters, SPSS 64 bytes. */
enum { NAME_MOST = 32 };

/* Words that SPSS or Stata keep for themselves. */
static const char *const reserved[] = {
    "all", "and", "by", "eq",   "ge",   "gt",  "le",   "lt",    "ne",     "not",   "or",
    "to",  "if",  "in", "with", "byte", "int", "long", "float", "double", "using", "strl",
};

static bool is_reserved(const char *name)
{
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
        if (strcasecmp(name, reserved[i]) == 0)
            return true;
    return strncasecmp(name, "str", 3) == 0 && name[3] != '\0' &&
           strspn(name + 3, "0123456789") == strlen(name + 3);
}

static bool is_taken(const struct export_form *plan, const char *name)
{
    for (size_t i = 0; i < plan->variable_count; i++)
        if (strcasecmp(plan->variables[i].name, name) == 0)
            return true;
    return false;
}

/* Every other character becomes an underscore; SPSS dislikes one at the end. */
static char *legal_letters(struct arena *arena, const char *column)
{
    bool letter = isascii((unsigned char)*column) && isalpha((unsigned char)*column);
    char *name = arena_printf(arena, "%s%s", letter ? "" : "v_", column);
    size_t length = strlen(name);
    for (size_t i = 0; i < length; i++)
        if (!isascii((unsigned char)name[i]) || !isalnum((unsigned char)name[i]))
            name[i] = '_';
    while (length > 1 && name[length - 1] == '_')
        name[--length] = '\0';
    return name;
}

static const char *legal_name(struct arena *arena, const struct export_form *plan,
                              const char *column)
{
    const char *whole = legal_letters(arena, column);
    const char *name = whole;
    for (int number = 2; strlen(name) > NAME_MOST || is_reserved(name) || is_taken(plan, name);
         number++) {
        char ending[16];
        snprintf(ending, sizeof ending, "_%d", number);
        name = arena_printf(arena, "%.*s%s", (int)(NAME_MOST - strlen(ending)), whole, ending);
    }
    return name;
}

static bool is_column(const struct export_form *plan, const char *column)
{
    for (size_t i = 0; i < plan->variable_count; i++)
        if (strcmp(plan->variables[i].column, column) == 0)
            return true;
    return form_column(plan->form, column) != NULL || form_item(plan->form, column) != NULL;
}

/* Typed texts may be long, and a long string of SPSS lies in pieces that are called after the first
 * five letters of its name and one more: a name of six letters could be that of its own piece. */
static const char *wanted_name(struct arena *arena, const struct export_variable *variable)
{
    enum { TEXT_NAME_LEAST = 7 };
    bool typed = variable->kind == EXPORT_TEXT || variable->kind == EXPORT_OPTION_TEXT;
    return typed && strlen(variable->column) < TEXT_NAME_LEAST
               ? arena_printf(arena, "%s_text", variable->column)
               : variable->column;
}

static void add(struct arena *arena, struct export_form *plan, struct export_variable variable)
{
    variable.name = legal_name(arena, plan, wanted_name(arena, &variable));
    plan->variables[plan->variable_count++] = variable;
}

/* ---- Unit and frame ---- */

/* Codes of areas are texts even where none happens to begin with 0. */
static bool is_number_column(const struct frame *frame, size_t column)
{
    const char *name = frame->columns[column];
    size_t length = strlen(name);
    bool some = false;
    if (length >= 4 && strcmp(name + length - 4, "code") == 0)
        return false;
    for (size_t u = 0; u < frame->unit_count; u++) {
        const char *value = frame_value(frame, u, column);
        int64_t number;
        if (*value == '\0')
            continue;
        if (!number_parse(value, &number))
            return false;
        some = true;
    }
    return some;
}

/* A column called like a question is told from it as in expressions. */
static void add_frame(struct arena *arena, struct export_form *plan)
{
    const struct frame *frame = plan->form->frame;
    struct str wanted = {0};
    str_append_char(&wanted, '[');
    for (size_t c = 1; frame != NULL && c < frame->column_count; c++) {
        const char *name = frame->columns[c];
        add(arena, plan,
            (struct export_variable){
                .kind = is_number_column(frame, c) ? EXPORT_FRAME_NUMBER : EXPORT_FRAME_TEXT,
                .column = is_column(plan, name) ? arena_printf(arena, "frame.%s", name) : name,
                .head = arena_printf(arena, "名簿: %s", name),
                .tail = "",
            });
        if (c > 1)
            str_append_char(&wanted, ',');
        json_append_string(&wanted, name);
    }
    str_append_char(&wanted, ']');
    plan->frame_wanted = arena_copy(arena, wanted.at, wanted.length);
    str_release(&wanted);
}

/* ---- Answers ---- */

static const char *label_head(struct arena *arena, const struct question *question)
{
    return arena_printf(arena, "%s%s%s", question->number, *question->number != '\0' ? " " : "",
                        question->text);
}

static const char *label_tail(struct arena *arena, const struct export_variable *variable,
                              const char *ending)
{
    const struct row *row = variable->item->row;
    const struct option *option = variable->option;
    return arena_printf(arena, "%s%s%s%s%s%s%s", row != NULL ? "［" : "",
                        row != NULL ? row->label : "", row != NULL ? "］" : "",
                        option != NULL ? "［" : "", option != NULL ? option->label : "",
                        option != NULL ? "］" : "", ending);
}

static void add_answer(struct arena *arena, struct export_form *plan,
                       struct export_variable variable)
{
    static const char *const endings[] = {
        [EXPORT_STATE] = "［回答の有無］", [EXPORT_OPTION_TEXT] = "［記述］"};
    const char *ending = variable.kind >= EXPORT_STATE ? endings[variable.kind] : "";
    variable.head = label_head(arena, variable.item->question);
    variable.tail = label_tail(arena, &variable, ending);
    add(arena, plan, variable);
}

static void add_state(struct arena *arena, struct export_form *plan, const struct item *item)
{
    const char *column = arena_printf(arena, "%s_state", item->id);
    while (is_column(plan, column))
        column = arena_printf(arena, "%s_", column);
    add_answer(arena, plan,
               (struct export_variable){
                   .kind = EXPORT_STATE, .column = column, .item = item, .slot = item->slot});
}

static void add_column(struct arena *arena, struct export_form *plan, const struct column *column)
{
    const struct item *item = &plan->form->items[column->item];
    struct export_variable variable = {
        .column = column->name, .item = item, .option = column->option, .slot = item->slot};
    if (column->kind == COLUMN_TICK) {
        variable.kind = EXPORT_TICK;
        variable.slot = item->slot + column->option_index;
    } else if (column->kind == COLUMN_OPTION_TEXT) {
        variable.kind = EXPORT_OPTION_TEXT;
    } else {
        enum question_type type = item->question->type;
        variable.option = NULL;
        variable.kind = type == QUESTION_NUMBER ? EXPORT_NUMBER
                        : type == QUESTION_TEXT ? EXPORT_TEXT
                                                : EXPORT_CODE;
    }
    add_answer(arena, plan, variable);
    if (variable.kind == EXPORT_NUMBER || variable.kind == EXPORT_TEXT)
        add_state(arena, plan, item);
}

static void add_item(struct arena *arena, struct export_form *plan, const struct item *item)
{
    if (item->question->derived) {
        add_answer(arena, plan,
                   (struct export_variable){
                       .kind = EXPORT_CODE, .column = item->id, .item = item, .slot = item->slot});
        return;
    }
    for (size_t c = 0; c < item->column_count; c++)
        add_column(arena, plan, &plan->form->columns[item->first_column + c]);
}

struct export_form *export_plan(struct arena *arena, struct db *db, const struct codebook *codebook,
                                const struct form *form)
{
    struct export_form *plan = arena_alloc(arena, sizeof *plan);
    const char *values[] = {codebook->survey};
    size_t frame_columns = form->frame != NULL ? form->frame->column_count : 0;
    /* unit and synthetic; a column or a derived item, and its state */
    size_t most = 2 + frame_columns + 2 * (form->column_count + form->item_count);
    plan->codebook = codebook;
    plan->form = form;
    plan->variables = arena_array(arena, most, sizeof *plan->variables);
    plan->synthetic = db_number(db, "report/export-synthetic", 1, values) != 0;
    plan->file = arena_printf(arena, "%s%s", form->id, plan->synthetic ? "-synthetic" : "");
    add(arena, plan,
        (struct export_variable){
            .kind = EXPORT_UNIT, .column = "unit", .head = "団体コード・回答者番号", .tail = ""});
    add(arena, plan,
        (struct export_variable){.kind = EXPORT_SYNTHETIC,
                                 .column =
                                     is_column(plan, "synthetic") ? "_synthetic" : "synthetic",
                                 .head = "合成データ（実際の回答ではない）",
                                 .tail = ""});
    add_frame(arena, plan);
    for (size_t i = 0; i < form->item_count; i++)
        add_item(arena, plan, &form->items[i]);
    export_measure(plan, db);
    return plan;
}
