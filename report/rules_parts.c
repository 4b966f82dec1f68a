/* What all sheets of a workbook share: properties, styles, names, and which sheet is shown first.
 */
#include "report/rules_sheet.h"

#include "common/str.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool named(const struct xlsx_element *element, unsigned depth, const char *name)
{
    return element->depth == depth && strcmp(element->name, name) == 0;
}

static const char *target_of_type(const struct xlsx_reference *references, size_t count,
                                  const char *type)
{
    for (size_t i = 0; i < count; i++)
        if (!references[i].external && strcmp(references[i].type, type) == 0)
            return references[i].target;
    return NULL;
}

/* ---- Properties ---- */

/* dc:title, dc:creator and dc:language of docProps/core.xml (ECMA-376 Part 2, 8); the language is
 * also said by the custom property that Excel offers under this name. */
struct properties {
    struct rules_workbook *book;
    bool *within;  /* the flag that a text sets */
    bool language; /* the custom property of this name is open */
};

static void core_start(void *context, const struct xlsx_element *element)
{
    struct properties *properties = context;
    struct rules_workbook *book = properties->book;
    properties->within = named(element, 2, "title")      ? &book->has_title
                         : named(element, 2, "creator")  ? &book->has_author
                         : named(element, 2, "language") ? &book->has_language
                                                         : NULL;
}

static void custom_start(void *context, const struct xlsx_element *element)
{
    struct properties *properties = context;
    const char *name = xlsx_attribute(element, "name");
    if (element->depth == 2)
        properties->language =
            name && (strcasecmp(name, "Language") == 0 || strcmp(name, "言語") == 0);
    properties->within =
        element->depth == 3 && properties->language ? &properties->book->has_language : NULL;
}

static void property_text(void *context, const char *bytes, size_t length)
{
    struct properties *properties = context;
    for (size_t i = 0; properties->within && i < length; i++)
        *properties->within |= strchr(" \t\r\n", bytes[i]) == NULL;
}

static void property_end(void *context, unsigned depth, const char *name)
{
    (void)depth;
    (void)name;
    struct properties *properties = context;
    properties->within = NULL;
}

static bool read_properties(struct rules_workbook *book)
{
    static const struct xlsx_walk core = {core_start, property_text, property_end};
    static const struct xlsx_walk custom = {custom_start, property_text, property_end};
    struct properties properties = {.book = book};
    const struct xlsx_reference *references;
    size_t count;
    if (!xlsx_read_references(book->xlsx, book->arena, "", &references, &count))
        return false;
    const char *part = target_of_type(references, count, "core-properties");
    if (part && xlsx_has_part(book->xlsx, part) &&
        !xlsx_walk_part(book->xlsx, part, &core, &properties))
        return false;
    part = target_of_type(references, count, "custom-properties");
    return !part || !xlsx_has_part(book->xlsx, part) ||
           xlsx_walk_part(book->xlsx, part, &custom, &properties);
}

/* ---- Styles ---- */

/* Growing tables of what a style is put together from; hostile files end at these sizes. */
enum { STYLE_LIMIT = 65536 };

struct styles {
    struct arena *arena;
    enum { IN_OTHER, IN_FONTS, IN_FILLS, IN_STYLES } section;
    struct rules_look *fonts, *fills, *looks;
    size_t font_count, fill_count, look_count;
};

static struct rules_look *grown_look(struct arena *arena, struct rules_look **looks, size_t *count)
{
    if (*count == 0) {
        *looks = arena_array(arena, 16, sizeof **looks);
    } else if (*count >= 16 && (*count & (*count - 1)) == 0) {
        struct rules_look *more = arena_array(arena, 2 * *count, sizeof *more);
        memcpy(more, *looks, *count * sizeof *more);
        *looks = more;
    }
    return &(*looks)[(*count)++];
}

/* A number for a colour, however it is written; 0 for that of ordinary text. */
static uint32_t colour_of(const struct xlsx_element *element)
{
    static const char *const names[] = {"rgb", "theme", "indexed", "tint"};
    const char *theme = xlsx_attribute(element, "theme");
    const char *indexed = xlsx_attribute(element, "indexed");
    if (xlsx_attribute_is_true(element, "auto") || (theme && strcmp(theme, "1") == 0) ||
        (indexed && (strcmp(indexed, "64") == 0 || strcmp(indexed, "8") == 0)))
        return 0;
    uint32_t hash = 2166136261U; /* FNV-1a */
    bool any = false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = xlsx_attribute(element, names[i]);
        for (; value && *value; value++) {
            hash = (hash ^ (unsigned char)*value) * 16777619U;
            any = true;
        }
        hash = (hash ^ (uint32_t)i) * 16777619U;
    }
    return any ? hash | 1 : 0;
}

static void font_part(struct rules_look *font, const struct xlsx_element *element)
{
    static const char *const marks[] = {"b", "i", "u", "strike"};
    const char *value = xlsx_attribute(element, "val");
    bool off = value && (strcmp(value, "0") == 0 || strcmp(value, "false") == 0 ||
                         strcmp(value, "none") == 0);
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        font->marked |= !off && strcmp(element->name, marks[i]) == 0;
    if (strcmp(element->name, "color") == 0)
        font->ink = colour_of(element);
}

