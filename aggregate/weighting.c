#include "aggregate/weighting.h"

#include "common/message.h"

#include <stdio.h>
#include <stdlib.h>

void weighting_begin(struct db *db)
{
    db_execute(db, "aggregate/create-stratum-count", 0, NULL);
    db_execute(db, "aggregate/create-weighted-cell", 0, NULL);
}

static void warn_of_silence(struct db *db, const struct config *config, const char *const *values)
{
    const struct form *form = config->sureness.weighted;
    const struct banner_set *set = &config->codebook.banners[form - config->codebook.forms];
    const struct banner *banner = &set->banners[config->sureness.stratum];
    PGresult *result = db_run(db, "aggregate/silent-strata", 2, values);
    for (int row = 0; row < PQntuples(result); row++) {
        size_t class = (size_t)strtoull(PQgetvalue(result, row, 0), NULL, 10);
        if (class >= banner->class_count)
            abort();
        message_warning(
            NULL,
            _("form \"%s\": nobody answered in class \"%s\" (%s) of \"%s\": its %s units "
              "are not represented"),
            form->id, banner->classes[class].key, banner->classes[class].label, banner->id,
            PQgetvalue(result, row, 1));
    }
    PQclear(result);
}

void weighting_form(struct db *db, const struct config *config)
{
    char banner[24];
    snprintf(banner, sizeof banner, "%zu", config->sureness.stratum);
    const char *values[] = {config->codebook.survey, config->sureness.weighted->id, banner};
    db_execute(db, "aggregate/insert-weights", 3, values);
    warn_of_silence(db, config, values);
    db_execute(db, "aggregate/stratify", 3, values);
    db_execute(db, "aggregate/weigh", 2, values);
}

void weighting_end_form(struct db *db)
{
    db_execute(db, "aggregate/clear-stratum-count", 0, NULL);
    db_execute(db, "aggregate/clear-weighted-cell", 0, NULL);
}

/* ---- Units of classes ---- */

static size_t *first_classes(struct arena *arena, const struct banner_set *set)
{
    size_t *first = arena_array(arena, set->count + 1, sizeof *first);
    for (size_t i = 0; i < set->count; i++)
        first[i + 1] = first[i] + set->banners[i].class_count;
    return first;
}

void class_units_read(struct class_units *units, struct arena *arena, struct db *db,
                      const struct config *config, size_t form)
{
    const struct banner_set *set = &config->codebook.banners[form];
    const size_t *first = first_classes(arena, set);
    *units = (struct class_units){
        .set = set,
        .first = first,
        .classes = arena_array(arena, first[set->count], sizeof *units->classes),
    };
    const char *values[] = {config->codebook.survey, config->codebook.forms[form].id};
    PGresult *result = db_run(db, "aggregate/class-units", 2, values);
    for (int row = 0; row < PQntuples(result); row++) {
        long long banner = strtoll(PQgetvalue(result, row, 0), NULL, 10);
        size_t class = (size_t)strtoull(PQgetvalue(result, row, 1), NULL, 10);
        struct units_answered found = {strtoll(PQgetvalue(result, row, 2), NULL, 10),
                                       strtoll(PQgetvalue(result, row, 3), NULL, 10)};
        if (banner < 0)
            units->total = found;
        else if ((size_t)banner < set->count && class < set->banners[banner].class_count)
            units->classes[first[banner] + class] = found;
    }
    PQclear(result);
}

struct units_answered class_units(const struct class_units *units, size_t banner, size_t class)
{
    if (units->set->banners[banner].kind == BANNER_TOTAL || !banner_of_frame(units->set, banner))
        return units->total;
    return units->classes[units->first[banner] + class];
}
