/* Seeds of fuzz_answer: what tests/test_normalise.c reads, alone and eight answers at a time. */
#include "tests/fuzz/seed.h"

#define main tests_main
#include "tests/test_normalise.c"
#undef main

enum { TOGETHER = 8 };

struct seeds {
    const char *folder;
    struct str several;
    int count; /* in `several` */
};

static void add(struct seeds *seeds, const char *text)
{
    struct str alone = {0};
    seed_add(&alone, text);
    seed_write(seeds->folder, &alone);
    str_release(&alone);
    if (seeds->count % 3 == 0)
        str_append_char(&seeds->several, '\1');
    seed_add(&seeds->several, text);
    if (++seeds->count % TOGETHER == 0)
        seed_write(seeds->folder, &seeds->several);
}

int main(int argc, char **argv)
{
    struct seeds seeds = {.folder = seed_folder(argc, argv)};
    for (int i = 0; i < LENGTH(choices); i++)
        add(&seeds, choices[i].text);
    for (int i = 0; i < LENGTH(amounts); i++)
        add(&seeds, amounts[i].text);
    for (int i = 0; i < LENGTH(ticks); i++)
        add(&seeds, ticks[i].text);
    for (int i = 0; i < LENGTH(no_numbers); i++)
        add(&seeds, no_numbers[i].text);
    seed_write(seeds.folder, &seeds.several);
    str_release(&seeds.several);
    return 0;
}
