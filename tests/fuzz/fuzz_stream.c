/* Sources on their way to their readers: what arrives in pieces becomes what the whole does. */
#include "ingest/byte_stream.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

/* The first three bytes come together: they say what it is. */
enum { FIRST = 3, SMALL_LIMIT = 5000 };

struct outcome {
    struct str text;
    bool good;
};

static void collect(void *context, const char *bytes, size_t length)
{
    fuzz_promise(length > 0, "a sink gets nothing that is empty");
    str_append_bytes(context, bytes, length);
}

/* Each piece in memory of its own. */
static bool feed(struct byte_stream *stream, const uint8_t *bytes, size_t length)
{
    char *copy = malloc(length ? length : 1);
    if (!copy)
        abort();
    if (length)
        memcpy(copy, bytes, length);
    bool good = byte_stream_feed(stream, copy, length);
    free(copy);
    return good;
}

static void pass(struct outcome *outcome, struct byte_stream *stream,
                 const struct fuzz_input *input, size_t step)
{
    stream->sink = collect;
    stream->context = &outcome->text;
    size_t at = 0, part = step < FIRST ? FIRST : step;
    outcome->good = true;
    for (; outcome->good && at < input->length; at += part, part = step) {
        part = part < input->length - at ? part : input->length - at;
        outcome->good = feed(stream, input->bytes + at, part);
    }
    outcome->good = outcome->good && byte_stream_end(stream);
    fuzz_promise(outcome->good || stream->error, "a failure without a reason");
    fuzz_promise(outcome->good || stream->gzip, "what is not compressed cannot be damaged");
    byte_stream_release(stream);
}

static void promise_alike(const struct outcome *whole, const struct outcome *parts,
                          const struct byte_stream *in_parts)
{
    /* How often it was expanded is looked at piece by piece. */
    if (!parts->good && in_parts->over_limit)
        return;
    fuzz_promise(whole->good == parts->good, "pieces are refused otherwise than the whole");
    bool same = whole->text.length == parts->text.length &&
                memcmp(str_text(&whole->text), str_text(&parts->text), whole->text.length) == 0;
    fuzz_promise(!whole->good || same, "pieces become something else than the whole");
}

void fuzz_stream(const uint8_t *bytes, size_t length)
{
    enum { HEAD = 2, LIMITED = 0x80 };
    if (length < HEAD)
        return;
    struct fuzz_input input = {bytes + HEAD, length - HEAD};
    struct byte_stream first = {
        .encoding = (enum text_encoding)(*bytes % (ENCODING_UNKNOWN + 1)),
        .limit = *bytes & LIMITED ? SMALL_LIMIT : 0,
    };
    struct byte_stream second = first;
    struct outcome whole = {0}, parts = {0};
    pass(&whole, &first, &input, input.length + 1);
    pass(&parts, &second, &input, (size_t)bytes[1] + 1);
    if (whole.good)
        fuzz_promise(first.gzip == second.gzip && first.utf16 == second.utf16,
                     "pieces are something else than the whole");
    promise_alike(&whole, &parts, &second);
    str_release(&whole.text);
    str_release(&parts.text);
}
