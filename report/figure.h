/*
 * What figures need beside the counts of a form: the distribution of a number, and the waves before
 * this one. Both are read once, for all units and for the areas that get a workbook, and belong to
 * the cells of the form (cells.h), as everything the outputs print.
 */
#ifndef RENKEI_REPORT_FIGURE_H
#define RENKEI_REPORT_FIGURE_H

#include "report/cells.h"
#include "report/compare.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* ---- Histograms (histogram.c) ---- */

/* Values from `lower` up to but without `upper`, in millionths. */
struct bin {
    const char *label;
    int64_t lower, upper; /* upper: INT64_MAX in the last one, if it is open */
};

struct histogram {
    const struct item *item;
    struct bin *bins;
    size_t bin_count;
    bool *known;     /* [banner]: whether its classes were counted */
    int64_t *counts; /* [line * bin_count + bin] */
};

/* A value and how many units gave it; `value` in millionths. */
struct value_count {
    size_t banner, class;
    int64_t value, count;
};

/* Intervals of equal width for values in ascending order: they begin at a multiple of the width,
 * which is the smallest of 1, 2, 5, 10, 20, 50 ... (of the last decimal that is allowed) that takes
 * no more than HISTOGRAM_BINS_MOST intervals to the value that 95 % of the units do not exceed;
 * larger values are together in a last, open one. A few very large units would otherwise leave one
 * column of all the others. */
enum { HISTOGRAM_BINS_MOST = 12, HISTOGRAM_COVERED = 95 };
void histogram_bins(struct histogram *histogram, struct arena *arena,
                    const struct value_count *values, size_t count);

/* Adds the values of classes; cells->first_class says where they belong. */
void histogram_count(struct histogram *histogram, const struct cells *cells,
                     const struct value_count *values, size_t count);

/* Whether the survey has figures of numbers. */
bool histograms_wanted(const struct config *config);
/* Reads the histograms of the form's figures into cells->histograms. */
void histograms_read(struct cells *cells, struct arena *arena, struct db *db);

/* tables/histograms.csv: the header, then the histograms of each form; false if writing failed. */
bool histograms_csv_begin(FILE *stream);
bool histograms_csv_write(FILE *stream, const struct cells *cells);

/* ---- Lines (trend.c) ---- */

/* What one wave says of one answer of an item. -1: not known. */
struct trend_value {
    int64_t count, base;
    int64_t tenths; /* of a published value as it is printed */
};

struct trend_wave {
    const char *survey, *year;
    enum value_source source;
    bool synthetic; /* synthetic responses were loaded for it */
    bool *known;    /* [line]: whether the class has figures; published ones are of all units */
    struct trend_value *values; /* [line * column_count + column] */
    const char *marks;          /* why it does not simply compare with the wave before; "" */
};

/* A column is an answer of the one item that is drawn, or the one answer of an item of a grid. */
struct trend_column {
    const struct item *item;
    size_t answer; /* in the sense of cells.h */
};

struct trend {
    const struct trend_column *columns;
    size_t column_count;
    struct trend_wave *waves; /* the earliest first; the last one is the survey itself */
    size_t wave_count;
};

/* The waves before a survey, as far as they are configured: `comparison` holds them and, last, the
 * survey itself, with what is published of them. */
struct waves {
    struct comparison comparison;
    bool *counted; /* [wave]: the database has counts that belong to its responses */
};

/* Whether the survey has figures of waves. */
bool waves_wanted(const struct config *config);
/* Reads them; a mistake in their configuration ends the program. */
void waves_read(struct waves *waves, struct db *db, const struct config *config,
                const char *configs);
void waves_release(struct waves *waves);

/* Reads the lines of the form's figures into cells->trends. */
void trends_read(struct cells *cells, struct arena *arena, struct db *db, struct waves *waves);

/* tables/waves.csv, as for histograms. */
bool waves_csv_begin(FILE *stream);
bool waves_csv_write(FILE *stream, const struct cells *cells);

/* ---- What is drawn ---- */

/* The answer of a figure that shows one, in the sense of cells.h. */
size_t figure_answer(const struct cells *cells, const struct figure *figure);

/* Why the figure cannot be drawn for the classes in these lines, in Japanese; NULL if it can. */
const char *figure_refusal(const struct figure *figure, const struct cells *cells,
                           const size_t *lines, size_t count);

/* Whether the charts of a figure show the banner in some workbook: its own, that of all units, and
 * those of the areas. */
bool figure_shows(const struct figure *figure, const struct banner *banner);

#endif
