/* The charts of status.xlsx: each on a sheet of its own, bound to the machine-readable table on the
 * sheet behind it. */
#ifndef RENKEI_REPORT_STATUS_CHART_H
#define RENKEI_REPORT_STATUS_CHART_H

#include "report/book.h"
#include "report/status_read.h"

/* Both add their sheets themselves; nothing if there is nothing to compare. */
void status_chart_rates(struct book *book, const struct form_status *form,
                        const struct banner *banner);
/* `zone`: of the days. */
void status_chart_days(struct book *book, const struct form_status *form, const char *zone);

#endif
