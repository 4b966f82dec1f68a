#include "report/changed_value.h"

#include "common/codebook.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* Is nothing behind the value, or a text beside it: （点字）? */
static bool ends(const char *rest)
{
    static const char opening[] = "（";
    return *rest == '\0' || strncmp(rest, opening, sizeof opening - 1) == 0;
}

int changed_empty(const char *value)
{
    static const struct {
        const char *word;
        int code;
    } empties[] = {{"NA", CODE_NA}, {"INVALID", CODE_INVALID}, {"NOT_ASKED", CODE_NOT_ASKED}};
    for (size_t i = 0; i < sizeof empties / sizeof *empties; i++) {
        size_t length = strlen(empties[i].word);
        if (strncmp(value, empties[i].word, length) == 0 && ends(value + length))
            return empties[i].code;
    }
    return -1;
}

int changed_code(const char *value)
{
    int empty = changed_empty(value);
    if (empty >= 0)
        return empty;
    char *end;
    long code = strtol(value, &end, 10);
    return end == value || !ends(end) || code < 0 || code > CODE_LARGEST_OPTION ? -1 : (int)code;
}
