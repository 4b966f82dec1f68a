#include "ingest/zip_directory.h"

#include "common/message.h"
#include "ingest/byte_stream.h"
#include "ingest/inputs.h"

#include <minizip/unzip.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

/* All 1,788 forms of a survey with two files beside each; ZIP bombs use 65,535. */
enum { ENTRY_LIMIT = 10000 };
static const char *const too_many_entries = N_("the ZIP file has more than 10,000 members");

/* Folder and file names of Windows have 260 characters of up to 3 bytes. */
enum { NAME_LIMIT = 1024 };
static const char *const too_long_name =
    N_("the ZIP file has a member name longer than 1,024 bytes");

/* Four of the largest CSV files that are read; all forms of a survey have 0.05 GiB. */
#define TOTAL_LIMIT (UINT64_C(4) << 30)
static const char *const too_large_total =
    N_("all members together have more than 4 GiB when expanded");

#define MEMBER_LIMIT (UINT64_C(1) << 30)
static const char *const too_large_member = N_("it has more than 1 GiB when expanded");

static const char *const damaged_zip = N_("the ZIP file is damaged or cut off");

/* APPNOTE 4.4.4 and 4.4.5; 4.3.7 says how long a local header is at least. */
enum { FLAG_ENCRYPTED = 1, METHOD_STORED = 0, METHOD_DEFLATED = 8, LOCAL_HEADER_SIZE = 30 };

struct reading {
    struct zip_directory *directory;
    struct arena *arena;
    unzFile file;
    size_t capacity;
};

static bool failed(struct zip_directory *directory, enum finding_code code, const char *reason)
{
    directory->refused = code;
    directory->reason = reason;
    return false;
}

/* ---- minizip's files: a window over the file, since it reads byte by byte ---- */

enum { WINDOW_SIZE = 4096 };

struct window {
    const struct raw_source *source;
    uint64_t size, position;
    uint64_t start; /* of the bytes below */
    size_t length;
    char bytes[WINDOW_SIZE];
};

static voidpf window_open(voidpf opaque, const void *name, int mode)
{
    (void)name;
    (void)mode;
    return opaque;
}

static uLong window_read(voidpf opaque, voidpf stream, void *buffer, uLong size)
{
    struct window *window = stream;
    uLong done = 0;
    (void)opaque;
    while (done < size) {
        if (window->position < window->start ||
            window->position >= window->start + window->length) {
            window->start = window->position;
            window->length =
                raw_source_peek(window->source, window->start, window->bytes, WINDOW_SIZE);
            if (!window->length)
                break;
        }
        size_t offset = (size_t)(window->position - window->start);
        size_t left = window->length - offset;
        size_t part = size - done < left ? (size_t)(size - done) : left;
        memcpy((char *)buffer + done, window->bytes + offset, part);
        window->position += part;
        done += (uLong)part;
    }
    return done;
}

static uLong window_write(voidpf opaque, voidpf stream, const void *buffer, uLong size)
{
    (void)opaque;
    (void)stream;
    (void)buffer;
    (void)size;
    return 0;
}

static ZPOS64_T window_tell(voidpf opaque, voidpf stream)
{
    (void)opaque;
    return ((const struct window *)stream)->position;
}

static long window_seek(voidpf opaque, voidpf stream, ZPOS64_T offset, int origin)
{
    struct window *window = stream;
    uint64_t base = origin == ZLIB_FILEFUNC_SEEK_CUR   ? window->position
                    : origin == ZLIB_FILEFUNC_SEEK_END ? window->size
                                                       : 0;
    (void)opaque;
    if (base > window->size || offset > window->size - base)
        return -1;
    window->position = base + offset;
    return 0;
}

static int window_close(voidpf opaque, voidpf stream)
{
    (void)opaque;
    (void)stream;
    return 0;
}

/* ---- Names ---- */

/* True if it names a place outside of the folder it would be unpacked to. */
static bool leads_out(const char *name)
{
    if (*name == '/' || (*name && name[1] == ':'))
        return true;
    for (const char *part = name; part; part = strchr(part, '/')) {
        part += *part == '/';
        if (strncmp(part, "..", 2) == 0 && (part[2] == '/' || !part[2]))
            return true;
    }
    return false;
}

