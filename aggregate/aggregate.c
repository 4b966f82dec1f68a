/*
 * renkei aggregate: counts a survey and stores the result, in one transaction. The engine tally
 * reads the rows once, by several connections that share the transaction's snapshot; the counts do
 * not depend on how many there are. The engine sql lets the database count; the result is the same.
 * Nobody can load responses meanwhile: the survey is locked.
 */
#include "aggregate/verbs.h"

#include "aggregate/cross.h"
#include "aggregate/rates.h"
#include "aggregate/comparison.h"
#include "aggregate/estimate.h"
#include "aggregate/recount.h"
#include "aggregate/scan.h"
#include "aggregate/store.h"
#include "aggregate/survey.h"
#include "common/clock.h"
#include "common/config.h"
#include "common/db.h"
#include "common/message.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    JOBS_LARGEST = 64, /* servers allow about 100 connections */
    JOBS_DEFAULT_LARGEST = 8,
    /* Opening a connection costs as much as counting so many responses. */
    JOBS_ROWS = 25 * 1000,
};
/* All tallies together: half of what the program may take. */
#define JOBS_MEMORY ((size_t)32 << 20)

static long jobs;
static const char *engine = "tally";
static const char *cross;

struct aggregation {
    const struct settings *settings;
    struct config config;
    struct db db;
    struct readers readers;
    struct arena arena;
    int64_t responses, scanned, cells, statistics, estimates, comparisons;
};

/* ---- How many connections ---- */

static size_t largest_tally(struct aggregation *aggregation)
{
    const struct codebook *codebook = &aggregation->config.codebook;
    size_t largest = 1;
    for (size_t i = 0; i < codebook->form_count; i++) {
        struct tally_plan plan =
            tally_plan(&aggregation->arena, &codebook->forms[i], &codebook->banners[i]);
        if (tally_size(&plan) > largest)
            largest = tally_size(&plan);
    }
    arena_reset(&aggregation->arena);
    return largest;
}

static size_t choose_jobs(struct aggregation *aggregation)
{
    int64_t count = jobs;
    if (!count) {
        count = sysconf(_SC_NPROCESSORS_ONLN);
        if (count > JOBS_DEFAULT_LARGEST)
            count = JOBS_DEFAULT_LARGEST;
        if (count > 1 + aggregation->responses / JOBS_ROWS)
            count = 1 + aggregation->responses / JOBS_ROWS;
    }
    int64_t fitting = (int64_t)(JOBS_MEMORY / largest_tally(aggregation));
    if (count > fitting)
        count = fitting;
    return count < 1 ? 1 : (size_t)count;
}

/* ---- One form ---- */

static size_t find_numbers(const struct form *form, struct number_scan *scans)
{
    size_t count = 0;
    for (size_t i = 0; i < form->item_count; i++)
        if (form->items[i].question->type == QUESTION_NUMBER)
            scans[count++].item = i;
    return count;
}

/* The number of values in each class is known from the codes. */
static void start_statistics(struct aggregation *aggregation, const struct tally *tally,
                             struct number_scan *scan)
{
    const struct tally_plan *plan = tally->plan;
    size_t slot = plan->form->items[scan->item].slot;
    scan->statistics =
        arena_array(&aggregation->arena, plan->class_count, sizeof *scan->statistics);
    for (size_t banner = 0; banner < plan->set->count; banner++)
        for (size_t class = 0; class < plan->set->banners[banner].class_count; class ++) {
            int64_t n = tally_count(tally, banner, class, slot, CODE_TICKED);
            if (n > STATISTIC_LARGEST_N)
                die(NULL, NULL, _("more than %d numbers are too many for exact statistics"),
                    STATISTIC_LARGEST_N);
            struct statistic *statistic = &scan->statistics[plan->first_classes[banner] + class];
            statistic_start(statistic, n);
            if (aggregation->config.quantiles == QUANTILES_INVERSE)
                statistic_use_inverse(statistic);
        }
}

/* The statistics of all numeric items, from their distributions; of items with too many different
 * values, from the database. */
