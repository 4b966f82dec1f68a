/* The database keeps cells only with findings: of all other answers the archived workbook itself
 * says, by its defined names, where they stand. One workbook is in memory at a time. */
#include "report/trace.h"

#include "common/message.h"
#include "common/xlsx.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/* The bytes of the file in the arena; `size` is that of the stored ones before and of the file
 * behind. NULL: they are damaged. */
static const void *expand(struct arena *arena, const void *stored, size_t *size, int64_t file_size)
{
    if (file_size < 0 || file_size > INT_MAX)
        return NULL;
    uLongf length = (uLongf)file_size;
    void *bytes = arena_alloc(arena, length + 1);
    if (uncompress(bytes, &length, stored, (uLong)*size) != Z_OK)
        return NULL;
    *size = length;
    return bytes;
}

/* The bytes of a source. */
struct archived {
    bool found;        /* archived as one block, as forms are */
    const void *bytes; /* NULL: damaged */
    size_t size;
};

static struct archived read_file(struct arena *arena, struct db *db, const char *survey,
                                 const char *source)
{
    enum { DEFLATED, SIZE, BYTES };
    const char *values[] = {survey, source};
    PGresult *result = db_run(db, "report/trace-file", 2, values);
    struct archived file = {.found = PQntuples(result) == 1};
    if (file.found) {
        unsigned char *raw =
            PQunescapeBytea((const unsigned char *)PQgetvalue(result, 0, BYTES), &file.size);
        if (raw == NULL)
            abort();
        file.bytes =
            strcmp(PQgetvalue(result, 0, DEFLATED), "t") == 0
                ? expand(arena, raw, &file.size, strtoll(PQgetvalue(result, 0, SIZE), NULL, 10))
                : arena_copy(arena, (const char *)raw, file.size);
        PQfreemem(raw);
    }
    PQclear(result);
    return file;
}

/* As the loading program ranks them: a sheet's own name, the workbook's, another sheet's. */
static int rank_of(const struct xlsx_name *name)
{
    return name->scope == name->sheet ? 3 : name->scope == XLSX_WORKBOOK ? 2 : 1;
}

/* Where a column stands: on that sheet (SIZE_MAX: any), the last of the best names. */
static const struct xlsx_name *find_name(const struct xlsx *xlsx, const char *column, size_t sheet)
{
    const struct xlsx_name *found = NULL;
    for (size_t i = 0; i < xlsx->name_count; i++) {
        const struct xlsx_name *name = &xlsx->names[i];
        if (strncmp(name->name, ANSWER_PREFIX, strlen(ANSWER_PREFIX)) != 0 ||
            strcmp(name->name + strlen(ANSWER_PREFIX), column) != 0 ||
            (sheet != SIZE_MAX && name->sheet != sheet))
            continue;
        if (found == NULL || rank_of(name) >= rank_of(found))
            found = name;
    }
    return found;
}

/* On its sheet; a copied sheet that lost its names was read by the places of one that has them. */
static bool find_place(const struct xlsx *xlsx, const char *column, int32_t ordinal,
                       struct xlsx_name *place)
{
    size_t sheet = ordinal > 0 ? (size_t)ordinal - 1 : SIZE_MAX;
    const struct xlsx_name *name = find_name(xlsx, column, sheet);
    if (sheet != SIZE_MAX && sheet >= xlsx->sheet_count)
        return false;
    if (name == NULL && sheet != SIZE_MAX)
        name = find_name(xlsx, column, SIZE_MAX);
    if (name == NULL)
        return false;
    *place = *name;
    if (sheet != SIZE_MAX)
        place->sheet = sheet;
    return true;
}

/* C12, or of several columns the first and the last: C12:C20. */
static struct trace_place place_in(struct arena *arena, const struct xlsx *xlsx,
                                   struct trace_columns columns, int32_t ordinal)
{
    enum { CELL_NAME_SIZE = 16 };
    struct trace_place place = {"", ""};
    struct xlsx_name at;
    size_t sheet = SIZE_MAX;
    char first[CELL_NAME_SIZE] = "", last[CELL_NAME_SIZE] = "";
    for (size_t i = 0; i < columns.count; i++) {
        if (columns.first[i].kind == COLUMN_OPTION_TEXT ||
            !find_place(xlsx, columns.first[i].name, ordinal, &at))
            continue;
        if (sheet != SIZE_MAX && at.sheet != sheet)
            continue;
        sheet = at.sheet;
        xlsx_cell_name(last, at.row, at.column);
        if (*first == '\0')
            memcpy(first, last, sizeof first);
    }
    if (sheet == SIZE_MAX)
        return place;
    place.sheet = arena_strdup(arena, xlsx->sheets[sheet].name);
    place.cell = strcmp(first, last) == 0 ? arena_strdup(arena, first)
                                          : arena_printf(arena, "%s:%s", first, last);
    return place;
}

struct trace_place trace_place_read(struct arena *arena, struct db *db,
                                    const struct trace_cell *cell, const char *source,
                                    int32_t ordinal)
{
    struct trace_place place = {"", ""};
    struct arena of_file = {0};
    struct xlsx xlsx = {0};
    struct archived file = read_file(&of_file, db, cell->config->codebook.survey, source);
    bool opened = file.bytes != NULL && xlsx_open(&xlsx, &of_file, file.bytes, file.size);
    if (opened)
        place = place_in(arena, &xlsx, trace_cell_columns(cell), ordinal);
    xlsx_close(&xlsx);
    arena_release(&of_file);
    if (file.found && !opened)
        die(NULL, _("restore the database from a backup"), _("the archive is damaged"));
    return place;
}
