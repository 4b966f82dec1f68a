/*
 * The sheet that an officer reads and fills in. Nothing on it may be cut: a row that would be
 * higher than Excel allows becomes several, whose cells are merged. Dates and persons are not
 * known here and stand in the letter that goes with it.
 */
#include "report/query_sheet.h"

#include "common/display.h"
#include "common/number.h"
#include "common/query_form.h"
#include "common/round.h"
#include "common/utf8.h"
#include "report/words.h"

#include <inttypes.h>
#include <string.h>

#define SHEET_NAME "照会"
#define HIDDEN_NAME "_renkei"
#define TICK "○"

enum {
    COLUMN_NUMBER,   /* of the item; which items a correction is about */
    COLUMN_QUESTION, /* 問4 */
    COLUMN_TEXT,     /* its words */
    COLUMN_MATTER,   /* what is wrong; the options */
    COLUMN_ADVICE,   /* what to do; the answer */
    COLUMN_CONFIRM,  /* the tick; the former answer */
    COLUMN_ENTRY,    /* the reason; the corrected answer */
    COLUMN_COUNT
};

/* In half-width columns; together they fill a landscape A4 at four fifths of their size. */
static const size_t widths[COLUMN_COUNT] = {10, 9, 28, 36, 28, 20, 28};

/* Fonts differ and no line begins with 、or 。: a line holds a little less than its column. */
enum { WRAP_MARGIN = 2 };
/* A row of so many lines is as high as Excel allows (409 points). */
enum { LINES_MOST = 22 };
/* A free text of pages would hide the question; Excel allows 32,767 characters in a cell. */
enum { CHARACTERS_MOST = 2000 };
/* Excel allows 255 characters in the list and the message of a validation. */
enum { VALIDATION_MOST = 255 };

/* Where the sheets of paper should end, so that no row is torn. Excel looks for its own page breaks
 * where pages are fitted to a width; LibreOffice heeds these, and fits the sheet at a scale of
 * about 0.7, which leaves so many points of an A4. */
enum { PAGE_POINTS = 640 };
enum { TITLE_POINTS = 26, LINE_POINTS = 18, BREAKS_MOST = 1023 };
/* A heading has room for itself, the header and a row. */
enum { HEADING_POINTS = 160 };

struct query_sheet {
    struct pen pen;
    double used; /* points on the sheet of paper above the pen */
    lxw_row_t *breaks;
    size_t break_count;
    struct arena *arena;
    const struct style *style;
    const struct inquiry *inquiry;
    const struct inquiry_answers *answers;
    bool **involved; /* [doubt][item] */
};

/* ---- Rows ---- */

struct table_row {
    const char *texts[COLUMN_COUNT]; /* NULL: blank */
    lxw_format *formats[COLUMN_COUNT];
};

static const char *shortened(struct arena *arena, const char *text)
{
    if (utf8_characters(text, strlen(text)) <= CHARACTERS_MOST)
        return text;
    const char *end = text;
    for (int i = 0; i < CHARACTERS_MOST; i++)
        display_next(&end);
    return arena_printf(arena, "%.*s…（以下略）", (int)(end - text), text);
}

static size_t lines_of(const struct table_row *row)
{
    size_t most = 1;
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        size_t lines = display_lines(row->texts[i], widths[i] - WRAP_MARGIN);
        most = lines > most ? lines : most;
    }
    return most;
}

/* Ends the sheet of paper if `points` more do not fit on it; the title is repeated on the next. */
static void make_room(struct query_sheet *sheet, double points)
{
    if (sheet->used + points > PAGE_POINTS && sheet->break_count + 1 < BREAKS_MOST) {
        sheet->breaks[sheet->break_count++] = sheet->pen.row;
        sheet->used = TITLE_POINTS;
    }
    sheet->used += points;
}

/* Writes a row of a table, which is several rows of the sheet if it is too high for one, and moves
 * on. Returns its first row, where its entries are. */
