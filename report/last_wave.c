/* What of the last wave can stand beside this one is decided question by question. */
#include "report/last_wave.h"

#include "common/message.h"
#include "report/compare_words.h"
#include "report/tables_csv.h"
#include "report/words.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Answers with one of these are about something else; a changed wording is said. */
#define DIFFERENCE "前回との差：今回－前回（件数や合計から計算し一度だけ四捨五入）"

enum { MARKS_REFUSED = MARK_BREAK | MARK_TYPE | MARK_OPTIONS | MARK_BASE };

/* ---- Is there one? ---- */

/* With a warning for what is there but cannot be used. */
static bool is_usable(const struct last_wave *previous, struct db *db)
{
    static const char *const reasons[] = {
        [COUNTS_OTHER_CONFIG] = N_("its responses were loaded with another configuration"),
        [COUNTS_NONE] = N_("its tables have not been counted"),
        [COUNTS_OLD] = N_("its tables are older than its responses"),
    };
    const char *survey = previous->config.codebook.survey;
    enum counts_state state = loaded_counts(db, &previous->config);
    if (state == COUNTS_NOT_LOADED)
        return false;
    if (state == COUNTS_CURRENT)
        return true;
    message_warning(state == COUNTS_OTHER_CONFIG
                        ? _("load its responses again with 'renkei ingest', then count them")
                        : _("run 'renkei aggregate' for it, then this again"),
                    _("the last wave \"%s\" is left out: %s"), survey, _(reasons[state]));
    return false;
}

static bool read_config(struct last_wave *previous, struct db *db, const char *configs,
                        const char *survey)
{
    struct arena arena = {0};
    bool configured =
        access(arena_printf(&arena, "%s/%s/codebook.yaml", configs, survey), F_OK) == 0;
    arena_release(&arena);
    if (configured) {
        config_require(&previous->config, configs, survey);
        return is_usable(previous, db);
    }
    if (loaded_is_known(db, survey))
        message_warning(_("its configuration says whether the same was asked: put it beside that "
                          "of this survey"),
                        _("the last wave \"%s\" is left out: it is not configured in \"%s\""),
                        survey, configs);
    return false;
}

/* ---- What is compared ---- */

/* Numbers of another unit are other numbers. */
static bool same_unit(const struct item *then, const struct item *now)
{
    return now->question->type != QUESTION_NUMBER || then->question->type != QUESTION_NUMBER ||
           strcmp(words_unit(then), words_unit(now)) == 0;
}

/* The remark of an item's comparison; NULL if there is nothing to say. */
static const char *compare_item(struct last_wave_form *previous, struct arena *arena,
                                const char *year, const struct item *now)
{
    const struct item *then = form_item(previous->cells->form, now->id);
    if (then == NULL)
        return arena_printf(arena, "前回（%s）は尋ねていない。", year);
    unsigned marks = item_marks(then, now);
    if ((marks & MARKS_REFUSED) != 0)
        return arena_printf(arena, "前回（%s）とは比較しない：%s", year,
                            item_marks_text(arena, then, now, marks));
    if (!same_unit(then, now))
        return arena_printf(arena, "前回（%s）とは比較しない：単位の変更（%s→%s）", year,
                            words_unit(then), words_unit(now));
    previous->items[now - previous->form->items] = then;
    previous->compared++;
    previous->compared_numbers += now->question->type == QUESTION_NUMBER;
    if (marks != 0)
        return arena_printf(arena, "前回：%s　" DIFFERENCE "　注意：%s", year,
                            item_marks_text(arena, then, now, marks));
    return arena_printf(arena, "前回：%s　" DIFFERENCE, year);
}

/* One remark for all rows, if it holds for all; else those that differ are named. */
static void compare_question(struct last_wave_form *previous, struct arena *arena, const char *year,
                             const struct question *question)
{
    const struct form *form = previous->form;
    const char *said = "", *text = "";
    for (size_t i = 0; i < question->item_count; i++) {
        const struct item *item = &form->items[question->first_item + i];
        const char *remark = compare_item(previous, arena, year, item);
        if (strcmp(remark, said) == 0)
            continue;
        bool row = item->row != NULL && i > 0;
        text = arena_printf(arena, "%s%s%s%s%s%s", text, i > 0 ? "　" : "", row ? "【" : "",
                            row ? item->row->label : "", row ? "】" : "", remark);
        said = remark;
    }
    previous->remarks[question - form->questions] = text;
}

