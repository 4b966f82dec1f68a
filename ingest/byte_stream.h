/*
 * The bytes of a source on their way to its reader, block by block in constant memory: gzip
 * (RFC 1952) is expanded, UTF-16 becomes UTF-8. Anything else passes as it came. Whether bytes are
 * gzip is seen from their content, also when they come from the archive again.
 */
#ifndef RENKEI_INGEST_BYTE_STREAM_H
#define RENKEI_INGEST_BYTE_STREAM_H

#include "common/str.h"
#include "ingest/csv_source.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <zlib.h>

/* The largest block that the sink gets, unless more was fed and nothing had to be changed. */
enum { BYTE_STREAM_BLOCK = 256 * 1024 };

typedef void byte_sink(void *context, const char *bytes, size_t length);

/* Zero-initialise, set what stands first. */
struct byte_stream {
    byte_sink *sink;
    void *context;
    /* UTF16: decode it, by its mark or by its first character, which is ASCII in every CSV.
     * UNKNOWN: decode it if it has the mark. Any other: pass it on. */
    enum text_encoding encoding;
    uint64_t limit; /* of the expanded bytes; 0: what a CSV may have */

    bool gzip, utf16;  /* what it is: known behind the first block */
    const char *error; /* after false: a static text marked with N_() */
    bool over_limit;   /* the error is a limit */

    bool begun, text_begun, big_endian, half, ended;
    unsigned char first; /* the first half of a UTF-16 unit, or the first byte of all */
    uint32_t high;       /* a high surrogate that waits for the low one; 0: none */
    uint64_t taken, expanded;
    z_stream inflater;
    struct str block; /* what was changed and is not with the sink yet */
};

/* More bytes; the first ones are at least two if the source has so many. */
bool byte_stream_feed(struct byte_stream *stream, const char *bytes, size_t length);
/* No more bytes: hands the rest to the sink. */
bool byte_stream_end(struct byte_stream *stream);
void byte_stream_release(struct byte_stream *stream);

/* True if bytes that come from a gzip or UTF-16 source are other than those that were fed. */
static inline bool byte_stream_changes(const struct byte_stream *stream)
{
    return stream->gzip || stream->utf16;
}

/* True if it begins as gzip with DEFLATE does. */
bool is_gzip(const char *bytes, size_t length);

/* Refuses what expands like a bomb, said of `expanded` bytes that came out of `taken`. */
const char *ratio_error(uint64_t taken, uint64_t expanded);

#endif
