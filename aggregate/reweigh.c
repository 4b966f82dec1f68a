#include "aggregate/reweigh.h"

#include "aggregate/cell_place.h"
#include "aggregate/estimate.h"
#include "common/message.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* So many wrong cells are named; whoever has more needs the cause, not the list. */
enum { NAMED_LARGEST = 20 };

static const char *text(const PGresult *result, int row, int column)
{
    return PQgetisnull(result, row, column) ? "-" : PQgetvalue(result, row, column);
}

static size_t position(const PGresult *result, int row, int column)
{
    return (size_t)strtoull(PQgetvalue(result, row, column), NULL, 10);
}

static int64_t check_counts(struct db *db, const struct config *config, const char *const *values)
{
    PGresult *result = db_run(db, "aggregate/compare-weights", 3, values);
    int64_t wrong = PQntuples(result);
    struct arena arena = {0};
    for (int row = 0; row < wrong && row < NAMED_LARGEST; row++) {
        const struct cell_place place = {
            .form = values[1],
            .item = position(result, row, 0),
            .option = position(result, row, 1),
            .banner = position(result, row, 2),
            .class = position(result, row, 3),
        };
        message_error(NULL, _("%s: weighted %s of %s, %s %%, in the recount %s of %s"),
                      cell_place_text(&arena, &config->codebook, &place), text(result, row, 4),
                      text(result, row, 5), text(result, row, 6), text(result, row, 7),
                      text(result, row, 8));
    }
    if (wrong > NAMED_LARGEST)
        message_error(NULL, _("and %d more like these"), (int)wrong - NAMED_LARGEST);
    arena_release(&arena);
    PQclear(result);
    return wrong;
}

static int64_t check_frame(struct db *db, const struct config *config, const char *const *values)
{
    const struct form *form = config->sureness.weighted;
    const struct banner_set *set = &config->codebook.banners[form - config->codebook.forms];
    const struct banner *banner = &set->banners[config->sureness.stratum];
    PGresult *result = db_run(db, "aggregate/tie-weights", 4, values);
    int64_t wrong = PQntuples(result);
    for (int row = 0; row < wrong; row++) {
        size_t class = position(result, row, 0);
        message_error(
            NULL,
            _("%s: the answers of class \"%s\" of \"%s\" stand for %s to %s units, but the "
              "frame has %s"),
            form->id, class < banner->class_count ? banner->classes[class].key : "*", banner->id,
            text(result, row, 2), text(result, row, 3), text(result, row, 1));
    }
    PQclear(result);
    return wrong;
}

static size_t total_banner(const struct banner_set *set)
{
    size_t total = 0;
    while (total < set->count && set->banners[total].kind != BANNER_TOTAL)
        total++;
    return total;
}

int64_t check_weights(struct db *db, const struct config *config)
{
    const struct form *form = config->sureness.weighted;
    if (!estimates_are_current(db, config)) {
        message_error(_("run 'renkei aggregate' again"),
                      _("the estimates are not those that tables.yaml asks for"));
        return 1;
    }
    if (!form)
        return 0;
    char banner[24], total[24];
    snprintf(banner, sizeof banner, "%zu", config->sureness.stratum);
    snprintf(total, sizeof total, "%zu",
             total_banner(&config->codebook.banners[form - config->codebook.forms]));
    const char *values[] = {config->codebook.survey, form->id, banner, total};
    return check_counts(db, config, values) + check_frame(db, config, values);
}