static lxw_row_t write_row(struct query_sheet *sheet, struct table_row *row)
{
    struct pen *pen = &sheet->pen;
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        row->texts[i] = row->texts[i] != NULL ? shortened(sheet->arena, row->texts[i]) : "";
    size_t lines = lines_of(row);
    lxw_row_t first = pen->row, count = (lxw_row_t)((lines + LINES_MOST - 1) / LINES_MOST);
    make_room(sheet, (double)count * row_height((lines + count - 1) / count));
    for (; pen->row < first + count; pen->row++)
        pen_height(pen, (lines + count - 1) / count);
    lxw_row_t next = pen->row;
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        pen->row = first;
        if (count == 1)
            pen_text(pen, i, row->texts[i], row->formats[i]);
        else
            book_check(pen->book,
                       worksheet_merge_range(pen->worksheet, first, (lxw_col_t)i, next - 1,
                                             (lxw_col_t)i, row->texts[i], row->formats[i]));
    }
    pen->row = next;
    return first;
}

static struct table_row new_row(const struct query_sheet *sheet)
{
    const struct row_style *style = &sheet->style->rows[RULING_INNER];
    struct table_row row = {0};
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        row.formats[i] = style->wrapped;
    row.formats[COLUMN_NUMBER] = row.formats[COLUMN_QUESTION] = style->code;
    return row;
}

static void write_header(struct query_sheet *sheet, const char *const names[COLUMN_COUNT])
{
    struct table_row row;
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        row.texts[i] = names[i];
        row.formats[i] = sheet->style->header;
    }
    write_row(sheet, &row);
}

static void write_heading(struct query_sheet *sheet, const char *text)
{
    sheet->used += LINE_POINTS;
    make_room(sheet, HEADING_POINTS);
    sheet->used -= HEADING_POINTS - LINE_POINTS;
    sheet->pen.row++;
    pen_line(&sheet->pen, text, sheet->style->heading);
}

/* ---- Entries ---- */

static void name_cell(struct query_sheet *sheet, const char *name, lxw_row_t row, lxw_col_t column)
{
    char cell[LXW_MAX_CELL_NAME_LENGTH];
    lxw_rowcol_to_cell_abs(cell, row, column, LXW_TRUE, LXW_TRUE);
    struct book *book = sheet->pen.book;
    book_check(book,
               workbook_define_name(book->workbook, name,
                                    arena_printf(sheet->arena, "='" SHEET_NAME "'!%s", cell)));
}

/* What is offered need not be taken: 3（予定） is read as well. */
static void offer(struct query_sheet *sheet, lxw_row_t row, lxw_col_t column,
                  lxw_data_validation *validation)
{
    validation->ignore_blank = LXW_VALIDATION_ON;
    validation->show_error = LXW_VALIDATION_OFF;
    book_check(sheet->pen.book,
               worksheet_data_validation_cell(sheet->pen.worksheet, row, column, validation));
}

static void offer_tick(struct query_sheet *sheet, lxw_row_t row)
{
    char *ticks[] = {arena_strdup(sheet->arena, TICK), NULL};
    lxw_data_validation validation = {
        .validate = LXW_VALIDATION_TYPE_LIST,
        .value_list = ticks,
        .input_title = arena_strdup(sheet->arena, "確認"),
        .input_message = arena_strdup(sheet->arena, "このとおりで正しい場合に○を選び、"
                                                    "右の欄に理由を記入してください。"),
    };
    offer(sheet, row, COLUMN_CONFIRM, &validation);
}

static void offer_message(struct query_sheet *sheet, lxw_row_t row, const char *message)
{
    lxw_data_validation validation = {
        .validate = LXW_VALIDATION_TYPE_ANY,
        .input_title = arena_strdup(sheet->arena, "訂正後の回答"),
        .input_message = arena_strdup(sheet->arena, message),
    };
    offer(sheet, row, COLUMN_ENTRY, &validation);
}

