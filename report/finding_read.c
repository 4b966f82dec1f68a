/* Reads sql/report/findings.sql. A finding that was corrected is no row of the table any more; its
 * severity is found in the codebook, or in the letter of its code. */
#include "report/finding_read.h"

#include "common/arena.h"
#include "common/message.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct finding_words finding_words[FINDING_STATUSES] = {
    [FINDING_OPEN] = {"open", N_("open"), "未解決"},
    [FINDING_CONFIRMED] = {"confirmed", N_("confirmed"), "確認済"},
    [FINDING_CORRECTED] = {"corrected", N_("corrected"), "訂正済"},
    [FINDING_REJECTED] = {"rejected", N_("rejected"), "不受理"},
    [FINDING_SUPERSEDED] = {"superseded", N_("settled by a newer submission"), "再提出済"},
};

struct finding_stream {
    const struct config *config;
    struct arena arena; /* the texts of one row */
    finding_function *function;
    void *context;
};

static enum finding_status find_status(const char *id)
{
    for (int i = 0; i < FINDING_STATUSES; i++) {
        if (strcmp(finding_words[i].id, id) == 0)
            return (enum finding_status)i;
    }
    abort();
}

static const char *code_severity(const struct form *form, const char *code)
{
    for (size_t i = 0; form != NULL && i < form->edit_count; i++) {
        if (strcmp(form->edits[i].id, code) == 0)
            return form->edits[i].severity == EDIT_ERROR ? "error" : "warning";
    }
    return *code == 'W' ? "warning" : "error";
}

enum {
    FIELD_FORM,
    FIELD_UNIT,
    FIELD_NAME,
    FIELD_STATUS,
    FIELD_CODE,
    FIELD_SEVERITY,
    FIELD_FILE,
    FIELD_SHEET,
    FIELD_CELL,
    FIELD_LINE,
    FIELD_ITEM,
    FIELD_RAW,
    FIELD_MESSAGE,
    FIELD_HINT,
    FIELD_QUERY,
    FIELD_REASON,
    FIELDS
};

static void pass_finding(void *context, const struct copy_field *fields, size_t count)
{
    struct finding_stream *stream = context;
    const char *texts[FIELDS] = {NULL};
    if (count != FIELDS)
        abort();
    for (size_t i = 0; i < FIELDS; i++) {
        bool number = i == FIELD_LINE || i == FIELD_QUERY;
        if (!number && fields[i].bytes != NULL)
            texts[i] = arena_copy(&stream->arena, fields[i].bytes, (size_t)fields[i].length);
        else
            texts[i] = "";
    }
    struct finding_row row = {
        .form = codebook_form(&stream->config->codebook, texts[FIELD_FORM]),
        .unit = texts[FIELD_UNIT],
        .name = texts[FIELD_NAME],
        .status = find_status(texts[FIELD_STATUS]),
        .code = texts[FIELD_CODE],
        .severity = texts[FIELD_SEVERITY],
        .file = texts[FIELD_FILE],
        .sheet = texts[FIELD_SHEET],
        .cell = texts[FIELD_CELL],
        .line = copy_get_int8(&fields[FIELD_LINE]),
        .item = texts[FIELD_ITEM],
        .raw = texts[FIELD_RAW],
        .message = texts[FIELD_MESSAGE],
        .hint = texts[FIELD_HINT],
        .query = fields[FIELD_QUERY].bytes == NULL ? 0 : copy_get_int8(&fields[FIELD_QUERY]),
        .reason = texts[FIELD_REASON],
    };
    if (*row.severity == '\0')
        row.severity = code_severity(row.form, row.code);
    stream->function(stream->context, &row);
    arena_reset(&stream->arena);
}

void findings_each(struct db *db, const struct config *config, const struct finding_choice *choice,
                   finding_function *function, void *context)
{
    char position[24], class[24];
    snprintf(position, sizeof position, "%zu", choice->banner);
    snprintf(class, sizeof class, "%zu", choice->class);
    const char *values[] = {config->codebook.survey, choice->form == NULL ? "" : choice->form->id,
                            position, class, choice->unit == NULL ? "" : choice->unit};
    struct finding_stream stream = {.config = config, .function = function, .context = context};
    db_copy_out(db, "report/findings", sizeof values / sizeof *values, values, pass_finding,
                &stream);
    arena_release(&stream.arena);
}
