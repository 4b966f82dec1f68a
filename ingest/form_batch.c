/*
 * The pool's jobs are forms in their order; an interrupt is a flag that is looked at between them.
 * Files are written by the workers, ZIP files by the main thread, which gets the forms in order.
 */
#include "ingest/form_batch.h"

#include "common/message.h"
#include "common/whole_file.h"
#include "ingest/form_archive.h"
#include "ingest/form_template.h"
#include "ingest/pool.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Some forms ahead per worker: enough that none waits for the main thread. */
enum { JOBS_PER_WORKER = 4 };
/* A file name may have 255 bytes: code, "-", name, ".xlsx" and WHOLE_FILE_SUFFIX fit into it. */
enum { NAME_BYTES = 111 };

static volatile sig_atomic_t interrupted;

static void interrupt(int signal_number)
{
    interrupted = signal_number;
}

/* A template for each kind of form that has come so far: a few. */
struct kind {
    struct kind *next;
    struct form_template *template;
};

struct writing {
    const struct form_batch *batch;
    pthread_mutex_t mutex; /* of kinds */
    struct kind *kinds;
    struct form_archive archive; /* the main thread's */
};

struct job {
    size_t index;
    struct arena arena;
    struct form_filler filler;
    const char *path;
    const char *error; /* NULL: written, or ready for the ZIP file */
};

/* ---- One form ---- */

static const struct form_template *find_or_make(struct writing *writing,
                                                const struct form_sheet *sheet, const char **error)
{
    for (const struct kind *kind = writing->kinds; kind; kind = kind->next)
        if (form_template_serves(kind->template, sheet))
            return kind->template;
    struct form_template *template = form_template_new(sheet, error);
    if (!template)
        return NULL;
    struct kind *kind = calloc(1, sizeof *kind);
    if (!kind)
        abort();
    *kind = (struct kind){writing->kinds, template};
    writing->kinds = kind;
    return template;
}

static const struct form_template *template_for(struct writing *writing,
                                                const struct form_sheet *sheet, const char **error)
{
    pthread_mutex_lock(&writing->mutex);
    const struct form_template *template = find_or_make(writing, sheet, error);
    pthread_mutex_unlock(&writing->mutex);
    return template;
}

/* False with errno. */
static bool write_bytes(const char *path, const struct str *bytes)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (file < 0)
        return false;
    for (size_t done = 0; done < bytes->length;) {
        ssize_t more = write(file, bytes->at + done, bytes->length - done);
        if (more < 0 && errno == EINTR)
            continue;
        if (more < 0) {
            int reason = errno;
            close(file);
            errno = reason;
            return false;
        }
        done += (size_t)more;
    }
    return close(file) == 0;
}

static const char *write_file(struct job *job)
{
    const char *temporary = whole_file_temporary(&job->arena, job->path);
    if (write_bytes(temporary, &job->filler.zip.bytes) && rename(temporary, job->path) == 0)
        return NULL;
    const char *error = strerror(errno);
    unlink(temporary);
    return error;
}

static void write_form(void *context, size_t worker, void *argument)
{
    struct writing *writing = context;
    const struct form_batch *batch = writing->batch;
    struct job *job = argument;
    struct form_sheet sheet = {0};
    (void)worker;
    arena_reset(&job->arena);
    job->error = NULL;
    job->path = batch->prepare(batch->context, job->index, &job->arena, &sheet);
    const struct form_template *template = template_for(writing, &sheet, &job->error);
    if (!template || !form_template_fill(template, &sheet, &job->filler, &job->error))
        return;
    if (!batch->archive)
        job->error = write_file(job);
}

static void release_job(void *argument)
{
    struct job *job = argument;
    form_filler_release(&job->filler);
    arena_release(&job->arena);
}

/* ---- All forms ---- */

/* Takes a form over from its worker; NULL if that went well, else the path of the file that cannot
 * be written, with `error`. */
static const char *take(struct writing *writing, const struct job *job, const char **error)
{
    const struct form_batch *batch = writing->batch;
    *error = job->error;
    if (job->error)
        return job->path;
    if (!batch->archive)
        return NULL;
    const char *path = batch->archive(batch->context, job->index);
    if (form_archive_add(&writing->archive, path, job->path, &job->filler.zip.bytes, error))
        return NULL;
    return writing->archive.path;
}

/* Returns the path of the first file that failed, on the heap, with `error`; NULL if all went well
 * or the batch was interrupted. */
static char *write_all(struct writing *writing, struct pool *pool, struct progress *progress,
                       const char **error)
{
    const char *failed = NULL, *reason = NULL;
    char *path = NULL;
    size_t next = 0, done = 0;
    for (;;) {
        struct job *job = NULL;
        if (next < writing->batch->count && !interrupted && !path && (job = pool_vacant(pool))) {
            job->index = next++;
            pool_submit(pool);
            continue;
        }
        job = pool_collect(pool);
        if (!job)
            break;
        if (!path && (failed = take(writing, job, &reason))) {
            path = strdup(failed);
            if (!path)
                abort();
            *error = reason;
        }
        pool_vacate(pool);
        progress_update(progress, ++done);
    }
    progress_finish(progress, done);
    return path;
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

/* On the heap, as write_all() returns it: the ZIP file that could not be finished; NULL if all went
 * well. */
static char *finish_archive(struct writing *writing, const char **error)
{
    if (form_archive_finish(&writing->archive, error))
        return NULL;
    char *path = strdup(writing->archive.path);
    if (!path)
        abort();
    return path;
}

static void release(struct writing *writing)
{
    for (struct kind *kind = writing->kinds, *next; kind; kind = next) {
        next = kind->next;
        form_template_free(kind->template);
        free(kind);
    }
    form_archive_release(&writing->archive);
    pthread_mutex_destroy(&writing->mutex);
}

/* The path of a file that failed, on the heap, with `error`; NULL if there is none. */
static char *run(struct writing *writing, const char **error)
{
    size_t workers = pool_processors();
    struct pool_settings settings = {.workers = workers,
                                     .job_count = workers * JOBS_PER_WORKER,
                                     .job_size = sizeof(struct job),
                                     .work = write_form,
                                     .context = writing};
    struct pool *pool = pool_new(&settings);
    struct progress progress = progress_start(writing->batch->label, writing->batch->count);
    char *failed = write_all(writing, pool, &progress, error);
    if (!failed && !interrupted)
        failed = finish_archive(writing, error);
    pool_free(pool, release_job);
    return failed;
}

void form_batch_write(const struct form_batch *batch)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE};
    enum { SIGNALS = sizeof signals / sizeof *signals };
    struct sigaction old[SIGNALS];
    struct writing writing = {.batch = batch};
    if (pthread_mutex_init(&writing.mutex, NULL) != 0)
        abort();
    interrupted = 0;
    for (size_t i = 0; i < SIGNALS; i++)
        begin_catching(signals[i], &old[i]);
    const char *error = NULL;
    char *failed = run(&writing, &error);
    release(&writing);
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
