/*
 * Command lines from tables: the table of a verb and the common one are walked by the parser and
 * by the help alike, so what the help names is what works. Help is in help.c.
 */
#include "common/options.h"

#include "common/arena.h"
#include "common/message.h"
#include "common/nearest.h"
#include "common/options_internal.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *environment(const char *name, const char *otherwise)
{
    const char *value = getenv(name);
    return value && *value ? value : otherwise;
}

struct common_options common_options(void)
{
    return (struct common_options){
        .settings = {.configs = environment("RENKEI_CONFIGS", "configs"),
                     .db = environment("RENKEI_DB", NULL)},
    };
}

void common_arguments(struct common_options *common, struct argument *arguments)
{
    struct settings *settings = &common->settings;
    const struct argument table[COMMON_ARGUMENTS] = {
        {'s', "survey", ARGUMENT_TEXT, &settings->survey, "SURVEY",
         N_("the survey: a folder of the configurations, such as r3")},
        {0, "configs", ARGUMENT_TEXT, &settings->configs, "DIR",
         N_("the configurations (environment: RENKEI_CONFIGS)")},
        {0, "db", ARGUMENT_TEXT, &settings->db, "CONNINFO",
         N_("a PostgreSQL server instead of the private database (environment: RENKEI_DB)")},
        {'o', "out", ARGUMENT_TEXT, &settings->out, "DIR", N_("the folder to write to")},
        {'q', "quiet", ARGUMENT_FLAG, &settings->quiet, NULL,
         N_("errors and warnings only, no progress")},
        {'v', "verbose", ARGUMENT_FLAG, &settings->verbose, NULL,
         N_("say more, show the text of a statement that fails")},
        {0, "lang", ARGUMENT_CHOICE, &common->language, "ja|en",
         N_("language of messages and help (default: from the locale)")},
        {0, "help", ARGUMENT_FLAG, &common->help, NULL, N_("show this help")},
        {0, "version", ARGUMENT_FLAG, &common->version, NULL, N_("show the version")},
        {0},
    };
    memcpy(arguments, table, sizeof table);
}

/* ---- one command line ---- */

struct command_line {
    const char *program;
    const struct verb *verb;
    struct argument common[COMMON_ARGUMENTS];
    char **at, **end;
    char **operands;
    size_t operand_count;
    struct arena arena; /* hints */
};

_Noreturn static void refuse(struct command_line *line, const char *option, const char *problem)
{
    const char *hint =
        arena_printf(&line->arena, _("see '%s %s --help'"), line->program, line->verb->name);
    die_usage(hint, _("'%s': %s"), option, problem);
}

_Noreturn static void refuse_unknown(struct command_line *line, const char *option, size_t length)
{
    const char *names[64];
    size_t count = 0;
    const struct argument *tables[] = {line->verb->arguments, line->common};
    for (size_t t = 0; t < 2; t++)
        for (const struct argument *a = tables[t]; a && a->name && count < 64; a++)
            names[count++] = a->name;
    const char *typed = arena_copy(&line->arena, option, length);
    const char *nearest =
        strncmp(typed, "--", 2) == 0 ? nearest_name(typed + 2, names, count) : NULL;
    if (nearest)
        die_usage(arena_printf(&line->arena, _("did you mean '--%s'? all options: '%s %s --help'"),
                               nearest, line->program, line->verb->name),
                  _("unknown option '%s'"), typed);
    die_usage(arena_printf(&line->arena, _("see '%s %s --help'"), line->program, line->verb->name),
              _("unknown option '%s'"), typed);
}

static const struct argument *find_argument(const struct argument *table, const char *option,
                                            size_t length)
{
    for (const struct argument *a = table; a && a->name; a++) {
        if (option[1] == '-' && strlen(a->name) == length - 2 &&
            strncmp(a->name, option + 2, length - 2) == 0)
            return a;
        if (option[1] != '-' && length == 2 && a->letter == option[1])
            return a;
    }
    return NULL;
}

static bool is_choice(const char *choices, const char *value)
{
    size_t length = strlen(value);
    for (const char *at = choices; length; at++) {
        size_t choice = strcspn(at, "|");
        if (choice == length && strncmp(at, value, length) == 0)
            return true;
        at += choice;
        if (!*at)
            break;
    }
    return false;
}

static bool read_count(const char *value, long *count)
{
    if (!isdigit((unsigned char)value[0]))
        return false;
    char *end;
    errno = 0;
    *count = strtol(value, &end, 10);
    return !*end && errno == 0;
}

