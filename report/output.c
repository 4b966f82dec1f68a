/*
 * Output files. Their one rule: a name in the output folder always holds a whole file, an old one
 * or a new one. What is in the files is the callers' affair.
 */
#include "report/output.h"

#include "common/message.h"

#include <openssl/evp.h>

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Large enough that the cost per call of read and hash disappears. */
enum { HASH_BUFFER = 64 * 1024 };

/* ---- What must not stay behind ---- */

/* On the heap, since arenas and stacks may be gone when the program ends. */
struct unfinished {
    struct unfinished *next;
    char path[];
};
static struct unfinished *unfinished;

static void remove_unfinished(void)
{
    for (const struct unfinished *at = unfinished; at != NULL; at = at->next)
        unlink(at->path);
}

/* Registered with SA_RESETHAND: the signal raised again ends the program as it should. */
static void remove_and_end(int signal_number)
{
    remove_unfinished();
    raise(signal_number);
}

static void watch_the_end(void)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    static bool watching;
    if (watching)
        return;
    watching = true;
    if (atexit(remove_unfinished) != 0)
        abort();
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        struct sigaction action = {.sa_handler = remove_and_end, .sa_flags = (int)SA_RESETHAND};
        if (sigaction(signals[i], &action, NULL) != 0)
            abort();
    }
}

static void remember(const char *path)
{
    watch_the_end();
    size_t length = strlen(path) + 1;
    struct unfinished *entry = malloc(sizeof *entry + length);
    if (entry == NULL)
        abort();
    memcpy(entry->path, path, length);
    entry->next = unfinished;
    unfinished = entry;
}

static void forget(const char *path)
{
    for (struct unfinished **at = &unfinished; *at != NULL; at = &(*at)->next) {
        if (strcmp((*at)->path, path) != 0)
            continue;
        struct unfinished *entry = *at;
        *at = entry->next;
        free(entry);
        return;
    }
}

/* ---- Files ---- */

/* "could not write" and what; errno gives the reason. */
_Noreturn static void fail(const char *failure, const char *path)
{
    const char *reason = strerror(errno);
    die(reason, _("check the output folder: its permissions and the free space"), "%s \"%s\"",
        failure, path);
}

_Noreturn void output_fail(const struct output_file *file)
{
    fail(_("could not write"), file->path);
}

/* All folders above the file, from the outermost. */
static void make_folders(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(path, 0777) != 0 && errno != EEXIST)
            fail(_("could not make the folder"), path);
        *slash = '/';
    }
}

struct output_file *output_begin(struct outputs *outputs, const char *name)
{
    struct output_file *file = arena_alloc(outputs->arena, sizeof *file);
    char *path = arena_printf(outputs->arena, "%s/%s", outputs->folder, name);
    make_folders(path);
    file->name = arena_strdup(outputs->arena, name);
    file->path = path;
    /* The number of the program keeps two runs into one folder apart. */
    file->temporary = arena_printf(outputs->arena, "%s.%ld.part", path, (long)getpid());
    if (outputs->last == NULL)
        outputs->first = file;
    else
        outputs->last->next = file;
    outputs->last = file;
    remember(file->temporary);
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
        fail(_("could not read back"), file->temporary);
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
        fail(_("could not read back"), file->temporary);
    hash_stream(file, stream);
    if (fclose(stream) != 0)
        fail(_("could not read back"), file->temporary);
}

void output_finish(struct output_file *file)
{
    if (file->stream != NULL && fclose(file->stream) != 0)
        output_fail(file);
    file->stream = NULL;
    hash_file(file);
    if (rename(file->temporary, file->path) != 0)
        output_fail(file);
    forget(file->temporary);
}
