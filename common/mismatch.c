#include "common/mismatch.h"

#include "common/message.h"

static const char *copy(struct arena *arena, const char *text)
{
    return text == NULL ? NULL : arena_strdup(arena, text);
}

void mismatch_add(struct mismatches *mismatches, const struct mismatch *mismatch)
{
    if (mismatches->count++ >= MISMATCHES_KEPT)
        return;
    struct arena *arena = mismatches->arena;
    mismatches->first[mismatches->count - 1] = (struct mismatch){
        .file = copy(arena, mismatch->file),
        .sheet = copy(arena, mismatch->sheet),
        .cell = copy(arena, mismatch->cell),
        .line = mismatch->line,
        .column = copy(arena, mismatch->column),
        .text = copy(arena, mismatch->text),
        .found = copy(arena, mismatch->found),
        .expected = copy(arena, mismatch->expected),
    };
}

static void print(const struct mismatch *mismatch, struct arena *arena)
{
    const struct place place = {
        .file = mismatch->file,
        .sheet = mismatch->sheet,
        .cell = mismatch->cell,
        .line = mismatch->line,
        .item = mismatch->column,
    };
    const char *text = mismatch->text;
    if (text == NULL)
        text = arena_printf(arena, _("\"%s\" stands where \"%s\" should"), mismatch->found,
                            mismatch->expected);
    message_print(MESSAGE_ERROR, &place, NULL, text, NULL);
}

void mismatches_print(const struct mismatches *mismatches)
{
    struct arena arena = {0};
    size_t kept = mismatches->count < MISMATCHES_KEPT ? mismatches->count : MISMATCHES_KEPT;
    for (size_t i = 0; i < kept; i++)
        print(&mismatches->first[i], &arena);
    if (mismatches->count > kept)
        message_error(NULL, _("and %zu more numbers or labels that are not what they should be"),
                      mismatches->count - kept);
    arena_release(&arena);
}
