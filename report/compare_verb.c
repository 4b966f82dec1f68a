/*
 * renkei compare: waves of a survey side by side, or two runs of one. It only reads. Everything is
 * checked before the first file is begun; all waves are seen in one state of the database.
 */
#include "report/verbs.h"

#include "common/db.h"
#include "common/message.h"
#include "report/compare.h"
#include "report/compare_book.h"
#include "report/compare_csv.h"
#include "report/compare_runs.h"
#include "report/compare_screen.h"
#include "report/output.h"

#include <stdlib.h>
#include <string.h>

static void read_waves(struct comparison *comparison, const struct settings *settings, size_t count,
                       char **surveys)
{
    comparison->waves = arena_array(&comparison->arena, count, sizeof *comparison->waves);
    comparison->wave_count = count;
    for (size_t w = 0; w < count; w++) {
        struct wave *wave = &comparison->waves[w];
        config_require(&wave->config, settings->configs, surveys[w]);
        wave->survey = wave->config.codebook.survey;
        wave->year = codebook_year_label(&comparison->arena, wave->config.codebook.year);
        for (size_t i = 0; i < w; i++) {
            if (strcmp(comparison->waves[i].survey, wave->survey) == 0)
                die_usage(_("name each survey once; two runs of one are named r3@12 r3@15"),
                          _("the survey \"%s\" is named twice"), wave->survey);
        }
        if (w > 0 && wave[-1].config.codebook.year > wave->config.codebook.year)
            die_usage(_("name the earlier wave first"),
                      _("the survey \"%s\" is of %d, \"%s\" of %d"), wave[-1].survey,
                      wave[-1].config.codebook.year, wave->survey, wave->config.codebook.year);
    }
}

static void write_tables(const struct comparison *comparison, struct outputs *outputs)
{
    static const struct {
        const char *name;
        compare_csv_function *write;
    } tables[] = {
        {"trend.csv", trend_csv_write},
        {"decomposition.csv", decomposition_csv_write},
        {"panel.csv", panel_csv_write},
        {"transitions.csv", transitions_csv_write},
        {"trend-numbers.csv", trend_numbers_csv_write},
        {"panel-numbers.csv", panel_numbers_csv_write},
        {"decomposition-numbers.csv", decomposition_numbers_csv_write},
        {"texts.csv", texts_csv_write},
        {"concordance.csv", concordance_csv_write},
    };
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        struct output_file *file = output_open(outputs, tables[i].name);
        if (!tables[i].write(file->stream, comparison))
            output_fail(file);
        output_finish(file);
    }
}

/* out/compare-r3-r4 */
static const char *default_folder(struct arena *arena, size_t count, char **operands)
{
    const char *folder = "out/compare";
    for (size_t i = 0; i < count; i++)
        folder = arena_printf(arena, "%s-%s", folder, operands[i]);
    return folder;
}

/* A wave that says nothing is a mistake of whoever named it. */
static void require_figures(const struct comparison *comparison)
{
    for (size_t w = 0; w < comparison->wave_count; w++) {
        bool known = false;
        for (size_t f = 0; f < comparison->form_count; f++)
            known = known || comparison->forms[f].sources[w] != VALUE_NONE;
        if (!known)
            die(NULL, _("load its responses with 'renkei ingest', or write published.csv"),
                _("nothing is known of the survey \"%s\": it has no responses in the database and "
                  "no "
                  "published figures"),
                comparison->waves[w].survey);
    }
}

static void show(const struct comparison *comparison, const struct settings *settings)
{
    if (settings->quiet)
        return;
    struct screen screen = screen_start(settings->verbose);
    screen_comparison(&screen, comparison);
    screen_finish(&screen);
}

static void compare_waves(const struct settings *settings, size_t count, char **operands)
{
    struct comparison comparison = {0};
    struct db db;
    read_waves(&comparison, settings, count, operands);
    comparison_plan(&comparison);
    db_open_migrated(&db, settings, "renkei-report");
    db_begin(&db);
    db_execute(&db, "report/snapshot", 0, NULL);
    comparison_read(&comparison, &db);
    require_figures(&comparison);
    comparison_pair(&comparison, &db, settings->configs);
    db_commit(&db);
    db_close(&db);
    struct outputs outputs = {.folder = settings->out != NULL
                                            ? settings->out
                                            : default_folder(&comparison.arena, count, operands),
                              .arena = &comparison.arena};
    write_tables(&comparison, &outputs);
    struct output_file *file = output_begin(&outputs, "compare.xlsx");
    compare_book_write(&comparison, file->temporary);
    output_finish(file);
    show(&comparison, settings);
    for (size_t w = 0; w < count; w++)
        config_release(&comparison.waves[w].config);
    arena_release(&comparison.arena);
}

static int compare_run(const struct settings *settings, size_t count, char **operands)
{
    if (settings->survey != NULL)
        die_usage(_("name the waves: renkei compare r3 r4"),
                  _("compare takes no --survey, but two surveys or more"));
    if (count < 2)
        die_usage(_("name two waves or more: renkei compare r3 r4"),
                  _("there is nothing to compare with"));
    size_t runs = 0;
    for (size_t i = 0; i < count; i++)
        runs += is_run_operand(operands[i]);
    if (runs > 0 && count > 2)
        die_usage(_("name two runs of one survey: renkei compare r3@12 r3@15"),
                  _("only two runs can be compared"));
    if (runs > 0)
        compare_runs(settings, operands[0], operands[1]);
    else
        compare_waves(settings, count, operands);
    return STATUS_DONE;
}

static const struct argument compare_arguments[] = {{0}};

const struct verb compare_verb = {
    .name = "compare",
    .operands = "A B…",
    .summary = N_("put waves side by side: what changed and why"),
    .text = N_(
        "Compares waves of a survey, the earliest first: for every question with the same id the\n"
        "percentages and their difference in points, the same for the units that answered both\n"
        "waves, who moved from which answer to which (McNemar's test), and from what the change\n"
        "comes, as an exact sum: moves of the same units, blank and unusable answers, "
        "corrections,\n"
        "new respondents and those that left. Breaks and changed questions are marked. A wave\n"
        "without responses in the database stands with its published figures.\n"
        "\n"
        "Numbers are compared by their means, with medians, the same exact sum and the paired t\n"
        "test; of texts it says who wrote something.\n"
        "\n"
        "The largest changes are shown (-v: all, with their parts). compare.xlsx, trend.csv,\n"
        "decomposition.csv, panel.csv, transitions.csv, concordance.csv, the first three again "
        "for\n"
        "numbers (trend-numbers.csv …) and texts.csv are written into out/compare-A-B unless "
        "--out\n"
        "names another folder. It needs no 'renkei aggregate'.\n"
        "\n"
        "Of two runs of one survey, named as SURVEY@RUN, it lists which answers changed and what\n"
        "brought the change, and writes changes.csv.\n"
        "\n"
        "    renkei compare r3 r4\n"
        "    renkei compare r3 r4 r6 -o out/trend\n"
        "    renkei compare r3@12 r3@15\n"),
    .needs_survey = false,
    .run = compare_run,
    .arguments = compare_arguments,
};
