/*
 * What an open workbook keeps between the calls of xlsx.h: the ZIP, the parser and the buffers,
 * all reused from one workbook to the next. Shared by xlsx.c (open and close), xlsx_workbook.c
 * (sheets and names) and xlsx_cells.c (strings and cells); nobody else looks inside.
 */
#ifndef RENKEI_COMMON_XLSX_STATE_H
#define RENKEI_COMMON_XLSX_STATE_H

#include "common/str.h"
#include "common/xlsx.h"
#include "common/xlsx_xml.h"
#include "common/xlsx_zip.h"

/* A relationship of a part to another (ECMA-376 Part 2, 6.5); in the arena. */
struct xlsx_relation {
    const char *id;
    const char *type; /* behind the last slash: "worksheet" */
    const char *target;
};

/* What is being read of xl/workbook.xml. */
enum xlsx_section { XLSX_SECTION_OTHER, XLSX_SECTION_SHEETS, XLSX_SECTION_NAMES };

enum xlsx_cell_type {
    XLSX_TYPE_NUMBER,
    XLSX_TYPE_SHARED,
    XLSX_TYPE_STRING, /* a formula's text, and the ISO 8601 dates of t="d" */
    XLSX_TYPE_INLINE,
    XLSX_TYPE_BOOLEAN,
    XLSX_TYPE_ERROR,
};

struct xlsx_state {
    struct xlsx_xml xml; /* first: the handlers get its address */
    struct xlsx_zip zip;
    struct xlsx *xlsx;
    struct arena *arena;
    struct str part; /* the expanded part that is being parsed */

    bool capture; /* character data is wanted, in `text` */
    struct str text;

    struct xlsx_relation *relations;
    size_t relation_count, relation_capacity;
    enum xlsx_section section;
    struct xlsx_sheet *sheets;
    size_t sheet_count, sheet_capacity;
    struct xlsx_name *names;
    size_t name_count, name_capacity;
    struct str name; /* of the defined name whose text is being captured */

    const char *strings_member; /* NULL: no shared strings */
    bool strings_read;
    struct str strings;       /* all shared strings, a NUL behind each */
    uint32_t *string_offsets; /* string i is from [i] to [i + 1] - 1; [string_count + 1] */
    size_t string_count, string_capacity;
    bool in_run; /* in a rich-text run, not in furigana */

    bool in_cells;  /* in <sheetData> */
    bool in_inline; /* in <is> of an inline string */
    uint32_t row, column;
    enum xlsx_cell_type type;
    xlsx_cell_function *function;
    void *context;
};

/* Finds the workbook part and reads sheets, names and the place of the shared strings. */
bool xlsx_read_workbook(struct xlsx_state *state);

/* Expands and parses a part of the workbook; false sets error and error_part. */
bool xlsx_read_part(struct xlsx_state *state, const char *member,
                    const struct xlsx_xml_handlers *handlers);

/* Sets the error, and returns false. `part` may be NULL. */
bool xlsx_failed(struct xlsx_state *state, const char *part, const char *error);

/* Character data into `text` while `capture` is set. */
void XMLCALL xlsx_on_text(void *context, const XML_Char *bytes, int length);

/* Reads "C12", with dollar signs if `dollars`; returns the first byte behind it, NULL if it is no
 * cell within 1,048,576 rows and 16,384 columns (Excel's limits). */
const char *xlsx_parse_cell(const char *text, bool dollars, uint32_t *row, uint32_t *column);
enum { XLSX_ROW_LIMIT = 1048576, XLSX_COLUMN_LIMIT = 16384 };

#endif
