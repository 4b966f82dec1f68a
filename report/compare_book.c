/* The plan of the workbook, the trend table and what all its tables share. */
#include "report/compare_book.h"

#include "common/display.h"
#include "report/compare_words.h"
#include "report/sheets.h"
#include "report/words.h"

#include <math.h>
#include <string.h>

struct pen compare_sheet(struct compare_book *book, const char *name, const char *title)
{
    struct sheet sheet = {.kind = SHEET_COMPARE, .name = name, .title = title, .n = -1};
    size_t position = book_add(&book->book, &sheet);
    return pen_start(&book->book, &book->book.sheets[position]);
}

/* ---- The stub ---- */

enum { QUESTION_WIDTH = 34, ROW_WIDTH = 18, OPTION_WIDTH = 34 };

void compare_stub_heads(struct pen *pen, const char *last)
{
    const char *const names[COMPARE_STUB] = {"票", "設問番号", "設問", "項目", last};
    static const size_t widths[COMPARE_STUB] = {10, 8, QUESTION_WIDTH, ROW_WIDTH, OPTION_WIDTH};
    for (size_t i = 0; i < COMPARE_STUB; i++) {
        pen_columns(pen, i, i, column_width(widths[i]));
        pen_text(pen, i, names[i], pen->book->style.header);
    }
}

static size_t larger(size_t left, size_t right)
{
    return left > right ? left : right;
}

size_t compare_stub_item(struct pen *pen, const struct series *series, const char *last,
                         const struct row_style *style)
{
    const struct item *item = series->latest;
    const char *row = item->row == NULL ? "" : item->row->label;
    size_t lines = display_lines(item->question->text, QUESTION_WIDTH);
    lines = larger(lines, display_lines(row, ROW_WIDTH));
    lines = larger(lines, display_lines(last, OPTION_WIDTH));
    pen_height(pen, lines);
    pen_text(pen, 0, series->form->title, style->text);
    pen_text(pen, 1, item->question->derived ? "派生" : words_number(item->question), style->text);
    pen_text(pen, 2, item->question->text, style->wrapped);
    pen_text(pen, 3, row, style->wrapped);
    pen_text(pen, 4, last, style->wrapped);
    return lines;
}

void compare_remark(struct pen *pen, size_t column, const struct compare_remark *remark,
                    const struct row_style *style)
{
    pen_height(pen, larger(remark->lines, display_lines(remark->text, remark->width)));
    pen_text(pen, column, remark->text, style->wrapped);
}

size_t compare_stub(struct pen *pen, const struct comparison *comparison,
                    const struct series *series, size_t answer, const struct row_style *style)
{
    int code = series->codes[answer];
    const char *label = series_label(comparison, series, answer);
    if (code <= CODE_LARGEST_OPTION)
        label = arena_printf(pen->book->arena, "%d. %s", code, label);
    return compare_stub_item(pen, series, label, style);
}

const struct row_style *compare_style(const struct book *book, size_t answer)
{
    return &book->style.rows[answer == 0 ? RULING_FIRST : RULING_INNER];
}

/* ---- The trend ---- */

enum { WAVE_N, WAVE_COUNT, WAVE_PERCENT, WAVE_SOURCE, WAVE_POINTS, WAVE_COLUMNS };
enum { NUMBER_WIDTH = 9, PANEL_COLUMNS = 5, MARKS_WIDTH = 40 };

static size_t wave_column(size_t wave)
{
    return COMPARE_STUB + wave * WAVE_COLUMNS;
}

static void trend_heads(struct compare_book *book, struct pen *pen)
{
    static const char *const names[WAVE_COLUMNS] = {"n", "件数", "％", "種別", "差（ポイント）"};
    static const char *const panel[PANEL_COLUMNS] = {"同じ客体 n", "前回％", "今回％",
                                                     "差（ポイント）", "p値"};
    const struct comparison *comparison = book->comparison;
    const struct style *style = &book->book.style;
    size_t column = wave_column(comparison->wave_count);
    compare_stub_heads(pen, "選択肢");
    for (size_t w = 0; w < comparison->wave_count; w++) {
        for (size_t i = 0; i < WAVE_COLUMNS; i++)
            pen_text(pen, wave_column(w) + i,
                     arena_printf(book->book.arena, "%s %s", comparison->waves[w].survey, names[i]),
                     i == WAVE_PERCENT ? style->header_percent : style->header);
    }
    for (size_t i = 0; i < PANEL_COLUMNS; i++)
        pen_text(pen, column + i, panel[i], style->header_count);
    pen_text(pen, column + PANEL_COLUMNS, "注意", style->header);
    pen_columns(pen, COMPARE_STUB, column + PANEL_COLUMNS - 1, column_width(NUMBER_WIDTH));
    pen_columns(pen, column + PANEL_COLUMNS, column + PANEL_COLUMNS, column_width(MARKS_WIDTH));
}

