/*
 * Line charts of one question: a chart per row, side by side, a line per option, bound to a table
 * of their own. Lines differ by colour, dashes and markers, so that a grey printer shows them too.
 */
#include "report/compare_book.h"

#include "common/display.h"
#include "report/chart.h"
#include "report/compare_words.h"
#include "report/words.h"

#include <string.h>

/* Pixels; the charts of a grid stand in two columns on an A4 page across. */
enum { PAGE_WIDTH = 1040, LONE_HEIGHT = 560, ROW_CHART_HEIGHT = 400, GAP = 16 };
/* More lines would cover each other's labels; their numbers stand in the table below. */
enum { LABELLED_MOST = 4 };
/* Pixels of a row of the sheet. */
enum { ROW_PIXELS = 24 };
/* Longer words for screen readers are cut off; nobody would listen to them either. */
enum { DESCRIPTION_MOST = 900 };

enum { TABLE_ROW, TABLE_WAVE, TABLE_SOURCE, TABLE_N, TABLE_UNIT, TABLE_ANSWERS };

struct plot {
    struct compare_book *book;
    const struct series **series; /* one per chart */
    size_t series_count;
    struct chart_sheets sheets;
    const size_t *waves; /* that are drawn: [wave_count] */
    size_t wave_count;
};

/* Answers of another type are no points of the same line. */
static bool has_value(const struct series *series, size_t wave)
{
    const struct item *item = series->items[wave];
    if (item == NULL || item->question->type != series->latest->question->type)
        return false;
    for (size_t a = 0; a + 2 < series->answer_count; a++) {
        if (series->values[wave * series->answer_count + a].tenths >= 0)
            return true;
    }
    return false;
}

/* The series of the question and the waves in which any of them has a figure. */
static void find_series(struct plot *plot, const struct form_series *form,
                        const struct question *question)
{
    const struct comparison *comparison = plot->book->comparison;
    struct arena *arena = plot->book->book.arena;
    plot->series = arena_array(arena, form->series_count, sizeof *plot->series);
    size_t *waves = arena_array(arena, comparison->wave_count, sizeof *waves);
    for (size_t s = 0; s < form->series_count; s++) {
        const struct series *series = &form->series[s];
        size_t known = 0;
        for (size_t w = 0; w < comparison->wave_count; w++)
            known += has_value(series, w);
        if (known > 1 && strcmp(series->latest->question->id, question->id) == 0)
            plot->series[plot->series_count++] = series;
    }
    for (size_t w = 0; w < comparison->wave_count; w++) {
        bool known = false;
        for (size_t s = 0; s < plot->series_count; s++)
            known = known || has_value(plot->series[s], w);
        if (known)
            waves[plot->wave_count++] = w;
    }
    plot->waves = waves;
}

/* ---- The numbers ---- */

static void write_heads(struct plot *plot, struct pen *pen, const struct series *series)
{
    static const char *const names[TABLE_ANSWERS] = {"項目", "年度", "種別", "n", "単位"};
    static const size_t widths[TABLE_ANSWERS] = {30, 24, 10, 10, 8};
    struct book *book = &plot->book->book;
    for (size_t i = 0; i < TABLE_ANSWERS; i++) {
        pen_columns(pen, i, i, column_width(widths[i]));
        pen_text(pen, i, names[i], book->style.plain_text);
    }
    for (size_t a = 0; a + 2 < series->answer_count; a++) {
        const char *label = series_label(plot->book->comparison, series, a);
        pen_columns(pen, TABLE_ANSWERS + a, TABLE_ANSWERS + a, column_width(24));
        pen_text(pen, TABLE_ANSWERS + a,
                 arena_printf(book->arena, "%d. %s", series->codes[a], label),
                 book->style.plain_text);
    }
}

/* The wave's name on the axis; published values are told apart there too. */
static const char *wave_label(struct plot *plot, const struct series *series, size_t wave)
{
    const char *year = plot->book->comparison->waves[wave].year;
    if (series->form->sources[wave] != VALUE_PUBLISHED)
        return year;
    return arena_printf(plot->book->book.arena, "%s 公表値", year);
}

