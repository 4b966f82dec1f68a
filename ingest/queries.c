#include "ingest/queries.h"

#include <stdlib.h>

enum field { NUMBER, FORM, UNIT, SOURCE, ORDINAL, CURRENT, POSITION, CODE, ITEM };

static int32_t whole(const PGresult *result, int row, enum field field)
{
    return (int32_t)strtol(PQgetvalue(result, row, (int)field), NULL, 10);
}

static const char *text(struct arena *arena, const PGresult *result, int row, enum field field)
{
    return arena_strdup(arena, PQgetvalue(result, row, (int)field));
}

static struct query new_query(struct arena *arena, const PGresult *result, int row)
{
    return (struct query){.number = whole(result, row, NUMBER),
                          .form = text(arena, result, row, FORM),
                          .unit = text(arena, result, row, UNIT),
                          .source = whole(result, row, SOURCE),
                          .ordinal = whole(result, row, ORDINAL),
                          .current = *PQgetvalue(result, row, CURRENT) == 't'};
}

void queries_read(struct queries *queries, struct arena *arena, struct db *db, const char *survey)
{
    PGresult *result = db_run(db, "ingest/read-queries", 1, &survey);
    size_t rows = (size_t)PQntuples(result);
    struct query *all = arena_array(arena, rows, sizeof *all);
    struct query_item *items = arena_array(arena, rows, sizeof *items);
    *queries = (struct queries){.queries = all};
    for (int row = 0; row < (int)rows; row++) {
        struct query *last = queries->count ? &all[queries->count - 1] : NULL;
        if (!last || last->number != whole(result, row, NUMBER)) {
            last = &all[queries->count++];
            *last = new_query(arena, result, row);
            last->items = &items[row];
        }
        if (PQgetisnull(result, row, POSITION))
            continue;
        items[row] = (struct query_item){.position = whole(result, row, POSITION),
                                         .code = text(arena, result, row, CODE),
                                         .item = text(arena, result, row, ITEM)};
        last->item_count++;
    }
    PQclear(result);
}

static int compare_number(const void *key, const void *element)
{
    int32_t number = *(const int32_t *)key;
    const struct query *query = element;
    return (number > query->number) - (number < query->number);
}

const struct query *queries_find(const struct queries *queries, int32_t number)
{
    if (!queries || !queries->count)
        return NULL;
    return bsearch(&number, queries->queries, queries->count, sizeof *queries->queries,
                   compare_number);
}
