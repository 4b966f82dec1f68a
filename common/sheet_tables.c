#include "common/sheet_tables.h"

#include "common/message.h"
#include "common/str.h"

#include <stdlib.h>
#include <string.h>

/* What a workbook of renkei has of each is far below; a hostile one should cost little. */
enum {
    CELL_LIMIT = 2000000, /* the largest sheet of renkei has some 20,000 */
    TABLE_LIMIT = 4096,
    COLUMN_LIMIT = 200000, /* of all tables */
    CHART_LIMIT = 4096,
    SERIES_LIMIT = 20000,   /* of all charts */
    POINT_LIMIT = 1000000,  /* of all charts */
    VALUE_LIMIT = 32767 + 1 /* bytes; Excel's limit of a cell, and then some */
};
/* Bytes of all texts of a sheet: a million cells may show one long text that the file has once. */
#define TEXTS_LIMIT ((size_t)256 << 20)

static bool fail(struct xlsx *xlsx, const char *member, const char *error)
{
    xlsx->error = error;
    xlsx->error_part = member;
    return false;
}

/* Room for one more behind `count` elements, which is a power of two or has some left. */
static void *grown(struct arena *arena, void *items, size_t count, size_t size)
{
    if (count > 0 && (count & (count - 1)) != 0)
        return items;
    void *more = arena_array(arena, count > 0 ? 2 * count : 1, size);
    if (count > 0)
        memcpy(more, items, count * size);
    return more;
}

/* ---- Cells ---- */

struct grid_reading {
    struct grid *grid;
    struct arena *arena;
    size_t bytes; /* of texts so far */
    bool sorted, full;
};

static uint64_t place_of(const struct grid_cell *cell)
{
    return (uint64_t)cell->row << 32 | cell->column;
}

static bool take_cell(void *context, const struct xlsx_cell *cell)
{
    struct grid_reading *reading = context;
    struct grid *grid = reading->grid;
    reading->bytes += cell->length;
    if (grid->count == CELL_LIMIT || reading->bytes > TEXTS_LIMIT) {
        reading->full = true;
        return false;
    }
    grid->cells = grown(reading->arena, grid->cells, grid->count, sizeof *grid->cells);
    struct grid_cell *own = &grid->cells[grid->count++];
    *own = (struct grid_cell){
        .row = cell->row,
        .column = cell->column,
        .style = cell->style,
        .kind = cell->kind,
        .formula = cell->formula,
        .length = cell->length,
        .text = arena_copy(reading->arena, cell->text, cell->length),
    };
    if (grid->count > 1 && place_of(own) <= place_of(own - 1))
        reading->sorted = false;
    return true;
}

static int compare_cells(const void *a, const void *b)
{
    uint64_t left = place_of(a), right = place_of(b);
    return (left > right) - (left < right);
}

static bool read_cells(struct grid_reading *reading, struct xlsx *xlsx, size_t sheet)
{
    struct grid *grid = reading->grid;
    *grid = (struct grid){0};
    if (!xlsx_read_sheet(xlsx, sheet, take_cell, reading))
        return false;
    if (reading->full)
        return fail(xlsx, xlsx->sheets[sheet].member,
                    N_("the sheet has more than 2,000,000 cells or 256 MiB of texts"));
    if (!reading->sorted)
        qsort(grid->cells, grid->count, sizeof *grid->cells, compare_cells);
    return true;
}

static void drop_twins(struct grid *grid)
{
    size_t kept = 0;
    for (size_t i = 0; i < grid->count; i++)
        if (kept == 0 || place_of(&grid->cells[i]) != place_of(&grid->cells[kept - 1]))
            grid->cells[kept++] = grid->cells[i];
    grid->count = kept;
}

bool grid_read_lenient(struct grid *grid, struct arena *arena, struct xlsx *xlsx, size_t sheet)
{
    struct grid_reading reading = {.grid = grid, .arena = arena, .sorted = true};
    if (!read_cells(&reading, xlsx, sheet))
        return false;
    if (!reading.sorted)
        drop_twins(grid);
    return true;
}

