/*
 * Cells, answer cells, validations and page breaks of a questionnaire. What keeps it fast: few
 * formats, one validation per block of answer cells, merged cells only where text must wrap.
 */
#include "ingest/form_page.h"

#include "common/display.h"
#include "common/number.h"
#include "common/round.h"
#include "ingest/form_text.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Together 738 pixels, 553 points, somewhat wider than the paper: shrunk to its width (by the ratio
 * below, or a little more where a program's columns come out wider) ten points are still easy to
 * read, and more questions stay together on a page. */
static const uint32_t column_pixels[COLUMN_LAST + 1] = {
    14, 42, 36, 150, 62, 62, 62, 62, 62, 62, 62, 62,
};
#define SIDE_INCHES 0.45
#define TOP_INCHES 0.8
#define BOTTOM_INCHES 0.6
#define SHRINKING 0.96

/* Yu Gothic needs 1.7 times its size per line in Excel; every other font needs less. */
static const double LINE_OF_SIZE = 1.7;
static const double ROW_PADDING = 2.0;
/* The largest height Excel allows. */
static const double ROW_POINTS_MAXIMUM = 409.0;

/* A4 is 842 points high; 2 % are left to printers whose metrics differ from the screen's. */
static const double PAPER_POINTS = (842.0 - 72 * (TOP_INCHES + BOTTOM_INCHES)) / SHRINKING * 0.98;

/* Half a full-width character is half its size; 96 pixels are 72 points. */
static const double PIXELS_OF_SIZE = 0.5 * 96 / 72;
static const double CELL_PADDING_PIXELS = 6.0, INDENT_PIXELS = 9.0;
/* What a line loses when it may not begin with a punctuation mark: one full-width character. */
enum { LINE_LOSS = 2 };

/* Limits of Excel (libxlsxwriter checks the same). */
enum { VALIDATION_TITLE = 32, VALIDATION_MESSAGE = 255, VALIDATION_LIST = 255, BREAKS = 1023 };

enum { COLOR_ANSWER = 0xFFF6CC, COLOR_QUESTION = 0xDDE8F3, COLOR_KEY = 0xF0F0F0 };
enum { COLOR_LINE = 0x7F7F7F, COLOR_BASE = 0x1F3F6F, COLOR_NOTICE = 0xC00000 };

void page_keep(struct page *page, lxw_error error)
{
    if (error && !page->error)
        page->error = error;
}

/* ---- Looks ---- */

struct look {
    double size; /* 0: ten points */
    int color, fill;
    uint8_t horizontal, vertical; /* 0: left, centred */
    uint8_t border, bottom;
    bool bold, wrap, unlocked, indent;
    bool open; /* without fill and lines: runs on over empty cells, wrapped only if it must be */
    const char *number;
};

static const struct look looks[LOOK_COUNT] = {
    [LOOK_TITLE] = {.size = 14, .bold = true, .open = true},
    [LOOK_SUBTITLE] = {.size = 11, .bold = true, .open = true},
    [LOOK_NOTICE] = {.size = 11, .bold = true, .color = COLOR_NOTICE, .open = true},
    [LOOK_UNIT_KEY] = {.fill = COLOR_KEY,
                       .border = LXW_BORDER_THIN,
                       .horizontal = LXW_ALIGN_CENTER},
    [LOOK_UNIT] = {.bold = true, .border = LXW_BORDER_THIN, .indent = true, .size = 11},
    [LOOK_NOTE] = {.open = true},
    [LOOK_QUESTION] = {.bold = true, .wrap = true, .fill = COLOR_QUESTION},
    [LOOK_BASE] = {.color = COLOR_BASE, .open = true},
    [LOOK_CODE] = {.horizontal = LXW_ALIGN_RIGHT},
    [LOOK_LABEL] = {.indent = true, .open = true},
    [LOOK_ROW] = {.wrap = true, .indent = true, .bottom = LXW_BORDER_HAIR},
    [LOOK_HEAD] = {.wrap = true,
                   .border = LXW_BORDER_THIN,
                   .fill = COLOR_KEY,
                   .horizontal = LXW_ALIGN_CENTER,
                   .size = 9},
    [LOOK_RIGHT] = {.horizontal = LXW_ALIGN_RIGHT, .indent = true},
    [LOOK_CHOICE] = {.fill = COLOR_ANSWER,
                     .border = LXW_BORDER_THIN,
                     .horizontal = LXW_ALIGN_CENTER,
                     .bold = true,
                     .unlocked = true},
    [LOOK_WHOLE] = {.fill = COLOR_ANSWER,
                    .border = LXW_BORDER_THIN,
                    .horizontal = LXW_ALIGN_RIGHT,
                    .unlocked = true,
                    .number = "#,##0"},
    [LOOK_DECIMAL] = {.fill = COLOR_ANSWER,
                      .border = LXW_BORDER_THIN,
                      .horizontal = LXW_ALIGN_RIGHT,
                      .unlocked = true},
    /* As text, or Excel would turn "1-2" into a date and refuse "=…". */
    [LOOK_LINE] = {.fill = COLOR_ANSWER,
                   .border = LXW_BORDER_THIN,
                   .wrap = true,
                   .unlocked = true,
                   .number = "@"},
    [LOOK_TEXT] = {.fill = COLOR_ANSWER,
                   .border = LXW_BORDER_THIN,
                   .vertical = LXW_ALIGN_VERTICAL_TOP,
                   .wrap = true,
                   .unlocked = true,
                   .number = "@"},
};

