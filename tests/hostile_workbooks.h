/*
 * For tests: the parts of workbooks that were made to do harm, each a function that writes one:
 * XML that expands or nests, cells that are huge, many or nowhere, books that point in circles.
 */
#ifndef RENKEI_TESTS_HOSTILE_WORKBOOKS_H
#define RENKEI_TESTS_HOSTILE_WORKBOOKS_H

#include "tests/hostile_files.h"

#define SHEET "xl/worksheets/sheet1.xml"
#define TEXTS "xl/sharedStrings.xml"
#define BOOK "xl/workbook.xml"
#define BOOK_RELATIONS "xl/_rels/workbook.xml.rels"
#define ROOT_RELATIONS "_rels/.rels"
#define STYLES "xl/styles.xml"

#define MEBIBYTE ((size_t)1 << 20)

/* ---- XML ---- */

static inline void sheet_of(struct sink *sink, const char *before, const char *inside)
{
    put(sink, before);
    put(sink, "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>");
    put(sink, inside);
    put(sink, "</t></is></c></row></sheetData></worksheet>");
}

static inline void billion_laughs(struct sink *sink)
{
    put(sink, "<!DOCTYPE x [<!ENTITY a0 \"ha\">");
    for (int i = 1; i < 30; i++) {
        char entity[200];
        snprintf(entity, sizeof entity, "<!ENTITY a%d \"", i);
        put(sink, entity);
        for (int j = 0; j < 10; j++) {
            snprintf(entity, sizeof entity, "&a%d;", i - 1);
            put(sink, entity);
        }
        put(sink, "\">");
    }
    sheet_of(sink, "]>", "&a29;");
}

static inline void quadratic_entities(struct sink *sink)
{
    put(sink, "<!DOCTYPE x [<!ENTITY a \"");
    put_letters(sink, MEBIBYTE);
    put(sink, "\">]><worksheet>");
    put_many(sink, "&a;", 100000);
    put(sink, "</worksheet>");
}

static inline void external_entity(struct sink *sink)
{
    sheet_of(sink, "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>", "&a;");
}

static inline void external_subset(struct sink *sink)
{
    sheet_of(sink, "<!DOCTYPE x SYSTEM \"http://127.0.0.1:9/x.dtd\">", "1");
}

static inline void parameter_entity(struct sink *sink)
{
    sheet_of(sink, "<!DOCTYPE x [<!ENTITY % a SYSTEM \"file:///dev/zero\"> %a;]>", "1");
}

static inline void undeclared_entity(struct sink *sink)
{
    sheet_of(sink, "", "&a;");
}

static inline void deep(struct sink *sink)
{
    put(sink, "<workbook>");
    put_many(sink, "<a>", 2000000);
}

static inline void deep_in_cells(struct sink *sink)
{
    put(sink, "<worksheet><sheetData><row><c t=\"inlineStr\"><is>");
    put_many(sink, "<r>", 1000000);
}

static inline void many_attributes(struct sink *sink)
{
    char attribute[40];
    put(sink, "<worksheet><sheetData><row");
    for (int i = 0; i < 1000000; i++) {
        snprintf(attribute, sizeof attribute, " a%d=\"%d\"", i, i * 7);
        put(sink, attribute);
    }
    put(sink, "/></sheetData></worksheet>");
}

static inline void same_attributes(struct sink *sink)
{
    put(sink, "<worksheet><sheetData>");
    put_many(sink, "<row r=\"1\" r=\"2\"/>", 10);
}

static inline void long_attribute(struct sink *sink)
{
    put(sink, "<worksheet><sheetData><row><c r=\"");
    put_letters(sink, 60 * MEBIBYTE);
    put(sink, "\"/></row></sheetData></worksheet>");
}

static inline void long_element(struct sink *sink)
{
    put(sink, "<worksheet><");
    put_letters(sink, 60 * MEBIBYTE);
    put(sink, "/></worksheet>");
}

static inline void long_comment(struct sink *sink)
{
    put(sink, "<worksheet><!--");
    put_letters(sink, 60 * MEBIBYTE);
    put(sink, "--></worksheet>");
}

