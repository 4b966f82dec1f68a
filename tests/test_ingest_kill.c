/*
 * A run is all or nothing: killed at any moment, interrupted, or left alone by the server, it
 * leaves the database as it was or as it is to be; and the next run completes and gives what an
 * undisturbed one gives. The run that is disturbed brings new submissions and replaces others, and
 * withdraws a unit, so that everything is made again from the archive within it.
 */
#include "tests/ingest_run.h"
#include "tests/lxw_leak.h"

#include "common/clock.h"

#include <signal.h>
#include <time.h>

static struct config library;

/* ---- The runs ---- */

enum { FORMS = 40, READERS = 3000 };

static void write_readers(const char *name, int from, int to, int age)
{
    struct str csv = {0};
    str_append(&csv, "unit,frequency,reasons.1,reasons.90,reasons.90.text,age\n");
    for (int i = from; i < to; i++)
        str_appendf(&csv, "%d,%d,○,1,\"%d 行目の理由\",%d\n", i, i % 5 + 1, i, age);
    write_bytes(name, csv.at, csv.length);
    str_release(&csv);
}

static void write_branches(const char *subfolder, int from, int to, const char *visits)
{
    for (int i = from; i < to; i++)
        write_form(arena_printf(&kept, "%s/%02d.xlsx", subfolder, i), &library.codebook,
                   codebook_form(&library.codebook, "branch"),
                   arena_printf(&kept, "L%03d", i % 28 + 1),
                   (const char *const[]){visits, "open_sunday=9", NULL});
}

/* The run that is to be disturbed. */
static pid_t start_second(void)
{
    return start_ingest(LIBRARY, (const char *const[]){path_of("second"), "--withdraw", "1",
                                                       "--reason", "x", NULL});
}

/* The first load of a survey, one CSV file, takes a way of its own. */
static pid_t start_first(void)
{
    return start_ingest(LIBRARY, (const char *const[]){path_of("second/readers.csv"), NULL});
}

struct scenario {
    pid_t (*start)(void);
    bool loaded; /* there is something before the run */
    int moments;
};

static const struct scenario scenarios[] = {{start_second, true, 50}, {start_first, false, 10}};

/* ---- The states ---- */

static const char *const tables[] = {
    "survey",  "item",    "option",     "banner",   "class",      "unit",     "run",
    "source",  "archive", "submission", "response", "number",     "text",     "finding",
    "reading", "query",   "query_item", "reply",    "correction", "decision", "change",
};

static void next_run_is(const char *number)
{
    query(arena_printf(&kept, "ALTER TABLE run ALTER COLUMN run RESTART WITH %s", number));
}

static void keep_state(void)
{
    query("DROP SCHEMA IF EXISTS kept CASCADE");
    query("CREATE SCHEMA kept");
    for (int i = 0; i < LENGTH(tables); i++)
        query(arena_printf(&kept, "CREATE TABLE kept.%s AS TABLE %s", tables[i], tables[i]));
}

static void set_back(void)
{
    server_empty(&db);
    for (int i = 0; i < LENGTH(tables); i++)
        query(arena_printf(&kept, "INSERT INTO %s %s TABLE kept.%s", tables[i],
                           strcmp(tables[i], "run") == 0 ? "OVERRIDING SYSTEM VALUE" : "",
                           tables[i]));
    next_run_is(query("SELECT coalesce(max(run), 0) + 1 FROM run"));
}

static void pause_for(double seconds)
{
    long nanoseconds = (long)(seconds * 1e9);
    nanosleep(
        &(struct timespec){.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000},
        NULL);
}

static void wait_until(const char *statement, const char *expected)
{
    for (int i = 0; i < 2000 && strcmp(query(statement), expected) != 0; i++)
        pause_for(0.01);
    assert_query(statement, expected);
}

static const char servants[] =
    "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'renkei-ingest'";

/* The database before and after an undisturbed run, and how long that takes. */
struct states {
    const char *before, *after;
    double seconds;
};

static struct states undisturbed(const struct scenario *scenario)
{
    struct states states;
    if (scenario->loaded)
        INGEST(0, LIBRARY, path_of("first"));
    keep_state();
    states.before = dump();
    double began = clock_seconds();
    assert_ends(scenario->start(), 0);
    states.seconds = clock_seconds() - began;
    states.after = dump();
    ck_assert_str_ne(states.before, states.after);
    return states;
}

/* Either what was or what is to be; if the former, the run is made again, undisturbed. */
static void assert_all_or_nothing(const struct scenario *scenario, const struct states *states,
                                  int *unstored)
{
    wait_until(servants, "0");
    const char *now = dump();
    if (strcmp(now, states->after) == 0)
        return;
    assert_same(states->before, now);
    ++*unstored;
    next_run_is(query("SELECT coalesce(max(run), 0) + 1 FROM run"));
    assert_ends(scenario->start(), 0);
    assert_same(states->after, dump());
}

