/* How values of an export are written where they are text: CSV, codebook and DDI. */
#ifndef RENKEI_REPORT_EXPORT_TEXT_H
#define RENKEI_REPORT_EXPORT_TEXT_H

#include "report/export.h"

#include <stdint.h>

/* Exactly, with the decimals it has; `buffer` of DECIMAL_SIZE bytes. */
const char *export_number_text(char *buffer, int64_t value);
/* "3", or the word of a kind of empty; `buffer` of DECIMAL_SIZE bytes. */
const char *export_code_text(char *buffer, int code);

#endif
