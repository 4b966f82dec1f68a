/*
 * Making a ZIP file in memory (APPNOTE 6.3.10, without ZIP64 and encryption): members are appended
 * as they come, compressed already or stored; the directory follows at the end. Every member has
 * the same date, so equal members give equal bytes. Reading is common/xlsx_zip's business.
 */
#ifndef RENKEI_INGEST_ZIP_WRITER_H
#define RENKEI_INGEST_ZIP_WRITER_H

#include "common/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ZIP_STORED = 0, ZIP_DEFLATED = 8 };

struct zip_member {
    const char *name; /* UTF-8, borrowed; flagged as such if it is not ASCII */
    uint16_t method;
    uint32_t crc;  /* of the expanded bytes */
    size_t size;   /* expanded */
    size_t length; /* as it is stored here */
    const void *bytes;
};

/* Zero-initialise. `bytes` is what was made since it was emptied last: a file larger than memory is
 * written out and emptied with str_reset() between members. */
struct zip_writer {
    struct str bytes;
    struct str directory;
    uint64_t length; /* of all bytes made, emptied or not */
    size_t count;
};

/* False if a ZIP cannot hold it: 4 GiB or 65,535 members are reached, or the name is too long. */
bool zip_writer_add(struct zip_writer *zip, const struct zip_member *member);

/* Appends the directory. False if that is more than a ZIP can hold. */
bool zip_writer_finish(struct zip_writer *zip);

/* Begins another file; the memory is kept. */
void zip_writer_reset(struct zip_writer *zip);
void zip_writer_release(struct zip_writer *zip);

#endif
