/*
 * The verification of a folder, part by part. Each part has a list of its own of what is wrong, so
 * that one that is full of damage hides no other.
 */
#include "common/release_inside.h"

#include "common/book_compare.h"
#include "common/message.h"
#include "common/release_changes.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Parts ---- */

static struct mismatches begin_part(const struct release_verification *verification)
{
    return (struct mismatches){.arena = verification->arena};
}

static void end_part(struct release_verification *verification, const struct mismatches *part)
{
    verification->wrong += part->count;
    if (part->count > 0)
        verification->tell(part);
}

/* What every output has: taken out of the folder and of the list, it would not be missed. */
static void require_file(struct release *release, const char *name)
{
    for (size_t i = 0; i < release->manifest.file_count; i++)
        if (strcmp(release->manifest.files[i].name, name) == 0)
            return;
    mismatch_add(release->mismatches,
                 &(struct mismatch){.file = name, .text = _("the manifest does not list it")});
}

static void check_manifest(struct release_verification *verification, struct release *release)
{
    const struct release_manifest *manifest = &release->manifest;
    const char *expected = verification->manifest_sha256;
    memcpy(verification->sha256, manifest->sha256, sizeof verification->sha256);
    verification->number = manifest->number;
    verification->previous = manifest->previous;
    if (expected != NULL && strcmp(expected, manifest->sha256) != 0)
        mismatch_add(release->mismatches, &(struct mismatch){.file = "manifest.json",
                                                             .column = "SHA-256",
                                                             .found = manifest->sha256,
                                                             .expected = expected});
    require_file(release, "national.xlsx");
    require_file(release, "site/index.html");
    verification->files = release_check_files(release);
}

/* ---- Tables ---- */

static int64_t count_cells(const struct told_item *item, size_t lines)
{
    int64_t count = 0;
    for (size_t o = 0; o < item->option_count; o++) {
        for (size_t line = 0; line < lines && !item->options[o].subtotal; line++)
            count += told_cell(item, o, line) != NULL;
    }
    return count;
}

static void compare_rows(struct release *release, const char *name, int64_t found, int64_t expected)
{
    char is[24], should[24];
    if (found == expected)
        return;
    snprintf(is, sizeof is, "%lld", (long long)found);
    snprintf(should, sizeof should, "%lld", (long long)expected);
    mismatch_add(
        release->mismatches,
        &(struct mismatch){.file = name, .column = "rows", .found = is, .expected = should});
}

/* As many records as the manifest says were written. */
static void check_rows(struct release *release, const struct told *told)
{
    int64_t cells = 0, statistics = 0;
    for (size_t f = 0; f < told->now.form_count; f++) {
        const struct told_form *form = &told->now.forms[f];
        for (size_t i = 0; i < form->item_count; i++) {
            cells += count_cells(&form->items[i], form->line_count);
            for (size_t line = 0; line < form->line_count; line++)
                statistics += told_number(&form->items[i], line) != NULL;
        }
    }
    compare_rows(release, "tables/cells.csv", cells, release->manifest.cells);
    compare_rows(release, "tables/numbers.csv", statistics, release->manifest.statistics);
    if (strcmp(told->now.survey, release->manifest.survey) != 0)
        mismatch_add(release->mismatches, &(struct mismatch){.file = "tables/cells.csv",
                                                             .column = "survey",
                                                             .found = told->now.survey,
                                                             .expected = release->manifest.survey});
}

static bool check_tables(struct release_verification *verification, struct release *release,
                         struct told *told)
{
    struct mismatches part = begin_part(verification);
    release->mismatches = &part;
    bool good = release_read_tables(release, told);
    if (good) {
        verification->numbers += told_ties(told, &part);
        check_rows(release, told);
    }
    end_part(verification, &part);
    return good;
}

/* ---- Workbooks ---- */

static bool is_workbook(const char *name)
{
    const char *ending = strrchr(name, '.');
    return ending != NULL && strcmp(ending, ".xlsx") == 0;
}

