/*
 * `renkei sample`: synthetic responses. Each form is settled completely (which counts, who answers
 * what) before its first file is written; published figures that no answers can show are reported
 * with the line they stand in, and the sample is written all the same.
 */
#include "ingest/verbs.h"

#include "common/config.h"
#include "common/message.h"
#include "common/number.h"
#include "common/whole_file.h"
#include "ingest/sample_write.h"

#include <string.h>

/* Units of a survey that has neither a frame nor a published base. */
enum { UNITS_BY_DEFAULT = 100 };
static struct {
    long seed;
    const char *units; /* NULL: as many as were published */
    const char *as;
    const char *form;
} wanted = {.seed = 1, .as = "csv"};

/* ---- Published figures ---- */

static void report_figure(const struct config *config, const struct sample_figure *figure,
                          const char *reason)
{
    const struct published *published = figure->published;
    struct arena arena = {0};
    char code[CODE_TEXT_SIZE];
    const char *number = "";
    if (published->count >= 0)
        number = arena_printf(&arena, "%lld", (long long)published->count);
    if (published->tenths >= 0)
        number = arena_printf(&arena, "%s%s%lld.%lld %%", number, *number ? ", " : "",
                              (long long)published->tenths / 10, (long long)published->tenths % 10);
    struct place place = {
        .file = config->published_path,
        .line = published->line,
        .item = arena_printf(&arena, "%s %s%s%s = %s", published->figure, published->question->id,
                             published->row ? "." : "", published->row ? published->row->id : "",
                             code_text(code, published->code)),
    };
    message_print(
        MESSAGE_WARNING, &place, NULL,
        arena_printf(&arena, _("the published %s cannot be reproduced: %s"), number, reason), NULL);
    arena_release(&arena);
}

/* Recounts every figure; returns how many print as published. */
static size_t recount_figures(const struct config *config, const struct sample_model *model,
                              const struct sample_answers *answers)
{
    size_t reproduced = 0;
    for (size_t f = 0; f < model->plan.figure_count; f++) {
        const struct sample_figure *figure = &model->plan.figures[f];
        int64_t count, asked;
        sample_recount(answers, model->form, figure, &count, &asked);
        if (plan_prints(figure->published, count, asked)) {
            reproduced++;
            continue;
        }
        struct arena arena = {0};
        const char *reason = figure->failure;
        if (!reason)
            reason = arena_printf(&arena, _("the sample has %lld of %lld"), (long long)count,
                                  (long long)asked);
        report_figure(config, figure, reason);
        arena_release(&arena);
    }
    return reproduced;
}

/* ---- One form ---- */

static void report_edits(const struct form *form, const struct sample_answers *answers)
{
    if (answers->errors)
        message_warning(NULL, _("form \"%s\": %zu answers break an edit of severity error"),
                        form->id, answers->errors);
    message_detail(_("form \"%s\": %zu respondents, %zu answers break an edit"), form->id,
                   answers->count, answers->errors + answers->warnings);
}

static void write_sample(const struct sample_source *source, const char *folder)
{
    struct arena arena = {0};
    const char *path = arena_printf(&arena, "%s/%s", folder, source->model->form->id);
    if (strcmp(wanted.as, "csv") == 0)
        sample_write_csv(source, arena_printf(&arena, "%s.csv", path));
    else
        sample_write_forms(source, path);
    arena_release(&arena);
}

static void list_files(const struct sample_source *source, struct str *list)
{
    struct arena arena = {0};
    if (strcmp(wanted.as, "csv") == 0)
        sample_list_file(list, arena_printf(&arena, "%s.csv", source->model->form->id));
    else
        sample_list_forms(list, source);
    arena_release(&arena);
}

/* ---- The survey ---- */

struct sample {
    const struct config *config;
    struct arena arena;
    struct sample_model *models; /* per form */
    struct sample_answers *answers;
    struct sample_source *sources;
    size_t count, published, reproduced;
    int64_t units; /* invented ones of each form; 0: none */
};

