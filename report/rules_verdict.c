#include "report/rules_verdict.h"

#include "common/str.h"
#include "common/xlsx.h"

#include <string.h>

/* As much of a value as one needs to find it again. */
enum { VALUE_SHOWN = 60 };

static const char *shortened(struct arena *arena, const char *value)
{
    size_t length = strlen(value);
    if (length <= VALUE_SHOWN)
        return arena_copy(arena, value, length);
    for (length = VALUE_SHOWN; length > 0 && (value[length] & 0xC0) == 0x80; length--)
        ;
    return arena_printf(arena, "%.*s…", (int)length, value);
}

void verdict_apply(struct rules_result *result, enum rule rule)
{
    result->verdicts[rule].applies = true;
}

void breach_keep(struct verdict *kept, struct arena *arena, const struct spot *spot)
{
    kept->applies = true;
    if (kept->count++ >= RULES_SHOWN)
        return;
    char name[16] = "";
    struct breach *breach = arena_alloc(arena, sizeof *breach);
    if (spot->row && spot->column)
        xlsx_cell_name(name, spot->row, spot->column);
    breach->sheet = arena_strdup(arena, spot->sheet);
    breach->cell = arena_strdup(arena, name);
    breach->value = spot->value ? shortened(arena, spot->value) : "";
    if (kept->last)
        kept->last->next = breach;
    else
        kept->first = breach;
    kept->last = breach;
}

void verdict_break(struct rules_result *result, enum rule rule, const struct spot *spot)
{
    breach_keep(&result->verdicts[rule], result->arena, spot);
}

void verdict_break_all(struct rules_result *result, enum rule rule, const struct verdict *kept)
{
    struct verdict *verdict = &result->verdicts[rule];
    size_t room = verdict->count < RULES_SHOWN ? RULES_SHOWN - verdict->count : 0;
    verdict->applies = true;
    verdict->count += kept->count;
    for (const struct breach *at = kept->first; at && room > 0; at = at->next, room--) {
        struct breach *breach = arena_alloc(result->arena, sizeof *breach);
        *breach = (struct breach){.sheet = arena_strdup(result->arena, at->sheet),
                                  .cell = arena_strdup(result->arena, at->cell),
                                  .value = arena_strdup(result->arena, at->value)};
        if (verdict->last)
            verdict->last->next = breach;
        else
            verdict->first = breach;
        verdict->last = breach;
    }
}

size_t rules_broken(const struct rules_result *result)
{
    size_t broken = 0;
    for (size_t i = 0; i < RULE_COUNT; i++)
        broken += result->verdicts[i].count > 0;
    return broken;
}
