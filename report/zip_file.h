/*
 * A ZIP file of finished workbooks, which are compressed already and therefore stored. Names are
 * UTF-8 and every member has the same date, so that equal members give equal bytes. What fails ends
 * the program; the file is whole or not there.
 */
#ifndef RENKEI_REPORT_ZIP_FILE_H
#define RENKEI_REPORT_ZIP_FILE_H

#include "common/arena.h"

struct zip_file;

/* Begins the file; it lives in the arena and borrows the path. */
struct zip_file *zip_file_begin(struct arena *arena, const char *path);

/* Adds the file at `source` as member `name`. */
void zip_file_add(struct zip_file *zip, const char *name, const char *source);

/* Writes the directory and gives the file its name. */
void zip_file_finish(struct zip_file *zip);

#endif
