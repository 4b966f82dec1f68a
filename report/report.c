/*
 * renkei report: the counts of a survey as a workbook, tables and a manifest. Everything is
 * checked before the first file is begun; all of them show one state of the database.
 */
#include "report/report.h"

#include "common/clock.h"
#include "common/config.h"
#include "common/db.h"
#include "common/message.h"
#include "common/whole_file.h"
#include "report/area_run.h"
#include "report/cells.h"
#include "report/feedback.h"
#include "report/figure.h"
#include "report/loaded.h"
#include "report/manifest.h"
#include "report/national.h"
#include "report/output.h"
#include "report/last_wave.h"
#include "report/read_back.h"
#include "report/report_tables.h"
#include "report/sentence.h"
#include "report/site.h"
#include "report/verbs.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static struct {
    const char *unit;
    bool all;
    const char *prefecture, *bureau; /* only their workbooks */
    long jobs;
} options;

/* What one run reads and writes. */
struct report {
    const struct report_order *order; /* NULL: the verb report */
    struct report_folder folder;
    struct config config;
    struct db db;
    struct loaded loaded;
    struct last_wave previous;
    struct arena arena;
    struct outputs outputs;
    struct output_file *national;
    struct report_tables tables;
    struct read_back back;
    const struct cells **forms; /* [form]; NULL: not answered */
    struct waves former;
    struct book book;
    struct sentences sentences;
    struct site site;
    struct feedback feedback;
    struct areas areas;
    struct area_run area_run;
};

static bool wants_areas_only(void)
{
    return options.prefecture != NULL || options.bureau != NULL;
}

/* Without an option all areas get their workbook. */
static void choose_areas(struct report *report)
{
    report->areas = (struct areas){.config = &report->config,
                                   .loaded = &report->loaded,
                                   .previous = &report->previous,
                                   .arena = &report->arena};
    areas_init(&report->areas);
    if (options.bureau != NULL)
        areas_want(&report->areas, AREA_BUREAU, options.bureau);
    if (options.prefecture != NULL)
        areas_want(&report->areas, AREA_PREFECTURE, options.prefecture);
    if (!wants_areas_only() && options.unit == NULL)
        areas_want_all(&report->areas);
}

static struct report_state state_of(struct report *report)
{
    return (struct report_state){.config = &report->config,
                                 .loaded = &report->loaded,
                                 .db = &report->db,
                                 .outputs = &report->outputs};
}

static struct report_folder choose_folder(struct report *report, const struct settings *settings)
{
    const struct report_state state = state_of(report);
    if (report->order != NULL)
        return report->order->begin(report->order->context, &state);
    const char *folder = settings->out != NULL ? settings->out
                                               : arena_printf(&report->arena, "out/%s",
                                                              report->config.codebook.survey);
    return (struct report_folder){.path = folder, .shown = folder};
}

/* Feedback sheets have no charts. */
static void read_figures(struct report *report, struct cells *cells)
{
    if (options.unit != NULL)
        return;
    histograms_read(cells, &report->arena, &report->db);
    trends_read(cells, &report->arena, &report->db, &report->former);
}

/* The counts of all forms stay in memory: the plan of a workbook and the areas need them together.
 */
static void read_forms(struct report *report, const struct settings *settings)
{
    const struct codebook *codebook = &report->config.codebook;
    struct arena *arena = &report->arena;
    report->forms = arena_array(arena, codebook->form_count, sizeof *report->forms);
    if (options.unit == NULL && waves_wanted(&report->config))
        waves_read(&report->former, &report->db, &report->config, settings->configs);
    for (size_t i = 0; i < codebook->form_count; i++) {
        if (report->loaded.turnouts[i].answered == 0)
            continue;
        struct cells *cells = arena_alloc(arena, sizeof *cells);
        cells_init(cells, arena, &codebook->forms[i], &codebook->banners[i]);
        cells_extend(cells, arena, &report->config, &report->loaded.turnouts[i]);
        cells_read(cells, arena, &report->db, codebook->survey);
        read_figures(report, cells);
        report->forms[i] = cells;
    }
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
    if (options.unit == NULL)
        last_wave_read(&report->previous, &report->arena, &report->db, settings->configs,
                       &report->config);
    report->site = (struct site){
        .config = &report->config,
        .loaded = &report->loaded,
        .tiles = site_read_tiles(&report->arena, settings->configs),
    };
    report->folder = choose_folder(report, settings);
    report->outputs = (struct outputs){
        .folder = report->folder.path,
        .arena = &report->arena,
        .checked = true,
    };
    report->tables = (struct report_tables){
        .config = &report->config,
        .loaded = &report->loaded,
        .previous = &report->previous,
        .db = &report->db,
    };
    report->feedback.source = (struct feedback_source){
        .db = &report->db,
        .config = &report->config,
        .loaded = &report->loaded,
        .unit = options.unit,
    };
    read_forms(report, settings);
}

