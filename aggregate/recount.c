#include "aggregate/recount.h"

#include "common/config.h"
#include "common/message.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

/* So many wrong cells are named; whoever has more needs the cause, not the list. */
enum { NAMED_LARGEST = 20 };

/* ---- Naming a cell ---- */

static size_t position(const PGresult *result, int row, int column)
{
    return (size_t)strtoull(PQgetvalue(result, row, column), NULL, 10);
}

static const char *number(const PGresult *result, int row, int column)
{
    return PQgetisnull(result, row, column) ? "-" : PQgetvalue(result, row, column);
}

/* A cell, or with option NO_OPTION an item in a class; all by position. */
struct cell_place {
    const char *form;
    size_t item, option, banner, class;
};
#define NO_OPTION SIZE_MAX

/* " = 2"; NA and INVALID follow the options. */
static const char *option_text(struct arena *arena, const struct question *question, size_t option)
{
    if (option == NO_OPTION)
        return "";
    int code = option < question->option_count    ? question->options[option].code
               : option == question->option_count ? CODE_NA
                                                  : CODE_INVALID;
    char text[CODE_TEXT_SIZE];
    return arena_printf(arena, " = %s", code_text(text, code));
}

/* "municipality: vision = 2, prefecture 11"; positions that do not exist are given as numbers. */
static const char *place_text(struct arena *arena, const struct codebook *codebook,
                              const struct cell_place *place)
{
    const struct form *form = codebook_form(codebook, place->form);
    const struct banner_set *set = form ? &codebook->banners[form - codebook->forms] : NULL;
    if (!form || place->item >= form->item_count || place->banner >= set->count ||
        place->class >= set->banners[place->banner].class_count)
        return arena_printf(arena, "%s: %zu, %zu %zu", place->form, place->item, place->banner,
                            place->class);
    const struct banner *banner = &set->banners[place->banner];
    const struct item *item = &form->items[place->item];
    return arena_printf(arena, "%s: %s%s, %s %s", form->id, item->id,
                        option_text(arena, item->question, place->option), banner->id,
                        banner->classes[place->class].key);
}

static int64_t end_list(PGresult *result)
{
    int count = PQntuples(result);
    if (count > NAMED_LARGEST)
        message_error(NULL, _("and %d more like these"), count - NAMED_LARGEST);
    PQclear(result);
    return count;
}

static bool named(const PGresult *result, int row)
{
    return row < PQntuples(result) && row < NAMED_LARGEST;
}

/* ---- Ties ---- */

static int64_t check_bases(struct db *db, const struct codebook *codebook)
{
    PGresult *result = db_run(db, "aggregate/tie-bases", 1, &codebook->survey);
    struct arena arena = {0};
    for (int row = 0; named(result, row); row++) {
        const struct cell_place place = {
            .form = PQgetvalue(result, row, 0),
            .item = position(result, row, 1),
            .option = NO_OPTION,
            .banner = position(result, row, 2),
            .class = position(result, row, 3),
        };
        message_error(NULL, _("%s: options, base and valid do not tie"),
                      place_text(&arena, codebook, &place));
    }
    arena_release(&arena);
    return end_list(result);
}

/* Does every unit of the frame have a class in this banner? */
static bool partitions(const struct form *form, const struct banner_set *set, size_t banner)
{
    const struct banner *candidate = &set->banners[banner];
    switch (candidate->kind) {
    case BANNER_TOTAL:
        return true;
    case BANNER_CROSS:
        return partitions(form, set, candidate->left) && partitions(form, set, candidate->right);
    case BANNER_FRAME:
        for (size_t unit = 0; unit < form->frame->unit_count; unit++)
            if (candidate->unit_classes[unit] == CLASS_NONE)
                return false;
        return true;
    case BANNER_QUESTION:
        break;
    }
    return false;
}

