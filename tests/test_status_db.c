/*
 * renkei status as people run it, against a database of its own: the responses of the golden survey
 * are loaded by the loading program, then a fieldwork is played on them with fixed times: a query
 * and its replies, a rejected and a withdrawn submission, a file that could not be read. Screens
 * and tables are golden files, written anew with RENKEI_GOLDEN=write in the environment.
 */
#include "aggregate/verbs.h"
#include "common/csv.h"
#include "ingest/verbs.h"
#include "report/verbs.h"
#include "tests/dump_sheet.h"
#include "tests/golden.h"
#include "tests/verb_run.h"

#define GOLDEN "tests/data/status/"
#define LOADED "tests/data/golden/library/in"
#define LIBRARY "-s", "library"
#define R3 "-s", "r3", "--configs", "configs"
#define STATUS(...) RUN(&status_verb, __VA_ARGS__)

/* ---- A fieldwork ---- */

/* Runs 1 (branch.csv and reader.csv) to 5. L001 was asked back and corrected its answer to the
 * question 3 and its visits; L003 confirmed one answer and owes the rest; L005 withdrew; of L020 a
 * submission was rejected; L002 sent another one, which was rejected, beside the one that counts;
 * a ZIP could not be read, and a row belongs to no known unit. */
static const char *const fieldwork[] = {
    /* what the loading program finds, and how it words it, is tested elsewhere */
    "DELETE FROM finding WHERE code NOT IN ('E002', 'E003', 'E004', 'E005', 'E101', 'E105', "
    "'W001')",
    "UPDATE finding SET message = code || 'の内容', hint = code || 'の対応'",
    "DELETE FROM reading",
    "UPDATE source SET received = '2023-10-02 02:00+00'",
    "UPDATE run SET started = '2023-10-02 02:00+00', who = 'officer'",
    "INSERT INTO run (survey, verb, started, finished, who, version, inputs) VALUES"
    " ('library', 'query', '2023-10-03 01:00+00', now(), 'officer', 'v', ''),"
    " ('library', 'ingest', '2023-10-03 16:30+00', now(), 'officer', 'v', ''),"
    " ('library', 'ingest', '2023-10-05 05:00+00', now(), 'other', 'v', '')",
    "INSERT INTO source SELECT 'library', 10 + i, r.run, f.file, f.kind, '', '', 5, '', f.at"
    " FROM (VALUES (1, 3, 'in/L001.xlsx', 'query', timestamptz '2023-10-03 16:30+00'),"
    "  (4, 3, 'in/L003.xlsx', 'query', '2023-10-03 16:30+00'),"
    "  (2, 3, 'in/late.csv', 'csv', '2023-10-03 16:30+00'),"
    "  (3, 4, 'in/=1+1.zip', 'refused', '2023-10-05 05:00+00')) f(i, n, file, kind, at)"
    " JOIN (SELECT run, row_number() OVER (ORDER BY run) AS n FROM run) r ON r.n = f.n",
    "INSERT INTO submission (survey, source, ordinal, form, unit, start, size, sha256, synthetic,"
    " state, run) SELECT 'library', 12, i, form, unit, 0, 1, '', false, 'rejected', 3"
    " FROM (VALUES (2, 'branch', 'L020'), (3, 'branch', 'L999'), (4, 'branch', 'L002'))"
    " s(i, form, unit)",
    "INSERT INTO finding SELECT 'library', 3, 12, i, 0, 'branch', unit, code, 'error',"
    " 'in/late.csv', '', '', i, '', raw, message, 'h' FROM (VALUES"
    " (2, 'L020', 'R011', 'L020', '団体「L020」の行が複数あります'),"
    " (3, 'L999', 'R006', 'L999', '客体名簿にない団体「L999」です'),"
    " (4, 'L002', 'R010', '3', '列の数が見出し行と違います'))"
    " f(i, unit, code, raw, message)",
    "INSERT INTO finding VALUES ('library', 4, 13, -1, 0, NULL, NULL, 'R001', 'error',"
    " 'in/=1+1.zip', '', '', 0, '', E'=cmd\\x1b[2J', 'ファイルを読み取れません', 'h')",
    "INSERT INTO query SELECT 'library', row_number() OVER (ORDER BY unit), form, unit, source,"
    " ordinal, 2 FROM response WHERE form = 'branch' AND unit IN ('L001', 'L003', 'L004')",
    "INSERT INTO query_item SELECT 'library', q.query, 1, f.code, f.item, f.raw, f.message, f.hint"
    " FROM query q JOIN finding f ON f.source = q.source AND f.ordinal = q.ordinal"
    " AND f.position = (SELECT min(position) FROM finding g WHERE g.source = f.source"
    " AND g.ordinal = f.ordinal)",
    /* the correction took the cause away */
    "DELETE FROM finding f USING query q WHERE q.query = 1 AND f.source = q.source"
    " AND f.ordinal = q.ordinal",
    "INSERT INTO reply VALUES ('library', 11, 1, 1, 'corrected', '', 3),"
    " ('library', 14, 2, 1, 'confirmed', E'台帳で\\n確認', 3)",
    "INSERT INTO correction SELECT 'library', source, ordinal, 'open_sunday', 11, form, unit, '1', "
    "3"
    " FROM query WHERE query = 1",
    "INSERT INTO change SELECT 'library', 'branch', 'L001', 3, question, row, option, former, value"
    " FROM"
    " (VALUES ('open_sunday', 0, 'INVALID', '1'), ('visits', 0, '10.9', ''),"
    "  ('services', 3, '1', '0')) c(question, option, former, value)"
    " JOIN (SELECT DISTINCT ON (question) question, row FROM item WHERE form = 'branch'"
    " ORDER BY question, item) i USING (question)",
    "INSERT INTO reading SELECT 'library', source, ordinal, form, unit, 'condition.air', '２５０',"
    " '250', 'full width' FROM response WHERE unit = 'L001'",
    "UPDATE submission SET state = 'withdrawn' WHERE unit = 'L005'",
    "INSERT INTO decision SELECT 'library', 15, form, unit, 'withdrawn', NULL, NULL, '誤送信', 4"
    " FROM response WHERE unit = 'L005'",
    "DELETE FROM response WHERE unit = 'L005'",
};

