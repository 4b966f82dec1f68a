/*
 * How told.c and its parts read the tables: record by record, straight from the bytes. First the
 * names (questions, options, banners), then the figures, which must be of known names. Nobody else
 * includes this.
 */
#ifndef RENKEI_COMMON_TOLD_BUILD_H
#define RENKEI_COMMON_TOLD_BUILD_H

#include "common/told.h"

/* What is being built of an item, a form and a wave; the public structures point into these. */
struct item_build {
    struct told_option *options;
    struct told_cell *cells;
    struct told_number *numbers;
    struct told_rate *rates;
};

/* Names and positions in a list that grows. */
struct told_index {
    struct names names;
    size_t count, room;
};

struct form_build {
    struct told_banner *banners;
    struct told_class *classes;
    struct told_question *questions;
    struct told_item *items;
    struct item_build *item_builds;
    struct told_index lines, rows; /* "banner|key", "question|row" */
};

struct wave_build {
    struct told_wave *wave;
    struct told_form *forms;
    struct form_build *builds; /* as many */
    bool open;                 /* a name that is not known is entered: the former wave */
};

struct told_reading {
    struct told *told;
    struct arena *arena;
    told_find_function *find;
    void *context;
    struct told_error *error;
    struct wave_build now, previous;
    size_t dense; /* cells and statistics that there is room for */
    struct told_panel *panel;
    struct told_figure *figures;
    struct told_findings *findings;
    struct told_index open; /* "form|unit" */
    struct told_bin *bins;
    struct told_past *pasts;
    struct told_index bin_index, past_index;
};

/* ---- Records (told_record.c) ---- */

struct told_record {
    struct told_reading *reading;
    const char *file;          /* "tables/cells.csv" */
    const char *const *names;  /* of the columns that were asked for, NULL behind the last */
    const char *const *fields; /* in that order; valid during the call only */
    long line;
    struct wave_build *wave; /* that the file tells of */
};
typedef bool told_record_function(const struct told_record *record);

struct told_file {
    const char *name;         /* "cells.csv" */
    const char *const *names; /* of columns; they must be there, others may be too */
    told_record_function *function;
    bool needed;
};

/* Calls the function for every record until it returns false. False after an error. */
bool told_each(struct told_reading *reading, const struct told_file *file, struct wave_build *wave);

/* Sets the error and returns false; the text is translated and may be a format. */
bool told_fail(const struct told_record *record, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The same, where a field is not what was wanted: "a whole number". */
bool told_refuse(const struct told_record *record, size_t field, const char *wanted);

/* Fields by their place among the names that were asked for. */
const char *told_keep(const struct told_record *record, size_t field);
bool told_count(const struct told_record *record, size_t field, int64_t *count);
/* Empty: MEASURE_NONE. */
bool told_count_or_none(const struct told_record *record, size_t field, int64_t *count);
bool told_tenths(const struct told_record *record, size_t field, int64_t *tenths);
/* Any decimal; empty: NULL. */
bool told_decimal(const struct told_record *record, size_t field, const char **decimal);
/* A decimal that `n` numbers can add up to. */
bool told_sum(const struct told_record *record, size_t field, int64_t n, const char **sum);

/* Room for one more behind `count` elements; they may move. */
void *told_grown(struct arena *arena, void *items, size_t count, size_t size);

/* "a|b" in `buffer`; false if it is too long to be a name. */
enum { TOLD_KEY_SIZE = 512 };
bool told_key(char buffer[TOLD_KEY_SIZE], const char *left, const char *right);
/* As names_add(). */
size_t told_index_add(struct told_index *index, struct arena *arena, const char *key,
                      size_t position);

/* ---- Names (told_names.c) ---- */

bool told_read_names(struct told_reading *reading);
/* Lets the public structures point to what was built. */
void told_publish(struct wave_build *wave);
/* The form of the record, and the item, class and option it names; false after an error. Fields are
 * given by their place; an open wave enters what it does not know. */
bool told_find_form(const struct told_record *record, size_t field, size_t *form);
bool told_find_item(const struct told_record *record, size_t form, size_t field, size_t *item);
bool told_find_class(const struct told_record *record, size_t form, size_t field, size_t *line);
bool told_find_option(const struct told_record *record, size_t form, size_t item, size_t field,
                      size_t *option);
/* Have all rows of every question the same options? False after an error. */
bool told_check_options(struct told_reading *reading);
/* Enters a subtotal. */
bool told_add_subtotal(const struct told_record *record, size_t form, size_t item, size_t field);

/* ---- Figures (told_figures.c) ---- */

bool told_read_figures(struct told_reading *reading);

/* ---- What only figures show (told_drawn.c) ---- */

bool told_read_drawn(struct told_reading *reading);
/* The part of told_ties() that is about them. */
int64_t told_tie_drawn(const struct told *told, struct mismatches *mismatches);

#endif
