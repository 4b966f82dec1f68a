#include "report/rules_table.h"

#include "report/rules_column.h"
#include "report/rules_text.h"

#include <stdlib.h>
#include <string.h>

/* ---- Rows ---- */

static struct table_column *column_at(struct rules_table *table, uint32_t column)
{
    if (column > table->capacity) {
        size_t capacity = table->capacity ? table->capacity : 16;
        while (capacity < column)
            capacity *= 2;
        struct table_column *columns = arena_array(table->arena, capacity, sizeof *columns);
        if (table->width)
            memcpy(columns, table->columns, table->width * sizeof *columns);
        for (size_t i = table->width; i < capacity; i++)
            columns[i].header = "";
        table->columns = columns;
        table->capacity = capacity;
    }
    if (column > table->width)
        table->width = column;
    return &table->columns[column - 1];
}

static void judge_formula(struct rules_table *table, const struct grid_cell *cell)
{
    const struct spot spot = {table->sheet, cell->row, cell->column, cell->text};
    if (cell->formula || (table->csv && cell->text[0] == '=' && cell->length > 1))
        verdict_break(table->result, RULE_FORMULA, &spot);
}

/* Numbers may be names of columns (years); all else is judged as below the header. */
static void take_name(struct rules_table *table, const struct grid_cell *cell)
{
    struct table_column *column = column_at(table, cell->column);
    const struct text_traits traits = text_look(cell->text, cell->length);
    const struct spot spot = {table->sheet, cell->row, cell->column, cell->text};
    column->header = arena_strdup(table->arena, cell->text);
    column->verbatim = text_in_list(RULES_VERBATIM, column->header) ||
                       (table->verbatim && text_in_list(table->verbatim, column->header));
    if (traits.spaced)
        verdict_break(table->result, RULE_LAYOUT, &spot);
    if (traits.dependent)
        verdict_break(table->result, RULE_CHARACTER, &spot);
    if (traits.era)
        verdict_break(table->result, RULE_YEAR, &spot);
}

static void take_header(struct rules_table *table, const struct grid_cell *cells, size_t count)
{
    static const enum rule rules[] = {RULE_ONE_DATUM, RULE_LAYOUT,        RULE_HEADER_FIRST,
                                      RULE_FORMULA,   RULE_CHARACTER,     RULE_YEAR,
                                      RULE_GAP,       RULE_DATA_ONE_TABLE};
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        verdict_apply(table->result, rules[i]);
    table->header_row = cells[0].row;
    for (size_t i = 0; i < count; i++) {
        judge_formula(table, &cells[i]);
        take_name(table, &cells[i]);
    }
}

static bool is_header_again(const struct rules_table *table, const struct grid_cell *cells,
                            size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct grid_cell *cell = &cells[i];
        if (cell->column > table->width ||
            strcmp(table->columns[cell->column - 1].header, cell->text) != 0)
            return false;
    }
    return count > 1;
}

static bool has_number(const struct grid_cell *cells, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (cells[i].kind == XLSX_NUMBER ||
            text_look(cells[i].text, cells[i].length).class == TEXT_NUMBER)
            return true;
    return false;
}

/* A blank row inside; or one that parts the table from another, or from a note below it. */
static bool is_stranger(struct rules_table *table, const struct grid_cell *cells, size_t count)
{
    const struct spot blank = {table->sheet, table->last_row + 1, 1, NULL};
    const struct spot here = {table->sheet, cells[0].row, cells[0].column, cells[0].text};
    bool gap = cells[0].row > table->last_row + 1;
    bool other = is_header_again(table, cells, count) || (gap && !has_number(cells, count));
    if (other)
        breach_keep(&table->strangers, table->arena, &here);
    else if (gap)
        breach_keep(&table->gaps, table->arena, &blank);
    return other;
}

void rules_table_row(struct rules_table *table, const struct grid_cell *cells, size_t count)
{
    if (count == 0)
        return;
    if (table->header_row == 0) {
        take_header(table, cells, count);
    } else if (!is_stranger(table, cells, count)) {
        const struct spot first = {table->sheet, cells[0].row, 1, NULL};
        if (cells[0].column != 1)
            breach_keep(&table->first_blank, table->arena, &first);
        for (size_t i = 0; i < count; i++) {
            judge_formula(table, &cells[i]);
            column_take(table, column_at(table, cells[i].column), &cells[i]);
        }
        table->rows++;
    }
    table->last_row = cells[0].row;
}

