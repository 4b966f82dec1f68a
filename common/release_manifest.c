/* manifest.json (RFC 8259) by jansson, member by member; what is missing is named. */
#include "common/release_inside.h"

#include "common/message.h"

#include <jansson.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A list of all feedback sheets of a country takes half a MiB. */
enum { MANIFEST_LIMIT = 64 << 20 };

static const char *const manifest_name = "manifest.json";

static bool refuse(struct release *release, const char *text)
{
    mismatch_add(release->mismatches, &(struct mismatch){.file = manifest_name, .text = text});
    return false;
}

static bool refuse_member(struct release *release, const char *member)
{
    return refuse(
        release,
        arena_printf(release->arena, _("\"%s\" is missing or is not what it should be"), member));
}

/* ---- Members ---- */

static bool take_text(struct release *release, const json_t *object, const char *name,
                      const char **text)
{
    const char *value = json_string_value(json_object_get(object, name));
    if (value == NULL)
        return refuse_member(release, name);
    *text = arena_strdup(release->arena, value);
    return true;
}

static bool take_digest(struct release *release, const json_t *object, const char *name,
                        const char **text)
{
    return take_text(release, object, name, text) &&
           (digest_is_valid(*text) || refuse_member(release, name));
}

static bool take_count(struct release *release, const json_t *object, const char *name,
                       int64_t *count)
{
    const json_t *value = json_object_get(object, name);
    if (!json_is_integer(value) || json_integer_value(value) < 0)
        return refuse_member(release, name);
    *count = (int64_t)json_integer_value(value);
    return true;
}

/* ---- The document ---- */

static bool take_file(struct release *release, const json_t *entry, struct release_file *file)
{
    return take_text(release, entry, "name", &file->name) &&
           take_count(release, entry, "size", &file->size) &&
           take_digest(release, entry, "sha256", &file->sha256);
}

static int compare_files(const void *a, const void *b)
{
    return strcmp(((const struct release_file *)a)->name, ((const struct release_file *)b)->name);
}

/* In the order of their names, for the look-up. */
static bool take_files(struct release *release, const json_t *root)
{
    struct release_manifest *manifest = &release->manifest;
    const json_t *list = json_object_get(root, "files");
    if (!json_is_array(list))
        return refuse_member(release, "files");
    size_t count = json_array_size(list);
    manifest->files = arena_array(release->arena, count + 1, sizeof *manifest->files);
    for (size_t i = 0; i < count; i++) {
        if (!take_file(release, json_array_get(list, i), &manifest->files[i]))
            return false;
    }
    manifest->file_count = count;
    if (count > 0)
        qsort(manifest->files, count, sizeof *manifest->files, compare_files);
    for (size_t i = 1; i < count; i++) {
        if (strcmp(manifest->files[i - 1].name, manifest->files[i].name) == 0)
            return refuse(release, arena_printf(release->arena, _("\"%s\" is listed twice"),
                                                manifest->files[i].name));
    }
    return true;
}

static bool take_previous(struct release *release, const json_t *object)
{
    struct release_manifest *manifest = &release->manifest;
    const json_t *previous = json_object_get(object, "previous");
    if (json_is_null(previous))
        return true;
    return take_count(release, previous, "number", &manifest->previous) &&
           take_digest(release, previous, "manifest_sha256", &manifest->previous_sha256) &&
           (manifest->previous < manifest->number || refuse_member(release, "previous"));
}

static bool take_release(struct release *release, const json_t *root)
{
    struct release_manifest *manifest = &release->manifest;
    const json_t *object = json_object_get(root, "release");
    if (object == NULL)
        return true;
    return take_count(release, object, "number", &manifest->number) &&
           (manifest->number > 0 || refuse_member(release, "number")) &&
           take_count(release, object, "run", &manifest->run) && take_previous(release, object);
}

static bool take_manifest(struct release *release, const json_t *root)
{
    struct release_manifest *manifest = &release->manifest;
    const json_t *rows = json_object_get(root, "rows");
    if (json_string_value(json_object_get(json_object_get(root, "versions"), "renkei")) == NULL)
        return refuse_member(release, "versions");
    if (!json_is_object(json_object_get(root, "sources")))
        return refuse_member(release, "sources");
    const json_t *synthetic = json_object_get(root, "synthetic");
    if (!json_is_boolean(synthetic))
        return refuse_member(release, "synthetic");
    manifest->synthetic = json_is_true(synthetic);
    return take_text(release, root, "survey", &manifest->survey) &&
           take_text(release, root, "title", &manifest->title) &&
           take_digest(release, root, "codebook_sha256", &manifest->codebook_sha256) &&
           take_count(release, rows, "cells", &manifest->cells) &&
           take_count(release, rows, "statistics", &manifest->statistics) &&
           take_release(release, root) && take_files(release, root);
}

json_t *release_parse(const struct release *release, const struct release_text *text)
{
    json_error_t error;
    json_t *root = json_loadb(text->at, text->length, JSON_REJECT_DUPLICATES, &error);
    if (root != NULL)
        return root;
    if (json_error_code(&error) == json_error_out_of_memory)
        abort();
    mismatch_add(
        release->mismatches,
        &(struct mismatch){.file = text->file,
                           .line = error.line > 0 ? text->line + error.line : 0,
                           .text = arena_printf(release->arena, _("not JSON: %s"), error.text)});
    return NULL;
}

bool release_read_manifest(struct release *release)
{
    size_t length;
    char *bytes = folder_read(release->descriptor, manifest_name, MANIFEST_LIMIT, &length);
    if (bytes == NULL)
        return refuse(release,
                      arena_printf(release->arena, _("it cannot be read: %s"), strerror(errno)));
    digest_bytes(bytes, length, release->manifest.sha256);
    json_t *root = release_parse(
        release, &(struct release_text){.file = manifest_name, .at = bytes, .length = length});
    bool good = root != NULL && take_manifest(release, root);
    json_decref(root);
    free(bytes);
    return good;
}