static void settle_form(struct sample *sample, const struct form *form)
{
    size_t f = sample->count++;
    struct sample_request request = {
        .config = sample->config,
        .form = form,
        .seed = (uint64_t)wanted.seed,
        .without = UNITS_BY_DEFAULT,
    };
    bool invented = sample->units > 0;
    sample_model_init(&sample->models[f], &sample->arena, &request);
    sample_assign(&sample->models[f], &sample->answers[f]);
    sample->sources[f] = (struct sample_source){
        .config = sample->config,
        .model = &sample->models[f],
        .answers = invented ? NULL : &sample->answers[f],
        .count = invented ? (size_t)sample->units : sample->answers[f].count,
    };
    if (invented)
        return;
    sample->published += sample->models[f].plan.figure_count;
    sample->reproduced += recount_figures(sample->config, &sample->models[f], &sample->answers[f]);
    report_edits(form, &sample->answers[f]);
}

static void settle(struct sample *sample)
{
    const struct codebook *codebook = &sample->config->codebook;
    sample->models = arena_array(&sample->arena, codebook->form_count, sizeof *sample->models);
    sample->answers = arena_array(&sample->arena, codebook->form_count, sizeof *sample->answers);
    sample->sources = arena_array(&sample->arena, codebook->form_count, sizeof *sample->sources);
    for (size_t f = 0; f < codebook->form_count; f++)
        if (!wanted.form || strcmp(codebook->forms[f].id, wanted.form) == 0)
            settle_form(sample, &codebook->forms[f]);
}

static void write_all(const struct sample *sample, const char *folder)
{
    struct str list = {0};
    whole_file_folder(folder);
    for (size_t f = 0; f < sample->count; f++)
        list_files(&sample->sources[f], &list);
    sample_list_begin(folder, &list);
    for (size_t f = 0; f < sample->count; f++)
        write_sample(&sample->sources[f], folder);
    sample_list_end(folder, &list, wanted.form);
    str_release(&list);
}

static void report_end(const struct sample *sample, const char *folder)
{
    size_t responses = 0;
    for (size_t f = 0; f < sample->count; f++)
        responses += sample->sources[f].count;
    if (sample->published > 0)
        message_note(_("%zu of %zu published figures are reproduced"), sample->reproduced,
                     sample->published);
    message_note(_("%zu synthetic responses written to \"%s\""), responses, folder);
}

static void check_wanted(struct sample *sample, size_t operand_count, char **operands)
{
    if (operand_count > 0)
        die_usage(_("see --help"), _("unexpected argument \"%s\""), operands[0]);
    if (wanted.units && (!number_parse_whole(wanted.units, &sample->units) || sample->units < 1))
        die_usage(_("leave out --units for a sample with the published number of units"),
                  _("--units needs a whole number, 1 or more"));
    if (wanted.form)
        config_require_form(sample->config, wanted.form);
}

static int run_sample(const struct settings *settings, size_t count, char **operands)
{
    struct config config;
    config_require(&config, settings->configs, settings->survey);
    struct sample sample = {.config = &config};
    check_wanted(&sample, count, operands);
    const char *folder = settings->out;
    if (!folder)
        folder = arena_printf(&sample.arena, "out/%s/sample", config.codebook.survey);
    settle(&sample);
    write_all(&sample, folder);
    report_end(&sample, folder);
    arena_release(&sample.arena);
    config_release(&config);
    return STATUS_DONE;
}

static const struct argument arguments[] = {
    {0, "seed", ARGUMENT_COUNT, &wanted.seed, "N", N_("another number, another sample")},
    {0, "units", ARGUMENT_TEXT, &wanted.units, "N",
     N_("N invented units per form, for load tests: near the published shares")},
    {0, "as", ARGUMENT_CHOICE, &wanted.as, "csv|xlsx",
     N_("one CSV per form (csv), or one filled-in form per unit")},
    {0, "form", ARGUMENT_TEXT, &wanted.form, "ID", N_("this form only (default: all)")},
    {0},
};

const struct verb sample_verb = {
    .name = "sample",
    .operands = "",
    .summary = N_("write synthetic responses that reproduce the published figures"),
    .text =
        N_("Writes <out>/<form>.csv, or <out>/<form>/<unit>-<name>.xlsx, by default under\n"
           "out/<survey>/sample. The answers are invented and say so in every file; counted, they\n"
           "give every published figure of the survey that is possible. Figures that no answers\n"
           "can show are reported. The same seed writes the same bytes.\n"
           "\n"
           "  renkei sample -s r3 --as xlsx"),
    .needs_survey = true,
    .run = run_sample,
    .arguments = arguments,
};
