/*
 * `renkei ingest` from files to the database: encodings, forms, one response per unit whatever
 * comes how often, and runs that change nothing: repeated, dry, killed, without permission.
 */
#include "tests/library_run.h"
#include "tests/lxw_leak.h"

#include <signal.h>
#include <sys/stat.h>
#include <time.h>

static const char responses[] =
    "SELECT string_agg(unit || ':' || coalesce(visits, '') || ':' || coalesce(wish, ''), ' | ' "
    "ORDER BY unit) FROM (SELECT r.unit, "
    "(SELECT n.value::text FROM number n WHERE n.unit = r.unit AND n.item = 0) AS visits, "
    "(SELECT t.value FROM text t WHERE t.unit = r.unit AND t.option = 0) AS wish "
    "FROM response r) answers";

static const char states[] =
    "SELECT string_agg(unit || ' ' || source || '/' || ordinal || ' ' || state, ', ' "
    "ORDER BY source, ordinal) FROM submission";

static const char findings[] =
    "SELECT coalesce(string_agg(code || ' ' || severity || ' ' || "
    "regexp_replace(file, '.*/', '') || ':' || line || ' ' || item || ' [' || raw || '] ' || "
    "message || ' / ' || hint, E'\\n' ORDER BY source, ordinal, position), '') FROM finding "
    "WHERE code NOT IN ('W003', 'W004')";

/* ---- CSV ---- */

enum writing { UTF8, WITH_BOM, CP932, CRLF, NO_LAST_LINE_END, ALL_QUOTED, STATED_CP932 };

/* The same three rows in all writings. */
static const char *csv_in(enum writing writing, size_t *length)
{
    static const char lf[] = "unit,visits,wishes\n"
                             "L001,12.5,\"髙①～,\n\"\"二\"\"\"\n"
                             "L002,,ソ表\n"
                             "L003,0,\n";
    static const char crlf[] = "unit,visits,wishes\r\n"
                               "L001,12.5,\"髙①～,\n\"\"二\"\"\"\r\n"
                               "\r\n"
                               "L002,,ソ表\r\n"
                               "L003,0,\r\n";
    static const char quoted[] = "\"unit\",\"visits\",\"wishes\"\n"
                                 "\"L001\",\"12.5\",\"髙①～,\n\"\"二\"\"\"\n"
                                 "\"L002\",\"\",\"ソ表\"\n"
                                 "\"L003\",\"0\",\"\"\n";
    const char *text = writing == CRLF ? crlf : writing == ALL_QUOTED ? quoted : lf;
    if (writing == WITH_BOM)
        text = arena_printf(&kept, "\xEF\xBB\xBF%s", lf);
    if (writing == CP932 || writing == STATED_CP932)
        return in_cp932(lf, length);
    *length = strlen(text) - (writing == NO_LAST_LINE_END);
    return text;
}

START_TEST(test_writings)
{
    size_t length;
    const char *bytes = csv_in((enum writing)_i, &length);
    const char *path = write_bytes("in.csv", bytes, length);
    if (_i == STATED_CP932)
        INGEST(0, LIBRARY, "--encoding", "cp932", path);
    else
        INGEST(0, LIBRARY, path);
    assert_query(responses, "L001:12.5:髙①～,\n\"二\" | L002::ソ表 | L003:0:");
    assert_query("SELECT encoding FROM source",
                 _i == CP932 || _i == STATED_CP932 ? "cp932" : "utf-8");
    assert_query(findings, "");
    assert_said(
        "3 submissions: 3 accepted (0 of them replace a former one), 0 unchanged, 0 rejected");
}
END_TEST

START_TEST(test_missing_and_other_columns)
{
    write_text("in.csv", "unit,_name,visits,_note,children_hours\n"
                         "L001,図書館01,12,remark,\n"
                         "L002,図書館02,7,\"1,5\",4.25\n");
    INGEST(0, LIBRARY, path_of("in.csv"));
    assert_query("SELECT string_agg(code || ' ' || ordinal || ' ' || coalesce(unit, '-') || ' ' "
                 "|| message, E'\\n') FROM finding WHERE code = 'W003'",
                 "W003 0 - 回答欄がありません: children_room、open_sunday、services.weekday.1、"
                 "services.weekday.2、services.weekday.3、services.weekday.90、"
                 "services.weekday.90.text、services.weekday.99、services.weekend.1、"
                 "services.weekend.2 …(27)(無回答として扱います)");
    assert_query("SELECT count(*) FROM text", "0");
    assert_query(findings,
                 "W001 warning in.csv:3 children_hours [4.25] "
                 "回答対象外の設問に回答「4.25」があります(対象: children_room in (1, 9)) / "
                 "集計では非該当とします。前の設問の回答を確かめてください");
}
END_TEST

