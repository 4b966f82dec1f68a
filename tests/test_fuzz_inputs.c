/*
 * Every input that `make fuzz` ever found fault with, and some that it must be able to read: the
 * files of tests/data/fuzz/<target>/ are fed to the function of that target. Run it in the
 * sanitizer build too.
 */
#include "tests/fuzz/fuzz.h"

#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FOLDER "tests/data/fuzz"

static const struct {
    const char *name;
    void (*function)(const uint8_t *bytes, size_t length);
} targets[] = {
    {"xlsx", fuzz_xlsx},         {"csv", fuzz_csv},       {"expression", fuzz_expression},
    {"codebook", fuzz_codebook}, {"answer", fuzz_answer}, {"zip", fuzz_zip},
    {"stream", fuzz_stream},
};

enum { TARGETS = sizeof targets / sizeof *targets };

/* The bytes of a file, in memory of exactly their size. */
static uint8_t *file_bytes(const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s", path);
    ck_assert_int_eq(fseek(file, 0, SEEK_END), 0);
    long size = ftell(file);
    ck_assert_int_ge(size, 0);
    rewind(file);
    uint8_t *bytes = malloc(size ? (size_t)size : 1);
    ck_assert_ptr_nonnull(bytes);
    *length = fread(bytes, 1, (size_t)size, file);
    ck_assert_uint_eq(*length, (size_t)size);
    fclose(file);
    return bytes;
}

static int is_input(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* What they say about the inputs is not looked at. */
static void be_silent(void)
{
    ck_assert_ptr_nonnull(freopen("/dev/null", "w", stderr));
}

START_TEST(reads_or_refuses)
{
    char folder[64], path[512];
    snprintf(folder, sizeof folder, FOLDER "/%s", targets[_i].name);
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, is_input, alphasort);
    ck_assert_msg(count > 0, "%s holds no inputs", folder);
    be_silent();
    for (int i = 0; i < count; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        size_t length = 0;
        uint8_t *bytes = file_bytes(path, &length);
        printf("%s\n", path);
        fflush(stdout);
        targets[_i].function(bytes, length);
        free(bytes);
        free(entries[i]);
    }
    free(entries);
}
END_TEST

/* Nothing at all, and every single byte. */
START_TEST(smallest_inputs)
{
    be_silent();
    targets[_i].function((const uint8_t *)"", 0);
    for (int byte = 0; byte < 256; byte++)
        targets[_i].function((const uint8_t[]){(uint8_t)byte}, 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("fuzz inputs");
    TCase *tcase = tcase_create("fuzz inputs");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, reads_or_refuses, 0, TARGETS);
    tcase_add_loop_test(tcase, smallest_inputs, 0, TARGETS);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failures = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failures != 0;
}
