/*
 * Every component of a name is opened by itself, relative to the one before and without following
 * links: a folder that is replaced while it is read leads nowhere else.
 */
#include "common/release_folder.h"

#include "common/message.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Outputs lie two folders deep and are some thousand files: an enemy's folder must end too. */
enum { DEPTH_LIMIT = 8, ENTRIES_LIMIT = 200000, NAME_LIMIT = 1024 };

/* ---- Reading ---- */

bool folder_name_is_plain(const char *name)
{
    size_t length = strlen(name);
    if (length == 0 || length > NAME_LIMIT)
        return false;
    for (const char *at = name;; at++) {
        size_t part = strcspn(at, "/");
        if (part == 0 || (part == 1 && at[0] == '.') || (part == 2 && strncmp(at, "..", 2) == 0))
            return false;
        at += part;
        if (*at == '\0')
            return true;
    }
}

/* Opens the file; a pipe or a device must not make the program wait. */
static int open_plain(int folder, const char *name)
{
    int at = folder;
    for (const char *slash; (slash = strchr(name, '/')) != NULL; name = slash + 1) {
        char *part = strndup(name, (size_t)(slash - name));
        if (part == NULL)
            abort();
        int next = openat(at, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        int reason = errno;
        free(part);
        if (at != folder)
            close(at);
        errno = reason;
        if (next < 0)
            return -1;
        at = next;
    }
    int file = openat(at, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    int reason = errno;
    if (at != folder)
        close(at);
    errno = reason;
    return file;
}

/* Reads up to `size` bytes; fewer if the file ends before. */
static bool read_all(int file, char *bytes, size_t size, size_t *length)
{
    *length = 0;
    while (*length < size) {
        ssize_t got = read(file, bytes + *length, size - *length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return false;
        if (got == 0)
            break;
        *length += (size_t)got;
    }
    return true;
}

static char *read_open(int file, size_t limit, size_t *length)
{
    struct stat found;
    if (fstat(file, &found) != 0)
        return NULL;
    if (!S_ISREG(found.st_mode) || found.st_size < 0 || (uintmax_t)found.st_size > limit) {
        errno = S_ISREG(found.st_mode) ? EFBIG : EINVAL;
        return NULL;
    }
    size_t size = (size_t)found.st_size;
    char *bytes = malloc(size + 1);
    if (bytes == NULL)
        abort();
    if (!read_all(file, bytes, size, length)) {
        int reason = errno;
        free(bytes);
        errno = reason;
        return NULL;
    }
    bytes[*length] = '\0';
    return bytes;
}

char *folder_read(int folder, const char *name, size_t limit, size_t *length)
{
    if (!folder_name_is_plain(name)) {
        errno = EINVAL;
        return NULL;
    }
    int file = open_plain(folder, name);
    if (file < 0)
        return NULL;
    char *bytes = read_open(file, limit, length);
    int reason = errno;
    close(file);
    errno = reason;
    return bytes;
}

/* ---- Listing ---- */

struct listing {
    struct folder_names *names;
    struct arena *arena;
    struct mismatches *mismatches;
    unsigned depth;
    size_t entries; /* so far */
};

static void add_problem(const struct listing *listing, const char *name, const char *text)
{
    mismatch_add(listing->mismatches, &(struct mismatch){.file = name, .text = text});
}

static void add_name(const struct listing *listing, const char *name)
{
    struct folder_names *names = listing->names;
    if (names->count == names->capacity) {
        size_t capacity = names->capacity ? 2 * names->capacity : 256;
        const char **larger = arena_array(listing->arena, capacity, sizeof *larger);
        if (names->count > 0)
            memcpy(larger, names->names, names->count * sizeof *larger);
        names->names = larger;
        names->capacity = capacity;
    }
    names->names[names->count++] = name;
}

static void list_folder(struct listing *listing, int folder, const char *prefix);

static void list_entry(struct listing *listing, int folder, const char *prefix, const char *entry)
{
    struct stat found;
    const char *name = arena_printf(listing->arena, "%s%s", prefix, entry);
    if (fstatat(folder, entry, &found, AT_SYMLINK_NOFOLLOW) != 0) {
        add_problem(listing, name, strerror(errno));
    } else if (S_ISREG(found.st_mode)) {
        add_name(listing, name);
    } else if (!S_ISDIR(found.st_mode)) {
        add_problem(listing, name,
                    S_ISLNK(found.st_mode) ? _("it is a symbolic link")
                                           : _("it is neither a file nor a folder"));
    } else if (listing->depth == DEPTH_LIMIT || strlen(name) > NAME_LIMIT) {
        add_problem(listing, name, _("the folder lies too deep"));
    } else {
        int inner = openat(folder, entry, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (inner < 0)
            add_problem(listing, name, strerror(errno));
        else
            list_folder(listing, inner, arena_printf(listing->arena, "%s/", name));
    }
}

/* Closes the folder. */
static void list_folder(struct listing *listing, int folder, const char *prefix)
{
    DIR *entries = fdopendir(folder);
    if (entries == NULL)
        abort();
    listing->depth++;
    for (const struct dirent *entry; (entry = readdir(entries)) != NULL;) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if (++listing->entries > ENTRIES_LIMIT) {
            add_problem(listing, prefix, _("the folder has too many files"));
            break; /* the folders above end likewise */
        }
        list_entry(listing, folder, prefix, entry->d_name);
    }
    listing->depth--;
    closedir(entries);
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void folder_list(struct folder_names *names, int folder, struct arena *arena,
                 struct mismatches *mismatches)
{
    struct listing listing = {.names = names, .arena = arena, .mismatches = mismatches};
    int own = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (own < 0) {
        add_problem(&listing, ".", strerror(errno));
        return;
    }
    list_folder(&listing, own, "");
    if (names->count > 0)
        qsort(names->names, names->count, sizeof *names->names, compare_names);
}