static inline void unknown_encoding(struct sink *sink)
{
    put(sink, "<?xml version=\"1.0\" encoding=\"UTF-7\"?><worksheet/>");
}

static inline void no_xml(struct sink *sink)
{
    put_bytes(sink, "\0\0\0\0", 4);
}

static inline void nothing(struct sink *sink)
{
    (void)sink;
}

/* ---- Cells ---- */

static inline void shared_text(struct sink *sink, size_t length)
{
    put(sink, "<sst><si><t>");
    put_letters(sink, length);
    put(sink, "</t></si></sst>");
}

static inline void huge_shared_text(struct sink *sink)
{
    shared_text(sink, 100 * MEBIBYTE);
}

static inline void large_shared_text(struct sink *sink)
{
    shared_text(sink, 63 * MEBIBYTE);
}

static inline void inline_text(struct sink *sink, size_t length)
{
    put(sink, "<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>");
    put_letters(sink, length);
    put(sink, "</t></is></c></row></sheetData></worksheet>");
}

static inline void huge_inline_text(struct sink *sink)
{
    inline_text(sink, 100 * MEBIBYTE);
}

static inline void large_inline_text(struct sink *sink)
{
    inline_text(sink, 63 * MEBIBYTE);
}

static inline void large_number(struct sink *sink)
{
    put(sink, "<worksheet><sheetData><row><c><v>");
    put_letters(sink, 63 * MEBIBYTE);
    put(sink, "</v></c></row></sheetData></worksheet>");
}

static inline void regular_text(struct sink *sink)
{
    put(sink, "<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>");
    put_many(sink, "a", 63 * MEBIBYTE);
    put(sink, "</t></is></c></row></sheetData></worksheet>");
}

static inline void many_runs(struct sink *sink)
{
    put(sink, "<sst><si>");
    put_many(sink, "<r><t>abcdefghijklmnopqrstuvwxyz</t></r>", 400000);
    put(sink, "</si></sst>");
}

static inline void cell_at(struct sink *sink, const char *row, const char *cell)
{
    put(sink, "<worksheet><sheetData><row r=\"");
    put(sink, row);
    put(sink, "\"><c r=\"");
    put(sink, cell);
    put(sink, "\"><v>1</v></c></row></sheetData></worksheet>");
}

static inline void row_beyond(struct sink *sink)
{
    cell_at(sink, "4294967295", "A4294967295");
}

static inline void row_wraps(struct sink *sink)
{
    cell_at(sink, "1", "A4294967297");
}

static inline void row_wraps_64(struct sink *sink)
{
    cell_at(sink, "18446744073709551617", "A18446744073709551617");
}

static inline void row_zero(struct sink *sink)
{
    cell_at(sink, "0", "A0");
}

static inline void row_negative(struct sink *sink)
{
    cell_at(sink, "-1", "A1");
}

static inline void column_beyond(struct sink *sink)
{
    cell_at(sink, "1", "ZZZZ1");
}

static inline void column_next(struct sink *sink)
{
    cell_at(sink, "1", "XFE1");
}

static inline void column_wraps(struct sink *sink)
{
    cell_at(sink, "1", "MWLQKXA1"); /* 26-adic: 2 to the power of 32, and one */
}

static inline void many_columns(struct sink *sink)
{
    put(sink, "<worksheet><sheetData><row>");
    put_many(sink, "<c><v>1</v></c>", 1000000);
    put(sink, "</row></sheetData></worksheet>");
}

/* Ten million cells: 1,000 rows of 10,000. */
static inline void many_cells(struct sink *sink)
{
    put(sink, "<worksheet><sheetData>");
    for (int row = 0; row < 1000; row++) {
        put(sink, "<row>");
        put_many(sink, "<c/>", 10000);
        put(sink, "</row>");
    }
    put(sink, "</sheetData></worksheet>");
}