/* An answer is INVALID, the others of the row stay; the screen names place, value and remedy. */
START_TEST(test_a_wrong_answer)
{
    write_text("in.csv", "unit,visits,open_sunday\nL001,12,9\nL002,約30,1\n");
    INGEST(0, LIBRARY, path_of("in.csv"));
    assert_query("SELECT string_agg(unit || ' ' || value, ', ' ORDER BY unit) FROM answer "
                 "WHERE question = 'open_sunday'",
                 "L001 INVALID, L002 1");
    assert_query("SELECT string_agg(unit || ' ' || value, ', ' ORDER BY unit) FROM answer "
                 "WHERE question = 'visits'",
                 "L001 12, L002 INVALID");
    assert_said(arena_printf(&kept,
                             "%s:2 (第3問 open_sunday): error E002: \"9\" is not an option\n"
                             "  hint: answer with one of 1、2、3\n",
                             path_of("in.csv")));
    assert_said("2 errors (counted as INVALID), 1 warnings");
}
END_TEST

/* ---- Answers read by a rule ---- */

static const char readings[] =
    "SELECT coalesce(string_agg(unit || ' ' || source || '/' || ordinal || ' ' || form || ' ' || "
    "item || ' [' || raw || '] ' || reading || ' ' || rule, E'\\n' "
    "ORDER BY source, ordinal, item COLLATE \"C\"), '') FROM reading";

/* Kept with every submission that is stored, and not with those that are refused or say nothing
 * new; made again from the archive; gone with what was synthetic. */
START_TEST(test_readings)
{
    write_text("1.csv", "unit,visits,open_sunday,services.weekday.1\n"
                        "L001,３０,2 隔週開館,あり\n"
                        "L002,30人,1,○\n"
                        "L003,1,1（予定）,\n"
                        "L003,1,1（予定）,\n");
    INGEST(3, LIBRARY, path_of("1.csv"));
    assert_query(readings, "L001 1/2 branch open_sunday [2 隔週開館] 2 number and label\n"
                           "L001 1/2 branch services.weekday.1 [あり] 1 tick\n"
                           "L001 1/2 branch visits [３０] 30 width\n"
                           "L002 1/3 branch visits [30人] 30 unit");
    assert_said("4 answers were read by a rule: renkei db psql -c \"select * from reading\"");
    assert_query(responses, "L001:30: | L002:30:");
    write_text("2.csv", "unit,visits,open_sunday,services.weekday.1\n"
                        "L001,３０,2 隔週開館,あり\n"
                        "L002,３１,1,○\n");
    INGEST(0, LIBRARY, path_of("2.csv"));
    assert_said("1 answers were read by a rule");
    const char *both = "L001 1/2 branch open_sunday [2 隔週開館] 2 number and label\n"
                       "L001 1/2 branch services.weekday.1 [あり] 1 tick\n"
                       "L001 1/2 branch visits [３０] 30 width\n"
                       "L002 1/3 branch visits [30人] 30 unit\n"
                       "L002 2/3 branch visits [３１] 31 width";
    assert_query(readings, both);
    INGEST(3, LIBRARY, "--rebuild", path_of("2.csv"));
    assert_query(readings, both);
}
END_TEST

START_TEST(test_readings_of_a_sample)
{
    write_text("1.csv", "unit,visits,_synthetic\nL001,３０,合成データ\n");
    INGEST(0, LIBRARY, path_of("1.csv"));
    assert_query("SELECT count(*) FROM reading", "1");
    write_text("2.csv", "unit,visits\nL001,30\n");
    INGEST(0, LIBRARY, "--drop-synthetic", path_of("2.csv"));
    assert_query("SELECT count(*) FROM reading", "0");
}
END_TEST

/* ---- Forms ---- */

static const char *write_branch(const char *name, const char *unit, const char *const *values)
{
    return write_form(name, &library.codebook, codebook_form(&library.codebook, "branch"), unit,
                      values);
}

