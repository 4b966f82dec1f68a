#include "ingest/refused_source.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_SIZE = 64 * 1024 };

static void digest(struct raw_source *source, unsigned char sha256[SHA256_SIZE], int64_t *size)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    char bytes[BLOCK_SIZE];
    unsigned digest_size;
    *size = 0;
    if (!context || !EVP_DigestInit_ex(context, EVP_sha256(), NULL))
        abort();
    for (size_t length = BLOCK_SIZE; length == BLOCK_SIZE; *size += (int64_t)length)
        if (!raw_source_read(source, bytes, BLOCK_SIZE, &length) ||
            !EVP_DigestUpdate(context, bytes, length))
            abort(); /* bytes as they are stored cannot be damaged */
    if (!EVP_DigestFinal_ex(context, sha256, &digest_size))
        abort();
    EVP_MD_CTX_free(context);
}

/* The first block carries the source's row and the finding. */
static void submit(struct run *run, struct raw_source *source, const struct job *first)
{
    char bytes[BLOCK_SIZE];
    int64_t start = 0;
    for (size_t length = BLOCK_SIZE; length == BLOCK_SIZE; start += (int64_t)length) {
        if (!raw_source_read(source, bytes, BLOCK_SIZE, &length))
            abort();
        struct job *job = run_job(run);
        job->kind = JOB_RAW;
        job->origin.file = source->file;
        job->origin.source = first->origin.source;
        if (start == 0) {
            job->origin = first->origin;
            job->file_kind = first->file_kind;
            job->finding = first->finding;
            job->has_finding = true;
        }
        job->origin.start = start;
        str_append_bytes(&job->bytes, bytes, length);
        run_submit(run);
    }
}

void run_refuse_source(struct run *run, struct raw_source *source, enum finding_code code,
                       const char *raw, const char *extra)
{
    struct job first = {
        .file_kind = "refused",
        .origin = {.config = run->config, .file = source->file},
        .finding = {.code = code, .raw = raw, .extra = extra, .sheet = "", .cell = ""}};
    source->as_stored = true;
    raw_source_rewind(source);
    digest(source, first.origin.sha256, &first.origin.size);
    run->counts.files++;
    if (run_has_seen(run, first.origin.sha256))
        return;
    first.origin.source = run->next_source++;
    raw_source_rewind(source);
    submit(run, source, &first);
}