static void aggregate_numbers(struct aggregation *aggregation, const struct counts *counts)
{
    const struct tally_plan *plan = counts->tally->plan;
    const char *survey = aggregation->config.codebook.survey;
    struct arena *arena = &aggregation->arena;
    struct number_scan *scans = arena_array(arena, plan->form->item_count, sizeof *scans);
    struct number_scan *sorted = arena_array(arena, plan->form->item_count, sizeof *sorted);
    size_t count = find_numbers(plan->form, scans), sorted_count = 0;
    for (size_t i = 0; i < count; i++) {
        start_statistics(aggregation, counts->tally, &scans[i]);
        if (!distributions_read(counts->distributions, scans[i].item, scans[i].statistics))
            sorted[sorted_count++] = scans[i];
    }
    scan_numbers(&aggregation->readers, survey, plan, sorted, sorted_count);
    aggregation->statistics +=
        store_statistics(&aggregation->db, survey, counts->tally, scans, count);
}

static void aggregate_form(struct aggregation *aggregation, size_t form)
{
    const struct codebook *codebook = &aggregation->config.codebook;
    struct tally_plan plan =
        tally_plan(&aggregation->arena, &codebook->forms[form], &codebook->banners[form]);
    struct counts counts = scan_responses(&aggregation->readers, codebook->survey, &plan);
    aggregation->scanned += counts.tally->rows;
    aggregation->cells += store_cells(&aggregation->db, codebook->survey, counts.tally);
    aggregate_numbers(aggregation, &counts);
    counts_free(&counts);
    arena_reset(&aggregation->arena);
}

/* Each connection read the rows of some blocks; whatever keeps the table may have its own idea of
 * blocks, but not of how many rows there are. */
static void require_all(const struct aggregation *aggregation)
{
    if (aggregation->scanned != aggregation->responses)
        die(NULL,
            _("run again with '--engine sql'; if the number stays, make the responses anew "
              "from the archive: 'renkei ingest --rebuild'"),
            _("%lld responses were read, but there are %lld"), (long long)aggregation->scanned,
            (long long)aggregation->responses);
}

static void tally_survey(struct aggregation *aggregation)
{
    readers_open(&aggregation->readers, choose_jobs(aggregation), aggregation->settings,
                 &aggregation->db);
    for (size_t form = 0; form < aggregation->config.codebook.form_count; form++)
        aggregate_form(aggregation, form);
    readers_close(&aggregation->readers);
    require_all(aggregation);
}

/* ---- The same, counted by the database ---- */

static void count_by_sql(struct aggregation *aggregation)
{
    const struct codebook *codebook = &aggregation->config.codebook;
    struct db *db = &aggregation->db;
    db_execute(db, "aggregate/create-recount", 0, NULL);
    db_execute(db, "aggregate/recount", 1, &codebook->survey);
    recount_statistics(db, &aggregation->config);
    for (size_t form = 0; form < codebook->form_count; form++) {
        const char *values[] = {codebook->survey, codebook->forms[form].id};
        db_execute(db, "aggregate/insert-cells", 2, values);
        aggregation->statistics += db_execute(db, "aggregate/insert-statistics", 2, values);
    }
    aggregation->cells = db_number(db, "aggregate/count-cells", 1, &codebook->survey);
}

/* ---- The run ---- */

static int64_t start_run(struct aggregation *aggregation)
{
    const struct codebook *codebook = &aggregation->config.codebook;
    const char *values[] = {codebook->survey, renkei_version, codebook->hash, engine};
    return db_number(&aggregation->db, "aggregate/start-run", 4, values);
}

static void finish_run(struct aggregation *aggregation, int64_t run)
{
    char texts[4][24];
    const int64_t numbers[] = {run, aggregation->responses, aggregation->cells,
                               aggregation->statistics};
    for (size_t i = 0; i < 4; i++)
        snprintf(texts[i], sizeof texts[i], "%lld", (long long)numbers[i]);
    const char *values[] = {texts[0], aggregation->config.codebook.hash, texts[1], texts[2],
                            texts[3]};
    db_execute(&aggregation->db, "aggregate/finish-run", 5, values);
}

