/*
 * Do the tables hold together? Nothing here trusts what is printed: percentages, bounds,
 * differences and ranks are computed again from the counts, and sums are taken over classes and
 * options.
 */
#include "common/message.h"
#include "common/told.h"
#include "common/told_build.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct ties {
    struct mismatches *mismatches;
    struct arena arena; /* of one item */
    const struct told_wave *wave;
    bool former; /* the wave is the former one: its tables hold a part of what was counted */
    int64_t numbers;
};

/* Where a number stands. */
struct tie_place {
    const char *file;
    long line;
    const char *column;
};

/* ---- Comparing ---- */

static void add(struct ties *ties, const struct tie_place *place, const char *found,
                const char *expected)
{
    mismatch_add(ties->mismatches, &(struct mismatch){
                                       .file = place->file,
                                       .line = place->line,
                                       .column = place->column,
                                       .found = found,
                                       .expected = expected,
                                   });
}

static const char *words(char buffer[DECIMAL_SIZE], int64_t value, int decimals)
{
    return value == MEASURE_NONE ? "" : decimal_text(buffer, value, decimals);
}

static void tie(struct ties *ties, const struct tie_place *place, int64_t found, int64_t expected,
                int decimals)
{
    char told[DECIMAL_SIZE], should[DECIMAL_SIZE];
    ties->numbers++;
    if (found != expected)
        add(ties, place, words(told, found, decimals), words(should, expected, decimals));
}

static void tie_count(struct ties *ties, const struct tie_place *place, int64_t found,
                      int64_t expected)
{
    tie(ties, place, found, expected, 0);
}

static void tie_tenths(struct ties *ties, const struct tie_place *place, int64_t found,
                       int64_t expected)
{
    tie(ties, place, found, expected, 1);
}

/* Two decimals as printed: equal as numbers. NULL: none. */
static void tie_decimal(struct ties *ties, const struct tie_place *place, const char *found,
                        const char *expected)
{
    wide left = 0, right = 0;
    ties->numbers++;
    bool same = (found == NULL) == (expected == NULL);
    if (same && found != NULL)
        same = wide_parse(found, NUMBER_DECIMALS, &left) &&
               wide_parse(expected, NUMBER_DECIMALS, &right) && left == right;
    if (!same)
        add(ties, place, found == NULL ? "" : found, expected == NULL ? "" : expected);
}

/* ---- One cell ---- */

static const char *cell_file(const struct ties *ties, const struct told_option *option)
{
    if (ties->former)
        return "tables/previous.csv";
    return option->subtotal ? "tables/subtotals.csv" : "tables/cells.csv";
}

static bool is_answer(const struct told_option *option)
{
    return strcmp(option->code, "NA") != 0 && strcmp(option->code, "INVALID") != 0;
}

static const struct told_cell *cell_at(const struct told_item *item, const char *code, size_t line)
{
    return told_cell(item, told_option(item, code), line);
}

static int64_t count_at(const struct told_item *item, const char *code, size_t line)
{
    const struct told_cell *cell = cell_at(item, code, line);
    return cell == NULL ? 0 : cell->count;
}

/* Ticks of all options. */
static int64_t ticks(const struct told_item *item, size_t line)
{
    int64_t sum = 0;
    for (size_t o = 0; o < item->option_count; o++) {
        const struct told_cell *cell = told_cell(item, o, line);
        if (cell != NULL && is_answer(&item->options[o]) && !item->options[o].subtotal)
            sum += cell->count;
    }
    return sum;
}

/* Units of the class that sent nothing: told where the frame knows. */
static bool missing_units(const struct told_form *form, size_t line, int64_t *missing)
{
    const struct told_class *class = &form->classes[line];
    if (class->line == 0 || class->units == MEASURE_NONE)
        return false;
    *missing = class->units - class->answered;
    return true;
}

static void tie_bounds(struct ties *ties, const struct told_item *item, size_t option, size_t line)
{
    const struct told_cell *cell = told_cell(item, option, line);
    struct tie_place place = {cell_file(ties, &item->options[option]), cell->line, "low"};
    struct bounds bounds = {MEASURE_NONE, MEASURE_NONE};
    int64_t missing;
    if (is_answer(&item->options[option]) && missing_units(item->question->form, line, &missing))
        bounds = measure_bounds((struct share){cell->count, cell->base}, cell->base - cell->valid,
                                missing);
    tie_tenths(ties, &place, cell->low, bounds.low);
    place.column = "high";
    tie_tenths(ties, &place, cell->high, bounds.high);
}

