/*
 * Which numbers of a workbook are dates: a cell names a style, the style a number format (ECMA-376
 * Part 1, 18.8.30), and nothing else tells 3 January from 44929. And what such a number says.
 */
#include "common/xlsx_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

/* Excel allows some 250 formats of one's own, numbered from 164; numbers have 16 bits in .xls. */
enum { FORMAT_IDS = 65536 };

/* Excel's limit is 65,490 styles. */
enum { STYLE_LIMIT = 65536 };
static const char *const too_many_styles = N_("the workbook has more than 65,536 cell styles");

/* ---- Formats ---- */

/* The numbers that have a meaning without a definition: 18.8.30, with those of Japan and its
 * neighbours. */
static enum xlsx_format usual_format(unsigned long id)
{
    bool time = (id >= 18 && id <= 21) || id == 32 || id == 33 || (id >= 45 && id <= 47);
    bool date = (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58);
    return time ? XLSX_FORMAT_TIME : date ? XLSX_FORMAT_DATE : XLSX_FORMAT_NUMBER;
}

/* The bytes of what is shown as it stands, or not at all: "quoted", \x, _x, *x, and brackets with a
 * colour, a condition or a language; 0 if it is something else. */
static size_t passed_over(const char *code)
{
    size_t length;
    switch (*code) {
    case '"':
    case '[':
        length = strcspn(code + 1, *code == '"' ? "\"" : "]") + 1;
        return length + (code[length] != '\0');
    case '\\':
    case '_':
    case '*':
        return code[1] ? 2 : 1;
    default:
        return strncasecmp(code, "General", 7) == 0 ? 7 : 0;
    }
}

/* [h], [mm], [ss]: hours, minutes, seconds that have gone by. */
static bool is_elapsed(const char *code)
{
    size_t length = *code == '[' ? strspn(code + 1, "hHmMsS") : 0;
    return length > 0 && code[length + 1] == ']';
}

/* y, m, d, and g and e (the era and its year; E+ and E- belong to a number), or h and s. */
static enum xlsx_format format_of_code(const char *code)
{
    bool day = false, month = false, time = false;
    for (size_t length; *code; code += length ? length : 1) {
        time = time || is_elapsed(code);
        length = passed_over(code);
        if (length)
            continue;
        char c = (char)(*code | 0x20);
        day = day || c == 'y' || c == 'd' || c == 'g' ||
              (c == 'e' && code[1] != '+' && code[1] != '-');
        month = month || c == 'm';
        time = time || c == 'h' || c == 's';
    }
    if (day || (month && !time))
        return XLSX_FORMAT_DATE;
    return time ? XLSX_FORMAT_TIME : XLSX_FORMAT_NUMBER;
}

static unsigned long id_of(const XML_Char **attributes)
{
    const char *id = xlsx_xml_attribute(attributes, "numFmtId");
    return id ? strtoul(id, NULL, 10) : 0;
}

static void add_format(struct xlsx_state *state, const XML_Char **attributes)
{
    const char *code = xlsx_xml_attribute(attributes, "formatCode");
    unsigned long id = id_of(attributes);
    if (code && id < FORMAT_IDS)
        state->formats.by_id[id] = (unsigned char)format_of_code(code);
}

static void add_style(struct xlsx_state *state, const XML_Char **attributes)
{
    unsigned long id = id_of(attributes);
    if (state->formats.by_style.length >= STYLE_LIMIT) {
        xlsx_xml_fail(&state->xml, too_many_styles);
        return;
    }
    str_append_char(&state->formats.by_style,
                    id < FORMAT_IDS ? (char)state->formats.by_id[id] : XLSX_FORMAT_NUMBER);
}

/* The formats stand before the styles (18.8.39). */
static void XMLCALL styles_start(void *context, const XML_Char *name, const XML_Char **attributes)
{
    struct xlsx_state *state = context;
    unsigned depth = xlsx_xml_enter(&state->xml);
    if (depth == 2) {
        state->in_formats = xlsx_xml_is(name, "numFmts");
        state->in_styles = xlsx_xml_is(name, "cellXfs");
    } else if (depth == 3 && state->in_formats && xlsx_xml_is(name, "numFmt")) {
        add_format(state, attributes);
    } else if (depth == 3 && state->in_styles && xlsx_xml_is(name, "xf")) {
        add_style(state, attributes);
    }
}

static void XMLCALL styles_end(void *context, const XML_Char *name)
{
    (void)name;
    struct xlsx_state *state = context;
    if (xlsx_xml_leave(&state->xml) == 2 && state->in_styles)
        xlsx_xml_stop(&state->xml);
}