static bool is_left_behind(const char *name)
{
    char part[NAME_LIMIT + 1];
    while (*name) {
        size_t length = strcspn(name, "/");
        memcpy(part, name, length);
        part[length] = '\0';
        if (length && strcmp(part, ".") != 0 && strcmp(part, "..") != 0 && input_left_behind(part))
            return true;
        name += length + (name[length] == '/');
    }
    return false;
}

/* Names are decoded before backslashes become slashes: 0x5C is the trail byte of 表 and ソ. */
static const char *shown_name(struct arena *arena, const char *name)
{
    char *text = arena_strdup(arena, path_text(arena, arena_strdup(arena, name)));
    for (char *at = text; *at; at++) {
        if (*at == '\\')
            *at = '/';
        else if ((unsigned char)*at < ' ' || *at == '\x7F')
            *at = '?';
    }
    return text;
}

/* ---- Entries ---- */

static void refuse(struct zip_entry *entry, enum finding_code code, const char *reason)
{
    if (entry->refused)
        return;
    entry->refused = code;
    entry->reason = reason;
}

static void check_entry(struct zip_entry *entry, const unz_file_info64 *described)
{
    const struct zip_span *span = &entry->span;
    const char *ratio = ratio_error(span->compressed, span->expanded);
    if (strlen(entry->name) && leads_out(entry->name))
        refuse(entry, FINDING_MEMBER_NAME, N_("the name leads out of the ZIP file"));
    if (described->flag & FLAG_ENCRYPTED)
        refuse(entry, FINDING_ENCRYPTED, "");
    if (described->compression_method != METHOD_STORED &&
        described->compression_method != METHOD_DEFLATED)
        refuse(entry, FINDING_UNREADABLE,
               N_("the member of the ZIP file is compressed in an unknown way"));
    if (span->expanded > MEMBER_LIMIT)
        refuse(entry, FINDING_LIMIT, too_large_member);
    if (ratio)
        refuse(entry, FINDING_LIMIT, ratio);
}

/* Where its bytes begin, as minizip finds them behind the local header. */
static bool locate(struct reading *reading, struct zip_span *span, uint64_t size)
{
    int method, level;
    if (unzOpenCurrentFile2(reading->file, &method, &level, 1) != UNZ_OK)
        return false;
    span->start = unzGetCurrentFileZStreamPos64(reading->file);
    unzCloseCurrentFile(reading->file); /* its checksum says nothing: nothing was read */
    return span->start <= size && span->compressed <= size - span->start;
}

static struct zip_entry *add_entry(struct reading *reading)
{
    struct zip_directory *directory = reading->directory;
    if (directory->count == reading->capacity) {
        size_t capacity = reading->capacity ? 2 * reading->capacity : 64;
        struct zip_entry *more = arena_array(reading->arena, capacity, sizeof *more);
        if (directory->count)
            memcpy(more, directory->entries, directory->count * sizeof *more);
        directory->entries = more;
        reading->capacity = capacity;
    }
    return &directory->entries[directory->count++];
}

static bool read_entry(struct reading *reading, uint64_t size)
{
    struct zip_directory *directory = reading->directory;
    unz_file_info64 described;
    char name[NAME_LIMIT + 1];
    if (unzGetCurrentFileInfo64(reading->file, &described, name, NAME_LIMIT, NULL, 0, NULL, 0))
        return failed(directory, FINDING_UNREADABLE, damaged_zip);
    if (++directory->total_count > ENTRY_LIMIT)
        return failed(directory, FINDING_LIMIT, too_many_entries);
    if (described.size_filename >= NAME_LIMIT)
        return failed(directory, FINDING_LIMIT, too_long_name);
    name[described.size_filename] = '\0';
    directory->is_workbook |=
        strcasecmp(name, "[Content_Types].xml") == 0 || strcasecmp(name, "xl/workbook.xml") == 0;
    struct zip_entry entry = {.name = shown_name(reading->arena, name), .reason = ""};
    size_t length = strlen(entry.name);
    entry.span = (struct zip_span){.compressed = described.compressed_size,
                                   .expanded = described.uncompressed_size,
                                   .crc = (uint32_t)described.crc,
                                   .deflated = described.compression_method == METHOD_DEFLATED};
    if (strlen(name) != described.size_filename)
        refuse(&entry, FINDING_MEMBER_NAME, N_("the name holds a NUL byte"));
    else if ((length && entry.name[length - 1] == '/') || is_left_behind(entry.name))
        return true;
    check_entry(&entry, &described);
    if (!locate(reading, &entry.span, size)) {
        if (!entry.refused)
            return failed(directory, FINDING_UNREADABLE, damaged_zip);
        entry.span = (struct zip_span){.start = size};
    }
    if (entry.span.expanded > TOTAL_LIMIT - directory->expanded)
        return failed(directory, FINDING_LIMIT, too_large_total);
    *add_entry(reading) = entry;
    directory->expanded += entry.span.expanded;
    return true;
}