/* ---- Disturbances ---- */

/* The same numbers on every machine. */
static double random_part(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(*seed >> 40) / (double)(1 << 24);
}

/* The moments are spread over the run, each at random in its share. */
static void disturb(const struct scenario *scenario, int signal_number, int moments)
{
    struct states states = undisturbed(scenario);
    uint64_t seed = 20220216;
    int unstored = 0;
    for (int i = 0; i < moments; i++) {
        set_back();
        pid_t child = scenario->start();
        pause_for(states.seconds * (i + random_part(&seed)) / moments);
        ck_assert_int_eq(kill(child, signal_number), 0);
        ck_assert_int_eq(waitpid(child, NULL, 0), child);
        assert_all_or_nothing(scenario, &states, &unstored);
    }
    /* the moments were in the run, not behind it */
    ck_assert_int_ge(unstored, moments / 2);
}

START_TEST(test_killed)
{
    disturb(&scenarios[_i], SIGKILL, scenarios[_i].moments);
}
END_TEST

START_TEST(test_interrupted)
{
    disturb(&scenarios[0], _i ? SIGTERM : SIGINT, 4);
}
END_TEST

/* ---- The server goes ---- */

/* Its connections are gone, and new ones have to wait until it has recovered. */
static void connect_again(void)
{
    db_close(&db);
    pause_for(0.5);
    db_open(&db, &server_settings, "renkei-test");
}

static void kill_servant(void)
{
    static const char pid[] = "SELECT min(pid) FROM pg_stat_activity "
                              "WHERE application_name = 'renkei-ingest'";
    int number = atoi(query(pid));
    if (number > 1)
        ck_assert_int_eq(kill(number, SIGKILL), 0);
}

static void assert_said_and_ended(pid_t child)
{
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_msg(WIFEXITED(status), "%s", messages_said());
    if (WEXITSTATUS(status) == 0)
        return;
    ck_assert_msg(WEXITSTATUS(status) == 1, "status %d:\n%s", WEXITSTATUS(status), messages_said());
    assert_said("renkei-ingest: error: the database ");
    assert_said("\n  hint: ");
    assert_said("run again");
}

START_TEST(test_server_killed)
{
    struct states states = undisturbed(&scenarios[0]);
    int unstored = 0;
    for (int i = 1; i <= 3; i++) {
        set_back();
        pid_t child = start_second();
        pause_for(states.seconds * i / 4);
        kill_servant();
        assert_said_and_ended(child);
        connect_again();
        assert_all_or_nothing(&scenarios[0], &states, &unstored);
    }
    ck_assert_int_ge(unstored, 1);
}
END_TEST

/* In the last step, with everything else done. */
START_TEST(test_server_killed_at_the_end)
{
    struct states states = undisturbed(&scenarios[0]);
    int unstored = 0;
    set_back();
    struct db other;
    db_open(&other, &server_settings, "renkei-test");
    PQclear(PQexec(other.connection, "BEGIN; LOCK TABLE change IN EXCLUSIVE MODE"));
    pid_t child = start_second();
    wait_until("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'renkei-ingest' "
               "AND wait_event_type = 'Lock'",
               "1");
    kill_servant();
    assert_ends(child, 1);
    assert_said("the database could not carry out \"ingest/store-changes\"");
    assert_said("nothing of this run was stored");
    db_close(&other);
    connect_again();
    assert_all_or_nothing(&scenarios[0], &states, &unstored);
    ck_assert_int_eq(unstored, 1);
}
END_TEST

/* ---- The suite ---- */

static void setup_files(void)
{
    setup();
    ck_assert(config_read(&library, LIBRARY));
    shell("mkdir '%s/in/first' '%s/in/second'", folder, folder);
    write_readers("first/readers.csv", 1, READERS / 2, 30);
    write_branches("first", 0, FORMS / 4, "visits=5");
    write_readers("second/readers.csv", READERS / 3, READERS, 40);
    write_branches("second", 0, FORMS / 2, "visits=6");
}

static void teardown_files(void)
{
    query("DROP SCHEMA IF EXISTS kept CASCADE");
    config_release(&library);
    teardown();
}

static Suite *kill_suite(void)
{
    enum { SECONDS = 600 }; /* the machine may be busy */
    Suite *suite = suite_create("ingest kill");
    TCase *tests = tcase_create("kill");
    tcase_set_timeout(tests, SECONDS);
    tcase_add_checked_fixture(tests, setup_files, teardown_files);
    tcase_add_loop_test(tests, test_killed, 0, LENGTH(scenarios));
    tcase_add_loop_test(tests, test_interrupted, 0, 2);
    tcase_add_test(tests, test_server_killed);
    tcase_add_test(tests, test_server_killed_at_the_end);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    server_start();
    SRunner *runner = srunner_create(kill_suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
