#include "common/nearest.h"

#include <string.h>

/* Names of verbs and options are short; longer words are never a slip of the finger. */
enum { NEAREST_LONGEST = 32 };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* The restricted edit distance, three rows of the usual table at a time. */
static size_t distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
    size_t rows[3][NEAREST_LONGEST + 1] = {{0}};
    for (size_t j = 0; j <= b_length; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a_length; i++) {
        size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *two_above = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            row[j] = least(above[j - 1] + (a[i - 1] != b[j - 1]), least(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = least(row[j], two_above[j - 2] + 1);
        }
    }
    return rows[a_length % 3][b_length];
}

const char *nearest_name(const char *typed, const char *const *names, size_t count)
{
    size_t length = strlen(typed);
    if (length > NEAREST_LONGEST)
        return NULL;
    const char *nearest = NULL;
    size_t best = length / 3 + 1; /* one slip in a short word, more in a long one */
    for (size_t i = 0; i < count; i++) {
        size_t name_length = strlen(names[i]);
        if (name_length > NEAREST_LONGEST)
            continue;
        size_t differs = distance(typed, length, names[i], name_length);
        if (differs < best || (differs == best && !nearest)) {
            best = differs;
            nearest = names[i];
        }
    }
    return nearest;
}
