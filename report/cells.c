/*
 * Cells from the database. Rows come in any order and find their place by their positions; what
 * has no place was counted with another codebook and ends the program.
 */
#include "report/cells.h"

#include "common/message.h"
#include "common/round.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const size_t *class_positions(struct arena *arena, const struct banner_set *banners,
                              size_t *line_count)
{
    size_t *first = arena_array(arena, banners->count + 1, sizeof *first);
    size_t lines = 0;
    for (size_t b = 0; b < banners->count; b++) {
        first[b] = lines;
        lines += banners->banners[b].class_count;
    }
    *line_count = lines;
    return first;
}

static void init_item(struct cells *cells, struct arena *arena, size_t item)
{
    const struct question *question = cells->form->items[item].question;
    struct counts *counts = &cells->counts[item];
    switch (question->type) {
    case QUESTION_SINGLE:
    case QUESTION_MULTIPLE:
        counts->answer_count = question->option_count + 2;
        counts->counts =
            arena_array(arena, cells->line_count * counts->answer_count, sizeof *counts->counts);
        counts->base = arena_array(arena, cells->line_count, sizeof *counts->base);
        counts->valid = arena_array(arena, cells->line_count, sizeof *counts->valid);
        cells->cell_count += cells->line_count * counts->answer_count;
        break;
    case QUESTION_NUMBER:
        cells->statistics[item] =
            arena_array(arena, cells->line_count, sizeof *cells->statistics[item]);
        cells->statistic_count += cells->line_count;
        break;
    case QUESTION_TEXT:
        break;
    }
}

void cells_init(struct cells *cells, struct arena *arena, const struct form *form,
                const struct banner_set *banners)
{
    *cells = (struct cells){.form = form, .banners = banners};
    cells->first_class = class_positions(arena, banners, &cells->line_count);
    cells->counts = arena_array(arena, form->item_count, sizeof *cells->counts);
    cells->statistics = arena_array(arena, form->item_count, sizeof(struct statistic *));
    for (size_t i = 0; i < form->item_count; i++)
        init_item(cells, arena, i);
}

/* The subtotals of a question, in the order of tables.yaml. */
static void add_subtotals(struct counts *counts, struct arena *arena, const struct config *config,
                          const struct question *question)
{
    const struct subtotal **subtotals =
        arena_array(arena, config->subtotal_count + 1, sizeof(struct subtotal *));
    for (size_t i = 0; i < config->subtotal_count; i++)
        if (config->subtotals[i].question == question)
            subtotals[counts->subtotal_count++] = &config->subtotals[i];
    counts->subtotals = subtotals;
}

void cells_extend(struct cells *cells, struct arena *arena, const struct config *config,
                  const struct turnout *turnout)
{
    cells->config = config;
    cells->turnout = turnout;
    for (size_t i = 0; i < cells->form->item_count; i++)
        if (cells->counts[i].counts != NULL)
            add_subtotals(&cells->counts[i], arena, config, cells->form->items[i].question);
    cells->rates = arena_array(arena, config->rate_count + 1, sizeof(struct rate_figure *));
    for (size_t i = 0; i < config->rate_count; i++)
        if (config->rates[i].form == cells->form)
            cells->rates[i] = arena_array(arena, cells->line_count, sizeof **cells->rates);
}

/* The form that is being read. */
struct reading {
    struct cells *cells;
    struct arena *arena;
    size_t cell_count, statistic_count;
};

_Noreturn static void fail_cells(const struct form *form)
{
    die(NULL, _("run 'renkei aggregate' again"),
        _("the counts of the form \"%s\" do not fit its codebook"), form->id);
}

static size_t position(const struct copy_field *field, size_t limit, const struct form *form)
{
    int32_t value = copy_get_int4(field);
    if (value < 0 || (size_t)value >= limit)
        fail_cells(form);
    return (size_t)value;
}

static size_t line_position(const struct cells *cells, const struct copy_field *banner,
                            const struct copy_field *class)
{
    size_t b = position(banner, cells->banners->count, cells->form);
    size_t c = position(class, cells->banners->banners[b].class_count, cells->form);
    return cells->first_class[b] + c;
}

/* item, banner, class, option, count, base, valid */
static void read_cell(void *context, const struct copy_field *fields, size_t count)
{
    struct reading *reading = context;
    struct cells *cells = reading->cells;
    if (count != 7)
        fail_cells(cells->form);
    size_t item = position(&fields[0], cells->form->item_count, cells->form);
    struct counts *counts = &cells->counts[item];
    size_t line = line_position(cells, &fields[1], &fields[2]);
    size_t answer = position(&fields[3], counts->answer_count, cells->form);
    counts->counts[line * counts->answer_count + answer] = copy_get_int8(&fields[4]);
    counts->base[line] = copy_get_int8(&fields[5]);
    counts->valid[line] = copy_get_int8(&fields[6]);
    reading->cell_count++;
}

