/* The lists take their columns from one table each, so that heads, widths and cells cannot part. */
#include "report/status_book.h"

#include "common/display.h"
#include "common/round.h"
#include "report/sheets.h"
#include "report/status_chart.h"
#include "report/status_text.h"
#include "report/words.h"

#include <stdlib.h>
#include <string.h>

/* Rows of a list: more can be read by no person, and few programs open a larger sheet in good time;
 * status.csv has them all. Characters of an answer: Excel's limit is 32,767. */
enum { LIST_MOST = 100000, RAW_WIDTH = 1000 };

/* ---- Plan ---- */

static size_t add_sheet(struct status_book *book, const char *name, const char *title)
{
    return book_add(&book->book,
                    &(struct sheet){.kind = SHEET_STATUS, .name = name, .title = title, .n = -1});
}

/* The turnouts of the part, in place of those of all units. */
static void set_turnouts(struct status_book *book)
{
    const struct status *status = book->status;
    for (size_t f = 0; f < status->config->codebook.form_count; f++) {
        const struct form_status *form = &status->forms[f];
        struct turnout *turnout = &book->loaded.turnouts[f];
        turnout->units = form->all.units;
        turnout->answered = form->all.answered;
        book->loaded.part = book->loaded.part || form->part.banner != NULL || form->left_out;
        for (size_t b = 0; b < form->banners->count; b++) {
            for (size_t c = 0; c < form->banners->banners[b].class_count; c++) {
                size_t line = form->first_class[b] + c;
                turnout->class_units[line] = form->classes[line].units;
                turnout->class_answered[line] = form->classes[line].answered;
            }
        }
    }
}

/* ---- States ---- */

enum { STATES_STUB = 4, STATES_WIDTH = 12, STATES_COLUMNS = STATES_STUB + 1 + UNIT_STATES + 3 };

/* Without a frame nobody knows how many were asked. */
static void write_asked(struct pen *pen, size_t column, const struct form_status *form,
                        int64_t units, const struct row_style *style)
{
    if (form->form->frame == NULL)
        pen_text(pen, column, "…", style->none);
    else
        pen_whole(pen, column, units, style->whole);
}

static void write_states(struct pen *pen, const struct form_status *form,
                         const struct banner *banner, size_t class)
{
    enum ruling ruling = banner->kind == BANNER_TOTAL ? RULING_TOTAL
                         : class == 0                 ? RULING_FIRST
                                                      : RULING_INNER;
    const struct row_style *style = &pen->book->style.rows[ruling];
    const struct state_counts *counts = status_class(form, banner, class);
    size_t column = STATES_STUB;
    pen_text(pen, 0, form->form->title, style->text);
    pen_text(pen, 1, banner->label, style->text);
    pen_text(pen, 2, banner->classes[class].key, style->code);
    pen_text(pen, 3, banner->classes[class].label, style->text);
    write_asked(pen, column++, form, counts->units, style);
    for (int state = 0; state < UNIT_STATES; state++) {
        if (state == UNIT_NOT_RECEIVED)
            write_asked(pen, column++, form, counts->states[state], style);
        else
            pen_whole(pen, column++, counts->states[state], style->whole);
    }
    pen_whole(pen, column++, counts->asking, style->whole);
    pen_whole(pen, column++, counts->errors, style->whole);
    pen_whole(pen, column++, counts->warnings, style->whole);
    pen->row++;
}

static void write_form_states(struct pen *pen, const struct form_status *form)
{
    for (size_t b = 0; b < form->banners->count; b++) {
        const struct banner *banner = &form->banners->banners[b];
        bool area = false;
        for (size_t i = 0; i < form->area_count; i++)
            area = area || (form->areas[i] == banner && !status_is_list(form, banner));
        if (!area && banner->kind != BANNER_TOTAL)
            continue;
        for (size_t c = 0; c < banner->class_count; c++) {
            if (form->part.banner == NULL || status_class(form, banner, c)->units > 0)
                write_states(pen, form, banner, c);
        }
    }
}

