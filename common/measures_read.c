/*
 * tables.yaml: crosses, subtotals, quantiles, rates and panel, each off unless its key is there.
 * Entries with a mistake are noted and take no part; nothing is used after a mistake anyway.
 */
#include "common/config_read.h"

#include "common/message.h"

#include <string.h>

/* A list of entries that name a form and a question. */
struct entry {
    struct node node;
    const struct form *form; /* NULL on mistakes, as is the question */
    const struct question *question;
};

static struct entry read_entry(struct node node, const struct codebook *codebook,
                               const char *const *keys)
{
    struct entry entry = {.node = node};
    if (!node_check_keys(node, keys))
        return entry;
    const char *id = node_require_text(node, "question");
    if (!id)
        return entry;
    entry.form = table_form(node, codebook, id);
    if (!entry.form)
        return entry;
    entry.question = form_question(entry.form, id);
    if (!entry.question)
        node_mistake(node_get(node, "question"), NULL,
                     _("there is no question \"%s\" in form \"%s\""), id, entry.form->id);
    return entry;
}

/* ---- Crosses ---- */

static bool read_nesting(struct node node, struct codebook *codebook, struct nesting *nesting)
{
    static const char *const keys[] = {"question", "by", "form", NULL};
    struct entry entry = read_entry(node, codebook, keys);
    const char *by = node_require_text(node, "by");
    if (!entry.question || !by)
        return false;
    struct node place = node_get(node, "by");
    const struct item *item = form_item(entry.form, by);
    if (entry.question->type == QUESTION_TEXT) {
        node_mistake(node_get(node, "question"), NULL, _("\"%s\" is a text: it is not tabulated"),
                     entry.question->id);
        return false;
    }
    if (!item || item->question->type != QUESTION_SINGLE) {
        node_mistake(place, _("name a question with one answer, of a grid its row: question.row"),
                     _("there is no single-answer item \"%s\" in form \"%s\""), by, entry.form->id);
        return false;
    }
    *nesting = (struct nesting){.form = entry.form, .question = entry.question};
    return banners_by_item(place, codebook, entry.form, item, &nesting->banner);
}

static void read_nestings(struct reading *reading, struct node list, struct config *config)
{
    if (!node_is_list(list))
        return;
    size_t count = node_length(list);
    struct nesting *nestings = arena_array(reading->arena, count, sizeof *nestings);
    for (size_t i = 0; i < count; i++) {
        struct nesting *nesting = &nestings[config->nesting_count];
        config->nesting_count += read_nesting(node_item(list, i), &config->codebook, nesting);
    }
    config->nestings = nestings;
}

/* ---- Subtotals ---- */

/* The options with these codes, each once. */
static bool read_codes(struct node list, const struct question *question, struct arena *arena,
                       struct subtotal *subtotal)
{
    if (!node_is_list(list))
        return false;
    size_t count = node_length(list);
    size_t *options = arena_array(arena, count + 1, sizeof *options);
    subtotal->options = options;
    bool used[CODE_LARGEST_OPTION + 1] = {false};
    for (size_t i = 0; i < count; i++) {
        int64_t code;
        struct node node = node_item(list, i);
        if (!node_whole(node, 1, CODE_LARGEST_OPTION, &code))
            return false;
        const struct option *option = question_option(question, (int)code);
        if (!option || used[code]) {
            node_mistake(node, NULL,
                         option ? _("the code %d stands here twice")
                                : _("the question has no option %d"),
                         (int)code);
            return false;
        }
        used[code] = true;
        options[subtotal->option_count++] = (size_t)(option - question->options);
    }
    if (count < 2)
        node_mistake(list, NULL, _("a subtotal takes at least two options together"));
    return count >= 2;
}

