/* How workbooks are compressed. */
#ifndef RENKEI_REPORT_COMPRESSION_H
#define RENKEI_REPORT_COMPRESSION_H

/* In this program libdeflate compresses the parts of a workbook that libxlsxwriter would have
 * compressed by zlib. Call it before a workbook is written. */
void compression_use(void);

#endif
