/* All files are filled in one pass over the units; the lists to mail are small and kept until the
 * end. */
#include "report/status_files.h"

#include "common/csv.h"
#include "common/message.h"
#include "common/round.h"
#include "common/whole_file.h"
#include "report/output.h"
#include "report/status_book.h"
#include "report/status_text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { FLUSH_SIZE = 64 * 1024, WORKBOOK_ROOM = 8 << 20 };
/* Bytes of the name of a list, which comes from the configuration; file systems allow 255. */
enum { NAME_MOST = 120 };

/* Who has not answered in one place. */
struct mailing {
    const struct class *class; /* NULL: of all units, in a form without places */
    struct str records;
};

struct files {
    const struct status *status;
    struct db *db;
    struct arena arena;
    struct outputs outputs;
    struct output_file *workbook, *csv;
    struct str records; /* of status.csv, not yet written */
    struct status_book book;
    struct mailing *mailings;
    size_t mailing_count, mailing_capacity;
};

/* ---- status.csv ---- */

static void flush_records(struct files *files)
{
    size_t length = files->records.length;
    if (fwrite(str_text(&files->records), 1, length, files->csv->stream) != length)
        output_fail(files->csv);
    str_reset(&files->records);
}

static void append_number(struct str *record, int64_t value)
{
    char digits[DECIMAL_SIZE];
    csv_append(record, decimal_text(digits, value, 0));
}

static void write_csv_header(struct files *files)
{
    static const char *const before[] = {"survey", "form", "form_title", "unit", "name"};
    static const char *const behind[] = {
        "state",         "state_label", "answered",      "submissions", "open_errors",
        "open_warnings", "query",       "last_received", "last_file",   "invented"};
    struct str *out = &files->records;
    str_append(out, CSV_BOM);
    for (size_t i = 0; i < sizeof before / sizeof *before; i++)
        csv_append(out, before[i]);
    for (size_t i = 0; i < files->book.area_count; i++) {
        const char *id = files->book.areas[i].id;
        csv_append(out, id);
        csv_append(out, arena_printf(&files->arena, "%s_label", id));
    }
    for (size_t i = 0; i < sizeof behind / sizeof *behind; i++)
        csv_append(out, behind[i]);
    csv_end_record(out);
}

static void write_csv_unit(struct files *files, const struct unit_row *row)
{
    struct str *out = &files->records;
    char moment[MOMENT_SIZE];
    csv_append(out, files->status->config->codebook.survey);
    csv_append(out, row->form->form->id);
    csv_append(out, row->form->form->title);
    csv_append(out, row->unit);
    csv_append(out, row->name);
    for (size_t i = 0; i < files->book.area_count; i++) {
        const struct class *class = unit_row_class(row, files->book.areas[i].id);
        csv_append(out, class == NULL ? "" : class->key);
        csv_append(out, class == NULL ? "" : class->label);
    }
    csv_append(out, state_words[row->state].id);
    csv_append(out, state_words[row->state].japanese);
    append_number(out, state_is_answered(row->state));
    append_number(out, row->submissions);
    append_number(out, row->errors);
    append_number(out, row->warnings);
    if (row->query > 0)
        append_number(out, row->query);
    else
        csv_append(out, "");
    csv_append(out, row->received < 0 ? "" : moment_iso(moment, row->received));
    csv_append(out, row->file);
    append_number(out, row->invented);
    csv_end_record(out);
    if (out->length >= FLUSH_SIZE)
        flush_records(files);
}

/* ---- The lists to mail ---- */

static struct mailing *find_mailing(struct files *files, const struct class *class)
{
    const char *key = class == NULL ? "" : class->key;
    for (size_t i = 0; i < files->mailing_count; i++) {
        const struct class *other = files->mailings[i].class;
        if (strcmp(other == NULL ? "" : other->key, key) == 0)
            return &files->mailings[i];
    }
    return NULL;
}

static void add_mailing(struct files *files, const struct class *class)
{
    if (find_mailing(files, class) != NULL)
        return;
    if (files->mailing_count == files->mailing_capacity)
        abort();
    files->mailings[files->mailing_count++].class = class;
}

/* The finest breakdown by place. */
static const struct banner *mailing_banner(const struct form_status *form)
{
    return form->area_count == 0 ? NULL : form->areas[form->area_count - 1];
}

static void plan_form_mailings(struct files *files, const struct form_status *form)
{
    const struct banner *banner = mailing_banner(form);
    if (form->left_out || form->form->frame == NULL)
        return;
    for (size_t c = 0; banner != NULL && c < banner->class_count; c++) {
        if (status_class(form, banner, c)->units > 0)
            add_mailing(files, &banner->classes[c]);
    }
    if (banner == NULL)
        add_mailing(files, NULL);
}

