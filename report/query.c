/*
 * renkei query (疑義照会): asks every unit back about what is in doubt in its answers. What is sent
 * out is recorded in the same transaction: files first, so that nothing counts as asked that was
 * never written.
 */
#include "report/verbs.h"

#include "common/clock.h"
#include "common/config.h"
#include "common/db.h"
#include "common/message.h"
#include "report/query_files.h"
#include "report/query_read.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct {
    const char *prefecture, *bureau, *unit;
    const char *severity;
    bool zip, dry_run;
} options;

struct asking {
    struct config config;
    struct db db;
    struct arena arena;
    struct inquiries inquiries;
    const char *folder;
    int64_t run;
};

/* ---- Before anything is written ---- */

static void require_loaded(struct db *db, const struct config *config)
{
    const char *survey = config->codebook.survey;
    PGresult *result = db_run(db, "report/state", 1, &survey);
    bool loaded = PQntuples(result) > 0;
    bool same = loaded && strcmp(PQgetvalue(result, 0, 0), config->codebook.hash) == 0;
    PQclear(result);
    if (!loaded)
        die(NULL, _("load the responses with 'renkei ingest' first"),
            _("nothing of the survey \"%s\" is in the database"), survey);
    if (!same)
        die(NULL, _("load the responses again with 'renkei ingest'"),
            _("the responses of the survey \"%s\" were loaded with another configuration"), survey);
}

static void require_writing(struct asking *asking)
{
    PGresult *result = db_run(&asking->db, "report/query-may-write", 0, NULL);
    bool may_write = *PQgetvalue(result, 0, 0) == 't';
    const char *role = arena_strdup(&asking->arena, PQgetvalue(result, 0, 1));
    PQclear(result);
    if (!may_write)
        die(NULL,
            _("queries are recorded: run this with the role that loads the responses, or see with "
              "--dry-run what would be asked"),
            _("the database role \"%s\" may only read"), role);
}

/* Nobody loads responses between reading what is open and recording that it was asked. */
static void begin(struct asking *asking)
{
    const char *survey = asking->config.codebook.survey;
    db_begin(&asking->db);
    if (options.dry_run) {
        db_execute(&asking->db, "report/snapshot", 0, NULL);
    } else {
        require_writing(asking);
        db_execute(&asking->db, "db/lock-survey", 1, &survey);
    }
    require_loaded(&asking->db, &asking->config);
}

static void read_inquiries(struct asking *asking)
{
    const struct inquiry_wanted wanted = {
        .prefecture = options.prefecture,
        .bureau = options.bureau,
        .unit = options.unit,
        .errors_only = options.severity != NULL && strcmp(options.severity, "error") == 0,
    };
    inquiry_require_units(&asking->config, &wanted);
    inquiries_read(&asking->inquiries, &asking->arena, &asking->db, &asking->config, &wanted);
    inquiries_number(&asking->inquiries, &asking->arena, &asking->db,
                     asking->config.codebook.survey);
    if (options.zip)
        query_files_require_prefectures(&asking->inquiries);
}

/* ---- Recording ---- */

static const char *asked_for(struct arena *arena)
{
    const char *const parts[][2] = {{"prefecture", options.prefecture},
                                    {"bureau", options.bureau},
                                    {"unit", options.unit},
                                    {"severity", options.severity}};
    const char *text = "";
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (parts[i][1] != NULL)
            text = arena_printf(arena, "%s%s%s %s", text, *text != '\0' ? ", " : "", parts[i][0],
                                parts[i][1]);
    }
    return text;
}

static void add_rows(const struct asking *asking, const struct inquiry *inquiry,
                     struct copy_rows *queries, struct copy_rows *items)
{
    const char *survey = asking->config.codebook.survey;
    copy_row(queries, 7);
    copy_text(queries, survey);
    copy_int4(queries, inquiry->number);
    copy_text(queries, inquiry->form->id);
    copy_text(queries, inquiry->unit);
    copy_int4(queries, inquiry->source);
    copy_int4(queries, inquiry->ordinal);
    copy_int8(queries, asking->run);
    for (size_t i = 0; i < inquiry->doubt_count; i++) {
        const struct doubt *doubt = &inquiry->doubts[i];
        copy_row(items, 8);
        copy_text(items, survey);
        copy_int4(items, inquiry->number);
        copy_int4(items, (int32_t)i + 1);
        copy_text(items, doubt->code);
        copy_text(items, doubt->item);
        copy_text(items, doubt->raw);
        copy_text(items, doubt->message);
        copy_text(items, doubt->hint);
    }
}

static const char *who(struct arena *arena)
{
    const struct passwd *user = getpwuid(geteuid());
    return user != NULL ? arena_strdup(arena, user->pw_name)
                        : arena_printf(arena, "%ld", (long)geteuid());
}

