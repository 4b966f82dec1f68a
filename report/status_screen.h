/* `renkei status` on a terminal of 80 columns: where a survey stands. */
#ifndef RENKEI_REPORT_STATUS_SCREEN_H
#define RENKEI_REPORT_STATUS_SCREEN_H

#include "common/str.h"
#include "report/status_read.h"

#include <stdbool.h>

enum { SCREEN_WIDTH = 80 };

struct screen {
    struct str out;
    bool blocks;  /* bars of Unicode blocks */
    bool bold;    /* headings: a terminal */
    bool verbose; /* all days, all classes in full */
};

/* How the standard output can be written to. */
struct screen screen_start(bool verbose);
/* Writes it there and releases it. */
void screen_finish(struct screen *screen);

/* A heading, wrapped and, on a terminal, bold. */
void screen_heading(struct screen *screen, const char *text);
/* A paragraph that begins and goes on behind `indent` spaces. */
void screen_text(struct screen *screen, size_t indent, const char *text);

/* The survey, then form by form: rate, states, findings, days, breakdowns by place; and, of a part
 * or where they are few, who has not answered. */
void screen_status(struct screen *screen, const struct status *status, struct db *db);

#endif
