/* Tables for machines. A figure that does not exist is an empty field. */
#include "report/compare_csv.h"

#include "common/csv.h"
#include "report/compare_table.h"
#include "report/compare_words.h"

/* option, option_label */
static void append_answer(struct compare_table *table, const struct series *series, size_t answer)
{
    char code[CODE_TEXT_SIZE];
    csv_append(&table->out, code_text(code, series->codes[answer]));
    csv_append(&table->out, series_label(table->comparison, series, answer));
}

/* ---- The trend ---- */

static void append_difference(struct compare_table *table, const struct series *series, size_t wave,
                              size_t answer)
{
    struct difference difference;
    if (!series_difference(series, wave, answer, &difference)) {
        for (int i = 0; i < 3; i++)
            csv_append(&table->out, "");
        return;
    }
    compare_field_tenths(&table->out, difference.tenths);
    csv_append(&table->out, table->comparison->waves[difference.former].survey);
    csv_append(&table->out, difference.exact ? "counts" : "percentages");
}

static void write_value(struct compare_table *table, const struct series *series, size_t wave,
                        size_t answer)
{
    const struct value *value = &series->values[wave * series->answer_count + answer];
    const struct wave *own = &table->comparison->waves[wave];
    struct str *out = &table->out;
    compare_table_series(table, series);
    append_answer(table, series, answer);
    csv_append(out, own->survey);
    csv_append(out, own->year);
    csv_append(out, source_words[value->source].code);
    csv_append(out, source_words[value->source].japanese);
    compare_field_known(out, value->count);
    compare_field_known(out, value->base);
    if (value->tenths < 0)
        csv_append(out, "");
    else
        compare_field_tenths(out, value->tenths);
    append_difference(table, series, wave, answer);
    compare_table_marks(table, series->marks[wave]);
    csv_append(out, marks_text(&table->arena, series, wave));
    csv_append(out, value->disputed ? "yes" : "no");
    csv_append(out, value->source == VALUE_COUNTED && own->synthetic ? "yes" : "no");
    csv_end_record(out);
}

bool trend_csv_write(FILE *stream, const struct comparison *comparison)
{
    static const char *const names[] = {
        "form",          "question", "row",          "question_text",
        "row_label",     "option",   "option_label", "survey",
        "year",          "source",   "source_label", "count",
        "base",          "percent",  "difference",   "difference_from",
        "difference_of", "marks",    "marks_label",  "disputed",
        "synthetic",     NULL};
    struct compare_table table = {.comparison = comparison};
    compare_table_begin(&table, names);
    for (size_t f = 0; f < comparison->form_count; f++) {
        const struct form_series *form = &comparison->forms[f];
        for (size_t s = 0; s < form->series_count; s++) {
            for (size_t a = 0; a < form->series[s].answer_count; a++) {
                for (size_t w = 0; w < comparison->wave_count; w++)
                    write_value(&table, &form->series[s], w, a);
            }
            arena_reset(&table.arena);
        }
    }
    return compare_table_finish(&table, stream);
}

/* ---- Pairs ---- */

/* One answer of one pair of waves. */
struct compared {
    const struct pair *pair;
    const struct series *series;
    size_t answer;
    struct split split;
};
typedef void compared_function(struct compare_table *table, const struct compared *compared);

/* Every option that both waves of a pair offer and have asked somebody. */
static void each_compared(struct compare_table *table, compared_function *write)
{
    const struct comparison *comparison = table->comparison;
    for (size_t f = 0; f < comparison->form_count; f++) {
        const struct form_series *form = &comparison->forms[f];
        for (size_t s = 0; s < form->series_count; s++) {
            const struct series *series = &form->series[s];
            for (size_t a = 0; a + 2 < series->answer_count; a++) {
                for (size_t p = 0; p < form->pair_count; p++) {
                    const struct pair *pair = &form->pairs[p];
                    if (pair->joints[s].series == NULL ||
                        !series_is_offered(series, a, pair->earlier, pair->later))
                        continue;
                    struct flow flow = joint_flow(&pair->joints[s], a);
                    struct compared compared = {pair, series, a, split_change(&flow)};
                    if (compared.split.defined)
                        write(table, &compared);
                }
            }
        }
    }
}

/* … and from, to: the two waves. */
static void append_compared(struct compare_table *table, const struct compared *compared)
{
    compare_table_series(table, compared->series);
    append_answer(table, compared->series, compared->answer);
    csv_append(&table->out, table->comparison->waves[compared->pair->earlier].survey);
    csv_append(&table->out, table->comparison->waves[compared->pair->later].survey);
}

