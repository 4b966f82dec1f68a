/*
 * For the tests of `renkei check`: one file after the other, and which rules it breaks. Make
 * folder_open() and folder_close() the fixture.
 */
#ifndef RENKEI_TESTS_RULES_RUN_H
#define RENKEI_TESTS_RULES_RUN_H

#include "report/rules.h"
#include "tests/folder.h"

static char path[PATH_MAX + 64]; /* of the file at hand */

static inline void place_file(const char *name)
{
    ck_assert_int_lt(snprintf(path, sizeof path, "%s/%s", folder, name), (int)sizeof path);
}

static inline void write_bytes(const char *name, const void *bytes, size_t length)
{
    place_file(name);
    write_whole(path, bytes, length);
}

/* "M05 B2" or "A11 表!C4", one after the other; "" if all is well; "!" and the error with
 * its part. */
static inline void show_broken(struct str *shown, const struct rules_question *question)
{
    struct arena arena = {0};
    struct rules_result result;
    if (!rules_check(&result, &arena, question))
        str_appendf(shown, "!%s%s%s", result.error, result.error_part ? ": " : "",
                    result.error_part ? result.error_part : "");
    for (size_t i = 0; i < RULE_COUNT && !result.error; i++) {
        const struct breach *first = result.verdicts[i].first;
        ck_assert(result.verdicts[i].count == 0 || result.verdicts[i].applies);
        if (first)
            str_appendf(shown, "%s%s %s%s%s", shown->length ? "; " : "", rules_list[i].id,
                        first->sheet, *first->sheet ? "!" : "", first->cell);
    }
    arena_release(&arena);
}

#endif
