/* Numbers and texts in compare.xlsx: what each wave has, the same units, and where the changes of
 * means come from. */
#include "report/compare_book.h"

#include "report/compare_words.h"
#include "report/words.h"

#include <math.h>
#include <stdio.h>

enum {
    LAST_WIDTH = 12,
    PAIR_WIDTH = 18,
    FIGURE_WIDTH = 12,
    MARKS_WIDTH = 40,
    PARTS_MARKS_WIDTH = 24
};

typedef void open_row_function(struct compare_book *book, struct pen *pen,
                               const struct open_series *series);

static void each_row(struct compare_book *book, struct pen *pen, bool number,
                     open_row_function *write)
{
    const struct comparison *comparison = book->comparison;
    for (size_t f = 0; f < comparison->form_count; f++) {
        const struct form_series *form = &comparison->forms[f];
        for (size_t s = 0; s < form->open_count; s++) {
            if (form->open[s].number == number)
                write(book, pen, &form->open[s]);
        }
    }
}

/* Has any wave figures of such a series? */
static bool has_open(const struct comparison *comparison, bool number)
{
    for (size_t f = 0; f < comparison->form_count; f++) {
        const struct form_series *form = &comparison->forms[f];
        for (size_t s = 0; s < form->open_count; s++) {
            for (size_t w = 0; w < comparison->wave_count; w++) {
                if (form->open[s].number == number && form->open[s].values[w].base > 0)
                    return true;
            }
        }
    }
    return false;
}

static const struct row_style *style_of(const struct pen *pen)
{
    return &pen->book->style.rows[RULING_FIRST];
}

static void write_none(struct pen *pen, size_t column, size_t count)
{
    for (size_t i = 0; i < count; i++)
        pen_text(pen, column + i, "－", style_of(pen)->none);
}

static void write_decimals(struct pen *pen, size_t column, int64_t mean, lxw_format *format)
{
    char digits[DECIMAL_SIZE];
    pen_decimal(pen, column, decimal_text(digits, mean, MEAN_DECIMALS), format);
}

static void write_mean(struct pen *pen, size_t column, wide sum, int64_t n)
{
    write_decimals(pen, column, mean_rounded(sum, (wide)n * NUMBER_SCALE, MEAN_DECIMALS),
                   style_of(pen)->rounded);
}

/* A difference of means, or a part of one. */
static void write_change(struct pen *pen, size_t column, wide numerator, wide denominator)
{
    write_decimals(pen, column, mean_rounded(numerator, denominator, MEAN_DECIMALS),
                   style_of(pen)->change);
}

/* r4：対象の変更　r6：設問なし */
static const char *all_marks(struct compare_book *book, const struct open_series *series)
{
    const struct comparison *comparison = book->comparison;
    struct arena *arena = book->book.arena;
    const char *text = "";
    for (size_t w = 0; w < comparison->wave_count; w++) {
        const char *marks = marks_text(arena, &series->series, w);
        if (*marks != '\0')
            text = arena_printf(arena, "%s%s%s：%s", text, *text == '\0' ? "" : "　",
                                comparison->waves[w].survey, marks);
    }
    return text;
}

/* The stub, `count` columns for each wave, those of the same units and the marks. Returns the
 * columns there are. */
struct open_heads {
    const char *last;         /* of the stub */
    const char *const *waves; /* NULL at the end */
    const char *const *same;
};
static size_t write_heads(struct compare_book *book, struct pen *pen,
                          const struct open_heads *heads)
{
    const struct style *style = &book->book.style;
    size_t column = COMPARE_STUB;
    pen_height(pen, 2);
    compare_stub_heads(pen, heads->last);
    pen_columns(pen, COMPARE_STUB - 1, COMPARE_STUB - 1, column_width(LAST_WIDTH));
    for (size_t w = 0; w < book->comparison->wave_count; w++) {
        for (const char *const *name = heads->waves; *name != NULL; name++)
            pen_text(
                pen, column++,
                arena_printf(book->book.arena, "%s %s", book->comparison->waves[w].survey, *name),
                style->header);
    }
    for (const char *const *name = heads->same; *name != NULL; name++)
        pen_text(pen, column++, *name, style->header_count);
    pen_columns(pen, COMPARE_STUB, column - 1, column_width(FIGURE_WIDTH));
    pen_columns(pen, column, column, column_width(MARKS_WIDTH));
    pen_text(pen, column, "注意", style->header);
    pen->row++;
    return column + 1;
}

