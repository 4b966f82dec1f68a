#include "ingest/inputs.h"

#include "common/message.h"
#include "common/utf8.h"

#include <errno.h>
#include <fts.h>
#include <iconv.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

bool input_left_behind(const char *name)
{
    return *name == '.' || strncmp(name, "~$", 2) == 0 || strcasecmp(name, "Thumbs.db") == 0 ||
           strcasecmp(name, "desktop.ini") == 0 || strcmp(name, "__MACOSX") == 0;
}

static size_t stem_length(const char *path)
{
    const char *suffix = strrchr(path, '.');
    return suffix && !strchr(suffix, '/') ? (size_t)(suffix - path) : strlen(path);
}

int input_order(const char *a, const char *b)
{
    size_t a_length = stem_length(a), b_length = stem_length(b);
    int order = memcmp(a, b, a_length < b_length ? a_length : b_length);
    if (order == 0)
        order = (a_length > b_length) - (a_length < b_length);
    return order ? order : strcmp(a, b);
}

static int compare_paths(const void *a, const void *b)
{
    return input_order(*(const char *const *)a, *(const char *const *)b);
}

static void add(struct inputs *inputs, size_t *capacity, const char *path)
{
    if (inputs->count == *capacity) {
        *capacity = *capacity ? 2 * *capacity : 256;
        inputs->paths = realloc(inputs->paths, *capacity * sizeof *inputs->paths);
        if (!inputs->paths)
            abort();
    }
    inputs->paths[inputs->count++] = path;
}

static void sort_and_unite(struct inputs *inputs)
{
    if (!inputs->count)
        return;
    qsort(inputs->paths, inputs->count, sizeof *inputs->paths, compare_paths);
    size_t kept = 1;
    for (size_t i = 1; i < inputs->count; i++)
        if (strcmp(inputs->paths[i], inputs->paths[kept - 1]) != 0)
            inputs->paths[kept++] = inputs->paths[i];
    inputs->count = kept;
}

_Noreturn static void cannot_visit(struct arena *arena, FTS *tree, const FTSENT *entry)
{
    const char *path = arena_strdup(arena, entry->fts_path);
    bool lost =
        entry->fts_info == FTS_SLNONE || (entry->fts_info == FTS_NS && entry->fts_errno == ENOENT);
    int error = entry->fts_errno;
    fts_close(tree);
    if (lost)
        die_usage(_("name an existing file or folder"), _("\"%s\" does not exist"), path);
    die(strerror(error), _("check the permissions of the folder"), _("cannot read \"%s\""), path);
}

static void visit(struct inputs *inputs, struct arena *arena, size_t *capacity, FTS *tree,
                  FTSENT *entry)
{
    bool passed_over = entry->fts_level > FTS_ROOTLEVEL && input_left_behind(entry->fts_name);
    switch (entry->fts_info) {
    case FTS_D:
        if (passed_over && fts_set(tree, entry, FTS_SKIP) != 0)
            abort();
        break;
    case FTS_F:
        if (!passed_over)
            add(inputs, capacity, arena_strdup(arena, entry->fts_path));
        break;
    case FTS_NS:
    case FTS_SLNONE:
    case FTS_DNR:
    case FTS_ERR:
        cannot_visit(arena, tree, entry);
    default:
        break;
    }
}

void inputs_find(struct inputs *inputs, struct arena *arena, size_t count, char **operands)
{
    size_t capacity = 0;
    if (!count)
        return; /* fts_open() takes no empty list */
    char **roots = arena_array(arena, count + 1, sizeof *roots);
    memcpy(roots, operands, count * sizeof *roots);
    FTS *tree = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, NULL);
    if (!tree)
        die(strerror(errno), NULL, _("cannot read the folders"));
    FTSENT *entry;
    while ((entry = fts_read(tree)))
        visit(inputs, arena, &capacity, tree, entry);
    if (fts_close(tree) != 0)
        die(strerror(errno), NULL, _("cannot read the folders"));
    const char **found = inputs->paths;
    sort_and_unite(inputs);
    inputs->paths = arena_array(arena, inputs->count, sizeof *inputs->paths);
    if (inputs->count)
        memcpy(inputs->paths, found, inputs->count * sizeof *found);
    free(found);
}

/* False if it is not CP932. `room` bytes are enough: one or two bytes become at most three. */
static bool convert_cp932(char *text, size_t room, const char *path, size_t length)
{
    iconv_t cp932 = iconv_open("UTF-8", "CP932");
    if (cp932 == (iconv_t)-1)
        abort(); /* glibc always has it: its gconv modules are part of libc-bin */
    char *from = (char *)(uintptr_t)path;
    bool converted = iconv(cp932, &from, &length, &text, &room) != (size_t)-1;
    iconv_close(cp932);
    return converted;
}

const char *path_text(struct arena *arena, const char *path)
{
    size_t length = strlen(path), valid;
    if (utf8_valid_length(path, length) == length)
        return path;
    char *text = arena_alloc(arena, 3 * length + 1);
    if (convert_cp932(text, 3 * length, path, length))
        return text;
    text = arena_strdup(arena, path);
    while ((valid = utf8_valid_length(text, length)) < length)
        text[valid] = '?';
    return text;
}
