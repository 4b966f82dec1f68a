/*
 * Everything that is asked of the folder is asked under the lock. The kernel gives the lock back
 * however the program ends.
 */
#include "report/shelf.h"

#include "common/message.h"
#include "common/whole_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DIGITS_LEAST = 3, DIGITS_MOST = 9 };
static const char part[] = ".part";

_Noreturn static void fail(const char *path)
{
    whole_file_fail(path);
}

const char *shelf_path(const struct shelf *shelf, int64_t number)
{
    return arena_printf(shelf->arena, "%s/%03lld", shelf->folder, (long long)number);
}

/* ---- What lies there ---- */

/* The number that a name begins with; `rest` is behind it. 0: it is none. */
static int64_t read_number(const char *name, const char **rest)
{
    size_t length = strspn(name, "0123456789");
    *rest = name + length;
    return length < DIGITS_LEAST || length > DIGITS_MOST ? 0 : strtoll(name, NULL, 10);
}

static void look_at(struct shelf *shelf, const char *name)
{
    const char *rest;
    int64_t number = read_number(name, &rest);
    if (number > shelf->last && *rest == '\0')
        shelf->last = number;
    if (number > 0 && strcmp(rest, part) == 0)
        whole_folder_remove(arena_printf(shelf->arena, "%s/%s", shelf->folder, name));
}

static void look_around(struct shelf *shelf)
{
    DIR *entries = opendir(shelf->folder);
    if (entries == NULL)
        fail(shelf->folder);
    for (const struct dirent *entry; (entry = readdir(entries)) != NULL;)
        look_at(shelf, entry->d_name);
    closedir(entries);
}

/* ---- The lock, and the number that was given last ---- */

static void lock(struct shelf *shelf)
{
    const char *path = arena_printf(shelf->arena, "%s/.number", shelf->folder);
    shelf->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (shelf->lock < 0)
        fail(path);
    if (flock(shelf->lock, LOCK_EX | LOCK_NB) == 0)
        return;
    if (errno != EWOULDBLOCK)
        fail(path);
    message_note(_("waiting for another release in \"%s\""), shelf->folder);
    while (flock(shelf->lock, LOCK_EX) != 0) {
        if (errno != EINTR)
            fail(path);
    }
}

static int64_t number_given(const struct shelf *shelf)
{
    char text[DIGITS_MOST + 1] = "";
    const char *rest;
    ssize_t length = pread(shelf->lock, text, sizeof text - 1, 0);
    if (length < 0)
        fail(shelf->folder);
    return read_number(text, &rest);
}

static void give_number(const struct shelf *shelf)
{
    char text[32];
    int length = snprintf(text, sizeof text, "%0*lld\n", DIGITS_LEAST, (long long)shelf->number);
    if (pwrite(shelf->lock, text, (size_t)length, 0) != length)
        fail(shelf->folder);
}

void shelf_open(struct shelf *shelf, struct arena *arena, const char *folder)
{
    *shelf = (struct shelf){.folder = folder, .arena = arena};
    whole_file_folder(folder);
    lock(shelf);
    look_around(shelf);
    int64_t given = number_given(shelf);
    shelf->number = (given > shelf->last ? given : shelf->last) + 1;
    shelf->path = shelf_path(shelf, shelf->number);
    shelf->temporary = arena_printf(arena, "%s%s", shelf->path, part);
    whole_folder_begin(shelf->temporary);
}

/* ---- The end ---- */

static void make_read_only(struct arena *arena, const char *folder)
{
    DIR *entries = opendir(folder);
    if (entries == NULL)
        fail(folder);
    for (const struct dirent *entry; (entry = readdir(entries)) != NULL;) {
        struct stat found;
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        const char *path = arena_printf(arena, "%s/%s", folder, entry->d_name);
        if (lstat(path, &found) != 0)
            fail(path);
        if (S_ISDIR(found.st_mode))
            make_read_only(arena, path);
        else if (chmod(path, S_IRUSR | S_IRGRP | S_IROTH) != 0)
            fail(path);
    }
    closedir(entries);
    if (chmod(folder, S_IRUSR | S_IXUSR | S_IRGRP | S_IXGRP | S_IROTH | S_IXOTH) != 0)
        fail(folder);
}

static void unlock(struct shelf *shelf)
{
    close(shelf->lock);
    shelf->lock = -1;
}

/* The number is given before the name: a program that is killed between the two leaves a gap, not a
 * number that comes twice. */
void shelf_finish(struct shelf *shelf)
{
    make_read_only(shelf->arena, shelf->temporary);
    give_number(shelf);
    whole_folder_finish(shelf->temporary, shelf->path);
    unlock(shelf);
}

void shelf_discard(struct shelf *shelf)
{
    whole_folder_discard(shelf->temporary);
    unlock(shelf);
}
