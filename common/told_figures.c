/*
 * The figures of the tables, put where their names say. There is room for every option of an item
 * in every line as soon as one of its cells is told; what the file then lacks stays without a line.
 */
#include "common/told_build.h"

#include "common/message.h"

#include <stdlib.h>
#include <string.h>

/* Cells there may be room for: a survey with 500 options and 5,000 classes has 2.5 million. */
enum { DENSE_LIMIT = 4000000 };
enum { RATE_LIMIT = 64, FINDINGS_LIMIT = 2000000 };
enum { RATE_UNITS_MOST = 1000000 }; /* of measure_rate() */

static bool take_room(const struct told_record *record, size_t cells)
{
    struct told_reading *reading = record->reading;
    if (cells > DENSE_LIMIT - reading->dense)
        return told_fail(record, _("there are more than %d cells"), DENSE_LIMIT);
    reading->dense += cells;
    return true;
}

/* ---- Cells ---- */

enum {
    CELL_FORM,
    CELL_QUESTION,
    CELL_ROW,
    CELL_OPTION,
    CELL_OPTION_LABEL,
    CELL_BANNER,
    CELL_CLASS,
    CELL_CLASS_LABEL,
    CELL_COUNT,
    CELL_BASE,
    CELL_VALID,
    CELL_PERCENT,
    CELL_PERCENT_VALID,
    CELL_PERCENT_RESPONSES,
    CELL_LOW,
    CELL_HIGH,
    CELL_DIFFERENCE,
    CELL_RANK,
    CELL_SURVEY
};
static const char *const cell_names[] = {"form",          "question",
                                         "row",           "option",
                                         "option_label",  "banner",
                                         "class",         "class_label",
                                         "count",         "base",
                                         "valid",         "percent",
                                         "percent_valid", "percent_responses",
                                         "low",           "high",
                                         "difference",    "rank",
                                         "survey",        NULL};

/* Where a record of cells.csv belongs. */
struct cell_at {
    size_t form, item, option, line;
};

static bool find_cell(const struct told_record *record, struct cell_at *at)
{
    return told_find_form(record, CELL_FORM, &at->form) &&
           told_find_item(record, at->form, CELL_QUESTION, &at->item) &&
           told_find_option(record, at->form, at->item, CELL_OPTION, &at->option) &&
           told_find_class(record, at->form, CELL_BANNER, &at->line);
}

static bool enter_cell(const struct told_record *record)
{
    struct cell_at at;
    if (record->wave->wave->survey == NULL)
        record->wave->wave->survey = told_keep(record, CELL_SURVEY);
    return find_cell(record, &at);
}

static bool enter_subtotal(const struct told_record *record)
{
    size_t form, item;
    return told_find_form(record, CELL_FORM, &form) &&
           told_find_item(record, form, CELL_QUESTION, &item) &&
           told_add_subtotal(record, form, item, CELL_OPTION);
}

static bool read_figures_of(const struct told_record *record, struct told_cell *cell)
{
    int64_t rank;
    if (!told_count(record, CELL_COUNT, &cell->count) ||
        !told_count(record, CELL_BASE, &cell->base) ||
        !told_count(record, CELL_VALID, &cell->valid) ||
        !told_tenths(record, CELL_PERCENT, &cell->percent) ||
        !told_tenths(record, CELL_PERCENT_VALID, &cell->percent_valid) ||
        !told_tenths(record, CELL_PERCENT_RESPONSES, &cell->percent_responses) ||
        !told_tenths(record, CELL_LOW, &cell->low) ||
        !told_tenths(record, CELL_HIGH, &cell->high) ||
        !told_tenths(record, CELL_DIFFERENCE, &cell->difference) ||
        !told_count_or_none(record, CELL_RANK, &rank))
        return false;
    cell->rank = rank == MEASURE_NONE ? 0 : rank;
    cell->line = record->line;
    return true;
}

static bool read_cell(const struct told_record *record)
{
    struct cell_at at;
    if (!find_cell(record, &at))
        return false;
    struct told_form *form = &record->wave->forms[at.form];
    struct form_build *build = &record->wave->builds[at.form];
    struct item_build *item = &build->item_builds[at.item];
    size_t options = build->items[at.item].option_count;
    if (item->cells == NULL) {
        if (!take_room(record, options * form->line_count))
            return false;
        item->cells =
            arena_array(record->reading->arena, options * form->line_count, sizeof *item->cells);
        form->answered = true;
    }
    struct told_cell *cell = &item->cells[at.option * form->line_count + at.line];
    if (cell->line != 0)
        return told_fail(record, _("the cell stands here twice, first in line %ld"), cell->line);
    return read_figures_of(record, cell);
}

