/*
 * Connections and statements. The one rule: nobody outside this module looks at an error of
 * libpq. A statement works, or the program ends with the server's own words and a hint.
 * COPY is in db_copy.c, migrations in migrate.c, the private cluster in cluster.c.
 */
#include "common/db.h"

#include "common/cluster.h"
#include "common/db_internal.h"
#include "common/message.h"
#include "common/sql.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* COPY and row-level security behave alike, and multirange types exist, from here on. */
enum { DB_OLDEST_SERVER = 140000 };

/* Five attempts a second: against a server that is stopped in the wrong moment, and (half a minute)
 * against one that recovers from a crash. */
enum { DB_PRIVATE_ATTEMPTS = 5, DB_RECOVERY_ATTEMPTS = 150 };

/* How long a server that does not answer may keep a person waiting, in seconds; a connect_timeout
 * in the conninfo wins. */
#define DB_CONNECT_TIMEOUT "15"

const char *sql_text(const char *name)
{
    for (size_t i = 0; i < sql_statement_count; i++)
        if (strcmp(sql_statements[i].name, name) == 0)
            return sql_statements[i].text;
    message_error(NULL, "no embedded statement \"%s\"", name);
    abort();
}

struct failure_hint {
    const char *state; /* SQLSTATE or the beginning of one */
    const char *hint;
};

static const struct failure_hint failure_hints[] = {
    {"08", N_("nothing of this run was stored; see that the server runs, then run again")},
    {"25006", N_("the server or the role only reads; use one that may write")},
    {"3F000", N_("the schema is missing; run 'renkei db migrate'")},
    {"40", N_("another program changed the same rows; run again")},
    {"42501", N_("the role may not do this; connect as the owner of the schema 'renkei'")},
    {"42P01", N_("the schema is missing or too old; run 'renkei db migrate'")},
    {"42703", N_("the schema is too old; run 'renkei db migrate'")},
    {"53100", N_("the disk of the server is full; free some space, then run again")},
    {"53200", N_("the server is out of memory; end other programs, then run again")},
    {"53300", N_("too many programs are connected; wait for one to end, or use fewer jobs")},
    {"55P03", N_("another program holds a lock; wait for it to end, then run again")},
    {"57014", N_("the statement was cancelled; run again")},
    {"57P", N_("the server was stopped or is starting; nothing of this run was stored, run again")},
    {"58", N_("the server cannot read or write its files; see its log and its disk")},
    {"XX", N_("the server found its files damaged or a fault in itself; see its log")},
};

static const char *failure_hint(const char *state)
{
    for (size_t i = 0; i < sizeof failure_hints / sizeof *failure_hints; i++)
        if (strncmp(state, failure_hints[i].state, strlen(failure_hints[i].state)) == 0)
            return _(failure_hints[i].hint);
    return NULL;
}

void db_fail(const struct db *db, const char *name, const PGresult *result)
{
    const char *detail = result ? PQresultErrorMessage(result) : "";
    if (!*detail)
        detail = PQerrorMessage(db->connection);
    const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    if (!state && PQstatus(db->connection) == CONNECTION_BAD)
        state = "08006";
    for (size_t i = 0; i < sql_statement_count; i++)
        if (strcmp(sql_statements[i].name, name) == 0)
            message_detail("%s:\n%s", name, sql_statements[i].text);
    die(detail, state ? failure_hint(state) : NULL, _("the database could not carry out \"%s\""),
        name);
}