static void compare_form(struct last_wave *previous, struct last_wave_form *form,
                         struct arena *arena)
{
    form->items = arena_array(arena, form->form->item_count + 1, sizeof *form->items);
    form->remarks = arena_array(arena, form->form->question_count + 1, sizeof *form->remarks);
    for (size_t q = 0; q < form->form->question_count; q++) {
        const struct question *question = &form->form->questions[q];
        if (question->type != QUESTION_TEXT)
            compare_question(form, arena, previous->year, question);
    }
}

/* A subtotal of this survey, by the positions of the same options then. */
static const struct subtotal *subtotal_then(struct arena *arena, const struct subtotal *now,
                                            const struct question *then)
{
    struct subtotal *subtotal = arena_alloc(arena, sizeof *subtotal);
    size_t *options = arena_array(arena, now->option_count, sizeof *options);
    for (size_t i = 0; i < now->option_count; i++) {
        int code = now->question->options[now->options[i]].code;
        while (then->options[options[i]].code != code)
            options[i]++;
    }
    *subtotal = *now;
    subtotal->question = then;
    subtotal->options = options;
    return subtotal;
}

/* What is added up now is added up then, whatever was then. */
static void set_subtotals(const struct last_wave_form *form, struct arena *arena,
                          const struct config *config)
{
    for (size_t i = 0; i < form->form->item_count; i++) {
        const struct item *then = form->items[i];
        if (then == NULL || then->question->type == QUESTION_NUMBER)
            continue;
        struct counts *counts = &form->cells->counts[then - form->cells->form->items];
        const struct subtotal **subtotals =
            arena_array(arena, config->subtotal_count + 1, sizeof(struct subtotal *));
        counts->subtotal_count = 0;
        for (size_t s = 0; s < config->subtotal_count; s++) {
            if (config->subtotals[s].question == form->form->items[i].question)
                subtotals[counts->subtotal_count++] =
                    subtotal_then(arena, &config->subtotals[s], then->question);
        }
        counts->subtotals = subtotals;
    }
}

/* ---- Reading ---- */

static const struct cells *read_cells(struct last_wave *previous, struct arena *arena,
                                      struct db *db, const struct form *form)
{
    struct codebook *codebook = &previous->config.codebook;
    size_t index = (size_t)(form - codebook->forms);
    if (previous->loaded.turnouts[index].answered == 0)
        return NULL;
    struct cells *cells = arena_alloc(arena, sizeof *cells);
    cells_init(cells, arena, form, &codebook->banners[index]);
    cells_extend(cells, arena, &previous->config, &previous->loaded.turnouts[index]);
    cells_read(cells, arena, db, codebook->survey);
    return cells;
}

void last_wave_read(struct last_wave *previous, struct arena *arena, struct db *db,
                    const char *configs, const struct config *config)
{
    const struct codebook *codebook = &config->codebook;
    if (*codebook->previous == '\0' || !read_config(previous, db, configs, codebook->previous))
        return;
    loaded_read(&previous->loaded, arena, db, &previous->config);
    previous->year =
        arena_printf(arena, "%s%s", codebook_year_label(arena, previous->config.codebook.year),
                     previous->loaded.synthetic ? "、合成データ" : "");
    previous->forms = arena_array(arena, codebook->form_count + 1, sizeof *previous->forms);
    for (size_t f = 0; f < codebook->form_count; f++) {
        struct last_wave_form *form = &previous->forms[f];
        form->form = &codebook->forms[f];
        const struct form *then = codebook_form(&previous->config.codebook, form->form->id);
        if (then != NULL)
            form->cells = read_cells(previous, arena, db, then);
        if (form->cells == NULL)
            continue;
        compare_form(previous, form, arena);
        set_subtotals(form, arena, config);
    }
}

void last_wave_release(struct last_wave *previous)
{
    config_release(&previous->config);
}

/* ---- Looking up ---- */

struct last_wave_form *last_wave_form(const struct last_wave *previous, const struct form *form)
{
    for (size_t f = 0; previous->forms != NULL; f++) {
        if (previous->forms[f].form == form)
            return previous->forms[f].cells != NULL ? &previous->forms[f] : NULL;
        if (previous->forms[f].form == NULL)
            break;
    }
    return NULL;
}