static void write_part(struct compare_table *table, const struct compared *compared,
                       const struct compare_word *word, wide numerator)
{
    const struct split *split = &compared->split;
    append_compared(table, compared);
    csv_append(&table->out, word->code);
    csv_append(&table->out, word->japanese);
    compare_field_tenths(&table->out, points_tenths(numerator, split->denominator));
    compare_field_wide(&table->out, numerator);
    compare_field_wide(&table->out, split->denominator);
    compare_table_marks(
        table, marks_on_the_way(compared->series, compared->pair->earlier, compared->pair->later));
    csv_append(&table->out, "ポイント");
    csv_end_record(&table->out);
}

static void write_split(struct compare_table *table, const struct compared *compared)
{
    static const struct compare_word total = {"total", "変化（ポイント）", NULL};
    write_part(table, compared, &total, compared->split.difference);
    for (size_t i = 0; compared->split.whole && i < PART_COUNT; i++)
        write_part(table, compared, &part_words[i], compared->split.parts[i]);
}

bool decomposition_csv_write(FILE *stream, const struct comparison *comparison)
{
    static const char *const names[] = {
        "form",         "question",    "row",   "question_text", "row_label",  "option",
        "option_label", "from",        "to",    "part",          "part_label", "points",
        "numerator",    "denominator", "marks", "unit",          NULL};
    struct compare_table table = {.comparison = comparison};
    compare_table_begin(&table, names);
    each_compared(&table, write_split);
    return compare_table_finish(&table, stream);
}

static void write_panel(struct compare_table *table, const struct compared *compared)
{
    const struct split *split = &compared->split;
    struct move_test test = test_moves(split);
    struct str *out = &table->out;
    char p[P_TEXT_SIZE];
    append_compared(table, compared);
    for (int i = 0; i < 2; i++) {
        compare_field_whole(out, split->count[i]);
        compare_field_whole(out, split->base[i]);
        compare_field_percent(out, split->count[i], split->base[i]);
    }
    compare_field_tenths(out, points_tenths(split->difference, split->denominator));
    compare_field_whole(out, split->matched);
    for (int i = 0; i < 2; i++) {
        compare_field_whole(out, split->matched_count[i]);
        compare_field_percent(out, split->matched_count[i], split->matched);
    }
    if (split->whole)
        compare_field_tenths(out, points_tenths(split->panel, split->denominator));
    else
        csv_append(out, "");
    compare_field_whole(out, split->gained);
    compare_field_whole(out, split->lost);
    csv_append(out, split->whole ? test.method : "");
    csv_append(out, split->whole ? p_text(p, test.statistic) : "");
    csv_append(out, split->whole ? p_text(p, test.p) : "");
    compare_table_marks(
        table, marks_on_the_way(compared->series, compared->pair->earlier, compared->pair->later));
    csv_append(out, "客体数、％、ポイント");
    csv_end_record(out);
}

bool panel_csv_write(FILE *stream, const struct comparison *comparison)
{
    static const char *const names[] = {"form",
                                        "question",
                                        "row",
                                        "question_text",
                                        "row_label",
                                        "option",
                                        "option_label",
                                        "from",
                                        "to",
                                        "count_from",
                                        "base_from",
                                        "percent_from",
                                        "count_to",
                                        "base_to",
                                        "percent_to",
                                        "difference",
                                        "matched",
                                        "matched_count_from",
                                        "matched_percent_from",
                                        "matched_count_to",
                                        "matched_percent_to",
                                        "matched_difference",
                                        "gained",
                                        "lost",
                                        "mcnemar_method",
                                        "mcnemar_statistic",
                                        "mcnemar_p",
                                        "marks",
                                        "unit",
                                        NULL};
    struct compare_table table = {.comparison = comparison};
    compare_table_begin(&table, names);
    each_compared(&table, write_panel);
    return compare_table_finish(&table, stream);
}

/* ---- Transitions ---- */

/* from, from_label: of a state of the same units. */
static void append_state(struct compare_table *table, const struct joint *joint, size_t state)
{
    static const struct compare_word multiple[] = {
        {"1", "選択", NULL},
        {"0", "非選択", NULL},
        {"NA", "無回答", NULL},
        {"INVALID", "不明", NULL},
    };
    if (state == joint->states - 2) {
        csv_append(&table->out, "NOT_ASKED");
        csv_append(&table->out, "非該当");
    } else if (joint->single) {
        append_answer(table, joint->series, state);
    } else {
        csv_append(&table->out, multiple[state].code);
        csv_append(&table->out, multiple[state].japanese);
    }
}

