/*
 * Several waves of a survey, put side by side: what `renkei compare` knows before it writes. Forms,
 * questions, rows and options belong together by their ids and codes, never by labels or places.
 *
 * A wave's figures of a form come from its responses if the database has any, else from
 * published.csv. Waves stand in the order in which they were named, the earliest first.
 */
#ifndef RENKEI_REPORT_COMPARE_H
#define RENKEI_REPORT_COMPARE_H

#include "common/arena.h"
#include "common/config.h"
#include "common/db.h"
#include "common/inference.h"
#include "report/compare_mean.h"
#include "report/concordance.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct wave {
    struct config config;
    const char *survey; /* its id */
    const char *year;   /* 2021年度(令和3年度) */
    bool synthetic;     /* synthetic responses are loaded */
};

enum value_source {
    VALUE_NONE,      /* not asked, or neither counted nor published */
    VALUE_COUNTED,   /* 集計値: from the responses */
    VALUE_PUBLISHED, /* 公表値 */
};

/* One answer in one wave. -1: not known. */
struct value {
    enum value_source source;
    int64_t count, base;
    int64_t tenths; /* percent; of a published value as it is printed */
    bool disputed;  /* published more than once, with different figures */
};

/* Why answers of two waves do not simply compare. */
enum series_mark {
    MARK_BREAK = 1 << 0,   /* the codebook declares it */
    MARK_ABSENT = 1 << 1,  /* the wave does not ask it */
    MARK_TYPE = 1 << 2,    /* single, multiple: no comparison */
    MARK_OPTIONS = 1 << 3, /* other codes, or another label of a code, or another derivation */
    MARK_BASE = 1 << 4,    /* others are asked */
    MARK_WORDING = 1 << 5, /* the question reads differently */
    MARK_UNIT = 1 << 6,    /* numbers of another unit: no comparison */
    MARK_COUNT = 7,
};

/* One item of single or multiple answers through all waves. */
struct series {
    const struct form_series *form;
    const struct item **items; /* [wave]; NULL where it is not asked */
    unsigned *marks;           /* [wave]; towards the last wave before that asks it */
    const struct item *latest; /* of the last wave that asks it: its labels are shown */
    const int *codes;          /* [answer_count]: options of all waves, CODE_NA, CODE_INVALID */
    size_t answer_count;
    const uint8_t *answer_of; /* [256]; position of a code */
    struct value *values;     /* [wave * answer_count + answer] */
};

/* What was given to a number or text in one wave. -1: not known. */
struct open_value {
    int64_t base;   /* asked */
    int64_t n;      /* of them with a usable number, or a text */
    wide sum;       /* numbers: in millionths */
    int64_t median; /* twice the median in millionths, by the definition of the wave's
                       tables.yaml; with n > 0 */
};

/* One item of numbers or texts through all waves. */
struct open_series {
    struct series series; /* its items and marks; without answers and values */
    bool number;
    struct open_value *values; /* [wave] */
};

/* How the units of two waves answered a number or text. */
struct open_joint {
    const struct open_series *series; /* NULL: there is nothing to pair */
    struct mean_flow flow;
};

/* How the units of two waves answered an item: a table of states for a single question, one per
 * option for a multiple one. States: the answers of the series (multiple: ticked, not ticked,
 * 無回答, 不明), then not asked, then no response. */
struct joint {
    const struct series *series; /* NULL: there is nothing to pair */
    bool single;
    size_t tables, states;
    int64_t *counts; /* [joint_cell()] */
    int64_t *first;  /* the same of the panel, before corrections */
};

/* Two waves with responses to one form, whose units can be told apart by a frame. */
struct pair {
    const struct form_series *form;
    size_t earlier, later; /* waves */
    int64_t matched;       /* units that responded in both */
    struct concordance_result units;
    struct joint *joints;    /* [series]; .series NULL where there is nothing to pair */
    struct open_joint *open; /* [open series], likewise */
};

struct form_series {
    const char *id, *title;
    const struct form **forms;  /* [wave]; NULL where there is no such form */
    enum value_source *sources; /* [wave] */
    int64_t *answered;          /* [wave]; units that responded */
    struct series *series;      /* in the order of the last wave; then what older ones asked */
    size_t series_count;
    struct open_series *open; /* numbers and texts, in the same order */
    size_t open_count;
    struct pair *pairs;
    size_t pair_count;
};

struct comparison {
    struct arena arena;
    struct wave *waves;
    size_t wave_count;
    struct form_series *forms;
    size_t form_count;
    bool synthetic; /* any of them */
};

