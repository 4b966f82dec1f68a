/* Seeds of fuzz_expression: the conditions of tests/test_expression.c, right and wrong ones. */
#include "tests/fuzz/seed.h"

#define main tests_main
#include "tests/test_expression.c"
#undef main

int main(int argc, char **argv)
{
    const char *folder = seed_folder(argc, argv);
    struct str seed = {0};
    for (int i = 0; i < COUNT(conditions) + COUNT(mistakes); i++) {
        bool right = i < COUNT(conditions);
        seed_add(&seed, right ? conditions[i].text : mistakes[i - COUNT(conditions)].text);
        str_append_bytes(&seed, codes, sizeof codes);
        seed_write(folder, &seed);
    }
    str_release(&seed);
    return 0;
}
