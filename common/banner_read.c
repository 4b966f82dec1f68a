/* banners.yaml: its entries are checked once and then built for every form they apply to. */
#include "common/banner_read.h"

#include "common/config_read.h"
#include "common/message.h"

#include <string.h>

/* Each response carries two bytes per banner beside its codes (SLOT_LIMIT). */
enum { BANNER_LIMIT = 200, CLASS_LIMIT = CLASS_NONE - 1 };

/* ---- Definitions ---- */

static void read_pair(struct node pair, const char *names[2])
{
    if (!node_is_list(pair))
        return;
    if (node_length(pair) != 2) {
        node_mistake(pair, NULL, _("two names are expected here"));
        return;
    }
    names[0] = node_text(node_item(pair, 0));
    names[1] = node_text(node_item(pair, 1));
}

static void read_bands(struct banner_definition *definition)
{
    struct node bands = definition->bands;
    if (!node_is_list(bands))
        return;
    if (!node_length(bands))
        node_mistake(bands, NULL, _("the list is empty"));
    size_t length = node_length(bands);
    struct arena *arena = definition->node.file->arena;
    definition->edges = arena_array(arena, length, sizeof *definition->edges);
    for (size_t i = 0; i < length; i++) {
        int64_t edge;
        if (!node_decimal(node_item(bands, i), &edge))
            continue;
        size_t count = definition->edge_count;
        if (count && edge <= definition->edges[count - 1])
            node_mistake(node_item(bands, i), NULL, _("the bands do not ascend"));
        else
            definition->edges[definition->edge_count++] = edge;
    }
}

static void read_forms(struct banner_definition *definition, const struct codebook *codebook)
{
    struct node forms = definition->forms;
    if (!node_is_list(forms))
        return;
    size_t length = node_length(forms);
    if (!length)
        node_mistake(forms, NULL, _("the list is empty"));
    definition->form_ids =
        arena_array(definition->node.file->arena, length + 1, sizeof *definition->form_ids);
    for (size_t i = 0; i < length; i++) {
        struct node node = node_item(forms, i);
        const char *id = node_text(node);
        if (id && !codebook_form(codebook, id))
            node_mistake(node, NULL, _("there is no form \"%s\""), id);
        else if (id)
            definition->form_ids[definition->form_count++] = id;
    }
}

/* What a banner is made of: one of these keys, or none for the total. */
static void check_kind(const struct banner_definition *definition)
{
    const struct node kinds[] = {definition->column, definition->ratio, definition->question,
                                 definition->cross};
    static const char *const names[] = {"column", "ratio", "question", "cross"};
    int first = -1;
    for (int i = 0; i < 4; i++) {
        if (!kinds[i].at)
            continue;
        if (first >= 0)
            node_mistake(kinds[i], NULL, _("\"%s\" and \"%s\" exclude each other"), names[first],
                         names[i]);
        else
            first = i;
    }
}

static void check_companions(const struct banner_definition *definition)
{
    bool column = definition->column.at, ratio = definition->ratio.at;
    if (definition->bands.at && !column && !ratio)
        node_mistake(definition->bands, NULL, _("\"bands\" need a \"column\" or a \"ratio\""));
    if (ratio && !definition->bands.at)
        node_mistake(definition->ratio, NULL, _("a \"ratio\" needs \"bands\""));
    bool values = column && !definition->bands.at;
    if (definition->order.at && !values)
        node_mistake(definition->order, NULL, _("\"order\" needs a \"column\" without \"bands\""));
    if (definition->label_column.at && !values)
        node_mistake(definition->label_column, NULL,
                     _("\"label_column\" needs a \"column\" without \"bands\""));
    struct node unit = node_get(definition->node, "unit");
    if (unit.at && !(column && definition->bands.at))
        node_mistake(unit, NULL, _("\"unit\" needs a \"column\" with \"bands\""));
}

