/*
 * The ZIP around a workbook, in memory. minizip reads the directory and checks the local headers;
 * the compressed bytes lie in memory already, so zlib inflates a member straight from there in one
 * call, without a window or a copy. Nothing the directory claims is believed: sizes and CRC are
 * compared with what came out. One archive after the other may be opened in the same structure;
 * tables and the inflater are reused. Not for use outside of xlsx*.c.
 */
#ifndef RENKEI_COMMON_XLSX_ZIP_H
#define RENKEI_COMMON_XLSX_ZIP_H

#include "common/str.h"

#include <minizip/unzip.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct xlsx_zip_entry {
    size_t name; /* offset in names */
    size_t name_length;
    unz64_file_pos place;
    uint64_t compressed, expanded;
    uint32_t crc;
    bool encrypted;
    bool stored; /* not compressed */
    bool deflated;
    bool read; /* and its checksum was right */
};

/* What minizip's file functions see of the bytes. */
struct xlsx_zip_bytes {
    const unsigned char *at;
    size_t length;
    size_t position;
};

/* Zero-initialise. */
struct xlsx_zip {
    struct xlsx_zip_bytes bytes;
    unzFile file;
    struct xlsx_zip_entry *entries;
    size_t entry_count, entry_capacity;
    struct str names;
    struct libdeflate_decompressor *inflater; /* made with the first member */
    uint64_t expanded_total;                  /* of the members read */
    const char *error;                        /* after false: a static text marked with N_() */
};

/* Reads the directory; the bytes must stay. Closes what was open before. */
bool xlsx_zip_open(struct xlsx_zip *zip, const void *bytes, size_t length);

/* The member with this name, SIZE_MAX if there is none. Part names are equal without regard to
 * the case of ASCII letters (ECMA-376 Part 2, 6.2.2.3). */
size_t xlsx_zip_find(const struct xlsx_zip *zip, const char *name);

/* Puts the expanded member into `content`, replacing what was there. */
bool xlsx_zip_read(struct xlsx_zip *zip, size_t entry, struct str *content);

void xlsx_zip_release(struct xlsx_zip *zip);

#endif
