/* The verb `ingest`: files and folders of responses into the database, in one transaction. */
#include "common/config.h"
#include "common/db.h"
#include "common/message.h"
#include "ingest/changes.h"
#include "ingest/decisions.h"
#include "ingest/inputs.h"
#include "ingest/previous.h"
#include "ingest/register.h"
#include "ingest/run.h"
#include "ingest/source_kind.h"
#include "ingest/verbs.h"
#include "ingest/zip_source.h"

#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *form_option = "";
static const char *encoding_option = "";
static bool dry_run, rebuild_option, drop_synthetic;
static const char *withdraw_option = "", *restore_option = "", *reason_option = "";
static long jobs_option;

static const struct argument arguments[] = {
    {0, "dry-run", ARGUMENT_FLAG, &dry_run, NULL, N_("say what would change and change nothing")},
    {0, "form", ARGUMENT_TEXT, &form_option, "ID",
     N_("the form of the CSV files; default: the one whose columns fit")},
    {0, "encoding", ARGUMENT_CHOICE, &encoding_option, "utf-8|cp932|utf-16",
     N_("the encoding of the CSV files; default: found out by content")},
    {0, "jobs", ARGUMENT_COUNT, &jobs_option, "N",
     N_("read with N threads; default: one per processor, at most 8")},
    {0, "withdraw", ARGUMENT_TEXT, &withdraw_option, "UNIT",
     N_("nothing of this unit counts any more (取下げ); give the --reason")},
    {0, "restore", ARGUMENT_TEXT, &restore_option, "UNIT[:SOURCE[.ORDINAL]]",
     N_("set the unit back to an earlier submission, by default the one before the present one")},
    {0, "reason", ARGUMENT_TEXT, &reason_option, "TEXT",
     N_("why it is withdrawn or set back; kept with the decision")},
    {0, "drop-synthetic", ARGUMENT_FLAG, &drop_synthetic, NULL,
     N_("first remove all synthetic submissions of the survey")},
    {0, "rebuild", ARGUMENT_FLAG, &rebuild_option, NULL,
     N_("make all responses anew from the archive (done by itself when the configuration has "
        "changed)")},
    {0},
};

static const char *user_name(void)
{
    const struct passwd *user = getpwuid(geteuid());
    return user ? user->pw_name : "?";
}

static void begin_run(struct run *run, const char *inputs)
{
    const char *survey = run->config->codebook.survey;
    const char *values[] = {survey, "ingest", user_name(), renkei_version, inputs};
    run->number = db_number(&run->db, "ingest/begin-run", 5, values);
}

static void end_run(struct run *run)
{
    char number[32], result[512];
    const struct counts *counts = &run->counts;
    snprintf(number, sizeof number, "%lld", (long long)run->number);
    snprintf(result, sizeof result,
             "{\"files\": %zu, \"unchanged_files\": %zu, \"submissions\": %zu, \"accepted\": %zu, "
             "\"replaced\": %zu, \"unchanged\": %zu, \"rejected\": %zu, \"errors\": %zu, "
             "\"warnings\": %zu, \"replies\": %zu, \"corrections\": %zu, \"changes\": %zu, "
             "\"rebuilt\": %s}",
             counts->files, counts->unchanged_files, counts->submissions, counts->accepted,
             counts->replaced, counts->unchanged, counts->rejected, counts->errors,
             counts->warnings, counts->replies, counts->corrections, counts->changes,
             run->rebuilt ? "true" : "false");
    bool changed = counts->accepted || counts->dropped || run->rebuilt;
    db_execute(&run->db, "ingest/end-run", 3,
               (const char *[]){number, changed ? "t" : "f", result});
    if (changed)
        db_execute(&run->db, "ingest/analyze", 0, NULL);
}

static void remember(struct run *run, const unsigned char *digest, bool rejected, bool set_aside)
{
    struct seen_file *file = seen_add(&run->archived, digest);
    file->rejected |= rejected;
    file->set_aside |= set_aside;
}

static void read_archived_files(struct run *run)
{
    const char *values[] = {run->config->codebook.survey, run->form_option, run->encoding_option};
    PGresult *result = db_run(&run->db, "ingest/archived-files", 3, values);
    for (int row = 0; row < PQntuples(result); row++) {
        size_t length;
        unsigned char *digest =
            PQunescapeBytea((const unsigned char *)PQgetvalue(result, row, 0), &length);
        if (digest && length == SHA256_SIZE)
            remember(run, digest, *PQgetvalue(result, row, 1) == 't',
                     *PQgetvalue(result, row, 2) == 't');
        PQfreemem(digest);
    }
    PQclear(result);
}

static void read_input(struct run *run, const char *path)
{
    struct raw_source source;
    raw_source_open(&source, path);
    source.file = path_text(&run->arena, path);
    switch (source_kind_of(&source)) {
    case SOURCE_FORM:
        run_form_file(run, path);
        break;
    case SOURCE_CSV:
        run->direct = run->may_go_direct;
        run_csv_source(run, &source);
        break;
    case SOURCE_ZIP:
        run_zip_source(run, &source);
        break;
    }
    raw_source_close(&source);
}

