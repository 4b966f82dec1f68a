/*
 * renkei report: the counts of a survey as a workbook, tables and a manifest. Everything is
 * checked before the first file is begun; all of them show one state of the database.
 */
#include "report/verbs.h"

#include "common/clock.h"
#include "common/config.h"
#include "common/db.h"
#include "common/message.h"
#include "common/whole_file.h"
#include "report/cells.h"
#include "report/estimates_csv.h"
#include "report/loaded.h"
#include "report/manifest.h"
#include "report/national.h"
#include "report/output.h"
#include "report/site.h"
#include "report/tables_csv.h"
#include "report/tables_measures.h"

#include <inttypes.h>
#include <stdlib.h>

/* What one run reads and writes. */
struct report {
    struct config config;
    struct db db;
    struct loaded loaded;
    struct arena arena;
    struct outputs outputs;
    struct output_file *national, *cells, *numbers;
    struct output_file *subtotals, *rates; /* NULL: not asked for */
    struct book book;
    struct site site;
    int64_t cell_count, statistic_count;
};

static void read_state(struct report *report, const struct settings *settings)
{
    config_require(&report->config, settings->configs, settings->survey);
    db_open_migrated(&report->db, settings, "renkei-report");
    db_begin(&report->db);
    db_execute(&report->db, "report/snapshot", 0, NULL);
    loaded_require_counts(&report->db, &report->config);
    loaded_read(&report->loaded, &report->arena, &report->db, &report->config);
    report->site = (struct site){
        .config = &report->config,
        .loaded = &report->loaded,
        .tiles = site_read_tiles(&report->arena, settings->configs),
    };
}

/* Tables that are there only if tables.yaml asks for them. */
static void begin_asked(struct report *report)
{
    if (report->config.subtotal_count > 0) {
        report->subtotals = output_open(&report->outputs, "tables/subtotals.csv");
        if (!cells_csv_begin(report->subtotals->stream))
            output_fail(report->subtotals);
    }
    if (report->config.rate_count > 0) {
        report->rates = output_open(&report->outputs, "tables/rates.csv");
        if (!rates_csv_begin(report->rates->stream))
            output_fail(report->rates);
    }
}

static void begin_files(struct report *report, const char *folder)
{
    const char *survey = report->config.codebook.survey;
    report->outputs = (struct outputs){
        .folder = folder != NULL ? folder : arena_printf(&report->arena, "out/%s", survey),
        .arena = &report->arena,
        .checked = true,
    };
    report->national = output_begin(&report->outputs, "national.xlsx");
    report->cells = output_open(&report->outputs, "tables/cells.csv");
    report->numbers = output_open(&report->outputs, "tables/numbers.csv");
    if (!cells_csv_begin(report->cells->stream))
        output_fail(report->cells);
    if (!numbers_csv_begin(report->numbers->stream))
        output_fail(report->numbers);
    begin_asked(report);
    report->book = (struct book){
        .config = &report->config, .loaded = &report->loaded, .arena = &report->arena};
    national_open(&report->book, report->national->temporary);
}

static void write_form(struct report *report, const struct cells *cells)
{
    const char *survey = report->config.codebook.survey;
    report->cell_count += (int64_t)cells->cell_count;
    report->statistic_count += (int64_t)cells->statistic_count;
    if (!cells_csv_write(report->cells->stream, survey, cells))
        output_fail(report->cells);
    if (!numbers_csv_write(report->numbers->stream, survey, cells))
        output_fail(report->numbers);
    if (report->subtotals != NULL && !subtotals_csv_write(report->subtotals->stream, survey, cells))
        output_fail(report->subtotals);
    if (report->rates != NULL && !rates_csv_write(report->rates->stream, cells))
        output_fail(report->rates);
    national_write_form(&report->book, cells);
    site_write_form(&report->site, cells);
}

/* The counts of one form at a time are in memory. */
static void write_forms(struct report *report)
{
    const struct codebook *codebook = &report->config.codebook;
    struct arena arena = {0};
    for (size_t i = 0; i < codebook->form_count; i++) {
        if (report->loaded.turnouts[i].answered == 0)
            continue;
        struct cells cells;
        cells_init(&cells, &arena, &codebook->forms[i], &codebook->banners[i]);
        cells_extend(&cells, &arena, &report->config, &report->loaded.turnouts[i]);
        cells_read(&cells, &arena, &report->db, codebook->survey);
        write_form(report, &cells);
        arena_reset(&arena);
    }
    arena_release(&arena);
}

