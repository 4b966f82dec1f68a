#include "common/round.h"

#include <stdlib.h>
#include <string.h>

int64_t percent_tenths(int64_t count, int64_t base)
{
    return (2000 * count + base) / (2 * base);
}

int64_t round_quotient(wide numerator, wide denominator)
{
    wide sign = numerator < 0 ? -1 : 1;
    wide magnitude = numerator * sign;
    wide quotient = magnitude / denominator;
    wide rest = magnitude % denominator;
    if (rest >= denominator - rest)
        quotient++;
    if (quotient > INT64_MAX)
        abort();
    return (int64_t)(sign * quotient);
}

/* By hand: a report writes a million of these, and snprintf() was a tenth of its time. */
char *decimal_text(char *buffer, int64_t value, int decimals)
{
    uint64_t rest = value < 0 ? (uint64_t)0 - (uint64_t)value : (uint64_t)value;
    char digits[DECIMAL_SIZE], *end = digits + sizeof digits, *at = end;
    for (int written = 0; rest > 0 || written <= decimals; written++) {
        if (written == decimals && decimals > 0)
            *--at = '.';
        *--at = (char)('0' + rest % 10);
        rest /= 10;
    }
    if (value < 0)
        *--at = '-';
    memcpy(buffer, at, (size_t)(end - at));
    buffer[end - at] = '\0';
    return buffer;
}
