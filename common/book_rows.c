/*
 * What a row of a table is about, by the labels at its left, and that no row is missing or stands
 * there twice. Labels that several rows, breakdowns or questions share mean the next of them, since
 * tables keep the order of the questionnaire.
 */
#include "common/book_reading.h"

#include "common/message.h"

#include <string.h>

/* ---- What was seen ---- */

struct seen {
    bool *rows; /* [(item * lines + line) * options + option] */
    bool *items, *lines, *options;
    size_t item_count, line_count, option_count;
    size_t count;
};

struct rows {
    struct book_table *table;
    struct seen seen;
    struct book_row last; /* the one before */
};

static size_t most_options(const struct told_form *form)
{
    size_t most = 1;
    for (size_t i = 0; i < form->item_count; i++)
        if (form->items[i].option_count > most)
            most = form->items[i].option_count;
    return most;
}

static size_t question_options(const struct told_question *question)
{
    size_t count = question->form->items[question->first_item].option_count;
    return count > 0 ? count : 1;
}

/* As many cells as told_take() reads at most; where there would be more, none are told. */
enum { SEEN_LIMIT = 4000000 };

/* Without a question (bounds) the table is about all units alone. False if the tables name more
 * than they can tell. */
static bool init_seen(struct rows *rows)
{
    struct seen *seen = &rows->seen;
    const struct book_table *table = rows->table;
    const struct told_question *question = table->question;
    struct arena *arena = &table->reading->arena;
    bool all = question == NULL;
    seen->item_count = all ? table->form->item_count : question->item_count;
    seen->option_count = all ? most_options(table->form) : question_options(question);
    seen->line_count = all ? 1 : table->form->line_count;
    if (seen->item_count * seen->option_count > SEEN_LIMIT / (seen->line_count + 1))
        return false;
    seen->items = arena_array(arena, seen->item_count + 1, sizeof(bool));
    seen->lines = arena_array(arena, seen->line_count + 1, sizeof(bool));
    seen->options = arena_array(arena, seen->option_count + 1, sizeof(bool));
    seen->rows = arena_array(arena, seen->item_count * seen->option_count + 1,
                             (seen->line_count + 1) * sizeof(bool));
    return true;
}

/* False if the row was there before. */
static bool see(struct rows *rows, const struct book_row *row)
{
    struct seen *seen = &rows->seen;
    const struct told_question *question = rows->table->question;
    size_t item = (size_t)(row->item - rows->table->form->items);
    size_t option = row->answered ? row->answer.option : 0;
    size_t line = question == NULL ? 0 : row->line;
    item -= question == NULL ? 0 : question->first_item;
    bool *known = &seen->rows[(item * seen->line_count + line) * seen->option_count + option];
    if (*known)
        return false;
    *known = seen->items[item] = seen->lines[line] = seen->options[option] = true;
    seen->count++;
    return true;
}

static size_t true_count(const bool *flags, size_t count)
{
    size_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += flags[i];
    return sum;
}

/* A banner is there as a whole or not at all. */
static bool banners_are_whole(const struct rows *rows)
{
    const struct told_form *form = rows->table->form;
    for (size_t b = 0; b < form->banner_count; b++) {
        const struct told_banner *banner = &form->banners[b];
        size_t count = true_count(rows->seen.lines + banner->first_line, banner->class_count);
        if (count != 0 && count != banner->class_count)
            return false;
    }
    return true;
}

/* Options and subtotals, without NA and INVALID, of all items that have cells. */
static size_t all_answers(const struct told_form *form)
{
    size_t count = 0;
    for (size_t i = 0; i < form->item_count; i++)
        if (form->items[i].cells != NULL)
            count += form->items[i].option_count - 2;
    return count;
}

static bool has_column(const struct book_table *table, enum book_measure measure)
{
    for (size_t i = 0; i < table->table->column_count; i++)
        if (table->columns[i].measure == measure)
            return true;
    return false;
}

/* Every item with every line and every option. */
static bool is_whole(const struct rows *rows)
{
    const struct book_table *table = rows->table;
    const struct seen *seen = &rows->seen;
    if (table->question == NULL)
        return seen->count == all_answers(table->form);
    size_t items = true_count(seen->items, seen->item_count);
    size_t lines = true_count(seen->lines, seen->line_count);
    size_t options = true_count(seen->options, seen->option_count);
    if (items != seen->item_count || seen->count != items * lines * options)
        return false;
    if (has_column(table, BOOK_ANSWER) && options != seen->option_count)
        return false;
    return !has_column(table, BOOK_BANNER) || banners_are_whole(rows);
}

/* ---- Labels ---- */

