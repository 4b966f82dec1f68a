/*
 * A confirmation counts with its reason; a correction counts for every item of the query that the
 * answer has to do with. Who confirms one item and corrects another says both.
 */
#include "ingest/query_reader.h"

#include "common/message.h"
#include "common/query_form.h"
#include "ingest/check.h"
#include "ingest/queries.h"
#include "ingest/query_cells.h"
#include "ingest/query_correction.h"

#include <stdlib.h>
#include <string.h>

struct returned {
    struct batch *batch;
    struct arena *arena;
    const struct origin *origin;
    const struct query_identity *identity;
    const struct query *query;
    struct query_cells cells;
    bool *corrected; /* per item of the form: a correction can be applied */
    bool *refused;   /* … cannot */
    bool any;        /* something was filled in */
};

/* ---- Findings ---- */

static void reject(struct returned *returned, enum finding_code code, const char *extra)
{
    const char *number = returned->identity->number;
    const struct finding finding = {
        .code = code, .raw = number != NULL ? number : "", .extra = extra, .sheet = "", .cell = ""};
    const char *unit = returned->query != NULL ? returned->query->unit : NULL;
    batch_reject(returned->batch, returned->origin, returned->identity->form, unit, &finding);
}

/* A finding about a cell, or the workbook as a whole. */
static void find(struct returned *returned, struct finding wanted, const struct query_cell *cell)
{
    char name[16];
    struct finding *finding = arena_alloc(returned->arena, sizeof *finding);
    *finding = wanted;
    finding->sheet = cell != NULL ? cell->sheet : "";
    finding->cell =
        cell != NULL && cell->row != 0
            ? arena_strdup(returned->arena, xlsx_cell_name(name, cell->row, cell->column))
            : "";
    batch_find_reply(returned->batch, returned->origin, returned->identity->form,
                     returned->query->unit, finding);
}

/* ---- Which query it is ---- */

static int32_t number_of(const char *text)
{
    char *end;
    long number = text != NULL ? strtol(text, &end, 10) : 0;
    return number > 0 && number <= INT32_MAX && *end == '\0' ? (int32_t)number : 0;
}

/* Another database may have sent a query of this number to the same unit. */
static bool asks_the_same(struct arena *arena, const struct query *query, const char *items)
{
    struct str asked = {0};
    for (size_t i = 0; i < query->item_count; i++)
        query_append_item(&asked, query->items[i].code, query->items[i].item);
    const char *list = arena_strdup(arena, str_text(&asked));
    str_release(&asked);
    return items != NULL && strcmp(list, items) == 0;
}

/* The query it answers; false if it cannot be applied. */
static bool recognise(struct returned *returned)
{
    const struct query_identity *identity = returned->identity;
    const struct query *query =
        queries_find(returned->origin->queries, number_of(identity->number));
    bool known = query != NULL && identity->unit != NULL &&
                 strcmp(query->form, identity->form->id) == 0 &&
                 strcmp(query->unit, identity->unit) == 0 &&
                 asks_the_same(returned->arena, query, identity->items);
    if (!known) {
        reject(returned, FINDING_UNKNOWN_QUERY, identity->unit != NULL ? identity->unit : "");
        return false;
    }
    returned->query = query;
    if (!query->current)
        reject(returned, FINDING_REPLACED, "");
    return query->current;
}

/* ---- Corrections ---- */

static void apply(struct returned *returned, const struct query_correction *correction)
{
    const struct query *query = returned->query;
    for (size_t i = 0; i < correction->column_count; i++)
        batch_correct(returned->batch, returned->origin,
                      &(struct correction){.source = query->source,
                                           .ordinal = query->ordinal,
                                           .item = correction->columns[i].column,
                                           .form = query->form,
                                           .unit = query->unit,
                                           .value = correction->columns[i].value});
    returned->corrected[correction->item] = true;
}

static void read_correction(struct returned *returned, const struct query_cell *cell)
{
    struct query_correction correction;
    struct finding finding = {.code = FINDING_CORRECTION, .raw = cell->text, .extra = ""};
    if (!query_correction_read(&correction, returned->arena, returned->identity->form, cell)) {
        finding.extra = N_("the form has no such answer");
        find(returned, finding, cell);
    } else if (correction.cause != NULL) {
        returned->refused[correction.item] = true;
        finding.column = correction.column;
        finding.cause = correction.cause;
        find(returned, finding, cell);
    } else {
        apply(returned, &correction);
    }
}

