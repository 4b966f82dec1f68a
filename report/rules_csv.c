/* The records of a CSV, and what is wrong with them as such. */
#include "report/rules_file.h"

#include "common/csv.h"
#include "common/message.h"
#include "report/rules_table.h"

#include <string.h>

static const char *const too_wide = N_("a record has more than 16,384 fields");

struct csv_judge {
    struct rules_table table;
    struct csv_reader reader;
    struct grid_cell *cells;
    size_t columns; /* of the header */
    size_t end;     /* of the record before, in bytes */
    uint32_t row;
};

/* Blank lines count as rows, as they do in a spreadsheet. */
static void count_rows(struct csv_judge *judge, const struct csv_record *record)
{
    for (size_t i = judge->end; i < record->offset; i++)
        judge->row += judge->reader.bytes[i] == '\n';
    judge->row++;
    judge->end = record->offset + record->size;
}

/* The first field that does not begin with a quote; 0 if all do. */
static uint32_t unquoted_field(const char *bytes, size_t length)
{
    while (length > 0 && (bytes[length - 1] == '\n' || bytes[length - 1] == '\r'))
        length--;
    const char *at = bytes, *end = bytes + length;
    for (uint32_t field = 1;; field++) {
        if (at == end || *at != '"')
            return field;
        const char *quote = at + 1;
        while ((quote = memchr(quote, '"', (size_t)(end - quote))) != NULL && quote + 1 < end &&
               quote[1] == '"')
            quote += 2;
        if (quote == NULL || quote + 1 == end)
            return 0;
        at = quote + 2; /* behind the comma */
    }
}

static void judge_record(struct csv_judge *judge, const struct csv_record *record)
{
    struct rules_result *result = judge->table.result;
    uint32_t field = unquoted_field(judge->reader.bytes + record->offset, record->size);
    if (judge->columns == 0)
        judge->columns = judge->table.declared = record->count;
    if (field > 0) {
        const char *value = field <= record->count ? record->fields[field - 1] : NULL;
        verdict_break(result, RULE_QUOTED, &(struct spot){"", judge->row, field, value});
    }
    size_t shorter = record->count < judge->columns ? record->count : judge->columns;
    const char *extra = record->count > judge->columns ? record->fields[shorter] : NULL;
    if (record->count != judge->columns)
        verdict_break(result, RULE_RECORD,
                      &(struct spot){"", judge->row, (uint32_t)shorter + 1, extra});
}

static void take_record(struct csv_judge *judge, const struct csv_record *record)
{
    size_t count = 0;
    for (size_t i = 0; i < record->count; i++) {
        if (record->lengths[i] == 0)
            continue;
        judge->cells[count++] = (struct grid_cell){
            .row = judge->row,
            .column = (uint32_t)i + 1,
            .kind = XLSX_TEXT,
            .text = record->fields[i],
            .length = record->lengths[i],
        };
    }
    rules_table_row(&judge->table, judge->cells, count);
}

/* Semicolons or tabs where commas should be. */
static void judge_separator(struct csv_judge *judge, const struct csv_record *record)
{
    if (record->count == 1 && strpbrk(record->fields[0], "\t;") != NULL)
        verdict_break(judge->table.result, RULE_FORMAT,
                      &(struct spot){"", judge->row, 1, record->fields[0]});
}

static bool take_all(struct csv_judge *judge, size_t most_rows)
{
    struct rules_result *result = judge->table.result;
    struct csv_record record;
    enum csv_result read;
    while ((read = csv_next(&judge->reader, &record)) == CSV_RECORD) {
        if (record.count > RULES_COLUMN_LIMIT) {
            result->error = too_wide;
            return false;
        }
        count_rows(judge, &record);
        if (judge->columns == 0)
            judge_separator(judge, &record);
        judge_record(judge, &record);
        take_record(judge, &record);
        if (most_rows > 0 && judge->row >= most_rows)
            return true;
    }
    result->error = read == CSV_BAD       ? judge->reader.error
                    : judge->columns == 0 ? N_("the file is empty")
                                          : NULL;
    return result->error == NULL;
}

bool rules_csv(struct rules_result *result, const struct rules_question *question)
{
    struct arena arena = {0};
    struct csv_judge judge = {
        .table = {.result = result,
                  .arena = &arena,
                  .sheet = "",
                  .verbatim = question->verbatim,
                  .csv = true},
        .reader = {.last = true},
        .cells = arena_array(&arena, RULES_COLUMN_LIMIT, sizeof *judge.cells),
    };
    verdict_apply(result, RULE_RECORD);
    verdict_apply(result, RULE_QUOTED);
    judge.reader.bytes =
        csv_foreign_text(&arena, question->path, &judge.reader.length, &result->error);
    if (judge.reader.bytes == NULL) {
        result->error = arena_strdup(result->arena, result->error);
        arena_release(&arena);
        return false;
    }
    if (judge.reader.length >= 3 && memcmp(judge.reader.bytes, CSV_BOM, 3) == 0)
        judge.reader.position = judge.end = 3;
    bool read = take_all(&judge, question->most_rows);
    if (read)
        rules_table_end(&judge.table);
    csv_release(&judge.reader);
    arena_release(&arena);
    return read;
}
