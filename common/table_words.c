#include "common/table_words.h"

#include <stdlib.h>
#include <string.h>

static const char *const kind_words[TABLE_KINDS] = {
    [TABLE_QUESTION] = "question", [TABLE_NUMBERS] = "numbers", [TABLE_NESTED] = "nested",
    [TABLE_BOUNDS] = "bounds",     [TABLE_FIGURE] = "figure",   [TABLE_TURNOUT] = "turnout",
    [TABLE_PANEL] = "panel",       [TABLE_UNITS] = "units",     [TABLE_SUPPORT] = "support",
    [TABLE_CONTENTS] = "contents", [TABLE_NOTES] = "notes",     [TABLE_SENTENCES] = "sentences",
    [TABLE_FEEDBACK] = "feedback", [TABLE_OTHER] = "other",
};

const char *table_kind_word(enum table_kind kind)
{
    return kind_words[kind];
}

static char allowed(char c)
{
    bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return word ? c : '_';
}

char *table_name_part(struct arena *arena, const char *id)
{
    char *part = arena_strdup(arena, id);
    for (char *at = part; *at != '\0'; at++)
        *at = allowed(*at);
    return part;
}

bool table_part_is(const char *part, const char *id)
{
    while (*part != '\0' && *part == allowed(*id)) {
        part++;
        id++;
    }
    return *part == '\0' && *id == '\0';
}

/* What stands before the next point; `text` moves behind it. */
static const char *next_part(struct arena *arena, const char **text)
{
    size_t length = strcspn(*text, ".");
    const char *part = arena_copy(arena, *text, length);
    *text += length + ((*text)[length] == '.');
    return part;
}

bool table_name_read(struct arena *arena, const char *text, struct table_name *name)
{
    const char *word = next_part(arena, &text);
    size_t kind = 0;
    while (kind < TABLE_KINDS && strcmp(kind_words[kind], word) != 0)
        kind++;
    name->kind = (enum table_kind)kind;
    name->first = next_part(arena, &text);
    name->second = next_part(arena, &text);
    name->third = next_part(arena, &text);
    return kind < TABLE_KINDS;
}

bool table_word_is_yes(const char *label)
{
    static const char *const words[] = {"はい", "いる",       "ある",     "あり",        "有",
                                        "有り", "できている", "している", "実施している"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(label, words[i]) == 0)
            return true;
    return false;
}
