/*
 * Reads and checks the state of a survey in the database. Its one rule: no output is written from
 * counts that do not belong to the responses and the configuration at hand.
 */
#include "report/loaded.h"

#include "common/message.h"
#include "report/cells.h"

#include <stdlib.h>
#include <string.h>

static int64_t number_at(const PGresult *result, int row, int column)
{
    return strtoll(PQgetvalue(result, row, column), NULL, 10);
}

static bool true_at(const PGresult *result, int row, int column)
{
    return strcmp(PQgetvalue(result, row, column), "t") == 0;
}

/* The state of the survey, which was loaded with this configuration. */
static PGresult *require_loaded(struct db *db, const struct config *config)
{
    const char *survey = config->codebook.survey;
    PGresult *result = db_run(db, "report/state", 1, &survey);
    bool known = PQntuples(result) > 0;
    bool same = known && strcmp(PQgetvalue(result, 0, 0), config->codebook.hash) == 0;
    if (!same)
        PQclear(result);
    if (!known)
        die(NULL, _("load the responses with 'renkei ingest' first"),
            _("nothing of the survey \"%s\" is in the database"), survey);
    if (!same)
        die(NULL, _("load the responses again with 'renkei ingest', then run 'renkei aggregate'"),
            _("the responses of the survey \"%s\" were loaded with another configuration"), survey);
    return result;
}

void loaded_require_responses(struct db *db, const struct config *config)
{
    PQclear(require_loaded(db, config));
}

void loaded_require_counts(struct db *db, const struct config *config)
{
    const char *survey = config->codebook.survey;
    PGresult *result = require_loaded(db, config);
    if (!true_at(result, 0, 1))
        die(NULL, _("run 'renkei aggregate' first"),
            _("the tables of the survey \"%s\" have not been counted"), survey);
    if (!true_at(result, 0, 2))
        die(NULL, _("run 'renkei aggregate' again"),
            _("the tables of the survey \"%s\" are older than its responses"), survey);
    PQclear(result);
}

enum counts_state loaded_counts(struct db *db, const struct config *config)
{
    const char *survey = config->codebook.survey;
    PGresult *result = db_run(db, "report/state", 1, &survey);
    enum counts_state state = COUNTS_CURRENT;
    if (PQntuples(result) == 0)
        state = COUNTS_NOT_LOADED;
    else if (strcmp(PQgetvalue(result, 0, 0), config->codebook.hash) != 0)
        state = COUNTS_OTHER_CONFIG;
    else if (!true_at(result, 0, 1))
        state = COUNTS_NONE;
    else if (!true_at(result, 0, 2))
        state = COUNTS_OLD;
    PQclear(result);
    return state;
}

bool loaded_is_known(struct db *db, const char *survey)
{
    PGresult *result = db_run(db, "report/state", 1, &survey);
    bool known = PQntuples(result) > 0;
    PQclear(result);
    return known;
}

static void read_totals(struct loaded *loaded, struct arena *arena, struct db *db,
                        const char *survey)
{
    PGresult *result = db_run(db, "report/steps", 1, &survey);
    if (PQntuples(result) != 1)
        abort();
    loaded->synthetic = true_at(result, 0, 0);
    loaded->accepted = number_at(result, 0, 1);
    loaded->superseded = number_at(result, 0, 2);
    loaded->rejected = number_at(result, 0, 3);
    loaded->source_count = number_at(result, 0, 4);
    loaded->source_digest = arena_strdup(arena, PQgetvalue(result, 0, 5));
    loaded->withdrawn = number_at(result, 0, 6);
    loaded->finding_count = number_at(result, 0, 7);
    PQclear(result);
}

static void read_sources(struct loaded *loaded, struct arena *arena, struct db *db,
                         const char *survey)
{
    if (loaded->source_count > LOADED_SOURCES_LISTED)
        return;
    PGresult *result = db_run(db, "report/sources", 1, &survey);
    int count = PQntuples(result);
    struct loaded_source *sources = arena_array(arena, (size_t)count + 1, sizeof *sources);
    for (int i = 0; i < count; i++) {
        sources[i].name = arena_strdup(arena, PQgetvalue(result, i, 0));
        sources[i].size = number_at(result, i, 1);
        sources[i].sha256 = arena_strdup(arena, PQgetvalue(result, i, 2));
    }
    loaded->source_count = count;
    loaded->sources = sources;
    PQclear(result);
}

/* Rows: banner, class, units, answered; banner -1 is the whole form. */
static void fill_turnout(struct turnout *turnout, const PGresult *result)
{
    for (int i = 0; i < PQntuples(result); i++) {
        int64_t banner = number_at(result, i, 0);
        if (banner < 0) {
            turnout->units = number_at(result, i, 2);
            turnout->answered = number_at(result, i, 3);
            continue;
        }
        if ((size_t)banner >= turnout->banners->count)
            continue;
        int64_t class = number_at(result, i, 1);
        if (class < 0 || (size_t) class >= turnout->banners->banners[banner].class_count)
            continue;
        size_t line = turnout->first_class[banner] + (size_t) class;
        turnout->class_units[line] = number_at(result, i, 2);
        turnout->class_answered[line] = number_at(result, i, 3);
    }
}

static void read_turnout(struct turnout *turnout, struct arena *arena, struct db *db,
                         const char *survey)
{
    size_t lines;
    turnout->first_class = class_positions(arena, turnout->banners, &lines);
    turnout->class_units = arena_array(arena, lines + 1, sizeof *turnout->class_units);
    turnout->class_answered = arena_array(arena, lines + 1, sizeof *turnout->class_answered);
    const char *values[] = {survey, turnout->form->id};
    PGresult *result = db_run(db, "report/turnout", 2, values);
    fill_turnout(turnout, result);
    PQclear(result);
}

static void read_covered(struct turnout *turnout, struct arena *arena, struct db *db,
                         const struct config *config, const struct panel *panel)
{
    struct covered *covered = arena_array(arena, panel->column_count + 1, sizeof *covered);
    for (size_t i = 0; i < panel->column_count; i++) {
        const char *values[] = {config->codebook.survey, panel->form->id, panel->columns[i].column};
        PGresult *result = db_run(db, "report/covered", 3, values);
        covered[i].frame = arena_strdup(arena, PQgetvalue(result, 0, 0));
        covered[i].answered = arena_strdup(arena, PQgetvalue(result, 0, 1));
        PQclear(result);
    }
    turnout->covered = covered;
}

void loaded_read(struct loaded *loaded, struct arena *arena, struct db *db,
                 const struct config *config)
{
    const struct codebook *codebook = &config->codebook;
    read_totals(loaded, arena, db, codebook->survey);
    read_sources(loaded, arena, db, codebook->survey);
    loaded->turnouts = arena_array(arena, codebook->form_count, sizeof *loaded->turnouts);
    for (size_t i = 0; i < codebook->form_count; i++) {
        loaded->turnouts[i].form = &codebook->forms[i];
        loaded->turnouts[i].banners = &codebook->banners[i];
        read_turnout(&loaded->turnouts[i], arena, db, codebook->survey);
    }
    for (size_t i = 0; i < config->panel_count; i++)
        read_covered(&loaded->turnouts[config->panels[i].form - codebook->forms], arena, db, config,
                     &config->panels[i]);
}
