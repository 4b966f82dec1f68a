/* Charts by libxlsxwriter, as all workbooks of renkei have them. */
#include "report/chart.h"

#include <stdlib.h>
#include <string.h>

/* Excel gives a new chart this size; others are a scale of it. */
#define CHART_DEFAULT_WIDTH 480.0
#define CHART_DEFAULT_HEIGHT 288.0
enum { MARKER_SIZE = 7, PALE_SIZE = 9, COLOR_GRID = 0xD0D0D0 };

lxw_chart_font chart_font(struct arena *arena, double size)
{
    return (lxw_chart_font){
        .name = arena_strdup(arena, STYLE_FONT), .size = size, .color = LXW_COLOR_BLACK};
}

lxw_chart *chart_start(struct book *book, uint8_t type, const char *title, double size)
{
    lxw_chart *chart = workbook_add_chart(book->workbook, type);
    if (chart == NULL)
        abort();
    lxw_chart_font bold = chart_font(book->arena, size);
    lxw_chart_font plain = chart_font(book->arena, CHART_LABEL_SIZE);
    bold.bold = LXW_TRUE;
    chart_title_set_name(chart, title);
    chart_title_set_name_font(chart, &bold);
    chart_axis_set_num_font(chart->x_axis, &plain);
    chart_axis_set_num_font(chart->y_axis, &plain);
    chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
    chart_legend_set_font(chart, &plain);
    return chart;
}

lxw_chart_series *chart_bind(lxw_chart *chart, const struct chart_source *source)
{
    const struct chart_cells *names = &source->categories, *values = &source->values;
    lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
    if (series == NULL)
        abort();
    chart_series_set_categories(series, source->table, names->row, names->column, names->last_row,
                                names->last_column);
    chart_series_set_values(series, source->table, values->row, values->column, values->last_row,
                            values->last_column);
    chart_series_set_name_range(series, source->table, source->name_row, source->name_column);
    return series;
}

void chart_label(struct book *book, lxw_chart_series *series, const char *format, bool upright)
{
    lxw_chart_font font = chart_font(book->arena, CHART_LABEL_SIZE);
    if (upright)
        font.rotation = -90;
    chart_series_set_labels(series);
    chart_series_set_labels_num_format(series, format);
    chart_series_set_labels_font(series, &font);
}

/* ---- Lines ---- */

static lxw_color_t line_color(size_t index)
{
    static const lxw_color_t colors[] = {0x1F3864, 0xB45309, 0x2E75B6, 0x4B5563, 0x7F1D1D};
    return colors[index % (sizeof colors / sizeof *colors)];
}

static uint8_t line_marker(size_t index)
{
    static const uint8_t markers[] = {LXW_CHART_MARKER_CIRCLE, LXW_CHART_MARKER_SQUARE,
                                      LXW_CHART_MARKER_TRIANGLE, LXW_CHART_MARKER_DIAMOND};
    return markers[index % (sizeof markers / sizeof *markers)];
}

static void set_marker(lxw_chart_series *series, size_t index, uint8_t size, lxw_color_t inside)
{
    lxw_chart_line edge = {.color = line_color(index), .width = 1.0f};
    lxw_chart_fill fill = {.color = inside};
    chart_series_set_marker_type(series, line_marker(index));
    chart_series_set_marker_size(series, size);
    chart_series_set_marker_line(series, &edge);
    chart_series_set_marker_fill(series, &fill);
}

void chart_style_line(lxw_chart_series *series, size_t index)
{
    static const uint8_t dashes[] = {LXW_CHART_LINE_DASH_SOLID, LXW_CHART_LINE_DASH_DASH,
                                     LXW_CHART_LINE_DASH_ROUND_DOT};
    lxw_chart_line line = {.color = line_color(index),
                           .width = 2.0f,
                           .dash_type = dashes[index % (sizeof dashes / sizeof *dashes)]};
    chart_series_set_line(series, &line);
    set_marker(series, index, MARKER_SIZE, line_color(index));
}

/* Three quarters of the way to white. Not white itself: not every program draws the edge. */
static lxw_color_t pale_color(size_t index)
{
    lxw_color_t color = 0;
    for (unsigned shift = 0; shift <= 16; shift += 8)
        color |= (255 - (255 - (line_color(index) >> shift & 0xFF)) / 4) << shift;
    return color;
}

void chart_style_pale(lxw_chart_series *series, size_t index)
{
    lxw_chart_line none = {.none = LXW_TRUE};
    chart_series_set_line(series, &none);
    set_marker(series, index, PALE_SIZE, pale_color(index));
}

/* ---- Axes ---- */

void chart_axis_values(lxw_chart_axis *axis, const char *format)
{
    lxw_chart_line grid = {.color = COLOR_GRID, .width = 0.5f};
    chart_axis_set_min(axis, 0);
    chart_axis_set_num_format(axis, format);
    chart_axis_major_gridlines_set_visible(axis, LXW_TRUE);
    chart_axis_major_gridlines_set_line(axis, &grid);
}

void chart_axis_level(struct book *book, lxw_chart_axis *axis)
{
    /* libxlsxwriter takes 0 for "not said", and 360 for 0 degrees. */
    lxw_chart_font font = chart_font(book->arena, CHART_LABEL_SIZE);
    font.rotation = 360;
    chart_axis_set_num_font(axis, &font);
}

void chart_axis_title(struct book *book, lxw_chart_axis *axis, const char *title)
{
    lxw_chart_font font = chart_font(book->arena, CHART_LABEL_SIZE);
    font.bold = LXW_EXPLICIT_FALSE;
    chart_axis_set_name(axis, title);
    chart_axis_set_name_font(axis, &font);
}

struct chart_scale chart_scale(int64_t largest)
{
    /* A label takes about a tenth of the axis. */
    int64_t needed = largest + largest / 10;
    int64_t unit = needed > 500 ? 20 : needed > 200 ? 10 : 5;
    int64_t end = (needed + 10 * unit - 1) / (10 * unit) * unit;
    if (end < 2 * unit)
        end = 2 * unit;
    return (struct chart_scale){.end = end < 100 ? end : 100, .unit = unit};
}

/* ---- The sheet ---- */

/* Cuts at the end of a character; signs that XML escapes count with what they become. libxlsxwriter
 * would cut wherever that is. */
static void shorten(char *text)
{
    size_t size = 0;
    for (char *c = text; *c != '\0'; c++) {
        size += strchr("&<>\"", *c) != NULL ? 6 : 1;
        if (size > CHART_WORDS_MOST && (*c & 0xC0) != 0x80) {
            *c = '\0';
            return;
        }
    }
}

void chart_put(struct pen *pen, lxw_chart *chart, const struct chart_place *place,
               const struct str *words)
{
    char *description = arena_strdup(pen->book->arena, str_text(words));
    shorten(description);
    lxw_chart_options options = {
        .x_offset = (int32_t)place->left,
        .y_offset = (int32_t)place->top,
        .x_scale = (double)place->width / CHART_DEFAULT_WIDTH,
        .y_scale = (double)place->height / CHART_DEFAULT_HEIGHT,
        .description = description,
    };
    book_check(pen->book, worksheet_insert_chart_opt(pen->worksheet, pen->row, 0, chart, &options));
}
