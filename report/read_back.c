#include "report/read_back.h"

#include "common/book_compare.h"
#include "common/message.h"
#include "common/str.h"
#include "report/output.h"

#include <stdlib.h>

_Noreturn static void refuse(const struct mismatches *mismatches)
{
    mismatches_print(mismatches);
    message_error(_("run this again; if it happens again, something changes files or this program "
                    "has a fault"),
                  _("what was read back is not what was counted"));
    exit(STATUS_VERIFY);
}

void read_back_tables(struct read_back *back, const char *folder, const char *shown)
{
    struct told_error error;
    struct mismatches mismatches = {.arena = &back->arena};
    if (!told_read(&back->told, &back->arena, folder, &error)) {
        message_print(
            MESSAGE_ERROR,
            &(struct place){.file = arena_printf(&back->arena, "%s/%s", shown, error.file),
                            .line = error.line},
            NULL, error.text, NULL);
        exit(STATUS_VERIFY);
    }
    back->tied = told_ties(&back->told, &mismatches);
    if (mismatches.count > 0)
        refuse(&mismatches);
}

struct read_back_counts read_back_workbook(const struct read_back *back, const char *path,
                                           const char *name)
{
    struct str bytes = {0};
    struct arena arena = {0};
    struct mismatches mismatches = {.arena = &arena};
    struct book_comparison comparison = {
        .told = &back->told, .name = name, .arena = &arena, .mismatches = &mismatches};
    output_read_back(&bytes, path, name);
    if (!book_compare(&comparison, bytes.at, bytes.length))
        die(comparison.error, _("check the disk, then run this again"),
            _("cannot read \"%s\" back"), name);
    if (mismatches.count > 0)
        refuse(&mismatches);
    str_release(&bytes);
    arena_release(&arena);
    return (struct read_back_counts){comparison.numbers, comparison.chart_points};
}

void read_back_release(struct read_back *back)
{
    arena_release(&back->arena);
}
