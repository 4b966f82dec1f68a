/*
 * renkei trace: from a number back to the answers. What it lists is picked from the responses, what
 * it compares with was counted: both must be the same number, else it says so and fails.
 */
#include "report/trace.h"

#include "common/message.h"
#include "report/loaded.h"
#include "report/verbs.h"

#include <errno.h>
#include <string.h>

/* Units that a screen shows unasked. */
enum { LIMIT = 50 };

static struct {
    const char *as;
    long limit;
} wanted = {"table", LIMIT};

/* False, and said, if the list is not what was counted. */
static bool agree(const struct trace_cell *cell, const struct trace_count *count,
                  const struct trace_listed *listed)
{
    bool number = cell->answer == TRACE_NUMBER;
    int64_t units = number ? count->base : count->count;
    if (listed->units == units && (!number || listed->answered == count->count))
        return true;
    const char *hint = count->changed != NULL
                           ? _("responses have changed since: run 'renkei aggregate' again")
                           : _("run 'renkei verify'");
    if (number)
        message_error(
            hint, _("%lld numbers and %lld without one were counted, but %lld and %lld are there"),
            (long long)count->count, (long long)(count->base - count->count),
            (long long)listed->answered, (long long)(listed->units - listed->answered));
    else
        message_error(hint, _("%lld units were counted, but %lld are there"), (long long)units,
                      (long long)listed->units);
    return false;
}

static struct trace_listed list(const struct trace_cell *cell, struct db *db,
                                const struct trace_count *count)
{
    if (strcmp(wanted.as, "csv") != 0)
        return trace_screen(cell, db, count, wanted.limit);
    bool failed;
    struct trace_listed listed = trace_csv(cell, db, stdout, &failed);
    if (failed || fflush(stdout) != 0)
        die(strerror(errno), NULL, _("could not write to the standard output"));
    return listed;
}

static int trace_run(const struct settings *settings, size_t operands, char **operand)
{
    struct config config;
    struct db db;
    struct arena arena = {0};
    if (operands != 1)
        die_usage(_("one cell, such as vision=5@prefecture:11; put a line of cells.csv in single "
                    "quotes"),
                  _("trace takes one operand"));
    config_require(&config, settings->configs, settings->survey);
    struct trace_cell cell = trace_cell_read(&arena, &config, operand[0]);
    db_open_migrated(&db, settings, "renkei-report");
    db_begin(&db);
    db_execute(&db, "report/snapshot", 0, NULL);
    loaded_require_responses(&db, &config);
    struct trace_count count = trace_count_read(&cell, &arena, &db);
    struct trace_listed listed = list(&cell, &db, &count);
    db_commit(&db);
    db_close(&db);
    bool good = agree(&cell, &count, &listed);
    arena_release(&arena);
    config_release(&config);
    return good ? STATUS_DONE : STATUS_VERIFY;
}

static const struct argument trace_arguments[] = {
    {0, "as", ARGUMENT_CHOICE, &wanted.as, "table|csv",
     N_("a table for the terminal, or all units as CSV")},
    {0, "limit", ARGUMENT_COUNT, &wanted.limit, "N", N_("so many units in the table; 0: all")},
    {0},
};

const struct verb trace_verb = {
    .name = "trace",
    .operands = "CELL",
    .summary = N_("list the units, and the files and cells, behind one number"),
    .text = N_(
        "Lists every unit that is counted in one cell of cells.csv or numbers.csv: the value as\n"
        "it counts and as it was typed, the rule, the correction and its query, and the file,\n"
        "sheet and cell (of a CSV the line) it came from. It changes nothing.\n"
        "\n"
        "CELL is form/question.row=option@banner:class. The form may be left out if only one\n"
        "asks the question; without @ it is the total. The option is a code, NA, INVALID, the id\n"
        "of a subtotal, or * for all who were asked; a number question has none. A line of the\n"
        "CSV, pasted in single quotes, does as well.\n"
        "\n"
        "It ends with status 4 if there are not as many units as were counted.\n"
        "\n"
        "    renkei trace -s r3 vision=5@prefecture:11\n"
        "    renkei trace -s r3 municipality/scene_effort.daily=NA\n"
        "    renkei trace -s r3 'vision=*@bureau:3' --as csv > units.csv\n"),
    .needs_survey = true,
    .run = trace_run,
    .arguments = trace_arguments,
};