bool grid_read(struct grid *grid, struct arena *arena, struct xlsx *xlsx, size_t sheet)
{
    struct grid_reading reading = {.grid = grid, .arena = arena, .sorted = true};
    if (!read_cells(&reading, xlsx, sheet))
        return false;
    size_t given = grid->count;
    if (!reading.sorted)
        drop_twins(grid);
    return grid->count == given ||
           fail(xlsx, xlsx->sheets[sheet].member, N_("a cell of the sheet is given twice"));
}

struct grid_cell *grid_at(const struct grid *grid, uint32_t row, uint32_t column)
{
    struct grid_cell wanted = {.row = row, .column = column};
    if (grid->count == 0)
        return NULL;
    return bsearch(&wanted, grid->cells, grid->count, sizeof wanted, compare_cells);
}

const char *grid_text(const struct grid *grid, uint32_t row, uint32_t column)
{
    const struct grid_cell *cell = grid_at(grid, row, column);
    return cell != NULL && cell->kind == XLSX_TEXT ? cell->text : "";
}

/* ---- Tables ---- */

struct table_reading {
    struct arena *arena;
    struct sheet_table table;
    const char **columns;
    size_t all_columns; /* of the tables before it */
    bool ranged, full;
};

static void start_table(void *context, const struct xlsx_element *element)
{
    struct table_reading *reading = context;
    if (element->depth == 1 && strcmp(element->name, "table") == 0) {
        const char *name = xlsx_attribute(element, "displayName");
        const char *range = xlsx_attribute(element, "ref");
        reading->table.name = name == NULL ? NULL : arena_strdup(reading->arena, name);
        reading->ranged = range != NULL && xlsx_range_read(range, &reading->table.range);
    }
    if (element->depth != 3 || strcmp(element->name, "tableColumn") != 0)
        return;
    if (reading->all_columns + reading->table.column_count >= COLUMN_LIMIT) {
        reading->full = true;
        return;
    }
    const char *name = xlsx_attribute(element, "name");
    reading->columns =
        grown(reading->arena, reading->columns, reading->table.column_count, sizeof(const char *));
    reading->columns[reading->table.column_count++] =
        arena_strdup(reading->arena, name == NULL ? "" : name);
}

static bool read_table(struct sheet_tables *tables, struct arena *arena, struct xlsx *xlsx,
                       const char *member)
{
    static const struct xlsx_walk walk = {.start = start_table};
    struct table_reading reading = {.arena = arena};
    for (size_t i = 0; i < tables->count; i++)
        reading.all_columns += tables->tables[i].column_count;
    if (!xlsx_walk_part(xlsx, member, &walk, &reading))
        return false;
    if (reading.table.name == NULL || !reading.ranged)
        return fail(xlsx, member, N_("a table of the workbook has no name or no range"));
    if (reading.full || tables->count == TABLE_LIMIT)
        return fail(xlsx, member, N_("the workbook has too many tables or columns of tables"));
    reading.table.columns = reading.columns;
    tables->tables = grown(arena, tables->tables, tables->count, sizeof *tables->tables);
    tables->tables[tables->count++] = reading.table;
    return true;
}

bool sheet_tables_read(struct sheet_tables *tables, struct arena *arena, struct xlsx *xlsx)
{
    *tables = (struct sheet_tables){0};
    for (size_t s = 0; s < xlsx->sheet_count; s++) {
        const struct xlsx_reference *references;
        size_t count;
        if (!xlsx_read_references(xlsx, arena, xlsx->sheets[s].member, &references, &count))
            return false;
        for (size_t i = 0; i < count; i++) {
            if (strcmp(references[i].type, "table") != 0 || references[i].external)
                continue;
            if (!read_table(tables, arena, xlsx, references[i].target))
                return false;
            tables->tables[tables->count - 1].sheet = s;
        }
    }
    return true;
}

/* ---- References to cells ---- */

