/*
 * The data that the page is drawn from (report/site_form.c) against the tables, number by number
 * and label by label. What an item of the page holds and this does not know is a mismatch too: no
 * number goes unread.
 */
#include "common/release_inside.h"

#include "common/message.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const page_name = "site/index.html";

struct page {
    const struct release *release;
    int64_t compared;
    /* Where the comparison is. */
    const struct told_form *form;
    const struct told_item *item;
};

/* ---- What is wrong ---- */

/* A cell as `renkei trace` names it: form/question.row=option@banner:class. */
static const char *cell_place(const struct page *page, const char *option, size_t line,
                              const char *what)
{
    struct arena *arena = page->release->arena;
    const struct told_item *item = page->item;
    const struct told_banner *banner = told_banner_of(page->form, line);
    return arena_printf(arena, "%s/%s%s%s%s%s@%s:%s %s", page->form->id, item->question->id,
                        *item->row ? "." : "", item->row, *option ? "=" : "", option, banner->id,
                        page->form->classes[line].key, what);
}

static void say(const struct page *page, const char *place, const char *text)
{
    mismatch_add(page->release->mismatches,
                 &(struct mismatch){.file = page_name, .column = place, .text = text});
}

static void say_missing(const struct page *page, const char *what)
{
    say(page, what, _("the page does not have what the tables have"));
}

static void say_different(const struct page *page, const char *place, const char *found,
                          const char *expected)
{
    mismatch_add(page->release->mismatches,
                 &(struct mismatch){
                     .file = page_name, .column = place, .found = found, .expected = expected});
}

/* ---- Comparing ---- */

static bool same_number(struct page *page, const json_t *found, int64_t expected)
{
    page->compared++;
    return json_is_integer(found) && json_integer_value(found) == expected;
}

static const char *number_text(const struct page *page, const json_t *found)
{
    if (!json_is_integer(found))
        return "";
    return arena_printf(page->release->arena, "%" JSON_INTEGER_FORMAT, json_integer_value(found));
}

/* Which number of the item; `option` is "" for what all share. */
struct number_at {
    const char *option;
    size_t line;
    const char *what;
};

static void compare_cell(struct page *page, const json_t *found, int64_t expected,
                         const struct number_at *at)
{
    if (!same_number(page, found, expected))
        say_different(page, cell_place(page, at->option, at->line, at->what),
                      number_text(page, found),
                      arena_printf(page->release->arena, "%" PRId64, expected));
}

static void compare_text(const struct page *page, const json_t *found, const char *expected,
                         const char *place)
{
    const char *text = json_string_value(found);
    if (text == NULL || strcmp(text, expected) != 0)
        say_different(page, place, text == NULL ? "" : arena_strdup(page->release->arena, text),
                      expected);
}

static bool has_length(const struct page *page, const json_t *list, size_t length, const char *what)
{
    bool good = json_is_array(list) && json_array_size(list) == length;
    if (!good)
        say(page, what, _("the page has more or fewer of them than the tables"));
    return good;
}

/* ---- An item ---- */

static size_t plain_options(const struct told_item *item)
{
    size_t count = 0;
    while (count < item->option_count && !item->options[count].subtotal)
        count++;
    return count;
}

static void compare_line(struct page *page, const json_t *object, size_t line, size_t options)
{
    const json_t *counts = json_object_get(object, "c");
    const struct told_item *item = page->item;
    for (size_t o = 0; o < options; o++) {
        const struct told_cell *cell = told_cell(item, o, line);
        if (cell == NULL)
            continue; /* the ties of the tables say so */
        compare_cell(page, json_array_get(counts, line * options + o), cell->count,
                     &(struct number_at){item->options[o].code, line, "count"});
        if (o > 0)
            continue;
        compare_cell(page, json_array_get(json_object_get(object, "b"), line), cell->base,
                     &(struct number_at){"", line, "base"});
        compare_cell(page, json_array_get(json_object_get(object, "v"), line), cell->valid,
                     &(struct number_at){"", line, "valid"});
    }
}

static void compare_counts(struct page *page, const json_t *object)
{
    size_t lines = page->form->line_count, options = plain_options(page->item);
    const char *what = page->item->question->id;
    if (json_object_size(object) != 3 ||
        !has_length(page, json_object_get(object, "b"), lines, what) ||
        !has_length(page, json_object_get(object, "v"), lines, what) ||
        !has_length(page, json_object_get(object, "c"), lines * options, what)) {
        say_missing(page, what);
        return;
    }
    for (size_t line = 0; line < lines; line++)
        compare_line(page, object, line, options);
}

