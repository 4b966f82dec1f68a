/*
 * The workbook and its pen, on libxlsxwriter. Nothing here depends on time or locale: the date in
 * the file's properties is fixed, so that the same counts give the same bytes.
 */
#include "report/book.h"

#include "common/message.h"
#include "common/options.h"
#include "report/compression.h"
#include "report/exact_digits.h"
#include "report/part_memory.h"
#include "report/sheet_name.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Excel shows the date of creation; a real one would make every run another file. */
static const time_t FIXED_DATE = 1640995200; /* 2022-01-01 00:00 UTC */

/* Row height and print margins (inches) that suit ten-point Japanese text on A4. */
#define ROW_HEIGHT 18.0
#define MARGIN_SIDE 0.4
#define MARGIN_TOP 0.6
enum { PAPER_A4 = 9, ZOOM = 90 };

void book_check(struct book *book, lxw_error error)
{
    if (book->error == LXW_NO_ERROR)
        book->error = error;
}

static void set_properties(struct book *book, const char *title)
{
    lxw_doc_properties properties = {
        .title = arena_strdup(book->arena, title),
        .subject = arena_strdup(book->arena, book->heading),
        .author = arena_printf(book->arena, "renkei %s", renkei_version),
        .comments = book->loaded->synthetic ? arena_strdup(book->arena, SYNTHETIC_NOTICE) : NULL,
        .created = FIXED_DATE,
    };
    book_check(book, workbook_set_properties(book->workbook, &properties));
    /* libxlsxwriter does not know dc:language; Excel offers a property of its own by this name. */
    book_check(book, workbook_set_custom_property_string(book->workbook, "Language", "ja"));
}

void book_open(struct book *book, const char *path, const char *title)
{
    /* Two gigabytes never happen; ZIP64 makes files that older readers refuse. */
    lxw_workbook_options options = {.constant_memory = LXW_FALSE, .use_zip64 = LXW_FALSE};
    const struct codebook *codebook = &book->config->codebook;
    exact_digits_use();
    compression_use();
    part_memory_use();
    book->heading = arena_printf(book->arena, "%s　%s", codebook->title,
                                 codebook_year_label(book->arena, codebook->year));
    book->path = path;
    book->workbook = workbook_new_opt(path, &options);
    if (book->workbook == NULL)
        abort();
    set_properties(book, title);
    style_init(&book->style, book->workbook);
}

static void grow_sheets(struct book *book)
{
    size_t capacity = book->sheet_capacity == 0 ? 64 : book->sheet_capacity * 2;
    struct sheet *sheets = arena_array(book->arena, capacity, sizeof *sheets);
    if (book->sheet_count > 0)
        memcpy(sheets, book->sheets, book->sheet_count * sizeof *sheets);
    book->sheets = sheets;
    book->sheet_capacity = capacity;
}

static bool name_taken(const void *context, const char *name)
{
    const struct book *book = context;
    for (size_t i = 0; i < book->sheet_count; i++) {
        if (strcasecmp(book->sheets[i].name, name) == 0)
            return true;
    }
    return false;
}

size_t book_add(struct book *book, const struct sheet *wanted)
{
    if (book->sheet_count == book->sheet_capacity)
        grow_sheets(book);
    struct sheet *sheet = &book->sheets[book->sheet_count];
    *sheet = *wanted;
    sheet->name = sheet_name(book->arena, wanted->name, name_taken, book);
    sheet->worksheet = workbook_add_worksheet(book->workbook, sheet->name);
    if (sheet->worksheet == NULL)
        abort();
    return book->sheet_count++;
}

void book_leave_out(struct book *book, const struct figure *figure, const char *reason)
{
    if (book->left_out == NULL)
        book->left_out =
            arena_array(book->arena, book->config->figure_count, sizeof *book->left_out);
    book->left_out[book->left_out_count++] = (struct left_out){figure, reason};
}

const struct sheet *book_question(const struct book *book, const struct question *question)
{
    for (size_t i = 0; i < book->sheet_count; i++) {
        const struct sheet *sheet = &book->sheets[i];
        if (sheet->question == question && sheet->figure == NULL)
            return sheet;
    }
    return NULL;
}