static void play_fieldwork(void)
{
    DONE(&ingest_verb, LIBRARY, "-q", LOADED);
    for (int i = 0; i < LENGTH(fieldwork); i++)
        query(fieldwork[i]);
}

static void set_up(void)
{
    workplace_open();
    setenv("LC_ALL", "C.UTF-8", 1);
    setenv("TZ", "JST-9", 1);
}

/* ---- Screens ---- */

static const struct {
    const char *golden;
    const char *words[8];
} screens[] = {
    {"screen-en.txt", {"--lang", "en"}},
    {"screen-ja.txt", {"--lang", "ja"}},
    {"verbose-ja.txt", {"--lang", "ja", "-v"}},
    {"unit-en.txt", {"--lang", "en", "--unit", "L001"}},
    {"unit-ja.txt", {"--lang", "ja", "--unit", "L001"}},
    {"unit-withdrawn.txt", {"--lang", "en", "--unit", "L005"}},
    {"unit-rejected.txt", {"--lang", "en", "--unit", "L020"}},
};

START_TEST(screens_are_as_they_should_be)
{
    const char *words[16] = {CONFIGS, LIBRARY};
    play_fieldwork();
    for (int i = 0; screens[_i].words[i] != NULL; i++)
        words[6 + i] = screens[_i].words[i];
    struct said said = run(&status_verb, words);
    assert_status(said, STATUS_DONE);
    ck_assert_str_eq(said.messages, "");
    assert_golden(arena_printf(&kept, GOLDEN "%s", screens[_i].golden), said.out);
}
END_TEST

START_TEST(no_blocks_where_the_terminal_has_none)
{
    play_fieldwork();
    setenv("LC_ALL", "C", 1);
    struct said said = STATUS(LIBRARY);
    assert_status(said, STATUS_DONE);
    ck_assert_ptr_null(strstr(said.out, "█"));
    ck_assert_ptr_nonnull(strstr(said.out, "\n  ####"));
    ck_assert_ptr_null(strchr(said.out, '\033'));
}
END_TEST

/* ---- What cannot be shown ---- */