static void read_definition(struct node node, struct banner_definition *definition)
{
    static const char *const keys[] = {"id",    "label",        "column", "ratio",
                                       "bands", "label_column", "order",  "question",
                                       "cross", "unit",         "forms",  NULL};
    *definition = (struct banner_definition){.node = node, .id = "", .label = ""};
    if (!node_check_keys(node, keys))
        return;
    const char *id = node_require_id(node, "id", false);
    const char *label = node_require_text(node, "label");
    definition->id = id ? id : "";
    definition->label = label ? label : "";
    definition->column = node_get(node, "column");
    definition->ratio = node_get(node, "ratio");
    definition->bands = node_get(node, "bands");
    definition->order = node_get(node, "order");
    definition->label_column = node_get(node, "label_column");
    definition->question = node_get(node, "question");
    definition->cross = node_get(node, "cross");
    definition->forms = node_get(node, "forms");
    definition->unit = node_optional_text(node, "unit", "");
    definition->column_name = node_text(definition->column);
    definition->question_name = node_text(definition->question);
    read_pair(definition->ratio, definition->ratio_names);
    read_pair(definition->cross, definition->cross_names);
    read_bands(definition);
    node_is_list(definition->order);
    check_kind(definition);
    check_companions(definition);
}

/* A cross may only name banners above it; other names are taken out. */
static void check_cross(struct banner_definition *definitions, size_t position)
{
    struct banner_definition *cross = &definitions[position];
    for (int side = 0; side < 2; side++) {
        const char *name = cross->cross_names[side];
        bool known = !name;
        for (size_t i = 0; i < position && !known; i++)
            known = strcmp(definitions[i].id, name) == 0;
        if (known)
            continue;
        node_mistake(node_item(cross->cross, (size_t)side), NULL,
                     _("there is no banner \"%s\" above this one"), name);
        cross->cross_names[side] = NULL;
    }
}

static void check_definition(struct banner_definition *definitions, size_t position)
{
    const struct banner_definition *definition = &definitions[position];
    for (size_t i = 0; i < position; i++)
        if (*definition->id && strcmp(definitions[i].id, definition->id) == 0)
            node_mistake(node_get(definition->node, "id"), NULL,
                         _("the banner \"%s\" stands here twice, first in line %ld"),
                         definition->id, node_line(definitions[i].node));
    check_cross(definitions, position);
}

/* ---- Banners of a form ---- */

static bool build_total(struct arena *arena, struct banner *banner)
{
    struct class *all = arena_alloc(arena, sizeof *all);
    *all = (struct class){.key = "all", .label = banner->label};
    banner->kind = BANNER_TOTAL;
    banner->classes = all;
    banner->class_count = 1;
    return true;
}

static void fill_by_item(const struct item *item, struct arena *arena, struct banner *banner)
{
    const struct question *question = item->question;
    size_t count = question->option_count + 2;
    struct class *classes = arena_array(arena, count, sizeof *classes);
    uint16_t *code_classes = arena_array(arena, 256, sizeof *code_classes);
    for (size_t code = 0; code < 256; code++)
        code_classes[code] = CLASS_NONE;
    for (size_t i = 0; i < count; i++) {
        int code = i < question->option_count ? question->options[i].code
                   : i == count - 2           ? CODE_NA
                                              : CODE_INVALID;
        char key[8];
        classes[i] = (struct class){.key = arena_strdup(arena, code_text(key, code)),
                                    .label = code_label(question, code)};
        code_classes[code] = (uint16_t)i;
    }
    banner->kind = BANNER_QUESTION;
    banner->item = item;
    banner->classes = classes;
    banner->class_count = count;
    banner->code_classes = code_classes;
}

static bool build_question(const struct banner_definition *definition, const struct form *form,
                           struct arena *arena, struct banner *banner)
{
    const struct item *item = form_item(form, definition->question_name);
    if (!item || item->question->type != QUESTION_SINGLE)
        return false;
    fill_by_item(item, arena, banner);
    return true;
}