static void offer_options(struct query_sheet *sheet, lxw_row_t row, const struct question *question)
{
    char **codes = arena_array(sheet->arena, question->option_count + 1, sizeof *codes);
    size_t length = 0;
    for (size_t i = 0; i < question->option_count; i++) {
        codes[i] = arena_printf(sheet->arena, "%d", question->options[i].code);
        length += strlen(codes[i]) + 1;
    }
    lxw_data_validation validation = {
        .validate = LXW_VALIDATION_TYPE_LIST,
        .value_list = codes,
        .input_title = arena_strdup(sheet->arena, "訂正後の回答"),
        .input_message =
            arena_strdup(sheet->arena, "番号を一つ選ぶか、入力してください。\n"
                                       "無回答にする場合は「無回答」と入力してください。"),
    };
    if (length <= VALIDATION_MOST)
        offer(sheet, row, COLUMN_ENTRY, &validation);
    else
        offer_message(sheet, row, validation.input_message);
}

static void offer_correction(struct query_sheet *sheet, lxw_row_t row,
                             const struct question *question)
{
    static const char *const messages[] = {
        [QUESTION_MULTIPLE] = "あてはまる番号をすべて入力してください（例：1、3）。\n"
                              "無回答にする場合は「無回答」と入力してください。",
        [QUESTION_NUMBER] = "単位をつけず、数字だけを入力してください。\n"
                            "無回答にする場合は「無回答」と入力してください。",
        [QUESTION_TEXT] = "訂正後の文章をすべて入力してください。\n"
                          "無回答にする場合は「無回答」と入力してください。",
    };
    if (question->type == QUESTION_SINGLE)
        offer_options(sheet, row, question);
    else
        offer_message(sheet, row, messages[question->type]);
}

/* ---- 1 What is asked ---- */

static const char *question_text(struct arena *arena, const struct item *item)
{
    if (item->row == NULL)
        return item->question->text;
    return arena_printf(arena, "%s\n「%s」", item->question->text, item->row->label);
}

static void describe_question(struct query_sheet *sheet, const struct doubt *doubt,
                              struct table_row *row)
{
    const struct form *form = sheet->inquiry->form;
    const struct column *column = form_column(form, doubt->item);
    row->texts[COLUMN_QUESTION] = "－";
    row->texts[COLUMN_TEXT] = "調査票全体";
    if (column == NULL)
        return;
    const struct item *item = &form->items[column->item];
    const char *text = question_text(sheet->arena, item);
    row->texts[COLUMN_QUESTION] = words_number(item->question);
    row->texts[COLUMN_TEXT] = text;
    /* a tick that nobody made only marks where the question stands */
    if (column->kind == COLUMN_OPTION_TEXT || (column->kind == COLUMN_TICK && *doubt->raw != '\0'))
        row->texts[COLUMN_TEXT] = arena_printf(
            sheet->arena, "%s\n「%d. %s」%s", text, column->option->code, column->option->label,
            column->kind == COLUMN_OPTION_TEXT ? "の内容" : "の欄");
}

static void write_doubt(struct query_sheet *sheet, size_t index)
{
    const struct doubt *doubt = &sheet->inquiry->doubts[index];
    struct arena *arena = sheet->arena;
    int number = (int)index + 1;
    struct table_row row = new_row(sheet);
    describe_question(sheet, doubt, &row);
    row.texts[COLUMN_NUMBER] = arena_printf(arena, "%d", number);
    row.texts[COLUMN_MATTER] = arena_printf(arena, "%s%s（%s）", doubt->error ? "【エラー】" : "",
                                            doubt->message, doubt->code);
    row.texts[COLUMN_ADVICE] = arena_printf(arena, "%s%s", doubt->hint,
                                            doubt->error ? "\n（訂正がなければ「不明」）" : "");
    row.formats[COLUMN_CONFIRM] = sheet->style->entry_tick;
    row.formats[COLUMN_ENTRY] = sheet->style->entry;
    lxw_row_t at = write_row(sheet, &row);
    name_cell(sheet, arena_printf(arena, QUERY_CONFIRM_NAME, number), at, COLUMN_CONFIRM);
    name_cell(sheet, arena_printf(arena, QUERY_REASON_NAME, number), at, COLUMN_ENTRY);
    offer_tick(sheet, at);
}

