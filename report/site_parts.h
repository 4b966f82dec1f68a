/*
 * The files the page is put together from: those of report/site/ and the modules of the charting
 * library, embedded at build by report/site/embed.awk.
 */
#ifndef RENKEI_REPORT_SITE_PARTS_H
#define RENKEI_REPORT_SITE_PARTS_H

#include <stddef.h>

struct site_part {
    const char *name; /* the file's, without its folder: "page.css" */
    const char *text;
};

/* In the order of the Makefile: a script stands behind those it uses. */
extern const struct site_part site_parts[];
extern const size_t site_part_count;

#endif