static void write_known(struct pen *pen, size_t column, int64_t value,
                        const struct row_style *style)
{
    if (value < 0)
        pen_text(pen, column, "－", style->none);
    else
        pen_whole(pen, column, value, style->whole);
}

static void write_wave(struct pen *pen, const struct series *series, size_t wave, size_t answer)
{
    const struct row_style *style = compare_style(pen->book, answer);
    const struct value *value = &series->values[wave * series->answer_count + answer];
    size_t column = wave_column(wave);
    struct difference difference;
    write_known(pen, column + WAVE_N, value->base, style);
    write_known(pen, column + WAVE_COUNT, value->count, style);
    if (value->tenths < 0)
        pen_text(pen, column + WAVE_PERCENT, "－", style->none);
    else
        pen_tenths(pen, column + WAVE_PERCENT, value->tenths, style->percent[SHADE_NONE]);
    pen_text(pen, column + WAVE_SOURCE, source_words[value->source].japanese, style->code);
    if (series_difference(series, wave, answer, &difference))
        pen_tenths(pen, column + WAVE_POINTS, difference.tenths,
                   style->points[shade_of(difference.tenths, 0)]);
    else
        pen_text(pen, column + WAVE_POINTS, "－", style->none);
}

void compare_p(struct pen *pen, size_t column, double p, const struct row_style *style)
{
    char text[P_TEXT_SIZE];
    if (isnan(p))
        pen_text(pen, column, "－", style->none);
    else if (p < 0.0001)
        pen_text(pen, column, "<0.0001", style->none);
    else
        pen_decimal(pen, column, p_text(text, p), style->rounded);
}

/* The same units, in the last pair of waves that has the answer. */
static void write_same(struct pen *pen, const struct series *series, size_t answer, size_t column)
{
    const struct row_style *style = compare_style(pen->book, answer);
    const struct form_series *form = series->form;
    for (size_t p = form->pair_count; p > 0; p--) {
        const struct pair *pair = &form->pairs[p - 1];
        const struct joint *joint = &pair->joints[series - form->series];
        if (answer + 2 >= series->answer_count || joint->series == NULL ||
            !series_is_offered(series, answer, pair->earlier, pair->later))
            continue;
        struct flow flow = joint_flow(joint, answer);
        struct split split = split_change(&flow);
        if (!split.whole)
            continue;
        int64_t points = points_tenths(split.panel, split.denominator);
        pen_whole(pen, column, split.matched, style->whole);
        for (size_t i = 0; i < 2; i++)
            pen_tenths(pen, column + 1 + i, percent_tenths(split.matched_count[i], split.matched),
                       style->percent[SHADE_NONE]);
        pen_tenths(pen, column + 3, points, style->points[shade_of(points, 0)]);
        compare_p(pen, column + 4, test_moves(&split).p, style);
        return;
    }
    for (size_t i = 0; i < PANEL_COLUMNS; i++)
        pen_text(pen, column + i, "－", style->none);
}

/* r4：選択肢の変更（追加 5）　r6：設問なし */
static const char *all_marks(struct arena *arena, const struct comparison *comparison,
                             const struct series *series, size_t answer)
{
    const char *text = "";
    for (size_t w = 0; w < comparison->wave_count; w++) {
        const char *marks = marks_text(arena, series, w);
        bool disputed = series->values[w * series->answer_count + answer].disputed;
        if (*marks == '\0' && !disputed)
            continue;
        text = arena_printf(arena, "%s%s%s：%s%s", text, *text == '\0' ? "" : "　",
                            comparison->waves[w].survey, marks,
                            disputed ? "公表値が2通り以上ある" : "");
    }
    return text;
}

