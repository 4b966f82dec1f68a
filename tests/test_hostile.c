/*
 * Hostile files, each given to the whole program: it refuses or reads them in under two seconds of
 * computing and 256 MiB, and names the limit or the damage. What is small enough for a table of
 * bytes stands in test_xlsx_hostile.c, test_ingest_zip.c, test_ingest_packed.c and
 * test_byte_stream.c; here is what is large, deep or many, and what is cut off.
 */
#include "tests/hostile_workbooks.h"
#include "tests/library_run.h"
#include "tests/lxw_leak.h"
#include "tests/packed.h"

#include <dirent.h>
#include <sys/resource.h>

/* The sanitizers take a multiple of both; there only an end is asked for. */
#ifdef __SANITIZE_ADDRESS__
enum { SECONDS_MOST = 20, MEBIBYTES_MOST = 4096 };
#else
enum { SECONDS_MOST = 2, MEBIBYTES_MOST = 256 };
#endif

/* ---- Workbooks ---- */

#define TOKEN "a tag or a comment in the XML of the workbook is longer than 1 MiB"
#define DOCTYPE "declares a document type"
#define TEXT_LIMIT "a cell holds more than 32,767 characters"
#define PART_LIMIT "larger than 64 MiB when expanded"
#define PLACE "a cell lies outside of 1,048,576 rows and 16,384 columns"
#define DEPTH "nested more than 64 deep"
#define DAMAGED "the XML of the workbook is damaged or cut off"
#define RATIO "compressed more than 200 times, as in a ZIP bomb"

/* Not compressed, no limit of the ratio stops it. */
enum packing { DEFLATED, STORED };

/* A form, of which one part is another. */
struct workbook {
    const char *part;
    write_function *write; /* NULL: the part is left out */
    const char *said;      /* NULL: it loads, the hostile cell is no answer */
    enum packing packing;
};

static const struct workbook small[] = {
    {SHEET, billion_laughs, DOCTYPE, DEFLATED},
    {TEXTS, billion_laughs, DOCTYPE, DEFLATED},
    {BOOK, billion_laughs, DOCTYPE, DEFLATED},
    {BOOK_RELATIONS, billion_laughs, DOCTYPE, DEFLATED},
    {ROOT_RELATIONS, billion_laughs, DOCTYPE, DEFLATED},
    {SHEET, quadratic_entities, DOCTYPE, DEFLATED},
    {SHEET, external_entity, DOCTYPE, DEFLATED},
    {SHEET, external_subset, DOCTYPE, DEFLATED},
    {SHEET, parameter_entity, DOCTYPE, DEFLATED},
    {SHEET, undeclared_entity, DAMAGED, DEFLATED},
    {SHEET, deep, DEPTH, STORED},
    {TEXTS, deep, DEPTH, STORED},
    {BOOK, deep, DEPTH, STORED},
    {SHEET, deep_in_cells, DEPTH, STORED},
    {SHEET, same_attributes, DAMAGED, DEFLATED},
    {SHEET, unknown_encoding, DAMAGED, DEFLATED},
    {SHEET, no_xml, DAMAGED, DEFLATED},
    {SHEET, nothing, DAMAGED, DEFLATED},
    {BOOK, nothing, DAMAGED, DEFLATED},
    {SHEET, regular_text, RATIO, DEFLATED},
    {SHEET, row_beyond, PLACE, DEFLATED},
    {SHEET, row_wraps, PLACE, DEFLATED},
    {SHEET, row_wraps_64, PLACE, DEFLATED},
    {SHEET, row_zero, PLACE, DEFLATED},
    {SHEET, row_negative, PLACE, DEFLATED},
    {SHEET, column_beyond, PLACE, DEFLATED},
    {SHEET, column_next, PLACE, DEFLATED},
    {SHEET, column_wraps, PLACE, DEFLATED},
    {SHEET, many_columns, PLACE, STORED},
    {SHEET, many_cells, RATIO, DEFLATED},
    {SHEET, cells_of_style, NULL, DEFLATED},
    {STYLES, styles, NULL, STORED},
    {SHEET, shared_beyond, "a cell points to a shared string that is not there", DEFLATED},
    {BOOK, too_many_names, "more than 65,536 defined names", DEFLATED},
    {BOOK, too_many_sheets, "more than 1,024 sheets", DEFLATED},
    {BOOK, no_answers, "its answer cells have lost their names", DEFLATED},
    {ROOT_RELATIONS, root_loop, "a part of the workbook is missing", DEFLATED},
    {BOOK_RELATIONS, book_loop, "R003", DEFLATED},
    {BOOK_RELATIONS, outside, "a part of the workbook is missing", DEFLATED},
    {BOOK_RELATIONS, many_relations, "more than 10,000 relationships", STORED},
    {SHEET, NULL, "a part of the workbook is missing", DEFLATED},
    {BOOK, NULL, "a part of the workbook is missing", DEFLATED},
    {BOOK_RELATIONS, NULL, "a part of the workbook is missing", DEFLATED},
    {ROOT_RELATIONS, NULL, "holds no workbook", DEFLATED},
    {STYLES, NULL, NULL, DEFLATED},
};