static void sheet_states(struct status_book *book, size_t position)
{
    static const char *const stub[STATES_STUB] = {"票", "表側", "区分コード", "区分"};
    static const size_t widths[STATES_STUB] = {12, 22, 12, 22};
    struct pen pen = pen_start(&book->book, &book->book.sheets[position]);
    const struct style *style = &book->book.style;
    pen_line(
        &pen,
        "受付：疑義があり未照会　照会中：疑義照会の回答待ち　訂正済：照会により訂正又は確認済　"
        "受理：疑義なし",
        style->small);
    struct table_frame frame = {
        .header = pen.row, .columns = STATES_COLUMNS, .stub = STATES_STUB, .page_wide = 1};
    pen_height(&pen, 2);
    for (size_t i = 0; i < STATES_COLUMNS; i++)
        pen_columns(&pen, i, i, column_width(i < STATES_STUB ? widths[i] : STATES_WIDTH));
    for (size_t i = 0; i < STATES_STUB; i++)
        pen_text(&pen, i, stub[i], style->header);
    size_t column = STATES_STUB;
    pen_text(&pen, column++, "対象数", style->header);
    for (int state = 0; state < UNIT_STATES; state++)
        pen_text(&pen, column++, state_words[state].japanese, style->header);
    pen_text(&pen, column++, "疑義のある客体数", style->header);
    pen_text(&pen, column++, "エラーの疑義", style->header);
    pen_text(&pen, column++, "警告の疑義", style->header);
    pen.row++;
    for (size_t f = 0; f < book->status->config->codebook.form_count; f++) {
        if (!book->status->forms[f].left_out)
            write_form_states(&pen, &book->status->forms[f]);
    }
    frame.last = pen.row - 1;
    pen_finish_table(&pen, &frame);
}

/* ---- Lists ---- */

struct list_column {
    const char *title;
    size_t width;
};

static void list_start(struct status_book *book, struct status_list *list, size_t position,
                       const char *remark)
{
    list->pen = pen_start(&book->book, &book->book.sheets[position]);
    pen_line(&list->pen, remark, book->book.style.small);
    list->frame.header = list->pen.row;
    list->frame.page_wide = 1;
}

static void list_column(struct status_list *list, const char *title, size_t width)
{
    size_t column = list->frame.columns++;
    pen_columns(&list->pen, column, column, column_width(width));
    pen_text(&list->pen, column, title, list->pen.book->style.header);
}

static void list_columns(struct status_list *list, const struct list_column *columns, size_t count)
{
    for (size_t i = 0; i < count; i++)
        list_column(list, columns[i].title, columns[i].width);
}

enum { AREA_WIDTH = 20 };

static void list_areas(struct status_book *book, struct status_list *list)
{
    for (size_t i = 0; i < book->area_count; i++)
        list_column(list, book->areas[i].title, AREA_WIDTH);
}

static bool list_has_room(struct status_list *list)
{
    if (list->pen.row - list->frame.header <= LIST_MOST)
        return true;
    list->left_out++;
    return false;
}

static void list_finish(struct status_list *list)
{
    struct pen *pen = &list->pen;
    list->frame.last = pen->row - 1;
    if (pen->row == list->frame.header + 1) {
        pen_text(pen, 0, "該当なし", pen->book->style.rows[RULING_INNER].text);
        list->frame.last = pen->row;
    }
    pen_finish_table(pen, &list->frame);
    if (list->left_out > 0) {
        pen->row++;
        pen_line(pen, "行数の上限のため、以降は省略した（status.csv、findings.csv にはすべてある）",
                 pen->book->style.notice);
    }
}

static void start_units(struct status_book *book, size_t position)
{
    static const struct list_column before[] = {{"票", 12}, {"コード", 12}, {"名称", 24}};
    static const struct list_column behind[] = {
        {"状態", 10}, {"提出回数", 10}, {"エラー", 10}, {"警告", 10}, {"照会番号", 10}};
    char zone[MOMENT_SIZE];
    struct status_list *list = &book->units;
    list_start(book, list, position, "エラー・警告：未解決の疑義の件数");
    list_columns(list, before, sizeof before / sizeof *before);
    list->frame.stub = list->frame.columns;
    list_areas(book, list);
    list_columns(list, behind, sizeof behind / sizeof *behind);
    list_column(list,
                arena_printf(book->book.arena, "最終受付日時（%s）",
                             zone_text(zone, book->status->received)),
                28);
    list_column(list, "最終受付ファイル", 30);
    list->pen.row++;
}

