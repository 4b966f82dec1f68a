/* Every line is composed here and at most 80 columns wide. */
#include "report/compare_screen.h"

#include "common/message.h"
#include "report/compare_words.h"
#include "report/status_text.h"
#include "report/words.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A series with its largest change. */
struct ranked {
    const struct series *series;
    size_t answer, wave;
    struct difference difference;
    bool has;
    size_t position;
};

/* ---- Which changes are the largest ---- */

/* The largest change of the last wave that has any. */
static struct ranked rank_series(const struct comparison *comparison, const struct series *series,
                                 size_t position)
{
    struct ranked ranked = {.series = series, .position = position};
    for (size_t w = comparison->wave_count; w > 0 && !ranked.has; w--) {
        for (size_t a = 0; a + 2 < series->answer_count; a++) {
            struct difference difference;
            if (!series_difference(series, w - 1, a, &difference))
                continue;
            if (ranked.has && llabs(difference.tenths) <= llabs(ranked.difference.tenths))
                continue;
            ranked.has = true;
            ranked.answer = a;
            ranked.wave = w - 1;
            ranked.difference = difference;
        }
    }
    return ranked;
}

static int by_size(const void *left, const void *right)
{
    const struct ranked *a = left, *b = right;
    int64_t sizes[2] = {a->has ? llabs(a->difference.tenths) : -1,
                        b->has ? llabs(b->difference.tenths) : -1};
    if (sizes[0] != sizes[1])
        return sizes[0] > sizes[1] ? -1 : 1;
    return a->position < b->position ? -1 : a->position > b->position;
}

/* ---- One answer ---- */

static const struct joint *find_joint(const struct listing *listing, const struct ranked *ranked,
                                      const struct pair **pair)
{
    size_t position = (size_t)(ranked->series - listing->form->series);
    for (size_t p = 0; p < listing->form->pair_count; p++) {
        *pair = &listing->form->pairs[p];
        if ((*pair)->later == ranked->wave && (*pair)->earlier == ranked->difference.former &&
            (*pair)->joints[position].series != NULL)
            return &(*pair)->joints[position];
    }
    return NULL;
}

/* 1,717 */
const char *listing_whole(struct arena *arena, int64_t value)
{
    struct str text = {0};
    append_whole(&text, value);
    const char *words = arena_strdup(arena, str_text(&text));
    str_release(&text);
    return words;
}

void listing_append_p(struct str *out, double p)
{
    char text[16];
    if (p < 0.001)
        snprintf(text, sizeof text, "<0.001");
    else
        snprintf(text, sizeof text, "%.3f", p);
    pad_append(out, text, FIGURE, PAD_LEFT);
}

static void append_values(struct listing *listing, const struct series *series, size_t answer)
{
    struct str *out = &listing->screen->out;
    for (size_t w = listing->first_wave; w < listing->comparison->wave_count; w++) {
        const struct value *value = &series->values[w * series->answer_count + answer];
        char digits[DECIMAL_SIZE], text[DECIMAL_SIZE + 2] = "-";
        if (value->tenths >= 0)
            snprintf(text, sizeof text, "%s%%%s", decimal_text(digits, value->tenths, 1),
                     value->source == VALUE_PUBLISHED ? "*" : "");
        pad_append(out, text, FIGURE, PAD_LEFT);
    }
}

static void append_parts(struct listing *listing, const struct split *split)
{
    struct str *out = &listing->screen->out;
    for (size_t i = 0; i < PART_COUNT; i++) {
        char digits[DECIMAL_SIZE];
        if (split->parts[i] == 0)
            continue;
        str_append(out, "        ");
        pad_append(out, _(part_words[i].english), PART_LABEL, PAD_RIGHT);
        pad_append(out, points_text(digits, points_tenths(split->parts[i], split->denominator)),
                   FIGURE, PAD_LEFT);
        str_append_char(out, '\n');
    }
}

static void show_answer(struct listing *listing, const struct ranked *ranked)
{
    struct str *out = &listing->screen->out;
    const struct pair *pair;
    const struct joint *joint = find_joint(listing, ranked, &pair);
    char digits[DECIMAL_SIZE];
    const char *label =
        arena_printf(listing->arena, "%d %s", ranked->series->codes[ranked->answer],
                     series_label(listing->comparison, ranked->series, ranked->answer));
    str_append(out, "    ");
    pad_append(out, label, listing->label - 4, PAD_RIGHT);
    append_values(listing, ranked->series, ranked->answer);
    pad_append(out, ranked->has ? points_text(digits, ranked->difference.tenths) : "-", FIGURE,
               PAD_LEFT);
    struct split split = {0};
    if (joint != NULL) {
        struct flow flow = joint_flow(joint, ranked->answer);
        split = split_change(&flow);
    }
    if (split.whole) {
        pad_append(out, points_text(digits, points_tenths(split.panel, split.denominator)), FIGURE,
                   PAD_LEFT);
        listing_append_p(out, test_moves(&split).p);
    }
    str_append_char(out, '\n');
    if (split.whole && listing->screen->verbose)
        append_parts(listing, &split);
}

