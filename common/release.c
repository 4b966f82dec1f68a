/* The folder of a release: what lies in it, against what its manifest lists. */
#include "common/release_inside.h"

#include "common/message.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The largest outputs, tables of surveys with millions of cells, stay well below. */
#define FILE_LIMIT ((size_t)1 << 30)

static void add_problem(const struct release *release, const char *file, const char *text)
{
    mismatch_add(release->mismatches, &(struct mismatch){.file = file, .text = text});
}

bool release_open(struct release *release, const char *folder)
{
    release->folder = folder;
    release->descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (release->descriptor < 0)
        return false;
    if (release_read_manifest(release))
        return true;
    release_close(release);
    errno = 0;
    return false;
}

void release_close(struct release *release)
{
    if (release->descriptor >= 0)
        close(release->descriptor);
    release->descriptor = -1;
}

/* ---- Files ---- */

static struct release_file *find_file(const struct release *release, const char *name)
{
    size_t low = 0, high = release->manifest.file_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(name, release->manifest.files[middle].name);
        if (order == 0)
            return &release->manifest.files[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

static void check_file(struct release *release, struct release_file *file)
{
    if (!folder_name_is_plain(file->name)) {
        add_problem(release, file->name, _("the manifest lists a name that leads elsewhere"));
        return;
    }
    size_t length;
    char digest[DIGEST_TEXT_SIZE];
    char *bytes = folder_read(release->descriptor, file->name, FILE_LIMIT, &length);
    if (bytes == NULL) {
        add_problem(release, file->name,
                    errno == ENOENT ? _("the manifest lists it, but it is not there")
                                    : arena_printf(release->arena, _("it cannot be read: %s"),
                                                   strerror(errno)));
        return;
    }
    digest_bytes(bytes, length, digest);
    free(bytes);
    if ((int64_t)length != file->size)
        add_problem(release, file->name,
                    arena_printf(release->arena, _("it has %zu bytes, the manifest says %lld"),
                                 length, (long long)file->size));
    else if (strcmp(digest, file->sha256) != 0)
        add_problem(release, file->name,
                    _("its bytes are not those of the manifest: the SHA-256 differs"));
    else
        file->good = true;
}

/* Is a file with this beginning listed? */
static bool is_used(const struct release *release, const char *name, size_t length)
{
    for (size_t i = 0; i < release->manifest.file_count; i++) {
        if (strncmp(release->manifest.files[i].name, name, length) == 0)
            return true;
    }
    return false;
}

/* Other verbs write into folders of their own beside an output (forms/, query/). A release has
 * nothing beside it. */
static bool belongs(const struct release *release, const char *name)
{
    const char *slash = strchr(name, '/');
    return release->manifest.number > 0 || slash == NULL ||
           is_used(release, name, (size_t)(slash + 1 - name));
}

static void check_others(struct release *release)
{
    struct folder_names names = {0};
    folder_list(&names, release->descriptor, release->arena, release->mismatches);
    for (size_t i = 0; i < names.count; i++) {
        const char *name = names.names[i];
        if (strcmp(name, "manifest.json") != 0 && find_file(release, name) == NULL &&
            belongs(release, name))
            add_problem(release, name, _("the manifest does not list it"));
    }
}

size_t release_check_files(struct release *release)
{
    size_t good = 0;
    for (size_t i = 0; i < release->manifest.file_count; i++) {
        check_file(release, &release->manifest.files[i]);
        good += release->manifest.files[i].good;
    }
    check_others(release);
    return good;
}

char *release_bytes(const struct release *release, const char *name, size_t *length)
{
    char digest[DIGEST_TEXT_SIZE];
    const struct release_file *file = find_file(release, name);
    if (file == NULL || !file->good)
        return NULL;
    char *bytes = folder_read(release->descriptor, name, FILE_LIMIT, length);
    if (bytes == NULL)
        return NULL;
    digest_bytes(bytes, *length, digest);
    if (strcmp(digest, file->sha256) == 0)
        return bytes;
    free(bytes);
    return NULL;
}

/* ---- Tables ---- */

/* Keeps what it gave until the tables are read. */
struct found_tables {
    const struct release *release;
    struct found_table {
        char *bytes;
        struct found_table *next;
    } * first;
    struct arena arena;
};

static struct told_bytes find_table(void *context, const char *name)
{
    struct found_tables *tables = context;
    struct told_bytes found = {0};
    struct found_table *table = arena_alloc(&tables->arena, sizeof *table);
    table->bytes = release_bytes(tables->release, arena_printf(&tables->arena, "tables/%s", name),
                                 &found.length);
    found.at = table->bytes;
    table->next = tables->first;
    tables->first = table;
    return found;
}

bool release_read_tables(const struct release *release, struct told *told)
{
    struct found_tables tables = {.release = release};
    struct told_error error = {0};
    bool good = told_take(told, release->arena, find_table, &tables, &error);
    if (!good)
        mismatch_add(
            release->mismatches,
            &(struct mismatch){.file = error.file, .line = error.line, .text = error.text});
    for (struct found_table *at = tables.first; at != NULL; at = at->next)
        free(at->bytes);
    arena_release(&tables.arena);
    return good;
}