static void fill_part(struct rules_look *fill, const struct xlsx_element *element)
{
    const char *pattern = xlsx_attribute(element, "patternType");
    if (strcmp(element->name, "patternFill") == 0 && pattern)
        fill->marked = strcmp(pattern, "none") != 0 && strcmp(pattern, "solid") != 0;
    else if (strcmp(element->name, "fgColor") == 0)
        fill->fill = colour_of(element);
}

static size_t number_of(const struct xlsx_element *element, const char *name)
{
    const char *value = xlsx_attribute(element, name);
    return value ? strtoul(value, NULL, 10) : 0;
}

static void add_style(struct styles *styles, const struct xlsx_element *element)
{
    size_t font = number_of(element, "fontId"), fill = number_of(element, "fillId");
    struct rules_look *look = grown_look(styles->arena, &styles->looks, &styles->look_count);
    if (font < styles->font_count)
        *look = styles->fonts[font];
    if (fill < styles->fill_count) {
        look->fill = styles->fills[fill].fill;
        look->marked |= styles->fills[fill].marked;
    }
}

static void styles_start(void *context, const struct xlsx_element *element)
{
    struct styles *styles = context;
    if (element->depth == 2)
        styles->section = named(element, 2, "fonts")     ? IN_FONTS
                          : named(element, 2, "fills")   ? IN_FILLS
                          : named(element, 2, "cellXfs") ? IN_STYLES
                                                         : IN_OTHER;
    if (element->depth == 3 && styles->section == IN_FONTS && styles->font_count < STYLE_LIMIT)
        grown_look(styles->arena, &styles->fonts, &styles->font_count);
    else if (element->depth == 3 && styles->section == IN_FILLS && styles->fill_count < STYLE_LIMIT)
        grown_look(styles->arena, &styles->fills, &styles->fill_count);
    else if (element->depth == 3 && styles->section == IN_STYLES &&
             styles->look_count < STYLE_LIMIT)
        add_style(styles, element);
    else if (element->depth == 4 && styles->section == IN_FONTS && styles->font_count > 0)
        font_part(&styles->fonts[styles->font_count - 1], element);
    else if (element->depth >= 4 && styles->section == IN_FILLS && styles->fill_count > 0)
        fill_part(&styles->fills[styles->fill_count - 1], element);
}

/* ---- The workbook part ---- */

/* Defined names for print titles; the text of one at a time. */
struct names {
    struct rules_workbook *book;
    struct str text;
    size_t scope; /* SIZE_MAX: not a name that is wanted */
};

static void workbook_start(void *context, const struct xlsx_element *element)
{
    struct names *names = context;
    size_t sheets = names->book->xlsx->sheet_count;
    if (named(element, 3, "workbookView")) {
        size_t active = number_of(element, "activeTab");
        names->book->active = active < sheets ? active : 0;
    }
    const char *name = xlsx_attribute(element, "name");
    bool wanted = named(element, 3, "definedName") && name &&
                  strcmp(name, "_xlnm.Print_Titles") == 0 &&
                  number_of(element, "localSheetId") < sheets;
    names->scope = wanted ? number_of(element, "localSheetId") : SIZE_MAX;
    str_reset(&names->text);
}

static void workbook_text(void *context, const char *bytes, size_t length)
{
    struct names *names = context;
    if (names->scope != SIZE_MAX)
        str_append_bytes(&names->text, bytes, length);
}

/* 'Sheet, one'!$A:$B,'Sheet, one'!$5:$6: the rows stand behind an exclamation mark. */
static void workbook_end(void *context, unsigned depth, const char *name)
{
    (void)name;
    struct names *names = context;
    if (depth != 3 || names->scope == SIZE_MAX)
        return;
    struct xlsx_range *rows = &names->book->title_rows[names->scope];
    for (const char *at = str_text(&names->text); (at = strchr(at, '!')) != NULL; at++) {
        char *end;
        if (at[1] != '$' || at[2] < '0' || at[2] > '9')
            continue;
        unsigned long first = strtoul(at + 2, &end, 10);
        unsigned long last = end[0] == ':' && end[1] == '$' ? strtoul(end + 2, NULL, 10) : first;
        if (first > 0 && first <= last && last <= UINT32_MAX)
            *rows = (struct xlsx_range){.row = (uint32_t)first, .last_row = (uint32_t)last};
    }
    names->scope = SIZE_MAX;
}

bool rules_workbook_read(struct rules_workbook *book)
{
    static const struct xlsx_walk workbook = {workbook_start, workbook_text, workbook_end};
    static const struct xlsx_walk style = {.start = styles_start};
    const struct xlsx_reference *references;
    size_t count;
    struct names names = {.book = book, .scope = SIZE_MAX};
    struct styles styles = {.arena = book->arena};
    book->title_rows = arena_array(book->arena, book->xlsx->sheet_count, sizeof *book->title_rows);
    const char *member = xlsx_workbook_member(book->xlsx, book->arena);
    bool read = member && read_properties(book) &&
                xlsx_walk_part(book->xlsx, member, &workbook, &names) &&
                xlsx_read_references(book->xlsx, book->arena, member, &references, &count);
    str_release(&names.text);
    if (!read)
        return false;
    const char *part = target_of_type(references, count, "styles");
    if (part && xlsx_has_part(book->xlsx, part) &&
        !xlsx_walk_part(book->xlsx, part, &style, &styles))
        return false;
    book->looks = styles.looks;
    book->look_count = styles.look_count;
    return true;
}
