/*
 * Worker threads that take jobs in order and hand them back in order, a bounded number under way.
 * One thread (the main one) submits and collects; what it collects does not depend on the number
 * of workers.
 */
#ifndef RENKEI_INGEST_POOL_H
#define RENKEI_INGEST_POOL_H

#include <stddef.h>

struct pool;

/* Runs in a worker thread; `worker` is its number from 0. */
typedef void pool_function(void *context, size_t worker, void *job);

/* `job_count` jobs of `job_size` zeroed bytes each, used again and again. */
struct pool_settings {
    size_t workers;
    size_t job_count;
    size_t job_size;
    pool_function *work;
    void *context;
};
struct pool *pool_new(const struct pool_settings *settings);

/* The next job to fill in, NULL if all are under way: then collect first. */
void *pool_vacant(struct pool *pool);
/* Hands over the job that pool_vacant() returned last. */
void pool_submit(struct pool *pool);
/* Waits for the oldest job under way; NULL if there is none. */
void *pool_collect(struct pool *pool);
/* The collected job may be filled in again. */
void pool_vacate(struct pool *pool);

/* Stops the workers after the jobs under way; calls `release` (may be NULL) for every job. */
void pool_free(struct pool *pool, void (*release)(void *job));

/* One worker per processor. */
size_t pool_processors(void);

#endif