/* The name of a sheet before "!", without its apostrophes; NULL if it is not written so. */
static char *sheet_part(struct arena *arena, const char *formula, const char *mark)
{
    size_t length = (size_t)(mark - formula);
    char *name = arena_copy(arena, formula, length);
    if (*name != '\'')
        return name;
    if (length < 2 || name[length - 1] != '\'')
        return NULL;
    char *out = name;
    for (const char *at = name + 1; at < name + length - 1; at++) {
        *out++ = *at;
        if (*at == '\'' && at[1] == '\'')
            at++;
    }
    *out = '\0';
    return name;
}

bool sheet_reference_read(const struct xlsx *xlsx, struct arena *arena, const char *formula,
                          size_t *sheet, struct xlsx_range *range)
{
    *sheet = SIZE_MAX;
    const char *mark = strrchr(formula, '!');
    if (mark == NULL || !xlsx_range_read(mark + 1, range))
        return false;
    const char *name = sheet_part(arena, formula, mark);
    if (name != NULL)
        *sheet = xlsx_find_sheet(xlsx, name);
    return *sheet != SIZE_MAX;
}

/* ---- Charts ---- */

struct chart_reading {
    struct xlsx *xlsx;
    struct arena *arena;
    struct chart_series *series;
    size_t series_count;
    size_t *all_series, *all_points;   /* of all charts */
    unsigned series_depth;             /* of the open <ser>; 0: none */
    struct chart_reference *reference; /* of its part that is open; NULL: none */
    struct chart_point *points;
    bool in_text; /* of <f> or <v> */
    struct str text;
    uint32_t index;
    bool full;
};

static void start_series(struct chart_reading *reading, unsigned depth)
{
    if (++*reading->all_series > SERIES_LIMIT) {
        reading->full = true;
        return;
    }
    reading->series =
        grown(reading->arena, reading->series, reading->series_count, sizeof *reading->series);
    reading->series[reading->series_count++] = (struct chart_series){
        .name.sheet = SIZE_MAX, .categories.sheet = SIZE_MAX, .values.sheet = SIZE_MAX};
    reading->series_depth = depth;
}

static struct chart_reference *part_of(struct chart_series *series, const char *name)
{
    if (strcmp(name, "tx") == 0)
        return &series->name;
    if (strcmp(name, "cat") == 0 || strcmp(name, "xVal") == 0)
        return &series->categories;
    if (strcmp(name, "val") == 0 || strcmp(name, "yVal") == 0)
        return &series->values;
    return NULL;
}

static uint32_t number_attribute(const struct xlsx_element *element, const char *name)
{
    const char *value = xlsx_attribute(element, name);
    char *end;
    if (value == NULL || *value < '0' || *value > '9')
        return UINT32_MAX;
    unsigned long number = strtoul(value, &end, 10);
    return *end != '\0' || number >= UINT32_MAX ? UINT32_MAX : (uint32_t)number;
}

static void start_in_part(struct chart_reading *reading, const struct xlsx_element *element)
{
    const char *name = element->name;
    struct chart_reference *reference = reading->reference;
    if (strcmp(name, "numCache") == 0 || strcmp(name, "numLit") == 0)
        reference->numeric = true;
    if (strcmp(name, "numLit") == 0 || strcmp(name, "strLit") == 0)
        reference->literal = true;
    if (strcmp(name, "ptCount") == 0)
        reference->announced = number_attribute(element, "val");
    if (strcmp(name, "pt") == 0)
        reading->index = number_attribute(element, "idx");
    if (strcmp(name, "f") == 0 || strcmp(name, "v") == 0) {
        reading->in_text = true;
        str_reset(&reading->text);
    }
}

static void chart_start(void *context, const struct xlsx_element *element)
{
    struct chart_reading *reading = context;
    if (reading->full)
        return;
    if (reading->reference != NULL)
        start_in_part(reading, element);
    else if (reading->series_depth == 0 && strcmp(element->name, "ser") == 0)
        start_series(reading, element->depth);
    else if (reading->series_depth > 0 && element->depth == reading->series_depth + 1) {
        reading->reference = part_of(&reading->series[reading->series_count - 1], element->name);
        reading->points = NULL;
    }
}

