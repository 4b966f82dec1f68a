/*
 * A CSV file becomes jobs: first its header, then blocks of whole rows, cut where csv_next() says
 * a record ends. The file is read twice: once for its hash, its encoding and whether it can be
 * expanded, once for its rows.
 */
#include "ingest/run.h"

#include "ingest/csv_jobs.h"
#include "ingest/refused_source.h"
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    READ_SIZE = BYTE_STREAM_BLOCK,
    /* A job keeps what it was given: as much as several may without taking much memory. */
    ARCHIVE_SIZE = 64 * 1024,
    /* Fewer bytes than a record may have fields. */
    PLAIN_LARGEST = 4096,
    /* Rows are sent on when this much has come together: some twenty of a wide survey, which take
     * half a megabyte with all their answers. */
    BLOCK_SIZE = 8 * 1024,
};

/* ---- First pass ---- */

struct first_pass {
    unsigned char sha256[SHA256_SIZE];
    int64_t size;
    enum text_encoding encoding;
    struct encoding_guess guess;
    enum finding_code refused; /* FINDING_NONE: it is read */
    const char *reason;
};

static void guess_encoding(void *context, const char *bytes, size_t length)
{
    struct first_pass *pass = context;
    encoding_feed(&pass->guess, bytes, length);
}

static void refuse(struct first_pass *pass, bool over_limit, const char *reason)
{
    pass->refused = over_limit ? FINDING_LIMIT : FINDING_UNREADABLE;
    pass->reason = reason;
}

static void pass_block(struct first_pass *pass, struct byte_stream *stream, EVP_MD_CTX *digest,
                       const char *bytes, size_t length)
{
    if (!EVP_DigestUpdate(digest, bytes, length))
        abort();
    pass->size += (int64_t)length;
    if (!pass->refused && !byte_stream_feed(stream, bytes, length))
        refuse(pass, stream->over_limit, stream->error);
}

