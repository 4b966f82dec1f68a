#include "ingest/seen.h"

#include <stdlib.h>
#include <string.h>

enum { SEEN_FIRST_SIZE = 64 };

/* A digest is random already: its first bytes are the hash. */
static struct seen_file *place_of(const struct seen *seen, const unsigned char *sha256)
{
    uint64_t hash;
    memcpy(&hash, sha256, sizeof hash);
    size_t at = (size_t)hash & (seen->size - 1);
    while (seen->files[at].used && memcmp(seen->files[at].sha256, sha256, SHA256_SIZE) != 0)
        at = (at + 1) & (seen->size - 1);
    return &seen->files[at];
}

static void grow(struct seen *seen)
{
    struct seen larger = {.size = seen->size ? 2 * seen->size : SEEN_FIRST_SIZE,
                          .count = seen->count};
    larger.files = calloc(larger.size, sizeof *larger.files);
    if (!larger.files)
        abort();
    for (size_t i = 0; i < seen->size; i++)
        if (seen->files[i].used)
            *place_of(&larger, seen->files[i].sha256) = seen->files[i];
    free(seen->files);
    *seen = larger;
}

struct seen_file *seen_add(struct seen *seen, const unsigned char sha256[SHA256_SIZE])
{
    if (2 * (seen->count + 1) > seen->size)
        grow(seen);
    struct seen_file *file = place_of(seen, sha256);
    seen->count += !file->used;
    file->used = true;
    memcpy(file->sha256, sha256, SHA256_SIZE);
    return file;
}

const struct seen_file *seen_find(const struct seen *seen, const unsigned char sha256[SHA256_SIZE])
{
    if (!seen->size)
        return NULL;
    const struct seen_file *file = place_of(seen, sha256);
    return file->used ? file : NULL;
}

void seen_release(struct seen *seen)
{
    free(seen->files);
    *seen = (struct seen){0};
}
