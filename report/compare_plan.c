/* The last wave gives the order; what only older waves asked comes behind it. */
#include "report/compare.h"
#include "report/words.h"

#include <stdlib.h>
#include <string.h>

/* ---- Looking up ---- */

const struct option *series_option(const struct series *series, size_t wave, int code)
{
    if (code > CODE_LARGEST_OPTION || series->items[wave] == NULL)
        return NULL;
    return question_option(series->items[wave]->question, code);
}

bool series_former(const struct series *series, size_t wave, size_t *former)
{
    for (size_t w = wave; w > 0; w--) {
        if (series->items[w - 1] != NULL) {
            *former = w - 1;
            return true;
        }
    }
    return false;
}

const char *series_label(const struct comparison *comparison, const struct series *series,
                         size_t answer)
{
    int code = series->codes[answer];
    for (size_t w = comparison->wave_count; w > 0; w--) {
        const struct option *option = series_option(series, w - 1, code);
        if (option != NULL)
            return option->label;
    }
    return code_label(series->latest->question, code);
}

bool series_is_offered(const struct series *series, size_t answer, size_t earlier, size_t later)
{
    int code = series->codes[answer];
    if (series->items[earlier] == NULL || series->items[later] == NULL ||
        series->items[earlier]->question->type != series->items[later]->question->type)
        return false;
    return code > CODE_LARGEST_OPTION || (series_option(series, earlier, code) != NULL &&
                                          series_option(series, later, code) != NULL);
}

bool series_is_first(const struct series *series)
{
    const char *question = series->latest->question->id;
    for (const struct series *other = series->form->series; other < series; other++) {
        if (strcmp(other->latest->question->id, question) == 0)
            return false;
    }
    return true;
}

bool open_is_first(const struct series *series)
{
    const char *question = series->latest->question->id;
    for (const struct open_series *other = series->form->open; &other->series < series; other++) {
        if (strcmp(other->series.latest->question->id, question) == 0)
            return false;
    }
    return true;
}

static bool is_closed(const struct question *question)
{
    return question->type == QUESTION_SINGLE || question->type == QUESTION_MULTIPLE;
}

/* ---- Marks ---- */

static bool same_text(const char *left, const char *right)
{
    return left == right || (left != NULL && right != NULL && strcmp(left, right) == 0);
}

/* Every option of `left` is in `right`, called and derived alike. */
static bool has_options(const struct question *left, const struct question *right)
{
    for (size_t i = 0; i < left->option_count; i++) {
        const struct option *option = &left->options[i];
        const struct option *other = question_option(right, option->code);
        if (other == NULL || strcmp(option->label, other->label) != 0 ||
            !same_text(option->when_text, other->when_text))
            return false;
    }
    return true;
}

unsigned item_marks(const struct item *earlier, const struct item *later)
{
    const struct question *left = earlier->question, *right = later->question;
    unsigned marks = 0;
    if (right->break_reason != NULL)
        marks |= MARK_BREAK;
    if (left->type != right->type)
        return marks | MARK_TYPE;
    if (!has_options(left, right) || !has_options(right, left))
        marks |= MARK_OPTIONS;
    if (!same_text(left->base_text, right->base_text))
        marks |= MARK_BASE;
    bool rows_alike = (earlier->row == NULL) == (later->row == NULL) &&
                      (later->row == NULL || strcmp(earlier->row->label, later->row->label) == 0);
    if (strcmp(left->text, right->text) != 0 || !rows_alike)
        marks |= MARK_WORDING;
    return marks;
}

/* Numbers of another unit are other numbers. */
static bool is_other_unit(const struct item *item, const struct item *latest)
{
    return item->question->type == QUESTION_NUMBER && latest->question->type == QUESTION_NUMBER &&
           strcmp(words_unit(item), words_unit(latest)) != 0;
}

/* Why the wave has no item in the series. */
static unsigned missing_mark(const struct series *series, size_t wave)
{
    const struct form *form = series->form->forms[wave];
    const struct item *other = form == NULL ? NULL : form_item(form, series->latest->id);
    if (other == NULL)
        return MARK_ABSENT;
    return is_other_unit(other, series->latest) ? MARK_UNIT : MARK_TYPE;
}

static void set_marks(struct series *series, size_t wave_count)
{
    for (size_t w = 0; w < wave_count; w++) {
        size_t former;
        if (series->items[w] == NULL)
            series->marks[w] = missing_mark(series, w);
        else if (series_former(series, w, &former))
            series->marks[w] = item_marks(series->items[former], series->items[w]);
    }
}

/* ---- Series ---- */

/* The codes of all waves, those of the last one first. */
static void set_codes(struct series *series, struct arena *arena, size_t wave_count)
{
    bool seen[CODE_LARGEST_OPTION + 1] = {false};
    int *codes = arena_array(arena, CODE_LARGEST_OPTION + 2, sizeof *codes);
    uint8_t *answer_of = arena_alloc(arena, UINT8_MAX + 1);
    for (size_t w = wave_count; w > 0; w--) {
        const struct item *item = series->items[w - 1];
        for (size_t i = 0; item != NULL && i < item->question->option_count; i++) {
            int code = item->question->options[i].code;
            if (!seen[code])
                codes[series->answer_count++] = code;
            seen[code] = true;
        }
    }
    codes[series->answer_count++] = CODE_NA;
    codes[series->answer_count++] = CODE_INVALID;
    for (size_t a = 0; a < series->answer_count; a++)
        answer_of[codes[a]] = (uint8_t)a;
    series->codes = codes;
    series->answer_of = answer_of;
}

