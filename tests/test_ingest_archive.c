/*
 * The archive: it holds the bytes that came, and everything can be made anew from it, with the same
 * result, also when the codebook has changed in between. The result does not depend on the number
 * of workers.
 */
#include "tests/library_run.h"
#include "tests/lxw_leak.h"

#include <openssl/sha.h>
#include <zlib.h>

static const struct form *form_of(const char *id)
{
    return codebook_form(&library.codebook, id);
}

/* ---- Inputs of every kind ---- */

enum { MANY_ROWS = 6000 };

/* Several blocks of rows, whose borders fall into quoted line breaks too; one row in a thousand
 * does not belong there. */
static void write_many_rows(const char *name)
{
    struct str csv = {0};
    str_append(&csv, "unit,frequency,reasons.1,reasons.2,reasons.90,reasons.90.text,age\r\n");
    for (int i = 1; i <= MANY_ROWS; i++)
        str_appendf(
            &csv, "%d,%d,%s,,1,\"%d 行目の\r\n理由、\"\"とても\"\" 長い%.*s\",%d%s\r\n", i,
            i % 5 + 1, i % 2 ? "○" : "", i, 3 * (i % 40),
            "ああああああああああああああああああああああああああああああああああああああああ",
            i % 130, i % 1000 ? "" : ",");
    write_bytes(name, csv.at, csv.length);
    ck_assert_uint_gt(csv.length, 2 * 256 * 1024);
    str_release(&csv);
}

static void write_everything(void)
{
    write_many_rows("many.csv");
    for (int i = 1; i <= 12; i++) {
        char *visits = arena_printf(&kept, "visits=%d.5", 100 * i);
        char *wish = arena_printf(&kept, "wishes=要望%d", i);
        write_form(arena_printf(&kept, "form %02d.xlsx", i), &library.codebook, form_of("branch"),
                   arena_printf(&kept, "L%03d", i),
                   (const char *const[]){visits, "open_sunday=9", wish, NULL});
    }
    write_text("branches.csv", "unit,visits,open_sunday,wishes\n"
                               "L003,1,1,後\nL020,2,2,\nL020,3,2,\nL999,1,,\nL021,x,3,\n");
    write_text("empty.csv", "");
    write_text("header.csv", "unit,no such\nL001,1\n");
    write_text("letter.pdf", "%PDF-1.4");
    ck_assert_int_eq(truncate(write_text("large.xlsx", "x"), 21 * 1024 * 1024), 0);
}

static const char counts[] =
    "SELECT (SELECT count(*) FROM source) || ' sources, ' || (SELECT count(*) FROM response) || "
    "' responses, ' || (SELECT count(*) FROM number) || ' numbers, ' || "
    "(SELECT count(*) FROM text) || ' texts, ' || "
    "(SELECT string_agg(state || ' ' || n, ', ' ORDER BY state) "
    " FROM (SELECT state, count(*) AS n FROM submission GROUP BY state) s)";

/* Of the readers one in a thousand is refused, those of frequency 4 and 5 are not asked for
 * reasons, and nobody is older than 120; of the branches L001 to L012 and L021 are left, form 03
 * comes after branches.csv. */
static void assert_everything(void)
{
    int readers = 0, ages = 0, reasons = 0;
    for (int i = 1; i <= MANY_ROWS; i++) {
        readers += i % 1000 != 0;
        ages += i % 1000 != 0 && i % 130 <= 120;
        reasons += i % 1000 != 0 && i % 5 + 1 <= 3;
    }
    assert_query(counts,
                 arena_printf(&kept,
                              "18 sources, %d responses, %d numbers, %d texts, accepted %d, "
                              "rejected 13, superseded 1",
                              readers + 13, ages + 12, reasons + 12, readers + 13));
    assert_query("SELECT value FROM text WHERE unit = 'L003'", "要望3");
}

