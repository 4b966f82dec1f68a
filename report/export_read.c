/*
 * The rows of an export: what COPY sends of a unit is laid out by variable. An arena per row keeps
 * memory constant.
 */
#include "report/export.h"

#include "common/message.h"

#include <stdlib.h>
#include <string.h>

/* ---- How wide, how many ---- */

static int64_t number_at(const PGresult *result, int row, int column)
{
    return strtoll(PQgetvalue(result, row, column), NULL, 10);
}

static void measure_frame(struct export_form *plan, struct db *db)
{
    const char *values[] = {plan->codebook->survey, plan->form->id, plan->frame_wanted};
    PGresult *result = db_run(db, "report/export-frame-widths", 3, values);
    size_t column = 0;
    for (size_t v = 0; v < plan->variable_count; v++) {
        struct export_variable *variable = &plan->variables[v];
        if (variable->kind != EXPORT_FRAME_TEXT && variable->kind != EXPORT_FRAME_NUMBER)
            continue;
        column++;
        for (int i = 0; i < PQntuples(result); i++)
            if (number_at(result, i, 0) == (int64_t)column)
                variable->width = (size_t)number_at(result, i, 1);
    }
    PQclear(result);
}

static bool holds_text(const struct export_form *plan, const struct export_variable *variable,
                       int64_t item, int64_t option)
{
    if (variable->item == NULL || variable->item - plan->form->items != item)
        return false;
    if (variable->kind == EXPORT_TEXT)
        return option == 0;
    return variable->kind == EXPORT_OPTION_TEXT && variable->option->code == option;
}

static void measure_texts(struct export_form *plan, struct db *db)
{
    const char *values[] = {plan->codebook->survey, plan->form->id};
    PGresult *result = db_run(db, "report/export-text-widths", 2, values);
    for (int i = 0; i < PQntuples(result); i++)
        for (size_t v = 0; v < plan->variable_count; v++)
            if (holds_text(plan, &plan->variables[v], number_at(result, i, 0),
                           number_at(result, i, 1)))
                plan->variables[v].width = (size_t)number_at(result, i, 2);
    PQclear(result);
}

void export_measure(struct export_form *plan, struct db *db)
{
    const char *values[] = {plan->codebook->survey, plan->form->id};
    PGresult *result = db_run(db, "report/export-count", 2, values);
    plan->row_count = number_at(result, 0, 0);
    plan->variables[0].width = (size_t)number_at(result, 0, 1);
    PQclear(result);
    measure_frame(plan, db);
    measure_texts(plan, db);
}

/* ---- Rows ---- */

struct reading {
    const struct export_form *plan;
    export_row_function *function;
    void *context;
    struct arena arena; /* of one row */
    struct export_row row;
};

/* The columns of the statement. */
enum { UNIT, SYNTHETIC, CODES, NUMBERS, FRAME, TEXTS, FIELDS };

_Noreturn static void fail(const struct reading *reading, const struct copy_field *unit)
{
    die(NULL, _("load the responses again with 'renkei ingest'"),
        _("the response of \"%.*s\" does not fit the form \"%s\""), (int)unit->length, unit->bytes,
        reading->plan->form->id);
}

static uint64_t big_endian(const void *bytes, size_t length)
{
    uint64_t value = 0;
    for (size_t i = 0; i < length; i++)
        value = value << 8 | ((const unsigned char *)bytes)[i];
    return value;
}

/* An array of texts as PostgreSQL sends it: dimensions, a flag, the type; per dimension size and
 * first index; per element length and bytes (array_send in its source). None is NULL here. */
static size_t read_texts(struct arena *arena, const struct copy_field *field, const char ***texts)
{
    enum { HEAD = 12, DIMENSION = 8, LENGTH = 4 };
    const char *at = field->bytes, *end = field->bytes + field->length;
    if (field->length < HEAD || big_endian(at, 4) > 1)
        abort();
    if (big_endian(at, 4) == 0)
        return 0;
    if (field->length < HEAD + DIMENSION)
        abort();
    size_t count = (size_t)big_endian(at + HEAD, 4);
    *texts = arena_array(arena, count, sizeof **texts);
    at += HEAD + DIMENSION;
    for (size_t i = 0; i < count; i++) {
        if (end - at < LENGTH || big_endian(at, LENGTH) > (uint64_t)(end - at - LENGTH))
            abort();
        size_t length = (size_t)big_endian(at, LENGTH);
        (*texts)[i] = arena_copy(arena, at + LENGTH, length);
        at += LENGTH + length;
    }
    return count;
}

