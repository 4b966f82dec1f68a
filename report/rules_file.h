/* The kinds of file that are judged. Not for use outside of rules*.c. */
#ifndef RENKEI_REPORT_RULES_FILE_H
#define RENKEI_REPORT_RULES_FILE_H

#include "common/sheet_tables.h"
#include "report/rules_verdict.h"

/* A CSV: UTF-8, CP932 or UTF-16. False with result->error. */
bool rules_csv(struct rules_result *result, const struct rules_question *question);

/* A workbook whose bytes lie in memory. False with result->error. */
struct rules_bytes {
    const void *at;
    size_t length;
};
bool rules_workbook(struct rules_result *result, const struct rules_question *question,
                    struct rules_bytes bytes);

/* The same beside somebody who reads the workbook: rules_require_begin() in rules.h. */
struct judgement *rules_along_begin(struct rules_result *result,
                                    const struct rules_question *question, struct xlsx *xlsx);
bool rules_along_sheet(struct judgement *judgement, size_t sheet, const struct grid *grid);
struct rules_result *rules_along_end(struct judgement *judgement);

#endif
