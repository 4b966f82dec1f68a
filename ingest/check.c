/*
 * Items are read in the order of the codebook, so that every base looks at answers already known.
 * An edit of severity error makes its items INVALID; then everything is read a second time,
 * because bases and derived variables may look at them, and what is only then found is added.
 */
#include "ingest/check.h"

#include "common/expression.h"
#include "common/frame.h"
#include "common/number.h"
#include "common/str.h"
#include "common/xlsx.h"

#include <inttypes.h>
#include <string.h>

struct checking {
    struct checked *result;
    struct arena *arena;
    const struct submission *submission;
    const struct form *form;
    struct answers answers; /* what expressions see: result->codes and numbers */
    bool *forced_invalid;   /* per item, by edits; NULL during the first reading */
    bool again;             /* the second reading finds most of it again */
    size_t finding_capacity, interpretation_capacity;
};

static const char *cell_name(struct checking *checking, const struct raw_answer *answer)
{
    char name[16];
    if (!answer->row)
        return "";
    return arena_strdup(checking->arena, xlsx_cell_name(name, answer->row, answer->column));
}

static bool found_before(const struct checked *result, enum finding_code code,
                         const struct column *column)
{
    for (size_t i = 0; i < result->finding_count; i++)
        if (result->findings[i].code == code && result->findings[i].column == column)
            return true;
    return false;
}

static void find(struct checking *checking, enum finding_code code, const struct column *column,
                 const char *extra)
{
    struct checked *result = checking->result;
    if (checking->again && found_before(result, code, column))
        return;
    if (result->finding_count == checking->finding_capacity) {
        size_t capacity = checking->finding_capacity ? 2 * checking->finding_capacity : 8;
        struct finding *larger = arena_array(checking->arena, capacity, sizeof *larger);
        if (result->finding_count)
            memcpy(larger, result->findings, result->finding_count * sizeof *larger);
        result->findings = larger;
        checking->finding_capacity = capacity;
    }
    const struct raw_answer *answer =
        column ? &checking->submission->answers[column - checking->form->columns] : NULL;
    result->findings[result->finding_count++] = (struct finding){
        .code = code,
        .column = column,
        .raw = answer && answer->text ? answer->text : "",
        .extra = extra,
        .sheet = checking->submission->sheet,
        .cell = answer ? cell_name(checking, answer) : "",
    };
}

static void fill(struct checking *checking, const struct item *item, uint8_t code)
{
    memset(checking->result->codes + item->slot, code, item->slot_count);
}

static const struct column *columns_of(const struct checking *checking, const struct item *item)
{
    return checking->form->columns + item->first_column;
}

static const struct raw_answer *answer_to(const struct checking *checking,
                                          const struct column *column)
{
    return &checking->submission->answers[column - checking->form->columns];
}

/* ---- Lists of names, for messages ---- */

/* More of them are only counted. */
enum { NAMES_SHOWN = 10 };

struct name_list {
    struct str text;
    size_t count;
};

static void list_name(struct name_list *list, const char *name)
{
    if (list->count++ < NAMES_SHOWN)
        str_appendf(&list->text, "%s%s", list->text.length ? "、" : "", name);
}

/* The list in the arena, behind `prefix`; releases it. */
static const char *keep_list(struct checking *checking, struct name_list *list, const char *prefix)
{
    if (list->count > NAMES_SHOWN)
        str_appendf(&list->text, " …(%zu)", list->count);
    const char *kept = arena_printf(checking->arena, "%s%s", prefix, str_text(&list->text));
    str_release(&list->text);
    return kept;
}

/* ---- What there is to choose from, for hints ---- */

static const char *option_list(struct arena *arena, const struct question *question)
{
    struct str list = {0};
    for (size_t i = 0; i < question->option_count; i++)
        str_appendf(&list, "%s%d", i ? "、" : "", question->options[i].code);
    char *copy = arena_copy(arena, str_text(&list), list.length);
    str_release(&list);
    return copy;
}