static void start_missing(struct status_book *book, size_t position)
{
    static const struct list_column before[] = {{"票", 12}, {"コード", 12}, {"名称", 24}};
    struct status_list *list = &book->missing;
    list_start(book, list, position, "有効な回答のない客体（未提出のほか、不受理、取下げを含む）");
    list_columns(list, before, sizeof before / sizeof *before);
    list->frame.stub = list->frame.columns;
    list_areas(book, list);
    list_column(list, "状態", 10);
    list->pen.row++;
}

static void start_findings(struct status_book *book, size_t position)
{
    static const struct list_column columns[] = {
        {"票", 12},         {"コード", 12}, {"名称", 20}, {"扱い", 10},
        {"疑義コード", 12}, {"種別", 8},    {"設問", 10}, {"項目", 34},
        {"記入内容", 24},   {"内容", 64},   {"対応", 40}, {"照会番号", 10},
        {"ファイル", 28},   {"シート", 14}, {"セル", 8},  {"行", 8}};
    struct status_list *list = &book->findings;
    list_start(book, list, position,
               "未解決の疑義と、不受理の理由。確認・訂正済みのものは tables/findings.csv にある");
    list_columns(list, columns, sizeof columns / sizeof *columns);
    list->frame.stub = 3;
    list->frame.page_wide = 2;
    list->pen.row++;
}

void status_book_open(struct status_book *book, struct arena *arena, const char *path)
{
    const struct status *status = book->status;
    char zone[MOMENT_SIZE];
    zone_text(zone, status->received);
    set_turnouts(book);
    book->book = (struct book){.config = status->config, .loaded = &book->loaded, .arena = arena};
    book->area_count = status_area_columns(status, arena, &book->areas);
    book_open(&book->book, path, "回収状況");
    book_add(&book->book,
             &(struct sheet){.kind = SHEET_CONTENTS, .name = "目次", .title = "目次", .n = -1});
    size_t turnout = add_sheet(book, "回収状況", "回収状況（対象数・回答数・回収率）");
    sheet_turnout(&book->book, &book->book.sheets[turnout]);
    sheet_states(book, add_sheet(book, "状態別", "状態別の客体数"));
    for (size_t f = 0; f < status->config->codebook.form_count; f++) {
        const struct form_status *form = &status->forms[f];
        for (size_t i = 0; i < form->area_count; i++)
            status_chart_rates(&book->book, form, form->areas[i]);
    }
    for (size_t f = 0; f < status->config->codebook.form_count; f++)
        status_chart_days(&book->book, &status->forms[f], zone);
    start_units(book, add_sheet(book, "団体別状況", "団体別の状況"));
    start_missing(book, add_sheet(book, "未提出一覧", "未提出一覧"));
    start_findings(book, add_sheet(book, "疑義一覧", "疑義一覧"));
}

/* ---- Rows ---- */

/* Code, name and places: the columns that the lists of units begin with. Returns the next one. */
static size_t write_unit_stub(struct status_book *book, struct status_list *list,
                              const struct unit_row *row)
{
    const struct row_style *style = &book->book.style.rows[RULING_INNER];
    struct pen *pen = &list->pen;
    size_t column = 0;
    pen_text(pen, column++, row->form->form->title, style->text);
    pen_text(pen, column++, row->unit, style->code);
    pen_text(pen, column++, row->name, style->text);
    for (size_t i = 0; i < book->area_count; i++) {
        const struct class *class = unit_row_class(row, book->areas[i].id);
        pen_text(pen, column++, class == NULL ? "" : class->label, style->text);
    }
    pen_text(pen, column++, state_words[row->state].japanese, style->text);
    return column;
}

