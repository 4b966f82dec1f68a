#include "ingest/form_cells.h"

#include "ingest/form_writer.h"

#include <string.h>

/* ---- Places ---- */

void place_table_init(struct place_table *table, struct arena *arena, size_t count)
{
    size_t size = 16;
    while (size < 2 * count)
        size *= 2;
    table->mask = size - 1;
    table->entries = arena_array(arena, size, sizeof *table->entries);
}

static struct place_entry *entry_of(const struct place_table *table, uint64_t key)
{
    size_t at = (size_t)(key * UINT64_C(0x9E3779B97F4A7C15) >> 32) & table->mask;
    while (table->entries[at].key && table->entries[at].key != key)
        at = (at + 1) & table->mask;
    return &table->entries[at];
}

void place_put(struct place_table *table, uint64_t key, size_t value)
{
    *entry_of(table, key) = (struct place_entry){key, value};
}

size_t place_find(const struct place_table *table, uint64_t key)
{
    const struct place_entry *entry = entry_of(table, key);
    return entry->key ? entry->value : SIZE_MAX;
}

/* ---- Where the cells stand ---- */

/* The columns of the form and behind them the marks. */
static size_t cell_count(const struct form *form)
{
    return form->column_count + MARK_COUNT;
}

enum form_mark form_mark_named(const char *name)
{
    static const char *const names[] = {[MARK_SURVEY] = FORM_MARK_SURVEY,
                                        [MARK_FORM] = FORM_MARK_FORM,
                                        [MARK_UNIT] = FORM_MARK_UNIT};
    enum form_mark mark = MARK_SURVEY;
    while (mark < MARK_COUNT && strcmp(names[mark], name) != 0)
        mark++;
    return mark;
}

size_t form_cell_named(const struct form *form, const char *name)
{
    static const char prefix[] = ANSWER_PREFIX;
    if (strncmp(name, prefix, sizeof prefix - 1) == 0) {
        const struct column *column = form_column(form, name + sizeof prefix - 1);
        return column ? (size_t)(column - form->columns) : SIZE_MAX;
    }
    enum form_mark mark = *name == FORM_MARK_UNIT[0] ? form_mark_named(name) : MARK_COUNT;
    return mark < MARK_COUNT ? form->column_count + mark : SIZE_MAX;
}

/* A sheet's own name, one of the workbook, one that other sheets have for it. */
static unsigned char rank_of(const struct xlsx_name *name)
{
    return name->scope == name->sheet ? 3 : name->scope == XLSX_WORKBOOK ? 2 : 1;
}

static void init(struct form_cells *cells, struct arena *arena, const struct form *form)
{
    size_t count = cell_count(form);
    *cells = (struct form_cells){
        .arena = arena,
        .form = form,
        .answers = arena_array(arena, count, sizeof *cells->answers),
        .styles = arena_array(arena, count, sizeof *cells->styles),
        .sheets = arena_array(arena, count, sizeof *cells->sheets),
    };
    place_table_init(&cells->places, arena, count);
}

static void enter_places(struct form_cells *cells)
{
    for (size_t i = 0; i < cell_count(cells->form); i++) {
        const struct raw_answer *answer = &cells->answers[i];
        if (!answer->missing)
            place_put(&cells->places, place_of(cells->sheets[i], answer->row, answer->column), i);
        cells->found += !answer->missing && i < cells->form->column_count;
    }
}

void form_cells_locate(struct form_cells *cells, struct arena *arena, const struct form *form,
                       const struct xlsx *xlsx, size_t sheet)
{
    init(cells, arena, form);
    unsigned char *ranks = arena_alloc(arena, cell_count(form));
    for (size_t i = 0; i < cell_count(form); i++)
        cells->answers[i].missing = true;
    for (size_t i = 0; i < xlsx->name_count; i++) {
        const struct xlsx_name *name = &xlsx->names[i];
        if (sheet != FORM_ANY_SHEET && name->sheet != sheet)
            continue;
        size_t index = form_cell_named(form, name->name);
        if (index == SIZE_MAX || ranks[index] > rank_of(name))
            continue;
        ranks[index] = rank_of(name);
        cells->sheets[index] = name->sheet;
        cells->answers[index] = (struct raw_answer){.row = name->row, .column = name->column};
    }
    enter_places(cells);
}

