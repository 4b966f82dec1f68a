/*
 * In three steps: which former item is which item of the form; the former responses, packed anew in
 * the form's own order; then its bases are applied and codes become values.
 */
#include "ingest/prefill.h"

#include "common/expression.h"
#include "common/frame.h"
#include "common/message.h"
#include "common/number.h"
#include "common/round.h"
#include "common/str.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Where an item's answer lies in the former survey. */
struct match {
    bool found;
    bool other_type;         /* found, but not of the item's type: does not carry over */
    size_t slot, slot_count; /* of the former response */
    int *positions; /* multiple: former position per option of the form, -1 if there is none */
};

/* One response, packed as the form packs it. */
struct carried {
    uint8_t *codes; /* NULL: the unit has no former response */
    int64_t *numbers;
    const char **values;
    bool synthetic;
};

struct reading {
    struct prefill *prefill;
    struct arena *arena;
    struct db *db;
    const char *former;
    const struct form *form;
    struct match *matches; /* per item of the form */
    size_t *items;         /* former position → item of the form, NAMES_NONE */
    size_t former_count;
    size_t code_count;     /* slots of a former response that are looked at, at least */
    struct carried *units; /* per unit of the frame */
};

/* No number: outside of ± NUMBER_LIMIT. */
#define NUMBER_NONE INT64_MIN

static PGresult *ask(const struct reading *reading, const char *statement)
{
    return db_run(reading->db, statement, 2,
                  (const char *const[]){reading->former, reading->form->id});
}

static size_t size_at(const PGresult *result, int row, int column)
{
    return (size_t)strtoull(PQgetvalue(result, row, column), NULL, 10);
}

/* ---- What carries over ---- */

static void add_to_list(struct str *list, const char *id)
{
    if (list->length)
        str_append(list, ", ");
    str_append(list, id);
}

static const char *type_name(enum question_type type)
{
    static const char *const names[] = {"single", "multiple", "number", "text"};
    return names[type];
}

static const struct item *find_item(struct reading *reading, const PGresult *result, int row)
{
    const char *question = PQgetvalue(result, row, 1), *id = PQgetvalue(result, row, 2);
    const struct item *item = form_item(
        reading->form, *id ? arena_printf(reading->arena, "%s.%s", question, id) : question);
    return item && !item->question->derived ? item : NULL;
}

static void match_items(struct reading *reading, const PGresult *result, struct str *other_types)
{
    int rows = PQntuples(result);
    reading->former_count = rows ? size_at(result, rows - 1, 0) + 1 : 0;
    reading->items = arena_array(reading->arena, reading->former_count, sizeof *reading->items);
    for (size_t i = 0; i < reading->former_count; i++)
        reading->items[i] = NAMES_NONE;
    for (int row = 0; row < rows; row++) {
        const struct item *item = find_item(reading, result, row);
        if (!item)
            continue;
        size_t index = (size_t)(item - reading->form->items);
        struct match *match = &reading->matches[index];
        if (strcmp(PQgetvalue(result, row, 3), type_name(item->question->type)) != 0) {
            match->other_type = true;
            add_to_list(other_types, item->id);
            continue;
        }
        reading->items[size_at(result, row, 0)] = index;
        match->found = true;
        match->slot = size_at(result, row, 4);
        match->slot_count = size_at(result, row, 5);
        if (match->slot + match->slot_count > reading->code_count)
            reading->code_count = match->slot + match->slot_count;
        reading->prefill->carried_count++;
    }
}

static void match_option(struct reading *reading, const struct question *question, size_t option,
                         int position)
{
    for (size_t i = 0; i < question->item_count; i++) {
        struct match *match = &reading->matches[question->first_item + i];
        if (match->positions)
            match->positions[option] = position;
    }
}

static void begin_options(struct reading *reading)
{
    for (size_t i = 0; i < reading->form->item_count; i++) {
        const struct question *question = reading->form->items[i].question;
        struct match *match = &reading->matches[i];
        if (!match->found || question->type != QUESTION_MULTIPLE)
            continue;
        match->positions = arena_array(reading->arena, question->option_count, sizeof(int));
        for (size_t j = 0; j < question->option_count; j++)
            match->positions[j] = -1;
    }
}

static bool carries(const struct reading *reading, const struct question *question)
{
    for (size_t i = 0; i < question->item_count; i++)
        if (reading->matches[question->first_item + i].found)
            return true;
    return false;
}

