/*
 * The table of a number question in the workbook of an area: n, mean and median beside the means of
 * its bureau and of all units, the differences of the means, and its place by the mean. A
 * difference is computed from the sums and rounded once.
 */
#include "report/area_book.h"

#include "common/display.h"
#include "common/table_words.h"
#include "report/words.h"

#include <stdlib.h>

enum { LABEL_WIDEST = 56, UNIT_WIDTH = 8, VALUE_WIDTH = 12 };
/* Means are stored and shown with so many decimals. */
enum { MEAN_DECIMALS = 4, MEAN_SCALE = 10000 };

/* A mean as what it is: a sum of millionths over n; n 0: none. */
struct mean {
    wide sum;
    int64_t n;
};

static struct mean mean_of(const struct statistic *statistic)
{
    struct mean mean = {.n = statistic->n};
    if (mean.n > 0 && !wide_parse(statistic->measures[SUM], NUMBER_DECIMALS, &mean.sum))
        abort();
    return mean;
}

static struct mean mean_at(const struct area_form *form, size_t item, size_t line)
{
    return mean_of(&form->cells->statistics[item][line]);
}

static bool is_larger(struct mean left, struct mean right)
{
    return left.sum * right.n > right.sum * left.n;
}

/* Text of left - right; NULL without one of them. */
static const char *difference_text(struct arena *arena, struct mean left, struct mean right)
{
    if (left.n == 0 || right.n == 0)
        return NULL;
    char buffer[DECIMAL_SIZE];
    wide numerator = (left.sum * right.n - right.sum * left.n) * MEAN_SCALE;
    wide denominator = (wide)left.n * right.n * NUMBER_SCALE;
    return arena_strdup(
        arena, decimal_text(buffer, round_quotient(numerator, denominator), MEAN_DECIMALS));
}

static void write_decimal(struct pen *pen, size_t column, const char *decimal, lxw_format *format,
                          const struct row_style *style)
{
    if (decimal == NULL)
        pen_text(pen, column, WORD_NO_FIGURE, style->none);
    else
        pen_decimal(pen, column, decimal, format);
}

struct number_row {
    const struct area *area;
    size_t item, line;
    const struct row_style *style;
};

/* n and mean of the last wave, and the difference from it. */
static size_t write_previous(struct area_table *table, const struct number_row *row, size_t column)
{
    struct pen *pen = &table->pen;
    const struct statistic *then = NULL;
    const char *difference = NULL;
    size_t line;
    if (!area_table_has_previous(table))
        return column;
    if (area_previous_line(table->form, row->area, &line))
        then = last_wave_statistic(table->form->previous, row->item, line);
    if (then != NULL) {
        pen_whole(pen, column, then->n, row->style->whole);
        difference = difference_text(pen->book->arena, mean_at(table->form, row->item, row->line),
                                     mean_of(then));
    } else {
        pen_text(pen, column, WORD_NO_FIGURE, row->style->none);
    }
    write_decimal(pen, column + 1, then != NULL ? then->measures[MEAN] : NULL, row->style->rounded,
                  row->style);
    write_decimal(pen, column + 2, difference, row->style->rounded, row->style);
    return column + 3;
}

static size_t write_beside(struct area_table *table, const struct number_row *row, size_t column)
{
    struct pen *pen = &table->pen;
    const struct statistic *statistics = table->form->cells->statistics[row->item];
    bool shown[] = {table->bureau != NULL, table->nation};
    bool known[] = {area_table_beside(table, row->area), table->nation};
    size_t lines[] = {table->bureau_line, table->total_line};
    for (size_t i = 0; i < 2; i++) {
        if (!shown[i])
            continue;
        const struct statistic *other = &statistics[lines[i]];
        if (known[i])
            pen_whole(pen, column, other->n, row->style->whole);
        else
            pen_text(pen, column, WORD_NO_FIGURE, row->style->none);
        write_decimal(pen, column + 1, known[i] ? other->measures[MEAN] : NULL, row->style->rounded,
                      row->style);
        column += 2;
    }
    struct mean own = mean_at(table->form, row->item, row->line);
    for (size_t i = 0; i < 2; i++) {
        const char *text = known[i] ? difference_text(pen->book->arena, own,
                                                      mean_at(table->form, row->item, lines[i]))
                                    : NULL;
        if (shown[i])
            write_decimal(pen, column++, text, row->style->rounded, row->style);
    }
    return column;
}

static void write_rank(struct area_table *table, const struct number_row *row, size_t column)
{
    const struct area_form *form = table->form;
    struct pen *pen = &table->pen;
    const struct banner *banner = form->banners[row->area->level];
    size_t first = form->cells->first_class[banner - form->set->banners];
    struct mean own = mean_at(form, row->item, row->line);
    int64_t rank = 1, known = 0;
    for (size_t c = 0; c < banner->class_count; c++) {
        struct mean other = mean_at(form, row->item, first + c);
        known += other.n > 0;
        rank += other.n > 0 && own.n > 0 && is_larger(other, own);
    }
    if (own.n == 0 || form->list[row->area->level]) {
        pen_text(pen, column, WORD_NO_FIGURE, row->style->none);
        pen_text(pen, column + 1, WORD_NO_FIGURE, row->style->none);
        return;
    }
    pen_whole(pen, column, rank, row->style->whole);
    pen_whole(pen, column + 1, known, row->style->whole);
}

