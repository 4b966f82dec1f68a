/*
 * A figure between the counts and the picture: one table, whatever the kind of chart. A row is a
 * case (an item in a class, a class, or a wave), a column an answer (an option, an interval of a
 * number, or a row of a grid). The sheet behind the chart shows exactly this table, and every chart
 * is bound to its cells: stacked bars, columns and lines have a series per column, bars and
 * histograms one per row.
 *
 * Several charts of a figure ("panels") take equal parts of the rows, one after the other.
 */
#ifndef RENKEI_REPORT_SHEET_FIGURE_H
#define RENKEI_REPORT_SHEET_FIGURE_H

#include "report/sheets.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct plot_case {
    const char *label;         /* in full */
    const char *shown;         /* in the chart: with n, where that differs */
    const char *code;          /* of the class; NULL: there is only that of all */
    const char *wave, *source; /* lines: the survey's id, 集計値 or 公表値; else NULL */
    int64_t n;                 /* -1: not known */
};

struct plot {
    const struct sheet *chart, *table;
    struct arena *arena;
    size_t case_count, answer_count, panel_count;
    struct plot_case *cases;
    const char **answers;   /* names of the columns, no two alike */
    size_t option_count;    /* the first so many answers are options; then 無回答, 不明 */
    size_t published_first; /* answers from here on are published values, without a line */
    const char **panels;    /* titles; NULL with one panel */
    int64_t *tenths;        /* [case * answer_count + answer]; MEASURE_NONE: no figure */
    int64_t smallest_n;
    const char *axis; /* what the categories are; NULL: they say it themselves */
};

/* Room for the table; the counts are set before. */
void plot_init(struct plot *plot, struct arena *arena);
/* Decides what the chart says of n, when all cases have theirs: `shown` of each case. */
void plot_show_n(struct plot *plot);

/* ---- Filling the table ---- */

/* Stacked, bar and columns; sheet_figure_counts.c. */
void plot_counts(struct plot *plot, const struct cells *cells, const struct figure_lines *lines);
/* sheet_figure_histogram.c */
void plot_histogram(struct plot *plot, const struct cells *cells, const struct figure_lines *lines);
/* sheet_figure_line.c */
void plot_line(struct plot *plot, const struct cells *cells, const struct figure_lines *lines);

/* What has to be said under the title of a line: published points, and breaks between waves. */
void line_remarks(struct pen *pen, const struct plot *plot, const struct cells *cells);

/* ---- Drawing, sheet_figure_draw.c ---- */

/* The columns of the sheet behind the chart; behind the answers those of codes and words. */
enum { TABLE_LABEL, TABLE_N, TABLE_UNIT, TABLE_ANSWERS };
/* The column with the words that the chart shows of the cases. */
size_t plot_shown_column(const struct plot *plot);

/* The title of a chart, with n if it is the same for all its cases: 図表2-1. …（n=1,717）. */
const char *plot_title(const struct plot *plot, const char *title, size_t panel);
/* What a screen reader says of a panel: all that the picture shows. */
void plot_describe(const struct plot *plot, const char *title, size_t panel, struct str *words);

/* Draws all panels on the pen's sheet; `title` is that of a single one. */
void plot_draw(struct pen *pen, const struct plot *plot, const char *title);

#endif
