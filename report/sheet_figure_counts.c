/*
 * The tables of figures that are made of counts: stacked bars and sorted bars with a case per item
 * and class, columns with one answer in each class.
 */
#include "report/sheet_figure.h"

#include "report/figure.h"
#include "report/words.h"

/* The items of a figure in the classes of its lines: an item's classes stand together. */
struct cases {
    const struct cells *cells;
    const struct figure *figure;
    const struct figure_lines *lines;
};

static size_t item_count(const struct figure *figure)
{
    return figure->item != NULL ? 1 : figure->question->item_count;
}

static const struct item *case_item(const struct cases *cases, size_t index)
{
    if (cases->figure->item != NULL)
        return cases->figure->item;
    size_t item = cases->figure->question->first_item + index / cases->lines->count;
    return &cases->cells->form->items[item];
}

static const struct counts *case_counts(const struct cases *cases, size_t index, size_t *line)
{
    *line = cases->lines->lines[index % cases->lines->count];
    return &cases->cells->counts[case_item(cases, index) - cases->cells->form->items];
}

/* 日常の療養支援・埼玉県; the row alone where there is only one class. */
static const char *case_label(const struct cases *cases, struct arena *arena, size_t index)
{
    const struct row *row = case_item(cases, index)->row;
    const char *class = cases->lines->labels[index % cases->lines->count];
    if (row == NULL || cases->figure->chart == CHART_COLUMNS)
        return class;
    if (cases->lines->keys == NULL)
        return row->label;
    return arena_printf(arena, "%s・%s", row->label, class);
}

/* 不明 is drawn only where there is any: in a published figure it would be an empty promise. */
static bool any_invalid(const struct cases *cases, size_t case_count)
{
    for (size_t i = 0; i < case_count; i++) {
        size_t line;
        const struct counts *counts = case_counts(cases, i, &line);
        if (counts_count(counts, line, counts->answer_count - 1) > 0)
            return true;
    }
    return false;
}

/* The answers that are drawn, in their order: positions in the sense of cells.h. */
static const size_t *drawn_answers(struct plot *plot, const struct cases *cases)
{
    const struct figure *figure = cases->figure;
    if (figure->chart == CHART_COLUMNS) {
        size_t *one = arena_array(plot->arena, 1, sizeof *one);
        *one = figure_answer(cases->cells, figure);
        plot->answer_count = plot->option_count = 1;
        return one;
    }
    plot->option_count = figure->question->option_count;
    plot->answer_count = plot->option_count + (any_invalid(cases, plot->case_count) ? 2 : 1);
    /* Options, 無回答, 不明: what stands behind them is not drawn. */
    return cells_order(cases->cells, plot->arena, figure->question);
}

static void fill_case(struct plot *plot, const struct cases *cases, const size_t *answers,
                      size_t index)
{
    size_t line;
    const struct counts *counts = case_counts(cases, index, &line);
    struct plot_case *one = &plot->cases[index];
    one->label = case_label(cases, plot->arena, index);
    /* Bars of a row have a chart of their own, whose title names the row. */
    if (cases->figure->chart == CHART_BAR)
        one->shown = cases->lines->labels[index % cases->lines->count];
    if (cases->lines->keys != NULL)
        one->code = cases->lines->keys[index % cases->lines->count];
    one->n = counts->base[line];
    for (size_t a = 0; a < plot->answer_count; a++) {
        int64_t *tenths = &plot->tenths[index * plot->answer_count + a];
        *tenths = counts->base[line] == 0 ? MEASURE_NONE : counts_tenths(counts, line, answers[a]);
    }
}

/* Sorted bars of a grid: a chart per row, all in the same order. */
static void split_into_panels(struct plot *plot, const struct cases *cases)
{
    size_t count = item_count(cases->figure);
    if (cases->figure->chart != CHART_BAR || count == 1)
        return;
    plot->panel_count = count;
    plot->panels = arena_array(plot->arena, count, sizeof *plot->panels);
    for (size_t p = 0; p < count; p++)
        plot->panels[p] = case_item(cases, p * cases->lines->count)->row->label;
}

void plot_counts(struct plot *plot, const struct cells *cells, const struct figure_lines *lines)
{
    struct cases cases = {.cells = cells, .figure = plot->chart->figure, .lines = lines};
    plot->case_count = item_count(cases.figure) * lines->count;
    const size_t *answers = drawn_answers(plot, &cases);
    plot_init(plot, plot->arena);
    size_t item = (size_t)(case_item(&cases, 0) - cells->form->items);
    for (size_t a = 0; a < plot->answer_count; a++)
        plot->answers[a] = words_column(plot->arena, cells, item, answers[a]);
    for (size_t i = 0; i < plot->case_count; i++)
        fill_case(plot, &cases, answers, i);
    split_into_panels(plot, &cases);
    plot_show_n(plot);
}
