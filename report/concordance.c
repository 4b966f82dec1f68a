#include "report/concordance.h"

#include "common/csv.h"
#include "common/message.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

enum { CODE_OLD, CODE_NEW, FROM, COLUMNS };
static const char *const columns[COLUMNS] = {"code_old", "code_new", "from"};

/* ---- Reading ---- */

/* 2024-01-01 as 20240101; 0 if it is no day. */
static int day_of(const char *text)
{
    static const char pattern[] = "dddd-dd-dd";
    int day = 0;
    for (size_t i = 0; pattern[i] != '\0'; i++) {
        bool digit = text[i] >= '0' && text[i] <= '9';
        if (pattern[i] == 'd' ? !digit : text[i] != pattern[i])
            return 0;
        day = digit ? day * 10 + (text[i] - '0') : day;
    }
    int month = day / 100 % 100, date = day % 100;
    bool exists = text[strlen(pattern)] == '\0' && month >= 1 && month <= 12 && date >= 1;
    return exists && date <= 31 ? day : 0;
}

static bool check_header(const struct csv_table *table, const char *path, struct mistakes *mistakes)
{
    bool good = table->count > 0 && table->lengths[0] == COLUMNS;
    for (size_t i = 0; good && i < COLUMNS; i++)
        good = strcmp(table->records[0][i], columns[i]) == 0;
    if (!good)
        mistakes_add(mistakes, &(struct mistake){.file = path, .line = 1}, NULL,
                     _("the columns are to be code_old,code_new,from"));
    return good;
}

static void read_change(struct concordance_change *change, const struct csv_table *table,
                        size_t record, struct mistakes *mistakes, const char *path)
{
    struct mistake place = {.file = path, .line = table->lines[record]};
    const char *const *fields = table->records[record];
    *change = (struct concordance_change){.code_old = "", .code_new = "", .line = place.line};
    if (table->lengths[record] != COLUMNS) {
        mistakes_add(mistakes, &place, NULL, _("%zu fields, but the header has %d"),
                     table->lengths[record], COLUMNS);
        return;
    }
    change->code_old = fields[CODE_OLD];
    change->code_new = fields[CODE_NEW];
    change->from = day_of(fields[FROM]);
    if (*change->code_old == '\0' || *change->code_new == '\0')
        mistakes_add(mistakes, &place, NULL, _("a code is missing"));
    else if (strcmp(change->code_old, change->code_new) == 0)
        mistakes_add(mistakes, &place, _("leave the line out: codes that stay need none"),
                     _("the code \"%s\" does not change"), change->code_old);
    if (change->from == 0)
        mistakes_add(mistakes, &place, _("write the day as 2024-01-01"), _("\"%s\" is no day"),
                     fields[FROM]);
}

void concordance_read(struct concordance *concordance, struct arena *arena, const char *path,
                      struct mistakes *mistakes)
{
    struct csv_table table = {0};
    const char *error = NULL;
    struct mistake place = {.file = path};
    *concordance = (struct concordance){0};
    if (access(path, F_OK) != 0 && errno == ENOENT)
        return;
    if (!csv_read_file(&table, arena, path, &error, &place.line)) {
        mistakes_add(mistakes, &place, NULL, "%s", _(error));
        return;
    }
    if (!check_header(&table, path, mistakes))
        return;
    struct concordance_change *changes = arena_array(arena, table.count, sizeof *changes);
    for (size_t i = 1; i < table.count; i++)
        read_change(&changes[i - 1], &table, i, mistakes, path);
    concordance->changes = changes;
    concordance->count = table.count - 1;
}

/* ---- Matching ---- */

struct matching {
    const struct concordance *concordance;
    const struct frame *earlier, *later;
    int last;
};

static bool has_code(const struct frame *frame, const char *code)
{
    return frame_find(frame, code) != FRAME_NONE;
}

/* The changes of a code that are in force; `next` receives the last of them. */
static size_t changes_of(const struct matching *matching, const char *code, const char **next)
{
    size_t count = 0;
    for (size_t i = 0; i < matching->concordance->count; i++) {
        const struct concordance_change *change = &matching->concordance->changes[i];
        if (strcmp(change->code_old, code) != 0 || change->from > matching->last)
            continue;
        *next = change->code_new;
        count++;
    }
    return count;
}

/* Follows a code that the later frame lacks. Every step takes a change, so that a circle ends. */
static struct concordance_unit follow(const struct matching *matching, const char *code)
{
    struct concordance_unit unit = {.code_old = code, .fate = UNIT_GONE};
    const char *at = code;
    for (size_t steps = 0; steps < matching->concordance->count; steps++) {
        const char *next = NULL;
        size_t count = changes_of(matching, at, &next);
        if (count == 0)
            return unit;
        if (count > 1) {
            unit.fate = UNIT_DIVIDED;
            return unit;
        }
        at = next;
        if (has_code(matching->later, at)) {
            unit.code_new = at;
            unit.fate = UNIT_RENAMED;
            return unit;
        }
    }
    return unit;
}

/* Several that became one, or one that joined a unit which kept its code, were merged. */
static void find_mergers(const struct matching *matching, struct arena *arena,
                         struct concordance_unit *units, size_t count)
{
    struct names targets = names_new(arena, count);
    for (size_t i = 0; i < count; i++) {
        if (units[i].code_new == NULL)
            continue;
        size_t first = names_add(&targets, units[i].code_new, i);
        if (has_code(matching->earlier, units[i].code_new))
            units[i].fate = UNIT_MERGED;
        if (first != NAMES_NONE)
            units[first].fate = units[i].fate = UNIT_MERGED;
    }
}

struct concordance_result concordance_match(const struct concordance *concordance,
                                            struct arena *arena,
                                            const struct frame *const frames[2], int last)
{
    struct matching matching = {concordance, frames[0], frames[1], last};
    struct concordance_unit *units =
        arena_array(arena, matching.earlier->unit_count + 1, sizeof *units);
    size_t count = 0;
    for (size_t i = 0; i < matching.earlier->unit_count; i++) {
        const char *code = frame_code(matching.earlier, i);
        if (!has_code(matching.later, code))
            units[count++] = follow(&matching, code);
    }
    find_mergers(&matching, arena, units, count);
    return (struct concordance_result){.units = units, .count = count};
}
