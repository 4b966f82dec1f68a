/*
 * Everything that `renkei report` writes for a survey, into a folder that somebody else names: what
 * the verbs report and release share.
 */
#ifndef RENKEI_REPORT_REPORT_H
#define RENKEI_REPORT_REPORT_H

#include "common/options.h"
#include "report/manifest.h"

/* What is known when the survey was read, and when all was written but the manifest. All of it
 * shows one state of the database. */
struct report_state {
    const struct config *config;
    const struct loaded *loaded;
    struct db *db; /* in a transaction that only reads */
    struct outputs *outputs;
};

/* Where the files are written, and what messages call it. */
struct report_folder {
    const char *path, *shown;
};

struct report_order {
    const struct settings *settings;
    bool all;  /* feedback sheets too */
    long jobs; /* processes, 0: as many as there are processors */
    /* Called when the survey is known to be countable, before the first file: names the folder.
     * `outputs` is not set yet. */
    struct report_folder (*begin)(void *context, const struct report_state *state);
    /* Called when all files are written: may write more, and says what the manifest tells of the
     * release; NULL: there is to be no manifest. */
    const struct manifest_release *(*end)(void *context, const struct report_state *state);
    void *context;
};

void report_write(const struct report_order *order);

#endif