/* n, missing, then the measures as they stand in numbers.csv. */
static void compare_statistic(struct page *page, const json_t *found, size_t line)
{
    static const char *const names[TOLD_MEASURES] = {"sum", "mean",   "sd",  "min",
                                                     "p25", "median", "p75", "max"};
    const struct told_number *number = told_number(page->item, line);
    if (number == NULL)
        return; /* the ties of the tables say so */
    if (!has_length(page, found, TOLD_MEASURES + 2, cell_place(page, "", line, "")))
        return;
    compare_cell(page, json_array_get(found, 0), number->n, &(struct number_at){"", line, "n"});
    compare_cell(page, json_array_get(found, 1), number->missing,
                 &(struct number_at){"", line, "missing"});
    for (size_t m = 0; m < TOLD_MEASURES; m++) {
        const char *measure = number->measures[m];
        page->compared += measure != NULL;
        compare_text(page, json_array_get(found, m + 2), measure == NULL ? "" : measure,
                     cell_place(page, "", line, names[m]));
    }
}

static void compare_numbers(struct page *page, const json_t *object)
{
    const json_t *list = json_object_get(object, "s");
    if (json_object_size(object) != 1 ||
        !has_length(page, list, page->form->line_count, page->item->question->id)) {
        say_missing(page, page->item->question->id);
        return;
    }
    for (size_t line = 0; line < page->form->line_count; line++)
        compare_statistic(page, json_array_get(list, line), line);
}

static void compare_item(struct page *page, const json_t *object)
{
    if (page->item->cells != NULL)
        compare_counts(page, object);
    else if (page->item->numbers != NULL)
        compare_numbers(page, object);
    else if (!json_is_null(object))
        say(page, page->item->question->id, _("the tables do not have what the page has"));
}

/* ---- A question ---- */

/* Of the counts from `first` on, those that the parts name; 0 if there is no such sum. */
static json_int_t sum_of_parts(const json_t *parts, const json_t *counts, size_t first,
                               size_t options)
{
    json_int_t sum = 0;
    for (size_t i = 0; i < json_array_size(parts); i++) {
        json_int_t part = json_integer_value(json_array_get(parts, i));
        if (part < 0 || (size_t)part >= options ||
            __builtin_add_overflow(
                sum, json_integer_value(json_array_get(counts, first + (size_t)part)), &sum))
            return 0;
    }
    return sum;
}

/* A subtotal of the page is computed there, from the options it names. */
static void compare_subtotal(struct page *page, const json_t *subtotal, const json_t *counts)
{
    const char *id = json_string_value(json_object_get(subtotal, "id"));
    size_t option = id == NULL ? TOLD_NONE : told_option(page->item, id);
    size_t options = plain_options(page->item);
    if (option == TOLD_NONE || !page->item->options[option].subtotal) {
        say(page, page->item->question->id, _("the tables do not have what the page has"));
        return;
    }
    const json_t *parts = json_object_get(subtotal, "options");
    for (size_t line = 0; line < page->form->line_count; line++) {
        const struct told_cell *cell = told_cell(page->item, option, line);
        json_int_t sum = sum_of_parts(parts, counts, line * options, options);
        page->compared++;
        if (cell != NULL && sum != cell->count)
            say_different(page, cell_place(page, page->item->options[option].code, line, "count"),
                          arena_printf(page->release->arena, "%" JSON_INTEGER_FORMAT, sum),
                          arena_printf(page->release->arena, "%" PRId64, cell->count));
    }
}

static void compare_options(struct page *page, const json_t *question)
{
    enum { KINDS_OF_EMPTY = 2 }; /* NA and INVALID, which the page names itself */
    const struct told_item *item = page->item;
    const json_t *options = json_object_get(question, "options");
    size_t count = plain_options(item);
    if (item->cells == NULL || count < KINDS_OF_EMPTY ||
        !has_length(page, options, count - KINDS_OF_EMPTY, item->question->id))
        return;
    for (size_t o = 0; o + KINDS_OF_EMPTY < count; o++) {
        const json_t *pair = json_array_get(options, o);
        const char *place = arena_printf(page->release->arena, "%s/%s=%s", page->form->id,
                                         item->question->id, item->options[o].code);
        const char *code = number_text(page, json_array_get(pair, 0));
        if (strcmp(code, item->options[o].code) != 0)
            say_different(page, place, code, item->options[o].code);
        compare_text(page, json_array_get(pair, 1), item->options[o].label, place);
    }
}