/* Not %g: a million is not 1e+06 to people. */
static const char *bound_text(struct arena *arena, int64_t value)
{
    int decimals = number_decimals(value);
    int64_t magnitude = value < 0 ? -value : value, fraction = magnitude % NUMBER_SCALE;
    for (int i = NUMBER_DECIMALS; i > decimals; i--)
        fraction /= 10;
    const char *whole =
        arena_printf(arena, "%s%" PRId64, value < 0 ? "-" : "", magnitude / NUMBER_SCALE);
    return decimals ? arena_printf(arena, "%s.%0*" PRId64, whole, decimals, fraction) : whole;
}

static const char *range_text(struct arena *arena, const struct question *question)
{
    bool from = question->min != INT64_MIN, to = question->max != INT64_MAX;
    return arena_printf(arena, "%s〜%s", from ? bound_text(arena, question->min) : "",
                        to ? bound_text(arena, question->max) : "");
}

/* ---- The four types ---- */

/* Why a value cannot be read, whatever the type of its question; FINDING_NONE if it can. */
static enum finding_code unusable(const struct raw_answer *answer)
{
    if (answer->formula)
        return FINDING_FORMULA;
    if (answer->error)
        return FINDING_CELL_ERROR;
    return answer->joined && !is_blank(answer->text) ? FINDING_JOINED : FINDING_NONE;
}

/* Notes what was made of a value that is not written plainly. */
static void interpret(struct checking *checking, const struct column *column,
                      enum reading_rule rule, const char *reading)
{
    struct checked *result = checking->result;
    if (rule == RULE_PLAIN)
        return;
    if (result->interpretation_count == checking->interpretation_capacity) {
        size_t capacity =
            checking->interpretation_capacity ? 2 * checking->interpretation_capacity : 8;
        struct interpretation *larger = arena_array(checking->arena, capacity, sizeof *larger);
        if (result->interpretation_count)
            memcpy(larger, result->interpretations, result->interpretation_count * sizeof *larger);
        result->interpretations = larger;
        checking->interpretation_capacity = capacity;
    }
    result->interpretations[result->interpretation_count++] =
        (struct interpretation){.column = column,
                                .raw = answer_to(checking, column)->text,
                                .reading = reading,
                                .rule = rule};
}

static void read_single(struct checking *checking, const struct item *item,
                        const struct column *column)
{
    static const enum finding_code refusals[] = {[CHOICE_NONE] = FINDING_OPTION,
                                                 [CHOICE_SEVERAL] = FINDING_SEVERAL,
                                                 [CHOICE_CONTRADICTION] = FINDING_CONTRADICTION};
    const struct question *question = item->question;
    const char *text = answer_to(checking, column)->text;
    const struct option *option;
    enum reading_rule rule;
    enum choice choice = read_choice(checking->arena, question, text, &option, &rule);
    if (choice != CHOICE_ONE) {
        find(checking, refusals[choice], column, option_list(checking->arena, question));
        fill(checking, item, CODE_INVALID);
        return;
    }
    if (rule != RULE_PLAIN)
        interpret(checking, column, rule, arena_printf(checking->arena, "%d", option->code));
    fill(checking, item, (uint8_t)option->code);
}

static void read_number_item(struct checking *checking, const struct item *item,
                             const struct column *column)
{
    const struct question *question = item->question;
    const struct raw_answer *answer = answer_to(checking, column);
    const char *unit = item->row && item->row->unit ? item->row->unit : question->unit;
    struct amount amount;
    fill(checking, item, CODE_INVALID);
    if (!read_amount(checking->arena, unit, answer->text, answer->numeric, &amount)) {
        bool none = says_no_number(checking->arena, answer->text);
        find(checking, none ? FINDING_NO_NUMBER : FINDING_NUMBER, column, "");
    } else if (amount.decimals > question->decimals) {
        find(checking, FINDING_DECIMALS, column,
             arena_printf(checking->arena, "%d", question->decimals));
    } else if (amount.value < question->min || amount.value > question->max) {
        find(checking, FINDING_RANGE, column, range_text(checking->arena, question));
    } else {
        checking->result->numbers[item - checking->form->items] = amount.value;
        fill(checking, item, CODE_TICKED);
        if (amount.rule != RULE_PLAIN)
            interpret(checking, column, amount.rule, bound_text(checking->arena, amount.value));
    }
}

