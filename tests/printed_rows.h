/*
 * Rows of percentages of one answer each, in tenths, and how many sets of counts print so: rows of
 * the reports, counted by hand, and odd ones. For the tests of all who go from percentages back to
 * counts.
 */
#ifndef RENKEI_TESTS_PRINTED_ROWS_H
#define RENKEI_TESTS_PRINTED_ROWS_H

#include <stddef.h>
#include <stdint.h>

enum { PRINTED_MOST = 8, PRINTED_NOT = -1, PRINTED_ROWS = 18 };

struct printed_row {
    const char *name;
    int64_t n;
    size_t count;
    int64_t tenths[PRINTED_MOST];   /* PRINTED_NOT: free */
    int64_t sets;                   /* of counts that print so */
    int64_t expected[PRINTED_MOST]; /* if there is one set */
};

static const struct printed_row printed_rows[] = {
    {"daily, sums to 100.2", 1717, 5, {670, 68, 135, 128, 1}, 1, {1150, 116, 231, 219, 1}},
    {"emergency", 1717, 5, {363, 116, 254, 267, 1}, 1, {623, 199, 436, 458, 1}},
    {"over_time", 1717, 3, {545, 455, 1}, 1, {935, 781, 1}},
    {"vision", 1717, 6, {144, 132, 34, 512, 177, 1}, 6, {0}},
    {"end_of_life", 1717, 5, {524, 102, 211, 162, 1}, 6, {0}},
    {"discharge", 1717, 5, {721, 50, 133, 96, 0}, 3, {0}},
    {"other", 1717, 5, {38, 5, 47, 908, 2}, 6, {0}},
    {"future_demand", 1717, 5, {388, 181, 27, 402, 1}, 5, {0}},
    {"between_areas", 1717, 3, {401, 598, 1}, 3, {0}},
    {"prefectures of 30", 30, 5, {718, 154, 77, 26, 26}, 0, {0}},
    {"prefectures of 31", 31, 5, {718, 154, 77, 26, 26}, 0, {0}},
    {"prefectures of 39", 39, 5, {718, 154, 77, 26, 26}, 1, {28, 6, 3, 1, 1}},
    {"table of 6-10", 38, 4, {763, 237, 0, 0}, 1, {29, 9, 0, 0}},
    {"text of 6-10", 38, 4, {658, 342, 0, 0}, 1, {25, 13, 0, 0}},
    {"too much", 100, 2, {600, 600}, 0, {0}},
    {"one too many for n", 1000, 2, {500, 501}, 0, {0}},
    {"nobody", 0, 2, {PRINTED_NOT, PRINTED_NOT}, 1, {0, 0}},
    {"anything of 2", 2, 2, {PRINTED_NOT, PRINTED_NOT}, 3, {0}},
};

#endif
