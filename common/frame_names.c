/*
 * Spellings are collected unit by unit, then sorted by text: looking one up is a binary search.
 * An alias that ends with another spelling of its unit has an area in front; the area goes with
 * all the unit's spellings (糟屋郡須恵町, although the file only has 糟屋郡須惠町).
 */
#include "common/frame_names.h"

#include "common/csv.h"
#include "common/message.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct spellings {
    struct arena *arena;
    struct frame_spelling *at;
    size_t count, capacity;
};

static void add(struct spellings *spellings, const char *text, enum spelling_kind kind, size_t unit)
{
    if (spellings->count == spellings->capacity) {
        size_t capacity = spellings->capacity ? 2 * spellings->capacity : 256;
        struct frame_spelling *at = arena_array(spellings->arena, capacity, sizeof *at);
        if (spellings->count)
            memcpy(at, spellings->at, spellings->count * sizeof *at);
        spellings->at = at;
        spellings->capacity = capacity;
    }
    spellings->at[spellings->count++] = (struct frame_spelling){text, kind, unit};
}

/* ---- The file of aliases ---- */

const char *frame_aliases_path(struct arena *arena, const char *path)
{
    size_t length = strlen(path);
    if (length >= 4 && strcmp(path + length - 4, ".csv") == 0)
        length -= 4;
    const char *aliases = arena_printf(arena, "%.*s-aliases.csv", (int)length, path);
    return access(aliases, F_OK) == 0 ? aliases : NULL;
}

static bool check_header(const struct csv_table *table, const char *path, struct mistakes *mistakes)
{
    static const char *const columns[] = {"code", "alias", "source"};
    bool good = table->count > 0 && table->lengths[0] == 3;
    for (size_t i = 0; good && i < 3; i++)
        good = strcmp(table->records[0][i], columns[i]) == 0;
    if (!good)
        mistakes_add(mistakes, &(struct mistake){.file = path, .line = 1}, NULL,
                     _("the header is not \"code,alias,source\""));
    return good;
}

/* One record; `unit` is the unit it names. */
static bool check_record(const struct csv_table *table, size_t record, const struct frame *frame,
                         struct mistake *place, struct mistakes *mistakes)
{
    const char *const *fields = table->records[record];
    place->line = table->lines[record];
    if (table->lengths[record] != 3)
        mistakes_add(mistakes, place, NULL, _("%zu fields, but the header has %zu"),
                     table->lengths[record], table->lengths[0]);
    else if (frame_find(frame, fields[0]) == FRAME_NONE)
        mistakes_add(mistakes, place, NULL, _("frame \"%s\" has no unit \"%s\""), frame->id,
                     fields[0]);
    else if (!*frame_fold(&mistakes->arena, fields[1]))
        mistakes_add(mistakes, place, NULL, _("the alias is empty"));
    else
        return true;
    return false;
}

static bool add_aliases(struct spellings *spellings, const struct frame *frame, const char *path,
                        struct mistakes *mistakes)
{
    struct csv_table table = {0};
    const char *error = NULL;
    struct mistake place = {.file = path};
    if (!csv_read_file(&table, spellings->arena, path, &error, &place.line)) {
        mistakes_add(mistakes, &place, NULL, "%s", _(error));
        return false;
    }
    if (!check_header(&table, path, mistakes))
        return false;
    bool good = true;
    struct names known = names_new(spellings->arena, table.count);
    for (size_t i = 1; i < table.count; i++) {
        if (!check_record(&table, i, frame, &place, mistakes)) {
            good = false;
            continue;
        }
        const char *code = table.records[i][0];
        const char *alias = frame_fold(spellings->arena, table.records[i][1]);
        size_t earlier = names_add(&known, arena_printf(spellings->arena, "%s %s", code, alias), i);
        if (earlier != NAMES_NONE) {
            mistakes_add(mistakes, &place, NULL, _("the alias \"%s\" stands in line %ld already"),
                         alias, table.lines[earlier]);
            good = false;
        }
        add(spellings, alias, SPELLING_NAME, frame_find(frame, code));
    }
    return good;
}

/* ---- What follows from them ---- */

static int compare_units(const void *left, const void *right)
{
    const struct frame_spelling *a = left, *b = right;
    if (a->unit != b->unit)
        return a->unit < b->unit ? -1 : 1;
    return strcmp(a->text, b->text);
}

static int compare_texts(const void *left, const void *right)
{
    const struct frame_spelling *a = left, *b = right;
    int order = strcmp(a->text, b->text);
    if (order)
        return order;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    return a->unit < b->unit ? -1 : a->unit > b->unit;
}

/* The bytes of `text` before its end `end`; 0 if it does not end so, or is no longer. */
static size_t length_before(const char *text, const char *end)
{
    size_t length = strlen(text), end_length = strlen(end);
    bool ends = length > end_length && strcmp(text + length - end_length, end) == 0;
    return ends ? length - end_length : 0;
}

