/*
 * A release, or any other output folder with a manifest: what it says of itself, read by somebody
 * who has nothing but the folder. No database and no configuration; nothing is written.
 *
 * Its one rule: the folder is hostile until read. Names are followed component by component and
 * never through a symbolic link, sizes and numbers of files are bounded (release_folder.c,
 * release_manifest.c), and only bytes whose hash was compared are looked into.
 *
 * What is wrong is collected as mismatches; the functions go on as far as they can, so that one
 * run tells everything.
 */
#ifndef RENKEI_COMMON_RELEASE_H
#define RENKEI_COMMON_RELEASE_H

#include "common/arena.h"
#include "common/digest.h"
#include "common/mismatch.h"
#include "common/told.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A file that the manifest lists. */
struct release_file {
    const char *name; /* "tables/cells.csv" */
    int64_t size;
    const char *sha256;
    bool good; /* it is there with this size and hash */
};

/* manifest.json, as report/manifest.h writes it. */
struct release_manifest {
    const char *survey, *title, *codebook_sha256;
    bool synthetic;            /* there are invented answers among the responses */
    int64_t cells, statistics; /* rows that were written */
    struct release_file *files;
    size_t file_count;
    int64_t number;                /* of the release, from 1; 0: the folder is none */
    int64_t run;                   /* the last run of the survey that it shows */
    int64_t previous;              /* number of the release before; 0: there was none */
    const char *previous_sha256;   /* of that one's manifest */
    char sha256[DIGEST_TEXT_SIZE]; /* of the manifest itself */
};

/* Zero-initialise, set `arena` and `mismatches`. */
struct release {
    struct arena *arena;
    struct mismatches *mismatches;
    const char *folder; /* from release_open() on */
    int descriptor;
    struct release_manifest manifest;
};

/* Opens the folder and reads its manifest. False if that cannot be done: if it is for the folder
 * itself, errno says why; if it is for the manifest, errno is 0 and there is a mismatch. */
bool release_open(struct release *release, const char *folder);
void release_close(struct release *release);

/* Is every listed file there as it is listed, and no other? Returns how many are good. */
size_t release_check_files(struct release *release);

/* The bytes of a listed file that was found good, with a NUL behind them, on the heap; NULL if
 * there is none. */
char *release_bytes(const struct release *release, const char *name, size_t *length);

/* What its tables tell. False if they cannot be read, with a mismatch. */
bool release_read_tables(const struct release *release, struct told *told);

/* ---- The whole verification (release_verify.c) ---- */

/* Called for every part that was checked and is wrong. */
typedef void release_tell_function(const struct mismatches *mismatches);

/* Set the first four; the others are filled in. */
struct release_verification {
    const char *folder;
    const char *manifest_sha256; /* that the manifest must have; NULL: any */
    struct arena *arena;
    release_tell_function *tell;
    char sha256[DIGEST_TEXT_SIZE]; /* of the manifest */
    int64_t number, previous;      /* of the release, and of the one before; 0: none */
    bool compared_previous;        /* the one before lay beside it */
    size_t files, workbooks;       /* that were found good, and that were read */
    int64_t numbers, chart_points; /* compared: in tables and workbooks; in charts */
    int64_t page_numbers;
    size_t changes; /* that were compared with the list of changes */
    size_t wrong;   /* all that is wrong */
};

/* Checks the manifest, the files, the ties of the tables, every workbook and the page against the
 * tables, and the list of changes against the former release if that lies beside this one. False
 * if the folder cannot be opened; errno says why. */
bool release_verify(struct release_verification *verification);

/* ---- The page (release_page.c) ---- */

/* The data of site/index.html against the tables; returns how many numbers were compared. */
int64_t release_check_page(const struct release *release, const struct told *told);

#endif
