/* The units are picked by the packed codes themselves, as the engines count them, and stream past:
 * memory does not grow with them. */
#include "report/trace.h"

#include "common/measure.h"
#include "common/message.h"
#include "common/str.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { POSITION_SIZE = 24 };

static int64_t number_at(const PGresult *result, int row, int column)
{
    return strtoll(PQgetvalue(result, row, column), NULL, 10);
}

/* ---- The count ---- */

_Noreturn static void fail_counts(void)
{
    die(NULL, _("run 'renkei aggregate' again"),
        _("the tables were not counted with the present configuration"));
}

static void read_run(struct trace_count *count, const struct trace_cell *cell, struct arena *arena,
                     struct db *db)
{
    enum { RUN, FINISHED, WHO, VERSION, HASH, CHANGED };
    const char *survey = cell->config->codebook.survey;
    PGresult *result = db_run(db, "report/trace-run", 1, &survey);
    if (PQntuples(result) == 0)
        die(NULL, _("run 'renkei aggregate' first"),
            _("the tables of the survey \"%s\" have not been counted"), survey);
    if (strcmp(PQgetvalue(result, 0, HASH), cell->config->codebook.hash) != 0)
        fail_counts();
    count->run = arena_strdup(arena, PQgetvalue(result, 0, RUN));
    count->finished = number_at(result, 0, FINISHED);
    count->who = arena_strdup(arena, PQgetvalue(result, 0, WHO));
    count->version = arena_strdup(arena, PQgetvalue(result, 0, VERSION));
    if (!PQgetisnull(result, 0, CHANGED))
        count->changed = arena_strdup(arena, PQgetvalue(result, 0, CHANGED));
    PQclear(result);
}

/* Is the answer in this position (see the table `cell`) one of those that are asked for? */
static bool takes(const struct trace_cell *cell, size_t position)
{
    size_t options = cell->item->question->option_count;
    switch (cell->answer) {
    case TRACE_OPTION:
        return position == cell->option;
    case TRACE_NA:
        return position == options;
    case TRACE_INVALID:
        return position == options + 1;
    case TRACE_SUBTOTAL:
        for (size_t i = 0; i < cell->subtotal->option_count; i++)
            if (cell->subtotal->options[i] == position)
                return true;
        return false;
    case TRACE_ALL:
    case TRACE_NUMBER:
        break;
    }
    return false;
}

static void read_counts(struct trace_count *count, const struct trace_cell *cell,
                        const PGresult *result)
{
    if ((size_t)PQntuples(result) != cell->item->question->option_count + 2)
        fail_counts();
    for (int row = 0; row < PQntuples(result); row++) {
        if (takes(cell, (size_t)number_at(result, row, 0)))
            count->count += number_at(result, row, 1);
        count->base = number_at(result, row, 2);
        count->valid = number_at(result, row, 3);
    }
    if (cell->answer == TRACE_ALL)
        count->count = count->base;
}

static void read_statistic(struct trace_count *count, struct arena *arena, const PGresult *result)
{
    enum { N, MISSING, FIRST };
    static const char *const names[] = {N_("sum"), N_("mean"),   N_("sd"),  N_("min"),
                                        N_("p25"), N_("median"), N_("p75"), N_("max")};
    const char *measures = "";
    if (PQntuples(result) != 1)
        fail_counts();
    count->count = number_at(result, 0, N);
    count->valid = count->count;
    count->base = count->count + number_at(result, 0, MISSING);
    for (int i = 0; i < (int)(sizeof names / sizeof *names); i++)
        if (!PQgetisnull(result, 0, FIRST + i))
            measures = arena_printf(arena, "%s%s%s %s", measures, *measures == '\0' ? "" : ", ",
                                    _(names[i]), PQgetvalue(result, 0, FIRST + i));
    count->measures = measures;
}

/* A position as a parameter. */
static const char *position_text(char buffer[POSITION_SIZE], size_t position)
{
    snprintf(buffer, POSITION_SIZE, "%zu", position);
    return buffer;
}

static size_t item_position(const struct trace_cell *cell)
{
    return (size_t)(cell->item - cell->form->items);
}

struct trace_count trace_count_read(const struct trace_cell *cell, struct arena *arena,
                                    struct db *db)
{
    struct trace_count count = {0};
    char item[POSITION_SIZE], banner[POSITION_SIZE], class[POSITION_SIZE];
    const char *values[] = {cell->config->codebook.survey, cell->form->id,
                            position_text(item, item_position(cell)),
                            position_text(banner, cell->banner), position_text(class, cell->class)};
    bool number = cell->answer == TRACE_NUMBER;
    read_run(&count, cell, arena, db);
    PGresult *result =
        db_run(db, number ? "report/trace-statistic" : "report/trace-count", 5, values);
    if (number)
        read_statistic(&count, arena, result);
    else
        read_counts(&count, cell, result);
    PQclear(result);
    return count;
}

