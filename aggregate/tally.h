/*
 * Counting: every question of a form by every class of its banners, in one pass over the packed
 * responses, in memory that does not grow with them.
 *
 * A counter belongs to one slot and one code that is legal there. A response becomes a mask with
 * one byte per counter (1 where it holds the counter's code, else 0), and every class the response
 * is in adds the mask to its own bytes: a straight vector addition, without branches and without
 * scattered writes. Before the bytes can overflow, after 255 responses, they are emptied into the
 * class's wide counters.
 */
#ifndef RENKEI_AGGREGATE_TALLY_H
#define RENKEI_AGGREGATE_TALLY_H

#include "common/arena.h"
#include "common/banner.h"
#include "common/codebook.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tally_slot {
    const uint8_t *ranks; /* [256]: the counter of each code within the slot; TALLY_ILLEGAL */
    size_t first;         /* its first counter */
};

/* What is counted; constant, shared by all workers. */
struct tally_plan {
    const struct form *form;
    const struct banner_set *set;
    const struct tally_slot *slots; /* [form->slot_count] */
    const size_t *first_classes;    /* [set->count + 1]: classes are numbered through all banners */
    size_t class_count;
    size_t width; /* counters per class, rounded up to whole vectors */
};

/* Borrows form and set; the plan lives in the arena. */
struct tally_plan tally_plan(struct arena *arena, const struct form *form,
                             const struct banner_set *set);

/* Bytes that one tally of this plan takes. */
size_t tally_size(const struct tally_plan *plan);

/* The counters of one worker. */
struct tally {
    const struct tally_plan *plan;
    int64_t rows;
    uint8_t *mask;     /* [width] */
    uint8_t *pending;  /* [class_count][width] */
    uint8_t *unsaved;  /* [class_count]: responses in `pending` */
    uint32_t *counts;  /* [class_count][width] */
    uint32_t *members; /* [class_count]: responses in the class */
    const char *error; /* after tally_add() returned false; lives in the tally */
    char error_text[160];
};

struct tally *tally_new(const struct tally_plan *plan);
void tally_free(struct tally *tally);

/* Counts one response as stored: two bytes per banner, high byte first, and one byte per slot.
 * False with `error` if they are not what the codebook says: the database is damaged, or packed
 * by another codebook. */
bool tally_add(struct tally *tally, const uint8_t *classes, size_t classes_size,
               const uint8_t *codes, size_t codes_size);

/* Adds the counts of another tally of the same plan. */
void tally_merge(struct tally *tally, struct tally *other);

/* Ends the counting; to be called before anything is read off. False with `error` if the slots of
 * a multiple question disagree about who was asked or left it blank. */
bool tally_finish(struct tally *tally);

/* Responses in class `class` of banner `banner` (positions) with `code` in `slot`. */
int64_t tally_count(const struct tally *tally, size_t banner, size_t class, size_t slot, int code);
/* Responses in the class. */
int64_t tally_members(const struct tally *tally, size_t banner, size_t class);

#endif