/* ---- Numbers ---- */

enum {
    NUMBER_FORM,
    NUMBER_QUESTION,
    NUMBER_ROW,
    NUMBER_BANNER,
    NUMBER_CLASS,
    NUMBER_CLASS_LABEL,
    NUMBER_N,
    NUMBER_MISSING,
    NUMBER_MEASURES
};
static const char *const number_names[] = {
    "form", "question", "row", "banner", "class",  "class_label", "n",   "missing", "sum",
    "mean", "sd",       "min", "p25",    "median", "p75",         "max", NULL};

static bool find_number(const struct told_record *record, struct cell_at *at)
{
    return told_find_form(record, NUMBER_FORM, &at->form) &&
           told_find_item(record, at->form, NUMBER_QUESTION, &at->item) &&
           told_find_class(record, at->form, NUMBER_BANNER, &at->line);
}

static bool enter_number(const struct told_record *record)
{
    struct cell_at at;
    return find_number(record, &at);
}

static bool read_number(const struct told_record *record)
{
    struct cell_at at;
    if (!find_number(record, &at))
        return false;
    struct told_form *form = &record->wave->forms[at.form];
    struct item_build *item = &record->wave->builds[at.form].item_builds[at.item];
    if (item->numbers == NULL) {
        if (!take_room(record, form->line_count))
            return false;
        item->numbers =
            arena_array(record->reading->arena, form->line_count, sizeof *item->numbers);
        form->answered = true;
    }
    struct told_number *number = &item->numbers[at.line];
    if (number->line != 0)
        return told_fail(record, _("the cell stands here twice, first in line %ld"), number->line);
    number->line = record->line;
    if (!told_count(record, NUMBER_N, &number->n) ||
        !told_count(record, NUMBER_MISSING, &number->missing))
        return false;
    if (!told_sum(record, NUMBER_MEASURES, number->n, &number->measures[TOLD_SUM]))
        return false;
    for (size_t m = TOLD_SUM + 1; m < TOLD_MEASURES; m++)
        if (!told_decimal(record, NUMBER_MEASURES + m, &number->measures[m]))
            return false;
    return true;
}

/* ---- Rates ---- */

enum {
    RATE_FORM,
    RATE_QUESTION,
    RATE_ROW,
    RATE_BANNER,
    RATE_CLASS,
    RATE_CLASS_LABEL,
    RATE_LABEL,
    RATE_PER,
    RATE_UNITS,
    RATE_N,
    RATE_LEFT_OUT,
    RATE_SUM,
    RATE_DENOMINATOR,
    RATE_RATE
};
static const char *const rate_names[] = {
    "form",  "question", "row",      "banner", "class",       "class_label", "label", "per",
    "units", "n",        "left_out", "sum",    "denominator", "rate",        NULL};

static struct told_rate *find_rate(const struct told_item *item, struct told_rate *rates,
                                   const char *label)
{
    for (size_t i = 0; i < item->rate_count; i++)
        if (strcmp(rates[i].label, label) == 0)
            return &rates[i];
    return NULL;
}

static struct told_rate *enter_rate(const struct told_record *record, struct told_item *item,
                                    struct item_build *build, size_t lines)
{
    struct told_rate *known = find_rate(item, build->rates, record->fields[RATE_LABEL]);
    struct arena *arena = record->reading->arena;
    int64_t units;
    if (known != NULL)
        return known;
    if (!told_count(record, RATE_UNITS, &units) || !take_room(record, lines))
        return NULL;
    if (units < 1 || units > RATE_UNITS_MOST) {
        told_refuse(record, RATE_UNITS, _("a whole number from 1 to 1,000,000"));
        return NULL;
    }
    if (item->rate_count == RATE_LIMIT) {
        told_fail(record, _("a question has more than %d rates"), RATE_LIMIT);
        return NULL;
    }
    build->rates = told_grown(arena, build->rates, item->rate_count, sizeof *build->rates);
    build->rates[item->rate_count] = (struct told_rate){
        .label = told_keep(record, RATE_LABEL),
        .per = told_keep(record, RATE_PER),
        .units = units,
        .figures = arena_array(arena, lines, sizeof(struct told_rate_figure)),
    };
    return &build->rates[item->rate_count++];
}

