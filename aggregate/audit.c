/* renkei audit: are published figures possible, and do they agree? Needs files only, no database
 * and no answers. */
#include "aggregate/verbs.h"

#include "aggregate/audit_judge.h"
#include "aggregate/audit_output.h"
#include "common/message.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Trying more would take long and tell nobody anything. */
enum { LARGEST_UP_TO = 10000000 };

/* Runs of bases that fit: enough to see which one is meant; and so many that no reader asks for
 * more, since hostile tables have no end of them. */
enum { FEW_RUNS = 8, ALL_RUNS = 200 };

static const char *output = "text";
static long up_to = 10000; /* most surveys have fewer respondents */

static void write_out(const struct audit *audit)
{
    struct str out = {0};
    if (audit->japanese)
        audit_write_csv(audit, &out);
    else
        audit_write_report(audit, &out);
    if (fwrite(str_text(&out), 1, out.length, stdout) != out.length || fflush(stdout) != 0)
        die(NULL, NULL, _("could not write the result"));
    str_release(&out);
}

static enum audit_verdict worst_of(const struct audit_table *table)
{
    enum audit_verdict worst = AUDIT_POSSIBLE;
    for (size_t i = 0; i < table->item_count; i++) {
        enum audit_verdict own = audit_item_verdict(&table->items[i]);
        worst = own > worst ? own : worst;
    }
    for (size_t i = 0; i < table->cell_count; i++) {
        enum audit_verdict own = audit_verdict_of(&table->cells[i].remarks);
        worst = own > worst ? own : worst;
    }
    return worst;
}

static void read_files(struct audit_table *table, size_t count, char **operands)
{
    struct mistakes mistakes = {0};
    audit_table_read(table, (const char *const *)operands, count, &mistakes);
    bool bad = mistakes.count > 0;
    mistakes_print(&mistakes);
    mistakes_release(&mistakes);
    if (bad)
        exit(STATUS_USAGE);
}

static int run_audit(const struct settings *settings, size_t count, char **operands)
{
    if (!count)
        die_usage(_("as 'renkei audit configs/r3/published.csv'"), _("no file is named"));
    if (up_to > LARGEST_UP_TO)
        die_usage(NULL, _("--up-to can be at most %d"), LARGEST_UP_TO);
    struct arena arena = {0};
    struct config config = {0};
    struct audit audit = {
        .arena = &arena,
        .table = {.arena = &arena},
        .largest_base = up_to,
        .most_runs = settings->verbose || strcmp(output, "csv") == 0 ? ALL_RUNS : FEW_RUNS,
        .brief = settings->quiet,
        .japanese = strcmp(output, "csv") == 0,
    };
    if (settings->survey) {
        config_require(&config, settings->configs, settings->survey);
        audit.table.config = &config;
    }
    read_files(&audit.table, count, operands);
    audit_judge(&audit);
    write_out(&audit);
    enum audit_verdict worst = worst_of(&audit.table);
    config_release(&config);
    arena_release(&arena);
    return worst >= AUDIT_CONTRADICTION ? STATUS_VERIFY : STATUS_DONE;
}

static const struct argument audit_arguments[] = {
    {0, "as", ARGUMENT_CHOICE, &output, "text|csv",
     N_("a report for people, or a table for machines")},
    {0, "up-to", ARGUMENT_COUNT, &up_to, "N",
     N_("the largest n that is tried in search of one that fits")},
    {0},
};

const struct verb audit_verb = {
    .name = "audit",
    .operands = "FILE…",
    .summary = N_("are published figures possible, and do they agree?"),
    .text =
        N_("Reads published tables as CSV (figure, question, row, option, base, count, percent,\n"
           "as far as they are printed) and says of every percentage whether a whole number of\n"
           "respondents can give it, which counts can, and which n would fit where the printed\n"
           "one does not; of every row, whether one set of counts gives all of it; and where two\n"
           "places print different numbers for the same. Needs no answers and no database. With\n"
           "-s the labels and the kinds of questions come from the survey; without it a column\n"
           "\"type\" (single or multiple) can say the kind. Ends with status 4 if something is\n"
           "impossible or contradictory. With -v all n that fit are listed, with -q\n"
           "only the rows that are not possible.\n"
           "\n"
           "    renkei audit configs/r3/published.csv -s r3"),
    .run = run_audit,
    .arguments = audit_arguments,
};
