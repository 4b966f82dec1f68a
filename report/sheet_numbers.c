/* The table of a number question: n, statistics and rates for every class of every banner. */
#include "report/sheets.h"

#include "common/display.h"
#include "common/table_words.h"
#include "report/words.h"

#include <string.h>

static const char *const measure_names[MEASURE_COUNT] = {
    [SUM] = WORD_SUM, [MEAN] = WORD_MEAN,     [SD] = WORD_SD,   [MINIMUM] = WORD_MINIMUM,
    [P25] = WORD_P25, [MEDIAN] = WORD_MEDIAN, [P75] = WORD_P75, [MAXIMUM] = WORD_MAXIMUM,
};

enum { VALUE_WIDTH = 11, UNIT_WIDTH = 6 };
enum { RATE_COLUMNS = 3 }; /* the rate, its denominator, units left out */

/* A number sheet: the statistics, then a group of columns per rate. Rows of a grid may have rates
 * of the same name; they share the columns. */
struct numbers {
    struct stub stub;
    const struct sheet *sheet;
    const struct rate **rates; /* the first of each name */
    size_t rate_count;
};

static bool has_name(const struct numbers *numbers, const struct rate *rate)
{
    for (size_t i = 0; i < numbers->rate_count; i++)
        if (strcmp(numbers->rates[i]->label, rate->label) == 0)
            return true;
    return false;
}

static void find_rates(struct numbers *numbers, struct arena *arena)
{
    const struct config *config = numbers->stub.cells->config;
    if (config == NULL)
        return;
    numbers->rates = arena_array(arena, config->rate_count + 1, sizeof(struct rate *));
    for (size_t i = 0; i < config->rate_count; i++) {
        const struct rate *rate = &config->rates[i];
        if (rate->item->question == numbers->sheet->question && !has_name(numbers, rate))
            numbers->rates[numbers->rate_count++] = rate;
    }
}

/* 人口1万人当たり 分母（population） */
static const char *denominator_name(const struct numbers *numbers, const struct rate *rate)
{
    return arena_printf(numbers->stub.pen->book->arena, "%s" WORD_RATE_DENOMINATOR "%s）",
                        rate->label, rate->per);
}

static void write_rate_header(struct numbers *numbers, size_t column)
{
    struct pen *pen = numbers->stub.pen;
    struct arena *arena = pen->book->arena;
    lxw_format *format = pen->book->style.header_percent;
    for (size_t i = 0; i < numbers->rate_count; i++) {
        const struct rate *rate = numbers->rates[i];
        pen_text(pen, column++, rate->label, format);
        pen_text(pen, column++, denominator_name(numbers, rate), format);
        pen_text(pen, column++, arena_printf(arena, "%s" WORD_RATE_LEFT_OUT, rate->label), format);
    }
}

/* The longest name of a rate's columns is that of its denominator. */
static size_t header_lines(const struct numbers *numbers)
{
    size_t lines = 2;
    for (size_t i = 0; i < numbers->rate_count; i++) {
        const struct rate *rate = numbers->rates[i];
        size_t own = display_lines(denominator_name(numbers, rate), VALUE_WIDTH) + 1;
        lines = own > lines ? own : lines;
    }
    return lines;
}

static void write_header(struct numbers *numbers)
{
    struct stub *stub = &numbers->stub;
    struct pen *pen = stub->pen;
    const struct style *style = &pen->book->style;
    size_t column = stub->count;
    pen_height(pen, header_lines(numbers));
    stub_header(stub);
    pen_text(pen, column++, WORD_UNIT, style->header);
    pen_text(pen, column++, WORD_UNUSABLE, style->header_count);
    for (size_t m = 0; m < MEASURE_COUNT; m++)
        pen_text(pen, column++, measure_names[m], style->header_percent);
    write_rate_header(numbers, column);
}

/* Every number shows all decimals it is stored with: a second rounding could show another digit. */
static lxw_format *measure_format(const struct row_style *style, size_t measure, const char *value)
{
    if (measure == MEAN || measure == SD)
        return style->rounded;
    return strchr(value, '.') != NULL ? style->exact : style->whole;
}

static void write_measures(struct pen *pen, size_t column, const struct statistic *statistic,
                           const struct row_style *style)
{
    for (size_t m = 0; m < MEASURE_COUNT; m++, column++) {
        const char *value = statistic->measures[m];
        if (value == NULL)
            pen_text(pen, column, WORD_NO_FIGURE, style->none);
        else
            pen_decimal(pen, column, value, measure_format(style, m, value));
    }
}

