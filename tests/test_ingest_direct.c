/*
 * One CSV into an empty survey goes straight to the tables, everything else by way of incoming*:
 * the content is the same. The way that was gone shows in the order in which the responses lie.
 */
#include "tests/ingest_run.h"

enum {
    READERS = 3000,
    MANY_READERS = 25000, /* several COPYs into every table */
};

static const char header[] =
    "unit,frequency,reasons.1,reasons.2,reasons.90,reasons.90.text,age\r\n";

/* Units from the largest number to the smallest; some answers and some rows are wrong. */
static void add_readers(struct str *csv, int count)
{
    static const char *const wide[] = {"１", "２", "３", "４", "５", "６"};
    str_append(csv, header);
    for (int i = count; i > 0; i--)
        str_appendf(csv, "%d,%s,%s,,1,\"%d 行目の\r\n理由\",%d%s\r\n", i,
                    i % 7 ? arena_printf(&kept, "%d", i % 6 + 1) : wide[i % 6], i % 2 ? "○" : "", i,
                    i % 130, i % 500 ? "" : ",");
}

static const char readers_that_lie[] = "SELECT (min(a) > max(z))::text FROM (SELECT "
                                       "max(ctid) FILTER (WHERE unit = '1') AS a, "
                                       "max(ctid) FILTER (WHERE unit = '999') AS z "
                                       "FROM response) r";

static void write_csv(const char *name, const struct str *csv)
{
    size_t length;
    const char *cp932 = in_cp932(csv->at, &length);
    write_bytes(name, cp932, length);
}

START_TEST(test_same_content)
{
    struct str csv = {0};
    add_readers(&csv, READERS);
    write_csv("readers.csv", &csv);
    INGEST(3, LIBRARY, path_of("readers.csv"));
    assert_query(readers_that_lie, "true");
    const char *direct = content(), *former = dump();
    assert_query("SELECT count(*) FROM unit WHERE form = 'reader' AND position = unit::bigint",
                 arena_printf(&kept, "%d", READERS - READERS / 500));
    assert_query("SELECT (count(*) > 0)::text FROM reading", "true");
    INGEST(3, LIBRARY, "--rebuild");
    assert_query(readers_that_lie, "false");
    assert_same(former, dump());
    server_empty(&db);
    write_csv("the same.csv", &csv);
    INGEST(3, LIBRARY, path_of("readers.csv"), path_of("the same.csv"));
    assert_query(readers_that_lie, "false");
    assert_same(direct, content());
    str_release(&csv);
}
END_TEST

/* Its units stand in a frame; a replica of one does not, and takes its values. */
START_TEST(test_frame)
{
    const char *const csv =
        "unit,visits,open_sunday,wishes\nL003,1.50,②,後\nL002#7,2,2,\nL002,3,9,\n"
        "L999,1,,\n";
    write_text("branches.csv", csv);
    INGEST(3, LIBRARY, path_of("branches.csv"));
    assert_query("SELECT string_agg(unit, ' ' ORDER BY ctid) FROM response", "L003 L002#7 L002");
    assert_query("SELECT string_agg(value::text, ' ' ORDER BY value) FROM number", "1.5 2 3");
    assert_query("SELECT (r.frame = u.frame AND r.name = u.name AND r.invented)::text "
                 "FROM unit r, unit u WHERE r.unit = 'L002#7' AND u.unit = 'L002'",
                 "true");
    const char *direct = content();
    server_empty(&db);
    write_text("the same.csv", csv);
    INGEST(3, LIBRARY, path_of(""));
    assert_query("SELECT string_agg(unit, ' ' ORDER BY ctid) FROM response", "L002 L002#7 L003");
    assert_same(direct, content());
}
END_TEST

static int occurrences(const char *text, const char *word)
{
    int count = 0;
    for (; (text = strstr(text, word)); text++)
        count++;
    return count;
}

/* Known only after half of the rows have been sent: everything again by way of incoming, with every
 * finding shown once. */
START_TEST(test_unit_twice)
{
    struct str csv = {0};
    add_readers(&csv, MANY_READERS);
    str_append(&csv, "24998,3,,,,,20\r\n");
    write_csv("readers.csv", &csv);
    INGEST(3, LIBRARY, "--verbose", path_of("readers.csv"));
    ck_assert_int_eq(occurrences(messages_said(), "error R011"), 2);
    ck_assert_int_eq(occurrences(messages_said(), "error R010"), MANY_READERS / 500);
    assert_query("SELECT count(*) FROM response WHERE unit = '24998'", "0");
    assert_query("SELECT count(*) FROM run WHERE verb = 'ingest'", "1");
    assert_query("SELECT count(*) FROM response",
                 arena_printf(&kept, "%d", MANY_READERS - MANY_READERS / 500 - 1));
    const char *former = dump();
    INGEST(3, LIBRARY, "--rebuild");
    assert_same(former, dump());
    str_release(&csv);
}
END_TEST

START_TEST(test_dry_run)
{
    struct str csv = {0};
    add_readers(&csv, READERS);
    write_csv("readers.csv", &csv);
    INGEST(3, LIBRARY, "--dry-run", path_of("readers.csv"));
    assert_query("SELECT count(*) FROM submission", "0");
    assert_query("SELECT count(*) FROM response", "0");
    str_release(&csv);
}
END_TEST

static Suite *direct_suite(void)
{
    enum { SECONDS = 240 }; /* the machine may be busy */
    Suite *suite = suite_create("ingest direct");
    TCase *tests = tcase_create("direct");
    tcase_set_timeout(tests, SECONDS);
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, test_same_content);
    tcase_add_test(tests, test_frame);
    tcase_add_test(tests, test_unit_twice);
    tcase_add_test(tests, test_dry_run);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    server_start();
    SRunner *runner = srunner_create(direct_suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