START_TEST(test_forms)
{
    write_branch("b.xlsx", "L001",
                 (const char *const[]){"visits=12.5", "children_room=2", "services.weekday.1=1",
                                       "services.weekday.90=1", "services.weekday.90.text=点字",
                                       "wishes== 髙い\n行", NULL});
    write_branch("a.xlsx", "L002", (const char *const[]){"open_sunday=7", "balance=-1.125", NULL});
    write_form("c.xlsx", &library.codebook, codebook_form(&library.codebook, "reader"), "0007",
               (const char *const[]){"frequency=1", "age=30", NULL});
    INGEST(0, LIBRARY, path_of(""));
    assert_query("SELECT string_agg(unit || ' ' || coalesce(row, '') || ' ' || "
                 "coalesce(option::text, '') || '=' || value, ', ' "
                 "ORDER BY unit, question, row, option) "
                 "FROM answer WHERE value NOT IN ('NA', 'NOT_ASKED', '0')",
                 "0007  =30, 0007  =1, L001  =3, L001  =2, L001 weekday 1=1, L001 weekday 90=1, "
                 "L001  =12.5, L001  == 髙い\n行, L002  =-1.125, L002  =INVALID");
    assert_query("SELECT string_agg(unit || ' ' || option || ' ' || value, ', ') FROM text "
                 "WHERE option > 0",
                 "L001 90 点字");
    /* in its cell of its sheet */
    assert_query("SELECT string_agg(code || ' ' || sheet || ' ' || (cell ~ '^[A-Z]+[0-9]+$')::text "
                 "|| ' ' || line || ' ' || item || ' ' || raw, ', ') FROM finding "
                 "WHERE code = 'E002' OR unit = '0007'",
                 "E002 調査票 true 0 open_sunday 7, W004 調査票 true 0 reasons.1 ");
    assert_query("SELECT string_agg(unit || ' ' || name || ' ' || position || ' ' || invented, "
                 "', ' ORDER BY unit) FROM unit WHERE form = 'reader' OR unit = 'L001'",
                 "0007  7 false, L001 図書館01 0 false");
}
END_TEST

/* The form's word counts, and both units are named. */
START_TEST(test_form_in_another_units_file)
{
    write_branch("図書館02.xlsx", "L001", (const char *const[]){"visits=5", "open_sunday=7", NULL});
    write_branch("L003-図書館03.xlsx", "図書館03", (const char *const[]){"visits=6", NULL});
    INGEST(0, LIBRARY, path_of(""));
    assert_query(findings, "E002 error 図書館02.xlsx:0 open_sunday [7] 選択肢にない値「7」です / "
                           "1、2、3 のいずれかを記入してください\n"
                           "W010 warning 図書館02.xlsx:0  [図書館02.xlsx] "
                           "ファイル名「図書館02.xlsx」が調査票の団体と違います"
                           "(ファイル名 → 調査票: L002 図書館02 → L001 図書館01) / "
                           "調査票の団体の回答としました。どの団体の回答か確かめてください");
    assert_query("SELECT string_agg(unit, ' ' ORDER BY unit) FROM response", "L001 L003");
    assert_query("SELECT string_agg(unit, ' ') FROM finding WHERE code = 'W010'", "L001");
}
END_TEST

/* ---- One response per unit ---- */

static const char first_answers[] = "unit,visits,wishes,services.weekday.90,"
                                    "services.weekday.90.text,open_sunday\n"
                                    "L001,5,古い,1,点字,9\n"
                                    "L002,6,そのまま,,,1\n";

START_TEST(test_resubmission)
{
    write_text("1.csv", first_answers);
    INGEST(0, LIBRARY, path_of("1.csv"));
    write_text("2.csv", "unit,visits\nL001,7\n");
    INGEST(0, LIBRARY, path_of(""));
    assert_said("1 submissions: 1 accepted (1 of them replace a former one), 0 unchanged, "
                "0 rejected");
    assert_query(responses, "L001:7: | L002:6:そのまま");
    assert_query("SELECT count(*) FROM number", "2");
    assert_query("SELECT count(*) FROM text", "1");
    assert_query(states, "L001 1/2 superseded, L002 1/3 accepted, L001 2/2 accepted");
    /* a form replaces a row, and blanks replace answers */
    write_branch("3.xlsx", "L002", (const char *const[]){"open_sunday=2", NULL});
    INGEST(0, LIBRARY, path_of(""));
    assert_query(responses, "L001:7: | L002::");
    assert_query("SELECT count(*) FROM number", "1");
    assert_query("SELECT count(*) FROM text", "0");
    assert_query(states, "L001 1/2 superseded, L002 1/3 superseded, L001 2/2 accepted, "
                         "L002 3/0 accepted");
    /* the finding of the superseded submission is kept with it */
    assert_query("SELECT count(*) FROM finding WHERE code = 'E002' AND unit = 'L001'", "1");
    const char *former = dump();
    INGEST(0, LIBRARY, "--rebuild", path_of(""));
    assert_same(former, dump());
}
END_TEST