void book_close(struct book *book)
{
    book_check(book, workbook_close(book->workbook));
    if (book->error != LXW_NO_ERROR)
        die(lxw_strerror(book->error),
            _("check the permissions and the free space of the output folder"),
            _("could not write the workbook"));
}

bool book_has_form(const struct book *book, const struct form *form)
{
    return book->loaded->turnouts[form - book->config->codebook.forms].answered > 0;
}

bool book_has_several_forms(const struct book *book)
{
    size_t count = 0;
    for (size_t i = 0; i < book->config->codebook.form_count; i++)
        count += book->loaded->turnouts[i].answered > 0;
    return count > 1;
}

const char *form_short_title(struct arena *arena, const struct form *form)
{
    static const char suffix[] = "票";
    size_t length = strlen(form->title), cut = sizeof suffix - 1;
    if (length > cut && strcmp(form->title + length - cut, suffix) == 0)
        return arena_copy(arena, form->title, length - cut);
    return form->title;
}

/* ---- The pen ---- */

/* "&" begins a code in headers and footers; Excel allows 255 characters. */
static char *header_text(struct arena *arena, const char *text)
{
    enum { LARGEST = 200 };
    char *escaped = arena_alloc(arena, 2 * strlen(text) + 1);
    size_t length = 0;
    for (const char *c = text; *c != '\0'; c++) {
        if (length >= LARGEST && (*c & 0xC0) != 0x80)
            break;
        escaped[length++] = *c;
        if (*c == '&')
            escaped[length++] = '&';
    }
    return escaped;
}

void sheet_set_page(struct book *book, lxw_worksheet *worksheet, bool landscape)
{
    worksheet_set_paper(worksheet, PAPER_A4);
    if (landscape)
        worksheet_set_landscape(worksheet);
    worksheet_set_margins(worksheet, MARGIN_SIDE, MARGIN_SIDE, MARGIN_TOP, MARGIN_TOP);
    /* The notice has a line of its own: beside the heading the two would meet on an upright page.
     */
    const char *notice = book->loaded->synthetic ? "\n" SYNTHETIC_NOTICE : "";
    book_check(book, worksheet_set_header(
                         worksheet, arena_printf(book->arena, "&L&9%s%s",
                                                 header_text(book->arena, book->heading), notice)));
    book_check(book, worksheet_set_footer(worksheet, "&L&9&A&R&9&P / &N"));
}

static const struct sheet *contents_sheet(const struct book *book)
{
    for (size_t i = 0; i < book->sheet_count; i++) {
        if (book->sheets[i].kind == SHEET_CONTENTS)
            return &book->sheets[i];
    }
    return NULL;
}

struct pen pen_start(struct book *book, const struct sheet *sheet)
{
    struct pen pen = {.book = book, .worksheet = sheet->worksheet};
    bool landscape = sheet->kind != SHEET_COVER && sheet->kind != SHEET_FEEDBACK;
    sheet_set_page(book, sheet->worksheet, landscape);
    worksheet_set_zoom(sheet->worksheet, ZOOM);
    worksheet_set_default_row(sheet->worksheet, ROW_HEIGHT, LXW_FALSE);
    worksheet_gridlines(sheet->worksheet, LXW_HIDE_ALL_GRIDLINES);
    book_check(book, worksheet_set_row(sheet->worksheet, 0, 26, NULL));
    pen_line(&pen, sheet->title, book->style.title);
    pen_line(&pen, book->heading, book->style.small);
    if (book->loaded->synthetic)
        pen_line(&pen, SYNTHETIC_NOTICE, book->style.notice);
    const struct sheet *contents = contents_sheet(book);
    if (contents != NULL && sheet->kind != SHEET_CONTENTS) {
        pen_link(&pen, 0, contents, sheet->kind == SHEET_COVER ? "目次へ" : "目次へ戻る");
        pen.row++;
    }
    return pen;
}

static bool is_header(const struct style *style, const lxw_format *format)
{
    return format == style->header || format == style->header_count ||
           format == style->header_percent || format == style->plain_header;
}

