/*
 * The units of an area: the findings that are open of each, and which derived variables it lacks.
 * Single answers stand in no table; but the answers of all units of the area together must be its
 * counts.
 */
#include "common/book_reading.h"

#include "common/message.h"

#include <string.h>

void book_compare_units(struct book_reading *reading, const struct sheet_table *table,
                        const struct table_name *name)
{
    (void)name;
    for (uint32_t r = table->range.row + 1; r <= table->range.last_row; r++) {
        const struct told_form *form =
            book_form_by_title(reading->told, book_text_in(reading, table, r, WORD_FORM));
        if (form == NULL) {
            book_object_to_row(reading, table, r,
                               _("the labels of the row name nothing in the tables"));
            continue;
        }
        struct told_findings open = told_open_findings(
            reading->told, form->id, book_text_in(reading, table, r, WORD_UNIT_CODE));
        struct book_figure errors = book_whole(open.errors), warnings = book_whole(open.warnings);
        book_claim_in(reading, table, r, WORD_OPEN_ERRORS, &errors);
        book_claim_in(reading, table, r, WORD_OPEN_WARNINGS, &warnings);
    }
}

/* ---- Who needs support ---- */

/* A derived variable and the column of the sheet that shows it. */
struct derived {
    const struct told_question *question;
    const struct told_item *item;
    uint32_t column;
};

struct support {
    struct book_reading *reading;
    const struct sheet_table *table;
    const struct told_form *form;
    struct derived *derived;
    size_t count;
};

/* Two variables may be called the same: the columns keep their order. */
static void find_derived(struct support *support)
{
    const struct sheet_table *table = support->table;
    const struct told_form *form = support->form;
    size_t column = 0;
    support->derived =
        arena_array(&support->reading->arena, form->question_count + 1, sizeof *support->derived);
    for (size_t q = 0; q < form->question_count; q++) {
        if (!form->questions[q].derived)
            continue;
        size_t at = column;
        while (at < table->column_count && strncmp(table->columns[at], form->questions[q].text,
                                                   strlen(form->questions[q].text)) != 0)
            at++;
        if (at == table->column_count)
            continue;
        column = at + 1;
        support->derived[support->count++] = (struct derived){
            .question = &form->questions[q],
            .item = &form->items[form->questions[q].first_item],
            .column = table->range.column + (uint32_t)at,
        };
    }
}

/* Of two options, the first a yes, the second one lacks it. */
static bool lacks(const struct derived *derived, const char *text)
{
    const struct told_item *item = derived->item;
    return item->option_count >= 2 &&
           strcmp(item->options[2 % item->option_count].code, "NA") == 0 &&
           table_word_is_yes(item->options[0].label) && strcmp(item->options[1].label, text) == 0;
}

static void claim_lacking(struct support *support, uint32_t row)
{
    struct book_reading *reading = support->reading;
    int64_t lacking = 0;
    bool answered = false;
    for (size_t i = 0; i < support->count; i++) {
        const char *text = grid_text(&reading->grid, row, support->derived[i].column);
        answered = answered || strcmp(text, WORD_UNKNOWN) != 0;
        lacking += lacks(&support->derived[i], text);
    }
    struct book_figure figure = answered ? book_whole(lacking) : book_sign(WORD_UNKNOWN);
    book_claim_in(reading, support->table, row, WORD_LACKING, &figure);
}

/* How many units have the answer in the column. */
static int64_t times(const struct support *support, uint32_t column, const char *label)
{
    int64_t count = 0;
    for (uint32_t r = support->table->range.row + 1; r <= support->table->range.last_row; r++)
        count += strcmp(grid_text(&support->reading->grid, r, column), label) == 0;
    return count;
}

static void compare_derived(struct support *support, const struct derived *derived, size_t line)
{
    struct book_reading *reading = support->reading;
    for (size_t o = 0; o < derived->item->option_count; o++) {
        const struct told_cell *cell = told_cell(derived->item, o, line);
        const char *label = derived->item->options[o].label;
        int64_t found = times(support, derived->column, label);
        if (derived->item->options[o].subtotal || cell == NULL)
            continue;
        reading->comparison->numbers++;
        if (found != cell->count)
            book_object(reading, support->table->range.row, derived->column,
                        arena_printf(&reading->arena,
                                     _("\"%s\" stands %lld times below, the tables count %lld"),
                                     label, (long long)found, (long long)cell->count));
    }
}

void book_compare_support(struct book_reading *reading, const struct sheet_table *table,
                          const struct table_name *name)
{
    struct support support = {.reading = reading, .table = table};
    for (size_t f = 0; f < reading->told->now.form_count; f++)
        if (table_part_is(name->first, reading->told->now.forms[f].id))
            support.form = &reading->told->now.forms[f];
    if (support.form == NULL || book_find_column(table, WORD_LACKING) == 0)
        return; /* its numbers stay unclaimed */
    find_derived(&support);
    for (uint32_t r = table->range.row + 1; r <= table->range.last_row; r++)
        claim_lacking(&support, r);
    size_t line = book_own_line(reading, support.form);
    for (size_t i = 0; line != TOLD_NONE && i < support.count; i++)
        compare_derived(&support, &support.derived[i], line);
}
