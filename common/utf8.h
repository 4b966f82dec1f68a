/* UTF-8 (RFC 3629): validity, and characters as people count them in an editor. */
#ifndef RENKEI_COMMON_UTF8_H
#define RENKEI_COMMON_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* How many of the `length` bytes are valid UTF-8: `length` if all are, else the offset of the
 * first byte that is not. Overlong forms, surrogates and values over U+10FFFF are not valid. */
size_t utf8_valid_length(const char *bytes, size_t length);

/* Characters (code points) in the first `length` bytes of valid text. */
size_t utf8_characters(const char *text, size_t length);

#endif