static bool build_cross(const struct banner_definition *definition, const struct banner_set *set,
                        struct arena *arena, struct banner *banner)
{
    const struct banner *left = banner_find(set, definition->cross_names[0]);
    const struct banner *right = banner_find(set, definition->cross_names[1]);
    if (!left || !right)
        return false;
    size_t count = left->class_count * right->class_count;
    if (count > CLASS_LIMIT) {
        node_mistake(definition->cross, NULL, _("%zu classes are more than %d"), count,
                     CLASS_LIMIT);
        return false;
    }
    struct class *classes = arena_array(arena, count, sizeof *classes);
    for (size_t i = 0; i < count; i++) {
        const struct class *a = &left->classes[i / right->class_count];
        const struct class *b = &right->classes[i % right->class_count];
        classes[i] = (struct class){.key = arena_printf(arena, "%s:%s", a->key, b->key),
                                    .label = arena_printf(arena, "%s × %s", a->label, b->label)};
    }
    banner->kind = BANNER_CROSS;
    banner->left = (size_t)(left - set->banners);
    banner->right = (size_t)(right - set->banners);
    banner->classes = classes;
    banner->class_count = count;
    return true;
}

/* May the banner apply to the form? */
static bool is_for_form(const struct banner_definition *definition, const struct form *form)
{
    bool named = !definition->form_ids;
    for (size_t i = 0; i < definition->form_count && !named; i++)
        named = strcmp(definition->form_ids[i], form->id) == 0;
    return named;
}

static bool is_total(const struct banner_definition *definition)
{
    return !definition->column.at && !definition->ratio.at && !definition->question.at &&
           !definition->cross.at;
}

/* Fills the next banner of the set; false if the definition does not apply to the form. */
static bool build_banner(const struct banner_definition *definition, const struct form *form,
                         const struct banner_set *set, struct banner *banner)
{
    struct arena *arena = definition->node.file->arena;
    *banner = (struct banner){.id = definition->id, .label = definition->label};
    if (!is_for_form(definition, form))
        return false;
    if (is_total(definition))
        return build_total(arena, banner);
    if (definition->question_name)
        return build_question(definition, form, arena, banner);
    if (definition->cross_names[0] && definition->cross_names[1])
        return build_cross(definition, set, arena, banner);
    bool usable = definition->column_name ||
                  (definition->ratio_names[0] && definition->ratio_names[1] && definition->edges);
    return usable && frame_banner_build(definition, form, arena, banner);
}

static void build_set(const struct banner_definition *definitions, size_t count,
                      const struct form *form, struct banner_set *set, bool *applies)
{
    struct banner *banners =
        count ? arena_array(definitions->node.file->arena, count, sizeof *banners) : NULL;
    set->banners = banners;
    for (size_t i = 0; i < count; i++) {
        if (!build_banner(&definitions[i], form, set, &banners[set->count]))
            continue;
        if (banners[set->count].class_count > CLASS_LIMIT)
            node_mistake(definitions[i].node, NULL, _("%zu classes are more than %d"),
                         banners[set->count].class_count, CLASS_LIMIT);
        applies[i] = true;
        set->count++;
    }
}

/* A form whose frame cannot be read might have the columns of any banner. */
static bool frames_are_known(const struct codebook *codebook)
{
    for (size_t i = 0; i < codebook->form_count; i++)
        if (codebook->forms[i].frame_id && !codebook->forms[i].frame)
            return false;
    return true;
}