static const char *label(const struct rows *rows, uint32_t row, enum book_measure measure)
{
    const struct book_table *table = rows->table;
    for (size_t i = 0; i < table->table->column_count; i++)
        if (table->columns[i].measure == measure)
            return grid_text(&table->reading->grid, row, table->table->range.column + (uint32_t)i);
    return NULL;
}

static bool question_is(const struct told_question *question, const char *number, const char *text)
{
    const char *own = question->derived ? WORD_DERIVED : question->number;
    return strcmp(question->text, text) == 0 && (number == NULL || strcmp(own, number) == 0);
}

/* Items of the table's question, or of that which the row names. */
static const struct told_item *find_item(const struct rows *rows, const char *row_label,
                                         const char *number, const char *text)
{
    const struct told_form *form = rows->table->form;
    const struct told_item *found = NULL;
    for (size_t i = 0; i < form->item_count; i++) {
        const struct told_item *item = &form->items[i];
        bool asked = rows->table->question != NULL
                         ? item->question == rows->table->question
                         : text != NULL && question_is(item->question, number, text);
        if (!asked || strcmp(item->row_label, row_label == NULL ? "" : row_label) != 0)
            continue;
        if (rows->last.item == NULL || item >= rows->last.item)
            return item;
        found = found == NULL ? item : found;
    }
    return found;
}

/* Of several breakdowns with this label the one that goes on behind the row before. */
static size_t find_line(const struct rows *rows, const char *banner, const char *key,
                        const char *class)
{
    const struct told_form *form = rows->table->form;
    size_t found = TOLD_NONE;
    for (size_t b = 0; b < form->banner_count; b++) {
        if (strcmp(form->banners[b].label, banner) != 0)
            continue;
        size_t line = told_line(form, form->banners[b].id, key);
        if (line == TOLD_NONE || strcmp(form->classes[line].label, class) != 0)
            continue;
        if (rows->last.item == NULL || line > rows->last.line)
            return line;
        found = found == TOLD_NONE ? line : found;
    }
    return found;
}

static const char *or_nothing(const char *text)
{
    return text == NULL ? "" : text;
}

static bool read_row(struct rows *rows, struct book_row *row)
{
    const struct told_form *form = rows->table->form;
    const char *banner = label(rows, row->row, BOOK_BANNER);
    const char *key = label(rows, row->row, BOOK_KEY);
    const char *class = label(rows, row->row, BOOK_CLASS);
    const char *answer = label(rows, row->row, BOOK_ANSWER);
    row->item = find_item(rows, label(rows, row->row, BOOK_ROW), label(rows, row->row, BOOK_NUMBER),
                          label(rows, row->row, BOOK_QUESTION));
    if (banner != NULL)
        row->line = find_line(rows, banner, or_nothing(key), or_nothing(class));
    else if (key != NULL)
        row->line = book_area_line(form, key, or_nothing(class));
    else
        row->line = form->total_line;
    row->answered = answer != NULL;
    return row->item != NULL && row->line != TOLD_NONE &&
           (answer == NULL ||
            book_read_answer(rows->table->reading, row->item->question, answer, &row->answer));
}

/* ---- Rows ---- */

static void compare_row(struct rows *rows, const struct book_row *row)
{
    const struct book_table *table = rows->table;
    for (size_t i = 0; i < table->table->column_count; i++) {
        const struct book_column *column = &table->columns[i];
        if (column->measure < BOOK_MARK || column->measure == BOOK_UNREAD)
            continue;
        struct book_figure figure = book_expect(table, column, row);
        book_claim(table->reading, row->row, table->table->range.column + (uint32_t)i, &figure);
    }
}

void book_compare_rows(struct book_table *table)
{
    struct rows rows = {.table = table};
    if (!init_seen(&rows)) {
        book_object(table->reading, table->table->range.row, table->table->range.column,
                    arena_printf(&table->reading->arena,
                                 _("nothing in the tables is called \"%s\""), table->table->name));
        return;
    }
    for (uint32_t r = table->table->range.row + 1; r <= table->table->range.last_row; r++) {
        struct book_row row = {.row = r};
        if (!read_row(&rows, &row))
            book_object_to_row(table->reading, table->table, r,
                               _("the labels of the row name nothing in the tables"));
        else if (!see(&rows, &row))
            book_object_to_row(table->reading, table->table, r, _("the row stands here twice"));
        else
            compare_row(&rows, &row);
        if (row.item != NULL && row.line != TOLD_NONE)
            rows.last = row;
    }
    if (!is_whole(&rows))
        book_object(table->reading, table->table->range.row, table->table->range.column,
                    _("rows of the table are missing"));
}
