/*
 * From the ZIP to the sheets and names of a workbook: _rels/.rels names the workbook part
 * (ECMA-376 Part 2, 6.5), its own relationships name the sheets, the workbook part itself
 * (ECMA-376 Part 1, 18.2) has their order, the defined names and the date system.
 */
#include "common/xlsx_state.h"

#include <stdlib.h>
#include <string.h>

/* One sheet for each of the up to 179 municipalities of a prefecture, and room. */
enum { SHEET_LIMIT = 1024 };
static const char *const too_many_sheets = N_("the workbook has more than 1,024 sheets");

/* A form has about 150; a large one in 179 copies 27,000. */
enum { NAME_LIMIT = 65536 };
static const char *const too_many_names = N_("the workbook has more than 65,536 defined names");

/* Each sheet has one relationship; 10,000 are as many as the ZIP may have members. */
enum { RELATION_LIMIT = 10000 };
static const char *const too_many_relations = N_("the workbook has more than 10,000 relationships");

static const char *const no_workbook = N_("the ZIP file holds no workbook");

/* ---- Relationships ---- */

static void add_relation(struct xlsx_state *state, const XML_Char **attributes)
{
    const char *id = xlsx_xml_attribute(attributes, "Id");
    const char *type = xlsx_xml_attribute(attributes, "Type");
    const char *target = xlsx_xml_attribute(attributes, "Target");
    const char *mode = xlsx_xml_attribute(attributes, "TargetMode");
    if (!id || !type || !target || (mode && strcmp(mode, "External") == 0))
        return;
    if (state->relation_count >= RELATION_LIMIT) {
        xlsx_xml_fail(&state->xml, too_many_relations);
        return;
    }
    state->relations = xlsx_grown(state->relations, state->relation_count,
                                  &state->relation_capacity, sizeof *state->relations);
    /* Transitional and strict types differ in all but the last segment. */
    const char *slash = strrchr(type, '/');
    state->relations[state->relation_count++] = (struct xlsx_relation){
        .id = arena_strdup(state->arena, id),
        .type = arena_strdup(state->arena, slash ? slash + 1 : type),
        .target = arena_strdup(state->arena, target),
    };
}

static void XMLCALL relation_start(void *context, const XML_Char *name, const XML_Char **attributes)
{
    struct xlsx_state *state = context;
    if (xlsx_xml_enter(&state->xml) == 2 && xlsx_xml_is(name, "Relationship"))
        add_relation(state, attributes);
}

static void XMLCALL relation_end(void *context, const XML_Char *name)
{
    (void)name;
    struct xlsx_state *state = context;
    xlsx_xml_leave(&state->xml);
}

static bool read_relations(struct xlsx_state *state, const char *member)
{
    static const struct xlsx_xml_handlers handlers = {relation_start, relation_end, NULL};
    state->relation_count = 0;
    return xlsx_read_part(state, member, &handlers);
}

static const struct xlsx_relation *relation_of_type(const struct xlsx_state *state,
                                                    const char *type)
{
    for (size_t i = 0; i < state->relation_count; i++)
        if (strcmp(state->relations[i].type, type) == 0)
            return &state->relations[i];
    return NULL;
}

static const struct xlsx_relation *relation_by_id(const struct xlsx_state *state, const char *id)
{
    for (size_t i = 0; i < state->relation_count; i++)
        if (strcmp(state->relations[i].id, id) == 0)
            return &state->relations[i];
    return NULL;
}

/* Resolves `.` and `..` in place; what climbs over the root stays at the root. */
static void fold_segments(char *path)
{
    char *out = path;
    for (const char *at = path; *at;) {
        size_t length = strcspn(at, "/");
        if (length == 2 && at[0] == '.' && at[1] == '.') {
            out -= out > path;
            while (out > path && out[-1] != '/')
                out--;
        } else if (length && !(length == 1 && at[0] == '.')) {
            memmove(out, at, length);
            out += length;
            if (at[length])
                *out++ = '/';
        }
        at += length + (at[length] == '/');
    }
    *out = '\0';
}

const char *xlsx_resolve(struct arena *arena, const char *source, const char *target)
{
    const char *slash = strrchr(source, '/');
    int folder = *target == '/' || !slash ? 0 : (int)(slash + 1 - source);
    char *member = arena_printf(arena, "%.*s%s", folder, source, target);
    fold_segments(member);
    return member;
}

/* ---- Defined names ---- */

/* Cuts the sheet's name off a reference, unquoting it in place: 'a''b'!$C$12. Returns what is
 * behind the exclamation mark, NULL if there is none. */
