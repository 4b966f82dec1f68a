#include "common/utf8.h"

#include <stdint.h>

/* Bytes of the sequence that the lead byte opens and the smallest value it may hold (anything
 * smaller is an overlong form); 0 for a byte that opens nothing. */
static size_t sequence_length(unsigned char lead, uint32_t *smallest)
{
    static const uint32_t smallest_by_length[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t length = lead < 0x80             ? 1
                    : (lead & 0xE0) == 0xC0 ? 2
                    : (lead & 0xF0) == 0xE0 ? 3
                    : (lead & 0xF8) == 0xF0 ? 4
                                            : 0;
    *smallest = smallest_by_length[length];
    return length;
}

/* The bytes of a valid character at `at`, 0 if there is none. */
static size_t character_length(const unsigned char *at, size_t left)
{
    uint32_t smallest;
    size_t length = sequence_length(at[0], &smallest);
    if (length <= 1)
        return length;
    if (length > left)
        return 0;
    uint32_t value = at[0] & (0xFFU >> (length + 1));
    for (size_t i = 1; i < length; i++) {
        if ((at[i] & 0xC0) != 0x80)
            return 0;
        value = value << 6 | (at[i] & 0x3FU);
    }
    bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    return value < smallest || value > 0x10FFFF || surrogate ? 0 : length;
}

size_t utf8_valid_length(const char *bytes, size_t length)
{
    size_t at = 0;
    while (at < length) {
        if (!(bytes[at] & 0x80)) { /* most of any file */
            at++;
            continue;
        }
        size_t step = character_length((const unsigned char *)bytes + at, length - at);
        if (!step)
            break;
        at += step;
    }
    return at;
}

size_t utf8_characters(const char *text, size_t length)
{
    size_t count = 0;
    for (size_t i = 0; i < length; i++)
        count += ((unsigned char)text[i] & 0xC0) != 0x80;
    return count;
}
