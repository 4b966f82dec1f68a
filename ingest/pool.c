/* A ring of jobs: oldest <= taken <= submitted, all counted up without end, modulo job_count. */
#include "ingest/pool.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

struct worker {
    struct pool *pool;
    size_t number;
    pthread_t thread;
};

struct pool {
    struct pool_settings settings;
    pthread_mutex_t mutex;
    pthread_cond_t submitted_one, done_one;
    size_t oldest, taken, submitted;
    bool stopping;
    bool *done;
    char *jobs;
    struct worker *workers;
};

static void *job_at(const struct pool *pool, size_t number)
{
    return pool->jobs + number % pool->settings.job_count * pool->settings.job_size;
}

static void *work(void *argument)
{
    struct worker *worker = argument;
    struct pool *pool = worker->pool;
    pthread_mutex_lock(&pool->mutex);
    for (;;) {
        while (pool->taken == pool->submitted && !pool->stopping)
            pthread_cond_wait(&pool->submitted_one, &pool->mutex);
        if (pool->taken == pool->submitted)
            break;
        size_t number = pool->taken++;
        pthread_mutex_unlock(&pool->mutex);
        pool->settings.work(pool->settings.context, worker->number, job_at(pool, number));
        pthread_mutex_lock(&pool->mutex);
        pool->done[number % pool->settings.job_count] = true;
        pthread_cond_signal(&pool->done_one);
    }
    pthread_mutex_unlock(&pool->mutex);
    return NULL;
}

static void *zeroed(size_t count, size_t size)
{
    void *memory = calloc(count, size);
    if (!memory)
        abort();
    return memory;
}

struct pool *pool_new(const struct pool_settings *settings)
{
    struct pool *pool = zeroed(1, sizeof *pool);
    pool->settings = *settings;
    pool->done = zeroed(settings->job_count, sizeof *pool->done);
    pool->jobs = zeroed(settings->job_count, settings->job_size);
    pool->workers = zeroed(settings->workers, sizeof *pool->workers);
    if (pthread_mutex_init(&pool->mutex, NULL) || pthread_cond_init(&pool->submitted_one, NULL) ||
        pthread_cond_init(&pool->done_one, NULL))
        abort();
    for (size_t i = 0; i < settings->workers; i++) {
        pool->workers[i] = (struct worker){.pool = pool, .number = i};
        if (pthread_create(&pool->workers[i].thread, NULL, work, &pool->workers[i]))
            abort();
    }
    return pool;
}

void *pool_vacant(struct pool *pool)
{
    /* only this thread moves `submitted` and `oldest` */
    return pool->submitted - pool->oldest < pool->settings.job_count ? job_at(pool, pool->submitted)
                                                                     : NULL;
}

void pool_submit(struct pool *pool)
{
    pthread_mutex_lock(&pool->mutex);
    pool->done[pool->submitted % pool->settings.job_count] = false;
    pool->submitted++;
    pthread_cond_signal(&pool->submitted_one);
    pthread_mutex_unlock(&pool->mutex);
}

void *pool_collect(struct pool *pool)
{
    if (pool->oldest == pool->submitted)
        return NULL;
    pthread_mutex_lock(&pool->mutex);
    while (!pool->done[pool->oldest % pool->settings.job_count])
        pthread_cond_wait(&pool->done_one, &pool->mutex);
    pthread_mutex_unlock(&pool->mutex);
    return job_at(pool, pool->oldest);
}

void pool_vacate(struct pool *pool)
{
    pool->oldest++;
}

void pool_free(struct pool *pool, void (*release)(void *job))
{
    pthread_mutex_lock(&pool->mutex);
    pool->stopping = true;
    pthread_cond_broadcast(&pool->submitted_one);
    pthread_mutex_unlock(&pool->mutex);
    for (size_t i = 0; i < pool->settings.workers; i++)
        pthread_join(pool->workers[i].thread, NULL);
    for (size_t i = 0; release && i < pool->settings.job_count; i++)
        release(job_at(pool, i));
    pthread_mutex_destroy(&pool->mutex);
    pthread_cond_destroy(&pool->submitted_one);
    pthread_cond_destroy(&pool->done_one);
    free(pool->workers);
    free(pool->jobs);
    free(pool->done);
    free(pool);
}

size_t pool_processors(void)
{
    long count = sysconf(_SC_NPROCESSORS_ONLN);
    return count > 0 ? (size_t)count : 1;
}