/* In one run the later path counts, whatever the order of the operands. */
START_TEST(test_resubmission_in_one_run)
{
    const char *one = write_text("1.csv", first_answers);
    const char *two = write_text("2.csv", "unit,visits\nL001,7\n");
    INGEST(0, LIBRARY, "--jobs", "3", two, one, two);
    assert_query(responses, "L001:7: | L002:6:そのまま");
    assert_query(states, "L001 1/2 superseded, L002 1/3 accepted, L001 2/2 accepted");
    const char *former = dump();
    server_empty(&db);
    INGEST(0, LIBRARY, one, two);
    assert_same(former, dump());
    server_empty(&db);
    INGEST(0, LIBRARY, path_of("."), "--quiet");
    assert_query(states, "L001 1/2 superseded, L002 1/3 accepted, L001 2/2 accepted");
}
END_TEST

/* Rows that say the same as the unit's latest submission are no new submission. */
START_TEST(test_same_row_in_another_file)
{
    write_text("1.csv", "unit,visits\nL001,5\nL002,6\n");
    INGEST(0, LIBRARY, path_of("1.csv"));
    write_text("2.csv", "unit,visits\nL001,5\nL003,7\n");
    INGEST(0, LIBRARY, path_of("2.csv"));
    assert_said("2 submissions: 1 accepted (0 of them replace a former one), 1 unchanged");
    assert_query(states, "L001 1/2 accepted, L002 1/3 accepted, L003 2/3 accepted");
    assert_query("SELECT count(*) FROM archive WHERE source = 2", "2");
}
END_TEST

/* The rows of a unit that stands twice are refused; its former answer stays. */
START_TEST(test_twice_keeps_the_former)
{
    write_text("1.csv", "unit,visits,wishes\nL001,5,a\n");
    INGEST(0, LIBRARY, path_of("1.csv"));
    write_text("2.csv", "unit,visits,wishes\nL001,6,b\nL001,7,c\nL002,8,d\n");
    INGEST(3, LIBRARY, path_of("2.csv"));
    assert_query(responses, "L001:5:a | L002:8:d");
    assert_query(states,
                 "L001 1/2 accepted, L001 2/2 rejected, L001 2/3 rejected, L002 2/4 accepted");
}
END_TEST

START_TEST(test_replicas)
{
    write_text("in.csv", "unit,visits\nL002,1\nL002#1,2\nL002#12,3\nL999#1,4\n");
    INGEST(3, LIBRARY, path_of("in.csv"));
    assert_query(responses, "L002:1: | L002#1:2: | L002#12:3:");
    assert_query("SELECT string_agg(unit || ' ' || name || ' ' || invented, ', ' ORDER BY unit) "
                 "FROM unit WHERE unit LIKE 'L002%'",
                 "L002 図書館02 false, L002#1 図書館02 true, L002#12 図書館02 true");
    assert_query("SELECT count(DISTINCT (frame, classes)) FROM unit WHERE unit LIKE 'L002%'", "1");
    /* in the same classes as its model, but for those of its own answers */
    assert_query("SELECT count(DISTINCT substr(classes, 1, 8)) FROM response", "1");
    /* without a frame such a name is a name */
    write_text("reader.csv", "unit,frequency\nA,1\n");
    INGEST(0, LIBRARY, path_of("reader.csv"));
    write_text("reader2.csv", "unit,frequency\nA#2,1\n");
    INGEST(0, LIBRARY, path_of("reader2.csv"));
    assert_query("SELECT string_agg(unit || ' ' || invented, ', ' ORDER BY unit) "
                 "FROM unit WHERE form = 'reader'",
                 "A false, A#2 false");
}
END_TEST

/* ---- Runs that change nothing ---- */

