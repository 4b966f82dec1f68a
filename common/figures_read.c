/* tables.yaml: which question makes which numbered figure. */
#include "common/config_read.h"

#include "common/message.h"

#include <string.h>

const struct form *table_form(struct node node, const struct codebook *codebook,
                              const char *question)
{
    struct node named = node_get(node, "form");
    const char *id = node_text(named);
    if (id) {
        const struct form *form = codebook_form(codebook, id);
        if (!form)
            node_mistake(named, NULL, _("there is no form \"%s\""), id);
        return form;
    }
    for (size_t i = 0; !named.at && i < codebook->form_count; i++)
        if (form_question(&codebook->forms[i], question))
            return &codebook->forms[i];
    if (!named.at)
        node_mistake(node_get(node, "question"), NULL, _("no form has the question \"%s\""),
                     question);
    return NULL;
}

/* The keys of a figure that decide what is drawn. */
struct drawing {
    struct node node;
    const struct config *config;
    struct arena *arena;
    struct figure *figure;
};

static void read_question(const struct drawing *drawing)
{
    struct figure *figure = drawing->figure;
    const char *id = node_require_text(drawing->node, "question");
    if (!id)
        return;
    figure->form = table_form(drawing->node, &drawing->config->codebook, id);
    if (!figure->form)
        return;
    struct node place = node_get(drawing->node, "question");
    figure->question = form_question(figure->form, id);
    if (!figure->question)
        node_mistake(place, NULL, _("there is no question \"%s\" in form \"%s\""), id,
                     figure->form->id);
    else if (figure->question->type == QUESTION_TEXT) {
        node_mistake(place, NULL, _("\"%s\" is a text: it is not tabulated"), id);
        figure->question = NULL; /* one mistake is enough */
    }
}

/* ---- Kinds ---- */

static enum chart_kind usual_chart(enum question_type type)
{
    switch (type) {
    case QUESTION_MULTIPLE:
        return CHART_BAR;
    case QUESTION_NUMBER:
        return CHART_HISTOGRAM;
    default:
        return CHART_STACKED;
    }
}

static void check_type(const struct drawing *drawing)
{
    const struct figure *figure = drawing->figure;
    enum question_type type = figure->question->type;
    struct node place = node_get(drawing->node, "question");
    const char *id = figure->question->id;
    if (figure->chart == CHART_STACKED && type != QUESTION_SINGLE)
        node_mistake(place, NULL, _("\"%s\" is no single question: its options do not stack"), id);
    else if (figure->chart == CHART_BAR && type != QUESTION_MULTIPLE)
        node_mistake(place, _("leave \"chart\" out: every type of question has its own"),
                     _("\"%s\" is no multiple question: its options are not sorted"), id);
    else if (figure->chart == CHART_HISTOGRAM && type != QUESTION_NUMBER)
        node_mistake(place, _("leave \"chart\" out: every type of question has its own"),
                     _("\"%s\" asks for no number"), id);
    else if ((figure->chart == CHART_COLUMNS || figure->chart == CHART_LINE) &&
             type == QUESTION_NUMBER)
        node_mistake(place, NULL, _("\"%s\" asks for a number: it has no answers to draw"), id);
}

static void read_chart(const struct drawing *drawing)
{
    static const char *const charts[] = {"stacked", "bar", "columns", "histogram", "line", NULL};
    struct figure *figure = drawing->figure;
    struct node node = node_get(drawing->node, "chart");
    int chart = node.at ? node_choice(node, charts) : -1;
    if (!figure->question)
        return;
    figure->chart = chart >= 0 ? (enum chart_kind)chart : usual_chart(figure->question->type);
    if (!node.at || chart >= 0)
        check_type(drawing);
    if (figure->chart == CHART_LINE && *drawing->config->codebook.previous == '\0')
        node_mistake(node, _("name it under \"previous\" in the codebook"),
                     _("the survey has no former wave to draw a line from"));
}

/* ---- Rows and answers ---- */

static bool needs_row(const struct figure *figure)
{
    return figure->chart == CHART_COLUMNS || figure->chart == CHART_HISTOGRAM;
}

static void read_row(const struct drawing *drawing)
{
    struct figure *figure = drawing->figure;
    struct node row = node_get(drawing->node, "row");
    const char *id = node_text(row);
    if (!figure->question)
        return;
    if (!row.at && figure->question->row_count > 0 && needs_row(figure))
        node_mistake(drawing->node, _("of a grid \"row\" names one row"),
                     _("the figure \"%s\" shows one row, and \"%s\" has several"), figure->id,
                     figure->question->id);
    if (!id)
        return;
    const char *name = arena_printf(drawing->arena, "%s.%s", figure->question->id, id);
    figure->item = form_item(figure->form, name);
    if (!figure->item)
        node_mistake(row, NULL, _("there is no item \"%s\" in form \"%s\""), name,
                     figure->form->id);
}

static const struct subtotal *find_subtotal(const struct drawing *drawing, const char *id)
{
    const struct config *config = drawing->config;
    for (size_t i = 0; i < config->subtotal_count; i++)
        if (config->subtotals[i].question == drawing->figure->question &&
            strcmp(config->subtotals[i].id, id) == 0)
            return &config->subtotals[i];
    return NULL;
}

