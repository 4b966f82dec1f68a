/*
 * The files a run writes: each is written beside its place under a temporary name and renamed when
 * it is whole; what a failure leaves half-written is removed when the program ends. The list of
 * finished files, with size and SHA-256, goes into the manifest.
 */
#ifndef RENKEI_REPORT_OUTPUT_H
#define RENKEI_REPORT_OUTPUT_H

#include "common/arena.h"
#include "common/str.h"

#include <stddef.h>
#include <stdint.h>

enum { SHA256_TEXT_SIZE = 65 }; /* 64 hexadecimal digits and NUL */

struct output_file {
    const char *name; /* relative to the folder: "tables/cells.csv" */
    int64_t size;
    char sha256[SHA256_TEXT_SIZE];
    struct output_file *next;
};

/* Zero-initialise and set `folder` (borrowed). The list lives in the arena. */
struct outputs {
    const char *folder;
    struct arena *arena;
    struct output_file *first; /* in the order they were finished */
    struct output_file *last;
    const char *path;      /* of the file being written; NULL: none */
    const char *temporary; /* its name until then */
};

/* Makes the folders that are missing and opens the place of one file; only one file is written at
 * a time. Returns the temporary path to write to. Ends the program if the folder cannot be made. */
const char *output_begin(struct outputs *outputs, const char *name);

/* The file at the temporary path is whole and closed: renames it and adds it to the list. */
void output_finish(struct outputs *outputs);

/* A whole small file at once: begin, write, finish. */
void output_write(struct outputs *outputs, const char *name, const struct str *bytes);

#endif