/* ---- What picks the units ---- */

static const char *code_list(struct arena *arena, const struct trace_cell *cell)
{
    const struct question *question = cell->item->question;
    const char *list = "";
    switch (cell->answer) {
    case TRACE_OPTION:
        return arena_printf(arena, "{%d}",
                            question->type == QUESTION_MULTIPLE
                                ? CODE_TICKED
                                : question->options[cell->option].code);
    case TRACE_SUBTOTAL:
        for (size_t i = 0; i < cell->subtotal->option_count; i++)
            list = arena_printf(arena, "%s%s%d", list, i > 0 ? "," : "",
                                question->options[cell->subtotal->options[i]].code);
        return arena_printf(arena, "{%s}", list);
    case TRACE_NA:
        return arena_printf(arena, "{%d}", CODE_NA);
    case TRACE_INVALID:
        return arena_printf(arena, "{%d}", CODE_INVALID);
    case TRACE_ALL:
    case TRACE_NUMBER:
        break;
    }
    for (int code = CODE_NOT_TICKED; code < CODE_NOT_ASKED; code++)
        list = arena_printf(arena, "%s%s%d", list, code > 0 ? "," : "", code);
    return arena_printf(arena, "{%s}", list);
}

/* Ids of a codebook need no quotes within an array, but for their dots none. */
static void append_name(struct str *list, const char *name)
{
    str_appendf(list, "%s\"%s\"", list->length > 1 ? "," : "", name);
}

/* `also`: the names that a finding or a query may have for the answer. */
static const char *column_list(struct arena *arena, const struct trace_cell *cell, bool also)
{
    struct trace_columns columns = trace_cell_columns(cell);
    struct str list = {0};
    str_append(&list, "{");
    for (size_t i = 0; i < columns.count; i++)
        if (columns.first[i].kind != COLUMN_OPTION_TEXT)
            append_name(&list, columns.first[i].name);
    for (size_t i = 0; also && i < cell->item->column_count; i++)
        append_name(&list, cell->form->columns[cell->item->first_column + i].name);
    if (also)
        append_name(&list, cell->item->id);
    if (also)
        append_name(&list, cell->item->question->id);
    str_append(&list, "}");
    const char *text = arena_strdup(arena, str_text(&list));
    str_release(&list);
    return text;
}

/* ---- The units ---- */

struct tracing {
    const struct trace_cell *cell;
    struct db *db;
    struct arena arena; /* of one unit */
    struct trace_listed listed;
    int64_t places;
    trace_function *function;
    void *context;
};

enum field {
    UNIT,
    NAME,
    AREA,
    CODE,
    SLOTS,
    NUMBER,
    TYPED,
    RULE,
    FINDING,
    CORRECTED,
    QUERY,
    REASON,
    SOURCE,
    ORDINAL,
    KIND,
    FILE_NAME,
    SHA256,
    RECEIVED
};

static const char *text_or_null(struct tracing *tracing, const struct copy_field *field)
{
    return field->bytes == NULL ? NULL
                                : arena_copy(&tracing->arena, field->bytes, (size_t)field->length);
}

static const char *text_of(struct tracing *tracing, const struct copy_field *field)
{
    const char *text = text_or_null(tracing, field);
    return text == NULL ? "" : text;
}

/* The ticked options of a multiple question: 1;3. */
static const char *ticked(struct tracing *tracing, const struct copy_field *slots)
{
    const struct question *question = tracing->cell->item->question;
    const char *list = "";
    for (size_t i = 0; i < question->option_count && i < (size_t)slots->length; i++)
        if (slots->bytes[i] == CODE_TICKED)
            list = arena_printf(&tracing->arena, "%s%s%d", list, *list == '\0' ? "" : ";",
                                question->options[i].code);
    return list;
}

static const char *value_of(struct tracing *tracing, const struct copy_field *fields)
{
    const struct trace_cell *cell = tracing->cell;
    char buffer[CODE_TEXT_SIZE];
    int code = copy_get_int4(&fields[CODE]);
    if (code == CODE_NA || code == CODE_INVALID)
        return arena_strdup(&tracing->arena, code_text(buffer, code));
    if (cell->answer == TRACE_NUMBER)
        return text_of(tracing, &fields[NUMBER]);
    if (cell->item->question->type == QUESTION_MULTIPLE)
        return cell->answer == TRACE_OPTION
                   ? arena_strdup(
                         &tracing->arena,
                         code_text(buffer, cell->item->question->options[cell->option].code))
                   : ticked(tracing, &fields[SLOTS]);
    return arena_strdup(&tracing->arena, code_text(buffer, code));
}

