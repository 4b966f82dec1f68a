/* Time that passes, for progress lines and the timed steps at the end of a run. */
#ifndef RENKEI_COMMON_CLOCK_H
#define RENKEI_COMMON_CLOCK_H

/* Seconds since some moment in the past; never set back. Only differences mean something. */
double clock_seconds(void);

#endif
