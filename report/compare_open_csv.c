/* The machine-readable tables of numbers and texts. */
#include "common/csv.h"
#include "report/compare_csv.h"
#include "report/compare_table.h"
#include "report/compare_words.h"
#include "report/words.h"

#include <string.h>

static void append_empty(struct str *out, size_t count)
{
    for (size_t i = 0; i < count; i++)
        csv_append(out, "");
}

static void append_decimals(struct str *out, int64_t value, int decimals)
{
    char digits[DECIMAL_SIZE];
    csv_append(out, decimal_text(digits, value, decimals));
}

static void append_mean(struct str *out, wide sum, int64_t n)
{
    if (n > 0)
        append_decimals(out, mean_rounded(sum, (wide)n * NUMBER_SCALE, MEAN_DECIMALS),
                        MEAN_DECIMALS);
    else
        csv_append(out, "");
}

static void append_median(struct str *out, const struct open_value *value)
{
    char digits[MEDIAN_TEXT_SIZE];
    csv_append(out, value->n > 0 ? median_text(digits, value) : "");
}

typedef void open_function(struct compare_table *table, const struct open_series *series,
                           size_t wave);

/* Every wave that has responses and the item, of all numbers or of all texts. */
static void each_open(struct compare_table *table, bool number, open_function *write)
{
    const struct comparison *comparison = table->comparison;
    for (size_t f = 0; f < comparison->form_count; f++) {
        const struct form_series *form = &comparison->forms[f];
        for (size_t s = 0; s < form->open_count; s++) {
            for (size_t w = 0; w < comparison->wave_count; w++) {
                if (form->open[s].number == number)
                    write(table, &form->open[s], w);
            }
            arena_reset(&table->arena);
        }
    }
}

/* survey, year, source, source_label */
static void append_wave(struct compare_table *table, const struct open_value *value, size_t wave)
{
    const struct wave *own = &table->comparison->waves[wave];
    enum value_source source = value->base < 0 ? VALUE_NONE : VALUE_COUNTED;
    csv_append(&table->out, own->survey);
    csv_append(&table->out, own->year);
    csv_append(&table->out, source_words[source].code);
    csv_append(&table->out, source_words[source].japanese);
}

/* marks, marks_label, synthetic */
static void end_wave(struct compare_table *table, const struct open_series *series, size_t wave)
{
    bool synthetic = table->comparison->waves[wave].synthetic && series->values[wave].base >= 0;
    compare_table_marks(table, series->series.marks[wave]);
    csv_append(&table->out, marks_text(&table->arena, &series->series, wave));
    csv_append(&table->out, synthetic ? "yes" : "no");
    csv_end_record(&table->out);
}

/* ---- Numbers ---- */

static void write_number(struct compare_table *table, const struct open_series *series, size_t wave)
{
    const struct open_value *value = &series->values[wave];
    struct str *out = &table->out;
    size_t former;
    compare_table_series(table, &series->series);
    csv_append(out, words_unit(series->series.latest));
    append_wave(table, value, wave);
    compare_field_known(out, value->base);
    compare_field_known(out, value->n);
    append_mean(out, value->sum, value->n);
    append_median(out, value);
    if (open_former(series, wave, &former)) {
        append_decimals(out, open_difference(&series->values[former], value, MEAN_DECIMALS),
                        MEAN_DECIMALS);
        csv_append(out, table->comparison->waves[former].survey);
    } else {
        append_empty(out, 2);
    }
    end_wave(table, series, wave);
}

bool trend_numbers_csv_write(FILE *stream, const struct comparison *comparison)
{
    static const char *const names[] = {
        "form",      "question", "row",        "question_text",   "row_label", "unit",
        "survey",    "year",     "source",     "source_label",    "base",      "n",
        "mean",      "median",   "difference", "difference_from", "marks",     "marks_label",
        "synthetic", NULL};
    struct compare_table table = {.comparison = comparison};
    compare_table_begin(&table, names);
    each_open(&table, true, write_number);
    return compare_table_finish(&table, stream);
}

/* One number of one pair of waves. */
struct paired {
    const struct pair *pair;
    const struct open_series *series;
    struct mean_split split;
};
typedef void paired_function(struct compare_table *table, const struct paired *paired);

/* Every number that both waves of a pair have. */
static void each_paired(struct compare_table *table, paired_function *write)
{
    const struct comparison *comparison = table->comparison;
    for (size_t f = 0; f < comparison->form_count; f++) {
        const struct form_series *form = &comparison->forms[f];
        for (size_t s = 0; s < form->open_count; s++) {
            for (size_t p = 0; p < form->pair_count; p++) {
                const struct open_joint *joint = &form->pairs[p].open[s];
                if (joint->series == NULL || !joint->series->number)
                    continue;
                struct paired paired = {&form->pairs[p], joint->series, split_mean(&joint->flow)};
                if (paired.split.defined)
                    write(table, &paired);
            }
        }
    }
}

/* The stub, from, to */
static void append_paired(struct compare_table *table, const struct paired *paired)
{
    compare_table_series(table, &paired->series->series);
    csv_append(&table->out, table->comparison->waves[paired->pair->earlier].survey);
    csv_append(&table->out, table->comparison->waves[paired->pair->later].survey);
}

/* marks, unit */
static void end_paired(struct compare_table *table, const struct paired *paired)
{
    compare_table_marks(table, marks_on_the_way(&paired->series->series, paired->pair->earlier,
                                                paired->pair->later));
    csv_append(&table->out, words_unit(paired->series->series.latest));
    csv_end_record(&table->out);
}

