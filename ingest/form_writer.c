/*
 * The questionnaire as a workbook: the head of the sheet, the questions in the order of the
 * codebook, the hidden sheet that says what the file is. How a cell looks and what it accepts is
 * form_page's business. Whatever fails, no file remains under the final name.
 */
#include "ingest/form_writer.h"

#include "common/display.h"
#include "common/message.h"
#include "common/whole_file.h"
#include "ingest/form_page.h"
#include "ingest/form_text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SYNTHETIC_TEXT "合成データ(synthetic) — 実在の回答ではありません"

/* On the hidden sheet: keys and values in A and B, lists from D. */
enum { HIDDEN_LISTS = 3 };
enum { COLUMN_ANSWER_CELL = COLUMN_LAST, COLUMN_ANSWER_NAME = COLUMN_LAST - 1 };
/* A number has two columns, its unit stands in the last. */
enum { COLUMN_NUMBER = COLUMN_LAST - 2 };
/* Excel and libxlsxwriter allow 255 characters in a header; the fixed parts need some. */
enum { HEADER_TITLE = 60, HEADER_UNIT = 40 };
/* Above this a label makes the head of a crossing table taller than a block per row would be. */
enum { CROSSING_LABEL_WIDTH = 40 };

static const double GAP_POINTS = 8.0, LINE_POINTS = 19.0;
static const double TEXT_ANSWER_POINTS = 110.0;

/* ---- The head ---- */

static void write_line(struct page *page, const char *text, enum form_look look)
{
    page_end_row(page, page_text(page, COLUMN_TICK_CELL, COLUMN_LAST, text, look));
}

static void write_unit(struct page *page)
{
    const struct form_sheet *form = page->form;
    struct form_outline *outline = page->outline;
    page_name(page, COLUMN_LABEL, FORM_MARK_UNIT);
    page_text(page, COLUMN_TICK_CELL, COLUMN_CODE, "コード", LOOK_UNIT_KEY);
    page_text(page, COLUMN_LABEL, COLUMN_LABEL, outline ? "" : form->unit, LOOK_UNIT);
    if (*form->unit_name) {
        page_text(page, COLUMN_FIRST_CROSSING, COLUMN_FIRST_CROSSING, "回答者", LOOK_UNIT_KEY);
        page_text(page, COLUMN_FIRST_CROSSING + 1, COLUMN_LAST, outline ? "" : form->unit_name,
                  LOOK_UNIT);
    }
    if (outline) {
        outline->unit = (struct form_cell){page->row, COLUMN_LABEL};
        outline->name = (struct form_cell){page->row, COLUMN_FIRST_CROSSING + 1};
    }
    page_end_row(page, LINE_POINTS);
}

static bool asks(const struct form *form, enum question_type type)
{
    for (size_t i = 0; i < form->question_count; i++)
        if (!form->questions[i].derived && form->questions[i].type == type)
            return true;
    return false;
}

static void write_instructions(struct page *page)
{
    static const struct {
        enum question_type type;
        const char *text;
    } instructions[] = {
        {QUESTION_SINGLE,
         "・（1つ選択）は、あてはまる選択肢の番号を▼の一覧から選ぶか、入力してください。"},
        {QUESTION_MULTIPLE, "・（すべてに○）は、あてはまる選択肢の欄で○を選んでください。"},
        {QUESTION_NUMBER, "・（数値）は、単位をつけず数字だけを記入してください。"
                          "実績がない場合は 0 と記入してください。"},
        {QUESTION_TEXT, "・（自由記述）は、欄の中に文章で記入してください。"},
    };
    write_line(page, "回答する欄は色つきの欄です。その他の欄は変更できません。", LOOK_NOTE);
    for (size_t i = 0; i < sizeof instructions / sizeof *instructions; i++)
        if (asks(page->form->form, instructions[i].type))
            write_line(page, instructions[i].text, LOOK_NOTE);
    write_line(page,
               "・空欄は「無回答」として扱います。※ のついた質問は、"
               "条件にあてはまる場合のみお答えください。",
               LOOK_NOTE);
}

const char *form_subtitle(struct arena *arena, const struct codebook *codebook,
                          const struct form *form)
{
    return arena_printf(arena, "%s　%s", codebook_year_label(arena, codebook->year), form->title);
}

