/*
 * The third counter of the property test: what a random survey must count to, worked out by
 * straight loops over its answers, one cell at a time. Slow, and with nothing in common with the
 * programs.
 */
#ifndef RENKEI_TESTS_NAIVE_COUNT_H
#define RENKEI_TESTS_NAIVE_COUNT_H

#include "tests/random_survey.h"

/* Works out how all answers count: bases, exclusive options, edits, derived variables. */
void naive_answer(struct random_survey *survey);

enum { NAIVE_KEY = 64 };

/* A place in the tables, in the words of cells.csv. */
struct naive_place {
    const struct random_form *form;
    size_t item;
    const struct random_banner *banner;
    const char *class;
};

struct naive_cell {
    int64_t count, base, valid;
};

/* `option` is a code, "NA" or "INVALID". */
struct naive_cell naive_cell(const struct random_survey *survey, const struct naive_place *place,
                             const char *option);

/* All values in millionths, exact; order values and quartiles ascending. */
struct naive_numbers {
    int64_t *values; /* ascending; in the survey's arena */
    int64_t n, missing;
};
struct naive_numbers naive_numbers(struct random_survey *survey, const struct naive_place *place);

/* How many cells and statistics the survey must have, empty classes too. */
size_t naive_cell_count(const struct random_survey *survey);
size_t naive_statistic_count(const struct random_survey *survey);

/* By id; NULL if there is none. */
const struct random_form *naive_form(const struct random_survey *survey, const char *id);
const struct random_banner *naive_banner(const struct random_survey *survey, const char *id);
size_t naive_item(const struct random_form *form, const char *id);

#endif
