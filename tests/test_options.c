/* Command lines: what is taken, what is refused and how, and that the help names every option. */
#include "common/message.h"
#include "common/nearest.h"
#include "common/options.h"
#include "common/options_internal.h"

#include <check.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static bool dry;
static long seed = 42;
static const char *as = "csv", *form;

static const struct argument arguments[] = {
    {'n', "dry-run", ARGUMENT_FLAG, &dry, NULL, "store nothing"},
    {0, "seed", ARGUMENT_COUNT, &seed, "N", "the beginning of the random numbers"},
    {0, "as", ARGUMENT_CHOICE, &as, "csv|xlsx", "the format"},
    {0, "form", ARGUMENT_TEXT, &form, "ID", "the form"},
    {0},
};

/* Prints all it was given, for comparison. */
static int run_print(const struct settings *settings, size_t count, char **operands)
{
    printf("survey=%s configs=%s db=%s out=%s quiet=%d verbose=%d dry=%d seed=%ld as=%s form=%s",
           settings->survey ? settings->survey : "-", settings->configs,
           settings->db ? settings->db : "-", settings->out ? settings->out : "-", settings->quiet,
           settings->verbose, dry, seed, as, form ? form : "-");
    for (size_t i = 0; i < count; i++)
        printf(" [%s]", operands[i]);
    printf("%s\n", operands[count] ? " (no end)" : "");
    return STATUS_REJECTED;
}

static int run_nothing(const struct settings *settings, size_t count, char **operands)
{
    return run_print(settings, count, operands) == STATUS_REJECTED ? STATUS_DONE : STATUS_USAGE;
}

static const struct verb load = {
    .name = "load",
    .operands = "PATH…",
    .summary = "loads things",
    .text = "A long text.",
    .needs_survey = true,
    .run = run_print,
    .arguments = arguments,
};
static const struct verb shell = {
    .name = "shell",
    .operands = "",
    .summary = "opens a shell",
    .run = run_nothing,
    .verbatim_after = "psql",
};
static const struct verb *const verbs[] = {&load, &shell, NULL};

/* ---- one run of a program ---- */

struct ran {
    int status;
    char out[16384], error[4096];
};

static void read_file(FILE *file, char *text, size_t size)
{
    rewind(file);
    text[fread(text, 1, size - 1, file)] = '\0';
    fclose(file);
}

static struct ran run(const char *line)
{
    static struct ran ran;
    char words[512], *argv[32] = {(char *)"renkei-test"};
    int argc = 1, status;
    snprintf(words, sizeof words, "%s", line);
    for (char *word = strtok(words, " "); word; word = strtok(NULL, " "))
        argv[argc++] = word;
    FILE *out = tmpfile(), *error = tmpfile();
    ck_assert(out && error);
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        dup2(fileno(out), STDOUT_FILENO);
        dup2(fileno(error), STDERR_FILENO);
        exit(verbs_main("renkei-test", verbs, argc, argv));
    }
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ran.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    read_file(out, ran.out, sizeof ran.out);
    read_file(error, ran.error, sizeof ran.error);
    return ran;
}

/* ---- what is taken ---- */

