/*
 * The private PostgreSQL cluster: in $RENKEI_HOME (default ./var), reached through a Unix socket
 * in a folder that only its owner may enter, started on demand, stopped by `renkei db stop`.
 *
 *     var/lock          held while the cluster is made, started or stopped
 *     var/db/           the cluster, of the server user; whole as soon as it has this name
 *     var/socket/       or /tmp/renkei-UID-HASH when that path is too long for a socket
 *     var/server.log
 *     var/elsewhere     root only: the folder that holds the three above instead of var
 *
 * PostgreSQL refuses to run as root: then the server runs as the owner of an existing cluster,
 * else as "postgres", else as "nobody", and lies below /var/lib/renkei if that user may not
 * enter the home.
 */
#ifndef RENKEI_COMMON_CLUSTER_H
#define RENKEI_COMMON_CLUSTER_H

#include "common/arena.h"

#include <stdbool.h>
#include <sys/types.h>

/* Zero-initialise. All texts are absolute paths in the arena. */
struct cluster {
    struct arena arena;
    const char *home;
    const char *place;    /* the home, or the folder that stands for it */
    const char *data;     /* place/db */
    const char *socket;   /* folder of the socket */
    const char *log;      /* place/server.log */
    const char *conninfo; /* for libpq and psql */
    uid_t uid;            /* of the server */
    gid_t gid;
    const char *user; /* its name, NULL when it is the caller */
    int lock;
};

/* Where the cluster is or will be; makes nothing. Ends the program if it belongs to somebody
 * else. */
void cluster_find(struct cluster *cluster);
void cluster_release(struct cluster *cluster);

bool cluster_exists(const struct cluster *cluster);
/* Its server takes connections, starts or stops: the process id; 0 when there is none. */
pid_t cluster_server(const struct cluster *cluster);

/* Makes the cluster if there is none, starts the server if it does not run, waits until it takes
 * connections. True if it had to be started. Any failure ends the program. */
bool cluster_start(struct cluster *cluster);

/* Ends all connections and stops the server cleanly; false if it did not run. */
bool cluster_stop(struct cluster *cluster);

/* Bytes on the disk; 0 if there is no cluster. */
long long cluster_size(const struct cluster *cluster);

/* The folder of the server programs of `major` (0: the newest that will do), in the cluster's
 * arena; NULL if there is none. */
const char *cluster_programs(struct cluster *cluster, int major);

/* ---- Shared by cluster.c, cluster_make.c and cluster_run.c ---- */

/* Sets the texts that follow from `place`. */
void cluster_set_place(struct cluster *cluster, const char *place);

/* The lines of a server program's output that say what went wrong, in the arena. */
const char *cluster_gist(struct arena *arena, const char *output);

/* A short name for a long path. */
unsigned long long cluster_hash(const char *text);

/* Removes what attempts to make the cluster left when they were killed; under the lock. What
 * cannot be removed now, because its program is still ending, the next start removes. */
void cluster_tidy(const struct cluster *cluster);

/* Makes the cluster under the lock: whole or not at all. May choose another place (root). */
void cluster_make(struct cluster *cluster);

/* In a child process: becomes the server user, closes all descriptors but 0 to 2, replaces the
 * environment, executes. `input` becomes the standard input (-1: nothing to read); a running
 * process with the number `stale_server` is not taken for the server of this cluster. */
_Noreturn void cluster_exec(const struct cluster *cluster, char *const *arguments,
                            pid_t stale_server, int input);

/* Runs a program as the server user with `input` (NULL: nothing), its output in `output` (in the
 * arena). True if it ended with 0. */
bool cluster_command(struct cluster *cluster, char *const *arguments, const char *input,
                     const char **output);

/* The server user may enter the folder. */
bool cluster_may_enter(const struct cluster *cluster, const char *folder);

#endif
