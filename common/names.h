/*
 * Names and their positions in a list: an open-addressing table of fixed size, for looking up
 * items, columns and unit codes in constant time and for finding duplicates. Names are borrowed.
 */
#ifndef RENKEI_COMMON_NAMES_H
#define RENKEI_COMMON_NAMES_H

#include "common/arena.h"

#include <stddef.h>
#include <stdint.h>

#define NAMES_NONE SIZE_MAX

struct name_slot {
    const char *name; /* NULL: free */
    size_t position;
};

/* Zero-initialised, a table without names. */
struct names {
    struct name_slot *slots;
    size_t size; /* a power of two, at least twice the names */
};

/* A table with room for `count` names; it lives in the arena. */
struct names names_new(struct arena *arena, size_t count);

/* Enters a name. If it is there already, changes nothing and returns its position; else returns
 * NAMES_NONE. Aborts if more names come than were announced. */
size_t names_add(struct names *names, const char *name, size_t position);

/* The name's position, NAMES_NONE if it is not there. */
size_t names_find(const struct names *names, const char *name);

#endif
