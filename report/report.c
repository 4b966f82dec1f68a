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
#include "report/area_run.h"
#include "report/cells.h"
#include "report/estimates_csv.h"
#include "report/feedback.h"
#include "report/loaded.h"
#include "report/manifest.h"
#include "report/national.h"
#include "report/output.h"
#include "report/site.h"
#include "report/tables_csv.h"
#include "report/tables_measures.h"
#include "report/twins.h"

#include <inttypes.h>
#include <stdlib.h>

static struct {
    const char *unit;
    bool all;
    const char *prefecture, *bureau; /* only their workbooks */
    long jobs;
} options;

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
    struct feedback feedback;
    struct areas areas;
    struct area_run area_run;
    int64_t cell_count, statistic_count;
};

static bool wants_areas_only(void)
{
    return options.prefecture != NULL || options.bureau != NULL;
}

/* Without an option all areas get their workbook. */
static void choose_areas(struct report *report)
{
    report->areas = (struct areas){
        .config = &report->config, .loaded = &report->loaded, .arena = &report->arena};
    areas_init(&report->areas);
    if (options.bureau != NULL)
        areas_want(&report->areas, AREA_BUREAU, options.bureau);
    if (options.prefecture != NULL)
        areas_want(&report->areas, AREA_PREFECTURE, options.prefecture);
    if (!wants_areas_only() && options.unit == NULL)
        areas_want_all(&report->areas);
}

