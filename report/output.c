/*
 * Output files. Their one rule: a name in the output folder always holds a whole file, an old one
 * or a new one. What is in the files is the callers' affair.
 */
#include "report/output.h"

#include "common/message.h"

#include <openssl/evp.h>

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Large enough that the cost per call of read and hash disappears. */
enum { HASH_BUFFER = 64 * 1024 };

/* What atexit() removes; a copy, since arenas may be gone by then. */
static char *unfinished;

static void remove_unfinished(void)
{
    if (unfinished != NULL)
        unlink(unfinished);
}

static void remember_unfinished(const char *path)
{
    static bool registered;
    if (!registered && atexit(remove_unfinished) != 0)
        abort();
    registered = true;
    free(unfinished);
    unfinished = NULL;
    if (path != NULL && (unfinished = strdup(path)) == NULL)
        abort();
}

_Noreturn static void fail(const char *path, const char *what)
{
    die(strerror(errno), _("check the folder given with --out, its permissions and the free space"),
        _("could not %s \"%s\""), what, path);
}

/* All folders above the file, from the outermost. */
static void make_folders(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(path, 0777) != 0 && errno != EEXIST)
            fail(path, _("make the folder"));
        *slash = '/';
    }
}

const char *output_begin(struct outputs *outputs, const char *name)
{
    if (outputs->path != NULL)
        abort();
    struct output_file *file = arena_alloc(outputs->arena, sizeof *file);
    file->name = arena_strdup(outputs->arena, name);
    char *path = arena_printf(outputs->arena, "%s/%s", outputs->folder, name);
    make_folders(path);
    outputs->path = path;
    /* The number of the program keeps two runs into one folder apart. */
    outputs->temporary = arena_printf(outputs->arena, "%s.%ld.part", path, (long)getpid());
    if (outputs->last == NULL)
        outputs->first = file;
    else
        outputs->last->next = file;
    outputs->last = file;
    remember_unfinished(outputs->temporary);
    return outputs->temporary;
}

static void hash_stream(FILE *stream, const char *path, struct output_file *file)
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
        fail(path, _("read back"));
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int digest_length = 0;
    if (EVP_DigestFinal_ex(context, digest, &digest_length) != 1)
        abort();
    EVP_MD_CTX_free(context);
    for (unsigned int i = 0; i < digest_length && i < SHA256_TEXT_SIZE / 2; i++)
        snprintf(file->sha256 + (size_t)i * 2, 3, "%02x", digest[i]);
}

void output_finish(struct outputs *outputs)
{
    FILE *stream = fopen(outputs->temporary, "rb");
    if (stream == NULL)
        fail(outputs->temporary, _("read back"));
    hash_stream(stream, outputs->temporary, outputs->last);
    if (fclose(stream) != 0)
        fail(outputs->temporary, _("read back"));
    if (rename(outputs->temporary, outputs->path) != 0)
        fail(outputs->path, _("write"));
    remember_unfinished(NULL);
    outputs->path = NULL;
    outputs->temporary = NULL;
}

void output_write(struct outputs *outputs, const char *name, const struct str *bytes)
{
    const char *path = output_begin(outputs, name);
    FILE *stream = fopen(path, "wb");
    if (stream == NULL)
        fail(path, _("write"));
    if (fwrite(str_text(bytes), 1, bytes->length, stream) != bytes->length)
        fail(path, _("write"));
    if (fclose(stream) != 0)
        fail(path, _("write"));
    output_finish(outputs);
}