static void finish_table(struct pen *pen, lxw_row_t header, size_t columns, uint16_t page_wide)
{
    struct table_frame frame = {.header = header,
                                .last = pen->row - 1,
                                .columns = columns,
                                .stub = COMPARE_STUB,
                                .page_wide = page_wide};
    pen_finish_table(pen, &frame);
}

/* ---- Numbers ---- */

enum { NUMBER_N, NUMBER_MEAN, NUMBER_MEDIAN, NUMBER_DIFFERENCE, NUMBER_COLUMNS };
enum { SAME_N, SAME_EARLIER, SAME_LATER, SAME_CHANGE, SAME_T, SAME_DF, SAME_P, SAME_COLUMNS };

static void write_number_wave(struct pen *pen, const struct open_series *series, size_t wave,
                              size_t column)
{
    const struct open_value *value = &series->values[wave];
    char digits[MEDIAN_TEXT_SIZE];
    size_t former;
    write_none(pen, column, NUMBER_COLUMNS);
    if (value->n >= 0)
        pen_whole(pen, column + NUMBER_N, value->n, style_of(pen)->whole);
    if (value->n <= 0)
        return;
    write_mean(pen, column + NUMBER_MEAN, value->sum, value->n);
    pen_decimal(pen, column + NUMBER_MEDIAN, median_text(digits, value), style_of(pen)->exact);
    if (open_former(series, wave, &former))
        write_decimals(pen, column + NUMBER_DIFFERENCE,
                       open_difference(&series->values[former], value, MEAN_DECIMALS),
                       style_of(pen)->change);
}

/* The last pair of waves in which the number has a panel; false if there is none. */
static bool last_split(const struct open_series *series, struct mean_split *split)
{
    const struct form_series *form = series->series.form;
    for (size_t p = form->pair_count; p > 0; p--) {
        const struct open_joint *joint = &form->pairs[p - 1].open[series - form->open];
        if (joint->series == NULL)
            continue;
        *split = split_mean(&joint->flow);
        if (split->whole)
            return true;
    }
    return false;
}

static void write_number_same(struct pen *pen, const struct open_series *series, size_t column)
{
    const struct row_style *style = style_of(pen);
    struct mean_split split;
    if (!last_split(series, &split)) {
        write_none(pen, column, SAME_COLUMNS);
        return;
    }
    struct t_test test = open_test(&split);
    char text[32];
    pen_whole(pen, column + SAME_N, split.matched, style->whole);
    write_mean(pen, column + SAME_EARLIER, split.matched_sum[0], split.matched);
    write_mean(pen, column + SAME_LATER, split.matched_sum[1], split.matched);
    write_change(pen, column + SAME_CHANGE, split.panel, split.denominator);
    snprintf(text, sizeof text, "%.4f", test.t);
    if (isnan(test.t))
        pen_text(pen, column + SAME_T, "－", style->none);
    else
        pen_decimal(pen, column + SAME_T, text, style->rounded);
    pen_whole(pen, column + SAME_DF, test.df, style->whole);
    compare_p(pen, column + SAME_P, test.p, style);
}

static void number_row(struct compare_book *book, struct pen *pen, const struct open_series *series)
{
    size_t column = COMPARE_STUB;
    size_t lines =
        compare_stub_item(pen, &series->series, words_unit(series->series.latest), style_of(pen));
    for (size_t w = 0; w < book->comparison->wave_count; w++, column += NUMBER_COLUMNS)
        write_number_wave(pen, series, w, column);
    write_number_same(pen, series, column);
    struct compare_remark remark = {all_marks(book, series), lines, MARKS_WIDTH};
    compare_remark(pen, column + SAME_COLUMNS, &remark, style_of(pen));
    pen->row++;
}

static void sheet_numbers_trend(struct compare_book *book)
{
    static const char *const waves[NUMBER_COLUMNS + 1] = {"n", "平均", "中央値", "平均の差", NULL};
    static const char *const same[SAME_COLUMNS + 1] = {
        "同じ客体 n", "前回の平均", "今回の平均", "平均の差", "t値", "自由度", "p値", NULL};
    struct pen pen = compare_sheet(book, "数値の比較", "数値の比較（各設問の推移）");
    pen_line(
        &pen,
        "n：数値の回答数　差：前の年度（数値のあるもの）の平均との差。合計から計算し、1回だけ四"
        "捨五入した",
        book->book.style.small);
    pen_line(
        &pen,
        "同じ客体：前後の年度の両方に数値を答えた客体だけの比較。p値：対応のあるt検定　－：数値"
        "なし　△：減少",
        book->book.style.small);
    lxw_row_t header = pen.row;
    size_t columns = write_heads(book, &pen, &(struct open_heads){"単位", waves, same});
    each_row(book, &pen, true, number_row);
    finish_table(&pen, header, columns, 2);
}