static void write_wave(struct plot *plot, struct pen *pen, const struct series *series, size_t wave)
{
    const struct style *style = &plot->book->book.style;
    const char *row = series->latest->row == NULL ? "" : series->latest->row->label;
    int64_t base = -1;
    pen->row++;
    pen_text(pen, TABLE_ROW, row, style->plain_text);
    pen_text(pen, TABLE_WAVE, wave_label(plot, series, wave), style->plain_text);
    pen_text(pen, TABLE_SOURCE, source_words[series->form->sources[wave]].japanese,
             style->plain_text);
    pen_text(pen, TABLE_UNIT, "％", style->plain_text);
    for (size_t a = 0; a + 2 < series->answer_count; a++) {
        const struct value *value = &series->values[wave * series->answer_count + a];
        base = value->base > base ? value->base : base;
        if (value->tenths >= 0)
            pen_tenths(pen, TABLE_ANSWERS + a, value->tenths, style->plain_percent);
    }
    if (base >= 0)
        pen_whole(pen, TABLE_N, base, style->plain_whole);
}

static void write_table(struct plot *plot)
{
    struct book *book = &plot->book->book;
    struct pen pen = {.book = book, .worksheet = book->sheets[plot->sheets.table].worksheet};
    sheet_set_page(book, pen.worksheet, true);
    worksheet_fit_to_pages(pen.worksheet, 1, 0);
    worksheet_freeze_panes(pen.worksheet, 1, TABLE_N);
    write_heads(plot, &pen, plot->series[0]);
    for (size_t s = 0; s < plot->series_count; s++) {
        for (size_t w = 0; w < plot->wave_count; w++)
            write_wave(plot, &pen, plot->series[s], plot->waves[w]);
    }
}

/* ---- The charts ---- */

static void add_lines(struct plot *plot, lxw_chart *chart, size_t position)
{
    struct book *book = &plot->book->book;
    const char *table = book->sheets[plot->sheets.table].name;
    const struct series *own = plot->series[position];
    lxw_row_t first = (lxw_row_t)(1 + position * plot->wave_count);
    lxw_row_t last = (lxw_row_t)(first + plot->wave_count - 1);
    static const uint8_t positions[LABELLED_MOST] = {
        LXW_CHART_LABEL_POSITION_ABOVE, LXW_CHART_LABEL_POSITION_BELOW,
        LXW_CHART_LABEL_POSITION_RIGHT, LXW_CHART_LABEL_POSITION_LEFT};
    for (size_t a = 0; a + 2 < own->answer_count; a++) {
        lxw_col_t column = (lxw_col_t)(TABLE_ANSWERS + a);
        struct chart_source source = {
            .table = table,
            .categories = {first, last, TABLE_WAVE, TABLE_WAVE},
            .values = {first, last, column, column},
            .name_row = 0,
            .name_column = column,
        };
        lxw_chart_series *series = chart_bind(chart, &source);
        chart_style_line(series, a);
        if (own->answer_count - 2 > LABELLED_MOST)
            continue;
        chart_label(book, series, "0.0", false);
        chart_series_set_labels_position(series, positions[a]);
    }
}

/* The next multiple of 20 above all figures. */
static double axis_end(const struct plot *plot)
{
    int64_t largest = 0;
    for (size_t s = 0; s < plot->series_count; s++) {
        const struct series *series = plot->series[s];
        for (size_t w = 0; w < plot->wave_count; w++) {
            for (size_t a = 0; a + 2 < series->answer_count; a++) {
                int64_t tenths = series->values[plot->waves[w] * series->answer_count + a].tenths;
                largest = tenths > largest ? tenths : largest;
            }
        }
    }
    int64_t end = (largest / 200 + 1) * 20;
    return end < 100 ? (double)end : 100.0;
}

static void set_axes(lxw_chart *chart, double end)
{
    chart_axis_values(chart->y_axis, "0\"%\"");
    chart_axis_set_max(chart->y_axis, end);
    chart_axis_set_major_unit(chart->y_axis, end > 40 ? 20 : 10);
    /* Lines that end at the edges leave no room for their labels. */
    chart_axis_set_position(chart->x_axis, LXW_CHART_AXIS_POSITION_BETWEEN);
}

