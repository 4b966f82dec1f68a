/*
 * XML of a workbook through expat: one parser, reset between the parts, whole parts in one call
 * (nothing is copied), no document type and so no entities. Elements are told apart by their depth
 * and the local part of their name: any prefix will do, and transitional and strict OOXML, which
 * differ in their namespaces, read alike. Not for use outside of xlsx*.c.
 */
#ifndef RENKEI_COMMON_XLSX_XML_H
#define RENKEI_COMMON_XLSX_XML_H

#include "common/message.h"
#include "common/str.h"

#include <expat.h>
#include <stdbool.h>
#include <string.h>

/* Zero-initialise. The first member of the structure that the handlers work on. */
struct xlsx_xml {
    XML_Parser parser;
    unsigned depth; /* of the open element; the root has 1 */
    bool stopped;   /* enough was read, or something failed */
    const char *error;
};

struct xlsx_xml_handlers {
    XML_StartElementHandler start;
    XML_EndElementHandler end;
    XML_CharacterDataHandler text;
};

/* Parses a whole part. The handlers' context is `xml`; `start` calls xlsx_xml_enter() first and
 * `end` xlsx_xml_leave(). False sets `error` (a static text marked with N_()). */
bool xlsx_xml_parse(struct xlsx_xml *xml, const struct str *part,
                    const struct xlsx_xml_handlers *handlers);

/* Ends the parsing after the current handler; handlers may be called once more. */
void xlsx_xml_stop(struct xlsx_xml *xml);
void xlsx_xml_fail(struct xlsx_xml *xml, const char *error);
void xlsx_xml_release(struct xlsx_xml *xml);

/* SpreadsheetML nests at most about 12 deep, in extensions; readers of files recurse over it. */
enum { XLSX_XML_DEPTH_LIMIT = 64 };

/* Returns the depth of the element that begins, 0 if nothing is to be done with it. */
static inline unsigned xlsx_xml_enter(struct xlsx_xml *xml)
{
    if (++xml->depth > XLSX_XML_DEPTH_LIMIT)
        xlsx_xml_fail(xml, N_("the XML of the workbook is nested more than 64 deep"));
    return xml->stopped ? 0 : xml->depth;
}

/* Returns the depth of the element that ends, 0 if nothing is to be done with it. */
static inline unsigned xlsx_xml_leave(struct xlsx_xml *xml)
{
    unsigned depth = xml->depth--;
    return xml->stopped ? 0 : depth;
}

/* True if the local part of `name` is `local`. */
static inline bool xlsx_xml_is(const XML_Char *name, const char *local)
{
    if (strcmp(name, local) == 0)
        return true;
    const char *colon = strchr(name, ':');
    return colon && strcmp(colon + 1, local) == 0;
}

/* The value of the attribute with exactly this name, which has no prefix; NULL without. */
static inline const XML_Char *xlsx_xml_attribute(const XML_Char **attributes, const char *name)
{
    for (; *attributes; attributes += 2)
        if (strcmp(*attributes, name) == 0)
            return attributes[1];
    return NULL;
}

/* xsd:boolean */
static inline bool xlsx_xml_true(const XML_Char *value)
{
    return value && (strcmp(value, "1") == 0 || strcmp(value, "true") == 0);
}

#endif
