/*
 * The table of a line figure: a case per class and wave, a chart per class. Published values have
 * columns of their own behind the others, so that their points can be marked; the lines run through
 * them too.
 */
#include "report/figure.h"
#include "report/sheet_figure.h"

#include "report/compare_words.h"
#include "report/words.h"

/* The lines of a figure and the waves that have a figure in any of them. */
struct tracks {
    const struct cells *cells;
    const struct trend *trend;
    const struct figure_lines *lines;
    size_t *waves, wave_count;
    bool published; /* any of them */
};

static const struct trend_value *value_of(const struct tracks *tracks, size_t wave, size_t line,
                                          size_t column)
{
    return &tracks->trend->waves[wave].values[line * tracks->trend->column_count + column];
}

static bool wave_is_drawn(const struct tracks *tracks, size_t wave)
{
    for (size_t i = 0; i < tracks->lines->count; i++)
        for (size_t c = 0; c < tracks->trend->column_count; c++)
            if (value_of(tracks, wave, tracks->lines->lines[i], c)->tenths >= 0)
                return true;
    return false;
}

static void find_waves(struct tracks *tracks, struct arena *arena)
{
    tracks->waves = arena_array(arena, tracks->trend->wave_count, sizeof *tracks->waves);
    for (size_t w = 0; w < tracks->trend->wave_count; w++) {
        if (!wave_is_drawn(tracks, w))
            continue;
        tracks->waves[tracks->wave_count++] = w;
        if (tracks->trend->waves[w].source == VALUE_PUBLISHED)
            tracks->published = true;
    }
}

static void name_columns(struct plot *plot, const struct tracks *tracks)
{
    bool rows = plot->chart->question->row_count > 0 && plot->chart->figure->item == NULL;
    for (size_t c = 0; c < tracks->trend->column_count; c++) {
        const struct trend_column *column = &tracks->trend->columns[c];
        size_t item = (size_t)(column->item - tracks->cells->form->items);
        plot->answers[c] = rows ? column->item->row->label
                                : words_column(plot->arena, tracks->cells, item, column->answer);
        if (tracks->published)
            plot->answers[plot->published_first + c] =
                arena_printf(plot->arena, "公表値 %s", plot->answers[c]);
    }
}

/* Published values have no count, and some no base. */
static void fill_case(struct plot *plot, const struct tracks *tracks, size_t index)
{
    size_t wave = tracks->waves[index % tracks->wave_count];
    size_t class = index / tracks->wave_count, line = tracks->lines->lines[class];
    const struct trend_wave *from = &tracks->trend->waves[wave];
    struct plot_case *one = &plot->cases[index];
    bool published = from->source == VALUE_PUBLISHED;
    *one = (struct plot_case){
        .label = tracks->lines->count == 1 ? from->year
                                           : arena_printf(plot->arena, "%s・%s",
                                                          tracks->lines->labels[class], from->year),
        .shown = published ? arena_printf(plot->arena, "%s 公表値", from->year) : from->year,
        .code = tracks->lines->keys == NULL ? NULL : tracks->lines->keys[class],
        .wave = from->survey,
        .source = source_words[from->source].japanese,
        .n = -1,
    };
    for (size_t c = 0; c < tracks->trend->column_count; c++) {
        const struct trend_value *value = value_of(tracks, wave, line, c);
        int64_t *cells = &plot->tenths[index * plot->answer_count];
        cells[c] = value->tenths < 0 ? MEASURE_NONE : value->tenths;
        if (tracks->published)
            cells[plot->published_first + c] = published ? cells[c] : MEASURE_NONE;
        one->n = value->base > one->n ? value->base : one->n;
    }
}

void plot_line(struct plot *plot, const struct cells *cells, const struct figure_lines *lines)
{
    const struct figure *figure = plot->chart->figure;
    struct tracks tracks = {
        .cells = cells, .trend = cells->trends[figure - cells->config->figures], .lines = lines};
    find_waves(&tracks, plot->arena);
    size_t columns = tracks.trend->column_count;
    plot->case_count = lines->count * tracks.wave_count;
    plot->answer_count = tracks.published ? 2 * columns : columns;
    plot->option_count = plot->published_first = columns;
    plot_init(plot, plot->arena);
    name_columns(plot, &tracks);
    for (size_t i = 0; i < plot->case_count; i++)
        fill_case(plot, &tracks, i);
    plot->panel_count = lines->count;
    for (size_t p = 0; p < lines->count; p++)
        plot->panels[p] = lines->labels[p];
    plot_show_n(plot);
}

void line_remarks(struct pen *pen, const struct plot *plot, const struct cells *cells)
{
    const struct figure *figure = plot->chart->figure;
    const struct trend *trend = cells->trends[figure - cells->config->figures];
    if (plot->answer_count > plot->published_first)
        pen_line(pen, "色の薄い印は、調査結果として公表された値（回答の集計ではない）。",
                 pen->book->style.small);
    for (size_t w = 0; w + 1 < trend->wave_count; w++)
        if (trend->waves[w].synthetic)
            pen_line(pen,
                     arena_printf(plot->arena, "%sの値は合成データ(synthetic)による。",
                                  trend->waves[w].year),
                     pen->book->style.notice);
    for (size_t w = 1; w < trend->wave_count; w++)
        if (*trend->waves[w].marks != '\0')
            pen_line(pen,
                     arena_printf(plot->arena, "注意　%s：%s", trend->waves[w].year,
                                  trend->waves[w].marks),
                     pen->book->style.notice);
}