/* They stand in the order of the items, one for each number that was answered. */
static bool place_numbers(struct reading *reading, const struct copy_field *field)
{
    enum { NUMBER_SIZE = 8 };
    struct export_row *row = &reading->row;
    size_t used = 0;
    for (size_t v = 0; v < reading->plan->variable_count; v++) {
        const struct export_variable *variable = &reading->plan->variables[v];
        if (variable->kind != EXPORT_NUMBER || export_code(row, variable) != CODE_TICKED)
            continue;
        if (used + NUMBER_SIZE > (size_t)field->length)
            return false;
        row->numbers[v] = (int64_t)big_endian(field->bytes + used, NUMBER_SIZE);
        used += NUMBER_SIZE;
    }
    return used == (size_t)field->length;
}

static bool place_frame(struct reading *reading, const struct copy_field *field)
{
    const char **values = NULL;
    size_t count = read_texts(&reading->arena, field, &values), used = 0;
    for (size_t v = 0; v < reading->plan->variable_count; v++) {
        enum export_kind kind = reading->plan->variables[v].kind;
        if (kind != EXPORT_FRAME_TEXT && kind != EXPORT_FRAME_NUMBER)
            continue;
        if (used == count)
            return false;
        reading->row.texts[v] = values[used++];
    }
    return used == count;
}

/* "item:option:text" to its variable. */
static bool place_text(struct reading *reading, const char *text)
{
    char *end;
    int64_t item = strtoll(text, &end, 10);
    if (*end != ':')
        return false;
    int64_t option = strtoll(end + 1, &end, 10);
    if (*end != ':')
        return false;
    for (size_t v = 0; v < reading->plan->variable_count; v++)
        if (holds_text(reading->plan, &reading->plan->variables[v], item, option)) {
            reading->row.texts[v] = end + 1;
            return true;
        }
    return false;
}

static bool place_texts(struct reading *reading, const struct copy_field *field)
{
    const char **texts = NULL;
    size_t count = read_texts(&reading->arena, field, &texts);
    for (size_t i = 0; i < count; i++)
        if (!place_text(reading, texts[i]))
            return false;
    return true;
}

static void read_row(void *context, const struct copy_field *fields, size_t count)
{
    struct reading *reading = context;
    const struct export_form *plan = reading->plan;
    if (count != FIELDS)
        abort();
    arena_reset(&reading->arena);
    reading->row = (struct export_row){
        .synthetic = fields[SYNTHETIC].bytes[0] != 0,
        .codes = (const uint8_t *)fields[CODES].bytes,
        .texts = arena_array(&reading->arena, plan->variable_count, sizeof(char *)),
        .numbers = arena_array(&reading->arena, plan->variable_count, sizeof(int64_t)),
    };
    for (size_t v = 0; v < plan->variable_count; v++)
        reading->row.texts[v] = "";
    if ((size_t)fields[CODES].length != plan->form->slot_count ||
        !place_numbers(reading, &fields[NUMBERS]) || !place_frame(reading, &fields[FRAME]) ||
        !place_texts(reading, &fields[TEXTS]))
        fail(reading, &fields[UNIT]);
    reading->row.texts[0] =
        arena_copy(&reading->arena, fields[UNIT].bytes, (size_t)fields[UNIT].length);
    reading->function(reading->context, &reading->row);
}

void export_rows(const struct export_form *plan, struct db *db, export_row_function *function,
                 void *context)
{
    const char *values[] = {plan->codebook->survey, plan->form->id, plan->frame_wanted};
    struct reading reading = {.plan = plan, .function = function, .context = context};
    db_copy_out(db, "report/export-rows", 3, values, read_row, &reading);
    arena_release(&reading.arena);
}
