#include "aggregate/recount.h"

#include "aggregate/cell_place.h"
#include "common/message.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

/* So many wrong cells are named; whoever has more needs the cause, not the list. */
enum { NAMED_LARGEST = 20 };

/* ---- Results ---- */

static size_t position(const PGresult *result, int row, int column)
{
    return (size_t)strtoull(PQgetvalue(result, row, column), NULL, 10);
}

static const char *number(const PGresult *result, int row, int column)
{
    return PQgetisnull(result, row, column) ? "-" : PQgetvalue(result, row, column);
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

/* Form, item, banner and class stand first in the row. */
static struct cell_place item_place(const PGresult *result, int row)
{
    return (struct cell_place){
        .form = PQgetvalue(result, row, 0),
        .item = position(result, row, 1),
        .option = NO_OPTION,
        .banner = position(result, row, 2),
        .class = position(result, row, 3),
    };
}

/* ---- Ties ---- */

static int64_t check_bases(struct db *db, const struct codebook *codebook)
{
    PGresult *result = db_run(db, "aggregate/tie-bases", 1, &codebook->survey);
    struct arena arena = {0};
    for (int row = 0; named(result, row); row++) {
        const struct cell_place place = item_place(result, row);
        message_error(NULL, _("%s: options, base and valid do not tie"),
                      cell_place_text(&arena, codebook, &place));
    }
    arena_release(&arena);
    return end_list(result);
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
                      cell_place_text(&arena, codebook, &place), number(result, row, 2),
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
        if (banner != total && banner_partitions(set, form, banner))
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
            cell_place_text(&arena, codebook, &place), number(result, row, 5),
            number(result, row, 6), number(result, row, 7), number(result, row, 8),
            number(result, row, 9), number(result, row, 10));
    }
    arena_release(&arena);
    return end_list(result);
}

/* Statistics of a statement that compares five figures, `what`, with five of a recount. */
static int64_t check_figures(struct db *db, const struct codebook *codebook, const char *statement,
                             const char *what)
{
    PGresult *result = db_run(db, statement, 1, &codebook->survey);
    struct arena arena = {0};
    for (int row = 0; named(result, row); row++) {
        const struct cell_place place = item_place(result, row);
        message_error(NULL, _("%s: %s are %s, %s, %s, %s, %s, in the recount %s, %s, %s, %s, %s"),
                      cell_place_text(&arena, codebook, &place), what, number(result, row, 4),
                      number(result, row, 5), number(result, row, 6), number(result, row, 7),
                      number(result, row, 8), number(result, row, 9), number(result, row, 10),
                      number(result, row, 11), number(result, row, 12), number(result, row, 13));
    }
    arena_release(&arena);
    return end_list(result);
}

int64_t check_numbers(struct db *db, const struct codebook *codebook)
{
    return check_figures(db, codebook, "aggregate/compare-numbers", _("n, missing, sum, min, max"));
}

void recount_statistics(struct db *db, const struct config *config)
{
    const struct codebook *codebook = &config->codebook;
    const char *quantiles = config->quantiles == QUANTILES_INVERSE ? "1" : "7";
    db_execute(db, "aggregate/create-statistic-recount", 0, NULL);
    for (size_t form = 0; form < codebook->form_count; form++)
        db_execute(db, "aggregate/recount-statistics", 3,
                   (const char *[]){codebook->survey, codebook->forms[form].id, quantiles});
}

int64_t check_statistics(struct db *db, const struct config *config)
{
    recount_statistics(db, config);
    return check_figures(db, &config->codebook, "aggregate/compare-statistics",
                         _("mean, standard deviation and quartiles"));
}
