/* Bars of one colour, dark enough to be seen on a grey printer, with their numbers written out. */
#include "report/status_chart.h"

#include "common/display.h"
#include "common/round.h"
#include "report/chart.h"
#include "report/status_text.h"
#include "report/words.h"

/* Pixels. A chart fills the width of an A4 page; its height grows with its bars. */
enum {
    CHART_WIDTH = 1000,
    FRAME_HEIGHT = 110, /* title and axes */
    BAR_HEIGHT = 26,
    FEW_BARS_HEIGHT = 34,
    FEW_BARS = 12,
    DAYS_HEIGHT = 480,
};
enum { SERIES_GAP = 40 };
enum { COLOR_BAR = 0x5F98D2, COLOR_LINE = 0x404040 };
/* A chart of more days could not be read; libxlsxwriter cuts long descriptions off. */
enum { DAYS_MOST = 400, DESCRIPTION_MOST = 900 };
/* Days have their numbers on them while there is room. */
enum { DAYS_LABELLED = 31 };

/* A chart, its sheet, and the table it is bound to. */
struct plot {
    struct book *book;
    lxw_chart *chart;
    size_t chart_sheet, table_sheet; /* positions in the book */
    lxw_row_t last_row;              /* of the table; its header is row 0 */
    lxw_col_t categories, values;    /* columns */
    const char *title;
    struct str description;
};

static struct plot plot_start(struct book *book, const char *name, const char *title, uint8_t type)
{
    struct plot plot = {.book = book, .title = title};
    struct sheet sheet = {.kind = SHEET_FIGURE, .name = name, .title = title, .n = -1};
    plot.chart_sheet = book_add(book, &sheet);
    sheet.kind = SHEET_FIGURE_TABLE;
    sheet.name = arena_printf(book->arena, "%sデータ", name);
    plot.table_sheet = book_add(book, &sheet);
    plot.chart = chart_start(book, type, title, CHART_TITLE_SIZE);
    return plot;
}

static struct pen table_pen(struct plot *plot, const char *const *names, const size_t *widths,
                            size_t count)
{
    struct book *book = plot->book;
    struct pen pen = {.book = book, .worksheet = book->sheets[plot->table_sheet].worksheet};
    sheet_set_page(book, pen.worksheet, true);
    worksheet_fit_to_pages(pen.worksheet, 1, 0);
    worksheet_freeze_panes(pen.worksheet, 1, 0);
    book_check(book, worksheet_repeat_rows(pen.worksheet, 0, 0));
    book_check(book, worksheet_ignore_errors(pen.worksheet, LXW_IGNORE_NUMBER_STORED_AS_TEXT,
                                             "A1:XFD1048576"));
    for (size_t i = 0; i < count; i++) {
        pen_columns(&pen, i, i, column_width(widths[i]));
        pen_text(&pen, i, names[i], book->style.plain_text);
    }
    return pen;
}

static void add_series(struct plot *plot, const char *label_format)
{
    lxw_chart_fill fill = {.color = COLOR_BAR};
    lxw_chart_line line = {.color = COLOR_LINE, .width = 0.75f};
    struct chart_source source = {
        .table = plot->book->sheets[plot->table_sheet].name,
        .categories = {1, plot->last_row, plot->categories, plot->categories},
        .values = {1, plot->last_row, plot->values, plot->values},
        .name_row = 0,
        .name_column = plot->values,
    };
    lxw_chart_series *series = chart_bind(plot->chart, &source);
    chart_series_set_fill(series, &fill);
    chart_series_set_line(series, &line);
    if (label_format != NULL)
        chart_label(plot->book, series, label_format, false);
}

/* Puts the chart on its sheet. */
static void plot_finish(struct plot *plot, size_t height)
{
    chart_legend_set_position(plot->chart, LXW_CHART_LEGEND_NONE);
    chart_set_series_gap(plot->chart, SERIES_GAP);
    struct pen pen = pen_start(plot->book, &plot->book->sheets[plot->chart_sheet]);
    struct chart_place place = {.left = 4, .top = 8, .width = CHART_WIDTH, .height = height};
    chart_put(&pen, plot->chart, &place, &plot->description);
    worksheet_fit_to_pages(pen.worksheet, 1, 1);
    /* Tall charts stand upright. */
    if (height > CHART_WIDTH)
        worksheet_set_portrait(pen.worksheet);
    str_release(&plot->description);
}

/* For screen readers, as much as there is room for. */
static void describe(struct plot *plot, const char *label, const char *value, const char *unit)
{
    if (plot->description.length < DESCRIPTION_MOST)
        str_appendf(&plot->description, "%s %s%s。", label, value, unit);
}

/* ---- Rates ---- */

static size_t classes_with_units(const struct form_status *form, const struct banner *banner)
{
    size_t count = 0;
    for (size_t c = 0; c < banner->class_count; c++)
        count += status_class(form, banner, c)->units > 0;
    return count;
}

enum { RATE_CODE, RATE_LABEL, RATE_UNITS, RATE_ANSWERED, RATE_PERCENT, RATE_COLUMNS };

