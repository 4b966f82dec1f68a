#include "report/change_tables.h"

#include "common/csv.h"
#include "common/release_changes.h"
#include "report/change_list.h"
#include "report/csv_writer.h"

#include <string.h>

/* Units told by name for one cell; a cell of the nation may have a thousand, all of which are in
 * the table of their own cells too. */
enum { UNITS_LISTED = 20 };

static const char *const cells_name = "tables/changes.csv";
static const char *const numbers_name = "tables/number-changes.csv";
static const char *const list_name = "changes.md";

bool is_change_table(const char *name)
{
    return strcmp(name, cells_name) == 0 || strcmp(name, numbers_name) == 0 ||
           strcmp(name, list_name) == 0;
}

/* One of the two tables while it is written. */
struct table {
    struct change_tables *tables;
    struct csv_writer writer;
    bool numbers;
    size_t *count; /* changes */
    struct change_list *list;
    struct arena arena; /* of one change */
    /* The change that is being written. */
    const char *fields[RELEASE_CHANGE_COLUMNS];
    size_t field_count;
};

/* Why, behind the columns of the change. */
static const char *const reason_columns[] = {"cause",
                                             "cause_label",
                                             "unit",
                                             "name",
                                             "changed_question",
                                             "changed_row",
                                             "changed_option",
                                             "former_answer",
                                             "answer",
                                             "run_no",
                                             "file",
                                             "units",
                                             NULL};

struct reason {
    enum touched_cause cause;
    const struct touched_unit *unit;     /* NULL: none */
    const struct touched_answer *answer; /* NULL: the unit came or left */
    size_t units;                        /* that it stands for */
};

/* ---- Records ---- */

static void append_answer(struct str *out, const struct reason *reason)
{
    const struct touched_answer *answer = reason->answer;
    const struct item *item = answer == NULL ? NULL : &reason->unit->form->items[answer->item];
    csv_append(out, item == NULL ? "" : item->question->id);
    csv_append(out, item == NULL || item->row == NULL ? "" : item->row->id);
    if (answer != NULL && answer->option != 0)
        csv_append_number(out, answer->option);
    else
        csv_append(out, "");
    csv_append(out, answer == NULL ? "" : answer->former);
    csv_append(out, answer == NULL ? "" : answer->value);
}

static void append_record(struct table *table, const struct reason *reason)
{
    struct str *out = &table->writer.buffer;
    const struct touched_unit *unit = reason->unit;
    for (size_t i = 0; i < table->field_count; i++)
        csv_append(out, table->fields[i]);
    csv_append(out, touched_cause_words[reason->cause][0]);
    csv_append(out, touched_cause_words[reason->cause][1]);
    csv_append(out, unit == NULL ? "" : unit->unit);
    csv_append(out, unit == NULL ? "" : unit->name);
    append_answer(out, reason);
    csv_append(out, reason->answer != NULL ? reason->answer->run : unit != NULL ? unit->run : "");
    csv_append(out, reason->answer != NULL ? reason->answer->file : unit != NULL ? unit->file : "");
    csv_append_number(out, (int64_t)reason->units);
    csv_writer_end_record(&table->writer);
}

static void append_unit(struct table *table, const struct touched_unit *unit,
                        const struct touched_cell *cell)
{
    size_t written = 0;
    for (size_t i = 0; unit->then.present && unit->now.present && i < unit->answer_count; i++) {
        const struct touched_answer *answer = &unit->answers[i];
        if (!touched_concerns(unit, answer, cell))
            continue;
        append_record(
            table,
            &(struct reason){.cause = answer->cause, .unit = unit, .answer = answer, .units = 1});
        written++;
    }
    if (written == 0)
        append_record(table, &(struct reason){.cause = unit->cause, .unit = unit, .units = 1});
}

/* ---- Reasons ---- */

/* Of a cell, or of a statistic (then without count): the difference, or what units add to it. */
struct account {
    int64_t count, base, valid;
    size_t unknown; /* units in the cell of which it is not known what they added */
};

static struct account difference(const struct release_change *change)
{
    const struct told_cell no_cell = {0};
    const struct told_number no_number = {0};
    const struct told_cell *old = change->before ? change->before : &no_cell;
    const struct told_cell *new = change->after ? change->after : &no_cell;
    const struct told_number *former = change->number_before ? change->number_before : &no_number;
    const struct told_number *number = change->number_after ? change->number_after : &no_number;
    if (change->option == NULL)
        return (struct account){.base = number->n + number->missing - former->n - former->missing,
                                .valid = number->n - former->n};
    return (struct account){.count = new->count - old->count,
                            .base = new->base - old->base,
                            .valid = new->valid - old->valid};
}

static bool differs(const struct touched_share *then, const struct touched_share *now)
{
    return then->count != now->count || then->base != now->base || then->valid != now->valid ||
           then->value != now->value;
}

static bool is_unknown(const struct touched_unit *unit, const struct touched_cell *cell)
{
    return !touched_share(unit, &unit->then, cell).known ||
           !touched_share(unit, &unit->now, cell).known;
}

/* What the units of which all is known account for. */
static struct account account_for(const struct touched *touched, const struct touched_cell *cell)
{
    struct account account = {0};
    for (size_t u = 0; u < touched->count; u++) {
        const struct touched_unit *unit = &touched->units[u];
        if (unit->form != cell->form)
            continue;
        struct touched_share then = touched_share(unit, &unit->then, cell);
        struct touched_share now = touched_share(unit, &unit->now, cell);
        if (!then.known || !now.known) {
            account.unknown++;
            continue;
        }
        account.count += now.count - then.count;
        account.base += now.base - then.base;
        account.valid += now.valid - then.valid;
    }
    return account;
}

