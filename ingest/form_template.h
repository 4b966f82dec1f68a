/*
 * Many questionnaires of one kind: the workbook is written once by form_writer, and for each unit
 * only what differs is made again: its cells, the header on paper, the subject among the
 * properties, the hidden sheet. All other parts are copied as they are compressed. A form made so
 * has the same content as one written by form_write(), but its texts stand in their cells (inline
 * strings, ECMA-376 Part 1, 18.18.11) instead of in the shared ones. The same input gives the same
 * bytes.
 */
#ifndef RENKEI_INGEST_FORM_TEMPLATE_H
#define RENKEI_INGEST_FORM_TEMPLATE_H

#include "ingest/form_writer.h"
#include "ingest/zip_writer.h"

#include <stdbool.h>
#include <zlib.h>

struct form_template;

/* The template for all forms like this one; it borrows codebook, form and note. NULL if it cannot
 * be made: `error` (a static text or strerror) says why. Constant afterwards: any number of threads
 * may fill it. */
struct form_template *form_template_new(const struct form_sheet *sheet, const char **error);
void form_template_free(struct form_template *template);

/* True if `sheet` differs from what the template was made for in unit, name and values only. */
bool form_template_serves(const struct form_template *template, const struct form_sheet *sheet);

/* What filling needs; each thread has its own. Zero-initialise. */
struct form_filler {
    struct zip_writer zip; /* zip.bytes: the workbook filled last */
    struct str xml;        /* the part being made */
    struct str packed;     /* and compressed */
    z_stream deflater;
    bool deflater_ready;
};

/* Makes the workbook in filler->zip.bytes. What does not fit into a workbook (a text too long for a
 * cell) is an error, the same as form_write()'s. */
bool form_template_fill(const struct form_template *template, const struct form_sheet *sheet,
                        struct form_filler *filler, const char **error);

void form_filler_release(struct form_filler *filler);

#endif
