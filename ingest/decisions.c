#include "ingest/decisions.h"

#include "common/frame.h"
#include "common/message.h"
#include "ingest/units.h"

#include <ctype.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- The command line ---- */

/* A whole number of at most nine digits; moves `at` behind it. -1 if there is none. */
static long whole_number(const char **at)
{
    size_t digits = strspn(*at, "0123456789");
    if (!digits || digits > 9)
        return -1;
    long number = strtol(*at, NULL, 10);
    *at += digits;
    return number;
}

/* Takes ":SOURCE" or ":SOURCE.ORDINAL" off the end of UNIT. */
static void read_target(struct decision *decision, struct arena *arena, const char *typed)
{
    const char *colon = strrchr(typed, ':');
    decision->typed = typed;
    if (!colon)
        return;
    const char *at = colon + 1;
    long source = whole_number(&at), ordinal = -1;
    if (source >= 0 && *at == '.') {
        at++;
        ordinal = whole_number(&at);
        if (ordinal < 0)
            source = -1;
    }
    if (source < 0 || *at)
        die_usage(_("give the numbers as they are listed: --restore UNIT:SOURCE.ORDINAL"),
                  _("\"%s\" does not name a submission"), typed);
    decision->typed = arena_copy(arena, typed, (size_t)(colon - typed));
    decision->source = source;
    decision->ordinal = ordinal;
}

static void add_unit(struct decision *decision, const struct form *form,
                     const struct unit_match *match)
{
    const char *name =
        form->frame && match->unit != FRAME_NONE ? frame_name(form->frame, match->unit) : "";
    decision->units[decision->unit_count++] = (struct decision_unit){
        .form = form, .unit = match->code, .name = strcmp(name, match->code) == 0 ? "" : name};
}

static void find_units(struct decision *decision, struct arena *arena, const struct config *config,
                       const char *form_option)
{
    const struct codebook *codebook = &config->codebook;
    struct finding refused = {.raw = decision->typed, .sheet = "", .cell = ""};
    decision->units = arena_array(arena, codebook->form_count, sizeof *decision->units);
    for (size_t i = 0; i < codebook->form_count; i++) {
        const struct form *form = &codebook->forms[i];
        if (*form_option && strcmp(form->id, form_option) != 0)
            continue;
        struct unit_match match = form->frame ? unit_find(arena, form->frame, decision->typed)
                                              : unit_any(arena, decision->typed);
        if (match.result == UNIT_FOUND) {
            add_unit(decision, form, &match);
        } else if (refused.code == FINDING_NONE) {
            refused.code = match.finding;
            refused.extra = match.candidates;
        }
    }
    bool japanese = message_is_japanese();
    if (!decision->unit_count)
        die_usage(finding_hint(arena, &refused, japanese), "%s",
                  finding_message(arena, &refused, japanese));
}

void decision_read(struct decision *decision, struct arena *arena, const struct config *config,
                   const struct decision_words *words)
{
    bool withdraw = *words->withdraw != '\0', restore = *words->restore != '\0';
    *decision = (struct decision){.made = withdraw || restore,
                                  .withdrawn = withdraw,
                                  .reason = words->reason,
                                  .source = -1,
                                  .ordinal = -1};
    if (withdraw && restore)
        die_usage(_("run twice, once with each"),
                  _("a unit is withdrawn or set back, not both at once"));
    if (withdraw && !*words->reason)
        die_usage(_("renkei ingest -s SURVEY --withdraw UNIT --reason TEXT"),
                  _("say why the answers are withdrawn"));
    if (*words->reason && !decision->made)
        die_usage(_("it belongs to --withdraw or --restore"), _("a reason for what?"));
    if (withdraw)
        decision->typed = words->withdraw;
    else if (restore)
        read_target(decision, arena, words->restore);
    if (decision->made)
        find_units(decision, arena, config, words->form);
}

/* ---- The submissions of the unit ---- */

enum field { SOURCE, ORDINAL, STATE, FILE_NAME, RECEIVED };

static const char *value(const PGresult *result, int row, enum field field)
{
    return PQgetvalue(result, row, (int)field);
}

static bool has_state(const PGresult *result, int row, const char *state)
{
    return strcmp(value(result, row, STATE), state) == 0;
}

/* The row with that state; -1 if there is none. */
static int row_of_state(const PGresult *result, const char *state)
{
    for (int row = 0; row < PQntuples(result); row++)
        if (has_state(result, row, state))
            return row;
    return -1;
}

static const char *state_text(const char *state)
{
    static const char *const states[][2] = {{"accepted", N_("it counts")},
                                            {"superseded", N_("superseded")},
                                            {"withdrawn", N_("withdrawn")},
                                            {"rejected", N_("rejected")}};
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (strcmp(states[i][0], state) == 0)
            return _(states[i][1]);
    return state;
}

