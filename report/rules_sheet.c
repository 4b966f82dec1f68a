/* Reading one sheet: its cells, what lies around them, the objects upon them, its links. */
#include "report/rules_sheet.h"

#include <stdlib.h>
#include <string.h>

/* What is kept of a sheet: enough to show what is wrong with it, and few enough that comparing all
 * with all ends soon. */
enum { OBJECT_LIMIT = 4096, MERGE_LIMIT = 4096, LINK_LIMIT = 65536 };

static bool is(const struct xlsx_element *element, const char *name)
{
    return strcmp(element->name, name) == 0;
}

struct reading {
    struct rules_workbook *book;
    struct rules_sheet *sheet;
    struct arena *arena;
    unsigned sections; /* of the frame */
    bool in_active_pane;
    char *active_pane;
    const char *drawing;
    size_t objects;
};

/* ---- Cells ---- */

static void take_cells(struct rules_sheet *sheet, const struct grid *grid)
{
    sheet->cells = grid->cells;
    sheet->cell_count = grid->count;
    for (size_t i = 0; i < grid->count; i++) {
        const struct grid_cell *cell = &grid->cells[i];
        sheet->last_row = cell->row > sheet->last_row ? cell->row : sheet->last_row;
        sheet->last_column = cell->column > sheet->last_column ? cell->column : sheet->last_column;
    }
}

size_t rules_row_end(const struct rules_sheet *sheet, size_t first)
{
    size_t end = first;
    while (end < sheet->cell_count && sheet->cells[end].row == sheet->cells[first].row)
        end++;
    return end;
}

/* ---- The frame ---- */

static const char *kept(struct arena *arena, const char *text)
{
    return text ? arena_strdup(arena, text) : "";
}

static void take_view(struct reading *reading, const struct xlsx_element *element)
{
    struct rules_sheet *sheet = reading->sheet;
    if (is(element, "sheetView")) {
        sheet->corner = kept(reading->arena, xlsx_attribute(element, "topLeftCell"));
        reading->active_pane = arena_strdup(reading->arena, "topLeft");
    } else if (is(element, "pane")) {
        const char *state = xlsx_attribute(element, "state");
        const char *rows = xlsx_attribute(element, "ySplit");
        const char *active = xlsx_attribute(element, "activePane");
        if (state && strncmp(state, "frozen", 6) == 0 && rows)
            sheet->frozen_rows = (uint32_t)strtoul(rows, NULL, 10);
        sheet->pane_corner = kept(reading->arena, xlsx_attribute(element, "topLeftCell"));
        if (active)
            reading->active_pane = arena_strdup(reading->arena, active);
    } else if (is(element, "selection") && reading->active_pane) {
        const char *pane = xlsx_attribute(element, "pane");
        if (strcmp(pane ? pane : "topLeft", reading->active_pane) == 0)
            sheet->cursor = kept(reading->arena, xlsx_attribute(element, "activeCell"));
    }
}

static void take_merge(struct reading *reading, const struct xlsx_element *element)
{
    struct rules_sheet *sheet = reading->sheet;
    const char *reference = xlsx_attribute(element, "ref");
    struct xlsx_range range;
    if (!reference || !xlsx_range_read(reference, &range) || sheet->merge_count >= MERGE_LIMIT)
        return;
    if (sheet->merge_count == sheet->merge_capacity) {
        size_t capacity = sheet->merge_capacity ? 2 * sheet->merge_capacity : 16;
        struct xlsx_range *merges = arena_array(reading->arena, capacity, sizeof *merges);
        if (sheet->merge_count)
            memcpy(merges, sheet->merges, sheet->merge_count * sizeof *merges);
        sheet->merges = merges;
        sheet->merge_capacity = capacity;
    }
    sheet->merges[sheet->merge_count++] = range;
}

