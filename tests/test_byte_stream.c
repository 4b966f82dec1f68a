/* What a source becomes on its way to its reader, in pieces of every size: gzip, UTF-16, limits. */
#include "ingest/byte_stream.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#define LENGTH(array) ((int)(sizeof(array) / sizeof *(array)))
#define BYTES(literal) literal, sizeof literal - 1

static void collect(void *context, const char *bytes, size_t length)
{
    str_append_bytes(context, bytes, length);
}

static void gzip(struct str *to, const char *bytes, size_t length)
{
    z_stream deflater = {.next_in = (Bytef *)(uintptr_t)bytes, .avail_in = (uInt)length};
    ck_assert_int_eq(deflateInit2(&deflater, 9, Z_DEFLATED, 16 + MAX_WBITS, 9, Z_DEFAULT_STRATEGY),
                     Z_OK);
    uLong room = deflateBound(&deflater, (uLong)length);
    deflater.next_out = (Bytef *)str_reserve(to, room);
    deflater.avail_out = (uInt)room;
    ck_assert_int_eq(deflate(&deflater, Z_FINISH), Z_STREAM_END);
    to->length += room - deflater.avail_out;
    deflateEnd(&deflater);
}

/* Feeds at least two bytes first, then pieces; the result, or "!" and the error. */
static const char *through(struct str *result, struct byte_stream *stream, const struct str *bytes,
                           size_t piece)
{
    str_reset(result);
    stream->sink = collect;
    stream->context = result;
    bool good = true;
    for (size_t at = 0, part; good && (at < bytes->length || at == 0); at += part) {
        part = at == 0 && piece < 3 ? 3 : piece;
        part = part < bytes->length - at ? part : bytes->length - at;
        good = byte_stream_feed(stream, str_text(bytes) + at, part);
        if (!bytes->length)
            break;
    }
    if (!good || !byte_stream_end(stream)) {
        str_reset(result);
        str_append(result, "!");
        str_append(result, stream->error);
    }
    byte_stream_release(stream);
    return str_text(result);
}

static const struct {
    enum text_encoding stated;
    const char *bytes;
    size_t length;
    const char *text;
    size_t text_length;
    bool utf16;
} texts[] = {
    {ENCODING_UNKNOWN, BYTES(""), BYTES(""), false},
    {ENCODING_UNKNOWN, BYTES("u"), BYTES("u"), false},
    {ENCODING_UNKNOWN, BYTES("unit\n市"), BYTES("unit\n市"), false},
    {ENCODING_UNKNOWN, BYTES("\xFF\xFE"), BYTES(""), true},
    {ENCODING_UNKNOWN, BYTES("\xFF\xFEu\0\x02\x5E\n\0"), BYTES("u市\n"), true},
    {ENCODING_UNKNOWN, BYTES("\xFE\xFF\0u\x5E\x02\0\n"), BYTES("u市\n"), true},
    {ENCODING_UTF16, BYTES("\xFE\xFF\0u\x5E\x02"), BYTES("u市"), true},
    /* 𠮟, outside of the first plane */
    {ENCODING_UNKNOWN, BYTES("\xFF\xFE\x42\xD8\x9F\xDF"), BYTES("\xF0\xA0\xAE\x9F"), true},
    /* no mark: the first character of a CSV is ASCII */
    {ENCODING_UTF16, BYTES("u\0n\0"), BYTES("un"), true},
    {ENCODING_UTF16, BYTES("\0u\0n"), BYTES("un"), true},
    {ENCODING_UTF16, BYTES("unit"), BYTES("unit"), false},
    {ENCODING_UNKNOWN, BYTES("u\0n\0"), BYTES("u\0n\0"), false},
    {ENCODING_CP932, BYTES("\xFF\xFEu\0"), BYTES("\xFF\xFEu\0"), false},
    /* no text: what comes out is no UTF-8, so that its row is refused */
    {ENCODING_UNKNOWN, BYTES("\xFF\xFEu\0x"), BYTES("u\xFF"), true},
    {ENCODING_UNKNOWN, BYTES("\xFF\xFE\x42\xD8"), BYTES("\xED\xA1\x82"), true},
    {ENCODING_UNKNOWN, BYTES("\xFF\xFE\x42\xD8u\0"), BYTES("\xED\xA1\x82u"), true},
    {ENCODING_UNKNOWN, BYTES("\xFF\xFE\x9F\xDFu\0"), BYTES("\xED\xBE\x9Fu"), true},
};

