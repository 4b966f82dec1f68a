/*
 * Cells from the database. Rows come in any order and find their place by their positions; what
 * has no place was counted with another codebook and ends the program.
 */
#include "report/cells.h"

#include "common/message.h"
#include "common/round.h"

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
    if (count != 5 + MEASURE_COUNT)
        fail_cells(cells->form);
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

void cells_read(struct cells *cells, struct arena *arena, struct db *db, const char *survey)
{
    const char *values[] = {survey, cells->form->id};
    struct reading reading = {.cells = cells, .arena = arena};
    db_copy_out(db, "report/cells", 2, values, read_cell, &reading);
    db_copy_out(db, "report/statistics", 2, values, read_statistic, &reading);
    if (reading.cell_count != cells->cell_count ||
        reading.statistic_count != cells->statistic_count)
        fail_cells(cells->form);
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

int64_t counts_tenths(const struct counts *counts, size_t line, size_t answer)
{
    int64_t base = counts->base[line];
    if (base == 0)
        return -1;
    return percent_tenths(counts->counts[line * counts->answer_count + answer], base);
}
