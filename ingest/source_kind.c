#include "ingest/source_kind.h"

#include "ingest/byte_stream.h"

#include <string.h>
#include <strings.h>

/* Enough for the name of the first member, and for what gzip needs before the first letter. */
enum { HEAD_SIZE = 512 };

struct head {
    char bytes[HEAD_SIZE];
    size_t length;
};

bool has_suffix(const char *name, const char *suffix)
{
    size_t length = strlen(name), suffix_length = strlen(suffix);
    return length >= suffix_length && strcasecmp(name + length - suffix_length, suffix) == 0;
}

static bool begins(const struct head *head, const char *magic, size_t length)
{
    return head->length >= length && memcmp(head->bytes, magic, length) == 0;
}

/* Writers put one of these first: Excel and libxlsxwriter the list of types, LibreOffice and
 * SheetJS the relations, openpyxl the properties. Any other order is looked up in the directory. */
static bool begins_as_workbook(const struct head *head)
{
    static const char *const firsts[] = {"[Content_Types].xml", "_rels/.rels", "xl/",
                                         "docProps/app.xml"};
    enum { NAME_LENGTH = 26, NAME = 30 }; /* in the local header (APPNOTE 4.3.7) */
    if (head->length < NAME)
        return false;
    size_t name_length = (unsigned char)head->bytes[NAME_LENGTH];
    for (size_t i = 0; i < sizeof firsts / sizeof *firsts; i++) {
        size_t length = strlen(firsts[i]);
        if (name_length >= length && head->length >= NAME + length &&
            memcmp(head->bytes + NAME, firsts[i], length) == 0)
            return true;
    }
    return false;
}

static void ignore(void *context, const char *bytes, size_t length)
{
    (void)context;
    (void)bytes;
    (void)length;
}

/* The first expanded bytes, as far as these reach. */
static struct head expanded(const struct head *head)
{
    struct byte_stream stream = {.sink = ignore, .encoding = ENCODING_UTF8};
    struct head result = {0};
    byte_stream_feed(&stream, head->bytes, head->length);
    result.length = stream.block.length < HEAD_SIZE ? stream.block.length : HEAD_SIZE;
    memcpy(result.bytes, str_text(&stream.block), result.length);
    byte_stream_release(&stream);
    return result;
}

static bool is_document(const struct head *head)
{
    return begins(head, "PK\3\4", 4) || begins(head, "%PDF-", 5) ||
           begins(head, "\xD0\xCF\x11\xE0", 4);
}

enum source_kind source_kind_of(struct raw_source *source)
{
    struct head head = {0};
    if (!raw_source_read(source, head.bytes, HEAD_SIZE, &head.length))
        head.length = 0;
    raw_source_rewind(source);
    if (begins(&head, "PK\3\4", 4))
        return begins_as_workbook(&head) ? SOURCE_FORM : SOURCE_ZIP;
    if (is_gzip(head.bytes, head.length)) {
        head = expanded(&head);
        return is_document(&head) ? SOURCE_FORM : SOURCE_CSV;
    }
    return has_suffix(source->file, ".csv") ? SOURCE_CSV : SOURCE_FORM;
}
