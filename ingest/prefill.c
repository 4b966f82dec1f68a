/*
 * The former responses (former.h), without what the form would refuse; then its bases are applied
 * and codes become values.
 */
#include "ingest/prefill.h"

#include "common/expression.h"
#include "common/frame.h"
#include "common/message.h"
#include "common/number.h"
#include "common/round.h"
#include "common/str.h"
#include "ingest/former.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct reading {
    struct prefill *prefill;
    struct arena *arena;
    struct former former;
    const char ***values; /* per unit of the frame, per column; NULL: no former response */
};

/* ---- What is new ---- */

static void add_to_list(struct str *list, const char *id)
{
    if (list->length)
        str_append(list, ", ");
    str_append(list, id);
}

/* A question that is new as a whole is named once. */
static void list_new(const struct former *former, const struct question *question, struct str *list)
{
    const struct former_match *matches = &former->matches[question->first_item];
    size_t count = 0;
    for (size_t i = 0; i < question->item_count; i++)
        count += !matches[i].found && !matches[i].other_type;
    if (count && count == question->item_count) {
        add_to_list(list, question->id);
        return;
    }
    for (size_t i = 0; i < question->item_count; i++)
        if (!matches[i].found && !matches[i].other_type)
            add_to_list(list, former->form->items[question->first_item + i].id);
}

static void list_items(struct reading *reading)
{
    const struct form *form = reading->former.form;
    struct prefill *prefill = reading->prefill;
    struct str new_items = {0};
    for (size_t i = 0; i < form->question_count; i++) {
        if (form->questions[i].derived)
            continue;
        prefill->item_count += form->questions[i].item_count;
        list_new(&reading->former, &form->questions[i], &new_items);
    }
    prefill->new_items = arena_strdup(reading->arena, str_text(&new_items));
    str_release(&new_items);
    prefill->carried_count = reading->former.matched_count;
    prefill->lost_count = reading->former.lost_ticks;
    prefill->other_types = reading->former.other_types;
    prefill->other_labels = reading->former.other_labels;
}

/* ---- What the form would refuse ---- */

static bool number_is_allowed(const struct question *question, int64_t number)
{
    return number >= question->min && number <= question->max &&
           number_decimals(number) <= question->decimals;
}

static bool is_allowed(const struct item *item, const uint8_t *codes, int64_t number)
{
    if (item->question->type == QUESTION_SINGLE)
        return question_option(item->question, codes[0]) != NULL;
    return item->question->type != QUESTION_NUMBER || number_is_allowed(item->question, number);
}

/* Ticks that the form does not offer were counted when they were read; an item without any other is
 * blank. */
static void drop_refused(struct reading *reading, struct former_response *response)
{
    const struct form *form = reading->former.form;
    for (size_t i = 0; i < form->item_count; i++) {
        const struct item *item = &form->items[i];
        uint8_t *codes = response->codes + item->slot;
        if (codes[0] > CODE_LARGEST_OPTION)
            continue;
        bool allowed = is_allowed(item, codes, response->numbers[i]);
        bool nothing_left = item->question->type == QUESTION_MULTIPLE &&
                            !memchr(codes, CODE_TICKED, item->slot_count);
        reading->prefill->lost_count += !allowed;
        if (!allowed || nothing_left)
            memset(codes, CODE_NA, item->slot_count);
    }
}

/* ---- Values ---- */

/* In the order of the questions: a base looks at what stands before it. */
static void apply_bases(const struct form *form, size_t unit, struct former_response *carried)
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

static const char *column_value(struct reading *reading, const struct former_response *unit,
                                const struct column *column)
{
    const struct item *item = &reading->former.form->items[column->item];
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

static void make_values(struct reading *reading, size_t unit)
{
    const struct form *form = reading->former.form;
    struct former_response *response = &reading->former.units[unit];
    drop_refused(reading, response);
    apply_bases(form, unit, response);
    const char **values = arena_array(reading->arena, form->column_count, sizeof *values);
    for (size_t i = 0; i < form->column_count; i++)
        values[i] = column_value(reading, response, &form->columns[i]);
    reading->values[unit] = values;
}

/* The cell of a text: of the answer itself, or beside an option that is chosen. */
static const struct column *text_column(const struct reading *reading,
                                        const struct former_response *unit, const struct item *item,
                                        int option)
{
    const struct form *form = reading->former.form;
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
    const struct former *former = &reading->former;
    size_t unit = former_unit(former, &fields[0]), index = former_item(former, &fields[1]);
    (void)count;
    if (unit == FRAME_NONE || index == NAMES_NONE)
        return;
    const struct column *column = text_column(
        reading, &former->units[unit], &former->form->items[index], copy_get_int4(&fields[2]));
    if (column)
        reading->values[unit][column - former->form->columns] =
            arena_copy(reading->arena, fields[3].bytes, (size_t)fields[3].length);
}

/* ---- One form ---- */

static bool has_values(const struct form *form, const char *const *values)
{
    for (size_t i = 0; values && i < form->column_count; i++)
        if (values[i])
            return true;
    return false;
}

static void make_answers(struct reading *reading)
{
    struct former *former = &reading->former;
    size_t count = former->form->frame->unit_count;
    reading->values = arena_array(reading->arena, count, sizeof *reading->values);
    for (size_t i = 0; i < count; i++)
        if (former->units[i].codes)
            make_values(reading, i);
    former_copy_out(former, "ingest/former-texts", take_text, reading);
    struct former_answers *units = arena_array(reading->arena, count, sizeof *units);
    for (size_t i = 0; i < count; i++) {
        if (!has_values(former->form, reading->values[i]))
            continue;
        units[i] = (struct former_answers){reading->values[i], former->units[i].synthetic};
        reading->prefill->unit_count++;
    }
    reading->prefill->units = units;
}

static const char *note(struct arena *arena, struct db *db, const char *former)
{
    PGresult *result = db_run(db, "ingest/former-survey", 1, &former);
    if (PQntuples(result) == 0)
        die(NULL, _("load the responses with 'renkei ingest' first"),
            _("nothing of the survey \"%s\" is in the database"), former);
    const char *year = codebook_year_label(arena, (int)strtol(PQgetvalue(result, 0, 0), NULL, 10));
    PQclear(result);
    return arena_printf(arena,
                        "前回、%sの調査の回答を記入済みです。"
                        "変更がある場合は上書きし、空欄の質問にお答えください。",
                        year);
}

bool prefill_read(struct prefill *prefill, struct arena *arena, struct db *db, const char *former,
                  const struct form *form)
{
    struct reading reading = {.prefill = prefill, .arena = arena};
    *prefill = (struct prefill){0};
    former_begin(db);
    prefill->note = note(arena, db, former);
    bool known = former_read(&reading.former, arena, db, former, form);
    list_items(&reading);
    if (known)
        make_answers(&reading);
    db_commit(db);
    return known;
}
