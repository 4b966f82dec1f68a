/* Seeds of fuzz_csv: the inputs of tests/test_csv.c, in small and in large chunks. */
#include "tests/fuzz/seed.h"

#define main tests_main
#include "tests/test_csv.c"
#undef main

int main(int argc, char **argv)
{
    const char *folder = seed_folder(argc, argv);
    struct str seed = {0};
    for (int i = 0; i < COUNT(cases); i++)
        for (int step = 0; step < 256; step += 85) {
            str_append_char(&seed, (char)step);
            str_append(&seed, cases[i].input);
            seed_write(folder, &seed);
        }
    str_release(&seed);
    return 0;
}
