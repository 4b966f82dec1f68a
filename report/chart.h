/*
 * What the charts of all workbooks share: fonts, the look of axes and lines, series that are bound
 * to cells, the words for screen readers, and their place on a sheet. What is drawn is the
 * caller's.
 *
 * The first mistake of libxlsxwriter's calls is kept by the book (book.h); lack of memory aborts.
 */
#ifndef RENKEI_REPORT_CHART_H
#define RENKEI_REPORT_CHART_H

#include "common/str.h"
#include "report/book.h"

#include <stddef.h>
#include <stdint.h>
#include <xlsxwriter.h>

/* Points. */
enum { CHART_LABEL_SIZE = 9, CHART_TITLE_SIZE = 12, CHART_SMALL_TITLE_SIZE = 11 };

/* In the font of the workbook, black; its name lives in the arena. */
lxw_chart_font chart_font(struct arena *arena, double size);

/* A chart of one of libxlsxwriter's types, with a bold title and the fonts of its axes and legend;
 * the legend stands below. */
lxw_chart *chart_start(struct book *book, uint8_t type, const char *title, double size);

/* Cells of one row or one column. */
struct chart_cells {
    lxw_row_t row, last_row;
    lxw_col_t column, last_column;
};

/* A series bound to cells of the sheet `table`: its points, their names, and its own name. */
struct chart_source {
    const char *table;
    struct chart_cells categories, values;
    lxw_row_t name_row;
    lxw_col_t name_column;
};
lxw_chart_series *chart_bind(lxw_chart *chart, const struct chart_source *source);

/* Labels with the values of the series, in this number format; upright ones are read from below. */
void chart_label(struct book *book, lxw_chart_series *series, const char *format, bool upright);

/* Series `index` of a line chart: lines differ by colour, dashes and markers. */
void chart_style_line(lxw_chart_series *series, size_t index);
/* The same marker alone, pale: a point that does not come from responses. */
void chart_style_pale(lxw_chart_series *series, size_t index);

/* The axis of values: from 0, with a thin grid. `format` of its numbers. */
void chart_axis_values(lxw_chart_axis *axis, const char *format);
/* Keeps the names of categories level, where programs would rather turn them than wrap them. */
void chart_axis_level(struct book *book, lxw_chart_axis *axis);
void chart_axis_title(struct book *book, lxw_chart_axis *axis, const char *title);

/* The end and the steps of an axis of percentages, from the largest value in tenths: there is room
 * for its label behind it, but never more than 100 %. */
struct chart_scale {
    int64_t end, unit;
};
struct chart_scale chart_scale(int64_t largest);

/* Place and size on the sheet, in pixels from the row the pen is in. */
struct chart_place {
    size_t left, top, width, height;
};
/* Puts the chart on the pen's sheet with `words` for screen readers, as much of them as a workbook
 * holds: at most CHART_WORDS_MOST bytes, cut at the end of a character. */
enum { CHART_WORDS_MOST = 1900 };
void chart_put(struct pen *pen, lxw_chart *chart, const struct chart_place *place,
               const struct str *words);

#endif
