/*
 * The queries (疑義照会) that were sent out, as they stand in the database when a run begins: what
 * a workbook that comes back is compared with. Read once by the main thread, then only looked at.
 */
#ifndef RENKEI_INGEST_QUERIES_H
#define RENKEI_INGEST_QUERIES_H

#include "common/arena.h"
#include "common/db.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One finding as it was put to the unit. */
struct query_item {
    int32_t position; /* its number on the sheet, from 1 */
    const char *code; /* of the finding: E002 */
    const char *item; /* column name; "" if it is about no single answer */
};

struct query {
    int32_t number; /* from 1 in each survey */
    const char *form, *unit;
    int32_t source, ordinal; /* the submission it is about */
    bool current;            /* that submission is still the one that counts */
    const struct query_item *items;
    size_t item_count; /* in the order of their positions */
};

/* Zero-initialise. */
struct queries {
    const struct query *queries; /* in the order of their numbers */
    size_t count;
};

/* All queries of the survey; they live in the arena. */
void queries_read(struct queries *queries, struct arena *arena, struct db *db, const char *survey);

/* The query with this number; NULL if none was sent. `queries` NULL: none. From any thread. */
const struct query *queries_find(const struct queries *queries, int32_t number);

#endif