static void write_doubts(struct query_sheet *sheet)
{
    static const char *const names[COLUMN_COUNT] = {"No.",
                                                    "設問番号",
                                                    "設問",
                                                    "内容",
                                                    "どうすればよいか",
                                                    "確認\n（正しい場合に○）",
                                                    "理由\n（確認に○を付けた場合）"};
    write_heading(sheet,
                  arena_printf(sheet->arena, "1　照会事項（%zu件）", sheet->inquiry->doubt_count));
    write_header(sheet, names);
    for (size_t i = 0; i < sheet->inquiry->doubt_count; i++)
        write_doubt(sheet, i);
}

/* ---- 2 Corrections ---- */

static const char *limit_text(struct arena *arena, int64_t limit)
{
    char digits[DECIMAL_SIZE];
    int decimals = number_decimals(limit);
    int64_t divisor = 1;
    for (int i = decimals; i < NUMBER_DECIMALS; i++)
        divisor *= 10;
    return arena_strdup(arena, decimal_text(digits, limit / divisor, decimals));
}

static const char *number_choices(struct arena *arena, const struct item *item)
{
    const struct question *question = item->question;
    const char *unit =
        item->row != NULL && item->row->unit != NULL ? item->row->unit : question->unit;
    const char *low = question->min == INT64_MIN ? "" : limit_text(arena, question->min);
    const char *high = question->max == INT64_MAX ? "" : limit_text(arena, question->max);
    return arena_printf(arena, "数値%s%s%s%s%s%s%s", *unit != '\0' ? "（" : "", unit,
                        *unit != '\0' ? "）" : "", *low != '\0' || *high != '\0' ? "\n" : "", low,
                        *low != '\0' || *high != '\0' ? "〜" : "", high);
}

static const char *choices(struct arena *arena, const struct item *item)
{
    const struct question *question = item->question;
    if (question->type == QUESTION_NUMBER)
        return number_choices(arena, item);
    if (question->type == QUESTION_TEXT)
        return "自由記述";
    struct str list = {0};
    if (question->type == QUESTION_MULTIPLE)
        str_append(&list, "（あてはまる番号すべて）");
    for (size_t i = 0; i < question->option_count; i++) {
        const struct option *option = &question->options[i];
        str_appendf(&list, "%s%d. %s%s", list.length > 0 ? "\n" : "", option->code, option->label,
                    option->exclusive ? "（ほかの番号と同時に選べません）" : "");
    }
    const char *text = arena_strdup(arena, str_text(&list));
    str_release(&list);
    return text;
}

/* The items of section 1 that an answer has to do with: "1、3". */
static const char *doubts_about(const struct query_sheet *sheet, size_t item)
{
    const char *list = "";
    for (size_t i = 0; i < sheet->inquiry->doubt_count; i++) {
        if (sheet->involved[i][item])
            list = arena_printf(sheet->arena, "%s%s%zu", list, *list != '\0' ? "、" : "", i + 1);
    }
    return list;
}

static void write_correction(struct query_sheet *sheet, struct table_row *row, const char *name,
                             const struct question *question)
{
    row->formats[COLUMN_ENTRY] = sheet->style->entry;
    if (row->texts[COLUMN_CONFIRM] == NULL)
        row->texts[COLUMN_CONFIRM] = "－";
    lxw_row_t at = write_row(sheet, row);
    name_cell(sheet, arena_printf(sheet->arena, QUERY_CORRECTION_PREFIX "%s", name), at,
              COLUMN_ENTRY);
    if (question != NULL)
        offer_correction(sheet, at, question);
}

