/*
 * Answers that are not written plainly: the rules by which they are read, and the single choice,
 * which is typed in more ways than anything else. One rule holds for all: a writing is folded when
 * it can only mean one thing; what may mean two is refused and becomes a finding. Texts that are
 * answers themselves (free text) never come here.
 */
#ifndef RENKEI_INGEST_NORMALISE_H
#define RENKEI_INGEST_NORMALISE_H

#include "common/arena.h"
#include "common/codebook.h"

#include <stdbool.h>
#include <stddef.h>

/* How an answer was read. All but the first are recorded beside the value as typed. */
enum reading_rule {
    RULE_PLAIN,       /* as asked for: 1, ○, 30, blank; white space around it does not count */
    RULE_WIDTH,       /* １ ３０ */
    RULE_PUNCTUATION, /* 1． 1: 1) */
    RULE_ENCLOSED,    /* ① ⑴ (1) */
    RULE_LABEL,       /* 設置している */
    RULE_CODE_LABEL,  /* 1 設置している, 1. 設置している, 1：設置している */
    RULE_REMARK,      /* 3（予定）, and what stands before it by any of the above */
    RULE_COMMAS,      /* 3,000 */
    RULE_UNIT,        /* 30人, where the question asks for 人 */
    RULE_TICK,        /* レ あり TRUE: ticked */
    RULE_NO_TICK,     /* × なし FALSE: not ticked */
    RULE_CORRECTION,  /* a query that came back says so in place of what was typed */
};

/* Its name in the table `reading`. */
const char *reading_rule_name(enum reading_rule rule);

/* What is compared in place of a label or a word: NFKC (Unicode Standard Annex #15), the pairs of
 * characters that CP932 and Unicode tell apart for one and the same sign, no white space. In the
 * arena; NULL if the bytes are not UTF-8. */
const char *answer_key(struct arena *arena, const char *text, size_t length);

enum choice {
    CHOICE_NONE,          /* no option, or not certainly one */
    CHOICE_ONE,           /* `option` and `rule` are set */
    CHOICE_SEVERAL,       /* 1、3; 1（2も） */
    CHOICE_CONTRADICTION, /* the number of one option with the label of another */
};

/* Reads the cell of a single choice that is not blank. */
enum choice read_choice(struct arena *arena, const struct question *question, const char *text,
                        const struct option **option, enum reading_rule *rule);

#endif