static void aggregate_survey(struct aggregation *aggregation)
{
    const struct codebook *codebook = &aggregation->config.codebook;
    struct db *db = &aggregation->db;
    PQclear(db_run(db, "aggregate/scan-settings", 0, NULL));
    db_begin(db);
    PQclear(db_run(db, "db/lock-survey", 1, &codebook->survey));
    aggregation->responses = survey_require_responses(db, codebook);
    int64_t run = start_run(aggregation);
    store_delete(db, codebook->survey);
    estimates_delete(db, codebook->survey);
    bool by_database = strcmp(engine, "sql") == 0;
    if (by_database)
        count_by_sql(aggregation);
    else
        tally_survey(aggregation);
    rates_store(db, &aggregation->config, by_database);
    store_published(db, &aggregation->config);
    aggregation->estimates = estimates_store(db, &aggregation->config);
    aggregation->comparisons = comparisons_store(db, &aggregation->config);
    finish_run(aggregation, run);
    PQclear(db_run(db, "aggregate/analyze-settings", 0, NULL));
    db_execute(db, "aggregate/analyze-results", 0, NULL);
    db_commit(db);
}

/* Counts and prints one cross; no lock, since nothing is stored. */
static int print_cross(struct aggregation *aggregation)
{
    struct cross_wish wish = cross_parse(&aggregation->config, cross);
    struct db *db = &aggregation->db;
    db_open_migrated(db, aggregation->settings, "renkei-aggregate");
    PQclear(db_run(db, "aggregate/scan-settings", 0, NULL));
    db_begin(db);
    survey_require_responses(db, &aggregation->config.codebook);
    cross_print(db, &aggregation->config, &wish);
    db_commit(db);
    db_close(db);
    config_release(&aggregation->config);
    return STATUS_DONE;
}

static int run_aggregate(const struct settings *settings, size_t count, char **operands)
{
    if (count)
        die_usage(NULL, _("unexpected argument \"%s\""), operands[0]);
    if (jobs > JOBS_LARGEST)
        die_usage(_("0 chooses by cores and size"), _("--jobs can be at most %d"), JOBS_LARGEST);
    double started = clock_seconds();
    struct aggregation aggregation = {.settings = settings};
    config_require(&aggregation.config, settings->configs, settings->survey);
    if (cross)
        return print_cross(&aggregation);
    db_open_migrated(&aggregation.db, settings, "renkei-aggregate");
    aggregate_survey(&aggregation);
    message_note(_("%lld responses counted into %lld cells and %lld statistics in %.2f s"),
                 (long long)aggregation.responses, (long long)aggregation.cells,
                 (long long)aggregation.statistics, clock_seconds() - started);
    if (aggregation.estimates || aggregation.comparisons)
        message_note(_("%lld cells estimated, %lld tests made"), (long long)aggregation.estimates,
                     (long long)aggregation.comparisons);
    db_close(&aggregation.db);
    arena_release(&aggregation.arena);
    config_release(&aggregation.config);
    return STATUS_DONE;
}

static const struct argument aggregate_arguments[] = {
    {0, "engine", ARGUMENT_CHOICE, &engine, "tally|sql",
     N_("who counts: this program, or the database by the readable definition; the result is the "
        "same")},
    {'j', "jobs", ARGUMENT_COUNT, &jobs, "N",
     N_("connections that read at the same time; 0: by cores and size")},
    {0, "cross", ARGUMENT_TEXT, &cross, "QUESTION:BY",
     N_("print one question by the answers to another as CSV instead; nothing is stored")},
    {0},
};

const struct verb aggregate_verb = {
    .name = "aggregate",
    .operands = "",
    .summary = N_("count every question by every breakdown"),
    .text =
        N_("Counts all responses of a survey in one pass and stores the cells and the statistics\n"
           "that all tables are made of. Running it again gives the same content.\n"
           "\n"
           "    renkei aggregate -s r3\n"
           "    renkei aggregate -s r3 --cross scene_effort:vision"),
    .needs_survey = true,
    .run = run_aggregate,
    .arguments = aggregate_arguments,
};
