/*
 * A private cluster for one test program, in a home of its own below /tmp. It is stopped and
 * removed when the program ends, however it ends; with RENKEI_KEEP=1 in the environment it is
 * kept, and the end says where. Call server_start() in main(), before the tests fork.
 */
#ifndef RENKEI_TESTS_SERVER_H
#define RENKEI_TESTS_SERVER_H

#include "common/options.h"

struct db;

/* For mkdtemp(): what begins so is removed with all that is in it. */
#define TEST_FOLDER "/tmp/renkei-test-XXXXXX"

/* Starts the cluster and points RENKEI_HOME at it; RENKEI_DB is taken out of the environment. */
void server_start(void);

/* Settings that reach it through db_open(). */
extern const struct settings server_settings;

/* The folder of that home, in which tests may make folders: it is removed with all that is in it.
 */
const char *server_top(void);

/* Empties all tables of the schema and begins its numbers anew; what was migrated stays. */
void server_empty(struct db *db);

/* An empty home for a test that starts a cluster of its own: points RENKEI_HOME below `folder`
 * (in a TEST_FOLDER; NULL: a new one) and has it stopped and removed at the end of the process. */
const char *server_home(const char *folder);

#endif
