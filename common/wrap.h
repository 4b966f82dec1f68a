/*
 * Lines for a screen: English breaks at spaces, Japanese between any two characters that may stand
 * at the end and at the beginning of a line (JIS X 4051: no comma begins one, no bracket opens at
 * its end). Widths are those of common/display.h.
 */
#ifndef RENKEI_COMMON_WRAP_H
#define RENKEI_COMMON_WRAP_H

#include "common/str.h"

#include <stddef.h>

/* Appends the text, which begins in column `indent` (from 0), in lines of at most `width` columns;
 * all but the first get `indent` spaces. Line breaks in the text count as spaces. What cannot be
 * broken, such as a long path, stays whole. */
void wrap_append(struct str *out, const char *text, size_t indent, size_t width);

/* Appends paragraphs, which are wrapped anew; lines that begin with a space stay as they are. */
void wrap_paragraphs(struct str *out, const char *text, size_t width);

#endif
