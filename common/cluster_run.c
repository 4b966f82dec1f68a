/*
 * Running PostgreSQL's own programs: which ones, as whom, and with nothing of the caller's
 * environment but what is said here. PGDATA, PGPORT or a foreign LC_ALL must not reach them.
 */
#include "common/cluster.h"

#include "common/message.h"
#include "common/str.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CLUSTER_OLDEST_MAJOR = 14, OUTPUT_MOST = 4000 };

static bool become_server_user(const struct cluster *cluster)
{
    if (!cluster->user)
        return true;
    return initgroups(cluster->user, cluster->gid) == 0 && setgid(cluster->gid) == 0 &&
           setuid(cluster->uid) == 0;
}

void cluster_exec(const struct cluster *cluster, char *const *arguments, pid_t stale_server,
                  int input)
{
    /* PostgreSQL takes the number of its grandparent, told in this way, for no running server. The
     * stale number may by now be that of any program; that no old server is left at work on the
     * files it checks by other means. */
    char stale[64];
    snprintf(stale, sizeof stale, "PG_GRANDPARENT_PID=%ld", (long)stale_server);
    char *const environment[] = {(char *)"PATH=/usr/local/bin:/usr/bin:/bin", (char *)"LC_ALL=C",
                                 stale, NULL};
    if (input < 0)
        input = open("/dev/null", O_RDONLY | O_CLOEXEC);
    umask(077);
    /* A folder the server user may not enter would be a fault to PostgreSQL: the root is open. */
    if (input >= 0 && dup2(input, STDIN_FILENO) >= 0 && become_server_user(cluster) &&
        chdir("/") == 0 && close_range(3, ~0U, 0) == 0)
        execve(arguments[0], arguments, environment);
    dprintf(STDERR_FILENO, "%s: %s\n", arguments[0], strerror(errno));
    _exit(127);
}

bool cluster_may_enter(const struct cluster *cluster, const char *folder)
{
    pid_t pid = fork();
    if (pid == 0)
        _exit(become_server_user(cluster) && chdir(folder) == 0 ? 0 : 1);
    int status;
    return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
           WEXITSTATUS(status) == 0;
}

/* The last OUTPUT_MOST bytes that come, until the other end closes. */
static const char *read_output(struct cluster *cluster, int pipe_end)
{
    char *text = arena_alloc(&cluster->arena, 2 * OUTPUT_MOST + 1);
    size_t used = 0;
    ssize_t length;
    while ((length = read(pipe_end, text + used, OUTPUT_MOST)) != 0) {
        if (length < 0 && errno == EINTR)
            continue;
        if (length < 0)
            break;
        used += (size_t)length;
        if (used > OUTPUT_MOST) {
            memmove(text, text + used - OUTPUT_MOST, OUTPUT_MOST);
            used = OUTPUT_MOST;
        }
    }
    text[used] = '\0';
    return text;
}

/* A file without a name that holds the input, at its beginning. */
static int input_file(const char *input)
{
    FILE *file = tmpfile();
    if (!file || fputs(input, file) < 0 || fflush(file) != 0)
        die(strerror(errno), _("see the space in /tmp"), _("cannot write a temporary file"));
    rewind(file);
    int copy = fcntl(fileno(file), F_DUPFD_CLOEXEC, 3);
    fclose(file);
    return copy;
}

/* The beginning of the last `count` lines. */
static const char *last_lines(const char *text, int count)
{
    const char *at = text + strlen(text);
    if (at > text && at[-1] == '\n')
        at--;
    while (at > text && (at[-1] != '\n' || --count > 0))
        at--;
    return at;
}