static void close_workbook(struct report *report)
{
    /* Some ten times a national workbook; libxlsxwriter does not say well that a disk is full. */
    enum { WORKBOOK_ROOM = 8 << 20 };
    if (!whole_file_has_room(report->outputs.folder, WORKBOOK_ROOM))
        output_fail(report->national);
    national_close(&report->book);
    output_finish(report->national);
}

/* Who has answered, and what is wrong with the answers. */
static void write_lists(struct report *report)
{
    struct output_file *file = output_open(&report->outputs, "tables/findings.csv");
    if (!findings_csv_write(file->stream, &report->db, &report->config))
        output_fail(file);
    output_finish(file);
    file = output_open(&report->outputs, "tables/response-status.csv");
    if (!response_status_csv_write(file->stream, &report->config, &report->loaded))
        output_fail(file);
    output_finish(file);
    estimates_csv_write(&report->outputs, &report->db, &report->config);
}

static void write_panel(struct report *report)
{
    if (report->config.panel_count == 0)
        return;
    struct output_file *file = output_open(&report->outputs, "tables/panel.csv");
    if (!coverage_csv_write(file->stream, &report->config, &report->loaded))
        output_fail(file);
    output_finish(file);
}

/* The last but the manifest: it links to the others. */
static void write_site(struct report *report)
{
    struct output_file *file = output_open(&report->outputs, "site/index.html");
    if (!site_write(file->stream, &report->site, &report->outputs))
        output_fail(file);
    output_finish(file);
}

static void write_manifest(struct report *report)
{
    struct str json = {0};
    manifest_append(&json, &(struct manifest){
                               .config = &report->config,
                               .loaded = &report->loaded,
                               .outputs = &report->outputs,
                               .server_version = PQserverVersion(report->db.connection),
                               .cell_count = report->cell_count,
                               .statistic_count = report->statistic_count,
                           });
    struct output_file *file = output_open(&report->outputs, "manifest.json");
    if (fwrite(json.at, 1, json.length, file->stream) != json.length)
        output_fail(file);
    output_finish(file);
    str_release(&json);
}

static int report_run(const struct settings *settings, size_t count, char **operands)
{
    (void)operands;
    if (count > 0)
        die_usage(_("see 'renkei report --help'"), _("report takes no operands"));
    struct report report = {0};
    double started = clock_seconds();
    read_state(&report, settings);
    begin_files(&report, settings->out);
    write_forms(&report);
    double counted = clock_seconds();
    close_workbook(&report);
    output_finish(report.cells);
    output_finish(report.numbers);
    if (report.subtotals != NULL)
        output_finish(report.subtotals);
    if (report.rates != NULL)
        output_finish(report.rates);
    write_lists(&report);
    write_panel(&report);
    write_site(&report);
    write_manifest(&report);
    db_commit(&report.db);
    message_note(_("%s: %" PRId64 " cells and %" PRId64 " statistics in %zu sheets (tables %.2f s, "
                   "workbook %.2f s)"),
                 report.outputs.folder, report.cell_count, report.statistic_count,
                 report.book.sheet_count, counted - started, clock_seconds() - counted);
    db_close(&report.db);
    arena_release(&report.arena);
    config_release(&report.config);
    return STATUS_DONE;
}

static const struct argument report_arguments[] = {{0}};

const struct verb report_verb = {
    .name = "report",
    .operands = "",
    .summary = N_("write the national workbook, the page and the tables"),
    .text = N_(
        "Writes the counts of a survey: national.xlsx with the figures of the report and a cross\n"
        "table per question; site/index.html, a page for any browser with the figures, a map and\n"
        "the tables; for machines tables/cells.csv, numbers.csv, findings.csv and\n"
        "response-status.csv; and manifest.json, which says from what they were made. They go\n"
        "into out/SURVEY unless --out names another folder. The same counts give the same bytes.\n"
        "\n"
        "    renkei report -s r3 -o out/r3\n"),
    .needs_survey = true,
    .run = report_run,
    .arguments = report_arguments,
};
