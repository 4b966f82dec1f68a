/*
 * A sample as files: one CSV per form, or one filled-in Excel form per unit. Every file says that
 * it is synthetic. Files are written beside their place and renamed when whole.
 *
 * The folder keeps a list of what a sample wrote into it; the next sample removes what is on that
 * list and was not written again. Nothing else is ever removed.
 */
#ifndef RENKEI_INGEST_SAMPLE_WRITE_H
#define RENKEI_INGEST_SAMPLE_WRITE_H

#include "common/str.h"
#include "ingest/sample_assign.h"

/* The responses of one form. */
struct sample_source {
    const struct config *config;
    const struct sample_model *model;
    const struct sample_answers *answers; /* NULL: units are drawn one by one */
    size_t count;
};

/* Ends the program if something cannot be written. */
void sample_write_csv(const struct sample_source *source, const char *path);
void sample_write_forms(const struct sample_source *source, const char *folder);

/* Paths below the sample's folder, one per file that is going to be written. */
void sample_list_forms(struct str *list, const struct sample_source *source);
void sample_list_file(struct str *list, const char *path);

/* Before writing: `list` is what will be written. Afterwards: removes what is stale, of one form
 * only if `form` is not NULL. */
void sample_list_begin(const char *folder, const struct str *list);
void sample_list_end(const char *folder, const struct str *list, const char *form);

#endif