START_TEST(test_same_file_twice)
{
    size_t length;
    write_text("1.csv", first_answers);
    const char *form = read_whole(write_branch("2.xlsx", "L003", NULL), &length);
    INGEST(0, LIBRARY, path_of(""));
    const char *former = dump();
    INGEST(0, LIBRARY, path_of(""));
    assert_said("2 files are in the archive already; of these 0 were rejected before");
    assert_same(former, dump());
    write_text("renamed.csv", first_answers);
    write_bytes("renamed.xlsx", form, length);
    write_bytes("renamed again.csv", form, length); /* read as the workbook it is */
    INGEST(0, LIBRARY, path_of(""));
    assert_same(former, dump());
    server_empty(&db);
    INGEST(0, LIBRARY, path_of("")); /* twice in one run, too */
    assert_query("SELECT count(*) || ' ' || count(DISTINCT sha256) FROM source", "2 2");
    assert_query("SELECT count(*) FROM response", "3");
}
END_TEST

START_TEST(test_dry_run)
{
    const char *nothing = dump();
    write_text("1.csv", first_answers);
    INGEST(0, LIBRARY, "--dry-run", path_of("1.csv"));
    assert_said("2 submissions: 2 accepted");
    assert_said("dry run: nothing was changed");
    assert_same(nothing, dump());
    assert_query("SELECT count(*) FROM run", "0");
    INGEST(0, LIBRARY, path_of("1.csv"));
    const char *former = dump();
    write_text("2.csv", "unit,visits\nL001,7\nL009,1\n");
    INGEST(0, LIBRARY, "--dry-run", "--rebuild", path_of(""));
    assert_said("2 submissions: 2 accepted (1 of them replace a former one)");
    assert_same(former, dump());
    assert_query("SELECT count(*) FROM run", "1");
}
END_TEST

/* /proc/self/mem is a file that even root cannot read from its start. */
static const char *const unreadable[] = {"b.xlsx", "b.csv"};

START_TEST(test_unreadable)
{
    write_text("a.csv", first_answers);
    /* the workers are busy when the program ends */
    for (int i = 1; i <= 9; i++)
        write_branch(arena_printf(&kept, "a%d.xlsx", i), arena_printf(&kept, "L00%d", i), NULL);
    ck_assert_int_eq(symlink("/proc/self/mem", path_of(unreadable[_i])), 0);
    INGEST(1, LIBRARY, path_of(""));
    assert_said(arena_printf(&kept, "cannot read \"%s/in/%s\"", folder, unreadable[_i]));
    assert_said("nothing was loaded in this run");
    assert_query("SELECT count(*) FROM run", "0");
    assert_query("SELECT count(*) FROM source", "0");
    assert_query("SELECT count(*) FROM response", "0");
}
END_TEST

START_TEST(test_no_permission)
{
    write_text("a.csv", first_answers);
    ck_assert_int_eq(chmod(write_text("b.csv", first_answers), 0), 0);
    if (geteuid() == 0)
        return; /* root may read everything: see test_unreadable */
    INGEST(1, LIBRARY, path_of(""));
    assert_query("SELECT count(*) FROM source", "0");
}
END_TEST

START_TEST(test_usage)
{
    INGEST(2, LIBRARY, path_of("no such folder"));
    assert_said("no such folder\" does not exist");
    assert_ends(start_ingest(LIBRARY, (const char *const[]){NULL}), 2);
    assert_said("name the files or folders to load");
    INGEST(2, LIBRARY, "--encoding", "latin1", path_of(""));
    assert_ends(start_ingest("tests/data/configs", "no-such", (const char *const[]){"in", NULL}),
                2);
    assert_query("SELECT count(*) FROM run", "0");
    INGEST(0, LIBRARY, path_of("")); /* an empty folder */
    assert_said("0 submissions");
}
END_TEST

/* What spreadsheet programs and systems leave behind is no response. */
START_TEST(test_passed_over)
{
    write_text("a.csv", first_answers);
    write_text("~$a.xlsx", "lock");
    write_text(".~lock.a.csv#", "lock");
    write_text("Thumbs.db", "pictures");
    write_text("desktop.ini", "[x]");
    shell("mkdir '%s/in/__MACOSX' '%s/in/sub'", folder, folder);
    write_text("__MACOSX/a.csv", "fork");
    write_text("sub/b.csv", "unit,visits\nL004,1\n");
    INGEST(0, LIBRARY, path_of(""));
    assert_query("SELECT string_agg(regexp_replace(file, '.*/in/*', ''), ',') FROM source",
                 "a.csv,sub/b.csv");
}
END_TEST

