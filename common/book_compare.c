/* Sheet by sheet: its cells, its table by kind, the points that charts keep of it, and the rest. */
#include "common/book_compare.h"

#include "common/book_reading.h"
#include "common/message.h"

#include <string.h>

/* ---- Whose workbook it is ---- */

/* The cover says 地域, 埼玉県（コード 11）. */
static void read_area(struct book_reading *reading)
{
    static const char code[] = WORD_AREA_CODE, end[] = WORD_AREA_CODE_END;
    struct arena *arena = reading->comparison->arena;
    for (size_t i = 0; i < reading->grid.count; i++) {
        const struct grid_cell *cell = &reading->grid.cells[i];
        if (cell->column != 1 || strcmp(cell->text, WORD_AREA) != 0)
            continue;
        const char *words = grid_text(&reading->grid, cell->row, 2), *at = strstr(words, code);
        size_t length = at == NULL ? 0 : strlen(at);
        if (length < sizeof code + sizeof end - 2 ||
            strcmp(at + length - (sizeof end - 1), end) != 0)
            return;
        reading->area_label = arena_copy(arena, words, (size_t)(at - words));
        reading->area_key =
            arena_copy(arena, at + sizeof code - 1, length - (sizeof code + sizeof end - 2));
        return;
    }
}

/* ---- Tables ---- */

static book_compare_function *const functions[TABLE_KINDS] = {
    [TABLE_FEEDBACK] = book_compare_feedback,   [TABLE_FIGURE] = book_compare_figure,
    [TABLE_TURNOUT] = book_compare_turnout,     [TABLE_PANEL] = book_compare_panel,
    [TABLE_UNITS] = book_compare_units,         [TABLE_SUPPORT] = book_compare_support,
    [TABLE_CONTENTS] = book_compare_contents,   [TABLE_NOTES] = book_compare_notes,
    [TABLE_SENTENCES] = book_compare_sentences,
};

static bool is_about_questions(const struct table_name *name)
{
    return name->kind == TABLE_QUESTION || name->kind == TABLE_NUMBERS ||
           name->kind == TABLE_NESTED || name->kind == TABLE_BOUNDS;
}

/* A table may announce a million rows that are not there. */
static bool is_filled(const struct book_reading *reading, const struct sheet_table *table)
{
    const struct xlsx_range *range = &table->range;
    uint64_t rows = range->last_row - range->row + 1;
    uint64_t columns = range->last_column - range->column + 1;
    return columns == table->column_count && rows * columns <= 2 * reading->grid.count + 1000;
}

static void compare_table(struct book_reading *reading, size_t index)
{
    const struct sheet_table *table = &reading->tables.tables[index];
    const struct table_name *name = &reading->names[index];
    if (!is_filled(reading, table)) {
        book_object(reading, table->range.row, table->range.column,
                    _("the table is another size than the cells it names"));
        return;
    }
    if (is_about_questions(name)) {
        struct book_table about = {.reading = reading, .table = table, .name = name};
        if (book_table_open(&about))
            book_compare_rows(&about);
    } else if (name->kind < TABLE_KINDS && functions[name->kind] != NULL) {
        functions[name->kind](reading, table, name);
    }
}

/* ---- Sheets ---- */

static bool compare_sheet(struct book_reading *reading, size_t sheet)
{
    reading->sheet = sheet;
    if (!grid_read(&reading->grid, &reading->arena, reading->xlsx, sheet))
        return false;
    if (sheet == 0)
        read_area(reading);
    for (size_t i = 0; i < reading->tables.count; i++)
        if (reading->tables.tables[i].sheet == sheet)
            compare_table(reading, i);
    book_compare_points(reading);
    book_unclaimed(reading);
    const struct book_companion *companion = reading->comparison->companion;
    bool went_on =
        companion == NULL || companion->function(companion->context, sheet, &reading->grid);
    arena_reset(&reading->arena);
    return went_on;
}

static bool read_parts(struct book_reading *reading)
{
    struct arena *arena = reading->comparison->arena;
    if (!sheet_tables_read(&reading->tables, arena, reading->xlsx) ||
        !sheet_charts_read(&reading->charts, arena, reading->xlsx))
        return false;
    reading->names = arena_array(arena, reading->tables.count + 1, sizeof *reading->names);
    for (size_t i = 0; i < reading->tables.count; i++)
        table_name_read(arena, reading->tables.tables[i].name, &reading->names[i]);
    reading->reached = arena_array(arena, reading->charts.count + 1, sizeof *reading->reached);
    for (size_t i = 0; i < reading->charts.count; i++)
        reading->reached[i] =
            arena_array(arena, 3 * reading->charts.charts[i].series_count + 1, sizeof(bool));
    return true;
}

static bool compare_sheets(struct book_reading *reading)
{
    bool read = read_parts(reading);
    for (size_t s = 0; read && s < reading->xlsx->sheet_count; s++)
        read = compare_sheet(reading, s);
    if (read)
        book_unreached_points(reading);
    return read;
}

bool book_compare_open(struct book_comparison *comparison, struct xlsx *xlsx)
{
    struct book_reading reading = {
        .comparison = comparison, .told = comparison->told, .xlsx = xlsx};
    comparison->numbers = comparison->chart_points = 0;
    comparison->error = NULL;
    bool read = compare_sheets(&reading);
    if (!read)
        comparison->error = _(xlsx->error);
    arena_release(&reading.arena);
    return read;
}

bool book_compare(struct book_comparison *comparison, const void *bytes, size_t length)
{
    struct xlsx xlsx = {0};
    bool read = xlsx_open(&xlsx, comparison->arena, bytes, length);
    if (read)
        read = book_compare_open(comparison, &xlsx);
    else
        comparison->error = _(xlsx.error);
    xlsx_close(&xlsx);
    return read;
}
