/*
 * A crew: several processes that do numbered jobs, one after the other as each is free. Processes,
 * not threads: libraries and this program keep buffers that one thread alone may use. A worker sees
 * the memory as it was at crew_start() and must not touch the database, which belongs to the one
 * that started it; what it finds goes into the result of its job, which all share.
 */
#ifndef RENKEI_REPORT_CREW_H
#define RENKEI_REPORT_CREW_H

#include <stddef.h>
#include <sys/types.h>

struct crew_shared;

enum { CREW_LARGEST = 64 };

/* `result` is zeroed, of `result_size` bytes; pointers in it mean nothing to others. */
typedef void crew_function(void *context, size_t job, void *result);

struct crew_work {
    size_t count; /* jobs */
    size_t result_size;
    crew_function *function;
    void *context;
};

struct crew {
    struct crew_work work;
    struct crew_shared *shared;
    size_t shared_size;
    pid_t workers[CREW_LARGEST]; /* besides the one that started them */
    size_t worker_count;
};

/* As many processes as are to work at once where the user asked for `jobs` (0: as many as there are
 * processors); never more than CREW_LARGEST. */
size_t crew_size(long jobs);

/* Starts the work in `size` - 1 processes; the caller may do something else meanwhile. With size 1
 * nothing happens until crew_finish(). */
void crew_start(struct crew *crew, const struct crew_work *work, size_t size);

/* Does what is left in this process too, and waits for the others. Where one of them ended with a
 * failure, which it has told, the program ends with its status. */
void crew_finish(struct crew *crew);

/* The result of a job, once all are finished. */
const void *crew_result(const struct crew *crew, size_t job);

void crew_release(struct crew *crew);

#endif
