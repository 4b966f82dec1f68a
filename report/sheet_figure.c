/*
 * A figure: a native chart on a sheet of its own, bound to the cells of a companion sheet that
 * holds one machine-readable table and nothing else. Bars of 100 %, a series per option.
 */
#include "report/sheets.h"

#include "common/display.h"
#include "common/round.h"
#include "report/words.h"

#include <stdlib.h>
#include <string.h>

/* The chart fills an A4 page across (277 mm at 96 dpi). Heights in pixels. */
enum {
    CHART_WIDTH = 1040,
    TITLE_HEIGHT = 56,
    AXIS_HEIGHT = 44,
    BAR_HEIGHT = 88,
    LONE_BAR_HEIGHT = 150, /* a single bar would look lost otherwise */
    LEGEND_LINE_HEIGHT = 24,
    LEGEND_WIDTH = 940,
    LEGEND_KEY_WIDTH = 34,
    LABEL_HALF_WIDTH = 6, /* of a half-width character in the legend */
};
/* Excel gives a new chart this size; others are a scale of it. */
#define CHART_DEFAULT_WIDTH 480.0
#define CHART_DEFAULT_HEIGHT 288.0
enum { LABEL_SIZE = 9, CHART_TITLE_SIZE = 12, SERIES_GAP = 35, COLOR_GRID = 0xD0D0D0 };

/* What is drawn: a bar per case (an item in a class of the figure's banner), stacked of answers. */
struct plot {
    const struct sheet *chart, *table;
    size_t answer_count, case_count, option_count;
    const char **answers, **cases; /* names */
    const char **codes;            /* [case] of the classes; NULL: there is only that of all */
    int64_t *n;                    /* [case] */
    int64_t *tenths;               /* [case * answer_count + answer]; -1: no figure */
    int64_t common_n;              /* n, if it is the same for all cases; else -1 */
};

/* ---- The numbers ---- */

struct cases {
    const struct cells *cells;
    const struct question *question;
    const struct figure_lines *lines;
};

static struct figure_lines banner_lines(const struct figure *figure, const struct cells *cells,
                                        struct arena *arena)
{
    const struct banner *banner = banner_find(cells->banners, figure->banner);
    if (banner == NULL)
        abort();
    size_t *lines = arena_array(arena, banner->class_count, sizeof *lines);
    const char **labels = arena_array(arena, banner->class_count, sizeof *labels);
    const char **keys = arena_array(arena, banner->class_count, sizeof *keys);
    for (size_t c = 0; c < banner->class_count; c++) {
        lines[c] = cells->first_class[banner - cells->banners->banners] + c;
        labels[c] = banner->classes[c].label;
        keys[c] = banner->classes[c].key;
    }
    return (struct figure_lines){
        .lines = lines,
        .labels = labels,
        .keys = banner->kind == BANNER_TOTAL ? NULL : keys,
        .count = banner->class_count,
    };
}

static const struct item *case_item(const struct cases *cases, size_t index)
{
    size_t item = cases->question->first_item + index / cases->lines->count;
    return &cases->cells->form->items[item];
}

static const struct counts *case_counts(const struct cases *cases, size_t index, size_t *line)
{
    *line = cases->lines->lines[index % cases->lines->count];
    return &cases->cells->counts[case_item(cases, index) - cases->cells->form->items];
}

static const char *case_label(const struct cases *cases, struct arena *arena, size_t index)
{
    const struct row *row = case_item(cases, index)->row;
    const char *class = cases->lines->labels[index % cases->lines->count];
    if (row == NULL)
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
        if (counts->counts[line * counts->answer_count + counts->answer_count - 1] > 0)
            return true;
    }
    return false;
}

static void fill_case(struct plot *plot, const struct cases *cases, struct arena *arena,
                      size_t index)
{
    size_t line;
    const struct counts *counts = case_counts(cases, index, &line);
    plot->cases[index] = case_label(cases, arena, index);
    if (plot->codes != NULL)
        plot->codes[index] = cases->lines->keys[index % cases->lines->count];
    plot->n[index] = counts->base[line];
    for (size_t a = 0; a < plot->answer_count; a++)
        plot->tenths[index * plot->answer_count + a] = counts_tenths(counts, line, a);
}

