/*
 * The query workbook of one unit (common/query_form.h): what is in doubt, to be confirmed with a
 * reason, and below it every answer that is involved, to be corrected.
 */
#ifndef RENKEI_REPORT_QUERY_SHEET_H
#define RENKEI_REPORT_QUERY_SHEET_H

#include "report/book.h"
#include "report/query_answers.h"
#include "report/query_read.h"

/* Writes its sheets into a book that is open and has none. The same query about the same answers
 * gives the same bytes. */
void query_sheet_write(struct book *book, const struct inquiry *inquiry,
                       const struct inquiry_answers *answers);

#endif
