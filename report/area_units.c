/*
 * The units of an area one by one: where each stands, and which derived variables it lacks: those
 * that say whether something is done and, of this unit, that it is not. Others are shown, not
 * counted.
 */
#include "report/area_book.h"

#include "common/display.h"
#include "common/table_words.h"
#include "report/words.h"

#include <string.h>

enum { FORM_WIDTH = 12, CODE_WIDTH = 12, NAME_WIDTH = 24, STATE_WIDTH = 10, COUNT_WIDTH = 13 };
enum { AREA_WIDTH = 14, DERIVED_WIDTH = 18 };

/* Does the workbook cover several prefectures, so that a row must say which? */
static bool has_parts(const struct area_book *book)
{
    return book->member_count > 1;
}

static void set_column(struct pen *pen, size_t column, const char *name, size_t width)
{
    pen_columns(pen, column, column, column_width(width));
    pen_text(pen, column, name, pen->book->style.header);
}

static const char *prefecture_label(const struct area_form *form, const struct area_unit *unit)
{
    const struct banner *banner = form->banners[AREA_PREFECTURE];
    int64_t class = unit->classes[AREA_PREFECTURE];
    return banner == NULL || class < 0 ? WORD_NO_FIGURE : banner->classes[class].label;
}

/* 団体コード, 団体名, of a bureau 都道府県, 状態; returns the next column. */
static size_t write_unit_header(const struct area_book *book, struct pen *pen, size_t column)
{
    set_column(pen, column++, WORD_UNIT_CODE, CODE_WIDTH);
    set_column(pen, column++, WORD_UNIT_NAME, NAME_WIDTH);
    if (has_parts(book))
        set_column(pen, column++, "都道府県", AREA_WIDTH);
    set_column(pen, column++, WORD_UNIT_STATE, STATE_WIDTH);
    return column;
}

static size_t write_unit(const struct area_book *book, struct pen *pen, size_t column,
                         const struct area_form *form, const struct area_unit *unit)
{
    const struct row_style *style = &pen->book->style.rows[RULING_INNER];
    pen_text(pen, column++, unit->unit, style->code);
    pen_text(pen, column++, unit->name, style->text);
    if (has_parts(book))
        pen_text(pen, column++, prefecture_label(form, unit), style->text);
    pen_text(pen, column++, state_words[unit->state].japanese, style->text);
    return column;
}

static void write_form_units(struct area_book *book, struct pen *pen, const struct area_form *form)
{
    const struct row_style *style = &pen->book->style.rows[RULING_INNER];
    for (size_t i = 0; i < form->unit_count; i++) {
        const struct area_unit *unit = &form->units[i];
        if (!area_has_unit(form, book->area, unit))
            continue;
        pen_text(pen, 0, form->form->title, style->text);
        size_t column = write_unit(book, pen, 1, form, unit);
        pen_whole(pen, column, unit->errors, style->whole);
        pen_whole(pen, column + 1, unit->warnings, style->whole);
        pen->row++;
    }
}

static const char *const state_notes[] = {
    "受理：回答があり、照会中のものがない　訂正済：照会の後に訂正され、照会中のものがない",
    "受付：確認が必要な回答があり、まだ照会していない　照会中：照会の回答を待っている",
    "未提出：調査票が届いていない　不受理：届いたが受理できなかった　取下げ：取り下げられた",
};

void area_sheet_units(struct area_book *book, const struct sheet *sheet)
{
    struct pen pen = pen_start(&book->book, sheet);
    worksheet_set_portrait(pen.worksheet);
    for (size_t i = 0; i < sizeof state_notes / sizeof *state_notes; i++)
        pen_line(&pen, state_notes[i], book->book.style.small);
    struct table_frame frame = {.header = pen.row, .stub = 3, .page_wide = 1};
    pen_height(&pen, 2);
    set_column(&pen, 0, WORD_FORM, FORM_WIDTH);
    size_t column = write_unit_header(book, &pen, 1);
    set_column(&pen, column++, WORD_OPEN_ERRORS, COUNT_WIDTH);
    set_column(&pen, column++, WORD_OPEN_WARNINGS, COUNT_WIDTH);
    frame.columns = column;
    pen.row++;
    for (size_t f = 0; f < book->areas->config->codebook.form_count; f++)
        write_form_units(book, &pen, &book->areas->forms[f]);
    frame.last = pen.row - 1;
    pen_finish_table(&pen, &frame);
}

/* ---- Who needs support ---- */

