/*
 * Workbooks for tests, made of XML parts by hand: a ZIP in memory through minizip, and what a test
 * expects of reading it, as text: cells as "C12=t:text" (t n b e f being the kinds), an error as
 * "!" with a part of its message.
 */
#ifndef RENKEI_TESTS_MAKE_WORKBOOK_H
#define RENKEI_TESTS_MAKE_WORKBOOK_H

#include "common/arena.h"
#include "common/str.h"
#include "common/xlsx.h"

#include <check.h>
#include <minizip/zip.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* The bytes of a ZIP while it is written; minizip goes back to fill in the sizes. */
struct made_zip {
    struct str bytes;
    size_t position;
    zipFile zip;
};

static inline voidpf made_open(voidpf opaque, const void *name, int mode)
{
    (void)name;
    (void)mode;
    return opaque;
}

static inline uLong made_read(voidpf opaque, voidpf stream, void *buffer, uLong size)
{
    (void)opaque;
    struct made_zip *made = stream;
    if (size > made->bytes.length - made->position)
        size = (uLong)(made->bytes.length - made->position);
    memcpy(buffer, made->bytes.at + made->position, size);
    made->position += size;
    return size;
}

static inline uLong made_write(voidpf opaque, voidpf stream, const void *buffer, uLong size)
{
    (void)opaque;
    struct made_zip *made = stream;
    size_t end = made->position + size;
    if (end > made->bytes.length) {
        str_reserve(&made->bytes, end - made->bytes.length);
        made->bytes.length = end;
    }
    memcpy(made->bytes.at + made->position, buffer, size);
    made->position = end;
    return size;
}

static inline ZPOS64_T made_tell(voidpf opaque, voidpf stream)
{
    (void)opaque;
    const struct made_zip *made = stream;
    return made->position;
}

static inline long made_seek(voidpf opaque, voidpf stream, ZPOS64_T offset, int origin)
{
    (void)opaque;
    struct made_zip *made = stream;
    size_t base = origin == ZLIB_FILEFUNC_SEEK_SET   ? 0
                  : origin == ZLIB_FILEFUNC_SEEK_CUR ? made->position
                                                     : made->bytes.length;
    made->position = base + (size_t)offset;
    return 0;
}

static inline int made_close(voidpf opaque, voidpf stream)
{
    (void)opaque;
    (void)stream;
    return 0;
}

static inline void made_begin(struct made_zip *made)
{
    zlib_filefunc64_def functions = {made_open, made_read,  made_write, made_tell,
                                     made_seek, made_close, made_close, made};
    made->position = 0;
    made->zip = zipOpen2_64("", APPEND_STATUS_CREATE, NULL, &functions);
    if (!made->zip)
        abort();
}

/* level 0: stored */
static inline void made_add_bytes(struct made_zip *made, const char *name, const char *bytes,
                                  size_t length, int level)
{
    int method = level ? Z_DEFLATED : 0;
    if (zipOpenNewFileInZip64(made->zip, name, NULL, NULL, 0, NULL, 0, NULL, method, level, 0) ||
        zipWriteInFileInZip(made->zip, bytes, (unsigned)length) || zipCloseFileInZip(made->zip))
        abort();
}

static inline void made_add(struct made_zip *made, const char *name, const char *text)
{
    made_add_bytes(made, name, text, strlen(text), 6);
}

/* Writes the directory; the bytes are whole then. */
static inline void made_end(struct made_zip *made)
{
    if (zipClose(made->zip, NULL))
        abort();
}

#define TRANSITIONAL "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define STRICT "http://purl.oclc.org/ooxml/officeDocument/relationships"
#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define PACKAGE "http://schemas.openxmlformats.org/package/2006/relationships"
#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"

#define RELATION(id, type, target) \
    "<Relationship Id=\"" id "\" Type=\"" TRANSITIONAL "/" type "\" Target=\"" target "\"/>"
#define RELATIONS(list) XML "<Relationships xmlns=\"" PACKAGE "\">" list "</Relationships>"
#define WORKBOOK(inside) \
    XML "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" TRANSITIONAL "\">" inside "</workbook>"
#define SHEETS "<sheets><sheet name=\"調査票\" sheetId=\"1\" r:id=\"rId1\"/></sheets>"
#define SHEET(inside) XML "<worksheet xmlns=\"" MAIN "\">" inside "</worksheet>"
#define ROWS(rows) SHEET("<sheetData>" rows "</sheetData>")
#define STRINGS(list) XML "<sst xmlns=\"" MAIN "\">" list "</sst>"

static const char root_relations[] =
    RELATIONS(RELATION("rId1", "officeDocument", "xl/workbook.xml"));
