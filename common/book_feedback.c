/*
 * The feedback sheet of a unit: its own answers stand in no table, but how many of its prefecture,
 * of the units like it and of all answered the same does.
 */
#include "common/book_reading.h"

#include "common/message.h"
#include "common/str.h"

#include <string.h>

#define WORD_OWN_ANSWER "貴団体の回答"
#define WORD_SAME_ITEM "同上"
#define WORD_NOT_ASKED "非該当"
#define WORD_SIMILAR "類似団体"
#define SIMILAR_BANNER "similar_group"

struct feedback_reading {
    struct book_reading *reading;
    const struct sheet_table *table;
    const struct told_form *form;
    size_t *lines;         /* [column] whom it is about; TOLD_NONE: the unit is in no such class */
    bool *shares, *counts; /* [column] percentages; how many were asked */
    const struct told_item *item; /* of the row before */
};

/* ---- Columns ---- */

/* What stands above the table, in one text: a long line may have been broken anywhere. */
static const char *heading(const struct feedback_reading *feedback)
{
    struct str text = {0};
    for (uint32_t r = 1; r < feedback->table->range.row; r++)
        str_append(&text, grid_text(&feedback->reading->grid, r, 1));
    const char *joined = arena_strdup(&feedback->reading->arena, str_text(&text));
    str_release(&text);
    return joined;
}

/* 類似団体 都市III-3: the longest name that fits, since one may begin like another. */
static size_t similar_line(const struct feedback_reading *feedback)
{
    const struct told_banner *banner = told_banner(feedback->form, SIMILAR_BANNER);
    const char *words = heading(feedback);
    size_t found = TOLD_NONE, longest = 0;
    for (size_t c = 0; banner != NULL && c < banner->class_count; c++) {
        const char *label = feedback->form->classes[banner->first_line + c].label;
        const char *said = arena_printf(&feedback->reading->arena, "　" WORD_SIMILAR " %s", label);
        if (strlen(label) > longest && strstr(words, said) != NULL) {
            longest = strlen(label);
            found = banner->first_line + c;
        }
    }
    return found;
}

/* 埼玉県, 類似団体, 全国. */
static size_t peers_line(const struct feedback_reading *feedback, const char *name, size_t length)
{
    const struct told_form *form = feedback->form;
    const struct told_banner *prefecture = told_banner(form, "prefecture");
    if (length == strlen(WORD_SIMILAR) && strncmp(name, WORD_SIMILAR, length) == 0)
        return similar_line(feedback);
    for (size_t c = 0; prefecture != NULL && c < prefecture->class_count; c++) {
        const char *label = form->classes[prefecture->first_line + c].label;
        if (strlen(label) == length && strncmp(name, label, length) == 0)
            return prefecture->first_line + c;
    }
    return length == strlen("全国") && strncmp(name, "全国", length) == 0 ? form->total_line
                                                                          : TOLD_NONE;
}

static void open_column(struct feedback_reading *feedback, size_t index)
{
    const char *name = feedback->table->columns[index];
    const struct {
        const char *ending;
        bool *flags;
    } kinds[] = {{WORD_AREA_PERCENT, feedback->shares}, {WORD_AREA_N, feedback->counts}};
    book_claim_text(feedback->reading, feedback->table->range.row,
                    feedback->table->range.column + (uint32_t)index, name);
    for (size_t i = 0; i < 2; i++) {
        size_t all = strlen(name), length = strlen(kinds[i].ending);
        if (all <= length || strcmp(name + all - length, kinds[i].ending) != 0)
            continue;
        kinds[i].flags[index] = true;
        feedback->lines[index] = peers_line(feedback, name, all - length);
    }
}

/* ---- Rows ---- */

/* The text of a question, with its row behind it, or the row alone. */
static bool is_called(struct arena *arena, const struct told_item *item, const char *text)
{
    const char *question = item->question->text;
    if (*item->row == '\0')
        return strcmp(text, question) == 0;
    const char *row = arena_printf(arena, "【%s】", item->row_label);
    size_t length = strlen(question);
    if (strncmp(text, question, length) == 0)
        text += length + (text[length] == '\n');
    return strcmp(text, row) == 0;
}

static const struct told_item *find_item(const struct feedback_reading *feedback, uint32_t row)
{
    const struct told_form *form = feedback->form;
    const char *text = book_text_in(feedback->reading, feedback->table, row, WORD_QUESTION);
    const char *number = book_text_in(feedback->reading, feedback->table, row, "番号");
    if (strcmp(text, WORD_SAME_ITEM) == 0)
        return feedback->item;
    for (size_t i = feedback->item == NULL ? 0 : (size_t)(feedback->item - form->items) + 1;
         i < form->item_count; i++) {
        const struct told_question *question = form->items[i].question;
        const char *own = *question->number != '\0' ? question->number : question->id;
        if (!question->derived && strcmp(own, number) == 0 &&
            is_called(&feedback->reading->arena, &form->items[i], text))
            return &form->items[i];
    }
    return NULL;
}

static void compare_row(struct feedback_reading *feedback, uint32_t row)
{
    struct book_reading *reading = feedback->reading;
    const char *own = book_text_in(reading, feedback->table, row, WORD_OWN_ANSWER);
    bool asked = strcmp(own, WORD_NOT_ASKED) != 0, same;
    struct book_answer answer;
    feedback->item = find_item(feedback, row);
    if (feedback->item == NULL ||
        (asked && !book_read_answer(reading, feedback->item->question, own, &answer))) {
        book_object_to_row(reading, feedback->table, row,
                           _("the labels of the row name nothing in the tables"));
        return;
    }
    for (size_t i = 0; i < feedback->table->column_count; i++) {
        struct share share = {0};
        if (!feedback->shares[i] && !feedback->counts[i])
            continue;
        if (asked && feedback->lines[i] != TOLD_NONE)
            share = book_share(feedback->item, &answer, feedback->lines[i], &same);
        struct book_figure figure = share.base == 0       ? book_sign(WORD_NO_FIGURE)
                                    : feedback->shares[i] ? book_tenths(measure_percent(share))
                                                          : book_whole(share.base);
        book_claim(reading, row, feedback->table->range.column + (uint32_t)i, &figure);
    }
}

void book_compare_feedback(struct book_reading *reading, const struct sheet_table *table,
                           const struct table_name *name)
{
    struct feedback_reading feedback = {.reading = reading, .table = table};
    struct arena *arena = &reading->arena;
    for (size_t f = 0; f < reading->told->now.form_count; f++)
        if (table_part_is(name->first, reading->told->now.forms[f].id))
            feedback.form = &reading->told->now.forms[f];
    if (feedback.form == NULL)
        return; /* its numbers stay unclaimed */
    feedback.lines = arena_array(arena, table->column_count + 1, sizeof *feedback.lines);
    feedback.shares = arena_array(arena, table->column_count + 1, sizeof(bool));
    feedback.counts = arena_array(arena, table->column_count + 1, sizeof(bool));
    for (size_t i = 0; i < table->column_count; i++)
        open_column(&feedback, i);
    for (uint32_t r = table->range.row + 1; r <= table->range.last_row; r++)
        compare_row(&feedback, r);
}
