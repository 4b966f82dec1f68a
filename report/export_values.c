/*
 * What a variable of an export may hold, and in which words: the same in every format.
 */
#include "report/export.h"

#include <string.h>

const struct export_missing export_missing[EXPORT_MISSING_KINDS] = {
    {CODE_NA, "NA", 'a', "無回答"},
    {CODE_INVALID, "INVALID", 'b', "不明"},
    {CODE_NOT_ASKED, "NOT_ASKED", 'c', "非該当"},
};

const struct export_missing *export_missing_of(int code)
{
    for (size_t i = 0; i < EXPORT_MISSING_KINDS; i++)
        if (export_missing[i].code == code)
            return &export_missing[i];
    return NULL;
}

bool export_has_code(const struct export_variable *variable)
{
    return variable->kind == EXPORT_CODE || variable->kind == EXPORT_TICK ||
           variable->kind == EXPORT_STATE || variable->kind == EXPORT_SYNTHETIC;
}

bool export_is_text(const struct export_variable *variable)
{
    return variable->kind == EXPORT_UNIT || variable->kind == EXPORT_FRAME_TEXT ||
           variable->kind == EXPORT_TEXT || variable->kind == EXPORT_OPTION_TEXT;
}

static size_t add_missing(struct export_value *values, size_t count)
{
    for (size_t i = 0; i < EXPORT_MISSING_KINDS; i++)
        values[count++] =
            (struct export_value){export_missing[i].code, export_missing[i].label, true};
    return count;
}

size_t export_values(const struct export_variable *variable, struct export_value *values)
{
    const struct question *question;
    size_t count = 0;
    switch (variable->kind) {
    case EXPORT_SYNTHETIC:
        values[count++] = (struct export_value){0, "届いた回答", false};
        values[count++] = (struct export_value){1, "合成データ", false};
        return count;
    case EXPORT_CODE:
        question = variable->item->question;
        for (size_t i = 0; i < question->option_count; i++)
            values[count++] =
                (struct export_value){question->options[i].code, question->options[i].label, false};
        return add_missing(values, count);
    case EXPORT_TICK:
        values[count++] = (struct export_value){CODE_NOT_TICKED, "選択していない", false};
        values[count++] = (struct export_value){CODE_TICKED, "選択した", false};
        return add_missing(values, count);
    case EXPORT_STATE:
        values[count++] = (struct export_value){CODE_TICKED, "回答あり", false};
        return add_missing(values, count);
    default:
        return 0;
    }
}

/* Bytes of the longest beginning of the text that fits and ends with a whole character. */
static size_t whole_characters(const char *text, size_t length, size_t most)
{
    if (length <= most)
        return length;
    while (most > 0 && ((unsigned char)text[most] & 0xC0) == 0x80)
        most--;
    return most;
}

#define ELLIPSIS "…"

const char *export_cut(struct arena *arena, const char *text, size_t most)
{
    size_t length = strlen(text);
    if (length <= most)
        return text;
    size_t kept = whole_characters(text, length, most - strlen(ELLIPSIS));
    return arena_printf(arena, "%.*s" ELLIPSIS, (int)kept, text);
}

const char *export_label(struct arena *arena, const struct export_variable *variable, size_t most)
{
    size_t tail = strlen(variable->tail);
    if (strlen(variable->head) + tail <= most)
        return arena_printf(arena, "%s%s", variable->head, variable->tail);
    if (tail + strlen(ELLIPSIS) > most) /* a tail that is too long by itself */
        return export_cut(arena, variable->tail, most);
    return arena_printf(arena, "%s%s", export_cut(arena, variable->head, most - tail),
                        variable->tail);
}
