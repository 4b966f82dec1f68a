/*
 * The one rule: a name that people see always holds a whole file, an old one or a new one. The
 * temporary names are kept on a list that a signal handler can walk.
 */
#include "common/whole_file.h"

#include "common/message.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- What must not stay behind ---- */

/* On the heap, since arenas and stacks may be gone when the program ends. */
struct unfinished {
    struct unfinished *next;
    pid_t owner; /* a child must leave its parent's files alone */
    enum { AS_FILE, AS_FOLDER, AS_PROCESS } kind;
    pid_t process; /* a child that writes too */
    char path[];
};
static struct unfinished *unfinished;

/* Within a signal handler nothing may be allocated: entries are read by the system call itself, and
 * outputs do not lie deeper than this. */
enum { DEPTH_LIMIT = 8, ENTRIES_SIZE = 4096 };

static void remove_folder(int parent, const char *path, int depth);

static void remove_entry(int folder, const char *name, int depth)
{
    if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
        return;
    if (unlinkat(folder, name, 0) != 0 && errno != ENOENT && depth < DEPTH_LIMIT)
        remove_folder(folder, name, depth + 1);
}

/* As far as it can be done: what is left is no failure of the program that ends. */
static void remove_folder(int parent, const char *path, int depth)
{
    _Alignas(struct dirent64) char entries[ENTRIES_SIZE];
    int folder = openat(parent, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (folder < 0)
        return;
    fchmod(folder, S_IRWXU); /* it may have been made read-only already */
    ssize_t size;
    while ((size = getdents64(folder, entries, sizeof entries)) > 0) {
        for (ssize_t at = 0; at < size;) {
            const struct dirent64 *entry = (const struct dirent64 *)(entries + at);
            at += entry->d_reclen;
            remove_entry(folder, entry->d_name, depth);
        }
    }
    close(folder);
    unlinkat(parent, path, AT_REMOVEDIR);
}

/* Whoever is still writing would make anew what is removed. All are told before one is waited for;
 * a child that was waited for is none any more, and its number may be another's. */
static void end_processes(void)
{
    for (const struct unfinished *at = unfinished; at; at = at->next) {
        if (at->kind == AS_PROCESS && at->owner == getpid() &&
            waitpid(at->process, NULL, WNOHANG) == 0)
            kill(at->process, SIGTERM);
    }
    for (const struct unfinished *at = unfinished; at; at = at->next) {
        if (at->kind != AS_PROCESS || at->owner != getpid())
            continue;
        while (waitpid(at->process, NULL, 0) < 0 && errno == EINTR) {
        }
    }
}

static void remove_unfinished(void)
{
    end_processes();
    for (const struct unfinished *at = unfinished; at; at = at->next) {
        if (at->owner != getpid())
            continue;
        if (at->kind == AS_FOLDER)
            remove_folder(AT_FDCWD, at->path, 0);
        else if (at->kind == AS_FILE)
            unlink(at->path);
    }
}

static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE};
enum { SIGNALS = sizeof signals / sizeof *signals };

static sigset_t all_signals(void)
{
    sigset_t all;
    sigemptyset(&all);
    for (int i = 0; i < SIGNALS; i++)
        sigaddset(&all, signals[i]);
    return all;
}

/* The same signal again, now with its usual effect, ends the program when this returns. */
static void remove_and_end(int signal_number)
{
    remove_unfinished();
    signal(signal_number, SIG_DFL);
    raise(signal_number);
}

/* Others are held back until the handler is done. Not SA_RESETHAND: Linux takes the handler away
 * before it holds the signal back, and a second one that comes in between (from `timeout`, or from
 * the starter of this process) ends the program at once. */
static void handle(int signal_number)
{
    struct sigaction action = {.sa_handler = remove_and_end, .sa_mask = all_signals()};
    if (sigaction(signal_number, &action, NULL) != 0)
        abort();
}

/* A signal that is ignored (in a shell's background, under nohup) stays ignored. */
static void watch(int signal_number)
{
    struct sigaction old;
    if (sigaction(signal_number, NULL, &old) != 0)
        abort();
    if (old.sa_handler != SIG_IGN)
        handle(signal_number);
}

static void watch_the_end(void)
{
    static bool watching;
    if (watching)
        return;
    watching = true;
    if (atexit(remove_unfinished) != 0)
        abort();
    for (int i = 0; i < SIGNALS; i++)
        watch(signals[i]);
}

static void remember(int kind, const char *path, pid_t process)
{
    watch_the_end();
    size_t length = strlen(path) + 1;
    struct unfinished *entry = malloc(sizeof *entry + length);
    if (!entry)
        abort();
    memcpy(entry->path, path, length);
    entry->owner = getpid();
    entry->kind = kind;
    entry->process = process;
    entry->next = unfinished;
    unfinished = entry;
}

