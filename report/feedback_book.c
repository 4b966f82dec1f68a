#include "report/feedback_book.h"

#include "common/message.h"
#include "common/str.h"
#include "common/xlsx.h"
#include "report/book.h"
#include "report/feedback_page.h"
#include "report/output.h"

#include <stdlib.h>
#include <string.h>

#define SHEET_NAME "フィードバック"

/* An A4 page in points, what its margins (inches) leave of it at full size, and how small the print
 * may become before it takes another page: ten points become six. */
#define MARGIN_SIDE 0.3
#define MARGIN_TOP 0.4
#define MARGIN_BOTTOM 0.5
#define POINTS_PER_INCH 72
#define PAGE_POINTS (841.9 - (MARGIN_TOP + MARGIN_BOTTOM) * POINTS_PER_INCH)
#define PAGE_WIDTH_POINTS (595.3 - 2 * MARGIN_SIDE * POINTS_PER_INCH)
#define SCALE_SMALLEST 0.6
/* Above the page: the title and the other rows. */
#define TITLE_POINTS 22.0
#define HEADING_POINTS(page) (TITLE_POINTS + (double)((page)->first - 1) * page_row_height(1))
/* A unit of Excel's column width, 7 pixels of 1/96 in, and what every column has beside, in points.
 */
#define POINTS_PER_WIDTH 5.25
#define POINTS_PER_COLUMN 3.75

/* ---- Writing ---- */

static lxw_format *format_of(const struct book *book, enum page_format format, lxw_format *few)
{
    const struct row_style *row = &book->style.rows[RULING_INNER];
    switch (format) {
    case PAGE_LINE:
    case PAGE_SMALL: /* set as small as can be read already */
        return book->style.text;
    case PAGE_HEADING:
        return book->style.heading;
    case PAGE_HEADER:
        return book->style.header;
    case PAGE_CODE:
        return row->code;
    case PAGE_WRAPPED:
        return row->wrapped;
    case PAGE_PERCENT:
        return row->percent[SHADE_NONE];
    case PAGE_FEW:
        return few;
    case PAGE_WHOLE:
        return row->whole;
    case PAGE_NONE:
        return row->none;
    }
    abort();
}

static bool is_tenths(enum page_format format)
{
    return format == PAGE_PERCENT || format == PAGE_FEW;
}

/* Narrower than in other tables: the text fills its column. */
static double narrow_width(size_t width)
{
    const double per_width = 0.955, padding = 0.8;
    return (double)width * per_width + padding;
}

/* How small it becomes when its width fills the page. */
static double scale_by_width(const struct page *page, const size_t *widths)
{
    double width = 0;
    for (size_t i = 0; i < page->columns; i++)
        width += narrow_width(widths[i]) * POINTS_PER_WIDTH + POINTS_PER_COLUMN;
    return PAGE_WIDTH_POINTS / width;
}

/* On one page if it can still be read there, else on as many as it needs. */
static bool fits_one_page(const struct page *page, double scale)
{
    double by_height = PAGE_POINTS / (page->points + HEADING_POINTS(page));
    return (scale < by_height ? scale : by_height) >= SCALE_SMALLEST;
}

/* Rows that leave a part of the page empty are set wider apart. */
static double stretch(const struct page *page, double scale)
{
    const double most = 1.3;
    double room = (PAGE_POINTS / scale - HEADING_POINTS(page)) / page->points;
    return room > most ? most : room > 1 ? room : 1;
}

/* The rows above the page: the title, and what pen_start() wrote below it, set like the rest. */
static void close_up(struct pen *pen, const struct page *page)
{
    struct book *book = pen->book;
    book_check(book, worksheet_set_row(pen->worksheet, 0, TITLE_POINTS, NULL));
    for (pen->row = 1; pen->row < page->first; pen->row++)
        book_check(book, worksheet_set_row(pen->worksheet, pen->row, page_row_height(1), NULL));
    pen->row = 1;
    pen_text(pen, 0, book->heading, book->style.text);
}

static void write_cells(struct pen *pen, const struct page *page, double apart)
{
    lxw_format *few = pen->book->style.rows[RULING_INNER].percent_few;
    for (size_t i = 0; i < page->cell_count; i++) {
        const struct page_cell *cell = &page->cells[i];
        lxw_format *format = format_of(pen->book, cell->format, few);
        if (i == 0 || cell->row != page->cells[i - 1].row) {
            pen->row = cell->row;
            book_check(pen->book,
                       worksheet_set_row(pen->worksheet, pen->row,
                                         apart * page_row_height(page->lines[cell->row]), NULL));
        }
        if (cell->text != NULL)
            pen_text(pen, cell->column, cell->text, format);
        else if (is_tenths(cell->format))
            pen_tenths(pen, cell->column, cell->number, format);
        else
            pen_whole(pen, cell->column, cell->number, format);
    }
}