static const struct {
    const char *sql; /* before; NULL: nothing was loaded */
    const char *words[8];
    int status;
    const char *said, *hint;
} refusals[] = {
    {NULL,
     {NULL},
     STATUS_ENVIRONMENT,
     "nothing of the survey \"library\"",
     "'renkei ingest' first"},
    {"UPDATE survey SET codebook_hash = 'x'",
     {NULL},
     STATUS_ENVIRONMENT,
     "with another configuration",
     "'renkei ingest'"},
    {"SELECT 1", {"--unit", "L999"}, STATUS_USAGE, "has no unit \"L999\"", "list of units"},
    {"SELECT 1",
     {"--prefecture", "11"},
     STATUS_USAGE,
     "no breakdown \"prefecture\"",
     "the whole survey"},
    {"SELECT 1",
     {"--prefecture", "11", "--bureau", "3"},
     STATUS_USAGE,
     "do not go together",
     "all but one"},
    {"SELECT 1", {"--unit", "L001", "-o", "x"}, STATUS_USAGE, "do not go together", "screen"},
    {"SELECT 1", {"now"}, STATUS_USAGE, "takes no operands", "--help"},
};

START_TEST(what_cannot_be_shown_is_refused)
{
    const char *words[16] = {CONFIGS, LIBRARY};
    if (refusals[_i].sql != NULL) {
        play_fieldwork();
        query(refusals[_i].sql);
    }
    for (int i = 0; refusals[_i].words[i] != NULL; i++)
        words[6 + i] = refusals[_i].words[i];
    struct said said = run(&status_verb, words);
    assert_refused(said, refusals[_i].status, refusals[_i].said, refusals[_i].hint);
    ck_assert_str_eq(said.out, "");
}
END_TEST

/* Nothing may be written: neither tables nor temporary ones. */
START_TEST(a_role_that_only_reads_is_enough)
{
    play_fieldwork();
    query("DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'watcher') THEN"
          " CREATE ROLE watcher; END IF; END $$");
    query("GRANT USAGE ON SCHEMA renkei TO watcher");
    query("GRANT SELECT ON ALL TABLES IN SCHEMA renkei TO watcher");
    struct said said = STATUS(LIBRARY, "-o", folder, "--db",
                              arena_printf(&kept,
                                           "host='%s' port=%s user='%s' dbname='%s'"
                                           " options='-c role=watcher'",
                                           PQhost(db.connection), PQport(db.connection),
                                           PQuser(db.connection), PQdb(db.connection)));
    assert_status(said, STATUS_DONE);
    ck_assert_ptr_nonnull(strstr(said.out, "図書館票: 27 of 30 answered (90.0%)\n"));
}
END_TEST

/* ---- Files ---- */

static const char *output(const char *name)
{
    return read_whole(arena_printf(&kept, "%s/files/%s", folder, name), NULL);
}

static void write_files(void)
{
    struct said said = STATUS(LIBRARY, "-q", "-o", in_folder("files"));
    assert_status(said, STATUS_DONE);
    ck_assert_str_eq(said.out, "");
    ck_assert_str_eq(said.messages, "");
}

START_TEST(tables_are_as_they_should_be)
{
    play_fieldwork();
    write_files();
    assert_golden(GOLDEN "status.csv", output("status.csv"));
    assert_golden(GOLDEN "not-received-2.csv", output("not-received/2-中地区.csv"));
    /* a list without rows takes the place of one that had some */
    query("INSERT INTO response SELECT survey, form, unit, 1, 0, '', '' FROM unit"
          " WHERE form = 'branch' AND unit IN ('L005', 'L020', 'L026')");
    write_files();
    ck_assert_str_eq(output("not-received/2-中地区.csv"),
                     CSV_BOM "\"コード\",\"名称\",\"地区\",\"調査票\",\"状態\"\r\n");
    /* and no temporary file is left */
    shell("test $(find %s/files -type f | wc -l) = 5", folder);
}
END_TEST

START_TEST(the_workbook_is_as_it_should_be)
{
    struct dump dump = {0};
    struct xlsx xlsx = {0};
    size_t length;
    play_fieldwork();
    write_files();
    const char *bytes = read_whole(in_folder("files/status.xlsx"), &length);
    ck_assert_msg(xlsx_open(&xlsx, &kept, bytes, length), "%s", xlsx.error);
    for (size_t i = 0; i < xlsx.sheet_count; i++)
        dump_sheet(&dump, &xlsx, i);
    assert_golden(GOLDEN "workbook.csv", str_text(&dump.records));
    xlsx_close(&xlsx);
    str_release(&dump.records);
}
END_TEST

/* ---- A part of the units ---- */

