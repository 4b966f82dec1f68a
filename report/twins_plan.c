/*
 * What the tables and figures are made by, as tables: the breakdowns with their classes, in the
 * words of the workbooks, and which question every figure draws.
 */
#include "report/twins.h"

#include "report/csv_writer.h"

/* ---- Breakdowns ---- */

/* As in tables/banners.csv, by enum banner_kind. */
static const char *const kinds[] = {
    [BANNER_TOTAL] = "total",
    [BANNER_FRAME] = "frame",
    [BANNER_QUESTION] = "question",
    [BANNER_CROSS] = "cross",
};

static void append_banner(struct csv_writer *writer, const struct config *config, size_t form,
                          size_t position)
{
    const struct form *asked = &config->codebook.forms[form];
    const struct banner_set *set = &config->codebook.banners[form];
    const struct banner *banner = &set->banners[position];
    bool divides = banner_partitions(set, asked, position);
    for (size_t c = 0; c < banner->class_count; c++) {
        csv_append(&writer->buffer, config->codebook.survey);
        csv_append(&writer->buffer, asked->id);
        csv_append(&writer->buffer, banner->id);
        csv_append(&writer->buffer, banner->label);
        csv_append(&writer->buffer, kinds[banner->kind]);
        csv_append(&writer->buffer, divides ? "true" : "false");
        csv_append(&writer->buffer, banner->classes[c].key);
        csv_append(&writer->buffer, banner->classes[c].label);
        csv_writer_end_record(writer);
    }
}

bool twins_banners_write(FILE *stream, const struct config *config)
{
    static const char *const names[] = {"survey",       "form",        "banner",
                                        "banner_label", "kind",        "divides",
                                        "class",        "class_label", NULL};
    struct csv_writer writer = {.stream = stream};
    if (!csv_write_header(stream, names))
        return false;
    for (size_t f = 0; f < config->codebook.form_count; f++)
        for (size_t b = 0; b < config->codebook.banners[f].count; b++)
            append_banner(&writer, config, f, b);
    return csv_writer_finish(&writer);
}

/* ---- Figures ---- */

/* As in tables.yaml, by enum chart_kind. */
static const char *const charts[] = {
    [CHART_STACKED] = "stacked",     [CHART_BAR] = "bar",   [CHART_COLUMNS] = "columns",
    [CHART_HISTOGRAM] = "histogram", [CHART_LINE] = "line",
};

static void append_figure(struct csv_writer *writer, const struct config *config,
                          const struct figure *figure)
{
    struct str *out = &writer->buffer;
    char code[CODE_TEXT_SIZE];
    csv_append(out, config->codebook.survey);
    csv_append(out, figure->id);
    csv_append(out, figure->number);
    csv_append(out, figure->title);
    csv_append(out, figure->form->id);
    csv_append(out, figure->question->id);
    csv_append(out, figure->item != NULL && figure->item->row != NULL ? figure->item->row->id : "");
    csv_append(out, figure->option != NULL     ? code_text(code, figure->option->code)
                    : figure->subtotal != NULL ? figure->subtotal->id
                                               : "");
    csv_append(out, figure->banner);
    csv_append(out, charts[figure->chart]);
    csv_writer_end_record(writer);
}

bool twins_figures_write(FILE *stream, const struct config *config)
{
    static const char *const names[] = {"survey", "figure", "number", "title", "form", "question",
                                        "row",    "option", "banner", "chart", NULL};
    struct csv_writer writer = {.stream = stream};
    if (!csv_write_header(stream, names))
        return false;
    for (size_t i = 0; i < config->figure_count; i++)
        append_figure(&writer, config, &config->figures[i]);
    return csv_writer_finish(&writer);
}
