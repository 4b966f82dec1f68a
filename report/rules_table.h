/*
 * The rules of machine-readable tables over one sheet or one CSV, row by row: the first row is the
 * header. Memory does not grow with the rows. What is right in one kind of column and wrong in
 * another (a comma in a number, － among numbers) is kept until the end of the table, when the kind
 * is known. Not for use outside of rules*.c.
 */
#ifndef RENKEI_REPORT_RULES_TABLE_H
#define RENKEI_REPORT_RULES_TABLE_H

#include "common/sheet_tables.h"
#include "report/rules_verdict.h"

struct table_column;
struct kept_look;
struct rules_table {
    struct rules_result *result;
    struct arena *arena;  /* of the table */
    const char *sheet;    /* "" in a CSV */
    const char *verbatim; /* see rules.h; NULL */
    bool csv;             /* every number is a text there */

    size_t declared; /* fields of a CSV's header: those beyond are another mistake; 0: all */

    struct kept_look *looks;
    struct table_column *columns;
    size_t width, capacity;
    bool headed;                    /* row 1 names the columns */
    uint32_t header_row, last_row;  /* 0: not seen yet */
    size_t rows;                    /* below the header */
    struct verdict gaps, strangers; /* blank rows; rows that begin something else */
    struct verdict first_blank;     /* blank cells in the first column */
};

/* `cells` are those of one row, by column, all XLSX_TEXT in a CSV; rows come from the top. Texts
 * are valid during the call. Set the members of the first group before. */
void rules_table_row(struct rules_table *table, const struct grid_cell *cells, size_t count);

/* Judges what is known only now. */
void rules_table_end(struct rules_table *table);

/* More columns than Excel has are no table: reading ends there. */
enum { RULES_COLUMN_LIMIT = 16384 };

#endif
