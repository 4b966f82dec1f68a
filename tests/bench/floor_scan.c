/*
 * What reading the responses costs at least: floor_scan CONNINFO SURVEY FORM CONNECTIONS opens as
 * many connections as `renkei aggregate --jobs` does, runs its own COPY statement on each for its
 * share of the table, and throws everything away. Prints how many responses came.
 */
#include "common/db.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { CONNECTIONS_MOST = 64 };

struct share {
    struct db db;
    const char *survey, *form;
    char first[32], end[32];
    long rows;
};

static void throw_away(void *context, const struct copy_field *fields, size_t count)
{
    struct share *share = context;
    (void)fields;
    (void)count;
    share->rows++;
}

static void *read_share(void *context)
{
    struct share *share = context;
    const char *values[] = {share->survey, share->form, share->first, share->end};
    db_copy_out(&share->db, "aggregate/copy-responses", 4, values, throw_away, share);
    return NULL;
}

static void open_share(struct share *share, const struct settings *settings, char **argv)
{
    *share = (struct share){.survey = argv[2], .form = argv[3]};
    db_open(&share->db, settings, "renkei-bench");
    PQclear(db_run(&share->db, "aggregate/scan-settings", 0, NULL));
}

int main(int argc, char **argv)
{
    struct share shares[CONNECTIONS_MOST];
    pthread_t threads[CONNECTIONS_MOST];
    long count = argc == 5 ? strtol(argv[4], NULL, 10) : 0;
    if (count < 1 || count > CONNECTIONS_MOST) {
        fprintf(stderr, "usage: floor_scan CONNINFO SURVEY FORM CONNECTIONS\n");
        return EXIT_FAILURE;
    }
    struct settings settings = {.db = argv[1], .survey = argv[2], .configs = "configs"};
    for (long i = 0; i < count; i++)
        open_share(&shares[i], &settings, argv);
    long blocks = (long)db_number(&shares[0].db, "aggregate/response-blocks", 0, NULL), rows = 0;
    for (long i = 0; i < count; i++) {
        long end = i + 1 == count ? (long)UINT32_MAX : blocks * (i + 1) / count;
        snprintf(shares[i].first, sizeof shares[i].first, "(%ld,0)", blocks * i / count);
        snprintf(shares[i].end, sizeof shares[i].end, "(%ld,0)", end);
        if (pthread_create(&threads[i], NULL, read_share, &shares[i]) != 0)
            abort();
    }
    for (long i = 0; i < count; i++) {
        if (pthread_join(threads[i], NULL) != 0)
            abort();
        rows += shares[i].rows;
        db_close(&shares[i].db);
    }
    printf("%ld\n", rows);
    return EXIT_SUCCESS;
}