/* The area in an alias, among the spellings of its unit; NULL if it has none. */
static const char *area_of(const struct spellings *unit, const char *text)
{
    for (size_t i = 0; i < unit->count; i++) {
        size_t length = length_before(text, unit->at[i].text);
        if (length)
            return arena_copy(unit->arena, text, length);
    }
    return NULL;
}

/* All spellings of one unit, and with its prefecture in front; `own` is room for the former. */
static void add_unit(struct spellings *all, struct spellings *own, const struct spellings *unit,
                     const char *prefecture, const char **shortest_area)
{
    size_t number = unit->at[0].unit;
    own->count = 0;
    const char *last_area = "";
    for (size_t i = 0; i < unit->count; i++) {
        const char *text = unit->at[i].text, *area = area_of(unit, text);
        /* the name, and an alias equal to it */
        bool shared = i + 1 < unit->count && strcmp(unit->at[i + 1].text, text) == 0;
        i += shared;
        add(own, text, shared ? SPELLING_SHARED : SPELLING_NAME, number);
        if (!area || strcmp(area, last_area) == 0)
            continue;
        last_area = area;
        add(own, area, SPELLING_AREA, number);
        if (!**shortest_area || strlen(area) < strlen(*shortest_area))
            *shortest_area = area;
        for (size_t j = 0; j < unit->count; j++)
            if (!area_of(unit, unit->at[j].text))
                add(own, arena_printf(all->arena, "%s%s", area, unit->at[j].text), SPELLING_NAME,
                    number);
    }
    for (size_t i = 0; i < own->count; i++) {
        add(all, own->at[i].text, own->at[i].kind, number);
        if (*prefecture)
            add(all, arena_printf(all->arena, "%s%s", prefecture, own->at[i].text),
                own->at[i].kind == SPELLING_AREA ? SPELLING_AREA : SPELLING_NAME, number);
    }
    if (*prefecture)
        add(all, prefecture, SPELLING_PREFECTURE, number);
}

/* Sorts by text; the same text of the same unit and kind counts once. A last one without text ends
 * every search. */
static void finish(struct spellings *all)
{
    qsort(all->at, all->count, sizeof *all->at, compare_texts);
    size_t kept = 0;
    for (size_t i = 0; i < all->count; i++)
        if (kept == 0 || compare_texts(&all->at[kept - 1], &all->at[i]) != 0)
            all->at[kept++] = all->at[i];
    all->count = kept;
    add(all, "", SPELLING_NAME, FRAME_NONE);
    all->count--;
}

static void spell_units(struct frame *frame, struct spellings *given)
{
    struct spellings all = {.arena = given->arena}, room = {.arena = given->arena};
    const char **areas = arena_array(given->arena, frame->unit_count, sizeof *areas);
    size_t column = frame_column(frame, "prefecture");
    if (!given->count)
        return; /* a frame without units */
    qsort(given->at, given->count, sizeof *given->at, compare_units);
    for (size_t i = 0, end; i < given->count; i = end) {
        size_t unit = given->at[i].unit;
        for (end = i + 1; end < given->count && given->at[end].unit == unit;)
            end++;
        struct spellings unit_given = {
            .arena = given->arena, .at = given->at + i, .count = end - i};
        const char *prefecture = column == FRAME_NONE ? "" : frame_value(frame, unit, column);
        areas[unit] = "";
        add_unit(&all, &room, &unit_given, frame_fold(given->arena, prefecture), &areas[unit]);
    }
    finish(&all);
    frame->areas = areas;
    frame->spellings = all.at;
    frame->spelling_count = all.count;
}

bool frame_names_read(struct frame *frame, struct arena *arena, const char *path,
                      struct mistakes *mistakes)
{
    struct spellings given = {.arena = arena};
    const char *aliases = frame_aliases_path(arena, path);
    for (size_t unit = 0; unit < frame->unit_count; unit++) {
        const char *name = frame_fold(arena, frame_name(frame, unit));
        if (*name)
            add(&given, name, SPELLING_NAME, unit);
    }
    if (aliases && !add_aliases(&given, frame, aliases, mistakes))
        return false;
    spell_units(frame, &given);
    return true;
}

/* ---- Looking up ---- */

/* The text of a spelling against `length` bytes of another. */
static int compare_with(const char *text, const char *wanted, size_t length)
{
    int order = strncmp(text, wanted, length);
    return order ? order : text[length] != '\0';
}

const struct frame_spelling *frame_spelled(const struct frame *frame, const char *text,
                                           size_t length)
{
    size_t low = 0, high = frame->spelling_count;
    if (length == 0)
        return NULL;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_with(frame->spellings[middle].text, text, length) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    const struct frame_spelling *found = frame->spellings + low;
    bool is_there = low < frame->spelling_count && compare_with(found->text, text, length) == 0;
    return is_there ? found : NULL;
}

const struct frame_spelling *frame_spelled_next(const struct frame_spelling *spelling)
{
    return strcmp(spelling[0].text, spelling[1].text) == 0 ? spelling + 1 : NULL;
}

const char *frame_area(const struct frame *frame, size_t unit)
{
    return frame->areas ? frame->areas[unit] : "";
}
