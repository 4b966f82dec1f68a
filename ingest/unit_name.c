/*
 * Names: of units, of what is no unit, and within the names of files. A name counts only when it is
 * one of the frame's spellings, letter by letter after folding.
 */
#include "ingest/unit_candidates.h"

#include "common/frame_names.h"

#include <string.h>

static bool is_name(const struct frame_spelling *spelling)
{
    return spelling->kind == SPELLING_NAME || spelling->kind == SPELLING_SHARED;
}

/* The units that bear `length` bytes of a folded text as their name. */
static void try_spelling(struct candidates *candidates, const char *folded, size_t length,
                         bool *shared)
{
    const struct frame_spelling *spelling = frame_spelled(candidates->frame, folded, length);
    for (; spelling && is_name(spelling); spelling = frame_spelled_next(spelling)) {
        candidates_add(candidates, spelling->unit);
        *shared |= spelling->kind == SPELLING_SHARED;
    }
}

void unit_try_name(struct candidates *candidates, const char *folded, bool *shared)
{
    *shared = false;
    try_spelling(candidates, folded, strlen(folded), shared);
}

/* ---- Names of what is no unit ---- */

static bool is_within_character(const char *text, size_t length)
{
    return ((unsigned char)text[length] & 0xC0) == 0x80;
}

/* The longest beginning of a text that is a name; its length, 0 if there is none. */
static size_t leading_name(struct candidates *candidates, const char *folded, size_t length,
                           bool *shared)
{
    /* 北海道 + 郡 + name: the longest spelling has 17 characters */
    enum { NAME_LONGEST = 96 };
    *shared = false;
    length = length < NAME_LONGEST ? length : NAME_LONGEST;
    for (; length > 0; length--) {
        if (!is_within_character(folded, length))
            try_spelling(candidates, folded, length, shared);
        if (candidates->count)
            return length;
    }
    return 0;
}

/* 札幌市中央区: a designated city's name and 区 at the end. */
static size_t city_of_ward_name(const struct frame *frame, const char *folded)
{
    static const char ward[] = "区";
    enum { WARD = sizeof ward - 1 };
    size_t length = strlen(folded);
    struct candidates cities = {.frame = frame};
    bool shared;
    if (length <= WARD || strcmp(folded + length - WARD, ward) != 0 ||
        !leading_name(&cities, folded, length - WARD, &shared) || cities.count != 1 ||
        !unit_is_designated_city(frame, cities.units[0]))
        return FRAME_NONE;
    return cities.units[0];
}

struct explanation unit_explain_name(struct arena *arena, const struct frame *frame,
                                     const char *folded)
{
    struct candidates meant = {.frame = frame};
    const struct frame_spelling *spelling = frame_spelled(frame, folded, strlen(folded));
    size_t city = FRAME_NONE;
    if (!unit_codes_are_public(frame))
        return (struct explanation){FINDING_NONE, ""};
    if (spelling && spelling->kind == SPELLING_PREFECTURE)
        return (struct explanation){
            FINDING_PREFECTURE_CODE,
            arena_printf(arena, "%.2s %s", frame_code(frame, spelling->unit), folded)};
    for (; spelling && spelling->kind == SPELLING_AREA; spelling = frame_spelled_next(spelling))
        candidates_add(&meant, spelling->unit);
    if (meant.count)
        return (struct explanation){FINDING_AREA_CODE, candidates_list(arena, &meant)};
    if ((city = city_of_ward_name(frame, folded)) == FRAME_NONE)
        return (struct explanation){FINDING_NONE, ""};
    candidates_add(&meant, city);
    return (struct explanation){FINDING_WARD, candidates_list(arena, &meant)};
}

/* ---- Names of files ---- */

/* A file's name without what separates its words, and where they begin: also where digits and
 * other characters meet. */
struct words {
    char *text;
    size_t
        starts[32]; /* more words than a name of 255 bytes has in practice: the rest is ignored */
    size_t count;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The bytes of a separator at `at`, 0 if it is none. Full-width ones are folded already. */
static size_t separator_length(const char *at)
{
    static const char *const marks[] = {"、", "。", "・", "「", "」", "『", "』",
                                        "【", "】", "〔", "〕", "〜", "～"};
    unsigned char c = (unsigned char)*at;
    bool letter = is_digit(*at) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    if (c < 0x80)
        return !letter;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (strncmp(at, marks[i], strlen(marks[i])) == 0)
            return strlen(marks[i]);
    return 0;
}

/* The name with its spaces as separators: folding would drop them. */
static const char *with_marks(struct arena *arena, const char *name)
{
    char *marked = arena_strdup(arena, name);
    for (char *at = marked; *at; at++)
        if (*at == ' ')
            *at = '_';
        else if (strncmp(at, "\xE3\x80\x80", 3) == 0)
            memset(at, '_', 3);
    return frame_fold(arena, marked);
}

static void split(struct words *words, struct arena *arena, const char *name)
{
    const char *at = with_marks(arena, name);
    size_t length = 0, separator;
    bool begins = true;
    words->text = arena_alloc(arena, strlen(at) + 1);
    for (; *at; at += separator ? separator : 1) {
        separator = separator_length(at);
        if (separator) {
            begins = true;
            continue;
        }
        begins |= length > 0 && is_digit(*at) != is_digit(words->text[length - 1]);
        if (begins && words->count < sizeof words->starts / sizeof *words->starts)
            words->starts[words->count++] = length;
        begins = false;
        words->text[length++] = *at;
    }
    words->text[length] = '\0';
}

/* The digits that begin with word `i`, if they may be a code: 5 or 6, or 2 and 3 as in 11-345. */
static const char *code_in(struct arena *arena, const struct words *words, size_t i)
{
    const char *text = words->text + words->starts[i];
    size_t digits = strspn(text, "0123456789"), length = digits;
    if (i + 1 < words->count && words->starts[i + 1] - words->starts[i] < digits)
        length = words->starts[i + 1] - words->starts[i];
    if (length == PREFECTURE_DIGITS && digits == CODE_DIGITS - 1)
        length = digits;
    bool fits = length == CODE_DIGITS || length == CODE_DIGITS - 1;
    return fits ? arena_copy(arena, text, length) : NULL;
}

void unit_try_file(struct arena *arena, struct candidates *candidates, const char *path)
{
    struct words words = {0};
    size_t behind = 0;
    split(&words, arena, path);
    for (size_t i = 0; i < words.count; i++) {
        const char *text = words.text + words.starts[i];
        struct candidates found = {.frame = candidates->frame};
        bool shared = false;
        if (words.starts[i] < behind)
            continue;
        if (is_digit(*text)) {
            const char *code = code_in(arena, &words, i);
            if (code)
                unit_try_digits(&found, code);
        } else {
            behind = words.starts[i] + leading_name(&found, text, strlen(text), &shared);
        }
        for (size_t j = 0; j < found.count && !shared; j++)
            candidates_add(candidates, found.units[j]);
        candidates->more |= found.more;
    }
}
