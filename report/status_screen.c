/* Every line is composed here and at most 80 columns wide; only names of surveys and forms may make
 * it longer, and they are wrapped. */
#include "report/status_screen.h"

#include "common/display.h"
#include "common/message.h"
#include "common/round.h"
#include "common/wrap.h"
#include "report/status_text.h"
#include "report/words.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Columns. Two blocks of places and the space between them fill a line, as do three of states. */
enum {
    INDENT = 2,
    STATE_LABEL = 16,
    STATE_NUMBER = 8,
    STATES_ACROSS = 3,
    DAY_LABEL = 12,
    DAY_NUMBER = 13,
    PLACE_WIDTH = 38,
    PLACE_GAP = 2,
    PLACE_LABEL = 24, /* at most; in two columns: */
    PLACE_LABEL_HALF = 12,
    PERCENT = 7,
    UNIT_CODE = 12,
    UNIT_NAME = 40,
};
/* Days shown without -v; so many units without an answer are listed unasked. */
enum { DAYS_SHOWN = 10, MISSING_SHOWN = 20 };

struct screen screen_start(bool verbose)
{
    const char *terminal = getenv("TERM");
    return (struct screen){
        .blocks = locale_is_utf8(),
        .bold = isatty(STDOUT_FILENO) && terminal != NULL && strcmp(terminal, "dumb") != 0 &&
                getenv("NO_COLOR") == NULL,
        .verbose = verbose,
    };
}

void screen_finish(struct screen *screen)
{
    if (fwrite(str_text(&screen->out), 1, screen->out.length, stdout) != screen->out.length)
        die(strerror(errno), NULL, _("could not write to the standard output"));
    str_release(&screen->out);
}

void screen_heading(struct screen *screen, const char *text)
{
    if (screen->bold)
        str_append(&screen->out, "\033[1m");
    wrap_append(&screen->out, text, 0, SCREEN_WIDTH);
    if (screen->bold)
        str_append(&screen->out, "\033[0m");
    str_append_char(&screen->out, '\n');
}

void screen_text(struct screen *screen, size_t indent, const char *text)
{
    for (size_t i = 0; i < indent; i++)
        str_append_char(&screen->out, ' ');
    wrap_append(&screen->out, text, indent, SCREEN_WIDTH);
    str_append_char(&screen->out, '\n');
}

static void begin_line(struct screen *screen)
{
    str_append(&screen->out, "  ");
}

static void end_line(struct screen *screen)
{
    struct str *out = &screen->out;
    while (out->length > 0 && out->at[out->length - 1] == ' ')
        out->at[--out->length] = '\0';
    str_append_char(out, '\n');
}

/* 1,717 in `buffer`. */
enum { WHOLE_SIZE = 32 };
static const char *whole_text(char buffer[WHOLE_SIZE], int64_t value)
{
    struct str text = {0};
    append_whole(&text, value);
    snprintf(buffer, WHOLE_SIZE, "%s", str_text(&text));
    str_release(&text);
    return buffer;
}

/* ---- A form ---- */

static const char *rate_words(struct arena *arena, const struct form_status *form)
{
    char answered[WHOLE_SIZE], units[WHOLE_SIZE], percent[DECIMAL_SIZE];
    const struct state_counts *all = &form->all;
    whole_text(answered, all->answered);
    whole_text(units, all->units);
    if (form->form->frame == NULL)
        return arena_printf(arena, _("%s: %s answered; without a list of units there is no rate"),
                            form->form->title, answered);
    if (all->units == 0)
        return arena_printf(arena, _("%s: no units"), form->form->title);
    decimal_text(percent, percent_tenths(all->answered, all->units), 1);
    return arena_printf(arena, _("%s: %s of %s answered (%s%%)"), form->form->title, answered,
                        units, percent);
}

static void show_rate_bar(struct screen *screen, const struct state_counts *counts)
{
    begin_line(screen);
    bar_append(&screen->out, &(struct bar){.part = counts->answered,
                                           .whole = counts->units,
                                           .width = SCREEN_WIDTH - INDENT,
                                           .blocks = screen->blocks,
                                           .ground = true});
    end_line(screen);
}

