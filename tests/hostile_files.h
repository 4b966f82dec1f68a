/*
 * For tests: files that were made to do harm, written piece by piece so that the test itself stays
 * small: what its child uses is compared with a limit, and begins with what its parent had.
 */
#ifndef RENKEI_TESTS_HOSTILE_FILES_H
#define RENKEI_TESTS_HOSTILE_FILES_H

#include "common/xlsx_zip.h"
#include "tests/ingest_run.h"

#include <minizip/zip.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

/* Where the bytes of a file go: into a member of a ZIP, through gzip, or as they are. */
struct sink {
    zipFile zip;
    gzFile gzip;
    FILE *file;
};

typedef void write_function(struct sink *sink);

static inline void put_bytes(struct sink *sink, const void *bytes, size_t length)
{
    if (sink->zip)
        ck_assert_int_eq(zipWriteInFileInZip(sink->zip, bytes, (unsigned)length), ZIP_OK);
    else if (sink->gzip)
        ck_assert_int_eq(gzwrite(sink->gzip, bytes, (unsigned)length), (int)length);
    else
        ck_assert_uint_eq(fwrite(bytes, 1, length, sink->file), length);
}

static inline void put(struct sink *sink, const char *text)
{
    put_bytes(sink, text, strlen(text));
}

/* The piece, again and again, in blocks: `count` is a rough number for short pieces. */
static inline void put_many(struct sink *sink, const char *piece, size_t count)
{
    enum { BLOCK = 1 << 16 };
    char block[BLOCK];
    size_t length = strlen(piece), most = BLOCK / length, filled = count < most ? count : most;
    for (size_t i = 0; i < filled; i++)
        memcpy(block + i * length, piece, length);
    for (; count; count -= filled) {
        filled = filled < count ? filled : count;
        put_bytes(sink, block, filled * length);
    }
}

/* Letters that DEFLATE makes some 40 times smaller: no limit of the ratio stops them. */
static inline void put_letters(struct sink *sink, size_t length)
{
    enum { BLOCK = 2000, RANDOM = 30 };
    char block[BLOCK];
    unsigned state = 1;
    memset(block, 'a', BLOCK);
    for (size_t done = 0; done < length; done += BLOCK) {
        for (size_t i = 0; i < RANDOM; i++)
            block[i] = (char)('a' + ((state = state * 1103515245U + 12345U) >> 16) % 26);
        put_bytes(sink, block, length - done < BLOCK ? length - done : BLOCK);
    }
}

/* ---- Forms with one part that is another ---- */

static inline void open_member(struct sink *sink, const char *name, bool stored)
{
    ck_assert_int_eq(zipOpenNewFileInZip64(sink->zip, name, NULL, NULL, 0, NULL, 0, NULL,
                                           stored ? 0 : Z_DEFLATED, stored ? 0 : Z_BEST_SPEED, 0),
                     ZIP_OK);
}

static inline void close_member(struct sink *sink)
{
    ck_assert_int_eq(zipCloseFileInZip(sink->zip), ZIP_OK);
}

/* The form at `path` again, with what `write` writes in place of `part` (without it: left out). */
static inline void replace_part(const char *path, const char *part, write_function *write,
                                bool stored)
{
    struct xlsx_zip form = {0};
    struct str content = {0};
    size_t length;
    const char *bytes = read_whole(path, &length);
    ck_assert(xlsx_zip_open(&form, bytes, length));
    ck_assert_uint_ne(xlsx_zip_find(&form, part), SIZE_MAX);
    struct sink sink = {.zip = zipOpen64(path, APPEND_STATUS_CREATE)};
    for (size_t i = 0; i < form.entry_count; i++) {
        const char *name = form.names.at + form.entries[i].name;
        bool replaced = strcmp(name, part) == 0;
        if (replaced && !write)
            continue;
        open_member(&sink, name, replaced && stored);
        if (replaced) {
            write(&sink);
        } else {
            ck_assert(xlsx_zip_read(&form, i, &content));
            put_bytes(&sink, content.at, content.length);
        }
        close_member(&sink);
    }
    ck_assert_int_eq(zipClose(sink.zip, NULL), ZIP_OK);
    xlsx_zip_release(&form);
    str_release(&content);
}

/* ---- ZIP bombs ---- */

static inline void put_number(struct str *bytes, size_t size, uint64_t number)
{
    for (size_t i = 0; i < size; i++, number >>= 8)
        str_append_char(bytes, (char)number);
}

struct bomb_member {
    char name[16];
    struct str bytes; /* deflated: what of it is not the next member's header */
    uint32_t crc;
    uint64_t compressed, expanded, start;
};

