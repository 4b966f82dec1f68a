/*
 * The list of output files and their hashes; common/whole_file.h keeps them whole. A hash is that
 * of the bytes on the disk, read back, not of what was meant to be written.
 */
#include "report/output.h"

#include "common/digest.h"
#include "common/message.h"
#include "common/whole_file.h"
#include "report/rules.h"

#include <openssl/evp.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Large enough that the cost per call of read and hash disappears. */
enum { HASH_BUFFER = 64 * 1024 };

_Noreturn void output_fail(const struct output_file *file)
{
    whole_file_fail(file->path);
}

_Noreturn static void fail_reading(const char *name)
{
    die(strerror(errno), _("check the disk, then run this again"), _("cannot read \"%s\" back"),
        name);
}

/* Makes the folder of the file; one that the run has not written to yet is swept. */
static void make_folder(struct outputs *outputs, const char *path)
{
    const char *folder = arena_copy(outputs->arena, path, (size_t)(strrchr(path, '/') - path));
    whole_file_folder(folder);
    if (outputs->swept == NULL || strcmp(outputs->swept, folder) != 0)
        whole_file_sweep(folder);
    outputs->swept = folder;
}

static struct output_file *add_file(struct outputs *outputs, const char *name)
{
    struct output_file *file = arena_alloc(outputs->arena, sizeof *file);
    file->name = arena_strdup(outputs->arena, name);
    file->path = arena_printf(outputs->arena, "%s/%s", outputs->folder, name);
    if (outputs->last == NULL)
        outputs->first = file;
    else
        outputs->last->next = file;
    outputs->last = file;
    return file;
}

struct output_file *output_begin(struct outputs *outputs, const char *name)
{
    struct output_file *file = add_file(outputs, name);
    make_folder(outputs, file->path);
    file->temporary = whole_file_begin(outputs->arena, file->path);
    file->checked = outputs->checked;
    return file;
}

void output_compared(struct output_file *file, int64_t numbers, int64_t chart_points)
{
    file->numbers_compared = numbers;
    file->chart_points_compared = chart_points;
}

void outputs_compared(const struct outputs *outputs, int64_t *numbers, int64_t *chart_points)
{
    *numbers = *chart_points = 0;
    for (const struct output_file *file = outputs->first; file != NULL; file = file->next) {
        *numbers += file->numbers_compared;
        *chart_points += file->chart_points_compared;
    }
}

struct output_file *output_enter(struct outputs *outputs, const char *name, int64_t size,
                                 const char *sha256)
{
    struct output_file *file = add_file(outputs, name);
    file->size = size;
    memcpy(file->sha256, sha256, sizeof file->sha256);
    return file;
}

struct output_file *output_open(struct outputs *outputs, const char *name)
{
    struct output_file *file = output_begin(outputs, name);
    file->stream = fopen(file->temporary, "wb");
    if (file->stream == NULL)
        output_fail(file);
    return file;
}

void output_read_back(struct str *bytes, const char *path, const char *name)
{
    enum { CHUNK = 256 * 1024 };
    FILE *stream = fopen(path, "rb");
    bool read = stream != NULL;
    for (size_t more = 1; read && more > 0; bytes->length += more)
        more = fread(str_reserve(bytes, CHUNK), 1, CHUNK, stream);
    if (!read || ferror(stream))
        fail_reading(name);
    fclose(stream); /* read only: nothing can be lost */
}

const char *output_name_part(struct arena *arena, const char *text)
{
    static const char forbidden[] = "/\\:*?\"<>|";
    static const char *const full[] = {"／", "＼", "：", "＊", "？", "”", "＜", "＞", "｜"};
    struct str name = {0};
    if (*text == '.')
        str_append(&name, "．");
    for (const char *c = text + (*text == '.'); *c != '\0'; c++) {
        bool begins = ((unsigned char)*c & 0xC0) != 0x80;
        if (begins && name.length >= OUTPUT_PART_BYTES)
            break;
        const char *found = strchr(forbidden, *c);
        if (found != NULL)
            str_append(&name, full[found - forbidden]);
        else if ((unsigned char)*c >= ' ' && *c != 0x7F)
            str_append_char(&name, *c);
    }
    const char *kept = arena_strdup(arena, str_text(&name));
    str_release(&name);
    return kept;
}

static void hash_stream(struct output_file *file, FILE *stream)
{
    static unsigned char buffer[HASH_BUFFER];
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (context == NULL || EVP_DigestInit_ex(context, EVP_sha256(), NULL) != 1)
        abort();
    size_t length;
    while ((length = fread(buffer, 1, sizeof buffer, stream)) > 0) {
        if (EVP_DigestUpdate(context, buffer, length) != 1)
            abort();
        file->size += (int64_t)length;
    }
    if (ferror(stream))
        fail_reading(file->temporary);
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int digest_length = 0;
    if (EVP_DigestFinal_ex(context, digest, &digest_length) != 1)
        abort();
    EVP_MD_CTX_free(context);
    for (unsigned int i = 0; i < digest_length && i < SHA256_TEXT_SIZE / 2; i++)
        snprintf(file->sha256 + (size_t)i * 2, 3, "%02x", digest[i]);
}

static void hash_file(struct output_file *file)
{
    FILE *stream = fopen(file->temporary, "rb");
    if (stream == NULL)
        fail_reading(file->temporary);
    hash_stream(file, stream);
    if (fclose(stream) != 0)
        fail_reading(file->temporary);
}

/* A manifest is neither a table nor a workbook. */
static bool is_judged(const char *name)
{
    const char *ending = strrchr(name, '.');
    return ending != NULL && (strcmp(ending, ".csv") == 0 || strcmp(ending, ".xlsx") == 0);
}

void output_finish_read(struct output_file *file, const struct str *bytes)
{
    file->size = (int64_t)bytes->length;
    digest_bytes(str_text(bytes), bytes->length, file->sha256);
    whole_file_finish(file->temporary, file->path);
}

void output_finish(struct output_file *file)
{
    if (file->stream != NULL && fclose(file->stream) != 0)
        output_fail(file);
    file->stream = NULL;
    if (file->checked && is_judged(file->name))
        rules_require(file->temporary, file->name);
    hash_file(file);
    whole_file_finish(file->temporary, file->path);
}
