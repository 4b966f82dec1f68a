/* Which figures can be drawn, and of which classes. */
#include "report/figure.h"

#include "report/area.h"

#include <stdlib.h>
#include <string.h>

size_t figure_answer(const struct cells *cells, const struct figure *figure)
{
    const struct question *question = figure->question;
    if (figure->option != NULL)
        return (size_t)(figure->option - question->options);
    const struct counts *counts = &cells->counts[question->first_item];
    for (size_t i = 0; i < counts->subtotal_count; i++)
        if (counts->subtotals[i] == figure->subtotal)
            return counts->answer_count + i;
    abort();
}

bool figure_shows(const struct figure *figure, const struct banner *banner)
{
    return banner->kind == BANNER_TOTAL || strcmp(banner->id, figure->banner) == 0 ||
           area_is_banner(banner);
}

/* Was anybody in the class asked, or, of a number, has given one? */
static bool has_answers(const struct figure *figure, const struct cells *cells, size_t line)
{
    const struct item *items = cells->form->items;
    size_t first = figure->question->first_item, count = figure->question->item_count;
    if (figure->item != NULL) {
        first = (size_t)(figure->item - items);
        count = 1;
    }
    for (size_t i = first; i < first + count; i++) {
        if (cells->counts[i].base != NULL && cells->counts[i].base[line] > 0)
            return true;
        if (cells->statistics[i] != NULL && cells->statistics[i][line].n > 0)
            return true;
    }
    return false;
}

/* A line needs two points, of any column. */
static bool has_waves(const struct trend *trend, const size_t *lines, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t known = 0;
        for (size_t w = 0; w < trend->wave_count; w++) {
            bool any = false;
            for (size_t c = 0; c < trend->column_count; c++)
                any = any || trend->waves[w].values[lines[i] * trend->column_count + c].tenths >= 0;
            known += any;
        }
        if (known > 1)
            return true;
    }
    return false;
}

const char *figure_refusal(const struct figure *figure, const struct cells *cells,
                           const size_t *lines, size_t count)
{
    bool any = false;
    for (size_t i = 0; i < count; i++)
        any = any || has_answers(figure, cells, lines[i]);
    if (!any)
        return figure->chart == CHART_HISTOGRAM ? "数値の回答がないため、図はない"
                                                : "尋ねた対象がないため、図はない";
    if (figure->chart == CHART_LINE &&
        !has_waves(cells->trends[figure - cells->config->figures], lines, count))
        return "以前の調査の数値がないため、図はない";
    return NULL;
}