/* What both headers say (APPNOTE 4.3.7 and 4.3.12), from the version to the length of the name. */
static inline void put_header(struct str *bytes, const struct bomb_member *member)
{
    put_number(bytes, 2, 20);
    put_number(bytes, 2, 0);
    put_number(bytes, 2, Z_DEFLATED);
    put_number(bytes, 4, 0);
    put_number(bytes, 4, member->crc);
    put_number(bytes, 4, member->compressed);
    put_number(bytes, 4, member->expanded);
    put_number(bytes, 2, strlen(member->name));
    put_number(bytes, 2, 0);
}

static inline void local_header(struct str *bytes, const struct bomb_member *member)
{
    str_append_bytes(bytes, "PK\3\4", 4);
    put_header(bytes, member);
    str_append(bytes, member->name);
}

static inline void directory_header(struct str *bytes, const struct bomb_member *member)
{
    str_append_bytes(bytes, "PK\1\2\24\0", 6);
    put_header(bytes, member);
    put_number(bytes, 10, 0);
    put_number(bytes, 4, member->start);
    str_append(bytes, member->name);
}

static inline struct str deflated_zeros(size_t length, uint32_t *crc)
{
    struct str bytes = {0};
    char *zeros = calloc(1, length);
    ck_assert_ptr_nonnull(zeros);
    *crc = (uint32_t)crc32_z(0, (const Bytef *)zeros, length);
    z_stream deflater = {.next_in = (Bytef *)zeros, .avail_in = (uInt)length};
    ck_assert_int_eq(deflateInit2(&deflater, 9, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY),
                     Z_OK);
    uLong room = deflateBound(&deflater, (uLong)length);
    deflater.next_out = (Bytef *)str_reserve(&bytes, room);
    deflater.avail_out = (uInt)room;
    ck_assert_int_eq(deflate(&deflater, Z_FINISH), Z_STREAM_END);
    bytes.length += deflater.total_out;
    deflateEnd(&deflater);
    free(zeros);
    return bytes;
}

/* Members that overlap without one header being used twice: each holds the local header of the next
 * one as an uncompressed DEFLATE block, and all of them end with the same zeros
 * (D. Fifield, "A better zip bomb", WOOT 2019). */
static inline struct str quoting_bomb(void)
{
    enum { MEMBERS = 250, ZEROS = 1 << 20, BLOCK_HEADER = 5 };
    static struct bomb_member members[MEMBERS];
    struct str bytes = {0}, header = {0}, directory = {0};
    struct bomb_member *last = &members[MEMBERS - 1];
    struct str zeros = deflated_zeros(ZEROS, &last->crc);
    for (int i = MEMBERS - 1; i >= 0; i--) {
        struct bomb_member *member = &members[i];
        snprintf(member->name, sizeof member->name, "%03d.csv", i);
        member->compressed = zeros.length;
        member->expanded = ZEROS;
        if (member == last)
            continue;
        const struct bomb_member *next = member + 1;
        str_reset(&header);
        local_header(&header, next);
        /* not the last block, of type 0, its length and the complement of it (RFC 1951, 3.2.4) */
        str_reset(&member->bytes);
        put_number(&member->bytes, 1, 0);
        put_number(&member->bytes, 2, header.length);
        put_number(&member->bytes, 2, ~(uint64_t)header.length);
        member->compressed = next->compressed + header.length + BLOCK_HEADER;
        member->expanded = next->expanded + header.length;
        member->crc = (uint32_t)crc32_combine(crc32_z(0, (const Bytef *)header.at, header.length),
                                              next->crc, (z_off_t)next->expanded);
    }
    for (int i = 0; i < MEMBERS; i++) {
        members[i].start = bytes.length;
        local_header(&bytes, &members[i]);
        str_append_bytes(&bytes, str_text(&members[i].bytes), members[i].bytes.length);
        directory_header(&directory, &members[i]);
        str_release(&members[i].bytes);
    }
    str_append_bytes(&bytes, zeros.at, zeros.length);
    uint64_t start = bytes.length;
    str_append_bytes(&bytes, directory.at, directory.length);
    str_append_bytes(&bytes, "PK\5\6\0\0\0\0", 8);
    put_number(&bytes, 2, MEMBERS);
    put_number(&bytes, 2, MEMBERS);
    put_number(&bytes, 4, directory.length);
    put_number(&bytes, 4, start);
    put_number(&bytes, 2, 0);
    str_release(&header);
    str_release(&directory);
    str_release(&zeros);
    return bytes;
}

#endif
