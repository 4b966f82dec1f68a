#include "ingest/previous.h"

#include "common/db.h"
#include "common/frame.h"
#include "common/message.h"
#include "ingest/former.h"

static size_t count_edits(const struct form *form)
{
    size_t count = 0;
    for (size_t i = 0; i < form->edit_count; i++)
        count += expression_uses_previous(form->edits[i].when);
    return count;
}

/* NULL if nobody answered the form. */
static const struct answers *read_form(struct arena *arena, struct db *db, const char *survey,
                                       const struct form *form)
{
    struct former former;
    if (!former_read(&former, arena, db, survey, form) || !former.unit_count)
        return NULL;
    struct answers *units = arena_array(arena, form->frame->unit_count, sizeof *units);
    for (size_t i = 0; i < form->frame->unit_count; i++)
        units[i] = (struct answers){.codes = former.units[i].codes,
                                    .numbers = former.units[i].numbers,
                                    .frame = form->frame,
                                    .unit = i};
    return units;
}

const struct answers **previous_read(struct arena *arena, const struct settings *settings,
                                     const struct codebook *codebook)
{
    const struct answers **forms =
        arena_array(arena, codebook->form_count, sizeof(struct answers *));
    static bool said; /* a run may read its files more than once */
    struct db db;
    size_t edits = 0, left_out = 0;
    for (size_t i = 0; i < codebook->form_count; i++)
        edits += count_edits(&codebook->forms[i]);
    if (!edits)
        return forms;
    db_open(&db, settings, "renkei-ingest");
    former_begin(&db);
    for (size_t i = 0; i < codebook->form_count; i++) {
        size_t count = count_edits(&codebook->forms[i]);
        if (count)
            forms[i] = read_form(arena, &db, codebook->previous, &codebook->forms[i]);
        left_out += forms[i] ? 0 : count;
    }
    db_commit(&db);
    db_close(&db);
    if (left_out && !said)
        message_note(_("%zu edits were not evaluated: survey \"%s\" has no responses to the same "
                       "form in the database; load them, then renkei ingest -s %s --rebuild"),
                     left_out, codebook->previous, codebook->survey);
    said = true;
    return forms;
}
