#include "ingest/run.h"

#include "ingest/byte_stream.h"
#include "ingest/form_reader.h"
#include "ingest/inputs.h"
#include "ingest/zip_source.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    /* Rows of one table are sent when they fill this much: large enough for COPY, small enough for
     * memory. */
    SEND_SIZE = 512 * 1024,
    /* Jobs under way: so many that no worker waits while rows are being sent (forms take 1 ms
     * each, a sending 20 ms), so few that they take a third of what the program may. */
    JOBS_PER_WORKER = 4,
    JOBS_AHEAD = 24,
    /* The database takes rows on one connection: more readers would wait for it. */
    WORKERS_DEFAULT_LARGEST = 8,
    /* A screen's worth; all of them are in the table finding. */
    FINDINGS_SHOWN = 50,
    /* More threads than any machine of our users has processors only cost memory. */
    WORKERS_MOST = 64,
};

/* ---- In the workers ---- */

/* Reads the whole file; returns errno, EFBIG beyond the limit. */
static int read_file(struct str *bytes, const char *path)
{
    struct stat status;
    int error = 0, file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return errno;
    if (fstat(file, &status) != 0)
        error = errno;
    else if (status.st_size > FORM_LARGEST)
        error = EFBIG;
    while (!error) {
        ssize_t length =
            read(file, str_reserve(bytes, (size_t)status.st_size + 1), (size_t)status.st_size + 1);
        if (length < 0 && errno != EINTR)
            error = errno;
        if (length == 0)
            break;
        bytes->length += length > 0 ? (size_t)length : 0;
        if (bytes->length > FORM_LARGEST)
            error = EFBIG;
    }
    close(file);
    return error;
}

/* The digest of a file that is too large to be kept, so that it is known the next time. */
static int digest_file(struct origin *origin, const char *path)
{
    char bytes[8192];
    unsigned size;
    int error = 0, file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return errno;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (!context || !EVP_DigestInit_ex(context, EVP_sha256(), NULL))
        abort();
    origin->size = 0;
    for (ssize_t length; (length = read(file, bytes, sizeof bytes)) != 0 && !error;) {
        if (length < 0 && errno != EINTR)
            error = errno;
        if (length > 0 && !EVP_DigestUpdate(context, bytes, (size_t)length))
            abort();
        origin->size += length > 0 ? length : 0;
    }
    if (!EVP_DigestFinal_ex(context, origin->sha256, &size))
        abort();
    EVP_MD_CTX_free(context);
    close(file);
    return error;
}

static void reject_file(struct job *job, enum finding_code code, const char *extra)
{
    struct finding finding = {.code = code, .raw = "", .extra = extra, .sheet = "", .cell = ""};
    job->file_kind = "unknown";
    batch_reject(&job->batch, &job->origin, NULL, NULL, &finding);
}

/* An OLE file, and what the sender has to do with it. */
static const char *ole_text(enum xlsx_ole kind)
{
    if (kind == XLSX_OLE_EXCEL_97)
        return N_("Excel 97-2003 (.xls), to be saved as .xlsx");
    if (kind == XLSX_OLE_LOCKED)
        return N_("a workbook with a password, to be saved without it");
    return N_("Excel 97-2003 (.xls), or protected by a password");
}

static void read_by_content(struct job *job, struct xlsx *workbook, const struct str *content)
{
    const char *bytes = str_text(content);
    size_t length = content->length;
    enum xlsx_ole ole = xlsx_ole_kind(bytes, length);
    job->file_kind = "xlsx";
    if (length == 0)
        reject_file(job, FINDING_KIND, N_("the file is empty"));
    else if (length >= 4 && memcmp(bytes, "PK\3\4", 4) == 0)
        form_reader_read(&job->batch, workbook, &job->origin, bytes, length);
    else if (ole != XLSX_OLE_NONE)
        reject_file(job, FINDING_KIND, ole_text(ole));
    else if (length >= 5 && memcmp(bytes, "%PDF-", 5) == 0)
        reject_file(job, FINDING_KIND, N_("PDF"));
    else
        reject_file(job, FINDING_KIND, N_("unknown content"));
    if (job->batch.is_query)
        job->file_kind = "query";
}

static void append(void *context, const char *bytes, size_t length)
{
    str_append_bytes(context, bytes, length);
}

