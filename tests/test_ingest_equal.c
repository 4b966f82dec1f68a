/*
 * The same answers give the same content of the database and the same counts: loaded once or twice,
 * in any order of the files, as a folder or as a ZIP file of it, by one worker or four, made again
 * from the archive.
 */
#include "tests/library_run.h"
#include "tests/lxw_leak.h"

#include "ingest/zip_writer.h"

#include <dirent.h>
#include <zlib.h>

/* ---- The files: no two of one unit ---- */

enum { READERS = 3000, FORMS = 12, FILES_MOST = 32 };

static void write_readers(const char *name, int from, int to)
{
    struct str csv = {0};
    str_append(&csv, "unit,frequency,reasons.1,reasons.2,reasons.90,reasons.90.text,age\r\n");
    for (int i = from; i < to; i++)
        str_appendf(&csv, "%d,%d,%s,,1,\"%d 行目の\r\n理由\",%d%s\r\n", i, i % 6 + 1,
                    i % 2 ? "○" : "", i, i % 130, i % 500 ? "" : ",");
    write_bytes(name, csv.at, csv.length);
    str_release(&csv);
}

static void write_files(void)
{
    size_t length;
    const struct form *branch = codebook_form(&library.codebook, "branch");
    for (int i = 1; i <= FORMS; i++) {
        char *visits = arena_printf(&kept, "visits=%d人", 100 * i);
        char *wish = arena_printf(&kept, "wishes=要望%d", i);
        write_form(
            arena_printf(&kept, "form %02d.xlsx", i), &library.codebook, branch,
            arena_printf(&kept, "L%03d", i),
            (const char *const[]){visits, i % 2 ? "open_sunday=9" : "open_sunday=②", wish, NULL});
    }
    write_form("図書館20.xlsx", &library.codebook, branch, "L021",
               (const char *const[]){"visits=5", NULL});
    const char *cp932 = in_cp932("unit,visits,open_sunday,wishes\nL022,1,1,髙い\nL023,2,2,\n"
                                 "L024,3,2,\nL024,4,2,\nL999,1,,\nL025,x,3,\n",
                                 &length);
    write_bytes("branches.csv", cp932, length);
    write_readers("readers 1.csv", 1, READERS / 2);
    write_readers("readers 2.csv", READERS / 2, READERS);
    write_text("header.csv", "unit,no such\nL001,1\n");
    write_text("letter.pdf", "%PDF-1.4");
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static size_t list_files(const char *names[FILES_MOST])
{
    size_t count = 0;
    DIR *entries = opendir(path_of(""));
    ck_assert_ptr_nonnull(entries);
    for (const struct dirent *entry; (entry = readdir(entries));)
        if (entry->d_name[0] != '.' && count < FILES_MOST)
            names[count++] = arena_strdup(&kept, entry->d_name);
    closedir(entries);
    qsort(names, count, sizeof *names, by_name);
    return count;
}

/* Moves the files into a ZIP file. */
static void zip_files(void)
{
    const char *names[FILES_MOST];
    struct zip_writer zip = {0};
    size_t count = list_files(names);
    for (size_t i = 0; i < count; i++) {
        size_t length;
        const char *bytes = read_whole(path_of(names[i]), &length);
        ck_assert(zip_writer_add(
            &zip, &(struct zip_member){.name = names[i],
                                       .method = ZIP_STORED,
                                       .crc = (uint32_t)crc32_z(0, (const Bytef *)bytes, length),
                                       .size = length,
                                       .length = length,
                                       .bytes = bytes}));
        ck_assert_int_eq(unlink(path_of(names[i])), 0);
    }
    ck_assert(zip_writer_finish(&zip));
    write_bytes("all.zip", zip.bytes.at, zip.bytes.length);
    zip_writer_release(&zip);
}

/* ---- Comparing ---- */

static const char *counted_content(void)
{
    shell("'%s/renkei-aggregate' aggregate -s library --configs "
          "tests/data/configs -q",
          program_folder());
    ck_assert_str_ne(query("SELECT count(*) FROM cell"), "0");
    return content();
}

/* What the folder gives, in one run. */
static const char *content_of_folder(void)
{
    write_files();
    INGEST(3, LIBRARY, path_of(""));
    ck_assert_str_eq(query("SELECT count(*) FROM response"), "3010");
    return counted_content();
}

START_TEST(test_twice)
{
    const char *expected = content_of_folder(), *former = dump();
    INGEST(3, LIBRARY, path_of(""));
    assert_same(former, dump());
    assert_same(expected, counted_content());
    /* the same rows in other files say nothing new, but for those that were refused */
    shell("rm '%s'/in/*.pdf '%s'/in/header.csv", folder, folder);
    shell("for f in '%s'/in/*.csv; do printf '\\n' >>\"$f\"; done", folder);
    former = query("SELECT string_agg(unit || source || '/' || ordinal, ',' ORDER BY form, unit) "
                   "FROM response");
    INGEST(3, LIBRARY, path_of(""));
    assert_query("SELECT string_agg(unit || source || '/' || ordinal, ',' ORDER BY form, unit) "
                 "FROM response",
                 former);
}
END_TEST

/* A run for each file, in three orders: backwards, and by steps of three and five. */
START_TEST(test_other_orders)
{
    const char *names[FILES_MOST], *expected = content_of_folder();
    const size_t steps[] = {FILES_MOST - 1, 3, 5};
    for (int i = 0; i < LENGTH(steps); i++) {
        size_t count = list_files(names), at = 0;
        server_empty(&db);
        for (size_t step = 0; step < FILES_MOST; step++) {
            at = (at + steps[i]) % FILES_MOST;
            if (at < count)
                INGEST(strstr("branches.csv header.csv letter.pdf readers 1.csv readers 2.csv",
                              names[at])
                           ? 3
                           : 0,
                       LIBRARY, path_of(names[at]));
        }
        assert_same(expected, counted_content());
    }
}
END_TEST

START_TEST(test_zip)
{
    const char *expected = content_of_folder();
    server_empty(&db);
    zip_files();
    INGEST(3, LIBRARY, path_of(""));
    assert_same(expected, counted_content());
    /* the archive knows what was in it */
    INGEST(3, LIBRARY, "--rebuild", path_of(""));
    assert_same(expected, counted_content());
}
END_TEST

START_TEST(test_workers)
{
    const char *expected = content_of_folder();
    const char *const workers[] = {"1", "4"};
    for (int i = 0; i < LENGTH(workers); i++) {
        server_empty(&db);
        INGEST(3, LIBRARY, "--jobs", workers[i], path_of(""));
        assert_same(expected, counted_content());
        const char *former = dump();
        INGEST(3, LIBRARY, "--jobs", workers[1 - i], "--rebuild", path_of(""));
        assert_same(former, dump());
    }
}
END_TEST

static Suite *equal_suite(void)
{
    enum { SECONDS = 240 }; /* the machine may be busy */
    Suite *suite = suite_create("ingest equal");
    TCase *tests = tcase_create("equal");
    tcase_set_timeout(tests, SECONDS);
    tcase_add_checked_fixture(tests, setup_with_config, teardown_with_config);
    tcase_add_test(tests, test_twice);
    tcase_add_test(tests, test_other_orders);
    tcase_add_test(tests, test_zip);
    tcase_add_test(tests, test_workers);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    server_start();
    SRunner *runner = srunner_create(equal_suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
