/*
 * Responses that come in a ZIP file: it loads as the folder it was made of does, whatever its names
 * are written in; and what is hostile or damaged in it is refused with the limit it breaks.
 */
#include "common/xlsx_zip.h"
#include "ingest/zip_writer.h"
#include "tests/library_run.h"
#include "tests/lxw_leak.h"
#include "tests/packed.h"

/* ---- Making ZIP files ---- */

static void add_stored(struct zip_writer *zip, const char *name, const void *bytes, size_t length)
{
    ck_assert(
        zip_writer_add(zip, &(struct zip_member){.name = name,
                                                 .method = ZIP_STORED,
                                                 .crc = (uint32_t)crc32(0, bytes, (uInt)length),
                                                 .size = length,
                                                 .length = length,
                                                 .bytes = bytes}));
}

static void add(struct zip_writer *zip, const char *name, const void *bytes, size_t length)
{
    z_stream deflater = {.next_in = (Bytef *)(uintptr_t)bytes, .avail_in = (uInt)length};
    ck_assert_int_eq(deflateInit2(&deflater, 6, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY),
                     Z_OK);
    uLong room = deflateBound(&deflater, (uLong)length);
    deflater.next_out = arena_alloc(&kept, room);
    deflater.avail_out = (uInt)room;
    const Bytef *deflated = deflater.next_out;
    ck_assert_int_eq(deflate(&deflater, Z_FINISH), Z_STREAM_END);
    ck_assert(
        zip_writer_add(zip, &(struct zip_member){.name = name,
                                                 .method = ZIP_DEFLATED,
                                                 .crc = (uint32_t)crc32(0, bytes, (uInt)length),
                                                 .size = length,
                                                 .length = deflater.total_out,
                                                 .bytes = deflated}));
    deflateEnd(&deflater);
}

static void add_text(struct zip_writer *zip, const char *name, const char *text)
{
    add(zip, name, text, strlen(text));
}

/* What one writer made, and is then empty. */
static struct str finished(struct zip_writer *zip)
{
    struct str bytes = {0};
    ck_assert(zip_writer_finish(zip));
    str_append_bytes(&bytes, zip->bytes.at, zip->bytes.length);
    zip_writer_release(zip);
    *zip = (struct zip_writer){0};
    return bytes;
}

static uint32_t number_at(const char *at, size_t size)
{
    uint32_t number = 0;
    for (size_t i = size; i-- > 0;)
        number = number << 8 | (unsigned char)at[i];
    return number;
}

static void set_number(char *at, size_t size, uint32_t number)
{
    for (size_t i = 0; i < size; i++, number >>= 8)
        at[i] = (char)number;
}

/* Offsets of APPNOTE 4.3.12; in the local header a field stands two bytes before (4.3.7). */
enum { FLAGS = 8, METHOD = 10, CRC = 16, COMPRESSED = 20, EXPANDED = 24, OFFSET = 42, NAME = 46 };

static char *directory_entry(const struct str *zip, size_t index)
{
    char *at = zip->at + number_at(zip->at + zip->length - 22 + 16, 4);
    while (index--)
        at += NAME + number_at(at + 28, 2) + number_at(at + 30, 2) + number_at(at + 32, 2);
    return at;
}

/* In the directory and in the local header. */
static void lie(const struct str *zip, size_t index, size_t field, size_t size, uint32_t number)
{
    char *entry = directory_entry(zip, index);
    set_number(zip->at + number_at(entry + OFFSET, 4) + field - 2, size, number);
    set_number(entry + field, size, number);
}

/* ---- A folder and the same as ZIP ---- */

struct file {
    const char *name;
    const char *bytes;
    size_t length;
};

enum { FORMS = 12, FILES = FORMS + 8 };

static void add_file(struct file *files, size_t *count, const char *name, const void *bytes,
                     size_t length)
{
    files[(*count)++] = (struct file){name, arena_copy(&kept, bytes, length), length};
}