static void read_gzip(struct job *job, struct xlsx *workbook)
{
    struct str content = {0};
    struct byte_stream stream = {
        .sink = append, .context = &content, .encoding = ENCODING_UTF8, .limit = FORM_LARGEST};
    if (byte_stream_feed(&stream, job->bytes.at, job->bytes.length) && byte_stream_end(&stream))
        read_by_content(job, workbook, &content);
    else
        reject_file(job, stream.over_limit ? FINDING_LIMIT : FINDING_UNREADABLE, stream.error);
    byte_stream_release(&stream);
    str_release(&content);
}

/* Its bytes are archived as they are stored, and not read again. */
static void refuse_member(struct job *job)
{
    reject_file(job, FINDING_UNREADABLE, raw_source_damaged);
    job->file_kind = "refused";
}

static void work_on_file(const struct run *run, size_t worker, struct job *job)
{
    bool from_archive = run->rebuilding;
    bool damaged = job->packed && !zip_member_expand(&job->bytes, &job->span);
    int error = from_archive || job->packed ? 0 : read_file(&job->bytes, job->path);
    bool too_large = error == EFBIG;
    job->origin.size = (int64_t)job->bytes.length;
    if (too_large)
        error = digest_file(&job->origin, job->path);
    else
        sha256_of(job->origin.sha256, NULL, str_text(&job->bytes), job->bytes.length);
    job->error = error;
    if (error)
        return;
    const struct seen_file *seen =
        from_archive ? NULL : seen_find(&run->archived, job->origin.sha256);
    job->seen = seen != NULL;
    job->seen_before = seen;
    if (job->seen)
        return;
    if (too_large) {
        /* its bytes are not archived: they cannot be an answer */
        reject_file(job, FINDING_KIND, N_("larger than 20 MiB"));
        return;
    }
    if (damaged)
        refuse_member(job);
    else if (is_gzip(str_text(&job->bytes), job->bytes.length))
        read_gzip(job, &run->workbooks[worker]);
    else
        read_by_content(job, &run->workbooks[worker], &job->bytes);
    if (!from_archive)
        batch_archive(&job->batch, &job->origin, str_text(&job->bytes), job->bytes.length);
}

static void work(void *context, size_t worker, void *argument)
{
    const struct run *run = context;
    struct job *job = argument;
    if (job->kind == JOB_FILE) {
        work_on_file(run, worker, job);
        return;
    }
    if (job->kind == JOB_ROWS)
        csv_rows_read(&job->batch, job->layout, &job->origin, str_text(&job->bytes),
                      job->bytes.length);
    if (job->has_finding && finding_severity(&job->finding) == SEVERITY_REJECTED)
        batch_reject(&job->batch, &job->origin, NULL, NULL, &job->finding);
    else if (job->has_finding)
        batch_find(&job->batch, &job->origin, job->layout->form, &job->finding);
    /* the first block of an empty file too: sources without blocks are not rebuilt */
    if (!run->rebuilding && !job->archived_apart && (job->bytes.length || job->file_kind))
        batch_archive(&job->batch, &job->origin, str_text(&job->bytes), job->bytes.length);
}

/* ---- In the main thread ---- */

void run_show(struct run *run, const struct shown_finding *shown)
{
    if (run->silent)
        return;
    const struct finding *finding = shown->finding;
    bool warning = finding_severity(finding) == SEVERITY_WARNING;
    /* warnings are for the list, but those about a whole file or a query; errors interrupt */
    bool listed_only = warning && finding->code != FINDING_MISSING_COLUMN &&
                       finding->code != FINDING_NO_REASON && finding->code != FINDING_BLANK_QUERY &&
                       finding->code != FINDING_REASON_ONLY;
    if (!run->verbose && (listed_only || run->findings_shown >= FINDINGS_SHOWN))
        return;
    if (++run->findings_shown <= run->shown_before)
        return;
    struct arena arena = {0};
    struct place place = {.file = shown->file,
                          .line = shown->line,
                          .sheet = *finding->sheet ? finding->sheet : NULL,
                          .cell = *finding->cell ? finding->cell : NULL};
    if (finding->column) {
        const struct form *form = NULL;
        for (size_t i = 0; i < run->config->codebook.form_count; i++) {
            const struct form *candidate = &run->config->codebook.forms[i];
            if (finding->column >= candidate->columns &&
                finding->column < candidate->columns + candidate->column_count)
                form = candidate;
        }
        const char *number = form ? form->items[finding->column->item].question->number : "";
        place.item =
            arena_printf(&arena, "%s%s%s", number, *number ? " " : "", finding->column->name);
    }
    bool japanese = message_is_japanese();
    message_print(warning ? MESSAGE_WARNING : MESSAGE_ERROR, &place, finding_code_text(finding),
                  finding_message(&arena, finding, japanese),
                  finding_hint(&arena, finding, japanese));
    arena_release(&arena);
}

