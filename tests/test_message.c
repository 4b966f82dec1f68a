/* What people see on standard error: places, levels, hints, and nothing that steers a terminal. */
#include "common/message.h"

#include "common/str.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Standard error goes to a file while a message is printed. */
static FILE *caught;
static int real_error;

static void begin_catching(void)
{
    fflush(stderr);
    caught = tmpfile();
    real_error = dup(STDERR_FILENO);
    ck_assert(caught && real_error >= 0);
    ck_assert(dup2(fileno(caught), STDERR_FILENO) >= 0);
}

static const char *end_catching(void)
{
    static char text[1024];
    fflush(stderr);
    ck_assert(dup2(real_error, STDERR_FILENO) >= 0);
    close(real_error);
    rewind(caught);
    text[fread(text, 1, sizeof text - 1, caught)] = '\0';
    fclose(caught);
    return text;
}

static const struct {
    const char *language;
    struct place place;
    const char *code, *text, *hint, *printed;
} messages[] = {
    {"en", {0}, NULL, "it is so", NULL, "test: error: it is so\n"},
    {"en", {.file = "a.csv", .line = 3}, "E1", "x", "do y", "a.csv:3: error E1: x\n  hint: do y\n"},
    {"en", {.file = "a.csv", .line = 3, .column = 7}, NULL, "x", NULL, "a.csv:3:7: error: x\n"},
    {"en",
     {.file = "a.xlsx", .sheet = "S", .cell = "C12", .item = "問4 vision"},
     NULL,
     "x",
     NULL,
     "a.xlsx: sheet \"S\" C12 (問4 vision): error: x\n"},
    {"ja",
     {.file = "a.xlsx", .sheet = "調査票", .cell = "C12"},
     NULL,
     "x",
     NULL,
     "a.xlsx: シート「調査票」C12: error: x\n"},
    /* names that people did not type: an escape sequence, a line break, U+009B */
    {"en",
     {.file = "a\x1b[2J\n.csv", .sheet = "\x7f", .cell = "\xC2\x9B"},
     NULL,
     "x",
     NULL,
     "a\\x1b[2J\\x0a.csv: sheet \"\\x7f\" \\x9b: error: x\n"},
    {"en",
     {0},
     NULL,
     "no \x1b[31m\n\tend",
     "\r!",
     "test: error: no \\x1b[31m\n\tend\n  hint: \\x0d!\n"},
};

START_TEST(messages_name_their_place)
{
    message_init("test", messages[_i].language);
    begin_catching();
    message_print(MESSAGE_ERROR, &messages[_i].place, messages[_i].code, messages[_i].text,
                  messages[_i].hint);
    ck_assert_str_eq(end_catching(), messages[_i].printed);
}
END_TEST

START_TEST(quiet_leaves_errors_and_warnings)
{
    message_init("test", "en");
    message_set_verbosity(true, false);
    begin_catching();
    message_note("a note");
    message_detail("a detail");
    message_warning(NULL, "a %s", "warning");
    message_error("a hint", "an error");
    ck_assert_str_eq(end_catching(),
                     "test: warning: a warning\ntest: error: an error\n  hint: a hint\n");
}
END_TEST

START_TEST(die_says_why_and_what_to_do)
{
    message_init("test", "en");
    die("the server's words\n", "a hint", "it failed");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("message");
    TCase *cases = tcase_create("message");
    tcase_add_loop_test(cases, messages_name_their_place, 0, sizeof messages / sizeof *messages);
    tcase_add_test(cases, quiet_leaves_errors_and_warnings);
    tcase_add_exit_test(cases, die_says_why_and_what_to_do, STATUS_ENVIRONMENT);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
