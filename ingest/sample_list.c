/*
 * The list of a sample's files, .sample-manifest.txt in its folder (hidden: the folder is given to
 * `ingest`, which passes hidden files over): one path per line, relative to
 * the folder. While a sample is being written the list names the old files and the new ones, so
 * that a sample that is broken off leaves no file that the next one does not know.
 */
#include "ingest/sample_write.h"

#include "common/message.h"
#include "common/names.h"
#include "common/whole_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char list_name[] = ".sample-manifest.txt";
static const char title[] =
    "# 合成データ: files written by renkei sample, removed by the next one\n";

void sample_list_file(struct str *list, const char *path)
{
    str_append(list, path);
    str_append_char(list, '\n');
}

static const char *list_path(struct arena *arena, const char *folder)
{
    return arena_printf(arena, "%s/%s", folder, list_name);
}

/* The old list without its title; "" if there is none. */
static char *read_list(struct arena *arena, const char *folder)
{
    struct str text = {0};
    FILE *file = fopen(list_path(arena, folder), "rb");
    if (!file && errno != ENOENT)
        die(strerror(errno), NULL, _("cannot read \"%s\""), list_path(arena, folder));
    for (int c; file && (c = getc(file)) != EOF;)
        str_append_char(&text, (char)c);
    if (file)
        fclose(file);
    const char *first = str_text(&text);
    if (*first == '#')
        first += strcspn(first, "\n");
    char *copy = arena_strdup(arena, first);
    str_release(&text);
    return copy;
}

static void write_list(const char *folder, const char *first, const char *second)
{
    struct arena arena = {0};
    const char *path = list_path(&arena, folder);
    const char *temporary = whole_file_begin(&arena, path);
    FILE *file = fopen(temporary, "wb");
    if (!file || fputs(title, file) < 0 || fputs(first, file) < 0 || fputs(second, file) < 0 ||
        fclose(file) != 0)
        whole_file_fail(path);
    whole_file_finish(temporary, path);
    arena_release(&arena);
}

/* A list may have been edited: only plain paths below the folder are ever removed. */
static bool is_below(const char *path)
{
    if (!*path || *path == '/')
        return false;
    for (const char *part = path; part; part = strchr(part, '/')) {
        part += *part == '/';
        if (*part == '.')
            return false;
    }
    return true;
}

static size_t count_lines(const char *text)
{
    size_t lines = 0;
    for (; *text; text++)
        lines += *text == '\n';
    return lines + 1;
}

/* The file, and its folder if nothing else is in it. */
static void remove_stale(struct arena *arena, const char *folder, const char *path)
{
    char *whole = arena_printf(arena, "%s/%s", folder, path);
    if (unlink(whole) != 0 && errno != ENOENT && errno != ENOTDIR)
        die(strerror(errno), NULL, _("cannot remove \"%s\""), whole);
    char *slash = strrchr(whole, '/');
    if (strchr(path, '/')) {
        *slash = '\0';
        rmdir(whole);
    }
}

void sample_list_begin(const char *folder, const struct str *list)
{
    struct arena arena = {0};
    write_list(folder, read_list(&arena, folder), str_text(list));
    arena_release(&arena);
}

/* form.csv, or form/unit.xlsx. */
static bool is_of_form(const char *path, const char *form)
{
    size_t length = strlen(form);
    return strncmp(path, form, length) == 0 && (path[length] == '.' || path[length] == '/');
}

void sample_list_end(const char *folder, const struct str *list, const char *form)
{
    struct arena arena = {0};
    struct str kept = {0};
    char *listed = read_list(&arena, folder), *written = arena_strdup(&arena, str_text(list));
    struct names names = names_new(&arena, count_lines(written) + count_lines(listed));
    char *rest = NULL;
    for (char *line = strtok_r(written, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
        names_add(&names, line, 0);
    for (char *line = strtok_r(listed, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        if (!is_below(line) || names_add(&names, line, 0) != NAMES_NONE)
            continue;
        if (form && !is_of_form(line, form))
            sample_list_file(&kept, line);
        else
            remove_stale(&arena, folder, line);
    }
    write_list(folder, str_text(list), str_text(&kept));
    str_release(&kept);
    arena_release(&arena);
}
