/* The findings of a survey and what became of them, one by one: for the tables, the workbook and
 * the terminal alike. */
#ifndef RENKEI_REPORT_FINDING_READ_H
#define RENKEI_REPORT_FINDING_READ_H

#include "common/config.h"
#include "common/db.h"

#include <stddef.h>
#include <stdint.h>

enum finding_status {
    FINDING_OPEN,
    FINDING_CONFIRMED,  /* the unit said that the answer is right */
    FINDING_CORRECTED,  /* the unit corrected the answer: as the finding was put to it */
    FINDING_REJECTED,   /* the submission does not count for this reason */
    FINDING_SUPERSEDED, /* rejected; another submission of the unit has come since and counts */
    FINDING_STATUSES
};

struct finding_words {
    const char *id;       /* in tables/findings.csv */
    const char *english;  /* marked with N_() */
    const char *japanese; /* in workbooks */
};
extern const struct finding_words finding_words[FINDING_STATUSES];

/* Texts are "" where there is none, and borrowed for the call. */
struct finding_row {
    const struct form *form; /* NULL: not known */
    const char *unit, *name;
    enum finding_status status;
    const char *code, *severity; /* error, warning */
    const char *file;            /* without its folder */
    const char *sheet, *cell;
    int64_t line;     /* of a CSV; 0: none */
    const char *item; /* column name */
    const char *raw, *message, *hint;
    int64_t query;      /* the last query that asked about it, or about its submission; 0: none */
    const char *reason; /* what the unit said */
};
typedef void finding_function(void *context, const struct finding_row *row);

/* Which findings: zero-initialised all those that belong to no known unit. */
struct finding_choice {
    const struct form *form;
    size_t banner, class; /* position from 1 (0: all units) and class of a part of them */
    const char *unit;     /* NULL: of all units */
};

/* Calls `function` for each, in an order that does not depend on the order of loading. */
void findings_each(struct db *db, const struct config *config, const struct finding_choice *choice,
                   finding_function *function, void *context);

#endif
