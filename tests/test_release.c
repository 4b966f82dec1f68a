/*
 * Releases as people get them: a small survey is loaded, counted and released; units correct, come
 * and leave; the second release says which cells are others and why. Then the folder is damaged in
 * every way, with and without new hashes, and `renkei verify` finds the place.
 */
#include "aggregate/verbs.h"
#include "common/csv.h"
#include "common/digest.h"
#include "common/release_folder.h"
#include "ingest/verbs.h"
#include "report/verbs.h"
#include "tests/release_damage.h"
#include "tests/verb_run.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <sys/stat.h>

#define SURVEY "-s", "releases"

static const char *shelf;

static void set_up(void)
{
    workplace_open();
    shelf = in_folder("shelf");
    DONE(&ingest_verb, SURVEY, "tests/data/release/first.csv");
    DONE(&aggregate_verb, SURVEY);
}

/* Releases are read-only, also for those who remove them. */
static void tear_down(void)
{
    shell("chmod -R u+w '%s'", folder);
    workplace_close();
}

static struct said release(void)
{
    return RUN(&release_verb, SURVEY, "-o", shelf);
}

static const char *release_path(int number)
{
    return arena_printf(&kept, "%s/%03d", shelf, number);
}

static void assert_made(int number)
{
    struct said said = release();
    assert_status(said, STATUS_DONE);
    ck_assert_str_eq(said.out, arena_printf(&kept, "%s\n", release_path(number)));
}

/* A unit corrects an answer, one comes, one changes a number, and one leaves. */
static void change_responses(void)
{
    DONE(&ingest_verb, SURVEY, "tests/data/release/second.csv");
    DONE(&ingest_verb, SURVEY, "--withdraw", "D1", "--reason", "誤り");
    DONE(&aggregate_verb, SURVEY);
}

/* ---- Tables ---- */

static struct csv_table read_records(const char *path)
{
    struct csv_table table = {0};
    const char *error = NULL;
    long line = 0;
    ck_assert_msg(csv_read_file(&table, &kept, path, &error, &line), "%s:%ld: %s", path, line,
                  error);
    return table;
}

static const char *field(const struct csv_table *table, size_t record, const char *column)
{
    for (size_t c = 0; c < table->lengths[0]; c++) {
        if (strcmp(table->records[0][c], column) == 0)
            return table->records[record][c];
    }
    ck_abort_msg("no column %s", column);
    return NULL;
}

/* Does a record have these values? "column=value column=value"; values without blanks. */
static bool has_values(const struct csv_table *table, size_t record, const char *wanted)
{
    for (const char *at = wanted; *at != '\0';) {
        size_t name = strcspn(at, "="), value = strcspn(at + name + 1, " ");
        const char *column = arena_copy(&kept, at, name);
        const char *expected = arena_copy(&kept, at + name + 1, value);
        if (strcmp(field(table, record, column), expected) != 0)
            return false;
        at += name + 1 + value;
        at += *at == ' ';
    }
    return true;
}

static size_t count_records(const struct csv_table *table, const char *wanted)
{
    size_t count = 0;
    for (size_t r = 1; r < table->count; r++)
        count += has_values(table, r, wanted);
    return count;
}

/* ---- What changed ---- */

#define A2 " unit=A2 name=二市 cause=submission file=second.csv units=1"
#define C3 " unit=C3 cause=new changed_question= former_answer= answer= file=second.csv units=1"
#define D1 " unit=D1 cause=withdrawn changed_question= file= units=1"
#define OPENED " changed_question=open former_answer=2 answer=1"

