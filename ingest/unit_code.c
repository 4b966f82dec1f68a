/*
 * Codes: how they are written, and what those are that are no unit of the frame. Only the rules of
 * 全国地方公共団体コード (総務省; JIS X 0401 and 0402) are used. Digits 3 to 5 are: 000 the
 * prefecture; 100 to 199 designated cities, each followed by its wards, and the special wards of
 * Tokyo; 201 and up cities; 300 and up areas (郡), each followed by its towns and villages.
 */
#include "ingest/unit_candidates.h"

#include "common/frame_names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int unit_check_digit(const char *five_digits)
{
    int sum = 0;
    for (int i = 0; i < CODE_DIGITS - 1; i++)
        sum += (five_digits[i] - '0') * (6 - i);
    return sum < 11 ? (11 - sum) % 10 : (11 - sum % 11) % 10;
}

int unit_insurer_digit(const char *five_digits)
{
    int sum = 0;
    for (int i = 0; i < CODE_DIGITS - 1; i++) {
        int product = (five_digits[i] - '0') * (i % 2 ? 1 : 2);
        sum += product / 10 + product % 10;
    }
    return (10 - sum % 10) % 10;
}

/* ---- Writings of a code ---- */

/* Leading zeros that were lost are those up to the length of the frame's codes. */
static size_t code_length(const struct frame *frame)
{
    return frame->unit_count ? strlen(frame_code(frame, 0)) : 0;
}

static bool is_whole(const char *code)
{
    return strlen(code) == CODE_DIGITS && strspn(code, "0123456789") == CODE_DIGITS &&
           code[CODE_DIGITS - 1] - '0' == unit_check_digit(code);
}

bool unit_codes_are_public(const struct frame *frame)
{
    return frame->unit_count && is_whole(frame_code(frame, 0));
}

static void try_code(struct candidates *candidates, const char *code)
{
    candidates_add(candidates, frame_find(candidates->frame, code));
}

/* The code with zeros in front up to `length` digits. */
static const char *padded(char buffer[CODE_LONGEST + 1], const char *digits, size_t length)
{
    snprintf(buffer, CODE_LONGEST + 1, "%0*d%s", (int)(length - strlen(digits)), 0, digits);
    return buffer;
}

/* Five digits with their check digit. */
static const char *completed(char buffer[CODE_DIGITS + 1], const char *five)
{
    snprintf(buffer, CODE_DIGITS + 1, "%.5s%d", five, unit_check_digit(five));
    return buffer;
}

/* A prefecture written as 全国地方公共団体コード: 13000 or 130001 for 13. */
static void try_prefecture(struct candidates *candidates, const char *digits)
{
    bool whole = strlen(digits) == CODE_DIGITS;
    if (strncmp(digits + PREFECTURE_DIGITS, "000", 3) != 0 || (whole && !is_whole(digits)))
        return;
    char prefecture[PREFECTURE_DIGITS + 1] = {digits[0], digits[1], '\0'};
    try_code(candidates, prefecture);
}

void unit_try_digits(struct candidates *candidates, const char *digits)
{
    char full[CODE_DIGITS + 1], text[CODE_LONGEST + 1];
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
    try_code(candidates, completed(full, five));
}

/* ---- What a code is that is no unit ---- */

/* Digits 3 to 5. */
static int place_of(const char *code)
{
    return 100 * (code[2] - '0') + 10 * (code[3] - '0') + (code[4] - '0');
}

static bool same_prefecture(const char *a, const char *b)
{
    return strncmp(a, b, PREFECTURE_DIGITS) == 0;
}

/* The units of the code's prefecture next to it: the last one before and the first one behind. */
static void neighbours(const struct frame *frame, const char *code, size_t *before, size_t *behind)
{
    *before = *behind = FRAME_NONE;
    for (size_t i = 0; i < frame->unit_count; i++) {
        const char *other = frame_code(frame, i);
        if (!same_prefecture(other, code))
            continue;
        size_t *nearest = strcmp(other, code) < 0 ? before : behind;
        bool nearer = *nearest == FRAME_NONE ||
                      (nearest == before) == (strcmp(other, frame_code(frame, *nearest)) > 0);
        if (nearer)
            *nearest = i;
    }
}

