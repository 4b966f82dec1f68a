#include "common/str.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STR_FIRST_CAPACITY = 64 };

char *str_reserve(struct str *str, size_t more)
{
    if (more >= SIZE_MAX / 2 - str->length)
        abort();
    size_t needed = str->length + more + 1;
    if (needed > str->capacity) {
        size_t capacity = str->capacity ? str->capacity : STR_FIRST_CAPACITY;
        while (capacity < needed)
            capacity *= 2;
        str->at = realloc(str->at, capacity);
        if (!str->at)
            abort();
        str->capacity = capacity;
    }
    return str->at + str->length;
}

void str_append_bytes(struct str *str, const void *bytes, size_t length)
{
    char *end = str_reserve(str, length);
    if (length)
        memcpy(end, bytes, length);
    end[length] = '\0';
    str->length += length;
}

void str_append(struct str *str, const char *text)
{
    str_append_bytes(str, text, strlen(text));
}

void str_append_char(struct str *str, char c)
{
    str_append_bytes(str, &c, 1);
}

void str_appendf(struct str *str, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0)
        abort();
    char *end = str_reserve(str, (size_t)length);
    va_start(arguments, format);
    vsnprintf(end, (size_t)length + 1, format, arguments);
    va_end(arguments);
    str->length += (size_t)length;
}

const char *str_text(const struct str *str)
{
    return str->at ? str->at : "";
}

void str_reset(struct str *str)
{
    str->length = 0;
    if (str->at)
        str->at[0] = '\0';
}

void str_release(struct str *str)
{
    free(str->at);
    *str = (struct str){0};
}
