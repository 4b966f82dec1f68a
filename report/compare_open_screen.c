/* Numbers and texts on the screen, in the order of the form: their units differ, so that no change
 * is larger than another. */
#include "report/compare_screen.h"

#include "common/message.h"
#include "report/compare_words.h"
#include "report/status_text.h"
#include "report/words.h"

#include <inttypes.h>
#include <stdio.h>

static void append_figure(struct listing *listing, const char *text)
{
    pad_append(&listing->screen->out, text, FIGURE, PAD_LEFT);
}

/* Tenths in less than a column: "12.3", "1234567", "1.2e+08". */
static const char *tenths_words(struct arena *arena, int64_t tenths, bool sign)
{
    enum { DECIMAL_MOST = 1000 * 100 * 10, WHOLE_MOST = 1000 * 1000 * 10 };
    char digits[DECIMAL_SIZE];
    int64_t size = tenths < 0 ? -tenths : tenths;
    const char *plus = sign && tenths > 0 ? "+" : "";
    if (size < DECIMAL_MOST)
        return arena_printf(arena, "%s%s", plus, decimal_text(digits, tenths, 1));
    if (size < WHOLE_MOST)
        return arena_printf(arena, "%s%" PRId64, plus, round_quotient(tenths, 10));
    return arena_printf(arena, "%s%.0e", plus, (double)tenths / 10);
}

/* ---- Numbers ---- */

static void append_means(struct listing *listing, const struct open_series *series)
{
    for (size_t w = listing->first_wave; w < listing->comparison->wave_count; w++) {
        const struct open_value *value = &series->values[w];
        append_figure(listing, value->n <= 0
                                   ? "-"
                                   : tenths_words(listing->arena, open_mean(value, 1), false));
    }
}

static void append_medians(struct listing *listing, const struct open_series *series)
{
    struct str *out = &listing->screen->out;
    str_append(out, "    ");
    pad_append(out, _("median"), listing->label - 4, PAD_RIGHT);
    for (size_t w = listing->first_wave; w < listing->comparison->wave_count; w++) {
        const struct open_value *value = &series->values[w];
        int64_t tenths = value->n <= 0 ? 0 : round_quotient(value->median, NUMBER_SCALE / 5);
        append_figure(listing, value->n <= 0 ? "-" : tenths_words(listing->arena, tenths, false));
    }
    str_append_char(out, '\n');
}

static void append_mean_parts(struct listing *listing, const struct mean_split *split)
{
    struct str *out = &listing->screen->out;
    for (size_t i = 0; i < PART_COUNT; i++) {
        if (split->parts[i] == 0)
            continue;
        int64_t tenths = mean_rounded(split->parts[i], split->denominator, 1);
        str_append(out, "        ");
        pad_append(out, _(part_words[i].english), PART_LABEL, PAD_RIGHT);
        append_figure(listing, tenths_words(listing->arena, tenths, true));
        str_append_char(out, '\n');
    }
}

/* The change of the last wave that has one. */
static bool last_change(const struct listing *listing, const struct open_series *series,
                        size_t *former, size_t *wave)
{
    for (size_t w = listing->comparison->wave_count; w > 0; w--) {
        if (open_former(series, w - 1, former)) {
            *wave = w - 1;
            return true;
        }
    }
    return false;
}

static struct mean_split split_between(const struct open_series *series, size_t earlier,
                                       size_t later)
{
    const struct open_joint *joint = open_joint_of(series, earlier, later);
    return joint == NULL ? (struct mean_split){0} : split_mean(&joint->flow);
}

