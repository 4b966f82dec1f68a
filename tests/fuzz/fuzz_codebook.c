/*
 * Configurations: the files of a survey in a folder of the memory file system, as many as there are
 * texts, read as every program reads them. The folder is made once and goes with the program.
 */
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILES = 6, PATH_SIZE = 128 };

static char folder[PATH_SIZE];
static pid_t owner;

static const char *const names[FILES] = {"fuzz/codebook.yaml", "fuzz/banners.yaml",
                                         "fuzz/tables.yaml",   "fuzz/published.csv",
                                         "frames/places.csv",  "frames/places-aliases.csv"};

static const char *path_of(char path[PATH_SIZE], const char *name)
{
    int length = snprintf(path, PATH_SIZE, "%s/%s", folder, name);
    if (length < 0 || length >= PATH_SIZE)
        abort();
    return path;
}

/* Only by the program that made it: a test runs each of its cases in a program of its own. */
static void remove_folder(void)
{
    if (getpid() != owner)
        return;
    char path[PATH_SIZE];
    for (size_t i = 0; i < FILES; i++)
        unlink(path_of(path, names[i]));
    rmdir(path_of(path, "fuzz"));
    rmdir(path_of(path, "frames"));
    rmdir(folder);
}

static void make_folder(void)
{
    owner = getpid();
    snprintf(folder, sizeof folder, "%s/renkei-fuzz-XXXXXX",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    char path[PATH_SIZE];
    if (!mkdtemp(folder) || mkdir(path_of(path, "fuzz"), 0700) ||
        mkdir(path_of(path, "frames"), 0700) || atexit(remove_folder))
        abort();
}

/* Without a text there is no file. */
static void write_text(const char *name, const char *text)
{
    char path[PATH_SIZE];
    if (!text) {
        unlink(path_of(path, name));
        return;
    }
    FILE *file = fopen(path_of(path, name), "wb");
    if (!file || fputs(text, file) < 0 || fclose(file))
        abort();
}

void fuzz_codebook(const uint8_t *bytes, size_t length)
{
    if (owner != getpid())
        make_folder();
    struct fuzz_input input = {bytes, length};
    for (size_t i = 0; i < FILES; i++) {
        char *text = fuzz_next_text(&input);
        write_text(names[i], text);
        free(text);
    }
    struct config config;
    if (!config_read(&config, folder, "fuzz"))
        return;
    for (size_t i = 0; i < config.codebook.form_count; i++) {
        const struct form *form = &config.codebook.forms[i];
        for (size_t j = 0; j < form->column_count; j++)
            fuzz_promise(form_column(form, form->columns[j].name) == &form->columns[j],
                         "a column is not found by its name");
    }
    config_release(&config);
}
