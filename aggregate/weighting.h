/*
 * Weights by stratum: a unit that answered stands for units / answered of its stratum. And how many
 * units of each class answered, which is what a finite population correction needs.
 */
#ifndef RENKEI_AGGREGATE_WEIGHTING_H
#define RENKEI_AGGREGATE_WEIGHTING_H

#include "common/arena.h"
#include "common/config.h"
#include "common/db.h"

#include <stdint.h>

/* The temporary tables stratum_count and weighted_cell, empty. */
void weighting_begin(struct db *db);

/* Stores the weights of the form that tables.yaml weights, warns of strata without answers and
 * fills both tables with its weighted cells. They are emptied by weighting_end_form(). */
void weighting_form(struct db *db, const struct config *config);
void weighting_end_form(struct db *db);

/* Units, and how many of them answered. */
struct units_answered {
    int64_t units, answered;
};

struct class_units {
    const struct banner_set *set;
    struct units_answered total;
    const size_t *first; /* of each banner's classes in `classes` */
    struct units_answered *classes;
};

/* Of one form, in the arena. */
void class_units_read(struct class_units *units, struct arena *arena, struct db *db,
                      const struct config *config, size_t form);

/* Of a class. Where an answer takes part in the division, nobody knows the class of a unit that did
 * not answer: then of the whole form. */
struct units_answered class_units(const struct class_units *units, size_t banner, size_t class);

#endif
