/*
 * CSV that comes compressed or in UTF-16: it loads as the plain file does, with the same findings
 * at the same lines, and lies in the archive as it came.
 */
#include "tests/ingest_run.h"
#include "tests/packed.h"

/* ---- The same answers in every packing ---- */

enum { ROWS = 4000 };

/* Several blocks; findings in some rows, one of them not loaded, and quoted line breaks. */
static struct str many_rows(void)
{
    struct str csv = {0};
    str_append(&csv, "unit,frequency,reasons.1,reasons.2,reasons.90,reasons.90.text,age\r\n");
    for (int i = 1; i <= ROWS; i++)
        str_appendf(&csv, "%d,%d,%s,,1,\"%d 行目の\r\n理由、とても長い%.*s\",%d%s\r\n", i,
                    i % 5 + 1, i % 2 ? "1" : "", i, 3 * (i % 30),
                    "ああああああああああああああああああああああああああああああ", i % 125,
                    i % 1000 ? "" : ",");
    return csv;
}

static const char outcome[] =
    "SELECT (SELECT md5(string_agg(r.unit || encode(codes || classes, 'hex') || ordinal, ',' "
    "ORDER BY form, unit)) FROM response r) || (SELECT count(*) FROM response) || ' ' || "
    "(SELECT md5(string_agg(concat_ws(' ', code, line, item, raw, message, hint), ',' "
    "ORDER BY line, position, code)) FROM finding) || (SELECT count(*) FROM finding) || ' ' || "
    "(SELECT md5(string_agg(unit || value, ',' ORDER BY unit)) FROM text) || "
    "(SELECT md5(string_agg(unit || value, ',' ORDER BY unit)) FROM number)";

static const struct {
    const char *file;
    const char *encoding; /* for iconv; NULL: UTF-8 */
    bool gzip;
    const char *option, *name; /* --encoding; as the table source calls it */
} packings[] = {
    {"p.csv.gz", NULL, true, NULL, "utf-8"},
    {"p.gz", NULL, true, NULL, "utf-8"},
    {"p.csv", NULL, true, NULL, "utf-8"}, /* what it is decides, not its name */
    {"p.csv", "UTF-16LE", false, NULL, "utf-16"},
    {"p.csv", "UTF-16BE", false, NULL, "utf-16"},
    {"p.csv", "UTF-16LE", false, "--encoding=utf-16", "utf-16"},
    {"p.csv.gz", "UTF-16LE", true, NULL, "utf-16"},
    {"p.csv.gz", "CP932", true, NULL, "cp932"},
    {"p.csv.gz", "CP932", true, "--encoding=cp932", "cp932"},
};

static struct str packed_as(int i, const struct str *csv)
{
    struct str text = {0};
    if (packings[i].encoding)
        text = encoded(csv->at, csv->length, packings[i].encoding);
    else
        str_append_bytes(&text, csv->at, csv->length);
    if (!packings[i].gzip)
        return text;
    struct str packed = gzipped(text.at, text.length);
    str_release(&text);
    return packed;
}

/* The archive holds the bytes that came. */
static void assert_archived(const struct str *bytes)
{
    struct str archived = {0};
    PGresult *result = PQexec(db.connection, "SELECT bytes, deflated FROM archive ORDER BY start");
    for (int row = 0; row < PQntuples(result); row++) {
        enum { BLOCK_MOST = 1024 * 1024 };
        size_t length;
        uLongf size = BLOCK_MOST;
        unsigned char *block =
            PQunescapeBytea((const unsigned char *)PQgetvalue(result, row, 0), &length);
        ck_assert_str_eq(PQgetvalue(result, row, 1), "t");
        ck_assert_int_eq(
            uncompress((Bytef *)str_reserve(&archived, BLOCK_MOST), &size, block, length), Z_OK);
        archived.length += size;
        PQfreemem(block);
    }
    PQclear(result);
    ck_assert_uint_eq(archived.length, bytes->length);
    ck_assert_mem_eq(archived.at, bytes->at, bytes->length);
    str_release(&archived);
}

