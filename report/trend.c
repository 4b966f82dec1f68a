/*
 * The waves before a survey, for its line figures. A wave's figures come from its counts if the
 * database has them and they belong to its responses, else from what is published of it: then of
 * all units only. Questions, rows, options and classes belong together by their ids.
 */
#include "report/figure.h"

#include "common/message.h"
#include "report/compare_words.h"
#include "report/csv_writer.h"
#include "report/words.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- Which waves there are ---- */

/* More could not be told apart; and two surveys might name each other. */
enum { WAVES_MOST = 12 };

bool waves_wanted(const struct config *config)
{
    for (size_t i = 0; i < config->figure_count; i++)
        if (config->figures[i].chart == CHART_LINE)
            return true;
    return false;
}

static bool is_configured(struct arena *arena, const char *configs, const char *survey)
{
    return access(arena_printf(arena, "%s/%s/codebook.yaml", configs, survey), R_OK) == 0;
}

static bool is_among(const struct wave *waves, size_t count, const char *survey)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(waves[i].survey, survey) == 0)
            return true;
    return false;
}

static void name_wave(struct wave *wave, struct arena *arena)
{
    wave->survey = wave->config.codebook.survey;
    wave->year = codebook_year_label(arena, wave->config.codebook.year);
}

/* From the survey backwards; then in the order of time. */
static void find_waves(struct comparison *comparison, const struct config *config,
                       const char *configs)
{
    struct arena *arena = &comparison->arena;
    struct wave found[WAVES_MOST] = {{.config = *config}};
    size_t count = 1;
    name_wave(&found[0], arena);
    for (; count < WAVES_MOST; count++) {
        const char *previous = found[count - 1].config.codebook.previous;
        if (*previous == '\0' || is_among(found, count, previous) ||
            !is_configured(arena, configs, previous))
            break;
        config_require(&found[count].config, configs, previous);
        name_wave(&found[count], arena);
    }
    comparison->wave_count = count;
    comparison->waves = arena_array(arena, count, sizeof *comparison->waves);
    for (size_t w = 0; w < count; w++)
        comparison->waves[w] = found[count - 1 - w];
}

/* Counts that are older than the responses say nothing. Of the wave before this one last_wave.h
 * warns.
 */
static bool is_counted(struct db *db, struct wave *wave, bool older)
{
    PGresult *result = db_run(db, "report/state", 1, &wave->survey);
    bool known = PQntuples(result) > 0 && strcmp(PQgetvalue(result, 0, 1), "t") == 0;
    bool current = known && strcmp(PQgetvalue(result, 0, 2), "t") == 0;
    PQclear(result);
    if (known && !current && older)
        message_warning(_("run 'renkei aggregate' for it"),
                        _("the figures of waves leave out the survey \"%s\": its tables are older "
                          "than its responses"),
                        wave->survey);
    if (!current)
        return false;
    result = db_run(db, "report/feedback-former-survey", 1, &wave->survey);
    wave->synthetic = PQntuples(result) > 0 && strcmp(PQgetvalue(result, 0, 1), "t") == 0;
    PQclear(result);
    return true;
}

/* Forms of counted waves take no published figures; those that were not asked have no counts. */
static void mark_counted(struct comparison *comparison, size_t wave)
{
    for (size_t f = 0; f < comparison->form_count; f++)
        if (comparison->forms[f].forms[wave] != NULL)
            comparison->forms[f].sources[wave] = VALUE_COUNTED;
}

void waves_read(struct waves *waves, struct db *db, const struct config *config,
                const char *configs)
{
    struct comparison *comparison = &waves->comparison;
    find_waves(comparison, config, configs);
    waves->counted =
        arena_array(&comparison->arena, comparison->wave_count, sizeof *waves->counted);
    comparison_plan(comparison);
    for (size_t w = 0; w < comparison->wave_count; w++) {
        waves->counted[w] = is_counted(db, &comparison->waves[w], w + 2 < comparison->wave_count);
        if (waves->counted[w])
            mark_counted(comparison, w);
        comparison_read_published(comparison, w);
    }
}

void waves_release(struct waves *waves)
{
    /* The last configuration is the caller's; there are no waves where none were wanted. */
    for (size_t w = 0; w + 1 < waves->comparison.wave_count; w++)
        config_release(&waves->comparison.waves[w].config);
    arena_release(&waves->comparison.arena);
}

/* ---- What is drawn ---- */