static void write_head(struct page *page)
{
    const struct codebook *codebook = page->form->codebook;
    if (page->form->synthetic) {
        page_name(page, COLUMN_TICK_CELL, FORM_MARK_SYNTHETIC);
        write_line(page, SYNTHETIC_TEXT, LOOK_NOTICE);
    }
    page_name(page, COLUMN_TICK_CELL, FORM_MARK_SURVEY);
    write_line(page, codebook->title, LOOK_TITLE);
    double above = page->question;
    lxw_row_t first_title = page->row;
    page_name(page, COLUMN_TICK_CELL, FORM_MARK_FORM);
    write_line(page, form_subtitle(page->arena, codebook, page->form->form), LOOK_SUBTITLE);
    write_unit(page);
    page_end_row(page, GAP_POINTS);
    page_repeat_rows(page, first_title, page->question - above);
    if (page->form->note) {
        write_line(page, page->form->note, LOOK_NOTICE);
        page_end_row(page, GAP_POINTS);
    }
    write_instructions(page);
    page_end_row(page, GAP_POINTS);
    page_end_question(page);
}

/* ---- Parts of a question ---- */

static const struct column *answer_column(const struct form *form, const struct item *item)
{
    return &form->columns[item->first_column];
}

/* The tick or the text cell of an option; NULL if the option has none. */
static const struct column *option_column(const struct form *form, const struct item *item,
                                          enum column_kind kind, const struct option *option)
{
    for (size_t i = 0; i < item->column_count; i++) {
        const struct column *column = &form->columns[item->first_column + i];
        if (column->kind == kind && column->option == option)
            return column;
    }
    return NULL;
}

static struct cell_range one_cell(const struct page *page, lxw_col_t column)
{
    return (struct cell_range){page->row, page->row, column, column};
}

static const char *option_label(struct page *page, const struct option *option)
{
    if (!option->exclusive)
        return option->label;
    return arena_printf(page->arena, "%s（ほかの選択肢に○をつけない）", option->label);
}

/* The first column behind a label that stands on one line; COLUMN_LAST + 1 if too little is left
 * for a text answer. */
static lxw_col_t column_behind(const char *label)
{
    const lxw_col_t too_late = COLUMN_LAST - 3;
    for (lxw_col_t last = COLUMN_LABEL; last < too_late; last++)
        if (page_fits(COLUMN_LABEL, last, label, LOOK_LABEL))
            return last + 1;
    return COLUMN_LAST + 1;
}

/* An option's code and label with its text cell, which ends at `last`; if the label leaves no
 * room, the text cell has a row of its own. Ends the row. */
static void write_option(struct page *page, const struct item *item, const struct option *option,
                         lxw_col_t last)
{
    const char *label = option_label(page, option);
    const struct column *text = option_column(page->form->form, item, COLUMN_OPTION_TEXT, option);
    page_keep(page, worksheet_write_number(page->sheet, page->row, COLUMN_CODE, option->code,
                                           page->looks[LOOK_CODE]));
    lxw_col_t behind = text ? column_behind(label) : last;
    bool beside = text && behind < last;
    double height = page_text(page, COLUMN_LABEL, beside ? behind - 1 : last, label, LOOK_LABEL);
    if (beside)
        page_answer(page, behind, last, text);
    page_end_row(page, height);
    if (text && !beside) {
        page_answer(page, COLUMN_LABEL, last, text);
        page_end_row(page, LINE_POINTS);
    }
}

/* The texts of a grid's row: 「5 その他」の内容 and the cell. */
static void write_row_texts(struct page *page, const struct item *item)
{
    const struct form *form = page->form->form;
    for (size_t i = 0; i < item->column_count; i++) {
        const struct column *column = &form->columns[item->first_column + i];
        if (column->kind != COLUMN_OPTION_TEXT)
            continue;
        const char *label = arena_printf(page->arena, "「%d %s」の内容", column->option->code,
                                         text_shorten(page->arena, column->option->label, 12));
        page_text(page, COLUMN_TICK_CELL, COLUMN_LABEL, label, LOOK_RIGHT);
        page_answer(page, COLUMN_FIRST_CROSSING, COLUMN_LAST, column);
        page_end_row(page, LINE_POINTS);
    }
}

static double write_row_label(struct page *page, const struct item *item, lxw_col_t last)
{
    return page_text(page, COLUMN_TICK_CELL, last, item->row->label, LOOK_ROW);
}

/* ---- Questions by kind ---- */

