/* Answers are shown as the codebook words them; what was typed stands in brackets, as typed. */
#include "report/status_unit.h"

#include "common/message.h"
#include "report/finding_read.h"
#include "report/status_text.h"
#include "report/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { INDENT = 2, RAW_WIDTH = 60, EVENT_WIDTH = 10, NOTE_WIDTH = 400 };

/* One unit in one form. */
struct subject {
    struct screen *screen;
    const struct config *config;
    const struct form *form;
    const char *unit;
    struct db *db;
    struct arena arena;
    bool any; /* the section has a line, so it has its title */
};

static const char *text_at(const PGresult *result, int row, int column)
{
    return PQgetvalue(result, row, column);
}

static int64_t number_at(const PGresult *result, int row, int column)
{
    return strtoll(PQgetvalue(result, row, column), NULL, 10);
}

static const char *last_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

/* A text from outside, made harmless. */
static const char *shown(struct subject *subject, const char *text, size_t width)
{
    struct str visible = {0};
    visible_append(&visible, text, width);
    const char *copy = arena_strdup(&subject->arena, str_text(&visible));
    str_release(&visible);
    return copy;
}

static PGresult *run(struct subject *subject, const char *statement)
{
    const char *values[] = {subject->config->codebook.survey, subject->form->id, subject->unit};
    subject->any = false;
    return db_run(subject->db, statement, 3, values);
}

/* A line of a section, which has its title as soon as it has a line. */
static void say(struct subject *subject, const char *title, const char *line)
{
    if (!subject->any) {
        str_append_char(&subject->screen->out, '\n');
        screen_heading(subject->screen, title);
    }
    subject->any = true;
    screen_text(subject->screen, INDENT, line);
}

/* ---- Words ---- */

/* 問4 vision; 問15 activity.meetings; the id of a column that the codebook does not know. */
static const char *item_words(struct subject *subject, const struct item *item, const char *id)
{
    if (item == NULL || *item->question->number == '\0')
        return id;
    return arena_printf(&subject->arena, "%s %s", item->question->number, id);
}

static const char *column_words(struct subject *subject, const char *name)
{
    const struct column *column = form_column(subject->form, name);
    const struct item *item =
        column == NULL ? form_item(subject->form, name) : &subject->form->items[column->item];
    return item_words(subject, item, shown(subject, name, RAW_WIDTH));
}

static const struct {
    const char *value, *words;
} empties[] = {
    {"", N_("(nothing)")},
    {"NA", N_("no answer")},
    {"INVALID", N_("unusable")},
    {"NOT_ASKED", N_("not asked")},
};

/* A value as in the view answer. */
static const char *value_words(struct subject *subject, const struct question *question, int option,
                               const char *value)
{
    for (size_t i = 0; i < sizeof empties / sizeof *empties; i++) {
        if (strcmp(empties[i].value, value) == 0)
            return _(empties[i].words);
    }
    if (option > 0)
        return strcmp(value, "1") == 0 ? _("ticked") : _("not ticked");
    if (question->type == QUESTION_SINGLE) {
        const struct option *chosen = question_option(question, atoi(value));
        if (chosen != NULL)
            return arena_printf(&subject->arena, "%d. %s", chosen->code, chosen->label);
    }
    return shown(subject, value, RAW_WIDTH);
}

static const char *event_words(const char *event)
{
    static const char *const known[] = {N_("received"),  N_("rejected"),  N_("queried"),
                                        N_("corrected"), N_("confirmed"), N_("withdrawn"),
                                        N_("restored")};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strcmp(known[i], event) == 0)
            return _(known[i]);
    }
    return event;
}

/* ---- Sections ---- */

enum { AT, RUN, EVENT, SOURCE, FILE_NAME, QUERY, NOTE, WHO, COUNTS };

