/* Tables that are no cross tables: who has answered, the panel, the contents, notes, sentences. */
#include "common/book_reading.h"

#include "common/message.h"

#include <stdlib.h>
#include <string.h>

/* ---- What lists share ---- */

uint32_t book_find_column(const struct sheet_table *table, const char *name)
{
    for (size_t i = 0; i < table->column_count; i++)
        if (strcmp(table->columns[i], name) == 0)
            return table->range.column + (uint32_t)i;
    return 0;
}

const char *book_text_in(const struct book_reading *reading, const struct sheet_table *table,
                         uint32_t row, const char *name)
{
    uint32_t column = book_find_column(table, name);
    return column == 0 ? "" : grid_text(&reading->grid, row, column);
}

void book_claim_in(struct book_reading *reading, const struct sheet_table *table, uint32_t row,
                   const char *name, const struct book_figure *figure)
{
    uint32_t column = book_find_column(table, name);
    if (column != 0)
        book_claim(reading, row, column, figure);
}

/* One complaint about a row is enough. */
void book_object_to_row(struct book_reading *reading, const struct sheet_table *table, uint32_t row,
                        const char *text)
{
    for (size_t i = 0; i < table->column_count; i++) {
        struct grid_cell *cell = grid_at(&reading->grid, row, table->range.column + (uint32_t)i);
        if (cell != NULL)
            cell->claimed = true;
    }
    book_object(reading, row, table->range.column, text);
}

static void object_to_labels(struct book_reading *reading, const struct sheet_table *table,
                             uint32_t row)
{
    book_object_to_row(reading, table, row, _("the labels of the row name nothing in the tables"));
}

const struct told_form *book_form_by_title(const struct told *told, const char *title)
{
    for (size_t f = 0; f < told->now.form_count; f++)
        if (strcmp(told->now.forms[f].title, title) == 0)
            return &told->now.forms[f];
    return NULL;
}

const struct told_figure *book_find_figure(const struct told *told, const struct table_name *name)
{
    for (size_t i = 0; name->kind == TABLE_FIGURE && i < told->figure_count; i++)
        if (table_part_is(name->first, told->figures[i].id))
            return &told->figures[i];
    return NULL;
}

const struct told_question *book_name_question(const struct told *told,
                                               const struct table_name *name)
{
    const struct told_figure *figure = book_find_figure(told, name);
    for (size_t f = 0; f < told->now.form_count; f++) {
        const struct told_form *form = &told->now.forms[f];
        if (figure != NULL && strcmp(figure->form, form->id) == 0)
            return told_question(form, figure->question);
        for (size_t q = 0; table_part_is(name->first, form->id) && q < form->question_count; q++)
            if (*name->second != '\0' && table_part_is(name->second, form->questions[q].id))
                return &form->questions[q];
    }
    return NULL;
}

static const struct told_question *table_question(const struct book_reading *reading, size_t sheet)
{
    for (size_t i = 0; i < reading->tables.count; i++)
        if (reading->tables.tables[i].sheet == sheet)
            return book_name_question(reading->told, &reading->names[i]);
    return NULL;
}

/* A chart is about what the table of its values is about. */
const struct told_question *book_sheet_question(const struct book_reading *reading, size_t sheet)
{
    const struct told_question *question = table_question(reading, sheet);
    for (size_t i = 0; question == NULL && i < reading->charts.count; i++) {
        const struct sheet_chart *chart = &reading->charts.charts[i];
        if (chart->sheet == sheet && chart->series_count > 0)
            question = table_question(reading, chart->series[0].values.sheet);
    }
    return question;
}

/* How many were asked, of those whom the workbook is about. */
static int64_t asked(const struct book_reading *reading, const struct told_question *question)
{
    size_t line = book_own_line(reading, question->form);
    return line == TOLD_NONE ? 0 : book_asked(&question->form->items[question->first_item], line);
}

/* ---- Who has answered ---- */

/* 総数 where there is no frame. */
static size_t turnout_line(const struct told_form *form, const char *banner, const char *key)
{
    for (size_t b = 0; b < form->banner_count; b++) {
        size_t line = told_line(form, form->banners[b].id, key);
        if (strcmp(form->banners[b].label, banner) == 0 && line != TOLD_NONE)
            return line;
    }
    return TOLD_NONE;
}