/* "13 東京都" */
static const char *prefecture_of(struct arena *arena, const struct frame *frame, const char *code)
{
    size_t before, behind, column = frame_column(frame, "prefecture");
    neighbours(frame, code, &before, &behind);
    size_t unit = behind == FRAME_NONE ? before : behind;
    if (unit == FRAME_NONE)
        return NULL;
    return arena_printf(arena, "%.2s%s%s", code, column == FRAME_NONE ? "" : " ",
                        column == FRAME_NONE ? "" : frame_value(frame, unit, column));
}

bool unit_is_designated_city(const struct frame *frame, size_t unit)
{
    /* 東京都練馬区 is 131202, but there is no 131008 before it that had wards */
    const char *code = frame_code(frame, unit);
    int place = unit_codes_are_public(frame) ? place_of(code) : 0;
    size_t before, behind;
    if (place < 100 || place > 199 || place % 10 != 0)
        return false;
    neighbours(frame, code, &before, &behind);
    return before == FRAME_NONE || place_of(frame_code(frame, before)) % 10 == 0;
}

/* A ward stands behind its city, at most 30 places (大阪市 has used 28). */
static size_t city_of_ward(const struct frame *frame, const char *code)
{
    enum { WARDS_MOST = 30 };
    size_t city, behind;
    neighbours(frame, code, &city, &behind);
    if (place_of(code) > 199 || city == FRAME_NONE || !unit_is_designated_city(frame, city) ||
        place_of(code) - place_of(frame_code(frame, city)) > WARDS_MOST)
        return FRAME_NONE;
    return city;
}

size_t unit_city_of_ward(const struct frame *frame, const char *digits)
{
    char code[CODE_DIGITS + 1];
    if (strlen(digits) != CODE_DIGITS - 1 || !unit_codes_are_public(frame))
        return FRAME_NONE;
    completed(code, digits);
    return frame_find(frame, code) == FRAME_NONE ? city_of_ward(frame, code) : FRAME_NONE;
}

/* Areas begin every 20 places from 300 on, those of 北海道 (振興局) every 30. Where one has more
 * units than that, the next one begins at a multiple of 10 (沖縄県: 島尻郡 340, 宮古郡 370). */
enum { AREA_STEP = 20, AREA_STEP_HOKKAIDO = 30, AREA_FIRST = 300 };

static int step_of(const char *code)
{
    return same_prefecture(code, "01") ? AREA_STEP_HOKKAIDO : AREA_STEP;
}

/* The code is that of an area and not of something within one. */
static bool begins_area(const struct frame *frame, const char *code, size_t before, size_t first)
{
    int place = place_of(code), step = step_of(code);
    int former = before == FRAME_NONE ? 0 : place_of(frame_code(frame, before));
    int regular = place_of(frame_code(frame, first));
    regular -= (regular - AREA_FIRST) % step;
    const char *area = frame_area(frame, first);
    if (step == AREA_STEP_HOKKAIDO)
        return place == regular; /* its aliases name the old 郡, not the 振興局 */
    if (before != FRAME_NONE && *area && strcmp(frame_area(frame, before), area) == 0)
        return false;
    return place == regular || (place % 10 == 0 && place > regular && former >= regular);
}

/* "高座郡: 143219 神奈川県 寒川町"; NULL if it is not the code of an area. */
static const char *area_of_code(struct arena *arena, const struct frame *frame, const char *code)
{
    struct candidates towns = {.frame = frame};
    size_t before, first;
    neighbours(frame, code, &before, &first);
    if (place_of(code) < AREA_FIRST || first == FRAME_NONE ||
        !begins_area(frame, code, before, first))
        return NULL;
    const char *area = step_of(code) == AREA_STEP ? frame_area(frame, first) : "";
    for (size_t i = 0; i < frame->unit_count; i++) {
        const char *other = frame_code(frame, i);
        bool inside = *area ? strcmp(frame_area(frame, i), area) == 0
                            : place_of(other) < place_of(code) + step_of(code);
        if (inside && same_prefecture(other, code) && strcmp(other, code) > 0)
            candidates_add(&towns, i);
    }
    return arena_printf(arena, "%s%s%s", area, *area ? ": " : "", candidates_list(arena, &towns));
}

