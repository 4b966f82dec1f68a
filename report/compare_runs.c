#include "report/compare_runs.h"

#include "common/config.h"
#include "common/csv.h"
#include "common/db.h"
#include "common/message.h"
#include "report/output.h"
#include "report/status_screen.h"
#include "report/status_text.h"
#include "report/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Answers shown without -v, and the room of their parts. */
enum { CHANGES_SHOWN = 20, UNIT_WIDTH = 22, COLUMN_WIDTH = 24, ANSWER_WIDTH = 13 };

enum field { FORM, UNIT, NAME, ITEM, OPTION, RUN, AT, FORMER, VALUE, CAUSE, FILE_NAME, ORDINAL };

struct runs {
    struct config config;
    struct db db;
    struct arena arena;
    const char *survey, *first, *second; /* numbers as text */
    PGresult *changes;
};

static const char *const causes[][2] = {
    {"submission", "再提出"},
    {"decision", "取下げ・復元"},
    {"correction", "照会による訂正"},
    {"", "設定の変更"},
};

static const char *cause_label(const char *cause)
{
    size_t i = 0;
    while (strcmp(causes[i][0], cause) != 0)
        i++;
    return causes[i][1];
}

/* ---- What is asked ---- */

bool is_run_operand(const char *operand)
{
    return strchr(operand, '@') != NULL;
}

static const char *run_number(const char *operand)
{
    const char *number = strchr(operand, '@');
    bool good = number != NULL && number[1] != '\0' && strlen(number + 1) < 19;
    for (const char *c = number == NULL ? "" : number + 1; *c != '\0'; c++)
        good = good && *c >= '0' && *c <= '9';
    if (!good)
        die_usage(_("write survey and run as r3@12; 'renkei status --unit' shows runs"),
                  _("\"%s\" names no run"), operand);
    return number + 1;
}

static void require_run(struct runs *runs, const char *number)
{
    const char *values[] = {runs->survey, number};
    PGresult *result = db_run(&runs->db, "report/compare-run", 2, values);
    if (PQntuples(result) == 0)
        die_usage(NULL, _("the survey \"%s\" has no run %s"), runs->survey, number);
    message_detail(_("run %s: %s, %s, by %s"), number, PQgetvalue(result, 0, 0),
                   PQgetvalue(result, 0, 1), PQgetvalue(result, 0, 2));
    PQclear(result);
}

static void read_operands(struct runs *runs, const char *first, const char *second)
{
    size_t length = strcspn(first, "@");
    runs->survey = arena_copy(&runs->arena, first, length);
    runs->first = run_number(first);
    runs->second = run_number(second);
    if (strncmp(first, second, length + 1) != 0)
        die_usage(_("name two runs of one survey, or two surveys without runs"),
                  _("\"%s\" and \"%s\" are not runs of one survey"), first, second);
    if (strtoll(runs->first, NULL, 10) >= strtoll(runs->second, NULL, 10))
        die_usage(_("name the earlier run first"), _("run %s is not before run %s"), runs->first,
                  runs->second);
}

/* ---- The table ---- */

static const char *field(const struct runs *runs, int row, enum field name)
{
    return PQgetvalue(runs->changes, row, (int)name);
}

/* The item of a change; NULL for one of another codebook. */
static const struct item *change_item(const struct runs *runs, int row)
{
    const struct form *form = codebook_form(&runs->config.codebook, field(runs, row, FORM));
    size_t position = (size_t)strtoul(field(runs, row, ITEM), NULL, 10);
    return form == NULL || position >= form->item_count ? NULL : &form->items[position];
}

static const char *column_name(struct arena *arena, const struct runs *runs, int row)
{
    const struct item *item = change_item(runs, row);
    const char *option = field(runs, row, OPTION);
    const char *id = item == NULL ? field(runs, row, ITEM) : item->id;
    return strcmp(option, "0") == 0 ? id : arena_printf(arena, "%s.%s", id, option);
}

static void append_change(struct str *out, const struct runs *runs, int row)
{
    const struct item *item = change_item(runs, row);
    const char *option = field(runs, row, OPTION);
    csv_append(out, runs->survey);
    csv_append(out, field(runs, row, FORM));
    csv_append(out, field(runs, row, UNIT));
    csv_append(out, field(runs, row, NAME));
    csv_append(out, item == NULL ? field(runs, row, ITEM) : item->question->id);
    csv_append(out, item == NULL || item->row == NULL ? "" : item->row->id);
    csv_append(out, strcmp(option, "0") == 0 ? "" : option);
    csv_append(out, field(runs, row, FORMER));
    csv_append(out, field(runs, row, VALUE));
    csv_append(out, field(runs, row, RUN));
    csv_append(out, field(runs, row, AT));
    csv_append(out, field(runs, row, CAUSE));
    csv_append(out, cause_label(field(runs, row, CAUSE)));
    csv_append(out, field(runs, row, FILE_NAME));
    csv_append(out, field(runs, row, ORDINAL));
    csv_end_record(out);
}