/* Units, answers and rate; units MEASURE_NONE: nobody knows how many were asked. */
static void claim_turnout(struct book_reading *reading, const struct sheet_table *table,
                          uint32_t row, struct share share)
{
    bool known = share.base != MEASURE_NONE;
    struct book_figure unknown = book_sign(WORD_UNKNOWN);
    struct book_figure units = known ? book_whole(share.base) : unknown;
    struct book_figure missing = known ? book_whole(share.base - share.count) : unknown;
    struct book_figure rate = known ? book_tenths(measure_percent(share)) : unknown;
    struct book_figure answered = book_whole(share.count);
    book_claim_in(reading, table, row, WORD_FRAME_UNITS, &units);
    book_claim_in(reading, table, row, WORD_ANSWERED, &answered);
    book_claim_in(reading, table, row, WORD_NOT_ANSWERED, &missing);
    book_claim_in(reading, table, row, WORD_TURNOUT, &rate);
}

void book_compare_turnout(struct book_reading *reading, const struct sheet_table *table,
                          const struct table_name *name)
{
    (void)name;
    for (uint32_t r = table->range.row + 1; r <= table->range.last_row; r++) {
        const struct told_form *form =
            book_form_by_title(reading->told, book_text_in(reading, table, r, WORD_FORM));
        size_t line = form == NULL
                          ? TOLD_NONE
                          : turnout_line(form, book_text_in(reading, table, r, WORD_BANNER),
                                         book_text_in(reading, table, r, WORD_KEY));
        if (form != NULL && form->units == MEASURE_NONE)
            claim_turnout(reading, table, r, (struct share){form->responses, MEASURE_NONE});
        else if (line == TOLD_NONE || form->classes[line].line == 0 ||
                 strcmp(form->classes[line].label, book_text_in(reading, table, r, WORD_CLASS)) !=
                     0)
            object_to_labels(reading, table, r);
        else
            claim_turnout(reading, table, r,
                          (struct share){form->classes[line].answered, form->classes[line].units});
    }
}

/* ---- The panel ---- */

/* 全体 of a column of the frame. */
static bool panel_banner_is(const struct told_form *form, const struct told_panel *panel,
                            const char *label)
{
    const struct told_banner *banner = told_banner(form, panel->banner);
    return banner == NULL ? *panel->banner == '\0' : strcmp(banner->label, label) == 0;
}

static const struct told_panel *find_panel(const struct book_reading *reading,
                                           const struct sheet_table *table, uint32_t row)
{
    const struct told *told = reading->told;
    const struct told_form *form =
        book_form_by_title(told, book_text_in(reading, table, row, WORD_FORM));
    for (size_t i = 0; form != NULL && i < told->panel_count; i++) {
        const struct told_panel *panel = &told->panel[i];
        if (strcmp(panel->form, form->id) == 0 &&
            strcmp(panel->measure_label, book_text_in(reading, table, row, WORD_PANEL_MEASURE)) ==
                0 &&
            strcmp(panel->key, book_text_in(reading, table, row, WORD_KEY)) == 0 &&
            strcmp(panel->label, book_text_in(reading, table, row, WORD_CLASS)) == 0 &&
            panel_banner_is(form, panel, book_text_in(reading, table, row, WORD_BANNER)))
            return panel;
    }
    return NULL;
}

void book_compare_panel(struct book_reading *reading, const struct sheet_table *table,
                        const struct table_name *name)
{
    (void)name;
    for (uint32_t r = table->range.row + 1; r <= table->range.last_row; r++) {
        const struct told_panel *panel = find_panel(reading, table, r);
        if (panel == NULL) {
            object_to_labels(reading, table, r);
            continue;
        }
        const struct {
            const char *name;
            struct book_figure figure;
        } figures[] = {
            {WORD_PANEL_FRAME, book_decimal(panel->frame)},
            {WORD_PANEL_ANSWERED, book_decimal(panel->answered)},
            {WORD_PANEL_COVERED, book_tenths(panel->covered)},
            {WORD_PANEL_FRAME_SHARE, book_tenths(panel->frame_share)},
            {WORD_PANEL_ANSWERED_SHARE, book_tenths(panel->answered_share)},
            {WORD_PANEL_DIFFERENCE, book_tenths(panel->difference)},
        };
        for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
            book_claim_in(reading, table, r, figures[i].name, &figures[i].figure);
    }
}

/* ---- Contents and notes ---- */

void book_compare_contents(struct book_reading *reading, const struct sheet_table *table,
                           const struct table_name *name)
{
    (void)name;
    for (uint32_t r = table->range.row + 1; r <= table->range.last_row; r++) {
        size_t sheet = xlsx_find_sheet(reading->xlsx, book_text_in(reading, table, r, WORD_SHEET));
        const struct told_question *question =
            sheet == SIZE_MAX ? NULL : book_sheet_question(reading, sheet);
        struct book_figure n =
            question == NULL ? book_sign("") : book_whole(asked(reading, question));
        book_claim_in(reading, table, r, WORD_N, &n);
    }
}

