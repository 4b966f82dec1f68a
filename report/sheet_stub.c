/*
 * The left part of the cross tables: labels are repeated on every row and no cell is merged, so
 * that a table can be filtered, sorted and read by machines.
 */
#include "report/sheets.h"

#include "report/words.h"

/* A base under this prints with the mark: its percentages say little. */
enum { SMALL_BASE = 10 };

enum { LABEL_NARROWEST = 8, LABEL_WIDEST = 60, CODE_WIDTH = 10, COUNT_WIDTH = 8, MARK_WIDTH = 4 };

static size_t clamp(size_t width)
{
    return width < LABEL_NARROWEST ? LABEL_NARROWEST : width > LABEL_WIDEST ? LABEL_WIDEST : width;
}

static size_t widest_row(const struct question *question)
{
    size_t widest = 0;
    for (size_t r = 0; r < question->row_count; r++) {
        size_t width = text_width(question->rows[r].label);
        widest = width > widest ? width : widest;
    }
    return clamp(widest);
}

static size_t widest_banner(const struct banner_set *banners)
{
    size_t widest = 0;
    for (size_t b = 0; b < banners->count; b++) {
        size_t width = text_width(banners->banners[b].label);
        widest = width > widest ? width : widest;
    }
    return clamp(widest);
}

static size_t widest_class(const struct banner_set *banners)
{
    size_t widest = 0;
    for (size_t b = 0; b < banners->count; b++) {
        const struct banner *banner = &banners->banners[b];
        for (size_t c = 0; c < banner->class_count; c++) {
            size_t width = text_width(banner->classes[c].label);
            widest = width > widest ? width : widest;
        }
    }
    return clamp(widest);
}

struct stub stub_start(struct pen *pen, const struct cells *cells, const struct question *question)
{
    struct stub stub = {.pen = pen, .cells = cells, .grid = question->row_count > 0};
    size_t column = 0;
    if (stub.grid)
        pen_columns(pen, column, column, column_width(widest_row(question))), column++;
    pen_columns(pen, column, column, column_width(widest_banner(cells->banners)));
    pen_columns(pen, column + 1, column + 1, column_width(CODE_WIDTH));
    pen_columns(pen, column + 2, column + 2, column_width(widest_class(cells->banners)));
    pen_columns(pen, column + 3, column + 3, column_width(COUNT_WIDTH));
    pen_columns(pen, column + 4, column + 4, column_width(MARK_WIDTH));
    stub.count = column + 5;
    return stub;
}

void stub_header(struct stub *stub)
{
    static const char *const names[] = {"表側", "区分コード", "区分", "n", "注"};
    lxw_format *format = stub->pen->book->style.header;
    size_t column = 0;
    if (stub->grid)
        pen_text(stub->pen, column++, "項目", format);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        pen_text(stub->pen, column++, names[i], format);
}

void stub_write(struct stub *stub, const struct stub_row *row, const struct row_style *style)
{
    const struct banner *banner = &stub->cells->banners->banners[row->banner];
    const struct class *class = &banner->classes[row->class];
    size_t column = 0;
    if (stub->grid)
        pen_text(stub->pen, column++, row->item->row->label, style->text);
    pen_text(stub->pen, column++, banner->label, style->text);
    pen_text(stub->pen, column++, class->key, style->code);
    pen_text(stub->pen, column++, class->label, style->text);
    pen_whole(stub->pen, column++, row->n, style->whole);
    pen_text(stub->pen, column, row->n < SMALL_BASE ? "*" : "", style->code);
}

const struct row_style *stub_style(const struct stub *stub, size_t banner, size_t class)
{
    const struct style *style = &stub->pen->book->style;
    if (stub->cells->banners->banners[banner].kind == BANNER_TOTAL)
        return &style->rows[RULING_TOTAL];
    return &style->rows[class == 0 ? RULING_FIRST : RULING_INNER];
}

void stub_remarks(struct pen *pen, const struct sheet *sheet)
{
    struct arena *arena = pen->book->arena;
    const struct question *question = sheet->question;
    const char *source = words_source(question->source);
    pen_line(pen,
             arena_printf(arena, "%s　集計対象：%s%s%s", words_type(question),
                          words_base(arena, sheet->form, question),
                          *source != '\0' ? "　出典：" : "", source),
             pen->book->style.small);
}