static void take_rows(struct copy_rows *all, const struct copy_rows *more)
{
    str_append_bytes(&all->bytes, str_text(&more->bytes), more->bytes.length);
    all->count += more->count;
}

static void add_source(struct run *run, const struct job *job)
{
    struct copy_rows *rows = &run->sources;
    copy_row(rows, 9);
    copy_text(rows, run->config->codebook.survey);
    copy_int4(rows, job->origin.source);
    copy_int8(rows, run->number);
    copy_text(rows, job->origin.file);
    copy_text(rows, job->file_kind);
    copy_text(rows, run->form_option);
    copy_text(rows, job->encoding ? job->encoding : "");
    copy_int8(rows, job->origin.size);
    copy_bytes(rows, job->origin.sha256, SHA256_SIZE);
}

static void take_batch(struct run *run, struct job *job)
{
    struct batch *batch = &job->batch;
    if (job->file_kind && !run->rebuilding)
        add_source(run, job);
    take_rows(&run->archive, &batch->archive);
    take_rows(&run->incoming, &batch->incoming);
    take_rows(&run->numbers, &batch->numbers);
    take_rows(&run->texts, &batch->texts);
    take_rows(&run->findings, &batch->findings);
    take_rows(&run->readings, &batch->readings);
    take_rows(&run->accepted, &batch->accepted);
    take_rows(&run->responses, &batch->responses);
    take_rows(&run->units, &batch->units);
    take_rows(&run->replies, &batch->replies);
    take_rows(&run->corrections, &batch->corrections);
    for (const struct shown_finding *shown = batch->shown; shown; shown = shown->next)
        run_show(run, shown);
    run->counts.accepted += batch->responses.count;
    run->counts.readings += run->direct ? batch->readings.count : 0;
    run->counts.submissions += batch->submissions;
    run->counts.rejected += batch->rejected;
    run->counts.errors += batch->errors - batch->rejected;
    run->counts.warnings += batch->warnings;
}

/* A file that is not read again; `seen` NULL: it came twice in this run. */
static void count_seen(struct run *run, const struct seen_file *seen)
{
    run->counts.unchanged_files++;
    run->counts.rejected_before += seen && seen->rejected;
    run->counts.set_aside += seen && seen->set_aside;
}

static void send_from(struct run *run, size_t least);

static void take_job(struct run *run, struct job *job)
{
    if (job->error)
        die(strerror(job->error), _("check the permissions; nothing was loaded in this run"),
            _("cannot read \"%s\""), job->path);
    bool whole_file = job->kind == JOB_FILE && !run->rebuilding;
    const struct seen_file *arrived =
        whole_file && !job->seen ? seen_find(&run->arrived, job->origin.sha256) : NULL;
    /* what is refused is said of every file, however many are alike */
    if (arrived && !arrived->rejected)
        job->seen = true;
    if (job->seen) {
        count_seen(run, job->seen_before);
    } else {
        if (whole_file && !arrived)
            seen_add(&run->arrived, job->origin.sha256)->rejected = job->batch.rejected > 0;
        take_batch(run, job);
    }
    if (job->kind == JOB_FILE)
        progress_update(&run->progress, ++run->counts.files);
    send_from(run, SEND_SIZE);
}

static bool take_oldest(struct run *run)
{
    struct job *job = pool_collect(run->pool);
    if (!job)
        return false;
    take_job(run, job);
    pool_vacate(run->pool);
    return true;
}

/* The pool at work. When the program ends in the middle (no permission, the server gone), its
 * workers end before what they use does: libcrypto takes itself down at exit. */
static struct pool *pool_at_work;

static void stop_workers(void)
{
    if (pool_at_work)
        pool_free(pool_at_work, NULL);
}

static void stop_workers_at_exit(void)
{
    static bool registered;
    if (registered)
        return;
    /* what is registered last runs first, and libcrypto registers when it is first used */
    if (!OPENSSL_init_crypto(0, NULL) || atexit(stop_workers) != 0)
        abort();
    registered = true;
}