/* What is sent out for the first time. A query that goes out again is on record already. */
static void record(struct asking *asking)
{
    const char *begun[] = {asking->config.codebook.survey, who(&asking->arena), renkei_version,
                           asked_for(&asking->arena)};
    struct copy_rows queries = {0}, items = {0};
    size_t fresh = 0;
    for (size_t i = 0; i < asking->inquiries.count; i++)
        fresh += !asking->inquiries.list[i].recorded;
    if (fresh == 0)
        return;
    asking->run = db_number(&asking->db, "report/query-begin-run", 4, begun);
    for (size_t i = 0; i < asking->inquiries.count; i++) {
        if (!asking->inquiries.list[i].recorded)
            add_rows(asking, &asking->inquiries.list[i], &queries, &items);
    }
    const char *ended[] = {arena_printf(&asking->arena, "%lld", (long long)asking->run),
                           arena_printf(&asking->arena, "%zu", queries.count),
                           arena_printf(&asking->arena, "%zu", items.count)};
    db_copy_in(&asking->db, "report/copy-query", &queries);
    db_copy_in(&asking->db, "report/copy-query-item", &items);
    db_execute(&asking->db, "report/query-end-run", 3, ended);
    str_release(&queries.bytes);
    str_release(&items.bytes);
}

/* ---- The verb ---- */

static void list(const struct asking *asking)
{
    for (size_t i = 0; i < asking->inquiries.count; i++) {
        const struct inquiry *inquiry = &asking->inquiries.list[i];
        if (inquiry->recorded)
            message_note(_("%s %s: sent out before as query %d, findings: %zu"), inquiry->unit,
                         inquiry->full_name, (int)inquiry->number, inquiry->doubt_count);
        else
            message_note(_("%s %s: not asked yet, findings: %zu"), inquiry->unit,
                         inquiry->full_name, inquiry->doubt_count);
    }
    message_note(_("%zu query workbooks would be written for %zu findings"),
                 asking->inquiries.count, asking->inquiries.doubt_count);
}

static void write_and_record(struct asking *asking)
{
    double started = clock_seconds();
    const struct query_files files = {
        .config = &asking->config, .db = &asking->db, .folder = asking->folder, .zip = options.zip};
    query_files_write(&files, &asking->inquiries);
    record(asking);
    db_commit(&asking->db);
    message_note(_("%s: %zu query workbooks for %zu units: %zu findings (%.1f s)"), asking->folder,
                 asking->inquiries.count, asking->inquiries.count, asking->inquiries.doubt_count,
                 clock_seconds() - started);
}

static int query_run(const struct settings *settings, size_t count, char **operands)
{
    (void)operands;
    if (count > 0)
        die_usage(_("see 'renkei query --help'"), _("query takes no operands"));
    struct asking asking = {0};
    config_require(&asking.config, settings->configs, settings->survey);
    const char *survey = asking.config.codebook.survey;
    const char *out =
        settings->out != NULL ? settings->out : arena_printf(&asking.arena, "out/%s", survey);
    asking.folder = arena_printf(&asking.arena, "%s/query", out);
    db_open_migrated(&asking.db, settings, "renkei-report");
    begin(&asking);
    read_inquiries(&asking);
    if (asking.inquiries.count == 0)
        message_note(_("nothing to ask: no answers are in doubt"));
    else if (options.dry_run)
        list(&asking);
    else
        write_and_record(&asking);
    if (asking.db.in_transaction)
        db_rollback(&asking.db);
    db_close(&asking.db);
    arena_release(&asking.arena);
    config_release(&asking.config);
    return STATUS_DONE;
}

static const struct argument query_arguments[] = {
    {0, "prefecture", ARGUMENT_TEXT, &options.prefecture, "CODE",
     N_("only the units of this prefecture (11)")},
    {0, "bureau", ARGUMENT_TEXT, &options.bureau, "NUMBER",
     N_("only the units of this regional bureau (3)")},
    {0, "unit", ARGUMENT_TEXT, &options.unit, "CODE",
     N_("only this unit, by its 5- or 6-digit code")},
    {0, "severity", ARGUMENT_CHOICE, &options.severity, "error|warning",
     N_("error: only about answers that do not count (default: warnings too)")},
    {0, "zip", ARGUMENT_FLAG, &options.zip, NULL, N_("one ZIP file per prefecture")},
    {0, "dry-run", ARGUMENT_FLAG, &options.dry_run, NULL,
     N_("say what would be asked; write and record nothing")},
    {0},
};

const struct verb query_verb = {
    .name = "query",
    .operands = "",
    .summary = N_("write a query workbook per unit with open findings"),
    .text = N_(
        "Writes <out>/query/<unit>-<name>-照会<number>.xlsx for every unit whose answers are in\n"
        "doubt, by default under out/<survey>: what was answered, what is wrong, and cells for a\n"
        "correction or for a confirmation with its reason. The workbooks that come back are given\n"
        "to 'renkei ingest' like any other file, which applies them.\n"
        "\n"
        "Who was asked what is recorded. The same question about the same submission keeps its\n"
        "number and gives the same file until somebody replies to it.\n"
        "\n"
        "    renkei query -s r3 --prefecture 11\n"
        "    renkei query -s r3 --bureau 3 --severity error --zip\n"),
    .needs_survey = true,
    .run = query_run,
    .arguments = query_arguments,
};
