/*
 * renkei release: everything that `renkei report` writes, as a numbered set that never changes,
 * with what is different from the set before and why.
 */
#include "report/report.h"

#include "common/message.h"
#include "common/release.h"
#include "report/change_tables.h"
#include "report/shelf.h"
#include "report/verbs.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct {
    bool all;
    long jobs;
    const char *note;
} options;

/* What is made, and what it follows. */
struct making {
    const struct settings *settings;
    struct arena arena;
    struct shelf shelf;
    struct mismatches mismatches;
    struct release before; /* only if shelf.last is not 0 */
    struct manifest_release release;
    size_t cells, statistics; /* changed */
    bool unchanged;
};

/* ---- The release before ---- */

_Noreturn static void refuse_before(const struct making *making)
{
    mismatches_print(&making->mismatches);
    message_error(_("compare it with a copy, or put a good copy in its place; 'renkei verify' says "
                    "more"),
                  _("the release \"%s\" is not as it was made, so that nothing can be compared "
                    "with it"),
                  shelf_path(&making->shelf, making->shelf.last));
    exit(STATUS_VERIFY);
}

static void open_before(struct making *making, const char *survey)
{
    const char *folder = shelf_path(&making->shelf, making->shelf.last);
    making->mismatches.arena = &making->arena;
    making->before = (struct release){.arena = &making->arena, .mismatches = &making->mismatches};
    if (!release_open(&making->before, folder)) {
        if (errno != 0)
            die(strerror(errno), NULL, _("cannot open the folder \"%s\""), folder);
        refuse_before(making);
    }
    if (strcmp(making->before.manifest.survey, survey) != 0)
        die_usage(_("name another folder with --out"),
                  _("\"%s\" is a release of the survey \"%s\""), folder,
                  making->before.manifest.survey);
    release_check_files(&making->before);
    if (making->mismatches.count > 0 || making->before.manifest.number != making->shelf.last)
        refuse_before(making);
    making->release.previous = making->before.manifest.number;
    making->release.previous_sha256 = making->before.manifest.sha256;
}

/* A database that was set back, or another one, knows less than what was released. */
static void require_later(const struct making *making)
{
    if (making->release.previous > 0 && making->release.run < making->before.manifest.run)
        die(NULL, _("use the database that release was made from, or another folder with --out"),
            _("release %" PRId64 " was made after run %" PRId64
              ", this database is at run %" PRId64),
            making->release.previous, making->before.manifest.run, making->release.run);
}

static struct report_folder begin(void *context, const struct report_state *state)
{
    struct making *making = context;
    const char *survey = state->config->codebook.survey;
    const char *folder = making->settings->out != NULL
                             ? making->settings->out
                             : arena_printf(&making->arena, "out/releases/%s", survey);
    shelf_open(&making->shelf, &making->arena, folder);
    making->release.number = making->shelf.number;
    making->release.run = db_number(state->db, "report/release-run", 1, &survey);
    if (making->shelf.last > 0)
        open_before(making, survey);
    require_later(making);
    return (struct report_folder){.path = making->shelf.temporary, .shown = making->shelf.path};
}

/* ---- What has changed ---- */

static bool is_in(const struct release_manifest *manifest, const struct output_file *file)
{
    for (size_t i = 0; i < manifest->file_count; i++) {
        if (strcmp(manifest->files[i].name, file->name) == 0)
            return strcmp(manifest->files[i].sha256, file->sha256) == 0;
    }
    return false;
}

/* Are these the files of the release before, byte by byte? */
static bool is_the_same(const struct release_manifest *manifest, const struct outputs *outputs)
{
    size_t here = 0, there = 0;
    for (const struct output_file *file = outputs->first; file != NULL; file = file->next, here++) {
        if (!is_in(manifest, file))
            return false;
    }
    for (size_t i = 0; i < manifest->file_count; i++)
        there += !is_change_table(manifest->files[i].name);
    return here == there;
}

static void read_after(struct making *making, struct told *told)
{
    struct told_error error = {0};
    if (!told_read(told, &making->arena, making->shelf.temporary, &error))
        die(error.text, NULL, _("cannot read \"%s\" back"), error.file);
}