static const char *cut_sheet(char *text)
{
    char *out = text;
    if (*text != '\'') {
        out = strchr(text, '!');
        if (!out)
            return NULL;
        *out = '\0';
        return out + 1;
    }
    const char *at = text + 1;
    for (; *at && (*at != '\'' || at[1] == '\''); at++) {
        at += *at == '\'';
        *out++ = *at;
    }
    if (at[0] != '\'' || at[1] != '!')
        return NULL;
    *out = '\0';
    return at + 2;
}

static size_t sheet_by_name(const struct xlsx_state *state, const char *name)
{
    /* Names come sheet by sheet: look where the last one was. */
    if (state->name_count) {
        size_t last = state->names[state->name_count - 1].sheet;
        if (strcmp(state->sheets[last].name, name) == 0)
            return last;
    }
    for (size_t i = 0; i < state->sheet_count; i++)
        if (strcmp(state->sheets[i].name, name) == 0)
            return i;
    return SIZE_MAX;
}

static char *trimmed(struct str *text)
{
    static const char blanks[] = " \t\r\n";
    while (text->length && strchr(blanks, text->at[text->length - 1]))
        text->at[--text->length] = '\0';
    return text->at + strspn(text->at, blanks);
}

static void add_name(struct xlsx_state *state)
{
    struct xlsx_range range;
    if (!state->text.length)
        return;
    char *sheet = trimmed(&state->text);
    const char *target = cut_sheet(sheet);
    if (!target || !xlsx_parse_range(target, true, &range))
        return;
    struct xlsx_name name = {.scope = state->scope,
                             .sheet = sheet_by_name(state, sheet),
                             .row = range.row,
                             .column = range.column};
    if (name.sheet == SIZE_MAX)
        return;
    if (state->name_count >= NAME_LIMIT) {
        xlsx_xml_fail(&state->xml, too_many_names);
        return;
    }
    name.name = arena_copy(state->arena, str_text(&state->name), state->name.length);
    state->names =
        xlsx_grown(state->names, state->name_count, &state->name_capacity, sizeof *state->names);
    state->names[state->name_count++] = name;
}

/* The sheet with this number, from 0; SHEET_LIMIT if there is none. */
static size_t scope_numbered(const struct xlsx_state *state, const char *number)
{
    size_t sheet = 0;
    const char *at = number;
    for (; *at >= '0' && *at <= '9' && sheet < SHEET_LIMIT; at++)
        sheet = sheet * 10 + (size_t)(*at - '0');
    return at == number || *at || sheet >= state->sheet_count ? SHEET_LIMIT : sheet;
}

static void start_name(struct xlsx_state *state, const XML_Char **attributes)
{
    const char *name = xlsx_xml_attribute(attributes, "name");
    const char *scope = xlsx_xml_attribute(attributes, "localSheetId");
    state->scope = scope ? scope_numbered(state, scope) : XLSX_WORKBOOK;
    if (!name || strncmp(name, "_xlnm.", 6) == 0 || state->scope == SHEET_LIMIT)
        return;
    str_reset(&state->name);
    str_append(&state->name, name);
    str_reset(&state->text);
    state->capture = true;
}

/* ---- The workbook part ---- */

/* The relationship's id has a prefix of the writer's choice: r:id. */
static const char *relation_id(const XML_Char **attributes)
{
    for (; *attributes; attributes += 2) {
        const char *colon = strchr(*attributes, ':');
        if (colon && strcmp(colon + 1, "id") == 0)
            return attributes[1];
    }
    return NULL;
}

static void add_sheet(struct xlsx_state *state, const XML_Char **attributes)
{
    const char *name = xlsx_xml_attribute(attributes, "name");
    const char *shown = xlsx_xml_attribute(attributes, "state");
    const char *id = relation_id(attributes);
    const struct xlsx_relation *relation = id ? relation_by_id(state, id) : NULL;
    if (!name || !relation) {
        xlsx_xml_fail(&state->xml, N_("the workbook names a sheet that is not there"));
        return;
    }
    if (state->sheet_count >= SHEET_LIMIT) {
        xlsx_xml_fail(&state->xml, too_many_sheets);
        return;
    }
    state->sheets = xlsx_grown(state->sheets, state->sheet_count, &state->sheet_capacity,
                               sizeof *state->sheets);
    state->sheets[state->sheet_count++] = (struct xlsx_sheet){
        .name = arena_strdup(state->arena, name),
        .member = relation->target, /* resolved when all are known */
        .hidden = shown && strcmp(shown, "visible") != 0,
    };
}

