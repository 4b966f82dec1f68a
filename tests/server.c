/*
 * The end is watched over by a guard process: it waits for the pipe to the test program to close,
 * which also happens when that is killed, and then stops the server and removes the home.
 */
#include "tests/server.h"

#include "common/cluster.h"
#include "common/db.h"
#include "common/message.h"

#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

const struct settings server_settings = {.configs = "configs", .quiet = true};

struct guard {
    pid_t owner, pid;
    int end; /* ours; the guard waits for all copies of it to close */
};
static char own[] = TEST_FOLDER; /* of the home without a folder of its own */
static struct guard guards[4];
static size_t guard_count;

_Noreturn static void fail(const char *what)
{
    perror(what);
    exit(EXIT_FAILURE);
}

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
    if (access(path, F_OK) == 0 && nftw(path, remove_entry, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS) < 0)
        perror(path);
}

/* The folder below /tmp in which the home lies, however deep. */
static void remove_top(const char *folder)
{
    char top[PATH_MAX];
    const size_t prefix = strlen(TEST_FOLDER) - strlen("XXXXXX");
    if (strncmp(folder, TEST_FOLDER, prefix) != 0)
        return;
    snprintf(top, sizeof top, "%.*s", (int)strlen(TEST_FOLDER), folder);
    remove_tree(top);
}

/* The home may have its cluster elsewhere, and its socket too. */
static void remove_cluster(const char *folder)
{
    struct cluster cluster = {0};
    cluster_find(&cluster);
    cluster_stop(&cluster);
    if (getenv("RENKEI_KEEP")) {
        fprintf(stderr, "kept: RENKEI_HOME=%s renkei db psql\n", cluster.home);
        return;
    }
    if (strcmp(cluster.place, cluster.home) != 0)
        remove_tree(cluster.place);
    remove_tree(cluster.socket);
    remove_top(folder);
    cluster_release(&cluster);
}

_Noreturn static void guard_main(int end, const char *folder)
{
    char byte;
    setsid();
    message_set_verbosity(true, false);
    while (read(end, &byte, 1) > 0)
        continue;
    remove_cluster(folder);
    _exit(0);
}

static void release_guards(void)
{
    for (size_t i = 0; i < guard_count; i++) {
        if (guards[i].owner != getpid())
            continue;
        close(guards[i].end);
        waitpid(guards[i].pid, NULL, 0);
    }
}

static void start_guard(const char *folder)
{
    int ends[2];
    if (guard_count == sizeof guards / sizeof *guards || pipe2(ends, O_CLOEXEC) < 0)
        fail("guard");
    pid_t pid = fork();
    if (pid < 0)
        fail("fork");
    if (pid == 0) {
        close(ends[1]);
        guard_main(ends[0], folder);
    }
    close(ends[0]);
    guards[guard_count++] = (struct guard){.owner = getpid(), .pid = pid, .end = ends[1]};
    if (atexit(release_guards) != 0)
        fail("atexit");
}

const char *server_home(const char *folder)
{
    static char home[PATH_MAX];
    if (!folder) {
        strcpy(own, TEST_FOLDER);
        folder = mkdtemp(own);
        /* The user as whom root runs the server has to pass. */
        if (!folder || chmod(folder, 0755) < 0)
            fail("mkdtemp");
    }
    if (snprintf(home, sizeof home, "%s/var", folder) >= (int)sizeof home)
        fail("home");
    setenv("RENKEI_HOME", home, 1);
    unsetenv("RENKEI_DB");
    start_guard(folder);
    return home;
}

/* Durability is not what the tests are about; it is switched off on the server, not in the product.
 */
static void make_fast(void)
{
    static const char *const statements[] = {
        "ALTER SYSTEM SET fsync = off",
        "ALTER SYSTEM SET synchronous_commit = off",
        "ALTER SYSTEM SET full_page_writes = off",
        "SELECT pg_reload_conf()",
    };
    struct db db;
    db_open(&db, &server_settings, "renkei-test");
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++)
        PQclear(PQexec(db.connection, statements[i]));
    db_close(&db);
}

const char *server_top(void)
{
    return guard_count > 0 ? own : NULL;
}

void server_empty(struct db *db)
{
    static const char statement[] =
        "DO $$ BEGIN EXECUTE (SELECT 'TRUNCATE ' || string_agg(format('renkei.%I', relname), ', ')"
        " || ' RESTART IDENTITY' FROM pg_class WHERE relnamespace = 'renkei'::regnamespace"
        " AND relkind = 'r' AND relname <> 'migration'); END $$";
    PGresult *result = PQexec(db->connection, statement);
    if (PQresultStatus(result) != PGRES_COMMAND_OK)
        fail(PQresultErrorMessage(result));
    PQclear(result);
}

void server_start(void)
{
    message_init("renkei-test", "en");
    message_set_verbosity(true, false);
    server_home(NULL);
    make_fast();
}