START_TEST(test_packing)
{
    struct str csv = many_rows(), packed = packed_as(_i, &csv);
    write_bytes("plain.csv", csv.at, csv.length);
    INGEST(3, LIBRARY, path_of("plain.csv"));
    const char *plain = query(outcome);
    server_empty(&db);
    const char *path = write_bytes(packings[_i].file, packed.at, packed.length);
    INGEST(3, LIBRARY, "--jobs", "1", path, packings[_i].option);
    ck_assert_str_eq(query(outcome), plain);
    assert_query("SELECT kind || ' ' || encoding || ' ' || size FROM source",
                 arena_printf(&kept, "csv %s %zu", packings[_i].name, packed.length));
    assert_archived(&packed);
    const char *former = dump();
    INGEST(3, LIBRARY, path); /* known by its bytes */
    assert_query("SELECT count(*) FROM source", "1");
    INGEST(3, LIBRARY, "--rebuild", "--jobs", "4");
    assert_same(former, dump());
    server_empty(&db);
    INGEST(3, LIBRARY, "--jobs", "4", path, packings[_i].option);
    assert_same(former, dump());
    str_release(&csv);
    str_release(&packed);
}
END_TEST

/* A form in gzip, whatever it is called. */
START_TEST(test_form)
{
    struct config library = {0};
    ck_assert(config_read(&library, LIBRARY));
    size_t length;
    const char *bytes = read_whole(
        write_form("f.xlsx", &library.codebook, codebook_form(&library.codebook, "branch"), "L003",
                   (const char *const[]){"visits=12", "open_sunday=9", NULL}),
        &length);
    struct str packed = gzipped(bytes, length);
    INGEST(0, LIBRARY, write_bytes("f.xlsx.gz", packed.at, packed.length));
    assert_query("SELECT unit || ' ' || value FROM number", "L003 12");
    const char *former = dump();
    INGEST(0, LIBRARY, "--rebuild");
    assert_same(former, dump());
    str_release(&packed);
    config_release(&library);
}
END_TEST

/* ---- Refused ---- */

static const char findings[] =
    "SELECT coalesce(string_agg(code || ' ' || severity || ' ' || "
    "regexp_replace(file, '.*/', '') || ':' || line || ' [' || raw || '] ' || message || ' / ' || "
    "hint, E'\\n' ORDER BY source, ordinal, position), '') FROM finding WHERE code <> 'W003'";

static struct str cut_gzip(void)
{
    struct str packed = gzipped("unit,visits\nL001,1\n", 19);
    packed.length -= 5;
    return packed;
}

static struct str gzip_bomb(void)
{
    enum { SIZE = 4 * 1024 * 1024 };
    char *zeros = calloc(1, SIZE);
    ck_assert_ptr_nonnull(zeros);
    struct str packed = gzipped(zeros, SIZE);
    free(zeros);
    return packed;
}

static struct str half_characters(void)
{
    static const char text[] = "unit,wishes\nL001,a\nL003,x\nL004,b\n";
    struct str bytes = encoded(text, sizeof text - 1, "UTF-16BE");
    char *x = memchr(bytes.at, 'x', bytes.length);
    x[-1] = '\xD8'; /* half of a pair */
    return bytes;
}

static struct str stated_wrongly(void)
{
    struct str text = {0};
    str_append(&text, "unit,visits\nL001,1\n");
    return text;
}

static const struct {
    const char *file;
    struct str (*make)(void);
    const char *option, *finding, *loaded, *kind;
} refusals[] = {
    {"cut.csv.gz", cut_gzip, NULL,
     "R001 error cut.csv.gz:0 [] ファイルを読み取れません: gzip ファイルが壊れているか、"
     "途中で切れています / ファイルを開いて確かめ、保存し直したものを再提出してもらってください",
     "0", "refused"},
    {"bomb.csv.gz", gzip_bomb, NULL,
     "R030 error bomb.csv.gz:0 [] 圧縮ファイルが安全のための上限を超えています: "
     "圧縮率が 200 倍を超えています(ZIP 爆弾の疑い) / "
     "分割するか、圧縮せずに再提出してもらってください",
     "0", "refused"},
    {"half.csv", half_characters, NULL,
     "R012 error half.csv:3 [] 文字コードを判別できません / "
     "UTF-8 または CP932(Shift_JIS)で保存し直してください",
     "2", "csv"},
    {"stated.csv", stated_wrongly, "--encoding=utf-16", "", "1", "csv"},
};