const char *cluster_gist(struct arena *arena, const char *output)
{
    static const char *const marks[] = {"FATAL:", "PANIC:", "ERROR:", "error:", "HINT:", "No such"};
    enum { MARKS = sizeof marks / sizeof *marks, OTHERWISE = 3 };
    struct str gist = {0};
    for (const char *line = output; *line;) {
        size_t length = strcspn(line, "\n");
        bool marked = false;
        for (size_t i = 0; i < MARKS && !marked; i++)
            marked = memmem(line, length, marks[i], strlen(marks[i])) != NULL;
        if (marked)
            str_appendf(&gist, "%s%.*s", gist.length ? "\n" : "", (int)length, line);
        line += length + (line[length] == '\n');
    }
    if (!gist.length)
        str_append(&gist, last_lines(output, OTHERWISE));
    const char *copy = arena_strdup(arena, gist.at);
    str_release(&gist);
    return copy;
}

bool cluster_command(struct cluster *cluster, char *const *arguments, const char *input,
                     const char **output)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0)
        die(strerror(errno), NULL, _("cannot start a process"));
    int source = input ? input_file(input) : -1;
    fflush(NULL);
    pid_t pid = fork();
    if (pid < 0)
        die(strerror(errno), NULL, _("cannot start a process"));
    if (pid == 0) {
        if (dup2(ends[1], STDOUT_FILENO) < 0 || dup2(ends[1], STDERR_FILENO) < 0)
            _exit(127);
        cluster_exec(cluster, arguments, 0, source);
    }
    close(ends[1]);
    if (source >= 0)
        close(source);
    *output = read_output(cluster, ends[0]);
    close(ends[0]);
    int status;
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return false;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* ---- which programs ---- */

/* The major version of the server in the folder; 0 if there is none, or no initdb beside it. */
static int programs_version(struct cluster *cluster, const char *folder)
{
    char *server = arena_printf(&cluster->arena, "%s/postgres", folder);
    char *arguments[] = {server, (char *)"-V", NULL};
    const char *output, *number;
    if (access(server, X_OK) < 0 ||
        access(arena_printf(&cluster->arena, "%s/initdb", folder), X_OK) < 0 ||
        !cluster_command(cluster, arguments, NULL, &output))
        return 0;
    number = strstr(output, "PostgreSQL) ");
    return number ? atoi(number + strlen("PostgreSQL) ")) : 0;
}

static bool will_do(struct cluster *cluster, const char *folder, int major)
{
    int version = programs_version(cluster, folder);
    return major ? version == major : version >= CLUSTER_OLDEST_MAJOR;
}

/* Debian keeps the versions side by side; the newest first. */
static const char *debian_programs(struct cluster *cluster, int major)
{
    glob_t found;
    const char *best = NULL;
    int best_number = 0;
    if (glob("/usr/lib/postgresql/*/bin", 0, NULL, &found) != 0)
        return NULL;
    for (size_t i = 0; i < found.gl_pathc; i++) {
        int number = atoi(found.gl_pathv[i] + strlen("/usr/lib/postgresql/"));
        if (number > best_number && will_do(cluster, found.gl_pathv[i], major)) {
            best = arena_strdup(&cluster->arena, found.gl_pathv[i]);
            best_number = number;
        }
    }
    globfree(&found);
    return best;
}

static const char *path_programs(struct cluster *cluster, int major)
{
    const char *path = getenv("PATH");
    while (path && *path) {
        size_t length = strcspn(path, ":");
        const char *folder = arena_copy(&cluster->arena, path, length);
        if (folder[0] == '/' && will_do(cluster, folder, major))
            return folder;
        path += length + (path[length] == ':');
    }
    return NULL;
}

/* What pg_config, if there is one on the PATH, says about its own installation. */
static const char *configured_programs(struct cluster *cluster, int major)
{
    char *arguments[] = {(char *)"/usr/bin/env", (char *)"pg_config", (char *)"--bindir", NULL};
    const char *output;
    if (!cluster_command(cluster, arguments, NULL, &output) || output[0] != '/')
        return NULL;
    const char *folder = arena_copy(&cluster->arena, output, strcspn(output, "\n"));
    return will_do(cluster, folder, major) ? folder : NULL;
}

const char *cluster_programs(struct cluster *cluster, int major)
{
    const char *folder = debian_programs(cluster, major);
    if (!folder)
        folder = configured_programs(cluster, major);
    if (!folder)
        folder = path_programs(cluster, major);
    return folder;
}