static void write_changes(struct runs *runs, const char *folder)
{
    static const char *const names[] = {"survey", "form",   "unit",        "name",  "question",
                                        "row",    "option", "former",      "value", "run",
                                        "at",     "cause",  "cause_label", "file",  "ordinal"};
    struct outputs outputs = {.folder = folder, .arena = &runs->arena};
    struct output_file *file = output_open(&outputs, "changes.csv");
    struct str out = {0};
    str_append(&out, CSV_BOM);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        csv_append(&out, names[i]);
    csv_end_record(&out);
    for (int row = 0; row < PQntuples(runs->changes); row++)
        append_change(&out, runs, row);
    if (fwrite(str_text(&out), 1, out.length, file->stream) != out.length)
        output_fail(file);
    output_finish(file);
    str_release(&out);
}

/* ---- The screen ---- */

static void show_units(struct runs *runs, struct screen *screen)
{
    const char *values[] = {runs->survey, runs->first, runs->second};
    PGresult *result = db_run(&runs->db, "report/compare-run-units", 3, values);
    for (int i = 0; i < PQntuples(result); i++)
        screen_text(screen, 2,
                    arena_printf(&runs->arena, _("%s: %s units new, %s withdrawn, %s set back"),
                                 PQgetvalue(result, i, 0), PQgetvalue(result, i, 1),
                                 PQgetvalue(result, i, 2), PQgetvalue(result, i, 3)));
    PQclear(result);
}

static void show_change(struct runs *runs, struct screen *screen, int row)
{
    struct str *out = &screen->out;
    const char *unit =
        arena_printf(&runs->arena, "%s %s", field(runs, row, UNIT), field(runs, row, NAME));
    str_append(out, "  ");
    pad_append(out, unit, UNIT_WIDTH, PAD_RIGHT);
    str_append_char(out, ' ');
    pad_append(out, column_name(&runs->arena, runs, row), COLUMN_WIDTH, PAD_RIGHT);
    str_append_char(out, ' ');
    pad_append(out, field(runs, row, FORMER), ANSWER_WIDTH, PAD_LEFT);
    str_append(out, " → ");
    visible_append(out, field(runs, row, VALUE), ANSWER_WIDTH);
    str_append_char(out, '\n');
}

static size_t units_changed(const struct runs *runs)
{
    size_t units = 0;
    for (int row = 0; row < PQntuples(runs->changes); row++)
        units += row == 0 || strcmp(field(runs, row, UNIT), field(runs, row - 1, UNIT)) != 0 ||
                 strcmp(field(runs, row, FORM), field(runs, row - 1, FORM)) != 0;
    return units;
}

static void show_runs(struct runs *runs, bool verbose)
{
    struct screen screen = screen_start(verbose);
    int count = PQntuples(runs->changes);
    screen_heading(&screen, arena_printf(&runs->arena,
                                         _("%s, after run %s up to run %s: %d answers of %zu units "
                                           "changed"),
                                         runs->survey, runs->first, runs->second, count,
                                         units_changed(runs)));
    show_units(runs, &screen);
    for (int row = 0; row < count && (verbose || row < CHANGES_SHOWN); row++)
        show_change(runs, &screen, row);
    if (!verbose && count > CHANGES_SHOWN)
        screen_text(&screen, 2,
                    arena_printf(&runs->arena, _("… %d more; all of them with -v, and in the file"),
                                 count - CHANGES_SHOWN));
    screen_finish(&screen);
}

void compare_runs(const struct settings *settings, const char *first, const char *second)
{
    struct runs runs = {0};
    read_operands(&runs, first, second);
    config_require(&runs.config, settings->configs, runs.survey);
    db_open_migrated(&runs.db, settings, "renkei-report");
    db_begin(&runs.db);
    db_execute(&runs.db, "report/snapshot", 0, NULL);
    require_run(&runs, runs.first);
    require_run(&runs, runs.second);
    const char *values[] = {runs.survey, runs.first, runs.second};
    runs.changes = db_run(&runs.db, "report/compare-run-changes", 3, values);
    write_changes(&runs, settings->out != NULL
                             ? settings->out
                             : arena_printf(&runs.arena, "out/compare-%s-%s", first, second));
    if (!settings->quiet)
        show_runs(&runs, settings->verbose);
    PQclear(runs.changes);
    db_commit(&runs.db);
    db_close(&runs.db);
    arena_release(&runs.arena);
    config_release(&runs.config);
}
