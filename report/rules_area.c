/*
 * Where the table of a presentation sheet is. What the sheet itself says comes first: an Excel
 * table, a filter, the rows to repeat in print, frozen panes. Without these a table is a block of
 * rows, without a blank one between, that holds numbers side by side.
 */
#include "report/rules_sheet.h"

/* Rows without a blank one between. */
struct block {
    uint32_t first, last; /* rows */
    uint32_t left, right; /* columns */
    uint32_t header;      /* first row with names side by side; 0: none */
    uint32_t number_row;  /* first row with a number beside something; 0: none */
    size_t number_rows;
    size_t begin, end; /* cells */
};

static bool is_number(const struct grid_cell *cell)
{
    return cell->kind == XLSX_NUMBER;
}

static void take_row(struct block *block, const struct rules_sheet *sheet, size_t first, size_t end)
{
    const struct grid_cell *cells = sheet->cells;
    size_t numbers = 0;
    for (size_t i = first; i < end; i++)
        numbers += is_number(&cells[i]);
    block->last = cells[first].row;
    block->end = end;
    if (end - first < 2)
        return;
    if (block->left == 0 || cells[first].column < block->left)
        block->left = cells[first].column;
    if (cells[end - 1].column > block->right)
        block->right = cells[end - 1].column;
    if (numbers > 0) {
        block->number_rows++;
        if (block->number_row == 0)
            block->number_row = cells[first].row;
    }
    if (block->header == 0 && 2 * numbers <= end - first)
        block->header = cells[first].row;
}

/* The block that begins at a cell; returns where the next one begins. */
static size_t read_block(const struct rules_sheet *sheet, size_t begin, struct block *block)
{
    *block = (struct block){.first = sheet->cells[begin].row, .begin = begin};
    size_t at = begin;
    do {
        size_t end = rules_row_end(sheet, at);
        take_row(block, sheet, at, end);
        at = end;
    } while (at < sheet->cell_count && sheet->cells[at].row == block->last + 1);
    return at;
}

/* Two columns of names and figures without a header are a list of facts. */
static bool is_table(const struct block *block)
{
    bool headed = block->header > 0 && block->header < block->number_row;
    return block->number_rows >= 2 && (headed || block->right - block->left >= 2);
}

/* The row that names the columns, as the sheet itself marks it; 0: it does not. */
static uint32_t marked_header(const struct rules_workbook *book, const struct rules_sheet *sheet)
{
    const struct xlsx_range *titles = &book->title_rows[sheet->index];
    if (sheet->table_count > 0)
        return sheet->table.row;
    if (sheet->filter.row > 0)
        return sheet->filter.row;
    return titles->last_row > 0 ? titles->last_row : sheet->frozen_rows;
}

/* From the left to the right end of the cells in its rows. */
static void measure(struct rules_area *area, const struct rules_sheet *sheet)
{
    area->left = area->right = 0;
    for (size_t i = 0; i < sheet->cell_count; i++) {
        const struct grid_cell *cell = &sheet->cells[i];
        if (cell->row < area->header || cell->row > area->last)
            continue;
        if (area->left == 0 || cell->column < area->left)
            area->left = cell->column;
        if (cell->column > area->right)
            area->right = cell->column;
    }
    area->found = area->right > area->left && area->last > area->header;
}

static struct rules_area area_of(const struct rules_sheet *sheet, const struct block *block,
                                 uint32_t marked)
{
    uint32_t header = marked ? marked : block->header ? block->header : block->first;
    struct rules_area area = {.header = header, .last = block->last};
    const struct xlsx_range *range = sheet->table_count > 0 ? &sheet->table : &sheet->filter;
    measure(&area, sheet);
    if (range->row == header) {
        area.last = range->last_row < sheet->last_row ? range->last_row : sheet->last_row;
        area.left = range->column;
        area.right =
            range->last_column < sheet->last_column ? range->last_column : sheet->last_column;
        area.found = area.right >= area.left && area.last > header;
    }
    return area;
}

/* Numbers on both sides of a column without cells: two tables side by side. Returns the first
 * column of the second, 0 without one. */
static uint32_t side_by_side(const struct rules_sheet *sheet, const struct rules_area *area,
                             struct arena *arena)
{
    size_t width = area->right - area->left + 1;
    struct {
        size_t cells, numbers;
    } *columns = arena_array(arena, width, sizeof *columns);
    for (size_t i = 0; i < sheet->cell_count; i++) {
        const struct grid_cell *cell = &sheet->cells[i];
        if (cell->row < area->header || cell->row > area->last || cell->column < area->left ||
            cell->column > area->right)
            continue;
        columns[cell->column - area->left].cells++;
        columns[cell->column - area->left].numbers += is_number(cell);
    }
    size_t left = 0;
    for (size_t i = 0; i < width; i++) {
        size_t right = 0, named = 0;
        left += columns[i].numbers;
        if (columns[i].cells > 0)
            continue;
        for (size_t j = i + 1; j < width && columns[j].cells > 0; j++, named++)
            right += columns[j].numbers;
        if (left > 0 && right > 0 && named >= 2)
            return area->left + (uint32_t)i + 1;
    }
    return 0;
}

static void report_second(struct rules_result *result, const struct rules_sheet *sheet,
                          uint32_t row, uint32_t column)
{
    verdict_break(result, RULE_ONE_TABLE, &(struct spot){sheet->name, row, column, NULL});
}

static void look_beside(struct rules_result *result, const struct rules_sheet *sheet,
                        struct rules_area *area)
{
    struct arena arena = {0};
    uint32_t beside = side_by_side(sheet, area, &arena);
    if (beside > 0) {
        report_second(result, sheet, area->header, beside);
        area->right = beside - 2;
    }
    arena_release(&arena);
}

struct rules_area rules_find_table(struct rules_result *result, const struct rules_workbook *book,
                                   const struct rules_sheet *sheet, bool flat)
{
    struct rules_area area = {0};
    uint32_t marked = flat ? 1 : marked_header(book, sheet);
    struct block block;
    for (size_t at = 0; at < sheet->cell_count;) {
        at = read_block(sheet, at, &block);
        bool marks = marked >= block.first && marked < block.last;
        if (!area.found && (marks || (is_table(&block) && !marked)))
            area = area_of(sheet, &block, marks ? marked : 0);
        else if (is_table(&block) && (!area.found || block.first > area.last))
            report_second(result, sheet, block.first, block.left);
    }
    if (area.found && !flat)
        look_beside(result, sheet, &area);
    if (sheet->table_count > 1)
        report_second(result, sheet, sheet->table.row, sheet->table.column);
    if (area.found)
        verdict_apply(result, RULE_ONE_TABLE);
    return area;
}