static int64_t percent(int64_t count, int64_t base)
{
    return measure_percent((struct share){count, base});
}

static void tie_percentages(struct ties *ties, const struct told_item *item, size_t option,
                            size_t line)
{
    const struct told_cell *cell = told_cell(item, option, line);
    const struct told_option *of = &item->options[option];
    struct tie_place place = {cell_file(ties, of), cell->line, "percent"};
    tie_tenths(ties, &place, cell->percent, percent(cell->count, cell->base));
    place.column = "percent_valid";
    tie_tenths(ties, &place, cell->percent_valid,
               is_answer(of) ? percent(cell->count, cell->valid) : MEASURE_NONE);
    if (ties->former)
        return; /* of which type a question was is not told */
    place.column = "percent_responses";
    bool shares = is_answer(of) && item->question->type == QUESTION_MULTIPLE;
    tie_tenths(ties, &place, cell->percent_responses,
               shares ? percent(cell->count, ticks(item, line)) : MEASURE_NONE);
}

static void tie_difference(struct ties *ties, const struct told_item *item, size_t option,
                           size_t line)
{
    const struct told_form *form = item->question->form;
    const struct told_cell *cell = told_cell(item, option, line);
    const struct told_cell *all = told_cell(item, option, form->total_line);
    const struct tie_place place = {cell_file(ties, &item->options[option]), cell->line,
                                    "difference"};
    int64_t expected = MEASURE_NONE;
    if (all != NULL)
        expected = measure_difference((struct share){cell->count, cell->base},
                                      (struct share){all->count, all->base});
    tie_tenths(ties, &place, cell->difference, expected);
}

/* What cannot be: more than were asked. */
static void check_order(struct ties *ties, const struct told_item *item, size_t option, size_t line)
{
    const struct told_cell *cell = told_cell(item, option, line);
    if (cell->count <= cell->base && cell->valid <= cell->base)
        return;
    mismatch_add(ties->mismatches, &(struct mismatch){
                                       .file = cell_file(ties, &item->options[option]),
                                       .line = cell->line,
                                       .text = _("a count is larger than its base"),
                                   });
}

static void tie_cell(struct ties *ties, const struct told_item *item, size_t option, size_t line)
{
    check_order(ties, item, option, line);
    tie_percentages(ties, item, option, line);
    tie_difference(ties, item, option, line);
    if (!ties->former)
        tie_bounds(ties, item, option, line);
}

/* ---- All options of an item in one line ---- */

/* Everybody who was asked chose one option, left it blank or answered unusably; and base and valid
 * are the same for all options. */
static void tie_options(struct ties *ties, const struct told_item *item, size_t line)
{
    const struct told_cell *first = told_cell(item, 0, line);
    int64_t na = count_at(item, "NA", line), invalid = count_at(item, "INVALID", line);
    struct tie_place place = {cell_file(ties, &item->options[0]), first->line, "valid"};
    tie_count(ties, &place, first->valid, first->base - na - invalid);
    place.column = "base";
    if (!ties->former && item->question->type == QUESTION_SINGLE)
        tie_count(ties, &place, ticks(item, line) + na + invalid, first->base);
    for (size_t o = 1; o < item->option_count; o++) {
        const struct told_cell *cell = told_cell(item, o, line);
        if (cell == NULL)
            continue;
        place = (struct tie_place){cell_file(ties, &item->options[o]), cell->line, "base"};
        tie_count(ties, &place, cell->base, first->base);
        place.column = "valid";
        tie_count(ties, &place, cell->valid, first->valid);
    }
}

/* ---- All classes of a banner ---- */

