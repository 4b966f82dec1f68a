/*
 * `renkei forms`: blank questionnaires, one per unit. What to write is settled completely (which
 * forms, which units, how many) before the first file: a wrong option leaves nothing behind.
 */
#include "ingest/verbs.h"

#include "common/config.h"
#include "common/message.h"
#include "common/whole_file.h"
#include "ingest/form_batch.h"
#include "ingest/units.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static struct {
    const char *form;
    const char *prefecture;
    const char *unit;
    long units;
} wanted;

/* The blank questionnaires of one form. */
struct blanks {
    const struct codebook *codebook;
    const struct form *form;
    const char *folder;
    const char *label; /* of the progress line */
    size_t *units;     /* rows of the frame; NULL without one: serial numbers from 1, or `code` */
    size_t count;
    const char *code;
};

static const char *prepare(const void *context, size_t index, struct arena *arena,
                           struct form_sheet *sheet)
{
    const struct blanks *blanks = context;
    const struct frame *frame = blanks->form->frame;
    sheet->codebook = blanks->codebook;
    sheet->form = blanks->form;
    if (!frame) {
        sheet->unit = blanks->code ? blanks->code : arena_printf(arena, "%zu", index + 1);
        sheet->unit_name = "";
        return form_batch_path(arena, blanks->folder, sheet->unit, "");
    }
    size_t unit = blanks->units[index];
    sheet->unit = frame_code(frame, unit);
    sheet->unit_name = form_batch_unit_name(arena, frame, unit);
    return form_batch_path(arena, blanks->folder, sheet->unit, frame_name(frame, unit));
}

/* ---- Which units ---- */

static bool same_prefecture(const char *value, const char *given)
{
    while (*value == '0')
        value++;
    while (*given == '0')
        given++;
    return *given && strcmp(value, given) == 0;
}

static void choose_prefecture(struct blanks *blanks)
{
    const struct frame *frame = blanks->form->frame;
    size_t column = frame_column(frame, "prefecture_code");
    if (column == FRAME_NONE)
        die_usage(_("leave out --prefecture, or choose another form with --form"),
                  _("frame \"%s\" of form \"%s\" has no column \"prefecture_code\""), frame->id,
                  blanks->form->id);
    for (size_t unit = 0; unit < frame->unit_count; unit++)
        if (same_prefecture(frame_value(frame, unit, column), wanted.prefecture))
            blanks->units[blanks->count++] = unit;
}

/* `--unit` may fit one form only of several: no match is no mistake yet. */
static void choose_unit(struct blanks *blanks, struct arena *arena)
{
    struct unit_match match = unit_find(arena, blanks->form->frame, wanted.unit);
    if (match.result == UNIT_AMBIGUOUS)
        die_usage(arena_printf(arena, _("give the whole code: %s"), match.candidates),
                  _("unit \"%s\" of form \"%s\" is ambiguous"), wanted.unit, blanks->form->id);
    if (match.result == UNIT_FOUND && !match.invented)
        blanks->units[blanks->count++] = match.unit;
}

static void choose_from_frame(struct blanks *blanks, struct arena *arena)
{
    const struct frame *frame = blanks->form->frame;
    if (wanted.units)
        die_usage(_("--units is for forms without a frame; see --prefecture and --unit"),
                  _("the units of form \"%s\" are those of its frame \"%s\""), blanks->form->id,
                  frame->id);
    blanks->units = arena_array(arena, frame->unit_count, sizeof *blanks->units);
    if (wanted.unit) {
        choose_unit(blanks, arena);
    } else if (wanted.prefecture) {
        choose_prefecture(blanks);
    } else {
        for (size_t unit = 0; unit < frame->unit_count; unit++)
            blanks->units[blanks->count++] = unit;
    }
}

static void choose_without_frame(struct blanks *blanks, struct arena *arena)
{
    if (wanted.prefecture)
        die_usage(_("leave out --prefecture, or choose another form with --form"),
                  _("form \"%s\" has no frame, so its units have no prefecture"), blanks->form->id);
    if (wanted.unit) {
        struct unit_match match = unit_any(arena, wanted.unit);
        blanks->code = match.code;
        blanks->count = match.result == UNIT_FOUND;
        return;
    }
    if (!wanted.units)
        die_usage(_("say how many: --units N writes forms numbered 1 to N"),
                  _("form \"%s\" has no frame, so the number of its units is not known"),
                  blanks->form->id);
    blanks->count = (size_t)wanted.units;
}

