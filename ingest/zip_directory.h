/*
 * What lies in a ZIP file on disk: its directory by minizip, in the order of the names, which are
 * for showing only and never a path. Nothing the directory claims is believed: the limits are
 * checked before anything is expanded, sizes and checksums while it is (raw_source.h).
 */
#ifndef RENKEI_INGEST_ZIP_DIRECTORY_H
#define RENKEI_INGEST_ZIP_DIRECTORY_H

#include "common/arena.h"
#include "ingest/finding.h"
#include "ingest/raw_source.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct zip_entry {
    const char *name; /* UTF-8, slashes, without control characters */
    struct zip_span span;
    enum finding_code refused; /* FINDING_NONE: it may be read */
    const char *reason;        /* of the finding, "" without */
};

/* Zero-initialise. All in the arena. */
struct zip_directory {
    struct zip_entry *entries; /* without folders and what systems leave behind */
    size_t count;
    bool nested;      /* it lies in a ZIP itself */
    bool is_workbook; /* it is an Office document, not a ZIP of files */
    /* What was counted, for all directories that are opened for one file. */
    uint64_t expanded;
    size_t total_count;
    enum finding_code refused; /* after false */
    const char *reason;
};

/* Reads the directory of the file that is open. `before` is that of the ZIP it lay in, or NULL. */
bool zip_directory_read(struct zip_directory *directory, struct arena *arena,
                        const struct raw_source *source, const struct zip_directory *before);

#endif