static void forget(const char *path, pid_t process)
{
    for (struct unfinished **at = &unfinished; *at; at = &(*at)->next) {
        if ((*at)->process != process || strcmp((*at)->path, path) != 0)
            continue;
        struct unfinished *entry = *at;
        *at = entry->next;
        free(entry);
        return;
    }
}

/* ---- Processes ---- */

/* What is being made is to be remembered before a signal ends this process. */
static sigset_t hold_signals(void)
{
    sigset_t held = all_signals(), before;
    if (sigprocmask(SIG_BLOCK, &held, &before) != 0)
        abort();
    return before;
}

static void release_signals(sigset_t before)
{
    if (sigprocmask(SIG_SETMASK, &before, NULL) != 0)
        abort();
}

/* SIGTERM is how the starter, or its death, ends a child: it must not be ignored or held back. */
static void be_child(pid_t starter, sigset_t before)
{
    sigdelset(&before, SIGTERM);
    watch_the_end();
    handle(SIGTERM);
    if (prctl(PR_SET_PDEATHSIG, SIGTERM) != 0 || getppid() != starter)
        _exit(STATUS_ENVIRONMENT);
    release_signals(before);
}

pid_t whole_file_fork(void)
{
    pid_t starter = getpid();
    sigset_t before = hold_signals();
    pid_t child = fork();
    if (child == 0) {
        be_child(starter, before);
        return 0;
    }
    int reason = errno;
    if (child > 0)
        remember(AS_PROCESS, "", child);
    release_signals(before);
    errno = reason;
    return child;
}

int whole_file_wait(pid_t child)
{
    int status;
    while (waitpid(child, &status, 0) < 0) {
        if (errno != EINTR)
            abort();
    }
    forget("", child);
    return status;
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
    remember(AS_FILE, temporary, 0);
    return temporary;
}

void whole_file_finish(const char *temporary, const char *path)
{
    if (rename(temporary, path) != 0)
        whole_file_fail(path);
    forget(temporary, 0);
}

/* NAME.123.part, and no program has the number 123. */
static bool is_left_over(const char *name)
{
    static const char ending[] = ".part";
    size_t length = strlen(name);
    if (length < sizeof ending || strcmp(name + length - (sizeof ending - 1), ending) != 0)
        return false;
    size_t end = length - (sizeof ending - 1), begin = end;
    while (begin > 0 && name[begin - 1] >= '0' && name[begin - 1] <= '9')
        begin--;
    if (begin == end || begin < 2 || name[begin - 1] != '.' || end - begin > 9)
        return false;
    long process = strtol(name + begin, NULL, 10);
    return process > 0 && kill((pid_t)process, 0) != 0 && errno == ESRCH;
}

void whole_file_sweep(const char *folder)
{
    DIR *entries = opendir(folder);
    if (!entries)
        return; /* writing into it will say why */
    for (const struct dirent *entry; (entry = readdir(entries));)
        if (is_left_over(entry->d_name))
            unlinkat(dirfd(entries), entry->d_name, 0);
    closedir(entries);
}

/* ---- Whole folders ---- */

void whole_folder_begin(const char *temporary)
{
    remove_folder(AT_FDCWD, temporary, 0);
    remember(AS_FOLDER, temporary, 0);
    if (mkdir(temporary, 0777) != 0)
        whole_file_fail(temporary);
}

void whole_folder_finish(const char *temporary, const char *path)
{
    if (access(path, F_OK) == 0)
        errno = EEXIST;
    else if (errno == ENOENT && rename(temporary, path) == 0) {
        forget(temporary, 0);
        return;
    }
    whole_file_fail(path);
}

const char *whole_folder_private(struct arena *arena)
{
    const char *parent = getenv("TMPDIR");
    if (!parent || !*parent)
        parent = "/tmp";
    char *path = arena_printf(arena, "%s/renkei-XXXXXX", parent);
    sigset_t before = hold_signals(); /* until it is remembered */
    if (!mkdtemp(path))
        die(strerror(errno), _("check its permissions and its free space"),
            _("cannot make a folder below \"%s\""), parent);
    remember(AS_FOLDER, path, 0);
    release_signals(before);
    return path;
}

void whole_folder_remove(const char *path)
{
    remove_folder(AT_FDCWD, path, 0);
}

void whole_folder_discard(const char *temporary)
{
    remove_folder(AT_FDCWD, temporary, 0);
    forget(temporary, 0);
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
