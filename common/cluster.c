/*
 * Where the private cluster is, and starting and stopping its server. What a start leaves behind
 * when it is killed is either nothing or what the next start finds and finishes: the lock ends
 * with its holder, the cluster gets its name when it is whole, the server is looked for.
 * Making a cluster is in cluster_make.c, running the server's programs in cluster_run.c.
 */
#include "common/cluster.h"

#include "common/message.h"
#include "common/str.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <pwd.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    SOCKET_PATH_MOST = 107,       /* sun_path without its NUL */
    LOG_MOST = 1024 * 1024,       /* then the log is put aside at the next start */
    LOG_SHOWN = 2000,             /* bytes of the log quoted when a start fails */
    LINGER_MILLISECONDS = 15000,  /* for the sessions of a server that was killed to notice it */
    POLL_MILLISECONDS = 20,       /* between looks; a start takes about a tenth of a second */
    PATIENCE_MILLISECONDS = 3000, /* then say what is being waited for */
    STOP_MILLISECONDS = 120000,   /* a last checkpoint on a slow disk */
};
#define SOCKET_NAME "/.s.PGSQL.5432"

/* ---- where it is ---- */

/* FNV-1a, 64 bits: short names for long paths; nobody gains by a collision. */
unsigned long long cluster_hash(const char *text)
{
    uint64_t hash = 0xcbf29ce484222325;
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 0x100000001b3;
    return hash;
}

/* libpq and the server give commas, quotes, blanks and backslashes a meaning in such a path. */
static bool is_usable_socket_folder(const char *folder)
{
    if (strlen(folder) + strlen(SOCKET_NAME) > SOCKET_PATH_MOST)
        return false;
    return !strpbrk(folder, ",\"'\\ \t\n");
}

static void set_server_user(struct cluster *cluster)
{
    cluster->uid = geteuid();
    cluster->gid = getegid();
    cluster->user = NULL;
    if (cluster->uid != 0)
        return;
    struct stat status;
    bool exists = lstat(cluster->data, &status) == 0 && status.st_uid != 0;
    const struct passwd *user = exists ? getpwuid(status.st_uid) : getpwnam("postgres");
    if (!user && !exists)
        user = getpwnam("nobody");
    if (!user || user->pw_uid == 0)
        die(NULL, _("install the package 'postgresql', which brings the user 'postgres'"),
            _("PostgreSQL does not run as root, and there is no user to run it as"));
    cluster->uid = user->pw_uid;
    cluster->gid = user->pw_gid;
    cluster->user = arena_strdup(&cluster->arena, user->pw_name);
}

void cluster_set_place(struct cluster *cluster, const char *place)
{
    struct arena *arena = &cluster->arena;
    cluster->place = place;
    cluster->data = arena_printf(arena, "%s/db", place);
    cluster->log = arena_printf(arena, "%s/server.log", place);
    set_server_user(cluster);
    cluster->socket = arena_printf(arena, "%s/socket", place);
    if (!is_usable_socket_folder(cluster->socket))
        cluster->socket = arena_printf(arena, "/tmp/renkei-%lu-%016llx",
                                       (unsigned long)cluster->uid, cluster_hash(place));
    cluster->conninfo =
        arena_printf(arena, "host=%s port=5432 user=renkei dbname=renkei", cluster->socket);
}

/* The home without symbolic links, so that it has one name; it need not exist yet. */
static const char *home_path(struct arena *arena)
{
    const char *home = getenv("RENKEI_HOME");
    if (!home || !*home)
        home = "var";
    char *real = realpath(home, NULL);
    if (real) {
        const char *copy = arena_strdup(arena, real);
        free(real);
        return copy;
    }
    if (errno != ENOENT)
        die(strerror(errno), _("name another folder in RENKEI_HOME"),
            _("cannot use the folder '%s'"), home);
    if (home[0] == '/')
        return arena_strdup(arena, home);
    char *here = getcwd(NULL, 0);
    if (!here)
        die(strerror(errno), NULL, _("cannot say which folder this is"));
    const char *path = arena_printf(arena, "%s/%s", here, home);
    free(here);
    return path;
}

/* The folder named in home/elsewhere, or the home. Only root's word counts: the file says where
 * root makes folders and gives them away. */
