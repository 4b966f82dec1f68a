#include "common/xlsx_xml.h"

#include <stdlib.h>

/* Character data comes in pieces; what expat must have whole (a tag with its attributes, a comment)
 * it keeps twice and compares in its own ways: no cell, name or reference needs as much. */
enum { CHUNK = 256 * 1024, TOKEN_LIMIT = 1024 * 1024 };
static const char *const too_long_token =
    N_("a tag or a comment in the XML of the workbook is longer than 1 MiB");

static const char *const not_well_formed = N_("the XML of the workbook is damaged or cut off");

void xlsx_xml_stop(struct xlsx_xml *xml)
{
    if (xml->stopped)
        return;
    xml->stopped = true;
    XML_StopParser(xml->parser, XML_FALSE);
}

void xlsx_xml_fail(struct xlsx_xml *xml, const char *error)
{
    if (!xml->error)
        xml->error = error;
    xlsx_xml_stop(xml);
}

/* Entities are declared only in a document type: without it nothing can expand. */
static void XMLCALL on_document_type(void *context, const XML_Char *name, const XML_Char *system,
                                     const XML_Char *public, int has_internal_subset)
{
    (void)name;
    (void)system;
    (void)public;
    (void)has_internal_subset;
    xlsx_xml_fail(context, N_("the XML of the workbook declares a document type"));
}

static void reset(struct xlsx_xml *xml)
{
    if (!xml->parser)
        xml->parser = XML_ParserCreate(NULL);
    else if (!XML_ParserReset(xml->parser, NULL))
        abort();
    if (!xml->parser)
        abort();
    xml->depth = 0;
    xml->stopped = false;
    xml->error = NULL;
}

/* True if expat waits for the end of something since more than TOKEN_LIMIT bytes before `end`. */
static bool waits_too_long(const struct xlsx_xml *xml, size_t end)
{
    XML_Index begin = XML_GetCurrentByteIndex(xml->parser);
    return begin >= 0 && (XML_Index)end - begin > TOKEN_LIMIT;
}

static enum XML_Status parse_chunks(struct xlsx_xml *xml, const struct str *part)
{
    const char *bytes = str_text(part);
    for (size_t at = 0;; at += CHUNK) {
        if (part->length - at <= CHUNK)
            return XML_Parse(xml->parser, bytes + at, (int)(part->length - at), XML_TRUE);
        enum XML_Status status = XML_Parse(xml->parser, bytes + at, CHUNK, XML_FALSE);
        if (status != XML_STATUS_OK)
            return status;
        if (waits_too_long(xml, at + CHUNK)) {
            xml->error = too_long_token;
            return XML_STATUS_ERROR;
        }
    }
}

bool xlsx_xml_parse(struct xlsx_xml *xml, const struct str *part,
                    const struct xlsx_xml_handlers *handlers)
{
    reset(xml);
    XML_SetUserData(xml->parser, xml);
    XML_SetElementHandler(xml->parser, handlers->start, handlers->end);
    XML_SetCharacterDataHandler(xml->parser, handlers->text);
    XML_SetStartDoctypeDeclHandler(xml->parser, on_document_type);
    enum XML_Status status = parse_chunks(xml, part);
    if (status == XML_STATUS_OK || (xml->stopped && !xml->error))
        return true;
    if (XML_GetErrorCode(xml->parser) == XML_ERROR_NO_MEMORY)
        abort();
    if (!xml->error)
        xml->error = not_well_formed;
    return false;
}

void xlsx_xml_release(struct xlsx_xml *xml)
{
    if (xml->parser)
        XML_ParserFree(xml->parser);
    *xml = (struct xlsx_xml){0};
}
