/* Seeds of fuzz_zip: what tests/test_ingest_zip.c has refused, and the same rows packed well. */
#include "tests/fuzz/seed.h"

#define main tests_main
#include "tests/test_ingest_zip.c"
#undef main

/* Of the large ones libFuzzer would only keep the beginning. */
enum { SEED_LARGEST = 16384 };

static const char *folder_of_seeds;

START_TEST(seeds)
{
    struct str good = two("a.csv");
    seed_write(folder_of_seeds, &good);
    str_release(&good);
    for (int i = 0; i < LENGTH(refusals); i++) {
        struct str seed = refusals[i].make();
        if (seed.length <= SEED_LARGEST)
            seed_write(folder_of_seeds, &seed);
        str_release(&seed);
    }
    arena_release(&kept);
}
END_TEST

int main(int argc, char **argv)
{
    folder_of_seeds = seed_folder(argc, argv);
    return seed_as_test(seeds);
}
