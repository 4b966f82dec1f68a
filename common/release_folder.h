/* Files below a folder that may have been made by an enemy. Not for use outside of release*.c. */
#ifndef RENKEI_COMMON_RELEASE_FOLDER_H
#define RENKEI_COMMON_RELEASE_FOLDER_H

#include "common/arena.h"
#include "common/mismatch.h"

#include <stdbool.h>
#include <stddef.h>

/* A name relative to a folder that stays below it: no empty component, "." or "..", not too long.
 */
bool folder_name_is_plain(const char *name);

/* The whole file, with a NUL behind it, on the heap. NULL if it cannot be read, with errno: ELOOP
 * for a symbolic link, EFBIG if it has more than `limit` bytes, EINVAL if it is no regular file or
 * the name is not plain. */
char *folder_read(int folder, const char *name, size_t limit, size_t *length);

/* The names of all files below the folder, ordered bytewise. What is neither a file nor a folder,
 * cannot be read or lies too deep is added to the mismatches. */
struct folder_names {
    const char **names;
    size_t count, capacity;
};
void folder_list(struct folder_names *names, int folder, struct arena *arena,
                 struct mismatches *mismatches);

#endif
