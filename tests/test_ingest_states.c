/*
 * Where a unit stands, and how it got there: received, asked back, corrected, replaced, withdrawn,
 * set back. Whatever has happened, all of it can be made
 * again from archive, corrections and decisions.
 */
#include "tests/branch_rows.h"
#include "tests/lxw_leak.h"

#include "common/query_form.h"

#include <xlsxwriter.h>

static const char responses[] =
    "SELECT coalesce(string_agg(unit || ' ' || source || '/' || ordinal || ' ' || visits || "
    "' ' || sunday, ', ' ORDER BY unit), '') FROM (SELECT r.*, "
    "(SELECT value FROM answer a WHERE a.unit = r.unit AND question = 'visits') AS visits, "
    "(SELECT value FROM answer a WHERE a.unit = r.unit AND question = 'open_sunday') AS sunday "
    "FROM response r WHERE form = 'branch') answers";

static const char states[] =
    "SELECT string_agg(unit || ' ' || source || '/' || ordinal || ' ' || state, ', ' "
    "ORDER BY source, ordinal) FROM submission WHERE form = 'branch'";

static const char *state_of(const char *unit)
{
    return query(arena_printf(&kept,
                              "SELECT state || ' ' || submissions || ' ' || open_findings "
                              "FROM unit_state WHERE form = 'branch' AND unit = '%s'",
                              unit));
}

static const char *history_of(const char *unit)
{
    return query(arena_printf(&kept,
                              "SELECT coalesce(string_agg(event || ' ' || coalesce(source, 0) || "
                              "CASE note WHEN '' THEN '' ELSE ' (' || note || ')' END, ', ' "
                              "ORDER BY run), '') FROM history WHERE unit = '%s'",
                              unit));
}

/* Everything again from the archive: nothing changes, but for the run itself. */
static void assert_rebuilds(int expected)
{
    const char *former = dump();
    assert_ends(start_ingest(LIBRARY, (const char *const[]){"--rebuild", NULL}), expected);
    assert_same(former, dump());
    assert_query("SELECT count(*) FROM response r LEFT JOIN submission s USING (survey, source, "
                 "ordinal) WHERE s.state IS DISTINCT FROM 'accepted'",
                 "0");
}

/* ---- Queries and what comes back, as `renkei query` and the reader of its workbooks leave it ----
 */

static void ask(int number, const char *unit, const char *item)
{
    query("INSERT INTO run (survey, verb, who, version, inputs) VALUES ('library', 'query', "
          "'tester', '', '')");
    query(arena_printf(&kept,
                       "INSERT INTO query SELECT survey, %d, form, unit, source, ordinal, "
                       "(SELECT max(run) FROM run) FROM response WHERE unit = '%s'",
                       number, unit));
    query(arena_printf(&kept,
                       "INSERT INTO query_item SELECT f.survey, %d, row_number() OVER "
                       "(ORDER BY position), f.code, f.item, f.raw, f.message, f.hint "
                       "FROM finding f JOIN response r USING (survey, form, unit, source, ordinal) "
                       "WHERE unit = '%s' AND ('%s' = '' OR item = '%s')",
                       number, unit, item, item));
}

static void answer(int source, int number, const char *kind, const char *reason)
{
    query("INSERT INTO run (survey, verb, who, version, inputs) VALUES ('library', 'ingest', "
          "'tester', '', '')");
    query(arena_printf(&kept,
                       "INSERT INTO source SELECT 'library', %d, max(run), 'query.xlsx', 'query', "
                       "'', '', 1, ''::bytea FROM run",
                       source));
    query(arena_printf(&kept,
                       "INSERT INTO reply SELECT survey, %d, query, position, '%s', '%s', "
                       "(SELECT max(run) FROM run) FROM query_item WHERE query = %d",
                       source, kind, reason, number));
}

static void correct(int source, int number, const char *item, const char *value)
{
    query(arena_printf(&kept,
                       "INSERT INTO correction SELECT survey, source, ordinal, '%s', %d, form, "
                       "unit, '%s', (SELECT max(run) FROM run) FROM query WHERE query = %d",
                       item, source, value, number));
}

static void rebuild(int expected)
{
    assert_ends(start_ingest(LIBRARY, (const char *const[]){"--rebuild", NULL}), expected);
}

/* ---- Every state ---- */

