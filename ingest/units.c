#include "ingest/units.h"

#include "common/frame_names.h"
#include "ingest/check.h"
#include "ingest/unit_candidates.h"

#include <string.h>

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

/* ---- Candidates ---- */

bool candidates_have(const struct candidates *candidates, size_t unit)
{
    for (size_t i = 0; i < candidates->count; i++)
        if (candidates->units[i] == unit)
            return true;
    return false;
}

void candidates_add(struct candidates *candidates, size_t unit)
{
    if (unit == FRAME_NONE || candidates_have(candidates, unit))
        return;
    if (candidates->count == CANDIDATES_MOST) {
        candidates->more = true;
        return;
    }
    size_t at = candidates->count++;
    for (; at > 0 && candidates->units[at - 1] > unit; at--)
        candidates->units[at] = candidates->units[at - 1];
    candidates->units[at] = unit;
}

/* "132063 東京都 府中市" */
static const char *unit_text(struct arena *arena, const struct frame *frame, size_t unit)
{
    const char *code = frame_code(frame, unit), *name = frame_name(frame, unit);
    size_t column = frame_column(frame, "prefecture");
    const char *prefecture = column == FRAME_NONE ? "" : frame_value(frame, unit, column);
    if (!*prefecture || strcmp(prefecture, name) == 0)
        return arena_printf(arena, "%s %s", code, name);
    return arena_printf(arena, "%s %s %s", code, prefecture, name);
}

const char *candidates_list(struct arena *arena, const struct candidates *candidates)
{
    const char *list = "";
    for (size_t i = 0; i < candidates->count; i++)
        list = arena_printf(arena, "%s%s%s", list, i ? "、" : "",
                            unit_text(arena, candidates->frame, candidates->units[i]));
    return candidates->more ? arena_printf(arena, "%s、…", list) : list;
}

/* ---- What was typed ---- */

/* One way to read what was typed, and what is to be said if it gives no single unit. */
struct reading {
    struct arena *arena;
    struct candidates candidates;
    struct explanation explanation;
};