static int64_t check_total(struct db *db, const struct codebook *codebook, const struct form *form,
                           size_t banner, size_t total)
{
    char banner_text[24], total_text[24];
    snprintf(banner_text, sizeof banner_text, "%zu", banner);
    snprintf(total_text, sizeof total_text, "%zu", total);
    const char *values[] = {codebook->survey, form->id, banner_text, total_text};
    PGresult *result = db_run(db, "aggregate/tie-totals", 4, values);
    const char *id = codebook->banners[form - codebook->forms].banners[banner].id;
    struct arena arena = {0};
    for (int row = 0; named(result, row); row++) {
        const struct cell_place place = {
            .form = form->id,
            .item = position(result, row, 0),
            .option = position(result, row, 1),
            .banner = total,
        };
        message_error(NULL, _("%s: the total is %s of %s, but the classes of \"%s\" make %s of %s"),
                      place_text(&arena, codebook, &place), number(result, row, 2),
                      number(result, row, 3), id, number(result, row, 4), number(result, row, 5));
    }
    arena_release(&arena);
    return end_list(result);
}

static int64_t check_totals(struct db *db, const struct codebook *codebook, const struct form *form)
{
    const struct banner_set *set = &codebook->banners[form - codebook->forms];
    size_t total = 0;
    while (total < set->count && set->banners[total].kind != BANNER_TOTAL)
        total++;
    if (total == set->count)
        return 0;
    int64_t wrong = 0;
    for (size_t banner = 0; banner < set->count; banner++)
        if (banner != total && partitions(form, set, banner))
            wrong += check_total(db, codebook, form, banner, total);
    return wrong;
}

int64_t check_ties(struct db *db, const struct codebook *codebook)
{
    int64_t wrong = check_bases(db, codebook);
    for (size_t i = 0; i < codebook->form_count; i++)
        wrong += check_totals(db, codebook, &codebook->forms[i]);
    return wrong;
}

/* ---- The second count ---- */

int64_t check_cells(struct db *db, const struct codebook *codebook)
{
    db_execute(db, "aggregate/create-recount", 0, NULL);
    db_execute(db, "aggregate/recount", 1, &codebook->survey);
    PGresult *result = db_run(db, "aggregate/compare-recount", 1, &codebook->survey);
    struct arena arena = {0};
    for (int row = 0; named(result, row); row++) {
        const struct cell_place place = {
            .form = PQgetvalue(result, row, 0),
            .item = position(result, row, 1),
            .option = position(result, row, 2),
            .banner = position(result, row, 3),
            .class = position(result, row, 4),
        };
        message_error(
            NULL, _("%s: the cell says %s of %s asked and %s usable, the recount %s of %s and %s"),
            place_text(&arena, codebook, &place), number(result, row, 5), number(result, row, 6),
            number(result, row, 7), number(result, row, 8), number(result, row, 9),
            number(result, row, 10));
    }
    arena_release(&arena);
    return end_list(result);
}

int64_t check_numbers(struct db *db, const struct codebook *codebook)
{
    PGresult *result = db_run(db, "aggregate/compare-numbers", 1, &codebook->survey);
    struct arena arena = {0};
    for (int row = 0; named(result, row); row++) {
        const struct cell_place place = {
            .form = PQgetvalue(result, row, 0),
            .item = position(result, row, 1),
            .option = NO_OPTION,
            .banner = position(result, row, 2),
            .class = position(result, row, 3),
        };
        message_error(NULL,
                      _("%s: n, missing, sum, min, max are %s, %s, %s, %s, %s, "
                        "in the recount %s, %s, %s, %s, %s"),
                      place_text(&arena, codebook, &place), number(result, row, 4),
                      number(result, row, 5), number(result, row, 6), number(result, row, 7),
                      number(result, row, 8), number(result, row, 9), number(result, row, 10),
                      number(result, row, 11), number(result, row, 12), number(result, row, 13));
    }
    arena_release(&arena);
    return end_list(result);
}