START_TEST(test_every_state)
{
    write_rows("1.csv", arena_printf(&kept, "%s%s%s", row("L001", "5", "9"), row("L002", "6", "1"),
                                     row("L003", "7", "9")));
    write_rows("2.csv", arena_printf(&kept, "%s%s", row("L004", "1", "1"), row("L004", "2", "1")));
    INGEST(3, LIBRARY, path_of(""));
    ck_assert_str_eq(state_of("L001"), "received 1 1");
    ck_assert_str_eq(state_of("L002"), "accepted 1 0");
    ck_assert_str_eq(state_of("L003"), "received 1 1");
    ck_assert_str_eq(state_of("L004"), "rejected 2 0");
    ck_assert_str_eq(state_of("L005"), "not_received 0 0");
    ask(1, "L001", "");
    ask(2, "L003", "");
    ck_assert_str_eq(state_of("L001"), "in_query 1 1");
    answer(20, 1, "corrected", "");
    correct(20, 1, "open_sunday", "2");
    answer(21, 2, "confirmed", "改修のため");
    rebuild(3);
    ck_assert_str_eq(state_of("L001"), "corrected 1 0");
    ck_assert_str_eq(state_of("L003"), "corrected 1 0");
    INGEST(0, LIBRARY, "--withdraw", "図書館02", "--reason", "誤送信");
    assert_said("withdrawn: L002 図書館02; submission 1.3 (");
    ck_assert_str_eq(state_of("L002"), "withdrawn 1 0");
    INGEST(0, LIBRARY, "--restore", "L002");
    assert_said("set back: L002 図書館02 to submission 1.3 (");
    ck_assert_str_eq(state_of("L002"), "accepted 1 0");
    write_rows("3.csv", row("L001", "5", "2"));
    INGEST(0, LIBRARY, path_of("3.csv"));
    ck_assert_str_eq(state_of("L001"), "accepted 2 0");
    ck_assert_str_eq(history_of("L001"), "received 1, queried 1, corrected 1, received 24");
    ck_assert_str_eq(history_of("L002"), "received 1, withdrawn 0 (誤送信), restored 1");
    ck_assert_str_eq(history_of("L003"), "received 1, queried 1, confirmed 1 (改修のため)");
    ck_assert_str_eq(history_of("L004"), "rejected 2, rejected 2");
    ck_assert_str_eq(history_of("L005"), "");
    assert_rebuilds(3);
}
END_TEST

/* ---- Corrections ---- */

static const char readings[] =
    "SELECT coalesce(string_agg(unit || ' ' || source || '/' || ordinal || ' ' || item || ' [' || "
    "raw || '] ' || reading || ' ' || rule, ', ' ORDER BY source, ordinal, item COLLATE \"C\"), "
    "'') FROM reading";

/* Published value, typed value and submission are all there, whatever was corrected how often. */
START_TEST(test_corrections)
{
    write_rows("1.csv",
               arena_printf(&kept, "%s%s", "L001,３０,2,9,1,1,点字,1,20,20,20,1,2,3,1.5,\n",
                            row("L002", "6", "1")));
    INGEST(0, LIBRARY, path_of("1.csv"));
    const char *submission = query("SELECT encode(sha256, 'hex') FROM submission WHERE unit = "
                                   "'L001'");
    ask(1, "L001", "");
    answer(2, 1, "corrected", "");
    correct(2, 1, "open_sunday", "３");
    correct(2, 1, "visits", "");
    correct(2, 1, "no_longer_asked", "1");
    correct(2, 1, "services.weekday.1", "");
    correct(2, 1, "services.weekday.90.text", "手話");
    rebuild(0);
    assert_query(responses, "L001 1/2 NA 3, L002 1/3 6 1");
    assert_query(readings, "L001 1/2 open_sunday [9] ３ correction, "
                           "L001 1/2 services.weekday.1 [1]  correction, "
                           "L001 1/2 services.weekday.90.text [点字] 手話 correction, "
                           "L001 1/2 visits [３０]  correction");
    assert_query("SELECT encode(sha256, 'hex') FROM submission WHERE unit = 'L001'", submission);
    assert_query("SELECT value FROM text WHERE unit = 'L001'", "手話");
    assert_query("SELECT count(*) FROM finding WHERE code = 'E002'", "0");
    assert_rebuilds(0);
    /* the last correction counts, of those answers that it names */
    answer(3, 1, "corrected", "");
    correct(3, 1, "open_sunday", "1");
    rebuild(0);
    assert_query(responses, "L001 1/2 NA 1, L002 1/3 6 1");
    /* not those of a submission that does not count; when it counts again they do too */
    write_rows("2.csv", row("L001", "8", "3"));
    INGEST(0, LIBRARY, path_of("2.csv"));
    assert_query(responses, "L001 4/2 8 3, L002 1/3 6 1");
    INGEST(0, LIBRARY, "--restore", "L001:1");
    assert_query(responses, "L001 1/2 NA 1, L002 1/3 6 1");
    assert_rebuilds(0);
}
END_TEST

