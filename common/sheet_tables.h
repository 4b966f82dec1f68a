/*
 * The named tables (ECMA-376 Part 1, 18.5), the cells and the charts (21.2) of a workbook, as they
 * stand in the file: read back with the project's own reader and kept, so that they can be compared
 * with what they should say. For workbooks of any origin: limits as in sheet_tables.c.
 *
 * Everything lives in the arena that is given; texts are UTF-8.
 */
#ifndef RENKEI_COMMON_SHEET_TABLES_H
#define RENKEI_COMMON_SHEET_TABLES_H

#include "common/arena.h"
#include "common/xlsx.h"
#include "common/xlsx_parts.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- Cells ---- */

/* A cell with a value; a number is its digits as stored. */
struct grid_cell {
    uint32_t row, column; /* from 1 */
    uint32_t style;
    enum xlsx_kind kind;
    bool formula; /* as in struct xlsx_cell */
    bool claimed; /* for those who compare: set when somebody knows what it should be */
    const char *text;
    size_t length;
};

/* The cells of one sheet, by rows, then columns; each place once. */
struct grid {
    struct grid_cell *cells;
    size_t count;
};

/* Reads a sheet. False with the workbook's error, or if a place is given twice. */
bool grid_read(struct grid *grid, struct arena *arena, struct xlsx *xlsx, size_t sheet);
/* As grid_read(); of cells that are given twice one is kept. */
bool grid_read_lenient(struct grid *grid, struct arena *arena, struct xlsx *xlsx, size_t sheet);

/* NULL: the cell is empty. */
struct grid_cell *grid_at(const struct grid *grid, uint32_t row, uint32_t column);
/* The text of a cell; "" where there is none. */
const char *grid_text(const struct grid *grid, uint32_t row, uint32_t column);

/* ---- Tables ---- */

struct sheet_table {
    const char *name;           /* displayName: "question.municipality.vision" */
    size_t sheet;               /* in xlsx->sheets */
    struct xlsx_range range;    /* with the header */
    const char *const *columns; /* their names, as the table's part says */
    size_t column_count;
};

/* All tables of a workbook, in the order of its sheets. */
struct sheet_tables {
    struct sheet_table *tables;
    size_t count;
};
bool sheet_tables_read(struct sheet_tables *tables, struct arena *arena, struct xlsx *xlsx);

/* ---- Charts ---- */

/* A point as the chart keeps it for programs that do not compute: <c:pt idx="0"><c:v>14.4. */
struct chart_point {
    uint32_t index; /* from 0 */
    const char *value;
};

/* What a series refers to, and what it keeps of that. */
struct chart_reference {
    const char *formula;     /* '図表2-1データ'!$D$2:$D$5; NULL: there is none */
    size_t sheet;            /* in xlsx->sheets; SIZE_MAX: it names none, or is no range */
    struct xlsx_range range; /* only with `sheet` */
    bool numeric;            /* <c:numCache>, else <c:strCache> */
    bool literal;            /* points without a reference: bound to nothing */
    const struct chart_point *points;
    size_t point_count;
    uint32_t announced; /* <c:ptCount> */
};

struct chart_series {
    struct chart_reference name, categories, values;
};

struct sheet_chart {
    size_t sheet;       /* that it is drawn on */
    const char *member; /* xl/charts/chart1.xml */
    const struct chart_series *series;
    size_t series_count;
};

struct sheet_charts {
    struct sheet_chart *charts;
    size_t count;
};
bool sheet_charts_read(struct sheet_charts *charts, struct arena *arena, struct xlsx *xlsx);

/* Reads 'name'!$A$1:$B$2 or name!A1: false if it is something else or there is no such sheet. */
bool sheet_reference_read(const struct xlsx *xlsx, struct arena *arena, const char *formula,
                          size_t *sheet, struct xlsx_range *range);

#endif
