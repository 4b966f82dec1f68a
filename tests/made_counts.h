/* Invented counts for the survey under tests/data/configs/library: a function of the positions,
 * with an empty class, a base under ten, and shares far from those of all units. */
#ifndef RENKEI_TESTS_MADE_COUNTS_H
#define RENKEI_TESTS_MADE_COUNTS_H

#include "report/cells.h"
#include "report/loaded.h"

#include <check.h>
#include <stdint.h>

#define MADE_SURVEY "library"
#define MADE_CONFIGS "tests/data/configs"

/* Answers to `answer` of an item in a class; line 0 is all units, line 2 is empty. */
static inline int64_t made_count(size_t item, size_t line, size_t answer)
{
    if (line == 2)
        return 0;
    if (line == 0)
        return (int64_t)(100 * (answer + 1));
    return (int64_t)((line * 7 + answer * answer * 5 + item) % 23);
}

static inline int64_t made_base(const struct counts *counts, size_t item, size_t line)
{
    int64_t base = 0;
    for (size_t a = 0; a < counts->answer_count; a++)
        base += made_count(item, line, a);
    return base;
}

static inline int64_t made_valid(const struct counts *counts, size_t item, size_t line)
{
    return made_base(counts, item, line) - made_count(item, line, counts->answer_count - 1) -
           made_count(item, line, counts->answer_count - 2);
}

static inline struct statistic made_statistic(size_t line)
{
    if (line == 2)
        return (struct statistic){.n = 0, .missing = 1, .measures[SUM] = "0"};
    return (struct statistic){
        .n = line == 0 ? 1200 : 8 + (int64_t)line,
        .missing = (int64_t)line,
        .measures = {"2500.5", "2.0838", "1.5", "-3", "0.75", "2", "3.25", "1000"},
    };
}

/* Only the line of all units has no denominator. */
static inline struct rate_figure made_rate(size_t line)
{
    return (struct rate_figure){
        .n = (int64_t)line,
        .left_out = (int64_t)line % 3,
        .sum = "12.5",
        .denominator = line == 0 ? "0" : "4",
        .rate = line == 0 ? MEASURE_NONE : (int64_t)(31250 * line),
    };
}

/* 60 units, of which `answered` did; every fourth class is empty. */
static inline struct turnout made_turnout(struct arena *arena, const struct config *config,
                                          size_t form, int64_t answered)
{
    static const struct covered covered[] = {{"1250", "1000"}, {"3", "2.5"}};
    struct turnout turnout = {
        .form = &config->codebook.forms[form],
        .banners = &config->codebook.banners[form],
        .units = 60,
        .answered = answered,
        .covered = covered,
    };
    size_t lines;
    turnout.first_class = class_positions(arena, turnout.banners, &lines);
    turnout.class_units = arena_array(arena, lines, sizeof(int64_t));
    turnout.class_answered = arena_array(arena, lines, sizeof(int64_t));
    for (size_t line = 0; line < lines; line++) {
        turnout.class_units[line] = line % 4 == 3 ? 0 : 10;
        turnout.class_answered[line] = line % 4 == 3 ? 0 : (int64_t)line % 10;
    }
    return turnout;
}

static inline void made_fill(struct cells *cells)
{
    size_t rates = cells->config == NULL ? 0 : cells->config->rate_count;
    for (size_t i = 0; i < rates; i++)
        for (size_t line = 0; cells->rates[i] != NULL && line < cells->line_count; line++)
            cells->rates[i][line] = made_rate(line);
    for (size_t i = 0; i < cells->form->item_count; i++) {
        struct counts *counts = &cells->counts[i];
        for (size_t line = 0; line < cells->line_count; line++) {
            for (size_t a = 0; a < counts->answer_count; a++)
                counts->counts[line * counts->answer_count + a] = made_count(i, line, a);
            if (counts->counts != NULL) {
                counts->base[line] = made_base(counts, i, line);
                counts->valid[line] = made_valid(counts, i, line);
            }
            if (cells->statistics[i] != NULL)
                cells->statistics[i][line] = made_statistic(line);
        }
    }
}

/* Of a form, filled; `turnout` may be NULL. */
static inline struct cells made_cells(struct arena *arena, const struct config *config,
                                      const char *form_id, const struct turnout *turnout)
{
    const struct form *form = codebook_form(&config->codebook, form_id);
    ck_assert_ptr_nonnull(form);
    struct cells cells;
    cells_init(&cells, arena, form, &config->codebook.banners[form - config->codebook.forms]);
    cells_extend(&cells, arena, config, turnout);
    made_fill(&cells);
    return cells;
}

#endif