static void show_states(struct screen *screen, const struct form_status *form)
{
    size_t shown = 0;
    for (int i = 0; i < UNIT_STATES; i++) {
        /* Without a list of units nobody can be missing. */
        if (i == UNIT_NOT_RECEIVED && form->form->frame == NULL)
            continue;
        str_append(&screen->out, shown % STATES_ACROSS == 0 ? "  " : "   ");
        pad_append(&screen->out, _(state_words[i].english), STATE_LABEL, PAD_RIGHT);
        pad_whole(&screen->out, form->all.states[i], STATE_NUMBER);
        if (++shown % STATES_ACROSS == 0)
            end_line(screen);
    }
    if (shown % STATES_ACROSS != 0)
        end_line(screen);
}

static void show_findings(struct screen *screen, struct arena *arena,
                          const struct state_counts *counts)
{
    char errors[WHOLE_SIZE], warnings[WHOLE_SIZE], units[WHOLE_SIZE];
    const char *words =
        counts->asking == 0
            ? _("no open findings")
            : arena_printf(arena, _("open findings: %s errors, %s warnings, of %s units"),
                           whole_text(errors, counts->errors),
                           whole_text(warnings, counts->warnings),
                           whole_text(units, counts->asking));
    screen_text(screen, INDENT, words);
    if (counts->invented > 0)
        screen_text(screen, INDENT,
                    arena_printf(arena, _("%s of the units are invented, for a load test"),
                                 whole_text(units, counts->invented)));
}

/* ---- Days ---- */

static void show_day(struct screen *screen, const struct status_day *day, int64_t largest)
{
    char text[MOMENT_SIZE];
    struct str *out = &screen->out;
    begin_line(screen);
    pad_append(out, day_text(text, day->day), DAY_LABEL, PAD_RIGHT);
    pad_whole(out, day->units, DAY_NUMBER);
    pad_whole(out, day->submissions, DAY_NUMBER);
    str_append(out, "  ");
    bar_append(out, &(struct bar){.part = day->units,
                                  .whole = largest,
                                  .width = SCREEN_WIDTH - INDENT - DAY_LABEL - 2 * DAY_NUMBER - 2,
                                  .blocks = screen->blocks});
    end_line(screen);
}

static void show_days(struct screen *screen, const struct status *status,
                      const struct form_status *form)
{
    char zone[MOMENT_SIZE];
    struct str *out = &screen->out, title = {0};
    size_t first = 0;
    int64_t largest = 0;
    if (form->day_count == 0)
        return;
    if (!screen->verbose && form->day_count > DAYS_SHOWN)
        first = form->day_count - DAYS_SHOWN;
    for (size_t i = first; i < form->day_count; i++)
        largest = form->days[i].units > largest ? form->days[i].units : largest;
    str_append_char(out, '\n');
    str_appendf(&title, _("day (%s)"), zone_text(zone, status->received));
    begin_line(screen);
    pad_append(out, str_text(&title), DAY_LABEL, PAD_RIGHT);
    pad_append(out, _("units"), DAY_NUMBER, PAD_LEFT);
    pad_append(out, _("submissions"), DAY_NUMBER, PAD_LEFT);
    end_line(screen);
    for (size_t i = first; i < form->day_count; i++)
        show_day(screen, &form->days[i], largest);
    str_release(&title);
}

/* ---- Places ---- */

/* Classes without a unit are no news where only a part of the units is shown. */
static bool is_shown(const struct form_status *form, const struct state_counts *counts)
{
    return counts->units > 0 || form->part.banner == NULL;
}

/* 1,717/1,741 */
static const char *ratio_text(char buffer[2 * WHOLE_SIZE], const struct state_counts *counts)
{
    char answered[WHOLE_SIZE], units[WHOLE_SIZE];
    snprintf(buffer, (size_t)2 * WHOLE_SIZE, "%s/%s", whole_text(answered, counts->answered),
             whole_text(units, counts->units));
    return buffer;
}

/* A table of places: how wide its labels and its ratios are. */
struct places {
    const struct form_status *form;
    const struct banner *banner;
    size_t shown; /* classes */
    size_t label, ratio;
};

static struct places measure_places(const struct form_status *form, const struct banner *banner,
                                    size_t label_most)
{
    struct places places = {.form = form, .banner = banner};
    char ratio[2 * WHOLE_SIZE];
    for (size_t c = 0; c < banner->class_count; c++) {
        const struct state_counts *counts = status_class(form, banner, c);
        if (!is_shown(form, counts))
            continue;
        places.shown++;
        size_t label = display_width(banner->classes[c].label);
        size_t digits = strlen(ratio_text(ratio, counts));
        places.label = label > places.label ? label : places.label;
        places.ratio = digits > places.ratio ? digits : places.ratio;
    }
    places.label = places.label < label_most ? places.label : label_most;
    return places;
}

