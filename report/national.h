/*
 * national.xlsx: cover, contents, how to read, who answered, the numbered figures, a cross table
 * per question, notes. The sheets are planned first, of those figures that have something to show;
 * the forms are then written one by one.
 */
#ifndef RENKEI_REPORT_NATIONAL_H
#define RENKEI_REPORT_NATIONAL_H

#include "report/book.h"
#include "report/cells.h"

/* Opens the workbook and plans its sheets; book->config, loaded, cells and arena are set. */
void national_open(struct book *book, const char *path);

/* Writes the figures and cross tables of one form; each form that was answered once. */
void national_write_form(struct book *book, const struct cells *cells);

/* Writes the other sheets and the file. */
void national_close(struct book *book);

/* ---- Plans that other workbooks share ---- */

void plan_sheet(struct book *book, enum sheet_kind kind, const char *name, const char *title);
/* A chart, and the sheet with its table behind it; `breakdown` is added to its title. */
void plan_figure(struct book *book, const struct figure *figure, const char *breakdown);
/* The sheet of sentences, if a form that was answered has any. */
void plan_sentences(struct book *book);
/* The table of a question; nothing for a text. */
void plan_question(struct book *book, const struct form *form, const struct question *question);

#endif
