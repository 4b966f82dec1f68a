/* Invented counts for the survey under tests/data/configs/library: a function of the positions,
 * with an empty class, a base under ten, and shares far from those of all units. */
#ifndef RENKEI_TESTS_MADE_COUNTS_H
#define RENKEI_TESTS_MADE_COUNTS_H

#include "report/cells.h"

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

static inline void made_fill(struct cells *cells)
{
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

#endif
