/*
 * `renkei trace`: what stands behind one number of cells.csv or numbers.csv. A cell is named in
 * words (trace_cell.c), its count and its units are read from the database (trace_read.c), the cell
 * of a form from the archived workbook (trace_place.c). It only reads.
 */
#ifndef RENKEI_REPORT_TRACE_H
#define RENKEI_REPORT_TRACE_H

#include "common/arena.h"
#include "common/config.h"
#include "common/db.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* ---- Which cell ---- */

enum trace_answer {
    TRACE_OPTION,
    TRACE_SUBTOTAL,
    TRACE_NA,
    TRACE_INVALID,
    TRACE_ALL,    /* all who were asked: the base */
    TRACE_NUMBER, /* the numbers answered, and who answered none */
};

struct trace_cell {
    const struct config *config;
    const struct form *form;
    const struct banner_set *banners;
    const struct item *item;
    enum trace_answer answer;
    size_t option; /* TRACE_OPTION: position in the question's options */
    const struct subtotal *subtotal;
    size_t banner, class;
    const struct banner *area; /* says where a unit is: by prefecture; NULL: nothing does */
};

/* Reads `form/question.row=option@banner:class`, or a line of cells.csv or numbers.csv. Ends the
 * program with STATUS_USAGE on a mistake, saying what there is instead. What it keeps lives in the
 * arena or the configuration. */
struct trace_cell trace_cell_read(struct arena *arena, const struct config *config,
                                  const char *text);

/* The columns of a form that the answer was read from: one, or all of a multiple question unless
 * one of its options is asked for; none for a derived variable. */
struct trace_columns {
    const struct column *first;
    size_t count;
};
struct trace_columns trace_cell_columns(const struct trace_cell *cell);

/* ---- What was counted, and of whom ---- */

struct trace_count {
    int64_t count, base, valid; /* of numbers: n, n + missing, n */
    const char *measures;       /* of numbers: "sum …, mean …"; else NULL */
    const char *run, *who, *version;
    int64_t finished;    /* seconds since 1970 */
    const char *changed; /* the last run that changed responses since; NULL: none */
};
/* Ends the program if the survey was never counted, or with another configuration. */
struct trace_count trace_count_read(const struct trace_cell *cell, struct arena *arena,
                                    struct db *db);

/* Texts are borrowed for the call; "" where there is none. */
struct trace_unit {
    const char *unit, *name, *area;
    const char *value;     /* as counted: a code, NA, INVALID, a number; several codes: "1;3" */
    const char *typed;     /* NULL: as counted */
    const char *rule;      /* by which the typed was read */
    const char *finding;   /* why it could not be used: E002 */
    const char *corrected; /* NULL: it was not */
    const char *query;     /* its number */
    const char *reason;
    const char *file; /* path as given */
    const char *sheet, *cell;
    int64_t line; /* of a CSV; else 0 */
    const char *sha256;
    int64_t received; /* seconds since 1970 */
};
typedef void trace_function(void *context, const struct trace_unit *unit);

struct trace_listed {
    int64_t units;
    int64_t answered; /* TRACE_NUMBER: with a number */
};

/* Calls `function` for every unit of the cell. The cells of forms are looked up for the first
 * `places` units only. */
struct trace_listed trace_units_each(const struct trace_cell *cell, struct db *db, int64_t places,
                                     trace_function *function, void *context);

/* Where the columns stand in the workbook that arrived as `source`: sheet and cell, two of them for
 * several columns (C12:C20); "" if its names do not say so. `ordinal` is the submission's. Both
 * texts live in the arena. */
struct trace_place {
    const char *sheet, *cell;
};
struct trace_place trace_place_read(struct arena *arena, struct db *db,
                                    const struct trace_cell *cell, const char *source,
                                    int32_t ordinal);

/* ---- Outputs ---- */

/* As trace_units_each(), to a terminal: the heading, then at most `limit` units (0: all). */
struct trace_listed trace_screen(const struct trace_cell *cell, struct db *db,
                                 const struct trace_count *count, int64_t limit);
/* All units, to a stream; `failed` if writing did. */
struct trace_listed trace_csv(const struct trace_cell *cell, struct db *db, FILE *stream,
                              bool *failed);

#endif
