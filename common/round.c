#include "common/round.h"

#include <stdio.h>
#include <stdlib.h>

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

char *decimal_text(char *buffer, int64_t value, int decimals)
{
    uint64_t magnitude = value < 0 ? (uint64_t)0 - (uint64_t)value : (uint64_t)value;
    uint64_t scale = 1;
    for (int i = 0; i < decimals; i++)
        scale *= 10;
    const char *sign = value < 0 ? "-" : "";
    if (decimals == 0)
        snprintf(buffer, DECIMAL_SIZE, "%s%llu", sign, (unsigned long long)magnitude);
    else
        snprintf(buffer, DECIMAL_SIZE, "%s%llu.%0*llu", sign,
                 (unsigned long long)(magnitude / scale), decimals,
                 (unsigned long long)(magnitude % scale));
    return buffer;
}