static void start_section(struct xlsx_state *state, const XML_Char *name,
                          const XML_Char **attributes)
{
    state->section = XLSX_SECTION_OTHER;
    if (xlsx_xml_is(name, "sheets"))
        state->section = XLSX_SECTION_SHEETS;
    else if (xlsx_xml_is(name, "definedNames"))
        state->section = XLSX_SECTION_NAMES;
    else if (xlsx_xml_is(name, "workbookPr"))
        state->xlsx->dates_from_1904 = xlsx_xml_true(xlsx_xml_attribute(attributes, "date1904"));
}

static void XMLCALL workbook_start(void *context, const XML_Char *name, const XML_Char **attributes)
{
    struct xlsx_state *state = context;
    switch (xlsx_xml_enter(&state->xml)) {
    case 1:
        if (!xlsx_xml_is(name, "workbook"))
            xlsx_xml_fail(&state->xml, no_workbook);
        break;
    case 2:
        start_section(state, name, attributes);
        break;
    case 3:
        if (state->section == XLSX_SECTION_SHEETS && xlsx_xml_is(name, "sheet"))
            add_sheet(state, attributes);
        else if (state->section == XLSX_SECTION_NAMES && xlsx_xml_is(name, "definedName"))
            start_name(state, attributes);
        break;
    default:
        break;
    }
}

static void XMLCALL workbook_end(void *context, const XML_Char *name)
{
    (void)name;
    struct xlsx_state *state = context;
    if (xlsx_xml_leave(&state->xml) != 3 || !state->capture)
        return;
    state->capture = false;
    add_name(state);
}

static const char *workbook_member(struct xlsx_state *state)
{
    if (xlsx_zip_find(&state->zip, "_rels/.rels") == SIZE_MAX) {
        xlsx_failed(state, NULL, no_workbook);
        return NULL;
    }
    if (!read_relations(state, "_rels/.rels"))
        return NULL;
    const struct xlsx_relation *relation = relation_of_type(state, "officeDocument");
    const char *member = relation ? xlsx_resolve(state->arena, "", relation->target) : "";
    size_t length = strlen(member);
    if (length == 0)
        xlsx_failed(state, NULL, no_workbook);
    else if (length > 4 && strcmp(member + length - 4, ".bin") == 0)
        xlsx_failed(state, NULL, N_("a binary workbook (.xlsb)"));
    else
        return member;
    return NULL;
}

const char *xlsx_relations_member(struct arena *arena, const char *member)
{
    const char *slash = strrchr(member, '/');
    int folder = slash ? (int)(slash + 1 - member) : 0;
    return arena_printf(arena, "%.*s_rels/%s.rels", folder, member, member + folder);
}

/* The tables of the state are used again; what the caller sees lives in the arena. */
static void publish(struct xlsx_state *state, const char *workbook)
{
    struct arena *arena = state->arena;
    struct xlsx *xlsx = state->xlsx;
    for (size_t i = 0; i < state->sheet_count; i++)
        state->sheets[i].member = xlsx_resolve(arena, workbook, state->sheets[i].member);
    xlsx->sheets = (struct xlsx_sheet *)arena_copy(arena, (const char *)state->sheets,
                                                   state->sheet_count * sizeof *state->sheets);
    xlsx->sheet_count = state->sheet_count;
    xlsx->names = (struct xlsx_name *)arena_copy(arena, (const char *)state->names,
                                                 state->name_count * sizeof *state->names);
    xlsx->name_count = state->name_count;
    const struct xlsx_relation *strings = relation_of_type(state, "sharedStrings");
    state->strings_member = strings ? xlsx_resolve(arena, workbook, strings->target) : NULL;
    const struct xlsx_relation *styles = relation_of_type(state, "styles");
    state->styles_member = styles ? xlsx_resolve(arena, workbook, styles->target) : NULL;
}

bool xlsx_read_workbook(struct xlsx_state *state)
{
    static const struct xlsx_xml_handlers handlers = {workbook_start, workbook_end, xlsx_on_text};
    const char *workbook = workbook_member(state);
    if (!workbook || !read_relations(state, xlsx_relations_member(state->arena, workbook)))
        return false;
    state->section = XLSX_SECTION_OTHER;
    if (!xlsx_read_part(state, workbook, &handlers))
        return false;
    if (!state->sheet_count)
        return xlsx_failed(state, workbook, N_("the workbook has no sheets"));
    publish(state, workbook);
    return true;
}
