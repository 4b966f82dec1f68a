/*
 * The worker threads: jobs come back in the order in which they were handed over, whoever did them
 * and however long they took; a bounded number is under way; memory is used again.
 */
#include "ingest/pool.h"

#include <check.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct square {
    size_t number, result;
    size_t worker;
    size_t times_used;
    char *memory;
};

static size_t highest_worker;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int working, most_working;

static void pause_for(long nanoseconds)
{
    nanosleep(&(struct timespec){.tv_nsec = nanoseconds}, NULL);
}

/* The earlier of two neighbours takes longer. */
static void square(void *context, size_t worker, void *argument)
{
    struct square *job = argument;
    if (strcmp(context, "context") != 0)
        abort();
    pthread_mutex_lock(&mutex);
    highest_worker = worker > highest_worker ? worker : highest_worker;
    most_working = ++working > most_working ? working : most_working;
    pthread_mutex_unlock(&mutex);
    if (job->number % 2 == 0)
        pause_for(200 * 1000);
    job->result = job->number * job->number;
    job->worker = worker;
    pthread_mutex_lock(&mutex);
    working--;
    pthread_mutex_unlock(&mutex);
}

static size_t released;

static void release(void *argument)
{
    struct square *job = argument;
    free(job->memory);
    released++;
}

static const struct {
    size_t workers, jobs, count;
} pools[] = {
    {1, 1, 50}, {1, 4, 50}, {4, 1, 50}, {4, 16, 400}, {8, 3, 400}, {2, 8, 0}, {3, 8, 5},
};

static struct pool *new_pool(int i)
{
    return pool_new(&(struct pool_settings){.workers = pools[i].workers,
                                            .job_count = pools[i].jobs,
                                            .job_size = sizeof(struct square),
                                            .work = square,
                                            .context = (void *)"context"});
}

static void collect(struct pool *pool, size_t expected)
{
    struct square *job = pool_collect(pool);
    ck_assert_ptr_nonnull(job);
    ck_assert_uint_eq(job->number, expected);
    ck_assert_uint_eq(job->result, expected * expected);
    job->result = 0;
    pool_vacate(pool);
}

/* As the program does: fills in what is vacant, collects when nothing is. */
START_TEST(test_order)
{
    struct pool *pool = new_pool(_i);
    size_t collected = 0;
    for (size_t number = 0; number < pools[_i].count; number++) {
        struct square *job;
        while (!(job = pool_vacant(pool)))
            collect(pool, collected++);
        /* zeroed the first time, then as it was left */
        ck_assert_uint_eq(job->times_used, number / pools[_i].jobs);
        if (!job->memory)
            job->memory = malloc(1);
        job->times_used++;
        job->number = number;
        pool_submit(pool);
    }
    ck_assert_uint_le(pools[_i].count - collected, pools[_i].jobs);
    while (collected < pools[_i].count)
        collect(pool, collected++);
    ck_assert_ptr_null(pool_collect(pool));
    released = 0;
    pool_free(pool, release);
    ck_assert_uint_eq(released, pools[_i].jobs);
    ck_assert_uint_lt(highest_worker, pools[_i].workers);
    ck_assert_int_le(most_working, (int)pools[_i].workers);
}
END_TEST

START_TEST(test_bound)
{
    struct pool *pool = new_pool(4);
    for (size_t number = 0; number < 3; number++) {
        struct square *job = pool_vacant(pool);
        ck_assert_ptr_nonnull(job);
        ck_assert_ptr_eq(job, pool_vacant(pool)); /* the same until it is submitted */
        job->number = number;
        pool_submit(pool);
    }
    ck_assert_ptr_null(pool_vacant(pool));
    struct square *oldest = pool_collect(pool);
    ck_assert_ptr_eq(pool_collect(pool), oldest); /* it is ours until it is vacated */
    ck_assert_ptr_null(pool_vacant(pool));
    pool_vacate(pool);
    ck_assert_ptr_eq(pool_vacant(pool), oldest);
    pool_free(pool, NULL);
}
END_TEST

/* What was submitted and not collected is still done: the release sees its result. */
static size_t sum_of_results;

static void add_result(void *argument)
{
    const struct square *job = argument;
    sum_of_results += job->result;
}

START_TEST(test_free_finishes)
{
    struct pool *pool = new_pool(4);
    for (size_t number = 0; number < 3; number++) {
        struct square *job = pool_vacant(pool);
        job->number = number + 2;
        pool_submit(pool);
    }
    pool_free(pool, add_result);
    ck_assert_uint_eq(sum_of_results, 4 + 9 + 16);
}
END_TEST

START_TEST(test_workers_share)
{
    struct pool *pool = new_pool(3);
    size_t used[4] = {0};
    for (size_t number = 0; number < 160; number++) {
        struct square *job = pool_vacant(pool);
        if (!job) {
            job = pool_collect(pool);
            used[job->worker]++;
            pool_vacate(pool);
            job = pool_vacant(pool);
        }
        job->number = 2 * number; /* all of them pause, so that the others get their turn */
        pool_submit(pool);
    }
    pool_free(pool, NULL);
    size_t workers = 0;
    for (size_t i = 0; i < 4; i++)
        workers += used[i] > 0;
    ck_assert_uint_gt(workers, 1);
    ck_assert_int_gt(most_working, 1);
}
END_TEST

START_TEST(test_processors)
{
    ck_assert_uint_ge(pool_processors(), 1);
}
END_TEST

static Suite *pool_suite(void)
{
    Suite *suite = suite_create("pool");
    TCase *tests = tcase_create("pool");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, test_order, 0, (int)(sizeof pools / sizeof *pools));
    tcase_add_test(tests, test_bound);
    tcase_add_test(tests, test_free_finishes);
    tcase_add_test(tests, test_workers_share);
    tcase_add_test(tests, test_processors);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    SRunner *runner = srunner_create(pool_suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