static const char *chart_title(struct plot *plot, const struct series *series)
{
    const struct item *item = series->latest;
    if (item->row != NULL)
        return item->row->label;
    return arena_printf(plot->book->book.arena, "%s %s", words_number(item->question),
                        item->question->text);
}

/* For screen readers, as much as there is room for. */
static void describe(struct plot *plot, const struct series *series, struct str *text)
{
    const struct comparison *comparison = plot->book->comparison;
    str_appendf(text, "%s。折れ線グラフ。", chart_title(plot, series));
    for (size_t a = 0; a + 2 < series->answer_count; a++) {
        str_appendf(text, "%s：", series_label(comparison, series, a));
        for (size_t w = 0; w < plot->wave_count && text->length < DESCRIPTION_MOST; w++) {
            int64_t tenths = series->values[plot->waves[w] * series->answer_count + a].tenths;
            char digits[DECIMAL_SIZE];
            str_appendf(text, "%s %s％%s", comparison->waves[plot->waves[w]].survey,
                        tenths < 0 ? "－" : decimal_text(digits, tenths, 1),
                        w + 1 < plot->wave_count ? "、" : "。");
        }
        if (text->length >= DESCRIPTION_MOST)
            break;
    }
}

static void draw(struct plot *plot, struct pen *pen, size_t position)
{
    struct book *book = &plot->book->book;
    const struct series *series = plot->series[position];
    bool lone = plot->series_count == 1;
    size_t width = lone ? PAGE_WIDTH : (PAGE_WIDTH - GAP) / 2;
    size_t height = lone ? LONE_HEIGHT : ROW_CHART_HEIGHT;
    struct str words = {0};
    lxw_chart *chart =
        chart_start(book, LXW_CHART_LINE, chart_title(plot, series), CHART_SMALL_TITLE_SIZE);
    add_lines(plot, chart, position);
    set_axes(chart, axis_end(plot));
    chart_show_blanks_as(chart, LXW_CHART_BLANKS_AS_GAP);
    describe(plot, series, &words);
    struct chart_place place = {.left = 4 + position % 2 * (width + GAP),
                                .top = 8 + position / 2 * (height + GAP),
                                .width = width,
                                .height = height};
    chart_put(pen, chart, &place, &words);
    str_release(&words);
}

static void write_marks(struct plot *plot, struct pen *pen)
{
    const struct comparison *comparison = plot->book->comparison;
    struct arena *arena = plot->book->book.arena;
    for (size_t i = 0; i < plot->wave_count; i++) {
        size_t w = plot->waves[i];
        const char *marks = marks_text(arena, plot->series[0], w);
        if (*marks != '\0')
            pen_line(pen, arena_printf(arena, "注意　%s：%s", comparison->waves[w].survey, marks),
                     pen->book->style.notice);
    }
}

/* ---- The numbers below the charts ---- */

/* Charts are anchored to columns, which not all programs show equally wide: with equal ones they
 * stay where they belong. */
enum { FIGURES_ROW, FIGURES_ANSWER, FIGURES_WAVES, COLUMNS_SET = 10 };
enum { FIGURES_WIDTH = 24 };

static void figures_heads(struct plot *plot, struct pen *pen)
{
    const struct style *style = &pen->book->style;
    pen_columns(pen, 0, COLUMNS_SET - 1, column_width(FIGURES_WIDTH));
    pen_height(pen, 2);
    pen_text(pen, FIGURES_ROW, "項目", style->header);
    pen_text(pen, FIGURES_ANSWER, "選択肢", style->header);
    for (size_t i = 0; i < plot->wave_count; i++)
        pen_text(pen, FIGURES_WAVES + i,
                 arena_printf(pen->book->arena, "%s（％）",
                              wave_label(plot, plot->series[0], plot->waves[i])),
                 style->header_percent);
    pen_text(pen, FIGURES_WAVES + plot->wave_count, "差（ポイント）", style->header);
    pen->row++;
}