static void check_found(const struct blanks *blanks, size_t form_count)
{
    size_t count = 0;
    for (size_t i = 0; i < form_count; i++)
        count += blanks[i].count;
    if (count)
        return;
    if (wanted.unit)
        die_usage(_("codes stand in the first column of the frames under configs/frames"),
                  _("there is no unit \"%s\""), wanted.unit);
    if (wanted.prefecture)
        die_usage(_("prefectures are numbered 1 to 47"), _("there is no prefecture \"%s\""),
                  wanted.prefecture);
    die_usage(NULL, _("there is no unit to write a form for"));
}

/* ---- The verb ---- */

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static size_t write_blanks(const struct blanks *blanks)
{
    if (!blanks->count)
        return 0;
    whole_file_folder(blanks->folder);
    const struct form_batch batch = {
        .label = blanks->label, .count = blanks->count, .prepare = prepare, .context = blanks};
    form_batch_write(&batch);
    return blanks->count;
}

static int run_forms(const struct settings *settings, size_t count, char **operands)
{
    double started = seconds_now();
    if (count)
        die_usage(_("see --help"), _("unexpected argument \"%s\""), operands[0]);
    if (wanted.unit && (wanted.units || wanted.prefecture))
        die_usage(_("--unit writes one form only"),
                  _("--unit goes neither with --units nor with --prefecture"));
    struct config config = {0};
    struct arena arena = {0};
    config_require(&config, settings->configs, settings->survey);
    const struct codebook *codebook = &config.codebook;
    const struct form *first =
        wanted.form ? config_require_form(&config, wanted.form) : codebook->forms;
    size_t form_count = wanted.form ? 1 : codebook->form_count;
    const char *out =
        settings->out ? settings->out : arena_printf(&arena, "out/%s/forms", codebook->survey);
    struct blanks *blanks = arena_array(&arena, form_count, sizeof *blanks);
    for (size_t i = 0; i < form_count; i++) {
        blanks[i].codebook = codebook;
        blanks[i].form = &first[i];
        blanks[i].label = arena_printf(&arena, _("forms of \"%s\":"), first[i].id);
        blanks[i].folder = arena_printf(&arena, "%s/%s", out, first[i].id);
        (first[i].frame ? choose_from_frame : choose_without_frame)(&blanks[i], &arena);
    }
    check_found(blanks, form_count);
    size_t written = 0;
    for (size_t i = 0; i < form_count; i++)
        written += write_blanks(&blanks[i]);
    message_note(_("%zu forms written to \"%s\" in %.1f s"), written, out, seconds_now() - started);
    arena_release(&arena);
    config_release(&config);
    return STATUS_DONE;
}

static const struct argument arguments[] = {
    {0, "form", ARGUMENT_TEXT, &wanted.form, "ID", N_("this form only (default: all)")},
    {0, "prefecture", ARGUMENT_TEXT, &wanted.prefecture, "CODE",
     N_("only the units of this prefecture (11)")},
    {0, "unit", ARGUMENT_TEXT, &wanted.unit, "CODE",
     N_("only this unit, by its 5- or 6-digit code")},
    {0, "units", ARGUMENT_COUNT, &wanted.units, "N",
     N_("how many, for a form without a frame: units 1 to N")},
    {0},
};

const struct verb forms_verb = {
    .name = "forms",
    .operands = "",
    .summary = N_("write blank Excel questionnaires, one per unit"),
    .text =
        N_("Writes <out>/<form>/<unit>-<name>.xlsx for every unit of the frame, by default under\n"
           "out/<survey>/forms. The answer cells carry defined names, by which\n"
           "`renkei ingest` finds the answers again.\n"
           "\n"
           "  renkei forms -s r3 --prefecture 11"),
    .needs_survey = true,
    .run = run_forms,
    .arguments = arguments,
};
