/* Greedy: a line takes all that fits, which is what people expect of a terminal. */
#include "common/wrap.h"

#include "common/display.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* From here on characters are set without spaces between words: CJK radicals and all after. */
enum { FIRST_UNSPACED = 0x2E80, CHARACTER_SIZE = 5 };

static const char never_first[] = "、。，．・：；？！」』）］｝】〉》ー々〜"
                                  "ぁぃぅぇぉっゃゅょァィゥェォッャュョ,.:;)]";
static const char never_last[] = "「『（［｛【〈《([";

static bool is_among(const char *list, const char *character, const char *end)
{
    char copy[CHARACTER_SIZE] = "";
    memcpy(copy, character, (size_t)(end - character));
    return strstr(list, copy) != NULL;
}

/* Between the character from `previous` to `at` and the one from `at` to `next`. */
static bool may_break(const char *previous, const char *at, const char *next)
{
    const char *left = previous, *right = at;
    bool unspaced = display_next(&left) >= FIRST_UNSPACED || display_next(&right) >= FIRST_UNSPACED;
    return unspaced && !is_among(never_last, previous, at) && !is_among(never_first, at, next);
}

static size_t span_width(const char *from, const char *to)
{
    struct str span = {0};
    str_append_bytes(&span, from, (size_t)(to - from));
    size_t width = display_width(str_text(&span));
    str_release(&span);
    return width;
}

static void append_span(struct str *out, const char *from, const char *to)
{
    for (; from < to; from++)
        if (*from == '\n')
            str_append_char(out, ' ');
        else
            str_append_char(out, *from);
}

void wrap_append(struct str *out, const char *text, size_t indent, size_t width)
{
    const char *line = text, *previous = text, *next = text;
    const char *stop = text, *resume = text; /* where the line may end, the next one begin */
    for (const char *at = text; *at; previous = at, at = next) {
        bool space = *at == ' ' || *at == '\n';
        display_next(&next);
        if (space || (at > line && may_break(previous, at, next))) {
            stop = at;
            resume = space ? next : at;
        }
        if (space || stop <= line || indent + span_width(line, next) <= width)
            continue;
        append_span(out, line, stop);
        str_appendf(out, "\n%*s", (int)indent, "");
        line = stop = resume;
    }
    append_span(out, line, next);
}

static bool is_verbatim(const char *line)
{
    return *line == ' ' || *line == '\n' || !*line;
}

void wrap_paragraphs(struct str *out, const char *text, size_t width)
{
    while (*text) {
        const char *end = text + strcspn(text, "\n");
        while (!is_verbatim(text) && *end && !is_verbatim(end + 1))
            end += 1 + strcspn(end + 1, "\n");
        struct str piece = {0};
        str_append_bytes(&piece, text, (size_t)(end - text));
        if (is_verbatim(text))
            str_append(out, str_text(&piece));
        else
            wrap_append(out, str_text(&piece), 0, width);
        str_release(&piece);
        text = end + (*end == '\n');
        if (*text)
            str_append_char(out, '\n');
    }
}
