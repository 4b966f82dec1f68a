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

static void read_question(struct node node, const struct codebook *codebook, struct figure *figure)
{
    const char *id = node_require_text(node, "question");
    if (!id)
        return;
    figure->form = table_form(node, codebook, id);
    if (!figure->form)
        return;
    struct node place = node_get(node, "question");
    figure->question = form_question(figure->form, id);
    if (!figure->question)
        node_mistake(place, NULL, _("there is no question \"%s\" in form \"%s\""), id,
                     figure->form->id);
    else if (figure->question->type != QUESTION_SINGLE)
        node_mistake(place, NULL, _("\"%s\" is no single question: its options do not stack"), id);
}

static void check_banner(struct node node, const struct codebook *codebook,
                         const struct figure *figure)
{
    if (!figure->form)
        return;
    const struct banner_set *set = &codebook->banners[figure->form - codebook->forms];
    struct node banner = node_get(node, "banner");
    if (!banner_find(set, figure->banner))
        node_mistake(banner.at ? banner : node, NULL,
                     _("there is no banner \"%s\" for form \"%s\""), figure->banner,
                     figure->form->id);
}

static void read_figure(struct node node, const struct codebook *codebook, struct figure *figure)
{
    static const char *const keys[] = {"id",   "number", "title",  "question",
                                       "form", "chart",  "banner", NULL};
    static const char *const charts[] = {"stacked", NULL};
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
    node_choice(node_get(node, "chart"), charts);
    figure->chart = CHART_STACKED;
    read_question(node, codebook, figure);
    check_banner(node, codebook, figure);
}

static void read_root(struct reading *reading, struct node root, struct config *config)
{
    static const char *const keys[] = {"figures",   "intervals", "weights", "tests", "crosses",
                                       "subtotals", "quantiles", "rates",   "panel", NULL};
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
        read_figure(node_item(list, i), &config->codebook, &figures[i]);
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
    if (reading_open(reading, &file, "tables.yaml", false))
        read_root(reading, yaml_root(&file), config);
    yaml_close(&file);
}
