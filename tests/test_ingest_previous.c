/*
 * Edits that look at the previous survey: tests/data/configs/library-2 looks back at library, where
 * questions, options and their order were others.
 */
#include "tests/ingest_run.h"

#define LIBRARY_2 "tests/data/configs", "library-2"

/* L002 gave answers that the form of today would refuse; L004 gave none. */
static void answer_library(void)
{
    INGEST(0, LIBRARY,
           write_text("former.csv", "unit,visits,children_room,open_sunday,services.weekday.1,"
                                    "services.weekday.2,services.weekend.3,services.weekend.90,"
                                    "services.weekend.90.text,balance\n"
                                    "L001,500.5,1,2,1,1,,1,x,-1.5\n"
                                    "L002,2500,9,3,,1,1,,,2\n"
                                    "L003,,,,,,,,,\n"));
}

static const char *today(void)
{
    return write_text("today.csv", "unit,visits,children_room,open_sunday,services.weekday.5,"
                                   "services.weekday.1,services.weekend.99,balance\n"
                                   "L001,1001.1,1,3,1,,1,増えた\n"
                                   "L002,1999,1,3,1,,1,減った\n"
                                   "L003,1500,1,3,1,,1,\n"
                                   "L004,1000,1,3,1,,1,\n"
                                   "L005,1001,1,3,1,,1,\n");
}

static const char *found(void)
{
    return query("SELECT coalesce(string_agg(unit || ' ' || code || ' ' || item, E'\\n' "
                 "ORDER BY unit COLLATE \"C\", code COLLATE \"C\"), '') FROM finding "
                 "WHERE survey = 'library-2' AND code LIKE 'E%'");
}

/* L003 answered nothing then, L004 and L005 sent nothing. */
#define FOUND                        \
    "L001 E201 visits\n"             \
    "L001 E202 open_sunday\n"        \
    "L001 E203 services.weekday.5\n" \
    "L001 E204 services.weekend.5\n" \
    "L002 E204 services.weekend.5\n" \
    "L002 E206 children_room\n"      \
    "L003 E207 visits\n"             \
    "L005 E207 visits"

START_TEST(edits_see_former_answers)
{
    answer_library();
    INGEST(0, LIBRARY_2, today());
    ck_assert_str_eq(found(), FOUND);
    /* an error counts the answer as INVALID, and what is asked by it is not asked */
    assert_query("SELECT string_agg(unit || '=' || value, ' ' ORDER BY unit COLLATE \"C\") "
                 "FROM answer WHERE survey = 'library-2' AND question = 'visits'",
                 "L001=1001.1 L002=1999 L003=INVALID L004=1000 L005=INVALID");
    assert_said("1 edits were not evaluated: survey \"library\" has no responses to the same form "
                "in the database; load them, then renkei ingest -s library-2 --rebuild");
}
END_TEST

START_TEST(without_former_answers_the_edits_wait)
{
    INGEST(0, LIBRARY_2, today());
    ck_assert_str_eq(found(), "");
    assert_said("8 edits were not evaluated: survey \"library\"");
    answer_library();
    INGEST(0, LIBRARY_2, "--rebuild");
    ck_assert_str_eq(found(), FOUND);
    assert_said("1 edits were not evaluated");
}
END_TEST

/* Findings are the same in any number of threads. */
START_TEST(all_workers_look_back)
{
    answer_library();
    const char *const jobs[] = {"1", "4"};
    const char *dumps[2];
    for (int i = 0; i < 2; i++) {
        shell("rm -f '%s'", path_of("former.csv"));
        INGEST(0, LIBRARY_2, today(), "--jobs", jobs[i]);
        dumps[i] = found();
        INGEST(0, LIBRARY_2, "--rebuild", "--jobs", jobs[i]);
        ck_assert_str_eq(found(), dumps[i]);
    }
    ck_assert_str_eq(dumps[0], dumps[1]);
}
END_TEST

static Suite *suite(void)
{
    Suite *all = suite_create("ingest_previous");
    TCase *tests = tcase_create("ingest_previous");
    tcase_set_timeout(tests, 120);
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, edits_see_former_answers);
    tcase_add_test(tests, without_former_answers_the_edits_wait);
    tcase_add_test(tests, all_workers_look_back);
    suite_add_tcase(all, tests);
    return all;
}

int main(void)
{
    server_start();
    SRunner *runner = srunner_create(suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