static void read_state(struct report *report, const struct settings *settings)
{
    config_require(&report->config, settings->configs, settings->survey);
    if (options.unit != NULL)
        feedback_require_unit(&report->config, options.unit);
    choose_areas(report);
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
    report->outputs = (struct outputs){
        .folder = settings->out != NULL
                      ? settings->out
                      : arena_printf(&report->arena, "out/%s", report->config.codebook.survey),
        .arena = &report->arena,
        .checked = true,
    };
    report->feedback.source = (struct feedback_source){
        .db = &report->db,
        .config = &report->config,
        .loaded = &report->loaded,
        .unit = options.unit,
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

static void begin_files(struct report *report)
{
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
    if (options.unit != NULL || options.all)
        feedback_take_form(&report->feedback, cells);
    if (areas_wanted(&report->areas) > 0)
        areas_keep_form(&report->areas, cells);
    if (options.unit != NULL || wants_areas_only())
        return;
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

/* The counts of all forms stay in memory: the workbooks of the areas need them together. */
static void write_forms(struct report *report)
{
    const struct codebook *codebook = &report->config.codebook;
    struct arena *arena = &report->arena;
    for (size_t i = 0; i < codebook->form_count; i++) {
        if (report->loaded.turnouts[i].answered == 0)
            continue;
        struct cells *cells = arena_alloc(arena, sizeof *cells);
        cells_init(cells, arena, &codebook->forms[i], &codebook->banners[i]);
        cells_extend(cells, arena, &report->config, &report->loaded.turnouts[i]);
        cells_read(cells, arena, &report->db, codebook->survey);
        write_form(report, cells);
    }
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
    twins_write(&report->outputs, &report->config, &report->loaded);
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

static void write_feedback(struct report *report)
{
    double started = clock_seconds();
    feedback_write(&report->feedback, &report->outputs, crew_size(options.jobs));
    message_note(_("%s/unit: %zu feedback sheets, %" PRId64 " numbers read back and compared "
                   "(%.2f s)"),
                 report->outputs.folder, report->feedback.sheet_count, report->feedback.numbers,
                 clock_seconds() - started);
}

/* The sheet of one unit alone: the manifest goes on naming what the last whole run wrote. */
static void write_unit(struct report *report)
{
    write_forms(report);
    write_feedback(report);
}

static void start_areas(struct report *report)
{
    areas_read_units(&report->areas, &report->db);
    areas_start(&report->area_run, &report->areas, &report->outputs, crew_size(options.jobs));
}

/* The workbooks of areas alone: the manifest goes on naming what the last whole run wrote. */
static void write_areas(struct report *report)
{
    double started = clock_seconds();
    write_forms(report);
    start_areas(report);
    areas_finish(&report->area_run);
    message_note(_("%s: %zu workbooks of areas (%.2f s)"), report->outputs.folder,
                 areas_wanted(&report->areas), clock_seconds() - started);
}

static void say_areas(const struct report *report)
{
    size_t count = areas_wanted(&report->areas);
    if (count == 0)
        message_note(_("no workbooks of areas: the survey \"%s\" has neither a breakdown "
                       "\"prefecture\" nor \"bureau\" of its units"),
                     report->config.codebook.survey);
    else
        message_note(_("%s: %zu workbooks of areas"), report->outputs.folder, count);
}

static void write_all(struct report *report)
{
    double started = clock_seconds();
    begin_files(report);
    write_forms(report);
    double counted = clock_seconds();
    start_areas(report);
    close_workbook(report);
    output_finish(report->cells);
    output_finish(report->numbers);
    if (report->subtotals != NULL)
        output_finish(report->subtotals);
    if (report->rates != NULL)
        output_finish(report->rates);
    write_lists(report);
    write_panel(report);
    areas_finish(&report->area_run);
    write_site(report);
    double written = clock_seconds();
    if (options.all)
        write_feedback(report);
    write_manifest(report);
    message_note(_("%s: %" PRId64 " cells and %" PRId64 " statistics in %zu sheets (tables %.2f s, "
                   "workbook %.2f s)"),
                 report->outputs.folder, report->cell_count, report->statistic_count,
                 report->book.sheet_count, counted - started, written - counted);
    say_areas(report);
}

static int report_run(const struct settings *settings, size_t count, char **operands)
{
    (void)operands;
    if (count > 0)
        die_usage(_("see 'renkei report --help'"), _("report takes no operands"));
    if (options.unit != NULL && options.all)
        die_usage(_("leave one of them out"), _("--unit and --all exclude each other"));
    if (wants_areas_only() && (options.unit != NULL || options.all))
        die_usage(_("run them one after the other"),
                  _("--prefecture and --bureau exclude --unit and --all"));
    struct report report = {0};
    read_state(&report, settings);
    if (options.unit != NULL)
        write_unit(&report);
    else if (wants_areas_only())
        write_areas(&report);
    else
        write_all(&report);
    db_commit(&report.db);
    db_close(&report.db);
    feedback_release(&report.feedback);
    arena_release(&report.arena);
    config_release(&report.config);
    return STATUS_DONE;
}

static const struct argument report_arguments[] = {
    {0, "prefecture", ARGUMENT_TEXT, &options.prefecture, "CODE",
     N_("only the workbook of this prefecture, by code or name")},
    {0, "bureau", ARGUMENT_TEXT, &options.bureau, "CODE",
     N_("only the workbooks of this bureau and its prefectures")},
    {'j', "jobs", ARGUMENT_COUNT, &options.jobs, "N",
     N_("processes that write workbooks at the same time (default: as many as there are "
        "processors)")},
    {0, "unit", ARGUMENT_TEXT, &options.unit, "CODE",
     N_("only the feedback sheet of this unit, by its 5- or 6-digit code")},
    {0, "all", ARGUMENT_FLAG, &options.all, NULL,
     N_("also a feedback sheet for every unit that answered")},
    {0},
};

const struct verb report_verb = {
    .name = "report",
    .operands = "",
    .summary = N_("write the national workbook, the page and the tables"),
    .text = N_(
        "Writes the counts of a survey: national.xlsx with the figures of the report and a cross\n"
        "table per question; site/index.html, a page for any browser with the figures, a map and\n"
        "the tables; for machines tables/cells.csv, numbers.csv, findings.csv and\n"
        "response-status.csv, with codebook.csv, questions.csv and metadata.csv to read them by;\n"
        "and manifest.json, which says from what they were made. They go into out/SURVEY\n"
        "unless --out names another folder. The same counts give the same bytes.\n"
        "\n"
        "Every bureau and prefecture gets a workbook with its own figures beside those of the\n"
        "nation: bureau/3-NAME.xlsx, prefecture/11-NAME.xlsx. They are the classes of the\n"
        "breakdowns \"bureau\" and \"prefecture\" in banners.yaml.\n"
        "\n"
        "A feedback sheet, unit/CODE-NAME.xlsx, shows a municipality its answers beside the "
        "shares\n"
        "of its prefecture, of the municipalities like it and of the nation that answered the\n"
        "same. It is read back and every number compared with the responses.\n"
        "\n"
        "    renkei report -s r3 -o out/r3\n"
        "    renkei report -s r3 --bureau 3\n"
        "    renkei report -s r3 --all\n"
        "    renkei report -s r3 --unit 112241\n"),
    .needs_survey = true,
    .run = report_run,
    .arguments = report_arguments,
};
