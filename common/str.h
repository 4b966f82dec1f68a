/*
 * A growable string or byte buffer. `at` is always followed by a NUL, also when empty after the
 * first append, so that it can be handed to C functions; `length` does not count that NUL.
 * Streams reuse one buffer with str_reset(), which keeps the memory. Lack of memory aborts.
 */
#ifndef RENKEI_COMMON_STR_H
#define RENKEI_COMMON_STR_H

#include <stddef.h>

/* Zero-initialise with `= {0}` (`at` is NULL until something was appended). */
struct str {
    char *at;
    size_t length;
    size_t capacity;
};

void str_append(struct str *str, const char *text);
void str_append_bytes(struct str *str, const void *bytes, size_t length);
void str_append_char(struct str *str, char c);
void str_appendf(struct str *str, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Room for `more` bytes behind `length`; returns where they begin. The caller adds to `length`
 * what it wrote and sets the NUL itself if it needs one. */
char *str_reserve(struct str *str, size_t more);

/* The text, "" when nothing was ever appended. Borrowed until the next change. */
const char *str_text(const struct str *str);

void str_reset(struct str *str);
void str_release(struct str *str);

#endif
