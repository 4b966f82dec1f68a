/*
 * A figure: a native chart on a sheet of its own, bound to the cells of a companion sheet that
 * holds one machine-readable table and nothing else.
 */
#include "report/sheet_figure.h"

#include "common/display.h"
#include "common/round.h"
#include "common/table_words.h"
#include "report/figure.h"
#include "report/words.h"

#include <stdlib.h>
#include <string.h>

/* ---- The table ---- */

void plot_init(struct plot *plot, struct arena *arena)
{
    plot->arena = arena;
    plot->panel_count = 1;
    plot->cases = arena_array(arena, plot->case_count + 1, sizeof *plot->cases);
    plot->answers = arena_array(arena, plot->answer_count + 1, sizeof *plot->answers);
    plot->panels = arena_array(arena, plot->case_count + 1, sizeof *plot->panels);
    plot->tenths =
        arena_array(arena, plot->case_count * plot->answer_count + 1, sizeof *plot->tenths);
    for (size_t i = 0; i < plot->case_count * plot->answer_count; i++)
        plot->tenths[i] = MEASURE_NONE;
}

/* n=1,717, and n=8* of a base that says little. */
static void append_n(struct str *text, int64_t n)
{
    str_append(text, "（n=");
    append_whole(text, n);
    str_append(text, n < SMALL_BASE ? "*）" : "）");
}

static const char *with_n(struct arena *arena, const char *words, int64_t n)
{
    struct str text = {0};
    str_append(&text, words);
    append_n(&text, n);
    const char *copy = arena_strdup(arena, str_text(&text));
    str_release(&text);
    return copy;
}

/* n of the cases from `first` on, if all have the same; else -1. */
static int64_t same_n(const struct plot *plot, size_t first, size_t count)
{
    for (size_t i = first; i < first + count; i++)
        if (plot->cases[i].n != plot->cases[first].n)
            return -1;
    return plot->cases[first].n;
}

/* Where the cases of a chart have different n, each says its own. */
void plot_show_n(struct plot *plot)
{
    size_t each = plot->case_count / plot->panel_count;
    plot->smallest_n = INT64_MAX;
    for (size_t i = 0; i < plot->case_count; i++) {
        struct plot_case *one = &plot->cases[i];
        if (one->shown == NULL)
            one->shown = one->label;
        if (one->n >= 0 && one->n < plot->smallest_n)
            plot->smallest_n = one->n;
        if (one->n >= 0 && same_n(plot, i / each * each, each) < 0)
            one->shown = with_n(plot->arena, one->shown, one->n);
    }
}

const char *plot_title(const struct plot *plot, const char *title, size_t panel)
{
    size_t each = plot->case_count / plot->panel_count;
    int64_t n = same_n(plot, panel * each, each);
    return n >= 0 ? with_n(plot->arena, title, n) : title;
}

/* ---- The companion sheet ---- */

enum { ANSWER_WIDTH = 24 };

static bool has_codes(const struct plot *plot)
{
    return plot->cases[0].code != NULL;
}

static bool has_waves(const struct plot *plot)
{
    return plot->cases[0].wave != NULL;
}

static bool has_shown(const struct plot *plot)
{
    for (size_t i = 0; i < plot->case_count; i++)
        if (strcmp(plot->cases[i].shown, plot->cases[i].label) != 0)
            return true;
    return false;
}

/* Behind the answers, codes and waves. */
static size_t table_columns_end(const struct plot *plot)
{
    return TABLE_ANSWERS + plot->answer_count + (has_codes(plot) ? 1 : 0) +
           (has_waves(plot) ? 2 : 0);
}

size_t plot_shown_column(const struct plot *plot)
{
    return has_shown(plot) ? table_columns_end(plot) : TABLE_LABEL;
}

/* Behind the answers they are in nobody's way: the header's words, or those of a case. */
static void write_words(const struct pen *pen, const struct plot *plot, const struct plot_case *one)
{
    struct pen at = *pen;
    const struct style *style = &pen->book->style;
    lxw_format *format = one == NULL ? style->plain_header : style->plain_text;
    size_t column = TABLE_ANSWERS + plot->answer_count;
    if (has_codes(plot))
        pen_text(&at, column++, one == NULL ? WORD_KEY : one->code, format);
    if (has_waves(plot)) {
        pen_text(&at, column++, one == NULL ? WORD_WAVE : one->wave, format);
        pen_text(&at, column++, one == NULL ? WORD_SOURCE : one->source, format);
    }
    if (has_shown(plot))
        pen_text(&at, column, one == NULL ? WORD_SHOWN_AS : one->shown, format);
}

static void write_case(const struct pen *pen, const struct plot *plot, size_t index)
{
    struct pen at = *pen;
    const struct style *style = &pen->book->style;
    const struct plot_case *one = &plot->cases[index];
    pen_text(&at, TABLE_LABEL, one->label, style->plain_text);
    if (one->n >= 0)
        pen_whole(&at, TABLE_N, one->n, style->plain_whole);
    pen_text(&at, TABLE_UNIT, "％", style->plain_text);
    for (size_t a = 0; a < plot->answer_count; a++) {
        int64_t tenths = plot->tenths[index * plot->answer_count + a];
        if (tenths != MEASURE_NONE)
            pen_tenths(&at, TABLE_ANSWERS + a, tenths, style->plain_percent);
    }
    write_words(&at, plot, one);
}

static size_t header_lines(const struct plot *plot)
{
    size_t lines = 1;
    for (size_t a = 0; a < plot->answer_count; a++) {
        size_t own = display_lines(plot->answers[a], ANSWER_WIDTH);
        lines = own > lines ? own : lines;
    }
    return lines;
}

