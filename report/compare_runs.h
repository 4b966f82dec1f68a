/*
 * Two runs of one survey: which answers changed after the first and up to the second, in which run,
 * and what brought the change (a new submission, a decision, a correction). From the table
 * `change`, which has a row per answer and run; earlier states of whole tables are not kept, so
 * there are no percentages here.
 */
#ifndef RENKEI_REPORT_COMPARE_RUNS_H
#define RENKEI_REPORT_COMPARE_RUNS_H

#include "common/options.h"

#include <stdbool.h>

/* "r3@12": a survey and the number of a run. */
bool is_run_operand(const char *operand);

/* Writes changes.csv and says what changed; ends the program if the operands are not two runs of
 * one survey, the earlier first. */
void compare_runs(const struct settings *settings, const char *first, const char *second);

#endif
