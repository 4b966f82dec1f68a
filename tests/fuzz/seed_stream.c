/* Seeds of fuzz_stream: the texts of tests/test_byte_stream.c, plain and as gzip. */
#include "tests/fuzz/seed.h"

#define main tests_main
#include "tests/test_byte_stream.c"
#undef main

static const char *folder;

static void add(int encoding, const struct str *bytes)
{
    struct str seed = {0};
    for (int step = 0; step < 64; step += 21) {
        str_append_char(&seed, (char)encoding);
        str_append_char(&seed, (char)step);
        str_append_bytes(&seed, str_text(bytes), bytes->length);
        seed_write(folder, &seed);
    }
    str_release(&seed);
}

START_TEST(seeds)
{
    for (int i = 0; i < LENGTH(texts); i++) {
        struct str plain = {0}, packed = {0};
        str_append_bytes(&plain, texts[i].bytes, texts[i].length);
        gzip(&packed, texts[i].bytes, texts[i].length);
        add((int)texts[i].stated, &plain);
        add((int)texts[i].stated, &packed);
        gzip(&packed, "unit,visits\nL001,1\n", 19); /* a second one behind */
        add((int)texts[i].stated, &packed);
        str_release(&plain);
        str_release(&packed);
    }
}
END_TEST

int main(int argc, char **argv)
{
    folder = seed_folder(argc, argv);
    return seed_as_test(seeds);
}