/* A number would look like an option's code. */
static bool read_subtotal(struct node node, const struct codebook *codebook, struct arena *arena,
                          struct subtotal *subtotal)
{
    static const char *const keys[] = {"question", "form", "id", "label", "codes", NULL};
    struct entry entry = read_entry(node, codebook, keys);
    const char *id = node_require_id(node, "id", false);
    const char *label = node_require_text(node, "label");
    struct node codes = node_require(node, "codes");
    if (!entry.question || !id || !label || !codes.at)
        return false;
    if (entry.question->type != QUESTION_SINGLE) {
        node_mistake(node_get(node, "question"), NULL,
                     _("\"%s\" is no single question: its options do not add up"),
                     entry.question->id);
        return false;
    }
    *subtotal =
        (struct subtotal){.form = entry.form, .question = entry.question, .id = id, .label = label};
    return read_codes(codes, entry.question, arena, subtotal);
}

static void check_subtotal(struct node node, const struct config *config,
                           const struct subtotal *subtotal)
{
    for (size_t i = 0; i < config->subtotal_count; i++)
        if (config->subtotals[i].question == subtotal->question &&
            strcmp(config->subtotals[i].id, subtotal->id) == 0)
            node_mistake(node_get(node, "id"), NULL, _("the question has two subtotals \"%s\""),
                         subtotal->id);
}

static void read_subtotals(struct reading *reading, struct node list, struct config *config)
{
    if (!node_is_list(list))
        return;
    size_t count = node_length(list);
    struct subtotal *subtotals = arena_array(reading->arena, count, sizeof *subtotals);
    config->subtotals = subtotals;
    for (size_t i = 0; i < count; i++) {
        struct subtotal *subtotal = &subtotals[config->subtotal_count];
        if (!read_subtotal(node_item(list, i), &config->codebook, reading->arena, subtotal))
            continue;
        check_subtotal(node_item(list, i), config, subtotal);
        config->subtotal_count++;
    }
}

/* ---- Quantiles ---- */

static void read_quantiles(struct node node, struct config *config)
{
    static const char *const keys[] = {"definition", NULL};
    static const char *const choices[] = {"7", "1", NULL};
    if (!node.at || !node_check_keys(node, keys))
        return;
    if (node_choice(node_require(node, "definition"), choices) == 1)
        config->quantiles = QUANTILES_INVERSE;
}

/* ---- Rates ---- */

static bool check_column(struct node place, const struct form *form, const char *column)
{
    if (!form->frame)
        node_mistake(place, NULL, _("form \"%s\" has no frame: nobody knows its units"), form->id);
    else if (frame_column(form->frame, column) == FRAME_NONE)
        node_mistake(place, NULL, _("the frame of form \"%s\" has no column \"%s\""), form->id,
                     column);
    else
        return true;
    return false;
}

static const struct item *rate_item(const struct entry *entry, struct arena *arena)
{
    const struct question *question = entry->question;
    struct node row = node_get(entry->node, "row");
    const char *id = node_text(row);
    if (question->type != QUESTION_NUMBER) {
        node_mistake(node_get(entry->node, "question"), NULL, _("\"%s\" asks for no number"),
                     question->id);
        return NULL;
    }
    const char *name = id ? arena_printf(arena, "%s.%s", question->id, id) : question->id;
    const struct item *item = form_item(entry->form, name);
    if (!item)
        node_mistake(row.at ? row : entry->node, _("of a grid \"row\" names one row"),
                     _("there is no item \"%s\" in form \"%s\""), name, entry->form->id);
    return item;
}

static bool read_rate(struct node node, const struct codebook *codebook, struct arena *arena,
                      struct rate *rate)
{
    enum { UNITS_LARGEST = 1000000 }; /* keeps sums of the largest numbers within 127 bits */
    static const char *const keys[] = {"question", "form", "row", "per", "units", "label", NULL};
    struct entry entry = read_entry(node, codebook, keys);
    const char *per = node_require_text(node, "per");
    const char *label = node_require_text(node, "label");
    int64_t units = 0;
    if (!node_whole(node_require(node, "units"), 1, UNITS_LARGEST, &units) || !entry.question ||
        !per || !label)
        return false;
    *rate = (struct rate){.form = entry.form,
                          .item = rate_item(&entry, arena),
                          .per = per,
                          .label = label,
                          .units = units};
    return check_column(node_get(node, "per"), entry.form, per) && rate->item;
}

