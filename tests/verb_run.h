/*
 * For tests of verbs as people run them: in a process of its own, since die() ends it, on the
 * workplace's database and the surveys under tests/data/configs. See workplace.h for the fixture.
 */
#ifndef RENKEI_TESTS_VERB_RUN_H
#define RENKEI_TESTS_VERB_RUN_H

#include "common/message.h"
#include "common/options.h"
#include "tests/workplace.h"

#include <fcntl.h>
#include <sys/wait.h>

struct said {
    int status;                 /* of its exit; -1: it did not exit */
    const char *out, *messages; /* standard output and error */
};

static inline void send_to(int descriptor, const char *path)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (file < 0 || dup2(file, descriptor) < 0)
        _exit(99);
}

/* The words behind the verb end with NULL. */
static inline struct said run(const struct verb *verb, const char *const *words)
{
    const char *out = in_folder("standard-output"), *messages = in_folder("standard-error");
    char *arguments[24] = {arena_strdup(&kept, "renkei"), arena_strdup(&kept, verb->name)};
    int count = 2, status;
    for (; *words != NULL && count < LENGTH(arguments) - 1; words++)
        arguments[count++] = arena_strdup(&kept, *words);
    ck_assert_ptr_null(*words);
    fflush(stdout);
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        const struct verb *const verbs[] = {verb, NULL};
        send_to(STDOUT_FILENO, out);
        send_to(STDERR_FILENO, messages);
        exit(verbs_main("renkei", verbs, count, arguments));
    }
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    return (struct said){.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1,
                         .out = read_whole(out, NULL),
                         .messages = read_whole(messages, NULL)};
}

/* An option that is given again behind these takes the place of theirs. */
#define CONFIGS "--configs", "tests/data/configs", "--lang", "en"

/* RUN(&report_verb, "-s", "areas", "-o", folder) */
#define RUN(verb, ...) run(verb, (const char *const[]){CONFIGS, __VA_ARGS__, NULL})

static inline void assert_status(struct said said, int status)
{
    enum { SHOWN = 3000 }; /* libcheck takes no more than some 4,000 bytes */
    ck_assert_msg(said.status == status, "status %d, not %d\n%.*s", said.status, status, SHOWN,
                  said.messages);
}

/* Runs the verb, which must succeed. */
#define DONE(verb, ...) assert_status(RUN(verb, __VA_ARGS__), STATUS_DONE)

/* A refusal: both parts stand in its messages. */
static inline void assert_refused(struct said said, int status, const char *why, const char *hint)
{
    assert_status(said, status);
    ck_assert_msg(strstr(said.messages, why) != NULL, "not \"%s\":\n%s", why, said.messages);
    ck_assert_msg(strstr(said.messages, hint) != NULL, "not \"%s\":\n%s", hint, said.messages);
}

#endif
