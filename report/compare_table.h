/* What the machine-readable tables of a comparison share. A figure that does not exist is an empty
 * field. */
#ifndef RENKEI_REPORT_COMPARE_TABLE_H
#define RENKEI_REPORT_COMPARE_TABLE_H

#include "report/compare.h"

#include <stdio.h>

struct compare_table {
    const struct comparison *comparison;
    struct str out;
    struct arena arena; /* of one series */
};

/* The header; `names` ends with NULL. */
void compare_table_begin(struct compare_table *table, const char *const *names);
/* Writes the table and releases it; false if writing failed (errno says why). */
bool compare_table_finish(struct compare_table *table, FILE *stream);

/* The fields form, question, row, question_text, row_label. */
void compare_table_series(struct compare_table *table, const struct series *series);
/* The field marks. */
void compare_table_marks(struct compare_table *table, unsigned marks);

/* One field each; a negative count is not known, a percentage of nobody does not exist. */
void compare_field_whole(struct str *out, int64_t value);
void compare_field_known(struct str *out, int64_t count);
void compare_field_tenths(struct str *out, int64_t tenths);
void compare_field_percent(struct str *out, int64_t count, int64_t base);
void compare_field_wide(struct str *out, wide value);

#endif
