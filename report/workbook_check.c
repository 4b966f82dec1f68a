/*
 * libxlsxwriter collects the parts of a workbook in temporary files and does not notice when the
 * disk that holds these is full: it then reports success for a workbook that Excel must repair,
 * with the last rows missing. So every part is read back: it must end with the end of its root
 * element. Reading costs a tenth of the writing.
 */
#include "report/workbook_check.h"

#include <minizip/unzip.h>

#include <string.h>

enum {
    CHUNK = 256 * 1024,
    TAG_SIZE = 64, /* longer than "</" + any root element + ">" */
};

/* "</worksheet>" for a part that begins <?xml …?> <worksheet …>; false if it begins otherwise. */
static bool closing_tag(const char *head, char tag[TAG_SIZE])
{
    const char *at = strstr(head, "?>");
    at = at == NULL ? NULL : strchr(at, '<');
    if (at == NULL)
        return false;
    size_t length = strcspn(at + 1, " \t\r\n/>");
    if (length == 0 || length > TAG_SIZE - 4)
        return false;
    tag[0] = '<';
    tag[1] = '/';
    memcpy(tag + 2, at + 1, length);
    memcpy(tag + 2 + length, ">", 2);
    return true;
}

/* Keeps the last bytes of all that was read. */
static size_t keep_tail(char *tail, size_t kept, const char *bytes, size_t length)
{
    if (length >= TAG_SIZE) {
        memcpy(tail, bytes + length - TAG_SIZE, TAG_SIZE);
        return TAG_SIZE;
    }
    size_t drop = kept + length > TAG_SIZE ? kept + length - TAG_SIZE : 0;
    memmove(tail, tail + drop, kept - drop);
    memcpy(tail + kept - drop, bytes, length);
    return kept - drop + length;
}

static bool part_is_whole(unzFile zip)
{
    static char chunk[CHUNK + 1];
    char tag[TAG_SIZE] = "", tail[TAG_SIZE];
    size_t kept = 0;
    int length;
    while ((length = unzReadCurrentFile(zip, chunk, CHUNK)) > 0) {
        chunk[length] = '\0';
        if (tag[0] == '\0' && !closing_tag(chunk, tag))
            return false;
        kept = keep_tail(tail, kept, chunk, (size_t)length);
    }
    size_t tag_length = strlen(tag);
    while (kept > 0 && (tail[kept - 1] == '\n' || tail[kept - 1] == '\r'))
        kept--;
    return length == 0 && tag_length > 0 && kept >= tag_length &&
           memcmp(tail + kept - tag_length, tag, tag_length) == 0;
}

static bool current_is_whole(unzFile zip)
{
    if (unzOpenCurrentFile(zip) != UNZ_OK)
        return false;
    bool whole = part_is_whole(zip);
    return unzCloseCurrentFile(zip) == UNZ_OK && whole;
}

bool workbook_is_whole(const char *path)
{
    unzFile zip = unzOpen(path);
    if (zip == NULL)
        return false;
    int place = unzGoToFirstFile(zip);
    bool whole = place == UNZ_OK;
    while (whole && place == UNZ_OK) {
        whole = current_is_whole(zip);
        place = unzGoToNextFile(zip);
    }
    return unzClose(zip) == UNZ_OK && whole && place == UNZ_END_OF_LIST_OF_FILE;
}
