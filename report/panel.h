/*
 * The non-response panel: those who answered against the whole frame, as tables.yaml asks for it.
 * Rows for the sheet and for tables/panel.csv alike.
 */
#ifndef RENKEI_REPORT_PANEL_H
#define RENKEI_REPORT_PANEL_H

#include "report/loaded.h"

#include <stddef.h>
#include <stdint.h>

/* One class of a banner, in units; or the sum of a column of the frame, over everybody. */
struct panel_row {
    const struct panel *panel;
    const struct covered_column *column; /* NULL: units are counted */
    size_t banner, class;                /* SIZE_MAX both with a column */
    const char *frame, *answered;        /* exact decimals */
    int64_t covered;                     /* answered of frame, in percent; these in tenths */
    int64_t frame_share, answered_share; /* of the class in its banner; none with a column */
    int64_t difference;                  /* answered_share above frame_share, in points */
};

/* The rows of all panels whose form was answered, in their order, in the arena. */
const struct panel_row *panel_rows(struct arena *arena, const struct config *config,
                                   const struct loaded *loaded, size_t *count);

#endif
