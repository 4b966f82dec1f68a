/*
 * Which answers a run changes: kept in the table `change`, listed by a dry run and with -v.
 */
#include "tests/branch_rows.h"

static const char states[] =
    "SELECT string_agg(unit || ' ' || source || '/' || ordinal || ' ' || state, ', ' "
    "ORDER BY source, ordinal) FROM submission WHERE form = 'branch'";

static void write_first_and_second(void)
{
    write_rows("1.csv",
               arena_printf(&kept, "%s%s", "L001,5,2,9,1,1,点字,1,20,20,20,1,2,3,1.5,要望\n",
                            row("L002", "6", "1")));
    INGEST(0, LIBRARY, path_of("1.csv"));
    assert_query(changes, "");
    write_rows("2.csv", arena_printf(&kept, "%s%s", "L001,7.5,2,3,,1,手話,1,20,20,20,1,0,,1.50,\n",
                                     row("L003", "1", "1")));
}

static const char all_changes[] =
    "L001 visits.0 5 > 7.5, L001 open_sunday.0 INVALID > 3, L001 services.weekday.1 1 > 0, "
    "L001 services.weekday.90 1（点字） > 1（手話）, L001 events.lecture.0 2 > 0, "
    "L001 events.visitors.0 3 > NA, L001 wishes.0 要望 > NA";

START_TEST(test_changes)
{
    write_first_and_second();
    INGEST(0, LIBRARY, path_of("2.csv"));
    assert_query(changes, all_changes);
    assert_query("SELECT (result->>'changes') FROM run ORDER BY run DESC LIMIT 1", "7");
    ck_assert_ptr_null(strstr(messages_said(), "answers change"));
    /* and back: the same the other way round */
    INGEST(0, LIBRARY, "--restore", "L001", "-v");
    assert_said("renkei-ingest:   L001 図書館01: 7 answers change\n"
                "renkei-ingest:     第1問 visits: 7.5 → 5\n"
                "renkei-ingest:     第3問 open_sunday: 3 → INVALID\n"
                "renkei-ingest:     第4問 services.weekday.1: 0 → 1\n"
                "renkei-ingest:     第4問 services.weekday.90: 1（手話） → 1（点字）\n"
                "renkei-ingest:     第7問 events.lecture: 0 → 2\n"
                "renkei-ingest:     第7問 events.visitors: NA → 3\n"
                "renkei-ingest:     第9問 wishes: NA → 要望\n");
    assert_query("SELECT count(*) FROM change", "14");
    const char *former = dump();
    assert_ends(start_ingest(LIBRARY, (const char *const[]){"--rebuild", NULL}), 0);
    assert_same(former, dump());
}
END_TEST

START_TEST(test_dry_run)
{
    write_first_and_second();
    const char *former = dump();
    INGEST(0, LIBRARY, "--dry-run", path_of(""));
    assert_said("would be loaded: 1 new, 1 replacing a former one, 0 unchanged, 0 rejected");
    assert_said("renkei-ingest:   L001 図書館01: 7 answers change\n"
                "renkei-ingest:     第1問 visits: 5 → 7.5\n");
    assert_said("dry run: nothing was changed");
    assert_same(former, dump());
    assert_query("SELECT count(*) FROM run", "1");
    INGEST(0, LIBRARY, "--dry-run", "--withdraw", "L001", "--reason", "x");
    assert_said("withdrawn: L001");
    assert_same(former, dump());
}
END_TEST

/* More than a screen: the rest is counted, and shown with -v. */
START_TEST(test_dry_run_of_many)
{
    const char *first = "", *second = "";
    for (int i = 1; i <= 25; i++) {
        const char *unit = arena_printf(&kept, "L%03d", i);
        first = arena_printf(&kept, "%s%s", first, row(unit, "5", "1"));
        second = arena_printf(&kept, "%s%s,6,1,2,,1,あ,,10,10,10,2,3,4,2,い\n", second, unit);
    }
    write_rows("1.csv", first);
    INGEST(0, LIBRARY, path_of("1.csv"));
    write_rows("2.csv", second);
    INGEST(0, LIBRARY, "--dry-run", path_of("2.csv"));
    assert_said("L020 図書館20: 19 answers change\n");
    assert_said("renkei-ingest:     … 9 more\n");
    assert_said("renkei-ingest:   … 5 more units; all of them with -v\n");
    ck_assert_ptr_null(strstr(messages_said(), "L021"));
    INGEST(0, LIBRARY, "--dry-run", "-v", path_of("2.csv"));
    assert_said("renkei-ingest:   L025 図書館25: 19 answers change\n");
    assert_said("renkei-ingest:     第9問 wishes: NA → い\n");
    ck_assert_ptr_null(strstr(messages_said(), " more"));
}
END_TEST

/* A replaced form that says the same in other bytes. */
START_TEST(test_no_answer_changes)
{
    write_rows("1.csv", row("L001", "5", "1"));
    INGEST(0, LIBRARY, path_of("1.csv"));
    write_rows("2.csv", row("L001", "5.0", "1"));
    INGEST(0, LIBRARY, "-v", path_of("2.csv"));
    assert_said("renkei-ingest:   L001 図書館01: 0 answers change\n");
    assert_query(changes, "");
    assert_query(states, "L001 1/2 superseded, L001 2/2 accepted");
}
END_TEST

static Suite *changes_suite(void)
{
    enum { SECONDS = 120 }; /* the machine may be busy */
    Suite *suite = suite_create("ingest changes");
    TCase *tests = tcase_create("changes");
    tcase_set_timeout(tests, SECONDS);
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, test_changes);
    tcase_add_test(tests, test_dry_run);
    tcase_add_test(tests, test_dry_run_of_many);
    tcase_add_test(tests, test_no_answer_changes);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    server_start();
    SRunner *runner = srunner_create(changes_suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
