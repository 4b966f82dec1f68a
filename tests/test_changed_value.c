/* What the values of the table `change` are taken for. */
#include "report/changed_value.h"

#include "common/codebook.h"

#include <check.h>
#include <stdlib.h>

static const struct {
    const char *value;
    int empty, code;
} values[] = {
    {"NA", CODE_NA, CODE_NA},
    {"INVALID", CODE_INVALID, CODE_INVALID},
    {"NOT_ASKED", CODE_NOT_ASKED, CODE_NOT_ASKED},
    {"NA（点字）", CODE_NA, CODE_NA},
    {"1", -1, 1},
    {"0", -1, 0},
    {"250", -1, 250},
    {"1（点字）", -1, 1},
    /* numbers that are the codes of kinds of empty, and larger ones */
    {"251", -1, -1},
    {"507", -1, -1},
    /* texts */
    {"NAS の導入", -1, -1},
    {"INVALIDな値", -1, -1},
    {"1人目", -1, -1},
    {"-1", -1, -1},
    {"", -1, -1},
};

START_TEST(values_are_read)
{
    ck_assert_int_eq(changed_empty(values[_i].value), values[_i].empty);
    ck_assert_int_eq(changed_code(values[_i].value), values[_i].code);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("changed_value");
    TCase *cases = tcase_create("values");
    tcase_add_loop_test(cases, values_are_read, 0, sizeof values / sizeof *values);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