static void match_options(struct reading *reading, const PGresult *result, struct str *labels)
{
    begin_options(reading);
    for (int row = 0; row < PQntuples(result); row++) {
        const struct question *question = form_question(reading->form, PQgetvalue(result, row, 0));
        const struct option *option = question && !question->derived && carries(reading, question)
                                          ? question_option(question, (int)size_at(result, row, 2))
                                          : NULL;
        if (!option)
            continue;
        if (strcmp(option->label, PQgetvalue(result, row, 3)) != 0)
            add_to_list(labels, arena_printf(reading->arena, "%s=%d", question->id, option->code));
        match_option(reading, question, (size_t)(option - question->options),
                     (int)size_at(result, row, 1));
    }
}

/* A question that is new as a whole is named once. */
static void list_new(const struct reading *reading, const struct question *question,
                     struct str *list)
{
    const struct match *matches = &reading->matches[question->first_item];
    size_t count = 0;
    for (size_t i = 0; i < question->item_count; i++)
        count += !matches[i].found && !matches[i].other_type;
    if (count && count == question->item_count) {
        add_to_list(list, question->id);
        return;
    }
    for (size_t i = 0; i < question->item_count; i++)
        if (!matches[i].found && !matches[i].other_type)
            add_to_list(list, reading->form->items[question->first_item + i].id);
}

static const char *keep_list(struct reading *reading, struct str *list)
{
    const char *kept = arena_strdup(reading->arena, str_text(list));
    str_release(list);
    return kept;
}

/* False if the former survey has no such form. */
static bool match(struct reading *reading)
{
    const struct form *form = reading->form;
    struct prefill *prefill = reading->prefill;
    struct str types = {0}, labels = {0}, new_items = {0};
    reading->matches = arena_array(reading->arena, form->item_count, sizeof *reading->matches);
    PGresult *items = ask(reading, "ingest/former-items");
    PGresult *options = ask(reading, "ingest/former-options");
    bool known = PQntuples(items) > 0;
    match_items(reading, items, &types);
    match_options(reading, options, &labels);
    PQclear(options);
    PQclear(items);
    prefill->other_types = keep_list(reading, &types);
    prefill->other_labels = keep_list(reading, &labels);
    for (size_t i = 0; i < form->question_count; i++) {
        if (form->questions[i].derived)
            continue;
        prefill->item_count += form->questions[i].item_count;
        list_new(reading, &form->questions[i], &new_items);
    }
    prefill->new_items = keep_list(reading, &new_items);
    return known;
}

/* ---- The former responses, packed anew ---- */

static const char *text_of(struct reading *reading, const struct copy_field *field)
{
    return arena_copy(reading->arena, field->bytes, (size_t)field->length);
}

/* The unit of the frame, NULL if it has none or no former response. */
static struct carried *unit_of(struct reading *reading, const struct copy_field *field)
{
    enum { CODE_MOST = 256 };
    char code[CODE_MOST];
    if (field->length < 0 || field->length >= CODE_MOST)
        return NULL;
    memcpy(code, field->bytes, (size_t)field->length);
    code[field->length] = '\0';
    size_t unit = frame_find(reading->form->frame, code);
    return unit == FRAME_NONE ? NULL : &reading->units[unit];
}

static void carry_ticks(struct reading *reading, const struct item *item, const uint8_t *former,
                        uint8_t *codes)
{
    const struct match *match = &reading->matches[item - reading->form->items];
    size_t ticks = 0, carried = 0;
    for (size_t i = 0; i < match->slot_count; i++)
        ticks += former[match->slot + i] == CODE_TICKED;
    for (size_t i = 0; i < item->slot_count; i++) {
        int position = match->positions[i];
        bool ticked = position >= 0 && former[match->slot + (size_t)position] == CODE_TICKED;
        codes[item->slot + i] = ticked ? CODE_TICKED : CODE_NOT_TICKED;
        carried += ticked;
    }
    if (!carried)
        memset(codes + item->slot, CODE_NA, item->slot_count);
    reading->prefill->lost_count += ticks - carried;
}

