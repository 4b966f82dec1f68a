/* Widths by a few ranges: the full table of UAX #11 would decide no character of a survey anew. */
#include "common/display.h"

uint32_t display_next(const char **text)
{
    const unsigned char *at = (const unsigned char *)*text;
    uint32_t character = at[0];
    int more = character < 0xC0 ? 0 : character < 0xE0 ? 1 : character < 0xF0 ? 2 : 3;
    if (more > 0)
        character &= 0x3FU >> more;
    int used = 1;
    for (; used <= more && (at[used] & 0xC0) == 0x80; used++)
        character = character << 6 | (at[used] & 0x3FU);
    *text += character == 0 ? 0 : used;
    return character;
}

static size_t character_width(uint32_t character)
{
    enum {
        GREEK = 0x370,
        HALF_WIDTH_FIRST = 0xFF61, /* katakana and hangul, JIS X 0201 and KS X 1001 */
        HALF_WIDTH_LAST = 0xFFDC,
    };
    if (character >= HALF_WIDTH_FIRST && character <= HALF_WIDTH_LAST)
        return 1;
    if (character >= GREEK)
        return 2;
    /* Of Latin-1, the signs that JIS X 0208 has: § ¨ ° ± ´ ¶ × ÷. */
    switch (character) {
    case 0xA7:
    case 0xA8:
    case 0xB0:
    case 0xB1:
    case 0xB4:
    case 0xB6:
    case 0xD7:
    case 0xF7:
        return 2;
    default:
        return 1;
    }
}

size_t display_width(const char *text)
{
    size_t width = 0;
    for (uint32_t c = display_next(&text); c != 0; c = display_next(&text))
        width += character_width(c);
    return width;
}

size_t display_lines(const char *text, size_t width)
{
    size_t lines = 1, filled = 0;
    for (uint32_t c = display_next(&text); c != 0; c = display_next(&text)) {
        size_t own = character_width(c);
        if (c == '\n' || (filled + own > width && filled > 0)) {
            lines++;
            filled = 0;
        }
        if (c != '\n')
            filled += own;
    }
    return lines;
}