static bool succeeded(const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

void db_script(struct db *db, const char *name, const char *text)
{
    PGresult *result = PQexec(db->connection, text);
    if (!succeeded(result))
        db_fail(db, name, result);
    PQclear(result);
}

PGresult *db_run(struct db *db, const char *name, size_t count, const char *const *values)
{
    if (count > INT_MAX)
        abort();
    PGresult *result =
        PQexecParams(db->connection, sql_text(name), (int)count, NULL, values, NULL, NULL, 0);
    if (!succeeded(result))
        db_fail(db, name, result);
    return result;
}

long db_execute(struct db *db, const char *name, size_t count, const char *const *values)
{
    PGresult *result = db_run(db, name, count, values);
    long rows = strtol(PQcmdTuples(result), NULL, 10);
    PQclear(result);
    return rows;
}

int64_t db_number(struct db *db, const char *name, size_t count, const char *const *values)
{
    PGresult *result = db_run(db, name, count, values);
    int64_t number = 0;
    if (PQntuples(result) && PQnfields(result))
        number = strtoll(PQgetvalue(result, 0, 0), NULL, 10);
    PQclear(result);
    return number;
}

void db_begin(struct db *db)
{
    db_script(db, "BEGIN", "BEGIN");
    db->in_transaction = true;
}

void db_commit(struct db *db)
{
    PGresult *result = PQexec(db->connection, "COMMIT");
    /* A transaction that failed earlier answers COMMIT with ROLLBACK and reports success. */
    if (!succeeded(result) && PQstatus(db->connection) == CONNECTION_BAD)
        die(PQerrorMessage(db->connection),
            _("see that the server runs, then run again: what was stored is not stored twice"),
            _("the database did not answer whether this run was stored"));
    if (!succeeded(result) || strcmp(PQcmdStatus(result), "COMMIT") != 0)
        db_fail(db, "COMMIT", result);
    PQclear(result);
    db->in_transaction = false;
}

void db_rollback(struct db *db)
{
    db_script(db, "ROLLBACK", "ROLLBACK");
    db->in_transaction = false;
}

void db_savepoint(struct db *db)
{
    db_script(db, "SAVEPOINT", "SAVEPOINT renkei");
}

void db_rollback_to_savepoint(struct db *db)
{
    db_script(db, "ROLLBACK TO SAVEPOINT", "ROLLBACK TO SAVEPOINT renkei");
}

static void print_notice(void *context, const char *text)
{
    (void)context;
    message_detail("%.*s", (int)strcspn(text, "\n"), text);
}

/* The conninfo comes in the place of the database's name and is taken apart by libpq; what stands
 * before it can be overridden by it, what stands behind cannot. */
struct connect_parameters {
    const char *names[6], *values[6];
};

static struct connect_parameters connect_parameters(const char *conninfo, const char *program)
{
    return (struct connect_parameters){
        .names = {"connect_timeout", "dbname", "application_name", "client_encoding"},
        .values = {DB_CONNECT_TIMEOUT, conninfo, program, "UTF8"},
    };
}

/* Tells apart, for the hint, a server that is down from one that answers and refuses. */
static const char *connect_hint(const char *conninfo, const char *program)
{
    struct connect_parameters parameters = connect_parameters(conninfo, program);
    switch (PQpingParams(parameters.names, parameters.values, 1)) {
    case PQPING_OK:
        return _("the server answers but refuses; see database, user and password in the conninfo");
    case PQPING_REJECT:
        return _("the server is starting or stopping; try again in a moment");
    case PQPING_NO_RESPONSE:
        return _("no server answers there; is it running, and are host and port right?");
    case PQPING_NO_ATTEMPT:
        break;
    }
    return _("a conninfo looks like 'host=db.example.jp dbname=renkei user=renkei'");
}

_Noreturn static void refuse_connection(struct db *db, const struct settings *settings,
                                        const char *conninfo, const char *program)
{
    const char *detail = PQerrorMessage(db->connection);
    if (settings->db)
        die(detail, connect_hint(conninfo, program),
            _("could not connect to the server named by --db or RENKEI_DB"));
    die(detail, _("'renkei db status' says where it is and what state it is in"),
        _("could not connect to the private database, although its server was started"));
}

static void require_usable_server(const struct db *db)
{
    int version = PQserverVersion(db->connection);
    if (version < DB_OLDEST_SERVER)
        die(NULL, _("use PostgreSQL 14 or newer"),
            _("the server is PostgreSQL %d, which is too old"), version / 10000);
    const char *encoding = PQparameterStatus(db->connection, "server_encoding");
    if (encoding && strcmp(encoding, "UTF8") != 0)
        die(NULL, _("create one: createdb --template=template0 --encoding=UTF8 NAME"),
            _("the database stores text as %s, but must store it as UTF8"), encoding);
}

static bool connect_to(struct db *db, const char *conninfo, const char *program)
{
    struct connect_parameters parameters = connect_parameters(conninfo, program);
    PQfinish(db->connection);
    db->connection = PQconnectdbParams(parameters.names, parameters.values, 1);
    if (!db->connection)
        abort();
    return PQstatus(db->connection) == CONNECTION_OK;
}

static bool is_starting(const char *conninfo, const char *program)
{
    struct connect_parameters parameters = connect_parameters(conninfo, program);
    return PQpingParams(parameters.names, parameters.values, 1) == PQPING_REJECT;
}

static void connect_private(struct db *db, const struct settings *settings, const char *program)
{
    struct cluster cluster = {0};
    cluster_find(&cluster);
    db_forget_environment();
    /* Another program may stop the server between the start and the connection. */
    for (int attempt = 1;; attempt++) {
        cluster_start(&cluster);
        if (connect_to(db, cluster.conninfo, program))
            break;
        bool starting = is_starting(cluster.conninfo, program);
        if (attempt >= (starting ? DB_RECOVERY_ATTEMPTS : DB_PRIVATE_ATTEMPTS))
            refuse_connection(db, settings, cluster.conninfo, program);
        nanosleep(&(struct timespec){.tv_nsec = 200000000}, NULL);
    }
    cluster_release(&cluster);
}

void db_forget_environment(void)
{
    PQconninfoOption *options = PQconndefaults();
    if (!options)
        abort();
    for (const PQconninfoOption *option = options; option->keyword; option++)
        if (option->envvar)
            unsetenv(option->envvar);
    PQconninfoFree(options);
}

void db_open(struct db *db, const struct settings *settings, const char *program)
{
    *db = (struct db){0};
    if (!settings->db)
        connect_private(db, settings, program);
    else if (!connect_to(db, settings->db, program))
        refuse_connection(db, settings, settings->db, program);
    PQsetNoticeProcessor(db->connection, print_notice, NULL);
    require_usable_server(db);
    PQclear(db_run(db, "db/session", 0, NULL));
}

void db_open_migrated(struct db *db, const struct settings *settings, const char *program)
{
    db_open(db, settings, program);
    db_migrate(db);
}

void db_close(struct db *db)
{
    PQfinish(db->connection);
    *db = (struct db){0};
}
