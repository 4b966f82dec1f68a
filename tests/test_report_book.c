/* The national workbook from invented counts, read back, and the manifest that lists it. No
 * database. */
#include "common/config.h"
#include "common/message.h"
#include "report/manifest.h"
#include "report/national.h"
#include "report/output.h"
#include "tests/child_run.h"
#include "tests/dump_sheet.h"
#include "tests/golden.h"
#include "tests/made_counts.h"

#include <minizip/unzip.h>
#include <signal.h>
#include <sys/resource.h>

#define GOLDEN "tests/data/report/"

static struct config config;

static void set_up(void)
{
    ck_assert(config_read(&config, MADE_CONFIGS, MADE_SURVEY));
    folder_open();
}

static void tear_down(void)
{
    folder_close();
    config_release(&config);
}

/* A workbook in a folder of its own, and what it was made of. */
struct made {
    struct arena arena;
    struct loaded loaded;
    struct turnout turnouts[2];
    struct outputs outputs;
};

static void make_loaded(struct made *made, int64_t branches, int64_t readers)
{
    const int64_t answered[] = {branches, readers};
    made->loaded = (struct loaded){.synthetic = true,
                                   .accepted = 9,
                                   .source_count = 1,
                                   .source_digest = "d",
                                   .turnouts = made->turnouts};
    for (size_t f = 0; f < 2; f++)
        made->turnouts[f] = made_turnout(&made->arena, &config, f, answered[f]);
}

static void make_national(struct made *made, int64_t branches, int64_t readers)
{
    make_loaded(made, branches, readers);
    made->outputs = (struct outputs){.folder = folder, .arena = &made->arena};
    struct output_file *file = output_begin(&made->outputs, "national.xlsx");
    struct book book = {.config = &config, .loaded = &made->loaded, .arena = &made->arena};
    national_open(&book, file->temporary);
    static const char *const forms[] = {"branch", "reader"};
    for (size_t f = 0; f < 2; f++) {
        struct cells cells = made_cells(&made->arena, &config, forms[f], &made->turnouts[f]);
        if (made->turnouts[f].answered > 0)
            national_write_form(&book, &cells);
    }
    national_close(&book);
    output_finish(file);
}

static void remove_made(struct made *made)
{
    ck_assert_int_eq(unlink(made->outputs.first->path), 0);
    arena_release(&made->arena);
}

static void open_made(struct xlsx *xlsx, struct made *made)
{
    size_t length;
    const char *bytes = read_whole(made->outputs.first->path, &length);
    ck_assert_msg(xlsx_open(xlsx, &made->arena, bytes, length), "%s", xlsx->error);
}

/* Without the cover, which names the version. */
START_TEST(workbook_of_one_form)
{
    struct made made = {0};
    struct xlsx xlsx = {0};
    struct dump dump = {0};
    make_national(&made, 0, 9);
    open_made(&xlsx, &made);
    for (size_t i = 1; i < xlsx.sheet_count; i++)
        dump_sheet(&dump, &xlsx, i);
    assert_golden(GOLDEN "national.csv", str_text(&dump.records));
    xlsx_close(&xlsx);
    str_release(&dump.records);
    remove_made(&made);
}
END_TEST

START_TEST(workbook_of_two_forms)
{
    struct made made = {0};
    struct xlsx xlsx = {0};
    struct dump dump = {0};
    make_national(&made, 50, 9);
    open_made(&xlsx, &made);
    static const char *const sheets[] = {"表紙",
                                         "目次",
                                         "この表の読み方",
                                         "回収状況",
                                         "回収状況と偏り",
                                         "図1",
                                         "図1データ",
                                         "図2",
                                         "図2データ",
                                         "図書館 第1問 visits",
                                         "図書館 第2問 children_room",
                                         "図書館 第2問-2 children_hours"};
    for (size_t i = 0; i < sizeof sheets / sizeof *sheets; i++)
        ck_assert_str_eq(xlsx.sheets[i].name, sheets[i]);
    ck_assert_str_eq(xlsx.sheets[xlsx.sheet_count - 1].name, "注");
    dump_sheet(&dump, &xlsx, 6);
    dump_sheet(&dump, &xlsx, 8);
    assert_golden(GOLDEN "figures.csv", str_text(&dump.records));
    xlsx_close(&xlsx);
    str_release(&dump.records);
    remove_made(&made);
}
END_TEST

START_TEST(same_counts_give_the_same_bytes)
{
    const char *bytes[2];
    size_t lengths[2];
    for (size_t i = 0; i < 2; i++) {
        struct made made = {0};
        make_national(&made, 50, 9);
        bytes[i] = read_whole(made.outputs.first->path, &lengths[i]);
        ck_assert_int_eq(made.outputs.first->size, (int64_t)lengths[i]);
        remove_made(&made);
        if (i == 0)
            sleep(2); /* the times in a ZIP have steps of two seconds */
    }
    ck_assert_uint_eq(lengths[0], lengths[1]);
    ck_assert_mem_eq(bytes[0], bytes[1], lengths[0]);
}
END_TEST