static const char *area_of(const struct trace_cell *cell, const struct copy_field *field)
{
    if (cell->area == NULL || field->bytes == NULL)
        return "";
    int32_t class = copy_get_int4(field);
    return class >= 0 && (size_t) class < cell->area->class_count ? cell->area->classes[class].label
                                                                  : "";
}

static void add_place(struct tracing *tracing, struct trace_unit *unit,
                      const struct copy_field *fields)
{
    const char *kind = text_of(tracing, &fields[KIND]);
    int32_t ordinal = copy_get_int4(&fields[ORDINAL]);
    if (strcmp(kind, "csv") == 0)
        unit->line = ordinal;
    if (strcmp(kind, "xlsx") != 0 || tracing->listed.units >= tracing->places ||
        trace_cell_columns(tracing->cell).count == 0)
        return;
    const char *source = arena_printf(&tracing->arena, "%d", copy_get_int4(&fields[SOURCE]));
    struct trace_place place =
        trace_place_read(&tracing->arena, tracing->db, tracing->cell, source, ordinal);
    unit->sheet = place.sheet;
    unit->cell = place.cell;
}

static void read_unit(void *context, const struct copy_field *fields, size_t count)
{
    struct tracing *tracing = context;
    if (count != RECEIVED + 1)
        abort();
    struct trace_unit unit = {
        .unit = text_of(tracing, &fields[UNIT]),
        .name = text_of(tracing, &fields[NAME]),
        .area = area_of(tracing->cell, &fields[AREA]),
        .value = value_of(tracing, fields),
        .typed = text_or_null(tracing, &fields[TYPED]),
        .rule = text_of(tracing, &fields[RULE]),
        .finding = text_of(tracing, &fields[FINDING]),
        .corrected = text_or_null(tracing, &fields[CORRECTED]),
        .query = fields[QUERY].bytes == NULL
                     ? ""
                     : arena_printf(&tracing->arena, "%d", copy_get_int4(&fields[QUERY])),
        .reason = text_of(tracing, &fields[REASON]),
        .file = text_of(tracing, &fields[FILE_NAME]),
        .sheet = "",
        .cell = "",
        .sha256 = text_of(tracing, &fields[SHA256]),
        .received = fields[RECEIVED].bytes == NULL ? 0 : copy_get_int8(&fields[RECEIVED]),
    };
    add_place(tracing, &unit, fields);
    if (unit.typed != NULL && unit.corrected == NULL && *unit.rule == '\0' &&
        strcmp(unit.typed, unit.value) == 0)
        unit.typed = NULL;
    tracing->function(tracing->context, &unit);
    tracing->listed.units++;
    tracing->listed.answered += copy_get_int4(&fields[CODE]) == CODE_TICKED;
    arena_reset(&tracing->arena);
}

struct trace_listed trace_units_each(const struct trace_cell *cell, struct db *db, int64_t places,
                                     trace_function *function, void *context)
{
    struct arena arena = {0};
    char item[POSITION_SIZE], banner[POSITION_SIZE], class[POSITION_SIZE], slot[POSITION_SIZE];
    char first[POSITION_SIZE], slots[POSITION_SIZE], area[POSITION_SIZE];
    bool tick = cell->answer == TRACE_OPTION && cell->item->question->type == QUESTION_MULTIPLE;
    const char *values[] = {
        cell->config->codebook.survey,
        cell->form->id,
        position_text(banner, cell->banner),
        position_text(class, cell->class),
        position_text(slot, cell->item->slot + (tick ? cell->option : 0)),
        code_list(&arena, cell),
        position_text(item, item_position(cell)),
        position_text(first, cell->item->slot),
        position_text(slots, cell->item->slot_count),
        column_list(&arena, cell, false),
        column_list(&arena, cell, true),
        position_text(area,
                      cell->area == NULL ? 0 : (size_t)(cell->area - cell->banners->banners) + 1),
    };
    struct tracing tracing = {
        .cell = cell, .db = db, .places = places, .function = function, .context = context};
    db_read_rows(db, "report/trace-units", sizeof values / sizeof *values, values, read_unit,
                 &tracing);
    arena_release(&tracing.arena);
    arena_release(&arena);
    return tracing.listed;
}