static void set_lines(lxw_format *format, const struct look *look)
{
    if (look->border) {
        format_set_border(format, look->border);
        format_set_border_color(format, COLOR_LINE);
    }
    if (look->bottom) {
        format_set_bottom(format, look->bottom);
        format_set_bottom_color(format, COLOR_LINE);
    }
    if (look->fill) {
        format_set_pattern(format, LXW_PATTERN_SOLID);
        format_set_bg_color(format, (lxw_color_t)look->fill);
    }
}

static lxw_format *new_look(struct page *page, const struct look *look)
{
    lxw_format *format = workbook_add_format(page->book);
    if (!format)
        abort();
    format_set_font_name(format, "游ゴシック");
    format_set_font_size(format, look->size > 0 ? look->size : 10);
    format_set_align(format, look->vertical ? look->vertical : LXW_ALIGN_VERTICAL_CENTER);
    if (look->horizontal)
        format_set_align(format, look->horizontal);
    if (look->bold)
        format_set_bold(format);
    if (look->color)
        format_set_font_color(format, (lxw_color_t)look->color);
    if (look->wrap)
        format_set_text_wrap(format);
    if (look->indent)
        format_set_indent(format, 1);
    if (look->unlocked)
        format_set_unlocked(format);
    if (look->number)
        format_set_num_format(format, look->number);
    set_lines(format, look);
    return format;
}

/* ---- The sheet ---- */

void page_open(struct page *page)
{
    for (int i = 0; i < LOOK_COUNT; i++)
        page->looks[i] = new_look(page, &looks[i]);
    const lxw_col_t columns = COLUMN_LAST + 1;
    for (lxw_col_t column = 0; column < columns; column++)
        page_keep(page, worksheet_set_column_pixels(page->sheet, column, column,
                                                    column_pixels[column], NULL));
    page->breaks = arena_array(page->arena, BREAKS + 1, sizeof *page->breaks);
    worksheet_set_paper(page->sheet, 9); /* A4 */
    worksheet_set_portrait(page->sheet);
    worksheet_set_margins(page->sheet, SIDE_INCHES, SIDE_INCHES, TOP_INCHES, BOTTOM_INCHES);
    worksheet_center_horizontally(page->sheet);
    worksheet_gridlines(page->sheet, LXW_HIDE_ALL_GRIDLINES);
    worksheet_fit_to_pages(page->sheet, 1, 0);
    /* An officer may make a row higher to see a long answer. */
    lxw_protection protection = {.format_rows = LXW_TRUE, .format_columns = LXW_TRUE};
    worksheet_protect(page->sheet, NULL, &protection);
}

void page_repeat_rows(struct page *page, lxw_row_t first, double points)
{
    page_keep(page, worksheet_repeat_rows(page->sheet, first, page->row - 1));
    worksheet_freeze_panes(page->sheet, page->row, 0);
    page->repeated = points;
}

