#include "report/report_tables.h"

#include "report/estimates_csv.h"
#include "report/figure.h"
#include "report/tables_csv.h"
#include "report/tables_measures.h"
#include "report/twins.h"

#include <stdio.h>

/* ---- Form by form ---- */

typedef bool begin_function(FILE *stream);

static struct output_file *begin(struct report_tables *tables, const char *name,
                                 begin_function *header)
{
    struct output_file *file = output_open(tables->outputs, name);
    if (!header(file->stream))
        output_fail(file);
    return file;
}

/* Some are there only if tables.yaml asks for them. */
void report_tables_begin(struct report_tables *tables, struct outputs *outputs)
{
    const struct config *config = tables->config;
    tables->outputs = outputs;
    tables->cells = begin(tables, "tables/cells.csv", cells_csv_begin);
    tables->numbers = begin(tables, "tables/numbers.csv", numbers_csv_begin);
    if (config->subtotal_count > 0)
        tables->subtotals = begin(tables, "tables/subtotals.csv", cells_csv_begin);
    if (config->rate_count > 0)
        tables->rates = begin(tables, "tables/rates.csv", rates_csv_begin);
    if (histograms_wanted(config))
        tables->histograms = begin(tables, "tables/histograms.csv", histograms_csv_begin);
    if (waves_wanted(config))
        tables->waves = begin(tables, "tables/waves.csv", waves_csv_begin);
}

void report_tables_write(struct report_tables *tables, const struct cells *cells)
{
    const char *survey = tables->config->codebook.survey;
    tables->cell_count += (int64_t)cells->cell_count;
    tables->statistic_count += (int64_t)cells->statistic_count;
    tables->answer_count += cells_answers(cells);
    if (!cells_csv_write(tables->cells->stream, survey, cells, NULL))
        output_fail(tables->cells);
    if (!numbers_csv_write(tables->numbers->stream, survey, cells, NULL))
        output_fail(tables->numbers);
    if (tables->subtotals != NULL &&
        !subtotals_csv_write(tables->subtotals->stream, survey, cells, NULL))
        output_fail(tables->subtotals);
    if (tables->rates != NULL && !rates_csv_write(tables->rates->stream, cells))
        output_fail(tables->rates);
    if (tables->histograms != NULL && !histograms_csv_write(tables->histograms->stream, cells))
        output_fail(tables->histograms);
    if (tables->waves != NULL && !waves_csv_write(tables->waves->stream, cells))
        output_fail(tables->waves);
}

/* ---- The others ---- */

/* Who has answered, and what is wrong with the answers. */
static void write_lists(struct report_tables *tables)
{
    struct output_file *file = output_open(tables->outputs, "tables/findings.csv");
    if (!findings_csv_write(file->stream, tables->db, tables->config))
        output_fail(file);
    output_finish(file);
    file = output_open(tables->outputs, "tables/response-status.csv");
    if (!response_status_csv_write(file->stream, tables->config, tables->loaded))
        output_fail(file);
    output_finish(file);
    estimates_csv_write(tables->outputs, tables->db, tables->config);
    twins_write(tables->outputs, tables->config, tables->loaded);
}

static void write_panel(struct report_tables *tables)
{
    if (tables->config->panel_count == 0)
        return;
    struct output_file *file = output_open(tables->outputs, "tables/panel.csv");
    if (!coverage_csv_write(file->stream, tables->config, tables->loaded))
        output_fail(file);
    output_finish(file);
}

void report_tables_finish(struct report_tables *tables)
{
    struct output_file *const files[] = {tables->cells, tables->numbers,    tables->subtotals,
                                         tables->rates, tables->histograms, tables->waves};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (files[i] != NULL)
            output_finish(files[i]);
    write_lists(tables);
    write_panel(tables);
    last_wave_write(tables->previous, tables->outputs);
}