static void store(struct command_line *line, const struct argument *argument, const char *option,
                  const char *value)
{
    switch (argument->kind) {
    case ARGUMENT_FLAG:
        *(bool *)argument->value = true;
        break;
    case ARGUMENT_COUNT:
        if (!read_count(value, argument->value))
            refuse(line, option, _("needs a whole number, 0 or more"));
        break;
    case ARGUMENT_CHOICE:
        if (!is_choice(argument->metavar, value))
            refuse(line, option,
                   arena_printf(&line->arena, _("needs one of %s"), argument->metavar));
        *(const char **)argument->value = value;
        break;
    case ARGUMENT_TEXT:
        *(const char **)argument->value = value;
        break;
    }
}

static void parse_option(struct command_line *line)
{
    const char *option = *line->at++;
    const char *equals = option[1] == '-' ? strchr(option, '=') : NULL;
    size_t length = equals ? (size_t)(equals - option) : strlen(option);
    const struct argument *argument = find_argument(line->verb->arguments, option, length);
    if (!argument)
        argument = find_argument(line->common, option, length);
    if (!argument)
        refuse_unknown(line, option, length);
    if (argument->kind == ARGUMENT_FLAG) {
        if (equals)
            refuse(line, option, _("takes no value"));
        store(line, argument, option, NULL);
        return;
    }
    if (!equals && line->at == line->end)
        refuse(line, option, arena_printf(&line->arena, _("needs a value, %s"), argument->metavar));
    store(line, argument, option, equals ? equals + 1 : *line->at++);
}

static bool is_verbatim_after(const struct verb *verb, const char *operand)
{
    return verb->verbatim_after && strcmp(verb->verbatim_after, operand) == 0;
}

/* Operands move to the front of argv; the options between them are gone afterwards. */
static void parse(struct command_line *line)
{
    while (line->at < line->end) {
        const char *word = *line->at;
        if (strcmp(word, "--") == 0) {
            line->at++;
            break;
        }
        if (word[0] == '-' && word[1]) {
            parse_option(line);
            continue;
        }
        line->operands[line->operand_count++] = *line->at++;
        if (is_verbatim_after(line->verb, word))
            break;
    }
    while (line->at < line->end)
        line->operands[line->operand_count++] = *line->at++;
    line->operands[line->operand_count] = NULL;
}

/* ---- what must be known before the options are parsed ---- */

/* The language of the complaints about a command line stands in that command line; as with every
 * option, the last one counts. */
static const char *wanted_language(const struct verb *verb, int argc, char **argv)
{
    const char *wanted = NULL;
    for (int i = 1; i < argc && argv[i] && strcmp(argv[i], "--") != 0; i++) {
        if (verb && is_verbatim_after(verb, argv[i]))
            break;
        const char *value = NULL;
        if (strncmp(argv[i], "--lang=", 7) == 0)
            value = argv[i] + 7;
        else if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
            value = argv[i + 1];
        if (value && is_choice("ja|en", value))
            wanted = value;
    }
    return wanted;
}

/* --help is heeded even beside mistakes: who asks for help often just made one. */
static bool asks_for(const struct verb *verb, const char *option, char **at, char **end)
{
    for (; at < end && strcmp(*at, "--") != 0; at++) {
        if (is_verbatim_after(verb, *at))
            break;
        if (strcmp(*at, option) == 0)
            return true;
    }
    return false;
}

/* ---- the survey ---- */