static void plan_mailings(struct files *files)
{
    const struct status *status = files->status;
    for (size_t f = 0; f < status->config->codebook.form_count; f++) {
        const struct banner *banner = mailing_banner(&status->forms[f]);
        files->mailing_capacity += banner == NULL ? 1 : banner->class_count;
    }
    files->mailings =
        arena_array(&files->arena, files->mailing_capacity + 1, sizeof *files->mailings);
    for (size_t f = 0; f < status->config->codebook.form_count; f++)
        plan_form_mailings(files, &status->forms[f]);
}

static void add_to_mailing(struct files *files, const struct unit_row *row)
{
    const struct banner *banner = mailing_banner(row->form);
    const struct class *class = banner == NULL ? NULL : unit_row_class(row, banner->id);
    struct mailing *mailing = find_mailing(files, class);
    if (state_is_answered(row->state) || mailing == NULL)
        return;
    struct str *out = &mailing->records;
    csv_append(out, row->unit);
    csv_append(out, row->name);
    csv_append(out, class == NULL ? "" : class->label);
    csv_append(out, row->form->form->title);
    csv_append(out, state_words[row->state].japanese);
    csv_end_record(out);
}

/* 11-埼玉県.csv; signs that make paths, or that Windows does not allow, become _. */
static const char *mailing_name(struct files *files, const struct class *class)
{
    char *name = class == NULL ? arena_strdup(&files->arena, "all")
                               : arena_printf(&files->arena, "%s-%s", class->key, class->label);
    size_t length = strlen(name);
    if (length > NAME_MOST) {
        length = NAME_MOST;
        while ((name[length] & 0xC0) == 0x80)
            length--;
        name[length] = '\0';
    }
    for (char *c = name; *c != '\0'; c++) {
        if ((unsigned char)*c < ' ' || strchr("/\\:*?\"<>|", *c) != NULL)
            *c = '_';
    }
    return arena_printf(&files->arena, "not-received/%s.csv", name);
}

static void write_mailing(struct files *files, struct mailing *mailing)
{
    const struct area_column *areas = files->book.areas;
    size_t count = files->book.area_count;
    struct str out = {0};
    str_append(&out, CSV_BOM);
    csv_append(&out, "コード");
    csv_append(&out, "名称");
    csv_append(&out, count == 0 ? "区分" : areas[count - 1].title);
    csv_append(&out, "調査票");
    csv_append(&out, "状態");
    csv_end_record(&out);
    str_append(&out, str_text(&mailing->records));
    struct output_file *file = output_open(&files->outputs, mailing_name(files, mailing->class));
    if (fwrite(out.at, 1, out.length, file->stream) != out.length)
        output_fail(file);
    output_finish(file);
    str_release(&out);
    str_release(&mailing->records);
}

/* ---- All of them ---- */

static void pass_unit(void *context, const struct unit_row *row)
{
    struct files *files = context;
    write_csv_unit(files, row);
    add_to_mailing(files, row);
    status_book_unit(&files->book, row);
}

static void pass_finding(void *context, const struct finding_row *row)
{
    struct files *files = context;
    status_book_finding(&files->book, row);
}

static void write_rows(struct files *files)
{
    const struct status *status = files->status;
    bool part = false;
    for (size_t f = 0; f < status->config->codebook.form_count; f++) {
        const struct form_status *form = &status->forms[f];
        part = part || form->left_out || form->part.banner != NULL;
        if (form->left_out)
            continue;
        status_each_unit(status, &(struct status_units){.form = form}, files->db, pass_unit, files);
        findings_each(files->db, status->config,
                      &(struct finding_choice){.form = form->form,
                                               .banner = form->part.position,
                                               .class = form->part.class},
                      pass_finding, files);
    }
    if (!part)
        findings_each(files->db, status->config, &(struct finding_choice){0}, pass_finding, files);
}

static void begin(struct files *files)
{
    struct status_book *book = &files->book;
    book->status = files->status;
    loaded_read(&book->loaded, &files->arena, files->db, files->status->config);
    files->workbook = output_begin(&files->outputs, "status.xlsx");
    files->csv = output_open(&files->outputs, "status.csv");
    status_book_open(book, &files->arena, files->workbook->temporary);
    write_csv_header(files);
    plan_mailings(files);
}

static void finish(struct files *files)
{
    if (!whole_file_has_room(files->outputs.folder, WORKBOOK_ROOM))
        output_fail(files->workbook);
    status_book_close(&files->book);
    output_finish(files->workbook);
    flush_records(files);
    output_finish(files->csv);
    for (size_t i = 0; i < files->mailing_count; i++)
        write_mailing(files, &files->mailings[i]);
}

void status_write_files(const struct status *status, struct db *db, const char *folder)
{
    struct files files = {.status = status, .db = db};
    files.outputs = (struct outputs){.folder = folder, .arena = &files.arena};
    begin(&files);
    write_rows(&files);
    finish(&files);
    message_note(_("%s: status.xlsx, status.csv and %zu lists of those who have not answered"),
                 folder, files.mailing_count);
    str_release(&files.records);
    arena_release(&files.arena);
}