static void figures_row(struct plot *plot, struct pen *pen, const struct series *series,
                        size_t answer)
{
    const struct row_style *style = compare_style(pen->book, answer);
    const char *label = arena_printf(pen->book->arena, "%d. %s", series->codes[answer],
                                     series_label(plot->book->comparison, series, answer));
    struct difference difference;
    pen_height(pen, display_lines(label, FIGURES_WIDTH));
    pen_text(pen, FIGURES_ROW, series->latest->row == NULL ? "" : series->latest->row->label,
             style->wrapped);
    pen_text(pen, FIGURES_ANSWER, label, style->wrapped);
    for (size_t i = 0; i < plot->wave_count; i++) {
        const struct value *value = &series->values[plot->waves[i] * series->answer_count + answer];
        if (value->tenths < 0)
            pen_text(pen, FIGURES_WAVES + i, "－", style->none);
        else
            pen_tenths(pen, FIGURES_WAVES + i, value->tenths, style->percent[SHADE_NONE]);
    }
    if (series_difference(series, plot->waves[plot->wave_count - 1], answer, &difference))
        pen_tenths(pen, FIGURES_WAVES + plot->wave_count, difference.tenths,
                   style->points[shade_of(difference.tenths, 0)]);
    else
        pen_text(pen, FIGURES_WAVES + plot->wave_count, "－", style->none);
    pen->row++;
}

static void write_figures(struct plot *plot, struct pen *pen)
{
    size_t height = plot->series_count == 1
                        ? LONE_HEIGHT + GAP
                        : (plot->series_count + 1) / 2 * (ROW_CHART_HEIGHT + GAP);
    pen->row += (lxw_row_t)(height / ROW_PIXELS + 2);
    figures_heads(plot, pen);
    for (size_t s = 0; s < plot->series_count; s++) {
        for (size_t a = 0; a + 2 < plot->series[s]->answer_count; a++)
            figures_row(plot, pen, plot->series[s], a);
    }
}

static const char *chart_name(const struct compare_book *book, const struct form_series *form,
                              const struct question *question)
{
    struct arena *arena = book->book.arena;
    const char *name = question->derived
                           ? question->id
                           : arena_printf(arena, "%s %s", words_number(question), question->id);
    if (book->comparison->form_count == 1)
        return name;
    size_t last = book->comparison->wave_count - 1;
    while (form->forms[last] == NULL)
        last--;
    return arena_printf(arena, "%s %s", form_short_title(arena, form->forms[last]), name);
}

struct chart_sheets compare_add_charts(struct compare_book *book, const struct form_series *form,
                                       const struct question *question)
{
    struct arena *arena = book->book.arena;
    const char *name = chart_name(book, form, question);
    struct sheet sheet = {.kind = SHEET_FIGURE, .name = name, .n = -1};
    struct chart_sheets sheets;
    sheet.title = arena_printf(arena, "%s %s の推移", words_number(question), question->text);
    sheets.chart = book_add(&book->book, &sheet);
    sheet.kind = SHEET_FIGURE_TABLE;
    sheet.name = arena_printf(arena, "%s データ", name);
    sheets.table = book_add(&book->book, &sheet);
    return sheets;
}

void compare_charts(struct compare_book *book, const struct form_series *form,
                    const struct question *question)
{
    struct plot plot = {.book = book};
    find_series(&plot, form, question);
    if (plot.series_count == 0)
        return;
    plot.sheets = compare_add_charts(book, form, question);
    write_table(&plot);
    struct pen pen = pen_start(&book->book, &book->book.sheets[plot.sheets.chart]);
    write_marks(&plot, &pen);
    for (size_t i = 0; i < plot.series_count; i++)
        draw(&plot, &pen, i);
    write_figures(&plot, &pen);
    worksheet_fit_to_pages(pen.worksheet, 1, 1);
    /* Charts above each other, with their table, are taller than wide. */
    if (plot.series_count > 2)
        worksheet_set_portrait(pen.worksheet);
}
