/* Who answered: units, answers and rate by every banner that divides by the frame. */
#include "report/sheets.h"

#include "common/round.h"
#include "common/table_words.h"

enum { COLUMN_COUNT = 8, STUB = 4 };

static const char *const names[COLUMN_COUNT] = {WORD_FORM,         WORD_BANNER,      WORD_KEY,
                                                WORD_CLASS,        WORD_FRAME_UNITS, WORD_ANSWERED,
                                                WORD_NOT_ANSWERED, WORD_TURNOUT};
static const size_t widths[COLUMN_COUNT] = {12, 24, 12, 26, 10, 10, 10, 12};

static void write_counts(struct pen *pen, int64_t units, int64_t answered,
                         const struct row_style *style)
{
    pen_whole(pen, STUB, units, style->whole);
    pen_whole(pen, STUB + 1, answered, style->whole);
    pen_whole(pen, STUB + 2, units - answered, style->whole);
    if (units == 0)
        pen_text(pen, STUB + 3, WORD_NO_FIGURE, style->none);
    else
        pen_tenths(pen, STUB + 3, percent_tenths(answered, units), style->percent[SHADE_NONE]);
    pen->row++;
}

static void write_class(struct pen *pen, const struct turnout *turnout, size_t b, size_t c)
{
    const struct banner *banner = &turnout->banners->banners[b];
    enum ruling ruling = banner->kind == BANNER_TOTAL ? RULING_TOTAL
                         : c == 0                     ? RULING_FIRST
                                                      : RULING_INNER;
    const struct row_style *style = &pen->book->style.rows[ruling];
    size_t line = turnout->first_class[b] + c;
    pen_text(pen, 0, turnout->form->title, style->text);
    pen_text(pen, 1, banner->label, style->text);
    pen_text(pen, 2, banner->classes[c].key, style->code);
    pen_text(pen, 3, banner->classes[c].label, style->text);
    if (banner->kind == BANNER_TOTAL)
        write_counts(pen, turnout->units, turnout->answered, style);
    else
        write_counts(pen, turnout->class_units[line], turnout->class_answered[line], style);
}

/* Without a frame nobody knows how many were asked: only the answers are told. */
static void write_frameless(struct pen *pen, const struct turnout *turnout)
{
    const struct row_style *style = &pen->book->style.rows[RULING_TOTAL];
    pen_text(pen, 0, turnout->form->title, style->text);
    pen_text(pen, 1, "総数", style->text);
    pen_text(pen, 2, "all", style->code);
    pen_text(pen, 3, "総数", style->text);
    pen_text(pen, STUB, WORD_UNKNOWN, style->none);
    pen_whole(pen, STUB + 1, turnout->answered, style->whole);
    pen_text(pen, STUB + 2, WORD_UNKNOWN, style->none);
    pen_text(pen, STUB + 3, WORD_UNKNOWN, style->none);
    pen->row++;
}

/* Has the sheet a row for the class? */
static bool turnout_shows(const struct loaded *loaded, const struct turnout *turnout, size_t banner,
                          size_t class)
{
    if (!loaded->part || turnout->banners->banners[banner].kind == BANNER_TOTAL)
        return true;
    return turnout->class_units[turnout->first_class[banner] + class] > 0;
}

static void write_form(struct pen *pen, const struct turnout *turnout)
{
    if (pen->book->loaded->part && turnout->units == 0)
        return;
    if (turnout->form->frame == NULL) {
        write_frameless(pen, turnout);
        return;
    }
    for (size_t b = 0; b < turnout->banners->count; b++) {
        const struct banner *banner = &turnout->banners->banners[b];
        if (banner->kind != BANNER_TOTAL && banner->kind != BANNER_FRAME)
            continue;
        for (size_t c = 0; c < banner->class_count; c++) {
            if (turnout_shows(pen->book->loaded, turnout, b, c))
                write_class(pen, turnout, b, c);
        }
    }
}

void sheet_turnout(struct book *book, const struct sheet *sheet)
{
    struct pen pen = pen_start(book, sheet);
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        pen_columns(&pen, i, i, column_width(widths[i]));
    pen_line(&pen, "回収率＝回答数÷対象数×100（四捨五入）　…：対象数が分からない",
             book->style.small);
    struct table_frame frame = {
        .header = pen.row, .columns = COLUMN_COUNT, .stub = STUB, .page_wide = 1};
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        pen_text(&pen, i, names[i], book->style.header);
    pen.row++;
    for (size_t i = 0; i < book->config->codebook.form_count; i++)
        write_form(&pen, &book->loaded->turnouts[i]);
    frame.last = pen.row - 1;
    pen_finish_table(&pen, &frame);
}