/* Worked out by hand from tests/data/release/. */
static const struct {
    const char *table, *record;
} changes[] = {
    {"changes", "question=open option=1 banner=total former_count=5 count=7 former_base=9 base=9 "
                "former_valid=8 valid=8 former_percent=55.6 percent=77.8" A2 OPENED},
    {"changes", "question=open option=1 banner=total" C3},
    {"changes", "question=open option=1 banner=total" D1},
    {"changes",
     "question=open option=2 banner=prefecture class=01 former_count=1 count=0" A2 OPENED},
    {"changes",
     "question=open option=2 banner=bureau_open class=1:2 former_base=2 base=1" A2 OPENED},
    /* asked since it is open */
    {"changes",
     "question=means option=1 banner=total former_count=4 count=5 former_base=5 base=7" A2
     " changed_question=means changed_option=1 former_answer=NOT_ASKED answer=1"},
    {"changes", "question=means option=2 banner=prefecture class=01 former_count=1 count=1 "
                "former_base=2 base=3 former_percent=50.0 percent=33.3" A2
                " changed_question=means changed_option=2 former_answer=NOT_ASKED answer=0"},
    {"changes", "question=means option=99 banner=total former_count=0 count=1" C3},
    /* its answer is the same, its class another */
    {"changes",
     "question=care row=day option=1 banner=open class=1 former_count=5 count=7" A2 OPENED},
    {"changes", "question=care row=night option=2 banner=bureau_open class=1:1" A2 OPENED},
    /* made of the answer */
    {"changes", "question=busy option=1 banner=total former_count=1 count=3" A2 OPENED},
    {"changes", "question=busy option=1 banner=total" C3},
    {"number-changes",
     "question=visits banner=prefecture class=04 former_n=2 n=1 former_sum=4 sum=4 "
     "former_mean=2 mean=4 unit=D2 cause=submission changed_question=visits "
     "former_answer=3 answer=4"},
    {"number-changes", "question=visits banner=prefecture class=04" D1},
    {"number-changes", "question=visits banner=open class=1 former_n=5 n=7" A2 OPENED},
};

START_TEST(changes_name_cells_and_units)
{
    assert_made(1);
    shell("test ! -e %s/tables/changes.csv", release_path(1));
    change_responses();
    assert_made(2);
    for (int i = 0; i < LENGTH(changes); i++) {
        struct csv_table table = read_records(
            arena_printf(&kept, "%s/tables/%s.csv", release_path(2), changes[i].table));
        ck_assert_msg(count_records(&table, changes[i].record) == 1, "%d records: %s",
                      (int)count_records(&table, changes[i].record), changes[i].record);
    }
    DONE(&verify_verb, release_path(2));
}
END_TEST

/* Every cell that differs, and no other, has a record, and the units account for all of it. */
START_TEST(changes_are_complete_and_accounted_for)
{
    assert_made(1);
    change_responses();
    assert_made(2);
    struct csv_table before =
        read_records(arena_printf(&kept, "%s/tables/cells.csv", release_path(1)));
    struct csv_table after =
        read_records(arena_printf(&kept, "%s/tables/cells.csv", release_path(2)));
    struct csv_table table =
        read_records(arena_printf(&kept, "%s/tables/changes.csv", release_path(2)));
    ck_assert_uint_eq(before.count, after.count);
    for (size_t r = 1; r < after.count; r++) {
        bool differs = false;
        const char *const figures[] = {"count", "base", "valid", "percent"};
        for (int i = 0; i < LENGTH(figures); i++)
            differs |= strcmp(field(&before, r, figures[i]), field(&after, r, figures[i])) != 0;
        const char *key = arena_printf(&kept, "question=%s row=%s option=%s banner=%s class=%s",
                                       field(&after, r, "question"), field(&after, r, "row"),
                                       field(&after, r, "option"), field(&after, r, "banner"),
                                       field(&after, r, "class"));
        ck_assert_msg((count_records(&table, key) > 0) == differs, "%s", key);
    }
    ck_assert_uint_eq(count_records(&table, "cause=unknown"), 0);
    ck_assert_uint_eq(count_records(&table, "cause=configuration"), 0);
    /* Units stand only in classes they are in: the prefectures are A to E. */
    for (size_t r = 1; r < table.count; r++) {
        if (strcmp(field(&table, r, "banner"), "prefecture") == 0)
            ck_assert_int_eq(field(&table, r, "unit")[0] - 'A' + '1', field(&table, r, "class")[1]);
    }
}
END_TEST

START_TEST(another_configuration_is_a_reason)
{
    assert_made(1);
    shell("cp -r tests/data/configs %s && sed -i 's/visits >= 10/visits >= 7/' "
          "%s/releases/codebook.yaml",
          in_folder("configs"), in_folder("configs"));
    const char *configs = in_folder("configs");
    DONE(&ingest_verb, SURVEY, "--configs", configs, "--rebuild");
    DONE(&aggregate_verb, SURVEY, "--configs", configs);
    DONE(&release_verb, SURVEY, "--configs", configs, "-o", shelf);
    struct csv_table table =
        read_records(arena_printf(&kept, "%s/tables/changes.csv", release_path(2)));
    /* C1 and C2 are busy now; of no cell a unit is the reason. */
    ck_assert_uint_eq(count_records(&table, "question=busy option=1 banner=total former_count=1 "
                                            "count=3 cause=configuration unit= units=0"),
                      1);
    ck_assert_uint_eq(count_records(&table, "cause=configuration"), table.count - 1);
    DONE(&verify_verb, release_path(2));
}
END_TEST

