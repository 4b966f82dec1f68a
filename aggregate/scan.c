#include "aggregate/scan.h"

#include "common/message.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    CTID_SIZE = 32, /* "(4294967295,0)" */
    /* No table has a block of this number (InvalidBlockNumber): behind everything. */
    CTID_BLOCKS_END = UINT32_MAX,
};

/* ---- Connections ---- */

void readers_open(struct readers *readers, size_t count, const struct settings *settings,
                  struct db *db)
{
    *readers = (struct readers){.connections = calloc(count, sizeof *readers->connections)};
    if (!readers->connections)
        abort();
    PGresult *snapshot = db_run(db, "aggregate/export-snapshot", 0, NULL);
    for (; readers->count < count; readers->count++) {
        struct db *reader = &readers->connections[readers->count];
        db_open(reader, settings, "renkei-aggregate");
        PQclear(db_run(reader, "aggregate/scan-settings", 0, NULL));
        db_begin_snapshot(reader, PQgetvalue(snapshot, 0, 0));
    }
    PQclear(snapshot);
}

void readers_close(struct readers *readers)
{
    for (size_t i = 0; i < readers->count; i++) {
        db_commit(&readers->connections[i]);
        db_close(&readers->connections[i]);
    }
    free(readers->connections);
    *readers = (struct readers){0};
}

/* Runs function(&works[i]) for all i at once, the last one on this thread. */
static void run_threads(void *(*function)(void *), void *works, size_t size, size_t count)
{
    pthread_t *threads = calloc(count, sizeof *threads);
    if (!threads)
        abort();
    for (size_t i = 0; i + 1 < count; i++)
        if (pthread_create(&threads[i], NULL, function, (char *)works + i * size) != 0)
            die(NULL, _("use fewer --jobs"), _("could not start a thread"));
    function((char *)works + (count - 1) * size);
    for (size_t i = 0; i + 1 < count; i++)
        if (pthread_join(threads[i], NULL) != 0)
            abort();
    free(threads);
}

_Noreturn static void die_damaged(const char *detail)
{
    die(detail, _("pack the responses anew from the archive: 'renkei ingest --rebuild'"),
        _("the responses in the database do not fit the codebook"));
}

/* ---- Responses ---- */

struct response_scan {
    struct db *db;
    const char *survey;
    char first[CTID_SIZE], end[CTID_SIZE];
    struct tally *tally;
    bool failed;
};

static void count_response(void *context, const struct copy_field *fields, size_t count)
{
    struct response_scan *scan = context;
    (void)count;
    if (!scan->failed)
        scan->failed =
            !tally_add(scan->tally, (const uint8_t *)fields[0].bytes, (size_t)fields[0].length,
                       (const uint8_t *)fields[1].bytes, (size_t)fields[1].length);
}

static void *scan_share(void *work)
{
    struct response_scan *scan = work;
    const char *values[] = {scan->survey, scan->tally->plan->form->id, scan->first, scan->end};
    db_copy_out(scan->db, "aggregate/copy-responses", 4, values, count_response, scan);
    return NULL;
}

/* A range of blocks per connection; the last one is open, so that no row is ever missed. */
static void assign_share(struct response_scan *scan, size_t share, size_t shares, int64_t blocks)
{
    int64_t first = blocks * (int64_t)share / (int64_t)shares;
    int64_t end = blocks * (int64_t)(share + 1) / (int64_t)shares;
    if (share + 1 == shares)
        end = CTID_BLOCKS_END;
    snprintf(scan->first, sizeof scan->first, "(%lld,0)", (long long)first);
    snprintf(scan->end, sizeof scan->end, "(%lld,0)", (long long)end);
}

struct tally *scan_responses(const struct readers *readers, const char *survey,
                             const struct tally_plan *plan)
{
    struct response_scan *scans = calloc(readers->count, sizeof *scans);
    if (!scans)
        abort();
    int64_t blocks = db_number(&readers->connections[0], "aggregate/response-blocks", 0, NULL);
    for (size_t i = 0; i < readers->count; i++) {
        scans[i].db = &readers->connections[i];
        scans[i].survey = survey;
        scans[i].tally = tally_new(plan);
        assign_share(&scans[i], i, readers->count, blocks);
    }
    run_threads(scan_share, scans, sizeof *scans, readers->count);
    struct tally *total = scans[0].tally;
    for (size_t i = 0; i < readers->count; i++) {
        if (scans[i].failed)
            die_damaged(scans[i].tally->error);
        if (i == 0)
            continue;
        tally_merge(total, scans[i].tally);
        tally_free(scans[i].tally);
    }
    free(scans);
    if (!tally_finish(total))
        die_damaged(total->error);
    return total;
}

/* ---- Numbers ---- */

/* One connection's work: every readers->count-th item. */
struct number_work {
    struct db *db;
    const char *survey;
    const struct tally_plan *plan;
    struct number_scan *scans;
    size_t first, step, count;
    struct statistic *statistics; /* of the item being read */
    bool failed;
};

static void add_number(void *context, const struct copy_field *fields, size_t count)
{
    struct number_work *work = context;
    (void)count;
    const struct tally_plan *plan = work->plan;
    const uint8_t *classes = (const uint8_t *)fields[1].bytes;
    int64_t value = copy_get_int8(&fields[0]);
    if (work->failed)
        return;
    work->failed = (size_t)fields[1].length != 2 * plan->set->count || value <= -NUMBER_LIMIT ||
                   value >= NUMBER_LIMIT;
    for (size_t b = 0; b < plan->set->count && !work->failed; b++) {
        size_t class = (size_t)classes[2 * b] << 8 | classes[2 * b + 1];
        if (class == CLASS_NONE)
            continue;
        struct statistic *statistic = &work->statistics[plan->first_classes[b] + class];
        work->failed =
            class >= plan->set->banners[b].class_count || statistic->seen == statistic->n;
        if (!work->failed)
            statistic_add(statistic, value);
    }
}

static void *scan_items(void *context)
{
    struct number_work *work = context;
    for (size_t i = work->first; i < work->count && !work->failed; i += work->step) {
        const struct number_scan *scan = &work->scans[i];
        char item[24], slot[24];
        snprintf(item, sizeof item, "%zu", scan->item);
        snprintf(slot, sizeof slot, "%zu", work->plan->form->items[scan->item].slot);
        const char *values[] = {work->survey, work->plan->form->id, item, slot};
        work->statistics = scan->statistics;
        db_copy_out(work->db, "aggregate/copy-numbers", 4, values, add_number, work);
        for (size_t c = 0; c < work->plan->class_count; c++)
            work->failed |= scan->statistics[c].seen != scan->statistics[c].n;
    }
    return NULL;
}

void scan_numbers(const struct readers *readers, const char *survey, const struct tally_plan *plan,
                  struct number_scan *scans, size_t count)
{
    size_t worker_count = count < readers->count ? count : readers->count;
    if (!worker_count)
        return;
    struct number_work *works = calloc(worker_count, sizeof *works);
    if (!works)
        abort();
    for (size_t i = 0; i < worker_count; i++)
        works[i] = (struct number_work){
            .db = &readers->connections[i],
            .survey = survey,
            .plan = plan,
            .scans = scans,
            .first = i,
            .step = worker_count,
            .count = count,
        };
    run_threads(scan_items, works, sizeof *works, worker_count);
    for (size_t i = 0; i < worker_count; i++)
        if (works[i].failed)
            die_damaged(_("the numbers and the codes disagree about who gave a number"));
    free(works);
}
