/*
 * A question by the answers to another: for each answer of the one (表側) how the other was
 * answered, in counts, in percent of the row and in percent of the column.
 */
#include "report/sheets.h"

#include "common/display.h"
#include "common/table_words.h"
#include "report/words.h"

/* More columns than this cannot be read on one page in print. */
enum { VALUE_COLUMNS_PER_PAGE = 15, VALUE_WIDTH = 10 };

struct nested {
    struct stub stub;
    struct pen *pen;
    const struct cells *cells;
    const struct sheet *sheet;
    const size_t *order;
    size_t answers;
};

static const char *const measures[] = {WORD_COUNT, WORD_ROW_PERCENT, WORD_COLUMN_PERCENT};
enum { COUNT, ROW_PERCENT, COLUMN_PERCENT, MEASURES };

static const char *column_name(const struct nested *nested, size_t answer, size_t measure)
{
    struct arena *arena = nested->pen->book->arena;
    size_t item = nested->sheet->question->first_item;
    return arena_printf(arena, "%s %s", measures[measure],
                        words_column(arena, nested->cells, item, answer));
}

static void write_header(struct nested *nested)
{
    struct pen *pen = nested->pen;
    size_t lines = 2;
    for (size_t i = 0; i < nested->answers; i++) {
        size_t own = display_lines(column_name(nested, i, 0), VALUE_WIDTH) + 1;
        lines = own > lines ? own : lines;
    }
    pen_height(pen, lines);
    stub_header(&nested->stub);
    for (size_t m = 0; m < MEASURES; m++)
        for (size_t i = 0; i < nested->answers; i++)
            pen_text(pen, nested->stub.count + m * nested->answers + i,
                     column_name(nested, nested->order[i], m),
                     m == COUNT ? pen->book->style.header_count : pen->book->style.header_percent);
    pen->row++;
}

/* An answer over all classes of the banner: those who were asked the other question too. */
static int64_t banner_count(const struct nested *nested, size_t item, size_t answer)
{
    const struct cells *cells = nested->cells;
    size_t banner = nested->sheet->nesting->banner;
    int64_t sum = 0;
    for (size_t c = 0; c < cells->banners->banners[banner].class_count; c++)
        sum += counts_count(&cells->counts[item], cells->first_class[banner] + c, answer);
    return sum;
}

static void write_percent(struct pen *pen, size_t column, struct share share,
                          const struct row_style *style)
{
    if (share.base == 0)
        pen_text(pen, column, WORD_NO_FIGURE, style->none);
    else
        pen_tenths(pen, column, measure_percent(share),
                   share.count == 0 ? style->zero[SHADE_NONE] : style->percent[SHADE_NONE]);
}

static void write_row(struct nested *nested, size_t item, const struct stub_row *row)
{
    struct pen *pen = nested->pen;
    const struct cells *cells = nested->cells;
    const struct counts *counts = &cells->counts[item];
    const struct row_style *style = stub_style(&nested->stub, row->banner, row->class);
    size_t line = cells->first_class[row->banner] + row->class;
    bool total = cells->banners->banners[row->banner].kind == BANNER_TOTAL;
    stub_write(&nested->stub, row, style);
    for (size_t i = 0; i < nested->answers; i++) {
        size_t answer = nested->order[i], column = nested->stub.count + i;
        int64_t count = counts_count(counts, line, answer);
        pen_whole(pen, column, count, style->whole);
        write_percent(pen, column + nested->answers, (struct share){count, counts->base[line]},
                      style);
        column += 2 * nested->answers;
        if (total)
            pen_text(pen, column, WORD_NO_FIGURE, style->none);
        else
            write_percent(pen, column, (struct share){count, banner_count(nested, item, answer)},
                          style);
    }
    pen->row++;
}

static void write_item(struct nested *nested, size_t item)
{
    const struct cells *cells = nested->cells;
    struct stub_row row = {.item = &cells->form->items[item]};
    for (row.banner = 0; row.banner < cells->banners->count; row.banner++) {
        if (!stub_shows(nested->sheet, cells, row.banner))
            continue;
        size_t classes = cells->banners->banners[row.banner].class_count;
        for (row.class = 0; row.class < classes; row.class ++) {
            row.n = cells->counts[item].base[cells->first_class[row.banner] + row.class];
            write_row(nested, item, &row);
        }
    }
}

static void write_remarks(struct pen *pen, const struct sheet *sheet, const struct cells *cells)
{
    size_t line;
    stub_remarks(pen, sheet);
    pen_line(pen,
             arena_printf(pen->book->arena, "表側：%s",
                          cells->banners->banners[sheet->nesting->banner].item->question->text),
             pen->book->style.small);
    pen_line(pen,
             "横％：件数÷n（表側の区分の中での割合）　縦％：件数÷その選択肢の件数の計"
             "（選択肢を選んだ者の中での、表側の区分の割合）　*：nが10未満　－：該当なし",
             pen->book->style.small);
    if (sheet->question->type == QUESTION_MULTIPLE && cells_total_line(cells, &line))
        pen_line(pen, ORDER_REMARK, pen->book->style.small);
}

void sheet_nested(struct book *book, const struct sheet *sheet, const struct cells *cells)
{
    struct pen pen = pen_start(book, sheet);
    const struct question *question = sheet->question;
    struct nested nested = {
        .stub = stub_start(&pen, cells, question),
        .pen = &pen,
        .cells = cells,
        .sheet = sheet,
        .order = cells_order(cells, book->arena, question),
        .answers = counts_answers(&cells->counts[question->first_item]),
    };
    size_t columns = MEASURES * nested.answers;
    pen_columns(&pen, nested.stub.count, nested.stub.count + columns - 1,
                column_width(VALUE_WIDTH));
    write_remarks(&pen, sheet, cells);
    struct table_frame frame = {
        .header = pen.row,
        .columns = nested.stub.count + columns,
        .stub = nested.stub.count,
        .page_wide = (uint16_t)(1 + (columns - 1) / VALUE_COLUMNS_PER_PAGE),
    };
    write_header(&nested);
    for (size_t i = 0; i < question->item_count; i++)
        write_item(&nested, question->first_item + i);
    frame.last = pen.row - 1;
    pen_finish_table(&pen, &frame);
}