/* An id is never a number, so a subtotal cannot be taken for a code. */
static const struct option *find_option(const struct question *question, const char *code)
{
    for (size_t i = 0; i < question->option_count; i++) {
        char buffer[CODE_TEXT_SIZE];
        if (strcmp(code_text(buffer, question->options[i].code), code) == 0)
            return &question->options[i];
    }
    return NULL;
}

/* All rows of a grid by all answers would be too many lines. */
static bool needs_answer(const struct figure *figure)
{
    return figure->chart == CHART_COLUMNS ||
           (figure->chart == CHART_LINE && figure->question->row_count > 0 && !figure->item);
}

static void read_answer(const struct drawing *drawing)
{
    struct figure *figure = drawing->figure;
    struct node answer = node_get(drawing->node, "answer");
    const char *id = node_text(answer);
    if (!figure->question || figure->question->type == QUESTION_NUMBER)
        return;
    bool drawn = figure->chart == CHART_COLUMNS || figure->chart == CHART_LINE;
    if (answer.at && !drawn)
        node_mistake(answer, _("only \"columns\" and \"line\" draw one answer by itself"),
                     _("the figure \"%s\" shows all answers"), figure->id);
    else if (!answer.at && needs_answer(figure))
        node_mistake(drawing->node, _("\"answer\" names the code of an option, or a subtotal"),
                     _("the figure \"%s\" does not say which answer it shows"), figure->id);
    if (!id || !drawn)
        return;
    figure->option = find_option(figure->question, id);
    figure->subtotal = figure->option ? NULL : find_subtotal(drawing, id);
    if (!figure->option && !figure->subtotal)
        node_mistake(answer, NULL, _("\"%s\" has neither an option nor a subtotal \"%s\""),
                     figure->question->id, id);
}

/* ---- Classes ---- */

static void check_banner(const struct drawing *drawing)
{
    const struct figure *figure = drawing->figure;
    if (!figure->form)
        return;
    const struct codebook *codebook = &drawing->config->codebook;
    const struct banner_set *set = &codebook->banners[figure->form - codebook->forms];
    struct node node = node_get(drawing->node, "banner");
    const struct banner *banner = banner_find(set, figure->banner);
    bool any = figure->chart == CHART_STACKED || figure->chart == CHART_COLUMNS;
    if (!banner)
        node_mistake(node.at ? node : drawing->node, NULL,
                     _("there is no banner \"%s\" for form \"%s\""), figure->banner,
                     figure->form->id);
    else if (!any && banner->class_count > CHART_CLASSES_MOST)
        node_mistake(node, NULL, _("the banner \"%s\" has %zu classes: the chart shows at most %d"),
                     figure->banner, banner->class_count, CHART_CLASSES_MOST);
}

static void read_figure(const struct drawing *drawing)
{
    static const char *const keys[] = {"id",    "number", "title", "question", "form",
                                       "chart", "banner", "row",   "answer",   NULL};
    struct node node = drawing->node;
    struct figure *figure = drawing->figure;
    *figure = (struct figure){.id = "", .number = "", .title = "", .banner = "total"};
    if (!node_check_keys(node, keys))
        return;
    const char *id = node_require_id(node, "id", true);
    const char *number = node_require_text(node, "number");
    const char *title = node_require_text(node, "title");
    figure->id = id ? id : "";
    figure->number = number ? number : "";
    figure->title = title ? title : "";
    figure->banner = node_optional_text(node, "banner", "total");
    read_question(drawing);
    read_chart(drawing);
    read_row(drawing);
    read_answer(drawing);
    check_banner(drawing);
}

static void read_root(struct reading *reading, struct node root, struct config *config)
{
    static const char *const keys[] = {"figures", "intervals", "weights",   "tests",
                                       "crosses", "subtotals", "quantiles", "rates",
                                       "panel",   "sentences", NULL};
    if (!node_check_keys(root, keys))
        return;
    sureness_read(root, config);
    measures_read(reading, root, config);
    struct node list = node_require(root, "figures");
    if (!node_is_list(list))
        return;
    size_t count = node_length(list);
    struct figure *figures = arena_array(reading->arena, count, sizeof *figures);
    for (size_t i = 0; i < count; i++) {
        read_figure(&(struct drawing){.node = node_item(list, i),
                                      .config = config,
                                      .arena = reading->arena,
                                      .figure = &figures[i]});
        for (size_t j = 0; j < i; j++)
            if (*figures[i].id && strcmp(figures[i].id, figures[j].id) == 0)
                node_mistake(node_get(node_item(list, i), "id"), NULL,
                             _("the figure \"%s\" stands here twice, first in line %ld"),
                             figures[i].id, node_line(node_item(list, j)));
    }
    config->figures = figures;
    config->figure_count = count;
}

void figures_read(struct reading *reading, struct config *config)
{
    struct yaml_file file = {0};
    if (reading_open(reading, &file, "tables.yaml", false)) {
        read_root(reading, yaml_root(&file), config);
        sentences_read(reading, yaml_root(&file), config);
    }
    yaml_close(&file);
}
