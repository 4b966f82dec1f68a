#include "common/number.h"

#include "common/codebook.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The digits before the point: at most nine, no leading zero. Returns the first byte behind. */
static const char *parse_whole_part(const char *at, int64_t *value)
{
    enum { LONGEST = 9 }; /* NUMBER_LIMIT is 10^9 */
    if (!is_digit(*at) || (at[0] == '0' && is_digit(at[1])))
        return NULL;
    int digits = 0;
    for (*value = 0; is_digit(*at); at++) {
        if (++digits > LONGEST)
            return NULL;
        *value = *value * 10 + (*at - '0');
    }
    return at;
}

bool number_parse(const char *text, int64_t *value)
{
    bool negative = *text == '-';
    int64_t whole;
    const char *at = parse_whole_part(text + negative, &whole);
    if (!at)
        return false;
    int64_t fraction = 0, weight = NUMBER_SCALE;
    if (*at == '.') {
        at++;
        if (!is_digit(*at))
            return false;
        for (; is_digit(*at) && weight > 1; at++) {
            weight /= 10;
            fraction += (*at - '0') * weight;
        }
    }
    if (*at)
        return false;
    int64_t magnitude = whole * NUMBER_SCALE + fraction;
    *value = negative ? -magnitude : magnitude;
    return true;
}

bool number_parse_whole(const char *text, int64_t *value)
{
    bool negative = *text == '-';
    const char *end = parse_whole_part(text + negative, value);
    if (!end || *end)
        return false;
    if (negative)
        *value = -*value;
    return true;
}

int number_decimals(int64_t value)
{
    int decimals = NUMBER_DECIMALS;
    while (decimals > 0 && value % 10 == 0) {
        value /= 10;
        decimals--;
    }
    return decimals;
}