START_TEST(test_refusal)
{
    struct str bytes = refusals[_i].make();
    const char *path = write_bytes(refusals[_i].file, bytes.at, bytes.length);
    int status = *refusals[_i].finding ? 3 : 0;
    INGEST(status, LIBRARY, path, refusals[_i].option);
    assert_query(findings, refusals[_i].finding);
    assert_query("SELECT count(*) FROM response", refusals[_i].loaded);
    assert_query("SELECT kind FROM source", refusals[_i].kind);
    assert_archived(&bytes);
    const char *former = dump();
    INGEST(status, LIBRARY, path);
    INGEST(status, LIBRARY, "--rebuild", path);
    assert_same(former, dump());
    str_release(&bytes);
}
END_TEST

/* ---- As Excel writes it ---- */

static const struct {
    const char *text, *finding, *loaded;
} excel_texts[] = {
    {"sep=,\r\nunit,visits\r\nL001,7\r\n", "", "L001 7"},
    {"\xEF\xBB\xBF\"sep=,\"\nunit,visits\nL001,7\n", "", "L001 7"},
    {"sep=;\nunit;visits\nL001;7\n",
     "R008 error e.csv:1 [] 見出し行がどの調査票とも合いません(不明な列: sep=;) / "
     "1列目を unit とし、列名をコードブックの項目名に合わせてください",
     ""},
    {"unit,visits,,\nL001,7,,\nL002,8,,\n", "", "L001 7,L002 8"},
    /* an answer that belongs to no column is not passed over */
    {"unit,visits,,\nL001,7,,\nL002,8,,x\nL003,9,y,\nL004,1,\nL005,2,,,\n",
     "R010 error e.csv:3 [4] 列の数が見出し行と違います(4 列、見出しは 2 列) / "
     "引用符とカンマを確かめてください\n"
     "R010 error e.csv:4 [4] 列の数が見出し行と違います(4 列、見出しは 2 列) / "
     "引用符とカンマを確かめてください\n"
     "R010 error e.csv:5 [3] 列の数が見出し行と違います(3 列、見出しは 2 列) / "
     "引用符とカンマを確かめてください\n"
     "R010 error e.csv:6 [5] 列の数が見出し行と違います(5 列、見出しは 2 列) / "
     "引用符とカンマを確かめてください",
     "L001 7"},
    {"unit,,visits\nL001,,7\n",
     "R008 error e.csv:1 [] 見出し行がどの調査票とも合いません(不明な列: ) / "
     "1列目を unit とし、列名をコードブックの項目名に合わせてください",
     ""},
};

START_TEST(test_excel_text)
{
    int status = *excel_texts[_i].finding ? 3 : 0;
    INGEST(status, LIBRARY, write_text("e.csv", excel_texts[_i].text));
    assert_query(findings, excel_texts[_i].finding);
    assert_query("SELECT coalesce(string_agg(unit || ' ' || value, ',' ORDER BY unit), '') "
                 "FROM number",
                 excel_texts[_i].loaded);
    const char *former = dump();
    INGEST(status, LIBRARY, "--rebuild");
    assert_same(former, dump());
}
END_TEST

static Suite *packed_suite(void)
{
    enum { SECONDS = 120 }; /* the machine may be busy */
    Suite *suite = suite_create("ingest packed");
    TCase *tests = tcase_create("packed");
    tcase_set_timeout(tests, SECONDS);
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_loop_test(tests, test_packing, 0, LENGTH(packings));
    tcase_add_test(tests, test_form);
    tcase_add_loop_test(tests, test_refusal, 0, LENGTH(refusals));
    tcase_add_loop_test(tests, test_excel_text, 0, LENGTH(excel_texts));
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    server_start();
    SRunner *runner = srunner_create(packed_suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
