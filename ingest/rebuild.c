/*
 * Responses are a function of archive, corrections and decisions: when one of them or the
 * configuration has changed, every response is made again. All sources go through the same jobs as
 * on their first day, in the order of their arrival, those of this very run too.
 */
#include "ingest/csv_jobs.h"
#include "ingest/run.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

struct rebuilding {
    struct run *run;
    struct csv_jobs csv;
    struct str bytes;
};

enum field { SOURCE, FILE_NAME, KIND, FORM_OPTION, ENCODING, SIZE, SHA256, START, DEFLATED, BYTES };

static const char *field_text(struct run *run, const struct copy_field *field)
{
    return arena_copy(&run->arena, field->bytes, (size_t)field->length);
}

/* zlib does not store the size: grow until it fits. */
static void inflate_block(struct str *bytes, const struct copy_field *field)
{
    z_stream stream = {.next_in = (Bytef *)(uintptr_t)field->bytes,
                       .avail_in = (uInt)field->length};
    int result = Z_OK;
    if (inflateInit(&stream) != Z_OK)
        abort();
    while (result == Z_OK) {
        enum { STEP = 256 * 1024 };
        stream.next_out = (Bytef *)str_reserve(bytes, STEP);
        stream.avail_out = STEP;
        result = inflate(&stream, Z_NO_FLUSH);
        bytes->length += STEP - stream.avail_out;
    }
    inflateEnd(&stream);
    if (result != Z_STREAM_END)
        die(NULL, _("restore the database from a backup"), _("the archive is damaged"));
}

static void begin_csv(struct rebuilding *rebuilding, const struct copy_field *fields)
{
    struct run *run = rebuilding->run;
    rebuilding->csv = (struct csv_jobs){.run = run,
                                        .file = field_text(run, &fields[FILE_NAME]),
                                        .form_option = field_text(run, &fields[FORM_OPTION]),
                                        .source = copy_get_int4(&fields[SOURCE]),
                                        .size = copy_get_int8(&fields[SIZE]),
                                        .line = 1,
                                        .encoding_name = field_text(run, &fields[ENCODING])};
    struct csv_jobs *csv = &rebuilding->csv;
    csv->encoding = encoding_named(csv->encoding_name);
    memcpy(csv->sha256, fields[SHA256].bytes, SHA256_SIZE);
}

static void end_csv(struct rebuilding *rebuilding)
{
    if (rebuilding->csv.file)
        csv_jobs_end(&rebuilding->csv);
    rebuilding->csv = (struct csv_jobs){0};
}

static void form_block(struct rebuilding *rebuilding, const struct copy_field *fields)
{
    struct run *run = rebuilding->run;
    struct job *job = run_job(run);
    job->kind = JOB_FILE;
    job->path = field_text(run, &fields[FILE_NAME]);
    job->origin.file = job->path;
    job->origin.source = copy_get_int4(&fields[SOURCE]);
    str_append_bytes(&job->bytes, str_text(&rebuilding->bytes), rebuilding->bytes.length);
    run_submit(run);
}

static void read_block(void *context, const struct copy_field *fields, size_t count)
{
    struct rebuilding *rebuilding = context;
    (void)count;
    str_reset(&rebuilding->bytes);
    if (copy_get_int8(&fields[START]) == 0)
        end_csv(rebuilding);
    if (fields[DEFLATED].bytes[0])
        inflate_block(&rebuilding->bytes, &fields[BYTES]);
    else
        str_append_bytes(&rebuilding->bytes, fields[BYTES].bytes, (size_t)fields[BYTES].length);
    bool csv = fields[KIND].length == 3 && memcmp(fields[KIND].bytes, "csv", 3) == 0;
    if (csv && copy_get_int8(&fields[START]) == 0)
        begin_csv(rebuilding, fields);
    if (csv)
        csv_jobs_feed(&rebuilding->csv, str_text(&rebuilding->bytes), rebuilding->bytes.length);
    else
        form_block(rebuilding, fields);
}

void run_rebuild(struct run *run)
{
    const char *survey = run->config->codebook.survey;
    struct rebuilding rebuilding = {.run = run};
    run->rebuilding = true;
    corrections_read(&run->corrections_made, &run->arena, &run->db, survey);
    db_execute(&run->db, "ingest/forget-responses", 1, &survey);
    db_read_rows(&run->db, "ingest/read-archive", 1, &survey, read_block, &rebuilding);
    end_csv(&rebuilding);
    str_release(&rebuilding.bytes);
}
