/*
 * Banners over columns of a frame: the values themselves as classes, or bands of a number or of a
 * ratio. Everything is exact; a value on a band's edge belongs to the upper class.
 */
#include "common/banner_read.h"

#include "common/frame.h"
#include "common/message.h"
#include "common/number.h"
#include "common/round.h"
#include "common/str.h"

#include <stdlib.h>
#include <string.h>

/* ---- Values as classes ---- */

static bool all_digits(const char *const *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strspn(values[i], "0123456789") != strlen(values[i]))
            return false;
    return true;
}

static const char *without_zeros(const char *digits)
{
    return digits + strspn(digits, "0");
}

static int compare_digits(const void *left, const void *right)
{
    const char *a = *(const char *const *)left, *b = *(const char *const *)right;
    size_t a_length = strlen(without_zeros(a)), b_length = strlen(without_zeros(b));
    if (a_length != b_length)
        return a_length < b_length ? -1 : 1;
    int order = strcmp(without_zeros(a), without_zeros(b));
    return order ? order : strcmp(a, b);
}

static int compare_bytes(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* The different values of a column, without the empty one, in their natural order. */
static size_t column_values(const struct frame *frame, size_t column, struct arena *arena,
                            const char ***values)
{
    struct names known = names_new(arena, frame->unit_count);
    *values = arena_array(arena, frame->unit_count, sizeof **values);
    size_t count = 0;
    for (size_t unit = 0; unit < frame->unit_count; unit++) {
        const char *value = frame_value(frame, unit, column);
        if (*value && names_add(&known, value, count) == NAMES_NONE)
            (*values)[count++] = value;
    }
    qsort(*values, count, sizeof **values,
          all_digits(*values, count) ? compare_digits : compare_bytes);
    return count;
}

/* The values of `order`; each value of the column must be among them. */
static size_t ordered_values(const struct banner_definition *definition, struct arena *arena,
                             const char ***values, size_t value_count)
{
    struct node order = definition->order;
    size_t count = 0;
    struct names known = names_new(arena, node_length(order));
    const char **ordered = arena_array(arena, node_length(order), sizeof *ordered);
    for (size_t i = 0; i < node_length(order); i++) {
        const char *value = node_text(node_item(order, i));
        if (!value)
            continue;
        if (names_add(&known, value, count) != NAMES_NONE)
            node_mistake(node_item(order, i), NULL, _("the value \"%s\" stands here twice"), value);
        else
            ordered[count++] = value;
    }
    for (size_t i = 0; i < value_count; i++)
        if (names_find(&known, (*values)[i]) == NAMES_NONE)
            node_mistake(order, NULL, _("the frame has the value \"%s\", which is not listed here"),
                         (*values)[i]);
    *values = ordered;
    return count;
}

/* Labels from another column, which must say the same for all units of a class. */
static void label_classes(const struct banner_definition *definition, const struct frame *frame,
                          const struct banner *banner, struct class *classes)
{
    const char *name = node_text(definition->label_column);
    if (!name)
        return;
    size_t column = frame_column(frame, name);
    if (column == FRAME_NONE) {
        node_mistake(definition->label_column, NULL, _("frame \"%s\" has no column \"%s\""),
                     frame->id, name);
        return;
    }
    for (size_t unit = 0; unit < frame->unit_count; unit++) {
        const char *label = frame_value(frame, unit, column);
        if (banner->unit_classes[unit] == CLASS_NONE || !*label)
            continue;
        struct class *class = &classes[banner->unit_classes[unit]];
        if (class->label == class->key)
            class->label = label;
        else if (strcmp(class->label, label) != 0)
            node_mistake(definition->label_column, NULL,
                         _("the value \"%s\" has two labels, \"%s\" and \"%s\""), class->key,
                         class->label, label);
    }
}

static bool build_values(const struct banner_definition *definition, const struct frame *frame,
                         struct arena *arena, struct banner *banner)
{
    size_t column = frame_column(frame, definition->column_name);
    if (column == FRAME_NONE)
        return false;
    const char **values;
    size_t count = column_values(frame, column, arena, &values);
    if (definition->order.at)
        count = ordered_values(definition, arena, &values, count);
    struct names positions = names_new(arena, count);
    struct class *classes = arena_array(arena, count, sizeof *classes);
    for (size_t i = 0; i < count; i++) {
        classes[i] = (struct class){.key = values[i], .label = values[i]};
        names_add(&positions, values[i], i);
    }
    uint16_t *unit_classes = arena_array(arena, frame->unit_count, sizeof *unit_classes);
    for (size_t unit = 0; unit < frame->unit_count; unit++) {
        size_t position = names_find(&positions, frame_value(frame, unit, column));
        unit_classes[unit] = position < CLASS_NONE ? (uint16_t)position : CLASS_NONE;
    }
    banner->classes = classes;
    banner->class_count = count;
    banner->unit_classes = unit_classes;
    label_classes(definition, frame, banner, classes);
    return true;
}

/* ---- Bands ---- */

/* An edge as people write it: 5,000 or 0.5, for a ratio 25 or 12.5. */
static void append_edge(struct str *label, int64_t edge, bool percent)
{
    int64_t scaled = percent ? edge * 100 : edge;
    int decimals = number_decimals(scaled);
    for (int i = decimals; i < NUMBER_DECIMALS; i++)
        scaled /= 10;
    char digits[DECIMAL_SIZE];
    decimal_text(digits, scaled, decimals);
    size_t whole = strcspn(digits, ".");
    for (size_t i = 0; i < whole; i++) {
        str_append_char(label, digits[i]);
        size_t left = whole - 1 - i;
        if (left && left % 3 == 0 && digits[i] != '-')
            str_append_char(label, ',');
    }
    str_append(label, digits + whole);
}

static const char *band_label(const struct banner_definition *definition, struct arena *arena,
                              size_t band)
{
    bool percent = definition->ratio.at != NULL;
    const char *unit = percent ? "%" : definition->unit;
    struct str label = {0};
    if (band > 0) {
        append_edge(&label, definition->edges[band - 1], percent);
        str_appendf(&label, "%s以上", unit);
    }
    if (band < definition->edge_count) {
        append_edge(&label, definition->edges[band], percent);
        str_appendf(&label, "%s未満", unit);
    }
    const char *text = arena_strdup(arena, str_text(&label));
    str_release(&label);
    return text;
}

static void build_bands(const struct banner_definition *definition, struct arena *arena,
                        struct banner *banner)
{
    size_t count = definition->edge_count + 1;
    struct class *classes = arena_array(arena, count, sizeof *classes);
    for (size_t i = 0; i < count; i++)
        classes[i] = (struct class){.key = arena_printf(arena, "%zu", i + 1),
                                    .label = band_label(definition, arena, i)};
    banner->bands = true;
    banner->classes = classes;
    banner->class_count = count;
}

/* numerator/denominator (both scaled) reaches the edge: compared without dividing. */
static uint16_t band_of(const struct banner_definition *definition, int64_t numerator,
                        int64_t denominator)
{
    uint16_t band = 0;
    while (band < definition->edge_count &&
           (wide)numerator * NUMBER_SCALE >= (wide)definition->edges[band] * denominator)
        band++;
    return band;
}

/* A unit's number in a column; false if it is empty or (a mistake) no number. */
static bool unit_number(struct node node, const struct frame *frame, size_t unit, size_t column,
                        int64_t *value)
{
    const char *text = frame_value(frame, unit, column);
    if (!*text)
        return false;
    if (frame_number(frame, unit, column, value))
        return true;
    node_mistake(node, NULL, _("unit \"%s\" has \"%s\" in column \"%s\", which is no number"),
                 frame_code(frame, unit), text, frame->columns[column]);
    return false;
}

static bool build_column_bands(const struct banner_definition *definition,
                               const struct frame *frame, struct arena *arena,
                               struct banner *banner)
{
    size_t column = frame_column(frame, definition->column_name);
    if (column == FRAME_NONE)
        return false;
    uint16_t *unit_classes = arena_array(arena, frame->unit_count, sizeof *unit_classes);
    for (size_t unit = 0; unit < frame->unit_count; unit++) {
        int64_t value;
        bool usable = unit_number(definition->column, frame, unit, column, &value);
        unit_classes[unit] = usable ? band_of(definition, value, NUMBER_SCALE) : CLASS_NONE;
    }
    banner->unit_classes = unit_classes;
    build_bands(definition, arena, banner);
    return true;
}

static bool build_ratio_bands(const struct banner_definition *definition, const struct frame *frame,
                              struct arena *arena, struct banner *banner)
{
    size_t top = frame_column(frame, definition->ratio_names[0]);
    size_t bottom = frame_column(frame, definition->ratio_names[1]);
    if (top == FRAME_NONE || bottom == FRAME_NONE)
        return false;
    uint16_t *unit_classes = arena_array(arena, frame->unit_count, sizeof *unit_classes);
    for (size_t unit = 0; unit < frame->unit_count; unit++) {
        int64_t numerator, denominator;
        bool usable = unit_number(definition->ratio, frame, unit, top, &numerator) &&
                      unit_number(definition->ratio, frame, unit, bottom, &denominator) &&
                      denominator > 0;
        unit_classes[unit] = usable ? band_of(definition, numerator, denominator) : CLASS_NONE;
    }
    banner->unit_classes = unit_classes;
    build_bands(definition, arena, banner);
    return true;
}

bool frame_banner_build(const struct banner_definition *definition, const struct form *form,
                        struct arena *arena, struct banner *banner)
{
    if (!form->frame)
        return false;
    banner->kind = BANNER_FRAME;
    if (definition->ratio.at)
        return build_ratio_bands(definition, form->frame, arena, banner);
    if (definition->bands.at)
        return build_column_bands(definition, form->frame, arena, banner);
    return build_values(definition, form->frame, arena, banner);
}
