/* The database module against a cluster of its own: schema, COPY, failures, and the private
 * cluster in good and in bad places. */
#include "common/cluster.h"
#include "common/db.h"
#include "common/db_internal.h"
#include "common/message.h"
#include "tests/server.h"

#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define DB_TEST "renkei-test"

/* ---- what a process says and how it ends ---- */

struct ended {
    int status;
    char said[8192];
};

static struct ended run_child(void (*function)(void))
{
    struct ended ended = {.status = -1};
    int ends[2], status;
    ck_assert_int_eq(pipe(ends), 0);
    pid_t pid = fork();
    ck_assert_int_ge(pid, 0);
    if (pid == 0) {
        dup2(ends[1], STDERR_FILENO);
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        close(ends[1]);
        function();
        exit(0);
    }
    close(ends[1]);
    size_t used = 0;
    ssize_t length;
    while ((length = read(ends[0], ended.said + used, sizeof ended.said - 1 - used)) > 0)
        used += (size_t)length;
    close(ends[0]);
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ended.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return ended;
}

static void assert_says(const struct ended *ended, const char *part)
{
    ck_assert_msg(strstr(ended->said, part) != NULL, "no \"%s\" in:\n%s", part, ended->said);
}

/* ---- schema ---- */

START_TEST(migrations_are_applied_once)
{
    struct db db;
    db_open(&db, &server_settings, DB_TEST);
    db_script(&db, "drop", "DROP SCHEMA IF EXISTS renkei CASCADE");
    ck_assert_int_eq(db_schema_version(&db), 0);
    ck_assert_int_eq(db_migrate(&db), db_schema_newest());
    ck_assert_int_eq(db_migrate(&db), 0);
    ck_assert_int_eq(db_schema_version(&db), db_schema_newest());
    db_close(&db);
}
END_TEST

static void open_migrated(void)
{
    struct db db;
    db_open_migrated(&db, &server_settings, DB_TEST);
    db_close(&db);
}

START_TEST(a_newer_schema_is_refused)
{
    struct db db;
    db_open_migrated(&db, &server_settings, DB_TEST);
    db_script(&db, "newer", "INSERT INTO migration VALUES (999, '999-later', '9.9.9')");
    struct ended ended = run_child(open_migrated);
    db_script(&db, "newer", "DELETE FROM migration WHERE version = 999");
    db_close(&db);
    ck_assert_int_eq(ended.status, STATUS_ENVIRONMENT);
    assert_says(&ended, "schema version 999");
}
END_TEST

START_TEST(two_programs_migrate_at_once)
{
    struct db db;
    db_open(&db, &server_settings, DB_TEST);
    db_script(&db, "drop", "DROP SCHEMA IF EXISTS renkei CASCADE");
    pid_t pids[4];
    for (size_t i = 0; i < 4; i++) {
        pids[i] = fork();
        if (pids[i] == 0) {
            open_migrated();
            _exit(0);
        }
    }
    for (size_t i = 0; i < 4; i++) {
        int status;
        waitpid(pids[i], &status, 0);
        ck_assert_int_eq(status, 0);
    }
    ck_assert_int_eq(db_schema_version(&db), db_schema_newest());
    db_close(&db);
}
END_TEST

/* ---- sessions and statements ---- */

START_TEST(sessions_are_alike)
{
    static const char *const expected[][2] = {
        {"search_path", "renkei"},     {"TimeZone", "UTC"},
        {"client_encoding", "UTF8"},   {"DateStyle", "ISO, YMD"},
        {"application_name", DB_TEST}, {"client_min_messages", "warning"},
        {"listen_addresses", ""},      {"wal_level", "minimal"},
        {"lc_collate", "C"},           {"server_encoding", "UTF8"},
    };
    setenv("PGOPTIONS", "-c search_path=public", 1);
    setenv("PGHOSTADDR", "127.0.0.1", 1);
    struct db db;
    db_open(&db, &server_settings, DB_TEST);
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        char text[64];
        snprintf(text, sizeof text, "SHOW %s", expected[i][0]);
        PGresult *result = PQexec(db.connection, text);
        ck_assert_str_eq(PQgetvalue(result, 0, 0), expected[i][1]);
        PQclear(result);
    }
    db_close(&db);
}
END_TEST