static void make_files(struct file *files)
{
    static const char rows[] = "unit,visits,wishes\nL001,3,また来ます\nL020,x,\nL999,1,\n";
    struct str packed = gzipped(rows, sizeof rows - 1);
    struct str utf16 = encoded(rows, sizeof rows - 1, "UTF-16LE");
    struct str cp932 = encoded(rows, sizeof rows - 1, "CP932");
    size_t count = 0, length;
    for (int i = 1; i <= FORMS; i++) {
        char *visits = arena_printf(&kept, "visits=%d.5", 100 * i);
        const char *path =
            write_form("form.xlsx", &library.codebook, codebook_form(&library.codebook, "branch"),
                       arena_printf(&kept, "L%03d", i),
                       (const char *const[]){visits, "open_sunday=9", "wishes=要望", NULL});
        const char *bytes = read_whole(path, &length);
        add_file(files, &count, arena_printf(&kept, "%s回答%02d.xlsx", i % 2 ? "" : "北地区/", i),
                 bytes, length);
        ck_assert_int_eq(unlink(path), 0);
    }
    add_file(files, &count, "表.csv.gz", packed.at, packed.length);
    add_file(files, &count, "ソ.csv", utf16.at, utf16.length);
    add_file(files, &count, "北地区/能.csv", cp932.at, cp932.length);
    add_file(files, &count, "北地区/plain.csv", rows, sizeof rows - 1);
    add_file(files, &count, "letter.pdf", "%PDF-1.4", 8);
    add_file(files, &count, "half.xlsx", files[0].bytes, files[0].length / 2);
    add_file(files, &count, ".DS_Store", "x", 1);
    add_file(files, &count, "empty.csv", "", 0);
    ck_assert_uint_eq(count, FILES);
    str_release(&packed);
    str_release(&utf16);
    str_release(&cp932);
}

/* Everything that does not name the place where it lay. */
static const char outcome[] =
    "SELECT string_agg(line, E'\\n' ORDER BY line) FROM ("
    "SELECT row(form, unit, source, ordinal, encode(classes || codes, 'hex'))::text AS line "
    "FROM response UNION ALL "
    "SELECT row(source, kind, encoding, size, sha256, regexp_replace(file, '.*[/.](in|zip)/', ''))"
    "::text FROM source UNION ALL "
    "SELECT row(source, ordinal, unit, code, line, item, raw, message, hint)::text FROM finding "
    "UNION ALL SELECT row(source, start, md5(bytes))::text FROM archive UNION ALL "
    "SELECT row(form, unit, item, value)::text FROM number UNION ALL "
    "SELECT row(source, ordinal, unit, sha256, state)::text FROM submission) lines";

static const struct {
    bool cp932, stored, backslashes, nested;
} zips[] = {
    {false, false, false, false}, {false, true, false, false}, {true, false, false, false},
    {true, false, true, false},   {false, false, false, true}, {true, true, false, true},
};

static const char *name_in_zip(int i, const char *name)
{
    size_t length;
    char *text = arena_strdup(&kept, name);
    for (char *at = text; zips[i].backslashes && *at; at++)
        *at = *at == '/' ? '\\' : *at;
    return zips[i].cp932 ? in_cp932(text, &length) : text;
}

/* In no order; nested: the subfolder is a ZIP of its own, called as the folder. */
static struct str zip_of(int i, const struct file *files)
{
    static const char subfolder[] = "北地区/";
    struct zip_writer zip = {0}, inner = {0};
    for (size_t at = FILES; at-- > 0;) {
        bool nested = zips[i].nested && strncmp(files[at].name, subfolder, strlen(subfolder)) == 0;
        const char *name = name_in_zip(i, files[at].name + (nested ? strlen(subfolder) : 0));
        struct zip_writer *writer = nested ? &inner : &zip;
        (zips[i].stored ? add_stored : add)(writer, name, files[at].bytes, files[at].length);
    }
    add_stored(&zip, "空/", "", 0);
    struct str bytes = finished(&inner);
    if (zips[i].nested)
        add(&zip, name_in_zip(i, "北地区"), bytes.at, bytes.length);
    str_release(&bytes);
    bytes = finished(&zip);
    for (size_t entry = 0; zips[i].cp932 && entry < 3; entry++)
        lie(&bytes, entry, FLAGS, 2, 0);
    return bytes;
}

START_TEST(test_as_folder)
{
    struct file files[FILES];
    make_files(files);
    struct str zip = zip_of(_i, files);
    shell("mkdir '%s'", path_of("北地区"));
    for (size_t i = 0; i < FILES; i++)
        write_bytes(files[i].name, files[i].bytes, files[i].length);
    INGEST(3, LIBRARY, path_of(""));
    const char *unpacked = query(outcome);
    ck_assert_ptr_nonnull(strstr(unpacked, "R006"));
    ck_assert_ptr_nonnull(strstr(unpacked, "R002"));
    server_empty(&db);
    shell("mkdir '%s'", path_of("zips"));
    const char *path = write_bytes("zips/all.zip", zip.at, zip.length);
    INGEST(3, LIBRARY, "--jobs", "1", path_of("zips"));
    assert_same(unpacked, query(outcome));
    assert_query("SELECT count(*) FROM source WHERE file LIKE '%/zips/all.zip/%'", "19");
    const char *former = dump();
    INGEST(3, LIBRARY, path);
    assert_query("SELECT count(*) FROM source", "19");
    INGEST(3, LIBRARY, "--rebuild");
    assert_same(former, dump());
    server_empty(&db);
    INGEST(3, LIBRARY, "--jobs", "4", path);
    assert_same(former, dump());
    str_release(&zip);
}
END_TEST

