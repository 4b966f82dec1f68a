/* The national workbook: which sheets it has, in which order, and who writes them. */
#include "report/national.h"

#include "common/sentence.h"
#include "report/figure.h"
#include "report/sheets.h"
#include "report/words.h"

#include <string.h>

void plan_sheet(struct book *book, enum sheet_kind kind, const char *name, const char *title)
{
    book_add(book, &(struct sheet){.kind = kind, .name = name, .title = title, .n = -1});
}

void plan_figure(struct book *book, const struct figure *figure, const char *breakdown)
{
    struct arena *arena = book->arena;
    struct sheet sheet = {
        .kind = SHEET_FIGURE,
        .name = figure->number,
        .title = arena_printf(arena, "%s. %s%s", figure->number, figure->title, breakdown),
        .form = figure->form,
        .question = figure->question,
        .figure = figure,
        .n = -1,
    };
    book_add(book, &sheet);
    sheet.kind = SHEET_FIGURE_TABLE;
    sheet.name = arena_printf(arena, "%sデータ", figure->number);
    sheet.title = arena_printf(arena, "%sの数値（機械判読用）", figure->number);
    book_add(book, &sheet);
}

/* 市町村 問4 vision; without other forms 問4 vision. */
static const char *question_name(struct book *book, const struct form *form,
                                 const struct question *question)
{
    struct arena *arena = book->arena;
    const char *number = question->derived ? "派生" : question->number;
    const char *name =
        *number == '\0' ? question->id : arena_printf(arena, "%s %s", number, question->id);
    if (!book_has_several_forms(book))
        return name;
    return arena_printf(arena, "%s %s", form_short_title(arena, form), name);
}

void plan_question(struct book *book, const struct form *form, const struct question *question)
{
    if (question->type == QUESTION_TEXT)
        return;
    const char *number = question->derived ? "派生変数" : question->number;
    struct sheet sheet = {
        .kind = question->type == QUESTION_NUMBER ? SHEET_NUMBERS : SHEET_QUESTION,
        .name = question_name(book, form, question),
        .title = arena_printf(book->arena, "%s %s%s%s", form->title, number,
                              *number == '\0' ? "" : " ", question->text),
        .form = form,
        .question = question,
        .n = -1,
    };
    book_add(book, &sheet);
}

/* 市町村 問5×問4 */
static void add_nesting(struct book *book, const struct nesting *nesting)
{
    struct arena *arena = book->arena;
    const struct form *form = nesting->form;
    const struct banner_set *set =
        &book->config->codebook.banners[form - book->config->codebook.forms];
    const struct item *by = set->banners[nesting->banner].item;
    const struct question *question = nesting->question;
    const char *crossed =
        arena_printf(arena, "%s×%s%s%s", words_number(question), words_number(by->question),
                     by->row != NULL ? " " : "", by->row != NULL ? by->row->id : "");
    struct sheet sheet = {
        .kind = question->type == QUESTION_NUMBER ? SHEET_NUMBERS : SHEET_NESTED,
        .name = crossed,
        .title = arena_printf(arena, "%s %s %s × %s", form->title, crossed, question->text,
                              by->row != NULL ? by->row->label : by->question->text),
        .form = form,
        .question = question,
        .nesting = nesting,
        .n = -1,
    };
    if (book_has_several_forms(book))
        sheet.name = arena_printf(arena, "%s %s", form_short_title(arena, form), crossed);
    book_add(book, &sheet);
}

static bool has_total(const struct banner_set *set)
{
    for (size_t i = 0; i < set->count; i++)
        if (set->banners[i].kind == BANNER_TOTAL)
            return true;
    return false;
}

/* Without a frame, or without the class of all units, there are no bounds to tell. */
static void add_bounds(struct book *book, const struct form *form)
{
    static const char name[] = "無回答による幅";
    const struct codebook *codebook = &book->config->codebook;
    if (form->frame == NULL || !has_total(&codebook->banners[form - codebook->forms]))
        return;
    struct sheet sheet = {
        .kind = SHEET_BOUNDS,
        .name = name,
        .title = arena_printf(book->arena, "%s 無回答による幅（％の下限と上限）", form->title),
        .form = form,
        .n = -1,
    };
    if (book_has_several_forms(book))
        sheet.name = arena_printf(book->arena, "%s %s", form_short_title(book->arena, form), name);
    book_add(book, &sheet);
}

static void add_form(struct book *book, const struct form *form)
{
    const struct config *config = book->config;
    for (size_t q = 0; q < form->question_count; q++)
        plan_question(book, form, &form->questions[q]);
    for (size_t i = 0; i < config->nesting_count; i++)
        if (config->nestings[i].form == form)
            add_nesting(book, &config->nestings[i]);
    add_bounds(book, form);
}

static void add_panel(struct book *book)
{
    const struct config *config = book->config;
    for (size_t i = 0; i < config->panel_count; i++)
        if (book_has_form(book, config->panels[i].form)) {
            plan_sheet(book, SHEET_PANEL, "回収状況と偏り",
                       "回収状況と偏り（回答した対象と全対象の比較）");
            return;
        }
}

