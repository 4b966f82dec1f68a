/*
 * libxlsxwriter asks minizip for zlib's default level and offers no choice; that was a third of
 * the time of a workbook. So this program brings its own zipOpenNewFileInZip4_64(), which the
 * dynamic linker gives to the library instead of minizip's (ld.so(8): the program's definitions
 * come first); it changes the level and hands on to minizip.
 */
#include "report/compression.h"

#include <dlfcn.h>
#include <minizip/zip.h>
#include <stdlib.h>
#include <string.h>

enum { LEVEL = 4 };

typedef int open_file_function(zipFile zip, const char *name, const zip_fileinfo *described,
                               const void *local_extra, uInt local_size, const void *global_extra,
                               uInt global_size, const char *comment, int method, int level,
                               int raw, int window_bits, int memory_level, int strategy,
                               const char *password, uLong crc, uLong version, uLong flags,
                               int zip64);

static open_file_function *minizips;

int zipOpenNewFileInZip4_64(zipFile zip, const char *name, const zip_fileinfo *described,
                            const void *local_extra, uInt local_size, const void *global_extra,
                            uInt global_size, const char *comment, int method, int level, int raw,
                            int window_bits, int memory_level, int strategy, const char *password,
                            uLong crc, uLong version, uLong flags, int zip64)
{
    compression_use();
    return minizips(zip, name, described, local_extra, local_size, global_extra, global_size,
                    comment, method, level == Z_DEFAULT_COMPRESSION ? LEVEL : level, raw,
                    window_bits, memory_level, strategy, password, crc, version, flags, zip64);
}

void compression_use(void)
{
    if (minizips)
        return;
    void *found = dlsym(RTLD_NEXT, "zipOpenNewFileInZip4_64");
    if (!found)
        abort();
    /* ISO C has no conversion between the two kinds of pointers, POSIX gives them one form. */
    memcpy(&minizips, &found, sizeof minizips);
}
