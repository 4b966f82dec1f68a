/* The kinds of file that are judged. Not for use outside of rules*.c. */
#ifndef RENKEI_REPORT_RULES_FILE_H
#define RENKEI_REPORT_RULES_FILE_H

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

#endif