bool last_wave_line(const struct last_wave_form *form, const char *banner, const char *key,
                    size_t *line)
{
    const struct banner_set *banners = form->cells->banners;
    const struct banner *found = banner_find(banners, banner);
    for (size_t c = 0; found != NULL && c < found->class_count; c++) {
        if (strcmp(found->classes[c].key, key) == 0) {
            *line = form->cells->first_class[found - banners->banners] + c;
            return true;
        }
    }
    return false;
}

bool last_wave_compares(const struct last_wave_form *form, const struct question *question)
{
    for (size_t i = 0; form != NULL && i < question->item_count; i++) {
        if (form->items[question->first_item + i] != NULL)
            return true;
    }
    return false;
}

/* The options of what is compared are the same, perhaps in another order; the subtotals are those
 * of this survey. */
struct share last_wave_share(const struct last_wave_form *form, size_t item, size_t answer,
                             size_t line)
{
    const struct item *then = form->items[item];
    const struct question *question = form->form->items[item].question;
    if (then == NULL)
        return (struct share){0};
    const struct counts *counts = &form->cells->counts[then - form->cells->form->items];
    size_t position = answer;
    for (size_t a = 0; a < counts->answer_count && answer < counts->answer_count; a++) {
        if (answer_code(then->question, a) == answer_code(question, answer))
            position = a;
    }
    return (struct share){counts_count(counts, line, position), counts->base[line]};
}

const struct statistic *last_wave_statistic(const struct last_wave_form *form, size_t item,
                                            size_t line)
{
    const struct item *then = form->items[item];
    return then == NULL ? NULL : &form->cells->statistics[then - form->cells->form->items][line];
}

/* ---- Tables ---- */

/* Positions of the banners that the tables are about. */
static const bool *chosen_banners(struct arena *arena, const struct banner_set *banners)
{
    bool *chosen = arena_array(arena, banners->count + 1, sizeof *chosen);
    for (size_t b = 0; b < banners->count; b++) {
        const struct banner *banner = &banners->banners[b];
        chosen[b] = banner->kind == BANNER_TOTAL ||
                    (banner->kind == BANNER_FRAME &&
                     (strcmp(banner->id, "bureau") == 0 || strcmp(banner->id, "prefecture") == 0));
    }
    return chosen;
}

static const bool *chosen_items(struct arena *arena, const struct last_wave_form *form)
{
    const struct form *then = form->cells->form;
    bool *chosen = arena_array(arena, then->item_count + 1, sizeof *chosen);
    for (size_t i = 0; i < form->form->item_count; i++) {
        if (form->items[i] != NULL)
            chosen[form->items[i] - then->items] = true;
    }
    return chosen;
}

typedef bool table_function(FILE *stream, const char *survey, const struct cells *cells,
                            const struct cells_part *part);

static bool write_forms(const struct last_wave *previous, struct arena *arena, FILE *stream,
                        table_function *const *functions)
{
    const char *survey = previous->config.codebook.survey;
    for (const struct last_wave_form *form = previous->forms; form->form != NULL; form++) {
        if (form->compared == 0)
            continue;
        struct cells_part part = {chosen_items(arena, form),
                                  chosen_banners(arena, form->cells->banners)};
        for (size_t i = 0; functions[i] != NULL; i++) {
            if (!functions[i](stream, survey, form->cells, &part))
                return false;
        }
    }
    return true;
}

void last_wave_write(const struct last_wave *previous, struct outputs *outputs)
{
    static table_function *const of_cells[] = {cells_csv_write, subtotals_csv_write, NULL};
    static table_function *const of_numbers[] = {numbers_csv_write, NULL};
    size_t answers = 0, numbers = 0;
    for (const struct last_wave_form *form = previous->forms; form != NULL && form->form != NULL;
         form++) {
        answers += form->compared - form->compared_numbers;
        numbers += form->compared_numbers;
    }
    if (answers > 0) {
        struct output_file *file = output_open(outputs, "tables/previous.csv");
        if (!cells_csv_begin(file->stream) ||
            !write_forms(previous, outputs->arena, file->stream, of_cells))
            output_fail(file);
        output_finish(file);
    }
    if (numbers > 0) {
        struct output_file *file = output_open(outputs, "tables/previous-numbers.csv");
        if (!numbers_csv_begin(file->stream) ||
            !write_forms(previous, outputs->arena, file->stream, of_numbers))
            output_fail(file);
        output_finish(file);
    }
}