/* Names that came out of a Windows archive, and names that are no text at all. */
START_TEST(test_file_names)
{
    write_text("\x8E\x73.csv", "unit,visits\nL001,1\n");
    write_text("\xFF\xFE.csv", "unit,visits\nL002,1\n");
    write_text("\x92\xAC.xlsx", "no workbook");
    write_text("市.csv", "unit,visits\nL003,1\n");
    INGEST(3, LIBRARY, path_of(""));
    assert_query("SELECT string_agg(regexp_replace(file, '.*/', ''), ',' ORDER BY source) "
                 "FROM source",
                 "市.csv,町.xlsx,市.csv,??.csv");
    assert_query("SELECT count(*) FROM response", "3");
}
END_TEST

static void wait_until(const char *statement, const char *expected)
{
    for (int i = 0; i < 400 && strcmp(query(statement), expected) != 0; i++)
        nanosleep(&(struct timespec){.tv_nsec = 50 * 1000 * 1000}, NULL);
    assert_query(statement, expected);
}

/* A table is locked, so that the run stops in its last step, with everything else done. */
START_TEST(test_killed)
{
    write_text("1.csv", first_answers);
    INGEST(0, LIBRARY, path_of("1.csv"));
    const char *former = dump();
    write_text("2.csv", "unit,visits\nL001,7\nL009,1\n");
    write_branch("3.xlsx", "L005", NULL);
    static const char waiting[] = "SELECT count(*) FROM pg_stat_activity "
                                  "WHERE application_name = 'renkei-ingest' "
                                  "AND wait_event_type = 'Lock'";
    struct db other; /* a transaction sees one state of pg_stat_activity for its whole length */
    db_open(&other, &server_settings, "renkei-test");
    PQclear(PQexec(other.connection, "BEGIN; LOCK TABLE finding IN EXCLUSIVE MODE"));
    pid_t child = start_ingest(LIBRARY, (const char *const[]){path_of(""), NULL});
    wait_until(waiting, "1");
    ck_assert_int_eq(kill(child, SIGKILL), 0);
    ck_assert_int_eq(waitpid(child, NULL, 0), child);
    db_close(&other);
    wait_until("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'renkei-ingest'",
               "0");
    assert_same(former, dump());
    assert_query("SELECT count(*) FROM run", "1");
    INGEST(0, LIBRARY, path_of(""));
    assert_query(responses, "L001:7: | L002:6:そのまま | L005:: | L009:1:");
}
END_TEST

/* ---- The suite ---- */

static TCase *new_case(Suite *suite, const char *name)
{
    enum { SECONDS = 120 }; /* the machine may be busy */
    TCase *tests = tcase_create(name);
    tcase_set_timeout(tests, SECONDS);
    tcase_add_checked_fixture(tests, setup_with_config, teardown_with_config);
    suite_add_tcase(suite, tests);
    return tests;
}

static Suite *ingest_suite(void)
{
    Suite *suite = suite_create("ingest");
    TCase *reading = new_case(suite, "reading");
    tcase_add_loop_test(reading, test_writings, UTF8, STATED_CP932 + 1);
    tcase_add_test(reading, test_missing_and_other_columns);
    tcase_add_test(reading, test_a_wrong_answer);
    tcase_add_test(reading, test_readings);
    tcase_add_test(reading, test_readings_of_a_sample);
    tcase_add_test(reading, test_forms);
    tcase_add_test(reading, test_form_in_another_units_file);
    TCase *units = new_case(suite, "units");
    tcase_add_test(units, test_resubmission);
    tcase_add_test(units, test_resubmission_in_one_run);
    tcase_add_test(units, test_same_row_in_another_file);
    tcase_add_test(units, test_twice_keeps_the_former);
    tcase_add_test(units, test_replicas);
    TCase *unchanged = new_case(suite, "unchanged");
    tcase_add_test(unchanged, test_same_file_twice);
    tcase_add_test(unchanged, test_dry_run);
    tcase_add_loop_test(unchanged, test_unreadable, 0, LENGTH(unreadable));
    tcase_add_test(unchanged, test_no_permission);
    tcase_add_test(unchanged, test_usage);
    tcase_add_test(unchanged, test_passed_over);
    tcase_add_test(unchanged, test_file_names);
    tcase_add_test(unchanged, test_killed);
    return suite;
}

int main(void)
{
    server_start();
    SRunner *runner = srunner_create(ingest_suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
