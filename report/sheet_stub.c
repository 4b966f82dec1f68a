/*
 * The left part of the cross tables: labels are repeated on every row and no cell is merged, so
 * that a table can be filtered, sorted and read by machines.
 */
#include "report/sheets.h"

#include "common/display.h"
#include "common/table_words.h"
#include "report/words.h"

#include <string.h>

enum { LABEL_NARROWEST = 8, LABEL_WIDEST = 52, COUNT_WIDTH = 8, MARK_WIDTH = 4 };
/* The names of the columns, with room for the button of the filter. */
enum { NAME_WIDTH = 12 };

/* The widest of some texts, within the limits. */
struct widest {
    size_t width;
};

static void take(struct widest *widest, const char *text)
{
    size_t width = display_width(text);
    if (width > LABEL_WIDEST)
        width = LABEL_WIDEST;
    if (width > widest->width)
        widest->width = width;
}

static struct widest widest_row(const struct question *question)
{
    struct widest widest = {LABEL_NARROWEST};
    for (size_t r = 0; r < question->row_count; r++)
        take(&widest, question->rows[r].label);
    return widest;
}

static void set_column(struct pen *pen, size_t column, struct widest widest)
{
    pen_columns(pen, column, column, column_width(widest.width));
}

/* 表側, 区分コード and 区分, as wide as the banners need. */
static void set_banner_columns(struct pen *pen, size_t column, const struct banner_set *banners)
{
    struct widest label = {LABEL_NARROWEST}, key = {NAME_WIDTH}, class = {LABEL_NARROWEST};
    for (size_t b = 0; b < banners->count; b++) {
        const struct banner *banner = &banners->banners[b];
        take(&label, banner->label);
        for (size_t c = 0; c < banner->class_count; c++) {
            take(&key, banner->classes[c].key);
            take(&class, banner->classes[c].label);
        }
    }
    set_column(pen, column, label);
    set_column(pen, column + 1, key);
    set_column(pen, column + 2, class);
}

struct stub stub_start(struct pen *pen, const struct cells *cells, const struct question *question)
{
    struct stub stub = {.pen = pen, .cells = cells, .grid = question->row_count > 0};
    size_t column = 0;
    if (stub.grid)
        set_column(pen, column++, widest_row(question));
    set_banner_columns(pen, column, cells->banners);
    pen_columns(pen, column + 3, column + 3, column_width(COUNT_WIDTH));
    pen_columns(pen, column + 4, column + 4, column_width(MARK_WIDTH));
    stub.count = column + 5;
    return stub;
}

void stub_header(struct stub *stub)
{
    static const char *const names[] = {WORD_BANNER, WORD_KEY, WORD_CLASS, WORD_N, WORD_MARK};
    lxw_format *format = stub->pen->book->style.header;
    size_t column = 0;
    if (stub->grid)
        pen_text(stub->pen, column++, WORD_ROW, format);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        pen_text(stub->pen, column++, names[i], format);
}

/* No label is wider than it has bytes: most need no measuring. */
static size_t label_lines(const char *label)
{
    return strlen(label) <= LABEL_WIDEST ? 1 : display_lines(label, LABEL_WIDEST);
}

static void write_label(struct stub *stub, size_t column, const char *label,
                        const struct row_style *style)
{
    pen_text(stub->pen, column, label, label_lines(label) > 1 ? style->wrapped : style->text);
}

/* A row is as high as the longest of its labels needs. */
static void set_height(struct stub *stub, const struct stub_row *row, const struct class *class)
{
    size_t lines = label_lines(class->label);
    if (stub->grid && label_lines(row->item->row->label) > lines)
        lines = label_lines(row->item->row->label);
    pen_height(stub->pen, lines);
}

void stub_write(struct stub *stub, const struct stub_row *row, const struct row_style *style)
{
    const struct banner *banner = &stub->cells->banners->banners[row->banner];
    const struct class *class = &banner->classes[row->class];
    size_t column = 0;
    set_height(stub, row, class);
    if (stub->grid)
        write_label(stub, column++, row->item->row->label, style);
    pen_text(stub->pen, column++, banner->label, style->text);
    pen_text(stub->pen, column++, class->key, style->code);
    write_label(stub, column++, class->label, style);
    pen_whole(stub->pen, column++, row->n, style->whole);
    pen_text(stub->pen, column, row->n < SMALL_BASE ? WORD_SMALL : "", style->code);
}

bool stub_shows(const struct sheet *sheet, const struct cells *cells, size_t banner)
{
    return sheet->nesting == NULL || sheet->nesting->banner == banner ||
           cells->banners->banners[banner].kind == BANNER_TOTAL;
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