/* The members of a form in turned order, behind one that no workbook begins with. */
static struct str turned_form(void)
{
    struct zip_writer zip = {0};
    struct xlsx_zip form = {0};
    struct str part = {0};
    size_t length;
    const char *path =
        write_form("f.xlsx", &library.codebook, codebook_form(&library.codebook, "branch"), "L002",
                   (const char *const[]){"visits=7", NULL});
    const char *bytes = read_whole(path, &length);
    ck_assert_int_eq(unlink(path), 0);
    ck_assert(xlsx_zip_open(&form, bytes, length));
    add_text(&zip, "docProps/custom.xml", "<a/>");
    for (size_t i = form.entry_count; i-- > 0;) {
        ck_assert(xlsx_zip_read(&form, i, &part));
        add(&zip, form.names.at + form.entries[i].name, part.at, part.length);
    }
    xlsx_zip_release(&form);
    str_release(&part);
    return finished(&zip);
}

/* A workbook is a ZIP file too, in any order of its members and by any name. */
START_TEST(test_workbook)
{
    struct zip_writer outer = {0};
    struct str form = turned_form();
    INGEST(0, LIBRARY, write_bytes("回答.zip", form.at, form.length));
    assert_query("SELECT unit || ' ' || value FROM number", "L002 7");
    assert_query("SELECT kind FROM source", "xlsx");
    server_empty(&db);
    add(&outer, "deep/answer.dat", form.at, form.length);
    struct str packed = finished(&outer);
    INGEST(0, LIBRARY, write_bytes("o.zip", packed.at, packed.length));
    assert_query("SELECT unit || ' ' || value FROM number", "L002 7");
    assert_query("SELECT regexp_replace(file, '.*/in/', '') FROM source", "o.zip/deep/answer.dat");
    str_release(&form);
    str_release(&packed);
}
END_TEST

/* ---- Refused ---- */

static const char findings[] =
    "SELECT coalesce(string_agg(code || ' ' || severity || ' ' || "
    "regexp_replace(file, '.*/in/', '') || ' [' || raw || '] ' || message || ' / ' || hint, E'\\n' "
    "ORDER BY source, ordinal, position), '') FROM finding WHERE code <> 'W003'";

#define ROW(unit) "unit,visits\n" unit ",1\n"

static struct str two(const char *name)
{
    struct zip_writer zip = {0};
    add_text(&zip, name, ROW("L001"));
    add_text(&zip, "good.csv", ROW("L002"));
    return finished(&zip);
}

static struct str name_up(void)
{
    return two("../up.csv");
}
static struct str name_root(void)
{
    return two("/etc/up.csv");
}
static struct str name_drive(void)
{
    return two("C:\\up.csv");
}
static struct str name_inside(void)
{
    return two("a\\..\\..\\up.csv");
}
static struct str name_escape(void)
{
    return two("..\\\x1b[2J.csv");
}
static struct str name_twice(void)
{
    struct zip_writer zip = {0};
    add_text(&zip, "a.csv", ROW("L001"));
    add_text(&zip, "a.csv", ROW("L003"));
    add_text(&zip, "good.csv", ROW("L002"));
    return finished(&zip);
}

static struct str name_nul(void)
{
    struct str bytes = two("a.csv.exe");
    directory_entry(&bytes, 0)[NAME + 5] = '\0';
    return bytes;
}

static struct str name_long(void)
{
    char name[1100];
    memset(name, 'a', sizeof name);
    name[sizeof name - 1] = '\0';
    return two(name);
}

static struct str lied(size_t field, size_t size, uint32_t number)
{
    struct str bytes = two("a.csv");
    lie(&bytes, 0, field, size, number);
    return bytes;
}

static struct str locked(void)
{
    return lied(FLAGS, 2, 1);
}
static struct str unknown_method(void)
{
    return lied(METHOD, 2, 12);
}
static struct str wrong_crc(void)
{
    return lied(CRC, 4, 1);
}
static struct str smaller(void)
{
    return lied(EXPANDED, 4, 18);
}
static struct str larger(void)
{
    return lied(EXPANDED, 4, 20);
}
static struct str huge(void)
{
    return lied(EXPANDED, 4, 0x40000001);
}
static struct str regular(void)
{
    return lied(EXPANDED, 4, 0x400000);
}

