/*
 * How much room a Japanese text takes: columns of a fixed-pitch font, on a screen and in a cell.
 * The texts are valid UTF-8, as configurations are checked to be.
 */
#ifndef RENKEI_COMMON_DISPLAY_H
#define RENKEI_COMMON_DISPLAY_H

#include <stddef.h>
#include <stdint.h>

/* The character at `*text`, which moves behind it; at the end 0, and nothing moves. */
uint32_t display_next(const char **text);

/* Columns: 1 for a half-width character, 2 for a wide one (Unicode UAX #11; ambiguous ones such as
 * ※ and ① are wide, as Japanese fonts set them). A line break counts as 1. */
size_t display_width(const char *text);

/* Lines that the text takes when it is wrapped into `width` columns, its own line breaks included;
 * at least 1. */
size_t display_lines(const char *text, size_t width);

#endif
