/* Which files have been loaded: a set of SHA-256 digests with what is remembered of each. */
#ifndef RENKEI_INGEST_SEEN_H
#define RENKEI_INGEST_SEEN_H

#include "ingest/batch.h"

#include <stdbool.h>
#include <stddef.h>

struct seen_file {
    unsigned char sha256[SHA256_SIZE];
    bool rejected;  /* it held a submission that was rejected */
    bool set_aside; /* it held submissions, and none of them counts any more */
    bool used;
};

/* Zero-initialise. Reading from several threads is safe while nobody adds. */
struct seen {
    struct seen_file *files; /* open addressing, at most half full */
    size_t size, count;
};

/* Adds a file with this digest; what there is to remember of it may be set in the result, which
 * lives until the next is added. */
struct seen_file *seen_add(struct seen *seen, const unsigned char sha256[SHA256_SIZE]);
/* NULL if it is not there. */
const struct seen_file *seen_find(const struct seen *seen, const unsigned char sha256[SHA256_SIZE]);
void seen_release(struct seen *seen);

#endif
