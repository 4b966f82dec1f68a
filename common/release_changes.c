#include "common/release_changes.h"

#include "common/csv.h"
#include "common/message.h"
#include "common/round.h"

#include <stdlib.h>
#include <string.h>

/* ---- What differs ---- */

struct walk {
    const struct told *before, *after;
    release_change_function *function;
    void *context;
    struct release_change change; /* being made */
};

static bool same_text(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool same_cell(const struct told_cell *a, const struct told_cell *b)
{
    if (a == NULL || b == NULL)
        return a == b;
    return a->count == b->count && a->base == b->base && a->valid == b->valid &&
           a->percent == b->percent;
}

static bool same_statistic(const struct told_number *a, const struct told_number *b)
{
    if (a == NULL || b == NULL)
        return a == b;
    bool same = a->n == b->n && a->missing == b->missing;
    for (size_t m = 0; same && m < TOLD_MEASURES; m++)
        same = same_text(a->measures[m], b->measures[m]);
    return same;
}

/* The line of a form that is the same class as another one's. */
static size_t same_line(const struct told_form *form, const struct told_banner *banner,
                        const struct told_class *class)
{
    return form == NULL ? TOLD_NONE : told_line(form, banner->id, class->key);
}

/* An item of the release that is walked, and the same one of the other, NULL if it has none. */
struct item_pair {
    const struct told_form *form, *other_form;
    const struct told_item *item, *other;
    bool later; /* the walked one is the later: what only the former has is told on its own walk */
};

static void tell_cell(struct walk *walk, const struct item_pair *pair, size_t option, size_t line,
                      size_t other_line)
{
    const struct told_item *other = pair->other;
    const struct told_option *told = &pair->item->options[option];
    size_t other_option = other == NULL ? TOLD_NONE : told_option(other, told->code);
    const struct told_cell *own = told_cell(pair->item, option, line);
    const struct told_cell *there = other_option == TOLD_NONE || other_line == TOLD_NONE
                                        ? NULL
                                        : told_cell(other, other_option, other_line);
    if (told->subtotal || own == NULL || (!pair->later && there != NULL) || same_cell(own, there))
        return;
    walk->change.option = told;
    walk->change.after = pair->later ? own : NULL;
    walk->change.before = pair->later ? there : own;
    walk->function(walk->context, &walk->change);
}

static void tell_statistic(struct walk *walk, const struct item_pair *pair, size_t line,
                           size_t other_line)
{
    const struct told_number *own = told_number(pair->item, line);
    const struct told_number *there = pair->other == NULL || other_line == TOLD_NONE
                                          ? NULL
                                          : told_number(pair->other, other_line);
    if (own == NULL || (!pair->later && there != NULL) || same_statistic(own, there))
        return;
    walk->change.option = NULL;
    walk->change.number_after = pair->later ? own : NULL;
    walk->change.number_before = pair->later ? there : own;
    walk->function(walk->context, &walk->change);
}

static void walk_item(struct walk *walk, const struct item_pair *pair)
{
    const struct told_form *form = pair->form;
    for (size_t line = 0; line < form->line_count; line++) {
        const struct told_banner *banner = told_banner_of(form, line);
        size_t other_line = same_line(pair->other_form, banner, &form->classes[line]);
        walk->change = (struct release_change){
            .survey = walk->after->now.survey,
            .item = pair->item,
            .banner = banner,
            .class = &form->classes[line],
        };
        for (size_t o = 0; o < pair->item->option_count; o++)
            tell_cell(walk, pair, o, line, other_line);
        tell_statistic(walk, pair, line, other_line);
    }
}

/* What `form` tells otherwise than the form of the same name in `others`. */
static void walk_form(struct walk *walk, const struct told_form *form, const struct told *others,
                      bool later)
{
    const struct told_form *other_form = told_form(&others->now, form->id);
    for (size_t i = 0; i < form->item_count; i++) {
        const struct told_item *item = &form->items[i];
        struct item_pair pair = {
            .form = form,
            .other_form = other_form,
            .item = item,
            .other =
                other_form == NULL ? NULL : told_item(other_form, item->question->id, item->row),
            .later = later,
        };
        walk_item(walk, &pair);
    }
}

void release_each_change(const struct told *before, const struct told *after,
                         release_change_function *function, void *context)
{
    struct walk walk = {.before = before, .after = after, .function = function, .context = context};
    for (size_t f = 0; f < after->now.form_count; f++)
        walk_form(&walk, &after->now.forms[f], before, true);
    for (size_t f = 0; f < before->now.form_count; f++)
        walk_form(&walk, &before->now.forms[f], after, false);
}

/* ---- As a record ---- */

const char *const release_cell_columns[] = {
    "survey",         "form",        "question", "row",          "option",
    "option_label",   "banner",      "class",    "class_label",  "former_count",
    "count",          "former_base", "base",     "former_valid", "valid",
    "former_percent", "percent",     NULL};

const char *const release_number_columns[] = {
    "survey", "form",           "question",    "row",
    "banner", "class",          "class_label", "former_n",
    "n",      "former_missing", "missing",     "former_sum",
    "sum",    "former_mean",    "mean",        "former_sd",
    "sd",     "former_min",     "min",         "former_p25",
    "p25",    "former_median",  "median",      "former_p75",
    "p75",    "former_max",     "max",         "measure_unit",
    NULL};

static const char *count_text(struct arena *arena, const void *there, int64_t count, int decimals)
{
    char digits[DECIMAL_SIZE];
    return there == NULL || count == MEASURE_NONE
               ? ""
               : arena_strdup(arena, decimal_text(digits, count, decimals));
}

static size_t cell_fields(const struct release_change *change, struct arena *arena,
                          const char **fields)
{
    const struct told_cell none = {0}, *before = change->before, *after = change->after;
    const struct told_cell *old = before == NULL ? &none : before;
    const struct told_cell *new = after == NULL ? &none : after;
    size_t count = 0;
    fields[count++] = count_text(arena, before, old->count, 0);
    fields[count++] = count_text(arena, after, new->count, 0);
    fields[count++] = count_text(arena, before, old->base, 0);
    fields[count++] = count_text(arena, after, new->base, 0);
    fields[count++] = count_text(arena, before, old->valid, 0);
    fields[count++] = count_text(arena, after, new->valid, 0);
    fields[count++] = count_text(arena, before, old->percent, 1);
    fields[count++] = count_text(arena, after, new->percent, 1);
    return count;
}

static const char *measure_text(const struct told_number *number, size_t measure)
{
    return number == NULL || number->measures[measure] == NULL ? "" : number->measures[measure];
}

static size_t number_fields(const struct release_change *change, struct arena *arena,
                            const char **fields)
{
    const struct told_number none = {0};
    const struct told_number *before = change->number_before, *after = change->number_after;
    const struct told_number *old = before == NULL ? &none : before;
    const struct told_number *new = after == NULL ? &none : after;
    size_t count = 0;
    fields[count++] = count_text(arena, before, old->n, 0);
    fields[count++] = count_text(arena, after, new->n, 0);
    fields[count++] = count_text(arena, before, old->missing, 0);
    fields[count++] = count_text(arena, after, new->missing, 0);
    for (size_t m = 0; m < TOLD_MEASURES; m++) {
        fields[count++] = measure_text(before, m);
        fields[count++] = measure_text(after, m);
    }
    fields[count++] = change->item->unit;
    return count;
}

size_t release_change_fields(const struct release_change *change, struct arena *arena,
                             const char **fields)
{
    size_t count = 0;
    fields[count++] = change->survey;
    fields[count++] = change->item->question->form->id;
    fields[count++] = change->item->question->id;
    fields[count++] = change->item->row;
    if (change->option != NULL) {
        fields[count++] = change->option->code;
        fields[count++] = change->option->label;
    }
    fields[count++] = change->banner->id;
    fields[count++] = change->class->key;
    fields[count++] = change->class->label;
    return count + (change->option != NULL ? cell_fields(change, arena, fields + count)
                                           : number_fields(change, arena, fields + count));
}

/* ---- What a release lists ---- */

/* A change as one text, and whether the table has it. */
struct expected {
    const char *text;
    bool found;
};

/* One of the two tables. */
struct listed {
    const struct release *later;
    const char *name;
    bool numbers;
    const char *const *columns;
    struct arena arena;
    struct expected *expected;
    size_t count, capacity;
};

static const char *join(struct arena *arena, const char *const *fields, size_t count)
{
    struct str text = {0};
    for (size_t i = 0; i < count; i++) {
        str_append(&text, fields[i]);
        str_append_char(&text, '\x1F');
    }
    const char *copy = arena_copy(arena, str_text(&text), text.length);
    str_release(&text);
    return copy;
}

static void expect(void *context, const struct release_change *change)
{
    struct listed *listed = context;
    const char *fields[RELEASE_CHANGE_COLUMNS];
    if ((change->option == NULL) != listed->numbers)
        return;
    if (listed->count == listed->capacity) {
        listed->capacity = listed->capacity ? 2 * listed->capacity : 1024;
        listed->expected =
            reallocarray(listed->expected, listed->capacity, sizeof *listed->expected);
        if (listed->expected == NULL)
            abort();
    }
    size_t count = release_change_fields(change, &listed->arena, fields);
    listed->expected[listed->count++] =
        (struct expected){.text = join(&listed->arena, fields, count)};
}

static int compare_expected(const void *a, const void *b)
{
    return strcmp(((const struct expected *)a)->text, ((const struct expected *)b)->text);
}

static void say(const struct listed *listed, long line, const char *text)
{
    mismatch_add(listed->later->mismatches,
                 &(struct mismatch){.file = listed->name, .line = line, .text = text});
}

static bool is_header(const struct listed *listed, const struct csv_record *record)
{
    for (size_t i = 0; listed->columns[i] != NULL; i++) {
        if (i >= record->count || strcmp(record->fields[i], listed->columns[i]) != 0)
            return false;
    }
    return true;
}

static void find_record(struct listed *listed, const struct csv_record *record, size_t columns)
{
    struct arena arena = {0};
    struct expected key = {.text = record->count < columns ? ""
                                                           : join(&arena, record->fields, columns)};
    struct expected *found = listed->count == 0
                                 ? NULL
                                 : bsearch(&key, listed->expected, listed->count,
                                           sizeof *listed->expected, compare_expected);
    if (found == NULL)
        say(listed, record->line, _("the two releases do not differ so"));
    else
        found->found = true;
    arena_release(&arena);
}

static void read_records(struct listed *listed, const char *bytes, size_t length)
{
    enum { BOM_SIZE = sizeof CSV_BOM - 1 };
    struct csv_reader reader = {.bytes = bytes, .length = length, .last = true};
    struct csv_record record;
    enum csv_result result;
    size_t columns = 0;
    while (listed->columns[columns] != NULL)
        columns++;
    if (length >= BOM_SIZE && memcmp(bytes, CSV_BOM, BOM_SIZE) == 0)
        reader.position = BOM_SIZE;
    bool header = false;
    while ((result = csv_next(&reader, &record)) == CSV_RECORD) {
        if (header)
            find_record(listed, &record, columns);
        else if (!is_header(listed, &record)) {
            say(listed, record.line, _("these are not the columns of a list of changes"));
            break;
        }
        header = true;
    }
    if (result == CSV_BAD)
        say(listed, reader.line, _(reader.error));
    csv_release(&reader);
}

static void say_missing(const struct listed *listed)
{
    struct arena arena = {0};
    size_t missing = 0;
    for (size_t i = 0; i < listed->count; i++)
        missing += !listed->expected[i].found;
    if (missing > 0)
        say(listed, 0,
            arena_printf(&arena, _("changes that it does not list: %zu of %zu"), missing,
                         listed->count));
    arena_release(&arena);
}

static size_t check_table(const struct release_pair *pair, struct listed *listed)
{
    size_t length;
    char *bytes = release_bytes(pair->later, listed->name, &length);
    release_each_change(pair->before, pair->after, expect, listed);
    if (listed->count > 0)
        qsort(listed->expected, listed->count, sizeof *listed->expected, compare_expected);
    if (bytes != NULL)
        read_records(listed, bytes, length);
    say_missing(listed);
    free(bytes);
    free(listed->expected);
    arena_release(&listed->arena);
    return listed->count;
}

size_t release_check_changes(const struct release_pair *pair)
{
    struct listed cells = {
        .later = pair->later, .name = "tables/changes.csv", .columns = release_cell_columns};
    struct listed numbers = {.later = pair->later,
                             .name = "tables/number-changes.csv",
                             .numbers = true,
                             .columns = release_number_columns};
    return check_table(pair, &cells) + check_table(pair, &numbers);
}