static const char book_relations[] =
    RELATIONS(RELATION("rId1", "worksheet", "worksheets/sheet1.xml") RELATION(
        "rId2", "sharedStrings", "sharedStrings.xml") RELATION("rId3", "styles", "styles.xml"));

/* The parts of a workbook with one sheet; NULL takes the usual part, "" leaves it out. */
struct parts {
    const char *root, *relations, *workbook, *sheet, *strings, *styles;
};

static inline void add_part(struct made_zip *made, const char *name, const char *text,
                            const char *usual)
{
    if (!text)
        text = usual;
    if (text && *text)
        made_add(made, name, text);
}

static inline void make(struct made_zip *made, const struct parts *parts)
{
    made_begin(made);
    add_part(made, "[Content_Types].xml", NULL, XML "<Types/>");
    add_part(made, "_rels/.rels", parts->root, root_relations);
    add_part(made, "xl/_rels/workbook.xml.rels", parts->relations, book_relations);
    add_part(made, "xl/workbook.xml", parts->workbook, WORKBOOK(SHEETS));
    add_part(made, "xl/worksheets/sheet1.xml", parts->sheet, ROWS(""));
    add_part(made, "xl/sharedStrings.xml", parts->strings, NULL);
    add_part(made, "xl/styles.xml", parts->styles, NULL);
    made_end(made);
}

static inline bool show_cell(void *context, const struct xlsx_cell *cell)
{
    struct str *shown = context;
    char name[16];
    ck_assert_uint_eq(strlen(cell->text), cell->length);
    str_appendf(shown, "%s=%c:%s\n", xlsx_cell_name(name, cell->row, cell->column),
                "tnbef"[cell->kind], cell -> text);
    return true;
}

/* All cells of all sheets, or "!" and the error. */
static inline void show_cells(struct xlsx *xlsx, struct str *shown)
{
    for (size_t i = 0; i < xlsx->sheet_count; i++)
        if (!xlsx_read_sheet(xlsx, i, show_cell, shown)) {
            str_appendf(shown, "!%s", xlsx->error);
            return;
        }
}

static inline void show_names(struct xlsx *xlsx, struct str *shown)
{
    char cell[16];
    for (size_t i = 0; i < xlsx->name_count; i++) {
        const struct xlsx_name *name = &xlsx->names[i];
        bool local = name->scope != XLSX_WORKBOOK;
        str_appendf(shown, "%s%s%s=%s!%s\n", local ? xlsx->sheets[name->scope].name : "",
                    local ? ":" : "", name->name, xlsx->sheets[name->sheet].name,
                    xlsx_cell_name(cell, name->row, name->column));
    }
}

typedef void show_function(struct xlsx *xlsx, struct str *shown);

static inline void show_bytes(const void *bytes, size_t length, show_function *function,
                              struct str *shown)
{
    struct arena arena = {0};
    struct xlsx xlsx = {0};
    /* A copy of the exact size lets the sanitizer see what is read behind the end. */
    void *copy = malloc(length ? length : 1);
    ck_assert_ptr_nonnull(copy);
    if (length)
        memcpy(copy, bytes, length);
    if (xlsx_open(&xlsx, &arena, copy, length))
        function(&xlsx, shown);
    else
        str_appendf(shown, "!%s", xlsx.error);
    xlsx_close(&xlsx);
    arena_release(&arena);
    free(copy);
}

/* An expectation that begins with "!" is a part of the error. */
static inline void check_bytes(const void *bytes, size_t length, show_function *function,
                               const char *expected)
{
    struct str shown = {0};
    show_bytes(bytes, length, function, &shown);
    const char *text = str_text(&shown);
    size_t mark = *expected == '!';
    if (mark)
        ck_assert_msg(strchr(text, '!') && strstr(text, expected + mark), "expected %s, got %s",
                      expected, text);
    else
        ck_assert_str_eq(text, expected);
    str_release(&shown);
}

static inline void check_parts(const struct parts *parts, show_function *function,
                               const char *expected)
{
    struct made_zip made = {0};
    make(&made, parts);
    check_bytes(made.bytes.at, made.bytes.length, function, expected);
    str_release(&made.bytes);
}

static inline void show_workbook(struct xlsx *xlsx, struct str *shown)
{
    str_append(shown, xlsx->dates_from_1904 ? "1904" : "1900");
    for (size_t i = 0; i < xlsx->sheet_count; i++) {
        const struct xlsx_sheet *sheet = &xlsx->sheets[i];
        ck_assert_uint_eq(xlsx_find_sheet(xlsx, sheet->name), i);
        str_appendf(shown, " %s%s=%s", sheet->hidden ? "-" : "", sheet->name, sheet->member);
    }
    ck_assert_uint_eq(xlsx_find_sheet(xlsx, "none such"), SIZE_MAX);
}

#define COUNT(table) ((int)(sizeof(table) / sizeof *(table)))

#endif