static void trend_row(struct compare_book *book, struct pen *pen, const struct series *series,
                      size_t answer)
{
    const struct comparison *comparison = book->comparison;
    const struct row_style *style = compare_style(&book->book, answer);
    size_t column = wave_column(comparison->wave_count);
    size_t lines = compare_stub(pen, comparison, series, answer, style);
    for (size_t w = 0; w < comparison->wave_count; w++)
        write_wave(pen, series, w, answer);
    write_same(pen, series, answer, column);
    struct compare_remark remark = {all_marks(book->book.arena, comparison, series, answer), lines,
                                    MARKS_WIDTH};
    compare_remark(pen, column + PANEL_COLUMNS, &remark, style);
    pen->row++;
}

void compare_sheet_trend(struct compare_book *book)
{
    const struct comparison *comparison = book->comparison;
    struct pen pen = compare_sheet(book, "経年比較", "経年比較（各設問の推移）");
    const struct style *style = &book->book.style;
    pen_line(&pen,
             "差：前の年度（数値のあるもの）との差。件数から計算し、1回だけ四捨五入した。公表値に件"
             "数がない"
             "ときは、印刷された％の差",
             style->small);
    pen_line(
        &pen,
        "同じ客体：前後の年度の両方で尋ねられた客体だけの比較。p値：マクネマー検定　－：数値なし　"
        "△：減少",
        style->small);
    struct table_frame frame = {.header = pen.row,
                                .columns = wave_column(comparison->wave_count) + PANEL_COLUMNS + 1,
                                .stub = COMPARE_STUB,
                                .page_wide = 2};
    pen_height(&pen, 2);
    trend_heads(book, &pen);
    pen.row++;
    for (size_t f = 0; f < comparison->form_count; f++) {
        const struct form_series *form = &comparison->forms[f];
        for (size_t s = 0; s < form->series_count; s++) {
            for (size_t a = 0; a < form->series[s].answer_count; a++)
                trend_row(book, &pen, &form->series[s], a);
        }
    }
    frame.last = pen.row - 1;
    pen_finish_table(&pen, &frame);
}

/* ---- The workbook ---- */

/* 令和3年度 … → 令和4年度 … */
static const char *heading(const struct comparison *comparison, struct arena *arena)
{
    const char *text = comparison->waves[comparison->wave_count - 1].config.codebook.title;
    for (size_t w = 0; w < comparison->wave_count; w++)
        text = w == 0 ? comparison->waves[w].year
                      : arena_printf(arena, "%s → %s", text, comparison->waves[w].year);
    return arena_printf(arena, "%s　%s",
                        comparison->waves[comparison->wave_count - 1].config.codebook.title, text);
}

static void write_charts(struct compare_book *book)
{
    const struct comparison *comparison = book->comparison;
    for (size_t f = 0; f < comparison->form_count; f++) {
        const struct form_series *form = &comparison->forms[f];
        for (size_t s = 0; s < form->series_count; s++) {
            if (series_is_first(&form->series[s]))
                compare_charts(book, form, form->series[s].latest->question);
        }
        for (size_t s = 0; s < form->open_count; s++) {
            if (open_is_first(&form->open[s].series))
                compare_number_charts(book, form, form->open[s].series.latest->question);
        }
    }
}

void compare_book_write(struct comparison *comparison, const char *path)
{
    struct arena arena = {0};
    struct compare_book book = {.comparison = comparison,
                                .loaded = {.synthetic = comparison->synthetic}};
    const struct wave *last = &comparison->waves[comparison->wave_count - 1];
    book.book = (struct book){.config = &last->config, .loaded = &book.loaded, .arena = &arena};
    book_open(&book.book, path, "経年比較");
    book.book.heading = heading(comparison, &arena);
    size_t contents =
        book_add(&book.book,
                 &(struct sheet){.kind = SHEET_CONTENTS, .name = "目次", .title = "目次", .n = -1});
    compare_sheet_trend(&book);
    compare_sheet_parts(&book);
    compare_sheet_moves(&book);
    compare_sheets_open(&book);
    write_charts(&book);
    compare_sheet_notes(&book);
    sheet_contents(&book.book, &book.book.sheets[contents]);
    book_close(&book.book);
    arena_release(&arena);
}