struct taken_case {
    const char *line;
    const char *out;
};
#define DEFAULTS "db=- out=- quiet=0 verbose=0 dry=0 seed=42 as=csv form=-"
static const struct taken_case taken_cases[] = {
    {"load -s r3", "survey=r3 configs=configs " DEFAULTS "\n"},
    {"load --survey r3 a b", "survey=r3 configs=configs " DEFAULTS " [a] [b]\n"},
    {"load a --survey=r3 b", "survey=r3 configs=configs " DEFAULTS " [a] [b]\n"},
    {"load -s r3 -- -x --help", "survey=r3 configs=configs " DEFAULTS " [-x] [--help]\n"},
    {"load -s r3 - a", "survey=r3 configs=configs " DEFAULTS " [-] [a]\n"},
    {"load -s r2 -s training-r4", "survey=training-r4 configs=configs " DEFAULTS "\n"},
    {"load -s r3 --db= --configs c", "survey=r3 configs=c " DEFAULTS "\n"},
    {"load -s r3 -n -q -v -o out --db host=x --seed 7 --as=xlsx --form=",
     "survey=r3 configs=configs db=host=x out=out quiet=1 verbose=1 dry=1 seed=7 as=xlsx form=\n"},
    {"shell psql -c x --help -s",
     "survey=- configs=configs " DEFAULTS " [psql] [-c] [x] [--help] [-s]\n"},
    {"shell -q psql -- -c", "survey=- configs=configs db=- out=- quiet=1 verbose=0 dry=0 seed=42 "
                            "as=csv form=- [psql] [--] [-c]\n"},
};

START_TEST(options_are_taken)
{
    struct ran ran = run(taken_cases[_i].line);
    ck_assert_str_eq(ran.error, "");
    ck_assert_str_eq(ran.out, taken_cases[_i].out);
    ck_assert_int_eq(ran.status,
                     strncmp(taken_cases[_i].line, "load", 4) ? STATUS_DONE : STATUS_REJECTED);
}
END_TEST

START_TEST(the_environment_gives_defaults)
{
    setenv("RENKEI_CONFIGS", "/srv/configs", 1);
    setenv("RENKEI_DB", "host=db", 1);
    ck_assert_ptr_nonnull(strstr(run("shell").out, "configs=/srv/configs db=host=db"));
    ck_assert_ptr_nonnull(strstr(run("shell --db host=x --configs c").out, "configs=c db=host=x"));
    setenv("RENKEI_DB", "", 1);
    ck_assert_ptr_nonnull(strstr(run("shell").out, "db=- "));
}
END_TEST

/* ---- what is refused ---- */

struct refused_case {
    const char *line;
    const char *says;
    const char *hint;
};
static const struct refused_case refused_cases[] = {
    {"", "say what to do: renkei-test VERB", "see 'renkei-test --help'"},
    {"lod", "unknown verb 'lod'", "did you mean 'load'?"},
    {"nonsense", "unknown verb 'nonsense'", "see 'renkei-test --help'"},
    {"-s r3 load", "'-s' is no verb", "the verb comes first"},
    {"load -s r3 --dryrun", "unknown option '--dryrun'", "did you mean '--dry-run'?"},
    {"load -s r3 --sed=1", "unknown option '--sed'", "did you mean '--seed'?"},
    {"load -s r3 -x", "unknown option '-x'", "see 'renkei-test load --help'"},
    {"load -s r3 --dry-run=yes", "'--dry-run=yes': takes no value", "see"},
    {"load -s r3 --seed", "'--seed': needs a value, N", "see"},
    {"load -s r3 --seed -1", "'--seed': needs a whole number", "see"},
    {"load -s r3 --seed 1x", "'--seed': needs a whole number", "see"},
    {"load -s r3 --seed=", "needs a whole number", "see"},
    {"load -s r3 --seed 99999999999999999999", "'--seed': needs a whole number", "see"},
    {"load -s r3 --as cs", "'--as': needs one of csv|xlsx", "see"},
    {"load -s r3 --as csv|xlsx", "'--as': needs one of csv|xlsx", "see"},
    {"load -s r3 -o ", "'-o': needs a value", "see"},
    {"load -s r3 --out=", "'--out': needs the name of a folder", "see"},
    {"load -s r3 --lang fr", "'--lang': needs one of ja|en", "see"},
    {"load", "'load' needs a survey: -s SURVEY", "--configs"},
    {"load -s ../r3", "'../r3' cannot be the name of a survey", "--configs"},
    {"load -s r3/", "'r3/' cannot be the name of a survey", "--configs"},
    {"load -s .", "'.' cannot be the name of a survey", "--configs"},
    {"load --survey=", "'' cannot be the name of a survey", "--configs"},
    {"load -s -v", "'-v' cannot be the name of a survey", "--configs"},
    {"shell -s R3", "'R3' cannot be the name of a survey", "--configs"},
};

