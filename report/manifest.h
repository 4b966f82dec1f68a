/*
 * manifest.json (RFC 8259): from what an output folder was made, and what is in it. No time, no
 * name of a machine or person: the same inputs give the same bytes.
 */
#ifndef RENKEI_REPORT_MANIFEST_H
#define RENKEI_REPORT_MANIFEST_H

#include "common/config.h"
#include "common/str.h"
#include "report/loaded.h"
#include "report/output.h"

#include <stdint.h>

struct manifest {
    const struct config *config;
    const struct loaded *loaded;
    const struct outputs *outputs;
    int server_version; /* as PQserverVersion() */
    int64_t cell_count, statistic_count;
};

/* Appends the whole document. */
void manifest_append(struct str *json, const struct manifest *manifest);

/* Appends `text` as a JSON string with its quotes. */
void json_append_string(struct str *json, const char *text);

#endif