static void tie_ranks(struct ties *ties, const struct told_item *item, size_t option,
                      const struct told_banner *banner)
{
    size_t count = banner->class_count;
    struct share *shares = arena_array(&ties->arena, count + 1, sizeof *shares);
    int64_t *ranks = arena_array(&ties->arena, count + 1, sizeof *ranks);
    for (size_t c = 0; c < count; c++) {
        const struct told_cell *cell = told_cell(item, option, banner->first_line + c);
        if (cell != NULL)
            shares[c] = (struct share){cell->count, cell->base};
    }
    measure_ranks(shares, count, ranks);
    for (size_t c = 0; c < count; c++) {
        const struct told_cell *cell = told_cell(item, option, banner->first_line + c);
        if (cell == NULL)
            continue;
        const struct tie_place place = {cell_file(ties, &item->options[option]), cell->line,
                                        "rank"};
        tie_count(ties, &place, cell->rank, ranks[c]);
    }
}

/* The classes make up all units, in what was asked, answered and chosen. */
static void tie_sums(struct ties *ties, const struct told_item *item, size_t option,
                     const struct told_banner *banner)
{
    const struct told_cell *all = told_cell(item, option, item->question->form->total_line);
    struct told_cell sum = {0};
    if (all == NULL || !banner->divides)
        return;
    for (size_t c = 0; c < banner->class_count; c++) {
        const struct told_cell *cell = told_cell(item, option, banner->first_line + c);
        sum.count += cell == NULL ? 0 : cell->count;
        sum.base += cell == NULL ? 0 : cell->base;
        sum.valid += cell == NULL ? 0 : cell->valid;
    }
    const int64_t found[] = {sum.count, sum.base, sum.valid};
    const int64_t expected[] = {all->count, all->base, all->valid};
    static const char *const columns[] = {"count", "base", "valid"};
    for (size_t i = 0; i < 3; i++) {
        const struct tie_place place = {
            cell_file(ties, &item->options[option]), all->line,
            arena_printf(&ties->arena, "%s (%s)", columns[i], banner->id)};
        tie_count(ties, &place, expected[i], found[i]);
    }
}

/* ---- Cells of an item ---- */

static void say_lacking(struct ties *ties, const struct told_item *item, size_t option, size_t line)
{
    const struct told_form *form = item->question->form;
    mismatch_add(ties->mismatches,
                 &(struct mismatch){
                     .file = cell_file(ties, &item->options[option]),
                     .text = arena_printf(
                         &ties->arena, _("there is no cell of \"%s\", option \"%s\", class \"%s\""),
                         item->question->id, item->options[option].code, form->classes[line].key),
                 });
}

static void tie_item(struct ties *ties, const struct told_item *item)
{
    const struct told_form *form = item->question->form;
    for (size_t line = 0; line < form->line_count; line++) {
        for (size_t o = 0; o < item->option_count; o++) {
            if (told_cell(item, o, line) == NULL)
                say_lacking(ties, item, o, line);
            else
                tie_cell(ties, item, o, line);
        }
        if (told_cell(item, 0, line) != NULL)
            tie_options(ties, item, line);
    }
    for (size_t b = 0; b < form->banner_count; b++) {
        for (size_t o = 0; o < item->option_count; o++) {
            tie_ranks(ties, item, o, &form->banners[b]);
            tie_sums(ties, item, o, &form->banners[b]);
        }
    }
    arena_reset(&ties->arena);
}

/* ---- Numbers ---- */

static const char *number_file(const struct ties *ties)
{
    return ties->former ? "tables/previous-numbers.csv" : "tables/numbers.csv";
}

/* The mean has four decimals. */
static const char *mean_text(struct arena *arena, wide sum, int64_t n)
{
    enum { MEAN_DECIMALS = 4, MEAN_SCALE = 10000 };
    char buffer[DECIMAL_SIZE];
    return arena_strdup(
        arena, decimal_text(buffer, round_quotient(sum * MEAN_SCALE, (wide)n * NUMBER_SCALE),
                            MEAN_DECIMALS));
}

static void tie_number(struct ties *ties, const struct told_number *number)
{
    wide sum;
    const struct tie_place place = {number_file(ties), number->line, "mean"};
    const char *mean = NULL;
    if (number->n > 0 && number->measures[TOLD_SUM] != NULL &&
        wide_parse(number->measures[TOLD_SUM], NUMBER_DECIMALS, &sum))
        mean = mean_text(&ties->arena, sum, number->n);
    tie_decimal(ties, &place, number->measures[TOLD_MEAN], mean);
}

/* n, missing and the sum of all classes. */
struct number_sums {
    int64_t n, missing;
    wide sum;
};