/* A row for every pair of states that both waves know, also where nobody moved so. */
static bool is_state(const struct joint *joint, size_t state, size_t wave)
{
    if (!joint->single || state + 2 >= joint->states)
        return true;
    int code = joint->series->codes[state];
    return code > CODE_LARGEST_OPTION || series_option(joint->series, wave, code) != NULL;
}

static int64_t row_sum(const struct joint *joint, size_t table, size_t earlier)
{
    int64_t sum = 0;
    for (size_t later = 0; later + 1 < joint->states; later++)
        sum += joint->counts[joint_cell(joint, table, earlier, later)];
    return sum;
}

static void write_moves(struct compare_table *table, const struct pair *pair,
                        const struct joint *joint, size_t part, size_t earlier)
{
    int64_t sum = row_sum(joint, part, earlier);
    char code[CODE_TEXT_SIZE];
    for (size_t later = 0; later + 1 < joint->states; later++) {
        if (!is_state(joint, later, pair->later))
            continue;
        int64_t count = joint->counts[joint_cell(joint, part, earlier, later)];
        compare_table_series(table, joint->series);
        csv_append(&table->out, joint->single ? "" : code_text(code, joint->series->codes[part]));
        csv_append(&table->out,
                   joint->single ? "" : series_label(table->comparison, joint->series, part));
        csv_append(&table->out, table->comparison->waves[pair->earlier].survey);
        csv_append(&table->out, table->comparison->waves[pair->later].survey);
        append_state(table, joint, earlier);
        append_state(table, joint, later);
        compare_field_whole(&table->out, count);
        compare_field_whole(&table->out, sum);
        compare_field_percent(&table->out, count, sum);
        compare_table_marks(table, marks_on_the_way(joint->series, pair->earlier, pair->later));
        csv_end_record(&table->out);
    }
}

static void write_joint(struct compare_table *table, const struct pair *pair,
                        const struct joint *joint)
{
    for (size_t t = 0; t < joint->tables; t++) {
        if (!joint->single && !series_is_offered(joint->series, t, pair->earlier, pair->later))
            continue;
        for (size_t earlier = 0; earlier + 1 < joint->states; earlier++) {
            if (is_state(joint, earlier, pair->earlier))
                write_moves(table, pair, joint, t, earlier);
        }
    }
}

bool transitions_csv_write(FILE *stream, const struct comparison *comparison)
{
    static const char *const names[] = {"form",
                                        "question",
                                        "row",
                                        "question_text",
                                        "row_label",
                                        "option",
                                        "option_label",
                                        "from",
                                        "to",
                                        "answer_from",
                                        "answer_from_label",
                                        "answer_to",
                                        "answer_to_label",
                                        "count",
                                        "base",
                                        "percent",
                                        "marks",
                                        NULL};
    struct compare_table table = {.comparison = comparison};
    compare_table_begin(&table, names);
    for (size_t f = 0; f < comparison->form_count; f++) {
        const struct form_series *form = &comparison->forms[f];
        for (size_t s = 0; s < form->series_count; s++) {
            for (size_t p = 0; p < form->pair_count; p++) {
                if (form->pairs[p].joints[s].series != NULL)
                    write_joint(&table, &form->pairs[p], &form->pairs[p].joints[s]);
            }
        }
    }
    return compare_table_finish(&table, stream);
}

/* ---- Units ---- */

bool concordance_csv_write(FILE *stream, const struct comparison *comparison)
{
    static const char *const names[] = {"form",     "from", "to",         "code_old",
                                        "code_new", "fate", "fate_label", NULL};
    struct compare_table table = {.comparison = comparison};
    compare_table_begin(&table, names);
    for (size_t f = 0; f < comparison->form_count; f++) {
        const struct form_series *form = &comparison->forms[f];
        for (size_t p = 0; p < form->pair_count; p++) {
            const struct pair *pair = &form->pairs[p];
            for (size_t u = 0; u < pair->units.count; u++) {
                const struct concordance_unit *unit = &pair->units.units[u];
                csv_append(&table.out, form->id);
                csv_append(&table.out, comparison->waves[pair->earlier].survey);
                csv_append(&table.out, comparison->waves[pair->later].survey);
                csv_append(&table.out, unit->code_old);
                csv_append(&table.out, unit->code_new == NULL ? "" : unit->code_new);
                csv_append(&table.out, fate_words[unit->fate].code);
                csv_append(&table.out, fate_words[unit->fate].japanese);
                csv_end_record(&table.out);
            }
        }
    }
    return compare_table_finish(&table, stream);
}
