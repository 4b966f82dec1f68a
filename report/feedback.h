/*
 * Feedback sheets: a workbook per unit that answered, with its answers beside the shares of its
 * prefecture, of the units like it and of all that answered the same
 * (unit/112241-川越市.xlsx).
 *
 * Forms are taken while their cells are in memory; then all sheets are written, by several
 * processes. Each is checked, read back and compared by the one that wrote
 * it; it has its name when it is whole.
 */
#ifndef RENKEI_REPORT_FEEDBACK_H
#define RENKEI_REPORT_FEEDBACK_H

#include "report/feedback_form.h"
#include "report/output.h"

/* Zero-initialise and set `source`. */
struct feedback {
    struct feedback_source source;
    struct arena arena;
    struct feedback_form *first, *last;
    size_t sheet_count;
    int64_t numbers; /* that were read back and compared */
};

/* Ends the program with STATUS_USAGE if no frame has the unit. */
void feedback_require_unit(const struct config *config, const char *unit);

/* Takes the answers to the form of the cells, if its units get sheets. */
void feedback_take_form(struct feedback *feedback, const struct cells *cells);

/* Writes all sheets, in so many processes (crew_size()). Ends the program with STATUS_USAGE if one
 * unit is wanted and has not answered. */
void feedback_write(struct feedback *feedback, struct outputs *outputs, size_t processes);

void feedback_release(struct feedback *feedback);

#endif