static void begin_files(struct report *report)
{
    report->national = output_begin(&report->outputs, "national.xlsx");
    report_tables_begin(&report->tables, &report->outputs);
    report->book = (struct book){.config = &report->config,
                                 .loaded = &report->loaded,
                                 .cells = report->forms,
                                 .arena = &report->arena};
    sentences_init(&report->sentences, &report->config, &report->arena);
    report->book.sentences = &report->sentences;
    national_open(&report->book, report->national->temporary);
}

static void write_form(struct report *report, const struct cells *cells)
{
    if (options.unit != NULL || options.all)
        feedback_take_form(&report->feedback, cells);
    if (areas_wanted(&report->areas) > 0)
        areas_keep_form(&report->areas, cells);
    if (options.unit != NULL || wants_areas_only())
        return;
    report_tables_write(&report->tables, cells);
    sentences_take_nation(&report->sentences, cells);
    national_write_form(&report->book, cells);
    site_write_form(&report->site, cells);
}

static void write_forms(struct report *report)
{
    for (size_t i = 0; i < report->config.codebook.form_count; i++)
        if (report->forms[i] != NULL)
            write_form(report, report->forms[i]);
}

static void close_workbook(struct report *report)
{
    /* Some ten times a national workbook; libxlsxwriter does not say well that a disk is full. */
    enum { WORKBOOK_ROOM = 8 << 20 };
    if (!whole_file_has_room(report->outputs.folder, WORKBOOK_ROOM))
        output_fail(report->national);
    national_close(&report->book);
    read_back_finish(&report->back, report->national);
}

static void write_sentences(struct report *report)
{
    if (report->config.sentence_count == 0)
        return;
    struct output_file *file = output_open(&report->outputs, "text.md");
    if (!sentences_write(file->stream, &report->sentences, report->loaded.synthetic))
        output_fail(file);
    output_finish(file);
    sentences_warn(&report->sentences);
}

/* The last but the manifest: it links to the others. */
static void write_site(struct report *report)
{
    struct output_file *file = output_open(&report->outputs, "site/index.html");
    if (!site_write(file->stream, &report->site, &report->outputs))
        output_fail(file);
    output_finish(file);
}

/* False if there is to be none. */
static bool write_manifest(struct report *report)
{
    const struct report_state state = state_of(report);
    const struct manifest_release *release = NULL;
    if (report->order != NULL && !(release = report->order->end(report->order->context, &state)))
        return false;
    struct str json = {0};
    manifest_append(&json, &(struct manifest){
                               .config = &report->config,
                               .loaded = &report->loaded,
                               .outputs = &report->outputs,
                               .server_version = PQserverVersion(report->db.connection),
                               .cell_count = report->tables.cell_count,
                               .statistic_count = report->tables.statistic_count,
                               .answer_count = report->tables.answer_count,
                               .tied = report->back.tied,
                               .release = release,
                           });
    struct output_file *file = output_open(&report->outputs, "manifest.json");
    if (fwrite(json.at, 1, json.length, file->stream) != json.length)
        output_fail(file);
    output_finish(file);
    str_release(&json);
    return true;
}