static void fill_plot(struct plot *plot, const struct cases *cases, struct arena *arena)
{
    plot->option_count = cases->question->option_count;
    plot->case_count = cases->question->item_count * cases->lines->count;
    plot->answer_count = plot->option_count + (any_invalid(cases, plot->case_count) ? 2 : 1);
    plot->answers = arena_array(arena, plot->answer_count, sizeof *plot->answers);
    plot->cases = arena_array(arena, plot->case_count, sizeof *plot->cases);
    if (cases->lines->keys != NULL)
        plot->codes = arena_array(arena, plot->case_count, sizeof *plot->codes);
    plot->n = arena_array(arena, plot->case_count, sizeof *plot->n);
    plot->tenths = arena_array(arena, plot->case_count * plot->answer_count, sizeof *plot->tenths);
    for (size_t a = 0; a < plot->answer_count; a++)
        plot->answers[a] = words_answer(arena, cases->question, a);
    for (size_t i = 0; i < plot->case_count; i++)
        fill_case(plot, cases, arena, i);
    plot->common_n = plot->n[0];
    for (size_t i = 1; i < plot->case_count; i++) {
        if (plot->n[i] != plot->n[0])
            plot->common_n = -1;
    }
}

/* ---- The companion sheet ---- */

enum { TABLE_LABEL, TABLE_N, TABLE_UNIT, TABLE_ANSWERS };

/* Names of areas need their codes; behind the answers they are in nobody's way. */
static void write_codes(const struct pen *pen, const struct plot *plot)
{
    struct pen codes = *pen;
    size_t column = TABLE_ANSWERS + plot->answer_count;
    pen_text(&codes, column, "区分コード", pen->book->style.plain_text);
    for (size_t c = 0; c < plot->case_count; c++) {
        codes.row++;
        pen_text(&codes, column, plot->codes[c], pen->book->style.plain_text);
    }
}

static void write_table(struct book *book, const struct plot *plot)
{
    const struct style *style = &book->style;
    struct pen pen = {.book = book, .worksheet = plot->table->worksheet};
    sheet_set_page(book, pen.worksheet, true);
    worksheet_fit_to_pages(pen.worksheet, 1, 0);
    worksheet_freeze_panes(pen.worksheet, 1, 1);
    book_check(book, worksheet_repeat_rows(pen.worksheet, 0, 0));
    pen_columns(&pen, TABLE_LABEL, TABLE_LABEL, column_width(40));
    pen_columns(&pen, TABLE_ANSWERS, TABLE_ANSWERS + plot->answer_count - 1, column_width(24));
    pen_text(&pen, TABLE_LABEL, "区分", style->plain_text);
    pen_text(&pen, TABLE_N, "n", style->plain_text);
    pen_text(&pen, TABLE_UNIT, "単位", style->plain_text);
    for (size_t s = 0; s < plot->answer_count; s++)
        pen_text(&pen, TABLE_ANSWERS + s, plot->answers[s], style->plain_text);
    if (plot->codes != NULL)
        write_codes(&pen, plot);
    for (size_t c = 0; c < plot->case_count; c++) {
        pen.row++;
        pen_text(&pen, TABLE_LABEL, plot->cases[c], style->plain_text);
        pen_whole(&pen, TABLE_N, plot->n[c], style->plain_whole);
        pen_text(&pen, TABLE_UNIT, "％", style->plain_text);
        for (size_t s = 0; s < plot->answer_count; s++) {
            int64_t tenths = plot->tenths[c * plot->answer_count + s];
            if (tenths >= 0)
                pen_tenths(&pen, TABLE_ANSWERS + s, tenths, style->plain_percent);
        }
    }
}

/* ---- The chart ---- */

/* Labels of segments narrower than 3 % would overlap those of their neighbours. The number formats,
 * which keep the labels bound to the cells, move them aside: every second one up, the others down,
 * and that of the last series beyond the right end of the bar. Options that nobody chose have no
 * label; that there was no 無回答 is worth saying. */
