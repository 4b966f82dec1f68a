/* The notes: how every base is defined, where each question comes from, and the survey's own. */
#include "report/sheets.h"

#include "common/display.h"
#include "common/table_words.h"
#include "report/words.h"

#include <string.h>

enum { COLUMN_COUNT = 8 };

static const char *const names[COLUMN_COUNT] = {WORD_FORM, WORD_NUMBER,  WORD_QUESTION_ID, "設問文",
                                                "種類",    "集計の対象", WORD_N,           "出典"};
static const size_t widths[COLUMN_COUNT] = {12, 10, 22, 60, 10, 60, 8, 24};
enum { TEXT_COLUMN = 3, BASE_COLUMN = 5 };

static void write_question(struct pen *pen, const struct form *form,
                           const struct question *question)
{
    struct book *book = pen->book;
    const struct row_style *style = &book->style.rows[RULING_INNER];
    const char *base = words_base(book->arena, form, question);
    size_t lines = display_lines(question->text, widths[TEXT_COLUMN]);
    size_t base_lines = display_lines(base, widths[BASE_COLUMN]);
    const struct sheet *sheet = book_question(book, question);
    pen_height(pen, lines > base_lines ? lines : base_lines);
    pen_text(pen, 0, form->title, style->text);
    pen_text(pen, 1, question->derived ? WORD_DERIVED : question->number, style->text);
    pen_text(pen, 2, question->id, style->text);
    pen_text(pen, 3, question->text, style->wrapped);
    pen_text(pen, 4, words_type(question), style->text);
    pen_text(pen, 5, base, style->wrapped);
    if (sheet != NULL && sheet->n >= 0)
        pen_whole(pen, 6, sheet->n, style->whole);
    else
        pen_text(pen, 6, WORD_NO_FIGURE, style->none);
    pen_text(pen, 7, words_source(question->source), style->text);
    pen->row++;
}

static void write_survey_notes(struct pen *pen)
{
    struct book *book = pen->book;
    const char *line = book->config->codebook.notes;
    if (*line == '\0')
        return;
    pen->row++;
    pen_line(pen, "調査についての注", book->style.heading);
    while (*line != '\0') {
        size_t length = strcspn(line, "\n");
        if (length > 0)
            pen_line(pen, arena_copy(book->arena, line, length), book->style.text);
        line += length + (line[length] == '\n');
    }
}

static const char *const bounds_notes[] = {
    "未提出の対象や無回答・不明の回答が、実際にはどうであったかは分からない。「無回答による幅」の下"
    "限は、"
    "そのすべてが選択肢に当たらないとした場合の％、上限は、すべてが当たるとした場合の％である。",
    "下限＝件数÷（n＋未提出）×100　上限＝（件数＋無回答・不明＋未提出）÷（n＋未提出）×100"
    "（それぞれ一度だけ四捨五入）",
    "回答が正しいかぎり、全対象の値は必ず下限と上限の間にある。標本誤差（信頼区間）ではなく、"
    "回答のない対象についての仮定を一切置かないときの幅である。",
    "対象を限定した設問では、未提出の対象のうち何団体が限定に当たるかが分からないため、最も広くなる"
    "場合を示す。"
    "限定の元になる設問が無回答・不明の対象は、非該当とする。",
    "回答によって分ける表側（めざす姿別など）では、未提出の対象がどの区分か分からないため、幅を示さ"
    "ない。",
    "出典：C. F. Manski, Anatomy of the Selection Problem, The Journal of Human Resources 24 (1989)"
    " の最悪の場合の範囲（worst-case bounds）。対象の名簿が分かっているため、正確に計算できる。",
};

static void write_bounds_notes(struct pen *pen)
{
    bool told = false;
    for (size_t i = 0; i < pen->book->sheet_count; i++)
        told |= pen->book->sheets[i].kind == SHEET_BOUNDS;
    if (!told)
        return;
    pen->row++;
    pen_line(pen, "無回答による幅", pen->book->style.heading);
    for (size_t i = 0; i < sizeof bounds_notes / sizeof *bounds_notes; i++)
        pen_line(pen, bounds_notes[i], pen->book->style.text);
}

void sheet_notes(struct book *book, const struct sheet *sheet)
{
    struct pen pen = pen_start(book, sheet);
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        pen_columns(&pen, i, i, column_width(widths[i]));
    /* The table comes last: its header repeats on every page behind it. */
    write_survey_notes(&pen);
    write_bounds_notes(&pen);
    pen.row++;
    pen_line(&pen, "設問と集計の対象", book->style.heading);
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        pen_text(&pen, i, names[i], book->style.header);
    lxw_row_t header = pen.row++;
    book_check(book, worksheet_repeat_rows(pen.worksheet, header, header));
    for (size_t f = 0; f < book->config->codebook.form_count; f++) {
        const struct form *form = &book->config->codebook.forms[f];
        for (size_t q = 0; book_has_form(book, form) && q < form->question_count; q++)
            write_question(&pen, form, &form->questions[q]);
    }
    pen_add_table(&pen, header, pen.row - 1, COLUMN_COUNT);
    worksheet_fit_to_pages(pen.worksheet, 1, 0);
}