/* ---- Numbers and folders ---- */

START_TEST(nothing_new_is_no_release)
{
    assert_made(1);
    struct said said = release();
    assert_status(said, STATUS_DONE);
    ck_assert_str_eq(said.out, "");
    ck_assert_ptr_nonnull(strstr(said.messages, "nothing has changed since release 1"));
    shell("test \"$(ls %s)\" = 001", shelf);
}
END_TEST

START_TEST(a_number_never_comes_twice)
{
    assert_made(1);
    change_responses();
    assert_made(2);
    shell("chmod -R u+w %s && rm -r %s", release_path(2), release_path(2));
    /* What a killed run left, read-only already. */
    shell("mkdir -p %s/003.part/tables && touch %s/003.part/tables/cells.csv && "
          "chmod -R a-w %s/003.part",
          shelf, shelf, shelf);
    assert_made(3);
    shell("test \"$(ls -A %s | xargs)\" = '.number 001 003'", shelf);
    shell("grep -q '\"number\": 3' %s/manifest.json", release_path(3));
    DONE(&verify_verb, release_path(3));
}
END_TEST

START_TEST(a_release_is_read_only_and_reproducible)
{
    assert_made(1);
    shell("test -z \"$(find %s -type f ! -perm 444 -o -type d ! -perm 555)\"", release_path(1));
    DONE(&release_verb, SURVEY, "-o", in_folder("other"), "--jobs", "1");
    shell("diff -r %s %s/001", release_path(1), in_folder("other"));
}
END_TEST

START_TEST(counts_must_be_newer_than_responses)
{
    DONE(&ingest_verb, SURVEY, "tests/data/release/second.csv");
    assert_refused(release(), STATUS_ENVIRONMENT, "are older than its responses",
                   "renkei aggregate");
    ck_assert_int_ne(access(shelf, F_OK), 0);
}
END_TEST

START_TEST(nothing_is_compared_with_a_damaged_release)
{
    assert_made(1);
    change_responses();
    shell("chmod -R u+w %s && echo x >>%s/tables/cells.csv", shelf, release_path(1));
    assert_refused(release(), STATUS_VERIFY, "is not as it was made", "tables/cells.csv");
    shell("test \"$(ls %s)\" = 001", shelf);
}
END_TEST

START_TEST(a_shelf_is_of_one_survey_and_one_database)
{
    assert_made(1);
    DONE(&ingest_verb, "-s", "areas", "tests/data/area/town.csv");
    DONE(&aggregate_verb, "-s", "areas");
    assert_refused(RUN(&release_verb, "-s", "areas", "-o", shelf), STATUS_USAGE,
                   "is a release of the survey \"releases\"", "--out");
    /* A manifest that speaks of runs to come. */
    shell("chmod -R u+w %s && sed -i 's/\"run\": [0-9]*/\"run\": 999/' %s/manifest.json", shelf,
          release_path(1));
    assert_refused(release(), STATUS_ENVIRONMENT, "was made after run 999", "database");
}
END_TEST

/* ---- Verification ---- */

/* A new copy of the first release that can be changed. */
static const char *open_copy(void)
{
    const char *copy = in_folder("copy");
    if (access(release_path(1), F_OK) != 0)
        assert_made(1);
    shell("rm -rf '%s' && cp -r '%s' '%s' && chmod -R u+w '%s'", copy, release_path(1), copy, copy);
    return copy;
}

/* What somebody would do who changed a file and knows the format: size and hash of every file that
 * is listed are made anew. */
static void list_again(const char *copy)
{
    const char *path = arena_printf(&kept, "%s/manifest.json", copy);
    json_t *root = json_load_file(path, 0, NULL);
    ck_assert_ptr_nonnull(root);
    json_t *files = json_object_get(root, "files");
    for (size_t i = 0; i < json_array_size(files); i++) {
        json_t *file = json_array_get(files, i);
        size_t length;
        char digest[DIGEST_TEXT_SIZE];
        const char *bytes = read_whole(
            arena_printf(&kept, "%s/%s", copy, json_string_value(json_object_get(file, "name"))),
            &length);
        digest_bytes(bytes, length, digest);
        json_object_set_new(file, "size", json_integer((json_int_t)length));
        json_object_set_new(file, "sha256", json_string(digest));
    }
    ck_assert_int_eq(json_dump_file(root, path, JSON_INDENT(2)), 0);
    json_decref(root);
}