/* As on a disk that is full: what is written beyond this many bytes is refused, by a signal that is
 * passed over and then by an error. */
static void write_with_little_room(void)
{
    struct made made = {0};
    struct rlimit room = {.rlim_cur = 20000, .rlim_max = 20000};
    if (signal(SIGXFSZ, SIG_IGN) == SIG_ERR || setrlimit(RLIMIT_FSIZE, &room) != 0)
        exit(99);
    make_national(&made, 50, 9);
}

START_TEST(a_workbook_without_room_is_refused)
{
    struct ended ended = run_child(write_with_little_room);
    assert_says(&ended, "could not write the workbook");
    ck_assert_int_eq(ended.status, STATUS_ENVIRONMENT);
    ck_assert_int_ne(access(in_folder("national.xlsx"), F_OK), 0);
}
END_TEST

static void read_member(struct str *text, const char *workbook, const char *member)
{
    unzFile zip = unzOpen(workbook);
    ck_assert_ptr_nonnull(zip);
    ck_assert_int_eq(unzLocateFile(zip, member, 1), UNZ_OK);
    ck_assert_int_eq(unzOpenCurrentFile(zip), UNZ_OK);
    char buffer[4096];
    int length;
    while ((length = unzReadCurrentFile(zip, buffer, sizeof buffer)) > 0)
        str_append_bytes(text, buffer, (size_t)length);
    ck_assert_int_eq(length, 0);
    ck_assert_int_eq(unzCloseCurrentFile(zip), UNZ_OK);
    ck_assert_int_eq(unzClose(zip), UNZ_OK);
}

static const struct {
    const char *member, *part;
} parts[] = {
    {"xl/charts/chart1.xml", "<c:grouping val=\"percentStacked\"/>"},
    {"xl/charts/chart1.xml", "<c:f>'図1データ'!$D$2:$D$4</c:f>"},
    {"xl/charts/chart1.xml", "<c:orientation val=\"maxMin\"/>"},
    {"xl/charts/chart2.xml", "図2. 施設の状態（n=1,500）"},
    {"xl/charts/chart2.xml", "<a:pattFill prst=\"wdUpDiag\">"},
    {"xl/drawings/drawing2.xml", "descr=\"図2. 施設の状態"},
    {"xl/worksheets/sheet13.xml", "2023年度(令和5年度)\n合成データ(synthetic)"
                                  "による出力です。実在の回答ではありません</oddHeader>"},
    {"xl/tables/table9.xml", "<autoFilter ref=\"A7:"},
};

START_TEST(charts_are_native_and_bound)
{
    struct made made = {0};
    struct str text = {0};
    make_national(&made, 50, 9);
    read_member(&text, made.outputs.first->path, parts[_i].member);
    ck_assert_msg(strstr(str_text(&text), parts[_i].part) != NULL, "no \"%s\" in %s",
                  parts[_i].part, parts[_i].member);
    str_release(&text);
    remove_made(&made);
}
END_TEST

START_TEST(manifest_lists_what_was_written)
{
    struct made made = {0};
    make_national(&made, 50, 9);
    struct str json = {0};
    manifest_append(&json, &(struct manifest){.config = &config,
                                              .loaded = &made.loaded,
                                              .outputs = &made.outputs,
                                              .server_version = 150004,
                                              .cell_count = 12,
                                              .statistic_count = 3});
    ck_assert_ptr_nonnull(strstr(json.at, "\"postgresql\": 15"));
    ck_assert_ptr_nonnull(strstr(json.at, "\"name\": \"national.xlsx\""));
    ck_assert_ptr_nonnull(strstr(json.at, made.outputs.first->sha256));
    ck_assert_ptr_nonnull(strstr(json.at, "\"synthetic\": true"));
    str_release(&json);
    remove_made(&made);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("report_book");
    TCase *book = tcase_create("book");
    tcase_add_checked_fixture(book, set_up, tear_down);
    tcase_set_timeout(book, 60);
    tcase_add_test(book, workbook_of_one_form);
    tcase_add_test(book, workbook_of_two_forms);
    tcase_add_test(book, same_counts_give_the_same_bytes);
    tcase_add_test(book, a_workbook_without_room_is_refused);
    tcase_add_loop_test(book, charts_are_native_and_bound, 0, LENGTH(parts));
    tcase_add_test(book, manifest_lists_what_was_written);
    suite_add_tcase(suite, book);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