static void write_feedback(struct report *report)
{
    double started = clock_seconds();
    feedback_write(&report->feedback, &report->outputs, crew_size(options.jobs));
    message_note(_("%s/unit: %zu feedback sheets, %" PRId64 " numbers read back and compared "
                   "(%.2f s)"),
                 report->folder.shown, report->feedback.sheet_count, report->feedback.numbers,
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
    report->area_run = (struct area_run){
        .areas = &report->areas, .outputs = &report->outputs, .back = &report->back};
    areas_start(&report->area_run, crew_size(options.jobs));
}

/* The tables of the last whole run stay as they are; those of this state are read and go. */
static void tell_tables(struct report *report)
{
    const char *own = whole_folder_private(&report->arena);
    struct outputs outputs = {.folder = own, .arena = &report->arena};
    report_tables_begin(&report->tables, &outputs);
    for (size_t i = 0; i < report->config.codebook.form_count; i++)
        if (report->forms[i] != NULL)
            report_tables_write(&report->tables, report->forms[i]);
    report_tables_finish(&report->tables);
    read_back_tables(&report->back, own, report->folder.shown);
    whole_folder_discard(own);
}

/* The workbooks of areas alone: the manifest goes on naming what the last whole run wrote. */
static void write_areas(struct report *report)
{
    double started = clock_seconds();
    write_forms(report);
    tell_tables(report);
    start_areas(report);
    areas_finish(&report->area_run);
    message_note(_("%s: %zu workbooks of areas (%.2f s)"), report->folder.shown,
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
        message_note(_("%s: %zu workbooks of areas"), report->folder.shown, count);
}

static void say_read_back(const struct report *report)
{
    int64_t numbers, points;
    outputs_compared(&report->outputs, &numbers, &points);
    message_note(_("%s: %" PRId64 " numbers and %" PRId64
                   " points of charts read back and compared "
                   "with the tables, whose %" PRId64 " numbers tie"),
                 report->folder.shown, numbers, points, report->back.tied);
}

static void write_all(struct report *report)
{
    double started = clock_seconds();
    begin_files(report);
    write_forms(report);
    double counted = clock_seconds();
    report_tables_finish(&report->tables);
    read_back_tables(&report->back, report->outputs.folder, report->folder.shown);
    start_areas(report);
    close_workbook(report);
    write_sentences(report);
    areas_finish(&report->area_run);
    write_site(report);
    double written = clock_seconds();
    if (options.all)
        write_feedback(report);
    if (!write_manifest(report))
        return;
    message_note(_("%s: %" PRId64 " cells and %" PRId64 " statistics in %zu sheets (tables %.2f s, "
                   "workbook %.2f s)"),
                 report->folder.shown, report->tables.cell_count, report->tables.statistic_count,
                 report->book.sheet_count, counted - started, written - counted);
    say_areas(report);
    say_read_back(report);
}

static void finish(struct report *report)
{
    db_commit(&report->db);
    db_close(&report->db);
    feedback_release(&report->feedback);
    last_wave_release(&report->previous);
    read_back_release(&report->back);
    waves_release(&report->former);
    arena_release(&report->arena);
    config_release(&report->config);
}

void report_write(const struct report_order *order)
{
    options.all = order->all;
    options.jobs = order->jobs;
    struct report report = {.order = order};
    read_state(&report, order->settings);
    write_all(&report);
    finish(&report);
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
    finish(&report);
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
        "table per question; text.md, its sentences with their numbers, if tables.yaml words any;\n"
        "site/index.html, a page for any browser with the figures, a map and the tables; for\n"
        "machines tables/cells.csv, numbers.csv, findings.csv and\n"
        "response-status.csv, with codebook.csv, questions.csv and metadata.csv to read them by;\n"
        "and manifest.json, which says from what they were made. They go into out/SURVEY\n"
        "unless --out names another folder. The same counts give the same bytes; every number of\n"
        "a workbook is read back and compared with the tables.\n"
        "\n"
        "Every bureau and prefecture gets a workbook with its own figures beside those of the\n"
        "nation: bureau/3-NAME.xlsx, prefecture/11-NAME.xlsx. They are the classes of the\n"
        "breakdowns \"bureau\" and \"prefecture\" in banners.yaml.\n"
        "\n"
        "A feedback sheet, unit/CODE-NAME.xlsx, shows a municipality its answers beside the "
        "shares\n"
        "of its prefecture, of the municipalities like it and of the nation that answered the\n"
        "same. It is read back and compared with the responses.\n"
        "\n"
        "    renkei report -s r3 -o out/r3\n"
        "    renkei report -s r3 --bureau 3\n"
        "    renkei report -s r3 --all\n"
        "    renkei report -s r3 --unit 112241\n"),
    .needs_survey = true,
    .run = report_run,
    .arguments = report_arguments,
};