static void summarise(struct run *run)
{
    const struct counts *counts = &run->counts;
    if (run->findings_shown && run->findings_shown < counts->rejected + counts->errors)
        message_note(
            _("… %zu more errors; all findings: renkei db psql -c \"select * from finding\""),
            counts->rejected + counts->errors - run->findings_shown);
    message_note(
        _("%zu submissions: %zu accepted (%zu of them replace a former one), %zu unchanged, "
          "%zu rejected"),
        counts->submissions, counts->accepted, counts->replaced, counts->unchanged,
        counts->rejected);
    if (counts->unchanged_files)
        message_note(_("%zu files are in the archive already; of these %zu were rejected before"),
                     counts->unchanged_files, counts->rejected_before);
    if (counts->set_aside)
        message_print(MESSAGE_NOTE, NULL, NULL,
                      arena_printf(&run->arena,
                                   _("%zu of them do not count any more: their submissions are "
                                     "superseded or withdrawn"),
                                   counts->set_aside),
                      _("set a unit back to an earlier submission with --restore UNIT"));
    if (counts->replies)
        message_note(_("%zu replies to queries; %zu answers corrected"), counts->replies,
                     counts->corrections);
    if (counts->errors || counts->warnings)
        message_note(_("findings in the answers: %zu errors (counted as INVALID), %zu warnings"),
                     counts->errors, counts->warnings);
    if (counts->readings)
        message_note(
            _("%zu answers were read by a rule: renkei db psql -c \"select * from reading\""),
            counts->readings);
}

static void create_incoming(struct run *run)
{
    static const char *const statements[] = {
        "ingest/create-incoming",
        "ingest/create-incoming-number",
        "ingest/create-incoming-text",
        "ingest/create-incoming-finding",
        "ingest/create-incoming-reading",
        "ingest/create-incoming-reply",
        "ingest/create-incoming-correction",
    };
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++)
        db_execute(&run->db, statements[i], 0, NULL);
}

/* The archive again, or (inputs) the files that are named. */
static void pass(struct run *run, const struct settings *settings, const struct inputs *inputs)
{
    const struct codebook *codebook = &run->config->codebook;
    run->next_source = (int32_t)db_number(&run->db, "ingest/next-source", 1, &codebook->survey);
    create_incoming(run);
    queries_read(&run->queries, &run->arena, &run->db, codebook->survey);
    run->former = previous_read(&run->arena, settings, codebook);
    run->progress =
        progress_start(inputs ? _("reading") : _("rebuilding"), inputs ? inputs->count : 0);
    run_start(run, (size_t)jobs_option);
    if (!inputs)
        run_rebuild(run);
    for (size_t i = 0; inputs && i < inputs->count; i++)
        read_input(run, inputs->paths[i]);
    run_finish(run);
    if (run->twice)
        return;
    progress_finish(&run->progress, run->counts.files);
    db_execute(&run->db, "ingest/drop-incoming", 0, NULL);
}

static struct run new_run(const struct config *config, const struct settings *settings)
{
    return (struct run){.config = config,
                        .form_option = form_option,
                        .encoding_option = encoding_option,
                        .verbose = settings->verbose};
}

static void release_run(struct run *run)
{
    seen_release(&run->archived);
    seen_release(&run->arrived);
    arena_release(&run->arena);
}

/* A former attempt stored nothing; what it showed is not shown again. */
static void start_again(struct run *run, const struct settings *settings)
{
    struct run again = new_run(run->config, settings);
    again.db = run->db;
    again.number = run->number;
    again.archived = run->archived;
    again.counts.dropped = run->counts.dropped;
    again.may_count_again = run->may_count_again;
    again.shown_before = run->findings_shown;
    seen_release(&run->arrived);
    arena_release(&run->arena);
    *run = again;
}

static void read_files(struct run *run, const struct settings *settings,
                       const struct inputs *inputs)
{
    const char *survey = run->config->codebook.survey;
    run->may_go_direct =
        inputs->count == 1 && !db_number(&run->db, "ingest/has-submissions", 1, &survey);
    db_savepoint(&run->db);
    pass(run, settings, inputs);
    if (!run->twice)
        return;
    db_rollback_to_savepoint(&run->db);
    start_again(run, settings);
    pass(run, settings, inputs);
}

/* A run of its own, so that new files are compared with what the configuration makes of the former
 * ones. True if submissions were rejected. */
static bool rebuild_if_needed(struct db *db, const struct config *config,
                              const struct settings *settings)
{
    enum registration state = registration_state(db, &config->codebook);
    if (state == REGISTRATION_CURRENT && !rebuild_option)
        return false;
    registration_write(db, &config->codebook);
    if (state == REGISTRATION_NONE)
        return false;
    message_note(_("rebuilding the responses of survey \"%s\" from the archive"),
                 config->codebook.survey);
    struct run run = new_run(config, settings);
    run.db = *db;
    run.rebuilt = true;
    begin_run(&run, "archive");
    pass(&run, settings, NULL);
    end_run(&run);
    summarise(&run);
    release_run(&run);
    return run.counts.rejected > 0;
}

