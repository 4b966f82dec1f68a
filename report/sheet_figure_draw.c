/*
 * The charts of figures: where their series lie on the companion sheet, how they are filled and
 * labelled, and how large they must be for nothing to overlap or to be cut off.
 */
#include "report/sheet_figure.h"

#include "common/display.h"
#include "report/chart.h"

#include <stdlib.h>

/* A chart fills an A4 page across (277 mm at 96 dpi); a page of charts that are taller than wide
 * stands upright. Heights and widths in pixels. */
enum {
    PAGE_WIDTH = 1040,
    PAGE_HEIGHT = 640, /* without the lines above the chart */
    PANEL_GAP = 16,
    LEFT = 4,
    TOP = 8,
    TITLE_HEIGHT = 56,
    AXIS_HEIGHT = 44,
    AXIS_TITLE_HEIGHT = 24,
    STACKED_BAR_HEIGHT = 88,
    NARROW_STACKED_HEIGHT = 56, /* three lines of labels still fit */
    LONE_BAR_HEIGHT = 150,      /* a single bar would look lost otherwise */
    BAR_HEIGHT = 20,
    NARROW_BAR_HEIGHT = 17,
    BAR_GAP = 12,
    LABEL_LINE_HEIGHT = 16,
    LABEL_WIDTH = 48,      /* of 40.8%, with the gap between columns */
    LABEL_BARE_WIDTH = 32, /* of 4.1%, which is what narrow segments have */
    BESIDE_BARS = 60,      /* right of lying bars, for what stands beyond their ends */
    COLUMNS_HEIGHT = 480,
    LINES_AREA_HEIGHT = 300, /* without title, axis and legend */
    LEGEND_LINE_HEIGHT = 24,
    LEGEND_KEY_WIDTH = 34,
    LABEL_HALF_WIDTH = 6, /* of a half-width character in a label or the legend */
};
enum { STACKED_GAP = 35, BARS_GAP = 45, COLUMNS_GAP = 70, HISTOGRAM_GAP = 6 };
/* More columns would have no room for the names of their classes: they lie down. */
enum { COLUMNS_UPRIGHT_MOST = 12 };

/* One chart of a figure. */
struct drawn {
    struct pen *pen;
    const struct plot *plot;
    const char *title;
    size_t index, first_case, case_count;
    size_t width, height;
};

/* ---- Sizes ---- */

static size_t widest_answer(const struct plot *plot)
{
    size_t widest = 1;
    for (size_t a = 0; a < plot->answer_count; a++) {
        size_t width = display_width(plot->answers[a]);
        widest = width > widest ? width : widest;
    }
    return widest;
}

static size_t widest_case(const struct plot *plot)
{
    size_t widest = 1;
    for (size_t c = 0; c < plot->case_count; c++) {
        size_t width = display_width(plot->cases[c].shown);
        widest = width > widest ? width : widest;
    }
    return widest;
}

static size_t legend_height(size_t entries, size_t widest, size_t room)
{
    size_t width = widest * LABEL_HALF_WIDTH + LEGEND_KEY_WIDTH;
    size_t across = width < room ? room / width : 1;
    return (entries + across - 1) / across * LEGEND_LINE_HEIGHT;
}

/* Room left of lying bars for the names of their categories: as much as they need, at most two
 * fifths of the chart; there programs wrap longer names. */
static size_t names_width(size_t widest, size_t width)
{
    size_t needed = widest * LABEL_HALF_WIDTH + 12;
    return needed < width * 2 / 5 ? needed : width * 2 / 5;
}

/* All groups of lying bars, each of which has a name; closer to each other where they are many. */
static size_t bars_height(size_t groups, size_t bars, size_t widest, size_t names)
{
    size_t lines = (widest * LABEL_HALF_WIDTH + names - 1) / names;
    size_t by_lines = lines * LABEL_LINE_HEIGHT + BAR_GAP / 2;
    size_t roomy = bars * BAR_HEIGHT + BAR_GAP, narrow = bars * NARROW_BAR_HEIGHT + BAR_GAP / 2;
    size_t each = groups * roomy > PAGE_HEIGHT ? narrow : roomy;
    return groups * (each > by_lines ? each : by_lines);
}

/* ---- Series ---- */

