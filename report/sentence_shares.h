/* What the files of sentence.h share: shares, and how they are put into words. */
#ifndef RENKEI_REPORT_SENTENCE_SHARES_H
#define RENKEI_REPORT_SENTENCE_SHARES_H

#include "common/measure.h"
#include "common/str.h"
#include "report/sentence.h"

/* A sentence that is being made. */
struct making {
    const struct cells *cells;
    size_t line;
    struct arena *arena;
    struct made_sentence *made;
    struct share turnout; /* units that answered, of all; without a base where nobody knows */
    struct str text;
};

struct share sentence_share(const struct making *making, const struct part *part);

/* Appends the shares in these words: one figure, or the range of several. False if they do not
 * fit; the sentence's state and detail then say so. */
bool sentence_append(struct making *making, const struct share *shares, size_t count,
                     enum wording wording);

/* The sentence cannot be made; always false. */
bool sentence_fail(struct making *making, enum sentence_state state, const char *detail);

/* Do these two name the same answers? */
bool parts_equal(const struct part *a, const struct part *b);

/* ---- Rankings (sentence_rank.c) ---- */

struct ranked {
    const struct ranking *ranking;
    struct share *shares;  /* of all that compete */
    const size_t *order;   /* their positions, the largest first; equal ones as they were named */
    const int64_t *places; /* by position: 1, 2, 2, 4 */
    size_t named;          /* so many of the order are named */
};

/* Ranks and decides how many are named: `top`, more if the last of them is tied, fewer if nobody
 * gave an answer. False if there is no order to state. */
bool ranked_init(struct ranked *ranked, struct making *making, const struct ranking *ranking);

/* 「A」が50.4％と最も高く、次いで「B」46.9％、「C」43.9％ */
bool ranked_append(const struct ranked *ranked, struct making *making);

/* 「A」, or 「A」と「B」 if both are first. */
void ranked_append_first(const struct ranked *ranked, struct making *making);

#endif
