#include "common/xlsx_zip.h"

#include "common/message.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A prefecture's workbook with a sheet, a drawing and comments for each of its up to 179
 * municipalities has about 1,500 members. */
enum { ENTRY_LIMIT = 10000 };
static const char *const too_many_entries = N_("the ZIP file has more than 10,000 members");

/* Longest name a directory can hold; the longest in real workbooks has about 60 bytes. */
enum { NAME_LIMIT = 1024 };
static const char *const too_long_name =
    N_("the ZIP file has a member name longer than 1,024 bytes");

/* The sheet of a form has about 200 KiB, the largest real one seen (every cell of a year's
 * register) 40 MiB. A member lies in memory as a whole. */
#define MEMBER_LIMIT (UINT64_C(64) << 20)
static const char *const too_large_member =
    N_("a part of the workbook is larger than 64 MiB when expanded");

/* All members read of one workbook, a member that is read twice counted twice: a form needs less
 * than 1 MiB, 179 forms in one less than 64. 80 MiB are parsed in about a second. */
#define TOTAL_LIMIT (UINT64_C(80) << 20)
static const char *const too_large_total = N_("the workbook is larger than 80 MiB when expanded");

/* Sheets with the same formatted cell repeated reach 60 to 100; DEFLATE ends at 1,032. Small
 * members may be as regular as they like. */
enum { RATIO_LIMIT = 200, RATIO_FREE_SIZE = 1 << 20 };
static const char *const too_high_ratio =
    N_("a part of the workbook is compressed more than 200 times, as in a ZIP bomb");

static const char *const damaged_zip = N_("the ZIP file is damaged or cut off");
static const char *const damaged_member =
    N_("a part of the workbook is damaged (size or checksum do not agree)");

/* The bit of the general purpose flags that says "encrypted" (APPNOTE 4.4.4), and the methods. */
enum { FLAG_ENCRYPTED = 1, METHOD_STORED = 0, METHOD_DEFLATED = 8 };

static bool failed(struct xlsx_zip *zip, const char *error)
{
    zip->error = error;
    return false;
}

static voidpf bytes_open(voidpf opaque, const void *name, int mode)
{
    (void)name;
    (void)mode;
    struct xlsx_zip_bytes *bytes = opaque;
    bytes->position = 0;
    return bytes;
}

static uLong bytes_read(voidpf opaque, voidpf stream, void *buffer, uLong size)
{
    (void)opaque;
    struct xlsx_zip_bytes *bytes = stream;
    size_t left = bytes->length - bytes->position;
    size_t taken = size < left ? size : left;
    if (taken)
        memcpy(buffer, bytes->at + bytes->position, taken);
    bytes->position += taken;
    return (uLong)taken;
}

static uLong bytes_write(voidpf opaque, voidpf stream, const void *buffer, uLong size)
{
    (void)opaque;
    (void)stream;
    (void)buffer;
    (void)size;
    return 0;
}

static ZPOS64_T bytes_tell(voidpf opaque, voidpf stream)
{
    (void)opaque;
    const struct xlsx_zip_bytes *bytes = stream;
    return bytes->position;
}

static long bytes_seek(voidpf opaque, voidpf stream, ZPOS64_T offset, int origin)
{
    (void)opaque;
    struct xlsx_zip_bytes *bytes = stream;
    size_t base = 0;
    if (origin == ZLIB_FILEFUNC_SEEK_CUR)
        base = bytes->position;
    else if (origin == ZLIB_FILEFUNC_SEEK_END)
        base = bytes->length;
    if (offset > bytes->length - base)
        return -1;
    bytes->position = base + (size_t)offset;
    return 0;
}

static int bytes_close(voidpf opaque, voidpf stream)
{
    (void)opaque;
    (void)stream;
    return 0;
}