/* ---- compare_plan.c: what belongs together ---- */

/* Fills `forms` with everything but values and pairs; the waves are set before. A series takes in
 * the items of its id whose type (number, text; single and multiple are of one kind) and, for
 * numbers, whose unit are those of the last wave. */
void comparison_plan(struct comparison *comparison);

/* What keeps the answers to a later item from being simply compared with an earlier one's. */
unsigned item_marks(const struct item *earlier, const struct item *later);

/* The series' option in the wave; NULL: not offered, or no option. */
const struct option *series_option(const struct series *series, size_t wave, int code);
/* The last wave before `wave` that asks the series; false if there is none. */
bool series_former(const struct series *series, size_t wave, size_t *former);
/* 無回答, 不明 or the option's label in the last wave that offers it. */
const char *series_label(const struct comparison *comparison, const struct series *series,
                         size_t answer);
/* No other row of its question comes before it. */
bool series_is_first(const struct series *series);
/* The same of a number's or text's series. */
bool open_is_first(const struct series *series);
/* Answers of both waves can be compared one by one: same type, offered in both. */
bool series_is_offered(const struct series *series, size_t answer, size_t earlier, size_t later);

/* ---- compare_read.c: figures ---- */

/* Reads which forms of which waves have responses, their counts, and what is published. */
void comparison_read(struct comparison *comparison, struct db *db);
/* Only what is published of a wave, for forms without responses (sources are set before). */
void comparison_read_published(struct comparison *comparison, size_t wave);

/* The difference of an answer from the former wave that has a figure of it, in tenths of points;
 * false if there is none. `exact`: from counts; else from printed percentages. */
struct difference {
    size_t former; /* wave */
    int64_t tenths;
    bool exact;
};
bool series_difference(const struct series *series, size_t wave, size_t answer,
                       struct difference *difference);

/* ---- compare_open.c: numbers and texts ---- */

/* Begins to count a wave with responses. */
void open_begin_counts(const struct form_series *form, size_t wave);
/* Counts a response of the wave: who was asked, and who gave something. */
void open_count_response(const struct form_series *form, size_t wave, const uint8_t *codes);
/* The sums and medians of a form's numbers; behind open_count_response() for all responses. */
void open_read_numbers(struct comparison *comparison, struct form_series *form, struct db *db,
                       size_t wave);

/* What a unit said in one wave: the packed codes, and its numbers by item, set where the code is
 * CODE_TICKED. `codes` NULL: no response. */
struct said_answers {
    const uint8_t *codes;
    const int64_t *numbers;
};
/* Unpacks the numbers of a response to the form into `numbers`, [item]. */
void open_unpack(const struct form *form, const uint8_t *codes, const struct copy_field *packed,
                 int64_t *numbers);
/* Adds a unit of a pair, as it counts and as it was before corrections (earlier, later). */
void open_count_unit(struct pair *pair, const struct said_answers now[2],
                     const struct said_answers first[2]);
/* Both ways of counting must agree. */
void open_check_pair(const struct pair *pair);

/* The mean of a value with n > 0 to so many decimals, and the difference of two such, each rounded
 * once from the exact sums. */
int64_t open_mean(const struct open_value *value, int decimals);
int64_t open_difference(const struct open_value *earlier, const struct open_value *later,
                        int decimals);
/* Points between the shares of those asked who gave something, in tenths; base > 0 in both. */
int64_t open_points(const struct open_value *earlier, const struct open_value *later);
/* The last wave before `wave` that can be compared with it: with numbers, or with anybody asked to
 * write; false if there is none. */
bool open_former(const struct open_series *series, size_t wave, size_t *former);
/* The joint of two waves; NULL if they are no pair. */
const struct open_joint *open_joint_of(const struct open_series *series, size_t earlier,
                                       size_t later);
/* Who wrote something, of the units that were asked in both waves. */
struct text_moves {
    int64_t matched, both, only_earlier, only_later, neither;
};
struct text_moves open_text_moves(const struct mean_flow *flow);
/* Student's test of the panel's differences; all NAN for texts and without parts. */
struct t_test open_test(const struct mean_split *split);

/* ---- compare_pair.c: the same units ---- */

/* Pairs each wave with the one before it that has responses too, and counts their units. */
void comparison_pair(struct comparison *comparison, struct db *db, const char *configs);

/* The place of a pair of states; the last two states are not asked, no response. */
size_t joint_cell(const struct joint *joint, size_t table, size_t earlier, size_t later);

/* How an answer of a joint moved. Only for answers that both waves offer. */
struct flow joint_flow(const struct joint *joint, size_t answer);

#endif