/* An answer and the texts beside its options. */
static void write_item(struct query_sheet *sheet, size_t index)
{
    const struct form *form = sheet->inquiry->form;
    const struct item *item = &form->items[index];
    const struct inquiry_answers *answers = sheet->answers;
    struct table_row row = new_row(sheet);
    row.texts[COLUMN_NUMBER] = doubts_about(sheet, index);
    row.texts[COLUMN_QUESTION] = words_number(item->question);
    row.texts[COLUMN_TEXT] = question_text(sheet->arena, item);
    row.texts[COLUMN_MATTER] = choices(sheet->arena, item);
    row.texts[COLUMN_ADVICE] = answers->now.items[index];
    row.texts[COLUMN_CONFIRM] = answers->former.items[index];
    write_correction(sheet, &row, item->id, item->question);
    for (size_t i = item->first_column; i < item->first_column + item->column_count; i++) {
        const struct column *column = &form->columns[i];
        if (column->kind != COLUMN_OPTION_TEXT)
            continue;
        row.texts[COLUMN_TEXT] = arena_printf(
            sheet->arena, "%s「%d. %s」の内容",
            item->row != NULL ? arena_printf(sheet->arena, "「%s」の", item->row->label) : "",
            column->option->code, column->option->label);
        row.texts[COLUMN_MATTER] = "自由記述";
        row.texts[COLUMN_ADVICE] =
            answers->now.texts[i] != NULL ? answers->now.texts[i] : "（記入なし）";
        row.texts[COLUMN_CONFIRM] = answers->former.texts[i];
        write_correction(sheet, &row, column->name, NULL);
    }
}

static bool is_involved(const struct query_sheet *sheet, size_t item)
{
    for (size_t i = 0; i < sheet->inquiry->doubt_count; i++) {
        if (sheet->involved[i][item])
            return true;
    }
    return false;
}

static void write_corrections(struct query_sheet *sheet)
{
    static const char *const names[COLUMN_COUNT] = {
        "関係する\nNo.", "設問番号", "設問", "選択肢", "今回の回答", "前回の回答", "訂正後の回答"};
    const struct form *form = sheet->inquiry->form;
    bool any = false;
    write_heading(sheet, "2　訂正欄（訂正する回答だけ記入してください）");
    for (size_t i = 0; i < form->item_count; i++) {
        if (form->items[i].question->derived || !is_involved(sheet, i))
            continue;
        if (!any)
            write_header(sheet, names);
        any = true;
        write_item(sheet, i);
    }
    if (!any)
        pen_line(&sheet->pen,
                 "訂正する欄はありません。回答を訂正する場合は、調査票を再提出してください。",
                 sheet->style->text);
}

/* ---- The workbook ---- */

static void write_instructions(struct query_sheet *sheet)
{
    static const char *const lines[] = {
        "ご提出いただいた調査票の回答のうち、次の点をご確認ください。"
        "記入する欄は色つきの欄です。その他の欄は変更できません。",
        "・回答を訂正する場合は、「2　訂正欄」の「訂正後の回答」に記入してください。"
        "訂正しない回答の欄は、空欄のままにしてください。",
        "・回答がこのとおりで正しい場合は、「1　照会事項」の「確認」に○を付け、「理由」に理由を"
        "記入してください。理由のない確認は受け付けられません。",
        "・【エラー】の回答は、確認だけで訂正しない場合、「不明」として集計します。",
        "・記入したファイルを、このまま Excel ファイルで返送してください。"
        "返送先と期限は、このファイルに添えた案内をご覧ください。",
    };
    sheet->pen.row++;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        pen_line(&sheet->pen, lines[i], sheet->style->text);
    sheet->used = TITLE_POINTS + (double)(sheet->pen.row - 1) * LINE_POINTS;
}

/* Rows that were answered are not in doubt because others were left blank. */
static void unmark_answered(const struct query_sheet *sheet, bool *involved)
{
    const struct unit_answers *now = &sheet->answers->now;
    for (size_t i = 0; i < sheet->inquiry->form->item_count; i++)
        involved[i] = involved[i] && now->items[i] != NULL && now->codes[i] == CODE_NA;
}

