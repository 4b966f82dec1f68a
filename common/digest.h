/* SHA-256 (FIPS 180-4) of bytes in memory, as people compare it: 64 hexadecimal digits. */
#ifndef RENKEI_COMMON_DIGEST_H
#define RENKEI_COMMON_DIGEST_H

#include <stdbool.h>
#include <stddef.h>

enum { DIGEST_TEXT_SIZE = 65 }; /* with the NUL */

void digest_bytes(const void *bytes, size_t length, char text[DIGEST_TEXT_SIZE]);

/* Is the text such a digest, in small letters? */
bool digest_is_valid(const char *text);

#endif