START_TEST(mistakes_are_refused)
{
    const struct refused_case *expected = &refused_cases[_i];
    setenv("RENKEI_CONFIGS", "/nowhere", 1);
    struct ran ran = run(expected->line);
    const char *hint = strstr(ran.error, "  hint: ");
    ck_assert_int_eq(ran.status, STATUS_USAGE);
    ck_assert_str_eq(ran.out, "");
    ck_assert_msg(strstr(ran.error, expected->says) != NULL, "%s", ran.error);
    ck_assert_msg(hint && strstr(hint, expected->hint), "%s", ran.error);
}
END_TEST

START_TEST(the_surveys_are_named)
{
    static const char *const folders[] = {"r4", "r3", "frames", ".hidden"};
    char top[] = "/tmp/renkei-test-XXXXXX", path[128];
    ck_assert_ptr_nonnull(mkdtemp(top));
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        snprintf(path, sizeof path, "%s/%s", top, folders[i]);
        ck_assert_int_eq(mkdir(path, 0755), 0);
        strcat(path, "/codebook.yaml");
        FILE *file = strcmp(folders[i], "frames") ? fopen(path, "w") : NULL;
        if (file)
            fclose(file);
    }
    setenv("RENKEI_CONFIGS", top, 1);
    struct ran ran = run("load");
    snprintf(path, sizeof path, "rm -r %s", top);
    ck_assert_int_eq(system(path), 0);
    ck_assert_int_eq(ran.status, STATUS_USAGE);
    ck_assert_msg(strstr(ran.error, "are: r3, r4\n") != NULL, "%s", ran.error);
}
END_TEST

/* ---- help ---- */

/* Runs of white space as one space: the help is wrapped. */
static const char *unwrapped(const char *help)
{
    static char text[sizeof((struct ran *)0)->out];
    size_t length = 0;
    for (; *help; help++)
        if (!isspace((unsigned char)*help))
            text[length++] = *help;
        else if (length && text[length - 1] != ' ')
            text[length++] = ' ';
    text[length] = '\0';
    return text;
}

static void assert_names(const char *wrapped, const struct argument *table)
{
    const char *help = unwrapped(wrapped);
    for (const struct argument *a = table; a->name; a++) {
        char entry[128];
        snprintf(entry, sizeof entry, "--%s%s%s", a->name, a->metavar ? " " : "",
                 a->metavar ? a->metavar : "");
        ck_assert_msg(strstr(help, entry) != NULL, "no %s in:\n%s", entry, help);
        ck_assert_msg(strstr(help, a->help) != NULL, "no \"%s\"", a->help);
        snprintf(entry, sizeof entry, "-%c, --%s", a->letter, a->name);
        if (a->letter)
            ck_assert_msg(strstr(help, entry) != NULL, "no %s", entry);
    }
}

START_TEST(the_help_names_every_option)
{
    struct common_options common = common_options();
    struct argument table[COMMON_ARGUMENTS];
    common_arguments(&common, table);
    ck_assert_ptr_null(table[COMMON_ARGUMENTS - 1].name);
    ck_assert_ptr_nonnull(table[COMMON_ARGUMENTS - 2].name);
    struct ran ran = run("load --help --lang en");
    ck_assert_int_eq(ran.status, STATUS_DONE);
    ck_assert_str_eq(ran.error, "");
    assert_names(ran.out, arguments);
    assert_names(ran.out, table);
    ck_assert_ptr_nonnull(strstr(ran.out, "usage: renkei-test load -s SURVEY [options] PATH…\n"));
    ck_assert_ptr_nonnull(strstr(ran.out, "A long text."));
    ck_assert_ptr_nonnull(strstr(ran.out, "(default: 42)"));
    ck_assert_ptr_nonnull(strstr(ran.out, "(default: csv)"));
    ck_assert_ptr_nonnull(strstr(ran.out, "  4  a verification failed"));
}
END_TEST