/* Each is measured alone. */
static const struct workbook large[] = {
    {SHEET, many_attributes, TOKEN, DEFLATED},
    {SHEET, long_attribute, TOKEN, DEFLATED},
    {SHEET, long_element, TOKEN, DEFLATED},
    {SHEET, long_comment, TOKEN, DEFLATED},
    {BOOK, long_name, TOKEN, DEFLATED},
    {TEXTS, huge_shared_text, PART_LIMIT, DEFLATED},
    {TEXTS, large_shared_text, TEXT_LIMIT, DEFLATED},
    {SHEET, huge_inline_text, PART_LIMIT, DEFLATED},
    {SHEET, large_inline_text, TEXT_LIMIT, DEFLATED},
    {SHEET, large_number, TEXT_LIMIT, DEFLATED},
    {TEXTS, many_runs, TEXT_LIMIT, DEFLATED},
    {BOOK, most_names, NULL, DEFLATED},
    {BOOK, names_on_sheets, NULL, DEFLATED},
};

/* ---- CSV ---- */

static void csv_nul(struct sink *sink)
{
    static const char text[] = "unit,visits\nL001,\0001\nL002,2\n";
    put_bytes(sink, text, sizeof text - 1);
}

static void csv_nuls(struct sink *sink)
{
    enum { SIZE = 1 << 16 };
    static const char zeros[SIZE];
    for (int i = 0; i < 64; i++)
        put_bytes(sink, zeros, SIZE);
}

static void csv_odd(struct sink *sink)
{
    static const char text[] =
        "\xFF\xFEu\0n\0i\0t\0,\0v\0i\0s\0i\0t\0s\0\n\0L\0000\0000\0001\0,\0001";
    put_bytes(sink, text, sizeof text - 1);
}

static void csv_cell(struct sink *sink)
{
    put(sink, "unit,wishes\nL001,");
    put_many(sink, "a", 100 * MEBIBYTE);
    put(sink, "\n");
}

static void csv_quoted_cell(struct sink *sink)
{
    put(sink, "unit,wishes\nL001,\"");
    put_many(sink, "a\n", 50 * MEBIBYTE);
    put(sink, "\"\n");
}

static void csv_open_quote(struct sink *sink)
{
    put(sink, "unit,wishes\nL001,\"");
    put_many(sink, "L002,a\n", 2 * MEBIBYTE);
}

static void csv_quotes(struct sink *sink)
{
    put(sink, "unit,wishes\nL001,\"");
    put_many(sink, "\"\"", 20 * MEBIBYTE);
}

static void csv_header(struct sink *sink)
{
    put_many(sink, "a,", 30 * MEBIBYTE);
}

static void csv_columns(struct sink *sink)
{
    put(sink, "unit,visits\nL001,1");
    put_many(sink, ",", 2 * MEBIBYTE);
}

static void csv_lines(struct sink *sink)
{
    put(sink, "unit,visits\n");
    put_many(sink, "\n", 20 * MEBIBYTE);
}

static void csv_letters(struct sink *sink)
{
    put_letters(sink, 100 * MEBIBYTE);
}

static const struct {
    const char *file;
    write_function *write;
    const char *said;
} texts[] = {
    {"nul.csv", csv_nul, "R0"},
    {"nuls.csv", csv_nuls, "R0"},
    {"odd.csv", csv_odd, "R012"},
    {"cell.csv", csv_cell, "R0"},
    {"quoted.csv", csv_quoted_cell, "R0"},
    {"open.csv", csv_open_quote, "R0"},
    {"quotes.csv", csv_quotes, "R0"},
    {"header.csv", csv_header, "R0"},
    {"columns.csv", csv_columns, "R0"},
    {"lines.csv", csv_lines, NULL},
    {"letters.csv", csv_letters, "R0"},
    {"cell.csv.gz", csv_letters, "R0"},
    {"columns.csv.gz", csv_columns, "R0"},
    {"regular.csv.gz", csv_cell, "R030"},
    {"letters.xlsx", csv_letters, "larger than 20 MiB"},
};

/* ---- Runs ---- */