/* A line figure while it is read. */
struct tracing {
    struct cells *cells;
    struct arena *arena;
    struct db *db;
    const struct waves *waves;
    const struct figure *figure;
    struct trend *trend;
};

static bool shows_one_answer(const struct figure *figure)
{
    return figure->option != NULL || figure->subtotal != NULL;
}

static void set_columns(struct tracing *tracing)
{
    const struct figure *figure = tracing->figure;
    const struct question *question = figure->question;
    const struct item *items = tracing->cells->form->items;
    bool rows = question->row_count > 0 && figure->item == NULL;
    size_t answers = shows_one_answer(figure) ? 1 : question->option_count;
    size_t count = rows ? question->item_count : answers;
    struct trend_column *columns = arena_array(tracing->arena, count, sizeof *columns);
    for (size_t i = 0; i < count; i++) {
        columns[i].item =
            figure->item != NULL ? figure->item : &items[question->first_item + (rows ? i : 0)];
        columns[i].answer = shows_one_answer(figure) ? figure_answer(tracing->cells, figure) : i;
    }
    tracing->trend->columns = columns;
    tracing->trend->column_count = count;
}

/* The codes of a column: one, or those of a subtotal. */
static size_t column_codes(const struct tracing *tracing, size_t column, int *codes)
{
    const struct question *question = tracing->figure->question;
    const struct subtotal *subtotal = tracing->figure->subtotal;
    if (subtotal == NULL) {
        codes[0] = question->options[tracing->trend->columns[column].answer].code;
        return 1;
    }
    for (size_t i = 0; i < subtotal->option_count; i++)
        codes[i] = question->options[subtotal->options[i]].code;
    return subtotal->option_count;
}

static const struct series *find_series(const struct tracing *tracing, const struct item *item)
{
    const struct comparison *comparison = &tracing->waves->comparison;
    for (size_t f = 0; f < comparison->form_count; f++) {
        const struct form_series *form = &comparison->forms[f];
        for (size_t s = 0; s < form->series_count; s++)
            if (strcmp(form->id, tracing->cells->form->id) == 0 &&
                strcmp(form->series[s].latest->id, item->id) == 0)
                return &form->series[s];
    }
    abort();
}

/* Did the wave offer all that the column takes together, in a question of the same type? */
static bool is_offered(const struct tracing *tracing, const struct series *series, size_t wave,
                       const int *codes, size_t count)
{
    const struct item *item = series->items[wave];
    if (item == NULL || item->question->type != tracing->figure->question->type)
        return false;
    for (size_t i = 0; i < count; i++)
        if (series_option(series, wave, codes[i]) == NULL)
            return false;
    return true;
}

static struct trend_value *value_at(const struct tracing *tracing, size_t wave, size_t line,
                                    size_t column)
{
    return &tracing->trend->waves[wave].values[line * tracing->trend->column_count + column];
}

static void add_count(struct trend_value *value, int64_t count, int64_t base)
{
    value->count = (value->count < 0 ? 0 : value->count) + count;
    value->base = base;
    value->tenths = base > 0 ? percent_tenths(value->count, base) : -1;
}

/* ---- The survey itself ---- */

static void trace_own(struct tracing *tracing, size_t wave)
{
    const struct cells *cells = tracing->cells;
    const struct trend *trend = tracing->trend;
    for (size_t c = 0; c < trend->column_count; c++) {
        const struct counts *counts = &cells->counts[trend->columns[c].item - cells->form->items];
        for (size_t line = 0; line < cells->line_count; line++) {
            trend->waves[wave].known[line] = true;
            add_count(value_at(tracing, wave, line, c),
                      counts_count(counts, line, trend->columns[c].answer), counts->base[line]);
        }
    }
}

/* ---- Counts of another wave ---- */

static bool find_line(const struct cells *cells, const char *banner, const char *class,
                      size_t *line)
{
    const struct banner *found = banner_find(cells->banners, banner);
    for (size_t c = 0; found != NULL && c < found->class_count; c++) {
        if (strcmp(found->classes[c].key, class) == 0) {
            *line = cells->first_class[found - cells->banners->banners] + c;
            return true;
        }
    }
    return false;
}