void page_close(struct page *page)
{
    page_keep(page, worksheet_print_area(page->sheet, 0, 0, page->row - 1, COLUMN_LAST));
    if (page->break_count)
        page_keep(page, worksheet_set_h_pagebreaks(page->sheet, page->breaks));
}

static double look_size(enum form_look look)
{
    return looks[look].size > 0 ? looks[look].size : 10;
}

static size_t columns_of_text(lxw_col_t first, lxw_col_t last, enum form_look look)
{
    double pixels = -CELL_PADDING_PIXELS - (looks[look].indent ? INDENT_PIXELS : 0);
    for (lxw_col_t column = first; column <= last; column++)
        pixels += column_pixels[column];
    return (size_t)(pixels / (look_size(look) * PIXELS_OF_SIZE));
}

bool page_fits(lxw_col_t first, lxw_col_t last, const char *text, enum form_look look)
{
    return display_lines(text, columns_of_text(first, last, look)) == 1;
}

static double text_height(lxw_col_t first, lxw_col_t last, const char *text, enum form_look look)
{
    size_t lines = 1;
    if (!page_fits(first, last, text, look))
        lines = display_lines(text, columns_of_text(first, last, look) - LINE_LOSS);
    return (double)lines * look_size(look) * LINE_OF_SIZE + ROW_PADDING;
}

/* An open look for a text of several lines; most forms need it for few looks. */
static lxw_format *wrapped_look(struct page *page, enum form_look look)
{
    if (!page->wrapped[look]) {
        struct look wrapped = looks[look];
        wrapped.wrap = true;
        page->wrapped[look] = new_look(page, &wrapped);
    }
    return page->wrapped[look];
}

double page_text(struct page *page, lxw_col_t first, lxw_col_t last, const char *text,
                 enum form_look look)
{
    lxw_format *format = page->looks[look];
    bool fits = page_fits(first, last, text, look);
    if (looks[look].open && !fits)
        format = wrapped_look(page, look);
    if (first == last || (looks[look].open && fits))
        page_keep(page, worksheet_write_string(page->sheet, page->row, first, text, format));
    else
        page_keep(page, worksheet_merge_range(page->sheet, page->row, first, page->row, last, text,
                                              format));
    return text_height(first, last, text, look);
}

static void remember_height(struct page *page, double height)
{
    size_t count = page->row - page->first_row;
    if (count == page->height_capacity) {
        size_t capacity = count ? 2 * count : 64;
        double *heights = arena_array(page->arena, capacity, sizeof *heights);
        if (count)
            memcpy(heights, page->heights, count * sizeof *heights);
        page->heights = heights;
        page->height_capacity = capacity;
    }
    page->heights[count] = height;
    page->question += height;
}

void page_end_row(struct page *page, double points)
{
    double height = points < ROW_POINTS_MAXIMUM ? points : ROW_POINTS_MAXIMUM;
    page_keep(page, worksheet_set_row(page->sheet, page->row, height, NULL));
    remember_height(page, height);
    page->row++;
}

/* ---- Sheets of paper ---- */

/* Points for questions on the current sheet of paper. */
static double paper_points(const struct page *page)
{
    return PAPER_POINTS - (page->break_count ? page->repeated : 0);
}

static void break_before(struct page *page, lxw_row_t row)
{
    if (page->height <= 0 || page->break_count == BREAKS)
        return;
    page->breaks[page->break_count++] = row;
    page->height = 0;
}

/* A question that fits on no sheet of paper is broken between its rows; it begins a new sheet only
 * if its heading would stand near the end of one. */
static void place_long_question(struct page *page)
{
    if (page->height > paper_points(page) * 2 / 3)
        break_before(page, page->first_row);
    for (lxw_row_t row = page->first_row; row < page->row; row++) {
        double height = page->heights[row - page->first_row];
        if (page->height + height > paper_points(page))
            break_before(page, row);
        page->height += height;
    }
}

void page_end_question(struct page *page)
{
    if (page->question > PAPER_POINTS - page->repeated) {
        place_long_question(page);
    } else {
        if (page->height + page->question > paper_points(page))
            break_before(page, page->first_row);
        page->height += page->question;
    }
    page->question = 0;
    page->first_row = page->row;
}

/* ---- Answer cells ---- */

