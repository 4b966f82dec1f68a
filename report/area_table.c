/*
 * The table of a question in the workbook of an area: a row per answer (and per row of a grid) and
 * area; its count and percentage beside those of its bureau and of all units, the differences, its
 * place among all areas of its kind, and the non-response bounds. No cell is merged, labels are
 * repeated.
 */
#include "report/area_book.h"

#include "common/display.h"
#include "common/table_words.h"
#include "report/sheets.h"
#include "report/words.h"

#include <stdlib.h>

enum { LABEL_NARROWEST = 8, LABEL_WIDEST = 56, CODE_WIDTH = 12, COUNT_WIDTH = 9, MARK_WIDTH = 4 };
enum { VALUE_WIDTH = 10 };

/* ---- What both kinds of table share ---- */

struct area_table area_table_start(struct area_book *book, const struct sheet *sheet,
                                   const struct area_form *form)
{
    const struct area *area = book->area;
    struct area_table table = {
        .area_book = book,
        .pen = pen_start(&book->book, sheet),
        .form = form,
        .question = sheet->question,
        .bureau = area->level == AREA_BUREAU ? area : area->bureau,
    };
    size_t class;
    if (table.bureau != NULL && !area_class(form, table.bureau, &class))
        table.bureau = NULL;
    if (area->level == AREA_BUREAU && book->member_count == 1)
        table.bureau = NULL;
    if (table.bureau != NULL)
        table.bureau_line = area_line(form, table.bureau);
    table.nation = cells_total_line(form->cells, &table.total_line);
    for (size_t b = 0; b < form->set->count; b++) {
        if (form->set->banners[b].kind == BANNER_TOTAL)
            table.nation_label = form->set->banners[b].classes[0].label;
    }
    stub_remarks(&table.pen, sheet);
    if (form->previous != NULL)
        pen_line(&table.pen, form->previous->remarks[sheet->question - form->form->questions],
                 table.pen.book->style.small);
    return table;
}

bool area_table_has_previous(const struct area_table *table)
{
    return last_wave_compares(table->form->previous, table->question);
}

bool area_table_beside(const struct area_table *table, const struct area *row)
{
    return table->bureau != NULL && row != table->bureau;
}

const char *area_table_name(const struct area_table *table, const char *area, const char *measure)
{
    return arena_printf(table->pen.book->arena, "%s%s", area, measure);
}

size_t area_table_header_lines(const struct area_table *table, const char *longest, size_t width)
{
    const char *areas[] = {table->bureau != NULL ? table->bureau->label : "",
                           table->nation ? table->nation_label : ""};
    size_t lines = 2;
    for (size_t i = 0; i < 2; i++) {
        size_t own = display_lines(area_table_name(table, areas[i], longest), width) + 1;
        lines = own > lines ? own : lines;
    }
    return lines;
}

void area_table_stub(struct area_table *table, size_t column, const struct area *row, int64_t n,
                     const struct row_style *style)
{
    pen_text(&table->pen, column, row->key, style->code);
    pen_text(&table->pen, column + 1, row->label, style->text);
    pen_whole(&table->pen, column + 2, n, style->whole);
    pen_text(&table->pen, column + 3, n < SMALL_BASE ? WORD_SMALL : "", style->code);
}

void area_table_stub_header(struct area_table *table, size_t column)
{
    static const char *const names[AREA_STUB] = {WORD_KEY, WORD_CLASS, WORD_N, WORD_MARK};
    struct pen *pen = &table->pen;
    size_t widest = LABEL_NARROWEST;
    for (size_t i = 0; i < table->area_book->member_count; i++) {
        size_t width = display_width(table->area_book->members[i]->label);
        widest = width > widest ? width : widest;
    }
    pen_columns(pen, column, column, column_width(CODE_WIDTH));
    pen_columns(pen, column + 1, column + 1, column_width(widest));
    pen_columns(pen, column + 2, column + 2, column_width(COUNT_WIDTH));
    pen_columns(pen, column + 3, column + 3, column_width(MARK_WIDTH));
    for (size_t i = 0; i < AREA_STUB; i++)
        pen_text(pen, column + i, names[i], pen->book->style.header);
}

