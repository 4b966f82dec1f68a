/* Widths are those of common/display.h, but for the blocks of bars: terminals of today give them
 * one column, whatever the tables of Unicode call ambiguous. */
#include "report/status_text.h"

#include "common/display.h"
#include "common/round.h"
#include "report/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

enum { EIGHTHS = 8, DAY_SECONDS = 86400 };

/* Steps of `whole` steps that are filled: rounded, but neither all nor none by rounding. */
static size_t filled_steps(const struct bar *bar, size_t steps)
{
    if (bar->whole <= 0 || bar->part <= 0)
        return 0;
    if (bar->part >= bar->whole)
        return steps;
    size_t filled = (size_t)round_quotient((wide)bar->part * (wide)steps, bar->whole);
    if (filled == 0)
        return steps == 0 ? 0 : 1;
    return filled < steps ? filled : steps - 1;
}

void bar_append(struct str *out, const struct bar *bar)
{
    static const char *const parts[EIGHTHS] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    size_t eighths = filled_steps(bar, bar->width * (bar->blocks ? EIGHTHS : 1));
    size_t full = bar->blocks ? eighths / EIGHTHS : eighths;
    size_t rest = bar->blocks ? eighths % EIGHTHS : 0, column = 0;
    for (; column < full; column++)
        str_append(out, bar->blocks ? "█" : "#");
    if (rest > 0) {
        str_append(out, parts[rest]);
        column++;
    }
    for (; column < bar->width; column++)
        str_append_char(out, bar->ground ? '.' : ' ');
}

/* ---- Columns ---- */

#define CUT ".."
enum { CUT_WIDTH = 2, CHARACTER_SIZE = 5 };

static void append_spaces(struct str *out, size_t count)
{
    for (size_t i = 0; i < count; i++)
        str_append_char(out, ' ');
}

/* The character at *at, harmless, in `shown`; moves *at behind it. */
static void next_visible(const char **at, char shown[CHARACTER_SIZE])
{
    const char *from = *at;
    uint32_t character = display_next(at);
    size_t length = (size_t)(*at - from);
    if (character == '\n' || character == '\r' || character == '\t') {
        memcpy(shown, " ", sizeof " ");
    } else if (character < ' ' || (character >= 0x7F && character < 0xA0)) {
        snprintf(shown, CHARACTER_SIZE, "\\x%02x", (unsigned)character & 0xFF);
    } else {
        memcpy(shown, from, length);
        shown[length] = '\0';
    }
}

static bool fits(const char *text, size_t width)
{
    char shown[CHARACTER_SIZE];
    size_t used = 0;
    while (*text != '\0' && used <= width) {
        next_visible(&text, shown);
        used += display_width(shown);
    }
    return used <= width;
}

void visible_append(struct str *out, const char *text, size_t width)
{
    char shown[CHARACTER_SIZE];
    bool whole = fits(text, width);
    size_t room = whole ? width : width - CUT_WIDTH, used = 0;
    while (*text != '\0') {
        next_visible(&text, shown);
        used += display_width(shown);
        if (used > room)
            break;
        str_append(out, shown);
    }
    if (!whole)
        str_append(out, CUT);
}

void pad_append(struct str *out, const char *text, size_t width, enum pad_side side)
{
    struct str shown = {0};
    visible_append(&shown, text, width);
    size_t spaces = width - display_width(str_text(&shown));
    if (side == PAD_LEFT)
        append_spaces(out, spaces);
    str_append(out, str_text(&shown));
    if (side == PAD_RIGHT)
        append_spaces(out, spaces);
    str_release(&shown);
}

void pad_whole(struct str *out, int64_t value, size_t width)
{
    struct str digits = {0};
    append_whole(&digits, value);
    if (digits.length < width)
        append_spaces(out, width - digits.length);
    str_append(out, str_text(&digits));
    str_release(&digits);
}

void pad_percent(struct str *out, int64_t part, int64_t whole, size_t width)
{
    char digits[DECIMAL_SIZE], text[DECIMAL_SIZE + 1] = "-";
    if (whole > 0)
        snprintf(text, sizeof text, "%s%%", decimal_text(digits, percent_tenths(part, whole), 1));
    pad_append(out, text, width, PAD_LEFT);
}

/* ---- The terminal ---- */

static bool ends_in_utf8(const char *locale)
{
    const char *dot = strchr(locale, '.');
    return dot != NULL && (strncasecmp(dot, ".UTF-8", 6) == 0 || strncasecmp(dot, ".utf8", 5) == 0);
}

bool locale_is_utf8(void)
{
    static const char *const variables[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
        const char *value = getenv(variables[i]);
        if (value != NULL && *value != '\0')
            return ends_in_utf8(value);
    }
    return false;
}

/* ---- Time ---- */

static struct tm local(int64_t seconds)
{
    time_t moment = (time_t)seconds;
    struct tm parts;
    if (localtime_r(&moment, &parts) == NULL)
        abort();
    return parts;
}

static char *formatted(char *buffer, const struct tm *parts, const char *format)
{
    if (strftime(buffer, MOMENT_SIZE, format, parts) == 0)
        abort();
    return buffer;
}

char *moment_text(char *buffer, int64_t seconds)
{
    struct tm parts = local(seconds);
    return formatted(buffer, &parts, "%Y-%m-%d %H:%M:%S %Z");
}

char *moment_iso(char *buffer, int64_t seconds)
{
    struct tm parts = local(seconds);
    formatted(buffer, &parts, "%Y-%m-%dT%H:%M:%S%z");
    /* +0900 becomes +09:00. */
    size_t length = strlen(buffer);
    memmove(buffer + length - 1, buffer + length - 2, 3);
    buffer[length - 2] = ':';
    return buffer;
}

int64_t local_day(int64_t seconds)
{
    struct tm parts = local(seconds);
    struct tm day = {.tm_year = parts.tm_year, .tm_mon = parts.tm_mon, .tm_mday = parts.tm_mday};
    return (int64_t)timegm(&day) / DAY_SECONDS;
}

char *day_text(char *buffer, int64_t day)
{
    time_t moment = (time_t)(day * DAY_SECONDS);
    struct tm parts;
    if (gmtime_r(&moment, &parts) == NULL)
        abort();
    return formatted(buffer, &parts, "%Y-%m-%d");
}

char *zone_text(char *buffer, int64_t seconds)
{
    struct tm parts = local(seconds);
    return formatted(buffer, &parts, "%Z");
}
