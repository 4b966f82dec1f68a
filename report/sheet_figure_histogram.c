/* The table of a histogram: a case per class, an answer per interval, in percent of the numbers. */
#include "report/figure.h"
#include "report/sheet_figure.h"

#include "report/words.h"

static void fill_case(struct plot *plot, const struct histogram *histogram, size_t index,
                      size_t line)
{
    const int64_t *counts = &histogram->counts[line * histogram->bin_count];
    int64_t n = 0;
    for (size_t b = 0; b < histogram->bin_count; b++)
        n += counts[b];
    plot->cases[index].n = n;
    for (size_t b = 0; b < histogram->bin_count; b++)
        plot->tenths[index * plot->answer_count + b] =
            n == 0 ? MEASURE_NONE : percent_tenths(counts[b], n);
}

/* 協議体の開催回数（回） */
static const char *axis_words(struct arena *arena, const struct item *item)
{
    const char *name = item->row != NULL ? item->row->label : "回答", *unit = words_unit(item);
    return *unit == '\0' ? name : arena_printf(arena, "%s（%s）", name, unit);
}

void plot_histogram(struct plot *plot, const struct cells *cells, const struct figure_lines *lines)
{
    const struct figure *figure = plot->chart->figure;
    const struct histogram *histogram = cells->histograms[figure - cells->config->figures];
    plot->case_count = lines->count;
    plot->answer_count = plot->option_count = histogram->bin_count;
    plot_init(plot, plot->arena);
    plot->axis = axis_words(plot->arena, histogram->item);
    for (size_t b = 0; b < histogram->bin_count; b++)
        plot->answers[b] = histogram->bins[b].label;
    for (size_t i = 0; i < lines->count; i++) {
        plot->cases[i].label = plot->cases[i].shown = lines->labels[i];
        if (lines->keys != NULL)
            plot->cases[i].code = lines->keys[i];
        fill_case(plot, histogram, i, lines->lines[i]);
    }
    plot_show_n(plot);
}
