/*
 * A part of a test that ends its process, by die() or otherwise: it runs in a child, and the test
 * looks at how that ended and what it said.
 *
 *     struct ended ended;
 *     if (child_starts(&ended))
 *         exit(verb->run(&settings, 0, NULL));
 *     child_ends(&ended);
 */
#ifndef RENKEI_TESTS_CHILD_RUN_H
#define RENKEI_TESTS_CHILD_RUN_H

#include <check.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SAID_MOST = 1 << 16 };

struct ended {
    int status;           /* of its exit; -1: a signal ended it */
    int signal;           /* that one, or 0 */
    char said[SAID_MOST]; /* standard output and error; what is longer is cut */
    pid_t pid;
    int from; /* the end that the parent reads */
};

/* True in the child, whose standard output and error go to the parent. */
static inline bool child_starts(struct ended *ended)
{
    int ends[2];
    *ended = (struct ended){.status = -1};
    ck_assert_int_eq(pipe(ends), 0);
    fflush(NULL);
    ended->pid = fork();
    ck_assert_int_ge(ended->pid, 0);
    if (ended->pid == 0) {
        if (dup2(ends[1], STDERR_FILENO) < 0 || dup2(ends[1], STDOUT_FILENO) < 0)
            _exit(99);
        close(ends[0]);
    }
    close(ends[1]);
    ended->from = ends[0];
    return ended->pid == 0;
}

/* In the parent: waits for the end. */
static inline void child_ends(struct ended *ended)
{
    int status;
    char piece[4096];
    size_t used = 0;
    for (ssize_t length; (length = read(ended->from, piece, sizeof piece)) > 0;) {
        size_t room = SAID_MOST - 1 - used, taken = (size_t)length < room ? (size_t)length : room;
        memcpy(ended->said + used, piece, taken);
        used += taken;
    }
    close(ended->from);
    ck_assert_int_eq(waitpid(ended->pid, &status, 0), ended->pid);
    ended->status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    ended->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

/* A function that ends with status 0 if it returns. */
static inline struct ended run_child(void (*function)(void))
{
    struct ended ended;
    if (child_starts(&ended)) {
        function();
        exit(0);
    }
    child_ends(&ended);
    return ended;
}

static inline void assert_says(const struct ended *ended, const char *part)
{
    ck_assert_msg(strstr(ended->said, part) != NULL, "no \"%s\" in:\n%s", part, ended->said);
}

#endif
