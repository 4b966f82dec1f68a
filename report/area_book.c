/* The workbook of an area: which sheets it has, in which order, and its cover. */
#include "report/area_book.h"

#include "common/options.h"
#include "common/round.h"
#include "common/table_words.h"
#include "report/figure.h"
#include "report/national.h"
#include "report/sentence.h"
#include "report/sheets.h"
#include "report/words.h"

/* ---- The cover ---- */

/* 対象 63　回答 63　回収率 100.0％（全国 98.6％） */
static const char *turnout_words(struct arena *arena, const struct turnout *turnout, size_t line)
{
    int64_t units = turnout->class_units[line], answered = turnout->class_answered[line];
    char own[DECIMAL_SIZE], all[DECIMAL_SIZE];
    struct str text = {0};
    str_append(&text, "対象 ");
    append_whole(&text, units);
    str_append(&text, "　回答 ");
    append_whole(&text, answered);
    if (units > 0)
        str_appendf(&text, "　回収率 %s％（全体 %s％）",
                    decimal_text(own, percent_tenths(answered, units), 1),
                    decimal_text(all, percent_tenths(turnout->answered, turnout->units), 1));
    const char *words = arena_strdup(arena, str_text(&text));
    str_release(&text);
    return words;
}

static const char *member_words(const struct area_book *book)
{
    struct str text = {0};
    for (size_t i = 1; i < book->member_count; i++)
        str_appendf(&text, "%s%s", i > 1 ? "、" : "", book->members[i]->label);
    const char *words = arena_strdup(book->book.arena, str_text(&text));
    str_release(&text);
    return words;
}

static void write_cover(struct area_book *area_book, const struct sheet *sheet)
{
    struct book *book = &area_book->book;
    const struct area *area = area_book->area;
    const struct codebook *codebook = &book->config->codebook;
    struct pen pen = pen_start(book, sheet);
    cover_columns(&pen);
    worksheet_fit_to_pages(pen.worksheet, 1, 0);
    pen.row++;
    cover_fact(&pen, WORD_AREA,
               arena_printf(book->arena, "%s" WORD_AREA_CODE "%s" WORD_AREA_CODE_END, area->label,
                            area->key));
    if (area->bureau != NULL)
        cover_fact(&pen, "厚生局", area->bureau->label);
    if (area_book->member_count > 1)
        cover_fact(&pen, "含まれる都道府県", member_words(area_book));
    cover_fact(&pen, "調査名", codebook->title);
    cover_fact(&pen, "年度", codebook_year_label(book->arena, codebook->year));
    const struct last_wave *previous = area_book->areas->previous;
    if (previous != NULL && previous->forms != NULL)
        cover_fact(
            &pen, "前回の調査",
            arena_printf(book->arena, "%s（%s）", previous->config.codebook.title, previous->year));
    for (size_t f = 0; f < codebook->form_count; f++) {
        const struct area_form *form = &area_book->areas->forms[f];
        const struct turnout *turnout = &book->loaded->turnouts[f];
        size_t class;
        if (!area_class(form, area, &class))
            continue;
        size_t line = turnout->first_class[form->banners[area->level] - form->set->banners] + class;
        cover_fact(&pen, form->form->title, turnout_words(book->arena, turnout, line));
    }
    cover_fact(&pen, "調査ID", codebook->survey);
    cover_fact(&pen, "コードブック", arena_printf(book->arena, "SHA-256 %s", codebook->hash));
    cover_fact(&pen, "作成プログラム", arena_printf(book->arena, "renkei %s", renkei_version));
    pen.row++;
    cover_sources(&pen);
}

/* ---- The plan ---- */

/* Was the form answered by anybody, and does it divide its units so? */
static bool has_tables(const struct area_book *book, const struct area_form *form)
{
    size_t class;
    return form->cells != NULL && area_class(form, book->area, &class);
}

