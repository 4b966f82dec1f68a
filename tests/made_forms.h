/*
 * Workbooks of several forms for the tests of `renkei ingest`: sheets as Excel, LibreOffice and
 * openpyxl leave them when people copy, move, rename and hide them. Each is made by the program's
 * own writer and changed as text.
 */
#ifndef RENKEI_TESTS_MADE_FORMS_H
#define RENKEI_TESTS_MADE_FORMS_H

#include "ingest/form_template.h"
#include "tests/ingest_run.h"
#include "tests/make_workbook.h"

#include <minizip/unzip.h>

enum made_names { NAMES_WORKBOOK, NAMES_LOCAL, NAMES_LOST };

/* In an edit: the style of a date, which stands behind those of the form. */
#define DATE_STYLE "s=\"date\""

/* One sheet; `values` as in write_form(). */
struct made_form {
    const char *sheet, *unit;
    const char *values[8];
    enum made_names names;
    const char *edits[4][2];         /* texts of the sheet's XML, and what they are replaced by */
    const char *name_from, *name_to; /* the same of its defined names */
    uint32_t inserted_at, inserted;  /* rows that were inserted; the names follow */
    bool hidden, from_1904;
    const char *xml; /* no form: the whole sheet */
};

static inline const char *replaced(const char *text, const char *from, const char *to)
{
    struct str result = {0};
    size_t count = 0;
    for (const char *next; (next = strstr(text, from)); text = next + strlen(from), count++) {
        str_append_bytes(&result, text, (size_t)(next - text));
        str_append(&result, to);
    }
    ck_assert_msg(count > 0, "nothing to replace: %s", from);
    str_append(&result, text);
    const char *copy = arena_strdup(&kept, result.at);
    str_release(&result);
    return copy;
}

/* What stands between two texts. */
static inline const char *between(const char *text, const char *start, const char *end)
{
    const char *at = strstr(text, start);
    ck_assert_msg(at != NULL, "%s", start);
    at += strlen(start);
    ck_assert(strstr(at, end) != NULL);
    return arena_copy(&kept, at, (size_t)(strstr(at, end) - at));
}

/* The number of every row from `first` on becomes larger, in what follows each `mark`. */
static inline const char *rows_moved(const char *text, const char *mark, uint32_t first,
                                     uint32_t by)
{
    struct str result = {0};
    for (const char *next; (next = strstr(text, mark));) {
        next += strlen(mark);
        str_append_bytes(&result, text, (size_t)(next - text));
        for (text = next; *text && !strchr("\"<", *text);) {
            char *end;
            unsigned long row = *text >= '0' && *text <= '9' ? strtoul(text, &end, 10) : 0;
            if (row) {
                str_appendf(&result, "%lu", row + (row >= first ? by : 0));
                text = end;
            } else {
                str_append_char(&result, *text++);
            }
        }
    }
    str_append(&result, text);
    const char *copy = arena_strdup(&kept, result.at);
    str_release(&result);
    return copy;
}

static inline const char *member_text(const char *path, const char *name)
{
    unzFile zip = unzOpen(path);
    unz_file_info info;
    ck_assert(zip != NULL);
    ck_assert_int_eq(unzLocateFile(zip, name, 1), UNZ_OK);
    ck_assert_int_eq(unzGetCurrentFileInfo(zip, &info, NULL, 0, NULL, 0, NULL, 0), UNZ_OK);
    char *text = arena_alloc(&kept, info.uncompressed_size + 1);
    ck_assert_int_eq(unzOpenCurrentFile(zip), UNZ_OK);
    ck_assert_int_eq(unzReadCurrentFile(zip, text, (unsigned)info.uncompressed_size),
                     (int)info.uncompressed_size);
    ck_assert_int_eq(unzCloseCurrentFile(zip), UNZ_OK);
    ck_assert_int_eq(unzClose(zip), UNZ_OK);
    return text;
}

/* The form as a file of its own, which is not among those to be loaded. */
static inline const char *form_alone(const struct form_template *template,
                                     const struct form_sheet *blank, const struct made_form *made)
{
    struct form_sheet sheet = *blank;
    struct form_filler filler = {0};
    const char *error = "", **values = arena_array(&kept, sheet.form->column_count, sizeof *values);
    for (size_t i = 0; i < sizeof made->values / sizeof *made->values && made->values[i]; i++) {
        const char *equals = strchr(made->values[i], '=');
        const struct column *column = form_column(
            sheet.form, arena_copy(&kept, made->values[i], (size_t)(equals - made->values[i])));
        ck_assert_msg(column != NULL, "%s", made->values[i]);
        values[column - sheet.form->columns] = equals + 1;
    }
    sheet.unit = made->unit;
    sheet.values = values;
    ck_assert_msg(form_template_fill(template, &sheet, &filler, &error), "%s", error);
    const char *path = write_bytes("../alone.xlsx", filler.zip.bytes.at, filler.zip.bytes.length);
    form_filler_release(&filler);
    return path;
}

