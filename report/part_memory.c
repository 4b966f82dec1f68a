/*
 * libxlsxwriter collects every part of a workbook in a temporary file, some 150 of them for one
 * workbook: making and removing these took an eighth of the time, and that their disk was full it
 * did not notice. So this program brings its own definition of the function that opens them, which
 * the dynamic linker gives to the library instead of its own (ld.so(8): the program's definitions
 * come first): a stream over a buffer that the parts use one after the other.
 */
#include "report/part_memory.h"

#include "common/str.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <xlsxwriter.h>

struct part_stream {
    struct str bytes;
    size_t at;
};

static struct str spare; /* the room of the last part, for the next one */

static ssize_t read_bytes(void *cookie, char *to, size_t size)
{
    struct part_stream *stream = cookie;
    size_t left = stream->bytes.length - stream->at;
    size_t taken = size < left ? size : left;
    if (taken > 0)
        memcpy(to, stream->bytes.at + stream->at, taken);
    stream->at += taken;
    return (ssize_t)taken;
}

/* The library writes a part from its beginning to its end. */
static ssize_t write_bytes(void *cookie, const char *from, size_t size)
{
    struct part_stream *stream = cookie;
    if (stream->at != stream->bytes.length)
        abort();
    str_append_bytes(&stream->bytes, from, size);
    stream->at += size;
    return (ssize_t)size;
}

static int move_to(void *cookie, off64_t *offset, int origin)
{
    struct part_stream *stream = cookie;
    size_t length = stream->bytes.length;
    off64_t base = origin == SEEK_SET   ? 0
                   : origin == SEEK_CUR ? (off64_t)stream->at
                                        : (off64_t)length;
    if (base + *offset < 0 || base + *offset > (off64_t)length) {
        errno = EINVAL;
        return -1;
    }
    stream->at = (size_t)(*offset += base);
    return 0;
}

static int close_part(void *cookie)
{
    struct part_stream *stream = cookie;
    str_release(&spare);
    spare = stream->bytes;
    free(stream);
    return 0;
}

FILE *lxw_tmpfile(char *tmpdir)
{
    (void)tmpdir;
    static const cookie_io_functions_t functions = {read_bytes, write_bytes, move_to, close_part};
    struct part_stream *stream = calloc(1, sizeof *stream);
    if (stream == NULL)
        abort();
    stream->bytes = spare;
    spare = (struct str){0};
    str_reset(&stream->bytes);
    FILE *file = fopencookie(stream, "w+", functions);
    if (file == NULL)
        abort();
    return file;
}

void part_memory_use(void)
{
    /* A program that calls this has the definition above linked into it. */
}