/* 埼玉県  60/63  95.2% ████ */
static void append_place(struct screen *screen, const struct places *places, size_t class,
                         size_t width)
{
    char ratio[2 * WHOLE_SIZE];
    struct str *out = &screen->out;
    const struct state_counts *counts = status_class(places->form, places->banner, class);
    size_t used = places->label + 1 + places->ratio + PERCENT + 1;
    pad_append(out, places->banner->classes[class].label, places->label, PAD_RIGHT);
    str_append_char(out, ' ');
    pad_append(out, ratio_text(ratio, counts), places->ratio, PAD_LEFT);
    pad_percent(out, counts->answered, counts->units, PERCENT);
    str_append_char(out, ' ');
    bar_append(out, &(struct bar){.part = counts->answered,
                                  .whole = counts->units,
                                  .width = used < width ? width - used : 0,
                                  .blocks = screen->blocks,
                                  .ground = counts->units > 0});
}

/* Down the first column, then down the second, as a list is read. */
static void show_places_in_two(struct screen *screen, const struct places *places)
{
    size_t *shown = calloc(places->shown + 1, sizeof *shown), count = 0;
    if (shown == NULL)
        abort();
    for (size_t c = 0; c < places->banner->class_count; c++) {
        if (is_shown(places->form, status_class(places->form, places->banner, c)))
            shown[count++] = c;
    }
    size_t rows = (count + 1) / 2;
    for (size_t r = 0; r < rows; r++) {
        begin_line(screen);
        append_place(screen, places, shown[r], PLACE_WIDTH);
        if (r + rows < count) {
            str_append(&screen->out, "  ");
            append_place(screen, places, shown[r + rows], PLACE_WIDTH);
        }
        end_line(screen);
    }
    free(shown);
}

/* What -v adds to a place. */
enum { FULL_NUMBER = 12, FULL_COLUMNS = 2 };

static void show_place_heads(struct screen *screen, const struct places *places)
{
    struct str *out = &screen->out;
    size_t width = SCREEN_WIDTH - INDENT - FULL_COLUMNS * FULL_NUMBER;
    begin_line(screen);
    pad_append(out, places->banner->label, width, PAD_RIGHT);
    pad_append(out, _("in query"), FULL_NUMBER, PAD_LEFT);
    pad_append(out, _("findings"), FULL_NUMBER, PAD_LEFT);
    end_line(screen);
}

static void show_places_in_full(struct screen *screen, const struct places *places)
{
    size_t width = SCREEN_WIDTH - INDENT - FULL_COLUMNS * FULL_NUMBER;
    show_place_heads(screen, places);
    for (size_t c = 0; c < places->banner->class_count; c++) {
        const struct state_counts *counts = status_class(places->form, places->banner, c);
        if (!is_shown(places->form, counts))
            continue;
        begin_line(screen);
        append_place(screen, places, c, width);
        pad_whole(&screen->out, counts->states[UNIT_IN_QUERY], FULL_NUMBER);
        pad_whole(&screen->out, counts->errors + counts->warnings, FULL_NUMBER);
        end_line(screen);
    }
}

static void show_places_in_one(struct screen *screen, const struct places *places)
{
    screen_text(screen, INDENT, places->banner->label);
    for (size_t c = 0; c < places->banner->class_count; c++) {
        if (!is_shown(places->form, status_class(places->form, places->banner, c)))
            continue;
        begin_line(screen);
        append_place(screen, places, c, SCREEN_WIDTH - INDENT);
        end_line(screen);
    }
}

/* So many classes fit below each other. */
enum { ONE_COLUMN_MOST = 12 };

static void show_area(struct screen *screen, const struct form_status *form,
                      const struct banner *banner)
{
    struct places places = measure_places(form, banner, PLACE_LABEL);
    /* One class would say again what was said above. */
    if (places.shown < 2 || status_is_list(form, banner))
        return;
    str_append_char(&screen->out, '\n');
    if (screen->verbose) {
        show_places_in_full(screen, &places);
    } else if (places.shown <= ONE_COLUMN_MOST) {
        show_places_in_one(screen, &places);
    } else {
        places = measure_places(form, banner, PLACE_LABEL_HALF);
        screen_text(screen, INDENT, banner->label);
        show_places_in_two(screen, &places);
    }
}

