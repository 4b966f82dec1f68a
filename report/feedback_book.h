/* The feedback sheet of one unit as a workbook; and whether the file says what was counted. */
#ifndef RENKEI_REPORT_FEEDBACK_BOOK_H
#define RENKEI_REPORT_FEEDBACK_BOOK_H

#include "report/feedback_form.h"

/* Writes the workbook to `path` (borrowed). What fails ends the program. */
void feedback_book_write(struct arena *arena, const struct feedback_form *feedback,
                         const struct feedback_unit *unit, const char *path);

/* Opens it again and compares every cell with what the packed codes say; returns how many numbers
 * were compared. A difference ends the program with STATUS_VERIFY, naming the cell. */
size_t feedback_book_read_back(struct arena *arena, const struct feedback_form *feedback,
                               const struct feedback_unit *unit, const char *path);

#endif
