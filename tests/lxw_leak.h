/*
 * For tests of programs that write drop-downs: libxlsxwriter 1.1.4 copies their formula twice and
 * frees one copy. A workbook that is not freed would still be seen by its other parts.
 */
#ifndef RENKEI_TESTS_LXW_LEAK_H
#define RENKEI_TESTS_LXW_LEAK_H

const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:lxw_strdup\n";
}

#endif