START_TEST(test_text)
{
    struct str plain = {0}, packed = {0}, result = {0};
    str_append_bytes(&plain, texts[_i].bytes, texts[_i].length);
    gzip(&packed, texts[_i].bytes, texts[_i].length);
    for (size_t piece = 1; piece < 40; piece += 1 + piece / 4)
        for (int compressed = 0; compressed < 2; compressed++) {
            struct byte_stream stream = {.encoding = texts[_i].stated};
            through(&result, &stream, compressed ? &packed : &plain, piece);
            ck_assert_int_eq(stream.gzip, compressed);
            ck_assert_int_eq(stream.utf16, texts[_i].utf16);
            ck_assert_uint_eq(result.length, texts[_i].text_length);
            ck_assert_mem_eq(str_text(&result), texts[_i].text, texts[_i].text_length);
        }
    str_release(&plain);
    str_release(&packed);
    str_release(&result);
}
END_TEST

/* gzip files one behind the other are one (RFC 1952, 2.2). */
START_TEST(test_two_members)
{
    struct str packed = {0}, result = {0};
    gzip(&packed, "\xFF", 1);
    gzip(&packed, "\xFEu\0", 3);
    for (size_t piece = 1; piece < 60; piece += 7) {
        struct byte_stream stream = {.encoding = ENCODING_UNKNOWN};
        ck_assert_str_eq(through(&result, &stream, &packed, piece), "u");
    }
    str_release(&packed);
    str_release(&result);
}
END_TEST

/* ---- Damage and limits ---- */

START_TEST(test_damage)
{
    struct str whole = {0}, packed = {0}, result = {0};
    gzip(&whole, "unit,visits\nL001,1\n", 19);
    for (size_t length = 3; length < whole.length; length++) {
        str_reset(&packed);
        str_append_bytes(&packed, whole.at, length);
        struct byte_stream stream = {.encoding = ENCODING_UNKNOWN};
        ck_assert_str_eq(through(&result, &stream, &packed, 100),
                         "!the gzip file is damaged or cut off");
        ck_assert(!stream.over_limit);
    }
    whole.at[whole.length - 6] ^= 1; /* its checksum */
    struct byte_stream stream = {.encoding = ENCODING_UNKNOWN};
    ck_assert_str_eq(through(&result, &stream, &whole, 100),
                     "!the gzip file is damaged or cut off");
    str_release(&whole);
    str_release(&packed);
    str_release(&result);
}
END_TEST

static const struct {
    size_t repeated; /* a block of zeros of this many KiB */
    uint64_t limit;
    const char *error;
} limits[] = {
    {1024, 0, NULL}, /* may be as regular as it likes */
    {1100, 0, "!it is compressed more than 200 times, as in a ZIP bomb"},
    {900, 900 * 1024, NULL},
    {901, 900 * 1024, "!it is larger than 20 MiB when expanded"},
};

START_TEST(test_limits)
{
    struct str packed = {0}, result = {0};
    size_t length = limits[_i].repeated * 1024;
    char *zeros = calloc(1, length);
    gzip(&packed, zeros, length);
    struct byte_stream stream = {.encoding = ENCODING_UTF8, .limit = limits[_i].limit};
    const char *said = through(&result, &stream, &packed, 4096);
    ck_assert_int_eq(stream.over_limit, limits[_i].error != NULL);
    if (limits[_i].error)
        ck_assert_str_eq(said, limits[_i].error);
    else
        ck_assert_uint_eq(result.length, length);
    free(zeros);
    str_release(&packed);
    str_release(&result);
}
END_TEST

static void ignore(void *context, const char *bytes, size_t length)
{
    (void)bytes;
    *(uint64_t *)context += length;
}

/* Not so regular that the ratio would refuse it. */
START_TEST(test_largest)
{
    enum { BLOCK = 1024 * 1024, RANDOM = BLOCK / 100 };
    struct str packed = {0};
    uint64_t given = 0;
    char *bytes = calloc(1, BLOCK);
    unsigned state = 1;
    for (int i = 0; i < RANDOM; i++)
        bytes[i] = (char)((state = state * 1103515245U + 12345U) >> 16);
    gzip(&packed, bytes, BLOCK);
    struct byte_stream stream = {.sink = ignore, .context = &given, .encoding = ENCODING_UTF8};
    for (int i = 0; i < 1024; i++)
        ck_assert(byte_stream_feed(&stream, packed.at, packed.length));
    ck_assert(!byte_stream_feed(&stream, packed.at, packed.length));
    ck_assert_str_eq(stream.error, "it has more than 1 GiB when expanded");
    ck_assert(stream.over_limit);
    ck_assert_uint_le(given, UINT64_C(1) << 30);
    byte_stream_release(&stream);
    free(bytes);
    str_release(&packed);
}
END_TEST

static Suite *byte_stream_suite(void)
{
    Suite *suite = suite_create("byte stream");
    TCase *tests = tcase_create("streams");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, test_text, 0, LENGTH(texts));
    tcase_add_test(tests, test_two_members);
    tcase_add_test(tests, test_damage);
    tcase_add_loop_test(tests, test_limits, 0, LENGTH(limits));
    tcase_add_test(tests, test_largest);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    SRunner *runner = srunner_create(byte_stream_suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