/* No option but those in the tables: every "--name" in the help is taken. */
START_TEST(the_help_names_no_other_option)
{
    struct ran ran = run("load --help --lang en");
    const char *list = strstr(ran.out, "\noptions:");
    for (const char *at = list; (at = strstr(at, "--")); at += 2) {
        char line[128];
        size_t length = strcspn(at, " =\n.,)");
        snprintf(line, sizeof line, "load -s r3 %.*s", (int)length, at);
        if (at[-1] == ' ' || at[-1] == '\n')
            ck_assert_msg(!strstr(run(line).error, "unknown option"), "%s", line);
    }
}
END_TEST

struct printed_case {
    const char *line;
    const char *out;
};
#define HELP_IN_ENGLISH                                           \
    "usage: renkei-test VERB [-s SURVEY] [options]\n\n"           \
    "  load        loads things\n  shell       opens a shell\n\n" \
    "see 'renkei-test VERB --help' for what a verb does and its options\n"
static const struct printed_case printed_cases[] = {
    {"--version", "renkei-test 0.1.0\n"},
    {"load --version", "renkei-test 0.1.0\n"},
    {"--verbs", "  load        loads things\n  shell       opens a shell\n"},
    {"--help --lang en", HELP_IN_ENGLISH},
    {"--help --lang ja --lang en", HELP_IN_ENGLISH}, /* the last one counts */
};

START_TEST(what_is_printed)
{
    struct ran ran = run(printed_cases[_i].line);
    ck_assert_int_eq(ran.status, STATUS_DONE);
    ck_assert_str_eq(ran.out, printed_cases[_i].out);
    ck_assert_str_eq(ran.error, "");
}
END_TEST

START_TEST(help_is_heeded_beside_mistakes)
{
    ck_assert_int_eq(run("load --nonsense --help").status, STATUS_DONE);
}
END_TEST

/* ---- names that are near ---- */

struct near_case {
    const char *typed, *nearest;
};
static const struct near_case near_cases[] = {
    {"ingets", "ingest"},
    {"ingest", "ingest"},
    {"agregate", "aggregate"},
    {"reprot", "report"},
    {"verfy", "verify"},
    {"frms", "forms"},
    {"xyz", NULL},
    {"", NULL},
    {"abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz", NULL},
};

START_TEST(near_names_are_found)
{
    static const char *const names[] = {"ingest", "aggregate", "report", "verify", "forms"};
    const char *nearest = nearest_name(near_cases[_i].typed, names, 5);
    if (near_cases[_i].nearest)
        ck_assert_pstr_eq(nearest, near_cases[_i].nearest);
    else
        ck_assert_ptr_null(nearest);
}
END_TEST

#define COUNT(table) (int)(sizeof(table) / sizeof *(table))

int main(void)
{
    unsetenv("RENKEI_DB");
    unsetenv("RENKEI_CONFIGS");
    setenv("LC_ALL", "C", 1);
    Suite *suite = suite_create("options");
    TCase *tests = tcase_create("options");
    tcase_set_timeout(tests, 30);
    tcase_add_loop_test(tests, options_are_taken, 0, COUNT(taken_cases));
    tcase_add_test(tests, the_environment_gives_defaults);
    tcase_add_loop_test(tests, mistakes_are_refused, 0, COUNT(refused_cases));
    tcase_add_test(tests, the_surveys_are_named);
    tcase_add_test(tests, the_help_names_every_option);
    tcase_add_test(tests, the_help_names_no_other_option);
    tcase_add_loop_test(tests, what_is_printed, 0, COUNT(printed_cases));
    tcase_add_test(tests, help_is_heeded_beside_mistakes);
    tcase_add_loop_test(tests, near_names_are_found, 0, COUNT(near_cases));
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
