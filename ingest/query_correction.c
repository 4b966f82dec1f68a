/*
 * To check one answer alone it is put into a form of one question that everybody is asked: whether
 * the unit should have been asked at all is seen when all its answers are checked together.
 */
#include "ingest/query_correction.h"

#include "common/frame.h"
#include "common/number.h"
#include "common/round.h"
#include "ingest/check.h"
#include "ingest/normalise.h"

#include <string.h>

/* Longer texts are no list of numbers. */
enum { LIST_LONGEST = 4096 };

/* What separates the numbers of a list; in the second attempt blanks too, which labels contain. */
static const char *const separators[] = {"、", "，", ",", "､", ";", "；", "\n", "\r"};
static const char *const blanks[] = {" ", "　", "\t", "・", "/", "／"};

enum { SEPARATOR_COUNT = sizeof separators / sizeof *separators };
enum { BLANK_COUNT = sizeof blanks / sizeof *blanks };

static bool means_blank(struct arena *arena, const char *text)
{
    const char *key = answer_key(arena, text, strlen(text));
    return key != NULL && (strcmp(key, "無回答") == 0 || strcmp(key, "空欄") == 0);
}

/* ---- A form of one question ---- */

struct alone {
    struct question question;
    struct item item;
    struct column *columns;
    struct raw_answer *answers; /* per column */
    struct form form;
};

static struct alone *new_alone(struct arena *arena, const struct form *form,
                               const struct item *item)
{
    struct alone *alone = arena_alloc(arena, sizeof *alone);
    alone->question = *item->question;
    alone->question.base = NULL;
    alone->question.base_text = NULL;
    alone->question.first_item = 0;
    alone->question.item_count = 1;
    alone->question.row_count = 0;
    alone->item = *item;
    alone->item.question = &alone->question;
    alone->item.slot = alone->item.first_column = 0;
    alone->columns = arena_array(arena, item->column_count, sizeof *alone->columns);
    alone->answers = arena_array(arena, item->column_count, sizeof *alone->answers);
    for (size_t i = 0; i < item->column_count; i++) {
        alone->columns[i] = form->columns[item->first_column + i];
        alone->columns[i].item = 0;
    }
    alone->form = (struct form){.id = form->id,
                                .title = form->title,
                                .questions = &alone->question,
                                .question_count = 1,
                                .items = &alone->item,
                                .item_count = 1,
                                .columns = alone->columns,
                                .column_count = item->column_count,
                                .slot_count = item->slot_count};
    return alone;
}

/* The first error; warnings are for the answers as a whole. */
static const struct finding *check_alone(struct arena *arena, struct alone *alone,
                                         struct checked *checked)
{
    const struct submission submission = {
        .form = &alone->form, .answers = alone->answers, .unit = FRAME_NONE, .sheet = ""};
    check_submission(checked, arena, &submission);
    for (size_t i = 0; i < checked->finding_count; i++) {
        if (finding_severity(&checked->findings[i]) == SEVERITY_ERROR)
            return &checked->findings[i];
    }
    return NULL;
}

/* ---- Lists of options ---- */

/* The length of the separator at `at`; 0 if there is none. */
static size_t separator_at(const char *at, bool also_blanks)
{
    for (size_t i = 0; i < SEPARATOR_COUNT; i++) {
        if (strncmp(at, separators[i], strlen(separators[i])) == 0)
            return strlen(separators[i]);
    }
    for (size_t i = 0; also_blanks && i < BLANK_COUNT; i++) {
        if (strncmp(at, blanks[i], strlen(blanks[i])) == 0)
            return strlen(blanks[i]);
    }
    return 0;
}

static void tick(struct alone *alone, const struct option *option)
{
    for (size_t i = 0; i < alone->item.column_count; i++) {
        if (alone->columns[i].kind == COLUMN_TICK && alone->columns[i].option == option)
            alone->answers[i].text = "1";
    }
}

/* Ticks every option of the list; false, with `part`, at the first one that cannot be read. */
static bool tick_list(struct arena *arena, struct alone *alone, const char *text, bool also_blanks,
                      const char **part)
{
    for (const char *at = text; *at != '\0';) {
        size_t length = 0;
        while (at[length] != '\0' && separator_at(at + length, also_blanks) == 0)
            length++;
        *part = arena_copy(arena, at, length);
        const struct option *option;
        enum reading_rule rule;
        if (!is_blank(*part)) {
            if (read_choice(arena, &alone->question, *part, &option, &rule) != CHOICE_ONE)
                return false;
            tick(alone, option);
        }
        at += length;
        at += separator_at(at, also_blanks);
    }
    return true;
}

static void clear(struct alone *alone)
{
    for (size_t i = 0; i < alone->item.column_count; i++)
        alone->answers[i] = (struct raw_answer){0};
}

