/*
 * A batch: what one job (a form file, or a run of CSV rows) becomes: rows ready for COPY into
 * the tables of the run, and the findings to show. Filled by one worker, emptied by the main
 * thread; its memory is used again.
 */
#ifndef RENKEI_INGEST_BATCH_H
#define RENKEI_INGEST_BATCH_H

#include "common/arena.h"
#include "common/config.h"
#include "common/db.h"
#include "ingest/check.h"
#include "ingest/finding.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SHA256_SIZE = 32 };

/* A finding with its file and line, for the screen. */
struct shown_finding {
    const struct finding *finding;
    const char *file;
    long line;
    struct shown_finding *next;
};

struct batch {
    struct arena arena;
    struct copy_rows archive, incoming, numbers, texts, findings, readings, replies, corrections;
    struct copy_rows accepted, responses, units; /* of a direct run, see struct origin */
    struct libdeflate_compressor *compressor;    /* made when it is first needed */
    struct shown_finding *shown, *shown_last;
    size_t submissions, rejected, errors, warnings;
    bool is_query; /* set by the reader: the file is a query that came back, not a submission */
    int32_t reply_findings;
};

struct corrections;
struct queries;

/* Where a submission stands in what arrived, and whose it is. */
struct origin {
    const struct config *config;
    const struct answers **former;         /* per form, see previous.h; NULL: none */
    const struct queries *queries;         /* in the database when the run began (queries.h) */
    const struct corrections *corrections; /* to be laid over what was typed (corrections.h) */
    const char *file;
    int32_t source;
    int32_t ordinal;   /* 0, the line, or the number of the sheet from 1 if there are several */
    const char *sheet; /* its name if there are several, else NULL */
    long line;         /* 0 in a form */
    int64_t start, size;
    unsigned char sha256[SHA256_SIZE];
    bool synthetic;
    /* Not 0: accepted submissions go straight to the tables, as of this run, without a stay in
     * incoming*: `accepted`, `responses` and `units` are filled, and the rows of numbers, texts and
     * readings begin with the unit. */
    int64_t direct_run;
};

/* A submission whose unit is known: corrects and checks its answers and adds all its rows. */
void batch_accept(struct batch *batch, const struct origin *origin,
                  const struct submission *submission, const char *unit);

/* A submission that is refused as a whole; form and unit may be NULL if they are not known. */
void batch_reject(struct batch *batch, const struct origin *origin, const struct form *form,
                  const char *unit, const struct finding *finding);

/* What a query workbook that came back (common/query_form.h) says: to one of its items … */
struct reply {
    int32_t query, position; /* query_item */
    bool confirmed;          /* else corrected */
    const char *reason;
};
void batch_reply(struct batch *batch, const struct origin *origin, const struct reply *reply);

/* … and of one answer of the submission it is about. */
struct correction {
    int32_t source, ordinal; /* the submission */
    const char *item;        /* column name */
    const char *form, *unit;
    const char *value; /* in place of what was typed; "" for blank */
};
void batch_correct(struct batch *batch, const struct origin *origin,
                   const struct correction *correction);

/* A finding about what such a workbook says, which rejects nothing. */
void batch_find_reply(struct batch *batch, const struct origin *origin, const struct form *form,
                      const char *unit, const struct finding *finding);

/* A finding about a file as a whole that rejects nothing. */
void batch_find(struct batch *batch, const struct origin *origin, const struct form *form,
                const struct finding *finding);

/* Adds a block of raw bytes to the archive; compressed unless it is a ZIP already. */
void batch_archive(struct batch *batch, const struct origin *origin, const void *bytes,
                   size_t length);

struct evp_md_ctx_st; /* libcrypto's EVP_MD_CTX */
/* SHA-256 of what `begun` has taken so far, which stays as it is, and `bytes`. `scratch` is made by
 * EVP_MD_CTX_new(); reused, it spares an allocation per row. */
void sha256_behind(unsigned char digest[SHA256_SIZE], struct evp_md_ctx_st *scratch,
                   const struct evp_md_ctx_st *begun, const void *bytes, size_t length);

/* SHA-256 by libcrypto of one or two pieces (the second may be empty). */
void sha256_of(unsigned char digest[SHA256_SIZE], const struct str *first, const void *bytes,
               size_t length);

/* One row of the finding table; `position` counts within the submission. */
void finding_row(struct copy_rows *rows, struct arena *arena, const struct origin *origin,
                 const struct form *form, const char *unit, int32_t position,
                 const struct finding *finding);

/* Empties it and keeps the memory. */
void batch_reset(struct batch *batch);
void batch_release(struct batch *batch);

#endif
