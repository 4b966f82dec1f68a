/* Which units get a sheet, what its file is called, and the processes that write it. */
#include "report/feedback.h"

#include "common/frame.h"
#include "common/message.h"
#include "common/names.h"
#include "common/whole_file.h"
#include "report/crew.h"
#include "report/feedback_book.h"

#include <string.h>

/* ---- Which units ---- */

static bool frame_has(const struct frame *frame, const char *unit)
{
    for (size_t i = 0; i < frame->unit_count; i++)
        if (feedback_same_unit(frame_code(frame, i), unit))
            return true;
    return false;
}

void feedback_require_unit(const struct config *config, const char *unit)
{
    const struct frame *frame = NULL;
    for (size_t i = 0; i < config->codebook.form_count; i++) {
        const struct form *form = &config->codebook.forms[i];
        if (!feedback_form_applies(form))
            continue;
        /* Without a frame, who has answered is known to the database alone. */
        if (form->frame == NULL || frame_has(form->frame, unit))
            return;
        frame = form->frame;
    }
    if (frame == NULL || frame->unit_count == 0)
        die_usage(_("its forms are for prefectures, which have workbooks of their own"),
                  _("no form of the survey \"%s\" has feedback sheets"), config->codebook.survey);
    struct arena arena = {0};
    const char *hint =
        arena_printf(&arena,
                     _("the codes of the %zu units, from %s to %s, stand in the first column of "
                       "configs/frames/%s.csv"),
                     frame->unit_count, frame_code(frame, 0),
                     frame_code(frame, frame->unit_count - 1), frame->id);
    die_usage(hint, _("there is no unit \"%s\""), unit);
}

_Noreturn static void refuse_unanswered(const struct feedback *feedback)
{
    struct arena arena = {0};
    const char *unit = feedback->source.unit;
    const char *hint =
        arena_printf(&arena, _("'renkei status -s %s --unit %s' says where it stands"),
                     feedback->source.config->codebook.survey, unit);
    die_usage(hint, _("unit \"%s\" has not answered; only who has answered gets a feedback sheet"),
              unit);
}

void feedback_take_form(struct feedback *feedback, const struct cells *cells)
{
    if (!feedback_form_applies(cells->form))
        return;
    struct feedback_form *form = feedback_form_read(&feedback->arena, &feedback->source, cells);
    if (feedback->last == NULL)
        feedback->first = form;
    else
        feedback->last->next = form;
    feedback->last = form;
    feedback->sheet_count += form->unit_count;
}

/* ---- Files ---- */

struct sheet_job {
    const struct feedback_form *form;
    const struct feedback_unit *unit;
    const char *name; /* of the file, in the output folder */
};

struct sheet_result {
    int64_t size, numbers;
    char sha256[SHA256_TEXT_SIZE];
};

struct writing {
    const struct outputs *outputs;
    struct sheet_job *jobs;
    size_t count;
    struct arena arena; /* of one job */
};

/* One code in several forms gives several files, told apart by the form. */
static void name_files(struct writing *writing, struct arena *arena)
{
    struct names codes = names_new(arena, writing->count);
    bool *several = arena_array(arena, writing->count + 1, sizeof *several);
    for (size_t i = 0; i < writing->count; i++) {
        size_t first = names_add(&codes, writing->jobs[i].unit->code, i);
        if (first != NAMES_NONE)
            several[i] = several[first] = true;
    }
    for (size_t i = 0; i < writing->count; i++) {
        const struct sheet_job *job = &writing->jobs[i];
        const char *form = several[i] ? job->form->form->id : "";
        writing->jobs[i].name = arena_printf(
            arena, "unit/%s%s%s%s%s.xlsx", output_name_part(arena, job->unit->code),
            *job->unit->name != '\0' ? "-" : "", output_name_part(arena, job->unit->name),
            *form != '\0' ? "-" : "", output_name_part(arena, form));
    }
}

static void plan_jobs(struct feedback *feedback, struct writing *writing)
{
    struct arena *arena = &feedback->arena;
    writing->jobs = arena_array(arena, feedback->sheet_count + 1, sizeof *writing->jobs);
    for (const struct feedback_form *form = feedback->first; form != NULL; form = form->next)
        for (size_t i = 0; i < form->unit_count; i++)
            writing->jobs[writing->count++] =
                (struct sheet_job){.form = form, .unit = &form->units[i]};
    name_files(writing, arena);
}

static void write_sheet(void *context, size_t index, void *memory)
{
    /* A workbook has some ten kB; libxlsxwriter does not say well that a disk is full. */
    enum { WORKBOOK_ROOM = 1 << 20 };
    struct writing *writing = context;
    struct sheet_result *result = memory;
    const struct sheet_job *job = &writing->jobs[index];
    struct arena *arena = &writing->arena;
    struct outputs outputs = {
        .folder = writing->outputs->folder, .arena = arena, .checked = writing->outputs->checked};
    struct output_file *file = output_begin(&outputs, job->name);
    if (!whole_file_has_room(outputs.folder, WORKBOOK_ROOM))
        output_fail(file);
    feedback_book_write(arena, job->form, job->unit, file->temporary);
    result->numbers =
        (int64_t)feedback_book_read_back(arena, job->form, job->unit, file->temporary);
    output_finish(file);
    result->size = file->size;
    memcpy(result->sha256, file->sha256, sizeof result->sha256);
    arena_reset(arena);
}

void feedback_write(struct feedback *feedback, struct outputs *outputs, size_t processes)
{
    if (feedback->source.unit != NULL && feedback->sheet_count == 0)
        refuse_unanswered(feedback);
    struct writing writing = {.outputs = outputs};
    struct crew crew;
    plan_jobs(feedback, &writing);
    crew_start(&crew,
               &(struct crew_work){.count = writing.count,
                                   .result_size = sizeof(struct sheet_result),
                                   .function = write_sheet,
                                   .context = &writing},
               processes);
    crew_finish(&crew);
    for (size_t i = 0; i < writing.count; i++) {
        const struct sheet_result *result = crew_result(&crew, i);
        output_compared(output_enter(outputs, writing.jobs[i].name, result->size, result->sha256),
                        result->numbers, 0);
        feedback->numbers += result->numbers;
    }
    crew_release(&crew);
    arena_release(&writing.arena);
}

void feedback_release(struct feedback *feedback)
{
    arena_release(&feedback->arena);
}