/* Do answers to both belong to one series? */
static bool is_same_kind(const struct item *item, const struct item *latest)
{
    if (is_closed(item->question) || is_closed(latest->question))
        return is_closed(item->question) && is_closed(latest->question);
    return item->question->type == latest->question->type && !is_other_unit(item, latest);
}

/* A series with its items and marks. */
static struct series series_of(struct comparison *comparison, struct form_series *form,
                               const struct item *latest)
{
    size_t waves = comparison->wave_count;
    struct arena *arena = &comparison->arena;
    struct series series = {.form = form, .latest = latest};
    series.items = arena_array(arena, waves, sizeof *series.items);
    series.marks = arena_array(arena, waves, sizeof *series.marks);
    for (size_t w = 0; w < waves; w++) {
        const struct item *item =
            form->forms[w] == NULL ? NULL : form_item(form->forms[w], latest->id);
        if (item != NULL && is_same_kind(item, latest))
            series.items[w] = item;
    }
    set_marks(&series, waves);
    return series;
}

static void add_series(struct comparison *comparison, struct form_series *form,
                       const struct item *latest)
{
    struct arena *arena = &comparison->arena;
    struct series *series = &form->series[form->series_count++];
    *series = series_of(comparison, form, latest);
    set_codes(series, arena, comparison->wave_count);
    size_t values = comparison->wave_count * series->answer_count;
    series->values = arena_array(arena, values, sizeof *series->values);
    for (size_t i = 0; i < values; i++)
        series->values[i] = (struct value){.count = -1, .base = -1, .tenths = -1};
}

static void add_open(struct comparison *comparison, struct form_series *form,
                     const struct item *latest)
{
    size_t waves = comparison->wave_count;
    struct open_series *open = &form->open[form->open_count++];
    *open = (struct open_series){.series = series_of(comparison, form, latest),
                                 .number = latest->question->type == QUESTION_NUMBER};
    open->values = arena_array(&comparison->arena, waves, sizeof *open->values);
    for (size_t w = 0; w < waves; w++)
        open->values[w] = (struct open_value){.base = -1, .n = -1};
}

static bool is_known(const struct form_series *form, const struct item *item)
{
    for (size_t i = 0; i < form->series_count; i++) {
        if (strcmp(form->series[i].latest->id, item->id) == 0)
            return true;
    }
    for (size_t i = 0; i < form->open_count; i++) {
        if (strcmp(form->open[i].series.latest->id, item->id) == 0)
            return true;
    }
    return false;
}

static void plan_form(struct comparison *comparison, struct form_series *form)
{
    size_t items = 0;
    struct arena *arena = &comparison->arena;
    for (size_t w = 0; w < comparison->wave_count; w++)
        items += form->forms[w] == NULL ? 0 : form->forms[w]->item_count;
    form->series = arena_array(arena, items, sizeof *form->series);
    form->open = arena_array(arena, items, sizeof *form->open);
    for (size_t w = comparison->wave_count; w > 0; w--) {
        const struct form *own = form->forms[w - 1];
        for (size_t i = 0; own != NULL && i < own->item_count; i++) {
            const struct item *item = &own->items[i];
            if (is_known(form, item))
                continue;
            if (is_closed(item->question))
                add_series(comparison, form, item);
            else
                add_open(comparison, form, item);
        }
    }
}

static void add_form(struct comparison *comparison, const struct form *latest)
{
    size_t waves = comparison->wave_count;
    struct arena *arena = &comparison->arena;
    struct form_series *form = &comparison->forms[comparison->form_count++];
    *form = (struct form_series){.id = latest->id, .title = latest->title};
    form->forms = arena_array(arena, waves, sizeof *form->forms);
    form->sources = arena_array(arena, waves, sizeof *form->sources);
    form->answered = arena_array(arena, waves, sizeof *form->answered);
    for (size_t w = 0; w < waves; w++)
        form->forms[w] = codebook_form(&comparison->waves[w].config.codebook, latest->id);
    plan_form(comparison, form);
}

static bool form_is_known(const struct comparison *comparison, const char *id)
{
    for (size_t i = 0; i < comparison->form_count; i++) {
        if (strcmp(comparison->forms[i].id, id) == 0)
            return true;
    }
    return false;
}

void comparison_plan(struct comparison *comparison)
{
    size_t forms = 0;
    for (size_t w = 0; w < comparison->wave_count; w++)
        forms += comparison->waves[w].config.codebook.form_count;
    comparison->forms = arena_array(&comparison->arena, forms, sizeof *comparison->forms);
    for (size_t w = comparison->wave_count; w > 0; w--) {
        const struct codebook *codebook = &comparison->waves[w - 1].config.codebook;
        for (size_t i = 0; i < codebook->form_count; i++) {
            if (!form_is_known(comparison, codebook->forms[i].id))
                add_form(comparison, &codebook->forms[i]);
        }
    }
}
