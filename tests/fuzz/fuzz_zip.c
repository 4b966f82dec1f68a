/*
 * ZIP files of forms and CSV files: the directory, then every member that is not refused, read in
 * both of the ways there are, which must agree; and the directory of a ZIP in the ZIP.
 */
#include "ingest/zip_directory.h"
#include "ingest/zip_source.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Larger members only take longer. */
#define LARGEST (UINT64_C(1) << 20)
#define TOTAL_LIMIT (UINT64_C(4) << 30)
enum { STEP = 1000 };

static void read_zip(const void *bytes, size_t length, const struct zip_directory *before);

/* A file in memory. */
static int made_file(const void *bytes, size_t length)
{
    int descriptor = memfd_create("fuzz", MFD_CLOEXEC);
    if (descriptor < 0 || write(descriptor, bytes, length) != (ssize_t)length)
        abort();
    return descriptor;
}

/* As the main thread reads it, block by block. */
static bool expand_in_steps(const struct raw_source *file, const struct zip_entry *entry,
                            struct str *content)
{
    struct raw_source member;
    raw_source_member(&member, file, &entry->span);
    size_t length = STEP;
    bool good = true;
    while (good && length == STEP) {
        good = raw_source_read(&member, str_reserve(content, STEP), STEP, &length);
        content->length += good ? length : 0;
        fuzz_promise(content->length <= entry->span.expanded + STEP, "the size of a member");
    }
    fuzz_promise(good || member.error, "a failure without a reason");
    raw_source_close(&member);
    return good;
}

/* As the workers do. */
static bool expand_at_once(const struct raw_source *file, const struct zip_entry *entry,
                           struct str *content)
{
    struct raw_source member;
    size_t wanted = (size_t)entry->span.compressed, length;
    raw_source_member(&member, file, &entry->span);
    member.as_stored = true;
    if (!raw_source_read(&member, str_reserve(content, wanted), wanted, &length))
        abort();
    raw_source_close(&member);
    fuzz_promise(length == wanted, "a member lies in its file");
    content->length = length;
    return zip_member_expand(content, &entry->span);
}

static void read_member(const struct raw_source *file, const struct zip_directory *directory,
                        const struct zip_entry *entry)
{
    struct str first = {0}, second = {0};
    bool good = expand_in_steps(file, entry, &first);
    fuzz_promise(good == expand_at_once(file, entry, &second), "both readers take a member");
    fuzz_promise(!good || (first.length == second.length &&
                           memcmp(str_text(&first), str_text(&second), first.length) == 0),
                 "both readers read the same");
    if (good && !directory->nested && first.length > 2 && memcmp(first.at, "PK", 2) == 0)
        read_zip(first.at, first.length, directory);
    str_release(&first);
    str_release(&second);
}

static void promise_entry(const struct zip_entry *entry, size_t file_size)
{
    const struct zip_span *span = &entry->span;
    fuzz_promise(entry->name && entry->reason, "the texts of an entry");
    for (const char *at = entry->name; *at; at++)
        fuzz_promise((unsigned char)*at >= ' ' && *at != '\x7F' && *at != '\\',
                     "a name can be shown");
    fuzz_promise(span->start <= file_size && span->compressed <= file_size - span->start,
                 "a member lies in the file");
}

static void read_zip(const void *bytes, size_t length, const struct zip_directory *before)
{
    struct arena arena = {0};
    struct zip_directory directory;
    struct raw_source file = {.file = "f.zip", .path = "f.zip"};
    file.descriptor = made_file(bytes, length);
    bool good = zip_directory_read(&directory, &arena, &file, before);
    fuzz_promise(good || directory.refused, "a failure without a finding");
    uint64_t left = TOTAL_LIMIT;
    for (size_t i = 0; good && i < directory.count; i++) {
        const struct zip_entry *entry = &directory.entries[i];
        promise_entry(entry, length);
        fuzz_promise(entry->span.expanded <= left, "the size of all members");
        left -= entry->span.expanded;
        if (!entry->refused && entry->span.expanded <= LARGEST)
            read_member(&file, &directory, entry);
    }
    arena_release(&arena);
    close(file.descriptor);
}

void fuzz_zip(const uint8_t *bytes, size_t length)
{
    read_zip(bytes, length, NULL);
}
