/*
 * Prefilled forms: answers to one survey, the forms of the next one filled with them, and these
 * loaded as they are. What carries over must have the same codes; what does not must be blank and
 * be said. tests/data/configs/library-2 has one change of each kind against library.
 */
#include "tests/library_run.h"
#include "tests/lxw_leak.h"

#include <minizip/unzip.h>

#define LIBRARY_2 "tests/data/configs", "library-2"

static const char *form_file(const char *unit)
{
    return arena_printf(&kept, "%s/out/branch/%s.xlsx", folder, unit);
}

/* Runs `renkei-ingest forms …` with messages where ingest's go; returns the exit status. */
static int write_forms(const char *options)
{
    int status = system(arena_printf(&kept,
                                     "'%s' forms --lang en --configs tests/data/configs "
                                     "-o '%s/out' %s 2>'%s/messages'",
                                     program_path(), folder, options, folder));
    ck_assert(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void assert_forms_written(const char *options)
{
    int status = write_forms(options);
    ck_assert_msg(status == 0, "status %d:\n%s", status, messages_said());
}

static const struct form *branch(void)
{
    return codebook_form(&library.codebook, "branch");
}

static void answer(const char *unit, const char *const *values)
{
    write_form(arena_printf(&kept, "%s.xlsx", unit), &library.codebook, branch(), unit, values);
}

/* L001 answers what carries over, L002 what does not, L003 is asked less now. L004 answers
 * nothing. */
static void answer_library(void)
{
    answer("L001", (const char *const[]){
                       "visits=1500.5", "children_room=1", "children_hours=7.25", "open_sunday=2",
                       "services.weekday.1=1", "services.weekday.2=1", "services.weekend.90=1",
                       "services.weekend.90.text=  読み聞かせ <&> 々", "condition.building=250",
                       "condition.air=10", "events.story_time=0", "events.visitors=999",
                       "wishes=一行目\n二行目", NULL});
    answer("L002", (const char *const[]){"visits=2500", "children_room=9", "children_hours=3",
                                         "services.weekday.1=1", "services.weekday.3=1",
                                         "services.weekend.3=1", "reference_staff.1=1",
                                         "condition.lighting=1", "balance=-1.5", NULL});
    answer("L003", (const char *const[]){"visits=50", "children_room=1", "children_hours=2",
                                         "services.weekend.99=1", NULL});
    answer("L004", (const char *const[]){NULL});
}

/* The answers of a unit to the second survey, as "question.row/option=value", without blanks. */
static const char *answers_of(const char *unit)
{
    return query(arena_printf(
        &kept,
        "SELECT coalesce(string_agg(line, ' ' ORDER BY line COLLATE \"C\"), '') FROM ("
        "SELECT question || CASE row WHEN '' THEN '' ELSE '.' || row END "
        "|| coalesce('/' || option, '') || '=' || value AS line FROM answer "
        "WHERE survey = 'library-2' AND unit = '%s' "
        "AND value NOT IN ('NA', 'NOT_ASKED') AND (option IS NULL OR value <> '0')) lines",
        unit));
}

static const struct {
    const char *unit, *answers;
} carried[] = {
    {"L001", "children_hours=7.25 children_room=1 condition.air=10 condition.building=250 "
             "events.story_time=0 events.visitors=999 open_sunday=2 services.weekday/1=1 "
             "services.weekday/2=1 services.weekend/90=1 visits=1500.5 wishes=一行目\n二行目"},
    {"L002", "services.weekday/1=1"},
    {"L003", "services.weekend/99=1 visits=50"},
    {"L004", ""},
    {"L005", ""},
};

START_TEST(former_answers_come_back_as_they_were)
{
    answer_library();
    INGEST(0, LIBRARY, path_of(""));
    assert_forms_written("-s library-2 --form branch --prefill library");
    INGEST(0, LIBRARY_2, arena_printf(&kept, "%s/out", folder));
    for (int i = 0; i < LENGTH(carried); i++)
        ck_assert_str_eq(answers_of(carried[i].unit), carried[i].answers);
    assert_query("SELECT value FROM text WHERE survey = 'library-2' AND option = 90",
                 "  読み聞かせ <&> 々");
    assert_query("SELECT count(*) FROM finding WHERE survey = 'library-2' "
                 "AND severity = 'error'",
                 "0");
}
END_TEST

static const struct {
    const char *options, *said;
} said[] = {
    {"--form branch", "form \"branch\": 13 of 16 items carry over from \"library\", where 3 of 30 "
                      "units have answers"},
    {"--form branch", "left blank, not asked in \"library\": wifi, services.evening\n"},
    {"--form branch", "left blank, of another type in \"library\": balance\n"},
    /* visits, children_room, services.weekday.3, services.weekend.3 */
    {"--form branch",
     "left blank: 4 answers with options or numbers that are not allowed any more"},
    {"--form branch", "options worded differently in \"library\": open_sunday=2\n"},
    {"--form reader --units 1", "form \"reader\" stays blank: without a frame"},
    {"--form partner", "form \"partner\" stays blank: survey \"library\" has no such form"},
};

START_TEST(what_does_not_carry_over_is_said)
{
    answer_library();
    INGEST(0, LIBRARY, path_of(""));
    const char *former = "";
    for (int i = 0; i < LENGTH(said); i++) {
        if (strcmp(former, said[i].options) != 0)
            assert_forms_written(
                arena_printf(&kept, "-s library-2 --prefill library %s", said[i].options));
        former = said[i].options;
        assert_said(said[i].said);
    }
}
END_TEST

static const char *current_member(unzFile zip, char *name, size_t size, size_t *length)
{
    unz_file_info info;
    ck_assert_int_eq(unzGetCurrentFileInfo(zip, &info, name, size, NULL, 0, NULL, 0), UNZ_OK);
    char *bytes = arena_alloc(&kept, info.uncompressed_size + 1);
    ck_assert_int_eq(unzOpenCurrentFile(zip), UNZ_OK);
    ck_assert_int_eq(unzReadCurrentFile(zip, bytes, (unsigned)info.uncompressed_size),
                     (int)info.uncompressed_size);
    ck_assert_int_eq(unzCloseCurrentFile(zip), UNZ_OK);
    *length = info.uncompressed_size;
    return bytes;
}

/* In any part of the workbook. */
static bool has_text(const char *path, const char *text)
{
    char name[256];
    size_t length;
    bool found = false;
    unzFile zip = unzOpen(path);
    ck_assert_msg(zip != NULL, "%s", path);
    for (int at = unzGoToFirstFile(zip); at == UNZ_OK && !found; at = unzGoToNextFile(zip))
        found = strstr(current_member(zip, name, sizeof name, &length), text) != NULL;
    unzClose(zip);
    return found;
}

START_TEST(a_prefilled_form_says_so)
{
    const char *note = "前回、2023年度(令和5年度)の調査の回答を記入済みです。";
    answer_library();
    INGEST(0, LIBRARY, path_of(""));
    assert_forms_written("-s library-2 --form branch --prefill library");
    ck_assert(has_text(form_file("L001-図書館01"), note));
    ck_assert(!has_text(form_file("L004-図書館04"), note));
    ck_assert(!has_text(form_file("L001-図書館01"), "合成データ"));
}
END_TEST

START_TEST(synthetic_answers_make_synthetic_forms)
{
    const char **values = arena_array(&kept, branch()->column_count, sizeof *values);
    values[form_column(branch(), "open_sunday") - branch()->columns] = "1";
    struct form_sheet sheet = {.codebook = &library.codebook,
                               .form = branch(),
                               .unit = "L001",
                               .unit_name = "",
                               .values = values,
                               .synthetic = true};
    const char *error = "";
    ck_assert_msg(form_write(&sheet, path_of("L001.xlsx"), &error), "%s", error);
    INGEST(0, LIBRARY, path_of(""));
    assert_forms_written("-s library-2 --form branch --prefill library");
    ck_assert(has_text(form_file("L001-図書館01"), "合成データ(synthetic)"));
    ck_assert(!has_text(form_file("L002-図書館02"), "合成データ"));
    INGEST(0, LIBRARY_2, form_file("L001-図書館01"));
    assert_query("SELECT synthetic::text FROM survey WHERE survey = 'library-2'", "true");
}
END_TEST

static const struct {
    const char *options;
    int status;
    const char *said;
} refusals[] = {
    {"-s library-2 --form branch --prefill library", 1,
     "nothing of the survey \"library\" is in the database"},
    {"-s library-2 --form branch --prefill library-2", 2,
     "the forms of \"library-2\" cannot be prefilled from itself"},
    {"-s library-2 --form branch --zip", 2, "has no column \"prefecture_code\""},
    {"-s library-2 --form reader --units 1 --zip", 2, "has no frame"},
};

START_TEST(what_cannot_be_prefilled_leaves_no_file)
{
    ck_assert_int_eq(write_forms(refusals[_i].options), refusals[_i].status);
    assert_said(refusals[_i].said);
    ck_assert_int_ne(access(arena_printf(&kept, "%s/out", folder), F_OK), 0);
}
END_TEST

/* What the ZIP file of a prefecture holds is what stands in the folders. */
START_TEST(a_zip_file_holds_the_forms_of_a_prefecture)
{
    char name[256];
    size_t members = 0;
    shell("'%s' forms -q -s r3 --prefecture 16 -o '%s/out' && "
          "'%s' forms -q -s r3 --prefecture 16 --zip -o '%s/zip'",
          program_path(), folder, program_path(), folder);
    unzFile zip = unzOpen(arena_printf(&kept, "%s/zip/16-富山県.zip", folder));
    ck_assert_ptr_nonnull(zip);
    for (int at = unzGoToFirstFile(zip); at == UNZ_OK; at = unzGoToNextFile(zip), members++) {
        size_t zipped_length, length;
        const char *zipped = current_member(zip, name, sizeof name, &zipped_length);
        const char *bytes = read_whole(arena_printf(&kept, "%s/out/%s", folder, name), &length);
        ck_assert_uint_eq(zipped_length, length);
        ck_assert_mem_eq(zipped, bytes, length);
    }
    unzClose(zip);
    ck_assert_uint_eq(members, 15 + 1); /* municipalities, and the prefecture's own form */
    ck_assert_str_eq(name, "prefecture/16-富山県.xlsx");
    shell("test \"$(ls '%s/zip')\" = 16-富山県.zip", folder);
}
END_TEST

static Suite *suite(void)
{
    Suite *all = suite_create("ingest_prefill");
    TCase *tests = tcase_create("ingest_prefill");
    tcase_set_timeout(tests, 120);
    tcase_add_checked_fixture(tests, setup_with_config, teardown_with_config);
    tcase_add_test(tests, former_answers_come_back_as_they_were);
    tcase_add_test(tests, what_does_not_carry_over_is_said);
    tcase_add_test(tests, a_prefilled_form_says_so);
    tcase_add_test(tests, synthetic_answers_make_synthetic_forms);
    tcase_add_loop_test(tests, what_cannot_be_prefilled_leaves_no_file, 0, LENGTH(refusals));
    tcase_add_test(tests, a_zip_file_holds_the_forms_of_a_prefecture);
    suite_add_tcase(all, tests);
    return all;
}

int main(void)
{
    server_start();
    SRunner *runner = srunner_create(suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
