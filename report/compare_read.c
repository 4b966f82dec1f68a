/* The figures of each wave by itself: counted from its responses, else as published. */
#include "report/compare.h"
#include "report/loaded.h"

#include <stdlib.h>
#include <string.h>

/* ---- Responses ---- */

static struct form_series *find_form(struct comparison *comparison, const char *id)
{
    for (size_t i = 0; i < comparison->form_count; i++) {
        if (strcmp(comparison->forms[i].id, id) == 0)
            return &comparison->forms[i];
    }
    return NULL;
}

static void read_answered(struct comparison *comparison, struct db *db, size_t w)
{
    struct wave *wave = &comparison->waves[w];
    PGresult *result = db_run(db, "report/compare-answered", 1, &wave->survey);
    /* Packed codes can be read with their own codebook only. */
    if (PQntuples(result) > 0)
        loaded_require_responses(db, &wave->config);
    for (int i = 0; i < PQntuples(result); i++) {
        struct form_series *form = find_form(comparison, PQgetvalue(result, i, 0));
        if (form == NULL || form->forms[w] == NULL)
            abort();
        form->answered[w] = strtoll(PQgetvalue(result, i, 1), NULL, 10);
        form->sources[w] = VALUE_COUNTED;
        wave->synthetic = strcmp(PQgetvalue(result, i, 2), "t") == 0;
        comparison->synthetic = comparison->synthetic || wave->synthetic;
    }
    PQclear(result);
}

struct counting {
    struct form_series *form;
    size_t wave;
};

static void count_item(const struct series *series, struct value *values, const struct item *item,
                       const uint8_t *slots)
{
    if (item->question->type == QUESTION_SINGLE || slots[0] >= CODE_NA) {
        values[series->answer_of[slots[0]]].count++;
        return;
    }
    for (size_t i = 0; i < item->slot_count; i++) {
        if (slots[i] == CODE_TICKED)
            values[series->answer_of[item->question->options[i].code]].count++;
    }
}

static void count_response(void *context, const struct copy_field *fields, size_t count)
{
    struct counting *counting = context;
    const struct form *form = counting->form->forms[counting->wave];
    const uint8_t *codes = (const uint8_t *)fields[0].bytes;
    if (count != 1 || codes == NULL || (size_t)fields[0].length != form->slot_count)
        abort();
    for (size_t s = 0; s < counting->form->series_count; s++) {
        struct series *series = &counting->form->series[s];
        const struct item *item = series->items[counting->wave];
        if (item == NULL || codes[item->slot] == CODE_NOT_ASKED)
            continue;
        struct value *values = &series->values[counting->wave * series->answer_count];
        for (size_t a = 0; a < series->answer_count; a++)
            values[a].base++;
        count_item(series, values, item, codes + item->slot);
    }
    open_count_response(counting->form, counting->wave, codes);
}

static bool answer_exists(const struct series *series, size_t wave, size_t answer)
{
    int code = series->codes[answer];
    return series->items[wave] != NULL &&
           (code > CODE_LARGEST_OPTION || series_option(series, wave, code) != NULL);
}

/* Options that the wave does not offer have no figure; the others start from nothing. */
static void begin_counts(struct series *series, size_t wave)
{
    for (size_t a = 0; a < series->answer_count; a++)
        series->values[wave * series->answer_count + a] = (struct value){.tenths = -1};
}

static void end_counts(struct series *series, size_t wave)
{
    for (size_t a = 0; a < series->answer_count; a++) {
        struct value *value = &series->values[wave * series->answer_count + a];
        if (!answer_exists(series, wave, a)) {
            *value = (struct value){.count = -1, .base = -1, .tenths = -1};
            continue;
        }
        value->source = VALUE_COUNTED;
        if (value->base > 0)
            value->tenths = percent_tenths(value->count, value->base);
    }
}

static void count_form(struct comparison *comparison, struct form_series *form, struct db *db,
                       size_t wave)
{
    struct counting counting = {form, wave};
    const char *values[] = {comparison->waves[wave].survey, form->id};
    for (size_t s = 0; s < form->series_count; s++)
        begin_counts(&form->series[s], wave);
    open_begin_counts(form, wave);
    db_copy_out(db, "report/compare-codes", 2, values, count_response, &counting);
    for (size_t s = 0; s < form->series_count; s++)
        end_counts(&form->series[s], wave);
    open_read_numbers(comparison, form, db, wave);
}

/* ---- Published figures ---- */

static struct value *find_value(struct form_series *form, size_t wave,
                                const struct published *published)
{
    for (size_t s = 0; s < form->series_count; s++) {
        struct series *series = &form->series[s];
        const struct item *item = series->items[wave];
        if (item == NULL || item->question != published->question || item->row != published->row)
            continue;
        for (size_t a = 0; a < series->answer_count; a++) {
            if (series->codes[a] == published->code)
                return &series->values[wave * series->answer_count + a];
        }
    }
    return NULL;
}

static struct value published_value(const struct published *published)
{
    struct value value = {
        .source = VALUE_PUBLISHED,
        .count = published->count,
        .base = published->base,
        .tenths = published->tenths,
    };
    if (value.tenths < 0 && value.count >= 0 && value.base > 0)
        value.tenths = percent_tenths(value.count, value.base);
    return value;
}

/* A figure that is published several times is taken as it stands first; if the others differ, that
 * is said. */
void comparison_read_published(struct comparison *comparison, size_t w)
{
    const struct config *config = &comparison->waves[w].config;
    for (size_t i = 0; i < config->published_count; i++) {
        const struct published *published = &config->published[i];
        struct form_series *form = find_form(comparison, published->form->id);
        if (form == NULL || form->sources[w] == VALUE_COUNTED)
            continue;
        struct value *value = find_value(form, w, published);
        if (value == NULL)
            continue;
        form->sources[w] = VALUE_PUBLISHED;
        struct value now = published_value(published);
        if (value->source == VALUE_NONE)
            *value = now;
        else if (value->tenths != now.tenths || value->count != now.count ||
                 value->base != now.base)
            value->disputed = true;
    }
}

void comparison_read(struct comparison *comparison, struct db *db)
{
    for (size_t w = 0; w < comparison->wave_count; w++) {
        read_answered(comparison, db, w);
        for (size_t f = 0; f < comparison->form_count; f++) {
            if (comparison->forms[f].sources[w] == VALUE_COUNTED)
                count_form(comparison, &comparison->forms[f], db, w);
        }
        comparison_read_published(comparison, w);
    }
}

/* ---- Differences ---- */

/* Of answers that both waves count: from the counts. A printed percentage has lost its digits. */
bool series_difference(const struct series *series, size_t wave, size_t answer,
                       struct difference *difference)
{
    const struct value *now = &series->values[wave * series->answer_count + answer];
    if (now->tenths < 0)
        return false;
    for (size_t w = wave; w > 0; w--) {
        const struct value *former = &series->values[(w - 1) * series->answer_count + answer];
        if (former->tenths < 0)
            continue;
        if (!series_is_offered(series, answer, w - 1, wave))
            return false;
        bool exact = now->count >= 0 && now->base > 0 && former->count >= 0 && former->base > 0;
        wide numerator = (wide)now->count * former->base - (wide)former->count * now->base;
        *difference = (struct difference){
            .former = w - 1,
            .tenths = exact ? points_tenths(numerator, (wide)now->base * former->base)
                            : now->tenths - former->tenths,
            .exact = exact,
        };
        return true;
    }
    return false;
}
