/*
 * Forms that go into ZIP files, one after the other: a file is opened when its first form comes and
 * finished when a form for another one comes. Each is written beside its place and renamed when it
 * is whole. For the main thread only.
 */
#ifndef RENKEI_INGEST_FORM_ARCHIVE_H
#define RENKEI_INGEST_FORM_ARCHIVE_H

#include "common/arena.h"
#include "common/str.h"
#include "ingest/zip_writer.h"

#include <stdbool.h>
#include <stdio.h>

/* Zero-initialise. */
struct form_archive {
    struct arena arena; /* of the open file's names */
    const char *path;   /* of the open file; NULL: none */
    const char *temporary;
    FILE *file;
    struct zip_writer zip;
};

/* Appends a workbook as member `name` of the ZIP file `path`, whose folder exists. Members that
 * belong together must come one after the other. False if something cannot be written: `error`
 * (strerror) says why, `archive->path` names the file. */
bool form_archive_add(struct form_archive *archive, const char *path, const char *name,
                      const struct str *workbook, const char **error);

/* Finishes the open file, if there is one. */
bool form_archive_finish(struct form_archive *archive, const char **error);

/* What is not finished is gone when the program ends. */
void form_archive_release(struct form_archive *archive);

#endif
