/*
 * In two steps: which former item is which item of the form; then the former responses, packed anew
 * in the form's own order.
 */
#include "ingest/former.h"

#include "common/frame.h"
#include "common/str.h"

#include <stdlib.h>
#include <string.h>

/* No number: outside of ± NUMBER_LIMIT. */
#define NUMBER_NONE INT64_MIN

static PGresult *ask(const struct former *former, const char *statement)
{
    return db_run(former->db, statement, 2,
                  (const char *const[]){former->survey, former->form->id});
}

static size_t size_at(const PGresult *result, int row, int column)
{
    return (size_t)strtoull(PQgetvalue(result, row, column), NULL, 10);
}

/* ---- Which item is which ---- */

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

static const struct item *find_item(struct former *former, const PGresult *result, int row)
{
    const char *question = PQgetvalue(result, row, 1), *id = PQgetvalue(result, row, 2);
    const struct item *item = form_item(
        former->form, *id ? arena_printf(former->arena, "%s.%s", question, id) : question);
    return item && !item->question->derived ? item : NULL;
}

static void match_items(struct former *former, const PGresult *result, struct str *other_types)
{
    int rows = PQntuples(result);
    former->item_count = rows ? size_at(result, rows - 1, 0) + 1 : 0;
    former->items = arena_array(former->arena, former->item_count, sizeof *former->items);
    for (size_t i = 0; i < former->item_count; i++)
        former->items[i] = NAMES_NONE;
    for (int row = 0; row < rows; row++) {
        const struct item *item = find_item(former, result, row);
        if (!item)
            continue;
        size_t index = (size_t)(item - former->form->items);
        struct former_match *match = &former->matches[index];
        if (strcmp(PQgetvalue(result, row, 3), type_name(item->question->type)) != 0) {
            match->other_type = true;
            add_to_list(other_types, item->id);
            continue;
        }
        former->items[size_at(result, row, 0)] = index;
        match->found = true;
        match->slot = size_at(result, row, 4);
        match->slot_count = size_at(result, row, 5);
        if (match->slot + match->slot_count > former->code_count)
            former->code_count = match->slot + match->slot_count;
        former->matched_count++;
    }
}

static void match_option(struct former *former, const struct question *question, size_t option,
                         int position)
{
    for (size_t i = 0; i < question->item_count; i++) {
        struct former_match *match = &former->matches[question->first_item + i];
        if (match->positions)
            match->positions[option] = position;
    }
}

static void begin_options(struct former *former)
{
    for (size_t i = 0; i < former->form->item_count; i++) {
        const struct question *question = former->form->items[i].question;
        struct former_match *match = &former->matches[i];
        if (!match->found || question->type != QUESTION_MULTIPLE)
            continue;
        match->positions = arena_array(former->arena, question->option_count, sizeof(int));
        for (size_t j = 0; j < question->option_count; j++)
            match->positions[j] = -1;
    }
}

static bool carries(const struct former *former, const struct question *question)
{
    for (size_t i = 0; i < question->item_count; i++)
        if (former->matches[question->first_item + i].found)
            return true;
    return false;
}

static void match_options(struct former *former, const PGresult *result, struct str *labels)
{
    begin_options(former);
    for (int row = 0; row < PQntuples(result); row++) {
        const struct question *question = form_question(former->form, PQgetvalue(result, row, 0));
        const struct option *option = question && !question->derived && carries(former, question)
                                          ? question_option(question, (int)size_at(result, row, 2))
                                          : NULL;
        if (!option)
            continue;
        if (strcmp(option->label, PQgetvalue(result, row, 3)) != 0)
            add_to_list(labels, arena_printf(former->arena, "%s=%d", question->id, option->code));
        match_option(former, question, (size_t)(option - question->options),
                     (int)size_at(result, row, 1));
    }
}

static const char *keep_list(struct former *former, struct str *list)
{
    const char *kept = arena_strdup(former->arena, str_text(list));
    str_release(list);
    return kept;
}

/* False if the former survey has no such form. */
static bool match(struct former *former)
{
    struct str types = {0}, labels = {0};
    former->matches = arena_array(former->arena, former->form->item_count, sizeof *former->matches);
    PGresult *items = ask(former, "ingest/former-items");
    PGresult *options = ask(former, "ingest/former-options");
    bool known = PQntuples(items) > 0;
    match_items(former, items, &types);
    match_options(former, options, &labels);
    PQclear(options);
    PQclear(items);
    former->other_types = keep_list(former, &types);
    former->other_labels = keep_list(former, &labels);
    return known;
}

/* ---- The former responses, packed anew ---- */