static void append_event(struct subject *subject, struct str *line, const PGresult *result, int row)
{
    char moment[MOMENT_SIZE];
    str_appendf(line, "%s  ", moment_text(moment, number_at(result, row, AT)));
    pad_append(line, event_words(text_at(result, row, EVENT)), EVENT_WIDTH, PAD_RIGHT);
    if (*text_at(result, row, SOURCE) != '\0')
        str_appendf(line, " %s:%s", subject->unit, text_at(result, row, SOURCE));
    if (*text_at(result, row, FILE_NAME) != '\0')
        str_appendf(line, " %s",
                    shown(subject, last_name(text_at(result, row, FILE_NAME)), RAW_WIDTH));
    if (*text_at(result, row, QUERY) != '\0')
        str_appendf(line, _(", query %s"), text_at(result, row, QUERY));
    if (*text_at(result, row, NOTE) != '\0')
        str_appendf(line, " \"%s\"", shown(subject, text_at(result, row, NOTE), NOTE_WIDTH));
    str_appendf(line, _(" (run %s, by %s)"), text_at(result, row, RUN),
                shown(subject, text_at(result, row, WHO), RAW_WIDTH));
    if (strcmp(text_at(result, row, COUNTS), "t") == 0)
        str_append(line, _("; this submission counts"));
}

static void show_history(struct subject *subject)
{
    PGresult *result = run(subject, "report/status-history");
    const char *earlier = NULL; /* a submission that does not count */
    for (int row = 0; row < PQntuples(result); row++) {
        struct str line = {0};
        if (strcmp(text_at(result, row, EVENT), "received") == 0 &&
            strcmp(text_at(result, row, COUNTS), "t") != 0)
            earlier = arena_strdup(&subject->arena, text_at(result, row, SOURCE));
        append_event(subject, &line, result, row);
        say(subject, _("history"), str_text(&line));
        str_release(&line);
    }
    PQclear(result);
    if (earlier != NULL)
        screen_text(subject->screen, INDENT,
                    arena_printf(&subject->arena,
                                 _("to make an earlier submission count: renkei ingest --restore "
                                   "%s:%s"),
                                 subject->unit, earlier));
}

/* 2026-11-22 16:02:55 UTC  問4 vision: 1. … -> 2. … */
static void show_change(struct subject *subject, const PGresult *result, int row)
{
    enum { ITEM = 2, OPTION, FORMER, VALUE };
    int64_t position = number_at(result, row, ITEM);
    int code = (int)number_at(result, row, OPTION);
    char moment[MOMENT_SIZE];
    if (position < 0 || (size_t)position >= subject->form->item_count)
        return;
    const struct item *item = &subject->form->items[position];
    const struct option *option = code > 0 ? question_option(item->question, code) : NULL;
    struct str line = {0};
    str_appendf(&line, "%s  %s", moment_text(moment, number_at(result, row, AT)),
                item_words(subject, item, item->id));
    if (option != NULL)
        str_appendf(&line, " (%d. %s)", option->code, option->label);
    str_appendf(&line, ": %s -> %s",
                value_words(subject, item->question, code, text_at(result, row, FORMER)),
                value_words(subject, item->question, code, text_at(result, row, VALUE)));
    say(subject, _("answers that changed"), str_text(&line));
    str_release(&line);
}

static void show_changes(struct subject *subject)
{
    PGresult *result = run(subject, "report/status-changes");
    for (int row = 0; row < PQntuples(result); row++)
        show_change(subject, result, row);
    PQclear(result);
}

static void show_corrections(struct subject *subject)
{
    enum { ITEM = 1, RAW, VALUE, REPLY };
    PGresult *result = run(subject, "report/status-corrections");
    for (int row = 0; row < PQntuples(result); row++) {
        char moment[MOMENT_SIZE];
        struct str line = {0};
        str_appendf(&line, "%s  %s: ", moment_text(moment, number_at(result, row, AT)),
                    column_words(subject, text_at(result, row, ITEM)));
        str_appendf(&line, _("typed [%s], corrected to [%s]"),
                    shown(subject, text_at(result, row, RAW), RAW_WIDTH),
                    shown(subject, text_at(result, row, VALUE), RAW_WIDTH));
        str_appendf(&line, " (%s)",
                    shown(subject, last_name(text_at(result, row, REPLY)), RAW_WIDTH));
        say(subject, _("corrections by the unit"), str_text(&line));
        str_release(&line);
    }
    PQclear(result);
}

