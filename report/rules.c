/* Which rules a file is judged by: a workbook or a CSV is told by its first bytes, its ending is
 * judged itself. */
#include "report/rules.h"

#include "common/message.h"
#include "common/str.h"
#include "report/rules_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A workbook larger than this would not be inflated anyway (common/xlsx_zip.c). */
enum { FILE_LIMIT = 128 << 20, CHUNK = 256 * 1024, MARK_SIZE = 16 };

static bool ends_with(const char *name, const char *ending)
{
    size_t length = strlen(name), own = strlen(ending);
    return length >= own && strcasecmp(name + length - own, ending) == 0;
}

static void judge_format(struct rules_result *result, bool workbook)
{
    const char *file = result->file;
    const char *slash = strrchr(file, '/');
    bool right =
        workbook ? ends_with(file, ".xlsx") || ends_with(file, ".xlsm") : ends_with(file, ".csv");
    const struct spot spot = {"", 0, 0, slash ? slash + 1 : file};
    verdict_apply(result, RULE_FORMAT);
    if (!right)
        verdict_break(result, RULE_FORMAT, &spot);
}

/* ZIP, OLE (.xls, encrypted) and PDF: what the reader of workbooks knows by its bytes. */
static bool is_workbook(const struct str *bytes)
{
    static const char *const marks[] = {"PK", "\xD0\xCF\x11\xE0", "%PDF-"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (bytes->length >= strlen(marks[i]) && memcmp(bytes->at, marks[i], strlen(marks[i])) == 0)
            return true;
    return false;
}

/* The first bytes; and all of them if they are those of a workbook. */
static bool read_file(struct rules_result *result, const char *path, struct str *bytes)
{
    FILE *stream = fopen(path, "rb");
    if (stream == NULL) {
        result->error = arena_strdup(result->arena, strerror(errno));
        return false;
    }
    size_t taken, chunk = MARK_SIZE;
    do {
        taken = fread(str_reserve(bytes, chunk), 1, chunk, stream);
        bytes->length += taken;
        chunk = CHUNK;
    } while (taken > 0 && bytes->length <= FILE_LIMIT && is_workbook(bytes));
    if (ferror(stream))
        result->error = arena_strdup(result->arena, strerror(errno));
    else if (bytes->length > FILE_LIMIT)
        result->error = N_("the file is larger than 128 MiB");
    fclose(stream); /* read only: nothing can be lost */
    return result->error == NULL;
}

bool rules_check(struct rules_result *result, struct arena *arena,
                 const struct rules_question *question)
{
    struct str bytes = {0};
    *result = (struct rules_result){.arena = arena,
                                    .file = question->name ? question->name : question->path};
    bool read = read_file(result, question->path, &bytes);
    if (read) {
        bool workbook = is_workbook(&bytes);
        judge_format(result, workbook);
        read = workbook
                   ? rules_workbook(result, question, (struct rules_bytes){bytes.at, bytes.length})
                   : rules_csv(result, question);
    }
    str_release(&bytes);
    return read;
}

/* ---- Our own files ---- */

/* Every question of a form in some breakdowns; a whole survey has ten times as many. */
enum { OWN_ROWS = 5000 };

static const char *place_text(struct arena *arena, const struct breach *breach)
{
    const char *gap = *breach->sheet && *breach->cell ? " " : "";
    const char *value = *breach->value ? arena_printf(arena, ": \"%s\"", breach->value) : "";
    return arena_printf(arena, "%s%s%s%s", breach->sheet, gap, breach->cell, value);
}

/* One message per rule, at its first place. */
static void print_breaches(struct rules_result *result)
{
    for (size_t i = 0; i < RULE_COUNT; i++) {
        const struct verdict *verdict = &result->verdicts[i];
        if (verdict->count == 0)
            continue;
        const char *text = arena_printf(result->arena, _("broken: %s (%zu times, first %s)"),
                                        _(rules_list[i].name), verdict->count,
                                        place_text(result->arena, verdict->first));
        message_print(MESSAGE_ERROR, &(struct place){.file = result->file}, rules_list[i].id, text,
                      _(rules_list[i].remedy));
    }
}

_Noreturn static void refuse(struct rules_result *result)
{
    if (result->error == NULL)
        print_breaches(result);
    else
        message_print(MESSAGE_ERROR, &(struct place){.file = result->file}, NULL, _(result->error),
                      NULL);
    message_error(_("it was not published; the file of an earlier run is where it was"),
                  _("\"%s\" does not keep the rules of 'renkei check'"), result->file);
    exit(STATUS_VERIFY);
}

/* Who answered comes from a list of units or from the answers, notes and breaks from the codebook,
 * as they stand there: that must not keep a report back. */
static const struct rules_question own = {.verbatim = "unit,name,value,break",
                                          .most_rows = OWN_ROWS};

void rules_require(const char *path, const char *name)
{
    struct arena arena = {0};
    struct rules_result result;
    struct rules_question question = own;
    question.path = path;
    question.name = name;
    if (!rules_check(&result, &arena, &question) || rules_broken(&result) > 0)
        refuse(&result);
    arena_release(&arena);
}

struct judgement *rules_require_begin(struct arena *arena, struct xlsx *xlsx, const char *name)
{
    struct rules_result *result = arena_alloc(arena, sizeof *result);
    *result = (struct rules_result){.arena = arena, .file = name};
    judge_format(result, true);
    return rules_along_begin(result, &own, xlsx);
}

bool rules_require_sheet(void *judgement, size_t sheet, const struct grid *grid)
{
    return rules_along_sheet(judgement, sheet, grid);
}

void rules_require_end(struct judgement *judgement)
{
    struct rules_result *result = rules_along_end(judgement);
    if (rules_broken(result) > 0)
        refuse(result);
}