/* ---- A series ---- */

const char *listing_title(struct arena *arena, const struct series *series)
{
    const struct item *item = series->latest;
    return arena_printf(arena, "%s %s%s%s", words_number(item->question), item->question->text,
                        item->row == NULL ? "" : " / ", item->row == NULL ? "" : item->row->label);
}

static const char *marks_english(struct arena *arena, unsigned marks)
{
    const char *text = "";
    for (size_t i = 0; i < MARK_COUNT; i++) {
        if ((marks & (1U << i)) != 0)
            text = arena_printf(arena, "%s%s%s", text, *text == '\0' ? "" : ", ",
                                _(mark_words[i].english));
    }
    return text;
}

void listing_show_marks(struct listing *listing, const struct series *series)
{
    for (size_t w = 1; w < listing->comparison->wave_count; w++) {
        unsigned marks = series->marks[w] & ~(unsigned)MARK_ABSENT;
        const char *reason = "";
        if (marks == 0)
            continue;
        if ((marks & MARK_BREAK) != 0)
            reason = arena_printf(listing->arena, ": %s", series->items[w]->question->break_reason);
        screen_text(listing->screen, 2 * INDENT,
                    arena_printf(listing->arena, "! %s: %s%s", listing->comparison->waves[w].survey,
                                 marks_english(listing->arena, marks), reason));
    }
}

static void show_disputed(struct listing *listing, const struct series *series)
{
    for (size_t w = 0; w < listing->comparison->wave_count; w++) {
        bool disputed = false;
        for (size_t a = 0; a < series->answer_count; a++)
            disputed = disputed || series->values[w * series->answer_count + a].disputed;
        if (disputed)
            screen_text(listing->screen, 2 * INDENT,
                        arena_printf(listing->arena,
                                     _("! %s: published more than once, with different figures"),
                                     listing->comparison->waves[w].survey));
    }
}

static void show_series(struct listing *listing, const struct ranked *ranked)
{
    const struct series *series = ranked->series;
    screen_text(listing->screen, INDENT, listing_title(listing->arena, series));
    listing_show_marks(listing, series);
    show_disputed(listing, series);
    if (!listing->screen->verbose) {
        show_answer(listing, ranked);
        return;
    }
    for (size_t a = 0; a + 2 < series->answer_count; a++) {
        struct ranked answer = {.series = series, .answer = a, .wave = ranked->wave};
        answer.has = series_difference(series, ranked->wave, a, &answer.difference);
        show_answer(listing, &answer);
    }
}

static void show_heads(struct listing *listing)
{
    struct str *out = &listing->screen->out;
    pad_append(out, _("  largest changes, in points"), listing->label, PAD_RIGHT);
    for (size_t w = listing->first_wave; w < listing->comparison->wave_count; w++)
        pad_append(out, listing->comparison->waves[w].survey, FIGURE, PAD_LEFT);
    pad_append(out, _("change"), FIGURE, PAD_LEFT);
    pad_append(out, _("same"), FIGURE, PAD_LEFT);
    pad_append(out, "p", FIGURE, PAD_LEFT);
    str_append_char(out, '\n');
}

static size_t shown_count(const struct listing *listing, const struct ranked *ranked)
{
    size_t count = 0;
    while (count < listing->form->series_count && ranked[count].has &&
           (listing->screen->verbose || count < SERIES_SHOWN))
        count++;
    return count;
}

static bool has_published(const struct form_series *form, size_t wave_count)
{
    for (size_t w = 0; w < wave_count; w++) {
        if (form->sources[w] == VALUE_PUBLISHED)
            return true;
    }
    return false;
}

static void show_changes(struct listing *listing)
{
    size_t count = listing->form->series_count, comparable = 0;
    struct ranked *ranked = arena_array(listing->arena, count, sizeof *ranked);
    for (size_t s = 0; s < count; s++) {
        ranked[s] = rank_series(listing->comparison, &listing->form->series[s], s);
        comparable += ranked[s].has;
    }
    qsort(ranked, count, sizeof *ranked, by_size);
    size_t shown = shown_count(listing, ranked);
    if (shown == 0) {
        screen_text(listing->screen, INDENT, _("no question has figures in two of the waves"));
        return;
    }
    show_heads(listing);
    for (size_t s = 0; s < shown; s++)
        show_series(listing, &ranked[s]);
    if (shown < comparable)
        screen_text(
            listing->screen, INDENT,
            arena_printf(listing->arena, _("… %zu more; all of them with -v"), comparable - shown));
    if (listing->form->pair_count > 0)
        screen_text(listing->screen, INDENT,
                    _("change: of all that were asked; same: of the units that were asked in both "
                      "waves; p: McNemar's test of their moves"));
    if (has_published(listing->form, listing->comparison->wave_count))
        screen_text(listing->screen, INDENT,
                    _("*: as published, since no responses are in the database"));
}

/* ---- What is not compared ---- */