#define LABEL_UP "[=0]\"\";[<3]0.0\"%\n\n\";0.0\"%\""
#define LABEL_DOWN "[=0]\"\";[<3]\"\n\n\"0.0\"%\";0.0\"%\""
#define LABEL_BEYOND "[<3]\"          \"0.0\"%\";0.0\"%\""

static const char *label_format(const struct plot *plot, size_t series)
{
    if (series + 1 == plot->answer_count)
        return LABEL_BEYOND;
    return series % 2 == 1 ? LABEL_UP : LABEL_DOWN;
}

static lxw_chart_font chart_font(struct arena *arena, double size)
{
    return (lxw_chart_font){
        .name = arena_strdup(arena, STYLE_FONT), .size = size, .color = LXW_COLOR_BLACK};
}

static void fill_series(const struct plot *plot, lxw_chart_series *series, size_t index)
{
    if (index >= plot->option_count)
        style_fill_empty(series, index > plot->option_count);
    else
        style_fill_series(series, index, plot->option_count);
}

static void add_series(struct book *book, const struct plot *plot, lxw_chart *chart)
{
    const char *name = plot->table->name;
    lxw_row_t last = (lxw_row_t)plot->case_count;
    lxw_chart_font font = chart_font(book->arena, LABEL_SIZE);
    for (size_t s = 0; s < plot->answer_count; s++) {
        lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
        if (series == NULL)
            abort();
        lxw_col_t column = (lxw_col_t)(TABLE_ANSWERS + s);
        chart_series_set_categories(series, name, 1, TABLE_LABEL, last, TABLE_LABEL);
        chart_series_set_values(series, name, 1, column, last, column);
        chart_series_set_name_range(series, name, 0, column);
        chart_series_set_labels(series);
        chart_series_set_labels_num_format(series, label_format(plot, s));
        chart_series_set_labels_font(series, &font);
        fill_series(plot, series, s);
    }
}

/* In a bar chart libxlsxwriter's y axis is that of the categories. */
static void set_axes(struct book *book, lxw_chart *chart)
{
    lxw_chart_font font = chart_font(book->arena, LABEL_SIZE);
    lxw_chart_line grid = {.color = COLOR_GRID, .width = 0.5f};
    chart_axis_set_num_font(chart->x_axis, &font);
    chart_axis_set_num_font(chart->y_axis, &font);
    chart_axis_set_reverse(chart->y_axis);
    chart_axis_set_major_tick_mark(chart->y_axis, LXW_CHART_AXIS_TICK_MARK_NONE);
    /* With the categories from the top, the other axis would be at the top too. */
    chart_axis_set_label_position(chart->x_axis, LXW_CHART_AXIS_LABEL_POSITION_HIGH);
    chart_axis_set_line(chart->x_axis, &(lxw_chart_line){.none = LXW_TRUE});
    chart_axis_set_major_tick_mark(chart->x_axis, LXW_CHART_AXIS_TICK_MARK_NONE);
    chart_axis_major_gridlines_set_visible(chart->x_axis, LXW_TRUE);
    chart_axis_major_gridlines_set_line(chart->x_axis, &grid);
    chart_axis_set_min(chart->x_axis, 0);
    /* A 100 % chart counts its axis in whole bars. */
    chart_axis_set_max(chart->x_axis, 1);
    chart_axis_set_major_unit(chart->x_axis, 0.1);
    chart_axis_set_num_format(chart->x_axis, "0%");
}

static size_t legend_lines(const struct plot *plot)
{
    size_t widest = 1;
    for (size_t s = 0; s < plot->answer_count; s++) {
        size_t width = display_width(plot->answers[s]) * LABEL_HALF_WIDTH + LEGEND_KEY_WIDTH;
        widest = width > widest ? width : widest;
    }
    size_t across = widest < LEGEND_WIDTH ? LEGEND_WIDTH / widest : 1;
    return (plot->answer_count + across - 1) / across;
}

static size_t chart_height(const struct plot *plot)
{
    size_t bars = plot->case_count == 1 ? LONE_BAR_HEIGHT : plot->case_count * BAR_HEIGHT;
    return TITLE_HEIGHT + bars + AXIS_HEIGHT + legend_lines(plot) * LEGEND_LINE_HEIGHT;
}