static size_t widest_row(const struct question *question)
{
    size_t widest = LABEL_NARROWEST;
    for (size_t r = 0; r < question->row_count; r++) {
        size_t width = display_width(question->rows[r].label);
        widest = width > widest ? width : widest;
    }
    return widest < LABEL_WIDEST ? widest : LABEL_WIDEST;
}

void area_table_row_header(struct area_table *table)
{
    pen_columns(&table->pen, 0, 0, column_width(widest_row(table->question)));
    pen_text(&table->pen, 0, WORD_ROW, table->pen.book->style.header);
}

/* ---- A question with answers ---- */

/* One row: an answer to an item in an area. */
struct answer_row {
    const struct area *area;
    size_t item, answer, line;
    const struct row_style *style;
};

struct answer_table {
    struct area_table table;
    size_t labels; /* columns before the area: the row of a grid, the answer */
};

static struct share share_at(const struct answer_table *answers, const struct answer_row *row,
                             size_t line)
{
    const struct counts *counts = &answers->table.form->cells->counts[row->item];
    return (struct share){counts_count(counts, line, row->answer), counts->base[line]};
}

static void write_percent(struct pen *pen, size_t column, struct share share, enum shade shade,
                          const struct row_style *style)
{
    int64_t percent = measure_percent(share);
    if (percent == MEASURE_NONE)
        pen_text(pen, column, WORD_NO_FIGURE, style->none);
    else
        pen_tenths(pen, column, percent,
                   share.count == 0 ? style->zero[shade] : style->percent[shade]);
}

static void write_tenths(struct pen *pen, size_t column, int64_t tenths, lxw_format *format,
                         const struct row_style *style)
{
    if (tenths == MEASURE_NONE)
        pen_text(pen, column, WORD_NO_FIGURE, style->none);
    else
        pen_tenths(pen, column, tenths, format);
}

/* n and percentage of the last wave, and the difference from it. */
static size_t write_previous(struct answer_table *answers, const struct answer_row *row,
                             size_t column)
{
    struct area_table *table = &answers->table;
    struct pen *pen = &table->pen;
    struct share then = {0};
    size_t line;
    if (!area_table_has_previous(table))
        return column;
    bool known = table->form->previous->items[row->item] != NULL &&
                 area_previous_line(table->form, row->area, &line);
    if (known) {
        then = last_wave_share(table->form->previous, row->item, row->answer, line);
        pen_whole(pen, column, then.base, row->style->whole);
    } else {
        pen_text(pen, column, WORD_NO_FIGURE, row->style->none);
    }
    write_percent(pen, column + 1, then, SHADE_NONE, row->style);
    write_tenths(pen, column + 2, measure_difference(share_at(answers, row, row->line), then),
                 row->style->points[SHADE_NONE], row->style);
    return column + 3;
}

/* n and percentage of those the area is compared with, then the differences. */
static size_t write_beside(struct answer_table *answers, const struct answer_row *row,
                           size_t column)
{
    struct area_table *table = &answers->table;
    struct pen *pen = &table->pen;
    const struct row_style *style = row->style;
    bool shown[] = {table->bureau != NULL, table->nation};
    bool known[] = {area_table_beside(table, row->area), table->nation};
    size_t lines[] = {table->bureau_line, table->total_line};
    for (size_t i = 0; i < 2; i++) {
        if (shown[i] && known[i]) {
            struct share share = share_at(answers, row, lines[i]);
            pen_whole(pen, column, share.base, style->whole);
            write_percent(pen, column + 1, share, SHADE_NONE, style);
        } else if (shown[i]) {
            pen_text(pen, column, WORD_NO_FIGURE, style->none);
            pen_text(pen, column + 1, WORD_NO_FIGURE, style->none);
        }
        column += shown[i] ? 2 : 0;
    }
    struct share own = share_at(answers, row, row->line);
    for (size_t i = 0; i < 2; i++) {
        int64_t points =
            known[i] ? measure_difference(own, share_at(answers, row, lines[i])) : MEASURE_NONE;
        if (shown[i])
            write_tenths(pen, column++, points, style->points[SHADE_NONE], style);
    }
    return column;
}

/* The place of the area among all of its kind for which there is a figure, and how many these are.
 */
