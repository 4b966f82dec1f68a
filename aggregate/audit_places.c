/* One cell printed in two places: do they agree? And if not, was a row copied from elsewhere? */
#include "aggregate/audit_judge.h"

#include "common/message.h"
#include "common/round.h"

#include <string.h>

/* Contradictory rows for which the row they were copied from is looked for: each is compared with
 * all others. */
enum { MOST_COPIES = 100 };

/* ---- Two places ---- */

static bool differ(int64_t one, int64_t other)
{
    return one >= 0 && other >= 0 && one != other;
}

/* 68.9 may be printed as 69 elsewhere: only percentages that no share rounds to both differ. */
static bool shares_differ(const struct audit_cell *one, const struct audit_cell *other)
{
    int64_t a = audit_units(one), b = audit_units(other);
    if (a < 0 || b < 0)
        return false;
    wide a_whole = feasible_whole(one->item->decimals);
    wide b_whole = feasible_whole(other->item->decimals);
    return (2 * (wide)a + 1) * b_whole <= (2 * (wide)b - 1) * a_whole ||
           (2 * (wide)b + 1) * a_whole <= (2 * (wide)a - 1) * b_whole;
}

static bool one_range(const struct audit_cell *cell, int64_t n, struct feasible_range *range)
{
    const struct feasible_cell printed = {.units = audit_units(cell), .count = cell->count};
    const struct feasible_row row = {
        .decimals = cell->item->decimals, .cells = &printed, .count = 1};
    return feasible_ranges(&row, n, range);
}

/* Each could be, but no count gives both. */
static bool exclude_each_other(const struct audit_cell *one, const struct audit_cell *other)
{
    int64_t n = audit_base(one) >= 0 ? audit_base(one) : audit_base(other);
    struct feasible_range a, b;
    return n > 0 && one_range(one, n, &a) && one_range(other, n, &b) &&
           (a.low > b.high || b.low > a.high);
}

static bool contradict(const struct audit_cell *one, const struct audit_cell *other)
{
    bool bases = one->item->base_printed && other->item->base_printed &&
                 differ(audit_base(one), audit_base(other));
    return bases || differ(one->count, other->count) || shares_differ(one, other) ||
           exclude_each_other(one, other);
}

static bool is_contradicted(const struct audit_cell *cell)
{
    const struct audit_remark *remark = cell->remarks.first;
    while (remark && strcmp(remark->reason, "other-place") != 0)
        remark = remark->next;
    return remark != NULL;
}

/* One other place is enough to say. */
static void add_contradiction(const struct audit *audit, struct audit_cell *cell,
                              const struct audit_cell *other)
{
    if (is_contradicted(cell))
        return;
    const char *text =
        arena_printf(audit->arena, audit_say(audit, N_("here %s, but \"%s\" (%s:%ld) prints %s")),
                     audit_print(audit, cell), other->item->figure->name, other->file, other->line,
                     audit_print(audit, other));
    audit_add(audit, &cell->remarks,
              (struct audit_remark){
                  .verdict = AUDIT_CONTRADICTION,
                  .reason = "other-place",
                  .text = text,
                  .remedy = audit_say(audit, N_("count again from the answers and print the same "
                                                "in both places")),
              });
}

/* ---- All places of a cell ---- */

/* Which cell it is. Without a column for the question, one figure says nothing of another; without
 * a survey, one file says nothing of another, which may be of another year. */
static const char *key_of(const struct audit *audit, const struct audit_cell *cell)
{
    const struct audit_table *table = &audit->table;
    const struct audit_item *item = cell->item;
    size_t file = table->config ? 0 : item->figure->file;
    bool named = table->config || *item->question;
    return arena_printf(audit->arena, "%zu\n%s\n%s\n%s\n%s\n%s", file,
                        named ? "" : audit_folded(audit->arena, item->figure->name), item->form,
                        audit_folded(audit->arena, item->question),
                        audit_folded(audit->arena, item->row),
                        audit_folded(audit->arena, cell->option));
}

struct chain {
    size_t *latest; /* of the cells with the same key, by the first of them */
    size_t *before; /* the one before, by cell; NAMES_NONE: none */
};

static void leave_undecided(const struct audit *audit, struct audit_cell *cell)
{
    const char *text = arena_printf(
        audit->arena,
        audit_say(audit, N_("printed in more than %d places: compared with the nearest only")),
        AUDIT_MOST_PLACES);
    audit_add(
        audit, &cell->remarks,
        (struct audit_remark){.verdict = AUDIT_UNDECIDED, .reason = "not-compared", .text = text});
}

/* A cell is compared with those before it that print the same, the nearest first. */
static void compare_cell(const struct audit *audit, const struct chain *chain, size_t at)
{
    struct audit_cell *cells = audit->table.cells;
    size_t other = chain->before[at];
    for (int i = 0; i < AUDIT_MOST_PLACES && other != NAMES_NONE; i++) {
        if (contradict(&cells[at], &cells[other])) {
            add_contradiction(audit, &cells[at], &cells[other]);
            add_contradiction(audit, &cells[other], &cells[at]);
        }
        other = chain->before[other];
    }
    if (other != NAMES_NONE)
        leave_undecided(audit, &cells[at]);
}

static void compare_places(const struct audit *audit)
{
    size_t count = audit->table.cell_count;
    struct names keys = names_new(audit->arena, count);
    struct chain chain = {
        .latest = arena_array(audit->arena, count + 1, sizeof *chain.latest),
        .before = arena_array(audit->arena, count + 1, sizeof *chain.before),
    };
    for (size_t i = 0; i < count; i++) {
        size_t first = names_add(&keys, key_of(audit, &audit->table.cells[i]), i);
        chain.before[i] = first == NAMES_NONE ? NAMES_NONE : chain.latest[first];
        chain.latest[first == NAMES_NONE ? i : first] = i;
        compare_cell(audit, &chain, i);
    }
}

/* ---- Copied rows ---- */

static bool same_numbers(const struct audit_item *one, const struct audit_item *other)
{
    if (one == other || one->count != other->count || one->count < 2 ||
        one->figure->file != other->figure->file)
        return false;
    bool same_question = strcmp(one->form, other->form) == 0 &&
                         strcmp(one->question, other->question) == 0 &&
                         strcmp(one->row, other->row) == 0;
    if (same_question)
        return false;
    for (size_t i = 0; i < one->count; i++)
        if (one->cells[i]->count != other->cells[i]->count ||
            one->cells[i]->millionth != other->cells[i]->millionth)
            return false;
    return true;
}

static bool has_contradiction(const struct audit_item *item)
{
    for (size_t i = 0; i < item->count; i++)
        if (is_contradicted(item->cells[i]))
            return true;
    return false;
}

static void note_copy(const struct audit *audit, struct audit_item *item)
{
    const struct audit_table *table = &audit->table;
    for (size_t i = 0; i < table->item_count; i++) {
        if (!same_numbers(item, &table->items[i]))
            continue;
        const char *text = arena_printf(
            audit->arena,
            audit_say(audit, N_("these are the numbers of another question in \"%s\": perhaps "
                                "copied from there")),
            table->items[i].figure->name);
        audit_add(audit, &item->remarks,
                  (struct audit_remark){
                      .verdict = AUDIT_POSSIBLE, .reason = "same-numbers", .text = text});
        return;
    }
}

void audit_judge_places(struct audit *audit)
{
    compare_places(audit);
    int copies = 0;
    for (size_t i = 0; i < audit->table.item_count && copies < MOST_COPIES; i++)
        if (has_contradiction(&audit->table.items[i])) {
            note_copy(audit, &audit->table.items[i]);
            copies++;
        }
}
