/*
 * A published table as it was printed: figures, in them rows of percentages (items), in them the
 * cells. Read from CSV files that people typed: the columns of published.csv, or fewer, named in
 * English or Japanese. With a codebook the labels and the types come from it; without one the ids
 * are whatever stands in the file.
 */
#ifndef RENKEI_AGGREGATE_AUDIT_TABLE_H
#define RENKEI_AGGREGATE_AUDIT_TABLE_H

#include "common/config.h"
#include "common/feasible.h"
#include "common/mistakes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* In ascending order of weight. */
enum audit_verdict { AUDIT_POSSIBLE, AUDIT_UNDECIDED, AUDIT_CONTRADICTION, AUDIT_IMPOSSIBLE };

/* Why; texts are final, in the language of the output. */
struct audit_remark {
    enum audit_verdict verdict;
    const char *reason; /* a stable word: "no-count" */
    const char *text;
    const char *remedy; /* NULL: none */
    const struct audit_remark *next;
};

struct audit_remarks {
    const struct audit_remark *first;
    struct audit_remark *last;
};

struct audit_cell {
    const struct audit_item *item;
    const char *option; /* the code or label that tells it from the others of its row */
    const char *label;  /* as people know it */
    const char *file;
    long line;
    int64_t base; /* -1: not in this line */
    bool base_printed;
    int64_t count;     /* -1: not printed */
    int64_t millionth; /* the percentage in millionths of one percent; -1: not printed */
    int decimals;      /* as typed */
    bool blank;        /* 無回答 or 不明 */
    bool alone;        /* blank or exclusive: who counts here ticks nothing else */
    bool repeated;     /* its row has this option already */
    struct audit_remarks remarks;
    struct feasible_range range; /* the counts it can stand for; low > high: none or not known */
};

enum audit_answers { AUDIT_ANSWERS_UNKNOWN, AUDIT_ANSWERS_ONE, AUDIT_ANSWERS_SEVERAL };

/* How the kind of answers is known. */
enum audit_source { AUDIT_FROM_NOTHING, AUDIT_FROM_SUM, AUDIT_FROM_FILE, AUDIT_FROM_CODEBOOK };

struct audit_item {
    const struct audit_figure *figure;
    const char *form, *question, *row; /* ids; "" where there are none */
    const char *label;                 /* question and row in words; "" without a codebook */
    const struct question *asked;      /* NULL without a codebook */
    enum audit_answers answers;
    enum audit_source source;
    bool complete; /* all options of the codebook and 無回答 are printed */
    bool sums;     /* the percentages (or counts) sum to a whole, as far as rounding allows */
    int decimals;
    int64_t base; /* -1: unknown */
    bool base_printed;
    bool bases_differ;
    struct audit_cell **cells; /* without the repeated ones, as they stand in the file */
    size_t count;
    struct audit_remarks remarks; /* of the row as a whole */
    int64_t sets;      /* sets of counts; -1: not counted; 0: none, or no such question */
    const char *bases; /* which n fit, where that was asked; "" */
};

struct audit_figure {
    const char *name;
    size_t file; /* from 0 */
    struct audit_item **items;
    size_t count;
    int decimals; /* the most that it prints */
    bool padded;  /* some percentages were typed with fewer */
};

struct audit_table {
    struct arena *arena;
    const struct config *config; /* NULL without a survey */
    bool has_questions;          /* some file has a column that names the question */
    struct audit_cell *cells;
    size_t cell_count;
    struct audit_item *items;
    size_t item_count;
    struct audit_figure *figures;
    size_t figure_count;
};

/* The files together, in their order. Mistakes are collected; with some the table is of no use. */
void audit_table_read(struct audit_table *table, const char *const *paths, size_t count,
                      struct mistakes *mistakes);

/* ---- Between the readers ---- */

enum audit_column {
    AUDIT_FIGURE,
    AUDIT_FORM,
    AUDIT_QUESTION,
    AUDIT_ROW,
    AUDIT_OPTION,
    AUDIT_BASE,
    AUDIT_BASE_PRINTED,
    AUDIT_COUNT,
    AUDIT_PERCENT,
    AUDIT_PRINTED_AS,
    AUDIT_TYPE,
    AUDIT_COLUMNS,
};

/* The column that a header names, AUDIT_COLUMNS if none. */
enum audit_column audit_column_named(struct arena *arena, const char *header);
/* Its name in published.csv. */
const char *audit_column_name(enum audit_column column);

/* One line of a file: fields[column] is "" where the file has no such column. */
struct audit_line {
    struct arena *arena;
    struct mistakes *mistakes;
    const char *file;
    long line;
    const char *fields[AUDIT_COLUMNS];
};

void audit_mistake(const struct audit_line *line, enum audit_column column, const char *hint,
                   const char *reason);

/* What is compared in place of a text: NFKC, one sort of dash, no white space. */
const char *audit_folded(struct arena *arena, const char *text);

/* Numbers as people type them; mistakes become -1. */
void audit_read_numbers(const struct audit_line *line, struct audit_cell *cell);
enum audit_answers audit_read_type(const struct audit_line *line);
/* NA, INVALID, 無回答, 未回答, 不明 and the like. */
bool audit_is_blank(struct arena *arena, const char *text);

/* Puts ids of the codebook for what the line names and says what they mean; false on mistakes. */
struct audit_names {
    const struct form *form;
    const struct question *question;
    const struct row *row;
    int code;
};
bool audit_find(const struct audit_line *line, const struct config *config,
                struct audit_names *names);

#endif