static bool read_rate(const struct told_record *record)
{
    struct cell_at at;
    if (!told_find_form(record, RATE_FORM, &at.form) ||
        !told_find_item(record, at.form, RATE_QUESTION, &at.item) ||
        !told_find_class(record, at.form, RATE_BANNER, &at.line))
        return false;
    struct form_build *build = &record->wave->builds[at.form];
    const struct told_rate *rate =
        enter_rate(record, &build->items[at.item], &build->item_builds[at.item],
                   record->wave->forms[at.form].line_count);
    if (rate == NULL)
        return false;
    struct told_rate_figure *figure = &rate->figures[at.line];
    if (figure->line != 0)
        return told_fail(record, _("the cell stands here twice, first in line %ld"), figure->line);
    figure->line = record->line;
    return told_count(record, RATE_N, &figure->n) &&
           told_count(record, RATE_LEFT_OUT, &figure->left_out) &&
           told_decimal(record, RATE_SUM, &figure->sum) &&
           told_decimal(record, RATE_DENOMINATOR, &figure->denominator) &&
           told_decimal(record, RATE_RATE, &figure->rate);
}

/* ---- Who has answered, and the panel ---- */

enum {
    STATUS_FORM,
    STATUS_BANNER,
    STATUS_CLASS,
    STATUS_LABEL,
    STATUS_UNITS,
    STATUS_ANSWERED,
    STATUS_PERCENT
};
static const char *const status_names[] = {"form",  "banner",   "class",   "class_label",
                                           "units", "answered", "percent", NULL};

static bool read_status(const struct told_record *record)
{
    size_t form, line;
    if (!told_find_form(record, STATUS_FORM, &form) ||
        !told_find_class(record, form, STATUS_BANNER, &line))
        return false;
    struct told_class *class = &record->wave->builds[form].classes[line];
    if (class->line != 0)
        return told_fail(record, _("the cell stands here twice, first in line %ld"), class->line);
    class->line = record->line;
    return told_count_or_none(record, STATUS_UNITS, &class->units) &&
           told_count(record, STATUS_ANSWERED, &class->answered) &&
           told_tenths(record, STATUS_PERCENT, &class->percent);
}

enum {
    PANEL_FORM,
    PANEL_MEASURE,
    PANEL_MEASURE_LABEL,
    PANEL_BANNER,
    PANEL_CLASS,
    PANEL_CLASS_LABEL,
    PANEL_FRAME,
    PANEL_ANSWERED,
    PANEL_COVERED,
    PANEL_FRAME_SHARE,
    PANEL_ANSWERED_SHARE,
    PANEL_DIFFERENCE
};
static const char *const panel_names[] = {
    "form",     "measure", "measure_label", "banner",         "class",      "class_label", "frame",
    "answered", "covered", "frame_share",   "answered_share", "difference", NULL};

static bool read_panel(const struct told_record *record)
{
    struct told_reading *reading = record->reading;
    struct told *told = reading->told;
    size_t form;
    if (!told_find_form(record, PANEL_FORM, &form) || !take_room(record, 1))
        return false;
    struct told_panel panel = {
        .form = record->wave->forms[form].id,
        .measure = told_keep(record, PANEL_MEASURE),
        .measure_label = told_keep(record, PANEL_MEASURE_LABEL),
        .banner = told_keep(record, PANEL_BANNER),
        .key = told_keep(record, PANEL_CLASS),
        .label = told_keep(record, PANEL_CLASS_LABEL),
        .line = record->line,
    };
    if (!told_decimal(record, PANEL_FRAME, &panel.frame) ||
        !told_decimal(record, PANEL_ANSWERED, &panel.answered) ||
        !told_tenths(record, PANEL_COVERED, &panel.covered) ||
        !told_tenths(record, PANEL_FRAME_SHARE, &panel.frame_share) ||
        !told_tenths(record, PANEL_ANSWERED_SHARE, &panel.answered_share) ||
        !told_tenths(record, PANEL_DIFFERENCE, &panel.difference))
        return false;
    reading->panel = told_grown(reading->arena, reading->panel, told->panel_count, sizeof panel);
    reading->panel[told->panel_count++] = panel;
    return true;
}

