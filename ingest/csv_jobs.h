/* A CSV source on its way into jobs: from a file, or block by block from the archive. */
#ifndef RENKEI_INGEST_CSV_JOBS_H
#define RENKEI_INGEST_CSV_JOBS_H

#include "ingest/byte_stream.h"
#include "ingest/run.h"

struct csv_jobs {
    struct run *run;
    const char *file;
    const char *form_option;
    int32_t source;
    int64_t size;
    unsigned char sha256[SHA256_SIZE];
    int64_t start; /* of the next block */
    long line;     /* of the next block, from 1 */
    enum text_encoding encoding;
    const char *encoding_name;
    const struct csv_layout *layout; /* NULL: its bytes are no rows */
    struct finding finding;
    bool has_finding;
    bool header_read;
    struct str buffer; /* what has come and was not sent on */
    struct byte_stream stream;
    int64_t raw_start; /* of the next raw block, if the stream changes them */
};

/* The encoding with this name; UNKNOWN for "" and any other. */
enum text_encoding encoding_named(const char *name);

/* More raw bytes of the source; the first ones hold the whole header (READ_SIZE is enough). */
void csv_jobs_feed(struct csv_jobs *jobs, const char *bytes, size_t length);

/* No more bytes: sends the rest and releases the buffer. */
void csv_jobs_end(struct csv_jobs *jobs);

#endif
