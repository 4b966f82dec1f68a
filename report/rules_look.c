/* The rules of accessible spreadsheets over one sheet. */
#include "report/rules_sheet.h"

#include "report/rules_text.h"

#include <stdlib.h>
#include <string.h>

/* So many rows fill a page of A4, and more than a screen: then the header is gone from view. */
enum { LONG_TABLE = 40 };

static void break_at(struct rules_result *result, enum rule rule, const struct rules_sheet *sheet,
                     uint32_t row, uint32_t column)
{
    verdict_break(result, rule, &(struct spot){sheet->name, row, column, NULL});
}

/* The cell at a place, NULL if it is blank. */
static const struct grid_cell *cell_at(const struct rules_sheet *sheet, uint32_t row,
                                       uint32_t column)
{
    size_t low = 0, high = sheet->cell_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct grid_cell *cell = &sheet->cells[middle];
        if (cell->row == row && cell->column == column)
            return cell;
        if (cell->row < row || (cell->row == row && cell->column < column))
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* ---- The sheet as such ---- */

static void judge_name_and_title(struct rules_result *result, const struct rules_sheet *sheet,
                                 bool flat)
{
    const struct grid_cell *title = cell_at(sheet, 1, 1);
    bool empty = sheet->cell_count == 0 && sheet->objects == NULL;
    verdict_apply(result, RULE_SHEET_NAME);
    verdict_apply(result, RULE_EMPTY_SHEET);
    if (text_is_default_sheet(sheet->name))
        break_at(result, RULE_SHEET_NAME, sheet, 0, 0);
    if (empty)
        break_at(result, RULE_EMPTY_SHEET, sheet, 0, 0);
    if (flat || empty || sheet->is_chart)
        return;
    verdict_apply(result, RULE_SHEET_TITLE);
    if (title == NULL || title->kind != XLSX_TEXT)
        break_at(result, RULE_SHEET_TITLE, sheet, 1, 1);
}

static void judge_objects(struct rules_result *result, const struct rules_sheet *sheet)
{
    for (const struct rules_object *object = sheet->objects; object; object = object->next) {
        const struct spot spot = {sheet->name, object->row, object->column, object->name};
        verdict_apply(result, RULE_ALT_TEXT);
        if (!object->described)
            verdict_break(result, RULE_ALT_TEXT, &spot);
        if (!object->chart)
            continue;
        verdict_apply(result, RULE_CHART_TITLE);
        if (!object->titled)
            verdict_break(result, RULE_CHART_TITLE, &spot);
    }
}

/* Frozen panes: Excel goes to the first cell that moves. */
static void judge_cursor(struct rules_result *result, const struct rules_sheet *sheet)
{
    const char *home = *sheet->pane_corner && sheet->frozen_rows ? sheet->pane_corner : "A1";
    bool at_home = *sheet->cursor == '\0' || strcmp(sheet->cursor, "A1") == 0 ||
                   strcmp(sheet->cursor, home) == 0;
    struct xlsx_range moved = {0};
    if (sheet->is_chart)
        return;
    verdict_apply(result, RULE_CURSOR);
    if (*sheet->pane_corner && xlsx_range_read(sheet->pane_corner, &moved) &&
        sheet->frozen_rows > 0 && moved.row > sheet->frozen_rows + 1)
        at_home = false;
    if (*sheet->corner && strcmp(sheet->corner, "A1") != 0)
        at_home = false;
    struct xlsx_range cursor = {0};
    if (!at_home && !xlsx_range_read(sheet->cursor, &cursor))
        cursor = (struct xlsx_range){.row = 1, .column = 1};
    if (!at_home)
        break_at(result, RULE_CURSOR, sheet, cursor.row, cursor.column);
}

/* ---- The table ---- */

static bool touches(const struct xlsx_range *range, const struct rules_area *area)
{
    return range->last_row >= area->header && range->row <= area->last &&
           range->last_column >= area->left && range->column <= area->right;
}

/* Group names over several columns, in the row above the header. */
static bool is_upper_header(const struct rules_sheet *sheet, const struct xlsx_range *range,
                            const struct rules_area *area)
{
    if (range->last_row + 1 != area->header || range->column == range->last_column)
        return false;
    size_t others = 0;
    for (uint32_t column = area->left; column <= area->right; column++)
        others += cell_at(sheet, range->row, column) != NULL;
    return others >= 2;
}

static bool is_merged(const struct rules_sheet *sheet, uint32_t row, uint32_t column)
{
    for (size_t i = 0; i < sheet->merge_count; i++) {
        const struct xlsx_range *range = &sheet->merges[i];
        if (row >= range->row && row <= range->last_row && column >= range->column &&
            column <= range->last_column)
            return true;
    }
    return false;
}

static void judge_merges(struct rules_result *result, const struct rules_sheet *sheet,
                         const struct rules_area *area)
{
    verdict_apply(result, RULE_MERGED);
    for (size_t i = 0; i < sheet->merge_count; i++) {
        const struct xlsx_range *range = &sheet->merges[i];
        if (touches(range, area) || is_upper_header(sheet, range, area))
            break_at(result, RULE_MERGED, sheet, range->row, range->column);
    }
}

static int by_text(const void *a, const void *b)
{
    const struct grid_cell *const *left = a, *const *right = b;
    int order = strcmp((*left)->text, (*right)->text);
    return order != 0 ? order : (*left > *right) - (*left < *right);
}

static void judge_equal_names(struct rules_result *result, const struct rules_sheet *sheet,
                              const struct grid_cell **names, size_t count)
{
    qsort(names, count, sizeof *names, by_text);
    for (size_t i = 1; i < count; i++)
        if (strcmp(names[i - 1]->text, names[i]->text) == 0)
            verdict_break(
                result, RULE_HEADER,
                &(struct spot){sheet->name, names[i]->row, names[i]->column, names[i]->text});
}

/* Which columns of the area have a cell below the header; rows without any are gaps. */
static void judge_rows(struct rules_result *result, const struct rules_sheet *sheet,
                       const struct rules_area *area, bool *filled)
{
    uint32_t last = area->header;
    for (size_t i = 0; i < sheet->cell_count; i++) {
        const struct grid_cell *cell = &sheet->cells[i];
        if (cell->row <= area->header || cell->row > area->last || cell->column < area->left ||
            cell->column > area->right)
            continue;
        filled[cell->column - area->left] = true;
        if (cell->row > last + 1)
            break_at(result, RULE_TABLE_GAP, sheet, last + 1, area->left);
        last = cell->row;
    }
}

static void judge_header(struct rules_result *result, const struct rules_sheet *sheet,
                         const struct rules_area *area, struct arena *arena)
{
    size_t width = area->right - area->left + 1, count = 0;
    const struct grid_cell **names = arena_array(arena, width, sizeof *names);
    bool *filled = arena_array(arena, width, sizeof *filled);
    verdict_apply(result, RULE_HEADER);
    verdict_apply(result, RULE_TABLE_GAP);
    judge_rows(result, sheet, area, filled);
    for (uint32_t column = area->left; column <= area->right; column++) {
        const struct grid_cell *cell = cell_at(sheet, area->header, column);
        if (cell != NULL)
            names[count++] = cell;
        else if (!filled[column - area->left])
            break_at(result, RULE_TABLE_GAP, sheet, area->header, column);
        else if (!is_merged(sheet, area->header, column))
            break_at(result, RULE_HEADER, sheet, area->header, column);
    }
    judge_equal_names(result, sheet, names, count);
}

static void judge_length(struct rules_result *result, const struct rules_workbook *book,
                         const struct rules_sheet *sheet, const struct rules_area *area)
{
    const struct xlsx_range *titles = &book->title_rows[sheet->index];
    if (area->last - area->header <= LONG_TABLE)
        return;
    verdict_apply(result, RULE_PRINT_TITLES);
    verdict_apply(result, RULE_PANES);
    if (titles->row == 0 || titles->row > area->header || titles->last_row < area->header)
        break_at(result, RULE_PRINT_TITLES, sheet, area->header, area->left);
    if (sheet->frozen_rows < area->header)
        break_at(result, RULE_PANES, sheet, area->header, area->left);
}

/* ---- Colours ---- */

static struct rules_look look_of(const struct rules_workbook *book, const struct grid_cell *cell)
{
    return cell->style < book->look_count ? book->looks[cell->style] : (struct rules_look){0};
}

static uint64_t colours_of(struct rules_look look)
{
    return (uint64_t)look.fill << 32 | look.ink;
}

/* The colours of most cells of a column (Boyer and Moore's majority vote: exact where there is a
 * majority, and without one nothing is certain anyway). */
struct vote {
    uint64_t colours;
    size_t count;
};

/* A cell with another sign has no vote: beside many such a plain one would look odd. */
static void cast(struct vote *vote, struct rules_look look)
{
    uint64_t colours = colours_of(look);
    if (look.marked)
        return;
    if (vote->count == 0)
        vote->colours = colours;
    if (vote->colours == colours)
        vote->count++;
    else
        vote->count--;
}

static bool is_below_header(const struct rules_area *area, const struct grid_cell *cell)
{
    return cell->row > area->header && cell->row <= area->last && cell->column >= area->left &&
           cell->column <= area->right;
}

/* A band of colour over a whole row or column is decoration; a cell that differs from both says
 * something, and must say it by another sign too. */
static void judge_colours(struct rules_result *result, const struct rules_workbook *book,
                          const struct rules_sheet *sheet, const struct rules_area *area,
                          struct arena *arena)
{
    struct vote *columns = arena_array(arena, area->right - area->left + 1, sizeof *columns);
    for (size_t i = 0; i < sheet->cell_count; i++)
        if (is_below_header(area, &sheet->cells[i]))
            cast(&columns[sheet->cells[i].column - area->left], look_of(book, &sheet->cells[i]));
    verdict_apply(result, RULE_COLOUR);
    for (size_t at = 0; at < sheet->cell_count;) {
        size_t end = rules_row_end(sheet, at);
        struct vote row = {0};
        for (size_t i = at; i < end; i++)
            cast(&row, look_of(book, &sheet->cells[i]));
        for (; at < end; at++) {
            const struct grid_cell *cell = &sheet->cells[at];
            struct rules_look look = look_of(book, cell);
            uint64_t own = colours_of(look);
            if (is_below_header(area, cell) && own != 0 && !look.marked && own != row.colours &&
                own != columns[cell->column - area->left].colours)
                verdict_break(result, RULE_COLOUR,
                              &(struct spot){sheet->name, cell->row, cell->column, cell->text});
        }
    }
}

/* ---- All of it ---- */

void rules_judge_sheet(struct rules_result *result, const struct rules_workbook *book,
                       const struct rules_sheet *sheet, bool flat)
{
    judge_name_and_title(result, sheet, flat);
    judge_objects(result, sheet);
    judge_cursor(result, sheet);
    struct rules_area area = rules_find_table(result, book, sheet, flat);
    if (!area.found)
        return;
    struct arena arena = {0};
    if (!flat) {
        judge_merges(result, sheet, &area);
        judge_header(result, sheet, &area, &arena);
    }
    judge_length(result, book, sheet, &area);
    judge_colours(result, book, sheet, &area, &arena);
    arena_release(&arena);
}
