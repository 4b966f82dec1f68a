/* The pool's jobs are forms in their order; an interrupt is a flag that is looked at between them.
 */
#include "ingest/form_batch.h"

#include "common/message.h"
#include "common/whole_file.h"
#include "ingest/pool.h"

#include <malloc.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* Some forms ahead per worker: enough that none waits for the main thread. */
enum { JOBS_PER_WORKER = 4 };
/* A file name may have 255 bytes: code, "-", name, ".xlsx" and WHOLE_FILE_SUFFIX fit into it. */
enum { NAME_BYTES = 111 };
/* Free memory each worker keeps, and takes at once; a form needs some 0.5 MB. */
enum { KEPT_BYTES = 8 << 20, GROWTH_BYTES = 1 << 20 };

static volatile sig_atomic_t interrupted;

static void interrupt(int signal_number)
{
    interrupted = signal_number;
}

struct job {
    size_t index;
    struct arena arena;
    const char *path;
    const char *error; /* NULL: written */
};

static void write_form(void *context, size_t worker, void *argument)
{
    const struct form_batch *batch = context;
    struct job *job = argument;
    struct form_sheet sheet = {0};
    (void)worker;
    arena_reset(&job->arena);
    job->error = NULL;
    job->path = batch->prepare(batch->context, job->index, &job->arena, &sheet);
    const char *error;
    if (!form_write(&sheet, job->path, &error))
        job->error = error;
}

static void release_job(void *argument)
{
    struct job *job = argument;
    arena_release(&job->arena);
}

/* Returns the path of the first form that failed, on the heap, with `error`; NULL if all went
 * well or the batch was interrupted. */
static char *write_all(const struct form_batch *batch, struct pool *pool, struct progress *progress,
                       const char **error)
{
    char *failed = NULL;
    size_t next = 0, done = 0;
    for (;;) {
        struct job *job = NULL;
        if (next < batch->count && !interrupted && !failed && (job = pool_vacant(pool))) {
            job->index = next++;
            pool_submit(pool);
            continue;
        }
        job = pool_collect(pool);
        if (!job)
            break;
        if (job->error && !failed) {
            failed = strdup(job->path);
            if (!failed)
                abort();
            *error = job->error;
        }
        pool_vacate(pool);
        progress_update(progress, ++done);
    }
    progress_finish(progress, done);
    return failed;
}

/* A signal that is ignored (in a shell's background, under nohup) stays ignored. */
static void begin_catching(int signal_number, struct sigaction *old)
{
    struct sigaction action = {.sa_handler = interrupt};
    sigemptyset(&action.sa_mask);
    sigaction(signal_number, NULL, old);
    if (old->sa_handler != SIG_IGN)
        sigaction(signal_number, &action, NULL);
}

/* A workbook is built in memory and freed again and again: giving the memory back to the system
 * after every form costs a quarter of the time. */
static void keep_freed_memory(void)
{
    mallopt(M_TRIM_THRESHOLD, KEPT_BYTES);
    mallopt(M_TOP_PAD, GROWTH_BYTES);
}

void form_batch_write(const struct form_batch *batch)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE};
    enum { SIGNALS = sizeof signals / sizeof *signals };
    struct sigaction old[SIGNALS];
    size_t workers = pool_processors();
    struct pool_settings settings = {.workers = workers,
                                     .job_count = workers * JOBS_PER_WORKER,
                                     .job_size = sizeof(struct job),
                                     .work = write_form,
                                     .context = (void *)(uintptr_t)batch};
    interrupted = 0;
    for (size_t i = 0; i < SIGNALS; i++)
        begin_catching(signals[i], &old[i]);
    keep_freed_memory();
    struct pool *pool = pool_new(&settings);
    struct progress progress = progress_start(batch->label, batch->count);
    const char *error = NULL;
    char *failed = write_all(batch, pool, &progress, &error);
    pool_free(pool, release_job);
    for (size_t i = 0; i < SIGNALS; i++)
        sigaction(signals[i], &old[i], NULL);
    if (failed)
        die(error, _("check the free space and the permissions of the folder"),
            _("cannot write \"%s\""), failed);
    if (interrupted)
        raise(interrupted);
}

const char *form_batch_file_name(struct arena *arena, const char *text)
{
    size_t length = strlen(text);
    if (length > NAME_BYTES) {
        length = NAME_BYTES;
        while (length && ((unsigned char)text[length] & 0xC0) == 0x80)
            length--;
    }
    char *name = arena_copy(arena, text, length);
    for (char *at = name; *at; at++)
        if ((unsigned char)*at < ' ' || *at == 0x7F || strchr("/\\:*?\"<>|", *at))
            *at = '_';
    if (*name == '.')
        *name = '_';
    return name;
}

const char *form_batch_unit_name(struct arena *arena, const struct frame *frame, size_t unit)
{
    const char *name = frame_name(frame, unit);
    size_t column = frame_column(frame, "prefecture");
    const char *prefecture = column == FRAME_NONE ? "" : frame_value(frame, unit, column);
    if (!*prefecture || strcmp(prefecture, name) == 0)
        return name;
    return arena_printf(arena, "%s %s", prefecture, name);
}

const char *form_batch_path(struct arena *arena, const char *folder, const char *unit,
                            const char *name)
{
    if (!*name || strcmp(name, unit) == 0)
        return arena_printf(arena, "%s/%s.xlsx", folder, form_batch_file_name(arena, unit));
    return arena_printf(arena, "%s/%s-%s.xlsx", folder, form_batch_file_name(arena, unit),
                        form_batch_file_name(arena, name));
}