static void look_through(struct first_pass *pass, struct raw_source *source,
                         enum text_encoding stated)
{
    EVP_MD_CTX *digest = EVP_MD_CTX_new();
    struct byte_stream stream = {.sink = guess_encoding, .context = pass, .encoding = stated};
    unsigned size;
    char *bytes = malloc(READ_SIZE);
    if (!bytes || !digest || !EVP_DigestInit_ex(digest, EVP_sha256(), NULL))
        abort();
    size_t length = READ_SIZE;
    while (length == READ_SIZE && !source->error)
        if (raw_source_read(source, bytes, READ_SIZE, &length))
            pass_block(pass, &stream, digest, bytes, length);
        else
            refuse(pass, false, source->error);
    if (!pass->refused && !byte_stream_end(&stream))
        refuse(pass, stream.over_limit, stream.error);
    if (!EVP_DigestFinal_ex(digest, pass->sha256, &size))
        abort();
    pass->encoding = stated != ENCODING_UNKNOWN ? stated
                     : stream.utf16             ? ENCODING_UTF16
                                                : encoding_result(&pass->guess);
    byte_stream_release(&stream);
    EVP_MD_CTX_free(digest);
    free(bytes);
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
    job->archived_apart = byte_stream_changes(&jobs->stream);
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

/* The first record, behind the line with which Excel is told the separator ("sep=,"). */
static enum csv_result read_first(struct csv_reader *reader, struct csv_record *record)
{
    enum csv_result result = csv_next(reader, record);
    if (result != CSV_RECORD || record->count > 2)
        return result;
    bool bare = record->count == 2 && strcmp(record->fields[0], "sep=") == 0 && !*record->fields[1];
    bool quoted = record->count == 1 && strcmp(record->fields[0], "sep=,") == 0;
    return bare || quoted ? csv_next(reader, record) : result;
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
    } else if (read_first(&reader, &record) != CSV_RECORD) {
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

/* The size of the next line, its end included, if it is a record for certain: without a quote, and
 * so short that no limit of a record is reached. Else 0. */
static size_t plain_record(const struct csv_reader *reader)
{
    const char *line = reader->bytes + reader->position;
    size_t left = reader->length - reader->position;
    const char *end = memchr(line, '\n', left < PLAIN_LARGEST ? left : PLAIN_LARGEST);
    size_t size = end ? (size_t)(end + 1 - line) : 0;
    return size && !memchr(line, '"', size) ? size : 0;
}

/* How much of the buffer is whole records; stops after a block. *bad if it is no CSV from there. */
static size_t whole_records(const struct str *buffer, bool last, bool *bad)
{
    struct csv_reader reader = {.bytes = buffer->at, .length = buffer->length, .last = last};
    struct csv_record record;
    enum csv_result result = CSV_RECORD;
    while (reader.position < BLOCK_SIZE && result == CSV_RECORD) {
        size_t plain = plain_record(&reader);
        reader.position += plain;
        if (!plain)
            result = csv_next(&reader, &record);
    }
    size_t whole = result == CSV_END ? buffer->length : reader.position;
    *bad = result == CSV_BAD;
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

static void take_text(void *context, const char *bytes, size_t length)
{
    struct csv_jobs *jobs = context;
    str_append_bytes(&jobs->buffer, bytes, length);
    if (!jobs->header_read) {
        size_t header = read_header(jobs, jobs->buffer.at, jobs->buffer.length);
        submit_block(jobs, JOB_RAW, jobs->buffer.at, header);
        drop_front(&jobs->buffer, header);
        jobs->header_read = true;
    }
    send_rows(jobs, false);
}

/* What was expanded or converted is archived as it came. */
static void archive_raw(struct csv_jobs *jobs, const char *bytes, size_t length)
{
    for (size_t part; length; bytes += part, length -= part) {
        part = length < ARCHIVE_SIZE ? length : ARCHIVE_SIZE;
        struct job *job = run_job(jobs->run);
        job->kind = JOB_RAW;
        job->origin.file = jobs->file;
        job->origin.source = jobs->source;
        job->origin.start = jobs->raw_start;
        str_append_bytes(&job->bytes, bytes, part);
        run_submit(jobs->run);
        jobs->raw_start += (int64_t)part;
    }
}

_Noreturn static void other_than_before(const struct csv_jobs *jobs)
{
    die(NULL, _("load it again when nobody changes it"),
        _("\"%s\" is other than when it was read first"), jobs->file);
}

void csv_jobs_feed(struct csv_jobs *jobs, const char *bytes, size_t length)
{
    struct byte_stream *stream = &jobs->stream;
    if (!stream->sink)
        *stream =
            (struct byte_stream){.sink = take_text, .context = jobs, .encoding = jobs->encoding};
    if (!byte_stream_feed(stream, bytes, length))
        other_than_before(jobs);
    if (byte_stream_changes(stream) && !jobs->run->rebuilding)
        archive_raw(jobs, bytes, length);
}

void csv_jobs_end(struct csv_jobs *jobs)
{
    bool complete = byte_stream_end(&jobs->stream);
    if (!jobs->run->twice) {
        if (!complete)
            other_than_before(jobs);
        if (!jobs->header_read)
            take_text(jobs, "", 0);
        send_rows(jobs, true);
    }
    byte_stream_release(&jobs->stream);
    str_release(&jobs->buffer);
}

static void feed_source(struct csv_jobs *jobs, struct raw_source *source)
{
    char *bytes = malloc(READ_SIZE);
    if (!bytes)
        abort();
    for (size_t length = READ_SIZE; length == READ_SIZE && !jobs->run->twice;) {
        if (!raw_source_read(source, bytes, READ_SIZE, &length))
            other_than_before(jobs);
        csv_jobs_feed(jobs, bytes, length);
    }
    csv_jobs_end(jobs);
    free(bytes);
}

/* ---- Encodings ---- */

static const char *const encoding_names[] = {"utf-8", "cp932", "utf-16", ""};

enum text_encoding encoding_named(const char *name)
{
    size_t i = 0;
    while (i < ENCODING_UNKNOWN && strcmp(encoding_names[i], name) != 0)
        i++;
    return (enum text_encoding)i;
}

void run_csv_source(struct run *run, struct raw_source *source)
{
    struct first_pass pass = {0};
    look_through(&pass, source, encoding_named(run->encoding_option));
    if (pass.refused) {
        run_refuse_source(run, source, pass.refused, "", pass.reason);
        return;
    }
    run->counts.files++;
    if (run_has_seen(run, pass.sha256))
        return;
    struct csv_jobs jobs = {.run = run,
                            .file = source->file,
                            .form_option = run->form_option,
                            .source = run->next_source++,
                            .size = pass.size,
                            .line = 1,
                            .encoding = pass.encoding,
                            .encoding_name = encoding_names[pass.encoding]};
    memcpy(jobs.sha256, pass.sha256, SHA256_SIZE);
    raw_source_rewind(source);
    feed_source(&jobs, source);
}
