/*
 * Reading .xlsx and .xlsm (ECMA-376 Part 1, SpreadsheetML; transitional and strict) from memory:
 * the members of the ZIP through minizip, their XML through expat. Only the sheets that are asked
 * for are read. Files are hostile until read: every limit is a constant with its reason (ZIP:
 * xlsx_zip.c, XML: xlsx_xml.h, sheets and names: xlsx_workbook.c, cells: xlsx_cells.c).
 * One struct xlsx serves one thread; workers have their own.
 */
#ifndef RENKEI_COMMON_XLSX_H
#define RENKEI_COMMON_XLSX_H

#include "common/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct xlsx_sheet {
    const char *name;
    const char *member; /* of the ZIP: xl/worksheets/sheet1.xml */
    bool hidden;
};

/* A defined name for one cell ('調査票'!$C$12) or for the cells of a merged one, of which it means
 * the first. Others are passed over, and those that programs make for themselves (_xlnm.…). */
struct xlsx_name {
    const char *name;
    size_t scope;         /* the only sheet that knows the name (a copied sheet has its own), or */
    size_t sheet;         /* in sheets */
    uint32_t row, column; /* from 1 */
};
#define XLSX_WORKBOOK SIZE_MAX /* the scope of a name that all sheets know */

/* Cells of a sheet, from 1; the last ones belong to it. */
struct xlsx_range {
    uint32_t row, column, last_row, last_column;
};

/* Zero-initialise. */
struct xlsx {
    const struct xlsx_sheet *sheets;
    size_t sheet_count;
    const struct xlsx_name *names;
    size_t name_count;
    bool dates_from_1904;
    /* What is wrong, when a function returned false: a static English text, marked with N_(), that
     * names the damage or the limit; pass it through _() when it is shown. */
    const char *error;
    const char *error_part; /* the member of the ZIP it is about, NULL for the whole file */
    struct xlsx_state *state;
};

/* XLSX_FORMULA: one that was stored without its result (openpyxl writes such); its text is "=". */
enum xlsx_kind { XLSX_TEXT, XLSX_NUMBER, XLSX_BOOLEAN, XLSX_ERROR, XLSX_FORMULA };

/* A cell with a value; blank cells and empty texts are passed over. The text is UTF-8, without
 * furigana (rPh), `_xHHHH_` decoded; a number is its digits as stored (<v>), a boolean "1" or "0",
 * an error "#REF!". A date stored as such (t="d") is text: "2022-02-16". Of a formula the stored
 * result is read. */
struct xlsx_cell {
    uint32_t row, column; /* from 1 */
    enum xlsx_kind kind;
    uint32_t style;   /* number of its format; 0 is the usual one */
    bool formula;     /* the value is the stored result of one */
    const char *text; /* NUL-terminated; valid during the call only */
    size_t length;
};

/* Return false to stop reading (xlsx_read_sheet() then returns true). */
typedef bool xlsx_cell_function(void *context, const struct xlsx_cell *cell);

/* What people send in place of a workbook and what looks like it: [MS-CFB]. */
enum xlsx_ole {
    XLSX_OLE_NONE,     /* no OLE file */
    XLSX_OLE_OTHER,    /* one that is not known */
    XLSX_OLE_EXCEL_97, /* .xls */
    XLSX_OLE_LOCKED,   /* an .xlsx with a password */
};
enum xlsx_ole xlsx_ole_kind(const void *bytes, size_t length);

/* Opens a workbook that lies in memory; the bytes must stay. Everything lives in the arena.
 * On false `error` says why (not a ZIP, no workbook, damaged, a limit). The same structure opens
 * one workbook after the other, without xlsx_close() between, and so reuses parser and buffers:
 * of many small files that is a good part of the time. */
bool xlsx_open(struct xlsx *xlsx, struct arena *arena, const void *bytes, size_t length);

/* Calls `function` for every cell with a value, in the order of the file: by rows, but a file not
 * written by Excel may differ or give a cell twice. Checksums are compared before the first call.
 * May be called again, for other sheets too; not from within `function`. */
bool xlsx_read_sheet(struct xlsx *xlsx, size_t sheet, xlsx_cell_function *function, void *context);

/* The merged ranges of a sheet; the value of each is that of its first cell. They live until the
 * next call of a function that reads. Costs little behind xlsx_read_sheet() of the same sheet. */
bool xlsx_read_merges(struct xlsx *xlsx, size_t sheet, const struct xlsx_range **merges,
                      size_t *count);

/* How numbers of a style are shown; not from within a cell function. The formats are read when they
 * are first asked for, and once for all workbooks with the same ones. */
enum xlsx_format { XLSX_FORMAT_NUMBER, XLSX_FORMAT_DATE, XLSX_FORMAT_TIME };
bool xlsx_number_format(struct xlsx *xlsx, uint32_t style, enum xlsx_format *format);

/* What a stored number (ECMA-376 Part 1, 18.17.4) says as a date, in the order of ISO 8601:
 * "2023-01-03", "2023-01-03 12:30", "12:30:15" (a time alone). The calendar of 1900 has a
 * 1900-02-29 and a 1900-01-00, as Excel shows them. False if no date has this number. */
enum { XLSX_DATE_SIZE = 32 };
bool xlsx_date_text(const struct xlsx *xlsx, const char *number, enum xlsx_format format,
                    char text[XLSX_DATE_SIZE]);

/* Sheet by name, SIZE_MAX if there is none. */
size_t xlsx_find_sheet(const struct xlsx *xlsx, const char *name);

/* "C12", in `buffer` of at least 16 bytes. */
const char *xlsx_cell_name(char *buffer, uint32_t row, uint32_t column);

/* Releases what the arena does not hold (parsers, inflate state); safe after a failed open. */
void xlsx_close(struct xlsx *xlsx);

#endif
