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

/* A numbered set of outputs (report/release.h). */
struct manifest_release {
    int64_t number;              /* from 1 */
    int64_t run;                 /* the last run of the survey that it shows */
    const char *note;            /* "" */
    int64_t previous;            /* number of the release before; 0: there is none */
    const char *previous_sha256; /* of that one's manifest.json */
};

struct manifest {
    const struct config *config;
    const struct loaded *loaded;
    const struct outputs *outputs;
    int server_version; /* as PQserverVersion() */
    int64_t cell_count, statistic_count;
    int64_t tied;         /* numbers of the tables that were computed again from the counts */
    int64_t answer_count; /* usable answers of all units: see cells_answers() */
    const struct manifest_release *release; /* NULL: it is none */
};

/* Appends the whole document. */
void manifest_append(struct str *json, const struct manifest *manifest);

/* Appends `text` as a JSON string with its quotes. */
void json_append_string(struct str *json, const char *text);

#endif