static void keep_text(struct checking *checking, const struct item *item, int option,
                      const char *text)
{
    struct checked *result = checking->result;
    result->texts[result->text_count++] = (struct answer_text){
        .item = (size_t)(item - checking->form->items), .option = option, .text = text};
}

/* The slots of the ticks; how many are ticked, or -1 if one cannot be read. */
static int read_ticks(struct checking *checking, const struct item *item)
{
    const struct column *columns = columns_of(checking, item);
    int ticked = 0;
    bool unclear = false;
    for (size_t i = 0; i < item->column_count; i++) {
        if (columns[i].kind != COLUMN_TICK)
            continue;
        const struct raw_answer *answer = answer_to(checking, &columns[i]);
        enum finding_code refusal = unusable(answer);
        enum tick tick = refusal != FINDING_NONE ? TICK_UNCLEAR : read_tick(answer->text);
        if (tick == TICK_UNCLEAR) {
            find(checking, refusal != FINDING_NONE ? refusal : FINDING_TICK, &columns[i], "");
            unclear = true;
        } else if (!answer->numeric) {
            interpret(checking, &columns[i], tick_rule(answer->text, tick),
                      tick == TICK_YES ? "1" : "0");
        }
        checking->result->codes[item->slot + columns[i].option_index] = tick == TICK_YES;
        ticked += tick == TICK_YES;
    }
    return unclear ? -1 : ticked;
}

static const struct column *exclusive_ticked(const struct checking *checking,
                                             const struct item *item)
{
    const struct column *columns = columns_of(checking, item);
    for (size_t i = 0; i < item->column_count; i++)
        if (columns[i].kind == COLUMN_TICK && columns[i].option->exclusive &&
            checking->result->codes[item->slot + columns[i].option_index] == CODE_TICKED)
            return &columns[i];
    return NULL;
}

static void read_multiple(struct checking *checking, const struct item *item)
{
    int ticked = read_ticks(checking, item);
    const struct column *exclusive = ticked > 1 ? exclusive_ticked(checking, item) : NULL;
    if (exclusive)
        find(checking, FINDING_EXCLUSIVE, exclusive, exclusive->option->label);
    if (ticked < 0 || exclusive)
        fill(checking, item, CODE_INVALID);
    else if (ticked == 0)
        fill(checking, item, CODE_NA);
}

/* ---- Items ---- */

/* The first column of the item that says something; NULL if none does: an explicit "no tick" of
 * a question that was not asked says nothing. */
static const struct column *first_answered(const struct checking *checking, const struct item *item)
{
    const struct column *columns = columns_of(checking, item);
    for (size_t i = 0; i < item->column_count; i++) {
        const struct raw_answer *answer = answer_to(checking, &columns[i]);
        bool blank = columns[i].kind == COLUMN_TICK
                         ? !answer->error && read_tick(answer->text) == TICK_NO
                         : is_blank(answer->text);
        if (!blank)
            return &columns[i];
    }
    return NULL;
}

static void item_not_asked(struct checking *checking, const struct item *item)
{
    const struct column *answered = first_answered(checking, item);
    fill(checking, item, CODE_NOT_ASKED);
    if (answered)
        find(checking, FINDING_NOT_ASKED, answered, item->question->base_text);
}

/* False if it is known that the option beside the text was not chosen. */
static bool may_be_chosen(const struct checking *checking, const struct item *item,
                          const struct column *column)
{
    const uint8_t *codes = checking->result->codes + item->slot;
    if (codes[0] == CODE_INVALID)
        return true;
    return item->question->type == QUESTION_MULTIPLE ? codes[column->option_index] == CODE_TICKED
                                                     : codes[0] == column->option->code;
}

/* Texts beside options: kept with their tick, a finding without it. */
static void read_option_texts(struct checking *checking, const struct item *item)
{
    const struct column *columns = columns_of(checking, item);
    for (size_t i = 0; i < item->column_count; i++) {
        const struct raw_answer *answer = answer_to(checking, &columns[i]);
        if (columns[i].kind != COLUMN_OPTION_TEXT || is_blank(answer->text))
            continue;
        if (unusable(answer) != FINDING_NONE) {
            find(checking, unusable(answer), &columns[i], "");
            continue;
        }
        if (!may_be_chosen(checking, item, &columns[i]))
            find(checking, FINDING_TEXT_NO_TICK, &columns[i], "");
        keep_text(checking, item, columns[i].option->code, answer->text);
    }
}