static struct xlsx_zip_entry *add_entry(struct xlsx_zip *zip)
{
    if (zip->entry_count == zip->entry_capacity) {
        zip->entry_capacity = zip->entry_capacity ? 2 * zip->entry_capacity : 32;
        zip->entries = reallocarray(zip->entries, zip->entry_capacity, sizeof *zip->entries);
        if (!zip->entries)
            abort();
    }
    return &zip->entries[zip->entry_count++];
}

/* Some writers put a backslash or a leading slash into the names. */
static void append_name(struct xlsx_zip *zip, struct xlsx_zip_entry *entry, char *name)
{
    for (char *at = name; (at = strchr(at, '\\'));)
        *at = '/';
    if (*name == '/')
        name++;
    entry->name = zip->names.length;
    entry->name_length = strlen(name);
    str_append_bytes(&zip->names, name, entry->name_length + 1);
}

static bool read_entry(struct xlsx_zip *zip)
{
    unz_file_info64 described;
    char name[NAME_LIMIT + 1];
    if (zip->entry_count >= ENTRY_LIMIT)
        return failed(zip, too_many_entries);
    if (unzGetCurrentFileInfo64(zip->file, &described, name, sizeof name, NULL, 0, NULL, 0))
        return failed(zip, damaged_zip);
    if (described.size_filename > NAME_LIMIT)
        return failed(zip, too_long_name);
    name[described.size_filename] = '\0';
    struct xlsx_zip_entry *entry = add_entry(zip);
    *entry = (struct xlsx_zip_entry){
        .compressed = described.compressed_size,
        .expanded = described.uncompressed_size,
        .crc = (uint32_t)described.crc,
        .encrypted = described.flag & FLAG_ENCRYPTED,
        .stored = described.compression_method == METHOD_STORED,
        .deflated = described.compression_method == METHOD_DEFLATED,
    };
    append_name(zip, entry, name);
    return unzGetFilePos64(zip->file, &entry->place) == UNZ_OK || failed(zip, damaged_zip);
}

static bool read_directory(struct xlsx_zip *zip)
{
    unz_global_info64 described;
    if (unzGetGlobalInfo64(zip->file, &described))
        return failed(zip, damaged_zip);
    int status = described.number_entry ? unzGoToFirstFile(zip->file) : UNZ_END_OF_LIST_OF_FILE;
    while (status == UNZ_OK) {
        if (!read_entry(zip))
            return false;
        status = unzGoToNextFile(zip->file);
    }
    return status == UNZ_END_OF_LIST_OF_FILE || failed(zip, damaged_zip);
}

/* Forgets the archive, keeps the memory for the next one. */
static void close_archive(struct xlsx_zip *zip)
{
    if (zip->file)
        unzClose(zip->file);
    zip->file = NULL;
    zip->entry_count = 0;
    zip->expanded_total = 0;
    zip->error = NULL;
    str_reset(&zip->names);
}

bool xlsx_zip_open(struct xlsx_zip *zip, const void *bytes, size_t length)
{
    static const zlib_filefunc64_def functions = {
        .zopen64_file = bytes_open,
        .zread_file = bytes_read,
        .zwrite_file = bytes_write,
        .ztell64_file = bytes_tell,
        .zseek64_file = bytes_seek,
        .zclose_file = bytes_close,
        .zerror_file = bytes_close,
    };
    close_archive(zip);
    zip->bytes = (struct xlsx_zip_bytes){.at = bytes, .length = length};
    zlib_filefunc64_def mine = functions;
    mine.opaque = &zip->bytes;
    zip->file = unzOpen2_64("", &mine);
    if (!zip->file)
        return failed(zip, damaged_zip);
    return read_directory(zip);
}

size_t xlsx_zip_find(const struct xlsx_zip *zip, const char *name)
{
    size_t length = strlen(name);
    for (size_t i = 0; i < zip->entry_count; i++) {
        const struct xlsx_zip_entry *entry = &zip->entries[i];
        if (entry->name_length == length && strcasecmp(zip->names.at + entry->name, name) == 0)
            return i;
    }
    return SIZE_MAX;
}

