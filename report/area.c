/*
 * Which areas a survey has, which of them are wanted, and what their workbooks need: counts, ranks
 * and units. Everything is read before the first workbook is begun.
 */
#include "report/area.h"

#include "common/message.h"
#include "report/output.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const banner_ids[AREA_LEVELS] = {
    [AREA_BUREAU] = "bureau", [AREA_PREFECTURE] = "prefecture"};

bool area_is_banner(const struct banner *banner)
{
    for (size_t i = 0; i < AREA_LEVELS; i++)
        if (strcmp(banner->id, banner_ids[i]) == 0)
            return true;
    return false;
}

/* ---- The areas ---- */

static const struct area *find_area(const struct areas *areas, enum area_level level,
                                    const char *key)
{
    for (size_t i = 0; i < areas->count; i++) {
        if (areas->areas[i].level == level && strcmp(areas->areas[i].key, key) == 0)
            return &areas->areas[i];
    }
    return NULL;
}

static void add_class(struct areas *areas, enum area_level level, const struct class *class)
{
    struct arena *arena = areas->arena;
    if (find_area(areas, level, class->key) != NULL)
        return;
    areas->areas[areas->count++] = (struct area){
        .level = level,
        .key = class->key,
        .label = class->label,
        .file = arena_printf(arena, "%s/%s-%s.xlsx", banner_ids[level],
                             output_name_part(arena, class->key),
                             output_name_part(arena, class->label)),
    };
}

static void add_level(struct areas *areas, enum area_level level)
{
    for (size_t f = 0; f < areas->config->codebook.form_count; f++) {
        const struct banner *banner = areas->forms[f].banners[level];
        for (size_t c = 0; banner != NULL && c < banner->class_count; c++)
            add_class(areas, level, &banner->classes[c]);
    }
}

/* True if no class has more than one unit of the frame. */
static bool is_list(const struct form *form, const struct banner *banner)
{
    bool single = true;
    bool *seen = calloc(banner->class_count + 1, sizeof *seen);
    if (seen == NULL)
        abort();
    for (size_t u = 0; u < form->frame->unit_count && single; u++) {
        uint16_t class = banner->unit_classes[u];
        single = class == CLASS_NONE || !seen[class];
        if (class != CLASS_NONE)
            seen[class] = true;
    }
    free(seen);
    return single;
}

static void init_form(struct areas *areas, size_t index)
{
    const struct codebook *codebook = &areas->config->codebook;
    struct area_form *form = &areas->forms[index];
    form->form = &codebook->forms[index];
    form->set = &codebook->banners[index];
    while (form->first_derived < form->form->question_count &&
           !form->form->questions[form->first_derived].derived)
        form->first_derived++;
    for (size_t level = 0; level < AREA_LEVELS; level++) {
        const struct banner *banner = banner_find(form->set, banner_ids[level]);
        if (banner == NULL || banner->kind != BANNER_FRAME)
            continue;
        form->banners[level] = banner;
        form->list[level] = is_list(form->form, banner);
    }
}

/* The bureau of the units of a prefecture, if it is one and the same. */
static const struct area *bureau_of(const struct areas *areas, const struct area *prefecture)
{
    const struct area *bureau = NULL;
    for (size_t f = 0; f < areas->config->codebook.form_count; f++) {
        const struct area_form *form = &areas->forms[f];
        const struct banner *banner = form->banners[AREA_BUREAU];
        size_t class;
        if (banner == NULL || !area_class(form, prefecture, &class))
            continue;
        for (size_t u = 0; u < form->form->frame->unit_count; u++) {
            uint16_t own = banner->unit_classes[u];
            if (form->banners[AREA_PREFECTURE]->unit_classes[u] != class || own == CLASS_NONE)
                continue;
            const struct area *found = find_area(areas, AREA_BUREAU, banner->classes[own].key);
            if (bureau != NULL && bureau != found)
                return NULL;
            bureau = found;
        }
    }
    return bureau;
}

static size_t count_classes(const struct areas *areas)
{
    size_t count = 0;
    for (size_t f = 0; f < areas->config->codebook.form_count; f++) {
        for (size_t level = 0; level < AREA_LEVELS; level++) {
            const struct banner *banner = areas->forms[f].banners[level];
            count += banner != NULL ? banner->class_count : 0;
        }
    }
    return count;
}

void areas_init(struct areas *areas)
{
    size_t forms = areas->config->codebook.form_count;
    areas->forms = arena_array(areas->arena, forms + 1, sizeof *areas->forms);
    for (size_t i = 0; i < forms; i++)
        init_form(areas, i);
    areas->areas = arena_array(areas->arena, count_classes(areas) + 1, sizeof *areas->areas);
    add_level(areas, AREA_BUREAU);
    add_level(areas, AREA_PREFECTURE);
    for (size_t i = 0; i < areas->count; i++) {
        if (areas->areas[i].level == AREA_PREFECTURE)
            areas->areas[i].bureau = bureau_of(areas, &areas->areas[i]);
    }
}

/* ---- Choosing ---- */

void areas_want_all(struct areas *areas)
{
    for (size_t i = 0; i < areas->count; i++)
        areas->areas[i].wanted = true;
}

_Noreturn static void refuse(const struct areas *areas, enum area_level level, const char *given)
{
    struct str known = {0};
    for (size_t i = 0; i < areas->count; i++) {
        const struct area *area = &areas->areas[i];
        if (area->level == level)
            str_appendf(&known, "%s%s %s", known.length > 0 ? ", " : "", area->key, area->label);
    }
    if (known.length == 0)
        die_usage(_("leave the option out; the national workbook and the tables are written"),
                  _("the survey \"%s\" has no breakdown \"%s\" of its units"),
                  areas->config->codebook.survey, banner_ids[level]);
    const char *hint = arena_printf(areas->arena, _("there are: %s"), str_text(&known));
    str_release(&known);
    die_usage(hint, _("there is no class \"%s\" in the breakdown \"%s\""), given,
              banner_ids[level]);
}