static double seconds_of(struct timeval time)
{
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

/* Runs the program on a file or folder and compares what it took. */
static void ingest_within_limits(const char *path, int expected)
{
    pid_t child = start_ingest(LIBRARY, (const char *const[]){"--jobs", "1", path, NULL});
    struct rusage used;
    int status;
    ck_assert_int_eq(wait4(child, &status, 0, &used), child);
    ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == expected, "%s: status %x, not %d\n%s",
                  path, (unsigned)status, expected, messages_said());
    double seconds = seconds_of(used.ru_utime) + seconds_of(used.ru_stime);
    long mebibytes = used.ru_maxrss / 1024;
    if (getenv("RENKEI_SHOW"))
        fprintf(stderr, "%5.2f s %4ld MiB %s\n", seconds, mebibytes, path);
    ck_assert_msg(seconds < SECONDS_MOST, "%s: %.2f s", path, seconds);
    ck_assert_msg(mebibytes < MEBIBYTES_MOST, "%s: %ld MiB", path, mebibytes);
}

static void ingest_file(const char *path, const char *said)
{
    ingest_within_limits(path, said ? 3 : 0);
    if (said)
        assert_said(said);
}

/* The form of the unit with this number. */
static void write_workbook(const struct workbook *workbook, int number)
{
    const char *path = write_form(arena_printf(&kept, "%d.xlsx", number), &library.codebook,
                                  codebook_form(&library.codebook, "branch"),
                                  arena_printf(&kept, "L%03d", number), NULL);
    replace_part(path, workbook->part, workbook->write, workbook->packing == STORED);
}

/* What is said of it stands in one line: file, then message. */
static void assert_outcome(const struct workbook *workbook, int number)
{
    const char *said = workbook->said;
    const char *line = strstr(messages_said(), arena_printf(&kept, "/%d.xlsx: error ", number));
    ck_assert_msg((said == NULL) == (line == NULL), "%d: %s\n%s", number, said, messages_said());
    if (line) {
        line = arena_copy(&kept, line, strcspn(line, "\n"));
        ck_assert_msg(strstr(line, said) != NULL, "not \"%s\": %s", said, line);
    }
    assert_query(arena_printf(&kept, "SELECT count(*) FROM response WHERE unit = 'L%03d'", number),
                 said ? "0" : "1");
}

/* All units of the frame at once, which is quicker, within the limits of one. */
enum { UNITS = 30, GROUPS = (LENGTH(small) + UNITS - 1) / UNITS };

START_TEST(test_small_workbooks)
{
    const struct workbook *group = small + _i * UNITS;
    int count = _i + 1 < GROUPS ? UNITS : LENGTH(small) - _i * UNITS;
    for (int i = 0; i < count; i++)
        write_workbook(&group[i], i + 1);
    ingest_within_limits(path_of(""), 3);
    for (int i = 0; i < count; i++)
        assert_outcome(&group[i], i + 1);
    assert_query("SELECT count(*) FROM number", "0");
}
END_TEST

START_TEST(test_large_workbook)
{
    write_workbook(&large[_i], 1);
    ingest_within_limits(path_of(""), large[_i].said ? 3 : 0);
    assert_outcome(&large[_i], 1);
}
END_TEST

static void sheet_everywhere(struct sink *sink)
{
    static const char *const columns[] = {"visits",         "wishes",      "children_room",
                                          "children_hours", "open_sunday", "services.weekday.1"};
    char text[120];
    put(sink, "<workbook><sheets><sheet name=\"_renkei\" r:id=\"rId2\"/>");
    for (int i = 0; i < LENGTH(columns); i++) {
        snprintf(text, sizeof text, "<sheet name=\"s%d\" r:id=\"rId1\"/>", i);
        put(sink, text);
    }
    put(sink, "</sheets><definedNames>");
    for (int i = 0; i < LENGTH(columns); i++) {
        snprintf(text, sizeof text, "<definedName name=\"a_%s\">s%d!$A$1</definedName>", columns[i],
                 i);
        put(sink, text);
    }
    put(sink, "</definedNames></workbook>");
}

static void many_numbers(struct sink *sink)
{
    char cells[200];
    put(sink, "<worksheet><sheetData>");
    for (int row = 1; row <= 500000; row++) {
        snprintf(cells, sizeof cells,
                 "<row r=\"%d\"><c r=\"B%d\"><v>%d</v></c><c><v>1</v></c><c><v>2</v></c></row>",
                 row, row, row % 100003 * 7919);
        put(sink, cells);
    }
    put(sink, "</sheetData></worksheet>");
}

/* Every answer is on a sheet of its own, which are all the same part of 1.5 million cells. */
START_TEST(test_same_sheet_everywhere)
{
    const char *path = write_form("f.xlsx", &library.codebook,
                                  codebook_form(&library.codebook, "branch"), "L001", NULL);
    replace_part(path, BOOK, sheet_everywhere, false);
    replace_part(path, SHEET, many_numbers, false);
    ingest_file(path, "the workbook is larger than 80 MiB when expanded");
}
END_TEST

