/* Seeds of fuzz_xlsx: the workbooks of tests/test_xlsx.c, as parts and as ZIP files. */
#include "tests/fuzz/seed.h"

#define main tests_main
#include "tests/test_xlsx.c"
#undef main

static void add(const char *folder, const struct parts *parts)
{
    struct str seed = {0};
    seed_add(&seed, parts->sheet ? parts->sheet : ROWS(""));
    seed_add(&seed, parts->strings);
    seed_add(&seed, parts->workbook);
    seed_add(&seed, parts->relations);
    seed_add(&seed, parts->root);
    seed_write(folder, &seed);
    str_release(&seed);
    struct made_zip made = {0};
    make(&made, parts);
    seed_write(folder, &made.bytes);
    str_release(&made.bytes);
}

int main(int argc, char **argv)
{
    const char *folder = seed_folder(argc, argv);
    for (int i = 0; i < COUNT(cell_cases); i++)
        add(folder,
            &(struct parts){.sheet = cell_cases[i].sheet, .strings = cell_cases[i].strings});
    for (int i = 0; i < COUNT(name_cases); i++)
        add(folder, &(struct parts){.workbook = name_cases[i].name});
    for (int i = 0; i < COUNT(workbook_cases); i++)
        add(folder, &workbook_cases[i].parts);
    return 0;
}
