/* For the tests of `renkei audit`: tables written to files, judged, and the verdicts as one line.
 */
#ifndef RENKEI_TESTS_AUDIT_TABLES_H
#define RENKEI_TESTS_AUDIT_TABLES_H

#include "aggregate/audit_judge.h"
#include "common/message.h"
#include "common/str.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LENGTH(array) ((int)(sizeof(array) / sizeof *(array)))

static char folder[] = "/tmp/renkei-audit-XXXXXX";
static struct arena arena;
static struct mistakes mistakes;

static inline void set_up(void)
{
    ck_assert_ptr_nonnull(mkdtemp(folder));
    message_init("test", "en");
}

static inline void tear_down(void)
{
    const char *command = arena_printf(&arena, "rm -rf '%s'", folder);
    ck_assert_int_eq(system(command), 0);
    mistakes_release(&mistakes);
    arena_release(&arena);
}

static inline const char *write_file(const char *name, const void *bytes, size_t length)
{
    const char *path = arena_printf(&arena, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, length, file), length);
    ck_assert_int_eq(fclose(file), 0);
    return path;
}

static inline struct audit audit_of_bytes(const void *bytes, size_t length, int64_t largest_base)
{
    const char *path = write_file("table.csv", bytes, length);
    struct audit audit = {
        .arena = &arena, .table = {.arena = &arena}, .largest_base = largest_base, .most_runs = 8};
    audit_table_read(&audit.table, &path, 1, &mistakes);
    if (!mistakes.count)
        audit_judge(&audit);
    return audit;
}

static inline struct audit audit_of(const char *text)
{
    struct audit audit = audit_of_bytes(text, strlen(text), 1000);
    ck_assert_msg(!mistakes.count, "%s", mistakes.count ? mistakes.at[0].text : "");
    return audit;
}

static inline void describe(struct str *out, const char *name, const struct audit_remarks *remarks)
{
    static const char *const verdicts[] = {"possible", "undecided", "contradiction", "impossible"};
    str_appendf(out, "%s %s", name, verdicts[audit_verdict_of(remarks)]);
    for (const struct audit_remark *remark = remarks->first; remark; remark = remark->next)
        str_appendf(out, " %s", remark->reason);
    str_append(out, "; ");
}

/* "row possible rounding; 1 possible; 2 impossible no-count; " and so on for each row. */
static inline const char *described(const struct audit *audit)
{
    struct str out = {0};
    for (size_t i = 0; i < audit->table.item_count; i++) {
        const struct audit_item *item = &audit->table.items[i];
        describe(&out, "row", &item->remarks);
        for (size_t k = 0; k < item->count; k++)
            describe(&out, item->cells[k]->option, &item->cells[k]->remarks);
    }
    const char *text = arena_strdup(&arena, str_text(&out));
    str_release(&out);
    return text;
}

#endif
