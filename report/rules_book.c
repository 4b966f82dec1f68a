/* A workbook: its sheets one by one, then what only all of them together show. */
#include "report/rules_file.h"

#include "report/rules_sheet.h"

#include <string.h>
#include <strings.h>

/* With fewer sheets a reader sees all tabs at once. */
enum { CONTENTS_FROM = 3 };

struct judgement {
    struct rules_result *result;
    const struct rules_question *question;
    struct rules_workbook book;
    struct arena arena;      /* of one sheet */
    bool data, presentation; /* which rules */
};

static bool in_tables_folder(const char *path)
{
    return strncmp(path, "tables/", 7) == 0 || strstr(path, "/tables/") != NULL;
}

static void judge_table(struct judgement *judgement, const struct rules_sheet *sheet,
                        struct arena *arena)
{
    struct rules_table table = {
        .result = judgement->result,
        .arena = arena,
        .sheet = sheet->name,
        .verbatim = judgement->question->verbatim,
    };
    verdict_apply(judgement->result, RULE_DATA_MERGED);
    verdict_apply(judgement->result, RULE_OBJECT);
    for (size_t i = 0; i < sheet->merge_count; i++)
        verdict_break(
            judgement->result, RULE_DATA_MERGED,
            &(struct spot){sheet->name, sheet->merges[i].row, sheet->merges[i].column, NULL});
    for (const struct rules_object *at = sheet->objects; at; at = at->next)
        verdict_break(judgement->result, RULE_OBJECT,
                      &(struct spot){sheet->name, at->row, at->column, at->name});
    for (size_t at = 0; at < sheet->cell_count;) {
        size_t end = rules_row_end(sheet, at);
        rules_table_row(&table, &sheet->cells[at], end - at);
        at = end;
    }
    rules_table_end(&table);
}

static bool judge_sheet(struct judgement *judgement, size_t index, const struct grid *grid)
{
    struct rules_sheet sheet = {.index = index};
    bool read = rules_sheet_read(&judgement->book, &sheet, grid, &judgement->arena);
    bool flat = read && rules_sheet_is_flat(&sheet);
    if (read && (judgement->data || flat) && !sheet.is_chart)
        judge_table(judgement, &sheet, &judgement->arena);
    if (read && judgement->presentation)
        rules_judge_sheet(judgement->result, &judgement->book, &sheet, flat);
    struct xlsx *xlsx = judgement->book.xlsx;
    if (!read && xlsx->error_part) /* its name may lie with the sheet */
        xlsx->error_part = arena_strdup(judgement->book.arena, xlsx->error_part);
    arena_reset(&judgement->arena);
    return read;
}

static void judge_properties(struct judgement *judgement)
{
    const struct {
        enum rule rule;
        bool kept;
    } rules[] = {
        {RULE_TITLE_PROPERTY, judgement->book.has_title},
        {RULE_AUTHOR_PROPERTY, judgement->book.has_author},
        {RULE_LANGUAGE_PROPERTY, judgement->book.has_language},
    };
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        verdict_apply(judgement->result, rules[i].rule);
        if (!rules[i].kept)
            verdict_break(judgement->result, rules[i].rule, &(struct spot){"", 0, 0, NULL});
    }
}

/* ---- Contents and links ---- */

static size_t linked_from(const struct rules_workbook *book, size_t sheet, bool *linked)
{
    size_t count = 0;
    memset(linked, 0, book->xlsx->sheet_count * sizeof *linked);
    for (const struct rules_link *link = book->links; link; link = link->next) {
        if (link->from != sheet || link->to == SIZE_MAX || link->to == sheet)
            continue;
        count += !linked[link->to];
        linked[link->to] = true;
    }
    return count;
}

/* The sheet with links to most others is that of contents; 1,024 sheets at most. */
static void judge_contents(struct judgement *judgement)
{
    const struct rules_workbook *book = &judgement->book;
    size_t count = book->xlsx->sheet_count, shown = 0, most = 0, contents = 0;
    bool *linked = arena_array(book->arena, count, sizeof *linked);
    for (size_t i = 0; i < count; i++)
        shown += !book->xlsx->sheets[i].hidden;
    if (shown < CONTENTS_FROM)
        return;
    verdict_apply(judgement->result, RULE_CONTENTS);
    for (size_t i = 0; i < count; i++) {
        size_t links = book->links ? linked_from(book, i, linked) : 0;
        if (links > most) {
            most = links;
            contents = i;
        }
    }
    linked_from(book, contents, linked);
    for (size_t i = 0; i < count; i++)
        if (i != contents && !linked[i] && !book->xlsx->sheets[i].hidden)
            verdict_break(judgement->result, RULE_CONTENTS,
                          &(struct spot){book->xlsx->sheets[i].name, 0, 0, NULL});
}

