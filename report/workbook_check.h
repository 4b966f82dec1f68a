/* Whether a workbook that was just written is whole. */
#ifndef RENKEI_REPORT_WORKBOOK_CHECK_H
#define RENKEI_REPORT_WORKBOOK_CHECK_H

#include <stdbool.h>

/* Reads every part back; false if one is cut off or its checksum is wrong. */
bool workbook_is_whole(const char *path);

#endif