/* Rows: row, code, banner, class, count, base. */
static void take_row(struct tracing *tracing, size_t wave, const PGresult *result, int row)
{
    size_t line;
    int codes[CODE_LARGEST_OPTION];
    int code = atoi(PQgetvalue(result, row, 1));
    if (!find_line(tracing->cells, PQgetvalue(result, row, 2), PQgetvalue(result, row, 3), &line))
        return;
    for (size_t c = 0; c < tracing->trend->column_count; c++) {
        const struct item *item = tracing->trend->columns[c].item;
        if (strcmp(item->row == NULL ? "" : item->row->id, PQgetvalue(result, row, 0)) != 0)
            continue;
        size_t count = column_codes(tracing, c, codes);
        if (!is_offered(tracing, find_series(tracing, item), wave, codes, count))
            continue;
        for (size_t i = 0; i < count; i++)
            if (codes[i] == code)
                add_count(value_at(tracing, wave, line, c),
                          strtoll(PQgetvalue(result, row, 4), NULL, 10),
                          strtoll(PQgetvalue(result, row, 5), NULL, 10));
        tracing->trend->waves[wave].known[line] = true;
    }
}

/* "{total,bureau}"; ids need no quotes. */
static const char *banner_ids(const struct tracing *tracing)
{
    const struct banner_set *set = tracing->cells->banners;
    struct str list = {0};
    for (size_t b = 0; b < set->count; b++)
        if (figure_shows(tracing->figure, &set->banners[b]))
            str_appendf(&list, "%s%s", list.length == 0 ? "{" : ",", set->banners[b].id);
    str_append(&list, list.length == 0 ? "{}" : "}");
    const char *text = arena_strdup(tracing->arena, str_text(&list));
    str_release(&list);
    return text;
}

static void trace_counted(struct tracing *tracing, size_t wave)
{
    const char *values[] = {tracing->trend->waves[wave].survey, tracing->cells->form->id,
                            tracing->figure->question->id, banner_ids(tracing)};
    PGresult *result = db_run(tracing->db, "report/wave-cells", 4, values);
    for (int i = 0; i < PQntuples(result); i++)
        take_row(tracing, wave, result, i);
    PQclear(result);
}

/* ---- Published figures ---- */

/* Printed percentages do not add up; of options taken together the counts must be printed. */
static void trace_published(struct tracing *tracing, size_t wave)
{
    size_t line;
    int codes[CODE_LARGEST_OPTION];
    if (!cells_total_line(tracing->cells, &line))
        return;
    for (size_t c = 0; c < tracing->trend->column_count; c++) {
        const struct series *series = find_series(tracing, tracing->trend->columns[c].item);
        size_t count = column_codes(tracing, c, codes);
        struct trend_value sum = {.count = -1, .base = -1, .tenths = -1};
        if (!is_offered(tracing, series, wave, codes, count))
            continue;
        for (size_t i = 0; i < count; i++) {
            const struct value *value =
                &series->values[wave * series->answer_count + series->answer_of[codes[i]]];
            if (count == 1)
                sum = (struct trend_value){value->count, value->base, value->tenths};
            else if (value->count < 0 || value->base <= 0 || (i > 0 && sum.base != value->base))
                break;
            else
                add_count(&sum, value->count, value->base);
            if (i + 1 == count && sum.tenths >= 0) {
                *value_at(tracing, wave, line, c) = sum;
                tracing->trend->waves[wave].known[line] = true;
            }
        }
    }
}

/* ---- All waves ---- */

static void begin_wave(struct tracing *tracing, size_t wave)
{
    const struct wave *from = &tracing->waves->comparison.waves[wave];
    struct trend_wave *to = &tracing->trend->waves[wave];
    size_t lines = tracing->cells->line_count;
    size_t values = lines * tracing->trend->column_count;
    bool counted = tracing->waves->counted[wave];
    *to = (struct trend_wave){
        .survey = from->survey,
        .year = from->year,
        .synthetic = from->synthetic,
        .source = counted ? VALUE_COUNTED : VALUE_PUBLISHED,
        .known = arena_array(tracing->arena, lines, sizeof *to->known),
        .values = arena_array(tracing->arena, values, sizeof *to->values),
        .marks = "",
    };
    const struct series *series = find_series(tracing, tracing->trend->columns[0].item);
    if (series->items[wave] != NULL)
        to->marks = marks_text(tracing->arena, series, wave);
    for (size_t i = 0; i < values; i++)
        to->values[i] = (struct trend_value){.count = -1, .base = -1, .tenths = -1};
}