/* The figure of the item's rate with this name; NULL if it has none. */
static const struct rate_figure *find_figure(const struct cells *cells, const struct item *item,
                                             const char *label, size_t line)
{
    for (size_t i = 0; i < cells->config->rate_count; i++) {
        const struct rate *rate = &cells->config->rates[i];
        if (rate->item == item && strcmp(rate->label, label) == 0)
            return &cells->rates[i][line];
    }
    return NULL;
}

static void write_figure(struct pen *pen, size_t column, const struct rate_figure *figure,
                         const struct row_style *style)
{
    if (figure == NULL) {
        for (size_t i = 0; i < RATE_COLUMNS; i++)
            pen_text(pen, column++, WORD_NOT_APPLICABLE, style->none);
        return;
    }
    char rate[DECIMAL_SIZE];
    if (figure->rate == MEASURE_NONE)
        pen_text(pen, column, WORD_NO_FIGURE, style->none);
    else
        pen_decimal(pen, column, decimal_text(rate, figure->rate, RATE_DECIMALS), style->rounded);
    pen_decimal(pen, column + 1, figure->denominator,
                strchr(figure->denominator, '.') != NULL ? style->exact : style->whole);
    pen_whole(pen, column + 2, figure->left_out, style->whole);
}

static void write_row(struct numbers *numbers, const struct stub_row *row, size_t line)
{
    struct stub *stub = &numbers->stub;
    struct pen *pen = stub->pen;
    const struct cells *cells = stub->cells;
    const struct statistic *statistic = &cells->statistics[row->item - cells->form->items][line];
    const struct row_style *style = stub_style(stub, row->banner, row->class);
    size_t column = stub->count;
    stub_write(stub, row, style);
    pen_text(pen, column++, words_unit(row->item), style->code);
    pen_whole(pen, column++, statistic->missing, style->whole);
    write_measures(pen, column, statistic, style);
    column += MEASURE_COUNT;
    for (size_t i = 0; i < numbers->rate_count; i++, column += RATE_COLUMNS)
        write_figure(pen, column, find_figure(cells, row->item, numbers->rates[i]->label, line),
                     style);
    pen->row++;
}

static void write_item(struct numbers *numbers, size_t item)
{
    const struct cells *cells = numbers->stub.cells;
    struct stub_row row = {.item = &cells->form->items[item]};
    for (row.banner = 0; row.banner < cells->banners->count; row.banner++) {
        if (!stub_shows(numbers->sheet, cells, row.banner))
            continue;
        size_t classes = cells->banners->banners[row.banner].class_count;
        for (row.class = 0; row.class < classes; row.class ++) {
            size_t line = cells->first_class[row.banner] + row.class;
            row.n = cells->statistics[item][line].n;
            write_row(numbers, &row, line);
        }
    }
}

static void write_remarks(struct pen *pen, const struct numbers *numbers)
{
    bool inverse = pen->book->config->quantiles == QUANTILES_INVERSE;
    stub_remarks(pen, numbers->sheet);
    pen_line(pen,
             inverse ? "n：数値の回答数　標準偏差：不偏（n－1）　四分位：経験分布の逆関数（定義1。"
                       "実際にあった値）　*：nが10未満　－：算出できない"
                     : "n：数値の回答数　標準偏差：不偏（n－1）　四分位：線形補間（定義7）　"
                       "*：nが10未満　－：算出できない",
             pen->book->style.small);
    if (numbers->rate_count > 0)
        pen_line(pen,
                 "～当たり：回答の合計を、回答した対象の名簿の値の合計（分母）で割ったもの。"
                 "名簿の値が0又は空欄の対象は、合計と分母の両方から除き、除外数に示す。"
                 "・：算出の対象でない項目",
                 pen->book->style.small);
}

void sheet_numbers(struct book *book, const struct sheet *sheet, const struct cells *cells)
{
    const struct question *question = sheet->question;
    struct pen pen = pen_start(book, sheet);
    struct numbers numbers = {.stub = stub_start(&pen, cells, question), .sheet = sheet};
    find_rates(&numbers, book->arena);
    size_t stub = numbers.stub.count;
    size_t columns = stub + 2 + MEASURE_COUNT + RATE_COLUMNS * numbers.rate_count;
    pen_columns(&pen, stub, stub, column_width(UNIT_WIDTH));
    pen_columns(&pen, stub + 1, columns - 1, column_width(VALUE_WIDTH));
    write_remarks(&pen, &numbers);
    struct table_frame frame = {
        .header = pen.row,
        .columns = columns,
        .stub = stub,
        .page_wide = numbers.rate_count > 0 ? 2 : 1,
    };
    write_header(&numbers);
    pen.row++;
    for (size_t i = 0; i < question->item_count; i++)
        write_item(&numbers, question->first_item + i);
    frame.last = pen.row - 1;
    pen_finish_table(&pen, &frame);
}