static void fail_a_statement(void)
{
    struct db db;
    db_open(&db, &server_settings, DB_TEST);
    const char *values[] = {"no-such-role"};
    db_begin(&db);
    db_number(&db, "db/role-can-write", 1, values);
}

START_TEST(a_failing_statement_ends_the_program)
{
    struct ended ended = run_child(fail_a_statement);
    ck_assert_int_eq(ended.status, STATUS_ENVIRONMENT);
    assert_says(&ended, "\"db/role-can-write\"");
    assert_says(&ended, "role \"no-such-role\" does not exist");
}
END_TEST

static void lose_the_server(void)
{
    struct db db;
    db_open(&db, &server_settings, DB_TEST);
    db_script(&db, "end", "SELECT pg_terminate_backend(pg_backend_pid())");
}

START_TEST(a_lost_server_is_told)
{
    struct ended ended = run_child(lose_the_server);
    ck_assert_int_eq(ended.status, STATUS_ENVIRONMENT);
    assert_says(&ended, "nothing of this run was stored");
}
END_TEST

START_TEST(a_rollback_takes_back)
{
    struct db db;
    db_open_migrated(&db, &server_settings, DB_TEST);
    db_begin(&db);
    db_script(&db, "test", "CREATE TABLE taken_back (a int)");
    db_rollback(&db);
    PGresult *result = PQexec(db.connection, "SELECT to_regclass('taken_back') IS NULL");
    ck_assert_str_eq(PQgetvalue(result, 0, 0), "t");
    PQclear(result);
    db_close(&db);
}
END_TEST

/* ---- COPY ---- */

struct numeric_case {
    int64_t value;
    int decimals;
    const char *text; /* as PostgreSQL writes it */
};
static const struct numeric_case numeric_cases[] = {
    {0, 0, "0"},
    {0, 3, "0.000"},
    {1, 0, "1"},
    {-1, 0, "-1"},
    {10000, 0, "10000"},
    {12345678, 4, "1234.5678"},
    {-5, 1, "-0.5"},
    {1, 9, "0.000000001"},
    {999999999, 9, "0.999999999"},
    {120000, 4, "12.0000"},
    {INT64_MAX, 0, "9223372036854775807"},
    {INT64_MIN, 0, "-9223372036854775808"},
    {INT64_MIN, 9, "-9223372036.854775808"},
    {INT64_MAX, 5, "92233720368547.75807"},
};

START_TEST(numerics_arrive_exactly)
{
    const struct numeric_case *expected = &numeric_cases[_i];
    struct db db;
    struct copy_rows rows = {0};
    db_open(&db, &server_settings, DB_TEST);
    db_script(&db, "test", "CREATE TEMP TABLE n (v numeric)");
    copy_row(&rows, 1);
    copy_numeric(&rows, expected->value, expected->decimals);
    db_copy_in_by(&db, "test", "COPY n FROM STDIN (FORMAT binary)", &rows);
    PGresult *result = PQexec(db.connection, "SELECT v::text FROM n");
    ck_assert_str_eq(PQgetvalue(result, 0, 0), expected->text);
    PQclear(result);
    str_release(&rows.bytes);
    db_close(&db);
}
END_TEST

enum { COPY_COLUMNS = 7, COPY_ROWS = 20000 };

static void put_types(struct copy_rows *rows, int32_t i)
{
    char text[64];
    snprintf(text, sizeof text, "在宅 \"%d\"\t\\N", i);
    copy_row(rows, COPY_COLUMNS);
    copy_int4(rows, i);
    copy_bool(rows, i % 2 == 0);
    copy_int2(rows, (int16_t)-i);
    copy_int8(rows, INT64_MIN + i);
    copy_text(rows, i % 3 ? text : NULL);
    copy_bytes(rows, "\0\377\n", (size_t)(i % 4));
    copy_null(rows);
}

struct copied {
    size_t rows;
    bool equal;
};

static void compare_types(void *context, const struct copy_field *fields, size_t count)
{
    struct copied *copied = context;
    char text[64];
    int32_t i = copy_get_int4(&fields[0]);
    snprintf(text, sizeof text, "在宅 \"%d\"\t\\N", i);
    bool equal = count == COPY_COLUMNS && i == (int32_t)copied->rows;
    equal = equal && fields[1].length == 1 && fields[1].bytes[0] == (i % 2 == 0);
    equal = equal && copy_get_int2(&fields[2]) == (int16_t)-i;
    equal = equal && copy_get_int8(&fields[3]) == INT64_MIN + i;
    if (i % 3)
        equal = equal && fields[4].length == (int32_t)strlen(text) &&
                memcmp(fields[4].bytes, text, strlen(text)) == 0;
    else
        equal = equal && !fields[4].bytes;
    equal = equal && fields[5].length == i % 4 && fields[5].bytes &&
            memcmp(fields[5].bytes, "\0\377\n", (size_t)(i % 4)) == 0;
    copied->equal = copied->equal && equal && !fields[6].bytes;
    copied->rows++;
}

