/* The end of a run: what has come in is decided upon and stored, by set-based statements. */
#include "ingest/run.h"

#include <stdlib.h>

static const char *value(const PGresult *result, int row, int column)
{
    return PQgetvalue(result, row, column);
}

static void add_found(struct run *run, struct arena *arena, enum finding_code code,
                      const PGresult *result, int row)
{
    const struct codebook *codebook = &run->config->codebook;
    struct finding finding = {.code = code,
                              .raw = value(result, row, 3),
                              .extra = value(result, row, 4),
                              .sheet = value(result, row, 7),
                              .cell = ""};
    struct origin origin = {.config = run->config,
                            .file = value(result, row, 5),
                            .source = atoi(value(result, row, 0)),
                            .ordinal = atoi(value(result, row, 1))};
    origin.line = *finding.sheet ? 0 : origin.ordinal;
    finding_row(&run->findings, arena, &origin, codebook_form(codebook, value(result, row, 2)),
                finding.raw, atoi(value(result, row, 6)), &finding);
    run_show(run, &(struct shown_finding){
                      .finding = &finding, .file = origin.file, .line = origin.line});
}

/* The findings of a set-based check are made here, so that all texts stand in finding.c. Returns
 * how many. */
static size_t find_by(struct run *run, const char *name, enum finding_code code)
{
    struct arena arena = {0};
    PGresult *result = db_run(&run->db, name, 1, &run->config->codebook.survey);
    int count = PQntuples(result);
    for (int row = 0; row < count; row++)
        add_found(run, &arena, code, result, row);
    PQclear(result);
    arena_release(&arena);
    db_copy_in(&run->db, "ingest/copy-incoming-finding", &run->findings);
    return (size_t)count;
}

static size_t execute(struct run *run, const char *name)
{
    return (size_t)db_execute(&run->db, name, 1, &run->config->codebook.survey);
}

/* What counted before this run is kept for the comparison, unless the slots mean other things. */
static void replace_former(struct run *run)
{
    const char *survey = run->config->codebook.survey;
    if (run->rebuilding)
        return;
    run->counts.replaced = (size_t)db_number(&run->db, "ingest/keep-former", 1, &survey);
    if (run->counts.replaced)
        execute(run, "ingest/replace-former");
}

static void store_submissions(struct run *run)
{
    execute(run, "ingest/store-submissions");
    execute(run, "ingest/supersede");
    replace_former(run);
    run->counts.accepted += execute(run, "ingest/store-responses");
    execute(run, "ingest/store-numbers");
    execute(run, "ingest/store-texts");
    execute(run, "ingest/store-findings");
    run->counts.readings += execute(run, "ingest/store-readings");
    if (run->direct)
        execute(run, "ingest/latest-replicas");
    execute(run, "ingest/store-units");
}

static void refuse_synthetic_beside_real(struct run *run)
{
    const char *survey = run->config->codebook.survey;
    int64_t beside = db_number(&run->db, "ingest/synthetic-beside-real", 1, &survey);
    if (beside == 1)
        die_usage(
            _("give the sample a database of its own: another RENKEI_HOME or --db"),
            _("survey \"%s\" holds real submissions: synthetic ones do not enter beside them"),
            survey);
    if (beside)
        die_usage(_("take the synthetic files away; they say so in the column _synthetic, or above "
                    "the title of the form"),
                  _("some of these submissions are synthetic and others real: nothing was loaded"));
}

void run_store(struct run *run)
{
    const char *survey = run->config->codebook.survey;
    if (!run->rebuilding)
        refuse_synthetic_beside_real(run);
    run->counts.rejected += find_by(run, "ingest/reject-twice", FINDING_UNIT_TWICE);
    run->counts.unchanged = (size_t)db_number(&run->db, "ingest/drop-unchanged", 1, &survey);
    execute(run, "ingest/create-latest");
    run->counts.warnings += find_by(run, "ingest/overtaken", FINDING_OVERTAKING);
    store_submissions(run);
    run->counts.replies = execute(run, "ingest/store-replies");
    run->counts.corrections = execute(run, "ingest/store-corrections");
    if (db_number(&run->db, "ingest/mark-synthetic", 1, &survey) && !run->silent)
        message_warning(
            _("all output stays marked as synthetic; remove them with --drop-synthetic"),
            _("synthetic and real submissions are mixed in survey \"%s\""), survey);
}