static void assert_found(const char *copy, const char *place, const char *what)
{
    assert_refused(RUN(&verify_verb, copy), STATUS_VERIFY, place, what);
}

START_TEST(a_good_folder_is_verified)
{
    const char *copy = open_copy();
    struct said said = RUN(&verify_verb, copy);
    assert_status(said, STATUS_DONE);
    ck_assert_ptr_nonnull(strstr(said.out, "all as they should be"));
    /* A plain output, with what other verbs write beside it. */
    const char *out = in_folder("out");
    DONE(&report_verb, SURVEY, "-o", out);
    shell("mkdir %s/query && touch %s/query/a.xlsx", out, out);
    said = RUN(&verify_verb, out);
    assert_status(said, STATUS_DONE);
    ck_assert_ptr_nonnull(strstr(said.out, "no release, an output folder"));
}
END_TEST

START_TEST(the_manifest_is_known_by_its_hash)
{
    const char *copy = open_copy();
    char digest[DIGEST_TEXT_SIZE];
    size_t length;
    const char *bytes = read_whole(arena_printf(&kept, "%s/manifest.json", copy), &length);
    digest_bytes(bytes, length, digest);
    DONE(&verify_verb, copy, "--manifest-sha256", digest);
    list_again(copy); /* the same members, another layout */
    DONE(&verify_verb, copy);
    assert_refused(RUN(&verify_verb, copy, "--manifest-sha256", digest), STATUS_VERIFY,
                   "manifest.json", digest);
}
END_TEST

START_TEST(a_byte_of_any_file_is_missed)
{
    const char *copy = open_copy();
    const char *files[] = {"national.xlsx",       "prefecture/01-北県.xlsx", "bureau/1-北局.xlsx",
                           "tables/cells.csv",    "tables/numbers.csv",      "tables/codebook.csv",
                           "tables/findings.csv", "site/index.html"};
    for (int i = 0; i < LENGTH(files); i++) {
        size_t length;
        const char *path = arena_printf(&kept, "%s/%s", copy, files[i]);
        const char *bytes = read_whole(path, &length);
        char *other = arena_copy(&kept, bytes, length);
        other[length / 2] = (char)(other[length / 2] ^ 1);
        write_whole(path, other, length);
        assert_found(copy, files[i], "the SHA-256 differs");
        write_whole(path, bytes, length - 1);
        assert_found(copy, files[i], "bytes, the manifest says");
        write_whole(path, bytes, length);
    }
    DONE(&verify_verb, copy);
}
END_TEST

START_TEST(damage_is_found)
{
    for (int i = 0; i < LENGTH(damages); i++) {
        const char *copy = open_copy();
        shell("cd '%s' && %s", copy, damages[i].command);
        assert_found(copy, damages[i].place, damages[i].what);
    }
}
END_TEST

START_TEST(forgery_is_found)
{
    for (int i = 0; i < LENGTH(forgeries); i++) {
        const char *copy = open_copy();
        shell("cd '%s' && %s", copy, forgeries[i].command);
        /* The command did something. */
        shell("! diff -rq '%s' '%s' >/dev/null", release_path(1), copy);
        list_again(copy);
        assert_found(copy, forgeries[i].place, forgeries[i].what);
    }
}
END_TEST

/* ---- The list of changes against the release before ---- */

static const struct {
    const char *command, *place, *what;
} lists[] = {
    {"sed -i '2s/\"[0-9]*\",\"[0-9]*\",\"[0-9]*\",\"[0-9]*\",\"[0-9]*\",\"[0-9]*\"/"
     "\"1\",\"2\",\"3\",\"4\",\"5\",\"6\"/' tables/changes.csv",
     "tables/changes.csv:2", "the two releases do not differ so"},
    {"sed -i '2,$d' tables/number-changes.csv", "tables/number-changes.csv",
     "changes that it does not list"},
    {"sed -i '1s/former_count/count_before/' tables/changes.csv", "tables/changes.csv:1",
     "not the columns of a list of changes"},
};

START_TEST(a_list_of_changes_is_checked)
{
    assert_made(1);
    change_responses();
    assert_made(2);
    const char *copy = release_path(2);
    shell("chmod -R u+w '%s' && cd '%s' && %s", copy, copy, lists[_i].command);
    list_again(copy);
    assert_found(copy, lists[_i].place, lists[_i].what);
}
END_TEST

