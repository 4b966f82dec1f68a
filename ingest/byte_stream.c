#include "ingest/byte_stream.h"

#include "common/message.h"

#include <stdlib.h>

/* A million rows of 160 columns have 0.4 GiB. */
#define EXPANDED_LIMIT (UINT64_C(1) << 30)
static const char *const too_large = N_("it has more than 1 GiB when expanded");
static const char *const over_own_limit = N_("it is larger than 20 MiB when expanded");

/* A CSV with hardly an answer in it is compressed some 100 times; DEFLATE ends at 1,032. What stays
 * small may be as regular as it likes. */
enum { RATIO_LIMIT = 200, RATIO_FREE_SIZE = 1 << 20 };
static const char *const too_high_ratio =
    N_("it is compressed more than 200 times, as in a ZIP bomb");

static const char *const damaged_gzip = N_("the gzip file is damaged or cut off");

enum { STEP = 64 * 1024, SURROGATE_HIGH = 0xD800, SURROGATE_LOW = 0xDC00, SURROGATE_END = 0xE000 };

static bool failed(struct byte_stream *stream, const char *error, bool over_limit)
{
    stream->error = error;
    stream->over_limit = over_limit;
    return false;
}

bool is_gzip(const char *bytes, size_t length)
{
    return length >= 3 && (unsigned char)bytes[0] == 0x1F && (unsigned char)bytes[1] == 0x8B &&
           bytes[2] == Z_DEFLATED;
}

const char *ratio_error(uint64_t taken, uint64_t expanded)
{
    return expanded > RATIO_FREE_SIZE && expanded / RATIO_LIMIT > taken ? too_high_ratio : NULL;
}

/* ---- Blocks ---- */

static void flush(struct byte_stream *stream)
{
    if (stream->block.length)
        stream->sink(stream->context, stream->block.at, stream->block.length);
    str_reset(&stream->block);
}

/* Blocks of always the same size: what comes out must not depend on how it was fed. */
static void keep(struct byte_stream *stream, const char *bytes, size_t length)
{
    while (length) {
        size_t room = BYTE_STREAM_BLOCK - stream->block.length;
        size_t part = length < room ? length : room;
        str_append_bytes(&stream->block, bytes, part);
        if (stream->block.length == BYTE_STREAM_BLOCK)
            flush(stream);
        bytes += part;
        length -= part;
    }
}

/* ---- UTF-16 ---- */

/* A surrogate without its pair is written as one: no UTF-8, so that its row is refused, not the
 * file. */
static void put_character(struct byte_stream *stream, uint32_t character)
{
    char bytes[4];
    size_t length = character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
    static const unsigned char leads[] = {0, 0x00, 0xC0, 0xE0, 0xF0};
    for (size_t i = length - 1; i > 0; i--, character >>= 6)
        bytes[i] = (char)(0x80 | (character & 0x3F));
    bytes[0] = (char)(leads[length] | character);
    keep(stream, bytes, length);
}

static void put_unit(struct byte_stream *stream, uint32_t unit)
{
    bool low = unit >= SURROGATE_LOW && unit < SURROGATE_END;
    if (stream->high && low) {
        put_character(stream,
                      0x10000 + ((stream->high - SURROGATE_HIGH) << 10) + (unit - SURROGATE_LOW));
        stream->high = 0;
        return;
    }
    if (stream->high)
        put_character(stream, stream->high);
    stream->high = unit >= SURROGATE_HIGH && unit < SURROGATE_LOW ? unit : 0;
    if (!stream->high)
        put_character(stream, unit);
}

static void put_utf16(struct byte_stream *stream, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        if (stream->half)
            put_unit(stream, stream->big_endian ? (uint32_t)stream->first << 8 | byte
                                                : (uint32_t)byte << 8 | stream->first);
        stream->first = byte;
        stream->half = !stream->half;
    }
}

/* Sees what the text is from its first two bytes; true if they were its mark. */
static bool find_utf16(struct byte_stream *stream, unsigned char first, unsigned char second)
{
    bool little = first == 0xFF && second == 0xFE;
    bool big = first == 0xFE && second == 0xFF;
    bool may_be = stream->encoding == ENCODING_UNKNOWN || stream->encoding == ENCODING_UTF16;
    bool stated = stream->encoding == ENCODING_UTF16;
    stream->utf16 = (may_be && (little || big)) || (stated && (first == 0) != (second == 0));
    stream->big_endian = big || (!little && first == 0);
    return stream->utf16 && (little || big);
}