START_TEST(test_text)
{
    const char *path = path_of(texts[_i].file);
    struct sink sink = {0};
    if (strstr(path, ".gz"))
        sink.gzip = gzopen(path, "wb1");
    else
        sink.file = fopen(path, "wb");
    texts[_i].write(&sink);
    ck_assert_int_eq(sink.gzip ? gzclose(sink.gzip) : fclose(sink.file), 0);
    ingest_file(path, texts[_i].said);
}
END_TEST

START_TEST(test_quoting_bomb)
{
    struct str bomb = quoting_bomb();
    ingest_file(write_bytes("bomb.zip", bomb.at, bomb.length), "R033");
    /* With a comment of one byte: what was refused before is not looked at again. */
    str_append_char(&bomb, '\0');
    bomb.at[bomb.length - 3] = 1;
    ingest_file(write_bytes("bomb.xlsx", bomb.at, bomb.length), "R001");
    str_release(&bomb);
}
END_TEST

/* ---- Cut off ---- */

enum { CUTS = 40, CUT_FIRST = 20 };

static void write_cuts(const char *kind, const void *bytes, size_t length)
{
    ck_assert_uint_gt(length, CUT_FIRST + CUTS);
    for (size_t i = 0; i < CUTS; i++) {
        size_t cut = CUT_FIRST + i * (length - CUT_FIRST - 1) / (CUTS - 1);
        write_bytes(arena_printf(&kept, "%02zu.%s", i, kind), bytes, cut);
    }
}

/* Three rows with all that a row can hold; what is packed is cut in the middle of anything. */
static const char rows[] = "unit,visits,wishes\r\nL001,3,\"また\r\n来ます\"\r\n"
                           "L002,4,\"\"\"髙﨑\"\"、とても長い要望\"\r\nL003,5,そのほか\r\n";

/* Every file is either read or refused, and what lost its end (a form, a ZIP, gzip) is refused. */
START_TEST(test_cut_off)
{
    size_t length;
    const char *form =
        write_form("whole.xlsx", &library.codebook, codebook_form(&library.codebook, "branch"),
                   "L010", (const char *const[]){"visits=7", "wishes=要望", NULL});
    const char *bytes = read_whole(form, &length);
    ck_assert_int_eq(unlink(form), 0);
    struct str gzip = gzipped(rows, sizeof rows - 1);
    struct str utf16 = encoded(rows, sizeof rows - 1, "UTF-16LE");
    struct str cp932 = encoded(rows, sizeof rows - 1, "CP932");
    /* The last bytes of a ZIP file are zeros of an offset and the length of its comment: minizip
     * takes them for zeros if they are not there, and all members are whole. */
    write_cuts("xlsx", bytes, length - 6);
    write_cuts("zip", bytes, length - 7);
    write_cuts("csv.gz", gzip.at, gzip.length);
    write_cuts("utf16.csv", utf16.at, utf16.length);
    write_cuts("cp932.csv", cp932.at, cp932.length);
    write_cuts("csv", rows, sizeof rows - 1);
    str_release(&gzip);
    str_release(&utf16);
    str_release(&cp932);
    ingest_within_limits(path_of(""), 3);
    assert_query("SELECT count(*) FROM submission WHERE unit = 'L010'", "0");
    assert_query("SELECT count(*) FROM source WHERE file ~ '(xlsx|zip|gz)$' AND NOT EXISTS "
                 "(SELECT FROM finding f WHERE f.source = source.source AND f.code LIKE 'R%')",
                 "0");
    assert_query("SELECT count(DISTINCT substring(file from '[a-z0-9.]+$')) >= 3 FROM source", "t");
    assert_query("SELECT count(*) FROM text WHERE value NOT IN "
                 "(E'また\r\n来ます', E'また\n来ます', '\"髙﨑\"、とても長い要望') "
                 "AND 'そのほか' NOT LIKE value || '%'",
                 "0");
}
END_TEST

static Suite *hostile_suite(void)
{
    enum { SECONDS = 120 }; /* the machine may be busy */
    Suite *suite = suite_create("hostile");
    TCase *tests = tcase_create("hostile");
    tcase_set_timeout(tests, SECONDS);
    tcase_add_checked_fixture(tests, setup_with_config, teardown_with_config);
    tcase_add_loop_test(tests, test_small_workbooks, 0, GROUPS);
    tcase_add_loop_test(tests, test_large_workbook, 0, LENGTH(large));
    tcase_add_test(tests, test_same_sheet_everywhere);
    tcase_add_loop_test(tests, test_text, 0, LENGTH(texts));
    tcase_add_test(tests, test_quoting_bomb);
    tcase_add_test(tests, test_cut_off);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    server_start();
    SRunner *runner = srunner_create(hostile_suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