/* ---- The parts of the changes of means ---- */

enum {
    PARTS_PAIR = COMPARE_STUB,
    PARTS_EARLIER,
    PARTS_LATER,
    PARTS_CHANGE,
    PARTS_FIRST,
    PARTS_MARKS = PARTS_FIRST + PART_COUNT,
    PARTS_COLUMNS,
};

static void write_mean_parts(struct compare_book *book, struct pen *pen, const struct pair *pair,
                             const struct open_joint *joint)
{
    const struct row_style *style = style_of(pen);
    const struct series *series = &joint->series->series;
    const struct wave *waves = book->comparison->waves;
    struct mean_split split = split_mean(&joint->flow);
    if (!split.defined)
        return;
    size_t lines = compare_stub_item(pen, series, words_unit(series->latest), style);
    pen_text(pen, PARTS_PAIR,
             arena_printf(book->book.arena, "%s → %s", waves[pair->earlier].survey,
                          waves[pair->later].survey),
             style->code);
    write_mean(pen, PARTS_EARLIER, split.sum[0], split.n[0]);
    write_mean(pen, PARTS_LATER, split.sum[1], split.n[1]);
    write_change(pen, PARTS_CHANGE, split.difference, split.denominator);
    for (size_t i = 0; i < PART_COUNT; i++) {
        if (!split.whole)
            pen_text(pen, PARTS_FIRST + i, "－", style->none);
        else if (split.parts[i] == 0)
            pen_whole(pen, PARTS_FIRST + i, 0, style->zero[SHADE_NONE]);
        else
            write_change(pen, PARTS_FIRST + i, split.parts[i], split.denominator);
    }
    unsigned marks = marks_on_the_way(series, pair->earlier, pair->later);
    struct compare_remark remark = {marks_names(book->book.arena, marks), lines, PARTS_MARKS_WIDTH};
    compare_remark(pen, PARTS_MARKS, &remark, style);
    pen->row++;
}

static void number_parts(struct compare_book *book, struct pen *pen,
                         const struct open_series *series)
{
    const struct form_series *form = series->series.form;
    for (size_t p = 0; p < form->pair_count; p++) {
        const struct open_joint *joint = &form->pairs[p].open[series - form->open];
        if (joint->series != NULL)
            write_mean_parts(book, pen, &form->pairs[p], joint);
    }
}

static void parts_heads(struct pen *pen)
{
    const struct style *style = &pen->book->style;
    pen_height(pen, 3);
    compare_stub_heads(pen, "単位");
    pen_columns(pen, COMPARE_STUB - 1, COMPARE_STUB - 1, column_width(LAST_WIDTH));
    pen_columns(pen, PARTS_PAIR, PARTS_PAIR, column_width(PAIR_WIDTH));
    pen_columns(pen, PARTS_EARLIER, PARTS_MARKS - 1, column_width(FIGURE_WIDTH));
    pen_columns(pen, PARTS_MARKS, PARTS_MARKS, column_width(PARTS_MARKS_WIDTH));
    pen_text(pen, PARTS_PAIR, "比較", style->header);
    pen_text(pen, PARTS_EARLIER, "前回の平均", style->header);
    pen_text(pen, PARTS_LATER, "今回の平均", style->header);
    pen_text(pen, PARTS_CHANGE, "平均の変化", style->header);
    for (size_t i = 0; i < PART_COUNT; i++)
        pen_text(pen, PARTS_FIRST + i, part_words[i].japanese, style->header_count);
    pen_text(pen, PARTS_MARKS, "注意", style->header);
    pen->row++;
}