/* The survey r3 has prefectures; twenty rows of its own make a small load. */
static void load_r3(void)
{
    const char *path = in_folder("r3.csv");
    static const char rows[] = "unit,vision\n112241,1\n112038,2\n011002,3\n999999,1\n";
    write_in_folder("r3.csv", rows);
    struct said said = RUN(&ingest_verb, R3, "--form", "municipality", "-q", path);
    assert_status(said, STATUS_REJECTED);
}

START_TEST(a_prefecture_is_shown_alone)
{
    static const struct {
        const char *option, *value;
    } same[] = {{"--prefecture", "11"}, {"--prefecture", "埼玉県"}};
    load_r3();
    for (int i = 0; i < LENGTH(same); i++) {
        struct said said = STATUS(R3, same[i].option, same[i].value);
        assert_status(said, STATUS_DONE);
        ck_assert_ptr_nonnull(strstr(said.out, ": 埼玉県\n"));
        ck_assert_ptr_nonnull(strstr(said.out, "市町村票: 2 of 63 answered (3.2%)\n"));
        ck_assert_ptr_nonnull(strstr(said.out, "\n  not answered: 61\n"));
        ck_assert_ptr_nonnull(strstr(said.out, "\n  111007       さいたま市\n"));
        ck_assert_ptr_null(strstr(said.out, "112241"));
        ck_assert_ptr_null(strstr(said.out, "of no known unit"));
    }
    struct said said = STATUS(R3, "--prefecture", "01");
    ck_assert_ptr_nonnull(strstr(said.out, "市町村票: 1 of 179 answered (0.6%)\n"));
    said = STATUS(R3, "--unit", "11224"); /* without its check digit */
    assert_status(said, STATUS_DONE);
    ck_assert_ptr_eq(strstr(said.out, "112241 戸田市 (市町村票): "), said.out);
    said = STATUS(R3, "--prefecture", "48");
    ck_assert_int_eq(said.status, STATUS_USAGE);
    ck_assert_ptr_nonnull(strstr(said.messages, "there is no class \"48\""));
}
END_TEST

START_TEST(files_of_a_bureau_hold_its_units_only)
{
    load_r3();
    struct said said = STATUS(R3, "-q", "--bureau", "3", "-o", in_folder("files"));
    assert_status(said, STATUS_DONE);
    size_t rows = 0;
    for (const char *at = output("status.csv"); (at = strstr(at, "\r\n")) != NULL; at += 2)
        rows++;
    ck_assert_uint_eq(rows, 1 + 450 + 10);
    ck_assert_ptr_nonnull(strstr(output("not-received/11-埼玉県.csv"), "\"111007\""));
    ck_assert_ptr_null(strstr(output("not-received/11-埼玉県.csv"), "\"112241\""));
    ck_assert_int_ne(access(in_folder("files/not-received/01-北海道.csv"), F_OK), 0);
}
END_TEST

/* ---- Tables of the report ---- */

START_TEST(the_report_has_the_same_findings)
{
    play_fieldwork();
    DONE(&aggregate_verb, LIBRARY, "-q");
    DONE(&report_verb, LIBRARY, "-q", "-o", in_folder("files"));
    assert_golden(GOLDEN "findings.csv", output("tables/findings.csv"));
    assert_golden(GOLDEN "response-status.csv", output("tables/response-status.csv"));
    ck_assert_ptr_nonnull(strstr(output("manifest.json"), "\"tables/findings.csv\""));
    ck_assert_ptr_nonnull(strstr(output("manifest.json"), "\"tables/response-status.csv\""));
}
END_TEST

int main(void)
{
    server_start();
    Suite *suite = suite_create("status_db");
    TCase *programs = tcase_create("programs");
    tcase_add_checked_fixture(programs, set_up, workplace_close);
    tcase_set_timeout(programs, 120);
    tcase_add_loop_test(programs, screens_are_as_they_should_be, 0, LENGTH(screens));
    tcase_add_test(programs, no_blocks_where_the_terminal_has_none);
    tcase_add_loop_test(programs, what_cannot_be_shown_is_refused, 0, LENGTH(refusals));
    tcase_add_test(programs, a_role_that_only_reads_is_enough);
    tcase_add_test(programs, tables_are_as_they_should_be);
    tcase_add_test(programs, the_workbook_is_as_it_should_be);
    tcase_add_test(programs, a_prefecture_is_shown_alone);
    tcase_add_test(programs, files_of_a_bureau_hold_its_units_only);
    tcase_add_test(programs, the_report_has_the_same_findings);
    suite_add_tcase(suite, programs);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
