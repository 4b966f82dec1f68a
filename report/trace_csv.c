#include "report/csv_writer.h"
#include "report/trace.h"
#include "report/status_text.h"

#include <string.h>

struct table {
    const struct trace_cell *cell;
    struct csv_writer writer;
    const char *option; /* as in cells.csv; "*" for the base, "" of a number */
};

/* The columns behind the answer, one after the other: services.1;services.2. */
static void append_columns(struct str *out, const struct trace_cell *cell)
{
    struct trace_columns columns = trace_cell_columns(cell);
    struct str list = {0};
    for (size_t i = 0; i < columns.count; i++)
        if (columns.first[i].kind != COLUMN_OPTION_TEXT)
            str_appendf(&list, "%s%s", list.length > 0 ? ";" : "", columns.first[i].name);
    csv_append(out, str_text(&list));
    str_release(&list);
}

static void append_unit(void *context, const struct trace_unit *unit)
{
    struct table *table = context;
    const struct trace_cell *cell = table->cell;
    const struct banner *banner = &cell->banners->banners[cell->banner];
    struct str *out = &table->writer.buffer;
    char moment[MOMENT_SIZE];
    const char *const fields[] = {
        cell->config->codebook.survey,
        cell->form->id,
        cell->item->question->id,
        cell->item->row == NULL ? "" : cell->item->row->id,
        table->option,
        banner->id,
        banner->classes[cell->class].key,
        unit->unit,
        unit->name,
        unit->area,
        unit->value,
        unit->typed == NULL ? "" : unit->typed,
        unit->rule,
        unit->finding,
        unit->corrected == NULL ? "" : unit->corrected,
        unit->query,
        unit->reason,
        unit->file,
        unit->sheet,
        unit->cell,
    };
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        csv_append(out, fields[i]);
    if (unit->line > 0)
        csv_append_number(out, unit->line);
    else
        csv_append(out, "");
    append_columns(out, cell);
    csv_append(out, unit->sha256);
    csv_append(out, unit->received == 0 ? "" : moment_iso(moment, unit->received));
    csv_writer_end_record(&table->writer);
}

static const char *option_of(char buffer[CODE_TEXT_SIZE], const struct trace_cell *cell)
{
    switch (cell->answer) {
    case TRACE_OPTION:
        return code_text(buffer, cell->item->question->options[cell->option].code);
    case TRACE_SUBTOTAL:
        return cell->subtotal->id;
    case TRACE_NA:
        return code_text(buffer, CODE_NA);
    case TRACE_INVALID:
        return code_text(buffer, CODE_INVALID);
    case TRACE_ALL:
        return "*";
    case TRACE_NUMBER:
        break;
    }
    return "";
}

struct trace_listed trace_csv(const struct trace_cell *cell, struct db *db, FILE *stream,
                              bool *failed)
{
    static const char *const names[] = {
        "survey", "form",  "question", "row",    "option",  "banner",    "class", "unit",   "name",
        "area",   "value", "typed",    "rule",   "finding", "corrected", "query", "reason", "file",
        "sheet",  "cell",  "line",     "column", "sha256",  "received",  NULL};
    char buffer[CODE_TEXT_SIZE];
    struct table table = {
        .cell = cell, .writer = {.stream = stream}, .option = option_of(buffer, cell)};
    bool written = csv_write_header(stream, names);
    struct trace_listed listed = trace_units_each(cell, db, INT64_MAX, append_unit, &table);
    *failed = !csv_writer_finish(&table.writer) || !written;
    return listed;
}
