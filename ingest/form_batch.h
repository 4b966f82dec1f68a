/*
 * Writing many questionnaires at once, on all cores, with a progress line. The caller says what
 * form number `index` holds and where it goes; the batch does the rest: forms of one kind are made
 * from one template. Each file is written beside its place and renamed, so whatever stops the batch
 * (a full disk, Ctrl-C), every file that stands in the folder is whole and nothing half-written is
 * left.
 */
#ifndef RENKEI_INGEST_FORM_BATCH_H
#define RENKEI_INGEST_FORM_BATCH_H

#include "common/arena.h"
#include "common/frame.h"
#include "ingest/form_writer.h"

#include <stdbool.h>
#include <stddef.h>

/* Fills `sheet` (zeroed before) for form `index` and returns the path of its file, whose folder
 * exists. What it needs to allocate goes into `arena`, which lives until the form is written;
 * codebook, form and note must live until the batch ends. Called from several threads at once and
 * in any order: `context` must not be changed. */
typedef const char *form_prepare_function(const void *context, size_t index, struct arena *arena,
                                          struct form_sheet *sheet);

/* The ZIP file that form `index` goes into; its path there is what `prepare` returns. Forms for one
 * file come one after the other. */
typedef const char *form_archive_function(const void *context, size_t index);

struct form_batch {
    const char *label; /* of the progress line, translated */
    size_t count;
    form_prepare_function *prepare;
    form_archive_function *archive; /* NULL: every form is a file of its own */
    const void *context;
};

/* Writes forms 0 … count - 1. Ends the program (die) if one cannot be written; on SIGINT,
 * SIGTERM, SIGHUP and SIGPIPE the forms under way are finished and the program then ends by that
 * signal. */
void form_batch_write(const struct form_batch *batch);

/* A unit's or form's name as part of a file name: '/' and control characters become '_', and what
 * Windows forbids too; at most 111 bytes, cut between characters. In the arena. */
const char *form_batch_file_name(struct arena *arena, const char *text);

/* How a unit is called on its form: "北海道 札幌市" if the frame has a column `prefecture`, else
 * the frame's name. In the arena. */
const char *form_batch_unit_name(struct arena *arena, const struct frame *frame, size_t unit);

/* folder/011002-札幌市.xlsx; without the name if it is "" or the code. In the arena. */
const char *form_batch_path(struct arena *arena, const char *folder, const char *unit,
                            const char *name);

#endif
