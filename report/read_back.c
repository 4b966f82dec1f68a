#include "report/read_back.h"

#include "common/book_compare.h"
#include "common/message.h"
#include "common/str.h"
#include "report/rules.h"

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

/* False with the workbook's error. */
static bool compare(struct book_comparison *comparison, struct xlsx *xlsx, bool checked)
{
    struct judgement *judgement = NULL;
    struct book_companion companion = {.function = rules_require_sheet};
    if (checked) {
        judgement = rules_require_begin(comparison->arena, xlsx, comparison->name);
        if (judgement == NULL)
            return false;
        companion.context = judgement;
        comparison->companion = &companion;
    }
    if (!book_compare_open(comparison, xlsx) || !xlsx_read_rest(xlsx))
        return false;
    if (comparison->mismatches->count > 0)
        refuse(comparison->mismatches);
    if (judgement != NULL)
        rules_require_end(judgement);
    return true;
}

void read_back_finish(const struct read_back *back, struct output_file *file)
{
    struct str bytes = {0};
    struct arena arena = {0};
    struct xlsx xlsx = {0};
    struct mismatches mismatches = {.arena = &arena};
    struct book_comparison comparison = {
        .told = &back->told, .name = file->name, .arena = &arena, .mismatches = &mismatches};
    output_read_back(&bytes, file->temporary, file->name);
    if (!xlsx_open(&xlsx, &arena, bytes.at, bytes.length) ||
        !compare(&comparison, &xlsx, file->checked))
        die(_(xlsx.error), _("check the disk, then run this again"), _("cannot read \"%s\" back"),
            file->name);
    output_compared(file, comparison.numbers, comparison.chart_points);
    output_finish_read(file, &bytes);
    xlsx_close(&xlsx);
    str_release(&bytes);
    arena_release(&arena);
}

void read_back_release(struct read_back *back)
{
    arena_release(&back->arena);
}