/* The workbook of query 1 with a corrected answer, as it comes back. */
static void write_returned_query(const char *name, const char *sunday)
{
    static const char *const keys[][2] = {{"survey", "library"},
                                          {"form", "branch"},
                                          {"unit", "L001"},
                                          {QUERY_KEY, "1"},
                                          {QUERY_ITEMS_KEY, "E002 open_sunday"}};
    lxw_workbook *book = workbook_new(path_of(name));
    lxw_worksheet *sheet = workbook_add_worksheet(book, "query");
    lxw_worksheet *hidden = workbook_add_worksheet(book, "_renkei");
    worksheet_write_string(sheet, 0, 0, sunday, NULL);
    ck_assert_int_eq(workbook_define_name(book, "c_open_sunday", "=query!$A$1"), LXW_NO_ERROR);
    for (int i = 0; i < LENGTH(keys); i++) {
        worksheet_write_string(hidden, (lxw_row_t)i, 0, keys[i][0], NULL);
        worksheet_write_string(hidden, (lxw_row_t)i, 1, keys[i][1], NULL);
    }
    ck_assert_int_eq(workbook_close(book), LXW_NO_ERROR);
}

/* A query that came back and new answers of another unit, in one run: one comparison of before and
 * after, nothing doubled, and nothing at all in a dry run. */
START_TEST(test_run_with_corrections)
{
    write_rows("1.csv", arena_printf(&kept, "%s%s", row("L001", "5", "9"), row("L002", "6", "1")));
    INGEST(0, LIBRARY, path_of("1.csv"));
    ask(1, "L001", "");
    write_returned_query("2.xlsx", "２");
    write_rows("3.csv", arena_printf(&kept, "%s%s", row("L002", "6", "2"), row("L003", "1", "1")));
    const char *former = dump();
    INGEST(0, LIBRARY, "--dry-run", path_of(""));
    assert_said("would be loaded: 1 new, 1 replacing a former one, 0 unchanged, 0 rejected");
    assert_said("renkei-ingest:   L001 図書館01: 1 answers change\n"
                "renkei-ingest:     第3問 open_sunday: INVALID → 2\n"
                "renkei-ingest:   L002 図書館02: 1 answers change\n"
                "renkei-ingest:     第3問 open_sunday: 1 → 2\n");
    assert_same(former, dump());
    INGEST(0, LIBRARY, path_of(""));
    assert_said("1 replies to queries; 1 answers corrected");
    assert_query(responses, "L001 1/2 5 2, L002 3/2 6 2, L003 3/3 1 1");
    assert_query(changes, "L001 open_sunday.0 INVALID > 2, L002 open_sunday.0 1 > 2");
    assert_query(readings, "L001 1/2 open_sunday [9] ２ correction");
    assert_query("SELECT kind FROM source WHERE source = 2", "query");
    ck_assert_str_eq(state_of("L001"), "corrected 1 0");
    ck_assert_str_eq(history_of("L001"), "received 1, queried 1, corrected 1");
    former = dump();
    INGEST(0, LIBRARY, path_of(""));
    assert_said("3 files are in the archive already");
    assert_same(former, dump());
    assert_rebuilds(0);
}
END_TEST

/* A correction may be no answer either: then it is found like any other. */
START_TEST(test_wrong_correction)
{
    write_rows("1.csv", row("L001", "5", "9"));
    INGEST(0, LIBRARY, path_of("1.csv"));
    ask(1, "L001", "");
    answer(2, 1, "corrected", "");
    correct(2, 1, "open_sunday", "7");
    rebuild(0);
    assert_query("SELECT string_agg(code || ' ' || item || ' ' || raw, ',') FROM open_finding",
                 "E002 open_sunday 7");
    assert_query(responses, "L001 1/2 5 INVALID");
    ck_assert_str_eq(state_of("L001"), "in_query 1 1");
}
END_TEST