/* ---- Figures, findings ---- */

enum {
    FIGURE_ID,
    FIGURE_NUMBER,
    FIGURE_TITLE,
    FIGURE_FORM,
    FIGURE_QUESTION,
    FIGURE_ROW,
    FIGURE_OPTION,
    FIGURE_BANNER,
    FIGURE_CHART
};
static const char *const figure_names[] = {"figure", "number", "title",  "form",  "question",
                                           "row",    "option", "banner", "chart", NULL};

static bool read_figure(const struct told_record *record)
{
    struct told_reading *reading = record->reading;
    struct told *told = reading->told;
    if (!take_room(record, 1))
        return false;
    reading->figures =
        told_grown(reading->arena, reading->figures, told->figure_count, sizeof *reading->figures);
    reading->figures[told->figure_count++] = (struct told_figure){
        .id = told_keep(record, FIGURE_ID),
        .number = told_keep(record, FIGURE_NUMBER),
        .title = told_keep(record, FIGURE_TITLE),
        .form = told_keep(record, FIGURE_FORM),
        .question = told_keep(record, FIGURE_QUESTION),
        .row = told_keep(record, FIGURE_ROW),
        .option = told_keep(record, FIGURE_OPTION),
        .banner = told_keep(record, FIGURE_BANNER),
        .chart = told_keep(record, FIGURE_CHART),
        .line = record->line,
    };
    return true;
}

enum { FINDING_FORM, FINDING_UNIT, FINDING_STATUS, FINDING_SEVERITY };
static const char *const finding_names[] = {"form", "unit", "status", "severity", NULL};

static bool read_finding(const struct told_record *record)
{
    struct told_reading *reading = record->reading;
    struct told *told = reading->told;
    char key[TOLD_KEY_SIZE];
    if (strcmp(record->fields[FINDING_STATUS], "open") != 0)
        return true;
    if (told->findings_count >= FINDINGS_LIMIT)
        return told_fail(record, _("there are more than %d findings"), FINDINGS_LIMIT);
    if (!told_key(key, record->fields[FINDING_FORM], record->fields[FINDING_UNIT]))
        return told_fail(record, _("a name is too long"));
    size_t position = told_index_add(&reading->open, reading->arena, key, told->findings_count);
    if (position == NAMES_NONE) {
        position = told->findings_count++;
        reading->findings =
            told_grown(reading->arena, reading->findings, position, sizeof *reading->findings);
        reading->findings[position] = (struct told_findings){
            .form = told_keep(record, FINDING_FORM), .unit = told_keep(record, FINDING_UNIT)};
    }
    bool error = strcmp(record->fields[FINDING_SEVERITY], "error") == 0;
    reading->findings[position].errors += error;
    reading->findings[position].warnings += !error;
    return true;
}

/* ---- All of them ---- */

static bool read_now(struct told_reading *reading)
{
    static const struct told_file files[] = {
        {"response-status.csv", status_names, read_status, true},
        {"subtotals.csv", cell_names, enter_subtotal, false},
        {"cells.csv", cell_names, read_cell, true},
        {"subtotals.csv", cell_names, read_cell, false},
        {"numbers.csv", number_names, read_number, true},
        {"rates.csv", rate_names, read_rate, false},
        {"panel.csv", panel_names, read_panel, false},
        {"figures.csv", figure_names, read_figure, false},
        {"findings.csv", finding_names, read_finding, false},
    };
    bool read = true;
    for (size_t i = 0; read && i < sizeof files / sizeof *files; i++)
        read = told_each(reading, &files[i], &reading->now);
    return read;
}

/* Its names first: how much room a cell needs depends on all of them. */
static bool read_previous(struct told_reading *reading)
{
    static const struct told_file files[] = {
        {"previous.csv", cell_names, enter_cell, false},
        {"previous-numbers.csv", number_names, enter_number, false},
        {"previous.csv", cell_names, read_cell, false},
        {"previous-numbers.csv", number_names, read_number, false},
    };
    bool read = true;
    reading->previous.open = true;
    for (size_t i = 0; read && i < sizeof files / sizeof *files; i++)
        read = told_each(reading, &files[i], &reading->previous);
    return read;
}

bool told_read_figures(struct told_reading *reading)
{
    return read_now(reading) && told_check_options(reading) && told_read_drawn(reading) &&
           read_previous(reading);
}
