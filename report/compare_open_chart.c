/* Line charts of numbers: a chart per row of a question with the mean and the median of each wave,
 * bound to a table of their own. Rows differ in their units, so that none shares an axis. */
#include "report/compare_book.h"

#include "report/chart.h"
#include "report/compare_words.h"
#include "report/words.h"

#include <string.h>

/* Pixels; the charts of a grid stand in two columns on an A4 page across. */
enum { PAGE_WIDTH = 1040, LONE_HEIGHT = 480, ROW_CHART_HEIGHT = 360, GAP = 16 };

enum { TABLE_ROW, TABLE_UNIT, TABLE_WAVE, TABLE_N, TABLE_MEAN, TABLE_MEDIAN, TABLE_COLUMNS };

struct number_plot {
    struct compare_book *book;
    const struct open_series **series; /* one per chart */
    size_t series_count;
    struct chart_sheets sheets;
};

/* Rows of the question with numbers in two waves or more. */
static void find_series(struct number_plot *plot, const struct form_series *form,
                        const struct question *question)
{
    const struct comparison *comparison = plot->book->comparison;
    plot->series =
        arena_array(plot->book->book.arena, form->open_count, sizeof(struct open_series *));
    for (size_t s = 0; s < form->open_count; s++) {
        const struct open_series *series = &form->open[s];
        size_t known = 0;
        for (size_t w = 0; w < comparison->wave_count; w++)
            known += series->values[w].n > 0;
        if (series->number && known > 1 &&
            strcmp(series->series.latest->question->id, question->id) == 0)
            plot->series[plot->series_count++] = series;
    }
}

static const char *row_label(const struct open_series *series)
{
    const struct item *item = series->series.latest;
    return item->row == NULL ? "" : item->row->label;
}

/* ---- The numbers ---- */

static void write_wave(struct number_plot *plot, struct pen *pen, const struct open_series *series,
                       size_t wave)
{
    const struct style *style = &plot->book->book.style;
    const struct open_value *value = &series->values[wave];
    char digits[MEDIAN_TEXT_SIZE];
    pen->row++;
    pen_text(pen, TABLE_ROW, row_label(series), style->plain_text);
    pen_text(pen, TABLE_UNIT, words_unit(series->series.latest), style->plain_text);
    pen_text(pen, TABLE_WAVE, plot->book->comparison->waves[wave].year, style->plain_text);
    if (value->n >= 0)
        pen_whole(pen, TABLE_N, value->n, style->plain_whole);
    if (value->n <= 0)
        return;
    pen_decimal(pen, TABLE_MEAN,
                decimal_text(digits, open_mean(value, MEAN_DECIMALS), MEAN_DECIMALS),
                style->plain_percent);
    pen_decimal(pen, TABLE_MEDIAN, median_text(digits, value), style->plain_percent);
}

static void write_table(struct number_plot *plot)
{
    static const char *const names[TABLE_COLUMNS] = {"項目", "単位", "年度", "n", "平均", "中央値"};
    static const size_t widths[TABLE_COLUMNS] = {30, 10, 24, 10, 14, 14};
    struct book *book = &plot->book->book;
    struct pen pen = {.book = book, .worksheet = book->sheets[plot->sheets.table].worksheet};
    sheet_set_page(book, pen.worksheet, true);
    worksheet_fit_to_pages(pen.worksheet, 1, 0);
    worksheet_freeze_panes(pen.worksheet, 1, TABLE_N);
    for (size_t i = 0; i < TABLE_COLUMNS; i++) {
        pen_columns(&pen, i, i, column_width(widths[i]));
        pen_text(&pen, i, names[i], book->style.plain_text);
    }
    for (size_t s = 0; s < plot->series_count; s++) {
        for (size_t w = 0; w < plot->book->comparison->wave_count; w++)
            write_wave(plot, &pen, plot->series[s], w);
    }
}

/* ---- The charts ---- */

static const char *chart_title(struct number_plot *plot, const struct open_series *series)
{
    const struct question *question = series->series.latest->question;
    struct arena *arena = plot->book->book.arena;
    const char *unit = words_unit(series->series.latest);
    const char *name = *row_label(series) != '\0'
                           ? row_label(series)
                           : arena_printf(arena, "%s %s", words_number(question), question->text);
    return *unit == '\0' ? name : arena_printf(arena, "%s（%s）", name, unit);
}

/* In how many waves the mean lies above the median, and in how many below. */
static void count_order(const struct open_series *series, size_t waves, size_t *above,
                        size_t *below)
{
    *above = *below = 0;
    for (size_t w = 0; w < waves; w++) {
        const struct open_value *value = &series->values[w];
        wide mean = 2 * value->sum, median = (wide)value->median * value->n;
        *above += value->n > 0 && mean > median;
        *below += value->n > 0 && mean < median;
    }
}

/* The labels of the upper line stand above it, those of the lower one below. Lines that cross have
 * no room for any: their numbers are on the sheet behind. */
