/*
 * Brings the schema up to date with the files sql/migrations/NNN-name.sql, which are never
 * changed once released: a change of the schema is a new file.
 * Each migration is one transaction, and the number that says it was applied is part of it.
 */
#include "common/db.h"

#include "common/db_internal.h"
#include "common/message.h"
#include "common/sql.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MIGRATION_FOLDER "migrations/"

/* The number in "migrations/001-schema"; 0 for any other statement. */
static int migration_number(const char *name)
{
    size_t folder = strlen(MIGRATION_FOLDER);
    return strncmp(name, MIGRATION_FOLDER, folder) == 0 ? atoi(name + folder) : 0;
}

int db_schema_newest(void)
{
    int newest = 0;
    for (size_t i = 0; i < sql_statement_count; i++)
        if (migration_number(sql_statements[i].name) > newest)
            newest = migration_number(sql_statements[i].name);
    return newest;
}

int db_schema_version(struct db *db)
{
    if (!db_number(db, "db/migration-table", 0, NULL))
        return 0;
    return (int)db_number(db, "db/schema-version", 0, NULL);
}

static void refuse_newer(int version, int newest)
{
    if (version > newest)
        die(NULL, _("use the newest renkei for this database"),
            _("the database has schema version %d, but this renkei %s knows only version %d"),
            version, renkei_version, newest);
}

static void apply(struct db *db, const struct sql_statement *migration)
{
    char version[16];
    snprintf(version, sizeof version, "%d", migration_number(migration->name));
    message_detail(_("applying %s"), migration->name);
    db_script(db, migration->name, migration->text);
    const char *values[] = {version, migration->name + strlen(MIGRATION_FOLDER), renkei_version};
    db_execute(db, "db/record-migration", 3, values);
}

static const struct sql_statement *migration_after(int version)
{
    const struct sql_statement *next = NULL;
    for (size_t i = 0; i < sql_statement_count; i++) {
        int number = migration_number(sql_statements[i].name);
        if (number > version && (!next || number < migration_number(next->name)))
            next = &sql_statements[i];
    }
    return next;
}

/* The version is read again under the lock: another program may have been faster. */
static bool apply_next(struct db *db)
{
    db_begin(db);
    db_execute(db, "db/lock-schema", 0, NULL);
    if (!db_number(db, "db/migration-table", 0, NULL)) {
        db_execute(db, "db/create-schema", 0, NULL);
        db_execute(db, "db/create-migration-table", 0, NULL);
    }
    const struct sql_statement *next = migration_after(db_schema_version(db));
    if (next)
        apply(db, next);
    db_commit(db);
    return next != NULL;
}

int db_migrate(struct db *db)
{
    int newest = db_schema_newest();
    int version = db_schema_version(db);
    refuse_newer(version, newest);
    /* Looking needs no right to change anything: a role that only reads passes here. */
    if (version == newest)
        return 0;
    int applied = 0;
    while (apply_next(db))
        applied++;
    refuse_newer(db_schema_version(db), newest);
    return applied;
}