static bool read_formats(struct xlsx_state *state, const struct xlsx_zip_entry *entry)
{
    static const struct xlsx_xml_handlers handlers = {styles_start, styles_end, NULL};
    struct xlsx_formats *formats = &state->formats;
    uint32_t crc = entry->crc;
    uint64_t size = entry->expanded;
    if (formats->known && formats->crc == crc && formats->size == size)
        return true;
    formats->known = false;
    if (!formats->by_id)
        formats->by_id = malloc(FORMAT_IDS);
    if (!formats->by_id)
        abort();
    for (unsigned long id = 0; id < FORMAT_IDS; id++)
        formats->by_id[id] = (unsigned char)usual_format(id);
    str_reset(&formats->by_style);
    state->in_formats = state->in_styles = false;
    if (!xlsx_read_part(state, state->styles_member, &handlers))
        return false;
    formats->known = true;
    formats->crc = crc;
    formats->size = size;
    return true;
}

bool xlsx_number_format(struct xlsx *xlsx, uint32_t style, enum xlsx_format *format)
{
    struct xlsx_state *state = xlsx->state;
    const struct str *by_style = &state->formats.by_style;
    state->xlsx = xlsx;
    *format = XLSX_FORMAT_NUMBER;
    if (!state->formats_ready) {
        size_t entry =
            state->styles_member ? xlsx_zip_find(&state->zip, state->styles_member) : SIZE_MAX;
        if (entry == SIZE_MAX)
            return true;
        if (!read_formats(state, &state->zip.entries[entry]))
            return false;
        state->formats_ready = true;
    }
    if (style < by_style->length)
        *format = (enum xlsx_format)by_style->at[style];
    return true;
}

void xlsx_formats_release(struct xlsx_formats *formats)
{
    free(formats->by_id);
    str_release(&formats->by_style);
    *formats = (struct xlsx_formats){0};
}

/* ---- Dates ---- */

/* Days from the first of 1970 to the day before number 1 of either calendar. That of 1900 counts a
 * 29 February 1900, number 60, which there was not: before it the days are one nearer. */
enum { BEFORE_1900 = -25569, BEFORE_1904 = -24107, LEAP_DAY = 60 };
/* 31 December 9999. */
enum { LAST_1900 = 2958465, LAST_1904 = 2957003 };
enum { DAY_SECONDS = 86400 };

static void date_of_day(char *text, size_t size, int day, bool from_1904)
{
    struct tm date;
    time_t days = from_1904 ? day + BEFORE_1904 : day + BEFORE_1900 + (day < LEAP_DAY);
    time_t seconds = days * DAY_SECONDS;
    if (!from_1904 && day == LEAP_DAY)
        snprintf(text, size, "1900-02-29");
    else if (!from_1904 && day == 0)
        snprintf(text, size, "1900-01-00");
    else if (!gmtime_r(&seconds, &date) || !strftime(text, size, "%Y-%m-%d", &date))
        abort();
}

static void time_of_day(char *text, size_t size, int seconds)
{
    int minutes = seconds / 60;
    if (seconds % 60)
        snprintf(text, size, "%02d:%02d:%02d", minutes / 60, minutes % 60, seconds % 60);
    else
        snprintf(text, size, "%02d:%02d", minutes / 60, minutes % 60);
}

bool xlsx_date_text(const struct xlsx *xlsx, const char *number, enum xlsx_format format,
                    char text[XLSX_DATE_SIZE])
{
    enum { PART = 16 };
    char date[PART] = "", time[PART] = "", *end;
    double value = strtod(number, &end);
    int last = xlsx->dates_from_1904 ? LAST_1904 : LAST_1900;
    if (end == number || *end || !(value >= 0 && value < last + 1))
        return false;
    int day = (int)value;
    int seconds = (int)((value - day) * DAY_SECONDS + 0.5);
    if (seconds == DAY_SECONDS && day < last) {
        day++;
        seconds = 0;
    }
    bool time_alone = format == XLSX_FORMAT_TIME && day == 0;
    if (!time_alone)
        date_of_day(date, sizeof date, day, xlsx->dates_from_1904);
    if (time_alone || seconds)
        time_of_day(time, sizeof time, seconds == DAY_SECONDS ? seconds - 1 : seconds);
    snprintf(text, XLSX_DATE_SIZE, "%s%s%s", date, *date && *time ? " " : "", time);
    return true;
}