/* item, banner, class, n, missing, then the measures as text */
static void read_statistic(void *context, const struct copy_field *fields, size_t count)
{
    struct reading *reading = context;
    struct cells *cells = reading->cells;
    if (count != 6 + MEASURE_COUNT)
        fail_cells(cells->form);
    if (cells->config != NULL &&
        copy_get_int4(&fields[5 + MEASURE_COUNT]) != (int32_t)cells->config->quantiles)
        die(NULL, _("run 'renkei aggregate' again"),
            _("the quantiles of the form \"%s\" were computed by another definition"),
            cells->form->id);
    size_t item = position(&fields[0], cells->form->item_count, cells->form);
    if (cells->statistics[item] == NULL)
        fail_cells(cells->form);
    size_t line = line_position(cells, &fields[1], &fields[2]);
    struct statistic *statistic = &cells->statistics[item][line];
    statistic->n = copy_get_int8(&fields[3]);
    statistic->missing = copy_get_int8(&fields[4]);
    for (size_t m = 0; m < MEASURE_COUNT; m++) {
        const struct copy_field *field = &fields[5 + m];
        if (field->bytes != NULL)
            statistic->measures[m] =
                arena_copy(reading->arena, field->bytes, (size_t)field->length);
    }
    reading->statistic_count++;
}

/* ---- Rates ---- */

/* Rows: banner, class, n, left_out, sum, denominator. */
static void fill_rate(struct cells *cells, struct arena *arena, const struct rate *rate,
                      struct rate_figure *figures, const PGresult *result)
{
    if ((size_t)PQntuples(result) != cells->line_count)
        fail_cells(cells->form);
    for (int row = 0; row < PQntuples(result); row++) {
        wide sum, denominator;
        struct rate_figure *figure = &figures[row];
        figure->n = strtoll(PQgetvalue(result, row, 2), NULL, 10);
        figure->left_out = strtoll(PQgetvalue(result, row, 3), NULL, 10);
        figure->sum = arena_strdup(arena, PQgetvalue(result, row, 4));
        figure->denominator = arena_strdup(arena, PQgetvalue(result, row, 5));
        if (!wide_parse(figure->sum, NUMBER_DECIMALS, &sum) ||
            !wide_parse(figure->denominator, NUMBER_DECIMALS, &denominator))
            fail_cells(cells->form);
        figure->rate = denominator > 0 ? measure_rate(sum, denominator, rate->units) : MEASURE_NONE;
    }
}

static void read_rates(struct cells *cells, struct arena *arena, struct db *db, const char *survey)
{
    for (size_t i = 0; i < cells->config->rate_count; i++) {
        const struct rate *rate = &cells->config->rates[i];
        if (cells->rates[i] == NULL)
            continue;
        char item[24];
        snprintf(item, sizeof item, "%zu", (size_t)(rate->item - rate->form->items));
        const char *values[] = {survey, rate->form->id, item, rate->per};
        PGresult *result = db_run(db, "report/rates", 4, values);
        fill_rate(cells, arena, rate, cells->rates[i], result);
        PQclear(result);
    }
}

void cells_read(struct cells *cells, struct arena *arena, struct db *db, const char *survey)
{
    const char *values[] = {survey, cells->form->id};
    struct reading reading = {.cells = cells, .arena = arena};
    db_copy_out(db, "report/cells", 2, values, read_cell, &reading);
    db_copy_out(db, "report/statistics", 2, values, read_statistic, &reading);
    if (reading.cell_count != cells->cell_count ||
        reading.statistic_count != cells->statistic_count)
        fail_cells(cells->form);
    if (cells->config != NULL)
        read_rates(cells, arena, db, survey);
}

size_t counts_answers(const struct counts *counts)
{
    return counts->answer_count + counts->subtotal_count;
}

int64_t counts_count(const struct counts *counts, size_t line, size_t answer)
{
    const int64_t *stored = &counts->counts[line * counts->answer_count];
    if (answer < counts->answer_count)
        return stored[answer];
    const struct subtotal *subtotal = counts->subtotals[answer - counts->answer_count];
    int64_t sum = 0;
    for (size_t i = 0; i < subtotal->option_count; i++)
        sum += stored[subtotal->options[i]];
    return sum;
}

int answer_code(const struct question *question, size_t answer)
{
    if (answer < question->option_count)
        return question->options[answer].code;
    return answer == question->option_count ? CODE_NA : CODE_INVALID;
}

bool cells_total_line(const struct cells *cells, size_t *line)
{
    for (size_t b = 0; b < cells->banners->count; b++) {
        if (cells->banners->banners[b].kind == BANNER_TOTAL) {
            *line = cells->first_class[b];
            return true;
        }
    }
    return false;
}

int64_t cells_answers(const struct cells *cells)
{
    int64_t answers = 0;
    size_t line;
    if (!cells_total_line(cells, &line))
        return 0;
    for (size_t i = 0; i < cells->form->item_count; i++) {
        if (cells->form->items[i].question->derived)
            continue;
        if (cells->counts[i].counts != NULL)
            answers += cells->counts[i].valid[line];
        else if (cells->statistics[i] != NULL)
            answers += cells->statistics[i][line].n;
    }
    return answers;
}

int64_t counts_tenths(const struct counts *counts, size_t line, size_t answer)
{
    int64_t base = counts->base[line];
    if (base == 0)
        return -1;
    return percent_tenths(counts_count(counts, line, answer), base);
}
