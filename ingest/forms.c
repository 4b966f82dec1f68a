/*
 * `renkei forms`: questionnaires, one per unit, blank or prefilled with what the unit answered in a
 * former survey. What to write is settled completely (which forms, which units, how many, which
 * answers) before the first file: a wrong option leaves nothing behind.
 */
#include "ingest/verbs.h"

#include "common/clock.h"
#include "common/config.h"
#include "common/message.h"
#include "common/whole_file.h"
#include "ingest/form_batch.h"
#include "ingest/prefill.h"
#include "ingest/units.h"

#include <stdlib.h>
#include <string.h>

static struct {
    const char *form;
    const char *prefecture;
    const char *unit;
    const char *prefill;
    long units;
    bool zip;
} wanted;

/* The questionnaires of one form. */
struct blanks {
    const struct codebook *codebook;
    const struct form *form;
    const char *folder;
    const char *label; /* of the progress line */
    size_t *units;     /* rows of the frame; NULL without one: serial numbers from 1, or `code` */
    size_t count;
    const char *code;
    struct prefill prefill; /* zeroed: blank */
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
    const struct former_answers *former =
        blanks->prefill.units ? &blanks->prefill.units[unit] : NULL;
    sheet->unit = frame_code(frame, unit);
    sheet->unit_name = form_batch_unit_name(arena, frame, unit);
    if (former && former->values) {
        sheet->values = former->values;
        sheet->note = blanks->prefill.note;
        sheet->synthetic = former->synthetic;
    }
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

/* ---- Former answers ---- */

static void show_prefill(const struct blanks *blanks)
{
    const struct prefill *prefill = &blanks->prefill;
    message_note(_("form \"%s\": %zu of %zu items carry over from \"%s\", "
                   "where %zu of %zu units have answers"),
                 blanks->form->id, prefill->carried_count, prefill->item_count, wanted.prefill,
                 prefill->unit_count, blanks->form->frame->unit_count);
    if (*prefill->new_items)
        message_note(_("left blank, not asked in \"%s\": %s"), wanted.prefill, prefill->new_items);
    if (*prefill->other_types)
        message_note(_("left blank, of another type in \"%s\": %s"), wanted.prefill,
                     prefill->other_types);
    if (prefill->lost_count)
        message_note(_("left blank: %zu answers with options or numbers that are not "
                       "allowed any more"),
                     prefill->lost_count);
    if (*prefill->other_labels)
        message_warning(
            _("they are prefilled by their codes: see whether they still mean the same"),
            _("options worded differently in \"%s\": %s"), wanted.prefill, prefill->other_labels);
}

static void read_former_answers(struct blanks *blanks, size_t form_count,
                                const struct settings *settings, struct arena *arena)
{
    if (strcmp(wanted.prefill, settings->survey) == 0)
        die_usage(_("name the survey before this one"),
                  _("the forms of \"%s\" cannot be prefilled from itself"), settings->survey);
    struct db db = {0};
    db_open_migrated(&db, settings, "renkei-ingest");
    for (size_t i = 0; i < form_count; i++) {
        if (!blanks[i].form->frame)
            message_warning(NULL,
                            _("form \"%s\" stays blank: without a frame, a number need not be the "
                              "same unit as in \"%s\""),
                            blanks[i].form->id, wanted.prefill);
        else if (!prefill_read(&blanks[i].prefill, arena, &db, wanted.prefill, blanks[i].form))
            message_warning(NULL, _("form \"%s\" stays blank: survey \"%s\" has no such form"),
                            blanks[i].form->id, wanted.prefill);
        else
            show_prefill(&blanks[i]);
    }
    db_close(&db);
}

/* ---- One ZIP file per prefecture ---- */

/* A form on its way into a ZIP file. */
struct posted {
    const char *prefecture; /* its code */
    const char *path;       /* of the ZIP file */
    const struct blanks *blanks;
    size_t index; /* among the form's units */
};

struct post {
    struct posted *forms;
    size_t count;
};

/* By prefecture; within it by form and in the order of the frame. */
static int compare_posted(const void *a, const void *b)
{
    const struct posted *one = a, *other = b;
    int by_prefecture = strcmp(one->prefecture, other->prefecture);
    if (by_prefecture)
        return by_prefecture;
    if (one->blanks != other->blanks)
        return one->blanks < other->blanks ? -1 : 1;
    return one->index < other->index ? -1 : one->index > other->index;
}

static const char *zip_path(struct arena *arena, const char *out, const struct frame *frame,
                            size_t unit)
{
    const char *code = frame_value(frame, unit, frame_column(frame, "prefecture_code"));
    size_t column = frame_column(frame, "prefecture");
    const char *name = column == FRAME_NONE ? "" : frame_value(frame, unit, column);
    return arena_printf(arena, "%s/%s%s%s.zip", out, form_batch_file_name(arena, code),
                        *name ? "-" : "", form_batch_file_name(arena, name));
}

static void post_form(struct post *post, const struct blanks *blanks, const char *out,
                      struct arena *arena)
{
    const struct frame *frame = blanks->form->frame;
    if (!frame)
        die_usage(_("leave out --zip, or choose another form with --form"),
                  _("form \"%s\" has no frame, so its units have no prefecture"), blanks->form->id);
    size_t column = frame_column(frame, "prefecture_code");
    if (column == FRAME_NONE)
        die_usage(_("leave out --zip, or choose another form with --form"),
                  _("frame \"%s\" of form \"%s\" has no column \"prefecture_code\""), frame->id,
                  blanks->form->id);
    for (size_t i = 0; i < blanks->count; i++)
        post->forms[post->count++] = (struct posted){
            .prefecture = frame_value(frame, blanks->units[i], column),
            .path = zip_path(arena, out, frame, blanks->units[i]),
            .blanks = blanks,
            .index = i,
        };
}

static const char *prepare_posted(const void *context, size_t index, struct arena *arena,
                                  struct form_sheet *sheet)
{
    const struct post *post = context;
    return prepare(post->forms[index].blanks, post->forms[index].index, arena, sheet);
}

static const char *zip_of_posted(const void *context, size_t index)
{
    const struct post *post = context;
    return post->forms[index].path;
}

static size_t write_zips(const struct blanks *blanks, size_t form_count, const char *out,
                         struct arena *arena)
{
    struct post post = {0};
    size_t count = 0;
    for (size_t i = 0; i < form_count; i++)
        count += blanks[i].count;
    post.forms = arena_array(arena, count, sizeof *post.forms);
    for (size_t i = 0; i < form_count; i++)
        post_form(&post, &blanks[i], out, arena);
    qsort(post.forms, post.count, sizeof *post.forms, compare_posted);
    whole_file_folder(out);
    const struct form_batch batch = {
        .label = _("forms:"),
        .count = post.count,
        .prepare = prepare_posted,
        .archive = zip_of_posted,
        .context = &post,
    };
    form_batch_write(&batch);
    return post.count;
}

/* ---- The verb ---- */

static size_t write_folder(const struct blanks *blanks)
{
    if (!blanks->count)
        return 0;
    whole_file_folder(blanks->folder);
    const struct form_batch batch = {
        .label = blanks->label, .count = blanks->count, .prepare = prepare, .context = blanks};
    form_batch_write(&batch);
    return blanks->count;
}

static void check_options(size_t operand_count, char **operands)
{
    if (operand_count)
        die_usage(_("see --help"), _("unexpected argument \"%s\""), operands[0]);
    if (wanted.unit && (wanted.units || wanted.prefecture))
        die_usage(_("--unit writes one form only"),
                  _("--unit goes neither with --units nor with --prefecture"));
}

/* Chooses the forms and their units; returns how many forms, ends the program if no unit fits. */
static size_t choose(struct arena *arena, const struct config *config, const char *out,
                     struct blanks **chosen)
{
    const struct codebook *codebook = &config->codebook;
    const struct form *first =
        wanted.form ? config_require_form(config, wanted.form) : codebook->forms;
    size_t form_count = wanted.form ? 1 : codebook->form_count;
    struct blanks *blanks = arena_array(arena, form_count, sizeof *blanks);
    for (size_t i = 0; i < form_count; i++) {
        blanks[i].codebook = codebook;
        blanks[i].form = &first[i];
        blanks[i].label = arena_printf(arena, _("forms of \"%s\":"), first[i].id);
        blanks[i].folder =
            wanted.zip ? first[i].id : arena_printf(arena, "%s/%s", out, first[i].id);
        (first[i].frame ? choose_from_frame : choose_without_frame)(&blanks[i], arena);
    }
    check_found(blanks, form_count);
    *chosen = blanks;
    return form_count;
}

static size_t write_folders(const struct blanks *blanks, size_t form_count)
{
    size_t written = 0;
    for (size_t i = 0; i < form_count; i++)
        written += write_folder(&blanks[i]);
    return written;
}

static int run_forms(const struct settings *settings, size_t count, char **operands)
{
    double started = clock_seconds();
    check_options(count, operands);
    struct config config = {0};
    struct arena arena = {0};
    config_require(&config, settings->configs, settings->survey);
    const char *out = settings->out ? settings->out
                                    : arena_printf(&arena, "out/%s/forms", config.codebook.survey);
    struct blanks *blanks;
    size_t form_count = choose(&arena, &config, out, &blanks);
    if (wanted.prefill)
        read_former_answers(blanks, form_count, settings, &arena);
    size_t written = wanted.zip ? write_zips(blanks, form_count, out, &arena)
                                : write_folders(blanks, form_count);
    message_note(_("%zu forms written to \"%s\" in %.1f s"), written, out,
                 clock_seconds() - started);
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
    {0, "prefill", ARGUMENT_TEXT, &wanted.prefill, "SURVEY",
     N_("fill in what the units answered in this former survey")},
    {0, "zip", ARGUMENT_FLAG, &wanted.zip, NULL, N_("one ZIP file per prefecture")},
    {0},
};

const struct verb forms_verb = {
    .name = "forms",
    .operands = "",
    .summary = N_("write Excel questionnaires, one per unit"),
    .text = N_(
        "Writes <out>/<form>/<unit>-<name>.xlsx for every unit of the frame, by default under\n"
        "out/<survey>/forms. The answer cells carry defined names, by which\n"
        "`renkei ingest` finds the answers again.\n"
        "\n"
        "With --prefill, the answers of a former survey in the database are filled in, and the\n"
        "form says so: those to questions and options of the same id and code, matched by the\n"
        "unit's code. With --zip, <out>/<code>-<prefecture>.zip holds all forms of a prefecture.\n"
        "\n"
        "  renkei forms -s r3 --prefecture 11\n"
        "  renkei forms -s r4 --prefill r3 --zip"),
    .needs_survey = true,
    .run = run_forms,
    .arguments = arguments,
};