static struct chart_source column_source(const struct drawn *panel, size_t answer)
{
    const struct plot *plot = panel->plot;
    lxw_row_t first = (lxw_row_t)(1 + panel->first_case);
    lxw_row_t last = (lxw_row_t)(first + panel->case_count - 1);
    lxw_col_t names = (lxw_col_t)plot_shown_column(plot);
    lxw_col_t column = (lxw_col_t)(TABLE_ANSWERS + answer);
    return (struct chart_source){
        .table = plot->table->name,
        .categories = {first, last, names, names},
        .values = {first, last, column, column},
        .name_row = 0,
        .name_column = column,
    };
}

static struct chart_source case_source(const struct drawn *panel, size_t index)
{
    const struct plot *plot = panel->plot;
    lxw_row_t row = (lxw_row_t)(1 + panel->first_case + index);
    lxw_col_t last = (lxw_col_t)(TABLE_ANSWERS + plot->answer_count - 1);
    return (struct chart_source){
        .table = plot->table->name,
        .categories = {0, 0, TABLE_ANSWERS, last},
        .values = {row, row, TABLE_ANSWERS, last},
        .name_row = row,
        .name_column = (lxw_col_t)plot_shown_column(plot),
    };
}

static int64_t largest_value(const struct plot *plot)
{
    int64_t largest = 0;
    for (size_t i = 0; i < plot->case_count * plot->answer_count; i++)
        largest = plot->tenths[i] > largest ? plot->tenths[i] : largest;
    return largest;
}

static lxw_chart *start_chart(const struct drawn *panel, uint8_t type)
{
    const struct plot *plot = panel->plot;
    double size = plot->panel_count == 1 ? CHART_TITLE_SIZE : CHART_SMALL_TITLE_SIZE;
    return chart_start(panel->pen->book, type, plot_title(plot, panel->title, panel->index), size);
}

/* In a bar chart libxlsxwriter's y axis is that of the categories. */
static void lay_down(lxw_chart *chart)
{
    chart_axis_set_reverse(chart->y_axis);
    chart_axis_set_major_tick_mark(chart->y_axis, LXW_CHART_AXIS_TICK_MARK_NONE);
    chart_axis_set_interval_unit(chart->y_axis, 1);
    /* With the categories from the top, the other axis would be at the top too. */
    chart_axis_set_label_position(chart->x_axis, LXW_CHART_AXIS_LABEL_POSITION_HIGH);
    chart_axis_set_line(chart->x_axis, &(lxw_chart_line){.none = LXW_TRUE});
    chart_axis_set_major_tick_mark(chart->x_axis, LXW_CHART_AXIS_TICK_MARK_NONE);
}

static void set_percent_axis(const struct plot *plot, lxw_chart_axis *axis)
{
    struct chart_scale scale = chart_scale(largest_value(plot));
    chart_axis_values(axis, "0\"%\"");
    chart_axis_set_max(axis, (double)scale.end);
    chart_axis_set_major_unit(axis, (double)scale.unit);
}

/* ---- Stacked ---- */

/* Labels of segments narrower than they are would overlap those of their neighbours. The number
 * formats, which keep the labels bound to the cells, move them aside: every second one up, the
 * others down, and that of the last series beyond the right end of the bar, where a segment is
 * narrow enough for it. Options that nobody chose have no label; that there was no 無回答 is worth
 * saying. */
#define LABEL_UP "[=0]\"\";[<%zu]0.0\"%%\n\n\";0.0\"%%\""
#define LABEL_DOWN "[=0]\"\";[<%zu]\"\n\n\"0.0\"%%\";0.0\"%%\""
#define LABEL_BEYOND "[<3]\"          \"0.0\"%\";0.0\"%\""

/* The percentage whose segment is as wide as its label. */
static size_t narrow_below(const struct drawn *panel)
{
    size_t bars = panel->width - names_width(widest_case(panel->plot), panel->width) - BESIDE_BARS;
    return (LABEL_BARE_WIDTH * 100 + bars - 1) / bars;
}

static const char *stacked_label(const struct drawn *panel, size_t series)
{
    const struct plot *plot = panel->plot;
    if (series + 1 == plot->answer_count)
        return LABEL_BEYOND;
    size_t narrow = narrow_below(panel);
    return series % 2 == 1 ? arena_printf(plot->arena, LABEL_UP, narrow)
                           : arena_printf(plot->arena, LABEL_DOWN, narrow);
}

static size_t stacked_height(size_t bars)
{
    if (bars == 1)
        return LONE_BAR_HEIGHT;
    return bars *
           (bars * STACKED_BAR_HEIGHT > PAGE_HEIGHT ? NARROW_STACKED_HEIGHT : STACKED_BAR_HEIGHT);
}

