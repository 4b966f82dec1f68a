/* `renkei status --unit`: one unit, and everything that happened to it. */
#ifndef RENKEI_REPORT_STATUS_UNIT_H
#define RENKEI_REPORT_STATUS_UNIT_H

#include "report/status_screen.h"

/* State, history, changed answers, corrections, answers read by a rule, findings, of each form that
 * has the unit. Ends the program if none has. */
void screen_unit(struct screen *screen, const struct config *config, struct db *db,
                 const char *unit);

#endif
