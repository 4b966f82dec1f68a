/*
 * A CSV file becomes jobs: first its header, then blocks of whole rows, cut where csv_next() says
 * a record ends. The file is read twice: once for its hash and encoding, once for its rows.
 */
#include "ingest/run.h"

#include "ingest/csv_jobs.h"
#include "ingest/inputs.h"

#include <errno.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    READ_SIZE = 256 * 1024,
    /* Rows are sent on when this much has come together: some thirty of a wide survey, which take
     * half a megabyte with all their answers. */
    BLOCK_SIZE = 16 * 1024,
    /* A record that long is an open quote, not an answer. */
    RECORD_LARGEST = 8 * 1024 * 1024,
};

_Noreturn static void cannot_read(const char *path)
{
    die(strerror(errno), _("check the permissions; nothing was loaded in this run"),
        _("cannot read \"%s\""), path);
}

/* ---- First pass ---- */

struct survey_of_file {
    unsigned char sha256[SHA256_SIZE];
    int64_t size;
    enum text_encoding encoding;
};

static void look_through(struct survey_of_file *seen, const char *path)
{
    FILE *file = fopen(path, "rbe");
    EVP_MD_CTX *digest = EVP_MD_CTX_new();
    struct encoding_guess guess = {0};
    unsigned size;
    char *bytes = malloc(READ_SIZE);
    if (!file)
        cannot_read(path);
    if (!bytes || !digest || !EVP_DigestInit_ex(digest, EVP_sha256(), NULL))
        abort();
    for (size_t length; (length = fread(bytes, 1, READ_SIZE, file)) > 0;) {
        encoding_feed(&guess, bytes, length);
        seen->size += (int64_t)length;
        if (!EVP_DigestUpdate(digest, bytes, length))
            abort();
    }
    if (ferror(file))
        cannot_read(path);
    if (!EVP_DigestFinal_ex(digest, seen->sha256, &size))
        abort();
    seen->encoding = encoding_result(&guess);
    EVP_MD_CTX_free(digest);
    free(bytes);
    fclose(file);
}

/* ---- Jobs ---- */

static void submit_block(struct csv_jobs *jobs, enum job_kind kind, const char *bytes,
                         size_t length)
{
    struct job *job = run_job(jobs->run);
    job->kind = kind;
    job->layout = jobs->layout;
    job->encoding = jobs->encoding_name;
    job->origin.file = jobs->file;
    job->origin.source = jobs->source;
    job->origin.start = jobs->start;
    job->origin.line = jobs->line;
    str_append_bytes(&job->bytes, bytes, length);
    if (jobs->start == 0) {
        /* the first block carries the source's row and what is wrong with its header */
        job->file_kind = "csv";
        job->origin.size = jobs->size;
        memcpy(job->origin.sha256, jobs->sha256, SHA256_SIZE);
        job->finding = jobs->finding;
        job->has_finding = jobs->has_finding;
    }
    run_submit(jobs->run);
    jobs->start += (int64_t)length;
    for (size_t i = 0; i < length; i++)
        jobs->line += bytes[i] == '\n';
    progress_update(&jobs->run->progress, (size_t)jobs->start);
}

static void refuse_header(struct csv_jobs *jobs, enum finding_code code, const char *extra)
{
    jobs->finding =
        (struct finding){.code = code, .raw = "", .extra = extra, .sheet = "", .cell = ""};
    jobs->has_finding = true;
    jobs->layout = NULL;
}

/* Reads the header at the start of `bytes`; returns its length, all of them if it is refused. */
static size_t read_header(struct csv_jobs *jobs, const char *bytes, size_t length)
{
    struct run *run = jobs->run;
    size_t bom = length >= 3 && memcmp(bytes, CSV_BOM, 3) == 0 ? 3 : 0;
    struct csv_reader reader = {.bytes = bytes + bom, .length = length - bom, .last = true};
    struct csv_record record;
    struct csv_layout *layout = arena_alloc(&run->arena, sizeof *layout);
    size_t end = length;
    layout->encoding = jobs->encoding;
    layout->file = jobs->file;
    if (jobs->encoding == ENCODING_UNKNOWN) {
        refuse_header(jobs, FINDING_ENCODING, "");
    } else if (csv_next(&reader, &record) != CSV_RECORD) {
        refuse_header(jobs, FINDING_UNREADABLE,
                      reader.error ? reader.error : N_("the file is empty"));
    } else {
        const char *form = *jobs->form_option ? jobs->form_option : NULL;
        jobs->finding.code = FINDING_NONE;
        if (csv_layout_read(layout, &run->arena, run->config, form, &record, &jobs->finding)) {
            end = bom + reader.position;
            layout->header.at = arena_copy(&run->arena, bytes, end);
            layout->header.length = end;
            jobs->layout = layout;
        }
        jobs->has_finding = jobs->finding.code != FINDING_NONE;
    }
    csv_release(&reader);
    return end;
}