START_TEST(test_workers)
{
    write_everything();
    INGEST(3, LIBRARY, "--jobs", "1", path_of(""));
    assert_everything();
    const char *one = dump();
    server_empty(&db);
    INGEST(3, LIBRARY, "--jobs", "4", path_of(""));
    assert_same(one, dump());
    ck_assert_str_ne(query("SELECT max(start) FROM archive"), "0");
}
END_TEST

START_TEST(test_rebuild)
{
    write_everything();
    INGEST(3, LIBRARY, path_of(""));
    write_text("later.csv", "unit,visits\nL001,7\nL020,8\n");
    write_text("later reader.csv", "unit,frequency,age\n5,4,20\n6001,1,30\n");
    INGEST(3, LIBRARY, path_of(""));
    const char *former = dump();
    INGEST(3, LIBRARY, "--rebuild", "--jobs", "4");
    assert_said("rebuilding the responses of survey \"library\" from the archive");
    assert_same(former, dump());
    /* the rows were really made again */
    query("UPDATE response SET codes = '\\x', numbers = '\\x'");
    query("DELETE FROM number");
    query("UPDATE text SET value = ''");
    query("DELETE FROM finding WHERE source IN (SELECT source FROM archive)");
    query("DELETE FROM unit");
    INGEST(3, LIBRARY, "--rebuild", "--jobs", "1");
    assert_same(former, dump());
}
END_TEST

/* ---- The bytes ---- */

static void unpack_block(struct str *bytes, const unsigned char *block, size_t length,
                         bool deflated)
{
    if (!deflated) {
        str_append_bytes(bytes, block, length);
        return;
    }
    enum { BLOCK_MOST = 1024 * 1024 };
    uLongf size = BLOCK_MOST;
    ck_assert_int_eq(uncompress((Bytef *)str_reserve(bytes, BLOCK_MOST), &size, block, length),
                     Z_OK);
    bytes->length += size;
}

static void unpack(struct str *bytes, const char *file)
{
    PGresult *result =
        PQexec(db.connection,
               arena_printf(&kept,
                            "SELECT a.bytes, a.deflated, a.start FROM archive a "
                            "JOIN source s USING (survey, source) WHERE s.file LIKE '%%/%s' "
                            "ORDER BY a.start",
                            file));
    ck_assert_msg(PQntuples(result) > 0, "%s is not in the archive", file);
    for (int row = 0; row < PQntuples(result); row++) {
        size_t length;
        unsigned char *block =
            PQunescapeBytea((const unsigned char *)PQgetvalue(result, row, 0), &length);
        ck_assert_uint_eq(bytes->length, strtoul(PQgetvalue(result, row, 2), NULL, 10));
        unpack_block(bytes, block, length, *PQgetvalue(result, row, 1) == 't');
        PQfreemem(block);
    }
    PQclear(result);
}

static const char *hexadecimal(const char *bytes, size_t length)
{
    unsigned char digest[SHA256_DIGEST_LENGTH];
    char *text = arena_alloc(&kept, 2 * sizeof digest + 1);
    SHA256((const unsigned char *)bytes, length, digest);
    for (size_t i = 0; i < sizeof digest; i++)
        snprintf(text + 2 * i, 3, "%02x", digest[i]);
    return text;
}

START_TEST(test_bytes)
{
    static const char *const files[] = {"many.csv",  "form 01.xlsx", "branches.csv",
                                        "empty.csv", "header.csv",   "letter.pdf"};
    write_everything();
    INGEST(3, LIBRARY, path_of(""));
    for (int i = 0; i < LENGTH(files); i++) {
        struct str bytes = {0};
        size_t length;
        const char *original = read_whole(path_of(files[i]), &length);
        unpack(&bytes, files[i]);
        ck_assert_msg(bytes.length == length, "%s: %zu bytes", files[i], bytes.length);
        ck_assert_str_eq(hexadecimal(str_text(&bytes), bytes.length),
                         hexadecimal(original, length));
        assert_query(arena_printf(&kept,
                                  "SELECT encode(sha256, 'hex') || ' ' || size FROM source "
                                  "WHERE file LIKE '%%/%s'",
                                  files[i]),
                     arena_printf(&kept, "%s %zu", hexadecimal(original, length), length));
        str_release(&bytes);
    }
}
END_TEST

