/* What is gathered of one column. Not for use outside of rules_table.c and rules_column.c. */
#ifndef RENKEI_REPORT_RULES_COLUMN_H
#define RENKEI_REPORT_RULES_COLUMN_H

#include "report/rules_table.h"
#include "report/rules_text.h"

/* Labels and codes come again and again, so what was seen of a text is kept: in a table without
 * chains, where a text drives out another with the same hash. A longer text is looked at anew each
 * time. */
enum { KEPT_TEXT = 56, KEPT_LOOKS = 1024 };
struct kept_look {
    size_t length; /* 0: free, since a cell is never empty */
    struct text_traits traits;
    char text[KEPT_TEXT];
};

struct table_column {
    const char *header; /* "" if it is blank */
    bool verbatim;

    /* The last value, for labels that repeat. */
    const struct kept_look *last;

    /* Cells below the header. */
    size_t filled;
    size_t classes[TEXT_SYMBOL + 1];
    size_t stored_as_text; /* of the numbers */
    size_t leading_zero, codes, full_names, short_names, municipalities;
    struct verdict decorated, texts, symbols, words, shorts;

    /* Blank cells between values: labels that are not repeated stand at even distances. */
    size_t last_row, gap; /* by count of rows; of the first two values */
    bool uneven, repeats;
    uint32_t second_row; /* of the sheet, below the first value */
};

void column_take(struct rules_table *table, struct table_column *column,
                 const struct grid_cell *cell);

/* The rules that concern single columns. */
void columns_judge(struct rules_table *table);

/* True if the column holds numbers to compute with, not codes. */
bool column_is_number(const struct rules_table *table, size_t index);

#endif
