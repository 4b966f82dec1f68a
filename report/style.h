/*
 * How the workbooks look: the formats of their cells, made once per workbook and looked up by
 * pointer, the fills of their charts, and the sizes of columns and rows.
 *
 * Everything must survive a grey printer: an excess over the total is bold on a warm fill, a
 * shortfall is italic on a cool one, ten points are darker than five.
 */
#ifndef RENKEI_REPORT_STYLE_H
#define RENKEI_REPORT_STYLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <xlsxwriter.h>

/* The difference of a percentage from that of all units, both as printed. */
enum shade { SHADE_NONE, SHADE_UP_5, SHADE_UP_10, SHADE_DOWN_5, SHADE_DOWN_10, SHADE_COUNT };
enum shade shade_of(int64_t tenths, int64_t total_tenths);

/* How a row of a table is ruled: the row of all units, the first class of a banner, another. */
enum ruling { RULING_TOTAL, RULING_FIRST, RULING_INNER, RULING_COUNT };

/* Tables: one format per kind of cell and ruling. */
struct row_style {
    lxw_format *text;
    lxw_format *wrapped;              /* text too long for its column */
    lxw_format *code;                 /* text, centred */
    lxw_format *whole;                /* 1,717 */
    lxw_format *rounded;              /* 12.3000: a mean or sd, with all its decimals */
    lxw_format *change;               /* a difference of means: +1.2000, △0.3000 */
    lxw_format *exact;                /* 12.25: any other number with decimals */
    lxw_format *none;                 /* －, … in place of a figure */
    lxw_format *percent[SHADE_COUNT]; /* 14.4 */
    lxw_format *percent_few;          /* 14.4*: of a base under ten */
    lxw_format *zero[SHADE_COUNT];    /* 0: none at all, where 0.0 would mean a few */
    lxw_format *points[SHADE_COUNT];  /* a difference: +1.2, △0.3 */
};

struct style {
    lxw_format *title;
    lxw_format *heading;
    lxw_format *text;
    lxw_format *note;             /* text that wraps */
    lxw_format *small;            /* sources and remarks under a title */
    lxw_format *notice;           /* synthetic data */
    lxw_format *link, *link_cell; /* a link on its own, in a table */
    lxw_format *header;           /* of a table */
    lxw_format *header_count;
    lxw_format *header_percent;
    lxw_format *plain_header; /* machine-readable sheets */
    lxw_format *plain_text, *plain_whole, *plain_percent;
    lxw_format *sample[SHADE_COUNT]; /* legend of the shades */
    lxw_format *entry, *entry_tick;  /* cells that people fill in: coloured, not locked, as text */
    struct row_style rows[RULING_COUNT];
};

void style_init(struct style *style, lxw_workbook *workbook);

#define STYLE_FONT "游ゴシック"

/* Width of an Excel column (in its own unit) that holds `width` half-width columns. */
double column_width(size_t width);

/* Height in points of a row with so many lines. */
double row_height(size_t lines);

/* The fill of series `index` of `count`, from dark to light and every second one patterned; black
 * labels are readable on each. */
void style_fill_series(lxw_chart_series *series, size_t index, size_t count);
/* The fill of 無回答 (the first) and 不明. */
void style_fill_empty(lxw_chart_series *series, bool invalid);

#endif
