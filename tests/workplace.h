/*
 * For tests of programs at work: a folder (folder.h) and the database of server.h, both empty when
 * a test begins, and what is needed to look into them. Call server_start() in main(), and make
 * workplace_open() and workplace_close() the fixture of the tests, or part of it.
 */
#ifndef RENKEI_TESTS_WORKPLACE_H
#define RENKEI_TESTS_WORKPLACE_H

#include "common/db.h"
#include "tests/folder.h"

static struct db db;

/* ---- The database ---- */

/* The caller clears the result. */
static inline PGresult *query_rows(const char *statement)
{
    PGresult *result = PQexec(db.connection, statement);
    ck_assert_msg(PQresultStatus(result) == PGRES_TUPLES_OK ||
                      PQresultStatus(result) == PGRES_COMMAND_OK,
                  "%s\n%s", statement, PQresultErrorMessage(result));
    return result;
}

/* The first value of its rows; "" if there is none. */
static inline const char *query(const char *statement)
{
    PGresult *result = query_rows(statement);
    const char *value = arena_strdup(&kept, PQntuples(result) ? PQgetvalue(result, 0, 0) : "");
    PQclear(result);
    return value;
}

static inline void assert_query(const char *statement, const char *expected)
{
    ck_assert_str_eq(query(statement), expected);
}

/* ---- Fixture ---- */

static inline void workplace_open(void)
{
    folder_open();
    db_open_migrated(&db, &server_settings, "renkei-test");
    server_empty(&db);
}

static inline void workplace_close(void)
{
    db_close(&db);
    folder_close();
}

#endif