/* What a single choice would say of the part that is no option. */
static const struct finding *refuse_part(struct arena *arena, const struct alone *alone,
                                         const char *part)
{
    struct alone *single = arena_alloc(arena, sizeof *single);
    *single = *alone;
    single->question.type = QUESTION_SINGLE;
    single->item.question = &single->question;
    single->item.slot_count = single->item.column_count = 1;
    single->columns = arena_alloc(arena, sizeof *single->columns);
    *single->columns = *alone->columns;
    single->columns->kind = COLUMN_ANSWER;
    single->answers = arena_alloc(arena, sizeof *single->answers);
    single->answers->text = part;
    single->form.questions = &single->question;
    single->form.items = &single->item;
    single->form.columns = single->columns;
    single->form.column_count = single->form.slot_count = 1;
    struct checked checked;
    return check_alone(arena, single, &checked);
}

static const struct finding *read_list(struct arena *arena, struct alone *alone, const char *text)
{
    const char *part = text;
    struct checked checked;
    if (strlen(text) > LIST_LONGEST)
        return refuse_part(arena, alone, text);
    if (!tick_list(arena, alone, text, false, &part)) {
        clear(alone);
        if (!tick_list(arena, alone, text, true, &part))
            return refuse_part(arena, alone, part);
    }
    return check_alone(arena, alone, &checked);
}

/* ---- The correction ---- */

static void set_ticks(struct query_correction *correction, struct arena *arena,
                      const struct alone *alone)
{
    struct corrected_column *columns =
        arena_array(arena, alone->item.column_count, sizeof *columns);
    correction->columns = columns;
    for (size_t i = 0; i < alone->item.column_count; i++) {
        if (alone->columns[i].kind == COLUMN_TICK)
            columns[correction->column_count++] = (struct corrected_column){
                alone->columns[i].name, alone->answers[i].text ? "1" : ""};
    }
}

static void set_value(struct query_correction *correction, struct arena *arena, const char *column,
                      const char *value)
{
    struct corrected_column *columns = arena_alloc(arena, sizeof *columns);
    *columns = (struct corrected_column){column, value};
    correction->columns = columns;
    correction->column_count = 1;
}

/* A number that a spreadsheet stored may be written 1E+05; corrections are texts. */
static const char *plain_number(struct arena *arena, int64_t value)
{
    char digits[DECIMAL_SIZE];
    int decimals = number_decimals(value);
    int64_t divisor = 1;
    for (int i = decimals; i < NUMBER_DECIMALS; i++)
        divisor *= 10;
    return arena_strdup(arena, decimal_text(digits, value / divisor, decimals));
}

static void read_multiple(struct query_correction *correction, struct arena *arena,
                          const struct form *form, const struct query_cell *cell)
{
    struct alone *alone = new_alone(arena, form, &form->items[correction->item]);
    struct checked checked;
    if (cell->error) {
        alone->answers[0].text = cell->text;
        alone->answers[0].error = true;
        correction->cause = check_alone(arena, alone, &checked);
    } else if (!means_blank(arena, cell->text)) {
        correction->cause = read_list(arena, alone, cell->text);
    }
    set_ticks(correction, arena, alone);
}

static void read_answer(struct query_correction *correction, struct arena *arena,
                        const struct form *form, const struct query_cell *cell)
{
    struct alone *alone = new_alone(arena, form, &form->items[correction->item]);
    const struct column *column = correction->column;
    size_t first = form->items[correction->item].first_column;
    struct raw_answer *answer = &alone->answers[(size_t)(column - form->columns) - first];
    struct checked checked;
    const char *value = means_blank(arena, cell->text) ? "" : cell->text;
    *answer = (struct raw_answer){.text = value, .numeric = cell->numeric, .error = cell->error};
    correction->cause = check_alone(arena, alone, &checked);
    bool number = alone->question.type == QUESTION_NUMBER && checked.codes[0] == CODE_TICKED;
    if (number && cell->numeric)
        value = plain_number(arena, checked.numbers[0]);
    set_value(correction, arena, column->name, value);
}

bool query_correction_read(struct query_correction *correction, struct arena *arena,
                           const struct form *form, const struct query_cell *cell)
{
    const struct item *item = form_item(form, cell->name);
    const struct column *column = form_column(form, cell->name);
    *correction = (struct query_correction){0};
    if (item != NULL && item->question->type == QUESTION_MULTIPLE && !item->question->derived) {
        correction->item = (size_t)(item - form->items);
        correction->column = &form->columns[item->first_column];
        read_multiple(correction, arena, form, cell);
    } else if (column != NULL && column->kind != COLUMN_TICK) {
        correction->item = column->item;
        correction->column = column;
        read_answer(correction, arena, form, cell);
    } else {
        return false;
    }
    return true;
}
