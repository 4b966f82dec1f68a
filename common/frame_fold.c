#include "common/frame_names.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <uninorm.h>
#include <unistr.h>

/* A space, or a mark that chooses between two shapes of one character (葛 in 葛飾区). */
static bool is_nothing(ucs4_t point)
{
    return point == ' ' || (point >= '\t' && point <= '\r') || point == 0x200B || point == 0xFEFF ||
           (point >= 0xFE00 && point <= 0xFE0F) || (point >= 0xE0100 && point <= 0xE01EF);
}

char *frame_fold(struct arena *arena, const char *text)
{
    size_t length = strlen(text), size = 0, count = 0;
    /* the name of a file may be anything */
    if (length == 0 || u8_check((const uint8_t *)text, length))
        return arena_strdup(arena, text);
    uint8_t *normal = u8_normalize(UNINORM_NFKC, (const uint8_t *)text, length, NULL, &size);
    if (!normal)
        abort(); /* out of memory: the text is valid */
    char *folded = arena_alloc(arena, size + 1);
    for (size_t at = 0, bytes; at < size; at += bytes) {
        ucs4_t point;
        bytes = (size_t)u8_mbtouc(&point, normal + at, size - at);
        if (!is_nothing(point)) {
            memcpy(folded + count, normal + at, bytes);
            count += bytes;
        }
    }
    free(normal);
    return folded;
}
