/* What an audit found: a report for people, a table for machines; both to standard output. */
#ifndef RENKEI_AGGREGATE_AUDIT_OUTPUT_H
#define RENKEI_AGGREGATE_AUDIT_OUTPUT_H

#include "aggregate/audit_judge.h"
#include "common/str.h"

/* One block per figure: what is printed, the verdict, why, what to do; and a line for all. */
void audit_write_report(const struct audit *audit, struct str *out);

/* One line per row of percentages (its option is empty, its verdict the worst) and one per cell, as
 * other tables are
 * written: UTF-8 with BOM, CRLF, every field quoted; texts in Japanese. Verdicts are the words
 * possible, undecided, contradiction, impossible. */
void audit_write_csv(const struct audit *audit, struct str *out);

#endif
