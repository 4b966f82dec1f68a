/*
 * The cross table of a question: a row per class of every banner (and per row of a grid), the
 * counts, then the percentages. One header row with unique names; no merged cells.
 */
#include "report/sheets.h"

#include "common/display.h"
#include "common/table_words.h"
#include "report/words.h"

#include <string.h>

/* More columns than this cannot be read on one page in print. */
enum { VALUE_COLUMNS_PER_PAGE = 12 };
enum { VALUE_NARROWEST = 9, VALUE_WIDEST = 12 };

/* The row of the table that is being written. */
struct cross {
    struct stub stub;
    struct pen *pen;
    const struct question *question;
    const struct cells *cells;
    const struct counts *counts;
    const size_t *order; /* of the answers, in the columns */
    size_t answers;
    size_t line;
    size_t total_line;
    bool has_total;
};

static size_t value_width(const struct question *question)
{
    size_t longest = 0;
    for (size_t i = 0; i < question->option_count; i++) {
        size_t width = display_width(question->options[i].label);
        longest = width > longest ? width : longest;
    }
    size_t width = VALUE_NARROWEST + longest / 16;
    return width < VALUE_WIDEST ? width : VALUE_WIDEST;
}

static const char *column_name(struct cross *cross, size_t answer, const char *measure)
{
    struct arena *arena = cross->pen->book->arena;
    return arena_printf(arena, "%s %s", measure,
                        words_column(arena, cross->cells, cross->question->first_item, answer));
}

static void write_header(struct cross *cross, size_t width)
{
    struct pen *pen = cross->pen;
    size_t answers = cross->answers, lines = 2;
    for (size_t a = 0; a < answers; a++) {
        size_t own = display_lines(column_name(cross, a, WORD_COUNT), width) + 1;
        lines = own > lines ? own : lines;
    }
    pen_height(pen, lines);
    stub_header(&cross->stub);
    for (size_t a = 0; a < answers; a++) {
        pen_text(pen, cross->stub.count + a, column_name(cross, cross->order[a], WORD_COUNT),
                 pen->book->style.header_count);
        pen_text(pen, cross->stub.count + answers + a,
                 column_name(cross, cross->order[a], WORD_PERCENT),
                 pen->book->style.header_percent);
    }
}

/* What the shades mean, each shown as it is used. */
static void write_legend(struct cross *cross)
{
    static const struct {
        enum shade shade;
        const char *text;
    } samples[] = {{SHADE_UP_10, "+10以上"},
                   {SHADE_UP_5, "+5以上"},
                   {SHADE_DOWN_5, "-5以下"},
                   {SHADE_DOWN_10, "-10以下"}};
    struct pen *pen = cross->pen;
    pen_text(pen, 0, "網かけ：総数の％との差（ポイント）　*：nが10未満　－：該当なし（n＝0）",
             pen->book->style.small);
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
        pen_text(pen, cross->stub.count + i, samples[i].text,
                 pen->book->style.sample[samples[i].shade]);
    pen->row++;
}

static enum shade cell_shade(const struct cross *cross, size_t answer, int64_t tenths)
{
    if (!cross->has_total || cross->counts->base[cross->total_line] == 0)
        return SHADE_NONE;
    return shade_of(tenths, counts_tenths(cross->counts, cross->total_line, answer));
}

static void write_percent(struct cross *cross, size_t column, size_t answer,
                          const struct row_style *style)
{
    int64_t tenths = counts_tenths(cross->counts, cross->line, answer);
    if (tenths < 0) {
        pen_text(cross->pen, column, WORD_NO_FIGURE, style->none);
        return;
    }
    enum shade shade = cell_shade(cross, answer, tenths);
    int64_t count = counts_count(cross->counts, cross->line, answer);
    pen_tenths(cross->pen, column, tenths, count == 0 ? style->zero[shade] : style->percent[shade]);
}

static void write_row(struct cross *cross, const struct stub_row *row)
{
    const struct row_style *style = stub_style(&cross->stub, row->banner, row->class);
    stub_write(&cross->stub, row, style);
    size_t column = cross->stub.count;
    for (size_t a = 0; a < cross->answers; a++)
        pen_whole(cross->pen, column++, counts_count(cross->counts, cross->line, cross->order[a]),
                  style->whole);
    for (size_t a = 0; a < cross->answers; a++)
        write_percent(cross, column++, cross->order[a], style);
    cross->pen->row++;
}

static void write_item(struct cross *cross, const struct cells *cells, size_t item)
{
    cross->counts = &cells->counts[item];
    struct stub_row row = {.item = &cells->form->items[item]};
    for (row.banner = 0; row.banner < cells->banners->count; row.banner++) {
        size_t classes = cells->banners->banners[row.banner].class_count;
        for (row.class = 0; row.class < classes; row.class ++) {
            cross->line = cells->first_class[row.banner] + row.class;
            row.n = cross->counts->base[cross->line];
            write_row(cross, &row);
        }
    }
}

void sheet_question(struct book *book, const struct sheet *sheet, const struct cells *cells)
{
    const struct question *question = sheet->question;
    struct pen pen = pen_start(book, sheet);
    struct cross cross = {
        .stub = stub_start(&pen, cells, question),
        .pen = &pen,
        .question = question,
        .cells = cells,
        .order = cells_order(cells, book->arena, question),
        .answers = counts_answers(&cells->counts[question->first_item]),
    };
    cross.has_total = cells_total_line(cells, &cross.total_line);
    size_t columns = 2 * cross.answers, width = value_width(question);
    pen_columns(&pen, cross.stub.count, cross.stub.count + columns - 1, column_width(width));
    stub_remarks(&pen, sheet);
    if (question->type == QUESTION_MULTIPLE && cross.has_total)
        pen_line(&pen, ORDER_REMARK, book->style.small);
    write_legend(&cross);
    struct table_frame frame = {
        .header = pen.row,
        .columns = cross.stub.count + columns,
        .stub = cross.stub.count,
        .page_wide = (uint16_t)(1 + (columns - 1) / VALUE_COLUMNS_PER_PAGE),
    };
    write_header(&cross, width);
    pen.row++;
    for (size_t i = 0; i < question->item_count; i++)
        write_item(&cross, cells, question->first_item + i);
    frame.last = pen.row - 1;
    pen_finish_table(&pen, &frame);
}
