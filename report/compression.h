/* How hard workbooks are compressed. */
#ifndef RENKEI_REPORT_COMPRESSION_H
#define RENKEI_REPORT_COMPRESSION_H

/* In this program libxlsxwriter compresses the parts of a workbook at level 4 of zlib instead of
 * its default, 6: that takes less than half the time and makes national.xlsx a tenth larger. Call
 * it before a workbook is written. */
void compression_use(void);

#endif
