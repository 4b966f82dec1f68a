/*
 * The units that what was typed may mean, gathered while it is read in all its possible ways.
 * Shared by units.c (the match), unit_code.c (codes) and unit_name.c (names, file names).
 */
#ifndef RENKEI_INGEST_UNIT_CANDIDATES_H
#define RENKEI_INGEST_UNIT_CANDIDATES_H

#include "ingest/units.h"

/* The largest area, 後志総合振興局, has 19 municipalities; no name is borne by more than 4. */
enum { CANDIDATES_MOST = 32 };
enum { CODE_DIGITS = 6, CODE_LONGEST = 15, PREFECTURE_DIGITS = 2 };

struct candidates {
    const struct frame *frame;
    size_t units[CANDIDATES_MOST]; /* ascending */
    size_t count;
    bool more; /* than have room */
};

/* Enters a unit once; FRAME_NONE is none. */
void candidates_add(struct candidates *candidates, size_t unit);
bool candidates_have(const struct candidates *candidates, size_t unit);
/* "012203 北海道 士別市、122033 千葉県 市川市" */
const char *candidates_list(struct arena *arena, const struct candidates *candidates);

/* What is no unit: why, and whose it is or which are probably meant. */
struct explanation {
    enum finding_code finding; /* FINDING_NONE: nothing is known about it */
    const char *extra;
};

/* The codes of the frame are 全国地方公共団体コード with their check digit. */
bool unit_codes_are_public(const struct frame *frame);

/* Digits (5 or 6, or fewer where zeros were lost) in all the ways they are written. */
void unit_try_digits(struct candidates *candidates, const char *digits);
struct explanation unit_explain_digits(struct arena *arena, const struct frame *frame,
                                       const char *digits);

/* The city, if five digits are the code of one of its wards without its check digit: they may also
 * be another unit's code without its zero (12106: 岩見沢市, or 千葉市緑区). */
size_t unit_city_of_ward(const struct frame *frame, const char *digits);

/* The units that bear a folded name. `shared` is set if others outside of the frame bear it too. */
void unit_try_name(struct candidates *candidates, const char *folded, bool *shared);
struct explanation unit_explain_name(struct arena *arena, const struct frame *frame,
                                     const char *folded);

/* What a file's name says: every unit that one of its words may mean. */
void unit_try_file(struct arena *arena, struct candidates *candidates, const char *path);

/* The city's unit, if its code is that of a designated city (政令指定都市): its wards follow it. */
bool unit_is_designated_city(const struct frame *frame, size_t unit);

#endif
