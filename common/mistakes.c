#include "common/mistakes.h"

#include "common/message.h"
#include "common/nearest.h"
#include "common/str.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* Each is compared with each; nobody reads as many. */
enum { LIMIT = 5000 };

static bool same_text(const char *left, const char *right)
{
    return left == right || (left && right && strcmp(left, right) == 0);
}

static bool is_known(const struct mistakes *mistakes, const struct mistake *added)
{
    for (size_t i = 0; i < mistakes->count; i++) {
        const struct mistake *old = &mistakes->at[i];
        if (old->line == added->line && old->column == added->column &&
            same_text(old->file, added->file) && same_text(old->text, added->text))
            return true;
    }
    return false;
}

void mistakes_add(struct mistakes *mistakes, const struct mistake *place, const char *hint,
                  const char *format, ...)
{
    if (mistakes->count >= LIMIT) {
        mistakes->more = true;
        return;
    }
    struct mistake added = *place;
    va_list arguments;
    va_start(arguments, format);
    added.text = arena_vprintf(&mistakes->arena, format, arguments);
    va_end(arguments);
    added.hint = hint ? arena_strdup(&mistakes->arena, hint) : NULL;
    if (is_known(mistakes, &added))
        return;
    if (mistakes->count == mistakes->capacity) {
        mistakes->capacity = mistakes->capacity ? 2 * mistakes->capacity : 16;
        mistakes->at = reallocarray(mistakes->at, mistakes->capacity, sizeof *mistakes->at);
        if (!mistakes->at)
            abort();
    }
    mistakes->at[mistakes->count++] = added;
}

static const char *list_of(struct mistakes *mistakes, const char *const *known, size_t count)
{
    struct str list = {0};
    for (size_t i = 0; i < count; i++)
        str_appendf(&list, "%s%s", i ? ", " : "", known[i]);
    const char *hint = arena_printf(&mistakes->arena, _("known here: %s"), str_text(&list));
    str_release(&list);
    return hint;
}

const char *mistakes_suggest(struct mistakes *mistakes, const char *word, const char *const *known,
                             size_t count)
{
    enum { FEW = 20 }; /* a longer list helps nobody */
    const char *nearest = nearest_name(word, known, count);
    if (nearest)
        return arena_printf(&mistakes->arena, _("did you mean \"%s\"?"), nearest);
    return count && count <= FEW ? list_of(mistakes, known, count) : NULL;
}

static int compare_places(const void *left, const void *right)
{
    const struct mistake *a = left, *b = right;
    int files = strcmp(a->file, b->file);
    if (files)
        return files;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    return a->column < b->column ? -1 : a->column > b->column;
}

static void sort(struct mistakes *mistakes)
{
    /* Insertion keeps the order of what lies at the same place; there are few. */
    for (size_t i = 1; i < mistakes->count; i++) {
        struct mistake moving = mistakes->at[i];
        size_t j = i;
        for (; j > 0 && compare_places(&mistakes->at[j - 1], &moving) > 0; j--)
            mistakes->at[j] = mistakes->at[j - 1];
        mistakes->at[j] = moving;
    }
}

void mistakes_print(struct mistakes *mistakes)
{
    sort(mistakes);
    for (size_t i = 0; i < mistakes->count; i++) {
        const struct mistake *mistake = &mistakes->at[i];
        struct place place = {
            .file = mistake->file, .line = mistake->line, .column = mistake->column};
        message_print(MESSAGE_ERROR, &place, NULL, mistake->text, mistake->hint);
    }
    if (mistakes->more)
        message_print(MESSAGE_ERROR, NULL, NULL, _("there are more mistakes than these"), NULL);
}

void mistakes_release(struct mistakes *mistakes)
{
    free(mistakes->at);
    arena_release(&mistakes->arena);
    *mistakes = (struct mistakes){0};
}
