/* The contents: every sheet with a link, what it shows and n; and what is not tabulated. */
#include "report/sheets.h"

#include "common/display.h"
#include "common/table_words.h"
#include "report/words.h"

enum { NAME_WIDTH = 34, TITLE_WIDTH = 96, N_WIDTH = 8 };

/* Workbooks that count nobody have no column for it. */
static bool shows_n(const struct book *book)
{
    for (size_t i = 0; i < book->sheet_count; i++)
        if (book->sheets[i].n >= 0)
            return true;
    return false;
}

static void write_sheet(struct pen *pen, const struct sheet *sheet)
{
    const struct row_style *style = &pen->book->style.rows[RULING_INNER];
    pen_height(pen, display_lines(sheet->title, TITLE_WIDTH));
    pen_link_cell(pen, 0, sheet, sheet->name);
    pen_text(pen, 1, sheet->title, style->wrapped);
    if (sheet->n >= 0)
        pen_whole(pen, 2, sheet->n, style->whole);
    else if (shows_n(pen->book))
        pen_text(pen, 2, "", style->whole);
    pen->row++;
}

static void write_untabulated(struct pen *pen, const struct form *form)
{
    struct book *book = pen->book;
    const struct row_style *style = &book->style.rows[RULING_INNER];
    for (size_t i = 0; i < form->question_count; i++) {
        const struct question *question = &form->questions[i];
        if (question->type != QUESTION_TEXT)
            continue;
        pen_text(pen, 0,
                 arena_printf(book->arena, "%s %s", form_short_title(book->arena, form),
                              words_number(question)),
                 style->text);
        const char *words = arena_printf(book->arena, "%s　自由記述（集計対象外）", question->text);
        pen_height(pen, display_lines(words, TITLE_WIDTH));
        pen_text(pen, 1, words, style->wrapped);
        pen_text(pen, 2, "", style->whole);
        pen->row++;
    }
}

static void write_left_out(struct pen *pen, const struct left_out *left_out)
{
    const struct row_style *style = &pen->book->style.rows[RULING_INNER];
    const struct figure *figure = left_out->figure;
    const char *words = arena_printf(pen->book->arena, "%s　%s", figure->title, left_out->reason);
    pen_height(pen, display_lines(words, TITLE_WIDTH));
    pen_text(pen, 0, figure->number, style->text);
    pen_text(pen, 1, words, style->wrapped);
    pen_text(pen, 2, "", style->whole);
    pen->row++;
}

/* A workbook without cross tables leaves nothing out of them. */
static bool has_cross_tables(const struct book *book)
{
    for (size_t i = 0; i < book->sheet_count; i++)
        if (book->sheets[i].kind == SHEET_QUESTION || book->sheets[i].kind == SHEET_NUMBERS)
            return true;
    return false;
}

void sheet_contents(struct book *book, const struct sheet *sheet)
{
    struct pen pen = pen_start(book, sheet);
    const struct codebook *codebook = &book->config->codebook;
    pen_columns(&pen, 0, 0, column_width(NAME_WIDTH));
    pen_columns(&pen, 1, 1, column_width(TITLE_WIDTH));
    pen_columns(&pen, 2, 2, column_width(N_WIDTH));
    pen.row++;
    lxw_row_t header = pen.row;
    pen_text(&pen, 0, WORD_SHEET, book->style.header);
    pen_text(&pen, 1, WORD_SHOWN, book->style.header);
    if (shows_n(book))
        pen_text(&pen, 2, WORD_N, book->style.header);
    pen.row++;
    worksheet_freeze_panes(pen.worksheet, pen.row, 0);
    for (size_t i = 0; i < book->sheet_count; i++) {
        if (book->sheets[i].kind != SHEET_CONTENTS)
            write_sheet(&pen, &book->sheets[i]);
    }
    for (size_t i = 0; i < book->left_out_count; i++)
        write_left_out(&pen, &book->left_out[i]);
    for (size_t i = 0; i < codebook->form_count && has_cross_tables(book); i++) {
        if (book_has_form(book, &codebook->forms[i]))
            write_untabulated(&pen, &codebook->forms[i]);
    }
    pen_add_table(&pen, header, pen.row - 1, shows_n(book) ? 3 : 2);
    book_check(book, worksheet_repeat_rows(pen.worksheet, header, header));
    worksheet_fit_to_pages(pen.worksheet, 1, 0);
}
