/*
 * Golden files: what a program wrote is compared with a file under tests/data/. With
 * RENKEI_GOLDEN=write in the environment the file is written anew, to be looked at with git diff.
 */
#ifndef RENKEI_TESTS_GOLDEN_H
#define RENKEI_TESTS_GOLDEN_H

#include "tests/folder.h"

/* Line by line, since a whole file is too long for a message. */
static inline void assert_lines(const char *name, const char *is, const char *should)
{
    for (size_t line = 1; *is != '\0' || *should != '\0'; line++) {
        size_t is_length = strcspn(is, "\n"), should_length = strcspn(should, "\n");
        ck_assert_msg(is_length == should_length && memcmp(is, should, is_length) == 0,
                      "%s, line %zu:\n  is     %.*s\n  should %.*s", name, line, (int)is_length, is,
                      (int)should_length, should);
        is += is_length + (is[is_length] == '\n');
        should += should_length + (should[should_length] == '\n');
    }
}

/* A text that ends without the line break of the other differs too. */
static inline void assert_golden(const char *path, const char *is)
{
    const char *mode = getenv("RENKEI_GOLDEN");
    if (mode != NULL && strcmp(mode, "write") == 0)
        write_whole(path, is, strlen(is));
    const char *should = read_whole(path, NULL);
    assert_lines(path, is, should);
    ck_assert_uint_eq(strlen(is), strlen(should));
}

#endif
