/* 回収状況と偏り: do those who answered look like the whole frame? */
#include "report/sheets.h"

#include "common/table_words.h"
#include "report/panel.h"

#include <string.h>

enum { COLUMN_COUNT = 11, STUB = 5 };

static const char *const names[COLUMN_COUNT] = {
    WORD_FORM,
    WORD_PANEL_MEASURE,
    WORD_BANNER,
    WORD_KEY,
    WORD_CLASS,
    WORD_PANEL_FRAME,
    WORD_PANEL_ANSWERED,
    WORD_PANEL_COVERED,
    WORD_PANEL_FRAME_SHARE,
    WORD_PANEL_ANSWERED_SHARE,
    WORD_PANEL_DIFFERENCE,
};
static const size_t widths[COLUMN_COUNT] = {10, 18, 18, 12, 26, 13, 14, 14, 20, 18, 16};

static void write_tenths(struct pen *pen, size_t column, int64_t tenths,
                         const struct row_style *style)
{
    if (tenths == MEASURE_NONE)
        pen_text(pen, column, WORD_NO_FIGURE, style->none);
    else
        pen_tenths(pen, column, tenths, style->percent[SHADE_NONE]);
}

static void write_decimal(struct pen *pen, size_t column, const char *decimal,
                          const struct row_style *style)
{
    pen_decimal(pen, column, decimal, strchr(decimal, '.') != NULL ? style->exact : style->whole);
}

static void write_stub(struct pen *pen, const struct panel_row *row, const struct row_style *style)
{
    const struct config *config = pen->book->config;
    const struct form *form = row->panel->form;
    pen_text(pen, 0, form->title, style->text);
    pen_text(pen, 1, row->column != NULL ? row->column->label : "対象数", style->text);
    if (row->column != NULL) {
        pen_text(pen, 2, "全体", style->text);
        pen_text(pen, 3, "all", style->code);
        pen_text(pen, 4, "全体", style->text);
        return;
    }
    const struct banner *banner =
        &config->codebook.banners[form - config->codebook.forms].banners[row->banner];
    pen_text(pen, 2, banner->label, style->text);
    pen_text(pen, 3, banner->classes[row->class].key, style->code);
    pen_text(pen, 4, banner->classes[row->class].label, style->text);
}

static void write_row(struct pen *pen, const struct panel_row *row)
{
    bool first = row->column != NULL || row->class == 0;
    const struct row_style *style = &pen->book->style.rows[first ? RULING_FIRST : RULING_INNER];
    write_stub(pen, row, style);
    write_decimal(pen, STUB, row->frame, style);
    write_decimal(pen, STUB + 1, row->answered, style);
    write_tenths(pen, STUB + 2, row->covered, style);
    write_tenths(pen, STUB + 3, row->frame_share, style);
    write_tenths(pen, STUB + 4, row->answered_share, style);
    write_tenths(pen, STUB + 5, row->difference, style);
    pen->row++;
}

void sheet_panel(struct book *book, const struct sheet *sheet)
{
    struct pen pen = pen_start(book, sheet);
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        pen_columns(&pen, i, i, column_width(widths[i]));
    pen_line(
        &pen,
        "回答した対象が、全対象（名簿）と同じような構成かを示す。差＝回答の構成比－全対象の構成比。"
        "負の値は、その区分の回答が少ないことを示す。",
        book->style.small);
    pen_line(&pen,
             "カバー率＝回答した対象の計÷全対象の計×100。差は件数から計算し、一度だけ四捨五入する"
             "（0.05は0から遠い方へ）。",
             book->style.small);
    struct table_frame frame = {
        .header = pen.row, .columns = COLUMN_COUNT, .stub = STUB, .page_wide = 1};
    pen_height(&pen, 2);
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        pen_text(&pen, i, names[i], book->style.header);
    pen.row++;
    size_t count;
    const struct panel_row *rows = panel_rows(book->arena, book->config, book->loaded, &count);
    for (size_t i = 0; i < count; i++)
        write_row(&pen, &rows[i]);
    frame.last = pen.row - 1;
    pen_finish_table(&pen, &frame);
}