/* ---- Decisions ---- */

struct step {
    const char *words[4]; /* of the command line, or a file to write and load: name, rows */
    bool rows;
    const char *responses, *states;
};

#define LOAD(...) {__VA_ARGS__}, true
#define DECIDE(...) {__VA_ARGS__}, false

/* One unit, and another one that stays as it is. */
static const struct step steps[] = {
    {LOAD("1.csv", "L001,5", "L002,6"), "L001 1/2 5 1, L002 1/3 6 1",
     "L001 1/2 accepted, L002 1/3 accepted"},
    {LOAD("2.csv", "L001,7"), "L001 2/2 7 1, L002 1/3 6 1",
     "L001 1/2 superseded, L002 1/3 accepted, L001 2/2 accepted"},
    {DECIDE("--restore", "L001"), "L001 1/2 5 1, L002 1/3 6 1",
     "L001 1/2 accepted, L002 1/3 accepted, L001 2/2 superseded"},
    {DECIDE("--withdraw", "L001", "--reason", "x"), "L002 1/3 6 1",
     "L001 1/2 withdrawn, L002 1/3 accepted, L001 2/2 superseded"},
    /* back to what was withdrawn, then to the other by its number */
    {DECIDE("--restore", "L001"), "L001 1/2 5 1, L002 1/3 6 1",
     "L001 1/2 accepted, L002 1/3 accepted, L001 2/2 superseded"},
    {DECIDE("--restore", "L001:2.2"), "L001 2/2 7 1, L002 1/3 6 1",
     "L001 1/2 superseded, L002 1/3 accepted, L001 2/2 accepted"},
    {DECIDE("--withdraw", "L001", "--reason", "x"), "L002 1/3 6 1",
     "L001 1/2 superseded, L002 1/3 accepted, L001 2/2 withdrawn"},
    /* what comes later prevails, even if it says the same as what was withdrawn */
    {LOAD("3.csv", "L001,7", "L003,1"), "L001 8/2 7 1, L002 1/3 6 1, L003 8/3 1 1",
     "L001 1/2 superseded, L002 1/3 accepted, L001 2/2 superseded, L001 8/2 accepted, "
     "L003 8/3 accepted"},
    {DECIDE("--restore", "L001:1"), "L001 1/2 5 1, L002 1/3 6 1, L003 8/3 1 1",
     "L001 1/2 accepted, L002 1/3 accepted, L001 2/2 superseded, L001 8/2 superseded, "
     "L003 8/3 accepted"},
    /* again what it was set back to: no new submission */
    {LOAD("4.csv", "L001,5", "L002,9"), "L001 1/2 5 1, L002 10/3 9 1, L003 8/3 1 1",
     "L001 1/2 accepted, L002 1/3 superseded, L001 2/2 superseded, L001 8/2 superseded, "
     "L003 8/3 accepted, L002 10/3 accepted"},
    {DECIDE("--withdraw", "L003", "--reason", "x"), "L001 1/2 5 1, L002 10/3 9 1",
     "L001 1/2 accepted, L002 1/3 superseded, L001 2/2 superseded, L001 8/2 superseded, "
     "L003 8/3 withdrawn, L002 10/3 accepted"},
};

static void load_step(const struct step *step)
{
    const char *rows = "";
    for (int i = 1; i < LENGTH(step->words) && step->words[i]; i++)
        rows = arena_printf(&kept, "%s%s", rows,
                            row(arena_copy(&kept, step->words[i], 4), step->words[i] + 5, "1"));
    write_rows(step->words[0], rows);
    INGEST(0, LIBRARY, path_of(step->words[0]));
}

START_TEST(test_decisions)
{
    for (int i = 0; i < LENGTH(steps); i++) {
        const struct step *step = &steps[i];
        if (step->rows)
            load_step(step);
        else
            INGEST(0, LIBRARY, step->words[0], step->words[1],
                   step->words[2] ? step->words[2] : "-q", step->words[2] ? step->words[3] : "-q");
        assert_query(responses, step->responses);
        assert_query(states, step->states);
        assert_rebuilds(0);
    }
    /* all of it from the files and the decisions alone */
    INGEST(0, LIBRARY, "--jobs", "4", "--rebuild");
    assert_query(states, steps[LENGTH(steps) - 1].states);
}
END_TEST

