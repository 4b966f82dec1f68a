/*
 * national.xlsx: cover, contents, how to read, who answered, the numbered figures, a cross table
 * per question, notes. The sheets are planned first; the forms are then written one by one, so
 * that the counts of only one form are in memory.
 */
#ifndef RENKEI_REPORT_NATIONAL_H
#define RENKEI_REPORT_NATIONAL_H

#include "report/book.h"
#include "report/cells.h"

/* Opens the workbook and plans its sheets; book->config, loaded and arena are set. */
void national_open(struct book *book, const char *path);

/* Writes the figures and cross tables of one form; each form that was answered once. */
void national_write_form(struct book *book, const struct cells *cells);

/* Writes the other sheets and the file. */
void national_close(struct book *book);

#endif