static void write_rank(struct answer_table *answers, const struct answer_row *row, size_t column)
{
    const struct area_form *form = answers->table.form;
    struct pen *pen = &answers->table.pen;
    const struct counts *counts = &form->cells->counts[row->item];
    const struct banner *banner = form->banners[row->area->level];
    size_t class, known = 0;
    size_t first = form->cells->first_class[banner - form->set->banners];
    for (size_t c = 0; c < banner->class_count; c++)
        known += counts->base[first + c] > 0;
    if (!area_class(form, row->area, &class))
        abort();
    int64_t rank =
        form->ranks[row->area->level][row->item][class * counts_answers(counts) + row->answer];
    if (rank == 0 || form->list[row->area->level]) {
        pen_text(pen, column, WORD_NO_FIGURE, row->style->none);
        pen_text(pen, column + 1, WORD_NO_FIGURE, row->style->none);
        return;
    }
    pen_whole(pen, column, rank, row->style->whole);
    pen_whole(pen, column + 1, (int64_t)known, row->style->whole);
}

static void write_labels(struct answer_table *answers, const struct answer_row *row)
{
    struct pen *pen = &answers->table.pen;
    const struct cells *cells = answers->table.form->cells;
    const struct item *item = &cells->form->items[row->item];
    const char *answer = words_column(pen->book->arena, cells, row->item, row->answer);
    size_t lines = display_lines(answer, LABEL_WIDEST), column = 0;
    if (item->row != NULL) {
        size_t own = display_lines(item->row->label, LABEL_WIDEST);
        lines = own > lines ? own : lines;
    }
    pen_height(pen, lines);
    if (item->row != NULL)
        pen_text(pen, column++, item->row->label, row->style->wrapped);
    pen_text(pen, column, answer, row->style->wrapped);
}

static void write_row(struct answer_table *answers, const struct answer_row *row)
{
    struct area_table *table = &answers->table;
    struct pen *pen = &table->pen;
    struct share own = share_at(answers, row, row->line);
    enum shade shade = SHADE_NONE;
    if (table->nation && own.base > 0)
        shade = shade_of(measure_percent(own),
                         measure_percent(share_at(answers, row, table->total_line)));
    write_labels(answers, row);
    area_table_stub(table, answers->labels, row->area, own.base, row->style);
    size_t column = answers->labels + AREA_STUB;
    pen_whole(pen, column++, own.count, row->style->whole);
    write_percent(pen, column++, own, shade, row->style);
    column = write_previous(answers, row, column);
    column = write_beside(answers, row, column);
    write_rank(answers, row, column);
    const struct banner *banner = table->form->banners[row->area->level];
    struct cell_place place = {row->item, (size_t)(banner - table->form->set->banners), row->line,
                               row->answer};
    struct bounds bounds = cells_measures(table->form->cells, &place).bounds;
    write_tenths(pen, column + 2, bounds.low, row->style->percent[SHADE_NONE], row->style);
    write_tenths(pen, column + 3, bounds.high, row->style->percent[SHADE_NONE], row->style);
    pen->row++;
}

static void write_item(struct answer_table *answers, size_t item, const size_t *order)
{
    const struct area_form *form = answers->table.form;
    const struct area_book *book = answers->table.area_book;
    const struct style *style = &answers->table.pen.book->style;
    struct answer_row row = {.item = item};
    for (size_t a = 0; a < counts_answers(&form->cells->counts[item]); a++) {
        row.answer = order[a];
        for (size_t m = 0; m < book->member_count; m++) {
            size_t class;
            row.area = book->members[m];
            if (!area_class(form, row.area, &class))
                continue;
            bool first = m == 0 && (a == 0 || book->member_count > 1);
            row.style = &style->rows[m == 0 && book->member_count > 1 ? RULING_TOTAL
                                     : first                          ? RULING_FIRST
                                                                      : RULING_INNER];
            row.line = area_line(form, row.area);
            write_row(answers, &row);
        }
    }
}

/* ---- The header ---- */

static size_t widest_answer(const struct area_table *table)
{
    size_t widest = LABEL_NARROWEST;
    const struct cells *cells = table->form->cells;
    size_t item = table->question->first_item;
    for (size_t a = 0; a < counts_answers(&cells->counts[item]); a++) {
        size_t width = display_width(words_column(table->pen.book->arena, cells, item, a));
        widest = width > widest ? width : widest;
    }
    return widest < LABEL_WIDEST ? widest : LABEL_WIDEST;
}

