/* Parts of workbooks in memory instead of temporary files. */
#ifndef RENKEI_REPORT_PART_MEMORY_H
#define RENKEI_REPORT_PART_MEMORY_H

/* Call before libxlsxwriter writes. */
void part_memory_use(void);

#endif