static lxw_chart *draw_stacked(struct drawn *panel)
{
    const struct plot *plot = panel->plot;
    lxw_chart *chart = start_chart(panel, LXW_CHART_BAR_STACKED_PERCENT);
    for (size_t a = 0; a < plot->answer_count; a++) {
        struct chart_source source = column_source(panel, a);
        lxw_chart_series *series = chart_bind(chart, &source);
        chart_label(panel->pen->book, series, stacked_label(panel, a), false);
        if (a >= plot->option_count)
            style_fill_empty(series, a > plot->option_count);
        else
            style_fill_series(series, a, plot->option_count);
    }
    lay_down(chart);
    chart_axis_values(chart->x_axis, "0%");
    /* A 100 % chart counts its axis in whole bars. */
    chart_axis_set_max(chart->x_axis, 1);
    chart_axis_set_major_unit(chart->x_axis, 0.1);
    chart_set_series_gap(chart, STACKED_GAP);
    panel->height = TITLE_HEIGHT + stacked_height(plot->case_count) + AXIS_HEIGHT +
                    legend_height(plot->answer_count, widest_answer(plot), panel->width - 100);
    return chart;
}

/* ---- Bars that lie ---- */

/* `groups` of bars, whose names are at most `widest` half-width characters. */
static void finish_bars(lxw_chart *chart, struct drawn *panel, size_t groups, size_t bars,
                        size_t widest)
{
    size_t names = names_width(widest, panel->width);
    panel->height = TITLE_HEIGHT + bars_height(groups, bars, widest, names) + AXIS_HEIGHT;
    if (bars > 1)
        panel->height += legend_height(bars, widest_case(panel->plot), panel->width - 100);
    lay_down(chart);
    set_percent_axis(panel->plot, chart->x_axis);
    chart_set_series_gap(chart, BARS_GAP);
    if (bars == 1)
        chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
}

#define LABEL_VALUE "0.0\"%\""

static void add_cases(const struct drawn *panel, lxw_chart *chart, bool upright)
{
    for (size_t c = 0; c < panel->case_count; c++) {
        struct chart_source source = case_source(panel, c);
        lxw_chart_series *series = chart_bind(chart, &source);
        chart_label(panel->pen->book, series, LABEL_VALUE, upright);
        style_fill_series(series, c, panel->case_count);
    }
}

static lxw_chart *draw_bars(struct drawn *panel)
{
    lxw_chart *chart = start_chart(panel, LXW_CHART_BAR);
    add_cases(panel, chart, false);
    finish_bars(chart, panel, panel->plot->answer_count, panel->case_count,
                widest_answer(panel->plot));
    return chart;
}

/* ---- Columns ---- */

static lxw_chart *draw_columns(struct drawn *panel)
{
    const struct plot *plot = panel->plot;
    struct book *book = panel->pen->book;
    bool lying = panel->case_count > COLUMNS_UPRIGHT_MOST;
    struct chart_source source = column_source(panel, 0);
    lxw_chart *chart = start_chart(panel, lying ? LXW_CHART_BAR : LXW_CHART_COLUMN);
    lxw_chart_series *series = chart_bind(chart, &source);
    chart_label(book, series, LABEL_VALUE, false);
    style_fill_series(series, 0, 1);
    if (lying) {
        finish_bars(chart, panel, panel->case_count, 1, widest_case(plot));
        return chart;
    }
    chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
    chart_axis_title(book, chart->y_axis, "割合（％）");
    chart_axis_level(book, chart->x_axis);
    set_percent_axis(plot, chart->y_axis);
    chart_set_series_gap(chart, COLUMNS_GAP);
    panel->height = COLUMNS_HEIGHT;
    return chart;
}

static lxw_chart *draw_histogram(struct drawn *panel)
{
    const struct plot *plot = panel->plot;
    struct book *book = panel->pen->book;
    lxw_chart *chart = start_chart(panel, LXW_CHART_COLUMN);
    /* Labels that are wider than their columns stand upright. */
    add_cases(panel, chart, panel->width < plot->answer_count * panel->case_count * LABEL_WIDTH);
    if (panel->case_count == 1)
        chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
    chart_axis_title(book, chart->x_axis, plot->axis);
    chart_axis_title(book, chart->y_axis, "割合（％）");
    chart_axis_level(book, chart->x_axis);
    set_percent_axis(plot, chart->y_axis);
    chart_set_series_gap(chart, panel->case_count == 1 ? HISTOGRAM_GAP : BARS_GAP);
    panel->height = COLUMNS_HEIGHT;
    return chart;
}