static bool is_one(const struct candidates *candidates)
{
    return candidates->count == 1;
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

static void read_digits(struct reading *reading, const char *digits)
{
    unit_try_digits(&reading->candidates, digits);
    struct candidates all = reading->candidates;
    if (all.count)
        candidates_add(&all, unit_city_of_ward(all.frame, digits));
    if (!reading->candidates.count)
        reading->explanation =
            unit_explain_digits(reading->arena, reading->candidates.frame, digits);
    else if (!is_one(&all))
        reading->explanation =
            (struct explanation){FINDING_AMBIGUOUS_UNIT, candidates_list(reading->arena, &all)};
}

static void read_name(struct reading *reading, const char *folded)
{
    bool shared;
    unit_try_name(&reading->candidates, folded, &shared);
    if (!reading->candidates.count)
        reading->explanation = unit_explain_name(reading->arena, reading->candidates.frame, folded);
    else if (!is_one(&reading->candidates) || shared)
        reading->explanation = (struct explanation){
            FINDING_AMBIGUOUS_NAME, candidates_list(reading->arena, &reading->candidates)};
}

/* ---- Code and name in one field ---- */

/* "132063 府中市", "府中市（132063）": the folded text in two; false if it is not so made. */
static bool split_typed(struct arena *arena, const char *folded, const char **digits,
                        const char **name)
{
    static const char between[] = "-_:,/.()[]";
    static const char decimal[] = "0123456789";
    folded += strspn(folded, between);
    size_t leading = strspn(folded, decimal);
    if (leading) {
        const char *rest = folded + leading + strspn(folded + leading, between);
        size_t length = strcspn(rest, between);
        *digits = arena_copy(arena, folded, leading);
        *name = arena_copy(arena, rest, length);
        return length > 0 && rest[length + strspn(rest + length, between)] == '\0';
    }
    size_t length = strcspn(folded, "0123456789-_:,/.()[]");
    const char *rest = folded + length + strspn(folded + length, between);
    size_t trailing = strspn(rest, decimal);
    *name = arena_copy(arena, folded, length);
    *digits = arena_copy(arena, rest, trailing);
    return length > 0 && trailing > 0 && rest[trailing + strspn(rest + trailing, between)] == '\0';
}

/* The units of `reading` that a name may mean, too: the name of the unit or of its prefecture. */
static struct candidates that_agree(const struct candidates *units, const struct candidates *named,
                                    const char *name)
{
    struct candidates agreed = {.frame = units->frame};
    size_t column = frame_column(units->frame, "prefecture");
    for (size_t i = 0; i < units->count; i++) {
        size_t unit = units->units[i];
        bool prefecture =
            column != FRAME_NONE && strcmp(frame_value(units->frame, unit, column), name) == 0;
        if (prefecture || candidates_have(named, unit))
            candidates_add(&agreed, unit);
    }
    return agreed;
}

static void read_both(struct reading *reading, const char *digits, const char *name)
{
    struct reading named = *reading;
    bool shared;
    read_digits(reading, digits);
    unit_try_name(&named.candidates, name, &shared);
    if (reading->explanation.finding != FINDING_NONE && !reading->candidates.count)
        return;
    struct candidates agreed = that_agree(&reading->candidates, &named.candidates, name);
    struct candidates all = reading->candidates;
    for (size_t i = 0; i < named.candidates.count; i++)
        candidates_add(&all, named.candidates.units[i]);
    reading->candidates = agreed;
    reading->explanation = (struct explanation){FINDING_NONE, ""};
    if (!all.count)
        return;
    if (agreed.count > 1)
        reading->explanation =
            (struct explanation){FINDING_AMBIGUOUS_UNIT, candidates_list(reading->arena, &agreed)};
    else if (!agreed.count)
        reading->explanation =
            (struct explanation){FINDING_UNIT_CONFLICT, candidates_list(reading->arena, &all)};
}

static void read_text(struct reading *reading, const char *typed)
{
    const char *digits = typed_digits(reading->arena, typed), *name;
    if (digits) {
        read_digits(reading, digits);
        return;
    }
    const char *folded = frame_fold(reading->arena, typed);
    read_name(reading, folded);
    if (!reading->candidates.count && reading->explanation.finding == FINDING_NONE &&
        split_typed(reading->arena, folded, &digits, &name))
        read_both(reading, digits, name);
}

/* ---- The match ---- */

static struct unit_match found(const struct frame *frame, size_t unit)
{
    return (struct unit_match){.result = UNIT_FOUND,
                               .unit = unit,
                               .code = frame_code(frame, unit),
                               .raw = "",
                               .candidates = ""};
}

static struct unit_match refused(const struct reading *reading, const char *typed)
{
    enum finding_code finding = reading->explanation.finding;
    bool ambiguous = finding == FINDING_AMBIGUOUS_UNIT || finding == FINDING_AMBIGUOUS_NAME;
    return (struct unit_match){.result = ambiguous ? UNIT_AMBIGUOUS : UNIT_UNKNOWN,
                               .unit = FRAME_NONE,
                               .code = typed,
                               .finding = finding == FINDING_NONE ? FINDING_UNKNOWN_UNIT : finding,
                               .raw = typed,
                               .candidates = reading->explanation.extra};
}

/* The number of bytes before "#7", if it is the code of a replica; else 0. */
static size_t replica_base(const char *typed)
{
    const char *hash = strchr(typed, '#');
    size_t digits = hash ? strspn(hash + 1, "0123456789") : 0;
    return digits > 0 && digits <= 9 && hash[1 + digits] == '\0' ? (size_t)(hash - typed) : 0;
}

/* The exact code, also of a replica: what nearly all submissions have. */
static struct unit_match find_exactly(struct arena *arena, const struct frame *frame,
                                      const char *typed)
{
    size_t unit = frame_find(frame, typed);
    if (unit != FRAME_NONE)
        return found(frame, unit);
    typed = trimmed(arena, typed);
    size_t base = replica_base(typed);
    unit = frame_find(frame, base ? arena_copy(arena, typed, base) : typed);
    if (unit == FRAME_NONE)
        return (struct unit_match){.result = UNIT_UNKNOWN, .unit = FRAME_NONE};
    struct unit_match match = found(frame, unit);
    match.invented = base > 0;
    match.code = base ? typed : match.code;
    return match;
}

/* Reads what is no exact code; a replica has no other writing. */
static void read_typed(struct reading *reading, struct arena *arena, const struct frame *frame,
                       const char *typed)
{
    *reading = (struct reading){
        .arena = arena, .candidates = {.frame = frame}, .explanation = {FINDING_NONE, ""}};
    if (!replica_base(typed))
        read_text(reading, typed);
}

static struct unit_match match_of(const struct reading *reading, const char *typed)
{
    if (is_one(&reading->candidates) && reading->explanation.finding == FINDING_NONE)
        return found(reading->candidates.frame, reading->candidates.units[0]);
    return refused(reading, typed);
}

struct unit_match unit_find(struct arena *arena, const struct frame *frame, const char *typed)
{
    struct reading reading;
    struct unit_match match = find_exactly(arena, frame, typed);
    if (match.result == UNIT_FOUND)
        return match;
    read_typed(&reading, arena, frame, trimmed(arena, typed));
    return match_of(&reading, typed);
}

/* ---- The name of the file ---- */

static const char *base_name(const char *path)
{
    const char *base = path;
    for (const char *at = path; *at; at++)
        if (*at == '/' || *at == '\\')
            base = at + 1;
    return base;
}

/* The file's name says something else than the form, whose word counts. */
static void warn_of_file(struct unit_match *match, struct arena *arena, const struct frame *frame,
                         const struct candidates *hints)
{
    match->finding = FINDING_FILE_NAME;
    match->candidates = arena_printf(arena, "%s → %s", candidates_list(arena, hints),
                                     unit_text(arena, frame, match->unit));
}

/* What was typed leaves several units open, and the file's name is one of these. */
static struct unit_match settle(const struct reading *reading, const struct candidates *hints,
                                struct unit_match match)
{
    struct candidates both = {.frame = hints->frame};
    for (size_t i = 0; i < hints->count; i++)
        if (candidates_have(&reading->candidates, hints->units[i]))
            candidates_add(&both, hints->units[i]);
    if (!is_one(&both))
        return match;
    struct unit_match settled = found(hints->frame, both.units[0]);
    settled.finding = FINDING_UNIT_BY_FILE;
    settled.raw = match.raw;
    settled.candidates = candidates_list(reading->arena, &both);
    return settled;
}

struct unit_match unit_find_in_file(struct arena *arena, const struct frame *frame,
                                    const char *typed, const char *path)
{
    struct reading reading;
    struct candidates hints = {.frame = frame};
    const char *file = base_name(path);
    struct unit_match match = find_exactly(arena, frame, typed);
    if (match.result == UNIT_FOUND && strncmp(file, match.code, strlen(match.code)) == 0)
        return match; /* as the forms are named when they go out */
    if (match.result != UNIT_FOUND) {
        read_typed(&reading, arena, frame, trimmed(arena, typed));
        match = match_of(&reading, typed);
    }
    unit_try_file(arena, &hints, file);
    if (!hints.count)
        return match;
    if (match.result == UNIT_AMBIGUOUS)
        return settle(&reading, &hints, match);
    if (match.result == UNIT_FOUND && !candidates_have(&hints, match.unit)) {
        warn_of_file(&match, arena, frame, &hints);
        match.raw = file;
    } else if (match.finding == FINDING_UNKNOWN_UNIT) {
        match.finding = FINDING_UNKNOWN_UNIT_FILE;
        match.candidates = candidates_list(arena, &hints);
    }
    return match;
}

struct unit_match unit_any(struct arena *arena, const char *typed)
{
    const char *code = trimmed(arena, typed);
    return (struct unit_match){.result = *code ? UNIT_FOUND : UNIT_UNKNOWN,
                               .unit = FRAME_NONE,
                               .code = code,
                               .finding = *code ? FINDING_NONE : FINDING_UNKNOWN_UNIT,
                               .raw = code,
                               .candidates = ""};
}