/* A submission can be cut out of its source by start and size. */
START_TEST(test_rows_in_bytes)
{
    struct str bytes = {0};
    size_t at, size, length;
    write_everything();
    INGEST(3, LIBRARY, path_of(""));
    unpack(&bytes, "many.csv");
    static const int rows[] = {1, 1234, 3007, MANY_ROWS - 1};
    for (int i = 0; i < LENGTH(rows); i++) {
        const char *place =
            query(arena_printf(&kept,
                               "SELECT start || ' ' || size FROM submission WHERE form = 'reader' "
                               "AND unit = '%d'",
                               rows[i]));
        ck_assert_int_eq(sscanf(place, "%zu %zu", &at, &size), 2);
        ck_assert_uint_le(at + size, bytes.length);
        const char *row = arena_copy(&kept, bytes.at + at, size);
        const char *begin = arena_printf(&kept, "%d,%d,", rows[i], rows[i] % 5 + 1);
        ck_assert_msg(strncmp(row, begin, strlen(begin)) == 0, "%s", row);
        ck_assert_str_eq(row + size - 2, "\r\n");
    }
    /* its line is where an editor finds it: two lines per row */
    assert_query("SELECT ordinal FROM submission WHERE form = 'reader' AND unit = '3007'", "6014");
    read_whole(path_of("many.csv"), &length);
    ck_assert_uint_eq(bytes.length, length);
    str_release(&bytes);
}
END_TEST

/* ---- A changed codebook ---- */

static const char *copied_configs(void)
{
    shell("cp -r tests/data/configs '%s/configs'", folder);
    return arena_printf(&kept, "%s/configs", folder);
}

/* As LIBRARY, but the copy. */
#define COPIED configs, "library"

static void change(const char *expression, const char *file)
{
    shell("sed -i '%s' '%s/configs/%s'", expression, folder, file);
}

static const char sundays[] = "SELECT string_agg(unit || ' ' || value, ', ' ORDER BY unit) "
                              "FROM answer WHERE question = 'open_sunday'";

START_TEST(test_changed_codebook)
{
    const char *configs = copied_configs();
    write_text("1.csv", "unit,visits,open_sunday\nL001,5,4\nL002,6,1\n");
    INGEST(0, COPIED, path_of("1.csv"));
    assert_query(sundays, "L001 INVALID, L002 1");
    const char *hash = query("SELECT codebook_hash FROM survey");
    change("s/{code: 3, label: 休館}/{code: 3, label: 休館}\\n          - {code: 4, label: 月1回}/",
           "library/codebook.yaml");
    write_text("2.csv", "unit,visits,open_sunday\nL003,7,4\n");
    INGEST(0, COPIED, path_of("2.csv"));
    assert_said("rebuilding the responses");
    assert_query(sundays, "L001 4, L002 1, L003 4");
    assert_query("SELECT count(*) FROM finding WHERE code = 'E002'", "0");
    assert_query("SELECT string_agg(code || ' ' || label, ', ' ORDER BY position) FROM option "
                 "WHERE question = 'open_sunday'",
                 "1 毎週開館, 2 隔週開館, 3 休館, 4 月1回");
    ck_assert_str_ne(query("SELECT codebook_hash FROM survey"), hash);
    /* nothing has changed since */
    const char *former = dump();
    INGEST(0, COPIED, path_of(""));
    ck_assert_ptr_null(strstr(messages_said(), "rebuilding"));
    assert_same(former, dump());
    /* and back again */
    change("/code: 4, label: 月1回/d", "library/codebook.yaml");
    INGEST(0, COPIED, path_of(""));
    assert_query(sundays, "L001 INVALID, L002 1, L003 INVALID");
    assert_query("SELECT codebook_hash FROM survey", hash);
}
END_TEST