START_TEST(copy_brings_back_what_it_took)
{
    struct db db;
    struct copy_rows rows = {0};
    struct copied copied = {.equal = true};
    db_open(&db, &server_settings, DB_TEST);
    db_script(
        &db, "test",
        "CREATE TEMP TABLE t (a int, b bool, c smallint, d bigint, e text, f bytea, g numeric)");
    for (int32_t i = 0; i < COPY_ROWS; i++)
        put_types(&rows, i);
    db_copy_in_by(&db, "test", "COPY t FROM STDIN (FORMAT binary)", &rows);
    ck_assert_uint_eq(rows.count, 0);
    ck_assert_uint_eq(rows.bytes.length, 0);
    db_copy_out_by(&db, "test", "COPY (SELECT * FROM t ORDER BY a) TO STDOUT (FORMAT binary)",
                   compare_types, &copied);
    ck_assert_uint_eq(copied.rows, COPY_ROWS);
    ck_assert(copied.equal);
    copied = (struct copied){.equal = true};
    db_copy_out_by(&db, "test", "COPY (SELECT * FROM t WHERE false) TO STDOUT (FORMAT binary)",
                   compare_types, &copied);
    ck_assert_uint_eq(copied.rows, 0);
    str_release(&rows.bytes);
    db_close(&db);
}
END_TEST

static void copy_too_few_fields(void)
{
    struct db db;
    struct copy_rows rows = {0};
    db_open(&db, &server_settings, DB_TEST);
    db_script(&db, "test", "CREATE TEMP TABLE t (a int, b int)");
    copy_row(&rows, 1);
    copy_int4(&rows, 1);
    db_copy_in_by(&db, "test/copy", "COPY t FROM STDIN (FORMAT binary)", &rows);
}

START_TEST(a_refused_copy_ends_the_program)
{
    struct ended ended = run_child(copy_too_few_fields);
    ck_assert_int_eq(ended.status, STATUS_ENVIRONMENT);
    assert_says(&ended, "\"test/copy\"");
    assert_says(&ended, "row field count is 1, expected 2");
}
END_TEST

/* ---- a role that only reads ---- */

static int run_role(const char *name)
{
    char *operands[] = {(char *)"role", (char *)name, NULL};
    return db_verb.run(&server_settings, 2, operands);
}

static void make_owner_a_reader(void)
{
    exit(run_role("renkei"));
}

static void misname_role(void)
{
    exit(run_role("x\"; DROP SCHEMA renkei"));
}

START_TEST(a_role_reads_and_nothing_else)
{
    struct db db;
    ck_assert_int_eq(run_role("bureau-3"), STATUS_DONE);
    ck_assert_int_eq(run_role("bureau-3"), STATUS_DONE);
    db_open(&db, &server_settings, DB_TEST);
    db_script(&db, "test", "CREATE TABLE later (a int); SET ROLE \"bureau-3\"");
    db_script(&db, "test", "SELECT * FROM answer; SELECT * FROM later");
    PGresult *result = PQexec(db.connection, "DELETE FROM response");
    ck_assert_str_eq(PQresultErrorField(result, PG_DIAG_SQLSTATE), "42501");
    PQclear(result);
    db_script(&db, "test", "RESET ROLE; DROP TABLE later");
    db_close(&db);
    ck_assert_int_eq(run_child(make_owner_a_reader).status, STATUS_ENVIRONMENT);
    ck_assert_int_eq(run_child(misname_role).status, STATUS_USAGE);
}
END_TEST

/* ---- a server that was named ---- */

static void open_named(void)
{
    struct settings settings = {.db = "host=/tmp/renkei-no-such-folder dbname=renkei user=renkei"};
    struct db db;
    db_open(&db, &settings, DB_TEST);
}

