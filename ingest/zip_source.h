/*
 * A ZIP file of forms and CSV files, nested one level: every member is a source of its own, called
 * `outer.zip/inner name`, and goes the way it would go as a file. A member's name is for showing
 * only. Stored bytes go to the workers, which expand them; what must be looked at in any order (a
 * ZIP in the ZIP) is expanded into a file without a name.
 */
#ifndef RENKEI_INGEST_ZIP_SOURCE_H
#define RENKEI_INGEST_ZIP_SOURCE_H

#include "common/str.h"
#include "ingest/run.h"

#include <stdbool.h>

/* A file that begins as a ZIP; also a workbook, if that is what it turns out to be. */
void run_zip_source(struct run *run, struct raw_source *source);

/* For the workers: replaces the stored bytes of a member by what they expand to; false if they do
 * not expand to what the directory says: then they stay. */
bool zip_member_expand(struct str *bytes, const struct zip_span *span);

#endif
