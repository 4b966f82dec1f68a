/*
 * A workbook as the checker sees it: what all sheets share, and one sheet at a time with its cells
 * and all that lies around them. Not for use outside of rules*.c.
 */
#ifndef RENKEI_REPORT_RULES_SHEET_H
#define RENKEI_REPORT_RULES_SHEET_H

#include "common/xlsx_parts.h"
#include "report/rules_table.h"

/* How cells of a style look (ECMA-376 Part 1, 18.8). Colours are told apart, not known: 0 is none,
 * or that of ordinary text. */
struct rules_look {
    uint32_t fill, ink;
    bool marked; /* bold, italic, underlined, struck out, or a pattern: seen without colours */
};

/* A link within the workbook: where it stands and what it names. */
struct rules_link {
    size_t from; /* sheet */
    uint32_t row, column;
    size_t to; /* sheet; SIZE_MAX: there is none of this name */
    const char *target;
    struct rules_link *next;
};

struct rules_workbook {
    struct xlsx *xlsx;
    struct arena *arena;
    bool has_title, has_author, has_language;
    size_t active; /* the sheet that is shown first */
    const struct rules_look *looks;
    size_t look_count;
    /* Per sheet: the rows that are printed on every page; last_row 0: none. */
    struct xlsx_range *title_rows;
    struct rules_link *links;
    size_t link_count;
};

/* Reads properties, names and styles. False with the workbook's error. */
bool rules_workbook_read(struct rules_workbook *book);

/* A chart, a picture, a shape without a text of its own. */
struct rules_object {
    uint32_t row, column;
    const char *name;
    bool chart, described, titled;
    const char *chart_id; /* its relationship */
    struct rules_object *next;
};

struct rules_sheet {
    size_t index;
    const char *name;
    bool is_chart;                 /* a chart sheet has no cells */
    const struct grid_cell *cells; /* by rows, then columns; those with a value */
    size_t cell_count;
    uint32_t last_row, last_column;
    struct xlsx_range *merges;
    size_t merge_count, merge_capacity;
    struct rules_object *objects, **last_object;
    size_t table_count; /* Excel tables */
    struct xlsx_range table, filter;
    uint32_t frozen_rows;
    const char *cursor, *corner; /* active cell; first cell in view, where it was scrolled; "" */
    const char *pane_corner;     /* first cell of the pane that moves; "" */
};

/* Reads what lies around the cells, which are borrowed and were read just now, into `arena`; the
 * links go to the workbook. Set `index` before. */
bool rules_sheet_read(struct rules_workbook *book, struct rules_sheet *sheet,
                      const struct grid *grid, struct arena *arena);

/* The cells of a row: from `first` on, those with the same row. */
size_t rules_row_end(const struct rules_sheet *sheet, size_t first);

/* A table from row 1: names side by side, no title above. */
bool rules_sheet_is_flat(const struct rules_sheet *sheet);

/* The A rules of one sheet; `flat` sheets have their header where others have a title. */
void rules_judge_sheet(struct rules_result *result, const struct rules_workbook *book,
                       const struct rules_sheet *sheet, bool flat);

/* Where the table of a presentation sheet is, if it has one. */
struct rules_area {
    bool found;
    uint32_t header, last; /* rows */
    uint32_t left, right;  /* columns */
};
/* Also says whether there are others, at the first cell of the first of them. */
struct rules_area rules_find_table(struct rules_result *result, const struct rules_workbook *book,
                                   const struct rules_sheet *sheet, bool flat);

#endif