/* Which of two equal names counts differs from reader to reader: neither is taken. */
static bool appears_again(const struct xlsx_zip *zip, size_t index)
{
    const struct xlsx_zip_entry *entry = &zip->entries[index];
    const char *name = zip->names.at + entry->name;
    for (size_t i = index + 1; i < zip->entry_count; i++)
        if (zip->entries[i].name_length == entry->name_length &&
            strcasecmp(zip->names.at + zip->entries[i].name, name) == 0)
            return true;
    return false;
}

static bool check_limits(struct xlsx_zip *zip, const struct xlsx_zip_entry *entry)
{
    if (entry->encrypted)
        return failed(zip, N_("a part of the workbook is encrypted"));
    if (!entry->stored && !entry->deflated)
        return failed(zip, N_("a part of the workbook is compressed in an unknown way"));
    if (entry->expanded > MEMBER_LIMIT)
        return failed(zip, too_large_member);
    if (entry->expanded > TOTAL_LIMIT - zip->expanded_total)
        return failed(zip, too_large_total);
    if (entry->expanded > RATIO_FREE_SIZE && entry->expanded / RATIO_LIMIT > entry->compressed)
        return failed(zip, too_high_ratio);
    zip->expanded_total += entry->expanded;
    return true;
}

/* The compressed bytes of the member, as minizip finds them behind its local header. */
static const unsigned char *locate(struct xlsx_zip *zip, struct xlsx_zip_entry *entry)
{
    int method, level;
    if (unzGoToFilePos64(zip->file, &entry->place) ||
        unzOpenCurrentFile2(zip->file, &method, &level, 1))
        return NULL;
    uint64_t start = unzGetCurrentFileZStreamPos64(zip->file);
    unzCloseCurrentFile(zip->file); /* its checksum says nothing: nothing was read through it */
    if (start > zip->bytes.length || entry->compressed > zip->bytes.length - start)
        return NULL;
    return zip->bytes.at + start;
}

/* In one call, since the size is known: libdeflate does that in a third of zlib's time. */
static bool expand(struct xlsx_zip *zip, const struct xlsx_zip_entry *entry,
                   const unsigned char *from, char *to)
{
    if (entry->stored) {
        if (entry->compressed != entry->expanded)
            return false;
        memcpy(to, from, (size_t)entry->expanded);
        return true;
    }
    if (!zip->inflater && !(zip->inflater = libdeflate_alloc_decompressor()))
        abort();
    size_t used, length;
    return libdeflate_deflate_decompress_ex(zip->inflater, from, (size_t)entry->compressed, to,
                                            (size_t)entry->expanded, &used,
                                            &length) == LIBDEFLATE_SUCCESS &&
           used == entry->compressed && length == entry->expanded;
}

bool xlsx_zip_read(struct xlsx_zip *zip, size_t index, struct str *content)
{
    struct xlsx_zip_entry *entry = &zip->entries[index];
    if (appears_again(zip, index))
        return failed(zip, N_("a part of the workbook is there twice in the ZIP file"));
    if (!check_limits(zip, entry))
        return false;
    const unsigned char *from = locate(zip, entry);
    if (!from || entry->compressed > UINT32_MAX)
        return failed(zip, damaged_member);
    str_reset(content);
    char *to = str_reserve(content, (size_t)entry->expanded);
    if (!expand(zip, entry, from, to))
        return failed(zip, damaged_member);
    content->length = (size_t)entry->expanded;
    to[content->length] = '\0';
    if (libdeflate_crc32(0, to, content->length) != entry->crc)
        return failed(zip, damaged_member);
    return entry->read = true;
}

void xlsx_zip_release(struct xlsx_zip *zip)
{
    close_archive(zip);
    libdeflate_free_decompressor(zip->inflater);
    free(zip->entries);
    str_release(&zip->names);
    *zip = (struct xlsx_zip){0};
}