static enum form_look answer_look(const struct form *form, const struct column *column)
{
    const struct question *question = form->items[column->item].question;
    if (column->kind == COLUMN_OPTION_TEXT)
        return LOOK_LINE;
    switch (question->type) {
    case QUESTION_NUMBER:
        return question->decimals ? LOOK_DECIMAL : LOOK_WHOLE;
    case QUESTION_TEXT:
        return LOOK_TEXT;
    case QUESTION_SINGLE:
    case QUESTION_MULTIPLE:
        return LOOK_CHOICE;
    }
    abort();
}

/* A finite number in whole; only such a text becomes a numeric cell (NaN makes Excel repair the
 * file). */
static bool is_number(const char *text, double *number)
{
    static const char digits[] = "0123456789.-";
    char *end;
    if (strspn(text, digits) != strlen(text))
        return false;
    *number = strtod(text, &end);
    return end != text && !*end && isfinite(*number);
}

struct form_value form_value(const struct form *form, const struct column *column,
                             const char *value)
{
    if (value && column->kind == COLUMN_TICK)
        value = strcmp(value, "1") == 0 ? FORM_TICK : strcmp(value, "0") == 0 ? NULL : value;
    if (!value || !*value)
        return (struct form_value){0};
    enum form_look look = answer_look(form, column);
    struct form_value cell = {.text = value};
    if (look == LOOK_CHOICE || look == LOOK_WHOLE || look == LOOK_DECIMAL)
        cell.numeric = is_number(value, &cell.number);
    return cell;
}

static void write_value(struct page *page, lxw_col_t column, const struct form_value *value,
                        lxw_format *look)
{
    if (value->numeric)
        page_keep(page,
                  worksheet_write_number(page->sheet, page->row, column, value->number, look));
    else
        page_keep(page, worksheet_write_string(page->sheet, page->row, column, value->text, look));
}

void page_name(struct page *page, lxw_col_t at, const char *name)
{
    const char *cell = arena_printf(page->arena, "='" FORM_SHEET_NAME "'!$%c$%u", (char)('A' + at),
                                    (unsigned)page->row + 1);
    page_keep(page, workbook_define_name(page->book, name, cell));
}

void page_answer(struct page *page, lxw_col_t first, lxw_col_t last, const struct column *column)
{
    const struct form *form = page->form->form;
    enum form_look look = answer_look(form, column);
    const char *const *values = page->form->values;
    size_t index = (size_t)(column - form->columns);
    struct form_value value = form_value(form, column, values ? values[index] : NULL);
    if (first != last)
        page_text(page, first, last, "", look);
    if (value.text)
        write_value(page, first, &value, page->looks[look]);
    else if (first == last)
        page_keep(page, worksheet_write_blank(page->sheet, page->row, first, page->looks[look]));
    if (page->outline)
        page->outline->answers[index] = (struct form_cell){page->row, first};
    page_name(page, first, arena_printf(page->arena, ANSWER_PREFIX "%s", column->name));
    if (!page->has_answer)
        worksheet_set_selection(page->sheet, page->row, first, page->row, first);
    page->has_answer = true;
}

/* ---- Validations ---- */

static void apply(struct page *page, const struct cell_range *range,
                  lxw_data_validation *validation)
{
    validation->ignore_blank = LXW_VALIDATION_ON;
    page_keep(page, worksheet_data_validation_range(page->sheet, range->first_row, range->first,
                                                    range->last_row, range->last, validation));
}

/* libxlsxwriter does not change these texts, though its structure is not const. */
static char *message_text(struct page *page, const char *text)
{
    return arena_strdup(page->arena, text_shorten(page->arena, text, VALIDATION_MESSAGE));
}

static char *message_title(struct page *page, const struct question *question)
{
    const char *title = *question->number ? question->number : question->text;
    return arena_strdup(page->arena, text_shorten(page->arena, title, VALIDATION_TITLE));
}

/* A drop-down of more codes than fit into the validation refers to a list on the hidden sheet
 * (libxlsxwriter 1.1.4 leaks the formula, some twenty bytes). */