static void read_answer(struct checking *checking, const struct item *item)
{
    const struct column *column = columns_of(checking, item);
    const struct raw_answer *answer = answer_to(checking, column);
    if (item->question->type == QUESTION_MULTIPLE) {
        read_multiple(checking, item);
    } else if (is_blank(answer->text)) {
        fill(checking, item, CODE_NA);
    } else if (unusable(answer) != FINDING_NONE) {
        find(checking, unusable(answer), column, "");
        fill(checking, item, CODE_INVALID);
    } else if (item->question->type == QUESTION_SINGLE) {
        read_single(checking, item, column);
    } else if (item->question->type == QUESTION_NUMBER) {
        read_number_item(checking, item, column);
    } else {
        keep_text(checking, item, 0, answer->text);
        fill(checking, item, CODE_TICKED);
    }
}

static void read_item(struct checking *checking, size_t index)
{
    const struct item *item = &checking->form->items[index];
    const struct question *question = item->question;
    if (question->derived)
        return;
    if (question->base && !expression_true(question->base, &checking->answers)) {
        item_not_asked(checking, item);
        return;
    }
    read_answer(checking, item);
    read_option_texts(checking, item);
    if (checking->forced_invalid && checking->forced_invalid[index])
        fill(checking, item, CODE_INVALID);
}

static void read_items(struct checking *checking)
{
    checking->result->text_count = checking->result->interpretation_count = 0;
    for (size_t i = 0; i < checking->form->item_count; i++)
        read_item(checking, i);
    form_derive(checking->form, checking->answers.frame, checking->answers.unit,
                checking->result->numbers, checking->result->codes);
}

/* ---- The submission ---- */

static void find_missing_columns(struct checking *checking)
{
    struct name_list list = {0};
    for (size_t i = 0; i < checking->form->column_count; i++)
        if (checking->submission->answers[i].missing)
            list_name(&list, checking->form->columns[i].name);
    if (list.count)
        find(checking, FINDING_MISSING_COLUMN, NULL, keep_list(checking, &list, ""));
}

/* True if it is known why this is blank: a finding about the submission or its file says so, or
 * the unit did when it was asked back. */
static bool is_explained(const struct checking *checking, const struct column *column)
{
    const struct raw_answer *answer = answer_to(checking, column);
    const bool *absent = checking->submission->absent;
    return answer->missing || answer->corrected ||
           (absent && absent[column - checking->form->columns]);
}

static bool has_explained_column(const struct checking *checking, const struct item *item)
{
    const struct column *columns = columns_of(checking, item);
    for (size_t i = 0; i < item->column_count; i++)
        if (columns[i].kind != COLUMN_OPTION_TEXT && is_explained(checking, &columns[i]))
            return true;
    return false;
}

static bool is_left_blank(const struct checking *checking, const struct item *item)
{
    return checking->result->codes[item->slot] == CODE_NA && !has_explained_column(checking, item);
}

static const char *blank_rows(struct checking *checking, const struct question *question)
{
    const struct item *items = checking->form->items + question->first_item;
    struct name_list rows = {0};
    for (size_t i = 0; i < question->row_count; i++)
        if (is_left_blank(checking, &items[i]))
            list_name(&rows, items[i].row->label);
    return keep_list(checking, &rows, ": ");
}

/* Asked and left blank: a question once, however many rows it has. */
static void find_blank(struct checking *checking, const struct question *question)
{
    const struct item *items = checking->form->items + question->first_item;
    size_t first = SIZE_MAX, count = 0;
    for (size_t i = question->item_count; i-- > 0;)
        if (is_left_blank(checking, &items[i])) {
            first = i;
            count++;
        }
    if (!count)
        return;
    const char *extra = !question->row_count           ? ""
                        : count == question->row_count ? finding_all_rows
                                                       : blank_rows(checking, question);
    find(checking, FINDING_BLANK, columns_of(checking, &items[first]), extra);
}