/* Texts are not counted. */
void book_compare_notes(struct book_reading *reading, const struct sheet_table *table,
                        const struct table_name *name)
{
    (void)name;
    for (uint32_t r = table->range.row + 1; r <= table->range.last_row; r++) {
        const struct told_form *form =
            book_form_by_title(reading->told, book_text_in(reading, table, r, WORD_FORM));
        const struct told_question *question =
            form == NULL ? NULL
                         : told_question(form, book_text_in(reading, table, r, WORD_QUESTION_ID));
        if (question == NULL) {
            object_to_labels(reading, table, r);
            continue;
        }
        bool counted = question->type != QUESTION_TEXT &&
                       book_own_line(reading, form) != TOLD_NONE && form->answered;
        struct book_figure n =
            counted ? book_whole(asked(reading, question)) : book_sign(WORD_NO_FIGURE);
        book_claim_in(reading, table, r, WORD_N, &n);
    }
}

/* ---- Sentences ---- */

/* The links of a sheet to others, by the cell they stand in. */
struct link {
    struct xlsx_range place;
    const char *target;
};
struct links {
    struct arena *arena;
    struct link *links;
    size_t count, room;
};

static void take_link(void *context, const struct xlsx_element *element)
{
    struct links *links = context;
    const char *place = xlsx_attribute(element, "ref"), *to = xlsx_attribute(element, "location");
    if (strcmp(element->name, "hyperlink") != 0 || place == NULL || to == NULL ||
        links->count == links->room || !xlsx_range_read(place, &links->links[links->count].place))
        return;
    links->links[links->count++].target = arena_strdup(links->arena, to);
}

static struct links read_links(struct book_reading *reading)
{
    static const struct xlsx_walk walk = {.start = take_link};
    struct links links = {.arena = &reading->arena, .room = reading->grid.count};
    links.links = arena_array(links.arena, links.room + 1, sizeof *links.links);
    if (!xlsx_walk_frame(reading->xlsx, reading->sheet, &walk, &links))
        links.count = 0; /* the sheet could be read before: without links the rows say so */
    return links;
}

/* The question that the row's link leads to. */
static const struct told_question *linked_question(const struct book_reading *reading,
                                                   const struct links *links, uint32_t row)
{
    for (size_t i = 0; i < links->count; i++) {
        struct xlsx_range range;
        size_t sheet;
        if (links->links[i].place.row == row &&
            sheet_reference_read(reading->xlsx, links->arena, links->links[i].target, &sheet,
                                 &range))
            return book_sheet_question(reading, sheet);
    }
    return NULL;
}

/* A sentence is about an item of the question; n is how many of the own units were asked it. */
static bool is_asked(const struct book_reading *reading, const struct told_question *question,
                     double n)
{
    size_t line = book_own_line(reading, question->form);
    for (size_t i = 0; line != TOLD_NONE && i < question->item_count; i++)
        if (n == (double)book_asked(&question->form->items[question->first_item + i], line))
            return true;
    return false;
}

/* One about no question says of how many units it speaks. */
static bool is_all_units(const struct book_reading *reading, double n)
{
    for (size_t f = 0; f < reading->told->now.form_count; f++) {
        const struct told_form *form = &reading->told->now.forms[f];
        size_t line = book_own_line(reading, form);
        if (line != TOLD_NONE && form->classes[line].line != 0 &&
            n == (double)form->classes[line].units)
            return true;
    }
    return false;
}

void book_compare_sentences(struct book_reading *reading, const struct sheet_table *table,
                            const struct table_name *name)
{
    (void)name;
    struct links links = read_links(reading);
    uint32_t column = book_find_column(table, WORD_N);
    for (uint32_t r = table->range.row + 1; column != 0 && r <= table->range.last_row; r++) {
        struct grid_cell *cell = grid_at(&reading->grid, r, column);
        if (cell == NULL || cell->kind != XLSX_NUMBER) {
            struct book_figure none = book_sign(WORD_NO_FIGURE);
            book_claim(reading, r, column, &none);
            continue;
        }
        const struct told_question *question = linked_question(reading, &links, r);
        double n = strtod(cell->text, NULL);
        if (question != NULL ? is_asked(reading, question, n) : is_all_units(reading, n)) {
            cell->claimed = true;
            reading->comparison->numbers++;
        } else {
            book_object(reading, r, column,
                        arena_printf(&reading->arena,
                                     _("\"%s\" is not how many were asked the question"),
                                     cell->text));
        }
    }
}
