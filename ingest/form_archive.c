/* Workbooks are compressed already: they are stored, which makes a ZIP file as fast as a folder. */
#include "ingest/form_archive.h"

#include "common/whole_file.h"

#include <errno.h>
#include <string.h>
#include <zlib.h>

static bool failed(const char **error, int reason)
{
    *error = strerror(reason);
    return false;
}

static bool flush(struct form_archive *archive)
{
    struct str *bytes = &archive->zip.bytes;
    bool written = fwrite(str_text(bytes), 1, bytes->length, archive->file) == bytes->length;
    str_reset(bytes);
    return written;
}

static bool begin(struct form_archive *archive, const char *path)
{
    arena_reset(&archive->arena);
    zip_writer_reset(&archive->zip);
    archive->path = arena_strdup(&archive->arena, path);
    archive->temporary = whole_file_begin(&archive->arena, archive->path);
    archive->file = fopen(archive->temporary, "wbe");
    return archive->file != NULL;
}

bool form_archive_finish(struct form_archive *archive, const char **error)
{
    if (!archive->file)
        return true;
    if (!zip_writer_finish(&archive->zip))
        return failed(error, EFBIG);
    bool written = flush(archive);
    int reason = errno;
    FILE *file = archive->file;
    archive->file = NULL;
    if (fclose(file) != 0 && written) {
        reason = errno;
        written = false;
    }
    if (!written)
        return failed(error, reason);
    whole_file_finish(archive->temporary, archive->path);
    return true;
}

bool form_archive_add(struct form_archive *archive, const char *path, const char *name,
                      const struct str *workbook, const char **error)
{
    if (archive->file && strcmp(archive->path, path) != 0 && !form_archive_finish(archive, error))
        return false;
    if (!archive->file && !begin(archive, path))
        return failed(error, errno);
    const struct zip_member member = {
        .name = name,
        .method = ZIP_STORED,
        .crc = (uint32_t)crc32_z(0, (const Bytef *)str_text(workbook), workbook->length),
        .size = workbook->length,
        .length = workbook->length,
        .bytes = str_text(workbook),
    };
    if (!zip_writer_add(&archive->zip, &member))
        return failed(error, EFBIG);
    return flush(archive) || failed(error, errno);
}

void form_archive_release(struct form_archive *archive)
{
    if (archive->file)
        fclose(archive->file);
    zip_writer_release(&archive->zip);
    arena_release(&archive->arena);
    *archive = (struct form_archive){0};
}
