/*
 * Reading a survey's configuration: configs/<survey>/{codebook.yaml,banners.yaml,tables.yaml,
 * published.csv} and configs/frames/<id>.csv. All mistakes are reported in one run, each with
 * file, line and column; then config_read() fails.
 */
#ifndef RENKEI_COMMON_CONFIG_H
#define RENKEI_COMMON_CONFIG_H

#include "common/banner.h"
#include "common/codebook.h"
#include "common/frame.h"

#include <stdbool.h>
#include <stddef.h>

/* A numbered figure of the report (図表2-1), of one kind per type of question. */
enum chart_kind {
    CHART_STACKED,   /* single: 100 % stacked horizontal bars, one per row and class */
    CHART_BAR,       /* multiple: a bar per option, the largest first */
    CHART_COLUMNS,   /* single, multiple: one answer, a column per class */
    CHART_HISTOGRAM, /* number: a column per interval of the values */
    CHART_LINE,      /* single, multiple: this wave and those before it */
};

/* What a chart draws beside each other in several classes: more could not be told apart. */
enum { CHART_CLASSES_MOST = 4 };

struct subtotal;

struct figure {
    const char *id;     /* "fig2-1" */
    const char *number; /* "図表2-1" */
    const char *title;
    const struct form *form;
    const struct question *question;
    const struct item *item; /* of a grid the one row that is drawn; NULL: all of them */
    enum chart_kind chart;
    const char *banner;              /* id; "total" */
    const struct option *option;     /* the one answer that is drawn (columns, line), ... */
    const struct subtotal *subtotal; /* ... or options taken together; both NULL: all answers */
};

/* A figure as printed in a published report. */
struct published {
    const char *figure;
    const struct form *form;
    const struct question *question;
    const struct row *row; /* NULL without rows */
    int code;              /* option code, CODE_NA or CODE_INVALID */
    int64_t base;          /* -1: unknown */
    bool base_printed;
    int64_t count;  /* -1: not printed */
    int64_t tenths; /* percent in tenths; -1: not printed */
    const char *printed_as;
    long line; /* in published.csv */
};

/* How sure the figures are: what tables.yaml asks for (docs/statistics.md); nothing by default. */
enum interval_method { INTERVAL_NONE, INTERVAL_WILSON, INTERVAL_LOGIT };
enum adjustment { ADJUST_NONE, ADJUST_BONFERRONI, ADJUST_BH };

struct sureness {
    enum interval_method method;
    int64_t level; /* of the intervals, in millionths */

    const struct form *weighted; /* NULL: no weights */
    size_t stratum;              /* the banner whose classes are the strata, by position */

    bool tests;
    int64_t test_level; /* in millionths */
    enum adjustment adjustment;
    int64_t smallest_base; /* a class with fewer valid answers is not compared */
};

/* A question by the answers to another one, as a sheet of its own. */
struct nesting {
    const struct form *form;
    const struct question *question;
    size_t banner; /* by the answers of `by`; in the form's banner set */
};

/* Options of a single-answer question that are also shown taken together. */
struct subtotal {
    const struct form *form;
    const struct question *question;
    const char *id; /* in place of an option's code */
    const char *label;
    const size_t *options; /* positions in question->options */
    size_t option_count;
};

/* A number per so many of what a column of the frame counts: consultations per 10,000 inhabitants.
 */
struct rate {
    const struct form *form;
    const struct item *item;
    const char *per; /* column of the frame */
    const char *label;
    int64_t units;
};

/* How those who answered compare with the whole frame. */
struct covered_column {
    const char *column;
    const char *label;
};
struct panel {
    const struct form *form;
    const size_t *banners; /* in the form's banner set; they divide by the frame */
    size_t banner_count;
    const struct covered_column *columns; /* summed over all units and over those that answered */
    size_t column_count;
};

/* Quantiles after Hyndman and Fan (1996): 7 interpolates between two values, 1 is the inverse of
 * the empirical distribution, always an observed value. */
enum quantile_definition { QUANTILES_INVERSE = 1, QUANTILES_LINEAR = 7 };

struct sentence; /* common/sentence.h */

struct config {
    struct codebook codebook; /* with banners per form */
    const struct nesting *nestings;
    size_t nesting_count;
    const struct subtotal *subtotals;
    size_t subtotal_count;
    const struct rate *rates;
    size_t rate_count;
    const struct panel *panels;
    size_t panel_count;
    enum quantile_definition quantiles;
    struct sureness sureness;
    const struct figure *figures;
    size_t figure_count;
    const struct sentence *sentences;
    size_t sentence_count;
    const struct published *published;
    size_t published_count;
    const char *published_path;
};

/* Reads and checks everything; on mistakes prints them all and returns false (the caller exits
 * with STATUS_USAGE). Missing tables.yaml and published.csv mean none. */
bool config_read(struct config *config, const char *configs, const char *survey);
void config_release(struct config *config);

/* As config_read(), but ends the program on mistakes; says which surveys there are if `survey`
 * does not exist. */
void config_require(struct config *config, const char *configs, const char *survey);

/* The form that an option names; ends the program, saying which forms there are, if the survey has
 * no such form. */
const struct form *config_require_form(const struct config *config, const char *form);

/* "NA", "INVALID" or the option's number, in `buffer` of at least CODE_TEXT_SIZE bytes. */
enum { CODE_TEXT_SIZE = 8 };
const char *code_text(char *buffer, int code);
/* 無回答, 不明 or the option's label. */
const char *code_label(const struct question *question, int code);

#endif