static void plan_support(struct area_book *area_book, const struct area_form *form)
{
    static const char name[] = "支援が必要な対象";
    struct book *book = &area_book->book;
    if (form->first_derived == form->form->question_count)
        return;
    struct sheet sheet = {
        .kind = SHEET_AREA_SUPPORT,
        .name = name,
        .title =
            arena_printf(book->arena, "%s 支援が必要な対象（派生変数と不足）", form->form->title),
        .form = form->form,
        .n = -1,
    };
    if (book_has_several_forms(book))
        sheet.name =
            arena_printf(book->arena, "%s %s", form_short_title(book->arena, form->form), name);
    book_add(book, &sheet);
}

/* Columns show the area beside others, whatever their banner: the first figure of an answer is
 * enough. NULL: this is it. */
static const struct figure *drawn_before(const struct config *config, const struct figure *figure)
{
    for (const struct figure *other = config->figures; other < figure; other++)
        if (figure->chart == CHART_COLUMNS && other->chart == CHART_COLUMNS &&
            other->question == figure->question && other->item == figure->item &&
            other->option == figure->option && other->subtotal == figure->subtotal)
            return other;
    return NULL;
}

/* A chart in which the area itself has nothing would show others only. */
static void add_figure(struct area_book *book, const struct figure *figure)
{
    const struct figure *before = drawn_before(book->areas->config, figure);
    const struct area_form *form =
        &book->areas->forms[figure->form - book->areas->config->codebook.forms];
    if (!has_tables(book, form))
        return;
    size_t line = area_line(form, book->area);
    const char *reason = figure_refusal(figure, form->cells, &line, 1);
    if (reason == NULL && before != NULL)
        reason =
            arena_printf(book->book.arena, "地域の図では%sと同じになるため、省く", before->number);
    if (reason == NULL)
        plan_figure(&book->book, figure, "");
    else
        book_leave_out(&book->book, figure, reason);
}

static void plan(struct area_book *area_book, const char *title)
{
    struct book *book = &area_book->book;
    const struct config *config = book->config;
    const struct area_form *forms = area_book->areas->forms;
    plan_sheet(book, SHEET_COVER, "表紙", title);
    plan_sheet(book, SHEET_CONTENTS, "目次", "目次");
    plan_sheet(book, SHEET_GUIDE, "この表の読み方", "この表の読み方");
    plan_sheet(book, SHEET_AREA_UNITS, "回答状況", "回答状況（対象の一覧）");
    if (book->sentences != NULL)
        plan_sentences(book);
    for (size_t f = 0; f < config->codebook.form_count; f++) {
        if (has_tables(area_book, &forms[f]))
            plan_support(area_book, &forms[f]);
    }
    for (size_t i = 0; i < config->figure_count; i++)
        add_figure(area_book, &config->figures[i]);
    for (size_t f = 0; f < config->codebook.form_count; f++) {
        const struct form *form = forms[f].form;
        for (size_t q = 0; has_tables(area_book, &forms[f]) && q < form->question_count; q++)
            plan_question(book, form, &form->questions[q]);
    }
    plan_sheet(book, SHEET_NOTES, "注", "注（設問と集計の対象、出典）");
}

/* ---- Sentences ---- */

/* The sentences with the area's own figures. Those of a form in which no area has more than one
 * unit would tell that unit's answers as shares. */
static const struct sentences *make_sentences(const struct area_book *area_book)
{
    const struct book *book = &area_book->book;
    const struct area *area = area_book->area;
    struct sentences *sentences = arena_alloc(book->arena, sizeof *sentences);
    bool any = false;
    sentences_init(sentences, book->config, book->arena);
    for (size_t f = 0; f < book->config->codebook.form_count; f++) {
        const struct area_form *form = &area_book->areas->forms[f];
        if (!has_tables(area_book, form) || form->list[area->level])
            continue;
        sentences_take(sentences, form->cells, area_line(form, area));
    }
    for (size_t i = 0; i < book->config->sentence_count; i++)
        any |= sentences->made[i].state != SENTENCE_ABSENT;
    return any ? sentences : NULL;
}

/* ---- Writing ---- */

static void find_members(struct area_book *book)
{
    const struct areas *areas = book->areas;
    book->members = arena_array(book->book.arena, areas->count + 1, sizeof(struct area *));
    book->members[book->member_count++] = book->area;
    for (size_t i = 0; i < areas->count; i++) {
        if (areas->areas[i].bureau == book->area)
            book->members[book->member_count++] = &areas->areas[i];
    }
}