static struct str wrong_crc_of_form(void)
{
    struct zip_writer zip = {0};
    add_text(&zip, "a.xlsx", "PK\3\4");
    add_text(&zip, "good.csv", ROW("L002"));
    struct str bytes = finished(&zip);
    lie(&bytes, 0, CRC, 4, 1);
    return bytes;
}

static struct str total(void)
{
    struct zip_writer zip = {0};
    for (int i = 0; i < 5; i++)
        add_text(&zip, arena_printf(&kept, "%d.csv", i), ROW("L001"));
    struct str bytes = finished(&zip);
    for (size_t i = 0; i < 5; i++)
        lie(&bytes, i, EXPANDED, 4, 0x40000000);
    return bytes;
}

static struct str entries(size_t count)
{
    struct zip_writer zip = {0};
    for (size_t i = 0; i < count; i++)
        add_stored(&zip, arena_printf(&kept, "%zu", i), "", 0);
    return finished(&zip);
}

static struct str many_entries(void)
{
    return entries(10001);
}
static struct str most_entries(void)
{
    return entries(65534);
}

static struct str overlapping(void)
{
    struct str bytes = two("good.cs2");
    char *first = directory_entry(&bytes, 0), *second = directory_entry(&bytes, 1);
    memcpy(second + CRC, first + CRC, 12);
    memcpy(second + OFFSET, first + OFFSET, 4);
    return bytes;
}

static struct str cut(void)
{
    struct str bytes = two("a.csv");
    bytes.length -= 30;
    return bytes;
}

static struct str no_files(void)
{
    struct zip_writer zip = {0};
    add_stored(&zip, "folder/", "", 0);
    add_stored(&zip, "__MACOSX/a.csv", "x", 1);
    return finished(&zip);
}

static struct str within(struct str inner, const char *name)
{
    struct zip_writer zip = {0};
    add(&zip, name, inner.at, inner.length);
    add_text(&zip, "good.csv", ROW("L002"));
    str_release(&inner);
    return finished(&zip);
}

static struct str nested(void)
{
    struct zip_writer zip = {0};
    add_text(&zip, "a.csv", ROW("L001"));
    return within(within(finished(&zip), "c.zip"), "b.zip");
}

static struct str cut_inside(void)
{
    return within(cut(), "b.zip");
}

static struct str wrong_crc_inside(void)
{
    struct str bytes = within(two("a.csv"), "b.zip");
    lie(&bytes, 0, CRC, 4, 1);
    return bytes;
}

/* Two inner archives that are within the limit, and are not together. */
static struct str many_inside(void)
{
    struct zip_writer zip = {0};
    for (int i = 0; i < 2; i++) {
        struct zip_writer inner = {0};
        for (size_t j = 0; j < 6000; j++)
            add_stored(&inner, arena_printf(&kept, ".%zu", j), "", 0);
        add_text(&inner, "a.csv", i ? ROW("L001") : ROW("L002"));
        struct str bytes = finished(&inner);
        add(&zip, arena_printf(&kept, "%d.zip", i), bytes.at, bytes.length);
        str_release(&bytes);
    }
    return finished(&zip);
}

#define R001(file, reason)                                           \
    "R001 error " file " [] ファイルを読み取れません: " reason " / " \
    "ファイルを開いて確かめ、保存し直したものを再提出してもらってください"
#define R030(file, limit)                                                               \
    "R030 error " file " [] 圧縮ファイルが安全のための上限を超えています: " limit " / " \
    "分割するか、圧縮せずに再提出してもらってください"
#define R031(file, raw, reason)                                                            \
    "R031 error " file " [" raw "] ZIP 内のファイル名「" raw "」のため開きません: " reason \
    " / 調査票や CSV だけを入れて ZIP を作り直したものを再提出してもらってください"
#define OUT "ZIP の外を指す名前です"
#define DAMAGED "ZIP の中のファイルが壊れています(大きさ又は検査値が合いません)"

