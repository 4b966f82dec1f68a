/*
 * renkei VERB …: finds the program of a stage that knows the verb, beside itself, and becomes it.
 * Which verbs there are the programs say themselves, so a program that is missing (a bureau
 * may have the reporting one alone) or new needs nothing here. Only `db` is done here.
 */
#include "common/arena.h"
#include "common/db.h"
#include "common/message.h"
#include "common/nearest.h"
#include "common/options.h"
#include "common/str.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *const programs[] = {"renkei-ingest", "renkei-aggregate", "renkei-report"};
enum { PROGRAMS = sizeof programs / sizeof *programs, VERBS_MOST = 64 };

static const struct verb *const own_verbs[] = {&db_verb, NULL};

struct dispatcher {
    struct arena arena;
    const char *folder;
    const char *lists[PROGRAMS]; /* what each answered to --verbs */
};

static const char *own_folder(struct arena *arena)
{
    char path[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path);
    if (length <= 0 || length == (ssize_t)sizeof path)
        die(length < 0 ? strerror(errno) : NULL, _("see that /proc is mounted"),
            _("cannot find the folder of the programs"));
    char *copy = arena_copy(arena, path, (size_t)length);
    *strrchr(copy, '/') = '\0';
    return copy;
}

static char *program_path(struct dispatcher *dispatcher, size_t i)
{
    return arena_printf(&dispatcher->arena, "%s/%s", dispatcher->folder, programs[i]);
}

static void read_all(int file, struct str *text)
{
    enum { PIECE = 4096 };
    for (;;) {
        ssize_t length = read(file, str_reserve(text, PIECE), PIECE);
        if (length < 0 && errno == EINTR)
            continue;
        if (length <= 0)
            break;
        text->length += (size_t)length;
    }
    str_append(text, "");
}

/* The verbs of one program, in the language of this one; "" if it is not there. */
static const char *ask_verbs(struct dispatcher *dispatcher, size_t i)
{
    char *path = program_path(dispatcher, i);
    const char *language = message_is_japanese() ? "ja" : "en";
    int ends[2];
    if (access(path, X_OK) < 0)
        return "";
    if (pipe2(ends, O_CLOEXEC) < 0)
        die(strerror(errno), NULL, _("cannot start a process"));
    pid_t pid = fork();
    if (pid < 0)
        die(strerror(errno), NULL, _("cannot start a process"));
    if (pid == 0) {
        if (dup2(ends[1], STDOUT_FILENO) >= 0)
            execl(path, programs[i], "--verbs", "--lang", language, (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    struct str text = {0};
    read_all(ends[0], &text);
    close(ends[0]);
    int status;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    const char *copy = arena_strdup(&dispatcher->arena, str_text(&text));
    str_release(&text);
    return copy;
}

static const char *verbs_of(struct dispatcher *dispatcher, size_t i)
{
    if (!dispatcher->lists[i])
        dispatcher->lists[i] = ask_verbs(dispatcher, i);
    return dispatcher->lists[i];
}

/* The verb is the first word of its line. */
static const char *next_verb(struct arena *arena, const char **at)
{
    *at += strspn(*at, " ");
    if (!**at)
        return NULL;
    const char *verb = arena_copy(arena, *at, strcspn(*at, " \n"));
    *at += strcspn(*at, "\n");
    *at += **at == '\n';
    return verb;
}

static bool knows(struct dispatcher *dispatcher, size_t i, const char *wanted)
{
    const char *at = verbs_of(dispatcher, i), *verb;
    while ((verb = next_verb(&dispatcher->arena, &at)))
        if (strcmp(verb, wanted) == 0)
            return true;
    return false;
}

static void print_help(struct dispatcher *dispatcher)
{
    printf("%s", _("usage: renkei VERB [-s SURVEY] [options]\n\n"
                   "From questionnaires to tables: a survey is loaded, counted and reported.\n\n"));
    for (size_t i = 0; i < PROGRAMS; i++)
        fputs(verbs_of(dispatcher, i), stdout);
    verbs_list(own_verbs);
    printf("%s", _("\nsee 'renkei VERB --help' for what a verb does and its options\n"));
}

_Noreturn static void refuse_verb(struct dispatcher *dispatcher, const char *typed)
{
    const char *names[VERBS_MOST] = {db_verb.name, "help"};
    size_t count = 2;
    for (size_t i = 0; i < PROGRAMS; i++) {
        const char *at = verbs_of(dispatcher, i), *verb;
        while (count < VERBS_MOST && (verb = next_verb(&dispatcher->arena, &at)))
            names[count++] = verb;
    }
    const char *nearest = nearest_name(typed, names, count);
    die_usage(nearest ? arena_printf(&dispatcher->arena, _("did you mean '%s'?"), nearest)
                      : _("see 'renkei --help'"),
              _("unknown verb '%s'"), typed);
}

/* Becomes the program that knows the verb; it calls itself by the name the user typed. */
_Noreturn static void dispatch(struct dispatcher *dispatcher, char **argv)
{
    for (size_t i = 0; i < PROGRAMS; i++) {
        if (!knows(dispatcher, i, argv[1]))
            continue;
        argv[0] = (char *)"renkei";
        execv(program_path(dispatcher, i), argv);
        die(strerror(errno), NULL, _("cannot run '%s'"), programs[i]);
    }
    refuse_verb(dispatcher, argv[1]);
}

int main(int argc, char **argv)
{
    struct dispatcher dispatcher = {0};
    if (argc > 2 && strcmp(argv[1], "help") == 0 && argv[2][0] != '-') {
        argv[1] = argv[2]; /* `renkei help VERB …` is `renkei VERB --help …` */
        argv[2] = (char *)"--help";
    }
    const char *word = argc > 1 ? argv[1] : NULL;
    bool asks_help = word && (strcmp(word, "--help") == 0 || strcmp(word, "help") == 0);
    if (!word || (word[0] == '-' && !asks_help) || strcmp(word, db_verb.name) == 0)
        return verbs_main("renkei", own_verbs, argc, argv);
    message_init("renkei", verbs_language(argc, argv));
    dispatcher.folder = own_folder(&dispatcher.arena);
    if (!asks_help)
        dispatch(&dispatcher, argv);
    print_help(&dispatcher);
    if (fflush(stdout) != 0 || ferror(stdout))
        die(strerror(errno), NULL, _("could not write to the standard output"));
    return STATUS_DONE;
}