static void show_readings(struct subject *subject)
{
    enum { ITEM, RAW, READING, RULE };
    PGresult *result = run(subject, "report/status-readings");
    for (int row = 0; row < PQntuples(result); row++) {
        struct str line = {0};
        str_appendf(&line, "%s: ", column_words(subject, text_at(result, row, ITEM)));
        str_appendf(&line, _("typed [%s], read as %s (%s)"),
                    shown(subject, text_at(result, row, RAW), RAW_WIDTH),
                    shown(subject, text_at(result, row, READING), RAW_WIDTH),
                    text_at(result, row, RULE));
        say(subject, _("answers read by a rule"), str_text(&line));
        str_release(&line);
    }
    PQclear(result);
}

static void show_finding(void *context, const struct finding_row *row)
{
    struct subject *subject = context;
    struct str line = {0};
    str_appendf(&line, "%s %s: ", _(finding_words[row->status].english), row->code);
    if (*row->item != '\0')
        str_appendf(&line, "%s: ", column_words(subject, row->item));
    str_append(&line, shown(subject, row->message, NOTE_WIDTH));
    if (*row->reason != '\0')
        str_appendf(&line, " (%s)", shown(subject, row->reason, NOTE_WIDTH));
    say(subject, _("findings"), str_text(&line));
    str_release(&line);
}

static void show_unit_findings(struct subject *subject)
{
    subject->any = false;
    findings_each(subject->db, subject->config,
                  &(struct finding_choice){.form = subject->form, .unit = subject->unit},
                  show_finding, subject);
}

/* ---- The unit ---- */

static void show_subject(struct subject *subject, const PGresult *result, int row)
{
    enum { NAME = 1, STATE, COUNTED, ERRORS, WARNINGS, LAST_QUERY, INVENTED };
    struct arena *arena = &subject->arena;
    const char *state = _(state_words[state_find(text_at(result, row, STATE))].english);
    const char *name = shown(subject, text_at(result, row, NAME), RAW_WIDTH);
    screen_heading(subject->screen,
                   arena_printf(arena, "%s%s%s (%s): %s", subject->unit, *name == '\0' ? "" : " ",
                                name, subject->form->title, state));
    if (strcmp(text_at(result, row, INVENTED), "t") == 0)
        screen_text(subject->screen, INDENT, _("an invented unit, for a load test"));
    if (*text_at(result, row, COUNTED) != '\0')
        screen_text(subject->screen, INDENT,
                    arena_printf(arena, _("open findings: %s errors, %s warnings"),
                                 text_at(result, row, ERRORS), text_at(result, row, WARNINGS)));
    show_history(subject);
    show_changes(subject);
    show_corrections(subject);
    show_readings(subject);
    show_unit_findings(subject);
}

void screen_unit(struct screen *screen, const struct config *config, struct db *db,
                 const char *unit)
{
    enum { UNIT_COLUMN = 8 };
    const char *values[] = {config->codebook.survey, unit};
    PGresult *result = db_run(db, "report/status-unit", 2, values);
    if (PQntuples(result) == 0)
        die_usage(_("give its code as in the list of units, such as 112241"),
                  _("the survey \"%s\" has no unit \"%s\""), config->codebook.survey, unit);
    for (int row = 0; row < PQntuples(result); row++) {
        struct subject subject = {
            .screen = screen,
            .config = config,
            .form = codebook_form(&config->codebook, text_at(result, row, 0)),
            .unit = text_at(result, row, UNIT_COLUMN),
            .db = db,
        };
        if (subject.form == NULL)
            continue;
        if (row > 0)
            str_append_char(&screen->out, '\n');
        show_subject(&subject, result, row);
        arena_release(&subject.arena);
    }
    PQclear(result);
}
