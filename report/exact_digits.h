/* Numbers in workbooks as they were meant: 72.1 and not 72.09999999999999. */
#ifndef RENKEI_REPORT_EXACT_DIGITS_H
#define RENKEI_REPORT_EXACT_DIGITS_H

/* In this program "%.16G", the conversion by which libxlsxwriter writes every number, prints the
 * shortest digits that read back as the same number: in fprintf() where the other conversions are
 * %s and %d, in snprintf() where it stands alone. Call it before a workbook is written. */
void exact_digits_use(void);

#endif