static const char *list_of_one(struct arena *arena, const struct frame *frame, size_t unit)
{
    struct candidates one = {.frame = frame};
    candidates_add(&one, unit);
    return candidates_list(arena, &one);
}

/* Six digits whose check digit is right. */
static struct explanation explain_valid(struct arena *arena, const struct frame *frame,
                                        const char *code)
{
    const char *extra = NULL;
    size_t city;
    if (place_of(code) == 0 && (extra = prefecture_of(arena, frame, code)))
        return (struct explanation){FINDING_PREFECTURE_CODE, extra};
    if ((city = city_of_ward(frame, code)) != FRAME_NONE)
        return (struct explanation){FINDING_WARD, list_of_one(arena, frame, city)};
    if ((extra = area_of_code(arena, frame, code)))
        return (struct explanation){FINDING_AREA_CODE, extra};
    return (struct explanation){FINDING_NONE, ""};
}

/* Six digits whose last one is wrong. */
static struct explanation explain_wrong(struct arena *arena, const struct frame *frame,
                                        const char *code)
{
    char full[CODE_DIGITS + 1];
    size_t unit = frame_find(frame, completed(full, code));
    if (unit == FRAME_NONE)
        return (struct explanation){FINDING_NONE, ""};
    bool insurer = code[CODE_DIGITS - 1] - '0' == unit_insurer_digit(code);
    return (struct explanation){insurer ? FINDING_INSURER_NUMBER : FINDING_CHECK_DIGIT,
                                list_of_one(arena, frame, unit)};
}

/* A municipality's code where prefectures answer. */
static struct explanation explain_to_prefecture(struct arena *arena, const struct frame *frame,
                                                const char *digits)
{
    char text[CODE_LONGEST + 1], prefecture[PREFECTURE_DIGITS + 1] = "";
    size_t given = strlen(digits);
    if (given == CODE_DIGITS - 1 && is_whole(padded(text, digits, CODE_DIGITS)))
        digits = text;
    else if (given != CODE_DIGITS || !is_whole(digits))
        return (struct explanation){FINDING_NONE, ""};
    memcpy(prefecture, digits, PREFECTURE_DIGITS);
    size_t unit = frame_find(frame, prefecture);
    if (unit == FRAME_NONE)
        return (struct explanation){FINDING_NONE, ""};
    return (struct explanation){FINDING_MUNICIPALITY_CODE, list_of_one(arena, frame, unit)};
}

struct explanation unit_explain_digits(struct arena *arena, const struct frame *frame,
                                       const char *digits)
{
    char text[CODE_LONGEST + 1], full[CODE_DIGITS + 1];
    struct explanation explanation = {FINDING_NONE, ""};
    size_t given = strlen(digits);
    if (code_length(frame) == PREFECTURE_DIGITS)
        return explain_to_prefecture(arena, frame, digits);
    if (!unit_codes_are_public(frame) || given > CODE_DIGITS || given == 3)
        return explanation;
    if (given <= PREFECTURE_DIGITS) {
        snprintf(full, sizeof full, "%02d0000", atoi(digits));
        const char *prefecture = prefecture_of(arena, frame, full);
        if (prefecture)
            explanation = (struct explanation){FINDING_PREFECTURE_CODE, prefecture};
        return explanation;
    }
    const char *six = given == CODE_DIGITS ? digits : padded(text, digits, CODE_DIGITS);
    explanation =
        is_whole(six) ? explain_valid(arena, frame, six) : explain_wrong(arena, frame, six);
    if (given == CODE_DIGITS)
        return explanation;
    /* a zero lost and a wrong check digit: too little to tell what it was meant to be */
    if (explanation.finding == FINDING_CHECK_DIGIT)
        explanation.finding = FINDING_NONE;
    const char *five = given == CODE_DIGITS - 1 ? digits : padded(text, digits, CODE_DIGITS - 1);
    struct explanation other = explain_valid(arena, frame, completed(full, five));
    if (explanation.finding == FINDING_NONE)
        return other;
    if (other.finding != FINDING_NONE)
        explanation = (struct explanation){
            FINDING_AMBIGUOUS_UNIT, arena_printf(arena, "%s、%s", explanation.extra, other.extra)};
    return explanation;
}
