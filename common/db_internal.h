/* What the parts of the database module share with each other and with nobody else. */
#ifndef RENKEI_COMMON_DB_INTERNAL_H
#define RENKEI_COMMON_DB_INTERNAL_H

#include "common/db.h"

/* Ends the program because the statement `name` failed; `result` NULL: the connection's own error.
 */
_Noreturn void db_fail(const struct db *db, const char *name, const PGresult *result);

/* Runs a text of any number of statements without parameters, result discarded. `name` is what
 * a failure calls it. */
void db_script(struct db *db, const char *name, const char *text);

/* db_copy_in() and db_copy_out() by the text of a statement; `name` is what a failure calls it. */
void db_copy_in_by(struct db *db, const char *name, const char *statement, struct copy_rows *rows);
void db_copy_out_by(struct db *db, const char *name, const char *statement,
                    copy_out_function *function, void *context);

/* Takes PGHOSTADDR, PGSERVICE and all else that libpq would heed out of the environment: what is
 * meant for other servers must not lead away from the private one. */
void db_forget_environment(void);

/* Version of the schema in the database (0: none) and the newest this program knows. */
int db_schema_version(struct db *db);
int db_schema_newest(void);

#endif