/* What is no answer (NA, INVALID, not asked) is left blank. */
static void carry_item(struct reading *reading, size_t index, const uint8_t *former, uint8_t *codes)
{
    const struct item *item = &reading->form->items[index];
    const struct match *match = &reading->matches[index];
    if (!match->found)
        return;
    if (item->question->type == QUESTION_MULTIPLE) {
        carry_ticks(reading, item, former, codes);
        return;
    }
    uint8_t code = former[match->slot];
    if (code > CODE_LARGEST_OPTION)
        return;
    if (item->question->type == QUESTION_SINGLE && !question_option(item->question, code))
        reading->prefill->lost_count++;
    else
        codes[item->slot] = code;
}

static void take_response(void *context, const struct copy_field *fields, size_t count)
{
    struct reading *reading = context;
    const struct form *form = reading->form;
    struct carried *unit = unit_of(reading, &fields[0]);
    (void)count;
    if (!unit)
        return;
    if (fields[1].length < 0 || (size_t)fields[1].length < reading->code_count)
        abort(); /* packed by another codebook than the one beside it */
    unit->codes = arena_alloc(reading->arena, form->slot_count);
    unit->numbers = arena_array(reading->arena, form->item_count, sizeof *unit->numbers);
    unit->synthetic = fields[2].bytes[0];
    memset(unit->codes, CODE_NA, form->slot_count);
    for (size_t i = 0; i < form->item_count; i++) {
        unit->numbers[i] = NUMBER_NONE;
        carry_item(reading, i, (const uint8_t *)fields[1].bytes, unit->codes);
    }
}

static size_t item_of(const struct reading *reading, const struct copy_field *field)
{
    int32_t former = copy_get_int4(field);
    return former >= 0 && (size_t)former < reading->former_count ? reading->items[former]
                                                                 : NAMES_NONE;
}

static void take_number(void *context, const struct copy_field *fields, size_t count)
{
    struct reading *reading = context;
    struct carried *unit = unit_of(reading, &fields[0]);
    size_t index = item_of(reading, &fields[1]);
    (void)count;
    if (!unit || !unit->codes || index == NAMES_NONE)
        return;
    const struct item *item = &reading->form->items[index];
    int64_t number = copy_get_int8(&fields[2]);
    if (item->question->type != QUESTION_NUMBER || unit->codes[item->slot] != CODE_TICKED)
        return;
    if (number < item->question->min || number > item->question->max ||
        number_decimals(number) > item->question->decimals)
        reading->prefill->lost_count++;
    else
        unit->numbers[index] = number;
}

static void copy_out(struct reading *reading, const char *statement, copy_out_function *function)
{
    db_copy_out(reading->db, statement, 2,
                (const char *const[]){reading->former, reading->form->id}, function, reading);
}

/* ---- Values ---- */

/* An answer that says there is a number, but whose number is not allowed, is none. */
static void drop_without_number(const struct form *form, struct carried *unit)
{
    for (size_t i = 0; i < form->item_count; i++) {
        const struct item *item = &form->items[i];
        if (item->question->type == QUESTION_NUMBER && unit->numbers[i] == NUMBER_NONE)
            unit->codes[item->slot] = CODE_NA;
    }
}

/* In the order of the questions: a base looks at what stands before it. */
static void apply_bases(const struct form *form, size_t unit, struct carried *carried)
{
    const struct answers answers = {
        .codes = carried->codes, .numbers = carried->numbers, .frame = form->frame, .unit = unit};
    for (size_t i = 0; i < form->question_count; i++) {
        const struct question *question = &form->questions[i];
        if (question->derived || !question->base || expression_true(question->base, &answers))
            continue;
        for (size_t j = 0; j < question->item_count; j++) {
            const struct item *item = &form->items[question->first_item + j];
            memset(carried->codes + item->slot, CODE_NOT_ASKED, item->slot_count);
        }
    }
}

static const char *number_text(struct arena *arena, int64_t number)
{
    int decimals = number_decimals(number);
    for (int i = decimals; i < NUMBER_DECIMALS; i++)
        number /= 10;
    return decimal_text(arena_alloc(arena, DECIMAL_SIZE), number, decimals);
}

static const char *column_value(struct reading *reading, const struct carried *unit,
                                const struct column *column)
{
    const struct item *item = &reading->form->items[column->item];
    if (column->kind == COLUMN_OPTION_TEXT)
        return NULL;
    size_t option = column->kind == COLUMN_TICK ? column->option_index : 0;
    int code = unit->codes[item->slot + option];
    if (code > CODE_LARGEST_OPTION)
        return NULL;
    switch (item->question->type) {
    case QUESTION_SINGLE:
        return arena_printf(reading->arena, "%d", code);
    case QUESTION_MULTIPLE:
        return code == CODE_TICKED ? "1" : NULL;
    case QUESTION_NUMBER:
        return number_text(reading->arena, unit->numbers[column->item]);
    case QUESTION_TEXT:
        return NULL;
    }
    abort();
}