void pen_text(struct pen *pen, size_t column, const char *text, lxw_format *format)
{
    lxw_col_t at = (lxw_col_t)column;
    if (is_header(&pen->book->style, format))
        pen_keep_head(pen, column, text, format);
    if (*text == '\0')
        book_check(pen->book, worksheet_write_blank(pen->worksheet, pen->row, at, format));
    else
        book_check(pen->book, worksheet_write_string(pen->worksheet, pen->row, at, text, format));
}

static void write_number(struct pen *pen, size_t column, double value, lxw_format *format)
{
    book_check(pen->book,
               worksheet_write_number(pen->worksheet, pen->row, (lxw_col_t)column, value, format));
}

void pen_whole(struct pen *pen, size_t column, int64_t value, lxw_format *format)
{
    write_number(pen, column, (double)value, format);
}

void pen_tenths(struct pen *pen, size_t column, int64_t tenths, lxw_format *format)
{
    write_number(pen, column, (double)tenths / 10.0, format);
}

void pen_decimal(struct pen *pen, size_t column, const char *decimal, lxw_format *format)
{
    write_number(pen, column, strtod(decimal, NULL), format);
}

/* internal:'name'!A1, with apostrophes doubled. */
static const char *link_address(struct arena *arena, const char *name)
{
    struct str quoted = {0};
    str_append(&quoted, "internal:'");
    for (const char *c = name; *c != '\0'; c++) {
        if (*c == '\'')
            str_append_char(&quoted, '\'');
        str_append_char(&quoted, *c);
    }
    str_append(&quoted, "'!A1");
    const char *address = arena_strdup(arena, str_text(&quoted));
    str_release(&quoted);
    return address;
}

void pen_link(struct pen *pen, size_t column, const struct sheet *target, const char *text)
{
    struct book *book = pen->book;
    book_check(book, worksheet_write_url_opt(pen->worksheet, pen->row, (lxw_col_t)column,
                                             link_address(book->arena, target->name),
                                             book->style.link, text, NULL));
}

void pen_link_cell(struct pen *pen, size_t column, const struct sheet *target, const char *text)
{
    struct book *book = pen->book;
    book_check(book, worksheet_write_url_opt(pen->worksheet, pen->row, (lxw_col_t)column,
                                             link_address(book->arena, target->name),
                                             book->style.link_cell, text, NULL));
}

void pen_columns(struct pen *pen, size_t first, size_t last, double width)
{
    book_check(pen->book, worksheet_set_column(pen->worksheet, (lxw_col_t)first, (lxw_col_t)last,
                                               width, NULL));
}

void pen_height(struct pen *pen, size_t lines)
{
    if (lines > 1)
        book_check(pen->book, worksheet_set_row(pen->worksheet, pen->row, row_height(lines), NULL));
}

void pen_line(struct pen *pen, const char *text, lxw_format *format)
{
    pen_text(pen, 0, text, format);
    pen->row++;
}

void pen_finish_table(struct pen *pen, const struct table_frame *frame)
{
    struct book *book = pen->book;
    lxw_worksheet *sheet = pen->worksheet;
    lxw_col_t last_column = (lxw_col_t)(frame->columns - 1), stub = (lxw_col_t)frame->stub;
    worksheet_freeze_panes(sheet, frame->header + 1, stub);
    pen_add_table(pen, frame->header, frame->last, frame->columns);
    book_check(book, worksheet_print_area(sheet, 0, 0, frame->last, last_column));
    book_check(book, worksheet_repeat_rows(sheet, frame->header, frame->header));
    if (frame->page_wide > 1)
        book_check(book, worksheet_repeat_columns(sheet, 0, (lxw_col_t)(stub - 1)));
    worksheet_fit_to_pages(sheet, frame->page_wide, 0);
    /* Codes are texts on purpose; Excel would mark every one of them. */
    book_check(book,
               worksheet_ignore_errors(sheet, LXW_IGNORE_NUMBER_STORED_AS_TEXT, "A1:XFD1048576"));
}