/* 'Sheet'!A1 or #'Sheet'!A1; without a sheet it is a name, or this one. */
static void add_link(struct reading *reading, const struct xlsx_range *place, const char *location)
{
    struct rules_workbook *book = reading->book;
    location += *location == '#';
    const char *mark = strrchr(location, '!');
    if (!mark || book->link_count++ >= LINK_LIMIT)
        return;
    char *name = arena_copy(book->arena, location, (size_t)(mark - location)), *to = name;
    bool quoted = name[0] == '\'';
    for (const char *at = name + quoted; *at; at++) {
        if (quoted && *at == '\'' && *++at == '\0')
            break;
        *to++ = *at;
    }
    *to = '\0';
    struct rules_link *link = arena_alloc(book->arena, sizeof *link);
    *link = (struct rules_link){.from = reading->sheet->index,
                                .row = place->row,
                                .column = place->column,
                                .to = xlsx_find_sheet(book->xlsx, name),
                                .target = name,
                                .next = book->links};
    book->links = link;
}

static void take_link(struct reading *reading, const struct xlsx_element *element)
{
    const char *reference = xlsx_attribute(element, "ref");
    const char *location = xlsx_attribute(element, "location");
    struct xlsx_range place;
    /* With a relationship it leads out of the workbook. */
    if (reference && location && !xlsx_attribute(element, "id") &&
        xlsx_range_read(reference, &place))
        add_link(reading, &place, location);
}

static void frame_start(void *context, const struct xlsx_element *element)
{
    struct reading *reading = context;
    struct rules_sheet *sheet = reading->sheet;
    const char *reference;
    if (element->depth == 1) {
        sheet->is_chart = is(element, "chartsheet");
    } else if (is(element, "mergeCell")) {
        take_merge(reading, element);
    } else if (is(element, "hyperlink")) {
        take_link(reading, element);
    } else if (is(element, "autoFilter") && element->depth == 2) {
        reference = xlsx_attribute(element, "ref");
        if (!reference || !xlsx_range_read(reference, &sheet->filter))
            sheet->filter = (struct xlsx_range){0};
    } else if (is(element, "drawing") && element->depth == 2) {
        reading->drawing = kept(reading->arena, xlsx_attribute(element, "id"));
    } else if (element->depth >= 3) {
        take_view(reading, element);
    }
}

/* ---- Objects ---- */

/* The anchor that is open. */
struct drawing {
    struct reading *reading;
    struct rules_object *object; /* NULL: none yet */
    uint32_t row, column;
    unsigned depth;    /* of the object */
    unsigned fallback; /* depth of the open one; 0: none */
    enum { NOTHING, FROM_ROW, FROM_COLUMN } wanted;
    bool in_from, shape, words;
};

/* "Chart 1", "グラフ 2", "Picture 3.png": the name a program gives, or the file's. */
static bool is_description(const char *text)
{
    static const char *const defaults[] = {"Chart",   "グラフ",  "Picture", "図",   "Image", "画像",
                                           "Graphic", "Diagram", "Object",  "図形", "四角形"};
    static const char *const endings[] = {".png", ".jpg", ".jpeg", ".gif", ".emf", ".bmp"};
    size_t length = strlen(text);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (length > strlen(endings[i]) &&
            strcmp(text + length - strlen(endings[i]), endings[i]) == 0)
            return false;
    for (size_t i = 0; i < sizeof defaults / sizeof *defaults; i++) {
        size_t own = strlen(defaults[i]);
        if (strncmp(text, defaults[i], own) == 0 &&
            strspn(text + own, " 0123456789") == length - own)
            return false;
    }
    return strspn(text, " \t\r\n") < length;
}

static void begin_object(struct drawing *drawing, const struct xlsx_element *element)
{
    struct reading *reading = drawing->reading;
    if (reading->objects++ >= OBJECT_LIMIT)
        return;
    struct rules_object *object = arena_alloc(reading->arena, sizeof *object);
    object->row = drawing->row + 1;
    object->column = drawing->column + 1;
    object->name = "";
    *reading->sheet->last_object = object;
    reading->sheet->last_object = &object->next;
    drawing->object = object;
    drawing->depth = element->depth;
    drawing->shape = is(element, "sp");
    drawing->words = false;
}