static void label_line(struct number_plot *plot, lxw_chart_series *line, size_t position,
                       bool is_mean)
{
    size_t above, below;
    count_order(plot->series[position], plot->book->comparison->wave_count, &above, &below);
    if (above > 0 && below > 0)
        return;
    bool upper = is_mean == (below == 0);
    chart_label(&plot->book->book, line, "#,##0.0", false);
    chart_series_set_labels_position(line, upper ? LXW_CHART_LABEL_POSITION_ABOVE
                                                 : LXW_CHART_LABEL_POSITION_BELOW);
}

static void add_lines(struct number_plot *plot, lxw_chart *chart, size_t position)
{
    struct book *book = &plot->book->book;
    size_t waves = plot->book->comparison->wave_count;
    lxw_row_t first = (lxw_row_t)(1 + position * waves);
    lxw_row_t last = (lxw_row_t)(first + waves - 1);
    for (size_t i = 0; i < 2; i++) {
        lxw_col_t column = (lxw_col_t)(TABLE_MEAN + i);
        struct chart_source source = {
            .table = book->sheets[plot->sheets.table].name,
            .categories = {first, last, TABLE_WAVE, TABLE_WAVE},
            .values = {first, last, column, column},
            .name_row = 0,
            .name_column = column,
        };
        lxw_chart_series *series = chart_bind(chart, &source);
        chart_style_line(series, i);
        label_line(plot, series, position, i == 0);
    }
}

/* The axis begins at 0, but for negative numbers. */
static void set_axes(const struct number_plot *plot, lxw_chart *chart,
                     const struct open_series *series)
{
    int64_t smallest = 0;
    for (size_t w = 0; w < plot->book->comparison->wave_count; w++) {
        const struct open_value *value = &series->values[w];
        if (value->n <= 0)
            continue;
        int64_t mean = open_mean(value, 0), median = value->median / (2 * NUMBER_SCALE) - 1;
        smallest = mean < smallest ? mean - 1 : smallest;
        smallest = value->median < 0 && median < smallest ? median : smallest;
    }
    chart_axis_values(chart->y_axis, "#,##0");
    if (smallest < 0)
        chart_axis_set_min(chart->y_axis, (double)smallest);
    /* Lines that end at the edges leave no room for their labels. */
    chart_axis_set_position(chart->x_axis, LXW_CHART_AXIS_POSITION_BETWEEN);
}

/* For screen readers. */
static void describe(struct number_plot *plot, const struct open_series *series, struct str *words)
{
    const struct comparison *comparison = plot->book->comparison;
    str_appendf(words, "%s。折れ線グラフ。", chart_title(plot, series));
    for (size_t w = 0; w < comparison->wave_count; w++) {
        const struct open_value *value = &series->values[w];
        char mean[DECIMAL_SIZE], median[MEDIAN_TEXT_SIZE];
        if (value->n <= 0)
            continue;
        str_appendf(words, "%s 平均 %s、中央値 %s。", comparison->waves[w].survey,
                    decimal_text(mean, open_mean(value, 1), 1), median_text(median, value));
    }
}

static void draw(struct number_plot *plot, struct pen *pen, size_t position)
{
    const struct open_series *series = plot->series[position];
    bool lone = plot->series_count == 1;
    size_t width = lone ? PAGE_WIDTH : (PAGE_WIDTH - GAP) / 2;
    size_t height = lone ? LONE_HEIGHT : ROW_CHART_HEIGHT;
    struct str words = {0};
    lxw_chart *chart = chart_start(&plot->book->book, LXW_CHART_LINE, chart_title(plot, series),
                                   CHART_SMALL_TITLE_SIZE);
    add_lines(plot, chart, position);
    set_axes(plot, chart, series);
    chart_show_blanks_as(chart, LXW_CHART_BLANKS_AS_GAP);
    describe(plot, series, &words);
    struct chart_place place = {.left = 4 + position % 2 * (width + GAP),
                                .top = 8 + position / 2 * (height + GAP),
                                .width = width,
                                .height = height};
    chart_put(pen, chart, &place, &words);
    str_release(&words);
}

static void write_marks(struct number_plot *plot, struct pen *pen)
{
    const struct comparison *comparison = plot->book->comparison;
    struct arena *arena = plot->book->book.arena;
    for (size_t w = 0; w < comparison->wave_count; w++) {
        const char *marks = marks_text(arena, &plot->series[0]->series, w);
        if (*marks != '\0')
            pen_line(pen, arena_printf(arena, "注意　%s：%s", comparison->waves[w].survey, marks),
                     pen->book->style.notice);
    }
    pen_line(pen, "平均と中央値。n、差、同じ客体の比較はシート「数値の比較」にある",
             pen->book->style.small);
}

void compare_number_charts(struct compare_book *book, const struct form_series *form,
                           const struct question *question)
{
    struct number_plot plot = {.book = book};
    find_series(&plot, form, question);
    if (plot.series_count == 0)
        return;
    plot.sheets = compare_add_charts(book, form, question);
    write_table(&plot);
    struct pen pen = pen_start(&book->book, &book->book.sheets[plot.sheets.chart]);
    write_marks(&plot, &pen);
    for (size_t i = 0; i < plot.series_count; i++)
        draw(&plot, &pen, i);
    worksheet_fit_to_pages(pen.worksheet, 1, 1);
    if (plot.series_count > 2)
        worksheet_set_portrait(pen.worksheet);
}