/* ---- Who has not answered ---- */

static void show_missing_unit(void *context, const struct unit_row *row)
{
    struct screen *screen = context;
    begin_line(screen);
    pad_append(&screen->out, row->unit, UNIT_CODE, PAD_RIGHT);
    str_append_char(&screen->out, ' ');
    if (row->state == UNIT_NOT_RECEIVED) {
        visible_append(&screen->out, row->name, UNIT_NAME);
    } else {
        pad_append(&screen->out, row->name, UNIT_NAME, PAD_RIGHT);
        str_append_char(&screen->out, ' ');
        str_append(&screen->out, _(state_words[row->state].english));
    }
    end_line(screen);
}

static void show_missing(struct screen *screen, const struct status *status,
                         const struct form_status *form, struct db *db)
{
    int64_t missing = form->all.units - form->all.answered;
    char number[WHOLE_SIZE];
    struct str title = {0};
    if (missing == 0)
        return;
    str_append_char(&screen->out, '\n');
    str_appendf(&title, _("not answered: %s"), whole_text(number, missing));
    if (form->part.banner == NULL && missing > MISSING_SHOWN)
        str_append(&title, _(" (to list them: --prefecture, --bureau, or -o DIR)"));
    screen_text(screen, INDENT, str_text(&title));
    str_release(&title);
    if (form->part.banner != NULL || missing <= MISSING_SHOWN)
        status_each_unit(status, &(struct status_units){form, .missing = true}, db,
                         show_missing_unit, screen);
}

/* ---- The survey ---- */

static void show_form(struct screen *screen, const struct status *status,
                      const struct form_status *form, struct db *db)
{
    struct arena arena = {0};
    str_append_char(&screen->out, '\n');
    screen_heading(screen, rate_words(&arena, form));
    if (form->form->frame != NULL && form->all.units > 0)
        show_rate_bar(screen, &form->all);
    show_states(screen, form);
    show_findings(screen, &arena, &form->all);
    show_days(screen, status, form);
    for (size_t i = 0; i < form->area_count; i++)
        show_area(screen, form, form->areas[i]);
    show_missing(screen, status, form, db);
    arena_release(&arena);
}

/* The part that is shown; NULL: all units. */
static const char *part_label(const struct status *status)
{
    for (size_t i = 0; i < status->config->codebook.form_count; i++) {
        const struct status_part *part = &status->forms[i].part;
        if (part->banner != NULL)
            return part->banner->classes[part->class].label;
    }
    return NULL;
}

static void show_unassigned(struct screen *screen, struct arena *arena, const struct status *status)
{
    char submissions[WHOLE_SIZE], files[WHOLE_SIZE];
    if (status->unassigned_submissions + status->unassigned_files == 0)
        return;
    screen_text(screen, 0,
                arena_printf(arena,
                             _("of no known unit: %s submissions, and %s files that could not "
                               "be read; the list of findings (-o DIR) says why"),
                             whole_text(submissions, status->unassigned_submissions),
                             whole_text(files, status->unassigned_files)));
}

static void show_survey(struct screen *screen, struct arena *arena, const struct status *status)
{
    const struct codebook *codebook = &status->config->codebook;
    const char *part = part_label(status);
    char moment[MOMENT_SIZE];
    screen_heading(screen, arena_printf(arena, "%s (%s)%s%s", codebook->title, codebook->survey,
                                        part == NULL ? "" : ": ", part == NULL ? "" : part));
    if (status->synthetic)
        screen_text(screen, 0, _("synthetic data: these are not answers of real units"));
    if (status->received >= 0)
        screen_text(screen, 0,
                    arena_printf(arena, _("last file received: %s"),
                                 moment_text(moment, status->received)));
    if (part == NULL)
        show_unassigned(screen, arena, status);
}

void screen_status(struct screen *screen, const struct status *status, struct db *db)
{
    struct arena arena = {0};
    show_survey(screen, &arena, status);
    for (size_t i = 0; i < status->config->codebook.form_count; i++) {
        if (!status->forms[i].left_out)
            show_form(screen, status, &status->forms[i], db);
    }
    arena_release(&arena);
}
