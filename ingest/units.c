#include "ingest/units.h"

#include "ingest/check.h"

#include <stdio.h>
#include <string.h>

enum { CODE_DIGITS = 6, PREFECTURE_DIGITS = 2, CODE_LONGEST = 15 };

int unit_check_digit(const char *five_digits)
{
    int sum = 0;
    for (int i = 0; i < CODE_DIGITS - 1; i++)
        sum += (five_digits[i] - '0') * (6 - i);
    return sum < 11 ? (11 - sum) % 10 : (11 - sum % 11) % 10;
}

/* Without the spaces around it, full-width ones too; in the arena. */
static const char *trimmed(struct arena *arena, const char *typed)
{
    static const char wide_space[] = "\xE3\x80\x80";
    enum { WIDE = sizeof wide_space - 1 };
    size_t space, length;
    while ((space = strncmp(typed, wide_space, WIDE) == 0 ? WIDE : strspn(typed, " \t\r\n")) > 0)
        typed += space;
    for (length = strlen(typed); length > 0; length -= space) {
        if (strchr(" \t\r\n", typed[length - 1]))
            space = 1;
        else if (length >= WIDE && memcmp(typed + length - WIDE, wide_space, WIDE) == 0)
            space = WIDE;
        else
            break;
    }
    return arena_copy(arena, typed, length);
}

/* Leading zeros that were lost are those up to the length of the frame's codes. */
static size_t code_length(const struct frame *frame)
{
    return frame->unit_count ? strlen(frame_code(frame, 0)) : 0;
}

struct candidates {
    const struct frame *frame;
    size_t units[4];
    size_t count;
};

static void try_code(struct candidates *candidates, const char *code)
{
    size_t unit = frame_find(candidates->frame, code);
    for (size_t i = 0; i < candidates->count; i++)
        if (candidates->units[i] == unit)
            return;
    if (unit != FRAME_NONE && candidates->count < 4)
        candidates->units[candidates->count++] = unit;
}

/* The code with zeros in front up to `length` digits. */
static const char *padded(char buffer[CODE_LONGEST + 1], const char *digits, size_t length)
{
    snprintf(buffer, CODE_LONGEST + 1, "%0*d%s", (int)(length - strlen(digits)), 0, digits);
    return buffer;
}

/* A prefecture written as 全国地方公共団体コード: 13000 or 130001 for 13. */
static void try_prefecture(struct candidates *candidates, const char *digits)
{
    bool whole = strlen(digits) == CODE_DIGITS;
    if (strncmp(digits + PREFECTURE_DIGITS, "000", 3) != 0 ||
        (whole && digits[CODE_DIGITS - 1] - '0' != unit_check_digit(digits)))
        return;
    char prefecture[PREFECTURE_DIGITS + 1] = {digits[0], digits[1], '\0'};
    try_code(candidates, prefecture);
}

static void try_digits(struct candidates *candidates, const char *digits)
{
    char full[CODE_LONGEST + 2], text[CODE_LONGEST + 1];
    size_t given = strlen(digits), length = code_length(candidates->frame);
    try_code(candidates, digits);
    if (given < length)
        try_code(candidates, padded(text, digits, length));
    if (length == PREFECTURE_DIGITS && given >= CODE_DIGITS - 2 && given <= CODE_DIGITS) {
        if (given >= CODE_DIGITS - 1)
            try_prefecture(candidates, digits);
        if (given < CODE_DIGITS)
            try_prefecture(candidates, padded(text, digits, given + 1));
    }
    if (length != CODE_DIGITS || given >= CODE_DIGITS)
        return;
    /* without its check digit */
    const char *five = given == CODE_DIGITS - 1 ? digits : padded(text, digits, CODE_DIGITS - 1);
    snprintf(full, sizeof full, "%s%d", five, unit_check_digit(five));
    try_code(candidates, full);
}

static const char *candidate_list(struct arena *arena, const struct candidates *candidates)
{
    const char *list = "";
    for (size_t i = 0; i < candidates->count; i++) {
        size_t unit = candidates->units[i];
        list =
            arena_printf(arena, "%s%s%s %s", list, i ? "、" : "",
                         frame_code(candidates->frame, unit), frame_name(candidates->frame, unit));
    }
    return list;
}

/* The digits of what was typed: "０１１００２", "R01100", "11002.0"; NULL if it is no number. */
static const char *typed_digits(struct arena *arena, const char *typed)
{
    int code;
    bool lettered = (*typed == 'R' || *typed == 'r') && read_code(typed + 1, &code);
    if (lettered)
        typed++;
    if (!read_code(typed, &code))
        return NULL;
    /* the zeros that were typed count: "001" is not "1" */
    size_t digits = 0;
    for (const char *at = typed; *at && *at != '.'; at++)
        digits += (*at >= '0' && *at <= '9') || (unsigned char)*at == 0xEF;
    return arena_printf(arena, "%0*d", (int)(digits > CODE_LONGEST ? CODE_LONGEST : digits), code);
}

struct unit_match unit_find(struct arena *arena, const struct frame *frame, const char *typed)
{
    typed = trimmed(arena, typed);
    struct unit_match match = {.result = UNIT_UNKNOWN, .unit = FRAME_NONE, .code = typed};
    struct candidates candidates = {.frame = frame};
    const char *hash = strchr(typed, '#');
    size_t replica = hash ? strspn(hash + 1, "0123456789") : 0;
    bool invented = replica > 0 && replica <= 9 && hash[1 + replica] == '\0';
    const char *base = invented ? arena_copy(arena, typed, (size_t)(hash - typed)) : typed;
    try_code(&candidates, base);
    const char *digits = candidates.count || invented ? NULL : typed_digits(arena, base);
    if (digits)
        try_digits(&candidates, digits);
    if (candidates.count == 1) {
        match.result = UNIT_FOUND;
        match.unit = candidates.units[0];
        match.invented = invented;
        match.code = invented ? typed : frame_code(frame, match.unit);
    } else if (candidates.count > 1) {
        match.result = UNIT_AMBIGUOUS;
        match.candidates = candidate_list(arena, &candidates);
    }
    return match;
}

struct unit_match unit_any(struct arena *arena, const char *typed)
{
    const char *code = trimmed(arena, typed);
    return (struct unit_match){
        .result = *code ? UNIT_FOUND : UNIT_UNKNOWN, .unit = FRAME_NONE, .code = code};
}
