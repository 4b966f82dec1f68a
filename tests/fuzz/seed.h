/*
 * The first inputs of a fuzz target are the tables of its tests: a seed_*.c takes in the test's
 * source, whose main() it puts aside, and writes every case as a file into the folder that is its
 * one argument.
 */
#ifndef RENKEI_TESTS_FUZZ_SEED_H
#define RENKEI_TESTS_FUZZ_SEED_H

#include "common/str.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

/* The main() of the test. */
int tests_main(void);

/* Writes the bytes as the next file and empties them. */
static inline void seed_write(const char *folder, struct str *bytes)
{
    static int number;
    struct str path = {0};
    str_appendf(&path, "%s/seed-%04d", folder, number++);
    FILE *file = fopen(str_text(&path), "wb");
    if (!file || fwrite(str_text(bytes), 1, bytes->length, file) != bytes->length || fclose(file)) {
        perror(str_text(&path));
        exit(EXIT_FAILURE);
    }
    str_release(&path);
    str_reset(bytes);
}

/* A text and its NUL; NULL is an empty one. */
static inline void seed_add(struct str *bytes, const char *text)
{
    str_append(bytes, text ? text : "");
    str_append_char(bytes, '\0');
}

static inline const char *seed_folder(int argc, char **argv)
{
    if (argc != 2)
        exit(EXIT_FAILURE);
    return argv[1];
}

/* Runs what calls functions of the test that check something: they only work within a test. */
static inline int seed_as_test(const TTest *test)
{
    Suite *suite = suite_create("seeds");
    TCase *tcase = tcase_create("seeds");
    tcase_add_test(tcase, test);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