static size_t frame_unit(const struct former *former, const struct copy_field *code)
{
    enum { CODE_MOST = 256 };
    char text[CODE_MOST];
    if (code->length < 0 || code->length >= CODE_MOST)
        return FRAME_NONE;
    memcpy(text, code->bytes, (size_t)code->length);
    text[code->length] = '\0';
    return frame_find(former->form->frame, text);
}

size_t former_unit(const struct former *former, const struct copy_field *code)
{
    size_t unit = frame_unit(former, code);
    return unit != FRAME_NONE && former->units[unit].codes ? unit : FRAME_NONE;
}

size_t former_item(const struct former *former, const struct copy_field *position)
{
    int32_t item = copy_get_int4(position);
    return item >= 0 && (size_t)item < former->item_count ? former->items[item] : NAMES_NONE;
}

static void carry_ticks(struct former *former, const struct item *item,
                        const struct former_match *match, const uint8_t *ticks, uint8_t *codes)
{
    size_t ticked = 0, carried = 0;
    for (size_t i = 0; i < match->slot_count; i++)
        ticked += ticks[i] == CODE_TICKED;
    for (size_t i = 0; i < item->slot_count; i++) {
        int position = match->positions[i];
        bool tick = position >= 0 && ticks[position] == CODE_TICKED;
        codes[i] = tick ? CODE_TICKED : CODE_NOT_TICKED;
        carried += tick;
    }
    former->lost_ticks += ticked - carried;
}

static void carry_item(struct former *former, size_t index, const uint8_t *response, uint8_t *codes)
{
    const struct item *item = &former->form->items[index];
    const struct former_match *match = &former->matches[index];
    if (!match->found)
        return;
    const uint8_t *answer = response + match->slot;
    if (item->question->type != QUESTION_MULTIPLE || answer[0] > CODE_LARGEST_OPTION)
        memset(codes + item->slot, answer[0], item->slot_count);
    else
        carry_ticks(former, item, match, answer, codes + item->slot);
}

static void take_response(void *context, const struct copy_field *fields, size_t count)
{
    struct former *former = context;
    const struct form *form = former->form;
    size_t unit = frame_unit(former, &fields[0]);
    (void)count;
    if (unit == FRAME_NONE)
        return;
    if (fields[1].length < 0 || (size_t)fields[1].length < former->code_count)
        abort(); /* packed by another codebook than the one beside it */
    struct former_response *response = &former->units[unit];
    response->codes = arena_alloc(former->arena, form->slot_count);
    response->numbers = arena_array(former->arena, form->item_count, sizeof *response->numbers);
    response->synthetic = fields[2].bytes[0];
    memset(response->codes, CODE_NA, form->slot_count);
    for (size_t i = 0; i < form->item_count; i++) {
        response->numbers[i] = NUMBER_NONE;
        carry_item(former, i, (const uint8_t *)fields[1].bytes, response->codes);
    }
    former->unit_count++;
}

static void take_number(void *context, const struct copy_field *fields, size_t count)
{
    struct former *former = context;
    size_t unit = former_unit(former, &fields[0]), index = former_item(former, &fields[1]);
    (void)count;
    if (unit != FRAME_NONE && index != NAMES_NONE)
        former->units[unit].numbers[index] = copy_get_int8(&fields[2]);
}

/* An answer that says there is a number has one. */
static void drop_without_number(const struct form *form, struct former_response *response)
{
    for (size_t i = 0; i < form->item_count; i++) {
        const struct item *item = &form->items[i];
        if (item->question->type == QUESTION_NUMBER && response->numbers[i] == NUMBER_NONE &&
            response->codes[item->slot] == CODE_TICKED)
            response->codes[item->slot] = CODE_NA;
    }
}

void former_begin(struct db *db)
{
    db_begin(db);
    db_execute(db, "ingest/former-snapshot", 0, NULL);
}

void former_copy_out(struct former *former, const char *statement, copy_out_function *function,
                     void *context)
{
    db_copy_out(former->db, statement, 2, (const char *const[]){former->survey, former->form->id},
                function, context);
}

bool former_read(struct former *former, struct arena *arena, struct db *db, const char *survey,
                 const struct form *form)
{
    *former = (struct former){.arena = arena, .db = db, .survey = survey, .form = form};
    if (!match(former))
        return false;
    size_t count = form->frame->unit_count;
    former->units = arena_array(arena, count, sizeof *former->units);
    former_copy_out(former, "ingest/former-responses", take_response, former);
    former_copy_out(former, "ingest/former-numbers", take_number, former);
    for (size_t i = 0; i < count; i++)
        if (former->units[i].codes)
            drop_without_number(form, &former->units[i]);
    return true;
}