/* Says of a banner that applies to no form why not. */
static void note_unapplied(const struct codebook *codebook,
                           const struct banner_definition *definition)
{
    if (definition->form_ids && (!definition->form_count || !frames_are_known(codebook)))
        return; /* said already */
    if (definition->form_ids)
        node_mistake(definition->forms, NULL,
                     _("none of these forms has what the banner \"%s\" divides by"),
                     definition->id);
    else if (definition->question_name)
        node_mistake(definition->question, NULL, _("no form has the single-answer item \"%s\""),
                     definition->question_name);
    else if (!frames_are_known(codebook))
        return;
    else if (definition->column_name)
        node_mistake(definition->column, NULL, _("no form has a frame with the column \"%s\""),
                     definition->column_name);
    else if (definition->ratio_names[0] && definition->ratio_names[1])
        node_mistake(definition->ratio, NULL,
                     _("no form has a frame with the columns \"%s\" and \"%s\""),
                     definition->ratio_names[0], definition->ratio_names[1]);
    else if (definition->cross_names[0] && definition->cross_names[1])
        node_mistake(definition->cross, NULL, _("no form has both \"%s\" and \"%s\""),
                     definition->cross_names[0], definition->cross_names[1]);
}

static void read_root(struct reading *reading, struct node root, struct codebook *codebook)
{
    static const char *const keys[] = {"banners", NULL};
    struct node list = node_check_keys(root, keys) ? node_require(root, "banners") : root;
    if (!list.at || list.at == root.at || !node_is_list(list))
        return;
    size_t count = node_length(list);
    if (count > BANNER_LIMIT) {
        node_mistake(list, NULL, _("%zu banners are more than %d"), count, BANNER_LIMIT);
        return;
    }
    struct banner_definition *definitions = arena_array(reading->arena, count, sizeof *definitions);
    for (size_t i = 0; i < count; i++) {
        read_definition(node_item(list, i), &definitions[i]);
        check_definition(definitions, i);
        read_forms(&definitions[i], codebook);
    }
    bool applies[BANNER_LIMIT] = {false};
    struct banner_set *sets = arena_array(reading->arena, codebook->form_count, sizeof *sets);
    for (size_t i = 0; i < codebook->form_count; i++)
        build_set(definitions, count, &codebook->forms[i], &sets[i], applies);
    for (size_t i = 0; i < count; i++)
        if (!applies[i])
            note_unapplied(codebook, &definitions[i]);
    codebook->banners = sets;
}

void banners_read(struct reading *reading, struct codebook *codebook)
{
    /* Without the file, or with a broken one, the forms have no banners. */
    codebook->banners =
        arena_array(reading->arena, codebook->form_count, sizeof *codebook->banners);
    struct yaml_file file = {0};
    if (reading_open(reading, &file, "banners.yaml", true))
        read_root(reading, yaml_root(&file), codebook);
    yaml_close(&file);
}

/* ---- Banners that a table asks for ---- */

static const char *automatic_label(struct arena *arena, const struct item *item)
{
    const struct question *question = item->question;
    const char *name = *question->number ? question->number : question->text;
    return arena_printf(arena, "%s%s%s別", name, item->row ? " " : "",
                        item->row ? item->row->label : "");
}

bool banners_by_item(struct node node, struct codebook *codebook, const struct form *form,
                     const struct item *item, size_t *banner)
{
    struct arena *arena = node.file->arena;
    struct banner_set *set = &codebook->banners[form - codebook->forms];
    for (*banner = 0; *banner < set->count; ++*banner)
        if (set->banners[*banner].kind == BANNER_QUESTION && set->banners[*banner].item == item)
            return true;
    if (set->count == BANNER_LIMIT || banner_find(set, item->id)) {
        node_mistake(node, _("name a banner with this question in banners.yaml"),
                     _("there is no room for a banner \"%s\""), item->id);
        return false;
    }
    struct banner *banners = arena_array(arena, set->count + 1, sizeof *banners);
    if (set->count)
        memcpy(banners, set->banners, set->count * sizeof *banners);
    banners[set->count] =
        (struct banner){.id = item->id, .label = automatic_label(arena, item), .automatic = true};
    fill_by_item(item, arena, &banners[set->count]);
    set->banners = banners;
    set->count++;
    return true;
}