static void add_number(struct number_sums *sums, const struct told_number *number)
{
    wide sum = 0;
    if (number->measures[TOLD_SUM] != NULL)
        wide_parse(number->measures[TOLD_SUM], NUMBER_DECIMALS, &sum);
    sums->n += number->n;
    sums->missing += number->missing;
    sums->sum += sum;
}

static void tie_number_sums(struct ties *ties, const struct told_item *item,
                            const struct told_banner *banner)
{
    const struct told_number *all = told_number(item, item->question->form->total_line);
    struct number_sums sums = {0}, whole = {0};
    if (all == NULL || !banner->divides)
        return;
    add_number(&whole, all);
    for (size_t c = 0; c < banner->class_count; c++) {
        const struct told_number *number = told_number(item, banner->first_line + c);
        if (number != NULL)
            add_number(&sums, number);
    }
    struct tie_place place = {number_file(ties), all->line,
                              arena_printf(&ties->arena, "n (%s)", banner->id)};
    tie_count(ties, &place, whole.n, sums.n);
    place.column = arena_printf(&ties->arena, "missing (%s)", banner->id);
    tie_count(ties, &place, whole.missing, sums.missing);
    ties->numbers++;
    if (sums.sum != whole.sum)
        mismatch_add(ties->mismatches,
                     &(struct mismatch){
                         .file = place.file,
                         .line = place.line,
                         .text = arena_printf(&ties->arena,
                                              _("the sums of the classes of \"%s\" do not make up "
                                                "that of all units"),
                                              banner->id),
                     });
}

static void tie_rate(struct ties *ties, const struct told_item *item, const struct told_rate *rate)
{
    const struct told_form *form = item->question->form;
    for (size_t line = 0; line < form->line_count; line++) {
        const struct told_rate_figure *figure = &rate->figures[line];
        const struct told_number *number = told_number(item, line);
        wide sum, denominator;
        if (figure->line == 0 || figure->sum == NULL || figure->denominator == NULL ||
            !wide_parse(figure->sum, NUMBER_DECIMALS, &sum) ||
            !wide_parse(figure->denominator, NUMBER_DECIMALS, &denominator))
            continue;
        int64_t value =
            denominator > 0 ? measure_rate(sum, denominator, rate->units) : MEASURE_NONE;
        char buffer[DECIMAL_SIZE];
        struct tie_place place = {"tables/rates.csv", figure->line, "rate"};
        tie_decimal(ties, &place, figure->rate,
                    value == MEASURE_NONE ? NULL : decimal_text(buffer, value, RATE_DECIMALS));
        place.column = "n";
        if (number != NULL)
            tie_count(ties, &place, figure->n + figure->left_out, number->n);
    }
}

static void tie_numbers(struct ties *ties, const struct told_item *item)
{
    const struct told_form *form = item->question->form;
    for (size_t line = 0; line < form->line_count; line++) {
        const struct told_number *number = told_number(item, line);
        if (number != NULL)
            tie_number(ties, number);
    }
    for (size_t b = 0; b < form->banner_count; b++)
        tie_number_sums(ties, item, &form->banners[b]);
    for (size_t r = 0; r < item->rate_count; r++)
        tie_rate(ties, item, &item->rates[r]);
    arena_reset(&ties->arena);
}

/* ---- Who has answered ---- */

static void tie_turnout(struct ties *ties, const struct told_form *form)
{
    const struct told_class *all =
        form->total_line == TOLD_NONE ? NULL : &form->classes[form->total_line];
    for (size_t b = 0; b < form->banner_count; b++) {
        const struct told_banner *banner = &form->banners[b];
        int64_t units = 0, answered = 0;
        bool told = true;
        for (size_t c = 0; c < banner->class_count; c++) {
            const struct told_class *class = &form->classes[banner->first_line + c];
            const struct tie_place place = {"tables/response-status.csv", class->line, "percent"};
            told = told && class->line != 0 && class->units != MEASURE_NONE;
            if (!told)
                break;
            tie_tenths(ties, &place, class->percent, percent(class->answered, class->units));
            units += class->units;
            answered += class->answered;
        }
        if (!told || !banner->divides || all == NULL || all->line == 0 || banner->class_count == 0)
            continue;
        struct tie_place place = {"tables/response-status.csv", all->line,
                                  arena_printf(&ties->arena, "units (%s)", banner->id)};
        tie_count(ties, &place, all->units, units);
        place.column = arena_printf(&ties->arena, "answered (%s)", banner->id);
        tie_count(ties, &place, all->answered, answered);
    }
    arena_reset(&ties->arena);
}