static void describe(struct drawing *drawing, const struct xlsx_element *element)
{
    const char *description = xlsx_attribute(element, "descr");
    const char *title = xlsx_attribute(element, "title");
    struct rules_object *object = drawing->object;
    object->name = kept(drawing->reading->arena, xlsx_attribute(element, "name"));
    object->described =
        (description && is_description(description)) || (title && is_description(title));
}

/* Newer objects stand in <mc:Choice>, with a picture of them for older programs in a fallback. */
static void drawing_element(struct drawing *drawing, const struct xlsx_element *element)
{
    static const char *const kinds[] = {"graphicFrame", "pic", "sp", "grpSp", "cxnSp"};
    for (size_t i = 0; !drawing->object && i < sizeof kinds / sizeof *kinds; i++)
        if (is(element, kinds[i]))
            begin_object(drawing, element);
    if (!drawing->object)
        return;
    if (element->depth == drawing->depth + 2 && is(element, "cNvPr"))
        describe(drawing, element);
    else if (is(element, "decorative"))
        drawing->object->described |= xlsx_attribute_is_true(element, "val");
    if (is(element, "chart") && xlsx_attribute(element, "id")) {
        drawing->object->chart = true;
        drawing->object->chart_id =
            arena_strdup(drawing->reading->arena, xlsx_attribute(element, "id"));
    }
    drawing->words = drawing->shape && is(element, "t");
}

static void drawing_start(void *context, const struct xlsx_element *element)
{
    struct drawing *drawing = context;
    drawing->wanted = NOTHING;
    drawing->words = false;
    if (element->depth == 2)
        drawing->row = drawing->column = 0;
    else if (element->depth == 3)
        drawing->in_from = is(element, "from");
    else if (element->depth == 4 && drawing->in_from)
        drawing->wanted = is(element, "row")   ? FROM_ROW
                          : is(element, "col") ? FROM_COLUMN
                                               : NOTHING;
    if (is(element, "Fallback") && !drawing->fallback)
        drawing->fallback = element->depth;
    if (element->depth >= 3 && !drawing->fallback)
        drawing_element(drawing, element);
}

static void drawing_text(void *context, const char *bytes, size_t length)
{
    struct drawing *drawing = context;
    uint32_t *number = drawing->wanted == FROM_ROW      ? &drawing->row
                       : drawing->wanted == FROM_COLUMN ? &drawing->column
                                                        : NULL;
    for (size_t i = 0; number && i < length; i++)
        if (bytes[i] >= '0' && bytes[i] <= '9' && *number < 10000000)
            *number = *number * 10 + (uint32_t)(bytes[i] - '0');
    /* The words in a shape are read out themselves. */
    if (drawing->words && length > 0)
        drawing->object->described = true;
}

static void drawing_end(void *context, unsigned depth, const char *name)
{
    (void)name;
    struct drawing *drawing = context;
    drawing->wanted = NOTHING;
    drawing->words = false;
    if (drawing->object && depth <= drawing->depth)
        drawing->object = NULL;
    if (depth == drawing->fallback)
        drawing->fallback = 0;
}

/* c:chartSpace/c:chart/c:title; a chart with one series shows the series' name by itself unless
 * that was turned off (ECMA-376 Part 1, 21.2.2.7). */
struct chart_title {
    struct xlsx *xlsx;
    bool title, deleted, asked;
    size_t series;
};

