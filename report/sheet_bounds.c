/* 無回答による幅: how far each percentage of all units could move if everybody had answered. */
#include "report/sheets.h"

#include "common/display.h"
#include "common/table_words.h"
#include "report/words.h"

enum { COLUMN_COUNT = 12, STUB = 4 };

static const char *const names[COLUMN_COUNT] = {
    WORD_NUMBER,   WORD_QUESTION, WORD_ROW,     WORD_ANSWER, WORD_COUNT, WORD_N,
    WORD_UNUSABLE, WORD_MISSING,  WORD_PERCENT, WORD_LOW,    WORD_HIGH,  WORD_SPAN};
static const size_t widths[COLUMN_COUNT] = {10, 60, 36, 44, 8, 8, 12, 8, 8, 11, 11, 13};

/* What all rows of the sheet share. */
struct bounds_table {
    struct pen *pen;
    const struct cells *cells;
    size_t banner, line; /* of all units */
    int64_t missing;
};

static size_t text_lines(const char *text, size_t column)
{
    return display_lines(text, widths[column]);
}

static void write_stub(const struct bounds_table *table, const struct item *item,
                       const char *answer, const struct row_style *style)
{
    struct pen *pen = table->pen;
    const struct question *question = item->question;
    const char *row = item->row != NULL ? item->row->label : "";
    size_t lines = text_lines(question->text, 1);
    lines = text_lines(row, 2) > lines ? text_lines(row, 2) : lines;
    lines = text_lines(answer, 3) > lines ? text_lines(answer, 3) : lines;
    pen_height(pen, lines);
    pen_text(pen, 0, question->derived ? WORD_DERIVED : question->number, style->text);
    pen_text(pen, 1, question->text, style->wrapped);
    pen_text(pen, 2, row, style->wrapped);
    pen_text(pen, 3, answer, style->wrapped);
}

static void write_tenths(struct pen *pen, size_t column, int64_t tenths,
                         const struct row_style *style)
{
    if (tenths == MEASURE_NONE)
        pen_text(pen, column, WORD_NO_FIGURE, style->none);
    else
        pen_tenths(pen, column, tenths, style->percent[SHADE_NONE]);
}

static void write_answer(const struct bounds_table *table, size_t item, size_t answer)
{
    const struct cells *cells = table->cells;
    const struct counts *counts = &cells->counts[item];
    struct pen *pen = table->pen;
    const struct row_style *style =
        &pen->book->style.rows[answer == 0 ? RULING_FIRST : RULING_INNER];
    int64_t base = counts->base[table->line], unusable = base - counts->valid[table->line];
    const struct cell_measures measures =
        cells_measures(cells, &(struct cell_place){item, table->banner, table->line, answer});
    write_stub(table, &cells->form->items[item],
               words_column(pen->book->arena, cells, item, answer), style);
    pen_whole(pen, STUB, counts_count(counts, table->line, answer), style->whole);
    pen_whole(pen, STUB + 1, base, style->whole);
    pen_whole(pen, STUB + 2, unusable, style->whole);
    pen_whole(pen, STUB + 3, table->missing, style->whole);
    write_tenths(pen, STUB + 4, measures.percent, style);
    write_tenths(pen, STUB + 5, measures.bounds.low, style);
    write_tenths(pen, STUB + 6, measures.bounds.high, style);
    write_tenths(pen, STUB + 7,
                 measure_percent((struct share){unusable + table->missing, base + table->missing}),
                 style);
    pen->row++;
}

static void write_items(const struct bounds_table *table)
{
    const struct cells *cells = table->cells;
    for (size_t i = 0; i < cells->form->item_count; i++) {
        size_t options = cells->form->items[i].question->option_count;
        if (cells->counts[i].counts == NULL)
            continue;
        for (size_t a = 0; a < counts_answers(&cells->counts[i]); a++)
            if (a < options || a >= cells->counts[i].answer_count)
                write_answer(table, i, a);
    }
}

static void write_remarks(struct pen *pen)
{
    static const char *const lines[] = {
        "回答のない対象がどう答えたかは分からない。全員がその選択肢に当たらないとした場合（下限）と"
        "、"
        "全員が当たるとした場合（上限）の％を示す。",
        "回答が正しいかぎり、全対象の値は必ずこの間にある。標本誤差や信頼区間ではない。計算の方法は"
        "「注」に示す。",
        "無回答・不明＝nのうち使える回答がなかった数　幅＝上限－下限（件数から計算し、一度だけ四捨"
        "五入する）",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        pen_line(pen, lines[i], pen->book->style.small);
}

void sheet_bounds(struct book *book, const struct sheet *sheet, const struct cells *cells)
{
    struct pen pen = pen_start(book, sheet);
    struct bounds_table table = {.pen = &pen, .cells = cells};
    while (cells->banners->banners[table.banner].kind != BANNER_TOTAL)
        table.banner++;
    table.line = cells->first_class[table.banner];
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        pen_columns(&pen, i, i, column_width(widths[i]));
    write_remarks(&pen);
    struct table_frame frame = {
        .header = pen.row, .columns = COLUMN_COUNT, .stub = STUB, .page_wide = 1};
    pen_height(&pen, 2);
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        pen_text(&pen, i, names[i], book->style.header);
    pen.row++;
    if (cells_missing(cells, table.banner, table.line, &table.missing))
        write_items(&table);
    frame.last = pen.row - 1;
    pen_finish_table(&pen, &frame);
}