/* With files in the same run: the decision is about what is known then. */
START_TEST(test_decision_with_files)
{
    write_rows("1.csv", arena_printf(&kept, "%s%s", row("L001", "5", "1"), row("L002", "5", "1")));
    INGEST(0, LIBRARY, path_of("1.csv"));
    write_rows("2.csv", row("L001", "6", "1"));
    INGEST(0, LIBRARY, path_of("2.csv"), "--restore", "L001");
    assert_said("1 submissions: 1 accepted (1 of them replace a former one)");
    assert_query(responses, "L001 1/2 5 1, L002 1/3 5 1");
    assert_query(changes, "");
    write_rows("3.csv", row("L002", "6", "1"));
    INGEST(0, LIBRARY, path_of("3.csv"), "--withdraw", "L002", "--reason", "x");
    assert_query(responses, "L001 1/2 5 1");
    assert_rebuilds(0);
}
END_TEST

/* A file that does not count is not loaded again: it is said how to make it count. */
START_TEST(test_loading_again_what_does_not_count)
{
    write_rows("1.csv", row("L001", "5", "1"));
    INGEST(0, LIBRARY, path_of("1.csv"));
    write_rows("2.csv", row("L001", "6", "1"));
    INGEST(0, LIBRARY, path_of("2.csv"));
    const char *former = dump();
    INGEST(0, LIBRARY, path_of("1.csv"));
    assert_said("1 files are in the archive already; of these 0 were rejected before");
    assert_said("1 of them do not count any more: their submissions are superseded or withdrawn\n"
                "  hint: set a unit back to an earlier submission with --restore UNIT");
    assert_same(former, dump());
    INGEST(0, LIBRARY, path_of("2.csv"));
    ck_assert_ptr_null(strstr(messages_said(), "do not count any more"));
}
END_TEST

/* ---- What cannot be decided ---- */

static const struct {
    const char *words[4];
    const char *said;
} refused[] = {
    {{"--withdraw", "L001"},
     "say why the answers are withdrawn\n"
     "  hint: renkei ingest -s SURVEY --withdraw UNIT --reason TEXT"},
    {{"--withdraw", "L001", "--restore", "L001"},
     "a unit is withdrawn or set back, not both at once"},
    {{"--reason", "x", "in"}, "a reason for what?"},
    {{"--withdraw", "L999", "--reason", "x"}, "\"L999\""},
    {{"--restore", "L002:1"}, "\"L002 図書館02\" has sent nothing\n  hint: renkei status"},
    {{"--restore", "L003"},
     "\"L003 図書館03\" has no earlier submission to be set back to\n"
     "  hint: it has sent:\n    1.3  "},
    {{"--restore", "L003:1"}, "this submission of \"L003 図書館03\" is the one that counts"},
    {{"--restore", "L001:7"}, "\"L001 図書館01\" has no such submission"},
    {{"--restore", "L001:3"}, "this submission of \"L001 図書館01\" was rejected: it cannot count"},
    {{"--restore", "L001:x"}, "\"L001:x\" does not name a submission"},
    {{"--restore", "L001:1."}, "\"L001:1.\" does not name a submission"},
    {{"--withdraw", "L004", "--reason", "x"},
     "nothing of \"L004 図書館04\" counts that could be withdrawn"},
    {{"--restore", "L001", "--form", "reader"}, "\"L001\" has sent nothing"},
    {{"--withdraw", "L005", "--reason", "x"},
     "\"L005\" has sent the forms \"branch\" and \"reader\"\n"
     "  hint: say which one is meant with --form"},
};

START_TEST(test_refused)
{
    write_rows("1.csv",
               arena_printf(&kept, "%s%s%s%s", row("L001", "5", "1"), row("L003", "5", "1"),
                            row("L004", "5", "1"), row("L005", "5", "1")));
    write_rows("2.csv", row("L001", "6", "1"));
    write_rows("3.csv", arena_printf(&kept, "%s%s", row("L001", "7", "1"), row("L001", "8", "1")));
    write_text("4.csv", "unit,frequency\nL005,1\n");
    INGEST(3, LIBRARY, path_of(""));
    INGEST(0, LIBRARY, "--withdraw", "L004", "--reason", "x");
    const char *former = dump();
    const char *const *words = refused[_i].words;
    INGEST(2, LIBRARY, words[0], words[1], words[2], words[2] ? words[3] : NULL);
    assert_said(refused[_i].said);
    assert_same(former, dump());
}
END_TEST

