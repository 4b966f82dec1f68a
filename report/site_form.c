/*
 * The counts of a form as JSON: names once, then numbers in the order of struct cells (items,
 * lines, answers). The script reads them by position; report/site/data.js has the other end.
 */
#include "report/site.h"

#include "common/frame.h"
#include "report/words.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static void append_member(struct str *json, const char *name, const char *text)
{
    str_appendf(json, ",\"%s\":", name);
    site_append_string(json, text);
}

static void append_pair(struct str *json, const char *first, const char *second)
{
    str_append_char(json, '[');
    site_append_string(json, first);
    str_append_char(json, ',');
    site_append_string(json, second);
    str_append_char(json, ']');
}

static void append_comma(struct str *json, size_t position)
{
    if (position > 0)
        str_append_char(json, ',');
}

static void append_numbers(struct str *json, const char *name, const int64_t *numbers, size_t count)
{
    str_appendf(json, "\"%s\":[", name);
    for (size_t i = 0; i < count; i++) {
        append_comma(json, i);
        str_appendf(json, "%" PRId64, numbers[i]);
    }
    str_append_char(json, ']');
}

/* ---- Banners ---- */

static void append_banner(struct str *json, const struct banner *banner)
{
    str_append(json, "{\"id\":");
    site_append_string(json, banner->id);
    append_member(json, "label", banner->label);
    str_append(json, ",\"classes\":[");
    for (size_t c = 0; c < banner->class_count; c++) {
        append_comma(json, c);
        append_pair(json, banner->classes[c].key, banner->classes[c].label);
    }
    str_append(json, "]}");
}

static void append_banners(struct str *json, const struct banner_set *banners)
{
    for (size_t b = 0; b < banners->count; b++) {
        if (banners->banners[b].kind == BANNER_TOTAL)
            str_appendf(json, ",\"total\":%zu", b);
    }
    str_append(json, ",\"banners\":[");
    for (size_t b = 0; b < banners->count; b++) {
        append_comma(json, b);
        append_banner(json, &banners->banners[b]);
    }
    str_append_char(json, ']');
}

/* ---- The map ---- */

/* The classes of the banner are areas of the map: all of them have tiles. */
static bool has_tiles(const struct banner *banner, const struct frame *tiles)
{
    if (banner->kind != BANNER_FRAME || banner->bands || banner->class_count == 0)
        return false;
    for (size_t c = 0; c < banner->class_count; c++) {
        if (frame_find(tiles, banner->classes[c].key) == FRAME_NONE)
            return false;
    }
    return true;
}

/* Fills the class of `parent` that each class of `banner` lies in; false if one lies in several.
 * Classes without units lie in none. */
static bool find_parents(uint16_t *parents, const struct banner *banner,
                         const struct banner *parent, size_t unit_count)
{
    for (size_t c = 0; c < banner->class_count; c++)
        parents[c] = CLASS_NONE;
    for (size_t u = 0; u < unit_count; u++) {
        uint16_t class = banner->unit_classes[u], above = parent->unit_classes[u];
        if (class == CLASS_NONE)
            continue;
        if (above == CLASS_NONE || (parents[class] != CLASS_NONE && parents[class] != above))
            return false;
        parents[class] = above;
    }
    return true;
}

static void append_parents(struct str *json, size_t parent, const uint16_t *parents, size_t count)
{
    str_appendf(json, ",\"parent\":%zu,\"parents\":[", parent);
    for (size_t c = 0; c < count; c++) {
        append_comma(json, c);
        str_appendf(json, "%d", parents[c] == CLASS_NONE ? -1 : (int)parents[c]);
    }
    str_append_char(json, ']');
}

/* The larger areas that the map's consist of: the first banner with fewer classes that divides no
 * area. */
static void append_larger(struct str *json, const struct cells *cells, size_t area)
{
    const struct banner *banner = &cells->banners->banners[area];
    uint16_t *parents = malloc(banner->class_count * sizeof *parents);
    if (parents == NULL)
        abort();
    for (size_t b = 0; b < cells->banners->count; b++) {
        const struct banner *larger = &cells->banners->banners[b];
        if (larger->kind != BANNER_FRAME || larger->bands || larger->class_count < 2 ||
            larger->class_count >= banner->class_count ||
            !find_parents(parents, banner, larger, cells->form->frame->unit_count))
            continue;
        append_parents(json, b, parents, banner->class_count);
        break;
    }
    free(parents);
}

static void append_map(struct str *json, const struct cells *cells, const struct site *site)
{
    if (site->tiles == NULL || cells->form->frame == NULL)
        return;
    for (size_t b = 0; b < cells->banners->count; b++) {
        if (!has_tiles(&cells->banners->banners[b], site->tiles))
            continue;
        str_appendf(json, ",\"map\":{\"banner\":%zu", b);
        append_larger(json, cells, b);
        str_append_char(json, '}');
        return;
    }
}

/* ---- Questions ---- */

static void append_options(struct str *json, const struct question *question)
{
    str_append(json, ",\"options\":[");
    for (size_t i = 0; i < question->option_count; i++) {
        const struct option *option = &question->options[i];
        append_comma(json, i);
        str_appendf(json, "[%d,", option->code);
        site_append_string(json, option->label);
        str_append(json, option->exclusive ? ",1]" : "]");
    }
    str_append_char(json, ']');
}

