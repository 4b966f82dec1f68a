/* How the rooms of the checker note what they find. Not for use outside of rules*.c. */
#ifndef RENKEI_REPORT_RULES_VERDICT_H
#define RENKEI_REPORT_RULES_VERDICT_H

#include "report/rules.h"

/* The rule was looked at; breaches without this count too. */
void verdict_apply(struct rules_result *result, enum rule rule);

/* Where something is: `row` and `column` from 1, 0: no cell. Texts are copied if they are kept. */
struct spot {
    const char *sheet; /* "" in a CSV */
    uint32_t row, column;
    const char *value; /* NULL: none */
};
void verdict_break(struct rules_result *result, enum rule rule, const struct spot *spot);

/* A list of places of its own, for breaches that are certain only at the end of a column. */
void breach_keep(struct verdict *kept, struct arena *arena, const struct spot *spot);
void verdict_break_all(struct rules_result *result, enum rule rule, const struct verdict *kept);

#endif
