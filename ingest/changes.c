#include "ingest/changes.h"

#include "common/message.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* What is shown of a dry run without -v: a screen or two. */
enum { UNITS_SHOWN = 20, ANSWERS_SHOWN = 10, TEXT_SHOWN = 60 };

enum field { FORM, UNIT, NAME, COUNT, NUMBER, COLUMN, FORMER, VALUE };

struct printing {
    bool all;
    struct arena arena; /* of one row */
    char *form, *unit;  /* of the last row; on the heap of `last` */
    struct arena last;
    size_t units, answers; /* so far; of the last unit */
};

static void run_number(const struct run *run, char text[32])
{
    snprintf(text, 32, "%" PRId64, run->number);
}

void changes_begin(struct run *run)
{
    db_execute(&run->db, "ingest/create-former", 0, NULL);
    db_execute(&run->db, "ingest/create-former-number", 0, NULL);
    db_execute(&run->db, "ingest/create-former-text", 0, NULL);
}

static const char *const *survey_and_run(struct run *run)
{
    const char **values = arena_array(&run->arena, 2, sizeof *values);
    char number[32];
    run_number(run, number);
    values[0] = run->config->codebook.survey;
    values[1] = arena_strdup(&run->arena, number);
    return values;
}

void changes_keep(struct run *run)
{
    PQclear(db_run(&run->db, "ingest/keep-former-decided", 2, survey_and_run(run)));
}

void changes_store(struct run *run)
{
    if (!db_number(&run->db, "ingest/former-count", 0, NULL))
        return;
    db_execute(&run->db, "ingest/analyze-former", 0, NULL);
    run->counts.changes =
        (size_t)db_execute(&run->db, "ingest/store-changes", 2, survey_and_run(run));
}

/* ---- On the screen ---- */

static const char *text(struct printing *printing, const struct copy_field *field)
{
    return arena_copy(&printing->arena, field->bytes ? field->bytes : "",
                      field->bytes ? (size_t)field->length : 0);
}

/* A value on one line; a long text by its beginning, cut between characters. */
static const char *shown(struct printing *printing, const struct copy_field *field)
{
    size_t length = field->bytes ? (size_t)field->length : 0;
    if (!length)
        return _("(nothing)");
    if (printing->all || length <= TEXT_SHOWN)
        return text(printing, field);
    length = TEXT_SHOWN;
    while (length && ((unsigned char)field->bytes[length] & 0xC0) == 0x80)
        length--;
    return arena_printf(&printing->arena, "%.*s…", (int)length, field->bytes);
}

static void say_more_answers(const struct printing *printing)
{
    if (!printing->all && printing->units <= UNITS_SHOWN && printing->answers > ANSWERS_SHOWN)
        message_note(_("    … %zu more"), printing->answers - ANSWERS_SHOWN);
}

static void begin_unit(struct printing *printing, const struct copy_field *fields)
{
    say_more_answers(printing);
    arena_reset(&printing->last);
    printing->form = arena_strdup(&printing->last, text(printing, &fields[FORM]));
    printing->unit = arena_strdup(&printing->last, text(printing, &fields[UNIT]));
    printing->answers = 0;
    if (printing->units++ >= UNITS_SHOWN && !printing->all)
        return;
    const char *name = text(printing, &fields[NAME]);
    message_note(_("  %s%s%s: %d answers change"), printing->unit, *name ? " " : "", name,
                 (int)copy_get_int4(&fields[COUNT]));
}

static void print_row(void *context, const struct copy_field *fields, size_t count)
{
    struct printing *printing = context;
    (void)count;
    if (!printing->unit || strcmp(printing->unit, text(printing, &fields[UNIT])) != 0 ||
        strcmp(printing->form, text(printing, &fields[FORM])) != 0)
        begin_unit(printing, fields);
    const char *number = text(printing, &fields[NUMBER]);
    bool beyond = printing->units > UNITS_SHOWN || printing->answers >= ANSWERS_SHOWN;
    if (fields[VALUE].bytes && (printing->all || !beyond))
        message_note("    %s%s%s: %s → %s", number, *number ? " " : "",
                     text(printing, &fields[COLUMN]), shown(printing, &fields[FORMER]),
                     shown(printing, &fields[VALUE]));
    printing->answers += fields[VALUE].bytes != NULL;
    arena_reset(&printing->arena);
}

void changes_print(struct run *run, bool all)
{
    struct printing printing = {.all = all};
    db_copy_out(&run->db, "ingest/list-changes", 2, survey_and_run(run), print_row, &printing);
    say_more_answers(&printing);
    if (!all && printing.units > UNITS_SHOWN)
        message_note(_("  … %zu more units; all of them with -v"), printing.units - UNITS_SHOWN);
    arena_release(&printing.arena);
    arena_release(&printing.last);
}