static void write_changes(struct making *making, const struct report_state *state)
{
    struct told before = {0}, after = {0};
    struct touched touched;
    const struct release_manifest *manifest = &making->before.manifest;
    if (!release_read_tables(&making->before, &before))
        refuse_before(making);
    read_after(making, &after);
    touched_read(&touched, &making->arena, state->db, state->config,
                 &(struct touched_runs){
                     .since = arena_printf(&making->arena, "%" PRId64, manifest->run),
                     .until = arena_printf(&making->arena, "%" PRId64, making->release.run),
                 });
    struct change_tables tables = {
        .config = state->config,
        .before = &before,
        .after = &after,
        .touched = &touched,
        .same_configuration = strcmp(manifest->codebook_sha256, state->config->codebook.hash) == 0,
        .number = making->release.number,
        .previous = making->release.previous,
        .outputs = state->outputs,
    };
    change_tables_write(&tables);
    making->cells = tables.cells;
    making->statistics = tables.statistics;
}

static const struct manifest_release *end(void *context, const struct report_state *state)
{
    struct making *making = context;
    if (making->release.previous == 0)
        return &making->release;
    making->unchanged = is_the_same(&making->before.manifest, state->outputs);
    if (making->unchanged)
        return NULL;
    write_changes(making, state);
    return &making->release;
}

/* ---- The verb ---- */

static void say_released(struct making *making)
{
    struct release made = {.arena = &making->arena, .mismatches = &making->mismatches};
    if (!release_open(&made, making->shelf.path))
        die(errno == 0 ? NULL : strerror(errno), NULL, _("cannot read \"%s\" back"),
            making->shelf.path);
    if (making->release.previous > 0)
        message_note(_("release %" PRId64 ": %zu cells and %zu statistics differ from release "
                       "%" PRId64),
                     making->release.number, making->cells, making->statistics,
                     making->release.previous);
    message_note(_("SHA-256 of its manifest: %s"), made.manifest.sha256);
    printf("%s\n", making->shelf.path);
    release_close(&made);
}

static void finish(struct making *making)
{
    if (making->unchanged) {
        shelf_discard(&making->shelf);
        message_note(_("nothing has changed since release %" PRId64 ": no release was made"),
                     making->release.previous);
    } else {
        shelf_finish(&making->shelf);
        say_released(making);
    }
    if (making->release.previous > 0)
        release_close(&making->before);
    arena_release(&making->arena);
}

static int release_run(const struct settings *settings, size_t count, char **operands)
{
    (void)operands;
    if (count > 0)
        die_usage(_("see 'renkei release --help'"), _("release takes no operands"));
    struct making making = {.settings = settings};
    making.release.note = options.note == NULL ? "" : options.note;
    report_write(&(struct report_order){
        .settings = settings,
        .all = options.all,
        .jobs = options.jobs,
        .begin = begin,
        .end = end,
        .context = &making,
    });
    finish(&making);
    if (fflush(stdout) != 0 || ferror(stdout))
        die(NULL, NULL, _("could not write the result"));
    return STATUS_DONE;
}

static const struct argument release_arguments[] = {
    {0, "note", ARGUMENT_TEXT, &options.note, "TEXT", N_("a remark for manifest.json")},
    {0, "all", ARGUMENT_FLAG, &options.all, NULL,
     N_("also a feedback sheet for every unit that answered")},
    {'j', "jobs", ARGUMENT_COUNT, &options.jobs, "N",
     N_("processes that write workbooks at the same time (default: as many as there are "
        "processors)")},
    {0},
};

const struct verb release_verb = {
    .name = "release",
    .operands = "",
    .summary = N_("write a numbered set of all outputs that never changes"),
    .text = N_(
        "Writes everything that 'renkei report' writes into a new folder 001, 002, … below\n"
        "out/releases/SURVEY, or below the folder that --out names, and makes it read-only. The\n"
        "folder is whole or not there, and no number comes twice. From the second release on\n"
        "tables/changes.csv and number-changes.csv list every cell that is another one, with the\n"
        "units, submissions and corrections that changed it, and changes.md the same for people.\n"
        "If no file would be another one than in the last release, none is made.\n"
        "\n"
        "It prints the folder, and the SHA-256 of its manifest.json: with that anybody can check\n"
        "it anywhere with 'renkei verify FOLDER'.\n"
        "\n"
        "    renkei release -s r3 --note \"first publication\"\n"),
    .needs_survey = true,
    .run = release_run,
    .arguments = release_arguments,
};
