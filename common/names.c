#include "common/names.h"

#include <stdlib.h>
#include <string.h>

struct names names_new(struct arena *arena, size_t count)
{
    /* Half full at most: a search then looks at two slots on average. */
    size_t size = 4;
    while (size / 2 <= count)
        size *= 2;
    return (struct names){.slots = arena_array(arena, size, sizeof(struct name_slot)),
                          .size = size};
}

/* FNV-1a, 64 bits (Fowler, Noll, Vo): short and good enough for names nobody chooses to collide. */
static uint64_t hash_of(const char *name)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (; *name; name++)
        hash = (hash ^ (unsigned char)*name) * UINT64_C(1099511628211);
    return hash ^ hash >> 32;
}

/* The slot that holds the name, or the free one where it belongs. */
static struct name_slot *slot_of(const struct names *names, const char *name)
{
    size_t at = (size_t)hash_of(name) & (names->size - 1);
    for (size_t probes = 0; probes < names->size; probes++) {
        struct name_slot *slot = &names->slots[at];
        if (!slot->name || strcmp(slot->name, name) == 0)
            return slot;
        at = (at + 1) & (names->size - 1);
    }
    abort();
}

size_t names_add(struct names *names, const char *name, size_t position)
{
    struct name_slot *slot = slot_of(names, name);
    if (slot->name)
        return slot->position;
    *slot = (struct name_slot){name, position};
    return NAMES_NONE;
}

size_t names_find(const struct names *names, const char *name)
{
    if (!names->size)
        return NAMES_NONE;
    const struct name_slot *slot = slot_of(names, name);
    return slot->name ? slot->position : NAMES_NONE;
}