/* Adds a series that the wave does not have to the list. */
static const char *add_absent(struct listing *listing, const char *list,
                              const struct series *series, size_t wave)
{
    const char *id = series->latest->question->id;
    bool first = series->codes == NULL ? open_is_first(series) : series_is_first(series);
    if ((series->marks[wave] & (MARK_ABSENT | MARK_TYPE | MARK_UNIT)) == 0)
        return list;
    /* Rows of a grid that is asked are named one by one. */
    bool whole = form_question(listing->form->forms[wave], id) == NULL;
    if (whole && !first)
        return list;
    return arena_printf(listing->arena, "%s%s%s", list, *list == '\0' ? "" : ", ",
                        whole ? id : series->latest->id);
}

static void show_absent(struct listing *listing, size_t wave)
{
    const struct form_series *form = listing->form;
    const char *list = "";
    if (form->forms[wave] == NULL)
        return;
    for (size_t s = 0; s < form->series_count; s++)
        list = add_absent(listing, list, &form->series[s], wave);
    for (size_t s = 0; s < form->open_count; s++)
        list = add_absent(listing, list, &form->open[s].series, wave);
    if (*list != '\0')
        screen_text(listing->screen, INDENT,
                    arena_printf(listing->arena,
                                 _("not asked in %s, or of another type or unit: %s"),
                                 listing->comparison->waves[wave].survey, list));
}

static void show_not_compared(struct listing *listing)
{
    for (size_t w = 0; w < listing->comparison->wave_count; w++)
        show_absent(listing, w);
}

static void show_units(struct listing *listing)
{
    for (size_t p = 0; p < listing->form->pair_count; p++) {
        const struct pair *pair = &listing->form->pairs[p];
        size_t fates[4] = {0};
        for (size_t i = 0; i < pair->units.count; i++)
            fates[pair->units.units[i].fate]++;
        screen_text(listing->screen, INDENT,
                    arena_printf(listing->arena, _("%s and %s: %s units answered both"),
                                 listing->comparison->waves[pair->earlier].survey,
                                 listing->comparison->waves[pair->later].survey,
                                 listing_whole(listing->arena, pair->matched)));
        if (pair->units.count > 0)
            screen_text(listing->screen, INDENT,
                        arena_printf(listing->arena,
                                     _("units with other codes: %zu renamed, %zu merged, %zu "
                                       "divided, %zu without a successor"),
                                     fates[UNIT_RENAMED], fates[UNIT_MERGED], fates[UNIT_DIVIDED],
                                     fates[UNIT_GONE]));
    }
}

/* ---- All of it ---- */

static const char *answered_words(const struct listing *listing)
{
    const char *text = listing->form->title, *separator = ": ";
    for (size_t w = 0; w < listing->comparison->wave_count; w++) {
        const char *survey = listing->comparison->waves[w].survey;
        switch (listing->form->sources[w]) {
        case VALUE_COUNTED:
            text = arena_printf(listing->arena, _("%s%s%s %s answered"), text, separator, survey,
                                listing_whole(listing->arena, listing->form->answered[w]));
            break;
        case VALUE_PUBLISHED:
            text = arena_printf(listing->arena, _("%s%s%s as published"), text, separator, survey);
            break;
        case VALUE_NONE:
            text = arena_printf(listing->arena, _("%s%s%s nothing known"), text, separator, survey);
            break;
        }
        separator = ", ";
    }
    return text;
}

static void show_form(struct listing *listing)
{
    str_append_char(&listing->screen->out, '\n');
    screen_heading(listing->screen, answered_words(listing));
    show_units(listing);
    show_changes(listing);
    listing_show_numbers(listing);
    listing_show_texts(listing);
    show_not_compared(listing);
}

static bool is_known(const struct comparison *comparison, const struct form_series *form)
{
    for (size_t w = 0; w < comparison->wave_count; w++) {
        if (form->sources[w] != VALUE_NONE)
            return true;
    }
    return false;
}

void screen_comparison(struct screen *screen, const struct comparison *comparison)
{
    struct arena arena = {0};
    size_t waves = comparison->wave_count;
    struct listing listing = {screen, &arena, comparison, NULL, 0, 0};
    listing.first_wave = waves > WAVES_SHOWN ? waves - WAVES_SHOWN : 0;
    listing.label = SCREEN_WIDTH - (waves - listing.first_wave + FIGURES_BEHIND) * FIGURE;
    for (size_t w = 0; w < waves; w++) {
        const struct wave *wave = &comparison->waves[w];
        screen_heading(screen, arena_printf(&arena, "%s: %s %s", wave->survey, wave->year,
                                            wave->config.codebook.title));
    }
    if (comparison->synthetic)
        screen_text(screen, 0, _("synthetic data: these are not answers of real units"));
    for (size_t f = 0; f < comparison->form_count; f++) {
        listing.form = &comparison->forms[f];
        if (is_known(comparison, listing.form))
            show_form(&listing);
    }
    arena_release(&arena);
}