static const char *place_of(struct cluster *cluster)
{
    char path[PATH_MAX];
    struct stat status;
    const char *pointer = arena_printf(&cluster->arena, "%s/elsewhere", cluster->home);
    int file = open(pointer, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (file < 0)
        return cluster->home;
    ssize_t length = read(file, path, sizeof path - 1);
    bool trusted = fstat(file, &status) == 0 && status.st_uid == 0 && length > 1;
    close(file);
    if (!trusted)
        return cluster->home;
    path[length] = '\0';
    path[strcspn(path, "\n")] = '\0';
    return arena_strdup(&cluster->arena, path);
}

static void refuse_foreign(const struct cluster *cluster, uid_t owner)
{
    const struct passwd *user = getpwuid(owner);
    char number[24];
    snprintf(number, sizeof number, "%lu", (unsigned long)owner);
    die(NULL,
        _("run as root or as that user, or name a folder of your own in RENKEI_HOME, or remove "
          "the folder if the database is not needed"),
        _("the private database in '%s' belongs to the user '%s'"), cluster->place,
        user ? user->pw_name : number);
}

static void require_own(const struct cluster *cluster)
{
    struct stat status;
    if (geteuid() == 0)
        return;
    if (lstat(cluster->place, &status) == 0 && cluster->place != cluster->home)
        refuse_foreign(cluster, 0);
    if (lstat(cluster->home, &status) == 0 && status.st_uid != geteuid())
        refuse_foreign(cluster, status.st_uid);
    if (lstat(cluster->data, &status) == 0 && status.st_uid != geteuid())
        refuse_foreign(cluster, status.st_uid);
}

void cluster_find(struct cluster *cluster)
{
    *cluster = (struct cluster){.lock = -1};
    cluster->home = home_path(&cluster->arena);
    cluster_set_place(cluster, place_of(cluster));
    require_own(cluster);
}

void cluster_release(struct cluster *cluster)
{
    if (cluster->lock >= 0)
        close(cluster->lock);
    cluster->lock = -1;
    arena_release(&cluster->arena);
}

bool cluster_exists(const struct cluster *cluster)
{
    struct stat status;
    return lstat(cluster->data, &status) == 0 && S_ISDIR(status.st_mode);
}

/* ---- is its server there? ---- */

struct server_state {
    pid_t pid; /* as the file says; 0: no file */
    bool alive, ready;
};

/* The process runs the server on this folder: numbers are given again after a restart of the
 * machine, and a server that was killed may not have been buried yet (no command line). */
static bool is_server(const struct cluster *cluster, pid_t pid)
{
    char path[64], text[PATH_MAX + 256];
    snprintf(path, sizeof path, "/proc/%ld/cmdline", (long)pid);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return false;
    ssize_t length = read(file, text, sizeof text - 1);
    close(file);
    if (length <= 0)
        return false;
    text[length] = '\0';
    for (const char *word = text; word < text + length; word += strlen(word) + 1)
        if (strcmp(word, cluster->data) == 0)
            return true;
    return false;
}

/* postmaster.pid: the number in its first line, the state in its eighth. */
static struct server_state server_state(const struct cluster *cluster)
{
    struct server_state state = {0};
    char path[PATH_MAX], text[PATH_MAX + 256];
    if (snprintf(path, sizeof path, "%s/postmaster.pid", cluster->data) >= PATH_MAX)
        return state;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return state;
    ssize_t length = read(file, text, sizeof text - 1);
    close(file);
    if (length <= 0)
        return state;
    text[length] = '\0';
    state.pid = (pid_t)strtol(text, NULL, 10);
    state.alive = state.pid > 1 && is_server(cluster, state.pid);
    const char *line = text;
    for (int i = 1; line && i < 8; i++) {
        line = strchr(line, '\n');
        line = line ? line + 1 : NULL;
    }
    state.ready = state.alive && line && strncmp(line, "ready", 5) == 0;
    return state;
}

pid_t cluster_server(const struct cluster *cluster)
{
    struct server_state state = server_state(cluster);
    return state.alive ? state.pid : 0;
}

static void pause_briefly(void)
{
    nanosleep(&(struct timespec){.tv_nsec = POLL_MILLISECONDS * 1000000L}, NULL);
}

/* ---- the lock ---- */

static void make_folders(const char *path, mode_t mode)
{
    char *partial = strdup(path);
    if (!partial)
        abort();
    for (char *slash = strchr(partial + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(partial, 0777); /* the last mkdir tells whether it worked */
        *slash = '/';
    }
    free(partial);
    if (mkdir(path, mode) < 0 && errno != EEXIST)
        die(strerror(errno), _("name a folder in RENKEI_HOME in which you may write"),
            _("cannot make the folder '%s'"), path);
}

/* Files beside the cluster belong to who owns the home, so that nobody is locked out of his own
 * folder after root used it once. */
static int open_in_place(const struct cluster *cluster, const char *path, int flags)
{
    struct stat status;
    int file = open(path, flags | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (file < 0)
        die(strerror(errno), _("see the rights of the folder and the space on the disk"),
            _("cannot open '%s'"), path);
    if (geteuid() == 0 && stat(cluster->place, &status) == 0 &&
        fchown(file, status.st_uid, status.st_gid) < 0)
        message_detail("%s: %s", path, strerror(errno));
    return file;
}

static void lock_home(struct cluster *cluster)
{
    /* The server's user, when it is another one, has to pass through; it sees nothing. */
    make_folders(cluster->home, geteuid() == 0 ? 0711 : 0700);
    cluster->home = home_path(&cluster->arena);
    cluster->lock =
        open_in_place(cluster, arena_printf(&cluster->arena, "%s/lock", cluster->home), O_RDWR);
    if (flock(cluster->lock, LOCK_EX | LOCK_NB) == 0)
        return;
    message_detail(_("waiting for another program that starts or stops the database"));
    while (flock(cluster->lock, LOCK_EX) < 0)
        if (errno != EINTR)
            die(strerror(errno), _("name a folder on a local disk in RENKEI_HOME"),
                _("cannot lock '%s/lock'"), cluster->home);
}

static void unlock_home(struct cluster *cluster)
{
    close(cluster->lock);
    cluster->lock = -1;
}

/* ---- start ---- */

/* Nobody else may own or enter the folder: /tmp is open to all, and the server trusts whoever
 * gets in. */
static void make_socket_folder(const struct cluster *cluster)
{
    struct stat status;
    if (mkdir(cluster->socket, 0700) < 0 && errno != EEXIST)
        die(strerror(errno), NULL, _("cannot make the folder '%s'"), cluster->socket);
    if (lstat(cluster->socket, &status) < 0)
        die(strerror(errno), NULL, _("cannot read the folder '%s'"), cluster->socket);
    if (S_ISDIR(status.st_mode) && status.st_uid == geteuid() && cluster->uid != status.st_uid) {
        if (lchown(cluster->socket, cluster->uid, cluster->gid) < 0)
            die(strerror(errno), NULL, _("cannot give the folder '%s' to the user '%s'"),
                cluster->socket, cluster->user);
        status.st_uid = cluster->uid;
    }
    if (!S_ISDIR(status.st_mode) || status.st_uid != cluster->uid || status.st_mode & 077)
        die(NULL, _("remove it, or name another folder in RENKEI_HOME"),
            _("'%s' is not a private folder of the database"), cluster->socket);
}

static int open_log(struct cluster *cluster, off_t *begin)
{
    struct stat status;
    if (lstat(cluster->log, &status) == 0 && status.st_size > LOG_MOST &&
        rename(cluster->log, arena_printf(&cluster->arena, "%s.old", cluster->log)) < 0)
        die(strerror(errno), NULL, _("cannot rename '%s'"), cluster->log);
    int log = open_in_place(cluster, cluster->log, O_RDWR | O_APPEND);
    *begin = lseek(log, 0, SEEK_END);
    return log;
}

static const char *log_since(struct cluster *cluster, int log, off_t begin)
{
    off_t end = lseek(log, 0, SEEK_END);
    if (end - begin > LOG_SHOWN)
        begin = end - LOG_SHOWN;
    char *text = arena_alloc(&cluster->arena, LOG_SHOWN + 1);
    ssize_t length = pread(log, text, LOG_SHOWN, begin);
    text[length > 0 ? length : 0] = '\0';
    return text;
}

/* The child of the program and parent of the server, gone as soon as the server is ready or has
 * failed: the program never has a child that it did not ask for. In a session of its own, so that
 * Ctrl-C in the terminal reaches neither. */
_Noreturn static void supervise(const struct cluster *cluster, const char *server, int log,
                                pid_t stale)
{
    char socket_option[PATH_MAX + 32];
    snprintf(socket_option, sizeof socket_option, "unix_socket_directories=%s", cluster->socket);
    char *arguments[] = {(char *)server, (char *)"-D", (char *)cluster->data,       (char *)"-p",
                         (char *)"5432", (char *)"-c", (char *)"listen_addresses=", (char *)"-c",
                         socket_option,  NULL};
    setsid();
    if (cluster->lock >= 0)
        close(cluster->lock);
    pid_t pid = fork();
    if (pid == 0) {
        if (dup2(log, STDOUT_FILENO) < 0 || dup2(log, STDERR_FILENO) < 0)
            _exit(127);
        cluster_exec(cluster, arguments, stale, -1);
    }
    while (pid > 0 && waitpid(pid, NULL, WNOHANG) == 0) {
        struct server_state state = server_state(cluster);
        if (state.ready && state.pid == pid)
            _exit(0);
        pause_briefly();
    }
    _exit(1);
}

static bool wait_for_supervisor(pid_t supervisor)
{
    int status;
    for (int waited = 0;; waited += POLL_MILLISECONDS) {
        pid_t ended = waitpid(supervisor, &status, WNOHANG);
        if (ended == supervisor)
            return WIFEXITED(status) && WEXITSTATUS(status) == 0;
        if (ended < 0 && errno != EINTR)
            return false;
        if (waited == PATIENCE_MILLISECONDS)
            message_note(_("the database repairs itself after an interruption, please wait"));
        pause_briefly();
    }
}

/* The major version of an existing cluster; 0 without one. */
static int data_version(struct cluster *cluster)
{
    char text[16] = "";
    FILE *file = fopen(arena_printf(&cluster->arena, "%s/PG_VERSION", cluster->data), "re");
    if (!file)
        return 0;
    if (!fgets(text, sizeof text, file))
        text[0] = '\0';
    fclose(file);
    return atoi(text);
}

static const char *server_program(struct cluster *cluster)
{
    int version = data_version(cluster);
    const char *folder = cluster_programs(cluster, version);
    if (!folder && version)
        die(NULL,
            arena_printf(&cluster->arena,
                         _("install the package 'postgresql-%d', or remove '%s' to begin anew"),
                         version, cluster->place),
            _("the private database was made by PostgreSQL %d, which is not installed"), version);
    if (!folder)
        die(NULL, _("install the package 'postgresql', or name a server with --db"),
            _("no PostgreSQL server, version 14 or newer, is installed"));
    return arena_printf(&cluster->arena, "%s/postgres", folder);
}

static bool launch_once(const struct cluster *cluster, const char *server, int log, pid_t stale)
{
    fflush(NULL);
    pid_t supervisor = fork();
    if (supervisor < 0)
        die(strerror(errno), NULL, _("cannot start a process"));
    if (supervisor == 0)
        supervise(cluster, server, log, stale);
    return wait_for_supervisor(supervisor);
}

static void launch(struct cluster *cluster, pid_t stale)
{
    const char *server = server_program(cluster);
    make_socket_folder(cluster);
    off_t begin;
    int log = open_log(cluster, &begin);
    for (int waited = 0; !launch_once(cluster, server, log, stale); waited += POLL_MILLISECONDS) {
        const char *said = log_since(cluster, log, begin);
        begin = lseek(log, 0, SEEK_END);
        if (waited < LINGER_MILLISECONDS && strstr(said, "pre-existing shared memory block")) {
            pause_briefly();
            continue;
        }
        die(cluster_gist(&cluster->arena, said),
            arena_printf(&cluster->arena, _("see the space on the disk and '%s'"), cluster->log),
            _("the server of the private database did not start"));
    }
    close(log);
}

/* Waits until a server that another program has started, or is stopping, is one or the other. */
static struct server_state settled_state(const struct cluster *cluster)
{
    struct server_state state = server_state(cluster);
    for (int waited = 0; state.alive && !state.ready; waited += POLL_MILLISECONDS) {
        if (waited == PATIENCE_MILLISECONDS)
            message_note(_("the database is starting or stopping, please wait"));
        pause_briefly();
        state = server_state(cluster);
    }
    return state;
}

bool cluster_start(struct cluster *cluster)
{
    if (server_state(cluster).ready)
        return false;
    /* Inherited as ignored from some starters; then no child could be waited for. */
    signal(SIGCHLD, SIG_DFL);
    lock_home(cluster);
    cluster_set_place(cluster, place_of(cluster));
    cluster_tidy(cluster);
    if (!cluster_exists(cluster))
        cluster_make(cluster);
    struct server_state state = settled_state(cluster);
    if (!state.ready)
        launch(cluster, state.pid);
    unlock_home(cluster);
    return !state.ready;
}

/* ---- stop ---- */

bool cluster_stop(struct cluster *cluster)
{
    if (!cluster_exists(cluster))
        return false;
    lock_home(cluster);
    pid_t pid = cluster_server(cluster);
    /* SIGINT is the server's "fast": ends sessions, rolls back, writes everything. */
    if (pid && kill(pid, SIGINT) < 0 && errno != ESRCH)
        die(strerror(errno), NULL, _("cannot stop the server of the private database"));
    for (int waited = 0; pid && cluster_server(cluster) == pid; waited += POLL_MILLISECONDS) {
        if (waited > STOP_MILLISECONDS)
            die(NULL, arena_printf(&cluster->arena, _("see '%s'"), cluster->log),
                _("the server of the private database does not stop"));
        pause_briefly();
    }
    unlock_home(cluster);
    return pid != 0;
}

/* ---- size ---- */

static long long counted_bytes;

static int count_bytes(const char *path, const struct stat *status, int kind, struct FTW *ftw)
{
    (void)path;
    (void)ftw;
    if (kind == FTW_F)
        counted_bytes += (long long)status->st_blocks * 512;
    return 0;
}

long long cluster_size(const struct cluster *cluster)
{
    enum { OPEN_FOLDERS = 16 };
    counted_bytes = 0;
    nftw(cluster->data, count_bytes, OPEN_FOLDERS, FTW_PHYS);
    return counted_bytes;
}