static const struct trend *read_trend(struct tracing *tracing)
{
    struct trend *trend = arena_alloc(tracing->arena, sizeof *trend);
    *trend = (struct trend){.wave_count = tracing->waves->comparison.wave_count};
    trend->waves = arena_array(tracing->arena, trend->wave_count, sizeof *trend->waves);
    tracing->trend = trend;
    set_columns(tracing);
    for (size_t w = 0; w < trend->wave_count; w++) {
        begin_wave(tracing, w);
        if (w + 1 == trend->wave_count)
            trace_own(tracing, w);
        else if (tracing->waves->counted[w])
            trace_counted(tracing, w);
        else
            trace_published(tracing, w);
    }
    return trend;
}

void trends_read(struct cells *cells, struct arena *arena, struct db *db, struct waves *waves)
{
    const struct config *config = cells->config;
    const struct trend **trends = arena_array(arena, config->figure_count + 1, sizeof *trends);
    for (size_t i = 0; i < config->figure_count; i++) {
        const struct figure *figure = &config->figures[i];
        if (figure->chart == CHART_LINE && figure->form == cells->form)
            trends[i] = read_trend(&(struct tracing){
                .cells = cells, .arena = arena, .db = db, .waves = waves, .figure = figure});
    }
    cells->trends = trends;
}

/* ---- tables/waves.csv ---- */

bool waves_csv_begin(FILE *stream)
{
    static const char *const names[] = {
        "survey", "year",  "source",      "form",  "question", "row",     "option", "option_label",
        "banner", "class", "class_label", "count", "base",     "percent", NULL};
    return csv_write_header(stream, names);
}

/* A line of a figure, while it is written. */
struct wave_row {
    const struct cells *cells;
    const struct figure *figure;
    const struct trend *trend;
    const struct trend_wave *wave;
    const struct banner *banner;
    size_t class;
};

static void append_answer(struct str *out, const struct wave_row *row, size_t answer)
{
    const struct figure *figure = row->figure;
    char code[CODE_TEXT_SIZE];
    const struct option *option =
        figure->subtotal == NULL ? &figure->question->options[answer] : NULL;
    csv_append(out, option == NULL ? figure->subtotal->id : code_text(code, option->code));
    csv_append(out, option == NULL ? figure->subtotal->label : option->label);
}

static void append_known(struct str *out, int64_t value)
{
    if (value < 0)
        csv_append(out, "");
    else
        csv_append_number(out, value);
}

static void append_value(struct csv_writer *writer, const struct wave_row *row, size_t column)
{
    struct str *out = &writer->buffer;
    const struct item *item = row->trend->columns[column].item;
    size_t line = row->cells->first_class[row->banner - row->cells->banners->banners] + row->class;
    const struct trend_value *value = &row->wave->values[line * row->trend->column_count + column];
    if (!row->wave->known[line] || value->tenths < 0)
        return;
    csv_append(out, row->wave->survey);
    csv_append(out, row->wave->year);
    csv_append(out, source_words[row->wave->source].code);
    csv_append(out, row->cells->form->id);
    csv_append(out, item->question->id);
    csv_append(out, item->row == NULL ? "" : item->row->id);
    append_answer(out, row, row->trend->columns[column].answer);
    csv_append(out, row->banner->id);
    csv_append(out, row->banner->classes[row->class].key);
    csv_append(out, row->banner->classes[row->class].label);
    append_known(out, value->count);
    append_known(out, value->base);
    csv_append_tenths(out, value->tenths);
    csv_writer_end_record(writer);
}

static void append_wave(struct csv_writer *writer, struct wave_row row)
{
    for (size_t b = 0; b < row.cells->banners->count; b++) {
        row.banner = &row.cells->banners->banners[b];
        if (!figure_shows(row.figure, row.banner))
            continue;
        for (row.class = 0; row.class < row.banner->class_count; row.class ++)
            for (size_t c = 0; c < row.trend->column_count; c++)
                append_value(writer, &row, c);
    }
}

bool waves_csv_write(FILE *stream, const struct cells *cells)
{
    struct csv_writer writer = {.stream = stream};
    for (size_t i = 0; i < cells->config->figure_count; i++) {
        const struct trend *trend = cells->trends[i];
        for (size_t w = 0; trend != NULL && w < trend->wave_count; w++)
            append_wave(&writer, (struct wave_row){.cells = cells,
                                                   .figure = &cells->config->figures[i],
                                                   .trend = trend,
                                                   .wave = &trend->waves[w]});
    }
    return csv_writer_finish(&writer);
}