static bool read_entries(struct reading *reading, uint64_t size)
{
    unz_global_info64 described;
    int status = UNZ_END_OF_LIST_OF_FILE;
    if (unzGetGlobalInfo64(reading->file, &described))
        return failed(reading->directory, FINDING_UNREADABLE, damaged_zip);
    if (described.number_entry)
        status = unzGoToFirstFile(reading->file);
    while (status == UNZ_OK) {
        if (!read_entry(reading, size))
            return false;
        status = unzGoToNextFile(reading->file);
    }
    return status == UNZ_END_OF_LIST_OF_FILE ||
           failed(reading->directory, FINDING_UNREADABLE, damaged_zip);
}

/* ---- All entries ---- */

static int by_start(const void *a, const void *b)
{
    const struct zip_entry *one = a, *other = b;
    return (one->span.start > other->span.start) - (one->span.start < other->span.start);
}

static int by_name(const void *a, const void *b)
{
    int order =
        input_order(((const struct zip_entry *)a)->name, ((const struct zip_entry *)b)->name);
    return order ? order : by_start(a, b);
}

static bool overlap(struct zip_directory *directory)
{
    if (!directory->count)
        return false;
    qsort(directory->entries, directory->count, sizeof *directory->entries, by_start);
    for (size_t i = 1; i < directory->count; i++) {
        const struct zip_span *span = &directory->entries[i - 1].span;
        const struct zip_span *next = &directory->entries[i].span;
        bool located = next->compressed || next->expanded;
        if (located && next->start < span->start + span->compressed + LOCAL_HEADER_SIZE)
            return true;
    }
    return false;
}

/* Sorts as the paths of the unpacked files do. Which of two equal names counts differs from program
 * to program: neither is taken. */
static void sort(struct zip_directory *directory)
{
    if (!directory->count)
        return;
    qsort(directory->entries, directory->count, sizeof *directory->entries, by_name);
    for (size_t i = 1; i < directory->count; i++) {
        struct zip_entry *entry = &directory->entries[i];
        if (strcmp(entry[-1].name, entry->name) != 0)
            continue;
        refuse(&entry[-1], FINDING_MEMBER_NAME, N_("the name is there twice"));
        refuse(entry, FINDING_MEMBER_NAME, N_("the name is there twice"));
    }
}

bool zip_directory_read(struct zip_directory *directory, struct arena *arena,
                        const struct raw_source *source, const struct zip_directory *before)
{
    struct stat status;
    struct window window = {.source = source};
    zlib_filefunc64_def functions = {.zopen64_file = window_open,
                                     .zread_file = window_read,
                                     .zwrite_file = window_write,
                                     .ztell64_file = window_tell,
                                     .zseek64_file = window_seek,
                                     .zclose_file = window_close,
                                     .zerror_file = window_close,
                                     .opaque = &window};
    *directory = (struct zip_directory){.nested = before != NULL,
                                        .expanded = before ? before->expanded : 0,
                                        .total_count = before ? before->total_count : 0,
                                        .reason = ""};
    if (fstat(source->descriptor, &status) != 0)
        abort();
    window.size = (uint64_t)status.st_size;
    struct reading reading = {.directory = directory, .arena = arena};
    reading.file = unzOpen2_64("", &functions);
    if (!reading.file)
        return failed(directory, FINDING_UNREADABLE, damaged_zip);
    bool good = read_entries(&reading, window.size);
    unzClose(reading.file);
    if (good && overlap(directory))
        return failed(directory, FINDING_OVERLAP, "");
    sort(directory);
    return good;
}
