/*
 * Microdata as CSV. Codes and numbers are given as such, a kind of empty as its word; what was
 * typed is given as typed, and blank where there is nothing (its state says why).
 */
#include "report/export.h"

#include "common/number.h"
#include "common/round.h"
#include "report/csv_writer.h"
#include "report/export_text.h"

#include <stdio.h>

const char *export_number_text(char *buffer, int64_t value)
{
    int decimals = number_decimals(value);
    for (int i = decimals; i < NUMBER_DECIMALS; i++)
        value /= 10;
    return decimal_text(buffer, value, decimals);
}

const char *export_code_text(char *buffer, int code)
{
    const struct export_missing *missing = export_missing_of(code);
    return missing != NULL ? missing->word : decimal_text(buffer, code, 0);
}

struct microdata {
    struct csv_writer writer;
    const struct export_form *plan;
    struct export_tally *tally;
};

static void count_number(struct export_tally *tally, size_t v, int64_t value)
{
    if (tally->valid[v] == 0 || value < tally->least[v])
        tally->least[v] = value;
    if (tally->valid[v] == 0 || value > tally->most[v])
        tally->most[v] = value;
    tally->valid[v]++;
}

static void count(struct microdata *data, size_t v, const struct export_row *row)
{
    const struct export_variable *variable = &data->plan->variables[v];
    struct export_tally *tally = data->tally;
    int64_t number;
    if (variable->kind == EXPORT_SYNTHETIC)
        tally->codes[v][row->synthetic]++;
    else if (export_has_code(variable))
        tally->codes[v][export_code(row, variable)]++;
    else if (variable->kind == EXPORT_NUMBER && export_code(row, variable) == CODE_TICKED)
        count_number(tally, v, row->numbers[v]);
    else if (variable->kind == EXPORT_FRAME_NUMBER && number_parse(row->texts[v], &number))
        count_number(tally, v, number);
    else if (export_is_text(variable) && *row->texts[v] != '\0')
        tally->valid[v]++;
}

static void append_value(struct microdata *data, size_t v, const struct export_row *row)
{
    const struct export_variable *variable = &data->plan->variables[v];
    struct str *out = &data->writer.buffer;
    char buffer[DECIMAL_SIZE];
    if (variable->kind == EXPORT_SYNTHETIC)
        csv_append(out, row->synthetic ? "1" : "0");
    else if (variable->kind == EXPORT_NUMBER && export_code(row, variable) == CODE_TICKED)
        csv_append(out, export_number_text(buffer, row->numbers[v]));
    else if (variable->kind == EXPORT_NUMBER || export_has_code(variable))
        csv_append(out, export_code_text(buffer, export_code(row, variable)));
    else
        csv_append(out, row->texts[v]);
}

static void append_row(void *context, const struct export_row *row)
{
    struct microdata *data = context;
    for (size_t v = 0; v < data->plan->variable_count; v++) {
        append_value(data, v, row);
        if (data->tally != NULL)
            count(data, v, row);
    }
    csv_writer_end_record(&data->writer);
}

bool export_csv_write(FILE *stream, struct db *db, const struct export_form *plan,
                      struct export_tally *tally)
{
    struct microdata data = {.writer = {.stream = stream}, .plan = plan, .tally = tally};
    str_append(&data.writer.buffer, CSV_BOM);
    for (size_t v = 0; v < plan->variable_count; v++)
        csv_append(&data.writer.buffer, plan->variables[v].column);
    csv_writer_end_record(&data.writer);
    export_rows(plan, db, append_row, &data);
    return csv_writer_finish(&data.writer);
}
