/*
 * Reading what people type into one cell: codes, ticks, numbers. Every rule only folds writings
 * of the same thing (full-width digits, spaces, thousands commas); what is ambiguous is refused.
 */
#include "ingest/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Longer texts are no code, tick or number; numbers have at most 9 + 6 digits, signs and commas. */
enum { READING_LONGEST = 64 };

/* The length of a white space at `at`: ASCII, no-break (U+00A0) and full-width (U+3000). */
static size_t space_length(const char *at)
{
    if (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n')
        return 1;
    if (strncmp(at, "\xC2\xA0", 2) == 0)
        return 2;
    return strncmp(at, "\xE3\x80\x80", 3) == 0 ? 3 : 0;
}

bool is_blank(const char *text)
{
    if (!text)
        return true;
    for (size_t length; *text; text += length)
        if ((length = space_length(text)) == 0)
            return false;
    return true;
}

/* One character without its width: full-width ASCII (U+FF01..U+FF5E) and − (U+2212) to ASCII.
 * Returns 0 for everything else that is not ASCII; `length` is its bytes. */
static char narrow(const char *at, size_t *length)
{
    const unsigned char *byte = (const unsigned char *)at;
    *length = 1;
    if (byte[0] < 0x80)
        return at[0];
    *length = byte[0] >= 0xF0 ? 4 : byte[0] >= 0xE0 ? 3 : 2;
    if (strnlen(at, *length) < *length)
        *length = strnlen(at, *length);
    if (byte[0] == 0xE2 && byte[1] == 0x88 && byte[2] == 0x92)
        return '-';
    if (byte[0] != 0xEF || (byte[1] != 0xBC && byte[1] != 0xBD))
        return 0;
    unsigned point = 0xF000U | (byte[1] & 0x3FU) << 6 | (byte[2] & 0x3FU);
    if (point < 0xFF01 || point > 0xFF5E)
        return '\0';
    return (char)(point - 0xFF01 + '!');
}

/* The text in ASCII without the spaces around it; false if something else is in it. */
static bool to_ascii(const char *text, char ascii[READING_LONGEST])
{
    size_t count = 0, trimmed = 0, length;
    while ((length = space_length(text)) > 0)
        text += length;
    for (; *text; text += length) {
        char c = ' ';
        if ((length = space_length(text)) == 0) {
            c = narrow(text, &length);
            if (!c)
                return false;
        }
        if (count + 1 >= READING_LONGEST)
            return false;
        ascii[count++] = c;
        if (c != ' ')
            trimmed = count;
    }
    ascii[trimmed] = '\0';
    return trimmed > 0;
}

/* The text as it is without the spaces around it; false if it is too long. */
static bool to_word(const char *text, char word[READING_LONGEST])
{
    while (space_length(text))
        text += space_length(text);
    size_t length = 0;
    for (size_t at = 0, space; text[at]; at += space ? space : 1) {
        space = space_length(text + at);
        if (!space)
            length = at + 1;
    }
    if (length >= READING_LONGEST)
        return false;
    memcpy(word, text, length);
    word[length] = '\0';
    return true;
}

bool read_code(const char *text, int *code)
{
    char ascii[READING_LONGEST];
    if (!to_ascii(text, ascii))
        return false;
    size_t digits = strspn(ascii, "0123456789");
    bool whole = ascii[digits] == '\0' || strcmp(ascii + digits, ".0") == 0;
    if (!whole || digits == 0 || digits > 9)
        return false;
    *code = atoi(ascii);
    return true;
}

/* What most cells hold, without a look at the rest. */
static bool is_digit_tick(const char *text)
{
    return (*text == '0' || *text == '1') && !text[1];
}

enum tick read_tick(const char *text)
{
    /* conventions for ○ and ×, as written by people and by their spreadsheets */
    static const char *const yes[] = {"〇", "○",  "◯", "●", "◎",    "■",    "☑",  "✓",
                                      "✔",  "レ", "ﾚ", "1", "TRUE", "あり", "有", "はい"};
    static const char *const no[] = {"×",    "✕",  "x",      "－",    "-", "0",
                                     "なし", "無", "いいえ", "FALSE", "□", "☐"};
    if (is_blank(text))
        return TICK_NO;
    if (is_digit_tick(text))
        return *text == '1' ? TICK_YES : TICK_NO;
    char word[READING_LONGEST];
    if (!to_ascii(text, word) && !to_word(text, word))
        return TICK_UNCLEAR;
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        if (strcasecmp(word, yes[i]) == 0)
            return TICK_YES;
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        if (strcasecmp(word, no[i]) == 0)
            return TICK_NO;
    int code;
    if (read_code(word, &code) && code <= 1)
        return code == 1 ? TICK_YES : TICK_NO;
    return TICK_UNCLEAR;
}

enum reading_rule tick_rule(const char *text, enum tick tick)
{
    static const char *const plain[] = {"○", "〇", "◯", "0", "1"};
    char word[READING_LONGEST];
    if (is_blank(text) || is_digit_tick(text))
        return RULE_PLAIN;
    for (size_t i = 0; to_word(text, word) && i < sizeof plain / sizeof *plain; i++)
        if (strcmp(word, plain[i]) == 0)
            return RULE_PLAIN;
    return tick == TICK_YES ? RULE_TICK : RULE_NO_TICK;
}

/* Drops thousands commas where each follows one to three digits and is followed by three. */
static bool drop_commas(char *ascii)
{
    char *comma = strchr(ascii, ',');
    if (!comma)
        return true;
    const char *first = ascii + (*ascii == '-' || *ascii == '+');
    if (comma == first || comma - first > 3)
        return false;
    char *to = comma;
    for (const char *from = comma; *from == ','; from += 4) {
        if (strspn(from + 1, "0123456789") < 3 || (from[4] >= '0' && from[4] <= '9'))
            return false;
        memmove(to, from + 1, 3);
        to += 3;
        if (from[4] != ',') {
            memmove(to, from + 4, strlen(from + 4) + 1);
            return strchr(to, ',') == NULL;
        }
    }
    return false;
}

/* A spreadsheet's number may be written 1E+05 or 0.30000000000000004: the shortest decimal of 15
 * significant digits is what the cell shows. */
static void as_spreadsheet_shows(char ascii[READING_LONGEST])
{
    char *end;
    if (ascii[strspn(ascii, "0123456789+-.eE")])
        return; /* strtod() also reads hexadecimal numbers and "nan" */
    double value = strtod(ascii, &end);
    /* beyond 10^12 no answer is valid: read_number refuses the digits as they are */
    if (*end || !(value > -1e12 && value < 1e12))
        return;
    double magnitude = value < 0 ? -value : value;
    int whole_digits = 1;
    while (magnitude >= 10) {
        magnitude /= 10;
        whole_digits++;
    }
    char shown[READING_LONGEST];
    snprintf(shown, sizeof shown, "%.*f", 15 - whole_digits, value);
    char *point = strchr(shown, '.');
    if (point) {
        size_t length = strlen(shown);
        while (shown[length - 1] == '0')
            shown[--length] = '\0';
        if (shown[length - 1] == '.')
            shown[length - 1] = '\0';
    }
    memcpy(ascii, shown, strlen(shown) + 1);
}

bool read_number(const char *text, bool numeric, int64_t *value, int *decimals)
{
    char ascii[READING_LONGEST];
    if (!to_ascii(text, ascii))
        return false;
    if (numeric)
        as_spreadsheet_shows(ascii);
    if (!drop_commas(ascii))
        return false;
    const char *at = ascii + (*ascii == '-' || *ascii == '+');
    size_t whole = strspn(at, "0123456789");
    size_t fraction = at[whole] == '.' ? strspn(at + whole + 1, "0123456789") : 0;
    const char *end = at + whole + (at[whole] == '.' ? 1 + fraction : 0);
    if (*end || whole == 0 || (at[whole] == '.' && fraction == 0) || whole > 9)
        return false;
    while (fraction > 0 && at[whole + fraction] == '0')
        fraction--;
    int64_t scaled = 0;
    for (size_t i = 0; i < whole; i++)
        scaled = scaled * 10 + (at[i] - '0');
    for (size_t i = 1; i <= NUMBER_DECIMALS; i++)
        scaled = scaled * 10 + (i <= fraction ? at[whole + i] - '0' : 0);
    *value = *ascii == '-' ? -scaled : scaled;
    *decimals = (int)fraction;
    return true;
}

/* ---- Numbers as answers ---- */

/* The length of what a number may be made of: its digits, commas, point and sign, of any width. */
static size_t number_length(const char *text)
{
    size_t at = 0, length;
    for (; text[at]; at += length) {
        char c = narrow(text + at, &length);
        if (!c || !strchr("0123456789,.+-", c))
            break;
    }
    return at;
}

static enum reading_rule number_rule(const char *text)
{
    char ascii[READING_LONGEST];
    if (!text[strspn(text, "0123456789.-")])
        return RULE_PLAIN;
    if (to_ascii(text, ascii) && strchr(ascii, ','))
        return RULE_COMMAS;
    for (size_t length; *text; text += length ? length : 1)
        if ((length = space_length(text)) == 0 && (unsigned char)*text >= 0x80)
            return RULE_WIDTH;
    return RULE_PLAIN;
}

bool read_amount(struct arena *arena, const char *unit, const char *text, bool numeric,
                 struct amount *amount)
{
    if (read_number(text, numeric, &amount->value, &amount->decimals)) {
        amount->rule = numeric ? RULE_PLAIN : number_rule(text);
        return true;
    }
    while (space_length(text))
        text += space_length(text);
    size_t length = number_length(text);
    if (numeric || !*unit || !length || strlen(text + length) > READING_LONGEST)
        return false;
    const char *behind = answer_key(arena, text + length, strlen(text + length));
    const char *key = answer_key(arena, unit, strlen(unit));
    amount->rule = RULE_UNIT;
    return behind && key && *key && strcmp(behind, key) == 0 &&
           read_number(arena_copy(arena, text, length), false, &amount->value, &amount->decimals);
}

bool says_no_number(struct arena *arena, const char *text)
{
    static const char *const words[] = {"なし", "無し", "無",     "ナシ",   "特になし", "該当なし",
                                        "-",    "‐",    "―",      "ー",     "×",        "x",
                                        "未定", "不明", "未集計", "未把握", "?",        "..."};
    if (strlen(text) > READING_LONGEST)
        return false;
    const char *key = answer_key(arena, text, strlen(text));
    for (size_t i = 0; key && i < sizeof words / sizeof *words; i++)
        if (strcmp(key, words[i]) == 0)
            return true;
    return false;
}