static void append_change(struct str *out, wide numerator, wide denominator)
{
    append_decimals(out, mean_rounded(numerator, denominator, MEAN_DECIMALS), MEAN_DECIMALS);
}

static void write_mean_part(struct compare_table *table, const struct paired *paired,
                            const struct compare_word *word, wide numerator)
{
    append_paired(table, paired);
    csv_append(&table->out, word->code);
    csv_append(&table->out, word->japanese);
    append_change(&table->out, numerator, paired->split.denominator);
    compare_field_wide(&table->out, numerator);
    compare_field_wide(&table->out, paired->split.denominator);
    end_paired(table, paired);
}

static void write_mean_split(struct compare_table *table, const struct paired *paired)
{
    static const struct compare_word total = {"total", "平均の変化", NULL};
    write_mean_part(table, paired, &total, paired->split.difference);
    for (size_t i = 0; paired->split.whole && i < PART_COUNT; i++)
        write_mean_part(table, paired, &part_words[i], paired->split.parts[i]);
}

bool decomposition_numbers_csv_write(FILE *stream, const struct comparison *comparison)
{
    static const char *const names[] = {
        "form",       "question", "row",       "question_text", "row_label", "from", "to", "part",
        "part_label", "change",   "numerator", "denominator",   "marks",     "unit", NULL};
    struct compare_table table = {.comparison = comparison};
    compare_table_begin(&table, names);
    each_paired(&table, write_mean_split);
    return compare_table_finish(&table, stream);
}

/* t, df, p */
static void append_test(struct str *out, const struct mean_split *split)
{
    struct t_test test = open_test(split);
    char text[P_TEXT_SIZE];
    csv_append(out, p_text(text, test.t));
    if (split->whole)
        compare_field_whole(out, test.df);
    else
        csv_append(out, "");
    csv_append(out, p_text(text, test.p));
}

static void write_number_panel(struct compare_table *table, const struct paired *paired)
{
    const struct mean_split *split = &paired->split;
    const size_t waves[2] = {paired->pair->earlier, paired->pair->later};
    struct str *out = &table->out;
    append_paired(table, paired);
    for (size_t i = 0; i < 2; i++) {
        compare_field_whole(out, split->n[i]);
        append_mean(out, split->sum[i], split->n[i]);
        append_median(out, &paired->series->values[waves[i]]);
    }
    append_change(out, split->difference, split->denominator);
    compare_field_whole(out, split->matched);
    for (size_t i = 0; i < 2; i++)
        append_mean(out, split->matched_sum[i], split->matched);
    if (split->whole)
        append_change(out, split->panel, split->denominator);
    else
        csv_append(out, "");
    append_test(out, split);
    end_paired(table, paired);
}

bool panel_numbers_csv_write(FILE *stream, const struct comparison *comparison)
{
    static const char *const names[] = {"form",
                                        "question",
                                        "row",
                                        "question_text",
                                        "row_label",
                                        "from",
                                        "to",
                                        "n_from",
                                        "mean_from",
                                        "median_from",
                                        "n_to",
                                        "mean_to",
                                        "median_to",
                                        "difference",
                                        "matched",
                                        "matched_mean_from",
                                        "matched_mean_to",
                                        "matched_difference",
                                        "t",
                                        "df",
                                        "p",
                                        "marks",
                                        "unit",
                                        NULL};
    struct compare_table table = {.comparison = comparison};
    compare_table_begin(&table, names);
    each_paired(&table, write_number_panel);
    return compare_table_finish(&table, stream);
}

/* ---- Texts ---- */

/* matched, both, only_from, only_to, neither: of the same units, if the two waves are a pair. */
static void append_same_units(struct str *out, const struct open_series *series, size_t former,
                              size_t wave)
{
    const struct open_joint *joint = open_joint_of(series, former, wave);
    struct text_moves moves;
    if (joint == NULL) {
        append_empty(out, 5);
        return;
    }
    moves = open_text_moves(&joint->flow);
    compare_field_whole(out, moves.matched);
    compare_field_whole(out, moves.both);
    compare_field_whole(out, moves.only_earlier);
    compare_field_whole(out, moves.only_later);
    compare_field_whole(out, moves.neither);
}

static void write_text(struct compare_table *table, const struct open_series *series, size_t wave)
{
    const struct open_value *value = &series->values[wave];
    struct str *out = &table->out;
    size_t former;
    compare_table_series(table, &series->series);
    append_wave(table, value, wave);
    compare_field_known(out, value->n);
    compare_field_known(out, value->base);
    compare_field_percent(out, value->n, value->base);
    if (open_former(series, wave, &former)) {
        compare_field_tenths(out, open_points(&series->values[former], value));
        csv_append(out, table->comparison->waves[former].survey);
        append_same_units(out, series, former, wave);
    } else {
        append_empty(out, 7);
    }
    csv_append(out, "客体数、％、ポイント");
    end_wave(table, series, wave);
}

bool texts_csv_write(FILE *stream, const struct comparison *comparison)
{
    static const char *const names[] = {
        "form",         "question",        "row",       "question_text",
        "row_label",    "survey",          "year",      "source",
        "source_label", "answered",        "base",      "percent",
        "difference",   "difference_from", "matched",   "both",
        "only_from",    "only_to",         "neither",   "unit",
        "marks",        "marks_label",     "synthetic", NULL};
    struct compare_table table = {.comparison = comparison};
    compare_table_begin(&table, names);
    each_open(&table, false, write_text);
    return compare_table_finish(&table, stream);
}
