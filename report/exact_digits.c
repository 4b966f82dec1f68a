/*
 * Exact digits. libxlsxwriter writes a number with "%.16G": too many digits for 72.1, which comes
 * out as 72.09999999999999, too few to read back as the number it was. So this program brings
 * its own fprintf() and snprintf(), which the dynamic linker gives to the library instead of
 * those of libc (ld.so(8): the program's definitions come first). They write the formats of the
 * library's cells themselves and hand everything else on, unchanged.
 *
 * A conversion registered with libc (glibc manual, "Customizing printf") would do the same, but
 * sends every printf of the program down a slower way: a sixth of the time of a workbook. If
 * another version of the library writes its cells by other means, they have the library's digits
 * again, and the tests say so.
 */
#include "report/exact_digits.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    DIGITS_SIZE = 40, /* of any double or int */
    PIECE_SIZE = 256, /* the head of a cell has some 50 bytes */
};

#define EXACT_NUMBER ".16G"
static const size_t exact_length = sizeof EXACT_NUMBER - 1;

/* Whole numbers and tenths below this are exact in ten times their value. */
#define TENTHS_LIMIT 1e14

/* ---- Digits ---- */

/* Writes the digits in front of `end`; returns where they begin. */
static char *put_whole(char *end, uint64_t value, bool negative)
{
    do {
        *--end = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    if (negative)
        *--end = '-';
    return end;
}

static char *put_tenths(char *end, int64_t tenths)
{
    uint64_t rest = tenths < 0 ? 0 - (uint64_t)tenths : (uint64_t)tenths;
    if (rest % 10 != 0) {
        *--end = (char)('0' + rest % 10);
        *--end = '.';
    }
    return put_whole(end, rest / 10, tenths < 0);
}

/* The shortest of the usual 15 digits and more that reads back as the same number. */
static char *put_shortest(char *end, double value)
{
    char digits[DIGITS_SIZE];
    int length = 0;
    for (int precision = 15; precision <= 17; precision++) {
        length = sprintf(digits, "%.*g", precision, value);
        if (strtod(digits, NULL) == value)
            break;
    }
    return memcpy(end - length, digits, (size_t)length);
}

static char *put_number(char *end, double value)
{
    if (value > -TENTHS_LIMIT && value < TENTHS_LIMIT) {
        int64_t tenths = (int64_t)(value * 10 + (value < 0 ? -0.5 : 0.5));
        if ((double)tenths / 10.0 == value)
            return put_tenths(end, tenths);
    }
    return put_shortest(end, value);
}

/* ---- Formats ---- */

/* A piece of text on its way to a stream. */
struct piece {
    FILE *stream;
    char bytes[PIECE_SIZE];
    size_t length;
    int total;
    bool failed;
};

static void flush_piece(struct piece *piece)
{
    if (fwrite(piece->bytes, 1, piece->length, piece->stream) != piece->length)
        piece->failed = true;
    piece->length = 0;
}

static void put(struct piece *piece, const char *bytes, size_t length)
{
    piece->total += (int)length;
    while (length > PIECE_SIZE - piece->length) {
        size_t taken = PIECE_SIZE - piece->length;
        memcpy(piece->bytes + piece->length, bytes, taken);
        piece->length += taken;
        bytes += taken;
        length -= taken;
        flush_piece(piece);
    }
    memcpy(piece->bytes + piece->length, bytes, length);
    piece->length += length;
}

/* Nothing but %s, %d and the number's conversion: what the library's cells are made of. */
static bool is_ours(const char *format)
{
    while ((format = strchr(format, '%'))) {
        format++;
        if (strncmp(format, EXACT_NUMBER, exact_length) == 0)
            format += exact_length;
        else if (*format != 's' && *format != 'd')
            return false;
    }
    return true;
}

static int print_ours(FILE *stream, const char *format, va_list arguments)
{
    struct piece piece = {.stream = stream};
    char digits[DIGITS_SIZE], *end = digits + sizeof digits, *at;
    while (*format != '\0') {
        size_t plain = strcspn(format, "%");
        put(&piece, format, plain);
        format += plain;
        if (*format == '\0')
            break;
        format++;
        if (*format == 's') {
            const char *text = va_arg(arguments, const char *);
            put(&piece, text, strlen(text));
            format++;
        } else if (*format == 'd') {
            int64_t value = va_arg(arguments, int);
            at = put_whole(end, (uint64_t)(value < 0 ? -value : value), value < 0);
            put(&piece, at, (size_t)(end - at));
            format++;
        } else {
            at = put_number(end, va_arg(arguments, double));
            put(&piece, at, (size_t)(end - at));
            format += exact_length;
        }
    }
    flush_piece(&piece);
    return piece.failed ? -1 : piece.total;
}

/* ---- In place of libc's ---- */

static int print(FILE *stream, const char *format, va_list arguments)
{
    return is_ours(format) ? print_ours(stream, format, arguments)
                           : vfprintf(stream, format, arguments);
}

int fprintf(FILE *restrict stream, const char *restrict format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = print(stream, format, arguments);
    va_end(arguments);
    return length;
}

/* What fprintf() is called in libraries that were compiled with _FORTIFY_SOURCE. */
int __fprintf_chk(FILE *restrict stream, int flag, const char *restrict format, ...)
    __attribute__((format(printf, 3, 4)));
int __fprintf_chk(FILE *restrict stream, int flag, const char *restrict format, ...)
{
    (void)flag; /* asks to refuse %n, which we do not write, and vfprintf() only where it is safe */
    va_list arguments;
    va_start(arguments, format);
    int length = print(stream, format, arguments);
    va_end(arguments);
    return length;
}

/* With libc's names for the parameters. */
int snprintf(char *restrict s, size_t maxlen, const char *restrict format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length;
    if (strcmp(format, "%" EXACT_NUMBER) == 0) {
        char digits[DIGITS_SIZE], *end = digits + sizeof digits;
        const char *at = put_number(end, va_arg(arguments, double));
        length = (int)(end - at);
        if (maxlen > 0) {
            size_t kept = (size_t)length < maxlen ? (size_t)length : maxlen - 1;
            memcpy(s, at, kept);
            s[kept] = '\0';
        }
    } else {
        length = vsnprintf(s, maxlen, format, arguments);
    }
    va_end(arguments);
    return length;
}

void exact_digits_use(void)
{
    /* A program that calls this has the definitions above linked into it. */
}
