/*
 * The points that charts keep: the same as in the cells they refer to, which have been compared
 * with the tables. A point must have cells, and its series a name and categories beside its values.
 */
#include "common/book_reading.h"

#include "common/message.h"

#include <stdlib.h>
#include <string.h>

static const struct chart_reference *part_of(const struct chart_series *series, size_t part)
{
    return part == 0 ? &series->name : part == 1 ? &series->categories : &series->values;
}

static void object(struct book_reading *reading, const struct sheet_chart *chart,
                   const struct mismatch *what)
{
    struct mismatch mismatch = *what;
    mismatch.file = reading->comparison->name;
    mismatch.sheet = reading->xlsx->sheets[chart->sheet].name;
    mismatch.column = chart->member;
    mismatch_add(reading->comparison->mismatches, &mismatch);
}

/* Cells of one row or one column, counted from 0. */
static uint32_t length_of(const struct xlsx_range *range)
{
    return range->row == range->last_row ? range->last_column - range->column + 1
                                         : range->last_row - range->row + 1;
}

static bool is_line(const struct xlsx_range *range)
{
    return range->row == range->last_row || range->column == range->last_column;
}

static const struct grid_cell *cell_of(const struct book_reading *reading,
                                       const struct xlsx_range *range, uint32_t index)
{
    bool across = range->row == range->last_row;
    return grid_at(&reading->grid, range->row + (across ? 0 : index),
                   range->column + (across ? index : 0));
}

static bool same_value(const struct grid_cell *cell, const struct chart_point *point, bool numeric)
{
    if (cell == NULL)
        return *point->value == '\0';
    if (cell->kind == XLSX_NUMBER && numeric)
        return *point->value != '\0' && strtod(cell->text, NULL) == strtod(point->value, NULL);
    return strcmp(cell->text, point->value) == 0;
}

/* The points in their order; one that is left out belongs to an empty cell. */
static void compare_reference(struct book_reading *reading, const struct sheet_chart *chart,
                              const struct chart_reference *reference)
{
    uint32_t length = length_of(&reference->range);
    size_t next = 0;
    if (!is_line(&reference->range) || reference->announced != length ||
        reference->point_count > length) {
        object(reading, chart,
               &(struct mismatch){.text = arena_printf(&reading->arena,
                                                       _("the chart keeps another number of points "
                                                         "than %s has cells"),
                                                       reference->formula)});
        return;
    }
    for (uint32_t i = 0; i < length; i++) {
        const struct grid_cell *cell = cell_of(reading, &reference->range, i);
        static const struct chart_point none = {.value = ""};
        bool there = next < reference->point_count && reference->points[next].index == i;
        const struct chart_point *point = there ? &reference->points[next++] : &none;
        reading->comparison->chart_points += there;
        if (same_value(cell, point, reference->numeric))
            continue;
        const char *place = arena_printf(&reading->arena, "%s[%u]", reference->formula, i + 1);
        struct mismatch mismatch = {
            .cell = place, .found = point->value, .expected = cell == NULL ? "" : cell->text};
        object(reading, chart, &mismatch);
    }
    if (next < reference->point_count)
        object(reading, chart,
               &(struct mismatch){.text = _("the points of the chart are out of order")});
}

static const struct sheet_table *table_of(const struct book_reading *reading, size_t sheet)
{
    for (size_t i = 0; i < reading->tables.count; i++)
        if (reading->tables.tables[i].sheet == sheet)
            return &reading->tables.tables[i];
    return NULL;
}

static bool same_span(uint32_t from, uint32_t to, uint32_t other_from, uint32_t other_to)
{
    return from == other_from && to == other_to;
}

/* Down a column: its name stands in the header above it, the categories beside it; along a row: its
 * name stands in the same row, the categories in the header. */
static bool is_aligned(const struct chart_series *series, const struct sheet_table *table)
{
    const struct xlsx_range *values = &series->values.range, *names = &series->name.range;
    const struct xlsx_range *cases = &series->categories.range, *all = &table->range;
    if (values->row <= all->row || values->last_row > all->last_row ||
        values->column < all->column || values->last_column > all->last_column ||
        names->row != names->last_row || names->column != names->last_column)
        return false;
    bool down = names->row == all->row && names->column == values->column &&
                values->column == values->last_column && cases->column == cases->last_column &&
                same_span(values->row, values->last_row, cases->row, cases->last_row);
    bool along = names->row == values->row && values->row == values->last_row &&
                 cases->row == all->row && cases->row == cases->last_row &&
                 same_span(values->column, values->last_column, cases->column, cases->last_column);
    return down || along;
}

static void compare_series(struct book_reading *reading, size_t chart, size_t index)
{
    const struct sheet_chart *drawn = &reading->charts.charts[chart];
    const struct chart_series *series = &drawn->series[index];
    for (size_t part = 0; part < 3; part++) {
        const struct chart_reference *reference = part_of(series, part);
        if (reference->sheet != reading->sheet || reference->literal)
            continue;
        reading->reached[chart][3 * index + part] = true;
        compare_reference(reading, drawn, reference);
    }
    const struct sheet_table *table = table_of(reading, reading->sheet);
    bool all = series->values.sheet == reading->sheet && series->name.sheet == reading->sheet &&
               series->categories.sheet == reading->sheet;
    if (series->values.sheet == reading->sheet &&
        (!all || table == NULL || !is_aligned(series, table)))
        object(reading, drawn,
               &(struct mismatch){
                   .text = arena_printf(&reading->arena,
                                        _("the values in %s belong to other rows or columns than "
                                          "their names"),
                                        series->values.formula)});
}

void book_compare_points(struct book_reading *reading)
{
    for (size_t i = 0; i < reading->charts.count; i++)
        for (size_t s = 0; s < reading->charts.charts[i].series_count; s++)
            compare_series(reading, i, s);
}

void book_unreached_points(struct book_reading *reading)
{
    for (size_t i = 0; i < reading->charts.count; i++) {
        const struct sheet_chart *chart = &reading->charts.charts[i];
        for (size_t k = 0; k < 3 * chart->series_count; k++) {
            const struct chart_reference *reference = part_of(&chart->series[k / 3], k % 3);
            if (reading->reached[i][k])
                continue;
            object(reading, chart,
                   &(struct mismatch){
                       .text = arena_printf(&reading->arena,
                                            _("a series of the chart is bound to no cells (%s)"),
                                            reference->formula == NULL ? "" : reference->formula)});
        }
    }
}