static inline const char *sheet_xml(const char *path, const struct made_form *made)
{
    static const char *const marks[] = {"<row r=\"", "<c r=\"", "<mergeCell ref=\""};
    if (made->xml)
        return made->xml;
    const char *xml = member_text(path, "xl/worksheets/sheet1.xml");
    for (size_t i = 0; i < sizeof marks / sizeof *marks && made->inserted; i++)
        xml = rows_moved(xml, marks[i], made->inserted_at, made->inserted);
    const char *styles = between(member_text(path, "xl/styles.xml"), "<cellXfs count=\"", "\"");
    const char *date = arena_printf(&kept, "s=\"%s\"", styles);
    for (size_t i = 0; i < sizeof made->edits / sizeof *made->edits && made->edits[i][0]; i++) {
        const char *to = made->edits[i][1];
        xml = replaced(xml, made->edits[i][0],
                       strstr(to, DATE_STYLE) ? replaced(to, DATE_STYLE, date) : to);
    }
    return xml;
}

/* Without those of the program: what is printed, and what is repeated. */
static inline const char *own_names(const char *names)
{
    static const char end[] = "</definedName>";
    const char *own = "";
    for (const char *next; (next = strstr(names, end)); names = next) {
        next += strlen(end);
        if (!strstr(arena_copy(&kept, names, (size_t)(next - names)), "_xlnm."))
            own = arena_printf(&kept, "%s%.*s", own, (int)(next - names), names);
    }
    return own;
}

/* The defined names of a form, for sheet number `sheet` from 0. */
static inline const char *names_xml(const char *path, const struct made_form *made, int sheet)
{
    if (made->xml || made->names == NAMES_LOST)
        return "";
    const char *names = own_names(
        between(member_text(path, "xl/workbook.xml"), "<definedNames>", "</definedNames>"));
    const char *quoted = arena_printf(
        &kept, "'%s'!", strchr(made->sheet, '\'') ? replaced(made->sheet, "'", "''") : made->sheet);
    if (made->inserted)
        names = rows_moved(names, "!$", made->inserted_at, made->inserted);
    names = replaced(names, "'調査票'!", quoted);
    if (made->name_from)
        names = replaced(names, made->name_from, made->name_to);
    if (made->names == NAMES_LOCAL)
        names = replaced(names, "<definedName ",
                         arena_printf(&kept, "<definedName localSheetId=\"%d\" ", sheet));
    return names;
}

/* A workbook with these sheets, up to one without a name; those that begin with _renkei are hidden
 * ones of the unit given. */
static inline void write_sheets(const char *name, const struct form_sheet *blank,
                                const struct made_form *forms)
{
    const char *error = "", *sheets = "", *names = "", *relations = "", *path = NULL;
    struct form_template *template = form_template_new(blank, &error);
    struct made_zip made = {0};
    ck_assert_msg(template != NULL, "%s", error);
    made_begin(&made);
    made_add(&made, "[Content_Types].xml", XML "<Types/>");
    made_add(&made, "_rels/.rels", root_relations);
    for (int i = 0; forms[i].sheet; i++) {
        bool hidden = strncmp(forms[i].sheet, "_renkei", 7) == 0;
        if (!forms[i].xml)
            path = form_alone(template, blank, &forms[i]);
        const char *xml =
            hidden ? member_text(path, "xl/worksheets/sheet2.xml") : sheet_xml(path, &forms[i]);
        made_add(&made, arena_printf(&kept, "xl/s%d.xml", i), xml);
        relations =
            arena_printf(&kept, "%s" RELATION("r%d", "worksheet", "s%d.xml"), relations, i, i);
        sheets = arena_printf(&kept, "%s<sheet name=\"%s\" sheetId=\"%d\"%s r:id=\"r%d\"/>", sheets,
                              forms[i].sheet, i + 1,
                              hidden || forms[i].hidden ? " state=\"hidden\"" : "", i);
        if (!hidden)
            names = arena_printf(&kept, "%s%s", names, names_xml(path, &forms[i], i));
    }
    made_add(&made, "xl/workbook.xml",
             arena_printf(&kept,
                          WORKBOOK("<workbookPr date1904=\"%d\"/><sheets>%s</sheets>"
                                   "<definedNames>%s</definedNames>"),
                          forms[0].from_1904, sheets, names));
    made_add(&made, "xl/_rels/workbook.xml.rels",
             arena_printf(&kept,
                          RELATIONS("%s" RELATION("s", "sharedStrings", "sharedStrings.xml")
                                        RELATION("t", "styles", "styles.xml")),
                          relations));
    made_add(&made, "xl/sharedStrings.xml", member_text(path, "xl/sharedStrings.xml"));
    made_add(&made, "xl/styles.xml",
             replaced(member_text(path, "xl/styles.xml"), "</cellXfs>",
                      "<xf numFmtId=\"14\"/></cellXfs>"));
    made_end(&made);
    write_bytes(name, made.bytes.at, made.bytes.length);
    str_release(&made.bytes);
    form_template_free(template);
}

#endif
