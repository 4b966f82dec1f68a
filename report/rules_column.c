#include "report/rules_column.h"

#include <string.h>

static struct spot spot_of(const struct rules_table *table, const struct grid_cell *cell)
{
    return (struct spot){table->sheet, cell->row, cell->column, cell->text};
}

/* FNV-1a. */
static size_t hash_of(const struct grid_cell *cell)
{
    uint32_t hash = 2166136261U;
    for (size_t i = 0; i < cell->length; i++)
        hash = (hash ^ (unsigned char)cell->text[i]) * 16777619U;
    return hash % KEPT_LOOKS;
}

/* 1183, 68.9: most fields of a table, seen without more ado. */
static bool is_simple_number(const struct grid_cell *cell, struct text_traits *traits)
{
    size_t digits = 0, points = 0;
    for (size_t i = 0; i < cell->length; i++) {
        bool digit = cell->text[i] >= '0' && cell->text[i] <= '9';
        digits += digit;
        points += cell->text[i] == '.';
        if (!digit && cell->text[i] != '.')
            return false;
    }
    *traits = (struct text_traits){
        .class = TEXT_NUMBER,
        .digits = points == 0 ? (unsigned)digits : 0,
        .leading_zero = points == 0 && digits > 1 && cell->text[0] == '0',
    };
    return digits > 0 && points < 2;
}

/* What a text is; `same` if it is that of the cell above; of numbers nobody asks. */
static struct text_traits look(struct rules_table *table, struct table_column *column,
                               const struct grid_cell *cell, bool *same)
{
    if (table->looks == NULL)
        table->looks = arena_array(table->arena, KEPT_LOOKS, sizeof *table->looks);
    struct text_traits number;
    *same = false;
    if (is_simple_number(cell, &number)) {
        column->last = NULL;
        return number;
    }
    struct kept_look *kept = &table->looks[hash_of(cell)];
    if (cell->length >= KEPT_TEXT) {
        column->last = NULL;
        return text_look(cell->text, cell->length);
    }
    if (kept->length != cell->length || memcmp(kept->text, cell->text, cell->length) != 0) {
        kept->length = cell->length;
        kept->traits = text_look(cell->text, cell->length);
        memcpy(kept->text, cell->text, cell->length);
        column->last = NULL;
    }
    *same = column->last == kept;
    column->last = kept;
    return kept->traits;
}

/* What is wrong wherever it stands. */
static void judge_cell(struct rules_table *table, const struct table_column *column,
                       const struct grid_cell *cell, const struct text_traits *traits)
{
    const struct spot spot = spot_of(table, cell);
    if (column->verbatim || cell->kind != XLSX_TEXT)
        return;
    if (traits->class == TEXT_COMPOUND)
        verdict_break(table->result, RULE_ONE_DATUM, &spot);
    if (traits->spaced)
        verdict_break(table->result, RULE_LAYOUT, &spot);
    if (traits->dependent)
        verdict_break(table->result, RULE_CHARACTER, &spot);
    if (traits->era)
        verdict_break(table->result, RULE_YEAR, &spot);
}

static void keep_doubtful(struct rules_table *table, struct table_column *column,
                          const struct grid_cell *cell, const struct text_traits *traits)
{
    struct verdict *const kept[] = {
        [TEXT_PLAIN] = &column->words,
        [TEXT_NUMBER] = &column->texts,
        [TEXT_DECORATED] = &column->decorated,
        [TEXT_SYMBOL] = &column->symbols,
    };
    const struct spot spot = spot_of(table, cell);
    bool number = traits->class == TEXT_NUMBER && (table->csv || cell->kind == XLSX_NUMBER);
    if (traits->class != TEXT_COMPOUND && !number)
        breach_keep(kept[traits->class], table->arena, &spot);
    if (traits->area == AREA_SHORT)
        breach_keep(&column->shorts, table->arena, &spot);
}

/* How many blank cells lie between this value and the one before. */
static void count_gap(struct rules_table *table, struct table_column *column,
                      const struct grid_cell *cell, bool same)
{
    size_t gap = table->rows - column->last_row - 1;
    if (column->filled == 0)
        column->uneven = table->rows != 0;
    else if (column->filled == 1)
        column->gap = gap;
    else
        column->uneven |= gap != column->gap;
    if (column->filled == 0)
        column->second_row = cell->row + 1;
    column->repeats |= column->filled > 0 && gap == 0 && same;
    column->last_row = table->rows;
}

void column_take(struct rules_table *table, struct table_column *column,
                 const struct grid_cell *cell)
{
    bool same;
    struct text_traits traits = look(table, column, cell, &same);
    if (cell->kind == XLSX_ERROR)
        traits.class = TEXT_SYMBOL;
    else if (cell->kind != XLSX_TEXT)
        traits.class = TEXT_NUMBER;
    count_gap(table, column, cell, same);
    column->filled++;
    column->classes[traits.class]++;
    column->stored_as_text += traits.class == TEXT_NUMBER && cell->kind == XLSX_TEXT;
    column->leading_zero += traits.leading_zero;
    column->codes += traits.digits == 2 || traits.digits == 5 || traits.digits == 6;
    column->full_names += traits.area == AREA_FULL;
    column->short_names += traits.area == AREA_SHORT;
    column->municipalities += traits.municipality;
    judge_cell(table, column, cell, &traits);
    keep_doubtful(table, column, cell, &traits);
}

