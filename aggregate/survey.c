#include "aggregate/survey.h"

#include "common/message.h"

#include <stdio.h>
#include <string.h>

static void require_codebook(struct db *db, const struct codebook *codebook)
{
    PGresult *result = db_run(db, "aggregate/codebook-hash", 1, &codebook->survey);
    char hint[160];
    if (!PQntuples(result)) {
        snprintf(hint, sizeof hint, _("load them first: 'renkei ingest -s %s PATH…'"),
                 codebook->survey);
        die(NULL, hint, _("no responses to survey \"%s\" are loaded"), codebook->survey);
    }
    if (strcmp(PQgetvalue(result, 0, 0), codebook->hash) != 0) {
        snprintf(hint, sizeof hint,
                 _("pack them anew from the archive: 'renkei ingest -s %s --rebuild'"),
                 codebook->survey);
        die(NULL, hint,
            _("the responses to survey \"%s\" were loaded with another codebook than the present"),
            codebook->survey);
    }
    PQclear(result);
}

int64_t survey_require_responses(struct db *db, const struct codebook *codebook)
{
    require_codebook(db, codebook);
    int64_t count = db_number(db, "aggregate/count-responses", 1, &codebook->survey);
    char hint[160];
    snprintf(hint, sizeof hint, _("load them first: 'renkei ingest -s %s PATH…'"),
             codebook->survey);
    if (!count)
        die(NULL, hint, _("no responses to survey \"%s\" are loaded"), codebook->survey);
    return count;
}

void survey_require_cells(struct db *db, const struct codebook *codebook)
{
    char hint[160];
    snprintf(hint, sizeof hint, _("count first: 'renkei aggregate -s %s'"), codebook->survey);
    PGresult *result = db_run(db, "aggregate/last-run", 1, &codebook->survey);
    if (!PQntuples(result))
        die(NULL, hint, _("the responses to survey \"%s\" were not counted yet"), codebook->survey);
    if (strcmp(PQgetvalue(result, 0, 1), "f") != 0)
        die(NULL, hint, _("the cells of survey \"%s\" are older than its responses"),
            codebook->survey);
    PQclear(result);
}