static void write_row(struct area_table *table, const struct number_row *row, size_t labels)
{
    struct pen *pen = &table->pen;
    const struct item *item = &table->form->form->items[row->item];
    const struct statistic *own = &table->form->cells->statistics[row->item][row->line];
    size_t column = 0;
    if (item->row != NULL) {
        pen_height(pen, display_lines(item->row->label, LABEL_WIDEST));
        pen_text(pen, column++, item->row->label, row->style->wrapped);
    }
    pen_text(pen, column, words_unit(item), row->style->text);
    area_table_stub(table, labels, row->area, own->n, row->style);
    column = labels + AREA_STUB;
    pen_whole(pen, column++, own->missing, row->style->whole);
    write_decimal(pen, column++, own->measures[MEAN], row->style->rounded, row->style);
    write_decimal(pen, column++, own->measures[MEDIAN], row->style->exact, row->style);
    column = write_previous(table, row, column);
    column = write_beside(table, row, column);
    write_rank(table, row, column);
    pen->row++;
}

/* Returns how many columns the table has. */
static size_t write_header(struct area_table *table, size_t labels)
{
    struct pen *pen = &table->pen;
    const struct style *style = &pen->book->style;
    const char *areas[] = {table->bureau != NULL ? table->bureau->label : NULL,
                           table->nation ? table->nation_label : NULL};
    size_t column = labels + AREA_STUB, first = column;
    pen_height(pen, area_table_header_lines(table, WORD_AREA_MEAN_DIFFERENCE, VALUE_WIDTH));
    if (labels == 2)
        area_table_row_header(table);
    pen_columns(pen, labels - 1, labels - 1, column_width(UNIT_WIDTH));
    pen_text(pen, labels - 1, WORD_UNIT, style->header);
    area_table_stub_header(table, labels);
    pen_text(pen, column++, WORD_UNUSABLE, style->header_count);
    pen_text(pen, column++, WORD_MEAN, style->header_percent);
    pen_text(pen, column++, WORD_MEDIAN, style->header_percent);
    if (area_table_has_previous(table)) {
        pen_text(pen, column++, WORD_PREVIOUS WORD_AREA_N, style->header_count);
        pen_text(pen, column++, WORD_PREVIOUS WORD_AREA_MEAN, style->header_percent);
        pen_text(pen, column++, WORD_PREVIOUS WORD_AREA_MEAN_DIFFERENCE, style->header_percent);
    }
    for (size_t i = 0; i < 2; i++) {
        if (areas[i] == NULL)
            continue;
        pen_text(pen, column++, area_table_name(table, areas[i], WORD_AREA_N), style->header_count);
        pen_text(pen, column++, area_table_name(table, areas[i], WORD_AREA_MEAN),
                 style->header_percent);
    }
    for (size_t i = 0; i < 2; i++) {
        if (areas[i] != NULL)
            pen_text(pen, column++, area_table_name(table, areas[i], WORD_AREA_MEAN_DIFFERENCE),
                     style->header_percent);
    }
    pen_text(pen, column++, WORD_RANK, style->header_count);
    pen_text(pen, column++, WORD_RANKED, style->header_count);
    pen_columns(pen, first, column - 1, column_width(VALUE_WIDTH));
    return column;
}

static void write_item(struct area_table *table, size_t item, size_t labels)
{
    const struct area_book *book = table->area_book;
    struct number_row row = {.item = item};
    for (size_t m = 0; m < book->member_count; m++) {
        size_t class;
        row.area = book->members[m];
        if (!area_class(table->form, row.area, &class))
            continue;
        row.style = &table->pen.book->style.rows[m > 0                    ? RULING_INNER
                                                 : book->member_count > 1 ? RULING_TOTAL
                                                                          : RULING_FIRST];
        row.line = area_line(table->form, row.area);
        write_row(table, &row, labels);
    }
}

void area_sheet_numbers(struct area_book *book, const struct sheet *sheet,
                        const struct area_form *form)
{
    const struct question *question = sheet->question;
    struct area_table table = area_table_start(book, sheet, form);
    struct pen *pen = &table.pen;
    size_t labels = question->row_count > 0 ? 2 : 1;
    pen_line(pen,
             "n：数値の回答数　差：その地域の平均－比べる地域の平均（合計とnから計算し一度だけ四捨"
             "五入）　"
             "順位：平均の大きい順（同じ値は同じ順位）　*：nが10未満　－：該当なし",
             pen->book->style.small);
    struct table_frame frame = {.header = pen->row, .stub = labels + 2, .page_wide = 1};
    frame.columns = write_header(&table, labels);
    pen->row++;
    for (size_t i = 0; i < question->item_count; i++)
        write_item(&table, question->first_item + i, labels);
    frame.last = pen->row - 1;
    pen_finish_table(pen, &frame);
}