static void check_workbook(struct release_verification *verification, const struct release *release,
                           const struct told *told, const char *name)
{
    struct arena arena = {0};
    struct mismatches part = {.arena = &arena};
    struct book_comparison comparison = {
        .told = told, .name = name, .arena = &arena, .mismatches = &part};
    size_t length;
    char *bytes = release_bytes(release, name, &length);
    if (bytes == NULL)
        return; /* told with the files */
    if (!book_compare(&comparison, bytes, length))
        mismatch_add(&part, &(struct mismatch){.file = name, .text = comparison.error});
    verification->workbooks++;
    verification->numbers += comparison.numbers;
    verification->chart_points += comparison.chart_points;
    end_part(verification, &part);
    free(bytes);
    arena_release(&arena);
}

static void check_workbooks(struct release_verification *verification,
                            const struct release *release, const struct told *told)
{
    const struct release_manifest *manifest = &release->manifest;
    struct progress progress = progress_start(_("comparing"), manifest->file_count);
    for (size_t i = 0; i < manifest->file_count; i++) {
        if (is_workbook(manifest->files[i].name))
            check_workbook(verification, release, told, manifest->files[i].name);
        progress_update(&progress, i + 1);
    }
    progress_finish(&progress, manifest->file_count);
}

static void check_page(struct release_verification *verification, struct release *release,
                       const struct told *told)
{
    struct mismatches part = begin_part(verification);
    release->mismatches = &part;
    verification->page_numbers = release_check_page(release, told);
    end_part(verification, &part);
}

/* ---- The release before ---- */

static void refuse_previous(const struct release *release, const char *name, const char *text)
{
    mismatch_add(release->mismatches, &(struct mismatch){.file = name, .text = text});
}

/* Its own damage is not this release's: it is only said that nothing can be compared. */
static bool read_previous(const struct release *release, struct release *former, struct told *told,
                          const char *name)
{
    struct mismatches own = {.arena = release->arena};
    const char *wanted = release->manifest.previous_sha256;
    former->mismatches = &own;
    bool opened = release_open(former, name);
    if (!opened && errno == ENOENT)
        return false;
    if (!opened) {
        refuse_previous(release, name, _("it cannot be compared: verify it by itself"));
        return false;
    }
    if (strcmp(former->manifest.sha256, wanted) != 0) {
        refuse_previous(release, name, _("it is not the release that this one followed"));
        return false;
    }
    release_check_files(former);
    bool good = release_read_tables(former, told) && own.count == 0;
    if (!good)
        refuse_previous(release, name, _("it cannot be compared: verify it by itself"));
    return good;
}

static void check_changes(struct release_verification *verification, struct release *release,
                          const struct told *told)
{
    struct mismatches part = begin_part(verification);
    struct release former = {.arena = verification->arena, .descriptor = -1};
    struct told before = {0};
    release->mismatches = &part;
    const char *name = arena_printf(verification->arena, "%s/../%03lld", release->folder,
                                    (long long)release->manifest.previous);
    if (read_previous(release, &former, &before, name)) {
        verification->compared_previous = true;
        verification->changes = release_check_changes(
            &(struct release_pair){.later = release, .before = &before, .after = told});
    }
    release_close(&former);
    end_part(verification, &part);
}

/* ---- All of it ---- */

bool release_verify(struct release_verification *verification)
{
    struct mismatches part = begin_part(verification);
    struct release release = {.arena = verification->arena, .mismatches = &part};
    struct told told = {0};
    bool opened = release_open(&release, verification->folder);
    int reason = errno;
    if (opened)
        check_manifest(verification, &release);
    end_part(verification, &part);
    if (opened && check_tables(verification, &release, &told)) {
        check_workbooks(verification, &release, &told);
        check_page(verification, &release, &told);
        if (release.manifest.previous > 0)
            check_changes(verification, &release, &told);
    }
    if (opened)
        release_close(&release);
    errno = reason;
    return opened || reason == 0;
}