/* ---- At the end ---- */

/* A column named X_label or X名 says what the codes in X mean. */
static bool has_label_column(const struct rules_table *table, const char *header)
{
    size_t length = strlen(header);
    for (size_t i = 0; length > 0 && i < table->width; i++) {
        const char *other = table->columns[i].header;
        if (strncmp(other, header, length) == 0 &&
            (strcmp(other + length, "_label") == 0 || strcmp(other + length, "_name") == 0 ||
             strcmp(other + length, "名") == 0))
            return true;
    }
    return false;
}

bool column_is_number(const struct rules_table *table, size_t index)
{
    const struct table_column *column = &table->columns[index];
    size_t numbers = column->classes[TEXT_NUMBER] + column->classes[TEXT_DECORATED] +
                     column->classes[TEXT_COMPOUND];
    size_t values = column->filled - column->classes[TEXT_SYMBOL];
    if (numbers == 0 || 2 * numbers < values || column->verbatim || column->leading_zero > 0)
        return false;
    return !text_names_code(column->header) && !has_label_column(table, column->header);
}

/* Says how the numbers of the table are measured; `derived`: those computed from shares. */
struct units {
    bool all, derived;
};

static struct units find_units(const struct rules_table *table)
{
    struct units units = {0};
    for (size_t i = 0; i < table->width; i++) {
        const struct table_column *column = &table->columns[i];
        units.all |= text_is_unit_column(column->header) &&
                     2 * column->classes[TEXT_NUMBER] <= column->filled;
        units.derived |= text_is_share(column->header);
    }
    return units;
}

static void judge_unit(struct rules_table *table, size_t index, struct units units)
{
    const char *header = table->columns[index].header;
    const struct spot spot = {table->sheet, table->header_row, (uint32_t)index + 1, header};
    if (*header == '\0')
        return;
    verdict_apply(table->result, RULE_UNIT);
    if (!units.all && !text_names_unit(header) && !(units.derived && text_is_derived(header)))
        verdict_break(table->result, RULE_UNIT, &spot);
}

static void judge_numbers(struct rules_table *table, size_t index, struct units units)
{
    const struct table_column *column = &table->columns[index];
    struct rules_result *result = table->result;
    verdict_apply(result, RULE_NUMERIC);
    verdict_apply(result, RULE_SYMBOL);
    verdict_break_all(result, RULE_NUMERIC, &column->decorated);
    verdict_break_all(result, RULE_NUMERIC, &column->texts);
    if (table->headed) /* else the names of columns are among them */
        verdict_break_all(result, RULE_NUMERIC, &column->words);
    verdict_break_all(result, RULE_SYMBOL, &column->symbols);
    judge_unit(table, index, units);
}

/* It is named so, or as many values are codes of prefectures or municipalities as make a column one
 * of areas. */
static bool has_area_codes(const struct rules_table *table)
{
    for (size_t i = 0; i < table->width; i++) {
        const struct table_column *column = &table->columns[i];
        bool named = strstr(column->header, "コード") || strstr(column->header, "code");
        if (column->filled > 0 && (named || 5 * column->codes >= 4 * column->filled))
            return true;
    }
    return false;
}

/* Four of five values are names of areas; the others are totals. */
static void judge_areas(struct rules_table *table, size_t index)
{
    const struct table_column *column = &table->columns[index];
    size_t prefectures = column->full_names + column->short_names;
    bool areas = 5 * prefectures >= 4 * column->filled;
    if (column->filled < 2 || (!areas && 5 * column->municipalities < 4 * column->filled))
        return;
    verdict_apply(table->result, RULE_AREA_CODE);
    if (areas)
        verdict_break_all(table->result, RULE_AREA_CODE, &column->shorts);
    const struct spot spot = {table->sheet, table->header_row, (uint32_t)index + 1, column->header};
    if (!column->verbatim && !has_area_codes(table))
        verdict_break(table->result, RULE_AREA_CODE, &spot);
}

/* Values at even distances with blanks between, none of them twice: a label that stands for the
 * rows below it too. Two may stand so by chance. */
static bool is_unrepeated(const struct rules_table *table, const struct table_column *column)
{
    return column->filled >= 3 && column->gap > 0 && !column->uneven && !column->repeats &&
           !column->verbatim && table->rows - column->last_row - 1 == column->gap;
}

static void judge_labels(struct rules_table *table)
{
    if (table->rows == 0 || table->width == 0)
        return;
    verdict_apply(table->result, RULE_REPEATED);
    if (table->columns[0].filled > 0 && !column_is_number(table, 0))
        verdict_break_all(table->result, RULE_REPEATED, &table->first_blank);
    for (size_t i = 1; i < table->width && !column_is_number(table, i); i++) {
        const struct table_column *column = &table->columns[i];
        const struct spot spot = {table->sheet, column->second_row, (uint32_t)i + 1, NULL};
        if (is_unrepeated(table, column))
            verdict_break(table->result, RULE_REPEATED, &spot);
    }
}

void columns_judge(struct rules_table *table)
{
    struct units units = find_units(table);
    for (size_t i = 0; i < table->width; i++) {
        if (column_is_number(table, i))
            judge_numbers(table, i, units);
        judge_areas(table, i);
    }
    judge_labels(table);
}
