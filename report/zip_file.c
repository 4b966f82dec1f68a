#include "report/zip_file.h"

#include "common/message.h"
#include "common/whole_file.h"

#include <errno.h>
#include <minizip/zip.h>
#include <stdio.h>
#include <string.h>

/* The names are UTF-8 (APPNOTE 4.4.4, bit 11); the members are stored. */
enum { FLAG_UTF8 = 1 << 11, METHOD_STORED = 0 };
enum { READ_SIZE = 64 * 1024 };

struct zip_file {
    const char *path, *temporary;
    zipFile zip;
};

_Noreturn static void fail(const struct zip_file *zip)
{
    if (errno == 0)
        errno = EIO;
    whole_file_fail(zip->path);
}

struct zip_file *zip_file_begin(struct arena *arena, const char *path)
{
    struct zip_file *zip = arena_alloc(arena, sizeof *zip);
    zip->path = path;
    zip->temporary = whole_file_begin(arena, path);
    errno = 0;
    zip->zip = zipOpen64(zip->temporary, APPEND_STATUS_CREATE);
    if (zip->zip == NULL)
        fail(zip);
    return zip;
}

static void copy_file(struct zip_file *zip, FILE *source)
{
    static char buffer[READ_SIZE];
    size_t length;
    while ((length = fread(buffer, 1, sizeof buffer, source)) > 0) {
        if (zipWriteInFileInZip(zip->zip, buffer, (unsigned)length) != ZIP_OK)
            fail(zip);
    }
    if (ferror(source))
        fail(zip);
}

void zip_file_add(struct zip_file *zip, const char *name, const char *source)
{
    const zip_fileinfo info = {.tmz_date = {.tm_mday = 1, .tm_year = 2022}};
    errno = 0;
    FILE *stream = fopen(source, "rb");
    if (stream == NULL)
        die(strerror(errno), _("check the disk, then run this again"), _("cannot read \"%s\" back"),
            source);
    if (zipOpenNewFileInZip4_64(zip->zip, name, &info, NULL, 0, NULL, 0, NULL, METHOD_STORED, 0, 0,
                                -MAX_WBITS, DEF_MEM_LEVEL, Z_DEFAULT_STRATEGY, NULL, 0, 0,
                                FLAG_UTF8, 0) != ZIP_OK)
        fail(zip);
    copy_file(zip, stream);
    if (zipCloseFileInZip(zip->zip) != ZIP_OK || fclose(stream) != 0)
        fail(zip);
}

void zip_file_finish(struct zip_file *zip)
{
    errno = 0;
    if (zipClose(zip->zip, NULL) != ZIP_OK)
        fail(zip);
    whole_file_finish(zip->temporary, zip->path);
}
