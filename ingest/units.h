/*
 * Which unit of the frame a submission comes from: what was typed (a code, a name, or both) and the
 * name of the file are brought together. A code is text: 5 or 6 digits of the
 * 全国地方公共団体コード, a prefecture's 2 (or its 全国地方公共団体コード); lost leading zeros, a
 * lost check digit, full-width digits and the R of R01100 are understood. A name is one of the
 * frame's spellings (common/frame_names.h), alone or behind its prefecture. What fits several
 * units, or is no unit at all, is refused with the units it may mean: never guessed.
 */
#ifndef RENKEI_INGEST_UNITS_H
#define RENKEI_INGEST_UNITS_H

#include "common/arena.h"
#include "common/frame.h"
#include "ingest/finding.h"

#include <stdbool.h>
#include <stddef.h>

enum unit_result { UNIT_FOUND, UNIT_UNKNOWN, UNIT_AMBIGUOUS };

struct unit_match {
    enum unit_result result;
    size_t unit;      /* row of the frame */
    const char *code; /* as it is stored: the frame's code, with "#k" for a replica */
    bool invented;    /* a replica "011002#7", as `renkei sample --units` makes them */
    /* What is to be said about it: why it was not found; of a unit that was found FINDING_NONE, or
     * a warning about the name of the file. */
    enum finding_code finding;
    const char *raw;        /* of the finding */
    const char *candidates; /* its extra text; "" if there is nothing to say */
};

/* In a frame; the match lives in the arena. */
struct unit_match unit_find(struct arena *arena, const struct frame *frame, const char *typed);

/* As unit_find(), for a form in a file of its own. The file's name decides only between units that
 * what was typed leaves open, and never against it; whatever it says otherwise is a finding. */
struct unit_match unit_find_in_file(struct arena *arena, const struct frame *frame,
                                    const char *typed, const char *path);

/* Without a frame any serial number or name is a unit: the text without the spaces around it;
 * unknown if it is empty. */
struct unit_match unit_any(struct arena *arena, const char *typed);

/* The check digit of a 5-digit code: (11 - Σ d·(6,5,4,3,2) mod 11) mod 10; sums under 11: the
 * last digit of 11 - sum. Source: 総務省「全国地方公共団体コード仕様」. */
int unit_check_digit(const char *five_digits);

/* The check digit (検証番号) that the 介護保険者番号 has behind the same 5 digits: these times
 * 2,1,2,1,2, the digits of the products added up, what is missing to a multiple of 10. Source: the
 * rule of 厚生労働省「保険者番号等設定要領」 for all insurers' numbers; 小野町 (075221) has 075226.
 */
int unit_insurer_digit(const char *five_digits);

#endif