static void tie_wave(struct ties *ties)
{
    for (size_t f = 0; f < ties->wave->form_count; f++) {
        const struct told_form *form = &ties->wave->forms[f];
        for (size_t i = 0; i < form->item_count; i++) {
            if (form->items[i].cells != NULL)
                tie_item(ties, &form->items[i]);
            if (form->items[i].numbers != NULL)
                tie_numbers(ties, &form->items[i]);
        }
        tie_turnout(ties, form);
    }
}

/* ---- The panel ---- */

/* Larger sums of a column are none of a country, and would leave no room below. */
#define PANEL_LARGEST ((wide)1000000000000000 * NUMBER_SCALE)

/* How much the units that answered have, of all: no more than these. */
static bool check_panel(struct ties *ties, const struct told_panel *row, wide answered, wide frame)
{
    if (frame >= 0 && answered >= 0 && answered <= frame && frame <= PANEL_LARGEST)
        return true;
    mismatch_add(ties->mismatches, &(struct mismatch){
                                       .file = "tables/panel.csv",
                                       .line = row->line,
                                       .text = _("a count is larger than its base"),
                                   });
    return false;
}

/* Records of one banner stand together; their classes make up the whole. */
static void tie_panel_banner(struct ties *ties, const struct told_panel *rows, size_t count)
{
    wide frame = 0, answered = 0, own_frame, own_answered;
    for (size_t i = 0; i < count; i++) {
        if (rows[i].frame == NULL || rows[i].answered == NULL ||
            !wide_parse(rows[i].frame, NUMBER_DECIMALS, &own_frame) ||
            !wide_parse(rows[i].answered, NUMBER_DECIMALS, &own_answered))
            return;
        frame += own_frame;
        answered += own_answered;
        if (!check_panel(ties, &rows[i], own_answered, own_frame) ||
            !check_panel(ties, &rows[i], answered, frame))
            return;
    }
    for (size_t i = 0; i < count; i++) {
        struct tie_place place = {"tables/panel.csv", rows[i].line, "covered"};
        wide_parse(rows[i].frame, NUMBER_DECIMALS, &own_frame);
        wide_parse(rows[i].answered, NUMBER_DECIMALS, &own_answered);
        tie_tenths(ties, &place, rows[i].covered,
                   own_frame > 0 ? round_quotient(1000 * own_answered, own_frame) : MEASURE_NONE);
        if (*rows[i].banner == '\0')
            continue;
        struct share of_frame = {(int64_t)(own_frame / NUMBER_SCALE),
                                 (int64_t)(frame / NUMBER_SCALE)};
        struct share of_answered = {(int64_t)(own_answered / NUMBER_SCALE),
                                    (int64_t)(answered / NUMBER_SCALE)};
        place.column = "frame_share";
        tie_tenths(ties, &place, rows[i].frame_share, measure_percent(of_frame));
        place.column = "answered_share";
        tie_tenths(ties, &place, rows[i].answered_share, measure_percent(of_answered));
        place.column = "difference";
        tie_tenths(ties, &place, rows[i].difference, measure_difference(of_answered, of_frame));
    }
}

static void tie_panel(struct ties *ties, const struct told *told)
{
    for (size_t from = 0, to; from < told->panel_count; from = to) {
        const struct told_panel *rows = told->panel;
        for (to = from + 1; to < told->panel_count; to++)
            if (strcmp(rows[to].form, rows[from].form) != 0 ||
                strcmp(rows[to].measure, rows[from].measure) != 0 ||
                strcmp(rows[to].banner, rows[from].banner) != 0)
                break;
        tie_panel_banner(ties, rows + from, to - from);
    }
}

int64_t told_ties(const struct told *told, struct mismatches *mismatches)
{
    struct ties ties = {.mismatches = mismatches, .wave = &told->now};
    tie_wave(&ties);
    tie_panel(&ties, told);
    ties.wave = &told->previous;
    ties.former = true;
    tie_wave(&ties);
    arena_release(&ties.arena);
    return ties.numbers + told_tie_drawn(told, mismatches);
}
