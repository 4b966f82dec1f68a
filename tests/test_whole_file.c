/* Files are whole or not there, however the program ends. Each ending happens in a child. */
#include "common/whole_file.h"

#include "common/arena.h"
#include "common/message.h"

#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[] = "/tmp/renkei-test-whole-XXXXXX";
static struct arena arena;

static const char *below(const char *name)
{
    return arena_printf(&arena, "%s/%s", folder, name);
}

static void make_folder(void)
{
    strcpy(folder + strlen(folder) - 6, "XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void remove_folder(void)
{
    ck_assert_int_eq(system(arena_printf(&arena, "rm -r %s", folder)), 0);
    arena_release(&arena);
}

static void write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert(fputs(text, file) >= 0);
    ck_assert_int_eq(fclose(file), 0);
}

static size_t count_files(void)
{
    size_t count = 0;
    DIR *listed = opendir(folder);
    ck_assert_ptr_nonnull(listed);
    for (const struct dirent *entry; (entry = readdir(listed));)
        count += entry->d_name[0] != '.';
    closedir(listed);
    return count;
}

static void assert_holds(const char *path, const char *text)
{
    char held[64] = "";
    FILE *file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    ck_assert_ptr_nonnull(fgets(held, sizeof held, file));
    fclose(file);
    ck_assert_str_eq(held, text);
}

START_TEST(a_finished_file_replaces_the_old_one)
{
    const char *path = below("a.csv");
    write_text(path, "old");
    const char *temporary = whole_file_begin(&arena, path);
    ck_assert_uint_le(strlen(temporary), strlen(path) + WHOLE_FILE_SUFFIX);
    write_text(temporary, "new");
    assert_holds(path, "old");
    whole_file_finish(temporary, path);
    assert_holds(path, "new");
    ck_assert_uint_eq(count_files(), 1);
}
END_TEST

/* With folders in it, read-only already. */
static void begin_folder(const char *name)
{
    const char *path = below(name);
    whole_folder_begin(path);
    whole_file_folder(arena_printf(&arena, "%s/x/y", path));
    write_text(arena_printf(&arena, "%s/x/y/file", path), "f");
    ck_assert_int_eq(chmod(arena_printf(&arena, "%s/x/y", path), 0555), 0);
    ck_assert_int_eq(chmod(arena_printf(&arena, "%s/x", path), 0555), 0);
    ck_assert_int_eq(chmod(path, 0555), 0);
}

START_TEST(a_finished_folder_has_its_name)
{
    begin_folder("a.part");
    whole_folder_finish(below("a.part"), below("a"));
    ck_assert_uint_eq(count_files(), 1);
    assert_holds(below("a/x/y/file"), "f");
    /* What a killed run left is in the way of nobody. */
    ck_assert_int_eq(mkdir(below("b.part"), 0777), 0);
    write_text(below("b.part/old"), "o");
    begin_folder("b.part");
    ck_assert_int_ne(access(below("b.part/old"), F_OK), 0);
    whole_folder_discard(below("b.part"));
    ck_assert_uint_eq(count_files(), 1);
    whole_folder_remove(below("a"));
    ck_assert_uint_eq(count_files(), 0);
}
END_TEST

START_TEST(a_folder_replaces_no_other)
{
    freopen("/dev/null", "w", stderr);
    ck_assert_int_eq(mkdir(below("full"), 0777), 0);
    begin_folder("full.part");
    whole_folder_finish(below("full.part"), below("full"));
}
END_TEST

/* Ends the child in one of many ways with a file finished, one begun, one never written, and a
 * folder. */
enum { BY_EXIT, BY_DIE, BY_INTERRUPT, BY_TERMINATION, BY_HANG_UP, BY_BROKEN_PIPE, ENDINGS };
static const int signals[ENDINGS] = {[BY_INTERRUPT] = SIGINT,
                                     [BY_TERMINATION] = SIGTERM,
                                     [BY_HANG_UP] = SIGHUP,
                                     [BY_BROKEN_PIPE] = SIGPIPE};

/* A test may be started with some of them ignored. */
static void heed_signals(void)
{
    for (int i = BY_INTERRUPT; i < ENDINGS; i++)
        signal(signals[i], SIG_DFL);
}

_Noreturn static void end_program(int ending)
{
    freopen("/dev/null", "w", stderr);
    write_text(below("a"), "old");
    const char *finished = whole_file_begin(&arena, below("b"));
    const char *begun = whole_file_begin(&arena, below("a"));
    whole_file_begin(&arena, below("c"));
    begin_folder("d.part");
    write_text(begun, "ne");
    write_text(finished, "b");
    whole_file_finish(finished, below("b"));
    if (ending == BY_EXIT)
        exit(0);
    errno = ENOSPC;
    if (ending == BY_DIE)
        whole_file_fail(below("a"));
    raise(signals[ending]);
    _exit(99);
}

START_TEST(what_is_not_finished_is_gone)
{
    fflush(NULL);
    pid_t pid = fork();
    ck_assert(pid >= 0);
    if (pid == 0) {
        heed_signals();
        end_program(_i);
    }
    int status;
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    if (signals[_i]) {
        ck_assert(WIFSIGNALED(status));
        ck_assert_int_eq(WTERMSIG(status), signals[_i]);
    } else {
        ck_assert(WIFEXITED(status));
        ck_assert_int_eq(WEXITSTATUS(status), _i == BY_DIE ? STATUS_ENVIRONMENT : 0);
    }
    ck_assert_uint_eq(count_files(), 2);
    assert_holds(below("a"), "old");
    assert_holds(below("b"), "b");
}
END_TEST

/* A child that ends with exit() or by a signal takes away its own files, not its parent's. */
START_TEST(a_child_leaves_its_parents_files)
{
    const char *own = whole_file_begin(&arena, below("own"));
    write_text(own, "own");
    fflush(NULL);
    pid_t pid = fork();
    ck_assert(pid >= 0);
    if (pid == 0) {
        write_text(whole_file_begin(&arena, below("childs")), "childs");
        if (_i == 0)
            exit(1);
        raise(SIGTERM);
    }
    int status;
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert(_i == 0 ? WIFEXITED(status) : WIFSIGNALED(status));
    ck_assert_uint_eq(count_files(), 1);
    whole_file_finish(own, below("own"));
    assert_holds(below("own"), "own");
}
END_TEST

/* A child in the middle of something that cannot be interrupted at once, with a file of its own and
 * one more in the parent's folder. */
_Noreturn static void write_slowly(int told, const char *common)
{
    sigset_t late;
    sigemptyset(&late);
    sigaddset(&late, SIGTERM);
    sigprocmask(SIG_BLOCK, &late, NULL);
    write_text(whole_file_begin(&arena, below("childs")), "childs");
    if (write(told, "x", 1) != 1)
        _exit(99);
    usleep(200 * 1000);
    write_text(arena_printf(&arena, "%s/late", common), "late");
    sigprocmask(SIG_UNBLOCK, &late, NULL);
    sleep(60);
    _exit(99);
}

_Noreturn static void end_with_children(int ending)
{
    int told[2];
    char one;
    const char *common = whole_file_temporary(&arena, below("folder"));
    heed_signals();
    if (ending != BY_TERMINATION)
        signal(SIGTERM, SIG_IGN); /* even then it is how a child ends */
    whole_folder_begin(common);
    if (pipe(told) != 0)
        _exit(98);
    for (int i = 0; i < 2; i++) {
        if (whole_file_fork() == 0)
            write_slowly(told[1], common);
        if (read(told[0], &one, 1) != 1)
            _exit(98);
    }
    end_program(ending);
}

/* Nothing is left the moment the starter has ended, and nothing appears later. */
START_TEST(children_are_waited_for)
{
    fflush(NULL);
    pid_t pid = fork();
    ck_assert(pid >= 0);
    if (pid == 0)
        end_with_children(_i);
    int status;
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert(signals[_i] ? WIFSIGNALED(status) : WIFEXITED(status));
    ck_assert_uint_eq(count_files(), 2); /* those of end_program() */
    usleep(400 * 1000);
    ck_assert_uint_eq(count_files(), 2);
}
END_TEST

/* A signal comes from several sides at once: from a terminal, from `timeout`, from the starter. */
START_TEST(a_signal_that_comes_twice_cuts_nothing_short)
{
    enum { TIMES = 200 };
    int told[2];
    char one;
    ck_assert_int_eq(pipe(told), 0);
    fflush(NULL);
    pid_t pid = fork();
    ck_assert(pid >= 0);
    if (pid == 0) {
        heed_signals();
        write_text(whole_file_begin(&arena, below("a")), "a");
        if (write(told[1], "x", 1) != 1)
            _exit(99);
        while (true)
            sched_yield();
    }
    ck_assert_int_eq(read(told[0], &one, 1), 1);
    for (int i = 0; i < TIMES; i++)
        kill(pid, SIGTERM);
    int status;
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert(WIFSIGNALED(status));
    ck_assert_uint_eq(count_files(), 0);
    close(told[0]);
    close(told[1]);
}
END_TEST

START_TEST(a_child_that_was_waited_for_is_forgotten)
{
    pid_t child = whole_file_fork();
    ck_assert_int_ge(child, 0);
    if (child == 0)
        _exit(7);
    int status = whole_file_wait(child);
    ck_assert(WIFEXITED(status));
    ck_assert_int_eq(WEXITSTATUS(status), 7);
}
END_TEST

START_TEST(ignored_signals_stay_ignored)
{
    signal(SIGHUP, SIG_IGN);
    whole_file_begin(&arena, below("a"));
    ck_assert_int_eq(raise(SIGHUP), 0);
}
END_TEST

static const char *const folders[] = {"x", "x/y/z", "x//y/", "./x/../x/y"};

START_TEST(folders_are_made_with_their_parents)
{
    struct stat made;
    for (int i = 0; i < 2; i++) { /* the second time they are there */
        whole_file_folder(below(folders[_i]));
        ck_assert_int_eq(stat(below(folders[_i]), &made), 0);
        ck_assert(S_ISDIR(made.st_mode));
    }
}
END_TEST

START_TEST(a_private_folder_does_not_stay)
{
    struct stat made;
    ck_assert_int_eq(setenv("TMPDIR", folder, 1), 0);
    fflush(NULL);
    pid_t pid = fork();
    ck_assert(pid >= 0);
    if (pid == 0) {
        write_text(arena_printf(&arena, "%s/a", whole_folder_private(&arena)), "a");
        exit(count_files() == 1 ? 0 : 1);
    }
    int status;
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    ck_assert_uint_eq(count_files(), 0);
    const char *own = whole_folder_private(&arena);
    ck_assert_int_eq(stat(own, &made), 0);
    ck_assert_uint_eq(made.st_mode & 0777, 0700);
    whole_folder_discard(own);
    ck_assert_uint_eq(count_files(), 0);
}
END_TEST

START_TEST(a_file_is_no_folder)
{
    freopen("/dev/null", "w", stderr);
    write_text(below("file"), "x");
    whole_file_folder(below("file/x"));
}
END_TEST

/* Only what no running program is writing, and only under names that whole_file_begin() gives. */
START_TEST(what_killed_runs_left_is_swept)
{
    int status;
    pid_t gone = fork();
    ck_assert(gone >= 0);
    if (gone == 0)
        _exit(0);
    ck_assert_int_eq(waitpid(gone, &status, 0), gone);
    const char *left = below(arena_printf(&arena, "a.xlsx.%ld.part", (long)gone));
    const char *const kept[] = {
        below("a.xlsx"),
        whole_file_temporary(&arena, below("b.xlsx")),
        below("c.part"),
        below(".5.part"),
        below("5.part"),
        below("d.1x.part"),
        below("e.0.part"),
        below("f.99999999999999999999.part"),
        below(arena_printf(&arena, "g.%ld.parts", (long)gone)),
    };
    size_t count = sizeof kept / sizeof *kept;
    write_text(left, "half");
    for (size_t i = 0; i < count; i++)
        write_text(kept[i], "whole");
    whole_file_sweep(folder);
    ck_assert_int_ne(access(left, F_OK), 0);
    for (size_t i = 0; i < count; i++)
        ck_assert_msg(access(kept[i], F_OK) == 0, "%s", kept[i]);
    whole_file_sweep(below("not there"));
}
END_TEST

START_TEST(room_is_what_the_disk_has)
{
    ck_assert(whole_file_has_room(folder, 1));
    ck_assert(!whole_file_has_room(folder, (size_t)1 << 62));
    ck_assert_int_eq(errno, ENOSPC);
    ck_assert(!whole_file_has_room(below("nothing"), 1));
    ck_assert_int_eq(errno, ENOENT);
}
END_TEST

int main(void)
{
    message_init("test", "en");
    Suite *suite = suite_create("whole_file");
    TCase *cases = tcase_create("whole_file");
    tcase_add_checked_fixture(cases, make_folder, remove_folder);
    tcase_add_test(cases, a_finished_file_replaces_the_old_one);
    tcase_add_test(cases, a_finished_folder_has_its_name);
    tcase_add_loop_test(cases, what_is_not_finished_is_gone, 0, ENDINGS);
    tcase_add_loop_test(cases, a_child_leaves_its_parents_files, 0, 2);
    tcase_add_loop_test(cases, children_are_waited_for, 0, ENDINGS);
    /* Where it may go wrong, it does so once in some tens of times. */
    tcase_add_loop_test(cases, a_signal_that_comes_twice_cuts_nothing_short, 0, 100);
    tcase_add_test(cases, a_child_that_was_waited_for_is_forgotten);
    tcase_add_test(cases, ignored_signals_stay_ignored);
    tcase_add_loop_test(cases, folders_are_made_with_their_parents, 0,
                        sizeof folders / sizeof *folders);
    tcase_add_test(cases, a_private_folder_does_not_stay);
    tcase_add_test(cases, what_killed_runs_left_is_swept);
    tcase_add_test(cases, room_is_what_the_disk_has);
    suite_add_tcase(suite, cases);
    TCase *failures = tcase_create("failures");
    tcase_add_unchecked_fixture(failures, make_folder, remove_folder);
    tcase_add_exit_test(failures, a_file_is_no_folder, STATUS_ENVIRONMENT);
    tcase_add_exit_test(failures, a_folder_replaces_no_other, STATUS_ENVIRONMENT);
    suite_add_tcase(suite, failures);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
