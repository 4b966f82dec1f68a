/* For tests: the same bytes packed in other ways, in memory: gzip, UTF-16, ZIP. */
#ifndef RENKEI_TESTS_PACKED_H
#define RENKEI_TESTS_PACKED_H

#include "common/str.h"
#include "tests/ingest_run.h"

#include <zlib.h>

static inline struct str gzipped(const void *bytes, size_t length)
{
    struct str packed = {0};
    z_stream deflater = {.next_in = (Bytef *)(uintptr_t)bytes, .avail_in = (uInt)length};
    ck_assert_int_eq(deflateInit2(&deflater, 9, Z_DEFLATED, 16 + MAX_WBITS, 9, Z_DEFAULT_STRATEGY),
                     Z_OK);
    uLong room = deflateBound(&deflater, (uLong)length);
    deflater.next_out = (Bytef *)str_reserve(&packed, room);
    deflater.avail_out = (uInt)room;
    ck_assert_int_eq(deflate(&deflater, Z_FINISH), Z_STREAM_END);
    packed.length += room - deflater.avail_out;
    deflateEnd(&deflater);
    return packed;
}

/* `encoding` as iconv calls it: UTF-16LE, UTF-16BE, CP932; with a byte order mark if it has one. */
static inline struct str encoded(const char *text, size_t length, const char *encoding)
{
    struct str result = {0};
    if (strncmp(encoding, "UTF-16", 6) == 0)
        str_append_bytes(&result, strcmp(encoding, "UTF-16LE") == 0 ? "\xFF\xFE" : "\xFE\xFF", 2);
    iconv_t converter = iconv_open(encoding, "UTF-8");
    ck_assert(converter != (iconv_t)-1);
    size_t room = 2 * length + 2, left = length;
    char *from = (char *)(uintptr_t)text, *start = str_reserve(&result, room), *to = start;
    ck_assert_uint_ne(iconv(converter, &from, &left, &to, &room), (size_t)-1);
    result.length += (size_t)(to - start);
    iconv_close(converter);
    return result;
}

#endif