/* An option is chosen that is to be explained, and is not. */
static void find_other_text(struct checking *checking, const struct item *item)
{
    const struct column *columns = columns_of(checking, item);
    bool has_texts = item->column_count > item->slot_count;
    if (!has_texts || checking->result->codes[item->slot] > CODE_LARGEST_OPTION)
        return;
    for (size_t i = 0; i < item->column_count; i++) {
        if (columns[i].kind == COLUMN_OPTION_TEXT &&
            is_blank(answer_to(checking, &columns[i])->text) &&
            !is_explained(checking, &columns[i]) && may_be_chosen(checking, item, &columns[i]))
            find(checking, FINDING_OTHER_TEXT, &columns[i], columns[i].option->label);
    }
}

static bool is_blank_form(const struct checking *checking)
{
    const struct form *form = checking->form;
    for (size_t i = 0; i < form->item_count; i++) {
        uint8_t code = checking->result->codes[form->items[i].slot];
        if (!form->items[i].question->derived && code != CODE_NA && code != CODE_NOT_ASKED)
            return false;
    }
    for (size_t i = 0; i < form->item_count; i++)
        if (first_answered(checking, &form->items[i]))
            return false;
    return true;
}

/* By the codes that are counted in the end: bases may look at what an edit made INVALID. */
static void find_blanks(struct checking *checking)
{
    const struct form *form = checking->form;
    if (is_blank_form(checking)) {
        find(checking, FINDING_BLANK_FORM, NULL, "");
        return;
    }
    for (size_t i = 0; i < form->question_count; i++) {
        const struct question *question = &form->questions[i];
        if (question->derived)
            continue;
        if (question->type != QUESTION_TEXT)
            find_blank(checking, question);
        for (size_t j = 0; j < question->item_count; j++)
            find_other_text(checking, &form->items[question->first_item + j]);
    }
}

/* Runs the edits; true if one of them made an item INVALID. */
static bool run_edits(struct checking *checking)
{
    const struct form *form = checking->form;
    bool invalid = false;
    for (size_t i = 0; i < form->edit_count; i++) {
        const struct edit *edit = &form->edits[i];
        bool known = checking->submission->former || !expression_uses_previous(edit->when);
        if (!known || !expression_true(edit->when, &checking->answers))
            continue;
        const struct column *column =
            edit->item_count ? columns_of(checking, &form->items[edit->items[0]]) : NULL;
        find(checking, FINDING_EDIT, column, "");
        checking->result->findings[checking->result->finding_count - 1].edit = edit;
        if (edit->severity != EDIT_ERROR)
            continue;
        if (!checking->forced_invalid)
            checking->forced_invalid = arena_array(checking->arena, form->item_count, sizeof(bool));
        for (size_t j = 0; j < edit->item_count; j++)
            checking->forced_invalid[edit->items[j]] = invalid = true;
    }
    return invalid;
}

/* What the unit answered to the previous survey; NULL: nothing, or not known. */
static const struct answers *former_answers(const struct submission *submission)
{
    if (!submission->former || submission->unit == FRAME_NONE)
        return NULL;
    const struct answers *answers = &submission->former[submission->unit];
    return answers->codes ? answers : NULL;
}

void check_submission(struct checked *checked, struct arena *arena,
                      const struct submission *submission)
{
    const struct form *form = submission->form;
    *checked = (struct checked){
        .codes = arena_alloc(arena, form->slot_count),
        .numbers = arena_array(arena, form->item_count, sizeof(int64_t)),
        .texts = arena_array(arena, form->column_count, sizeof(struct answer_text)),
    };
    struct checking checking = {
        .result = checked,
        .arena = arena,
        .submission = submission,
        .form = form,
        .answers = {.codes = checked->codes,
                    .numbers = checked->numbers,
                    .frame = form->frame,
                    .unit = submission->unit,
                    .previous = former_answers(submission)},
    };
    find_missing_columns(&checking);
    read_items(&checking);
    if (run_edits(&checking)) {
        checking.again = true;
        read_items(&checking);
    }
    find_blanks(&checking);
}