static void read_corrections(struct returned *returned)
{
    size_t count = returned->identity->form->item_count;
    returned->corrected = arena_array(returned->arena, count, sizeof *returned->corrected);
    returned->refused = arena_array(returned->arena, count, sizeof *returned->refused);
    for (size_t i = 0; i < returned->cells.count; i++) {
        const struct query_cell *cell = &returned->cells.cells[i];
        if (cell->kind != QUERY_CORRECTION || is_blank(cell->text))
            continue;
        returned->any = true;
        read_correction(returned, cell);
    }
}

/* ---- Items ---- */

enum involvement { NOT_CORRECTED, CORRECTED, REFUSED };

/* Whether an answer that the item has to do with was corrected; if one of the corrections cannot be
 * used, the item stays open. */
static enum involvement involvement(struct returned *returned, const struct query_item *item)
{
    const struct form *form = returned->identity->form;
    bool *involved = arena_array(returned->arena, form->item_count, sizeof *involved);
    enum involvement result = NOT_CORRECTED;
    query_mark_items(returned->arena, form, item->code, item->item, involved);
    for (size_t i = 0; i < form->item_count; i++) {
        if (involved[i] && returned->refused[i])
            return REFUSED;
        if (involved[i] && returned->corrected[i])
            result = CORRECTED;
    }
    return result;
}

static void reply(struct returned *returned, const struct query_item *item, bool confirmed,
                  const char *reason)
{
    batch_reply(returned->batch, returned->origin,
                &(struct reply){.query = returned->query->number,
                                .position = item->position,
                                .confirmed = confirmed,
                                .reason = reason});
}

static void read_item(struct returned *returned, const struct query_item *item)
{
    const struct query_cell *confirm =
        query_cells_find(&returned->cells, QUERY_CONFIRM, item->position);
    const struct query_cell *reason =
        query_cells_find(&returned->cells, QUERY_REASON, item->position);
    enum tick tick = confirm->error ? TICK_UNCLEAR : read_tick(confirm->text);
    bool reasoned = !reason->error && !is_blank(reason->text);
    enum involvement correction = involvement(returned, item);
    const char *position = arena_printf(returned->arena, "%d", (int)item->position);
    returned->any = returned->any || tick != TICK_NO || reasoned;
    if (tick == TICK_UNCLEAR)
        find(returned, (struct finding){.code = FINDING_TICK, .raw = confirm->text, .extra = ""},
             confirm);
    else if (tick == TICK_YES && reasoned)
        reply(returned, item, true, reason->text);
    else if (correction == CORRECTED)
        reply(returned, item, false, reasoned ? reason->text : "");
    else if (tick == TICK_YES)
        find(returned,
             (struct finding){.code = FINDING_NO_REASON, .raw = confirm->text, .extra = position},
             confirm);
    else if (reasoned && correction == NOT_CORRECTED)
        find(returned,
             (struct finding){.code = FINDING_REASON_ONLY, .raw = reason->text, .extra = position},
             reason);
}

static void read_items(struct returned *returned)
{
    for (size_t i = 0; i < returned->query->item_count; i++)
        read_item(returned, &returned->query->items[i]);
    if (!returned->any)
        find(returned,
             (struct finding){
                 .code = FINDING_BLANK_QUERY, .raw = returned->identity->number, .extra = ""},
             NULL);
}

void query_reader_read(struct batch *batch, struct xlsx *xlsx, const struct origin *origin,
                       const struct query_identity *identity)
{
    struct returned returned = {
        .batch = batch, .arena = &batch->arena, .origin = origin, .identity = identity};
    batch->is_query = true;
    if (!recognise(&returned))
        return;
    if (!query_cells_read(&returned.cells, returned.arena, xlsx)) {
        reject(&returned, FINDING_UNREADABLE, xlsx->error);
        return;
    }
    if (returned.cells.count == 0) {
        reject(&returned, FINDING_UNREADABLE, N_("its answer cells have lost their names"));
        return;
    }
    read_corrections(&returned);
    read_items(&returned);
}
