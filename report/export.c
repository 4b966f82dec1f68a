/*
 * renkei export: the answers themselves, for researchers. One file per form in the format asked
 * for, with the tables that explain it; all of them show one state of the database. It only reads.
 */
#include "report/export.h"

#include "common/message.h"
#include "report/loaded.h"
#include "report/output.h"
#include "report/verbs.h"

#include <string.h>

static struct {
    const char *as, *form;
} wanted = {.as = "csv"};

struct export_run {
    struct config config;
    struct db db;
    struct arena arena;
    struct outputs outputs;
    const struct export_form **plans;
    struct export_tally *tallies; /* NULL: nobody asks for frequencies */
    size_t count;
};

static void plan_forms(struct export_run *run)
{
    const struct codebook *codebook = &run->config.codebook;
    const struct form *only =
        wanted.form != NULL ? config_require_form(&run->config, wanted.form) : NULL;
    run->plans = arena_array(&run->arena, codebook->form_count, sizeof(struct export_form *));
    for (size_t i = 0; i < codebook->form_count; i++)
        if (only == NULL || only == &codebook->forms[i])
            run->plans[run->count++] =
                export_plan(&run->arena, &run->db, codebook, &codebook->forms[i]);
}

static void prepare_tallies(struct export_run *run)
{
    run->tallies = arena_array(&run->arena, run->count, sizeof *run->tallies);
    for (size_t i = 0; i < run->count; i++) {
        size_t variables = run->plans[i]->variable_count;
        run->tallies[i] = (struct export_tally){
            .codes = arena_array(&run->arena, variables, sizeof *run->tallies[i].codes),
            .valid = arena_array(&run->arena, variables, sizeof(int64_t)),
            .least = arena_array(&run->arena, variables, sizeof(int64_t)),
            .most = arena_array(&run->arena, variables, sizeof(int64_t)),
        };
    }
}

/* DDI describes CSV files. */
static void write_microdata(struct export_run *run, size_t position)
{
    const struct export_form *plan = run->plans[position];
    bool stat = strcmp(wanted.as, "sav") == 0 || strcmp(wanted.as, "dta") == 0;
    const char *name = arena_printf(&run->arena, "%s.%s", plan->file, stat ? wanted.as : "csv");
    struct output_file *file = output_open(&run->outputs, name);
    bool written = stat ? export_stat_write(file->stream, &run->db, plan,
                                            strcmp(wanted.as, "sav") == 0 ? EXPORT_SAV : EXPORT_DTA)
                        : export_csv_write(file->stream, &run->db, plan,
                                           run->tallies != NULL ? &run->tallies[position] : NULL);
    if (!written)
        output_fail(file);
    output_finish(file);
    message_note(_("%s: %lld rows of %zu variables"), file->path, (long long)plan->row_count,
                 plan->variable_count);
}

typedef bool table_function(FILE *stream, const struct export_form *const *plans, size_t count);

static void write_table(struct export_run *run, const char *name, table_function *write)
{
    struct output_file *file = output_open(&run->outputs, name);
    if (!write(file->stream, run->plans, run->count))
        output_fail(file);
    output_finish(file);
}

static void write_ddi(struct export_run *run)
{
    const char *name = arena_printf(&run->arena, "%s%s-ddi.xml", run->config.codebook.survey,
                                    run->plans[0]->synthetic ? "-synthetic" : "");
    struct output_file *file = output_open(&run->outputs, name);
    if (!export_ddi_write(file->stream, run->plans, run->tallies, run->count))
        output_fail(file);
    output_finish(file);
}

static void write_all(struct export_run *run)
{
    bool ddi = strcmp(wanted.as, "ddi") == 0;
    if (ddi)
        prepare_tallies(run);
    for (size_t i = 0; i < run->count; i++)
        write_microdata(run, i);
    write_table(run, "codebook.csv", export_codebook_write);
    write_table(run, "questions.csv", export_questions_write);
    if (ddi)
        write_ddi(run);
}

static int export_run(const struct settings *settings, size_t count, char **operands)
{
    struct export_run run = {0};
    (void)operands;
    if (count > 0)
        die_usage(_("see 'renkei export --help'"), _("export takes no operands"));
    config_require(&run.config, settings->configs, settings->survey);
    db_open_migrated(&run.db, settings, "renkei-report");
    db_begin(&run.db);
    db_execute(&run.db, "report/snapshot", 0, NULL);
    loaded_require_responses(&run.db, &run.config);
    run.outputs = (struct outputs){
        .folder = settings->out != NULL
                      ? settings->out
                      : arena_printf(&run.arena, "out/%s/export", run.config.codebook.survey),
        .arena = &run.arena,
    };
    plan_forms(&run);
    write_all(&run);
    db_commit(&run.db);
    db_close(&run.db);
    arena_release(&run.arena);
    config_release(&run.config);
    return STATUS_DONE;
}

static const struct argument export_arguments[] = {
    {0, "as", ARGUMENT_CHOICE, &wanted.as, "csv|sav|dta|ddi",
     N_("the format: CSV, SPSS, Stata, or CSV with a DDI description")},
    {0, "form", ARGUMENT_TEXT, &wanted.form, "ID", N_("only this form (default: all of them)")},
    {0},
};

const struct verb export_verb = {
    .name = "export",
    .operands = "",
    .summary = N_("write the answers themselves, with their codebook, for researchers"),
    .text = N_(
        "Writes one file per form, one row per unit that counts: the unit, what the frame says of\n"
        "it, every answer and every derived variable; beside it codebook.csv (each variable with\n"
        "its values) and questions.csv. It changes nothing and needs no 'renkei aggregate'.\n"
        "\n"
        "The kinds of empty stay apart: in CSV the words NA, INVALID and NOT_ASKED, in sav the\n"
        "user-missing codes 251, 252 and 253, in dta .a, .b and .c. A missing number is\n"
        "system-missing in sav, and a missing text is empty everywhere; the variable behind it,\n"
        "named _state, says why. Files with synthetic data are called so.\n"
        "\n"
        "    renkei export -s r3\n"
        "    renkei export -s r3 --as sav --form municipality -o out/spss\n"
        "    renkei export -s r3 --as ddi\n"),
    .needs_survey = true,
    .run = export_run,
    .arguments = export_arguments,
};