static void write_rates(struct plot *plot, const struct form_status *form,
                        const struct banner *banner)
{
    static const char *const names[] = {"区分コード", "区分", "対象数", "回答数", "回収率（％）"};
    static const size_t widths[] = {12, 28, 10, 10, 14};
    const struct style *style = &plot->book->style;
    struct pen pen = table_pen(plot, names, widths, RATE_COLUMNS);
    str_appendf(&plot->description, "%s。横棒グラフ。", plot->title);
    for (size_t c = 0; c < banner->class_count; c++) {
        const struct state_counts *counts = status_class(form, banner, c);
        char digits[DECIMAL_SIZE];
        if (counts->units == 0)
            continue;
        int64_t tenths = percent_tenths(counts->answered, counts->units);
        pen.row++;
        pen_text(&pen, RATE_CODE, banner->classes[c].key, style->plain_text);
        pen_text(&pen, RATE_LABEL, banner->classes[c].label, style->plain_text);
        pen_whole(&pen, RATE_UNITS, counts->units, style->plain_whole);
        pen_whole(&pen, RATE_ANSWERED, counts->answered, style->plain_whole);
        pen_tenths(&pen, RATE_PERCENT, tenths, style->plain_percent);
        describe(plot, banner->classes[c].label, decimal_text(digits, tenths, 1), "％");
    }
    plot->last_row = pen.row;
    plot->categories = RATE_LABEL;
    plot->values = RATE_PERCENT;
}

void status_chart_rates(struct book *book, const struct form_status *form,
                        const struct banner *banner)
{
    size_t bars = classes_with_units(form, banner);
    if (bars < 2 || status_is_list(form, banner))
        return;
    const char *short_title = form_short_title(book->arena, form->form);
    const char *name = arena_printf(book->arena, "%s %s", short_title, banner->label);
    const char *title =
        arena_printf(book->arena, "%s　%s 回収率", form->form->title, banner->label);
    struct plot plot = plot_start(book, name, title, LXW_CHART_BAR);
    write_rates(&plot, form, banner);
    add_series(&plot, "0.0");
    chart_axis_values(plot.chart->x_axis, "0\"%\"");
    chart_axis_set_max(plot.chart->x_axis, 100);
    /* In a bar chart libxlsxwriter's y axis is that of the categories. */
    chart_axis_set_reverse(plot.chart->y_axis);
    chart_axis_set_interval_unit(plot.chart->y_axis, 1);
    chart_axis_set_label_position(plot.chart->x_axis, LXW_CHART_AXIS_LABEL_POSITION_HIGH);
    plot_finish(&plot, FRAME_HEIGHT + bars * (bars > FEW_BARS ? BAR_HEIGHT : FEW_BARS_HEIGHT));
}

/* ---- Days ---- */

enum {
    DAY_DATE,
    DAY_UNITS,
    DAY_SUM,
    DAY_PERCENT,
    DAY_SUBMISSIONS,
    DAY_REJECTED,
    DAY_COLUMNS,
};

struct day_table {
    struct plot *plot;
    const struct form_status *form;
    struct pen pen;
    int64_t sum; /* units so far */
};

static void write_day(struct day_table *table, const struct status_day *day)
{
    struct pen *pen = &table->pen;
    const struct style *style = &pen->book->style;
    char text[MOMENT_SIZE], digits[DECIMAL_SIZE];
    table->sum += day->units;
    pen->row++;
    pen_text(pen, DAY_DATE, day_text(text, day->day), style->plain_text);
    pen_whole(pen, DAY_UNITS, day->units, style->plain_whole);
    pen_whole(pen, DAY_SUM, table->sum, style->plain_whole);
    if (table->form->form->frame != NULL && table->form->all.units > 0)
        pen_tenths(pen, DAY_PERCENT, percent_tenths(table->sum, table->form->all.units),
                   style->plain_percent);
    pen_whole(pen, DAY_SUBMISSIONS, day->submissions, style->plain_whole);
    pen_whole(pen, DAY_REJECTED, day->rejected, style->plain_whole);
    describe(table->plot, text, decimal_text(digits, day->units, 0), "件");
}

/* Days on which nothing came have a place on the axis too, unless there are too many of them. */
static void write_days(struct plot *plot, const struct form_status *form, const char *zone)
{
    const char *const names[] = {arena_printf(plot->book->arena, "受付日（%s）", zone),
                                 "回答数",
                                 "累計回答数",
                                 "累計回収率（％）",
                                 "受付件数",
                                 "うち不受理件数"};
    static const size_t widths[] = {20, 10, 14, 18, 12, 16};
    struct day_table table = {.plot = plot, .form = form};
    table.pen = table_pen(plot, names, widths, DAY_COLUMNS);
    str_appendf(&plot->description, "%s。縦棒グラフ。", plot->title);
    int64_t span = form->days[form->day_count - 1].day - form->days[0].day + 1;
    bool gaps = span <= DAYS_MOST;
    for (size_t i = 0; i < form->day_count; i++) {
        for (int64_t day = i == 0 || !gaps ? form->days[i].day : form->days[i - 1].day + 1;
             day < form->days[i].day; day++)
            write_day(&table, &(struct status_day){.day = day});
        write_day(&table, &form->days[i]);
    }
    plot->last_row = table.pen.row;
    plot->categories = DAY_DATE;
    plot->values = DAY_UNITS;
}

void status_chart_days(struct book *book, const struct form_status *form, const char *zone)
{
    if (form->day_count == 0)
        return;
    const char *short_title = form_short_title(book->arena, form->form);
    const char *name = arena_printf(book->arena, "%s 日別受付", short_title);
    const char *title =
        arena_printf(book->arena, "%s　日別受付（回答数は、有効な回答が初めて届いた日による）",
                     form->form->title);
    struct plot plot = plot_start(book, name, title, LXW_CHART_COLUMN);
    write_days(&plot, form, zone);
    add_series(&plot, plot.last_row <= DAYS_LABELLED ? "#,##0;;" : NULL);
    chart_axis_values(plot.chart->y_axis, "#,##0");
    plot_finish(&plot, DAYS_HEIGHT);
}
