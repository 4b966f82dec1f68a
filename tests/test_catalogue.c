/* What is stored is Japanese, whatever language the program speaks; the screen follows it. */
#include "common/arena.h"
#include "common/catalogue.h"
#include "common/message.h"
#include "common/xlsx.h"
#include "ingest/finding.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

struct text_case {
    const char *text, *japanese;
};
static const struct text_case text_cases[] = {
    {"the file is empty", "ファイルが空です"},
    {"not a ZIP file", "ZIP ファイルではありません"},
    {"no text of the programs", "no text of the programs"},
    {"", ""},
};

START_TEST(texts)
{
    ck_assert_str_eq(catalogue_japanese(text_cases[_i].text), text_cases[_i].japanese);
}
END_TEST

/* The reader gives its reason in English; each language of the finding has it in that language. */
START_TEST(a_readers_reason)
{
    static const char *const languages[] = {"en", "ja"};
    message_init("renkei-test", languages[_i]);
    struct arena arena = {0};
    struct xlsx xlsx = {0};
    ck_assert(!xlsx_open(&xlsx, &arena, "a letter, no workbook", 21));
    struct finding finding = {.code = FINDING_UNREADABLE, .raw = "", .extra = xlsx.error};
    ck_assert_str_eq(finding_message(&arena, &finding, true),
                     "ファイルを読み取れません: ZIP ファイルではありません");
    ck_assert_str_eq(finding_message(&arena, &finding, false),
                     "the file cannot be read: not a ZIP file");
    xlsx_close(&xlsx);
    arena_release(&arena);
}
END_TEST

/* Other findings carry people's own words, which are never translated. */
START_TEST(peoples_words)
{
    struct arena arena = {0};
    struct finding finding = {.code = FINDING_HEADER, .raw = "", .extra = "done"};
    ck_assert_str_ne(catalogue_japanese("done"), "done");
    ck_assert_ptr_nonnull(strstr(finding_message(&arena, &finding, true), "done"));
    arena_release(&arena);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("catalogue");
    TCase *tcase = tcase_create("catalogue");
    tcase_add_loop_test(tcase, texts, 0, sizeof text_cases / sizeof *text_cases);
    tcase_add_loop_test(tcase, a_readers_reason, 0, 2);
    tcase_add_test(tcase, peoples_words);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
