/* Writes the workbooks of all wanted areas, several at once, and enters them in the outputs. */
#ifndef RENKEI_REPORT_AREA_RUN_H
#define RENKEI_REPORT_AREA_RUN_H

#include "report/area.h"
#include "report/crew.h"
#include "report/output.h"

/* Set the first three. */
struct area_run {
    const struct areas *areas;
    struct outputs *outputs;
    const struct read_back *back; /* what the finished workbooks are compared with */
    const struct area **wanted;   /* in the order of the list */
    struct crew crew;
};

/* Begins the work in `size` - 1 processes beside this one; the database must not be needed by them:
 * everything is read. The rest is done by areas_finish(). */
void areas_start(struct area_run *run, size_t size);
/* Waits until all are written, and enters them in the order of the areas. */
void areas_finish(struct area_run *run);

#endif
