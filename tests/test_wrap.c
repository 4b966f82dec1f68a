/* Lines for a screen: where English and Japanese break, and that nothing is lost. */
#include "common/wrap.h"

#include <check.h>
#include <stdlib.h>

struct line_case {
    const char *text;
    size_t indent, width;
    const char *lines;
};
static const struct line_case line_cases[] = {
    {"", 0, 10, ""},
    {"one two", 0, 10, "one two"},
    {"one two three", 0, 7, "one two\nthree"},
    {"one two three", 0, 6, "one\ntwo\nthree"},
    {"one two three", 4, 11, "one two\n    three"},
    {"one\ntwo", 0, 10, "one two"},
    {"--a-long-option and", 0, 6, "--a-long-option\nand"},
    {"調査票の配布", 0, 12, "調査票の配布"},
    {"調査票の配布", 0, 11, "調査票の配\n布"},
    {"調査票の配布", 2, 8, "調査票\n  の配布"},
    /* a comma and a closing bracket stay with what they close, an opening one with what it opens */
    {"調査票、配布", 0, 6, "調査\n票、配\n布"},
    {"(調査票)の", 0, 7, "(調査\n票)の"},
    {"調査「票」", 0, 7, "調査\n「票」"},
    /* a word and a command are never cut, also inside Japanese */
    {"設定は configs にある", 0, 10, "設定は\nconfigs に\nある"},
    {"表はtables/cells.csvです", 0, 12, "表は\ntables/cells.csv\nです"},
    {"…、", 0, 2, "…、"},
};

START_TEST(lines)
{
    const struct line_case *expected = &line_cases[_i];
    struct str out = {0};
    wrap_append(&out, expected->text, expected->indent, expected->width);
    ck_assert_str_eq(str_text(&out), expected->lines);
    str_release(&out);
}
END_TEST

struct paragraph_case {
    const char *text, *lines;
};
static const struct paragraph_case paragraph_cases[] = {
    {"", ""},
    {"one two\nthree four", "one two\nthree four"},
    {"one\ntwo three four", "one two\nthree four"},
    {"one\n\ntwo", "one\n\ntwo"},
    {"one two three\n\n    renkei report -s r3 -o out\n",
     "one two\nthree\n\n    renkei report -s r3 -o out"},
    {"one:\n  a long line that stays\n  and another\nend", "one:\n  a long line that stays\n"
                                                           "  and another\nend"},
};

START_TEST(paragraphs)
{
    const struct paragraph_case *expected = &paragraph_cases[_i];
    struct str out = {0};
    wrap_paragraphs(&out, expected->text, 10);
    ck_assert_str_eq(str_text(&out), expected->lines);
    str_release(&out);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("wrap");
    TCase *tcase = tcase_create("wrap");
    tcase_add_loop_test(tcase, lines, 0, sizeof line_cases / sizeof *line_cases);
    tcase_add_loop_test(tcase, paragraphs, 0, sizeof paragraph_cases / sizeof *paragraph_cases);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
