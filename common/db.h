/*
 * The database: connections, the embedded statements under sql/, COPY, migrations, and the private
 * cluster that is used when no server is named. A failed statement ends the program with
 * its name, the server's message and a hint; the transaction rolls back.
 */
#ifndef RENKEI_COMMON_DB_H
#define RENKEI_COMMON_DB_H

#include "common/options.h"
#include "common/str.h"

#include <libpq-fe.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db {
    PGconn *connection;
    bool in_transaction;
    const char *copying; /* statement of the db_copy_in_start() under way, and how many rows */
    size_t copying_rows;
};

/* Connects to settings->db, or starts and uses the private cluster; sets search_path (renkei),
 * application_name and a quiet, UTF-8, UTC session. `program` names the application. */
void db_open(struct db *db, const struct settings *settings, const char *program);
void db_close(struct db *db);

/* db_open() and bring the schema up to date. */
void db_open_migrated(struct db *db, const struct settings *settings, const char *program);

/* Applies the migrations that are missing, each in a transaction, under an advisory lock; refuses
 * a schema newer than this program. Returns how many were applied. */
int db_migrate(struct db *db);

/* Runs the statement in sql/<name>.sql ("aggregate/delete-cells") with text parameters (NULL is
 * SQL NULL). The result is the caller's to PQclear(). */
PGresult *db_run(struct db *db, const char *name, size_t count, const char *const *values);

/* As db_run(), result discarded; returns the number of rows affected. */
long db_execute(struct db *db, const char *name, size_t count, const char *const *values);

/* One value in the arena-free way: the first column of the first row as a number; 0 if no row. */
int64_t db_number(struct db *db, const char *name, size_t count, const char *const *values);

void db_begin(struct db *db);
/* Begins a transaction that only reads and sees exactly what another connection's transaction sees;
 * `snapshot` is what `SELECT pg_export_snapshot()` gave there. That one must still be open. */
void db_begin_snapshot(struct db *db, const char *snapshot);
void db_commit(struct db *db);
void db_rollback(struct db *db);
/* A place within the transaction to come back to, as often as need be; there is one at a time. */
void db_savepoint(struct db *db);
void db_rollback_to_savepoint(struct db *db);

/* ---- COPY, binary format (PostgreSQL documentation, COPY, "Binary Format") ---- */

/* Rows on their way into one table; any thread may fill its own. Zero-initialise. */
struct copy_rows {
    struct str bytes;
    size_t count;
};
void copy_row(struct copy_rows *rows, int field_count); /* opens a row */
void copy_null(struct copy_rows *rows);
void copy_bool(struct copy_rows *rows, bool value);
void copy_int2(struct copy_rows *rows, int16_t value);
void copy_int4(struct copy_rows *rows, int32_t value);
void copy_int8(struct copy_rows *rows, int64_t value);
void copy_text(struct copy_rows *rows, const char *value);                 /* NULL is SQL NULL */
void copy_bytes(struct copy_rows *rows, const void *bytes, size_t length); /* bytea, text */
/* A bigint[] of one dimension: just as many copy_int8() follow. */
void copy_int8_array(struct copy_rows *rows, size_t count);
/* A numeric: value / 10^decimals, 0 <= decimals <= 9. */
void copy_numeric(struct copy_rows *rows, int64_t value, int decimals);

/* Sends the rows by the COPY statement sql/<name>.sql ("… FROM STDIN (FORMAT binary)") and empties
 * the buffer, which keeps its memory. No rows: no statement. */
void db_copy_in(struct db *db, const char *name, struct copy_rows *rows);
/* The same in two steps: the first returns when all rows are on their way, and the server stores
 * them while the program goes on; the second waits for that and comes before anything else is done
 * with the connection. It is false if a key may be refused and one was, since it is in the table
 * already: then nothing but db_rollback_to_savepoint() or db_rollback() works. */
void db_copy_in_start(struct db *db, const char *name, struct copy_rows *rows);
bool db_copy_in_finish(struct db *db, bool may_be_refused); /* true also if none was under way */

/* One field of a row that comes out. */
struct copy_field {
    const char *bytes; /* NULL: SQL NULL */
    int32_t length;
};
typedef void copy_out_function(void *context, const struct copy_field *fields, size_t count);

/* Runs the COPY … TO STDOUT (FORMAT binary) statement sql/<name>.sql, calling `function` per row;
 * memory does not grow with the rows. COPY takes no $n parameters: the statement may
 * contain :'1', :'2', …, replaced by the values as quoted literals (PQescapeLiteral). */
void db_copy_out(struct db *db, const char *name, size_t count, const char *const *values,
                 copy_out_function *function, void *context);

/* Runs the query sql/<name>.sql with text parameters and calls `function` per row, fields as in
 * db_copy_out(), a few rows at a time: in between, `function` may run other statements on the same
 * connection, COPY too. Sees what this transaction has done so far. In a transaction, and not
 * within itself. */
void db_read_rows(struct db *db, const char *name, size_t count, const char *const *values,
                  copy_out_function *function, void *context);
int16_t copy_get_int2(const struct copy_field *field);
int32_t copy_get_int4(const struct copy_field *field);
int64_t copy_get_int8(const struct copy_field *field);

/* ---- Embedded SQL ---- */

/* The text of sql/<name>.sql; aborts if there is none (a bug). */
const char *sql_text(const char *name);

/* The `renkei db …` verbs: start, stop, status, migrate, psql, role. */
extern const struct verb db_verb;

#endif
