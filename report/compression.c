/*
 * libxlsxwriter hands the parts of a workbook to minizip, which compresses them with zlib at its
 * default level; that was a third of the time of a workbook. libdeflate does the same in less than
 * half of it, but wants a part as a whole. So this program brings its own definitions of the three
 * functions of minizip that libxlsxwriter calls for a part, which the dynamic linker gives to the
 * library instead of minizip's (ld.so(8): the program's definitions come first): the part is
 * collected, compressed when it is closed, and handed to minizip as compressed already.
 *
 * Other callers, who ask for a level of their own or bring compressed bytes, get minizip's
 * functions. Not for threads: one part is open at a time.
 */
#include "report/compression.h"

#include "common/str.h"

#include <dlfcn.h>
#include <libdeflate.h>
#include <limits.h>
#include <minizip/zip.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* The workbooks of a survey are 3 % larger than at level 4 and 7 % larger than at 6; writing and
 * reading them back together takes an eighth less time than at 4. */
enum { LEVEL = 1 };

typedef int open_file_function(zipFile zip, const char *name, const zip_fileinfo *described,
                               const void *local_extra, uInt local_size, const void *global_extra,
                               uInt global_size, const char *comment, int method, int level,
                               int raw, int window_bits, int memory_level, int strategy,
                               const char *password, uLong crc, uLong version, uLong flags,
                               int zip64);
typedef int write_function(zipFile zip, const void *bytes, unsigned length);
typedef int close_function(zipFile zip);

/* What minizip itself has under these names. */
static struct {
    open_file_function *open;
    write_function *write;
    close_function *close;
} minizips;

/* The part that is being collected. */
static struct {
    bool open;
    zipFile zip;
    struct str bytes; /* its room is kept for the next part */
} part;

static void find(const char *name, void *function, size_t size)
{
    void *found = dlsym(RTLD_NEXT, name);
    if (found == NULL || size != sizeof found)
        abort();
    /* ISO C has no conversion between the two kinds of pointers, POSIX gives them one form. */
    memcpy(function, &found, sizeof found);
}

void compression_use(void)
{
    if (minizips.open != NULL)
        return;
    find("zipWriteInFileInZip", &minizips.write, sizeof minizips.write);
    find("zipCloseFileInZip", &minizips.close, sizeof minizips.close);
    find("zipOpenNewFileInZip4_64", &minizips.open, sizeof minizips.open);
}

int zipOpenNewFileInZip4_64(zipFile zip, const char *name, const zip_fileinfo *described,
                            const void *local_extra, uInt local_size, const void *global_extra,
                            uInt global_size, const char *comment, int method, int level, int raw,
                            int window_bits, int memory_level, int strategy, const char *password,
                            uLong crc, uLong version, uLong flags, int zip64)
{
    compression_use();
    bool ours = method == Z_DEFLATED && level == Z_DEFAULT_COMPRESSION && !raw && password == NULL;
    int result = minizips.open(zip, name, described, local_extra, local_size, global_extra,
                               global_size, comment, method, level, ours ? 1 : raw, window_bits,
                               memory_level, strategy, password, crc, version, flags, zip64);
    if (ours && result == ZIP_OK) {
        part.open = true;
        part.zip = zip;
        str_reset(&part.bytes);
    }
    return result;
}

int zipWriteInFileInZip(zipFile zip, const void *bytes, unsigned length)
{
    compression_use();
    if (!part.open || part.zip != zip)
        return minizips.write(zip, bytes, length);
    str_append_bytes(&part.bytes, bytes, length);
    return ZIP_OK;
}

/* The compressed bytes of the part, to be freed, and their length. */
static void *compress_part(size_t *length)
{
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(LEVEL);
    size_t room = libdeflate_deflate_compress_bound(compressor, part.bytes.length);
    void *compressed = malloc(room);
    if (compressor == NULL || compressed == NULL)
        abort();
    *length = libdeflate_deflate_compress(compressor, str_text(&part.bytes), part.bytes.length,
                                          compressed, room);
    if (*length == 0)
        abort();
    libdeflate_free_compressor(compressor);
    return compressed;
}

int zipCloseFileInZip(zipFile zip)
{
    compression_use();
    if (!part.open || part.zip != zip)
        return minizips.close(zip);
    part.open = false;
    size_t length;
    void *compressed = compress_part(&length);
    uint32_t crc = libdeflate_crc32(0, str_text(&part.bytes), part.bytes.length);
    /* minizip counts the bytes of one call in an unsigned int */
    int written =
        length > UINT_MAX ? ZIP_PARAMERROR : minizips.write(zip, compressed, (unsigned)length);
    free(compressed);
    int closed = zipCloseFileInZipRaw64(zip, part.bytes.length, crc);
    return written != ZIP_OK ? written : closed;
}