/* A survey's name becomes a folder's name: it must never be a path or look like an option. */
static bool is_plain_name(const char *name)
{
    if (!islower((unsigned char)name[0]) && !isdigit((unsigned char)name[0]))
        return false;
    return name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-")] == '\0';
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* "the surveys are: r3, r4", or where they should be. */
static const char *surveys_hint(struct arena *arena, const char *configs)
{
    const char *names[32];
    size_t count = 0;
    DIR *folder = opendir(configs);
    for (struct dirent *entry; folder && count < 32 && (entry = readdir(folder));) {
        const char *path = arena_printf(arena, "%s/%s/codebook.yaml", configs, entry->d_name);
        if (is_plain_name(entry->d_name) && access(path, F_OK) == 0)
            names[count++] = arena_strdup(arena, entry->d_name);
    }
    if (folder)
        closedir(folder);
    if (!count)
        return arena_printf(arena, _("there is none in '%s'; name their folder with --configs"),
                            configs);
    qsort(names, count, sizeof *names, compare_names);
    const char *list = names[0];
    for (size_t i = 1; i < count; i++)
        list = arena_printf(arena, "%s, %s", list, names[i]);
    return arena_printf(arena, _("the surveys in '%s' are: %s"), configs, list);
}

static void require_survey(struct command_line *line, const struct settings *settings)
{
    if (settings->survey && !is_plain_name(settings->survey))
        die_usage(surveys_hint(&line->arena, settings->configs),
                  _("'%s' cannot be the name of a survey: small letters, digits, '-' and '_' only"),
                  settings->survey);
    bool suffice = line->verb->operands_suffice && line->operand_count > 0;
    if (!settings->survey && line->verb->needs_survey && !suffice)
        die_usage(surveys_hint(&line->arena, settings->configs),
                  line->verb->operands_suffice ? _("'%s' needs a survey, -s SURVEY, or a folder")
                                               : _("'%s' needs a survey: -s SURVEY"),
                  line->verb->name);
}

/* ---- programs ---- */

const char *verbs_language(int argc, char **argv)
{
    return wanted_language(NULL, argc, argv);
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static int run_verb(const char *program, const struct verb *verb, int argc, char **argv)
{
    char **words = argv + 2, **end = argv + argc;
    struct common_options common = common_options();
    struct command_line line = {
        .program = program, .verb = verb, .at = words, .end = end, .operands = words};
    common_arguments(&common, line.common);
    if (asks_for(verb, "--help", words, end)) {
        help_verb(program, verb, line.common);
        return STATUS_DONE;
    }
    if (asks_for(verb, "--version", words, end)) {
        help_version(program);
        return STATUS_DONE;
    }
    parse(&line);
    /* An unset variable of a script would send the files to the root folder. */
    if (common.settings.out && !*common.settings.out)
        refuse(&line, "--out", _("needs the name of a folder"));
    message_set_verbosity(common.settings.quiet, common.settings.verbose);
    if (common.settings.db && !*common.settings.db)
        common.settings.db = NULL;
    require_survey(&line, &common.settings);
    arena_release(&line.arena);
    return verb->run(&common.settings, line.operand_count, line.operands);
}

_Noreturn static void refuse_verb(const char *program, const struct verb *const *verbs,
                                  const char *typed)
{
    struct arena arena = {0};
    if (!typed)
        die_usage(arena_printf(&arena, _("see '%s --help'"), program), _("say what to do: %s VERB"),
                  program);
    if (typed[0] == '-')
        die_usage(arena_printf(&arena, _("the verb comes first; see '%s --help'"), program),
                  _("'%s' is no verb"), typed);
    const char *names[32];
    size_t count = 0;
    while (verbs[count] && count < 32) {
        names[count] = verbs[count]->name;
        count++;
    }
    const char *nearest = nearest_name(typed, names, count);
    die_usage(nearest ? arena_printf(&arena, _("did you mean '%s'?"), nearest)
                      : arena_printf(&arena, _("see '%s --help'"), program),
              _("unknown verb '%s'"), typed);
}

static const struct verb *find_verb(const struct verb *const *verbs, const char *name)
{
    for (size_t i = 0; name && verbs[i]; i++)
        if (strcmp(verbs[i]->name, name) == 0)
            return verbs[i];
    return NULL;
}

/* Results that did not reach the disk or the pipe are not results. */
static int finished(int status)
{
    if ((fflush(stdout) != 0 || ferror(stdout)) && status == STATUS_DONE)
        die(strerror(errno), NULL, _("could not write to the standard output"));
    return status;
}

int verbs_main(const char *program, const struct verb *const *verbs, int argc, char **argv)
{
    const char *word = argc > 1 ? argv[1] : NULL;
    const struct verb *verb = find_verb(verbs, word);
    message_init(program, wanted_language(verb, argc, argv));
    const char *called = argc > 0 ? base_name(argv[0]) : program;
    if (verb)
        return finished(run_verb(called, verb, argc, argv));
    if (word && strcmp(word, "--help") == 0)
        help_program(called, verbs);
    else if (word && strcmp(word, "--version") == 0)
        help_version(program);
    else if (word && strcmp(word, "--verbs") == 0)
        verbs_list(verbs);
    else
        refuse_verb(called, verbs, word);
    return finished(STATUS_DONE);
}
