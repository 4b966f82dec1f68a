/* What a source is, told from its content; its name decides only between a CSV and other text. */
#ifndef RENKEI_INGEST_SOURCE_KIND_H
#define RENKEI_INGEST_SOURCE_KIND_H

#include "ingest/raw_source.h"

#include <stdbool.h>
#include <stddef.h>

enum source_kind {
    SOURCE_FORM, /* a workbook, compressed by gzip or not, or nothing known: a finding names it */
    SOURCE_CSV,  /* also compressed by gzip */
    SOURCE_ZIP,  /* a ZIP file that does not begin as workbooks do; it may be one yet */
};

/* Reads the first bytes of the source and rewinds it. */
enum source_kind source_kind_of(struct raw_source *source);

/* True if the file's name ends so, in any case. */
bool has_suffix(const char *name, const char *suffix);

#endif