static bool is_lacking(const struct question *question, int code)
{
    return words_says_done(question) && code == question->options[1].code;
}

static const char *derived_text(const struct question *question, int code)
{
    return code == CODE_NOT_ASKED ? "非該当" : code_label(question, code);
}

/* The derived variables of a unit, and how many of them it lacks. */
static void write_derived(struct pen *pen, size_t column, const struct area_form *form,
                          const struct area_unit *unit)
{
    const struct style *style = &pen->book->style;
    const struct row_style *row = &style->rows[RULING_INNER];
    size_t count = form->form->question_count - form->first_derived;
    int64_t lacking = 0;
    for (size_t i = 0; i < count; i++) {
        const struct question *question = &form->form->questions[form->first_derived + i];
        if (unit->derived == NULL) {
            pen_text(pen, column + i, WORD_UNKNOWN, row->none);
            continue;
        }
        bool lacks = is_lacking(question, unit->derived[i]);
        lacking += lacks;
        pen_text(pen, column + i, derived_text(question, unit->derived[i]),
                 lacks ? style->sample[SHADE_UP_10] : row->code);
    }
    if (unit->derived == NULL)
        pen_text(pen, column + count, WORD_UNKNOWN, row->none);
    else
        pen_whole(pen, column + count, lacking, row->whole);
}

static size_t write_derived_header(struct pen *pen, size_t column, const struct form *form,
                                   size_t first)
{
    size_t lines = 2;
    for (size_t q = first; q < form->question_count; q++) {
        size_t own = display_lines(form->questions[q].text, DERIVED_WIDTH) + 1;
        lines = own > lines ? own : lines;
    }
    pen_height(pen, lines);
    for (size_t q = first; q < form->question_count; q++)
        set_column(pen, column++, form->questions[q].text, DERIVED_WIDTH);
    set_column(pen, column++, WORD_LACKING, COUNT_WIDTH);
    return column;
}

/* めざす姿…：不足 12（n=63、19.0％、全国 68.9％）, from the counts. */
static void write_summary(struct area_book *book, struct pen *pen, const struct area_form *form,
                          const struct question *question)
{
    const struct counts *counts = &form->cells->counts[question->first_item];
    size_t own = area_line(form, book->area), total;
    char percent[DECIMAL_SIZE];
    struct str text = {0};
    struct share share = {counts_count(counts, own, 1), counts->base[own]};
    str_appendf(&text, "%s：不足 ", question->text);
    append_whole(&text, share.count);
    str_append(&text, "（n=");
    append_whole(&text, share.base);
    if (share.base > 0)
        str_appendf(&text, "、%s％", decimal_text(percent, measure_percent(share), 1));
    if (cells_total_line(form->cells, &total) && counts->base[total] > 0) {
        struct share all = {counts_count(counts, total, 1), counts->base[total]};
        str_appendf(&text, "、全体 %s％", decimal_text(percent, measure_percent(all), 1));
    }
    str_append(&text, "）");
    pen_line(pen, str_text(&text), pen->book->style.text);
    str_release(&text);
}

void area_sheet_support(struct area_book *book, const struct sheet *sheet)
{
    struct pen pen = pen_start(&book->book, sheet);
    const struct area_form *form =
        &book->areas->forms[sheet->form - book->areas->config->codebook.forms];
    pen_line(
        &pen,
        "回答から計算した派生変数。選択肢が「はい」「いいえ」などの二つのものでは、後者に当たるもの"
        "（網かけ・太字）を「不足」と数える。",
        book->book.style.small);
    pen_line(&pen, "無回答・不明・非該当は不足と数えない。　…：未提出", book->book.style.small);
    for (size_t q = form->first_derived; q < form->form->question_count; q++) {
        if (words_says_done(&form->form->questions[q]))
            write_summary(book, &pen, form, &form->form->questions[q]);
    }
    struct table_frame frame = {.header = pen.row, .stub = 2, .page_wide = 1};
    /* Its height comes first. */
    size_t column = has_parts(book) ? 4 : 3;
    frame.columns = write_derived_header(&pen, column, form->form, form->first_derived);
    write_unit_header(book, &pen, 0);
    pen.row++;
    for (size_t i = 0; i < form->unit_count; i++) {
        const struct area_unit *unit = &form->units[i];
        if (!area_has_unit(form, book->area, unit))
            continue;
        write_derived(&pen, write_unit(book, &pen, 0, form, unit), form, unit);
        pen.row++;
    }
    frame.last = pen.row - 1;
    pen_finish_table(&pen, &frame);
}