static void append_rows(struct str *json, const struct question *question)
{
    str_append(json, ",\"rows\":[");
    for (size_t i = 0; i < question->row_count; i++) {
        append_comma(json, i);
        append_pair(json, question->rows[i].id, question->rows[i].label);
    }
    str_append_char(json, ']');
}

static void append_subtotals(struct str *json, const struct counts *counts)
{
    str_append(json, ",\"subtotals\":[");
    for (size_t i = 0; i < counts->subtotal_count; i++) {
        const struct subtotal *subtotal = counts->subtotals[i];
        append_comma(json, i);
        str_append(json, "{\"id\":");
        site_append_string(json, subtotal->id);
        append_member(json, "label", subtotal->label);
        str_append(json, ",\"options\":[");
        for (size_t o = 0; o < subtotal->option_count; o++) {
            append_comma(json, o);
            str_appendf(json, "%zu", subtotal->options[o]);
        }
        str_append(json, "]}");
    }
    str_append_char(json, ']');
}

static const char *type_word(const struct question *question)
{
    switch (question->type) {
    case QUESTION_SINGLE:
        return "single";
    case QUESTION_MULTIPLE:
        return "multiple";
    case QUESTION_NUMBER:
        return "number";
    case QUESTION_TEXT:
        return "text";
    }
    abort();
}

static void append_question(struct str *json, const struct cells *cells,
                            const struct question *question)
{
    struct arena arena = {0};
    str_append(json, "{\"id\":");
    site_append_string(json, question->id);
    append_member(json, "number", question->number);
    append_member(json, "text", question->text);
    append_member(json, "type", type_word(question));
    append_member(json, "kind", words_type(question));
    append_member(json, "unit", question->unit);
    append_member(json, "base", words_base(&arena, cells->form, question));
    str_appendf(json, ",\"first\":%zu", question->first_item);
    append_options(json, question);
    append_rows(json, question);
    append_subtotals(json, &cells->counts[question->first_item]);
    str_append_char(json, '}');
    arena_release(&arena);
}

static void append_questions(struct str *json, const struct cells *cells)
{
    str_append(json, ",\"questions\":[");
    for (size_t q = 0; q < cells->form->question_count; q++) {
        append_comma(json, q);
        append_question(json, cells, &cells->form->questions[q]);
    }
    str_append_char(json, ']');
}

/* ---- Numbers ---- */

static void append_counts(struct str *json, const struct counts *counts, size_t lines)
{
    str_append_char(json, '{');
    append_numbers(json, "b", counts->base, lines);
    str_append_char(json, ',');
    append_numbers(json, "v", counts->valid, lines);
    str_append_char(json, ',');
    append_numbers(json, "c", counts->counts, lines * counts->answer_count);
    str_append_char(json, '}');
}

/* n, missing, then the measures as they stand in numbers.csv. */
static void append_statistics(struct str *json, const struct statistic *statistics, size_t lines)
{
    str_append(json, "{\"s\":[");
    for (size_t line = 0; line < lines; line++) {
        const struct statistic *statistic = &statistics[line];
        append_comma(json, line);
        str_appendf(json, "[%" PRId64 ",%" PRId64, statistic->n, statistic->missing);
        for (size_t m = 0; m < MEASURE_COUNT; m++) {
            str_append_char(json, ',');
            site_append_string(json, statistic->measures[m] == NULL ? "" : statistic->measures[m]);
        }
        str_append_char(json, ']');
    }
    str_append(json, "]}");
}

static void append_items(struct str *json, const struct cells *cells)
{
    str_append(json, ",\"items\":[");
    for (size_t i = 0; i < cells->form->item_count; i++) {
        append_comma(json, i);
        if (cells->counts[i].counts != NULL)
            append_counts(json, &cells->counts[i], cells->line_count);
        else if (cells->statistics[i] != NULL)
            append_statistics(json, cells->statistics[i], cells->line_count);
        else
            str_append(json, "null");
    }
    str_append_char(json, ']');
}

/* Units and answers of the form, and of its classes where the frame decides. */
static void append_turnout(struct str *json, const struct cells *cells,
                           const struct turnout *turnout)
{
    str_appendf(json, ",\"answered\":%" PRId64, turnout->answered);
    if (cells->form->frame == NULL)
        return;
    str_appendf(json, ",\"units\":%" PRId64 ",", turnout->units);
    append_numbers(json, "classUnits", turnout->class_units, cells->line_count);
    str_append_char(json, ',');
    append_numbers(json, "classAnswered", turnout->class_answered, cells->line_count);
}

void site_write_form(struct site *site, const struct cells *cells)
{
    const struct form *first = site->config->codebook.forms;
    struct str *json = &site->forms;
    append_comma(json, json->length);
    str_append(json, "\n{\"id\":");
    site_append_string(json, cells->form->id);
    append_member(json, "title", cells->form->title);
    append_turnout(json, cells, &site->loaded->turnouts[cells->form - first]);
    append_banners(json, cells->banners);
    append_map(json, cells, site);
    append_questions(json, cells);
    append_items(json, cells);
    str_append_char(json, '}');
}
