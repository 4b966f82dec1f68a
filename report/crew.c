/*
 * Workers take their next job from a counter in memory that all share. Which worker does which job
 * is chance; what a job writes must not depend on it.
 */
#include "report/crew.h"

#include "common/message.h"
#include "common/whole_file.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

struct crew_shared {
    atomic_size_t next; /* job that nobody has taken */
    _Alignas(max_align_t) char results[];
};

size_t crew_size(long jobs)
{
    if (jobs <= 0)
        jobs = sysconf(_SC_NPROCESSORS_ONLN);
    return jobs < 1 ? 1 : jobs > CREW_LARGEST ? CREW_LARGEST : (size_t)jobs;
}

static void work(const struct crew *crew)
{
    size_t job;
    while ((job = atomic_fetch_add(&crew->shared->next, 1)) < crew->work.count)
        crew->work.function(crew->work.context, job,
                            crew->shared->results + job * crew->work.result_size);
}

/* Ends with _exit(): what is registered for the end of the program is the starter's affair. */
_Noreturn static void be_worker(const struct crew *crew)
{
    work(crew);
    _exit(STATUS_DONE);
}

static void *share_memory(size_t size)
{
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        abort();
    return memory;
}

void crew_start(struct crew *crew, const struct crew_work *what, size_t size)
{
    *crew = (struct crew){
        .work = *what,
        .shared_size = sizeof *crew->shared + what->count * what->result_size,
    };
    crew->shared = share_memory(crew->shared_size);
    fflush(NULL); /* or a worker that fails would write our buffers once more */
    while (crew->worker_count + 1 < size && crew->worker_count + 1 < CREW_LARGEST &&
           crew->worker_count < what->count) {
        pid_t pid = whole_file_fork();
        if (pid == 0)
            be_worker(crew);
        /* Fewer processes than wanted do the same work. */
        if (pid < 0)
            break;
        crew->workers[crew->worker_count++] = pid;
    }
}

static int wait_for(pid_t worker)
{
    int status = whole_file_wait(worker);
    if (WIFEXITED(status))
        return WEXITSTATUS(status);
    message_error(_("look for a lack of memory in the system's log, then run this again"),
                  _("a process that wrote workbooks was ended by signal %d"), WTERMSIG(status));
    return STATUS_ENVIRONMENT;
}

void crew_finish(struct crew *crew)
{
    int failed = STATUS_DONE;
    work(crew);
    for (size_t i = 0; i < crew->worker_count; i++) {
        int status = wait_for(crew->workers[i]);
        failed = status != STATUS_DONE ? status : failed;
    }
    if (failed != STATUS_DONE)
        exit(failed);
}

const void *crew_result(const struct crew *crew, size_t job)
{
    return crew->shared->results + job * crew->work.result_size;
}

void crew_release(struct crew *crew)
{
    if (crew->shared != NULL && munmap(crew->shared, crew->shared_size) != 0)
        abort();
    *crew = (struct crew){0};
}
