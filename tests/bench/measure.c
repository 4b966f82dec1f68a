/*
 * Runs a command and says what it cost: measure COSTS COMMAND [ARGUMENT…] appends one line to the
 * file COSTS: wall, user and system time in milliseconds, peak memory in KiB, exit status. The
 * times are of the command and its children it waited for; a database server is not among them.
 * Linux inherits the peak of the memory over exec, so this program stays small.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { EXIT_NOT_STARTED = 127 };

static double milliseconds_of(const struct timeval *time)
{
    return 1e3 * (double)time->tv_sec + 1e-3 * (double)time->tv_usec;
}

static double milliseconds_now(void)
{
    struct timespec now;
    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
        abort();
    return 1e3 * (double)now.tv_sec + 1e-6 * (double)now.tv_nsec;
}

_Noreturn static void fail(const char *what)
{
    fprintf(stderr, "measure: %s: %s\n", what, strerror(errno));
    exit(EXIT_NOT_STARTED);
}

static pid_t start(char **arguments)
{
    pid_t child = fork();
    if (child < 0)
        fail("fork");
    if (child == 0) {
        execvp(arguments[0], arguments);
        fail(arguments[0]);
    }
    return child;
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: measure COSTS COMMAND [ARGUMENT…]\n");
        return EXIT_NOT_STARTED;
    }
    int costs = open(argv[1], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (costs < 0)
        fail(argv[1]);
    double started = milliseconds_now();
    pid_t child = start(argv + 2);
    int status;
    struct rusage usage;
    while (wait4(child, &status, 0, &usage) < 0)
        if (errno != EINTR)
            fail("wait4");
    double wall = milliseconds_now() - started;
    int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    if (dprintf(costs, "%.1f %.1f %.1f %ld %d\n", wall, milliseconds_of(&usage.ru_utime),
                milliseconds_of(&usage.ru_stime), usage.ru_maxrss, code) < 0)
        fail(argv[1]);
    return code;
}