static const struct {
    struct str (*make)(void);
    const char *finding;
    int loaded;
} refusals[] = {
    {name_up, R031("z.zip/../up.csv", "../up.csv", OUT), 1},
    {name_root, R031("z.zip//etc/up.csv", "/etc/up.csv", OUT), 1},
    {name_drive, R031("z.zip/C:/up.csv", "C:/up.csv", OUT), 1},
    {name_inside, R031("z.zip/a/../../up.csv", "a/../../up.csv", OUT), 1},
    {name_escape, R031("z.zip/../?[2J.csv", "../?[2J.csv", OUT), 1},
    {name_twice,
     R031("z.zip/a.csv", "a.csv", "同じ名前のファイルが二つあります") "\n" R031(
         "z.zip/a.csv", "a.csv", "同じ名前のファイルが二つあります"),
     1},
    {name_nul, R031("z.zip/a.csv", "a.csv", "名前に NUL バイトが含まれています"), 1},
    {name_long, R030("z.zip", "ZIP ファイルの中に 1,024 バイトを超えるファイル名があります"), 0},
    {locked,
     "R032 error z.zip/a.csv [] ZIP 内のファイルにパスワードが掛かっています / "
     "パスワードを掛けずに再提出してもらってください",
     1},
    {unknown_method, R001("z.zip/a.csv", "ZIP の中のファイルの圧縮方式に対応していません"), 1},
    {wrong_crc, R001("z.zip/a.csv", DAMAGED), 1},
    {smaller, R001("z.zip/a.csv", DAMAGED), 1},
    {larger, R001("z.zip/a.csv", DAMAGED), 1},
    {wrong_crc_of_form, R001("z.zip/a.xlsx", DAMAGED), 1},
    {huge, R030("z.zip/a.csv", "展開すると 1 GiB を超えます"), 1},
    {regular, R030("z.zip/a.csv", "圧縮率が 200 倍を超えています(ZIP 爆弾の疑い)"), 1},
    {total, R030("z.zip", "中のファイルを展開すると合わせて 4 GiB を超えます"), 0},
    {many_entries, R030("z.zip", "ZIP ファイルの中のファイルが 10,000 個を超えています"), 0},
    {most_entries, R030("z.zip", "ZIP ファイルの中のファイルが 10,000 個を超えています"), 0},
    {many_inside, R030("z.zip/1.zip", "ZIP ファイルの中のファイルが 10,000 個を超えています"), 1},
    {overlapping,
     "R033 error z.zip [] ZIP 内のファイルが互いに重なっています(いわゆる ZIP 爆弾のおそれ) / "
     "開かずに、提出元に確かめてください",
     0},
    {cut, R001("z.zip", "ZIP ファイルが壊れているか、途中で切れています"), 0},
    {cut_inside, R001("z.zip/b.zip", "ZIP ファイルが壊れているか、途中で切れています"), 1},
    {wrong_crc_inside, R001("z.zip/b.zip", DAMAGED), 1},
    {no_files,
     "R002 error z.zip [] 調査票でも CSV でもないファイルです: "
     "ファイルの入っていない ZIP ファイルです / "
     "配布した Excel 調査票(.xlsx)か CSV で提出してもらってください",
     0},
    {nested,
     "R034 error z.zip/b.zip/c.zip [] ZIP の中の ZIP に、さらに ZIP が入っています / "
     "ZIP を展開し、調査票や CSV を入れ直したものを再提出してもらってください",
     1},
};

START_TEST(test_refusal)
{
    struct str bytes = refusals[_i].make();
    const char *path = write_bytes("z.zip", bytes.at, bytes.length);
    INGEST(3, LIBRARY, path);
    assert_query(findings, refusals[_i].finding);
    assert_query("SELECT count(DISTINCT unit) FROM response",
                 arena_printf(&kept, "%d", refusals[_i].loaded));
    assert_query("SELECT count(*) FROM source WHERE kind = 'refused' AND NOT EXISTS "
                 "(SELECT FROM archive a WHERE a.source = source.source AND a.start = 0)",
                 "0");
    const char *former = dump();
    INGEST(3, LIBRARY, "--rebuild", path);
    assert_same(former, dump());
    assert_query("SELECT count(*) FROM source WHERE kind = 'refused'", _i == 5 ? "2" : "1");
    str_release(&bytes);
}
END_TEST

static Suite *zip_suite(void)
{
    enum { SECONDS = 120 }; /* the machine may be busy */
    Suite *suite = suite_create("ingest zip");
    TCase *tests = tcase_create("zip");
    tcase_set_timeout(tests, SECONDS);
    tcase_add_checked_fixture(tests, setup_with_config, teardown_with_config);
    tcase_add_loop_test(tests, test_as_folder, 0, LENGTH(zips));
    tcase_add_test(tests, test_workbook);
    tcase_add_loop_test(tests, test_refusal, 0, LENGTH(refusals));
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    server_start();
    SRunner *runner = srunner_create(zip_suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
