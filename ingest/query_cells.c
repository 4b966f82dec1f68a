#include "ingest/query_cells.h"

#include "common/query_form.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* More items than a form has answers are never asked. */
enum { POSITION_LARGEST = 100 * 1000 };

/* "q_1_confirm": exactly as the writer makes it. */
static bool is_named(const char *name, const char *format, int *position)
{
    char made[64];
    const char *digits = name + strcspn(name, "0123456789");
    long value = strtol(digits, NULL, 10);
    if (value < 1 || value > POSITION_LARGEST)
        return false;
    *position = (int)value;
    /* the two formats of query_form.h */
    if (strcmp(format, QUERY_CONFIRM_NAME) == 0)
        snprintf(made, sizeof made, QUERY_CONFIRM_NAME, *position);
    else
        snprintf(made, sizeof made, QUERY_REASON_NAME, *position);
    return strcmp(name, made) == 0;
}

static bool recognise(struct query_cell *cell, const char *name)
{
    static const size_t prefix = sizeof QUERY_CORRECTION_PREFIX - 1;
    if (is_named(name, QUERY_CONFIRM_NAME, &cell->position)) {
        cell->kind = QUERY_CONFIRM;
    } else if (is_named(name, QUERY_REASON_NAME, &cell->position)) {
        cell->kind = QUERY_REASON;
    } else if (strncmp(name, QUERY_CORRECTION_PREFIX, prefix) == 0) {
        cell->kind = QUERY_CORRECTION;
        cell->name = name + prefix;
    } else {
        return false;
    }
    return true;
}

static bool same_cell(const struct query_cell *one, const struct query_cell *other)
{
    if (one->kind != other->kind)
        return false;
    return one->kind == QUERY_CORRECTION ? strcmp(one->name, other->name) == 0
                                         : one->position == other->position;
}

/* By what they are for. */
static int compare_meaning(const void *a, const void *b)
{
    const struct query_cell *one = a, *other = b;
    if (one->kind != other->kind)
        return one->kind < other->kind ? -1 : 1;
    if (one->kind == QUERY_CORRECTION)
        return strcmp(one->name, other->name);
    return (one->position > other->position) - (one->position < other->position);
}

static int compare_place(const void *a, const void *b)
{
    const struct query_cell *one = a, *other = b;
    if (one->sheet_index != other->sheet_index)
        return one->sheet_index < other->sheet_index ? -1 : 1;
    if (one->row != other->row)
        return one->row < other->row ? -1 : 1;
    return (one->column > other->column) - (one->column < other->column);
}

/* Names of one sheet only are those of its copies. */
static void locate(struct query_cells *cells, struct arena *arena, const struct xlsx *xlsx)
{
    cells->cells = arena_array(arena, xlsx->name_count, sizeof *cells->cells);
    size_t found = 0;
    for (size_t i = 0; i < xlsx->name_count; i++) {
        const struct xlsx_name *name = &xlsx->names[i];
        struct query_cell cell = {.text = "",
                                  .sheet = xlsx->sheets[name->sheet].name,
                                  .sheet_index = name->sheet,
                                  .row = name->row,
                                  .column = name->column};
        if (name->scope == XLSX_WORKBOOK && recognise(&cell, name->name))
            cells->cells[found++] = cell;
    }
    if (found == 0)
        return;
    qsort(cells->cells, found, sizeof *cells->cells, compare_meaning);
    for (size_t i = 0; i < found; i++) {
        if (i == 0 || !same_cell(&cells->cells[cells->count - 1], &cells->cells[i]))
            cells->cells[cells->count++] = cells->cells[i];
    }
    qsort(cells->cells, cells->count, sizeof *cells->cells, compare_place);
}

struct reading {
    struct arena *arena;
    struct query_cells *cells;
    size_t sheet;
};

static bool read_cell(void *context, const struct xlsx_cell *cell)
{
    struct reading *reading = context;
    const struct query_cell key = {
        .sheet_index = reading->sheet, .row = cell->row, .column = cell->column};
    struct query_cell *found =
        bsearch(&key, reading->cells->cells, reading->cells->count, sizeof key, compare_place);
    if (found == NULL)
        return true;
    found->text = arena_copy(reading->arena, cell->text, cell->length);
    found->numeric = cell->kind == XLSX_NUMBER;
    found->error = cell->kind == XLSX_ERROR || cell->kind == XLSX_FORMULA;
    return true;
}

bool query_cells_read(struct query_cells *cells, struct arena *arena, struct xlsx *xlsx)
{
    *cells = (struct query_cells){0};
    locate(cells, arena, xlsx);
    struct reading reading = {.arena = arena, .cells = cells};
    for (size_t i = 0; i < cells->count; i++) {
        if (i > 0 && cells->cells[i].sheet_index == cells->cells[i - 1].sheet_index)
            continue;
        reading.sheet = cells->cells[i].sheet_index;
        if (!xlsx_read_sheet(xlsx, reading.sheet, read_cell, &reading))
            return false;
    }
    return true;
}

const struct query_cell *query_cells_find(const struct query_cells *cells,
                                          enum query_cell_kind kind, int position)
{
    static const struct query_cell blank = {.text = "", .sheet = ""};
    for (size_t i = 0; i < cells->count; i++) {
        const struct query_cell *cell = &cells->cells[i];
        if (cell->kind == kind && cell->position == position)
            return cell;
    }
    return &blank;
}
