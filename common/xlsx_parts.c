#include "common/xlsx_parts.h"

#include "common/xlsx_state.h"

#include <string.h>

/* One sheet with a drawing for each of its cells would have fewer. */
enum { REFERENCE_LIMIT = 10000 };
static const char *const too_many_references =
    N_("a part of the workbook has more than 10,000 relationships");

/* ---- Walking ---- */

struct walker {
    struct xlsx_xml *xml;
    const struct xlsx_walk *walk;
    void *context;
};

/* expat hands over the xlsx_xml of the state; the walk of the moment hangs on the state. */
static struct walker *walker_of(void *context)
{
    struct xlsx_state *state = context;
    return state->context;
}

static const char *local_part(const XML_Char *name)
{
    const char *colon = strchr(name, ':');
    return colon ? colon + 1 : name;
}

static void XMLCALL walk_start(void *context, const XML_Char *name, const XML_Char **attributes)
{
    struct walker *walker = walker_of(context);
    unsigned depth = xlsx_xml_enter(walker->xml);
    const struct xlsx_element element = {depth, local_part(name), attributes};
    if (depth && walker->walk->start)
        walker->walk->start(walker->context, &element);
}

static void XMLCALL walk_end(void *context, const XML_Char *name)
{
    struct walker *walker = walker_of(context);
    unsigned depth = xlsx_xml_leave(walker->xml);
    if (depth && walker->walk->end)
        walker->walk->end(walker->context, depth, local_part(name));
}

static void XMLCALL walk_text(void *context, const XML_Char *bytes, int length)
{
    struct walker *walker = walker_of(context);
    if (walker->walk->text && !walker->xml->stopped)
        walker->walk->text(walker->context, bytes, (size_t)length);
}

static const struct xlsx_xml_handlers walk_handlers = {walk_start, walk_end, walk_text};

bool xlsx_has_part(const struct xlsx *xlsx, const char *member)
{
    return xlsx_zip_find(&xlsx->state->zip, member) != SIZE_MAX;
}

bool xlsx_walk_part(struct xlsx *xlsx, const char *member, const struct xlsx_walk *walk,
                    void *context)
{
    struct xlsx_state *state = xlsx->state;
    struct walker walker = {&state->xml, walk, context};
    state->xlsx = xlsx;
    state->context = &walker;
    return xlsx_read_part(state, member, &walk_handlers);
}

void xlsx_walk_stop(struct xlsx *xlsx)
{
    xlsx_xml_stop(&xlsx->state->xml);
}

bool xlsx_read_rest(struct xlsx *xlsx)
{
    struct xlsx_state *state = xlsx->state;
    state->xlsx = xlsx;
    state->part_sheet = SIZE_MAX;
    for (size_t i = 0; i < state->zip.entry_count; i++)
        if (!state->zip.entries[i].read && !xlsx_zip_read(&state->zip, i, &state->part))
            return xlsx_failed(state, NULL, state->zip.error);
    return true;
}

static bool pass_cell(void *context, const struct xlsx_cell *cell)
{
    (void)context;
    (void)cell;
    return true;
}

bool xlsx_walk_frame(struct xlsx *xlsx, size_t sheet, const struct xlsx_walk *walk, void *context)
{
    struct xlsx_state *state = xlsx->state;
    if (state->part_sheet != sheet && !xlsx_read_sheet(xlsx, sheet, pass_cell, NULL))
        return false;
    struct walker walker = {&state->xml, walk, context};
    state->xlsx = xlsx;
    state->context = &walker;
    /* Without cells (a sheet of a chart) both are 0 and the part is walked as a whole. An empty
     * <sheetData/> begins and ends with the same tag. */
    size_t begin = state->part_begin;
    size_t end = state->part_cells > begin ? state->part_cells : begin;
    struct str frame = {0};
    str_append_bytes(&frame, state->part.at, begin);
    str_append_bytes(&frame, state->part.at + end, state->part.length - end);
    bool read = xlsx_xml_parse(&state->xml, &frame, &walk_handlers);
    str_release(&frame);
    return read || xlsx_failed(state, xlsx->sheets[sheet].member, state->xml.error);
}

