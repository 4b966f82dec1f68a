/* The help, printed from the tables that the parser walks. To the standard output. */
#include "common/message.h"
#include "common/options_internal.h"
#include "common/str.h"

#include <stdio.h>

enum { HELP_COLUMN = 26, VERB_COLUMN = 12 }; /* the widest ordinary entry, and a gap */

static void print_default(const struct argument *argument)
{
    if (argument->kind == ARGUMENT_COUNT)
        printf(_(" (default: %ld)"), *(const long *)argument->value);
    else if (argument->kind != ARGUMENT_FLAG && *(const char *const *)argument->value)
        printf(_(" (default: %s)"), *(const char *const *)argument->value);
}

static void print_arguments(const struct argument *arguments)
{
    struct str left = {0};
    for (const struct argument *a = arguments; a->name; a++) {
        str_reset(&left);
        if (a->letter)
            str_appendf(&left, "  -%c, --%s", a->letter, a->name);
        else
            str_appendf(&left, "      --%s", a->name);
        if (a->metavar)
            str_appendf(&left, " %s", a->metavar);
        if (left.length >= HELP_COLUMN)
            printf("%s\n%*s", left.at, HELP_COLUMN, "");
        else
            printf("%-*s", HELP_COLUMN, left.at);
        printf("%s", _(a->help));
        print_default(a);
        putchar('\n');
    }
    str_release(&left);
}

static void print_exit_status(void)
{
    static const struct {
        enum exit_status status;
        const char *meaning;
    } table[] = {
        {STATUS_DONE, N_("done")},
        {STATUS_ENVIRONMENT, N_("the environment failed: database, disk or permission")},
        {STATUS_USAGE, N_("wrong usage, or a wrong configuration")},
        {STATUS_REJECTED, N_("some submissions were rejected, all others are loaded")},
        {STATUS_VERIFY, N_("a verification failed")},
    };
    printf("\n%s\n", _("exit status:"));
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        printf("  %d  %s\n", (int)table[i].status, _(table[i].meaning));
}

void help_verb(const char *program, const struct verb *verb, const struct argument *common)
{
    printf(_("usage: %s %s%s [options]"), program, verb->name,
           verb->needs_survey ? " -s SURVEY" : "");
    printf("%s%s\n\n%s\n", *verb->operands ? " " : "", verb->operands, _(verb->summary));
    if (verb->text && *verb->text)
        printf("\n%s\n", _(verb->text));
    if (verb->arguments && verb->arguments->name) {
        printf("\n%s\n", _("options:"));
        print_arguments(verb->arguments);
    }
    printf("\n%s\n", _("common options:"));
    print_arguments(common);
    print_exit_status();
}

void verbs_list(const struct verb *const *verbs)
{
    for (; *verbs; verbs++)
        printf("  %-*s%s\n", VERB_COLUMN, (*verbs)->name, _((*verbs)->summary));
}

void help_program(const char *program, const struct verb *const *verbs)
{
    printf(_("usage: %s VERB [-s SURVEY] [options]\n\n"), program);
    verbs_list(verbs);
    printf(_("\nsee '%s VERB --help' for what a verb does and its options\n"), program);
}

void help_version(const char *program)
{
    printf("%s %s\n", program, renkei_version);
}