static void show_number(struct listing *listing, const struct open_series *series, size_t former,
                        size_t wave)
{
    struct str *out = &listing->screen->out;
    struct mean_split split = split_between(series, former, wave);
    const char *unit = words_unit(series->series.latest);
    screen_text(listing->screen, INDENT, listing_title(listing->arena, &series->series));
    listing_show_marks(listing, &series->series);
    str_append(out, "    ");
    pad_append(out, *unit == '\0' ? _("mean") : arena_printf(listing->arena, _("mean (%s)"), unit),
               listing->label - 4, PAD_RIGHT);
    append_means(listing, series);
    int64_t change = open_difference(&series->values[former], &series->values[wave], 1);
    append_figure(listing, tenths_words(listing->arena, change, true));
    if (split.whole) {
        change = mean_rounded(split.panel, split.denominator, 1);
        append_figure(listing, tenths_words(listing->arena, change, true));
        listing_append_p(out, open_test(&split).p);
    }
    str_append_char(out, '\n');
    append_medians(listing, series);
    if (split.whole && listing->screen->verbose)
        append_mean_parts(listing, &split);
}

static void show_heads(struct listing *listing, const char *title)
{
    struct str *out = &listing->screen->out;
    pad_append(out, title, listing->label, PAD_RIGHT);
    for (size_t w = listing->first_wave; w < listing->comparison->wave_count; w++)
        append_figure(listing, listing->comparison->waves[w].survey);
    append_figure(listing, _("change"));
}

void listing_show_numbers(struct listing *listing)
{
    size_t shown = 0, comparable = 0, former, wave;
    for (size_t s = 0; s < listing->form->open_count; s++) {
        const struct open_series *series = &listing->form->open[s];
        if (!series->number || !last_change(listing, series, &former, &wave))
            continue;
        comparable++;
        if (shown == SERIES_SHOWN && !listing->screen->verbose)
            continue;
        if (shown++ == 0) {
            show_heads(listing, _("  numbers"));
            append_figure(listing, _("same"));
            append_figure(listing, "p");
            str_append_char(&listing->screen->out, '\n');
        }
        show_number(listing, series, former, wave);
    }
    if (shown < comparable)
        screen_text(
            listing->screen, INDENT,
            arena_printf(listing->arena, _("… %zu more; all of them with -v"), comparable - shown));
    if (shown > 0 && listing->form->pair_count > 0)
        screen_text(listing->screen, INDENT,
                    _("change: of the mean; same: of the units with a number in both waves; p: "
                      "paired t test"));
}

/* ---- Texts ---- */

static void show_text(struct listing *listing, const struct open_series *series, size_t former,
                      size_t wave)
{
    struct str *out = &listing->screen->out;
    char digits[DECIMAL_SIZE];
    screen_text(listing->screen, INDENT, listing_title(listing->arena, &series->series));
    listing_show_marks(listing, &series->series);
    str_append(out, "    ");
    pad_append(out, _("wrote something"), listing->label - 4, PAD_RIGHT);
    for (size_t w = listing->first_wave; w < listing->comparison->wave_count; w++) {
        const struct open_value *value = &series->values[w];
        const char *text = "-";
        if (value->base > 0)
            text = arena_printf(listing->arena, "%s%%",
                                decimal_text(digits, percent_tenths(value->n, value->base), 1));
        append_figure(listing, text);
    }
    int64_t points = open_points(&series->values[former], &series->values[wave]);
    append_figure(listing, points_text(digits, points));
    str_append_char(out, '\n');
    const struct open_joint *joint = open_joint_of(series, former, wave);
    if (joint == NULL)
        return;
    struct text_moves moves = open_text_moves(&joint->flow);
    struct arena *arena = listing->arena;
    const struct wave *waves = listing->comparison->waves;
    screen_text(listing->screen, (size_t)2 * INDENT,
                arena_printf(arena, _("of %s units: in both %s, only in %s %s, only in %s %s"),
                             listing_whole(arena, moves.matched), listing_whole(arena, moves.both),
                             waves[former].survey, listing_whole(arena, moves.only_earlier),
                             waves[wave].survey, listing_whole(arena, moves.only_later)));
}

void listing_show_texts(struct listing *listing)
{
    bool headed = false;
    size_t former, wave;
    for (size_t s = 0; s < listing->form->open_count; s++) {
        const struct open_series *series = &listing->form->open[s];
        if (series->number || !last_change(listing, series, &former, &wave))
            continue;
        if (!headed) {
            show_heads(listing, _("  texts"));
            str_append_char(&listing->screen->out, '\n');
        }
        headed = true;
        show_text(listing, series, former, wave);
    }
}