static void compare_row(struct page *page, const json_t *form, const json_t *question, size_t row)
{
    const struct told_question *told = page->item->question;
    json_int_t first = json_integer_value(json_object_get(question, "first"));
    const json_t *items = json_object_get(form, "items");
    if (first < 0 || (size_t)first + row >= json_array_size(items)) {
        say_missing(page, told->id);
        return;
    }
    const json_t *object = json_array_get(items, (size_t)first + row);
    if (*page->item->row) {
        const json_t *pair = json_array_get(json_object_get(question, "rows"), row);
        compare_text(page, json_array_get(pair, 0), page->item->row, told->id);
        compare_text(page, json_array_get(pair, 1), page->item->row_label, told->id);
    }
    compare_item(page, object);
    const json_t *subtotals = json_object_get(question, "subtotals");
    for (size_t i = 0; i < json_array_size(subtotals); i++)
        compare_subtotal(page, json_array_get(subtotals, i), json_object_get(object, "c"));
}

static const json_t *find_by_id(const json_t *list, const char *id)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *entry = json_array_get(list, i);
        const char *own = json_string_value(json_object_get(entry, "id"));
        if (own != NULL && strcmp(own, id) == 0)
            return entry;
    }
    return NULL;
}

/* How the page draws the question, and what it says of it. */
static void compare_words(const struct page *page, const json_t *question,
                          const struct told_question *told)
{
    static const char *const types[] = {[QUESTION_SINGLE] = "single",
                                        [QUESTION_MULTIPLE] = "multiple",
                                        [QUESTION_NUMBER] = "number",
                                        [QUESTION_TEXT] = "text"};
    compare_text(page, json_object_get(question, "text"), told->text, told->id);
    compare_text(page, json_object_get(question, "number"), told->number, told->id);
    compare_text(page, json_object_get(question, "type"), types[told->type], told->id);
    compare_text(page, json_object_get(question, "base"), told->base_text, told->id);
    if (*page->item->row == '\0') /* rows have units of their own */
        compare_text(page, json_object_get(question, "unit"), page->item->unit, told->id);
}

static void compare_question(struct page *page, const json_t *form,
                             const struct told_question *told)
{
    const json_t *question = find_by_id(json_object_get(form, "questions"), told->id);
    page->item = &page->form->items[told->first_item];
    if (question == NULL) {
        say_missing(page, told->id);
        return;
    }
    compare_words(page, question, told);
    compare_options(page, question);
    for (size_t row = 0; row < told->item_count; row++) {
        page->item = &page->form->items[told->first_item + row];
        compare_row(page, form, question, row);
    }
}

/* ---- A form ---- */

static void compare_banner(struct page *page, const json_t *found, const struct told_banner *banner)
{
    const json_t *classes = json_object_get(found, "classes");
    compare_text(page, json_object_get(found, "id"), banner->id, page->form->id);
    if (!has_length(page, classes, banner->class_count, banner->id))
        return;
    for (size_t c = 0; c < banner->class_count; c++) {
        const struct told_class *class = &page->form->classes[banner->first_line + c];
        const json_t *pair = json_array_get(classes, c);
        const char *place =
            arena_printf(page->release->arena, "%s/@%s:%s", page->form->id, banner->id, class->key);
        compare_text(page, json_array_get(pair, 0), class->key, place);
        compare_text(page, json_array_get(pair, 1), class->label, place);
    }
}

/* Which banner the page takes for all units. */
static void compare_total(const struct page *page, const json_t *found, size_t banner)
{
    if (!json_is_integer(found) || json_integer_value(found) != (json_int_t)banner)
        say_different(page, arena_printf(page->release->arena, "%s total", page->form->id),
                      number_text(page, found), arena_printf(page->release->arena, "%zu", banner));
}

static bool compare_banners(struct page *page, const json_t *form)
{
    const json_t *banners = json_object_get(form, "banners");
    if (!has_length(page, banners, page->form->banner_count, page->form->id))
        return false;
    size_t before = page->release->mismatches->count;
    for (size_t b = 0; b < page->form->banner_count; b++) {
        compare_banner(page, json_array_get(banners, b), &page->form->banners[b]);
        if (page->form->banners[b].kind == TOLD_TOTAL)
            compare_total(page, json_object_get(form, "total"), b);
    }
    return page->release->mismatches->count == before;
}