/* Classes of the frame are packed too. */
START_TEST(test_changed_frame)
{
    const char *configs = copied_configs();
    write_text("1.csv", "unit,visits,wishes\nL001,5,a\nL028,6,b\n");
    INGEST(0, COPIED, path_of(""));
    const char *classes = query("SELECT classes FROM response WHERE unit = 'L001'");
    change("s/^L001,図書館01,1,北地区/L001,図書館01,3,南地区/; /^L028,/d",
           "frames/library-2023.csv");
    INGEST(3, COPIED, path_of("")); /* a unit has gone, its submission is refused */
    ck_assert_str_ne(query("SELECT classes FROM response WHERE unit = 'L001'"), classes);
    assert_query("SELECT frame->>'region' FROM unit WHERE unit = 'L001'", "南地区");
    assert_query("SELECT count(*) FROM response", "1");
    assert_query("SELECT string_agg(value::text, ',') FROM number", "5");
    assert_query("SELECT string_agg(value, ',') FROM text", "a");
    assert_query("SELECT code || ' ' || raw FROM finding WHERE code LIKE 'R%'", "R006 L028");
}
END_TEST

/* A dry run shows what the new codebook would do. */
START_TEST(test_changed_codebook_dry)
{
    const char *configs = copied_configs();
    write_text("1.csv", "unit,visits,open_sunday\nL001,5,4\n");
    INGEST(0, COPIED, path_of("1.csv"));
    const char *former = dump();
    change("/id: open_sunday/s/open_sunday/open_on_sundays/; s/open_sunday/open_on_sundays/g",
           "library/codebook.yaml");
    change("s/open_sunday/open_on_sundays/g", "library/banners.yaml");
    change("s/open_sunday/open_on_sundays/g", "library/tables.yaml");
    change("s/open_sunday/open_on_sundays/g", "library/published.csv");
    INGEST(3, COPIED, "--dry-run", path_of(""));
    assert_said("R008");
    assert_same(former, dump());
}
END_TEST

/* ---- Synthetic responses ---- */

static const char synthetic_rows[] = "unit,visits,_synthetic\nL001,5,1\nL002,6,1\n";

START_TEST(test_synthetic)
{
    write_text("s.csv", synthetic_rows);
    INGEST(0, LIBRARY, path_of("s.csv"));
    assert_query("SELECT synthetic FROM survey", "t");
    write_text("s reader.csv", "unit,frequency,_synthetic\n7,1,1\n");
    INGEST(0, LIBRARY, path_of("s reader.csv"));
    write_text("r.csv", "unit,visits\nL003,7\n");
    INGEST(0, LIBRARY, "--drop-synthetic", path_of("r.csv"));
    assert_query("SELECT synthetic FROM survey", "f");
    assert_query("SELECT string_agg(form || ' ' || unit, ',') FROM response", "branch L003");
    assert_query("SELECT count(*) FROM unit WHERE form = 'reader'", "0");
    assert_query("SELECT count(*) FROM number", "1");
    /* real answers are not replaced by invented ones */
    const char *former = dump();
    write_text("s.csv", "unit,visits,_synthetic\nL003,8,1\n");
    INGEST(2, LIBRARY, path_of("s.csv"));
    assert_same(former, dump());
}
END_TEST

static const char counted[] =
    "SELECT coalesce(string_agg(r.unit || '=' || n.value, ' ' ORDER BY "
    "r.unit), '') FROM response r JOIN number n USING (survey, form, unit)";