/* ---- Second pass ---- */

/* How much of the buffer is whole records; stops after a block. *bad if it is no CSV from there. */
static size_t whole_records(const struct str *buffer, bool last, bool *bad)
{
    struct csv_reader reader = {.bytes = buffer->at, .length = buffer->length, .last = last};
    struct csv_record record;
    enum csv_result result = CSV_RECORD;
    while (reader.position < BLOCK_SIZE && result == CSV_RECORD)
        result = csv_next(&reader, &record);
    size_t whole = result == CSV_END ? buffer->length : reader.position;
    *bad = result == CSV_BAD || (result == CSV_MORE && buffer->length > RECORD_LARGEST);
    csv_release(&reader);
    return whole;
}

static void drop_front(struct str *buffer, size_t length)
{
    memmove(buffer->at, buffer->at + length, buffer->length - length);
    buffer->length -= length;
}

static enum job_kind kind_of_bytes(const struct csv_jobs *jobs)
{
    return jobs->layout ? JOB_ROWS : JOB_RAW;
}

/* Sends what is whole; after damage the rest of the file is one rejected submission. */
static void send_rows(struct csv_jobs *jobs, bool last)
{
    struct str *buffer = &jobs->buffer;
    while (buffer->length && (buffer->length >= BLOCK_SIZE || last)) {
        bool bad = false;
        size_t whole = jobs->layout ? whole_records(buffer, last, &bad) : buffer->length;
        if (whole)
            submit_block(jobs, kind_of_bytes(jobs), buffer->at, whole);
        drop_front(buffer, whole);
        if (bad && buffer->length) {
            /* a worker meets the damage again and says where and what it is */
            submit_block(jobs, kind_of_bytes(jobs), buffer->at, buffer->length);
            buffer->length = 0;
            jobs->layout = NULL;
        } else if (!whole) {
            break;
        }
    }
}

void csv_jobs_feed(struct csv_jobs *jobs, const char *bytes, size_t length)
{
    str_append_bytes(&jobs->buffer, bytes, length);
    if (!jobs->header_read) {
        size_t header = read_header(jobs, jobs->buffer.at, jobs->buffer.length);
        submit_block(jobs, JOB_RAW, jobs->buffer.at, header);
        drop_front(&jobs->buffer, header);
        jobs->header_read = true;
    }
    send_rows(jobs, false);
}

void csv_jobs_end(struct csv_jobs *jobs)
{
    send_rows(jobs, true);
    str_release(&jobs->buffer);
}

static void feed_file(struct csv_jobs *jobs, const char *path)
{
    FILE *file = fopen(path, "rbe");
    char *bytes = malloc(READ_SIZE);
    if (!file)
        cannot_read(path);
    if (!bytes)
        abort();
    for (size_t length; (length = fread(bytes, 1, READ_SIZE, file)) > 0;)
        csv_jobs_feed(jobs, bytes, length);
    if (ferror(file))
        cannot_read(path);
    if (!jobs->header_read)
        csv_jobs_feed(jobs, "", 0);
    csv_jobs_end(jobs);
    free(bytes);
    fclose(file);
}

static enum text_encoding stated_encoding(const char *option)
{
    return strcmp(option, "cp932") == 0 ? ENCODING_CP932 : ENCODING_UTF8;
}

void run_csv_file(struct run *run, const char *path)
{
    static const char *const names[] = {"utf-8", "cp932", ""};
    struct survey_of_file file = {0};
    look_through(&file, path);
    run->counts.files++;
    const struct seen_file *seen = seen_find(&run->archived, file.sha256);
    if (seen || seen_find(&run->arrived, file.sha256)) {
        run->counts.unchanged_files++;
        run->counts.rejected_before += seen && seen->rejected;
        return;
    }
    seen_add(&run->arrived, file.sha256, false);
    struct csv_jobs jobs = {.run = run,
                            .file = path_text(&run->arena, path),
                            .form_option = run->form_option,
                            .source = run->next_source++,
                            .size = file.size,
                            .line = 1,
                            .encoding = file.encoding};
    if (*run->encoding_option)
        jobs.encoding = stated_encoding(run->encoding_option);
    jobs.encoding_name = names[jobs.encoding];
    memcpy(jobs.sha256, file.sha256, SHA256_SIZE);
    feed_file(&jobs, path);
}
