/* The help, printed from the tables that the parser walks. To the standard output. */
#include "common/display.h"
#include "common/message.h"
#include "common/options_internal.h"
#include "common/str.h"
#include "common/wrap.h"

#include <stdio.h>
#include <string.h>

/* The widest ordinary entry, and a gap; the width of a terminal. */
enum { HELP_COLUMN = 26, VERB_COLUMN = 12, SCREEN_WIDTH = 80 };

/* An empty text and a 0 say "not given": the help says what happens then. */
static void append_default(struct str *text, const struct argument *argument)
{
    const char *value = "";
    if (argument->kind == ARGUMENT_COUNT && *(const long *)argument->value)
        str_appendf(text, _("(default: %ld)"), *(const long *)argument->value);
    if (argument->kind == ARGUMENT_TEXT || argument->kind == ARGUMENT_CHOICE)
        value = *(const char *const *)argument->value;
    if (value && *value)
        str_appendf(text, _("(default: %s)"), value);
}

/* Behind the line, or on one of its own: a default that is cut in two is hard to find. */
static void append_whole(struct str *line, const char *text)
{
    const char *last = strrchr(str_text(line), '\n');
    size_t filled = display_width(last ? last + 1 : str_text(line));
    if (!*text)
        return;
    if (filled + 1 + display_width(text) <= SCREEN_WIDTH)
        str_appendf(line, " %s", text);
    else
        str_appendf(line, "\n%*s%s", HELP_COLUMN, "", text);
}

/* "  -o, --out DIR" and so on, up to the column where the explanations begin. */
static void append_left(struct str *line, const struct argument *argument)
{
    if (argument->letter)
        str_appendf(line, "  -%c, --%s", argument->letter, argument->name);
    else
        str_appendf(line, "      --%s", argument->name);
    if (argument->metavar)
        str_appendf(line, " %s", argument->metavar);
    size_t width = display_width(str_text(line));
    if (width >= HELP_COLUMN)
        str_appendf(line, "\n%*s", HELP_COLUMN, "");
    else
        str_appendf(line, "%*s", (int)(HELP_COLUMN - width), "");
}

static void print_arguments(const struct argument *arguments)
{
    struct str line = {0}, value = {0};
    for (const struct argument *a = arguments; a->name; a++) {
        str_reset(&line);
        str_reset(&value);
        append_left(&line, a);
        wrap_append(&line, _(a->help), HELP_COLUMN, SCREEN_WIDTH);
        append_default(&value, a);
        append_whole(&line, str_text(&value));
        puts(str_text(&line));
    }
    str_release(&line);
    str_release(&value);
}

/* Behind a blank line. */
static void print_text(const char *text)
{
    struct str lines = {0};
    wrap_paragraphs(&lines, text, SCREEN_WIDTH);
    printf("\n%s\n", str_text(&lines));
    str_release(&lines);
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
           !verb->needs_survey      ? ""
           : verb->operands_suffice ? " [-s SURVEY]"
                                    : " -s SURVEY");
    printf("%s%s\n\n%s\n", *verb->operands ? " " : "", verb->operands, _(verb->summary));
    if (verb->text && *verb->text)
        print_text(_(verb->text));
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
