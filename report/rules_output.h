/* What `renkei check` says: for people, or as a table. Not for use outside of rules*.c. */
#ifndef RENKEI_REPORT_RULES_OUTPUT_H
#define RENKEI_REPORT_RULES_OUTPUT_H

#include "common/str.h"
#include "report/rules.h"

/* A file in the language of the program; `passed` lists also the rules it keeps, `brief` leaves out
 * a file that keeps all. */
struct rules_shown {
    bool passed, brief;
};
void rules_write_text(struct str *out, const struct rules_result *result, struct rules_shown shown);

/* As CSV, in Japanese: one record per place that breaks a rule, and one per rule that is kept or
 * does not apply. */
void rules_write_header(struct str *out);
void rules_write_csv(struct str *out, const struct rules_result *result);

#endif
