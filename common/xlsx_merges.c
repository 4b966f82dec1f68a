/*
 * The merged ranges of a sheet (ECMA-376 Part 1, 18.3.1.55). They stand behind its cells, where
 * reading stops; a form written from the same template has the same bytes there, so that thousands
 * of forms cost one comparison each. Else the part is parsed once more.
 */
#include "common/xlsx_state.h"

#include <stdlib.h>
#include <string.h>

/* As many as a form of 1,000 rows has when each cell of 64 columns begins one; a form has 200. */
enum { MERGE_LIMIT = 65536 };
static const char *const too_many_merges = N_("a sheet has more than 65,536 merged ranges");

/* What stands before the cells, where no writer puts them, is not looked at: the bytes that are
 * compared do not hold it. */
static bool behind_cells(const struct xlsx_state *state)
{
    return XML_GetCurrentByteIndex(state->xml.parser) >= (XML_Index)state->part_cells;
}

static void add_merge(struct xlsx_state *state, const XML_Char **attributes)
{
    struct xlsx_merges *merges = &state->merges;
    const char *reference = xlsx_xml_attribute(attributes, "ref");
    struct xlsx_range range;
    if (!reference || !xlsx_parse_range(reference, true, &range))
        return;
    if (merges->count >= MERGE_LIMIT) {
        xlsx_xml_fail(&state->xml, too_many_merges);
        return;
    }
    merges->ranges =
        xlsx_grown(merges->ranges, merges->count, &merges->capacity, sizeof *merges->ranges);
    merges->ranges[merges->count++] = range;
}

static void XMLCALL merges_start(void *context, const XML_Char *name, const XML_Char **attributes)
{
    struct xlsx_state *state = context;
    unsigned depth = xlsx_xml_enter(&state->xml);
    if (depth == 2)
        state->merges.in_merges = behind_cells(state) && xlsx_xml_is(name, "mergeCells");
    else if (depth == 3 && state->merges.in_merges && xlsx_xml_is(name, "mergeCell"))
        add_merge(state, attributes);
}

/* Keeps the bytes from the end of the cells up to `end`. */
static void keep_bytes(struct xlsx_state *state, size_t end)
{
    str_reset(&state->merges.bytes);
    str_append_bytes(&state->merges.bytes, state->part.at + state->part_cells,
                     end - state->part_cells);
}

static void XMLCALL merges_end(void *context, const XML_Char *name)
{
    (void)name;
    struct xlsx_state *state = context;
    if (xlsx_xml_leave(&state->xml) != 2 || !state->merges.in_merges)
        return;
    keep_bytes(state, (size_t)XML_GetCurrentByteIndex(state->xml.parser) +
                          (size_t)XML_GetCurrentByteCount(state->xml.parser));
    xlsx_xml_stop(&state->xml);
}

static bool parse(struct xlsx_state *state)
{
    static const struct xlsx_xml_handlers handlers = {merges_start, merges_end, NULL};
    struct xlsx_merges *merges = &state->merges;
    merges->known = merges->in_merges = false;
    merges->count = 0;
    keep_bytes(state, state->part.length);
    if (!xlsx_xml_parse(&state->xml, &state->part, &handlers))
        return xlsx_failed(state, state->xlsx->sheets[state->part_sheet].member, state->xml.error);
    merges->known = true;
    return true;
}

static bool no_cell(void *context, const struct xlsx_cell *cell)
{
    (void)context;
    (void)cell;
    return true;
}

static bool same_bytes(const struct xlsx_state *state)
{
    const struct str *bytes = &state->merges.bytes;
    return state->merges.known && state->part.length - state->part_cells >= bytes->length &&
           memcmp(state->part.at + state->part_cells, str_text(bytes), bytes->length) == 0;
}

bool xlsx_read_merges(struct xlsx *xlsx, size_t sheet, const struct xlsx_range **merges,
                      size_t *count)
{
    struct xlsx_state *state = xlsx->state;
    state->xlsx = xlsx;
    if (state->part_sheet != sheet && !xlsx_read_sheet(xlsx, sheet, no_cell, NULL))
        return false;
    if (!same_bytes(state) && !parse(state))
        return false;
    *merges = state->merges.ranges;
    *count = state->merges.count;
    return true;
}

void xlsx_merges_release(struct xlsx_merges *merges)
{
    str_release(&merges->bytes);
    free(merges->ranges);
    *merges = (struct xlsx_merges){0};
}
