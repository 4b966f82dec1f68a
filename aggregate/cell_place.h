/* Naming a cell in a message. */
#ifndef RENKEI_AGGREGATE_CELL_PLACE_H
#define RENKEI_AGGREGATE_CELL_PLACE_H

#include "common/codebook.h"

#include <stddef.h>
#include <stdint.h>

/* A cell, or with option NO_OPTION an item in a class; all by position. */
struct cell_place {
    const char *form;
    size_t item, option, banner, class;
};
#define NO_OPTION SIZE_MAX

/* The form, the item, its option, the banner and its class ("branch: sunday = 2, region 11"), in
 * the arena; positions that do not exist are given as numbers. */
const char *cell_place_text(struct arena *arena, const struct codebook *codebook,
                            const struct cell_place *place);

#endif
