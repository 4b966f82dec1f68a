/* renkei check: does a workbook or a CSV keep the rules of machine-readable tables and of
 * accessible spreadsheets? Needs files only, no database and no survey. */
#include "report/verbs.h"

#include "common/message.h"
#include "report/rules.h"
#include "report/rules_output.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *kind = "";
static const char *verbatim;
static bool csv;

static enum rules_kind wanted_kind(void)
{
    return strcmp(kind, "data") == 0           ? RULES_DATA
           : strcmp(kind, "presentation") == 0 ? RULES_PRESENTATION
                                               : RULES_BY_FILE;
}

static void write_out(struct str *out)
{
    if (fwrite(str_text(out), 1, out->length, stdout) != out->length || fflush(stdout) != 0)
        die(NULL, NULL, _("could not write the result"));
    str_reset(out);
}

static void say_unreadable(const struct rules_result *result)
{
    const char *text = result->error_part ? arena_printf(result->arena, "%s (%s)", _(result->error),
                                                         result->error_part)
                                          : _(result->error);
    message_print(MESSAGE_ERROR, &(struct place){.file = result->file}, NULL, text,
                  _("only .xlsx and .csv can be checked"));
}

/* Returns the status of one file. */
static enum exit_status judge_file(const char *path, const struct settings *settings,
                                   struct str *out)
{
    struct arena arena = {0};
    struct rules_result result;
    enum exit_status status = STATUS_DONE;
    const struct rules_question question = {
        .path = path, .kind = wanted_kind(), .verbatim = verbatim};
    if (!rules_check(&result, &arena, &question)) {
        say_unreadable(&result);
        status = STATUS_USAGE;
    } else {
        const struct rules_shown shown = {.passed = settings->verbose, .brief = settings->quiet};
        if (csv)
            rules_write_csv(out, &result);
        else
            rules_write_text(out, &result, shown);
        write_out(out);
        if (rules_broken(&result) > 0)
            status = STATUS_VERIFY;
    }
    arena_release(&arena);
    return status;
}

static int run_check(const struct settings *settings, size_t count, char **operands)
{
    struct str out = {0};
    bool broken = false, unread = false;
    if (count == 0)
        die_usage(_("as 'renkei check out/r3/national.xlsx out/r3/tables/*.csv'"),
                  _("no file is named"));
    if (csv)
        rules_write_header(&out);
    for (size_t i = 0; i < count; i++) {
        enum exit_status status = judge_file(operands[i], settings, &out);
        broken |= status == STATUS_VERIFY;
        unread |= status == STATUS_USAGE;
    }
    write_out(&out);
    str_release(&out);
    /* Of a file that could not be read nothing is known: that comes first. */
    return unread ? STATUS_USAGE : broken ? STATUS_VERIFY : STATUS_DONE;
}

static const struct argument check_arguments[] = {
    {0, "as", ARGUMENT_CHOICE, &kind, "data|presentation",
     N_("what the files are, where their kind does not say it")},
    {0, "csv", ARGUMENT_FLAG, &csv, NULL, N_("a table for machines (in Japanese)")},
    {0, "verbatim", ARGUMENT_TEXT, &verbatim, "COLUMNS",
     N_("more columns, with commas between, that quote what others wrote")},
    {0},
};

const struct verb check_verb = {
    .name = "check",
    .operands = "FILE…",
    .summary = N_("are files machine-readable and accessible?"),
    .text = N_(
        "Tests workbooks and CSV files against the rules of machine-readable statistical tables\n"
        "(M01 to M20) and the checklist of accessible spreadsheets (A01 to A18), and names for\n"
        "every rule that is broken the first cells and the remedy. Needs no database and no\n"
        "survey; the files may be anybody's.\n"
        "\n"
        "CSV files and files in a folder \"tables\" are data: one table from row 1. Other\n"
        "workbooks are presentations: A rules on all sheets, M rules on those that are a flat\n"
        "table from row 1. Hidden sheets are passed over. Columns that quote what others wrote\n"
        "(raw, text, message, 自由記述, 備考 …) may hold anything. With -v rules that are kept\n"
        "are listed too, with -q only files that break one. Ends with status 4 if a rule is\n"
        "broken, with 2 if a file cannot be read.\n"
        "\n"
        "    renkei check out/r3/national.xlsx out/r3/tables/*.csv\n"),
    .run = run_check,
    .arguments = check_arguments,
};