static void write_single(struct page *page, const struct question *question,
                         const struct item *item)
{
    struct cell_range range = one_cell(page, COLUMN_ANSWER_CELL);
    page_allow_options(page, &range, question);
    page_text(page, COLUMN_ANSWER_NAME, COLUMN_ANSWER_NAME, "回答", LOOK_RIGHT);
    page_answer(page, COLUMN_ANSWER_CELL, COLUMN_ANSWER_CELL,
                answer_column(page->form->form, item));
    for (size_t i = 0; i < question->option_count; i++)
        write_option(page, item, &question->options[i], i ? COLUMN_LAST : COLUMN_ANSWER_NAME - 1);
}

static void write_single_grid(struct page *page, const struct question *question,
                              const struct item *items)
{
    const struct form *form = page->form->form;
    const char *legend =
        arena_printf(page->arena, "選択肢： %s", form_legend(page->arena, question, "　　"));
    write_line(page, legend, LOOK_NOTE);
    struct cell_range range = one_cell(page, COLUMN_ANSWER_CELL);
    for (size_t i = 0; i < question->row_count; i++) {
        double height = write_row_label(page, &items[i], COLUMN_ANSWER_NAME);
        page_answer(page, COLUMN_ANSWER_CELL, COLUMN_ANSWER_CELL, answer_column(form, &items[i]));
        range.last_row = page->row;
        page_end_row(page, height);
        write_row_texts(page, &items[i]);
    }
    page_allow_options(page, &range, question);
}

static void write_multiple(struct page *page, const struct question *question,
                           const struct item *item)
{
    struct cell_range range = one_cell(page, COLUMN_TICK_CELL);
    for (size_t i = 0; i < question->option_count; i++) {
        const struct option *option = &question->options[i];
        range.last_row = page->row;
        page_answer(page, COLUMN_TICK_CELL, COLUMN_TICK_CELL,
                    option_column(page->form->form, item, COLUMN_TICK, option));
        write_option(page, item, option, COLUMN_LAST);
    }
    page_allow_ticks(page, &range, question);
}

/* Rows by options reads best, as long as the head stays low. */
static bool fits_crossing(const struct question *question)
{
    if (question->option_count > COLUMN_CROSSINGS)
        return false;
    for (size_t i = 0; i < question->option_count; i++)
        if (display_width(question->options[i].label) > CROSSING_LABEL_WIDTH)
            return false;
    return true;
}

static void write_crossing_head(struct page *page, const struct question *question, lxw_col_t first)
{
    double height = LINE_POINTS;
    page_text(page, COLUMN_TICK_CELL, first - 1, "", LOOK_HEAD);
    for (size_t i = 0; i < question->option_count; i++) {
        const struct option *option = &question->options[i];
        lxw_col_t column = (lxw_col_t)(first + i);
        const char *label = arena_printf(page->arena, "%d\n%s%s", option->code, option->label,
                                         option->exclusive ? "※" : "");
        double needed = page_text(page, column, column, label, LOOK_HEAD);
        height = needed > height ? needed : height;
    }
    page_end_row(page, height);
}

static void write_exclusive_note(struct page *page, const struct question *question)
{
    for (size_t i = 0; i < question->option_count; i++) {
        const struct option *option = &question->options[i];
        if (option->exclusive)
            write_line(page,
                       arena_printf(page->arena,
                                    "※ 「%d %s」に○をつけた行では、"
                                    "ほかの選択肢に○をつけないでください。",
                                    option->code, option->label),
                       LOOK_BASE);
    }
}

static void write_crossing(struct page *page, const struct question *question,
                           const struct item *items)
{
    const struct form *form = page->form->form;
    lxw_col_t first = (lxw_col_t)(COLUMN_LAST + 1 - question->option_count);
    write_crossing_head(page, question, first);
    struct cell_range range = {page->row, page->row, first, COLUMN_LAST};
    for (size_t i = 0; i < question->row_count; i++) {
        double height = write_row_label(page, &items[i], first - 1);
        for (size_t j = 0; j < question->option_count; j++) {
            lxw_col_t column = (lxw_col_t)(first + j);
            page_answer(page, column, column,
                        option_column(form, &items[i], COLUMN_TICK, &question->options[j]));
        }
        range.last_row = page->row;
        page_end_row(page, height);
        write_row_texts(page, &items[i]);
    }
    page_allow_ticks(page, &range, question);
    write_exclusive_note(page, question);
}