void run_start(struct run *run, size_t workers)
{
    stop_workers_at_exit();
    if (!workers) {
        workers = pool_processors();
        if (workers > WORKERS_DEFAULT_LARGEST)
            workers = WORKERS_DEFAULT_LARGEST;
    }
    if (workers > WORKERS_MOST)
        workers = WORKERS_MOST;
    run->worker_count = workers;
    run->workbooks = arena_array(&run->arena, workers, sizeof *run->workbooks);
    run->pool =
        pool_new(&(struct pool_settings){.workers = workers,
                                         .job_count = JOBS_AHEAD + workers * JOBS_PER_WORKER,
                                         .job_size = sizeof(struct job),
                                         .work = work,
                                         .context = run});
    pool_at_work = run->pool;
}

struct job *run_job(struct run *run)
{
    struct job *job;
    while (!(job = pool_vacant(run->pool)))
        take_oldest(run);
    struct str bytes = job->bytes;
    struct batch batch = job->batch;
    str_reset(&bytes);
    batch_reset(&batch);
    *job = (struct job){.bytes = bytes,
                        .batch = batch,
                        .origin = {.config = run->config,
                                   .former = run->former,
                                   .queries = &run->queries,
                                   .corrections = &run->corrections_made,
                                   .direct_run = run->direct ? run->number : 0}};
    return job;
}

void run_submit(struct run *run)
{
    pool_submit(run->pool);
}

void run_form_file(struct run *run, const char *path)
{
    struct job *job = run_job(run);
    job->kind = JOB_FILE;
    job->path = path;
    job->origin.file = path_text(&run->arena, path);
    job->origin.source = run->next_source++;
    run_submit(run);
}

bool run_has_seen(struct run *run, const unsigned char sha256[SHA256_SIZE])
{
    const struct seen_file *seen = seen_find(&run->archived, sha256);
    if (!seen && !seen_find(&run->arrived, sha256)) {
        seen_add(&run->arrived, sha256);
        return false;
    }
    count_seen(run, seen);
    return true;
}

static void release_job(void *argument)
{
    struct job *job = argument;
    str_release(&job->bytes);
    batch_release(&job->batch);
}

static void release_rows(struct run *run)
{
    struct copy_rows *const all[] = {&run->sources,   &run->archive, &run->incoming,
                                     &run->numbers,   &run->texts,   &run->findings,
                                     &run->readings,  &run->replies, &run->accepted,
                                     &run->responses, &run->units,   &run->corrections};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        str_release(&all[i]->bytes);
        *all[i] = (struct copy_rows){0};
    }
}

/* Where the rows of a run go. */
struct target {
    const char *name;
    struct copy_rows *rows;
};

/* Only a direct run meets keys that are there already. */
static void finish_sending(struct run *run)
{
    if (db_copy_in_finish(&run->db, run->direct))
        return;
    run->twice = true;
    release_rows(run);
}

/* Sends the rows of every table that has so many bytes of them: few large COPYs cost the server
 * less than many small ones. In a direct run the last one is still under way afterwards. */
static void send_from(struct run *run, size_t least)
{
    bool direct = run->direct;
    const struct target targets[] = {
        {"ingest/copy-source", &run->sources},
        {"ingest/copy-archive", &run->archive},
        {"ingest/copy-incoming", &run->incoming},
        {"ingest/copy-response", &run->responses},
        {"ingest/copy-unit", &run->units},
        {"ingest/copy-submission", &run->accepted},
        {direct ? "ingest/copy-number" : "ingest/copy-incoming-number", &run->numbers},
        {direct ? "ingest/copy-text" : "ingest/copy-incoming-text", &run->texts},
        {direct ? "ingest/copy-reading" : "ingest/copy-incoming-reading", &run->readings},
        {"ingest/copy-incoming-finding", &run->findings},
        {"ingest/copy-incoming-reply", &run->replies},
        {"ingest/copy-incoming-correction", &run->corrections},
    };
    for (size_t i = 0; i < sizeof targets / sizeof *targets && !run->twice; i++) {
        const struct target *target = &targets[i];
        if (!target->rows->count || target->rows->bytes.length < least)
            continue;
        finish_sending(run);
        if (!run->twice)
            db_copy_in_start(&run->db, target->name, target->rows);
    }
    if (run->twice)
        release_rows(run);
    else if (!run->direct)
        finish_sending(run); /* rebuilding reads on the same connection */
}

void run_send(struct run *run)
{
    send_from(run, 0);
    finish_sending(run);
}

void run_finish(struct run *run)
{
    while (take_oldest(run))
        continue;
    pool_at_work = NULL;
    pool_free(run->pool, release_job);
    for (size_t i = 0; i < run->worker_count; i++)
        xlsx_close(&run->workbooks[i]);
    run_send(run);
    if (!run->twice)
        run_store(run);
    release_rows(run);
}