static void judge_links(struct judgement *judgement)
{
    const struct rules_workbook *book = &judgement->book;
    for (const struct rules_link *link = book->links; link; link = link->next) {
        verdict_apply(judgement->result, RULE_LINK);
        if (link->to == SIZE_MAX)
            verdict_break(judgement->result, RULE_LINK,
                          &(struct spot){book->xlsx->sheets[link->from].name, link->row,
                                         link->column, link->target});
    }
}

/* Excel compares names without regard to case, and other programs do not care. */
static void judge_names(struct judgement *judgement)
{
    const struct xlsx *xlsx = judgement->book.xlsx;
    for (size_t i = 1; i < xlsx->sheet_count; i++)
        for (size_t j = 0; j < i; j++)
            if (strcasecmp(xlsx->sheets[i].name, xlsx->sheets[j].name) == 0)
                verdict_break(judgement->result, RULE_SHEET_NAME,
                              &(struct spot){xlsx->sheets[i].name, 0, 0, NULL});
}

static void judge_first(struct judgement *judgement)
{
    const struct xlsx *xlsx = judgement->book.xlsx;
    size_t first = 0;
    while (first + 1 < xlsx->sheet_count && xlsx->sheets[first].hidden)
        first++;
    if (judgement->book.active != first)
        verdict_break(judgement->result, RULE_CURSOR,
                      &(struct spot){xlsx->sheets[judgement->book.active].name, 0, 0, NULL});
}

static bool judge_begin(struct judgement *judgement)
{
    if (!rules_workbook_read(&judgement->book))
        return false;
    if (judgement->presentation) {
        judge_properties(judgement);
        judge_names(judgement);
    }
    return true;
}

static bool judge_sheets(struct judgement *judgement)
{
    struct xlsx *xlsx = judgement->book.xlsx;
    for (size_t i = 0; i < xlsx->sheet_count; i++) {
        struct grid grid;
        if (!xlsx->sheets[i].hidden && (!grid_read_lenient(&grid, &judgement->arena, xlsx, i) ||
                                        !judge_sheet(judgement, i, &grid)))
            return false;
    }
    return true;
}

static void judge_end(struct judgement *judgement)
{
    if (!judgement->presentation)
        return;
    judge_contents(judgement);
    judge_links(judgement);
    judge_first(judgement);
}

bool rules_workbook(struct rules_result *result, const struct rules_question *question,
                    struct rules_bytes bytes)
{
    struct arena arena = {0};
    struct xlsx xlsx = {0};
    bool data = question->kind == RULES_DATA ||
                (question->kind == RULES_BY_FILE && in_tables_folder(result->file));
    struct judgement judgement = {
        .result = result,
        .question = question,
        .book = {.xlsx = &xlsx, .arena = &arena},
        .data = data,
        .presentation = !data,
    };
    bool read = xlsx_open(&xlsx, &arena, bytes.at, bytes.length) && judge_begin(&judgement) &&
                judge_sheets(&judgement);
    if (read) {
        judge_end(&judgement);
    } else {
        result->error = xlsx.error;
        result->error_part = xlsx.error_part ? arena_strdup(result->arena, xlsx.error_part) : NULL;
    }
    xlsx_close(&xlsx);
    arena_release(&judgement.arena);
    arena_release(&arena);
    return read;
}

/* ---- Beside another reader ---- */

struct judgement *rules_along_begin(struct rules_result *result,
                                    const struct rules_question *question, struct xlsx *xlsx)
{
    struct judgement *judgement = arena_alloc(result->arena, sizeof *judgement);
    *judgement = (struct judgement){
        .result = result,
        .question = question,
        .book = {.xlsx = xlsx, .arena = result->arena},
        .presentation = true,
    };
    return judge_begin(judgement) ? judgement : NULL;
}

bool rules_along_sheet(struct judgement *judgement, size_t sheet, const struct grid *grid)
{
    return judgement->book.xlsx->sheets[sheet].hidden || judge_sheet(judgement, sheet, grid);
}

struct rules_result *rules_along_end(struct judgement *judgement)
{
    judge_end(judgement);
    arena_release(&judgement->arena);
    return judgement->result;
}