static void write_multiple_grid(struct page *page, const struct question *question,
                                const struct item *items)
{
    if (fits_crossing(question)) {
        write_crossing(page, question, items);
        return;
    }
    for (size_t i = 0; i < question->row_count; i++) {
        page_end_row(page, write_row_label(page, &items[i], COLUMN_LAST));
        write_multiple(page, question, &items[i]);
    }
}

static void write_numbers(struct page *page, const struct question *question,
                          const struct item *items)
{
    struct cell_range range = {page->row, page->row, COLUMN_NUMBER, COLUMN_NUMBER + 1};
    for (size_t i = 0; i < question->item_count; i++) {
        const struct row *row = items[i].row;
        const char *unit = row && row->unit ? row->unit : question->unit;
        double height = LINE_POINTS;
        if (row)
            height = write_row_label(page, &items[i], COLUMN_NUMBER - 1);
        else
            page_text(page, COLUMN_NUMBER - 1, COLUMN_NUMBER - 1, "回答", LOOK_RIGHT);
        page_answer(page, COLUMN_NUMBER, COLUMN_NUMBER + 1,
                    answer_column(page->form->form, &items[i]));
        if (*unit)
            page_text(page, COLUMN_LAST, COLUMN_LAST, unit, LOOK_LABEL);
        range.last_row = page->row;
        page_end_row(page, height);
    }
    page_allow_number(page, &range, question);
}

static void write_texts(struct page *page, const struct question *question,
                        const struct item *items)
{
    for (size_t i = 0; i < question->item_count; i++) {
        if (items[i].row)
            page_end_row(page, write_row_label(page, &items[i], COLUMN_LAST));
        page_answer(page, COLUMN_TICK_CELL, COLUMN_LAST,
                    answer_column(page->form->form, &items[i]));
        page_end_row(page, TEXT_ANSWER_POINTS);
    }
}

static void write_answers(struct page *page, const struct question *question)
{
    const struct item *items = &page->form->form->items[question->first_item];
    switch (question->type) {
    case QUESTION_SINGLE:
        (question->row_count ? write_single_grid : write_single)(page, question, items);
        break;
    case QUESTION_MULTIPLE:
        (question->row_count ? write_multiple_grid : write_multiple)(page, question, items);
        break;
    case QUESTION_NUMBER:
        write_numbers(page, question, items);
        break;
    case QUESTION_TEXT:
        write_texts(page, question, items);
        break;
    }
}

static void write_question(struct page *page, const struct question *question)
{
    const char *heading =
        arena_printf(page->arena, "%s%s%s%s", question->number, *question->number ? "　" : "",
                     question->text, form_answer_hint(question));
    write_line(page, heading, LOOK_QUESTION);
    const char *note = form_base_note(page->arena, page->form->form, question);
    if (note)
        write_line(page, note, LOOK_BASE);
    write_answers(page, question);
    page_end_row(page, GAP_POINTS);
    page_end_question(page);
}

/* ---- The workbook ---- */

/* & opens a code in headers and footers. */
static const char *header_text(struct arena *arena, const char *text, size_t limit)
{
    const char *from = text_shorten(arena, text, limit);
    char *escaped = arena_alloc(arena, 2 * strlen(from) + 1);
    char *to = escaped;
    for (; *from; from++) {
        *to++ = *from;
        if (*from == '&')
            *to++ = '&';
    }
    return escaped;
}

const char *form_paper_header(struct arena *arena, const struct form_sheet *sheet)
{
    return arena_printf(
        arena, "&L%s&R%s%s %s", header_text(arena, sheet->codebook->title, HEADER_TITLE),
        sheet->synthetic ? SYNTHETIC_TEXT "\n" : "", header_text(arena, sheet->unit, HEADER_UNIT),
        header_text(arena, sheet->unit_name, HEADER_UNIT));
}

static void write_paper_header(struct page *page)
{
    page_keep(page, worksheet_set_header(page->sheet, form_paper_header(page->arena, page->form)));
    page_keep(page, worksheet_set_footer(page->sheet, "&C&P / &N"));
}

static void write_hidden(struct page *page)
{
    const char *const entries[][2] = {
        {"survey", page->form->codebook->survey},
        {"form", page->form->form->id},
        {"codebook", page->form->codebook->hash},
        {"unit", page->outline ? "" : page->form->unit},
        {"synthetic", page->form->synthetic ? "1" : ""},
    };
    for (lxw_row_t i = 0; i < sizeof entries / sizeof *entries; i++)
        for (lxw_col_t j = 0; j < 2; j++)
            if (*entries[i][j])
                page_keep(page, worksheet_write_string(page->hidden, i, j, entries[i][j], NULL));
    worksheet_hide(page->hidden);
    worksheet_protect(page->hidden, NULL, NULL);
}