void areas_want(struct areas *areas, enum area_level level, const char *given)
{
    struct area *found = NULL;
    for (size_t i = 0; i < areas->count && found == NULL; i++) {
        struct area *area = &areas->areas[i];
        if (area->level == level &&
            status_names_class(&(struct class){.key = area->key, .label = area->label}, given))
            found = area;
    }
    if (found == NULL)
        refuse(areas, level, given);
    found->wanted = true;
    for (size_t i = 0; i < areas->count; i++) {
        if (areas->areas[i].bureau == found)
            areas->areas[i].wanted = true;
    }
}

size_t areas_wanted(const struct areas *areas)
{
    size_t count = 0;
    for (size_t i = 0; i < areas->count; i++)
        count += areas->areas[i].wanted;
    return count;
}

bool area_class(const struct area_form *form, const struct area *area, size_t *class)
{
    const struct banner *banner = form->banners[area->level];
    for (size_t c = 0; banner != NULL && c < banner->class_count; c++) {
        if (strcmp(banner->classes[c].key, area->key) == 0) {
            *class = c;
            return true;
        }
    }
    return false;
}

size_t area_line(const struct area_form *form, const struct area *area)
{
    size_t class;
    if (!area_class(form, area, &class))
        abort();
    return form->cells->first_class[form->banners[area->level] - form->set->banners] + class;
}

bool area_previous_line(const struct area_form *form, const struct area *area, size_t *line)
{
    return last_wave_line(form->previous, banner_ids[area->level], area->key, line);
}

bool area_has_unit(const struct area_form *form, const struct area *area,
                   const struct area_unit *unit)
{
    size_t class;
    return area_class(form, area, &class) && unit->classes[area->level] == (int64_t) class;
}

/* ---- Counts and units ---- */

void areas_keep_form(struct areas *areas, const struct cells *cells)
{
    struct area_form *form = &areas->forms[cells->form - areas->config->codebook.forms];
    size_t items = cells->form->item_count;
    form->cells = cells;
    if (areas->previous != NULL)
        form->previous = last_wave_form(areas->previous, cells->form);
    for (size_t level = 0; level < AREA_LEVELS; level++) {
        form->ranks[level] = arena_array(areas->arena, items + 1, sizeof(int64_t *));
        if (form->banners[level] == NULL)
            continue;
        size_t banner = (size_t)(form->banners[level] - form->set->banners);
        for (size_t i = 0; i < items; i++) {
            if (cells->counts[i].counts != NULL)
                form->ranks[level][i] = cells_ranks(cells, areas->arena, i, banner);
        }
    }
}

/* The units of a form as they come. */
struct reading {
    struct arena *arena;
    struct area_unit *units;
    size_t count, capacity;
};

static struct area_unit *add_unit(struct reading *reading)
{
    if (reading->count == reading->capacity) {
        size_t capacity = reading->capacity == 0 ? 256 : reading->capacity * 2;
        struct area_unit *units = arena_array(reading->arena, capacity, sizeof *units);
        if (reading->count > 0)
            memcpy(units, reading->units, reading->count * sizeof *units);
        reading->units = units;
        reading->capacity = capacity;
    }
    return &reading->units[reading->count++];
}

static const char *text_field(struct arena *arena, const struct copy_field *field)
{
    return arena_copy(arena, field->bytes, (size_t)field->length);
}

/* unit, name, state, errors, warnings, both classes, codes */
static void read_unit(void *context, const struct copy_field *fields, size_t count)
{
    struct reading *reading = context;
    struct arena *arena = reading->arena;
    if (count != 8)
        abort();
    struct area_unit *unit = add_unit(reading);
    unit->unit = text_field(arena, &fields[0]);
    unit->name = text_field(arena, &fields[1]);
    unit->state = state_find(text_field(arena, &fields[2]));
    unit->errors = copy_get_int8(&fields[3]);
    unit->warnings = copy_get_int8(&fields[4]);
    for (size_t level = 0; level < AREA_LEVELS; level++)
        unit->classes[level] =
            fields[5 + level].bytes == NULL ? -1 : copy_get_int8(&fields[5 + level]);
    if (fields[7].bytes != NULL)
        unit->derived = (const unsigned char *)text_field(arena, &fields[7]);
}

static const char *position_text(struct arena *arena, const struct area_form *form, size_t level)
{
    const struct banner *banner = form->banners[level];
    return banner == NULL ? "0"
                          : arena_printf(arena, "%zu", (size_t)(banner - form->set->banners) + 1);
}

void areas_read_units(struct areas *areas, struct db *db)
{
    struct arena *arena = areas->arena;
    for (size_t f = 0; f < areas->config->codebook.form_count; f++) {
        struct area_form *form = &areas->forms[f];
        if (form->banners[AREA_BUREAU] == NULL && form->banners[AREA_PREFECTURE] == NULL)
            continue;
        /* Derived variables have one slot each and come last. */
        size_t derived = form->form->question_count - form->first_derived;
        struct reading reading = {.arena = arena};
        const char *values[] = {
            areas->config->codebook.survey,
            form->form->id,
            position_text(arena, form, AREA_BUREAU),
            position_text(arena, form, AREA_PREFECTURE),
            arena_printf(arena, "%zu", form->form->slot_count - derived + 1),
            arena_printf(arena, "%zu", derived),
        };
        db_copy_out(db, "report/area-units", 6, values, read_unit, &reading);
        form->units = reading.units;
        form->unit_count = reading.count;
    }
}
