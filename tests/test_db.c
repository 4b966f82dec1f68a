/* The database module against a cluster of its own: schema, COPY, failures, and the private
 * cluster in good and in bad places. */
#include "common/cluster.h"
#include "common/db.h"
#include "common/db_internal.h"
#include "common/message.h"
#include "tests/child_run.h"
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

int main(void)
{
    server_start();
    Suite *suite = suite_create("db");
    TCase *schema = tcase_create("schema");
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
    suite_add_tcase(suite, schema);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
