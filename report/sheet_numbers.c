/* The table of a number question: n and statistics for every class of every banner. */
#include "report/sheets.h"

#include <string.h>

static const char *const measure_names[MEASURE_COUNT] = {
    [SUM] = "合計",      [MEAN] = "平均",     [SD] = "標準偏差",   [MINIMUM] = "最小",
    [P25] = "第1四分位", [MEDIAN] = "中央値", [P75] = "第3四分位", [MAXIMUM] = "最大",
};

enum { VALUE_WIDTH = 11, UNIT_WIDTH = 6 };

static const char *unit_of(const struct item *item)
{
    if (item->row != NULL && item->row->unit != NULL)
        return item->row->unit;
    return item->question->unit;
}

static void write_header(struct stub *stub)
{
    struct pen *pen = stub->pen;
    const struct style *style = &pen->book->style;
    size_t column = stub->count;
    pen_height(pen, 2);
    stub_header(stub);
    pen_text(pen, column++, "単位", style->header);
    pen_text(pen, column++, "無回答・不明", style->header_count);
    for (size_t m = 0; m < MEASURE_COUNT; m++)
        pen_text(pen, column++, measure_names[m], style->header_percent);
}

/* Every number shows all decimals it is stored with: a second rounding could show another digit. */
static lxw_format *measure_format(const struct row_style *style, size_t measure, const char *value)
{
    if (measure == MEAN || measure == SD)
        return style->rounded;
    return strchr(value, '.') != NULL ? style->exact : style->whole;
}

static void write_row(struct stub *stub, const struct stub_row *row,
                      const struct statistic *statistic)
{
    struct pen *pen = stub->pen;
    const struct row_style *style = stub_style(stub, row->banner, row->class);
    size_t column = stub->count;
    stub_write(stub, row, style);
    pen_text(pen, column++, unit_of(row->item), style->code);
    pen_whole(pen, column++, statistic->missing, style->whole);
    for (size_t m = 0; m < MEASURE_COUNT; m++, column++) {
        const char *value = statistic->measures[m];
        if (value == NULL)
            pen_text(pen, column, "－", style->none);
        else
            pen_decimal(pen, column, value, measure_format(style, m, value));
    }
    pen->row++;
}

static void write_item(struct stub *stub, size_t item)
{
    const struct cells *cells = stub->cells;
    struct stub_row row = {.item = &cells->form->items[item]};
    for (row.banner = 0; row.banner < cells->banners->count; row.banner++) {
        size_t classes = cells->banners->banners[row.banner].class_count;
        for (row.class = 0; row.class < classes; row.class ++) {
            size_t line = cells->first_class[row.banner] + row.class;
            row.n = cells->statistics[item][line].n;
            write_row(stub, &row, &cells->statistics[item][line]);
        }
    }
}

void sheet_numbers(struct book *book, const struct sheet *sheet, const struct cells *cells)
{
    const struct question *question = sheet->question;
    struct pen pen = pen_start(book, sheet);
    struct stub stub = stub_start(&pen, cells, question);
    size_t columns = stub.count + 2 + MEASURE_COUNT;
    pen_columns(&pen, stub.count, stub.count, column_width(UNIT_WIDTH));
    pen_columns(&pen, stub.count + 1, columns - 1, column_width(VALUE_WIDTH));
    stub_remarks(&pen, sheet);
    pen_line(&pen,
             "n：数値の回答数　標準偏差：不偏（n－1）　四分位：線形補間　*：nが10未満　"
             "－：算出できない",
             book->style.small);
    struct table_frame frame = {
        .header = pen.row, .columns = columns, .stub = stub.count, .page_wide = 1};
    write_header(&stub);
    pen.row++;
    for (size_t i = 0; i < question->item_count; i++)
        write_item(&stub, question->first_item + i);
    frame.last = pen.row - 1;
    pen_finish_table(&pen, &frame);
}