/* 図表2-1　…（n=1,717） */
static const char *chart_title(struct book *book, const struct plot *plot)
{
    struct str text = {0};
    str_append(&text, plot->chart->title);
    if (plot->common_n >= 0) {
        str_append(&text, "（n=");
        append_whole(&text, plot->common_n);
        str_append(&text, "）");
    } else {
        str_append(&text, "（nは次のシートに示す）");
    }
    const char *title = arena_strdup(book->arena, str_text(&text));
    str_release(&text);
    return title;
}

/* libxlsxwriter cuts longer attributes off, wherever that is. */
enum { DESCRIPTION_LARGEST = 1900 };

/* Cuts at the end of a character; signs that XML escapes count with what they become. */
static void shorten(char *text)
{
    size_t size = 0;
    for (char *c = text; *c != '\0'; c++) {
        size += strchr("&<>\"", *c) != NULL ? 6 : 1;
        if (size > DESCRIPTION_LARGEST && (*c & 0xC0) != 0x80) {
            *c = '\0';
            return;
        }
    }
}

/* What a screen reader says: all that the picture shows. */
static char *description(struct book *book, const struct plot *plot, const char *title)
{
    struct str text = {0};
    str_appendf(&text, "%s。100％積み上げ横棒グラフ。", title);
    char buffer[DECIMAL_SIZE];
    for (size_t c = 0; c < plot->case_count; c++) {
        str_appendf(&text, "%s：", plot->cases[c]);
        for (size_t s = 0; s < plot->answer_count; s++) {
            int64_t tenths = plot->tenths[c * plot->answer_count + s];
            str_appendf(&text, "%s %s％%s", plot->answers[s],
                        tenths < 0 ? "－" : decimal_text(buffer, tenths, 1),
                        s + 1 < plot->answer_count ? "、" : "。");
        }
    }
    char *words = arena_strdup(book->arena, str_text(&text));
    str_release(&text);
    shorten(words);
    return words;
}

static void draw(struct book *book, const struct plot *plot)
{
    lxw_chart *chart = workbook_add_chart(book->workbook, LXW_CHART_BAR_STACKED_PERCENT);
    if (chart == NULL)
        abort();
    const char *title = chart_title(book, plot);
    lxw_chart_font title_font = chart_font(book->arena, CHART_TITLE_SIZE);
    title_font.bold = LXW_TRUE;
    lxw_chart_font legend_font = chart_font(book->arena, LABEL_SIZE);
    chart_title_set_name(chart, title);
    chart_title_set_name_font(chart, &title_font);
    add_series(book, plot, chart);
    set_axes(book, chart);
    chart_set_series_gap(chart, SERIES_GAP);
    chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
    chart_legend_set_font(chart, &legend_font);

    struct pen pen = pen_start(book, plot->chart);
    stub_remarks(&pen, plot->chart);
    lxw_chart_options options = {
        .x_offset = 4,
        .y_offset = 8,
        .x_scale = CHART_WIDTH / CHART_DEFAULT_WIDTH,
        .y_scale = (double)chart_height(plot) / CHART_DEFAULT_HEIGHT,
        .description = description(book, plot, title),
    };
    book_check(book, worksheet_insert_chart_opt(pen.worksheet, pen.row, 0, chart, &options));
    worksheet_fit_to_pages(pen.worksheet, 1, 1);
}

void sheet_figure_lines(struct book *book, const struct sheet *chart, const struct cells *cells,
                        const struct figure_lines *lines)
{
    struct cases cases = {.cells = cells, .question = chart->question, .lines = lines};
    struct plot plot = {.chart = chart, .table = chart + 1};
    fill_plot(&plot, &cases, book->arena);
    write_table(book, &plot);
    draw(book, &plot);
}

void sheet_figure(struct book *book, const struct sheet *chart, const struct cells *cells)
{
    struct figure_lines lines = banner_lines(chart->figure, cells, book->arena);
    sheet_figure_lines(book, chart, cells, &lines);
}
