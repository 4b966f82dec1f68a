/*
 * The one rule: a name that people see always holds a whole file, an old one or a new one. The
 * temporary names are kept on a list that a signal handler can walk.
 */
#include "common/whole_file.h"

#include "common/message.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* ---- What must not stay behind ---- */

/* On the heap, since arenas and stacks may be gone when the program ends. */
struct unfinished {
    struct unfinished *next;
    pid_t owner; /* a child must leave its parent's files alone */
    char path[];
};
static struct unfinished *unfinished;

static void remove_unfinished(void)
{
    for (const struct unfinished *at = unfinished; at; at = at->next)
        if (at->owner == getpid())
            unlink(at->path);
}

/* Registered with SA_RESETHAND: the signal raised again ends the program as it should. */
static void remove_and_end(int signal_number)
{
    remove_unfinished();
    raise(signal_number);
}

/* A signal that is ignored (in a shell's background, under nohup) stays ignored. */
static void watch(int signal_number)
{
    struct sigaction old;
    struct sigaction action = {.sa_handler = remove_and_end, .sa_flags = (int)SA_RESETHAND};
    sigemptyset(&action.sa_mask);
    if (sigaction(signal_number, NULL, &old) != 0 ||
        (old.sa_handler != SIG_IGN && sigaction(signal_number, &action, NULL) != 0))
        abort();
}

static void watch_the_end(void)
{
    static bool watching;
    if (watching)
        return;
    watching = true;
    if (atexit(remove_unfinished) != 0)
        abort();
    watch(SIGINT);
    watch(SIGTERM);
    watch(SIGHUP);
    watch(SIGPIPE);
}

static void remember(const char *path)
{
    watch_the_end();
    size_t length = strlen(path) + 1;
    struct unfinished *entry = malloc(sizeof *entry + length);
    if (!entry)
        abort();
    memcpy(entry->path, path, length);
    entry->owner = getpid();
    entry->next = unfinished;
    unfinished = entry;
}

static void forget(const char *path)
{
    for (struct unfinished **at = &unfinished; *at; at = &(*at)->next) {
        if (strcmp((*at)->path, path) != 0)
            continue;
        struct unfinished *entry = *at;
        *at = entry->next;
        free(entry);
        return;
    }
}

/* ---- Folders ---- */

static void make_one_folder(const char *path)
{
    struct stat found;
    if (mkdir(path, 0777) == 0 ||
        (errno == EEXIST && stat(path, &found) == 0 && S_ISDIR(found.st_mode)))
        return;
    int reason = errno == EEXIST ? ENOTDIR : errno;
    die(strerror(reason), _("name another folder with --out, or see the permissions of this one"),
        _("cannot create the folder \"%s\""), path);
}

void whole_file_folder(const char *folder)
{
    char *path = strdup(folder);
    if (!path)
        abort();
    /* The slash that a path may begin with is no folder's end. */
    for (char *slash = path; *slash; slash++) {
        if (*slash != '/' || slash == path)
            continue;
        *slash = '\0';
        make_one_folder(path);
        *slash = '/';
    }
    make_one_folder(*path ? path : ".");
    free(path);
}

/* ---- Files ---- */

const char *whole_file_temporary(struct arena *arena, const char *path)
{
    /* The number of the program keeps two runs into one folder apart. */
    return arena_printf(arena, "%s.%ld.part", path, (long)getpid());
}

const char *whole_file_begin(struct arena *arena, const char *path)
{
    const char *temporary = whole_file_temporary(arena, path);
    remember(temporary);
    return temporary;
}

void whole_file_finish(const char *temporary, const char *path)
{
    if (rename(temporary, path) != 0)
        whole_file_fail(path);
    forget(temporary);
}

bool whole_file_has_room(const char *path, size_t bytes)
{
    struct statvfs space;
    if (statvfs(path, &space) != 0)
        return false;
    /* Some network file systems do not say how large they are. */
    if (space.f_blocks == 0 || space.f_bavail >= bytes / space.f_frsize + 1)
        return true;
    errno = ENOSPC;
    return false;
}

void whole_file_fail(const char *path)
{
    const char *reason = strerror(errno);
    die(reason, _("check the free space and the permissions of the folder"),
        _("cannot write \"%s\""), path);
}