static void make_values(struct reading *reading, size_t index)
{
    const struct form *form = reading->form;
    struct carried *unit = &reading->units[index];
    drop_without_number(form, unit);
    apply_bases(form, index, unit);
    unit->values = arena_array(reading->arena, form->column_count, sizeof *unit->values);
    for (size_t i = 0; i < form->column_count; i++)
        unit->values[i] = column_value(reading, unit, &form->columns[i]);
}

/* The cell of a text: of the answer itself, or beside an option that is chosen. */
static const struct column *text_column(const struct reading *reading, const struct carried *unit,
                                        const struct item *item, int option)
{
    const struct form *form = reading->form;
    for (size_t i = 0; i < item->column_count; i++) {
        const struct column *column = &form->columns[item->first_column + i];
        const uint8_t *codes = unit->codes + item->slot;
        if (!option && column->kind == COLUMN_ANSWER && item->question->type == QUESTION_TEXT)
            return codes[0] == CODE_TICKED ? column : NULL;
        if (!option || column->kind != COLUMN_OPTION_TEXT || column->option->code != option)
            continue;
        bool chosen = item->question->type == QUESTION_MULTIPLE
                          ? codes[column->option_index] == CODE_TICKED
                          : codes[0] == option;
        return chosen ? column : NULL;
    }
    return NULL;
}

static void take_text(void *context, const struct copy_field *fields, size_t count)
{
    struct reading *reading = context;
    struct carried *unit = unit_of(reading, &fields[0]);
    size_t index = item_of(reading, &fields[1]);
    (void)count;
    if (!unit || !unit->codes || index == NAMES_NONE)
        return;
    const struct column *column =
        text_column(reading, unit, &reading->form->items[index], copy_get_int4(&fields[2]));
    if (column)
        unit->values[column - reading->form->columns] = text_of(reading, &fields[3]);
}

/* ---- One form ---- */

static bool has_values(const struct form *form, const struct carried *unit)
{
    if (unit->values)
        for (size_t i = 0; i < form->column_count; i++)
            if (unit->values[i])
                return true;
    return false;
}

static void read_answers(struct reading *reading)
{
    size_t count = reading->form->frame->unit_count;
    reading->units = arena_array(reading->arena, count, sizeof *reading->units);
    copy_out(reading, "ingest/former-responses", take_response);
    copy_out(reading, "ingest/former-numbers", take_number);
    for (size_t i = 0; i < count; i++)
        if (reading->units[i].codes)
            make_values(reading, i);
    copy_out(reading, "ingest/former-texts", take_text);
    struct former_answers *units = arena_array(reading->arena, count, sizeof *units);
    for (size_t i = 0; i < count; i++) {
        if (!has_values(reading->form, &reading->units[i]))
            continue;
        units[i] = (struct former_answers){reading->units[i].values, reading->units[i].synthetic};
        reading->prefill->unit_count++;
    }
    reading->prefill->units = units;
}

static const char *note(struct reading *reading)
{
    PGresult *result = db_run(reading->db, "ingest/former-survey", 1, &reading->former);
    if (PQntuples(result) == 0)
        die(NULL, _("load the responses with 'renkei ingest' first"),
            _("nothing of the survey \"%s\" is in the database"), reading->former);
    const char *year = codebook_year_label(reading->arena, (int)size_at(result, 0, 0));
    PQclear(result);
    return arena_printf(reading->arena,
                        "前回、%sの調査の回答を記入済みです。"
                        "変更がある場合は上書きし、空欄の質問にお答えください。",
                        year);
}

bool prefill_read(struct prefill *prefill, struct arena *arena, struct db *db, const char *former,
                  const struct form *form)
{
    struct reading reading = {
        .prefill = prefill, .arena = arena, .db = db, .former = former, .form = form};
    *prefill = (struct prefill){0};
    db_begin(db);
    db_execute(db, "ingest/former-snapshot", 0, NULL);
    prefill->note = note(&reading);
    bool known = match(&reading);
    if (known)
        read_answers(&reading);
    db_commit(db);
    return known;
}
