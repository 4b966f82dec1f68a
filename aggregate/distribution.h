/*
 * The distributions of a form's numeric items in all classes: the different values and how often
 * each occurs. Numbers repeat, so they are collected in the same pass as the codes, unsorted, and
 * the statistics come from a few hundred values with their counts. Memory is bounded: an item with
 * more different values than fit is given up, and its numbers must be read in order (scan.h).
 */
#ifndef RENKEI_AGGREGATE_DISTRIBUTION_H
#define RENKEI_AGGREGATE_DISTRIBUTION_H

#include "aggregate/statistic.h"
#include "aggregate/tally.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct distributions;

/* Empty, for at most `memory` bytes, divided equally between the numeric items of the plan. */
struct distributions *distributions_new(const struct tally_plan *plan, size_t memory);
void distributions_free(struct distributions *distributions);

/* Adds the numbers of a response that tally_add() has found right: eight bytes for each numeric
 * item that has one, in the order of the items, in millionths, high byte first. False if there are
 * more or fewer than the codes say or one is out of range. */
bool distributions_add(struct distributions *distributions, const uint8_t *classes,
                       const uint8_t *codes, const uint8_t *numbers, size_t numbers_size);

/* Adds the counts of others of the same plan. */
void distributions_merge(struct distributions *distributions, const struct distributions *others);

/* Feeds the values of an item, ascending, to the statistics of all classes of the plan, started
 * with the counts of the tally. False, with nothing fed, if the item was given up. */
bool distributions_read(const struct distributions *distributions, size_t item,
                        struct statistic *statistics);

#endif