static void write_missing(struct status_book *book, const struct unit_row *row)
{
    if (state_is_answered(row->state) || !list_has_room(&book->missing))
        return;
    write_unit_stub(book, &book->missing, row);
    book->missing.pen.row++;
}

void status_book_unit(struct status_book *book, const struct unit_row *row)
{
    const struct row_style *style = &book->book.style.rows[RULING_INNER];
    struct pen *pen = &book->units.pen;
    char moment[MOMENT_SIZE];
    write_missing(book, row);
    if (!list_has_room(&book->units))
        return;
    size_t column = write_unit_stub(book, &book->units, row);
    pen_whole(pen, column++, row->submissions, style->whole);
    pen_whole(pen, column++, row->errors, style->whole);
    pen_whole(pen, column++, row->warnings, style->whole);
    if (row->query > 0)
        pen_whole(pen, column, row->query, style->whole);
    else
        pen_text(pen, column, "", style->none);
    column++;
    pen_text(pen, column++, row->received < 0 ? "" : moment_text(moment, row->received),
             style->text);
    pen_text(pen, column, row->file, style->text);
    pen->row++;
}

/* Cut where nobody reads on, and without what would steer a terminal or end a cell. */
static const char *shortened(struct arena *arena, const char *text)
{
    struct str visible = {0};
    visible_append(&visible, text, RAW_WIDTH);
    const char *copy = arena_strdup(arena, str_text(&visible));
    str_release(&visible);
    return copy;
}

static const char *question_number(const struct finding_row *row)
{
    if (row->form == NULL)
        return "";
    const struct column *column = form_column(row->form, row->item);
    const struct item *item =
        column == NULL ? form_item(row->form, row->item) : &row->form->items[column->item];
    return item == NULL ? "" : item->question->number;
}

enum { MESSAGE_WIDTH = 48, HINT_WIDTH = 40, TYPED_WIDTH = 24, LINES_MOST = 8 };

static size_t finding_lines(const struct finding_row *row, const char *raw)
{
    size_t lines = display_lines(row->message, MESSAGE_WIDTH);
    size_t hint = display_lines(row->hint, HINT_WIDTH), typed = display_lines(raw, TYPED_WIDTH);
    lines = hint > lines ? hint : lines;
    lines = typed > lines ? typed : lines;
    return lines < LINES_MOST ? lines : LINES_MOST;
}

void status_book_finding(struct status_book *book, const struct finding_row *row)
{
    struct pen *pen = &book->findings.pen;
    const struct row_style *style = &book->book.style.rows[RULING_INNER];
    bool asked = row->status == FINDING_OPEN || row->status == FINDING_REJECTED;
    if (!asked || !list_has_room(&book->findings))
        return;
    const char *raw = shortened(book->book.arena, row->raw);
    const char *const texts[] = {row->form == NULL ? "" : row->form->title,
                                 row->unit,
                                 row->name,
                                 finding_words[row->status].japanese,
                                 row->code,
                                 strcmp(row->severity, "error") == 0 ? "エラー" : "警告",
                                 question_number(row),
                                 row->item,
                                 raw,
                                 shortened(book->book.arena, row->message),
                                 shortened(book->book.arena, row->hint)};
    size_t column = 0;
    pen_height(pen, finding_lines(row, raw));
    for (; column < sizeof texts / sizeof *texts; column++)
        pen_text(pen, column, texts[column], style->wrapped);
    if (row->query > 0)
        pen_whole(pen, column++, row->query, style->whole);
    else
        pen_text(pen, column++, "", style->none);
    pen_text(pen, column++, row->file, style->text);
    pen_text(pen, column++, row->sheet, style->text);
    pen_text(pen, column++, row->cell, style->text);
    if (row->line > 0)
        pen_whole(pen, column, row->line, style->whole);
    else
        pen_text(pen, column, "", style->none);
    pen->row++;
}

void status_book_close(struct status_book *book)
{
    list_finish(&book->units);
    list_finish(&book->missing);
    list_finish(&book->findings);
    sheet_contents(&book->book, &book->book.sheets[0]);
    book_close(&book->book);
}