/* Corrections, decisions and what was dropped take effect: what the archive holds is read with
 * them. */
static void rebuild_within(struct run *run, const struct settings *settings)
{
    struct run again = new_run(run->config, settings);
    again.db = run->db;
    again.number = run->number;
    again.silent = true;
    changes_keep(run);
    pass(&again, settings, NULL);
    release_run(&again);
    run->rebuilt = true;
}

/* The run itself: files (if any were named), then a decision (if one is to be made). */
static void load(struct run *run, const struct settings *settings, const struct inputs *inputs,
                 const struct decision *decision)
{
    begin_run(run, inputs && inputs->count ? path_text(&run->arena, inputs->paths[0]) : "");
    changes_begin(run);
    if (inputs)
        read_files(run, settings, inputs);
    if (decision->made)
        decision_make(decision, run);
    if (decision->made || run->counts.corrections || run->may_count_again)
        rebuild_within(run, settings);
    else if (run->counts.dropped && !inputs)
        db_number(&run->db, "ingest/mark-synthetic", 1, &run->config->codebook.survey);
    changes_store(run);
    end_run(run);
    if (inputs)
        summarise(run);
    if (inputs && dry_run)
        message_note(_("would be loaded: %zu new, %zu replacing a former one, %zu unchanged, "
                       "%zu rejected"),
                     run->counts.accepted - run->counts.replaced, run->counts.replaced,
                     run->counts.unchanged, run->counts.rejected);
    if (dry_run || run->verbose)
        changes_print(run, run->verbose);
}

/* What synthetic submissions superseded may count again. */
static void drop_synthetic_submissions(struct run *run)
{
    const char *survey = run->config->codebook.survey;
    run->counts.dropped = (size_t)db_execute(&run->db, "ingest/drop-synthetic", 1, &survey);
    run->may_count_again =
        run->counts.dropped && db_number(&run->db, "ingest/has-submissions", 1, &survey);
    message_note(_("%zu synthetic submissions removed"), run->counts.dropped);
}

static void lock_survey(struct db *db, const struct config *config)
{
    db_begin(db);
    PQclear(db_run(db, "db/lock-survey", 1, &config->codebook.survey));
}

static void finish(struct db *db)
{
    if (dry_run) {
        db_rollback(db);
        message_note(_("dry run: nothing was changed"));
    } else {
        db_commit(db);
    }
}

static void read_words(struct decision *decision, struct arena *arena, const struct config *config)
{
    if (*form_option)
        config_require_form(config, form_option);
    decision_read(decision, arena, config,
                  &(struct decision_words){.withdraw = withdraw_option,
                                           .restore = restore_option,
                                           .reason = reason_option,
                                           .form = form_option});
}

static int run_ingest(const struct settings *settings, size_t count, char **operands)
{
    if (!count && !rebuild_option && !drop_synthetic && !*withdraw_option && !*restore_option)
        die_usage(_("renkei ingest -s SURVEY FOLDER"), _("name the files or folders to load"));
    struct config config = {0};
    struct arena arena = {0};
    struct inputs inputs = {0};
    struct decision decision;
    config_require(&config, settings->configs, settings->survey);
    read_words(&decision, &arena, &config);
    inputs_find(&inputs, &arena, count, operands);
    struct run run = new_run(&config, settings);
    db_open_migrated(&run.db, settings, "renkei-ingest");
    lock_survey(&run.db, &config);
    bool rejected = rebuild_if_needed(&run.db, &config, settings);
    if (drop_synthetic)
        drop_synthetic_submissions(&run);
    if (count)
        read_archived_files(&run);
    if (count || decision.made || drop_synthetic)
        load(&run, settings, count ? &inputs : NULL, &decision);
    finish(&run.db);
    db_close(&run.db);
    rejected = rejected || run.counts.rejected || run.counts.rejected_before;
    release_run(&run);
    arena_release(&arena);
    config_release(&config);
    return rejected ? STATUS_REJECTED : STATUS_DONE;
}

const struct verb ingest_verb = {
    .name = "ingest",
    .operands = "PATH…",
    .summary = N_("load files and folders of responses"),
    .text =
        N_("Reads filled-in Excel forms (.xlsx, .xlsm) and wide CSV files (UTF-8, CP932, UTF-16; "
           "also .gz), alone, in folders and in ZIP files, checks every answer, "
           "archives the raw bytes and loads the responses in one transaction: a run that "
           "dies leaves nothing behind. Loading the same file again changes nothing; a new "
           "submission by the same unit replaces the former one, which is kept.\n\n"
           "Example: renkei ingest -s r3 responses/"),
    .needs_survey = true,
    .run = run_ingest,
    .arguments = arguments,
};