static void open_wrong_database(void)
{
    struct cluster cluster = {0};
    char conninfo[512];
    cluster_find(&cluster);
    snprintf(conninfo, sizeof conninfo, "%s dbname=nothing", cluster.conninfo);
    struct settings settings = {.db = conninfo};
    struct db db;
    db_open(&db, &settings, DB_TEST);
}

START_TEST(a_named_server_that_is_down_is_never_started)
{
    setenv("RENKEI_HOME", "/tmp/renkei-no-such-home", 1);
    struct ended ended = run_child(open_named);
    ck_assert_int_eq(ended.status, STATUS_ENVIRONMENT);
    assert_says(&ended, "named by --db or RENKEI_DB");
    assert_says(&ended, "is it running");
    ck_assert_int_ne(access("/tmp/renkei-no-such-home", F_OK), 0);
}
END_TEST

START_TEST(a_named_server_that_refuses_is_not_called_down)
{
    struct ended ended = run_child(open_wrong_database);
    ck_assert_int_eq(ended.status, STATUS_ENVIRONMENT);
    assert_says(&ended, "database \"nothing\" does not exist");
    assert_says(&ended, "the server answers but refuses");
}
END_TEST

/* ---- the private cluster ---- */

static int private_number(void)
{
    struct db db;
    db_open(&db, &server_settings, DB_TEST);
    PGresult *result = PQexec(db.connection, "SELECT coalesce(max(a), 0) FROM public.kept");
    int number = PQntuples(result) ? atoi(PQgetvalue(result, 0, 0)) : -1;
    PQclear(result);
    db_close(&db);
    return number;
}

static void keep_number(int number)
{
    struct db db;
    char text[128];
    snprintf(text, sizeof text,
             "CREATE TABLE IF NOT EXISTS public.kept (a int); INSERT INTO public.kept VALUES (%d)",
             number);
    db_open(&db, &server_settings, DB_TEST);
    db_script(&db, "test", text);
    db_close(&db);
}

static void start_in_children(size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (fork() == 0) {
            struct db db;
            db_open(&db, &server_settings, DB_TEST);
            db_close(&db);
            _exit(0);
        }
    for (size_t i = 0; i < count; i++) {
        int status;
        ck_assert_int_gt(wait(&status), 0);
        ck_assert_int_eq(status, 0);
    }
}

/* The number of a server that is gone may by now be that of any program, as after a restart. */
static pid_t plant_stale_number(const struct cluster *cluster)
{
    char path[512], text[64];
    snprintf(path, sizeof path, "%s/postmaster.pid", cluster->data);
    pid_t other = fork();
    if (other == 0) {
        if (geteuid() == 0 && setuid(cluster->uid) < 0)
            _exit(1);
        pause();
        _exit(0);
    }
    int length = snprintf(text, sizeof text, "%ld\n/elsewhere\n", (long)other);
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
    ck_assert_int_ge(file, 0);
    ck_assert_int_eq(write(file, text, (size_t)length), length);
    ck_assert_int_eq(fchown(file, cluster->uid, cluster->gid), 0);
    close(file);
    return other;
}

START_TEST(a_cluster_survives_stops_kills_and_company)
{
    struct cluster cluster = {0};
    const char *home = server_home(NULL);
    cluster_find(&cluster);
    ck_assert(!cluster_exists(&cluster));
    ck_assert(!cluster_stop(&cluster));
    ck_assert_int_ne(access(home, F_OK), 0);
    start_in_children(3);
    ck_assert(cluster_exists(&cluster));
    keep_number(7);
    ck_assert(cluster_stop(&cluster));
    ck_assert_int_eq(cluster_server(&cluster), 0);
    ck_assert(!cluster_stop(&cluster));
    ck_assert_int_eq(private_number(), 7);

    pid_t server = cluster_server(&cluster);
    ck_assert_int_gt(server, 1);
    ck_assert_int_eq(kill(server, SIGKILL), 0);
    ck_assert_int_eq(private_number(), 7);
    ck_assert_int_ne(cluster_server(&cluster), server);

    ck_assert(cluster_stop(&cluster));
    pid_t other = plant_stale_number(&cluster);
    ck_assert_int_eq(cluster_server(&cluster), 0);
    int number = private_number();
    kill(other, SIGKILL);
    ck_assert_int_eq(number, 7);
    cluster_release(&cluster);
}
END_TEST

static const char *temporary_folder(mode_t mode)
{
    static char folder[] = TEST_FOLDER;
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(chmod(folder, mode), 0);
    return folder;
}

