/*
 * 本文: the sentences of the report with the figures of this workbook, one per row, with the table
 * each of them is about. A sentence that does not hold stands there with the reason.
 */
#include "report/sheets.h"

#include "common/display.h"
#include "common/table_words.h"
#include "report/sentence.h"
#include "report/words.h"

enum { COLUMN_COUNT = 6 };
enum { SECTION, ID, TEXT, TABLE, ASKED, REMARK };

static const char *const names[COLUMN_COUNT] = {"節", "文ID", "文", "図表・設問", WORD_N, "備考"};
static const size_t widths[COLUMN_COUNT] = {30, 24, 80, 20, 8, 40};
static const char unmade[] = "（印刷しない）";

static const char *remark_of(const struct made_sentence *made, struct arena *arena)
{
    if (made->state != SENTENCE_MADE)
        return sentence_reason(made, arena);
    return made->few ? "*：対象が10未満" : "";
}

static const struct sheet *turnout_sheet(const struct book *book)
{
    for (size_t i = 0; i < book->sheet_count; i++)
        if (book->sheets[i].kind == SHEET_TURNOUT || book->sheets[i].kind == SHEET_AREA_UNITS)
            return &book->sheets[i];
    return NULL;
}

/* The table that the sentence is about: the figure it names, else its first question's, else that
 * of those who answered. */
static void write_table(struct pen *pen, const struct made_sentence *made)
{
    const struct figure *figure = made->sentence->figure;
    const struct sheet *sheet =
        made->about ? book_question(pen->book, made->about) : turnout_sheet(pen->book);
    const char *label = figure != NULL        ? figure->number
                        : made->about != NULL ? words_number(made->about)
                                              : "回収状況";
    if (sheet != NULL)
        pen_link_cell(pen, TABLE, sheet, label);
    else
        pen_text(pen, TABLE, label, pen->book->style.rows[RULING_INNER].text);
}

static size_t lines_of(const char *const *texts)
{
    size_t lines = 1;
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        size_t own = texts[i] == NULL ? 1 : display_lines(texts[i], widths[i]);
        lines = own > lines ? own : lines;
    }
    return lines;
}

static void write_sentence(struct pen *pen, const struct made_sentence *made, const char *section)
{
    const struct row_style *style = &pen->book->style.rows[RULING_INNER];
    const char *texts[COLUMN_COUNT] = {
        [SECTION] = *section == '\0' ? WORD_NO_FIGURE : section,
        [ID] = made->sentence->id,
        [TEXT] = made->text == NULL ? unmade : made->text,
        [REMARK] = remark_of(made, pen->book->arena),
    };
    pen_height(pen, lines_of(texts));
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        if (texts[i] != NULL)
            pen_text(pen, i, texts[i], style->wrapped);
    write_table(pen, made);
    if (made->n >= 0)
        pen_whole(pen, ASKED, made->n, style->whole);
    else
        pen_text(pen, ASKED, WORD_NO_FIGURE, style->none);
    pen->row++;
}

static void write_remarks(struct pen *pen)
{
    static const char *const lines[] = {
        "文中の数値は、表と同じ集計値から作る。順位は四捨五入する前の値による（同じ値は同率）。",
        "「割」は最も近い割、「半数」は40％以上60％以下、「過半数」は50％を超えることをいう。",
        "文の述べることが数値と合わないときは印刷せず、その理由を備考に示す。n＝文の最初の数値の対"
        "象数",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        pen_line(pen, lines[i], pen->book->style.small);
}

void sheet_sentences(struct book *book, const struct sheet *sheet,
                     const struct sentences *sentences)
{
    struct pen pen = pen_start(book, sheet);
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        pen_columns(&pen, i, i, column_width(widths[i]));
    write_remarks(&pen);
    struct table_frame frame = {
        .header = pen.row, .columns = COLUMN_COUNT, .stub = 2, .page_wide = 1};
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        pen_text(&pen, i, names[i], book->style.header);
    pen.row++;
    for (size_t i = 0; i < sentences->config->sentence_count; i++)
        if (sentences->made[i].state != SENTENCE_ABSENT)
            write_sentence(&pen, &sentences->made[i], sentences_section(sentences->config, i));
    frame.last = pen.row - 1;
    pen_finish_table(&pen, &frame);
}
