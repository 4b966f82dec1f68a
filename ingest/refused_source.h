/*
 * A source that is refused before anything of it is read as answers: an archive that is damaged,
 * over a limit or locked. It is one rejected submission; its bytes are archived as they came, and
 * it is not read again when responses are rebuilt.
 */
#ifndef RENKEI_INGEST_REFUSED_SOURCE_H
#define RENKEI_INGEST_REFUSED_SOURCE_H

#include "ingest/run.h"

/* Counts it as a file. `raw` and `extra` are those of the finding, in the run's arena or static. */
void run_refuse_source(struct run *run, struct raw_source *source, enum finding_code code,
                       const char *raw, const char *extra);

#endif