static void write_table(struct book *book, const struct plot *plot)
{
    const struct style *style = &book->style;
    struct pen pen = {.book = book, .worksheet = plot->table->worksheet};
    sheet_set_page(book, pen.worksheet, true);
    worksheet_fit_to_pages(pen.worksheet, 1, 0);
    worksheet_freeze_panes(pen.worksheet, 1, 1);
    book_check(book, worksheet_repeat_rows(pen.worksheet, 0, 0));
    book_check(book, worksheet_ignore_errors(pen.worksheet, LXW_IGNORE_NUMBER_STORED_AS_TEXT,
                                             "A1:XFD1048576"));
    pen_columns(&pen, TABLE_LABEL, TABLE_LABEL, column_width(40));
    pen_columns(&pen, TABLE_ANSWERS, TABLE_ANSWERS + plot->answer_count - 1,
                column_width(ANSWER_WIDTH));
    pen_height(&pen, header_lines(plot));
    pen_text(&pen, TABLE_LABEL, WORD_CLASS, style->plain_header);
    pen_text(&pen, TABLE_N, WORD_N, style->plain_header);
    pen_text(&pen, TABLE_UNIT, WORD_UNIT, style->plain_header);
    for (size_t a = 0; a < plot->answer_count; a++)
        pen_text(&pen, TABLE_ANSWERS + a, plot->answers[a], style->plain_header);
    write_words(&pen, plot, NULL);
    for (size_t c = 0; c < plot->case_count; c++) {
        pen.row++;
        write_case(&pen, plot, c);
    }
    pen_add_table(&pen, 0, pen.row, table_columns_end(plot) + (has_shown(plot) ? 1 : 0));
}

/* ---- Words ---- */

static const char *kind_words(const struct plot *plot)
{
    static const char *const words[] = {
        [CHART_STACKED] = "100％積み上げ横棒グラフ",
        [CHART_BAR] = "横棒グラフ",
        [CHART_COLUMNS] = "棒グラフ",
        [CHART_HISTOGRAM] = "ヒストグラム",
        [CHART_LINE] = "折れ線グラフ",
    };
    return words[plot->chart->figure->chart];
}

/* Published values have their own columns, but are no more than what stands before them. */
static size_t told_answers(const struct plot *plot)
{
    return plot->chart->figure->chart == CHART_LINE ? plot->published_first : plot->answer_count;
}

void plot_describe(const struct plot *plot, const char *title, size_t panel, struct str *words)
{
    char buffer[DECIMAL_SIZE];
    size_t each = plot->case_count / plot->panel_count, answers = told_answers(plot);
    str_appendf(words, "%s。%s。", title, kind_words(plot));
    for (size_t c = panel * each; c < (panel + 1) * each; c++) {
        str_appendf(words, "%s：", plot->cases[c].shown);
        for (size_t a = 0; a < answers; a++) {
            int64_t tenths = plot->tenths[c * plot->answer_count + a];
            str_appendf(words, "%s %s%s", plot->answers[a],
                        tenths == MEASURE_NONE ? "－" : decimal_text(buffer, tenths, 1),
                        tenths == MEASURE_NONE ? "" : "％");
            str_append(words, a + 1 < answers ? "、" : "。");
        }
    }
}

static void write_remarks(struct pen *pen, const struct plot *plot, const struct cells *cells)
{
    lxw_format *small = pen->book->style.small;
    stub_remarks(pen, plot->chart);
    switch (plot->chart->figure->chart) {
    case CHART_BAR:
        pen_line(pen, ORDER_REMARK, small);
        break;
    case CHART_COLUMNS:
        pen_line(pen, arena_printf(plot->arena, "図に示す回答：%s", plot->answers[0]), small);
        break;
    case CHART_HISTOGRAM:
        pen_line(pen,
                 "nは数値の回答があった数（無回答と不明を除く）。割合はnに対するもの。"
                 "区間の幅は、対象の95％が入る範囲を12以内の等しい区間に分けるように決めている。",
                 small);
        break;
    case CHART_LINE:
        line_remarks(pen, plot, cells);
        break;
    case CHART_STACKED:
        break;
    }
    if (plot->smallest_n < SMALL_BASE)
        pen_line(pen, "* は n が10未満であり、利用に注意を要することを示す。", small);
}

/* ---- The sheets ---- */

static void fill(struct plot *plot, const struct cells *cells, const struct figure_lines *lines)
{
    switch (plot->chart->figure->chart) {
    case CHART_HISTOGRAM:
        plot_histogram(plot, cells, lines);
        break;
    case CHART_LINE:
        plot_line(plot, cells, lines);
        break;
    default:
        plot_counts(plot, cells, lines);
        break;
    }
}

void sheet_figure_lines(struct book *book, const struct sheet *chart, const struct cells *cells,
                        const struct figure_lines *lines)
{
    struct plot plot = {.chart = chart, .table = chart + 1, .arena = book->arena};
    fill(&plot, cells, lines);
    write_table(book, &plot);
    struct pen pen = pen_start(book, plot.chart);
    write_remarks(&pen, &plot, cells);
    plot_draw(&pen, &plot, plot.chart->title);
    worksheet_fit_to_pages(pen.worksheet, 1, 1);
}

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

void sheet_figure(struct book *book, const struct sheet *chart, const struct cells *cells)
{
    struct figure_lines lines = banner_lines(chart->figure, cells, book->arena);
    sheet_figure_lines(book, chart, cells, &lines);
}