static void mark_involved(struct query_sheet *sheet)
{
    const struct inquiry *inquiry = sheet->inquiry;
    sheet->involved = arena_array(sheet->arena, inquiry->doubt_count, sizeof *sheet->involved);
    for (size_t i = 0; i < inquiry->doubt_count; i++) {
        sheet->involved[i] = arena_array(sheet->arena, inquiry->form->item_count, sizeof(bool));
        query_mark_items(sheet->arena, inquiry->form, inquiry->doubts[i].code,
                         inquiry->doubts[i].item, sheet->involved[i]);
        if (strcmp(inquiry->doubts[i].code, QUERY_BLANK) == 0)
            unmark_answered(sheet, sheet->involved[i]);
    }
}

static const char *title_of(struct arena *arena, const struct inquiry *inquiry)
{
    return arena_printf(arena, "疑義照会　照会番号 %d　%s%s%s%s", (int)inquiry->number,
                        inquiry->full_name, *inquiry->full_name != '\0' ? "（" : "", inquiry->unit,
                        *inquiry->full_name != '\0' ? "）" : "");
}

static void finish_sheet(struct query_sheet *sheet)
{
    lxw_worksheet *worksheet = sheet->pen.worksheet;
    struct book *book = sheet->pen.book;
    lxw_protection protection = {.format_rows = LXW_TRUE, .format_columns = LXW_TRUE};
    worksheet_protect(worksheet, NULL, &protection);
    worksheet_fit_to_pages(worksheet, 1, 0);
    if (sheet->break_count > 0)
        book_check(book, worksheet_set_h_pagebreaks(worksheet, sheet->breaks));
    book_check(book, worksheet_print_area(worksheet, 0, 0, sheet->pen.row - 1, COLUMN_COUNT - 1));
    book_check(book, worksheet_repeat_rows(worksheet, 0, 0));
    book_check(book, worksheet_ignore_errors(worksheet, LXW_IGNORE_NUMBER_STORED_AS_TEXT,
                                             "A1:XFD1048576"));
}

static void write_hidden(struct book *book, const struct inquiry *inquiry)
{
    const struct codebook *codebook = &book->config->codebook;
    struct str items = {0};
    for (size_t i = 0; i < inquiry->doubt_count; i++)
        query_append_item(&items, inquiry->doubts[i].code, inquiry->doubts[i].item);
    const char *const rows[][2] = {
        {"survey", codebook->survey},
        {"form", inquiry->form->id},
        {"codebook", codebook->hash},
        {"unit", inquiry->unit},
        {"synthetic", inquiry->synthetic ? "1" : ""},
        {QUERY_KEY, arena_printf(book->arena, "%d", (int)inquiry->number)},
        {QUERY_ITEMS_KEY, arena_strdup(book->arena, str_text(&items))},
    };
    str_release(&items);
    struct pen pen = {.book = book,
                      .worksheet = workbook_add_worksheet(book->workbook, HIDDEN_NAME)};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++, pen.row++) {
        pen_text(&pen, 0, rows[i][0], book->style.plain_text);
        pen_text(&pen, 1, rows[i][1], book->style.plain_text);
    }
    worksheet_hide(pen.worksheet);
}

void query_sheet_write(struct book *book, const struct inquiry *inquiry,
                       const struct inquiry_answers *answers)
{
    const struct sheet wanted = {
        .kind = SHEET_QUERY, .name = SHEET_NAME, .title = title_of(book->arena, inquiry), .n = -1};
    size_t at = book_add(book, &wanted);
    struct query_sheet sheet = {
        .pen = pen_start(book, &book->sheets[at]),
        .arena = book->arena,
        .style = &book->style,
        .inquiry = inquiry,
        .answers = answers,
    };
    sheet.breaks = arena_array(book->arena, BREAKS_MOST, sizeof *sheet.breaks);
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        pen_columns(&sheet.pen, i, i, column_width(widths[i]));
    mark_involved(&sheet);
    write_instructions(&sheet);
    write_doubts(&sheet);
    write_corrections(&sheet);
    finish_sheet(&sheet);
    write_hidden(book, inquiry);
}