/* How many of the area's units were asked. */
static int64_t asked(const struct area_form *form, const struct area *area,
                     const struct question *question)
{
    size_t line = area_line(form, area);
    if (question->type != QUESTION_NUMBER)
        return form->cells->counts[question->first_item].base[line];
    const struct statistic *statistic = &form->cells->statistics[question->first_item][line];
    return statistic->n + statistic->missing;
}

/* The area, its bureau and all units. */
static void write_figure(struct area_book *book, const struct sheet *sheet,
                         const struct area_form *form)
{
    enum { MOST = 3 };
    size_t lines[MOST], count = 0, class, total;
    const char *labels[MOST], *keys[MOST];
    const struct area *areas[] = {book->area, book->area->bureau};
    for (size_t i = 0; i < 2; i++) {
        if (areas[i] == NULL || !area_class(form, areas[i], &class))
            continue;
        lines[count] = area_line(form, areas[i]);
        labels[count] = areas[i]->label;
        keys[count++] = areas[i]->key;
    }
    for (size_t b = 0; b < form->set->count && cells_total_line(form->cells, &total); b++) {
        if (form->set->banners[b].kind != BANNER_TOTAL)
            continue;
        lines[count] = total;
        labels[count] = form->set->banners[b].classes[0].label;
        keys[count++] = form->set->banners[b].classes[0].key;
        break;
    }
    struct figure_lines shown = {.lines = lines, .labels = labels, .keys = keys, .count = count};
    sheet_figure_lines(&book->book, sheet, form->cells, &shown);
}

static void write_form_sheet(struct area_book *book, struct sheet *sheet)
{
    const struct area_form *form =
        &book->areas->forms[sheet->form - book->areas->config->codebook.forms];
    if (sheet->question != NULL)
        sheet->n = asked(form, book->area, sheet->question);
    switch (sheet->kind) {
    case SHEET_FIGURE:
        write_figure(book, sheet, form);
        break;
    case SHEET_QUESTION:
        area_sheet_question(book, sheet, form);
        break;
    case SHEET_NUMBERS:
        area_sheet_numbers(book, sheet, form);
        break;
    case SHEET_AREA_SUPPORT:
        area_sheet_support(book, sheet);
        break;
    default: /* written together with the figure */
        break;
    }
}

static void write_other_sheet(struct area_book *area_book, const struct sheet *sheet)
{
    struct book *book = &area_book->book;
    switch (sheet->kind) {
    case SHEET_COVER:
        write_cover(area_book, sheet);
        break;
    case SHEET_CONTENTS:
        sheet_contents(book, sheet);
        break;
    case SHEET_GUIDE:
        sheet_guide(book, sheet);
        break;
    case SHEET_SENTENCES:
        sheet_sentences(book, sheet, book->sentences);
        break;
    case SHEET_AREA_UNITS:
        area_sheet_units(area_book, sheet);
        break;
    case SHEET_NOTES:
        sheet_notes(book, sheet);
        break;
    default:
        break;
    }
}

void area_book_write(const struct areas *areas, const struct area *area, const char *path,
                     struct arena *arena)
{
    struct area_book area_book = {
        .book = {.config = areas->config, .loaded = areas->loaded, .arena = arena},
        .areas = areas,
        .area = area,
    };
    struct book *book = &area_book.book;
    const char *title = arena_printf(arena, "%s　%s", areas->config->codebook.title, area->label);
    find_members(&area_book);
    book_open(book, path, title);
    book->sentences = make_sentences(&area_book);
    plan(&area_book, title);
    for (size_t i = 0; i < book->sheet_count; i++) {
        if (book->sheets[i].form != NULL)
            write_form_sheet(&area_book, &book->sheets[i]);
    }
    /* The contents and the notes say n, which is known now. */
    for (size_t i = 0; i < book->sheet_count; i++) {
        if (book->sheets[i].form == NULL)
            write_other_sheet(&area_book, &book->sheets[i]);
    }
    book_close(book);
}
