#include "report/query_files.h"

#include "common/frame.h"
#include "common/message.h"
#include "common/whole_file.h"
#include "report/output.h"
#include "report/query_answers.h"
#include "report/query_sheet.h"
#include "report/zip_file.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A workbook has some ten kB; libxlsxwriter does not say well that a disk is full. */
enum { WORKBOOK_ROOM = 1 << 20 };

/* 112241-川越市-照会7.xlsx */
static const char *query_file_name(struct arena *arena, const struct inquiry *inquiry)
{
    return arena_printf(arena, "%s%s%s-照会%d.xlsx", output_name_part(arena, inquiry->unit),
                        *inquiry->name != '\0' ? "-" : "", output_name_part(arena, inquiry->name),
                        (int)inquiry->number);
}

static void write_workbook(const struct query_files *files, struct arena *arena, const char *path,
                           const struct inquiry *inquiry)
{
    struct loaded loaded = {.synthetic = inquiry->synthetic};
    struct book book = {.config = files->config, .loaded = &loaded, .arena = arena};
    struct inquiry_answers answers;
    inquiry_answers_read(&answers, arena, files->db, files->config, inquiry);
    book_open(&book, path, "疑義照会");
    query_sheet_write(&book, inquiry, &answers);
    if (!whole_file_has_room(files->folder, WORKBOOK_ROOM))
        whole_file_fail(path);
    book_close(&book);
}

static void write_folder(const struct query_files *files, const struct inquiries *inquiries)
{
    struct arena arena = {0};
    struct progress progress = progress_start(_("queries:"), inquiries->count);
    for (size_t i = 0; i < inquiries->count; i++) {
        const struct inquiry *inquiry = &inquiries->list[i];
        const char *path =
            arena_printf(&arena, "%s/%s", files->folder, query_file_name(&arena, inquiry));
        const char *temporary = whole_file_begin(&arena, path);
        write_workbook(files, &arena, temporary, inquiry);
        whole_file_finish(temporary, path);
        arena_reset(&arena);
        progress_update(&progress, i + 1);
    }
    progress_finish(&progress, inquiries->count);
    arena_release(&arena);
}

/* ---- ZIP files ---- */

static const char *frame_text(const struct inquiry *inquiry, const char *column)
{
    const struct frame *frame = inquiry->form->frame;
    size_t at = frame == NULL || inquiry->frame_unit == FRAME_NONE ? FRAME_NONE
                                                                   : frame_column(frame, column);
    return at == FRAME_NONE ? "" : frame_value(frame, inquiry->frame_unit, at);
}

void query_files_require_prefectures(const struct inquiries *inquiries)
{
    for (size_t i = 0; i < inquiries->count; i++) {
        if (*frame_text(&inquiries->list[i], "prefecture_code") == '\0')
            die_usage(_("leave out --zip"), _("unit \"%s\" of form \"%s\" has no prefecture"),
                      inquiries->list[i].unit, inquiries->list[i].form->id);
    }
}

/* By prefecture, else as they stand. */
static int compare_prefecture(const void *a, const void *b)
{
    const struct inquiry *one = *(const struct inquiry *const *)a,
                         *other = *(const struct inquiry *const *)b;
    int by_prefecture =
        strcmp(frame_text(one, "prefecture_code"), frame_text(other, "prefecture_code"));
    return by_prefecture != 0 ? by_prefecture : (one > other) - (one < other);
}

static const char *zip_path(struct arena *arena, const char *folder, const struct inquiry *inquiry)
{
    const char *name = frame_text(inquiry, "prefecture");
    return arena_printf(arena, "%s/%s%s%s.zip", folder,
                        output_name_part(arena, frame_text(inquiry, "prefecture_code")),
                        *name != '\0' ? "-" : "", output_name_part(arena, name));
}

/* The workbooks of the prefecture of list[0]; returns how many there are. */
static size_t write_zip(const struct query_files *files, const struct inquiry *const *list,
                        size_t count, const char *member)
{
    struct arena arena = {0}, workbook = {0};
    struct zip_file *zip = zip_file_begin(&arena, zip_path(&arena, files->folder, list[0]));
    const char *prefecture = frame_text(list[0], "prefecture_code");
    size_t i = 0;
    for (; i < count && strcmp(frame_text(list[i], "prefecture_code"), prefecture) == 0; i++) {
        write_workbook(files, &workbook, member, list[i]);
        zip_file_add(zip, query_file_name(&workbook, list[i]), member);
        arena_reset(&workbook);
    }
    zip_file_finish(zip);
    arena_release(&workbook);
    arena_release(&arena);
    return i;
}

static void write_zips(const struct query_files *files, const struct inquiries *inquiries)
{
    struct arena arena = {0};
    const struct inquiry **list = arena_array(&arena, inquiries->count, sizeof *list);
    for (size_t i = 0; i < inquiries->count; i++)
        list[i] = &inquiries->list[i];
    qsort(list, inquiries->count, sizeof *list, compare_prefecture);
    /* each workbook is written here before it goes into its ZIP file */
    const char *member =
        whole_file_begin(&arena, arena_printf(&arena, "%s/query.xlsx", files->folder));
    struct progress progress = progress_start(_("queries:"), inquiries->count);
    for (size_t done = 0; done < inquiries->count;) {
        done += write_zip(files, list + done, inquiries->count - done, member);
        progress_update(&progress, done);
    }
    progress_finish(&progress, inquiries->count);
    if (unlink(member) != 0)
        whole_file_fail(member);
    arena_release(&arena);
}

void query_files_write(const struct query_files *files, const struct inquiries *inquiries)
{
    whole_file_folder(files->folder);
    if (files->zip)
        write_zips(files, inquiries);
    else
        write_folder(files, inquiries);
}
