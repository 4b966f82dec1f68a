/*
 * Making the private cluster. It is made under another name and gets its own when it is whole and
 * on the disk; what an interrupted attempt left is removed by the next one.
 */
#include "common/cluster.h"

#include "common/message.h"
#include "common/str.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <glob.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ELSEWHERE "/var/lib/renkei"
enum { ELSEWHERE_MOST = 1000 }; /* homes of one name, removed and made again */

/* Made for large loads by few programs on a machine that is not the server's own, and yet safe
 * against a loss of power: fsync and synchronous_commit stay on. No replication: then COPY into
 * a table of the same transaction need not be logged. Shared memory of parallel queries in files:
 * /dev/shm has 64 MB in containers, and systemd empties it when the user logs out. */
static const char settings[] =
    "\n# What renkei needs; more can be changed below or with ALTER SYSTEM.\n"
    "listen_addresses = ''\n"
    "unix_socket_permissions = 0700\n"
    "wal_level = minimal\n"
    "max_wal_senders = 0\n"
    "max_wal_size = 2GB\n"
    "shared_buffers = 128MB\n"
    "dynamic_shared_memory_type = mmap\n"
    "maintenance_work_mem = 64MB\n"
    "jit = off\n"
    "logging_collector = off\n"
    "log_destination = 'stderr'\n"
    "log_line_prefix = '%m [%p] %a '\n"
    "log_checkpoints = off\n"
    "timezone = 'UTC'\n";

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *ftw)
{
    (void)status;
    (void)kind;
    (void)ftw;
    return remove(path);
}

static void remove_tree(const char *path)
{
    enum { OPEN_FOLDERS = 16 };
    if (nftw(path, remove_entry, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS) < 0)
        message_detail(_("cannot remove '%s': %s"), path, strerror(errno));
}

void cluster_tidy(const struct cluster *cluster)
{
    static const char special[] = "*?[\\";
    struct str pattern = {0};
    for (const char *at = cluster->place; *at; at++) {
        if (strchr(special, *at))
            str_append_char(&pattern, '\\');
        str_append_char(&pattern, *at);
    }
    str_append(&pattern, "/db.new.??????");
    glob_t found;
    if (glob(pattern.at, 0, NULL, &found) == 0) {
        for (size_t i = 0; i < found.gl_pathc; i++)
            remove_tree(found.gl_pathv[i]);
        globfree(&found);
    }
    str_release(&pattern);
}

/* An empty folder of the server user; NULL with errno if the disk or the user's rights stand
 * against it, then nothing is left. */
static char *make_draft(struct cluster *cluster)
{
    char *draft = arena_printf(&cluster->arena, "%s/db.new.XXXXXX", cluster->place);
    if (!mkdtemp(draft))
        return NULL;
    if (!cluster->user)
        return draft;
    struct stat status;
    int failure = 0;
    if (lchown(draft, cluster->uid, cluster->gid) < 0 || lstat(draft, &status) < 0)
        failure = errno;
    else if (status.st_uid != cluster->uid || !cluster_may_enter(cluster, draft))
        failure = EACCES;
    if (!failure)
        return draft;
    rmdir(draft);
    errno = failure;
    return NULL;
}

_Noreturn static void refuse_folder(const char *path)
{
    die(strerror(errno), _("name a folder in RENKEI_HOME in which you may write"),
        _("cannot make the private database in '%s'"), path);
}

/* A folder below /var/lib/renkei that holds no cluster yet. A cluster that is found there belonged
 * to a home of this name that was removed: whoever removed it wants to begin anew. */
static const char *new_place(struct cluster *cluster)
{
    if (mkdir(ELSEWHERE, 0711) < 0 && errno != EEXIST)
        refuse_folder(ELSEWHERE);
    for (int i = 1; i < ELSEWHERE_MOST; i++) {
        const char *place =
            arena_printf(&cluster->arena, ELSEWHERE "/%016llx-%d", cluster_hash(cluster->home), i);
        struct stat status;
        if (mkdir(place, 0711) < 0 && errno != EEXIST)
            refuse_folder(place);
        if (lstat(arena_printf(&cluster->arena, "%s/db", place), &status) < 0)
            return place;
        message_note(_("'%s' holds the database of an earlier '%s'; remove it when it is not "
                       "needed any more"),
                     place, cluster->home);
    }
    errno = EEXIST;
    refuse_folder(ELSEWHERE);
}

