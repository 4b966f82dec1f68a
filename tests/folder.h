/*
 * For tests that write and read files: a folder for the length of one test, and an arena that lives
 * as long. Make folder_open() and folder_close() the fixture of the tests, or part of it.
 */
#ifndef RENKEI_TESTS_FOLDER_H
#define RENKEI_TESTS_FOLDER_H

#include "common/arena.h"
#include "common/str.h"
#include "tests/server.h"

#include <check.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LENGTH(array) ((int)(sizeof(array) / sizeof *(array)))

static struct arena kept; /* for the length of one test */
static char folder[PATH_MAX];

/* The path of what has this name in the folder. */
static inline const char *in_folder(const char *name)
{
    return arena_printf(&kept, "%s/%s", folder, name);
}

/* The bytes of a file, with a zero behind them; `length` may be NULL. */
static inline const char *read_whole(const char *path, size_t *length)
{
    struct str bytes = {0};
    FILE *stream = fopen(path, "rb");
    ck_assert_msg(stream != NULL, "no file \"%s\"", path);
    for (size_t more; (more = fread(str_reserve(&bytes, 65536), 1, 65536, stream)) > 0;)
        bytes.length += more;
    ck_assert_int_eq(ferror(stream), 0);
    ck_assert_int_eq(fclose(stream), 0);
    const char *copy = arena_copy(&kept, str_text(&bytes), bytes.length);
    if (length != NULL)
        *length = bytes.length;
    str_release(&bytes);
    return copy;
}

static inline void write_whole(const char *path, const void *bytes, size_t length)
{
    FILE *stream = fopen(path, "wb");
    ck_assert_msg(stream != NULL, "%s", path);
    ck_assert_uint_eq(fwrite(bytes, 1, length, stream), length);
    ck_assert_int_eq(fclose(stream), 0);
}

static inline void write_in_folder(const char *name, const char *text)
{
    write_whole(in_folder(name), text, strlen(text));
}

/* A command of the shell, which must succeed. */
__attribute__((format(printf, 1, 2))) static inline void shell(const char *format, ...)
{
    va_list values;
    char *command;
    va_start(values, format);
    ck_assert_int_ge(vasprintf(&command, format, values), 0);
    va_end(values);
    ck_assert_msg(system(command) == 0, "%s", command);
    free(command);
}

/* ---- Fixture ---- */

/* Below the server's home, if there is one: then it goes with that when a test fails. */
static inline void folder_open(void)
{
    strcpy(folder, TEST_FOLDER);
    if (server_top() != NULL)
        ck_assert_int_lt(snprintf(folder, sizeof folder, "%s/work-XXXXXX", server_top()),
                         (int)sizeof folder);
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

static inline void folder_close(void)
{
    shell("rm -r '%s'", folder);
    arena_release(&kept);
}

#endif
