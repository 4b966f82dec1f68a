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
/* The distributions of all connections together: a quarter of what the program may take. */
#define DISTRIBUTIONS_MEMORY ((size_t)16 << 20)

/* ---- Connections ---- */

void readers_open(struct readers *readers, size_t count, const struct settings *settings,
                  struct db *db)
{
    *readers = (struct readers){.connections = db, .count = 1};
    if (count == 1)
        return;
    readers->own = calloc(count, sizeof *readers->own);
    if (!readers->own)
        abort();
    PGresult *snapshot = db_run(db, "aggregate/export-snapshot", 0, NULL);
    for (size_t i = 0; i < count; i++) {
        db_open(&readers->own[i], settings, "renkei-aggregate");
        PQclear(db_run(&readers->own[i], "aggregate/scan-settings", 0, NULL));
        db_begin_snapshot(&readers->own[i], PQgetvalue(snapshot, 0, 0));
    }
    PQclear(snapshot);
    readers->connections = readers->own;
    readers->count = count;
}

void readers_close(struct readers *readers)
{
    for (size_t i = 0; readers->own && i < readers->count; i++) {
        db_commit(&readers->own[i]);
        db_close(&readers->own[i]);
    }
    free(readers->own);
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
    struct counts counts;
    const char *error; /* why the responses do not fit the codebook; NULL: they do */
};

static void count_response(void *context, const struct copy_field *fields, size_t count)
{
    struct response_scan *scan = context;
    const uint8_t *classes = (const uint8_t *)fields[0].bytes;
    const uint8_t *codes = (const uint8_t *)fields[1].bytes;
    const uint8_t *numbers = (const uint8_t *)fields[2].bytes;
    (void)count;
    if (scan->error)
        return;
    if (!tally_add(scan->counts.tally, classes, (size_t)fields[0].length, codes,
                   (size_t)fields[1].length))
        scan->error = scan->counts.tally->error;
    else if (!distributions_add(scan->counts.distributions, classes, codes, numbers,
                                (size_t)fields[2].length))
        scan->error = _("the numbers and the codes disagree about who gave a number");
}

static void *scan_share(void *work)
{
    struct response_scan *scan = work;
    const char *values[] = {scan->survey, scan->counts.tally->plan->form->id, scan->first,
                            scan->end};
    db_copy_out(scan->db, "aggregate/copy-responses", 4, values, count_response, scan);
    return NULL;
}

/* Of the table, or of its largest partition or shard: every connection reads its range of each. */
static int64_t response_blocks(struct db *db)
{
    if (db_number(db, "citus/extension", 0, NULL))
        return db_number(db, "citus/response-blocks", 0, NULL);
    return db_number(db, "aggregate/response-blocks", 0, NULL);
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

/* The counts of all shares together. */
static struct counts merge_scans(const struct response_scan *scans, size_t count)
{
    struct counts total = scans[0].counts;
    for (size_t i = 0; i < count; i++) {
        struct counts counts = scans[i].counts;
        if (scans[i].error)
            die_damaged(scans[i].error);
        if (i == 0)
            continue;
        tally_merge(total.tally, counts.tally);
        distributions_merge(total.distributions, counts.distributions);
        counts_free(&counts);
    }
    if (!tally_finish(total.tally))
        die_damaged(total.tally->error);
    return total;
}

struct counts scan_responses(const struct readers *readers, const char *survey,
                             const struct tally_plan *plan)
{
    struct response_scan *scans = calloc(readers->count, sizeof *scans);
    if (!scans)
        abort();
    int64_t blocks = response_blocks(&readers->connections[0]);
    for (size_t i = 0; i < readers->count; i++) {
        scans[i] = (struct response_scan){
            .db = &readers->connections[i],
            .survey = survey,
            .counts = {tally_new(plan),
                       distributions_new(plan, DISTRIBUTIONS_MEMORY / readers->count)},
        };
        assign_share(&scans[i], i, readers->count, blocks);
    }
    run_threads(scan_share, scans, sizeof *scans, readers->count);
    struct counts total = merge_scans(scans, readers->count);
    free(scans);
    return total;
}

void counts_free(struct counts *counts)
{
    tally_free(counts->tally);
    distributions_free(counts->distributions);
    *counts = (struct counts){0};
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
