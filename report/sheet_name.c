/* Sheet names. Excel refuses to open a workbook with a wrong one, so none may slip through. */
#include "report/sheet_name.h"

#include "common/str.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { NAME_LARGEST = 31 };

/* What Excel forbids in a name (ECMA-376 Part 1, 18.2.19), and what stands for it. */
static const struct {
    char sign;
    const char *instead;
} forbidden[] = {{'[', "［"}, {']', "］"}, {':', "："}, {'*', "＊"},
                 {'?', "？"}, {'/', "／"}, {'\\', "＼"}};

static const char *allowed_form(char sign)
{
    for (size_t i = 0; i < sizeof forbidden / sizeof *forbidden; i++) {
        if (forbidden[i].sign == sign)
            return forbidden[i].instead;
    }
    return NULL;
}

static void append_allowed(struct str *name, const char *wanted)
{
    for (const char *c = wanted; *c != '\0'; c++) {
        const char *instead = allowed_form(*c);
        if (instead != NULL)
            str_append(name, instead);
        else if ((unsigned char)*c >= ' ')
            str_append_char(name, *c);
    }
}

/* Bytes of the longest part of the text that has at most `limit` UTF-16 units. */
static size_t fitting_length(const char *text, size_t limit)
{
    size_t units = 0, length = 0;
    while (text[length] != '\0') {
        unsigned char lead = (unsigned char)text[length];
        size_t bytes = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        units += bytes == 4 ? 2 : 1;
        if (units > limit)
            break;
        length += bytes;
    }
    return length;
}

/* An apostrophe may not open or close a name. */
static const char *trimmed(struct arena *arena, const char *text, size_t length)
{
    while (length > 0 && *text == '\'') {
        text++;
        length--;
    }
    while (length > 0 && (text[length - 1] == '\'' || text[length - 1] == ' '))
        length--;
    return length == 0 ? "_" : arena_copy(arena, text, length);
}

const char *sheet_name(struct arena *arena, const char *wanted, name_taken_function *taken,
                       const void *context)
{
    struct str allowed = {0};
    append_allowed(&allowed, wanted);
    const char *text = arena_strdup(arena, str_text(&allowed));
    str_release(&allowed);
    const char *name = trimmed(arena, text, fitting_length(text, NAME_LARGEST));
    for (unsigned number = 2; taken(context, name); number++) {
        char suffix[16];
        int suffix_length = snprintf(suffix, sizeof suffix, "~%u", number);
        size_t length = fitting_length(text, NAME_LARGEST - (size_t)suffix_length);
        name = arena_printf(arena, "%s%s", trimmed(arena, text, length), suffix);
    }
    return name;
}
