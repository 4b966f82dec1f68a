/*
 * Exact digits. libxlsxwriter writes a number with "%.16G": too many digits for 72.1, which comes
 * out as 72.09999999999999, too few to read back as the number it was. The C library lets a
 * program define a conversion (glibc manual, "Customizing printf"); defining this one is the only
 * way to have a reader of the workbook see the number that the tables print. Almost all numbers
 * are counts and tenths, for which the short way below is also faster than the library's.
 */
#include "report/exact_digits.h"

#include <printf.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    LIBRARY_PRECISION = 16, /* any other use of %G is left as it is */
    AS_BUILT_IN = -2,       /* what a handler returns to decline */
    DIGITS_SIZE = 40,
};

/* Whole numbers and tenths below this are exact in ten times their value. */
#define TENTHS_LIMIT 1e14

static int write_tenths(FILE *stream, int64_t tenths)
{
    char digits[DIGITS_SIZE], *end = digits + sizeof digits, *at = end;
    uint64_t rest = tenths < 0 ? 0 - (uint64_t)tenths : (uint64_t)tenths;
    if (rest % 10 != 0) {
        *--at = (char)('0' + rest % 10);
        *--at = '.';
    }
    rest /= 10;
    do {
        *--at = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (tenths < 0)
        *--at = '-';
    size_t length = (size_t)(end - at);
    return fwrite(at, 1, length, stream) == length ? (int)length : -1;
}

static int write_shortest(FILE *stream, double value)
{
    char digits[DIGITS_SIZE];
    for (int precision = 15; precision <= 17; precision++) {
        snprintf(digits, sizeof digits, "%.*g", precision, value);
        if (strtod(digits, NULL) == value)
            break;
    }
    size_t length = strlen(digits);
    return fwrite(digits, 1, length, stream) == length ? (int)length : -1;
}

static int write_number(FILE *stream, const struct printf_info *info, const void *const *arguments)
{
    if (info->prec != LIBRARY_PRECISION || info->is_long_double)
        return AS_BUILT_IN;
    double value;
    memcpy(&value, arguments[0], sizeof value);
    if (value > -TENTHS_LIMIT && value < TENTHS_LIMIT) {
        int64_t tenths = (int64_t)(value * 10 + (value < 0 ? -0.5 : 0.5));
        if ((double)tenths / 10.0 == value)
            return write_tenths(stream, tenths);
    }
    return write_shortest(stream, value);
}

static int describe_arguments(const struct printf_info *info, size_t count, int *types, int *sizes)
{
    (void)sizes; /* only for types that glibc does not know */
    if (count > 0)
        types[0] = info->is_long_double ? PA_DOUBLE | PA_FLAG_LONG_DOUBLE : PA_DOUBLE;
    return 1;
}

void exact_digits_use(void)
{
    static bool used;
    if (!used && register_printf_specifier('G', write_number, describe_arguments) != 0)
        abort();
    used = true;
}
