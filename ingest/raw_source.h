/*
 * The raw bytes of a source, read from the front and once more if need be, in constant memory: a
 * file, or a member of a ZIP file, which is expanded. What a member claims of its size and checksum
 * is compared with what came out. Ends the program if the file cannot be read. For the main thread.
 */
#ifndef RENKEI_INGEST_RAW_SOURCE_H
#define RENKEI_INGEST_RAW_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <zlib.h>

/* Where a member of a ZIP file lies in it. */
struct zip_span {
    uint64_t start, compressed, expanded;
    uint32_t crc;
    bool deflated; /* else stored */
};

/* What is wrong with a member that is not what the directory says, marked with N_(). */
extern const char *const raw_source_damaged;

/* Zero-initialise. */
struct raw_source {
    const char *file; /* as it is called in findings */
    const char *path; /* of the file that is open */
    int descriptor;
    bool is_member;       /* else the whole file */
    bool as_stored;       /* a member is not expanded */
    struct zip_span span; /* of a member */

    uint64_t position; /* in the file, from its or the member's start */
    uint64_t given;    /* bytes read so far */
    uint32_t crc;
    bool ended, inflating;
    z_stream inflater;
    char *input;
    const char *error; /* a static text marked with N_() */
};

/* Opens the file at `path`. */
void raw_source_open(struct raw_source *source, const char *path);

/* Reads a member of a file that is open. */
void raw_source_member(struct raw_source *source, const struct raw_source *outer,
                       const struct zip_span *span);

/* Up to `size` bytes, fewer only at the end, in *length. False: the member is damaged. */
bool raw_source_read(struct raw_source *source, char *bytes, size_t size, size_t *length);

/* The bytes at `start` of the file itself; fewer than `size` at its end. */
size_t raw_source_peek(const struct raw_source *source, uint64_t start, char *bytes, size_t size);

void raw_source_rewind(struct raw_source *source);

/* Closes the file too, unless it is a member's. */
void raw_source_close(struct raw_source *source);

#endif