void plan_sentences(struct book *book)
{
    const struct config *config = book->config;
    for (size_t i = 0; i < config->sentence_count; i++)
        if (book_has_form(book, config->sentences[i].form)) {
            plan_sheet(book, SHEET_SENTENCES, "本文", "本文（集計値から作る文）");
            return;
        }
}

/* In the classes of its banner. */
static const char *refusal(const struct book *book, const struct figure *figure)
{
    if (book->cells == NULL)
        return NULL;
    const struct cells *cells = book->cells[figure->form - book->config->codebook.forms];
    const struct banner *banner = banner_find(cells->banners, figure->banner);
    size_t *lines = arena_array(book->arena, banner->class_count + 1, sizeof *lines);
    for (size_t c = 0; c < banner->class_count; c++)
        lines[c] = cells->first_class[banner - cells->banners->banners] + c;
    return figure_refusal(figure, cells, lines, banner->class_count);
}

/* 参考図9. 4つの場面で設定している（人口規模別） */
static void add_figure(struct book *book, const struct figure *figure)
{
    const struct codebook *codebook = &book->config->codebook;
    const struct banner *banner =
        banner_find(&codebook->banners[figure->form - codebook->forms], figure->banner);
    const char *reason = refusal(book, figure);
    if (reason != NULL)
        book_leave_out(book, figure, reason);
    else if (figure->chart == CHART_COLUMNS && banner->kind != BANNER_TOTAL)
        plan_figure(book, figure, arena_printf(book->arena, "（%s）", banner->label));
    else
        plan_figure(book, figure, "");
}

static void plan(struct book *book)
{
    const struct config *config = book->config;
    plan_sheet(book, SHEET_COVER, "表紙", config->codebook.title);
    plan_sheet(book, SHEET_CONTENTS, "目次", "目次");
    plan_sheet(book, SHEET_GUIDE, "この表の読み方", "この表の読み方");
    plan_sheet(book, SHEET_TURNOUT, "回収状況", "回収状況（対象数・回答数・回収率）");
    add_panel(book);
    plan_sentences(book);
    for (size_t i = 0; i < config->figure_count; i++)
        if (book_has_form(book, config->figures[i].form))
            add_figure(book, &config->figures[i]);
    for (size_t f = 0; f < config->codebook.form_count; f++) {
        if (book_has_form(book, &config->codebook.forms[f]))
            add_form(book, &config->codebook.forms[f]);
    }
    plan_sheet(book, SHEET_NOTES, "注", "注（設問と集計の対象、出典）");
}

void national_open(struct book *book, const char *path)
{
    book_open(book, path, book->config->codebook.title);
    plan(book);
}

/* How many of all units were asked. */
static int64_t question_n(const struct cells *cells, const struct question *question)
{
    size_t line;
    if (question == NULL || !cells_total_line(cells, &line))
        return -1;
    if (question->type != QUESTION_NUMBER)
        return cells->counts[question->first_item].base[line];
    const struct statistic *statistic = &cells->statistics[question->first_item][line];
    return statistic->n + statistic->missing;
}

static void write_sheet(struct book *book, const struct sheet *sheet, const struct cells *cells)
{
    switch (sheet->kind) {
    case SHEET_FIGURE:
        sheet_figure(book, sheet, cells);
        break;
    case SHEET_QUESTION:
        sheet_question(book, sheet, cells);
        break;
    case SHEET_NUMBERS:
        sheet_numbers(book, sheet, cells);
        break;
    case SHEET_NESTED:
        sheet_nested(book, sheet, cells);
        break;
    case SHEET_BOUNDS:
        sheet_bounds(book, sheet, cells);
        break;
    default: /* written together with another, or without counts */
        break;
    }
}

void national_write_form(struct book *book, const struct cells *cells)
{
    for (size_t i = 0; i < book->sheet_count; i++) {
        struct sheet *sheet = &book->sheets[i];
        if (sheet->form != cells->form)
            continue;
        sheet->n = question_n(cells, sheet->question);
        write_sheet(book, sheet, cells);
    }
}

void national_close(struct book *book)
{
    for (size_t i = 0; i < book->sheet_count; i++) {
        const struct sheet *sheet = &book->sheets[i];
        if (sheet->kind == SHEET_COVER)
            sheet_cover(book, sheet);
        else if (sheet->kind == SHEET_CONTENTS)
            sheet_contents(book, sheet);
        else if (sheet->kind == SHEET_GUIDE)
            sheet_guide(book, sheet);
        else if (sheet->kind == SHEET_TURNOUT)
            sheet_turnout(book, sheet);
        else if (sheet->kind == SHEET_PANEL)
            sheet_panel(book, sheet);
        else if (sheet->kind == SHEET_SENTENCES && book->sentences != NULL)
            sheet_sentences(book, sheet, book->sentences);
        else if (sheet->kind == SHEET_NOTES)
            sheet_notes(book, sheet);
    }
    book_close(book);
}