static void finish(struct pen *pen, const struct page *page, const size_t *widths)
{
    struct book *book = pen->book;
    lxw_worksheet *sheet = pen->worksheet;
    double scale = scale_by_width(page, widths);
    close_up(pen, page);
    uint32_t last = page->cells[page->cell_count - 1].row;
    for (size_t i = 0; i < page->columns; i++)
        pen_columns(pen, i, i, narrow_width(widths[i]));
    worksheet_freeze_panes(sheet, page->header + 1, 0);
    pen_add_table(pen, page->header, page->last, page->columns);
    book_check(book, worksheet_repeat_rows(sheet, page->header, page->header));
    book_check(book, worksheet_print_area(sheet, 0, 0, last, (lxw_col_t)(page->columns - 1)));
    /* What a header would say stands on the sheet; footers shrink with the page. */
    worksheet_set_margins(sheet, MARGIN_SIDE, MARGIN_SIDE, MARGIN_TOP, MARGIN_BOTTOM);
    book_check(book, worksheet_set_header(sheet, ""));
    book_check(book, worksheet_set_footer(sheet, "&R&11&P / &N"));
    worksheet_fit_to_pages(sheet, 1, fits_one_page(page, scale) ? 1 : 0);
}

void feedback_book_write(struct arena *arena, const struct feedback_form *feedback,
                         const struct feedback_unit *unit, const char *path)
{
    uint32_t first = feedback->loaded->synthetic ? 3 : 2; /* below what pen_start() writes */
    struct page *page = page_make(arena, feedback, unit, feedback->told, first);
    struct book book = {.config = feedback->config, .loaded = feedback->loaded, .arena = arena};
    size_t widths[PAGE_COLUMNS_MOST];
    page_widths(feedback, widths);
    book_open(&book, path, page->title);
    book_add(&book, &(struct sheet){.kind = SHEET_FEEDBACK,
                                    .name = SHEET_NAME,
                                    .title = page->title,
                                    .form = feedback->form,
                                    .n = -1});
    struct pen pen = pen_start(&book, &book.sheets[0]);
    if (pen.row != first)
        abort();
    write_cells(&pen, page, stretch(page, scale_by_width(page, widths)));
    finish(&pen, page, widths);
    book_close(&book);
}

/* ---- Reading back ---- */

struct comparing {
    const struct page *page;
    size_t next, numbers;
    const char *path;
    bool same;
};

static bool same_number(const struct page_cell *cell, const struct xlsx_cell *found)
{
    double meant = (double)cell->number / (is_tenths(cell->format) ? 10.0 : 1.0);
    return found->kind == XLSX_NUMBER && strtod(found->text, NULL) == meant;
}

static bool compare_cell(void *context, const struct xlsx_cell *found)
{
    struct comparing *comparing = context;
    const struct page *page = comparing->page;
    if (found->row <= page->first)
        return true; /* title, survey and notice; the checker wants them there */
    if (comparing->next == page->cell_count) {
        comparing->same = false;
        return false;
    }
    const struct page_cell *cell = &page->cells[comparing->next];
    bool place = found->row == cell->row + 1 && found->column == cell->column + 1;
    bool same = place && (cell->text == NULL
                              ? same_number(cell, found)
                              : found->kind == XLSX_TEXT && strcmp(found->text, cell->text) == 0);
    comparing->same = same;
    comparing->numbers += same && cell->text == NULL;
    comparing->next += same;
    return same;
}

_Noreturn static void refuse(const struct comparing *comparing)
{
    char name[16] = "";
    const struct page *page = comparing->page;
    /* Where the next one should have been; behind the last one there is something more. */
    size_t at = comparing->next < page->cell_count ? comparing->next : page->cell_count - 1;
    xlsx_cell_name(name, page->cells[at].row + 1, page->cells[at].column + 1);
    message_error(_("run this again; if it happens again, something changes files or this program "
                    "has a fault"),
                  _("\"%s\" read back is not what was counted, at cell %s"), comparing->path, name);
    exit(STATUS_VERIFY);
}

size_t feedback_book_read_back(struct arena *arena, const struct feedback_form *feedback,
                               const struct feedback_unit *unit, const char *path)
{
    uint32_t first = feedback->loaded->synthetic ? 3 : 2;
    struct comparing comparing = {
        .page = page_make(arena, feedback, unit, feedback->recounted, first),
        .path = path,
        .same = true,
    };
    struct str bytes = {0};
    struct xlsx xlsx = {0};
    output_read_back(&bytes, path, path);
    if (!xlsx_open(&xlsx, arena, bytes.at, bytes.length) ||
        !xlsx_read_sheet(&xlsx, 0, compare_cell, &comparing))
        die(_(xlsx.error), _("check the disk, then run this again"), _("cannot read \"%s\" back"),
            path);
    if (!comparing.same || comparing.next != comparing.page->cell_count)
        refuse(&comparing);
    xlsx_close(&xlsx);
    str_release(&bytes);
    return comparing.numbers;
}
