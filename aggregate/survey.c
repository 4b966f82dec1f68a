#include "aggregate/survey.h"

#include "common/message.h"

#include <string.h>

_Noreturn static void die_empty(const char *survey)
{
    struct str hint = {0};
    str_appendf(&hint, _("load them first: 'renkei ingest -s %s PATH…'"), survey);
    die(NULL, hint.at, _("no responses to survey \"%s\" are loaded"), survey);
}

static void require_codebook(struct db *db, const struct codebook *codebook)
{
    PGresult *result = db_run(db, "aggregate/codebook-hash", 1, &codebook->survey);
    if (!PQntuples(result))
        die_empty(codebook->survey);
    if (strcmp(PQgetvalue(result, 0, 0), codebook->hash) != 0) {
        struct str hint = {0};
        str_appendf(&hint, _("pack them anew from the archive: 'renkei ingest -s %s --rebuild'"),
                    codebook->survey);
        die(NULL, hint.at,
            _("the responses to survey \"%s\" were loaded with another codebook than the present"),
            codebook->survey);
    }
    PQclear(result);
}

int64_t survey_require_responses(struct db *db, const struct codebook *codebook)
{
    require_codebook(db, codebook);
    int64_t count = db_number(db, "aggregate/count-responses", 1, &codebook->survey);
    if (!count)
        die_empty(codebook->survey);
    return count;
}

void survey_require_cells(struct db *db, const struct codebook *codebook)
{
    struct str hint = {0};
    str_appendf(&hint, _("count first: 'renkei aggregate -s %s'"), codebook->survey);
    PGresult *result = db_run(db, "aggregate/last-run", 1, &codebook->survey);
    if (!PQntuples(result))
        die(NULL, hint.at, _("the responses to survey \"%s\" were not counted yet"),
            codebook->survey);
    if (strcmp(PQgetvalue(result, 0, 1), "f") != 0)
        die(NULL, hint.at, _("the cells of survey \"%s\" are older than its responses"),
            codebook->survey);
    PQclear(result);
    str_release(&hint);
}