static void chart_text(void *context, const char *bytes, size_t length)
{
    struct chart_reading *reading = context;
    if (reading->in_text && reading->text.length + length <= VALUE_LIMIT)
        str_append_bytes(&reading->text, bytes, length);
}

static void end_point(struct chart_reading *reading)
{
    struct chart_reference *reference = reading->reference;
    if (++*reading->all_points > POINT_LIMIT) {
        reading->full = true;
        return;
    }
    reading->points =
        grown(reading->arena, reading->points, reference->point_count, sizeof *reading->points);
    reading->points[reference->point_count++] = (struct chart_point){
        .index = reading->index,
        .value = arena_copy(reading->arena, str_text(&reading->text), reading->text.length),
    };
    reference->points = reading->points;
}

static void end_formula(struct chart_reading *reading)
{
    struct chart_reference *reference = reading->reference;
    reference->formula = arena_copy(reading->arena, str_text(&reading->text), reading->text.length);
    sheet_reference_read(reading->xlsx, reading->arena, reference->formula, &reference->sheet,
                         &reference->range);
}

static void chart_end(void *context, unsigned depth, const char *name)
{
    struct chart_reading *reading = context;
    if (reading->full || reading->series_depth == 0)
        return;
    if (depth == reading->series_depth)
        reading->series_depth = 0;
    else if (depth == reading->series_depth + 1)
        reading->reference = NULL;
    else if (reading->in_text && strcmp(name, "f") == 0)
        end_formula(reading);
    else if (reading->in_text && strcmp(name, "v") == 0)
        end_point(reading);
    if (strcmp(name, "f") == 0 || strcmp(name, "v") == 0)
        reading->in_text = false;
}

/* What has been read of all charts so far. */
struct charts_reading {
    struct sheet_charts *charts;
    struct arena *arena;
    struct xlsx *xlsx;
    size_t series, points;
};

static bool read_chart(struct charts_reading *all, size_t sheet, const char *member)
{
    static const struct xlsx_walk walk = {chart_start, chart_text, chart_end};
    struct chart_reading reading = {
        .xlsx = all->xlsx,
        .arena = all->arena,
        .all_series = &all->series,
        .all_points = &all->points,
    };
    bool read = xlsx_walk_part(all->xlsx, member, &walk, &reading);
    str_release(&reading.text);
    if (!read)
        return false;
    struct sheet_charts *charts = all->charts;
    if (reading.full || charts->count == CHART_LIMIT)
        return fail(all->xlsx, member, N_("the workbook has too many charts, series or points"));
    charts->charts = grown(all->arena, charts->charts, charts->count, sizeof *charts->charts);
    charts->charts[charts->count++] = (struct sheet_chart){
        .sheet = sheet,
        .member = member,
        .series = reading.series,
        .series_count = reading.series_count,
    };
    return true;
}

static bool read_drawing(struct charts_reading *all, size_t sheet, const char *member)
{
    const struct xlsx_reference *references;
    size_t count;
    if (!xlsx_read_references(all->xlsx, all->arena, member, &references, &count))
        return false;
    for (size_t i = 0; i < count; i++)
        if (strcmp(references[i].type, "chart") == 0 && !references[i].external &&
            !read_chart(all, sheet, references[i].target))
            return false;
    return true;
}

bool sheet_charts_read(struct sheet_charts *charts, struct arena *arena, struct xlsx *xlsx)
{
    struct charts_reading all = {.charts = charts, .arena = arena, .xlsx = xlsx};
    *charts = (struct sheet_charts){0};
    for (size_t s = 0; s < xlsx->sheet_count; s++) {
        const struct xlsx_reference *references;
        size_t count;
        if (!xlsx_read_references(xlsx, arena, xlsx->sheets[s].member, &references, &count))
            return false;
        for (size_t i = 0; i < count; i++)
            if (strcmp(references[i].type, "drawing") == 0 && !references[i].external &&
                !read_drawing(&all, s, references[i].target))
                return false;
    }
    return true;
}