/* Does the unit count otherwise? One of which nothing is known any more does if the others leave
 * something open. */
static bool concerns(const struct touched_unit *unit, const struct touched_cell *cell, bool open)
{
    if (is_unknown(unit, cell))
        return open;
    struct touched_share then = touched_share(unit, &unit->then, cell);
    struct touched_share now = touched_share(unit, &unit->now, cell);
    return differs(&then, &now);
}

static void append_units(struct table *table, const struct touched_cell *cell,
                         const struct account *change)
{
    const struct touched *touched = table->tables->touched;
    struct account account = account_for(touched, cell);
    bool open = account.count != change->count || account.base != change->base ||
                account.valid != change->valid;
    size_t units = 0;
    for (size_t u = 0; u < touched->count; u++) {
        const struct touched_unit *unit = &touched->units[u];
        if (unit->form == cell->form && concerns(unit, cell, open) && units++ < UNITS_LISTED)
            append_unit(table, unit, cell);
    }
    if (units > UNITS_LISTED)
        append_record(table, &(struct reason){.cause = CAUSE_MORE, .units = units - UNITS_LISTED});
    if (units == 0 || (open && account.unknown == 0))
        append_record(table, &(struct reason){.cause = table->tables->same_configuration
                                                           ? CAUSE_UNKNOWN
                                                           : CAUSE_CONFIGURATION});
}

/* ---- Cells ---- */

/* The place of a change in the present configuration; false if that does not have it. */
static bool find_cell(const struct change_tables *tables, const struct release_change *change,
                      struct touched_cell *cell)
{
    const struct told_question *told = change->item->question;
    const struct form *form = codebook_form(&tables->config->codebook, told->form->id);
    const struct question *question = form == NULL ? NULL : form_question(form, told->id);
    if (question == NULL)
        return false;
    const struct banner_set *set =
        &tables->config->codebook.banners[form - tables->config->codebook.forms];
    const struct banner *banner = banner_find(set, change->banner->id);
    size_t row = 0, class = 0;
    while (row < question->row_count && strcmp(question->rows[row].id, change->item->row) != 0)
        row++;
    while (banner != NULL && class < banner->class_count &&
           strcmp(banner->classes[class].key, change->class->key) != 0)
        class ++;
    if (banner == NULL || class == banner->class_count || row >= question->item_count)
        return false;
    *cell = (struct touched_cell){.form = form,
                                  .item = question->first_item + row,
                                  .banner = (size_t)(banner - set->banners),
                                  .class = class};
    return true;
}

/* The code of a cell's option; false if the question does not have it. */
static bool find_code(const struct release_change *change, struct touched_cell *cell)
{
    const struct question *question = cell->form->items[cell->item].question;
    if (change->option == NULL)
        return true;
    char text[CODE_TEXT_SIZE];
    static const int empties[] = {CODE_NA, CODE_INVALID};
    for (size_t i = 0; i < sizeof empties / sizeof *empties; i++) {
        cell->code = empties[i];
        if (strcmp(code_text(text, cell->code), change->option->code) == 0)
            return true;
    }
    for (size_t o = 0; o < question->option_count; o++) {
        cell->code = question->options[o].code;
        if (strcmp(code_text(text, cell->code), change->option->code) == 0)
            return true;
    }
    return false;
}

static void write_change(void *context, const struct release_change *change)
{
    struct table *table = context;
    struct touched_cell cell;
    if ((change->option == NULL) != table->numbers)
        return;
    ++*table->count;
    change_list_take(table->list, change);
    table->field_count = release_change_fields(change, &table->arena, table->fields);
    const struct account account = difference(change);
    if (table->tables->touched->too_many)
        append_record(table, &(struct reason){.cause = CAUSE_MORE});
    else if (find_cell(table->tables, change, &cell) && find_code(change, &cell))
        append_units(table, &cell, &account);
    else
        append_record(table, &(struct reason){.cause = CAUSE_CONFIGURATION});
    arena_reset(&table->arena);
}

/* ---- Files ---- */

static void append_header(struct csv_writer *writer, const char *const *columns)
{
    for (; *columns != NULL; columns++)
        csv_append(&writer->buffer, *columns);
}

static void write_table(struct table *table, const char *name)
{
    struct change_tables *tables = table->tables;
    struct output_file *file = output_open(tables->outputs, name);
    table->writer.stream = file->stream;
    str_append(&table->writer.buffer, CSV_BOM);
    append_header(&table->writer, table->numbers ? release_number_columns : release_cell_columns);
    append_header(&table->writer, reason_columns);
    csv_writer_end_record(&table->writer);
    release_each_change(tables->before, tables->after, write_change, table);
    if (!csv_writer_finish(&table->writer))
        output_fail(file);
    output_finish(file);
    arena_release(&table->arena);
}

static void write_list(struct change_tables *tables, struct change_list *list)
{
    struct output_file *file = output_open(tables->outputs, list_name);
    struct str text = {0};
    change_list_append(&text, list, tables);
    if (fwrite(str_text(&text), 1, text.length, file->stream) != text.length)
        output_fail(file);
    output_finish(file);
    str_release(&text);
}

void change_tables_write(struct change_tables *tables)
{
    struct change_list list = {0};
    struct table cells = {.tables = tables, .list = &list, .count = &tables->cells};
    struct table numbers = {
        .tables = tables, .list = &list, .count = &tables->statistics, .numbers = true};
    tables->cells = tables->statistics = 0;
    write_table(&cells, cells_name);
    write_table(&numbers, numbers_name);
    write_list(tables, &list);
    str_release(&list.cells);
    str_release(&list.numbers);
}