static inline void cells_of_style(struct sink *sink)
{
    put(sink, "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" s=\"4294967295\"><v>1</v></c>"
              "<c r=\"B1\" s=\"99999999999999999999\"><v>44600.5</v></c><c r=\"C1\" s=\"-1\">"
              "<v>1</v></c></row></sheetData></worksheet>");
}

static inline void styles(struct sink *sink)
{
    put(sink, "<styleSheet><numFmts count=\"4294967295\"><numFmt numFmtId=\"4294967295\" "
              "formatCode=\"yyyy\"/><numFmt numFmtId=\"-1\" formatCode=\"d\"/></numFmts>"
              "<cellXfs count=\"4294967295\">");
    put_many(sink, "<xf numFmtId=\"99999999999999999999\"/>", 200000);
    put(sink, "</cellXfs></styleSheet>");
}

static inline void shared_beyond(struct sink *sink)
{
    put(sink, "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>99999999999999999999</v>"
              "</c></row></sheetData></worksheet>");
}

/* ---- Workbooks ---- */

static inline void many_names(struct sink *sink, int count, int sheets)
{
    char text[120];
    put(sink, "<workbook><sheets><sheet name=\"_renkei\" r:id=\"rId2\"/>");
    for (int i = 1; i < sheets; i++) {
        snprintf(text, sizeof text, "<sheet name=\"s%d\" r:id=\"rId1\"/>", i);
        put(sink, text);
    }
    put(sink, "</sheets><definedNames><definedName name=\"a_visits\">s1!$A$1</definedName>");
    for (int i = 1; i < count; i++) {
        snprintf(text, sizeof text, "<definedName name=\"a_n%d\">s%d!$A$%d</definedName>", i,
                 sheets - 1 - i % (sheets - 1), i);
        put(sink, text);
    }
    put(sink, "</definedNames></workbook>");
}

static inline void too_many_names(struct sink *sink)
{
    many_names(sink, 100000, 2);
}

static inline void most_names(struct sink *sink)
{
    many_names(sink, 65536, 2);
}

static inline void names_on_sheets(struct sink *sink)
{
    many_names(sink, 65536, 1024);
}

static inline void too_many_sheets(struct sink *sink)
{
    many_names(sink, 10, 60000);
}

static inline void long_name(struct sink *sink)
{
    put(sink, "<workbook><sheets><sheet name=\"_renkei\" r:id=\"rId2\"/><sheet name=\"s\" "
              "r:id=\"rId1\"/></sheets><definedNames><definedName name=\"");
    put_letters(sink, 30 * MEBIBYTE);
    put(sink, "\">s!$A$1</definedName><definedName name=\"a_visits\">s!");
    put_letters(sink, 30 * MEBIBYTE);
    put(sink, "</definedName></definedNames></workbook>");
}

static inline void no_answers(struct sink *sink)
{
    put(sink, "<workbook><sheets><sheet name=\"_renkei\" r:id=\"rId2\"/></sheets></workbook>");
}

#define RELATION(id, type, target) \
    "<Relationship Id=\"" id "\" Type=\"x/" type "\" Target=\"" target "\"/>"

static inline void root_loop(struct sink *sink)
{
    put(sink,
        "<Relationships>" RELATION("rId1", "officeDocument", "_rels/.rels") "</Relationships>");
}

static inline void book_loop(struct sink *sink)
{
    put(sink, "<Relationships>" RELATION("rId1", "worksheet", "workbook.xml")
                  RELATION("rId2", "worksheet", "_rels/workbook.xml.rels")
                      RELATION("rId3", "sharedStrings", "workbook.xml") "</Relationships>");
}

static inline void outside(struct sink *sink)
{
    put(sink, "<Relationships>" RELATION("rId1", "worksheet", "../../../../../etc/passwd")
                  RELATION("rId2", "worksheet", "file:///etc/passwd") "</Relationships>");
}

static inline void many_relations(struct sink *sink)
{
    put(sink, "<Relationships>");
    put_many(sink, RELATION("rId1", "worksheet", "worksheets/sheet1.xml"), 100000);
    put(sink, "</Relationships>");
}

#endif