const char *form_subject(struct arena *arena, const struct form_sheet *sheet)
{
    return arena_printf(arena, "%s %s", sheet->unit, sheet->unit_name);
}

static void write_properties(struct page *page)
{
    char author[] = "renkei";
    char synthetic[] = SYNTHETIC_TEXT;
    lxw_doc_properties properties = {
        .title = arena_printf(page->arena, "%s %s", page->form->codebook->title,
                              page->form->form->title),
        .subject = arena_strdup(page->arena, form_subject(page->arena, page->form)),
        .author = author,
        .comments = page->form->synthetic ? synthetic : NULL,
        .created =
            946684800, /* 2000-01-01: any fixed time, so that equal input gives equal bytes */
    };
    page_keep(page, workbook_set_properties(page->book, &properties));
}

static void write_pages(struct page *page)
{
    const struct form *form = page->form->form;
    page_open(page);
    write_head(page);
    for (size_t i = 0; i < form->question_count; i++)
        if (!form->questions[i].derived)
            write_question(page, &form->questions[i]);
    write_hidden(page);
    write_paper_header(page);
    write_properties(page);
    page_close(page);
}

/* ---- The file ---- */

/* A form and its parts take some 0.2 MB; many may be under way. */
enum { FORM_ROOM = 64 << 20, FORM_FILE_ROOM = 4 << 20 };

/* libxlsxwriter keeps every part in a temporary file and does not notice when one of these is cut
 * short: use a folder that certainly has room, memory first. NULL if there is none. */
char *form_temporary_folder(void)
{
    static char memory[] = "/dev/shm", disk[] = "/tmp";
    char *const folders[] = {memory, disk};
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        if (access(folders[i], W_OK) == 0 && whole_file_has_room(folders[i], FORM_ROOM))
            return folders[i];
    return NULL;
}

/* Fills and closes the workbook; it is gone afterwards, whatever happened. */
static bool write_workbook(struct page *page, const char **error)
{
    page->sheet = workbook_add_worksheet(page->book, FORM_SHEET_NAME);
    page->hidden = workbook_add_worksheet(page->book, FORM_HIDDEN_NAME);
    if (page->sheet && page->hidden)
        write_pages(page);
    else
        page_keep(page, LXW_ERROR_MEMORY_MALLOC_FAILED);
    if (page->error) {
        lxw_workbook_free(page->book);
        *error = lxw_strerror(page->error);
        return false;
    }
    errno = 0;
    lxw_error closed = workbook_close(page->book);
    if (closed)
        *error = errno ? strerror(errno) : lxw_strerror(closed);
    return !closed;
}

/* Creates the file, so that what is wrong with the folder is known before the work, and before
 * libxlsxwriter says so on standard error in its own words. */
static bool create(const char *path)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    return file >= 0 && close(file) == 0 && whole_file_has_room(path, FORM_FILE_ROOM);
}

static bool write_beside(struct page *page, const char *path, const char *temporary,
                         const char **error)
{
    lxw_workbook_options options = {.tmpdir = form_temporary_folder()};
    *error = _("neither /dev/shm nor /tmp has room for its parts");
    if (!options.tmpdir)
        return false;
    page->book = workbook_new_opt(temporary, &options);
    if (!page->book)
        abort();
    if (!write_workbook(page, error))
        return false;
    if (rename(temporary, path) == 0)
        return true;
    *error = strerror(errno);
    return false;
}

bool form_write(const struct form_sheet *sheet, const char *path, const char **error)
{
    return form_write_outline(sheet, path, NULL, error);
}

bool form_write_outline(const struct form_sheet *sheet, const char *path,
                        struct form_outline *outline, const char **error)
{
    struct arena arena = {0};
    struct page page = {
        .form = sheet, .outline = outline, .arena = &arena, .list_column = HIDDEN_LISTS};
    const char *temporary = whole_file_temporary(&arena, path);
    *error = NULL;
    bool written = create(temporary) && write_beside(&page, path, temporary, error);
    if (!written) {
        if (!*error)
            *error = strerror(errno);
        unlink(temporary);
    }
    arena_release(&arena);
    return written;
}
