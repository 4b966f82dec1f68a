/*
 * site/index.html: the survey as one page that opens from the disk, without a network. The numbers
 * in it are the counts of tables/cells.csv, embedded as JSON; the page's script makes percentages
 * and points of them as common/round.h and common/measure.h do.
 *
 * Its one rule: what comes from the configuration never becomes markup. It goes into the page as
 * JSON in which `<`, `>` and `&` are escaped, and from there as text into elements; a policy in the
 * page (CSP level 2) lets only the scripts and the style run whose SHA-256 it names, and forbids
 * every request.
 */
#ifndef RENKEI_REPORT_SITE_H
#define RENKEI_REPORT_SITE_H

#include "common/arena.h"
#include "common/config.h"
#include "common/str.h"
#include "report/cells.h"
#include "report/loaded.h"
#include "report/output.h"

#include <stdbool.h>
#include <stdio.h>

struct site {
    const struct config *config;
    const struct loaded *loaded;
    const struct frame *tiles; /* where the areas stand on the map; NULL: no map */
    struct str forms;          /* what was written so far, as members of a JSON array */
};

/* frames/prefecture-tiles.csv with the columns code, column and row: an area per tile, from 1 at
 * the top left. NULL if there is no such file; ends the program if it is wrong. It lives in the
 * arena. */
const struct frame *site_read_tiles(struct arena *arena, const char *configs);

/* Adds the counts of a form; each form that was answered once, in the order of the codebook. */
void site_write_form(struct site *site, const struct cells *cells);

/* The page, with links to the outputs that were begun before it; releases the site. False if
 * writing failed, errno says why. */
bool site_write(FILE *stream, struct site *site, const struct outputs *outputs);

/* ---- For site.c, site_form.c and the test ---- */

/* Appends a JSON string that may stand inside an HTML script element and a JavaScript source:
 * besides what RFC 8259 asks for, `<`, `>`, `&`, U+2028 and U+2029 are escaped. */
void site_append_string(struct str *json, const char *text);

/* Appends text for HTML: `&`, `<`, `>` and both quotes are escaped. */
void site_append_html(struct str *html, const char *text);

#endif
