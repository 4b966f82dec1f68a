/*
 * Which unit of the frame a submission comes from. A code is text: 5 or 6 digits of the
 * 全国地方公共 団体コード, a prefecture's 2 (or its 全国地方公共団体コード); lost leading zeros, a
 * lost check digit, full-width digits and the R of R01100 are understood. What fits several units
 * is refused, never guessed.
 */
#ifndef RENKEI_INGEST_UNITS_H
#define RENKEI_INGEST_UNITS_H

#include "common/arena.h"
#include "common/frame.h"

#include <stddef.h>

enum unit_result { UNIT_FOUND, UNIT_UNKNOWN, UNIT_AMBIGUOUS };

struct unit_match {
    enum unit_result result;
    size_t unit;            /* row of the frame */
    const char *code;       /* as it is stored: the frame's code, with "#k" for a replica */
    bool invented;          /* a replica "011002#7", as `renkei sample --units` makes them */
    const char *candidates; /* UNIT_AMBIGUOUS */
};

/* In a frame; the match lives in the arena. */
struct unit_match unit_find(struct arena *arena, const struct frame *frame, const char *typed);

/* Without a frame any serial number or name is a unit: the text without the spaces around it;
 * unknown if it is empty. */
struct unit_match unit_any(struct arena *arena, const char *typed);

/* The check digit of a 5-digit code: (11 - Σ d·(6,5,4,3,2) mod 11) mod 10; sums under 11: the
 * last digit of 11 - sum. Source: 総務省「全国地方公共団体コード仕様」. */
int unit_check_digit(const char *five_digits);

#endif
