/*
 * What lines on a terminal are made of: bars, columns of a fixed width, texts from outside made
 * harmless, moments in local time. Pure, apart from the time zone and the environment.
 */
#ifndef RENKEI_REPORT_STATUS_TEXT_H
#define RENKEI_REPORT_STATUS_TEXT_H

#include "common/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A horizontal bar for part/whole, 0 <= part <= whole. It takes exactly `width` columns; only the
 * whole fills it and only nothing leaves it empty. */
struct bar {
    int64_t part, whole; /* whole 0: an empty bar */
    size_t width;
    bool blocks; /* Unicode block elements in eighths of a column; else # */
    bool ground; /* the rest is shown as dots; else as spaces */
};
void bar_append(struct str *out, const struct bar *bar);

/* Appends the text in `width` columns; what is longer ends in "..". */
enum pad_side { PAD_RIGHT, PAD_LEFT }; /* where the spaces go */
void pad_append(struct str *out, const char *text, size_t width, enum pad_side side);

/* A whole number with commas, right-aligned. */
void pad_whole(struct str *out, int64_t value, size_t width);

/* "98.6%", "-" if whole is 0; right-aligned. */
void pad_percent(struct str *out, int64_t part, int64_t whole, size_t width);

/* Appends at most `width` columns of a text from outside on one line: line breaks become spaces,
 * other control characters \x1b. What is longer ends in "..". */
void visible_append(struct str *out, const char *text, size_t width);

/* Whether the terminal shows UTF-8, by the first of LC_ALL, LC_CTYPE and LANG that is set. The
 * locale need not be installed. */
bool locale_is_utf8(void);

/* 2026-11-22 16:02:55 UTC: local time with its zone, of seconds since 1970. Returns `buffer`. */
enum { MOMENT_SIZE = 64 };
char *moment_text(char *buffer, int64_t seconds);
/* 2026-11-22T16:02:55+00:00, ISO 8601. Returns `buffer`, of MOMENT_SIZE bytes. */
char *moment_iso(char *buffer, int64_t seconds);

/* The local day of a moment, counted from 1970-01-01; and such a day as 2026-11-22. */
int64_t local_day(int64_t seconds);
char *day_text(char *buffer, int64_t day);
/* The abbreviation of the local time zone at that moment: JST. Returns `buffer`. */
char *zone_text(char *buffer, int64_t seconds);

#endif
