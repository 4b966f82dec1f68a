/*
 * The database says what the former survey was: its configuration is not needed. What carries over
 * is decided by ids and types, as when a questionnaire is prefilled.
 */
#include "report/query_answers.h"

#include "common/config.h"
#include "report/words.h"

#include <stdlib.h>
#include <string.h>

enum answer_field { QUESTION, ROW, TYPE, CODE, VALUE, OPTIONS };
enum text_field { TEXT_QUESTION, TEXT_ROW, TEXT_OPTION, TEXT_VALUE };
enum typed_field { TYPED_COLUMN, TYPED_RAW, TYPED_READ };

static const char *const type_names[] = {
    [QUESTION_SINGLE] = "single",
    [QUESTION_MULTIPLE] = "multiple",
    [QUESTION_NUMBER] = "number",
    [QUESTION_TEXT] = "text",
};

static const struct item *find_item(struct arena *arena, const struct form *form,
                                    const char *question, const char *row)
{
    return form_item(form, *row != '\0' ? arena_printf(arena, "%s.%s", question, row) : question);
}

static const char *in_words(struct arena *arena, const struct item *item, const PGresult *result,
                            int row)
{
    const struct question *question = item->question;
    int code = atoi(PQgetvalue(result, row, CODE));
    if (code == CODE_NA || code == CODE_INVALID)
        return code_label(question, code);
    if (code == CODE_NOT_ASKED)
        return "非該当（回答対象外）";
    if (!PQgetisnull(result, row, OPTIONS))
        return arena_strdup(arena, PQgetvalue(result, row, OPTIONS));
    if (PQgetisnull(result, row, VALUE))
        return NULL;
    const char *value = PQgetvalue(result, row, VALUE);
    if (question->type != QUESTION_NUMBER)
        return arena_strdup(arena, value);
    const char *unit =
        item->row != NULL && item->row->unit != NULL ? item->row->unit : question->unit;
    return arena_printf(arena, "%s%s%s", value, *unit != '\0' ? " " : "", unit);
}

static void read_items(struct unit_answers *answers, struct arena *arena, const struct form *form,
                       const PGresult *result)
{
    for (int row = 0; row < PQntuples(result); row++) {
        const struct item *item =
            find_item(arena, form, PQgetvalue(result, row, QUESTION), PQgetvalue(result, row, ROW));
        if (item == NULL || item->question->derived ||
            strcmp(type_names[item->question->type], PQgetvalue(result, row, TYPE)) != 0)
            continue;
        answers->codes[item - form->items] = atoi(PQgetvalue(result, row, CODE));
        answers->items[item - form->items] = in_words(arena, item, result, row);
    }
}

static void read_texts(struct unit_answers *answers, struct arena *arena, const struct form *form,
                       const PGresult *result)
{
    for (int row = 0; row < PQntuples(result); row++) {
        const struct item *item = find_item(arena, form, PQgetvalue(result, row, TEXT_QUESTION),
                                            PQgetvalue(result, row, TEXT_ROW));
        const struct column *column =
            item == NULL ? NULL
                         : form_column(form, arena_printf(arena, "%s.%s.text", item->id,
                                                          PQgetvalue(result, row, TEXT_OPTION)));
        if (column != NULL)
            answers->texts[column - form->columns] =
                arena_strdup(arena, PQgetvalue(result, row, TEXT_VALUE));
    }
}

static void read_unit(struct unit_answers *answers, struct arena *arena, struct db *db,
                      const char *survey, const struct inquiry *inquiry)
{
    const char *values[] = {survey, inquiry->form->id, inquiry->unit};
    PGresult *result = db_run(db, "report/query-answers", 3, values);
    read_items(answers, arena, inquiry->form, result);
    PQclear(result);
    result = db_run(db, "report/query-texts", 3, values);
    read_texts(answers, arena, inquiry->form, result);
    PQclear(result);
}

/* ---- As typed ---- */

/* 不明（記入：「9」）: what was typed says more than what it counts as. */
static void add_typed(struct unit_answers *answers, struct arena *arena, const struct form *form,
                      const PGresult *result, int row)
{
    const struct column *column = form_column(form, PQgetvalue(result, row, TYPED_COLUMN));
    if (column == NULL || column->kind == COLUMN_OPTION_TEXT ||
        answers->items[column->item] == NULL)
        return;
    int code = answers->codes[column->item];
    if (*PQgetvalue(result, row, TYPED_READ) != 't' && code != CODE_INVALID &&
        code != CODE_NOT_ASKED)
        return;
    const char *where =
        column->kind == COLUMN_TICK
            ? arena_printf(arena, "「%d. %s」の欄に", column->option->code, column->option->label)
            : "";
    answers->items[column->item] =
        arena_printf(arena, "%s\n（記入：%s「%s」）", answers->items[column->item], where,
                     PQgetvalue(result, row, TYPED_RAW));
}

static void read_typed(struct unit_answers *answers, struct arena *arena, struct db *db,
                       const char *survey, const struct inquiry *inquiry)
{
    const char *values[] = {survey, arena_printf(arena, "%d", (int)inquiry->source),
                            arena_printf(arena, "%d", (int)inquiry->ordinal)};
    PGresult *result = db_run(db, "report/query-typed", 3, values);
    for (int row = 0; row < PQntuples(result); row++)
        add_typed(answers, arena, inquiry->form, result, row);
    PQclear(result);
}

static struct unit_answers new_answers(struct arena *arena, const struct form *form)
{
    return (struct unit_answers){
        .items = arena_array(arena, form->item_count, sizeof(char *)),
        .codes = arena_array(arena, form->item_count, sizeof(int)),
        .texts = arena_array(arena, form->column_count, sizeof(char *)),
    };
}

void inquiry_answers_read(struct inquiry_answers *answers, struct arena *arena, struct db *db,
                          const struct config *config, const struct inquiry *inquiry)
{
    const struct codebook *codebook = &config->codebook;
    answers->now = new_answers(arena, inquiry->form);
    answers->former = new_answers(arena, inquiry->form);
    read_unit(&answers->now, arena, db, codebook->survey, inquiry);
    read_typed(&answers->now, arena, db, codebook->survey, inquiry);
    if (*codebook->previous != '\0' && inquiry->form->frame != NULL)
        read_unit(&answers->former, arena, db, codebook->previous, inquiry);
}
