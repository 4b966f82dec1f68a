/* The small survey under tests/data/config-small, and one response to its form "place". */
#ifndef RENKEI_TESTS_SMALL_SURVEY_H
#define RENKEI_TESTS_SMALL_SURVEY_H

#include "common/codebook.h"

#define SMALL_SURVEY "tests/data/config-small"

/* Slots and items of the form "place". */
enum {
    SLOT_OPEN = 0,
    SLOT_REASONS = 1,
    SLOT_SPRING = 4,
    SLOT_AUTUMN = 5,
    SLOT_VISITS_SPRING = 6,
    SLOT_VISITS_AUTUMN = 7,
    SLOT_REMARKS = 8,
    SLOT_BUSY = 9,
    SLOT_BUSY_TOWN = 10,
    SLOTS = 11
};
enum { ITEM_VISITS_SPRING = 4, ITEM_VISITS_AUTUMN = 5, ITEMS = 9 };

/* Units of its frame: 4,999 people in a town; 5,000 in a town; 10,000 in a village; no number in a
 * village without an area; nobody in a city. */
enum { NORTH, EAST, SOUTH, WEST, MIDDLE };

#endif