START_TEST(the_release_before_is_known_by_its_hash)
{
    assert_made(1);
    change_responses();
    assert_made(2);
    shell("chmod -R u+w '%s'", shelf);
    list_again(release_path(1));
    assert_found(release_path(2), "/../001", "it is not the release that this one followed");
    shell("rm -r '%s'", release_path(1));
    struct said said = RUN(&verify_verb, release_path(2));
    assert_status(said, STATUS_DONE);
    ck_assert_ptr_nonnull(strstr(said.out, "not compared with release 1"));
}
END_TEST

START_TEST(what_cannot_be_verified_is_refused)
{
    assert_refused(RUN(&verify_verb, in_folder("nothing")), STATUS_ENVIRONMENT,
                   "cannot open the folder", "No such file");
    shell("touch '%s'", in_folder("file"));
    assert_refused(RUN(&verify_verb, in_folder("file")), STATUS_ENVIRONMENT,
                   "cannot open the folder", "Not a directory");
    assert_refused(RUN(&verify_verb, folder, "more"), STATUS_USAGE, "unexpected argument", "more");
    assert_refused(RUN(&verify_verb, SURVEY, folder), STATUS_USAGE, "exclude each other", "-s");
    assert_refused(RUN(&verify_verb, folder, "--manifest-sha256", "12"), STATUS_USAGE,
                   "is no SHA-256", "64");
    assert_refused(RUN(&verify_verb, SURVEY, "--manifest-sha256", "12"), STATUS_USAGE,
                   "needs a folder", "");
    assert_refused(RUN(&verify_verb, "-q"), STATUS_USAGE, "needs a survey", "releases");
    assert_refused(RUN(&release_verb, SURVEY, "x"), STATUS_USAGE, "takes no operands", "--help");
}
END_TEST

START_TEST(names_stay_below_the_folder)
{
    const char *plain[] = {"a", "tables/cells.csv", "a/b/c", "..a/b.."};
    const char *others[] = {"",   "/",    "/a",     "a/",   "a//b", ".",
                            "..", "../a", "a/../b", "a/..", "./a",  "a/./b"};
    for (int i = 0; i < LENGTH(plain); i++)
        ck_assert_msg(folder_name_is_plain(plain[i]), "%s", plain[i]);
    for (int i = 0; i < LENGTH(others); i++)
        ck_assert_msg(!folder_name_is_plain(others[i]), "%s", others[i]);
}
END_TEST

START_TEST(what_is_read_has_a_limit)
{
    size_t length;
    shell("printf 12345 >'%s'", in_folder("five"));
    int at = open(folder, O_RDONLY | O_DIRECTORY);
    char *bytes = folder_read(at, "five", 5, &length);
    ck_assert_str_eq(bytes, "12345");
    ck_assert_uint_eq(length, 5);
    free(bytes);
    ck_assert_ptr_null(folder_read(at, "five", 4, &length));
    ck_assert_int_eq(errno, EFBIG);
    close(at);
}
END_TEST

int main(void)
{
    server_start();
    Suite *suite = suite_create("release");
    TCase *made = tcase_create("made");
    tcase_add_checked_fixture(made, set_up, tear_down);
    tcase_set_timeout(made, 240);
    tcase_add_test(made, changes_name_cells_and_units);
    tcase_add_test(made, changes_are_complete_and_accounted_for);
    tcase_add_test(made, another_configuration_is_a_reason);
    tcase_add_test(made, nothing_new_is_no_release);
    tcase_add_test(made, a_number_never_comes_twice);
    tcase_add_test(made, a_release_is_read_only_and_reproducible);
    tcase_add_test(made, counts_must_be_newer_than_responses);
    tcase_add_test(made, nothing_is_compared_with_a_damaged_release);
    tcase_add_test(made, a_shelf_is_of_one_survey_and_one_database);
    tcase_add_test(made, a_good_folder_is_verified);
    tcase_add_test(made, the_manifest_is_known_by_its_hash);
    tcase_add_test(made, a_byte_of_any_file_is_missed);
    tcase_add_test(made, damage_is_found);
    tcase_add_test(made, forgery_is_found);
    tcase_add_loop_test(made, a_list_of_changes_is_checked, 0, LENGTH(lists));
    tcase_add_test(made, the_release_before_is_known_by_its_hash);
    suite_add_tcase(suite, made);
    TCase *plain = tcase_create("plain");
    tcase_add_checked_fixture(plain, workplace_open, workplace_close);
    tcase_add_test(plain, what_cannot_be_verified_is_refused);
    tcase_add_test(plain, what_is_read_has_a_limit);
    tcase_add_test(plain, names_stay_below_the_folder);
    suite_add_tcase(suite, plain);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
