/*
 * An arena: many allocations, one release. One arena belongs to one job (a file, a table, a
 * workbook); what a function builds for its caller lives in the arena the caller passes. There is
 * no way to free a single piece. Lack of memory aborts: it is never a condition to handle.
 */
#ifndef RENKEI_COMMON_ARENA_H
#define RENKEI_COMMON_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena_block;

/* Zero-initialise with `= {0}`; nothing is allocated before the first piece is asked for. */
struct arena {
    struct arena_block *last;
};

/* `size` zeroed bytes, aligned for any type; never NULL. They live until reset or release. */
void *arena_alloc(struct arena *arena, size_t size);

/* `count` zeroed elements of `size` bytes; aborts if the product overflows. */
void *arena_array(struct arena *arena, size_t count, size_t size);

/* A copy of `length` bytes with a terminating NUL behind them. */
char *arena_copy(struct arena *arena, const char *bytes, size_t length);
char *arena_strdup(struct arena *arena, const char *text);

/* Formatted text of any length. */
char *arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *arena, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

/* Forgets all pieces and keeps the largest block for the next job. */
void arena_reset(struct arena *arena);

/* Gives all memory back; the arena is empty and may be used again. */
void arena_release(struct arena *arena);

#endif