/* ---- Lines ---- */

/* The legend names each line once: published points have the look of theirs. */
static void hide_published(const struct plot *plot, lxw_chart *chart)
{
    size_t count = plot->answer_count - plot->published_first;
    int16_t *hidden = arena_array(plot->arena, count + 1, sizeof *hidden);
    for (size_t i = 0; i < count; i++)
        hidden[i] = (int16_t)(plot->published_first + i);
    hidden[count] = -1;
    if (count > 0 && chart_legend_delete_series(chart, hidden) != LXW_NO_ERROR)
        abort();
}

/* On which side of its points a line has its labels. Points whose label would cover another one or
 * another line's point have none. */
enum label_side { SIDE_NONE, SIDE_ABOVE, SIDE_BELOW };

/* The labels of a panel's lines while they are placed; all in tenths of a percent. */
struct label_room {
    const struct drawn *panel;
    int64_t height;         /* of a label */
    enum label_side *sides; /* [answer][case], of each point */
};

static enum label_side *point_side(const struct label_room *room, size_t answer, size_t index)
{
    return &room->sides[answer * room->panel->case_count + index];
}

static int64_t line_value(const struct label_room *room, size_t index, size_t answer)
{
    const struct plot *plot = room->panel->plot;
    return plot->tenths[(room->panel->first_case + index) * plot->answer_count + answer];
}

/* The middle of a label above or below its point. */
static int64_t label_middle(const struct label_room *room, int64_t value, enum label_side side)
{
    return side == SIDE_ABOVE ? value + room->height : value - room->height;
}

static int64_t distance(int64_t left, int64_t right)
{
    return left > right ? left - right : right - left;
}

/* A marker is half as high as a label. */
static bool covers(const struct label_room *room, int64_t middle, int64_t point,
                   enum label_side side)
{
    return distance(middle, point) < room->height * 3 / 4 ||
           (side != SIDE_NONE && distance(middle, label_middle(room, point, side)) < room->height);
}

static bool label_fits(const struct label_room *room, size_t answer, size_t index,
                       enum label_side side)
{
    int64_t own = line_value(room, index, answer), middle = label_middle(room, own, side);
    if (own == MEASURE_NONE || (side == SIDE_BELOW && middle < room->height / 2))
        return false; /* no point, or on the axis */
    for (size_t a = 0; a < room->panel->plot->published_first; a++) {
        int64_t other = line_value(room, index, a);
        if (a != answer && other != MEASURE_NONE &&
            covers(room, middle, other, *point_side(room, a, index)))
            return false;
    }
    return true;
}

/* On the side where more of the line's points can have one; above if it is all the same. */
static void place_labels_of_line(struct label_room *room, size_t answer)
{
    size_t fitting[] = {[SIDE_ABOVE] = 0, [SIDE_BELOW] = 0}, count = room->panel->case_count;
    for (size_t i = 0; i < count; i++)
        for (enum label_side side = SIDE_ABOVE; side <= SIDE_BELOW; side++)
            fitting[side] += label_fits(room, answer, i, side);
    enum label_side side = fitting[SIDE_BELOW] > fitting[SIDE_ABOVE] ? SIDE_BELOW : SIDE_ABOVE;
    for (size_t i = 0; i < count; i++)
        if (label_fits(room, answer, i, side))
            *point_side(room, answer, i) = side;
}

static struct label_room place_labels(const struct drawn *panel)
{
    const struct plot *plot = panel->plot;
    int64_t axis = chart_scale(largest_value(plot)).end * 10;
    struct label_room room = {
        .panel = panel,
        .height = axis * LABEL_LINE_HEIGHT / LINES_AREA_HEIGHT + 1,
        .sides = arena_array(plot->arena, plot->published_first * panel->case_count + 1,
                             sizeof *room.sides),
    };
    for (size_t a = 0; a < plot->published_first; a++)
        place_labels_of_line(&room, a);
    return room;
}

