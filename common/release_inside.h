/* What the parts of the verification share. Not for use outside of release*.c. */
#ifndef RENKEI_COMMON_RELEASE_INSIDE_H
#define RENKEI_COMMON_RELEASE_INSIDE_H

#include "common/release.h"
#include "common/release_folder.h"

#include <jansson.h>

/* Reads manifest.json into release->manifest; false with a mismatch. */
bool release_read_manifest(struct release *release);

/* JSON within a file: it begins behind `line` lines. */
struct release_text {
    const char *file, *at;
    size_t length;
    long line;
};

/* The caller gives it back with json_decref(); NULL with a mismatch. */
json_t *release_parse(const struct release *release, const struct release_text *text);

#endif
