/*
 * The files a run writes, whole or not at all (common/whole_file.h), and their list with size and
 * SHA-256 for the manifest.
 */
#ifndef RENKEI_REPORT_OUTPUT_H
#define RENKEI_REPORT_OUTPUT_H

#include "common/arena.h"
#include "common/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { SHA256_TEXT_SIZE = 65 }; /* 64 hexadecimal digits and NUL */

struct output_file {
    const char *name;      /* relative to the folder: "tables/cells.csv" */
    const char *path;      /* its place */
    const char *temporary; /* where it is written until it is whole */
    FILE *stream;          /* only with output_open() */
    bool checked;          /* as in struct outputs */
    int64_t numbers_compared, chart_points_compared; /* when it was read back; of workbooks */
    int64_t size;                                    /* these two when it is finished */
    char sha256[SHA256_TEXT_SIZE];
    struct output_file *next;
};

/* Zero-initialise and set `folder` (borrowed) and `arena`, where the list lives. */
struct outputs {
    const char *folder;
    struct arena *arena;
    bool checked; /* workbooks and tables must keep the rules of `renkei check` to be published */
    struct output_file *first; /* in the order they were begun */
    struct output_file *last;
    const char *swept; /* the folder of the last file: what killed runs left there is gone */
};

/* Makes the folders that are missing and enters a file, which the caller writes to `temporary`.
 * Ends the program if a folder cannot be made. */
struct output_file *output_begin(struct outputs *outputs, const char *name);

/* As output_begin(), and opens the stream. */
struct output_file *output_open(struct outputs *outputs, const char *name);

/* The file is whole: closes the stream if there is one, reads the file back for its hash and
 * renames it. Ends the program if it could not be written, or is to be checked and breaks a rule:
 * then what stood under its name stays. */
void output_finish(struct output_file *file);
/* The same of a file that was read back already, all of it, and judged if it is to be. */
void output_finish_read(struct output_file *file, const struct str *bytes);

/* What was compared when the file was read back. */
void output_compared(struct output_file *file, int64_t numbers, int64_t chart_points);
/* The same of all files. */
void outputs_compared(const struct outputs *outputs, int64_t *numbers, int64_t *chart_points);

/* The bytes of a written file, as they are on the disk; `name` is what messages call it. Ends the
 * program if they cannot be read. */
void output_read_back(struct str *bytes, const char *path, const char *name);

/* A text as a part of a file's name: what Windows or a path forbids, and a point at the beginning,
 * becomes its full-width form; at most some OUTPUT_PART_BYTES, cut at the end of a character, since
 * file systems allow a name 255.
 */
enum { OUTPUT_PART_BYTES = 100 };
const char *output_name_part(struct arena *arena, const char *text);

/* Enters a file that another process has finished: one of its own list, with size and hash. */
struct output_file *output_enter(struct outputs *outputs, const char *name, int64_t size,
                                 const char *sha256);

/* Ends the program: writing the file failed, errno says why. */
_Noreturn void output_fail(const struct output_file *file);

#endif