static void label_line(const struct label_room *room, lxw_chart_series *series, size_t answer)
{
    const struct plot *plot = room->panel->plot;
    size_t count = room->panel->case_count, shown = 0;
    enum label_side side = SIDE_NONE;
    lxw_chart_data_label hidden = {.hide = LXW_TRUE}, plain = {0};
    lxw_chart_data_label **labels = arena_array(plot->arena, count + 1, sizeof *labels);
    for (size_t i = 0; i < count; i++) {
        enum label_side own = *point_side(room, answer, i);
        labels[i] = own == SIDE_NONE ? &hidden : &plain;
        side = own == SIDE_NONE ? side : own;
        shown += own != SIDE_NONE;
    }
    if (shown == 0)
        return;
    chart_label(room->panel->pen->book, series, LABEL_VALUE, false);
    chart_series_set_labels_position(series, side == SIDE_ABOVE ? LXW_CHART_LABEL_POSITION_ABOVE
                                                                : LXW_CHART_LABEL_POSITION_BELOW);
    if (shown < count && chart_series_set_labels_custom(series, labels) != LXW_NO_ERROR)
        abort();
}

static void add_line(const struct label_room *room, lxw_chart *chart, size_t answer)
{
    const struct plot *plot = room->panel->plot;
    struct chart_source source = column_source(room->panel, answer);
    lxw_chart_series *series = chart_bind(chart, &source);
    if (answer >= plot->published_first) {
        chart_style_pale(series, answer - plot->published_first);
        return;
    }
    chart_style_line(series, answer);
    label_line(room, series, answer);
}

static lxw_chart *draw_lines(struct drawn *panel)
{
    const struct plot *plot = panel->plot;
    lxw_chart *chart = start_chart(panel, LXW_CHART_LINE);
    struct label_room room = place_labels(panel);
    for (size_t a = 0; a < plot->answer_count; a++)
        add_line(&room, chart, a);
    hide_published(plot, chart);
    chart_axis_title(panel->pen->book, chart->y_axis, "割合（％）");
    chart_axis_level(panel->pen->book, chart->x_axis);
    set_percent_axis(plot, chart->y_axis);
    /* Lines that end at the edges leave no room for their labels. */
    chart_axis_set_position(chart->x_axis, LXW_CHART_AXIS_POSITION_BETWEEN);
    chart_show_blanks_as(chart, LXW_CHART_BLANKS_AS_GAP);
    panel->height = TITLE_HEIGHT + LINES_AREA_HEIGHT + AXIS_HEIGHT +
                    legend_height(plot->published_first, widest_answer(plot), panel->width - 100);
    return chart;
}

/* ---- The sheet ---- */

static lxw_chart *draw_panel(struct drawn *panel)
{
    switch (panel->plot->chart->figure->chart) {
    case CHART_STACKED:
        return draw_stacked(panel);
    case CHART_BAR:
        return draw_bars(panel);
    case CHART_COLUMNS:
        return draw_columns(panel);
    case CHART_HISTOGRAM:
        return draw_histogram(panel);
    case CHART_LINE:
        return draw_lines(panel);
    }
    abort();
}

/* Panels stand in two columns; below each other if half a page is too narrow for their legends. */
static size_t panels_across(const struct plot *plot)
{
    size_t legend = widest_answer(plot) * LABEL_HALF_WIDTH + LEGEND_KEY_WIDTH;
    bool long_names = plot->chart->figure->chart == CHART_LINE && legend > PAGE_WIDTH / 4;
    return plot->panel_count == 1 || long_names ? 1 : 2;
}

void plot_draw(struct pen *pen, const struct plot *plot, const char *title)
{
    size_t each = plot->case_count / plot->panel_count, across = panels_across(plot);
    size_t top = TOP, tallest = 0;
    for (size_t p = 0; p < plot->panel_count; p++) {
        struct drawn panel = {
            .pen = pen,
            .plot = plot,
            .title = plot->panel_count == 1 ? title : plot->panels[p],
            .index = p,
            .first_case = p * each,
            .case_count = each,
            .width = (PAGE_WIDTH - (across - 1) * PANEL_GAP) / across,
        };
        struct str words = {0};
        lxw_chart *chart = draw_panel(&panel);
        struct chart_place place = {.left = LEFT + p % across * (panel.width + PANEL_GAP),
                                    .top = top,
                                    .width = panel.width,
                                    .height = panel.height};
        plot_describe(plot, plot_title(plot, panel.title, p), p, &words);
        chart_put(pen, chart, &place, &words);
        str_release(&words);
        tallest = panel.height > tallest ? panel.height : tallest;
        if (p % across + 1 == across || p + 1 == plot->panel_count) {
            top += tallest + PANEL_GAP;
            tallest = 0;
        }
    }
    if (top > PAGE_WIDTH)
        worksheet_set_portrait(pen->worksheet);
}
