#include "ingest/raw_source.h"

#include "common/message.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { INPUT_SIZE = 64 * 1024 };

const char *const raw_source_damaged =
    N_("the member of the ZIP file is damaged (size or checksum do not agree)");

_Noreturn static void cannot_read(const char *path)
{
    die(strerror(errno), _("check the permissions; nothing was loaded in this run"),
        _("cannot read \"%s\""), path);
}

void raw_source_open(struct raw_source *source, const char *path)
{
    *source = (struct raw_source){.path = path};
    source->descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (source->descriptor < 0)
        cannot_read(path);
}

void raw_source_member(struct raw_source *source, const struct raw_source *outer,
                       const struct zip_span *span)
{
    *source = (struct raw_source){
        .path = outer->path, .descriptor = outer->descriptor, .is_member = true, .span = *span};
}

size_t raw_source_peek(const struct raw_source *source, uint64_t start, char *bytes, size_t size)
{
    size_t length = 0;
    while (length < size) {
        ssize_t more =
            pread(source->descriptor, bytes + length, size - length, (off_t)(start + length));
        if (more < 0 && errno != EINTR)
            cannot_read(source->path);
        if (more == 0)
            break;
        length += more > 0 ? (size_t)more : 0;
    }
    return length;
}

/* The next bytes as they lie in the file. */
static size_t read_stored(struct raw_source *source, char *bytes, size_t size)
{
    uint64_t left = source->span.compressed - source->position;
    if (source->is_member && size > left)
        size = (size_t)left;
    size_t length = raw_source_peek(source, source->span.start + source->position, bytes, size);
    source->position += length;
    return length;
}

static void prepare_inflater(struct raw_source *source)
{
    if (!source->input)
        source->input = malloc(INPUT_SIZE);
    /* Negative window bits: raw DEFLATE without a zlib header. */
    if (!source->input || inflateInit2(&source->inflater, -MAX_WBITS) != Z_OK)
        abort();
    source->inflating = true;
}

static bool expand(struct raw_source *source, char *bytes, size_t size, size_t *length)
{
    z_stream *inflater = &source->inflater;
    if (!source->inflating)
        prepare_inflater(source);
    inflater->next_out = (Bytef *)bytes;
    inflater->avail_out = (uInt)size;
    while (inflater->avail_out && !source->ended) {
        if (!inflater->avail_in) {
            inflater->avail_in = (uInt)read_stored(source, source->input, INPUT_SIZE);
            inflater->next_in = (Bytef *)source->input;
        }
        bool starved = !inflater->avail_in;
        int result = inflate(inflater, Z_NO_FLUSH);
        if (result == Z_MEM_ERROR)
            abort();
        source->ended = result == Z_STREAM_END;
        if (!source->ended && (result != Z_OK || starved))
            return false;
    }
    *length = size - inflater->avail_out;
    return true;
}

/* Also while it is read: a member that lies about its size is not expanded any further. */
static bool keeps_its_word(const struct raw_source *source, bool at_end)
{
    const struct zip_span *span = &source->span;
    if (!at_end)
        return source->given <= span->expanded;
    return source->given == span->expanded && source->crc == span->crc &&
           source->position == span->compressed && !source->inflater.avail_in;
}

bool raw_source_read(struct raw_source *source, char *bytes, size_t size, size_t *length)
{
    if (!source->is_member || source->as_stored || !source->span.deflated)
        *length = read_stored(source, bytes, size);
    else if (!expand(source, bytes, size, length)) {
        source->error = raw_source_damaged;
        return false;
    }
    if (!source->is_member || source->as_stored)
        return true;
    source->given += *length;
    source->crc = (uint32_t)crc32_z(source->crc, (const Bytef *)bytes, *length);
    if (keeps_its_word(source, *length < size))
        return true;
    source->error = raw_source_damaged;
    return false;
}

void raw_source_rewind(struct raw_source *source)
{
    if (source->inflating)
        inflateEnd(&source->inflater);
    source->inflating = source->ended = false;
    source->inflater = (z_stream){0};
    source->position = source->given = 0;
    source->crc = 0;
    source->error = NULL;
}

void raw_source_close(struct raw_source *source)
{
    raw_source_rewind(source);
    free(source->input);
    source->input = NULL;
    if (!source->is_member)
        close(source->descriptor);
}