void form_cells_locate_as(struct form_cells *cells, const struct form_cells *model, size_t sheet)
{
    init(cells, model->arena, model->form);
    for (size_t i = 0; i < cell_count(model->form); i++) {
        cells->sheets[i] = sheet;
        cells->answers[i] = (struct raw_answer){.missing = model->answers[i].missing,
                                                .row = model->answers[i].row,
                                                .column = model->answers[i].column};
    }
    enter_places(cells);
}

/* ---- What stands in them ---- */

static void take_value(struct form_cells *cells, size_t index, const struct xlsx_cell *cell)
{
    struct raw_answer *answer = &cells->answers[index];
    answer->text = arena_copy(cells->arena, cell->text, cell->length);
    if (cell->kind == XLSX_BOOLEAN) /* a tick; else it is not for us to take TRUE for 1 */
        answer->text = *cell->text == '1' ? "TRUE" : "FALSE";
    answer->numeric = cell->kind == XLSX_NUMBER;
    answer->error = cell->kind == XLSX_ERROR;
    answer->formula = cell->kind == XLSX_FORMULA;
    cells->styles[index] = cell->style;
}

static bool read_cell(void *context, const struct xlsx_cell *cell)
{
    struct form_cells *cells = context;
    size_t index = place_find(&cells->places, place_of(cells->sheet, cell->row, cell->column));
    if (index != SIZE_MAX)
        take_value(cells, index, cell);
    return true;
}

/* ---- Merged ranges ---- */

/* Cells of the form that a merged range hides or joins. */
struct merged_range {
    const size_t *cells; /* numbers in `answers` */
    size_t count;
    bool read; /* the first one has taken the range's value */
};

/* Ranges of more cells than this are compared with every cell of the form instead. */
enum { SMALL_RANGE = 64 };

static bool is_in(const struct xlsx_range *range, const struct raw_answer *answer)
{
    return answer->row >= range->row && answer->row <= range->last_row &&
           answer->column >= range->column && answer->column <= range->last_column;
}

/* The cells of the form in a range, listed in `inside` up to all there are. */
static size_t cells_inside(const struct form_cells *cells, const struct xlsx_range *range,
                           size_t *inside)
{
    size_t count = 0, all = cell_count(cells->form);
    uint64_t rows = range->last_row - range->row + 1, columns = range->last_column - range->column;
    if (rows * (columns + 1) > SMALL_RANGE) {
        for (size_t i = 0; i < all; i++)
            if (!cells->answers[i].missing && cells->sheets[i] == cells->sheet &&
                is_in(range, &cells->answers[i]))
                inside[count++] = i;
        return count;
    }
    for (uint32_t row = range->row; row <= range->last_row; row++)
        for (uint32_t column = range->column; column <= range->last_column; column++) {
            size_t index = place_find(&cells->places, place_of(cells->sheet, row, column));
            if (index != SIZE_MAX && count < all)
                inside[count++] = index;
        }
    return count;
}

static bool read_first_cell(void *context, const struct xlsx_cell *cell)
{
    struct form_cells *cells = context;
    size_t at = place_find(&cells->places, place_of(cells->sheet, cell->row, cell->column));
    if (at == SIZE_MAX)
        return true;
    struct merged_range *range = &cells->merged[at];
    take_value(cells, range->cells[0], cell);
    range->read = true;
    return true;
}

/* All cells of the range have the value that the first of them took. Whose answer the value of
 * several is cannot be told. */
static void spread_value(struct form_cells *cells, const struct merged_range *range)
{
    const struct raw_answer value = cells->answers[range->cells[0]];
    for (size_t i = 0; i < range->count; i++) {
        struct raw_answer *answer = &cells->answers[range->cells[i]];
        answer->text = range->read ? value.text : NULL;
        answer->numeric = range->read && value.numeric;
        answer->error = range->read && value.error;
        answer->formula = range->read && value.formula;
        answer->joined = range->count > 1;
        cells->styles[range->cells[i]] = cells->styles[range->cells[0]];
    }
}

