/*
 * Where a change of a mean comes from, as an exact sum. Pure: sums in, integers out. The same idea
 * as compare_split.h, over those who gave a usable number: n_A and n_B units with the sums S_A and
 * S_B; m units are the panel: they gave one in both waves (one unit for one, through the
 * concordance), with the sums P_A and P_B. With q = P/m
 *
 *     S_B/n_B - S_A/n_A = (q_B - q_A)                    the same units give other numbers
 *                       + (S_B/n_B - q_B)                units with a number in the later wave only
 *                       + (q_A - S_A/n_A)                units with one in the earlier wave only
 *
 * What corrections did to the first term stands apart. The second and third are sums over groups g
 * of units, (S_g - n_g·q)/n, by what the units did in the other wave: left it blank, gave something
 * unusable, did not respond, were not asked. All parts are numerators over the one denominator
 * n_A·n_B·m·10^6 and add up as whole numbers; nothing is rounded here. (E. M. Kitagawa, JASA 50
 * (1955), for overlapping samples; a group that came in raises the mean by as much as its own lies
 * above that of the panel, weighted by its share.)
 */
#ifndef RENKEI_REPORT_COMPARE_MEAN_H
#define RENKEI_REPORT_COMPARE_MEAN_H

#include "report/compare_split.h"

/* Units of a kind in the earlier and a kind in the later wave. */
struct mean_cell {
    int64_t units;
    wide sums[2]; /* of what they gave in the earlier and the later wave, in millionths */
};

/* ANSWER_HIT is a usable number, or a text; ANSWER_OTHER does not occur. */
struct mean_flow {
    struct mean_cell cells[ANSWER_KINDS][ANSWER_KINDS];
    /* Of the panel, the sum of later less earlier numbers: as they were first received, of the
     * units that gave one in both waves then. Without corrections what `cells` say. */
    wide first;
    wide squares; /* of the panel, of later less earlier numbers as they count */
};

/* So many units with the largest numbers there can be (NUMBER_LIMIT) keep all products below within
 * 127 bits. Of more there are neither parts nor a test. */
enum { MEAN_LARGEST_N = 30 * 1000 * 1000 };

/* Adds a unit. `now` are the numbers that count, `first` those before any correction, each read
 * only where its kind is ANSWER_HIT. */
struct mean_unit {
    enum answer_kind kinds[2], first_kinds[2]; /* earlier, later */
    int64_t now[2], first[2];                  /* millionths */
};
void mean_flow_add(struct mean_flow *flow, const struct mean_unit *unit);

struct mean_split {
    int64_t n[2]; /* of the earlier and the later wave */
    wide sum[2];
    int64_t matched; /* m */
    wide matched_sum[2];
    wide squares;           /* of the panel's differences */
    bool defined;           /* both n > 0: there is a difference */
    bool whole;             /* … and m > 0, and no more than MEAN_LARGEST_N: there are parts */
    wide denominator;       /* n_A·n_B·m·10^6; n_A·n_B·10^6 without a panel */
    wide difference;        /* numerators */
    wide panel;             /* of q_B - q_A: moves and corrections together */
    wide parts[PART_COUNT]; /* their sum is `difference` */
};
struct mean_split split_mean(const struct mean_flow *flow);

/* A mean or difference of means with so many decimals (0 to 6), rounded once, half away from zero;
 * from a split's numerator and denominator, or from a sum in millionths and n·10^6. */
enum { MEAN_DECIMALS = 4 };
int64_t mean_rounded(wide numerator, wide denominator, int decimals);

#endif
