/*
 * Sentences of the report, as tables.yaml words them (configs/README.md): text with places for
 * figures, at most one ranking, and claims that must hold or the sentence is not printed. Which
 * figures a sentence states is decided here; what they are, only report/ knows.
 */
#ifndef RENKEI_COMMON_SENTENCE_H
#define RENKEI_COMMON_SENTENCE_H

#include "common/codebook.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct figure;

/* A share of those who were asked an item: who gave one of these answers. */
struct part {
    size_t item;           /* in form->items */
    const size_t *answers; /* positions among the options; NA and INVALID behind the last one */
    size_t answer_count;
    const char *key;  /* what tells it from the others of its parts: a row's id, a code */
    const char *name; /* what a ranking calls it: the pattern's word, else the codebook's label */
};

/* One or several of them, in the order they were named in. */
struct parts {
    const struct part *at;
    size_t count;
    bool bare;        /* the question alone was named: each of its options */
    const char *text; /* as written */
};

/* In which words a figure is printed; the bounds are exact (docs in configs/README.md). */
enum wording {
    WORDING_PERCENT,  /* 68.9％; of several the range, 43.9～50.4％ */
    WORDING_COUNT,    /* 1,183 */
    WORDING_BASE,     /* 1,717: how many were asked */
    WORDING_TENTHS,   /* 3割, the nearest; of several the range, 4～5割 */
    WORDING_AT_LEAST, /* 7割以上 */
    WORDING_UNDER,    /* 1割未満 */
    WORDING_HALF,     /* 半数: from 40 to 60 percent */
    WORDING_MAJORITY, /* 過半数 */
};

enum piece_kind {
    PIECE_TEXT,
    PIECE_PARTS,
    PIECE_RANKING,     /* the ranking in words */
    PIECE_FIRST_NAME,  /* the name of its first place */
    PIECE_FIRST,       /* the share of its first place */
    PIECE_RANKED,      /* the shares of the places that are named */
    PIECE_FIGURE,      /* the number of the figure, 図表2-1 */
    PIECE_UNITS,       /* how many units there are, ... */
    PIECE_ANSWERED,    /* how many of them answered, ... */
    PIECE_TURNOUT,     /* which share that is */
    PIECE_RANKED_PART, /* in the value of a ranking: the share of the place */
};

struct piece {
    enum piece_kind kind;
    const char *text;   /* TEXT */
    struct parts parts; /* PARTS */
    enum wording wording;
};

struct pieces {
    const struct piece *at;
    size_t count;
};

/* The largest of several shares, then the next: 「A」が50.4％と最も高く、次いで「B」46.9％. */
struct ranking {
    struct parts of;
    size_t top;          /* how many are named */
    const char *most;    /* 最も高く */
    struct pieces value; /* how a share is printed */
    struct parts only;   /* none: any; else those that are named must be among these */
};

enum comparison_sign { SIGN_MORE, SIGN_AT_LEAST, SIGN_LESS, SIGN_AT_MOST };

/* What the sentence says beyond its figures. Parts are compared pair by pair, one with each of the
 * others (never with itself); what is ranked only with a percentage. */
struct claim {
    enum piece_kind of; /* PARTS; FIRST, RANKED: of the sentence's ranking, without `left` */
    struct parts left, right;
    enum comparison_sign sign;
    int64_t percent;  /* in millionths, if `right` has none */
    const char *text; /* as written */
};

struct sentence {
    const char *id;
    const char *section; /* heading; "" if absent */
    bool continues;      /* the paragraph of the sentence before it */
    const struct form *form;
    const struct figure *figure; /* NULL: none */
    struct pieces pieces;
    const struct ranking *ranking; /* NULL: none */
    const struct claim *claims;
    size_t claim_count;
};

#endif