static void refer_to_list(struct page *page, lxw_data_validation *validation, char **codes,
                          size_t count)
{
    lxw_col_t column = page->list_column++;
    for (size_t i = 0; i < count; i++)
        page_keep(page, worksheet_write_number(page->hidden, (lxw_row_t)i, column,
                                               strtod(codes[i], NULL), NULL));
    char name[LXW_MAX_COL_NAME_LENGTH];
    lxw_col_to_name(name, column, LXW_TRUE);
    validation->validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
    validation->value_formula =
        arena_printf(page->arena, "=" FORM_HIDDEN_NAME "!%s$1:%s$%zu", name, name, count);
}

void page_allow_options(struct page *page, const struct cell_range *range,
                        const struct question *question)
{
    size_t length = 0;
    char **codes = arena_array(page->arena, question->option_count + 1, sizeof *codes);
    for (size_t i = 0; i < question->option_count; i++) {
        codes[i] = arena_printf(page->arena, "%d", question->options[i].code);
        length += strlen(codes[i]) + 1;
    }
    const char *legend = form_short_legend(page->arena, question, VALIDATION_MESSAGE);
    lxw_data_validation validation = {
        .validate = LXW_VALIDATION_TYPE_LIST,
        .value_list = codes,
        .input_title = message_title(page, question),
        .input_message = message_text(page, legend),
        .error_title = message_text(page, "選択肢にない回答です"),
        .error_message = message_text(page, "選択肢の番号を1つだけ、▼の一覧から選ぶか、"
                                            "数字で入力してください。"),
    };
    if (length > VALIDATION_LIST)
        refer_to_list(page, &validation, codes, question->option_count);
    apply(page, range, &validation);
}

void page_allow_ticks(struct page *page, const struct cell_range *range,
                      const struct question *question)
{
    char tick[] = FORM_TICK;
    char *list[] = {tick, NULL};
    lxw_data_validation validation = {
        .validate = LXW_VALIDATION_TYPE_LIST,
        .value_list = list,
        .input_title = message_title(page, question),
        .input_message = message_text(page, "あてはまる場合は○を選んでください。\n"
                                            "取り消すには Delete キーを押してください。"),
        .error_title = message_text(page, "○で回答する欄です"),
        .error_message = message_text(page, "あてはまる場合は▼の一覧から○を選び、"
                                            "あてはまらない場合は空欄にしてください。"),
    };
    apply(page, range, &validation);
}

static const char *limit_text(struct page *page, int64_t limit)
{
    int decimals = number_decimals(limit);
    int64_t divisor = 1;
    for (int i = decimals; i < NUMBER_DECIMALS; i++)
        divisor *= 10;
    char digits[DECIMAL_SIZE];
    return arena_strdup(page->arena, decimal_text(digits, limit / divisor, decimals));
}

/* 0以上1000以下の整数 */
static const char *allowed_number(struct page *page, const struct question *question)
{
    const char *from = "", *to = "";
    if (question->min != INT64_MIN)
        from = arena_printf(page->arena, "%s以上", limit_text(page, question->min));
    if (question->max != INT64_MAX)
        to = arena_printf(page->arena, "%s以下", limit_text(page, question->max));
    return arena_printf(page->arena, "%s%s%s%s", from, to, *from || *to ? "の" : "",
                        question->decimals ? "数値" : "整数");
}

void page_allow_number(struct page *page, const struct cell_range *range,
                       const struct question *question)
{
    int64_t min = question->min == INT64_MIN ? -NUMBER_LIMIT : question->min;
    int64_t max = question->max == INT64_MAX ? NUMBER_LIMIT : question->max;
    const char *allowed = allowed_number(page, question);
    lxw_data_validation validation = {
        .validate = question->decimals ? LXW_VALIDATION_TYPE_DECIMAL : LXW_VALIDATION_TYPE_INTEGER,
        .criteria = LXW_VALIDATION_CRITERIA_BETWEEN,
        .minimum_number = (double)min / (double)NUMBER_SCALE,
        .maximum_number = (double)max / (double)NUMBER_SCALE,
        .input_title = message_title(page, question),
        .input_message =
            message_text(page, arena_printf(page->arena, "%sで記入してください。", allowed)),
        .error_title = message_text(page, "数値で回答する欄です"),
        .error_message =
            message_text(page, arena_printf(page->arena,
                                            "単位や「約」をつけず、%sだけを入力してください。"
                                            "わからない場合は空欄にしてください。",
                                            allowed)),
    };
    apply(page, range, &validation);
}