START_TEST(a_home_the_server_user_may_not_enter)
{
    if (geteuid() != 0)
        return;
    struct cluster cluster = {0};
    const char *home = server_home(temporary_folder(0700));
    keep_number(9);
    cluster_find(&cluster);
    ck_assert_str_ne(cluster.place, home);
    ck_assert_int_eq(strncmp(cluster.place, "/var/lib/renkei/", 16), 0);
    ck_assert(cluster_stop(&cluster));
    ck_assert_int_eq(private_number(), 9);
    cluster_release(&cluster);
}
END_TEST

static void open_private(void)
{
    private_number();
}

/* Somebody else may have made the folder below /tmp first, to listen in the server's place. */
static void assert_planted_folder_is_refused(const char *folder)
{
    ck_assert_int_eq(mkdir(folder, 0777), 0);
    ck_assert_int_eq(chmod(folder, 0777), 0);
    struct ended ended = run_child(open_private);
    ck_assert_int_eq(rmdir(folder), 0);
    ck_assert_int_eq(ended.status, STATUS_ENVIRONMENT);
    assert_says(&ended, "is not a private folder");
}

START_TEST(a_deep_home_with_odd_names)
{
    struct cluster cluster = {0};
    static char folder[512];
    const char *top = temporary_folder(0755);
    snprintf(folder, sizeof folder, "%s/it's a, \"deep\" [folder]", top);
    for (int i = 0; i < 4; i++) {
        ck_assert_int_eq(mkdir(folder, 0755), 0);
        strcat(folder, "/在宅医療・介護連携推進事業");
    }
    ck_assert_int_eq(mkdir(folder, 0755), 0);
    server_home(folder);
    cluster_find(&cluster);
    ck_assert_int_eq(strncmp(cluster.socket, "/tmp/renkei-", 12), 0);
    assert_planted_folder_is_refused(cluster.socket);
    keep_number(10);
    struct stat status;
    ck_assert_int_eq(lstat(cluster.socket, &status), 0);
    ck_assert_int_eq(status.st_mode & 0777, 0700);
    ck_assert_int_eq(private_number(), 10);
    cluster_release(&cluster);
}
END_TEST

static void open_as_nobody(void)
{
    if (setgid(65534) < 0 || setuid(65534) < 0)
        exit(99);
    private_number();
}

START_TEST(a_cluster_of_somebody_else_is_refused)
{
    if (geteuid() != 0)
        return;
    struct ended ended = run_child(open_as_nobody);
    ck_assert_int_eq(ended.status, STATUS_ENVIRONMENT);
    assert_says(&ended, "belongs to the user 'root'");
    assert_says(&ended, "RENKEI_HOME");
}
END_TEST

int main(void)
{
    server_start();
    Suite *suite = suite_create("db");
    TCase *schema = tcase_create("schema"), *cluster = tcase_create("cluster");
    tcase_set_timeout(schema, 60);
    tcase_add_test(schema, migrations_are_applied_once);
    tcase_add_test(schema, a_newer_schema_is_refused);
    tcase_add_test(schema, two_programs_migrate_at_once);
    tcase_add_test(schema, sessions_are_alike);
    tcase_add_test(schema, a_failing_statement_ends_the_program);
    tcase_add_test(schema, a_lost_server_is_told);
    tcase_add_test(schema, a_rollback_takes_back);
    tcase_add_loop_test(schema, numerics_arrive_exactly, 0,
                        sizeof numeric_cases / sizeof *numeric_cases);
    tcase_add_test(schema, copy_brings_back_what_it_took);
    tcase_add_test(schema, a_refused_copy_ends_the_program);
    tcase_add_test(schema, a_role_reads_and_nothing_else);
    tcase_set_timeout(cluster, 120);
    tcase_add_test(cluster, a_named_server_that_is_down_is_never_started);
    tcase_add_test(cluster, a_named_server_that_refuses_is_not_called_down);
    tcase_add_test(cluster, a_cluster_survives_stops_kills_and_company);
    tcase_add_test(cluster, a_home_the_server_user_may_not_enter);
    tcase_add_test(cluster, a_deep_home_with_odd_names);
    tcase_add_test(cluster, a_cluster_of_somebody_else_is_refused);
    suite_add_tcase(suite, schema);
    suite_add_tcase(suite, cluster);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
