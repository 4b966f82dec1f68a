/*
 * `renkei db …`: the private database and the schema, as people handle them. With --db the verbs
 * that make sense for any server work on that one.
 */
#include "common/db.h"

#include "common/cluster.h"
#include "common/db_internal.h"
#include "common/message.h"
#include "common/nearest.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DB_PROGRAM "renkei-db"

static bool citus;

struct db_action {
    const char *name;
    size_t operands; /* exactly as many; SIZE_MAX: any number */
    int (*run)(const struct settings *settings, size_t count, char **operands);
};

/* A server named with --db is not ours to start or stop. */
static void require_private(const struct settings *settings, const char *action)
{
    if (settings->db)
        die_usage(_("leave out --db and RENKEI_DB to mean the private database"),
                  _("'db %s' is for the private database, not for a server named by --db"), action);
}

static int db_start(const struct settings *settings, size_t count, char **operands)
{
    (void)count;
    (void)operands;
    require_private(settings, "start");
    struct cluster cluster = {0};
    cluster_find(&cluster);
    if (cluster_start(&cluster))
        message_note(_("the private database in '%s' is running"), cluster.place);
    else
        message_note(_("the private database in '%s' was running already"), cluster.place);
    cluster_release(&cluster);
    return STATUS_DONE;
}

static int db_stop(const struct settings *settings, size_t count, char **operands)
{
    (void)count;
    (void)operands;
    require_private(settings, "stop");
    struct cluster cluster = {0};
    cluster_find(&cluster);
    if (cluster_stop(&cluster))
        message_note(_("the private database in '%s' is stopped"), cluster.place);
    else
        message_note(_("the private database was not running"));
    cluster_release(&cluster);
    return STATUS_DONE;
}

/* ---- status ---- */

static void print_schema(struct db *db)
{
    int version = db_schema_version(db);
    printf(_("schema:   version %d of %d\n"), version, db_schema_newest());
    if (version < 1)
        return;
    PGresult *surveys = db_run(db, "db/surveys", 0, NULL);
    printf("%s", _("surveys: "));
    for (int i = 0; i < PQntuples(surveys); i++)
        printf(_("%s %s (%s responses)"), i ? "," : "", PQgetvalue(surveys, i, 0),
               PQgetvalue(surveys, i, 1));
    printf("%s\n", PQntuples(surveys) ? "" : _(" none"));
    PQclear(surveys);
}

static void print_size(long long bytes)
{
    printf(_("size:     %lld MB\n"), (bytes + 500000) / 1000000);
}

static int private_status(const struct settings *settings)
{
    struct cluster cluster = {0};
    cluster_find(&cluster);
    printf(_("database: private, in %s\n"), cluster.data);
    if (!cluster_exists(&cluster)) {
        printf(_("state:    not made yet; the first verb that needs it makes it\n"));
        cluster_release(&cluster);
        return STATUS_DONE;
    }
    pid_t pid = cluster_server(&cluster);
    if (pid)
        printf(_("state:    running (process %ld)\n"), (long)pid);
    else
        printf(_("state:    stopped; the next verb that needs it starts it\n"));
    printf(_("conninfo: %s\n"), cluster.conninfo);
    printf(_("log:      %s\n"), cluster.log);
    print_size(cluster_size(&cluster));
    cluster_release(&cluster);
    if (pid) {
        struct db db;
        db_open(&db, settings, DB_PROGRAM);
        print_schema(&db);
        db_close(&db);
    }
    return STATUS_DONE;
}

static int db_status(const struct settings *settings, size_t count, char **operands)
{
    (void)count;
    (void)operands;
    if (!settings->db)
        return private_status(settings);
    struct db db;
    db_open(&db, settings, DB_PROGRAM);
    printf(_("database: %s on the server named by --db or RENKEI_DB\n"), PQdb(db.connection));
    printf(_("state:    running (PostgreSQL %d)\n"), PQserverVersion(db.connection) / 10000);
    print_size(db_number(&db, "db/size", 0, NULL));
    print_schema(&db);
    db_close(&db);
    return STATUS_DONE;
}

/* ---- migrate, role ---- */

/* Responses and what is joined to them by unit go to the workers, small tables to all of them. */
static void distribute(struct db *db)
{
    if (!db_number(db, "citus/extension", 0, NULL))
        die(NULL,
            _("install Citus on every server of the cluster, run 'CREATE EXTENSION citus', and run "
              "this again; docs/scale.md also says how to do without it"),
            _("the database has no extension 'citus'"));
    db_begin(db);
    db_execute(db, "db/lock-schema", 0, NULL);
    db_execute(db, "citus/distribute", 0, NULL);
    db_commit(db);
    message_note(_("the responses are distributed by unit"));
}

static int db_migrate_verb(const struct settings *settings, size_t count, char **operands)
{
    (void)count;
    (void)operands;
    struct db db;
    db_open(&db, settings, DB_PROGRAM);
    int applied = db_migrate(&db);
    message_note(_("the schema is at version %d, %d migrations were applied"), db_schema_newest(),
                 applied);
    if (citus)
        distribute(&db);
    db_close(&db);
    return STATUS_DONE;
}

