#include "common/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The first block holds a form's answers; later blocks double so that large jobs need few. */
enum { ARENA_FIRST_BLOCK = 16 * 1024, ARENA_LARGEST_DOUBLING = 1024 * 1024 };

struct arena_block {
    struct arena_block *previous;
    size_t size;
    size_t used;
    max_align_t bytes[];
};

static size_t rounded_up(size_t size)
{
    const size_t step = _Alignof(max_align_t);
    if (size > SIZE_MAX - step)
        abort();
    return (size + step - 1) / step * step;
}

static struct arena_block *add_block(struct arena *arena, size_t needed)
{
    size_t size = ARENA_FIRST_BLOCK;
    if (arena->last)
        size = arena->last->size < ARENA_LARGEST_DOUBLING ? 2 * arena->last->size
                                                          : ARENA_LARGEST_DOUBLING;
    if (size < needed)
        size = needed;
    if (size > SIZE_MAX - sizeof(struct arena_block))
        abort();
    struct arena_block *block = malloc(sizeof *block + size);
    if (!block)
        abort();
    *block = (struct arena_block){.previous = arena->last, .size = size};
    arena->last = block;
    return block;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    size_t needed = rounded_up(size ? size : 1);
    struct arena_block *block = arena->last;
    if (!block || block->size - block->used < needed)
        block = add_block(arena, needed);
    void *piece = (char *)block->bytes + block->used;
    block->used += needed;
    return memset(piece, 0, needed);
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    size_t total;
    if (__builtin_mul_overflow(count, size, &total))
        abort();
    return arena_alloc(arena, total);
}

char *arena_copy(struct arena *arena, const char *bytes, size_t length)
{
    char *copy = arena_alloc(arena, length + 1);
    if (length)
        memcpy(copy, bytes, length);
    return copy;
}

char *arena_strdup(struct arena *arena, const char *text)
{
    return arena_copy(arena, text, strlen(text));
}

char *arena_vprintf(struct arena *arena, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (length < 0)
        abort();
    char *text = arena_alloc(arena, (size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, arguments);
    return text;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = arena_vprintf(arena, format, arguments);
    va_end(arguments);
    return text;
}

void arena_reset(struct arena *arena)
{
    if (!arena->last)
        return;
    struct arena_block *kept = arena->last;
    for (struct arena_block *block = arena->last; block; block = block->previous)
        if (block->size > kept->size)
            kept = block;
    struct arena_block *block = arena->last;
    while (block) {
        struct arena_block *previous = block->previous;
        if (block != kept)
            free(block);
        block = previous;
    }
    kept->previous = NULL;
    kept->used = 0;
    arena->last = kept;
}

void arena_release(struct arena *arena)
{
    struct arena_block *block = arena->last;
    while (block) {
        struct arena_block *previous = block->previous;
        free(block);
        block = previous;
    }
    arena->last = NULL;
}