/* Returns how many columns the table has. */
static size_t write_header(struct answer_table *answers)
{
    struct area_table *table = &answers->table;
    struct pen *pen = &table->pen;
    const struct style *style = &pen->book->style;
    const char *bureau = table->bureau != NULL ? table->bureau->label : "";
    size_t column = answers->labels + AREA_STUB, first = column;
    pen_height(pen, area_table_header_lines(table, WORD_AREA_DIFFERENCE, VALUE_WIDTH));
    if (answers->labels == 2)
        area_table_row_header(table);
    pen_columns(pen, answers->labels - 1, answers->labels - 1, column_width(widest_answer(table)));
    pen_text(pen, answers->labels - 1, WORD_ANSWER, style->header);
    area_table_stub_header(table, answers->labels);
    pen_text(pen, column++, WORD_COUNT, style->header_count);
    pen_text(pen, column++, WORD_PERCENT, style->header_percent);
    if (area_table_has_previous(table)) {
        pen_text(pen, column++, WORD_PREVIOUS WORD_AREA_N, style->header_count);
        pen_text(pen, column++, WORD_PREVIOUS WORD_AREA_PERCENT, style->header_percent);
        pen_text(pen, column++, WORD_PREVIOUS WORD_AREA_DIFFERENCE, style->header_percent);
    }
    if (table->bureau != NULL) {
        pen_text(pen, column++, area_table_name(table, bureau, WORD_AREA_N), style->header_count);
        pen_text(pen, column++, area_table_name(table, bureau, WORD_AREA_PERCENT),
                 style->header_percent);
    }
    if (table->nation) {
        pen_text(pen, column++, area_table_name(table, table->nation_label, WORD_AREA_N),
                 style->header_count);
        pen_text(pen, column++, area_table_name(table, table->nation_label, WORD_AREA_PERCENT),
                 style->header_percent);
    }
    if (table->bureau != NULL)
        pen_text(pen, column++, area_table_name(table, bureau, WORD_AREA_DIFFERENCE),
                 style->header_percent);
    if (table->nation)
        pen_text(pen, column++, area_table_name(table, table->nation_label, WORD_AREA_DIFFERENCE),
                 style->header_percent);
    pen_text(pen, column++, WORD_RANK, style->header_count);
    pen_text(pen, column++, WORD_RANKED, style->header_count);
    pen_text(pen, column++, WORD_LOW, style->header_percent);
    pen_text(pen, column++, WORD_HIGH, style->header_percent);
    pen_columns(pen, first, column - 1, column_width(VALUE_WIDTH));
    return column;
}

static void write_legend(struct answer_table *answers)
{
    struct pen *pen = &answers->table.pen;
    pen_line(
        pen,
        "差：その地域の％－比べる地域の％（件数から計算し一度だけ四捨五入）　順位：％の大きい順"
        "（同じ値は同じ順位）　下限・上限：無回答による幅",
        pen->book->style.small);
    pen_line(pen,
             "網かけ：総数の％との差が5ポイント以上・10ポイント以上　*：nが10未満　－：該当なし",
             pen->book->style.small);
    if (answers->table.question->type == QUESTION_MULTIPLE && answers->table.nation)
        pen_line(pen, ORDER_REMARK, pen->book->style.small);
}

void area_sheet_question(struct area_book *book, const struct sheet *sheet,
                         const struct area_form *form)
{
    const struct question *question = sheet->question;
    struct answer_table answers = {
        .table = area_table_start(book, sheet, form),
        .labels = question->row_count > 0 ? 2 : 1,
    };
    struct pen *pen = &answers.table.pen;
    const size_t *order = cells_order(form->cells, book->book.arena, question);
    write_legend(&answers);
    struct table_frame frame = {
        .header = pen->row,
        .stub = answers.labels + 2, /* up to the name of the area */
        .page_wide = 1,
    };
    frame.columns = write_header(&answers);
    pen->row++;
    for (size_t i = 0; i < question->item_count; i++)
        write_item(&answers, question->first_item + i, order);
    frame.last = pen->row - 1;
    pen_finish_table(pen, &frame);
}
