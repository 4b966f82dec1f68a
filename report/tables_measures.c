#include "report/tables_measures.h"

#include "report/csv_writer.h"
#include "report/panel.h"
#include "report/words.h"

#include <inttypes.h>

bool rates_csv_begin(FILE *stream)
{
    static const char *const names[] = {
        "survey",      "form", "question", "row", "label",       "per",  "units", "banner", "class",
        "class_label", "n",    "left_out", "sum", "denominator", "rate", "unit",  NULL};
    return csv_write_header(stream, names);
}

static void append_figure(struct csv_writer *writer, const struct rate_figure *figure,
                          const char *unit)
{
    struct str *out = &writer->buffer;
    char text[DECIMAL_SIZE];
    csv_append_number(out, figure->n);
    csv_append_number(out, figure->left_out);
    csv_append(out, figure->sum);
    csv_append(out, figure->denominator);
    csv_append(out,
               figure->rate == MEASURE_NONE ? "" : decimal_text(text, figure->rate, RATE_DECIMALS));
    csv_append(out, unit); /* of the sum, and of the rate per `units` */
    csv_writer_end_record(writer);
}

static void append_place(struct str *out, const struct cells *cells, const struct rate *rate)
{
    csv_append(out, cells->config->codebook.survey);
    csv_append(out, rate->form->id);
    csv_append(out, rate->item->question->id);
    csv_append(out, rate->item->row == NULL ? "" : rate->item->row->id);
    csv_append(out, rate->label);
    csv_append(out, rate->per);
    csv_append_number(out, rate->units);
}

static void append_rates(struct csv_writer *writer, const struct cells *cells, size_t position)
{
    const struct rate *rate = &cells->config->rates[position];
    for (size_t b = 0; b < cells->banners->count; b++) {
        const struct banner *banner = &cells->banners->banners[b];
        for (size_t c = 0; c < banner->class_count; c++) {
            append_place(&writer->buffer, cells, rate);
            csv_append(&writer->buffer, banner->id);
            csv_append(&writer->buffer, banner->classes[c].key);
            csv_append(&writer->buffer, banner->classes[c].label);
            append_figure(writer, &cells->rates[position][cells->first_class[b] + c],
                          words_unit(rate->item));
        }
    }
}

bool rates_csv_write(FILE *stream, const struct cells *cells)
{
    struct csv_writer writer = {.stream = stream};
    for (size_t i = 0; i < cells->config->rate_count; i++)
        if (cells->rates[i] != NULL)
            append_rates(&writer, cells, i);
    return csv_writer_finish(&writer);
}

/* ---- The panel ---- */

static void append_panel_row(struct csv_writer *writer, const struct config *config,
                             const struct panel_row *row)
{
    struct str *out = &writer->buffer;
    const struct form *form = row->panel->form;
    const struct banner_set *set = &config->codebook.banners[form - config->codebook.forms];
    const struct banner *banner = row->column == NULL ? &set->banners[row->banner] : NULL;
    csv_append(out, config->codebook.survey);
    csv_append(out, form->id);
    csv_append(out, row->column != NULL ? row->column->column : "units");
    csv_append(out, row->column != NULL ? row->column->label : "対象数");
    csv_append(out, banner != NULL ? banner->id : "");
    csv_append(out, banner != NULL ? banner->classes[row->class].key : "all");
    csv_append(out, banner != NULL ? banner->classes[row->class].label : "全体");
    csv_append(out, row->frame);
    csv_append(out, row->answered);
    csv_append_tenths(out, row->covered);
    csv_append_tenths(out, row->frame_share);
    csv_append_tenths(out, row->answered_share);
    csv_append_tenths(out, row->difference);
    csv_writer_end_record(writer);
}

bool coverage_csv_write(FILE *stream, const struct config *config, const struct loaded *loaded)
{
    static const char *const names[] = {"survey",     "form",    "measure",     "measure_label",
                                        "banner",     "class",   "class_label", "frame",
                                        "answered",   "covered", "frame_share", "answered_share",
                                        "difference", NULL};
    if (!csv_write_header(stream, names))
        return false;
    struct csv_writer writer = {.stream = stream};
    struct arena arena = {0};
    size_t count;
    const struct panel_row *rows = panel_rows(&arena, config, loaded, &count);
    for (size_t i = 0; i < count; i++)
        append_panel_row(&writer, config, &rows[i]);
    arena_release(&arena);
    return csv_writer_finish(&writer);
}