/* What a synthetic submission took the place of counts again; what was withdrawn stays so. */
START_TEST(test_synthetic_over_real)
{
    write_text("1.csv", "unit,visits,_synthetic\nL001,8,1\nL002,9,1\nL003,7,1\n");
    INGEST(0, LIBRARY, path_of("1.csv"));
    write_text("2.csv", "unit,visits\nL001,5\nL002,6\n");
    INGEST(0, LIBRARY, path_of("2.csv"));
    assert_said("synthetic and real submissions are mixed");
    INGEST(0, LIBRARY, "--restore", "L001:1");
    INGEST(0, LIBRARY, "--withdraw", "L002", "--reason", "x");
    assert_query(counted, "L001=8 L003=7");
    INGEST(0, LIBRARY, "--dry-run", "--drop-synthetic");
    assert_query(counted, "L001=8 L003=7");
    INGEST(0, LIBRARY, "--drop-synthetic");
    assert_said("3 synthetic submissions removed");
    assert_query(counted, "L001=5");
    assert_query("SELECT string_agg(unit || ' ' || state, ', ' ORDER BY unit) FROM submission",
                 "L001 accepted, L002 withdrawn");
    assert_query("SELECT synthetic FROM survey", "f");
    assert_query("SELECT changed FROM run ORDER BY run DESC LIMIT 1", "t");
}
END_TEST

/* Whose answers count must not hang on the names of the files. */
START_TEST(test_synthetic_with_real)
{
    write_text("1.csv", "unit,visits\nL001,5\n");
    write_text("2.csv", "unit,visits,_synthetic\nL001,8,1\n");
    INGEST(2, LIBRARY, path_of(""));
    assert_said("some of these submissions are synthetic and others real: nothing was loaded");
    assert_query("SELECT count(*) FROM submission", "0");
    write_text("2.csv", "unit,visits,_synthetic\nL999,8,1\n");
    INGEST(3, LIBRARY, path_of(""));
    assert_query(counted, "L001=5");
}
END_TEST

START_TEST(test_synthetic_alone)
{
    write_text("s.csv", synthetic_rows);
    INGEST(0, LIBRARY, path_of("s.csv"));
    INGEST(0, LIBRARY, "--drop-synthetic");
    assert_query("SELECT synthetic FROM survey", "f");
    assert_query("SELECT count(*) FROM submission", "0");
    assert_query("SELECT changed FROM run ORDER BY run DESC LIMIT 1", "t");
}
END_TEST

/* ---- The same file with other options ---- */

/* --form and --encoding say nothing about a workbook: the one that was replaced stays so. */
START_TEST(test_form_again_with_options)
{
    const struct codebook *codebook = &library.codebook;
    const struct form *form = codebook_form(codebook, "branch");
    write_form("1.xlsx", codebook, form, "L001", (const char *const[]){"visits=5", NULL});
    write_form("2.xlsx", codebook, form, "L001", (const char *const[]){"visits=6", NULL});
    INGEST(0, LIBRARY, path_of(""));
    assert_query(counted, "L001=6");
    INGEST(0, LIBRARY, "--form", "branch", "--encoding", "cp932", path_of("1.xlsx"));
    assert_said("1 files are in the archive already");
    assert_query(counted, "L001=6");
}
END_TEST

static Suite *archive_suite(void)
{
    enum { SECONDS = 120 }; /* the machine may be busy */
    Suite *suite = suite_create("ingest archive");
    TCase *tests = tcase_create("archive");
    tcase_set_timeout(tests, SECONDS);
    tcase_add_checked_fixture(tests, setup_with_config, teardown_with_config);
    tcase_add_test(tests, test_workers);
    tcase_add_test(tests, test_rebuild);
    tcase_add_test(tests, test_bytes);
    tcase_add_test(tests, test_rows_in_bytes);
    tcase_add_test(tests, test_changed_codebook);
    tcase_add_test(tests, test_changed_frame);
    tcase_add_test(tests, test_changed_codebook_dry);
    tcase_add_test(tests, test_synthetic);
    tcase_add_test(tests, test_synthetic_over_real);
    tcase_add_test(tests, test_synthetic_with_real);
    tcase_add_test(tests, test_synthetic_alone);
    tcase_add_test(tests, test_form_again_with_options);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    server_start();
    SRunner *runner = srunner_create(archive_suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