/* Where the tables know how many there are. */
static void compare_turnout(struct page *page, const json_t *form)
{
    const json_t *units = json_object_get(form, "classUnits");
    const json_t *answered = json_object_get(form, "classAnswered");
    for (size_t line = 0; line < page->form->line_count; line++) {
        const struct told_class *class = &page->form->classes[line];
        bool total = line == page->form->total_line;
        const char *place = arena_printf(page->release->arena, "%s/@%s:%s", page->form->id,
                                         told_banner_of(page->form, line)->id, class->key);
        const json_t *found = total ? json_object_get(form, "units") : json_array_get(units, line);
        if (class->units != MEASURE_NONE && !same_number(page, found, class->units))
            say_different(page, place, number_text(page, found),
                          arena_printf(page->release->arena, "%" PRId64, class->units));
        found = total ? json_object_get(form, "answered") : json_array_get(answered, line);
        if (class->answered != MEASURE_NONE && !same_number(page, found, class->answered))
            say_different(page, place, number_text(page, found),
                          arena_printf(page->release->arena, "%" PRId64, class->answered));
    }
}

static void compare_form(struct page *page, const json_t *forms)
{
    const json_t *form = find_by_id(forms, page->form->id);
    if (form == NULL) {
        say_missing(page, page->form->id);
        return;
    }
    /* The numbers stand in the order of the classes: without the same classes they say nothing. */
    if (!compare_banners(page, form))
        return;
    compare_text(page, json_object_get(form, "title"), page->form->title, page->form->id);
    compare_turnout(page, form);
    has_length(page, json_object_get(form, "questions"), page->form->question_count,
               page->form->id);
    has_length(page, json_object_get(form, "items"), page->form->item_count, page->form->id);
    for (size_t q = 0; q < page->form->question_count; q++)
        compare_question(page, form, &page->form->questions[q]);
}

/* The page draws some of the figures: those it has say what figures.csv says. */
static void compare_figure(const struct page *page, const struct told *told, const json_t *figure)
{
    const char *id = json_string_value(json_object_get(figure, "id"));
    for (size_t i = 0; id != NULL && i < told->figure_count; i++) {
        const struct told_figure *own = &told->figures[i];
        if (strcmp(own->id, id) != 0)
            continue;
        compare_text(page, json_object_get(figure, "number"), own->number, own->id);
        compare_text(page, json_object_get(figure, "title"), own->title, own->id);
        compare_text(page, json_object_get(figure, "form"), own->form, own->id);
        compare_text(page, json_object_get(figure, "question"), own->question, own->id);
        compare_text(page, json_object_get(figure, "banner"), own->banner, own->id);
        return;
    }
    say(page, "figures", _("the tables do not have what the page has"));
}

/* Whether the page says that there are invented answers. */
static void compare_synthetic(const struct page *page, const json_t *found)
{
    static const char *const words[] = {"false", "true"};
    bool synthetic = page->release->manifest.synthetic;
    if (!json_is_boolean(found) || json_is_true(found) != synthetic)
        say_different(page, "synthetic", words[!synthetic], words[synthetic]);
}

static void compare_forms(struct page *page, const struct told *told, const json_t *data)
{
    const json_t *forms = json_object_get(data, "forms");
    size_t answered = 0;
    compare_text(page, json_object_get(data, "survey"), told->now.survey, "survey");
    compare_text(page, json_object_get(data, "title"), page->release->manifest.title, "title");
    compare_synthetic(page, json_object_get(data, "synthetic"));
    for (size_t f = 0; f < told->now.form_count; f++) {
        page->form = &told->now.forms[f];
        if (!page->form->answered)
            continue;
        answered++;
        compare_form(page, forms);
    }
    has_length(page, forms, answered, "forms");
    const json_t *figures = json_object_get(data, "figures");
    for (size_t i = 0; i < json_array_size(figures); i++)
        compare_figure(page, told, json_array_get(figures, i));
}

/* ---- The page ---- */

/* The text of the script element; false if the page has none, or a second one beside it: browsers
 * and this function could take different ones (one may stand in a comment). */
static bool find_data(const char *page, struct release_text *text)
{
    static const char opening[] = "<script type=\"application/json\" id=\"data\">";
    const char *begin = strstr(page, opening);
    const char *end = begin == NULL ? NULL : strstr(begin, "</script>");
    if (end == NULL || strstr(end, opening) != NULL)
        return false;
    text->at = begin + strlen(opening);
    text->length = (size_t)(end - text->at);
    for (const char *c = page; c < text->at; c++)
        text->line += *c == '\n';
    return true;
}

int64_t release_check_page(const struct release *release, const struct told *told)
{
    struct page page = {.release = release};
    struct release_text text = {.file = page_name};
    size_t length;
    char *bytes = release_bytes(release, page_name, &length);
    if (bytes == NULL)
        return 0; /* told with the files, or not part of the output */
    json_t *data = NULL;
    if (find_data(bytes, &text))
        data = release_parse(release, &text);
    else
        say(&page, NULL, _("the page holds no data, or twice"));
    if (data != NULL)
        compare_forms(&page, told, data);
    json_decref(data);
    free(bytes);
    return page.compared;
}
