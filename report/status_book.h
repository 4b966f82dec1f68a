/*
 * status.xlsx: rates by every breakdown of the frame, states, charts, days, and the lists of units,
 * of those who have not answered and of findings. The lists are filled row by row.
 */
#ifndef RENKEI_REPORT_STATUS_BOOK_H
#define RENKEI_REPORT_STATUS_BOOK_H

#include "report/book.h"
#include "report/finding_read.h"
#include "report/status_read.h"

#include <stddef.h>

/* A list sheet that is being filled. */
struct status_list {
    struct pen pen;
    struct table_frame frame;
    size_t left_out; /* rows beyond the largest list */
};

struct status_book {
    const struct status *status;
    struct loaded loaded; /* with the turnouts of the part that is shown */
    struct book book;
    const struct area_column *areas;
    size_t area_count;
    struct status_list units, missing, findings;
};

/* `status` and `loaded` are read before; begins the workbook at `path` and writes all sheets but
 * the lists. */
void status_book_open(struct status_book *book, struct arena *arena, const char *path);
void status_book_unit(struct status_book *book, const struct unit_row *row);
/* Findings that are open, and reasons for which a submission was rejected. */
void status_book_finding(struct status_book *book, const struct finding_row *row);
void status_book_close(struct status_book *book);

#endif