/* PostgreSQL keeps names that begin with pg_ to itself, and cuts off what is longer than 63. */
static void require_role_name(const char *name)
{
    size_t length = strlen(name);
    if (length < 1 || length > 63 || strncmp(name, "pg_", 3) == 0 ||
        !strchr("_abcdefghijklmnopqrstuvwxyz", name[0]) ||
        strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-") != length)
        die_usage(_("small letters, digits, '_' and '-', a letter first, at most 63"),
                  _("'%s' cannot be the name of a role"), name);
}

static int db_role(const struct settings *settings, size_t count, char **operands)
{
    (void)count;
    require_role_name(operands[0]);
    struct db db;
    db_open_migrated(&db, settings, DB_PROGRAM);
    const char *values[] = {operands[0]};
    if (db_number(&db, "db/role-may-more", 1, values))
        die(NULL, _("choose another name"),
            _("the role '%s' owns this database or may do everything; it is not changed"),
            operands[0]);
    db_begin(&db);
    db_execute(&db, "db/role-name", 1, values);
    db_execute(&db, "db/grant-role", 0, NULL);
    if (db_number(&db, "db/role-can-write", 1, values))
        die(NULL, _("take it out of the roles it is a member of, or choose another name"),
            _("the role '%s' may write through another role; it is not changed"), operands[0]);
    db_commit(&db);
    message_note(_("the role '%s' may log in and read"), operands[0]);
    db_close(&db);
    return STATUS_DONE;
}

/* ---- psql ---- */

static void set_environment(const char *name, const char *value)
{
    if (setenv(name, value, 1) < 0)
        abort();
}

/* Through the environment, so that psql's own options (-U, -d) still win. */
static void point_psql(const struct settings *settings)
{
    struct cluster cluster = {0};
    if (!settings->db)
        db_forget_environment();
    set_environment("PGOPTIONS", "-c search_path=renkei");
    set_environment("PGCLIENTENCODING", "UTF8");
    if (settings->db)
        return;
    cluster_find(&cluster);
    cluster_start(&cluster);
    set_environment("PGHOST", cluster.socket);
    set_environment("PGPORT", "5432");
    set_environment("PGUSER", "renkei");
    set_environment("PGDATABASE", "renkei");
    cluster_release(&cluster);
}

static int db_psql(const struct settings *settings, size_t count, char **operands)
{
    if (count && strcmp(operands[0], "--") == 0) {
        operands++;
        count--;
    }
    point_psql(settings);
    char **arguments = calloc(count + 4, sizeof *arguments);
    if (!arguments)
        abort();
    size_t used = 0;
    arguments[used++] = (char *)"psql";
    if (settings->db) {
        arguments[used++] = (char *)"--dbname";
        arguments[used++] = (char *)settings->db;
    }
    memcpy(arguments + used, operands, count * sizeof *operands);
    execvp("psql", arguments);
    die(strerror(errno), _("install the package 'postgresql-client'"), _("cannot run psql"));
}

/* ---- which ---- */

static const struct db_action actions[] = {
    {"start", 0, db_start},          {"stop", 0, db_stop},        {"status", 0, db_status},
    {"migrate", 0, db_migrate_verb}, {"psql", SIZE_MAX, db_psql}, {"role", 1, db_role},
};
enum { ACTIONS = sizeof actions / sizeof *actions };

_Noreturn static void refuse_action(const char *typed)
{
    const char *names[ACTIONS];
    for (size_t i = 0; i < ACTIONS; i++)
        names[i] = actions[i].name;
    const char *nearest = nearest_name(typed, names, ACTIONS);
    struct arena arena = {0};
    die_usage(nearest ? arena_printf(&arena, _("did you mean '%s'?"), nearest)
                      : _("start, stop, status, migrate, psql or role"),
              _("'db' cannot '%s'"), typed);
}

static int run_db(const struct settings *settings, size_t count, char **operands)
{
    if (!count)
        die_usage(_("start, stop, status, migrate, psql or role"), _("say what 'db' shall do"));
    for (size_t i = 0; i < ACTIONS; i++) {
        if (strcmp(actions[i].name, operands[0]) != 0)
            continue;
        if (actions[i].operands != SIZE_MAX && actions[i].operands != count - 1)
            die_usage(_("see 'renkei db --help'"),
                      actions[i].operands ? _("'db %s' needs one name")
                                          : _("'db %s' takes nothing more"),
                      operands[0]);
        if (citus && actions[i].run != db_migrate_verb)
            die_usage(_("see 'renkei db --help'"), _("--citus belongs to 'db migrate'"));
        return actions[i].run(settings, count - 1, operands + 1);
    }
    refuse_action(operands[0]);
}

static const struct argument db_arguments[] = {
    {0, "citus", ARGUMENT_FLAG, &citus, NULL,
     N_("with migrate: distribute the responses over the workers of a Citus cluster")},
    {0},
};

const struct verb db_verb = {
    .name = "db",
    .operands = "start|stop|status|migrate|psql [ARG…]|role NAME",
    .summary = N_("the private database, the schema, access roles"),
    .text =
        N_("Without --db or RENKEI_DB the data are kept in a private PostgreSQL database in\n"
           "$RENKEI_HOME (default ./var), which no other user can reach. It is made and started\n"
           "by the first verb that needs it.\n"
           "\n"
           "  start      start the private database\n"
           "  stop       end all connections and stop it\n"
           "  status     where it is, whether it runs, what it holds\n"
           "  migrate    bring the schema up to date (the other verbs do this by themselves)\n"
           "  psql ARG…  open PostgreSQL's shell on it; all that follows is psql's\n"
           "  role NAME  let a role of this name log in and read, and nothing else;\n"
           "             a password is set with '\\password NAME' in psql\n"
           "\n"
           "  renkei db status\n"
           "  renkei db psql -c 'SELECT unit, value FROM answer LIMIT 10'"),
    .run = run_db,
    .arguments = db_arguments,
    .verbatim_after = "psql",
};
