/* Local headers and directory entries share their middle part: version to extra length. */
#include "ingest/zip_writer.h"

#include <string.h>

/* APPNOTE 4.3.7, 4.3.12, 4.3.16 */
#define LOCAL_SIGNATURE 0x04034b50u
#define ENTRY_SIGNATURE 0x02014b50u
#define END_SIGNATURE 0x06054b50u

enum { VERSION = 20, FLAG_UTF8 = 1 << 11 };
/* 1980-01-01 00:00, the first date there is. */
enum { DOS_TIME = 0, DOS_DATE = 1 << 5 | 1 };
/* Values above mean "see the ZIP64 record". */
enum { MEMBERS_MOST = 0xFFFE, NAME_MOST = 0xFFFF };
#define LENGTH_MOST UINT64_C(0xFFFFFFFE)

static void put(struct str *str, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        str_append_char(str, (char)(value >> 8 * i & 0xFF));
}

static unsigned flags_of(const char *name)
{
    for (; *name; name++)
        if ((unsigned char)*name >= 0x80)
            return FLAG_UTF8;
    return 0;
}

static void put_common(struct str *str, const struct zip_member *member)
{
    put(str, VERSION, 2);
    put(str, flags_of(member->name), 2);
    put(str, member->method, 2);
    put(str, DOS_TIME, 2);
    put(str, DOS_DATE, 2);
    put(str, member->crc, 4);
    put(str, member->length, 4);
    put(str, member->size, 4);
    put(str, strlen(member->name), 2);
    put(str, 0, 2); /* extra field */
}

static void put_entry(struct zip_writer *zip, const struct zip_member *member)
{
    put(&zip->directory, ENTRY_SIGNATURE, 4);
    put(&zip->directory, VERSION, 2);
    put_common(&zip->directory, member);
    put(&zip->directory, 0, 2); /* comment */
    put(&zip->directory, 0, 2); /* disk */
    put(&zip->directory, 0, 2); /* internal attributes */
    put(&zip->directory, 0, 4); /* external attributes */
    put(&zip->directory, zip->length, 4);
    str_append(&zip->directory, member->name);
}

bool zip_writer_add(struct zip_writer *zip, const struct zip_member *member)
{
    if (zip->count >= MEMBERS_MOST || strlen(member->name) > NAME_MOST ||
        member->size > LENGTH_MOST || member->length > LENGTH_MOST || zip->length > LENGTH_MOST)
        return false;
    size_t before = zip->bytes.length;
    put_entry(zip, member);
    put(&zip->bytes, LOCAL_SIGNATURE, 4);
    put_common(&zip->bytes, member);
    str_append(&zip->bytes, member->name);
    str_append_bytes(&zip->bytes, member->bytes, member->length);
    zip->length += zip->bytes.length - before;
    zip->count++;
    return true;
}

bool zip_writer_finish(struct zip_writer *zip)
{
    size_t before = zip->bytes.length;
    if (zip->length > LENGTH_MOST || zip->directory.length > LENGTH_MOST)
        return false;
    str_append_bytes(&zip->bytes, str_text(&zip->directory), zip->directory.length);
    put(&zip->bytes, END_SIGNATURE, 4);
    put(&zip->bytes, 0, 2); /* disk */
    put(&zip->bytes, 0, 2); /* disk of the directory */
    put(&zip->bytes, zip->count, 2);
    put(&zip->bytes, zip->count, 2);
    put(&zip->bytes, zip->directory.length, 4);
    put(&zip->bytes, zip->length, 4);
    put(&zip->bytes, 0, 2); /* comment */
    zip->length += zip->bytes.length - before;
    return true;
}

void zip_writer_reset(struct zip_writer *zip)
{
    str_reset(&zip->bytes);
    str_reset(&zip->directory);
    zip->length = 0;
    zip->count = 0;
}

void zip_writer_release(struct zip_writer *zip)
{
    str_release(&zip->bytes);
    str_release(&zip->directory);
    *zip = (struct zip_writer){0};
}
