/*
 * How strongly a unit tends to each answer: reproducible noise of the seed, the unit and the
 * question, plus effects of the frame taken from the banners of the form (what a survey breaks its
 * tables down by is what its answers are likely to differ by). One factor per unit runs through
 * all its answers, so that later ones go with earlier ones. Integers only: the same everywhere.
 */
#ifndef RENKEI_INGEST_SAMPLE_SCORE_H
#define RENKEI_INGEST_SAMPLE_SCORE_H

#include "common/arena.h"
#include "common/config.h"

#include <stddef.h>
#include <stdint.h>

/* Scores lie within a few times this of 0. */
enum { SCORE_SPREAD = 60000 };

struct scorer {
    const struct form *form;
    uint64_t seed;
    const int32_t *effects; /* [frame unit][question]; NULL without a frame */
    const int32_t *trends;  /* [frame unit]: effect of the bands alone */
    const uint64_t *question_keys, *item_keys;
};

struct sample_unit {
    size_t row;  /* of the frame; FRAME_NONE without one */
    size_t copy; /* 0: the unit itself; from 1: replicas of it; without a frame the serial number */
    uint64_t key;
    int64_t factor;
};

/* Lives in the arena, borrows the configuration. */
void scorer_init(struct scorer *scorer, struct arena *arena, const struct config *config,
                 const struct form *form, uint64_t seed);

struct sample_unit scorer_unit(const struct scorer *scorer, size_t row, size_t copy);

/* Tendency towards option number `option` of item `i`. */
int64_t scorer_score(const struct scorer *scorer, const struct sample_unit *unit, size_t i,
                     size_t option);

/* A number out of 2^63 that has nothing to do with the unit's tendencies. */
int64_t scorer_chance(const struct scorer *scorer, const struct sample_unit *unit, size_t i);

/* Tendency to send the form in at all. */
int64_t scorer_response(const struct scorer *scorer, const struct sample_unit *unit);

#endif
