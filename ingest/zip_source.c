#include "ingest/zip_source.h"

#include "ingest/refused_source.h"
#include "ingest/source_kind.h"
#include "ingest/zip_directory.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COPY_SIZE = 64 * 1024 };

static void read_zip(struct run *run, struct raw_source *source, const struct raw_source *opened,
                     struct zip_directory *outer);

/* ---- Expanding ---- */

bool zip_member_expand(struct str *bytes, const struct zip_span *span)
{
    if (!span->deflated)
        return bytes->length == span->expanded &&
               crc32_z(0, (const Bytef *)str_text(bytes), bytes->length) == span->crc;
    struct str content = {0};
    z_stream inflater = {.next_in = (Bytef *)bytes->at,
                         .avail_in = (uInt)bytes->length,
                         .next_out = (Bytef *)str_reserve(&content, (size_t)span->expanded + 1),
                         .avail_out = (uInt)span->expanded};
    /* Negative window bits: raw DEFLATE without a zlib header. */
    if (inflateInit2(&inflater, -MAX_WBITS) != Z_OK)
        abort();
    bool good =
        inflate(&inflater, Z_FINISH) == Z_STREAM_END && !inflater.avail_out && !inflater.avail_in;
    inflateEnd(&inflater);
    content.length = (size_t)span->expanded;
    if (good && crc32_z(0, (const Bytef *)content.at, content.length) == span->crc) {
        struct str stored = *bytes;
        *bytes = content;
        content = stored;
    } else {
        good = false;
    }
    str_release(&content);
    return good;
}

/* ---- Members ---- */

static void submit_form(struct run *run, struct raw_source *source)
{
    const struct zip_span *span = &source->span;
    size_t length;
    if (span->expanded > FORM_LARGEST || span->compressed > FORM_LARGEST) {
        run_refuse_source(run, source, FINDING_KIND, "", N_("larger than 20 MiB"));
        return;
    }
    struct job *job = run_job(run);
    job->kind = JOB_FILE;
    job->path = source->file;
    job->origin.file = source->file;
    job->origin.source = run->next_source++;
    job->packed = true;
    job->span = *span;
    source->as_stored = true;
    raw_source_rewind(source);
    char *bytes = str_reserve(&job->bytes, (size_t)span->compressed);
    if (!raw_source_read(source, bytes, (size_t)span->compressed, &length))
        abort(); /* bytes as they are stored cannot be damaged */
    job->bytes.length = length;
    run_submit(run);
}

static void read_form(struct run *run, struct raw_source *source)
{
    if (source->is_member)
        submit_form(run, source);
    else
        run_form_file(run, source->path);
}

_Noreturn static void cannot_expand(const struct raw_source *source)
{
    die(strerror(errno), _("make room in the folder for temporary files, /tmp"),
        _("cannot expand \"%s\""), source->file);
}

/* False if the member is damaged. */
static bool copy_to(FILE *file, struct raw_source *source)
{
    char bytes[COPY_SIZE];
    for (size_t length = COPY_SIZE; length == COPY_SIZE;) {
        if (!raw_source_read(source, bytes, COPY_SIZE, &length))
            return false;
        if (fwrite(bytes, 1, length, file) != length)
            cannot_expand(source);
    }
    if (fflush(file) != 0)
        cannot_expand(source);
    return true;
}

static void read_inner_zip(struct run *run, struct raw_source *source, struct zip_directory *outer)
{
    FILE *file = tmpfile();
    if (!file)
        cannot_expand(source);
    struct raw_source opened = {
        .file = source->file, .path = source->path, .descriptor = fileno(file)};
    if (copy_to(file, source))
        read_zip(run, source, &opened, outer);
    else
        run_refuse_source(run, source, FINDING_UNREADABLE, "", source->error);
    fclose(file);
}

static void read_member(struct run *run, const struct raw_source *opened,
                        struct zip_directory *directory, const struct zip_entry *entry)
{
    struct raw_source member;
    raw_source_member(&member, opened, &entry->span);
    member.file = arena_printf(&run->arena, "%s/%s", opened->file, entry->name);
    if (entry->refused) {
        const char *raw =
            entry->refused == FINDING_MEMBER_NAME ? arena_strdup(&run->arena, entry->name) : "";
        run_refuse_source(run, &member, entry->refused, raw, entry->reason);
        raw_source_close(&member);
        return;
    }
    switch (source_kind_of(&member)) {
    case SOURCE_FORM:
        submit_form(run, &member);
        break;
    case SOURCE_CSV:
        run_csv_source(run, &member);
        break;
    case SOURCE_ZIP:
        read_inner_zip(run, &member, directory);
        break;
    }
    raw_source_close(&member);
}

static void read_members(struct run *run, const struct raw_source *opened,
                         struct zip_directory *directory)
{
    run->progress.total += directory->count - 1;
    for (size_t i = 0; i < directory->count; i++)
        read_member(run, opened, directory, &directory->entries[i]);
}

/* ---- Archives ---- */

/* `opened` has the bytes of `source`, which is refused or read as a form if it is no archive;
 * `outer` is the directory of the archive it lies in, NULL for a file. */
static void read_zip(struct run *run, struct raw_source *source, const struct raw_source *opened,
                     struct zip_directory *outer)
{
    struct arena arena = {0};
    struct zip_directory directory;
    bool good = zip_directory_read(&directory, &arena, opened, outer);
    if (outer) {
        outer->expanded = directory.expanded;
        outer->total_count = directory.total_count;
    }
    bool named_workbook = has_suffix(source->file, ".xlsx") || has_suffix(source->file, ".xlsm");
    if (directory.is_workbook || (!good && named_workbook))
        read_form(run, source);
    else if (!good)
        run_refuse_source(run, source, directory.refused, "", directory.reason);
    else if (!directory.count)
        run_refuse_source(run, source, FINDING_KIND, "", N_("a ZIP file without files"));
    else if (outer && outer->nested)
        run_refuse_source(run, source, FINDING_NESTED, "", "");
    else
        read_members(run, opened, &directory);
    arena_release(&arena);
}

void run_zip_source(struct run *run, struct raw_source *source)
{
    read_zip(run, source, source, NULL);
}