static void sheet_numbers_parts(struct compare_book *book)
{
    struct pen pen = compare_sheet(book, "数値の変化の内訳", "数値の変化の内訳（平均）");
    pen_line(&pen,
             "平均の変化＝7つの内訳の合計。内訳はそれぞれ四捨五入しているため、合計が変化と一致しな"
             "いことがある（分数のままの値は decomposition-numbers.csv）",
             book->book.style.small);
    lxw_row_t header = pen.row;
    parts_heads(&pen);
    each_row(book, &pen, true, number_parts);
    if (pen.row == header + 1) {
        pen_text(&pen, 0, "該当なし（両方の年度の回答がデータベースにある設問がない）",
                 book->book.style.text);
        pen.row++;
    }
    finish_table(&pen, header, PARTS_COLUMNS, 1);
}

/* ---- Texts ---- */

enum { TEXT_BASE, TEXT_COUNT, TEXT_PERCENT, TEXT_POINTS, TEXT_COLUMNS };
enum { MOVES_MATCHED, MOVES_BOTH, MOVES_EARLIER, MOVES_LATER, MOVES_NEITHER, MOVES_COLUMNS };

static void write_text_wave(struct pen *pen, const struct open_series *series, size_t wave,
                            size_t column)
{
    const struct row_style *style = style_of(pen);
    const struct open_value *value = &series->values[wave];
    size_t former;
    write_none(pen, column, TEXT_COLUMNS);
    if (value->base < 0)
        return;
    pen_whole(pen, column + TEXT_BASE, value->base, style->whole);
    pen_whole(pen, column + TEXT_COUNT, value->n, style->whole);
    if (value->base > 0)
        pen_tenths(pen, column + TEXT_PERCENT, percent_tenths(value->n, value->base),
                   style->percent[SHADE_NONE]);
    if (!open_former(series, wave, &former))
        return;
    int64_t points = open_points(&series->values[former], value);
    pen_tenths(pen, column + TEXT_POINTS, points, style->points[shade_of(points, 0)]);
}

/* Of the last two waves that are a pair. */
static void write_text_same(struct pen *pen, const struct open_series *series, size_t column)
{
    const struct form_series *form = series->series.form;
    for (size_t p = form->pair_count; p > 0; p--) {
        const struct open_joint *joint = &form->pairs[p - 1].open[series - form->open];
        if (joint->series == NULL)
            continue;
        struct text_moves moves = open_text_moves(&joint->flow);
        pen_whole(pen, column + MOVES_MATCHED, moves.matched, style_of(pen)->whole);
        pen_whole(pen, column + MOVES_BOTH, moves.both, style_of(pen)->whole);
        pen_whole(pen, column + MOVES_EARLIER, moves.only_earlier, style_of(pen)->whole);
        pen_whole(pen, column + MOVES_LATER, moves.only_later, style_of(pen)->whole);
        pen_whole(pen, column + MOVES_NEITHER, moves.neither, style_of(pen)->whole);
        return;
    }
    write_none(pen, column, MOVES_COLUMNS);
}

static void text_row(struct compare_book *book, struct pen *pen, const struct open_series *series)
{
    size_t column = COMPARE_STUB;
    size_t lines = compare_stub_item(pen, &series->series, "記入あり", style_of(pen));
    for (size_t w = 0; w < book->comparison->wave_count; w++, column += TEXT_COLUMNS)
        write_text_wave(pen, series, w, column);
    write_text_same(pen, series, column);
    struct compare_remark remark = {all_marks(book, series), lines, MARKS_WIDTH};
    compare_remark(pen, column + MOVES_COLUMNS, &remark, style_of(pen));
    pen->row++;
}

static void sheet_texts(struct compare_book *book)
{
    static const char *const waves[TEXT_COLUMNS + 1] = {"n", "記入数", "％", "差（ポイント）",
                                                        NULL};
    static const char *const same[MOVES_COLUMNS + 1] = {
        "同じ客体 n", "両方に記入", "前回だけ記入", "今回だけ記入", "どちらも記入なし", NULL};
    struct pen pen = compare_sheet(book, "自由記述の比較", "自由記述の比較（記入の有無）");
    pen_line(&pen, "n：尋ねた数　同じ客体：前後の年度の両方で尋ねられた客体　－：数値なし　△：減少",
             book->book.style.small);
    lxw_row_t header = pen.row;
    size_t columns = write_heads(book, &pen, &(struct open_heads){"内容", waves, same});
    each_row(book, &pen, false, text_row);
    finish_table(&pen, header, columns, 2);
}

void compare_sheets_open(struct compare_book *book)
{
    if (has_open(book->comparison, true)) {
        sheet_numbers_trend(book);
        sheet_numbers_parts(book);
    }
    if (has_open(book->comparison, false))
        sheet_texts(book);
}