/* The expanded bytes. Their first one waits for the second. */
static void put_text(struct byte_stream *stream, const char *bytes, size_t length)
{
    if (!stream->text_begun && length && !stream->half) {
        stream->first = (unsigned char)*bytes++;
        stream->half = true;
        length--;
    }
    if (!stream->text_begun && length) {
        char first = (char)stream->first;
        bool mark = find_utf16(stream, stream->first, (unsigned char)*bytes);
        stream->text_begun = true;
        stream->half = false;
        if (mark) {
            bytes++;
            length--;
        } else if (stream->utf16) {
            put_utf16(stream, &first, 1);
        } else {
            keep(stream, &first, 1);
        }
    }
    if (stream->utf16)
        put_utf16(stream, bytes, length);
    else if (length)
        keep(stream, bytes, length);
}

/* ---- gzip ---- */

static bool check_limits(struct byte_stream *stream)
{
    if (stream->limit && stream->expanded > stream->limit)
        return failed(stream, over_own_limit, true);
    if (stream->expanded > EXPANDED_LIMIT)
        return failed(stream, too_large, true);
    const char *error = ratio_error(stream->taken, stream->expanded);
    return !error || failed(stream, error, true);
}

/* A gzip file may be several, one after the other (RFC 1952, 2.2). */
static bool expand(struct byte_stream *stream, const char *bytes, size_t length)
{
    z_stream *inflater = &stream->inflater;
    char text[STEP];
    inflater->next_in = (z_const Bytef *)(uintptr_t)bytes;
    inflater->avail_in = (uInt)length;
    stream->taken += length;
    do {
        if (stream->ended && inflater->avail_in && inflateReset(inflater) != Z_OK)
            abort();
        stream->ended = stream->ended && !inflater->avail_in;
        inflater->next_out = (Bytef *)text;
        inflater->avail_out = STEP;
        int result = stream->ended ? Z_STREAM_END : inflate(inflater, Z_NO_FLUSH);
        if (result == Z_MEM_ERROR)
            abort();
        if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
            return failed(stream, damaged_gzip, false);
        stream->ended = result == Z_STREAM_END;
        stream->expanded += STEP - inflater->avail_out;
        if (!check_limits(stream))
            return false;
        put_text(stream, text, STEP - inflater->avail_out);
    } while (inflater->avail_in || !inflater->avail_out);
    return true;
}

static void begin(struct byte_stream *stream, const char *bytes, size_t length)
{
    enum { GZIP_WRAPPER = 16 }; /* zlib.h: added to the window's bits, it asks for gzip */
    stream->begun = true;
    stream->gzip = is_gzip(bytes, length);
    if (stream->gzip && inflateInit2(&stream->inflater, GZIP_WRAPPER + MAX_WBITS) != Z_OK)
        abort();
    if (!stream->gzip && length >= 2) {
        find_utf16(stream, (unsigned char)bytes[0], (unsigned char)bytes[1]);
        stream->text_begun = !stream->utf16;
    }
}

bool byte_stream_feed(struct byte_stream *stream, const char *bytes, size_t length)
{
    if (!stream->begun)
        begin(stream, bytes, length);
    if (stream->gzip)
        return expand(stream, bytes, length);
    if (stream->utf16)
        put_text(stream, bytes, length);
    else
        stream->sink(stream->context, bytes, length);
    return true;
}

bool byte_stream_end(struct byte_stream *stream)
{
    static const char no_character = '\xFF'; /* in UTF-8: half a character was left */
    if (stream->gzip && !stream->ended)
        return failed(stream, damaged_gzip, false);
    if (stream->high)
        put_character(stream, stream->high);
    if (stream->half)
        keep(stream, stream->utf16 ? &no_character : (const char *)&stream->first, 1);
    flush(stream);
    return true;
}

void byte_stream_release(struct byte_stream *stream)
{
    if (stream->gzip)
        inflateEnd(&stream->inflater);
    str_release(&stream->block);
}
