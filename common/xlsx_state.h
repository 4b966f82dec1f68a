/*
 * What an open workbook keeps between the calls of xlsx.h: the ZIP, the parser and the buffers,
 * all reused from one workbook to the next. Shared by xlsx.c (open and close), xlsx_workbook.c
 * (sheets and names), xlsx_cells.c (strings and cells), xlsx_merges.c, xlsx_formats.c and
 * xlsx_parts.c; nobody else looks inside.
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

/* The merged ranges of the sheet asked for last, and the bytes of its part they were found in: the
 * same bytes in another form hold the same ones. */
struct xlsx_merges {
    struct str bytes;
    bool known, in_merges;
    struct xlsx_range *ranges;
    size_t count, capacity;
};

/* How the styles of a workbook show numbers. Parts with the same checksum and size are the same. */
struct xlsx_formats {
    bool known;
    uint32_t crc;
    uint64_t size;
    unsigned char *by_id; /* enum xlsx_format of the numbers of formats; NULL before the first */
    struct str by_style;  /* enum xlsx_format of the styles */
};

/* The references in a part that was read already. */
struct xlsx_known_references {
    bool known;
    const struct xlsx_reference *items;
    size_t count;
};

struct xlsx_state {
    struct xlsx_xml xml; /* first: the handlers get its address */
    struct xlsx_zip zip;
    struct xlsx *xlsx;
    struct arena *arena;
    struct str part;   /* the expanded part that is being parsed */
    size_t part_sheet; /* the sheet whose cells were read from it last; SIZE_MAX: none */
    size_t part_begin; /* where its cells begin, in bytes: behind <sheetData>; 0: it has none */
    size_t part_cells; /* and where they end */

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
    size_t scope;    /* and its scope */

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
    uint32_t style;
    bool formula; /* the cell has one */
    xlsx_cell_function *function;
    void *context;

    struct xlsx_known_references *known; /* per member of the ZIP; NULL: none yet */

    struct xlsx_merges merges;
    const char *styles_member; /* NULL: no styles */
    bool formats_ready;        /* `formats` are those of this workbook */
    bool in_formats, in_styles;
    struct xlsx_formats formats;
};

/* Finds the workbook part and reads sheets, names and the place of the shared strings. */
bool xlsx_read_workbook(struct xlsx_state *state);

/* Expands and parses a part of the workbook; false sets error and error_part. */
bool xlsx_read_part(struct xlsx_state *state, const char *member,
                    const struct xlsx_xml_handlers *handlers);

/* The member a target names, seen from the part `source` ("" for the archive's root). */
const char *xlsx_resolve(struct arena *arena, const char *source, const char *target);
/* "xl/workbook.xml" -> "xl/_rels/workbook.xml.rels"; "" -> "_rels/.rels" */
const char *xlsx_relations_member(struct arena *arena, const char *member);

/* Frees what xlsx_merges.c and xlsx_formats.c keep. */
void xlsx_merges_release(struct xlsx_merges *merges);
void xlsx_formats_release(struct xlsx_formats *formats);

/* Reads "C12" or "C12:D13", with dollar signs if `dollars`; false if it is something else. */
bool xlsx_parse_range(const char *text, bool dollars, struct xlsx_range *range);

/* Room for one more element in a growing table of the state. */
void *xlsx_grown(void *table, size_t count, size_t *capacity, size_t size);

/* Sets the error, and returns false. `part` may be NULL. */
bool xlsx_failed(struct xlsx_state *state, const char *part, const char *error);

/* Character data into `text` while `capture` is set. */
void XMLCALL xlsx_on_text(void *context, const XML_Char *bytes, int length);

/* Reads "C12", with dollar signs if `dollars`; returns the first byte behind it, NULL if it is no
 * cell within 1,048,576 rows and 16,384 columns (Excel's limits). */
const char *xlsx_parse_cell(const char *text, bool dollars, uint32_t *row, uint32_t *column);
enum { XLSX_ROW_LIMIT = 1048576, XLSX_COLUMN_LIMIT = 16384 };

#endif