/* ---- References ---- */

struct references {
    struct xlsx_xml *xml;
    struct arena *arena;
    const char *member;
    struct xlsx_reference *items;
    size_t count, capacity;
};

static void grow_references(struct references *list)
{
    size_t capacity = list->capacity ? 2 * list->capacity : 16;
    struct xlsx_reference *items = arena_array(list->arena, capacity, sizeof *items);
    if (list->count)
        memcpy(items, list->items, list->count * sizeof *items);
    list->items = items;
    list->capacity = capacity;
}

static void reference_start(void *context, const struct xlsx_element *element)
{
    struct references *list = context;
    const char *id = xlsx_attribute(element, "Id"), *type = xlsx_attribute(element, "Type");
    const char *target = xlsx_attribute(element, "Target");
    const char *mode = xlsx_attribute(element, "TargetMode");
    if (element->depth != 2 || strcmp(element->name, "Relationship") != 0 || !id || !type ||
        !target)
        return;
    if (list->count >= REFERENCE_LIMIT) {
        xlsx_xml_fail(list->xml, too_many_references);
        return;
    }
    if (list->count == list->capacity)
        grow_references(list);
    const char *slash = strrchr(type, '/');
    bool external = mode && strcmp(mode, "External") == 0;
    list->items[list->count++] = (struct xlsx_reference){
        .id = arena_strdup(list->arena, id),
        .type = arena_strdup(list->arena, slash ? slash + 1 : type),
        .target = external ? arena_strdup(list->arena, target)
                           : xlsx_resolve(list->arena, list->member, target),
        .external = external,
    };
}

/* Several readers ask for the references of the same parts. */
static bool read_references(struct xlsx *xlsx, const char *member, const char *relations,
                            struct xlsx_known_references *known)
{
    static const struct xlsx_walk walk = {.start = reference_start};
    struct xlsx_state *state = xlsx->state;
    struct references list = {.xml = &state->xml, .arena = state->arena, .member = member};
    if (known->known)
        return true;
    if (!xlsx_walk_part(xlsx, relations, &walk, &list))
        return false;
    *known =
        (struct xlsx_known_references){.known = true, .items = list.items, .count = list.count};
    return true;
}

bool xlsx_read_references(struct xlsx *xlsx, struct arena *arena, const char *member,
                          const struct xlsx_reference **references, size_t *count)
{
    struct xlsx_state *state = xlsx->state;
    const char *relations = xlsx_relations_member(arena, member);
    size_t entry = xlsx_zip_find(&state->zip, relations);
    *references = NULL;
    *count = 0;
    if (entry == SIZE_MAX)
        return true;
    if (state->known == NULL)
        state->known = arena_array(state->arena, state->zip.entry_count, sizeof *state->known);
    struct xlsx_known_references *known = &state->known[entry];
    bool read = read_references(xlsx, member, relations, known);
    *references = known->items;
    *count = known->count;
    return read;
}

const char *xlsx_workbook_member(struct xlsx *xlsx, struct arena *arena)
{
    const struct xlsx_reference *references;
    size_t count;
    if (!xlsx_read_references(xlsx, arena, "", &references, &count))
        return NULL;
    for (size_t i = 0; i < count; i++)
        if (strcmp(references[i].type, "officeDocument") == 0 && !references[i].external)
            return references[i].target;
    xlsx_failed(xlsx->state, NULL, N_("the ZIP file holds no workbook"));
    return NULL;
}

/* ---- Attributes and ranges ---- */

const char *xlsx_attribute(const struct xlsx_element *element, const char *name)
{
    for (const char **at = element->attributes; *at; at += 2)
        if (strcmp(local_part(*at), name) == 0)
            return at[1];
    return NULL;
}

bool xlsx_attribute_is_true(const struct xlsx_element *element, const char *name)
{
    return xlsx_xml_true(xlsx_attribute(element, name));
}

bool xlsx_range_read(const char *text, struct xlsx_range *range)
{
    return xlsx_parse_range(text, true, range);
}