/* One line per submission, with the numbers that --restore takes. */
static const char *list_of(struct arena *arena, const PGresult *result)
{
    const char *list = _("it has sent:");
    for (int row = 0; row < PQntuples(result); row++)
        list = arena_printf(arena, "%s\n    %s.%s  %s  %s  %s", list, value(result, row, SOURCE),
                            value(result, row, ORDINAL), value(result, row, RECEIVED),
                            state_text(value(result, row, STATE)), value(result, row, FILE_NAME));
    return list;
}

static const char *called(struct arena *arena, const struct decision_unit *unit)
{
    return arena_printf(arena, "%s%s%s", unit->unit, *unit->name ? " " : "", unit->name);
}

/* The one unit of those that may be meant that has sent something. */
static const struct decision_unit *unit_that_sent(const struct decision *decision, struct run *run,
                                                  PGresult **submissions)
{
    const struct decision_unit *found = NULL;
    for (size_t i = 0; i < decision->unit_count; i++) {
        const struct decision_unit *unit = &decision->units[i];
        const char *values[] = {run->config->codebook.survey, unit->form->id, unit->unit};
        PGresult *result = db_run(&run->db, "ingest/unit-submissions", 3, values);
        if (PQntuples(result) && found)
            die_usage(_("say which one is meant with --form"),
                      _("\"%s\" has sent the forms \"%s\" and \"%s\""), unit->unit, found->form->id,
                      unit->form->id);
        if (PQntuples(result)) {
            found = unit;
            *submissions = result;
        } else {
            PQclear(result);
        }
    }
    if (!found)
        die_usage(_("renkei status -s SURVEY lists who has answered"), _("\"%s\" has sent nothing"),
                  called(&run->arena, &decision->units[0]));
    return found;
}

/* The row before the one that counts, rejected ones left out; of a unit that is withdrawn the one
 * that was. -1 if there is none. */
static int former_row(const PGresult *result)
{
    int present = row_of_state(result, "accepted");
    if (present < 0)
        return row_of_state(result, "withdrawn");
    int row = present - 1;
    while (row >= 0 && has_state(result, row, "rejected"))
        row--;
    return row;
}

/* The row that was named: one that is not rejected, if there are several in the source. */
static int named_row(const PGresult *result, const struct decision *decision)
{
    int found = -1;
    for (int row = 0; row < PQntuples(result); row++) {
        bool named = strtol(value(result, row, SOURCE), NULL, 10) == decision->source &&
                     (decision->ordinal < 0 ||
                      strtol(value(result, row, ORDINAL), NULL, 10) == decision->ordinal);
        if (named && (found < 0 || has_state(result, found, "rejected")))
            found = row;
    }
    return found;
}

static int row_to_restore(struct run *run, const struct decision *decision,
                          const struct decision_unit *unit, const PGresult *result)
{
    int row = decision->source < 0 ? former_row(result) : named_row(result, decision);
    const char *name = called(&run->arena, unit);
    if (row < 0 && decision->source < 0)
        die_usage(list_of(&run->arena, result),
                  _("\"%s\" has no earlier submission to be set back to"), name);
    if (row < 0)
        die_usage(list_of(&run->arena, result), _("\"%s\" has no such submission"), name);
    if (has_state(result, row, "rejected"))
        die_usage(list_of(&run->arena, result),
                  _("this submission of \"%s\" was rejected: it cannot count"), name);
    if (has_state(result, row, "accepted"))
        die_usage(list_of(&run->arena, result),
                  _("this submission of \"%s\" is the one that counts"), name);
    return row;
}

static void write_down(const struct decision *decision, struct run *run,
                       const struct decision_unit *unit, const PGresult *result, int row)
{
    const char *survey = run->config->codebook.survey;
    int64_t number = db_number(&run->db, "ingest/next-source", 1, &survey);
    db_execute(
        &run->db, "ingest/insert-decision", 9,
        (const char *[]){survey, arena_printf(&run->arena, "%" PRId64, number), unit->form->id,
                         unit->unit, decision->withdrawn ? "withdrawn" : "restored",
                         decision->withdrawn ? NULL : value(result, row, SOURCE),
                         decision->withdrawn ? NULL : value(result, row, ORDINAL), decision->reason,
                         arena_printf(&run->arena, "%" PRId64, run->number)});
}

void decision_make(const struct decision *decision, struct run *run)
{
    PGresult *result = NULL;
    const struct decision_unit *unit = unit_that_sent(decision, run, &result);
    const char *name = called(&run->arena, unit);
    int row = row_of_state(result, "accepted");
    if (decision->withdrawn && row < 0)
        die_usage(list_of(&run->arena, result),
                  _("nothing of \"%s\" counts that could be withdrawn"), name);
    if (!decision->withdrawn)
        row = row_to_restore(run, decision, unit, result);
    write_down(decision, run, unit, result, row);
    if (decision->withdrawn)
        message_note(_("withdrawn: %s; submission %s.%s (%s) does not count any more"), name,
                     value(result, row, SOURCE), value(result, row, ORDINAL),
                     value(result, row, FILE_NAME));
    else
        message_note(_("set back: %s to submission %s.%s (%s)"), name, value(result, row, SOURCE),
                     value(result, row, ORDINAL), value(result, row, FILE_NAME));
    PQclear(result);
}
