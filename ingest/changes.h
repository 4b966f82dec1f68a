/*
 * What a run changes: the answers of units that had answered before. Responses that are about to be
 * replaced or corrected are kept until the end of the run and then compared; the difference goes
 * into the table `change` and, on request, onto the screen. Nothing is done for units that are new.
 */
#ifndef RENKEI_INGEST_CHANGES_H
#define RENKEI_INGEST_CHANGES_H

#include "ingest/run.h"

#include <stdbool.h>

/* At the beginning of a run, before its first pass. */
void changes_begin(struct run *run);

/* Before the responses are made again: keeps those that the run's corrections and decisions may
 * change. (Those that are replaced by new files are kept when that happens, by run_store().) */
void changes_keep(struct run *run);

/* At the end of a run. */
void changes_store(struct run *run);

/* The units whose response was replaced, corrected or set back, each with its answers that changed;
 * `all` of them or as many as a screen can hold. */
void changes_print(struct run *run, bool all);

#endif