/* The server user cannot use the home, or the folder that stood for it is gone. */
static bool needs_another_place(const struct cluster *cluster, int failure)
{
    if (!cluster->user)
        return false;
    return cluster->place == cluster->home ? failure == EACCES || failure == EPERM
                                           : failure == ENOENT;
}

/* The home's word on where its cluster is, written before anything is there. */
static void move_elsewhere(struct cluster *cluster)
{
    const char *place = new_place(cluster);
    char *pointer = arena_printf(&cluster->arena, "%s/elsewhere", cluster->home);
    char *draft = arena_printf(&cluster->arena, "%s.new", pointer);
    unlink(draft);
    int file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (file < 0 || dprintf(file, "%s\n", place) < 0 || fsync(file) < 0 || close(file) < 0 ||
        rename(draft, pointer) < 0)
        refuse_folder(cluster->home);
    cluster_set_place(cluster, place);
    message_note(_("the user '%s', as whom the database runs, may not enter '%s': it is in '%s'"),
                 cluster->user, cluster->home, place);
}

/* Ends the program with what the server's program said; nothing half-made stays. */
_Noreturn static void give_up(struct cluster *cluster, const char *draft, const char *output)
{
    remove_tree(draft);
    bool full = strstr(output, "No space left") != NULL;
    die(cluster_gist(&cluster->arena, output),
        full ? _("the disk is full; free about 100 MB, or name another folder in RENKEI_HOME")
             : _("see the rights of the folder, or name another one in RENKEI_HOME"),
        _("could not make the private database"));
}

/* Texts sort by code, never by the rules of a language; letters are still known as such. */
static const char *ctype_option(void)
{
    locale_t locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    if (!locale)
        return "--lc-ctype=C";
    freelocale(locale);
    return "--lc-ctype=C.UTF-8";
}

static void run_initdb(struct cluster *cluster, const char *programs, char *draft)
{
    char *arguments[] = {arena_printf(&cluster->arena, "%s/initdb", programs),
                         (char *)"--pgdata",
                         draft,
                         (char *)"--auth=trust",
                         (char *)"--username=renkei",
                         (char *)"--encoding=UTF8",
                         (char *)"--locale=C",
                         (char *)ctype_option(),
                         (char *)"--no-sync",
                         (char *)"--no-instructions",
                         NULL};
    const char *output;
    if (!cluster_command(cluster, arguments, NULL, &output))
        give_up(cluster, draft, output);
}

static void append_settings(struct cluster *cluster, const char *draft)
{
    const char *path = arena_printf(&cluster->arena, "%s/postgresql.conf", draft);
    int file = open(path, O_WRONLY | O_APPEND | O_NOFOLLOW | O_CLOEXEC);
    const size_t length = sizeof settings - 1;
    if (file < 0 || write(file, settings, length) != (ssize_t)length || close(file) < 0)
        give_up(cluster, draft, strerror(errno));
}

/* In the single-user mode, before there is a server anybody could reach. */
static void create_database(struct cluster *cluster, const char *programs, char *draft)
{
    char *arguments[] = {arena_printf(&cluster->arena, "%s/postgres", programs),
                         (char *)"--single",
                         (char *)"-F",
                         (char *)"-D",
                         draft,
                         (char *)"-c",
                         (char *)"exit_on_error=on",
                         (char *)"postgres",
                         NULL};
    const char *output;
    if (!cluster_command(cluster, arguments, "CREATE DATABASE renkei;\n", &output))
        give_up(cluster, draft, output);
}

/* Written without fsync so far: everything at once, then the name. */
static void make_permanent(struct cluster *cluster, const char *draft)
{
    int folder = open(cluster->place, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0 || syncfs(folder) < 0 || rename(draft, cluster->data) < 0 || fsync(folder) < 0)
        give_up(cluster, draft, strerror(errno));
    close(folder);
}

void cluster_make(struct cluster *cluster)
{
    const char *programs = cluster_programs(cluster, 0);
    if (!programs)
        die(NULL, _("install the package 'postgresql', or name a server with --db"),
            _("no PostgreSQL server, version 14 or newer, is installed"));
    char *draft = make_draft(cluster);
    if (!draft && needs_another_place(cluster, errno)) {
        move_elsewhere(cluster);
        cluster_tidy(cluster);
        draft = make_draft(cluster);
    }
    if (!draft)
        refuse_folder(cluster->place);
    message_note(_("making the private database in '%s'"), cluster->place);
    run_initdb(cluster, programs, draft);
    append_settings(cluster, draft);
    create_database(cluster, programs, draft);
    make_permanent(cluster, draft);
}
