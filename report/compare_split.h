/*
 * Where a change of a percentage comes from, as an exact sum. Pure: counts in, integers out.
 *
 * Of one answer o, n_A and n_B units were asked in the two waves and k_A and k_B gave o; m units
 * are the panel: they responded and were asked in both (one unit for one, through the concordance).
 * With the panel's shares q_A and q_B
 *
 *     k_B/n_B - k_A/n_A = (q_B - q_A)                    what the same units answer differently
 *                       + (k_B/n_B - q_B)                units only in the later wave
 *                       + (q_A - k_A/n_A)                units only in the earlier wave
 *
 * The first term is counted move by move, x/m each: between o and another answer, between o and
 * 無回答, between o and 不明, and what corrections did. The second and third are sums over groups g
 * of units, (k_g - n_g·q)/n: respondents that came or went, and units that were asked in one wave
 * only. All parts are numerators over the one denominator n_A·n_B·m, so that they add up as whole
 * numbers; nothing is rounded here. (The split of a difference of rates over groups is that of
 * E. M. Kitagawa, JASA 50 (1955), for overlapping samples.)
 */
#ifndef RENKEI_REPORT_COMPARE_SPLIT_H
#define RENKEI_REPORT_COMPARE_SPLIT_H

#include "common/round.h"

#include <stdbool.h>
#include <stdint.h>

/* What a unit's answer is, seen from the answer o. */
enum answer_kind {
    ANSWER_HIT,       /* o itself, or its tick */
    ANSWER_OTHER,     /* another usable answer, or no tick */
    ANSWER_NA,        /* 無回答 */
    ANSWER_INVALID,   /* 不明 */
    ANSWER_NOT_ASKED, /* 非該当 */
    ANSWER_ABSENT,    /* no response */
    ANSWER_KINDS,
};

/* Units by their kind in the earlier and in the later wave. `first` counts the panel only, by the
 * answers before any correction; without corrections it is the panel's part of `counts`. */
struct flow {
    int64_t counts[ANSWER_KINDS][ANSWER_KINDS];
    int64_t first[ANSWER_KINDS][ANSWER_KINDS];
};

enum split_part {
    PART_MOVES,       /* the same units chose o, or chose another answer instead */
    PART_BLANK,       /* … answered o where they had left it blank, or the other way round */
    PART_UNUSABLE,    /* … the same with 不明 */
    PART_CORRECTIONS, /* … came to or from o by a correction of what they had sent */
    PART_ENTRY,       /* respondents of the later wave only */
    PART_EXIT,        /* respondents of the earlier wave only */
    PART_BASE,        /* units that responded in both but were asked in one only */
    PART_COUNT,
};

struct split {
    int64_t count[2], base[2]; /* of the earlier and the later wave */
    int64_t matched;           /* m */
    int64_t matched_count[2];  /* of o in the panel */
    int64_t gained, lost;      /* of the units with usable answers in both: to o, from o */
    bool defined;              /* both bases > 0: there is a difference */
    bool whole;                /* … and m > 0: there are parts */
    wide denominator;          /* n_A·n_B·m; n_A·n_B without a panel */
    wide difference;           /* numerators */
    wide panel;                /* of q_B - q_A: the first four parts together */
    wide parts[PART_COUNT];    /* their sum is `difference` */
};
struct split split_change(const struct flow *flow);

/* The points (100 × numerator / denominator) in tenths, half away from zero. */
int64_t points_tenths(wide numerator, wide denominator);

/* Writes a whole number of any size; returns `buffer`. */
enum { WIDE_TEXT_SIZE = 48 };
char *wide_text(char buffer[WIDE_TEXT_SIZE], wide value);

#endif