static void read_rates(struct reading *reading, struct node list, struct config *config)
{
    if (!node_is_list(list))
        return;
    size_t count = node_length(list);
    struct rate *rates = arena_array(reading->arena, count, sizeof *rates);
    for (size_t i = 0; i < count; i++)
        config->rate_count += read_rate(node_item(list, i), &config->codebook, reading->arena,
                                        &rates[config->rate_count]);
    config->rates = rates;
}

/* ---- Panel ---- */

static void read_panel_banners(struct node list, const struct codebook *codebook,
                               struct arena *arena, struct panel *panel)
{
    if (!node_is_list(list))
        return;
    const struct banner_set *set = &codebook->banners[panel->form - codebook->forms];
    size_t count = node_length(list);
    size_t *positions = arena_array(arena, count, sizeof *positions);
    for (size_t i = 0; i < count; i++) {
        const char *id = node_text(node_item(list, i));
        const struct banner *banner = id ? banner_find(set, id) : NULL;
        if (id && !banner)
            node_mistake(node_item(list, i), NULL, _("there is no banner \"%s\" for form \"%s\""),
                         id, panel->form->id);
        else if (banner && !banner_of_frame(set, (size_t)(banner - set->banners)))
            node_mistake(node_item(list, i), NULL,
                         _("\"%s\" divides by an answer: nobody knows the class of a unit that "
                           "did not answer"),
                         id);
        else if (banner)
            positions[panel->banner_count++] = (size_t)(banner - set->banners);
    }
    panel->banners = positions;
}

static void read_panel_columns(struct node list, struct arena *arena, struct panel *panel)
{
    static const char *const keys[] = {"column", "label", NULL};
    if (!list.at || !node_is_list(list))
        return;
    size_t count = node_length(list);
    struct covered_column *columns = arena_array(arena, count, sizeof *columns);
    for (size_t i = 0; i < count; i++) {
        struct node node = node_item(list, i);
        if (!node_check_keys(node, keys))
            continue;
        const char *column = node_require_text(node, "column");
        const char *label = node_require_text(node, "label");
        if (!column || !label || !check_column(node_get(node, "column"), panel->form, column))
            continue;
        columns[panel->column_count++] = (struct covered_column){column, label};
    }
    panel->columns = columns;
}

static bool read_panel(struct node node, const struct config *config, struct arena *arena,
                       struct panel *panel)
{
    static const char *const keys[] = {"form", "banners", "covered", NULL};
    if (!node_check_keys(node, keys))
        return false;
    const char *id = node_require_text(node, "form");
    struct node banners = node_require(node, "banners");
    if (!id)
        return false;
    struct node place = node_get(node, "form");
    *panel = (struct panel){.form = codebook_form(&config->codebook, id)};
    if (!panel->form || !panel->form->frame) {
        node_mistake(place, NULL,
                     panel->form ? _("form \"%s\" has no frame: nobody knows its units")
                                 : _("there is no form \"%s\""),
                     id);
        return false;
    }
    read_panel_banners(banners, &config->codebook, arena, panel);
    read_panel_columns(node_get(node, "covered"), arena, panel);
    return true;
}

static void read_panels(struct reading *reading, struct node list, struct config *config)
{
    if (!node_is_list(list))
        return;
    size_t count = node_length(list);
    struct panel *panels = arena_array(reading->arena, count, sizeof *panels);
    config->panels = panels;
    for (size_t i = 0; i < count; i++) {
        struct panel *panel = &panels[config->panel_count];
        if (!read_panel(node_item(list, i), config, reading->arena, panel))
            continue;
        for (size_t j = 0; j < config->panel_count; j++)
            if (panels[j].form == panel->form)
                node_mistake(node_get(node_item(list, i), "form"), NULL,
                             _("the form \"%s\" stands here twice"), panel->form->id);
        config->panel_count++;
    }
}

void measures_read(struct reading *reading, struct node root, struct config *config)
{
    read_nestings(reading, node_get(root, "crosses"), config);
    read_subtotals(reading, node_get(root, "subtotals"), config);
    read_quantiles(node_get(root, "quantiles"), config);
    read_rates(reading, node_get(root, "rates"), config);
    read_panels(reading, node_get(root, "panel"), config);
}
