/*
 * One run of `renkei ingest`: files become jobs, jobs become batches, batches become rows in the
 * temporary tables incoming*, and at the end set-based statements turn those into submissions and
 * responses. All in one transaction: a run that dies leaves nothing behind.
 */
#ifndef RENKEI_INGEST_RUN_H
#define RENKEI_INGEST_RUN_H

#include "common/config.h"
#include "common/db.h"
#include "common/message.h"
#include "ingest/batch.h"
#include "ingest/corrections.h"
#include "ingest/csv_source.h"
#include "ingest/pool.h"
#include "ingest/queries.h"
#include "ingest/raw_source.h"
#include "ingest/seen.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A form has some 20 kB; what is a thousand times larger is no form. */
enum { FORM_LARGEST = 20 * 1024 * 1024 };

enum job_kind {
    JOB_FILE, /* a form: `path`, or `bytes` when it comes from the archive */
    JOB_ROWS, /* whole rows of a CSV in `bytes` */
    JOB_RAW,  /* bytes of a CSV that are no rows: its header, or what follows damage */
};

struct job {
    enum job_kind kind;
    const char *path;
    const struct csv_layout *layout;
    struct str bytes;
    struct origin origin;
    const char *file_kind; /* "xlsx", "csv", "query", "unknown", "refused": for the table source;
                              NULL: no row */
    const char *encoding;
    bool seen; /* a file that is in the archive already, or came in this run */
    const struct seen_file *seen_before; /* in the archive; or NULL */
    int error;                           /* errno if the file could not be read */
    struct finding finding;              /* JOB_RAW: about the whole file, if has_finding */
    bool has_finding;
    bool packed; /* JOB_FILE: `bytes` are those of a member of a ZIP, as `span` says */
    struct zip_span span;
    bool archived_apart; /* JOB_ROWS: what came is archived in jobs of its own */
    struct batch batch;
};

struct counts {
    size_t files, unchanged_files;
    size_t rejected_before, set_aside; /* of the unchanged files: see struct seen_file */
    size_t submissions, rejected, errors, warnings;
    size_t accepted, replaced, unchanged;
    size_t readings;             /* answers of stored submissions that were read by a rule */
    size_t dropped;              /* synthetic submissions, by --drop-synthetic */
    size_t replies, corrections; /* of queries that came back */
    size_t changes;              /* answers that are other than before the run */
};

struct run {
    const struct config *config;
    const char *form_option; /* "" if not given */
    const char *encoding_option;
    const struct answers **former; /* per form, see previous.h */
    bool rebuilding;               /* sources come from the archive and stay there */
    /* Accepted submissions of the one CSV that comes into an empty survey go straight to the
     * tables: a large load takes half the time. If a key is refused (a unit stands there twice),
     * nothing is stored, `twice` says so, and the run is made again by way of incoming*. */
    bool may_go_direct, direct, twice;
    bool rebuilt;         /* all responses were made again in this run */
    bool may_count_again; /* submissions that others, now dropped, had superseded */
    bool silent;          /* what it finds has been said before */
    bool verbose;
    struct db db;
    int64_t number;
    int32_t next_source;
    struct seen archived, arrived;       /* before this run; in this run */
    struct queries queries;              /* before this run */
    struct corrections corrections_made; /* when rebuilding: all there are */
    struct pool *pool;
    size_t worker_count;
    struct xlsx *workbooks; /* one reader per worker */
    struct arena arena;
    struct copy_rows sources, archive, incoming, numbers, texts, findings, readings, replies,
        corrections;
    struct copy_rows accepted, responses, units; /* of a direct run */
    struct counts counts;
    size_t findings_shown;
    size_t shown_before; /* by the run that is made again: the same findings come first */
    struct progress progress;
};

/* Starts workers; `jobs` of them or one per processor if 0. */
void run_start(struct run *run, size_t workers);

/* A job to fill in; empties finished ones while none is vacant. */
struct job *run_job(struct run *run);
void run_submit(struct run *run);

/* True if a file with this digest was loaded before, in this run or a former one; counts it. */
bool run_has_seen(struct run *run, const unsigned char sha256[SHA256_SIZE]);

/* Reads one CSV into jobs (csv_jobs.c). */
void run_csv_source(struct run *run, struct raw_source *source);
void run_form_file(struct run *run, const char *path);

/* Feeds all sources of the archive through the run again, with all corrections (rebuild.c). */
void run_rebuild(struct run *run);

/* Waits for all jobs, sends the remaining rows and stores everything (store.c). */
void run_finish(struct run *run);
/* The set-based part of run_finish(). */
void run_store(struct run *run);
void run_send(struct run *run);

/* Prints one finding, unless too many have been printed. */
void run_show(struct run *run, const struct shown_finding *shown);

#endif