/* The list says what there is to be set back to. */
START_TEST(test_list_of_submissions)
{
    write_rows("1.csv", row("L001", "5", "1"));
    INGEST(0, LIBRARY, path_of("1.csv"));
    write_rows("2.csv", row("L001", "6", "1"));
    INGEST(0, LIBRARY, path_of("2.csv"));
    INGEST(2, LIBRARY, "--restore", "L001:9");
    const char *day = query("SELECT to_char(now(), 'YYYY-MM-DD')");
    assert_said(arena_printf(&kept,
                             "  hint: it has sent:\n    1.2  %s  superseded  %s\n"
                             "    2.2  %s  it counts  %s\n",
                             day, path_of("1.csv"), day, path_of("2.csv")));
}
END_TEST

/* One that was sent twice in one workbook's sheets, and the like, is not for one unit to say. */
START_TEST(test_other_form)
{
    write_text("1.csv", "unit,frequency\n7,1\n");
    write_text("2.csv", "unit,frequency\n7,2\n");
    INGEST(0, LIBRARY, path_of(""));
    INGEST(0, LIBRARY, "--restore", "7");
    assert_query("SELECT unit || ' ' || source FROM response", "7 1");
    INGEST(0, LIBRARY, "--withdraw", "7", "--reason", "x");
    assert_query("SELECT count(*) FROM response", "0");
    assert_query("SELECT state FROM unit_state WHERE form = 'reader'", "withdrawn");
    assert_rebuilds(0);
}
END_TEST

/* ---- Synthetic submissions ---- */

START_TEST(test_synthetic)
{
    write_text("s1.csv", "unit,visits,open_sunday,_synthetic\nL001,5,9,1\nL002,6,1,1\n");
    write_text("s2.csv", "unit,visits,_synthetic\nL001,7,1\n");
    INGEST(0, LIBRARY, path_of("s1.csv"));
    ask(1, "L001", "");
    answer(2, 1, "corrected", "");
    correct(2, 1, "open_sunday", "1");
    INGEST(0, LIBRARY, path_of("s2.csv"));
    INGEST(0, LIBRARY, "--withdraw", "L002", "--reason", "x");
    INGEST(0, LIBRARY, "--restore", "L001:1");
    assert_query(
        "SELECT (SELECT count(*) > 0 FROM change)::text || (SELECT count(*) FROM decision)",
        "true2");
    write_rows("r.csv", row("L003", "7", "1"));
    INGEST(0, LIBRARY, "--drop-synthetic", path_of("r.csv"));
    static const char *const tables[] = {"query",    "query_item", "reply",  "correction",
                                         "decision", "change",     "reading"};
    for (int i = 0; i < LENGTH(tables); i++)
        assert_query(arena_printf(&kept, "SELECT count(*) FROM %s", tables[i]), "0");
    assert_query("SELECT string_agg(kind || ' ' || regexp_replace(file, '.*/', ''), ',') "
                 "FROM source",
                 "csv r.csv");
    assert_query("SELECT string_agg(unit, ',') FROM response", "L003");
    assert_rebuilds(0);
}
END_TEST

/* ---- The suite ---- */

static Suite *states_suite(void)
{
    enum { SECONDS = 120 }; /* the machine may be busy */
    Suite *suite = suite_create("ingest states");
    TCase *tests = tcase_create("states");
    tcase_set_timeout(tests, SECONDS);
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, test_every_state);
    tcase_add_test(tests, test_corrections);
    tcase_add_test(tests, test_run_with_corrections);
    tcase_add_test(tests, test_wrong_correction);
    tcase_add_test(tests, test_decisions);
    tcase_add_test(tests, test_decision_with_files);
    tcase_add_test(tests, test_loading_again_what_does_not_count);
    tcase_add_loop_test(tests, test_refused, 0, LENGTH(refused));
    tcase_add_test(tests, test_list_of_submissions);
    tcase_add_test(tests, test_other_form);
    tcase_add_test(tests, test_synthetic);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    server_start();
    SRunner *runner = srunner_create(states_suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