static void chart_start(void *context, const struct xlsx_element *element)
{
    struct chart_title *chart = context;
    if (element->depth == 3 && is(element, "title")) {
        chart->title = true;
        xlsx_walk_stop(chart->xlsx);
        return;
    }
    chart->series += element->depth == 5 && is(element, "ser");
    if (element->depth == 3 && is(element, "autoTitleDeleted")) {
        const char *value = xlsx_attribute(element, "val");
        chart->deleted = !value || strcmp(value, "0") != 0;
        chart->asked = true;
    }
}

static bool read_charts(struct reading *reading, const char *member)
{
    static const struct xlsx_walk walk = {.start = chart_start};
    const struct xlsx_reference *references;
    size_t count;
    struct xlsx *xlsx = reading->book->xlsx;
    if (!xlsx_read_references(xlsx, reading->arena, member, &references, &count))
        return false;
    for (struct rules_object *object = reading->sheet->objects; object; object = object->next)
        for (size_t i = 0; object->chart && i < count; i++) {
            struct chart_title chart = {.xlsx = xlsx};
            if (strcmp(references[i].id, object->chart_id) != 0)
                continue;
            if (!xlsx_walk_part(xlsx, references[i].target, &walk, &chart))
                return false;
            object->titled = chart.title || (chart.series == 1 && chart.asked && !chart.deleted);
        }
    return true;
}

/* All that is wanted of a table stands in its root. */
static void table_start(void *context, const struct xlsx_element *element)
{
    const struct reading *reading = context;
    struct rules_sheet *sheet = reading->sheet;
    const char *reference = xlsx_attribute(element, "ref");
    struct xlsx_range range;
    xlsx_walk_stop(reading->book->xlsx);
    if (!reference || !xlsx_range_read(reference, &range))
        return;
    if (sheet->table_count++ == 0 || range.row < sheet->table.row)
        sheet->table = range;
}

static bool read_parts(struct reading *reading)
{
    static const struct xlsx_walk drawing_walk = {drawing_start, drawing_text, drawing_end};
    static const struct xlsx_walk table_walk = {.start = table_start};
    struct xlsx *xlsx = reading->book->xlsx;
    const struct xlsx_reference *references;
    size_t count;
    if (!xlsx_read_references(xlsx, reading->arena, xlsx->sheets[reading->sheet->index].member,
                              &references, &count))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct drawing drawing = {.reading = reading};
        const struct xlsx_reference *to = &references[i];
        if (strcmp(to->type, "table") == 0 &&
            !xlsx_walk_part(xlsx, to->target, &table_walk, reading))
            return false;
        if (reading->drawing && strcmp(to->id, reading->drawing) == 0 &&
            (!xlsx_walk_part(xlsx, to->target, &drawing_walk, &drawing) ||
             !read_charts(reading, to->target)))
            return false;
    }
    return true;
}

bool rules_sheet_read(struct rules_workbook *book, struct rules_sheet *sheet,
                      const struct grid *grid, struct arena *arena)
{
    static const struct xlsx_walk walk = {.start = frame_start};
    struct reading reading = {.book = book, .sheet = sheet, .arena = arena};
    sheet->name = book->xlsx->sheets[sheet->index].name;
    sheet->cursor = sheet->corner = sheet->pane_corner = "";
    sheet->last_object = &sheet->objects;
    take_cells(sheet, grid);
    return xlsx_walk_frame(book->xlsx, sheet->index, &walk, &reading) && read_parts(&reading);
}

/* ---- What kind of sheet ---- */

bool rules_sheet_is_flat(const struct rules_sheet *sheet)
{
    if (sheet->cell_count == 0 || sheet->cells[0].row != 1 || sheet->last_row == 1)
        return false;
    size_t named = rules_row_end(sheet, 0), texts = 0;
    for (size_t i = 0; i < named; i++)
        texts += sheet->cells[i].kind == XLSX_TEXT;
    /* Beside a title there may be a unit or a date, but not names over two columns of three. */
    return named >= 2 && 3 * named >= 2 * sheet->last_column && 2 * texts >= named;
}