/* Reads the sheet again: the first cells of these ranges, which `firsts` leads to. */
static bool read_first_cells(struct form_cells *cells, struct xlsx *xlsx,
                             const struct place_table *firsts, size_t count)
{
    struct place_table places = cells->places;
    cells->places = *firsts;
    bool read = xlsx_read_sheet(xlsx, cells->sheet, read_first_cell, cells);
    cells->places = places;
    for (size_t i = 0; i < count; i++)
        spread_value(cells, &cells->merged[i]);
    return read;
}

/* Answer cells that were merged with others in front of them. Those of the form as it went out
 * begin their range, and nothing is to be done. */
static bool read_merged(struct form_cells *cells, struct xlsx *xlsx)
{
    const struct xlsx_range *ranges;
    size_t range_count, count = 0, all = cell_count(cells->form);
    if (!xlsx_read_merges(xlsx, cells->sheet, &ranges, &range_count))
        return false;
    size_t *inside = arena_array(cells->arena, all, sizeof *inside);
    struct place_table firsts = {0};
    cells->merged = NULL;
    for (size_t i = 0; i < range_count; i++) {
        const struct xlsx_range *range = &ranges[i];
        size_t found = cells_inside(cells, range, inside);
        const struct raw_answer *first = &cells->answers[inside[0]];
        bool begins = found == 1 && first->row == range->row && first->column == range->column;
        if (!found || begins || count == all)
            continue;
        if (!cells->merged) {
            cells->merged = arena_array(cells->arena, all, sizeof *cells->merged);
            place_table_init(&firsts, cells->arena, all);
        }
        place_put(&firsts, place_of(cells->sheet, range->row, range->column), count);
        cells->merged[count++] =
            (struct merged_range){.cells = (const size_t *)arena_copy(
                                      cells->arena, (const char *)inside, found * sizeof *inside),
                                  .count = found};
    }
    return !count || read_first_cells(cells, xlsx, &firsts, count);
}

/* ---- Dates ---- */

static bool show_dates(struct form_cells *cells, struct xlsx *xlsx)
{
    for (size_t i = 0; i < cell_count(cells->form); i++) {
        struct raw_answer *answer = &cells->answers[i];
        enum xlsx_format format;
        char date[XLSX_DATE_SIZE];
        if (!answer->numeric || !cells->styles[i])
            continue;
        if (!xlsx_number_format(xlsx, cells->styles[i], &format))
            return false;
        if (format == XLSX_FORMAT_NUMBER || !xlsx_date_text(xlsx, answer->text, format, date))
            continue;
        answer->text = arena_strdup(cells->arena, date);
        answer->numeric = false;
    }
    return true;
}

/* ---- All of it ---- */

static bool reads_sheet(const struct form_cells *cells, size_t sheet)
{
    for (size_t i = 0; i < cell_count(cells->form); i++)
        if (!cells->answers[i].missing && cells->sheets[i] == sheet)
            return true;
    return false;
}

bool form_cells_read(struct form_cells *cells, struct xlsx *xlsx)
{
    for (size_t i = 0; i < xlsx->sheet_count; i++) {
        if (!reads_sheet(cells, i))
            continue;
        cells->sheet = i;
        if (!xlsx_read_sheet(xlsx, i, read_cell, cells) || !read_merged(cells, xlsx))
            return false;
    }
    return show_dates(cells, xlsx);
}

const char *form_cells_mark(const struct form_cells *cells, enum form_mark mark)
{
    static const char blanks[] = " \t\r\n";
    const char *text = cells->answers[cells->form->column_count + mark].text;
    if (!text)
        return "";
    text += strspn(text, blanks);
    size_t length = strlen(text);
    while (length && strchr(blanks, text[length - 1]))
        length--;
    return arena_copy(cells->arena, text, length);
}