/* ---- The header ---- */

/* A title stands alone in its row; a row of data has numbers throughout. */
static bool header_is_first(const struct rules_table *table)
{
    size_t named = 0, numbers = 0;
    for (size_t i = 0; i < table->width; i++) {
        const char *header = table->columns[i].header;
        named += *header != '\0';
        numbers += *header && text_look(header, strlen(header)).class == TEXT_NUMBER;
    }
    return table->header_row == 1 && 2 * named >= table->width && numbers < named;
}

static int by_name(const void *a, const void *b)
{
    const struct table_column *const *left = a, *const *right = b;
    int order = strcmp((*left)->header, (*right)->header);
    return order != 0 ? order : (*left > *right) - (*left < *right);
}

static void judge_twice(struct rules_table *table)
{
    const struct table_column **sorted = arena_array(table->arena, table->width, sizeof *sorted);
    for (size_t i = 0; i < table->width; i++)
        sorted[i] = &table->columns[i];
    qsort(sorted, table->width, sizeof *sorted, by_name);
    for (size_t i = 1; i < table->width; i++) {
        const char *header = sorted[i]->header;
        const struct spot spot = {table->sheet, table->header_row,
                                  (uint32_t)(sorted[i] - table->columns) + 1, header};
        if (*header && strcmp(sorted[i - 1]->header, header) == 0)
            verdict_break(table->result, RULE_HEADER_TWICE, &spot);
    }
}

static void judge_header(struct rules_table *table)
{
    verdict_apply(table->result, RULE_HEADER_BLANK);
    verdict_apply(table->result, RULE_HEADER_TWICE);
    for (size_t i = 0; i < table->width; i++) {
        const struct spot spot = {table->sheet, table->header_row, (uint32_t)i + 1, NULL};
        bool declared = table->declared == 0 || i < table->declared;
        if (declared && *table->columns[i].header == '\0' && table->columns[i].filled > 0)
            verdict_break(table->result, RULE_HEADER_BLANK, &spot);
    }
    judge_twice(table);
}

/* ---- Gaps ---- */

static bool column_is_blank(const struct table_column *column)
{
    return *column->header == '\0' && column->filled == 0;
}

/* At least two columns, and numbers in one: a table of its own. */
static bool is_table(const struct rules_table *table, size_t first, size_t end)
{
    size_t numbers = 0;
    for (size_t i = first; i < end; i++)
        numbers += column_is_number(table, i);
    return end - first >= 2 && numbers > 0;
}

static void judge_blank_columns(struct rules_table *table)
{
    size_t begin = 0; /* of the columns before the blank one */
    for (size_t i = 0; i < table->width; i++) {
        if (!column_is_blank(&table->columns[i]))
            continue;
        size_t end = i + 1;
        while (end < table->width && !column_is_blank(&table->columns[end]))
            end++;
        const struct spot blank = {table->sheet, table->header_row, (uint32_t)i + 1, NULL};
        const struct spot next = {table->sheet, table->header_row, (uint32_t)i + 2, NULL};
        if (is_table(table, begin, i) && is_table(table, i + 1, end))
            verdict_break(table->result, RULE_DATA_ONE_TABLE, &next);
        else
            verdict_break(table->result, RULE_GAP, &blank);
        begin = i + 1;
    }
}

void rules_table_end(struct rules_table *table)
{
    struct rules_result *result = table->result;
    if (table->header_row == 0)
        return;
    table->headed = header_is_first(table);
    if (table->headed) {
        judge_header(table);
    } else {
        const struct spot spot = {table->sheet, 1, 1, table->columns[0].header};
        verdict_break(result, RULE_HEADER_FIRST, &spot);
        for (size_t i = 0; i < table->width; i++)
            table->columns[i].header = "";
    }
    columns_judge(table);
    if (table->headed)
        judge_blank_columns(table);
    verdict_break_all(result, RULE_GAP, &table->gaps);
    verdict_break_all(result, RULE_DATA_ONE_TABLE, &table->strangers);
}
