/* `renkei compare` on a terminal of 80 columns: the largest changes first. */
#ifndef RENKEI_REPORT_COMPARE_SCREEN_H
#define RENKEI_REPORT_COMPARE_SCREEN_H

#include "report/compare.h"
#include "report/status_screen.h"

/* Form by form: who answered, the series with the largest changes (screen->verbose: all of them,
 * all answers, with the parts of the change), then what cannot be compared and why. */
void screen_comparison(struct screen *screen, const struct comparison *comparison);

#endif
