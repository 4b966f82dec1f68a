#include "aggregate/rates.h"

#include "common/measure.h"
#include "common/message.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_SIZE = 24, NAMED_LARGEST = 20 };

/* Rates that differ only in what they are per share their sums. */
static bool is_repeated(const struct config *config, size_t position)
{
    const struct rate *rate = &config->rates[position];
    for (size_t i = 0; i < position; i++)
        if (config->rates[i].item == rate->item && strcmp(config->rates[i].per, rate->per) == 0)
            return true;
    return false;
}

void rates_store(struct db *db, const struct config *config)
{
    const char *survey = config->codebook.survey;
    db_execute(db, "aggregate/delete-rates", 1, &survey);
    for (size_t i = 0; i < config->rate_count; i++) {
        const struct rate *rate = &config->rates[i];
        char item[TEXT_SIZE];
        snprintf(item, sizeof item, "%zu", (size_t)(rate->item - rate->form->items));
        const char *values[] = {survey, rate->form->id, item, rate->per};
        if (!is_repeated(config, i))
            db_execute(db, "aggregate/insert-rates", 4, values);
    }
}

/* ---- The second way ---- */

struct rate_sum {
    int64_t n, left_out;
    wide sum, denominator; /* millionths */
};

struct rate_check {
    const struct rate *rate;
    const struct banner_set *set;
    size_t column;         /* of the frame */
    size_t *first;         /* class of each banner, [set->count] */
    struct rate_sum *sums; /* [class] */
    bool damaged;          /* classes that do not exist */
    int64_t wrong;
};

static void add_to_class(struct rate_sum *sum, int64_t value, int64_t per)
{
    if (per <= 0) {
        sum->left_out++;
        return;
    }
    sum->n++;
    sum->sum += value;
    sum->denominator += per;
}

/* unit, value, classes */
static void add_number(void *context, const struct copy_field *fields, size_t count)
{
    struct rate_check *check = context;
    const struct frame *frame = check->rate->form->frame;
    const uint8_t *classes = (const uint8_t *)fields[2].bytes;
    char *code = strndup(fields[0].bytes, (size_t)fields[0].length);
    if (code == NULL)
        abort();
    size_t unit = frame_find(frame, code);
    free(code);
    int64_t per = 0;
    if (unit == FRAME_NONE || !frame_number(frame, unit, check->column, &per))
        per = 0;
    check->damaged |= count != 3 || (size_t)fields[2].length != 2 * check->set->count;
    for (size_t b = 0; b < check->set->count && !check->damaged; b++) {
        size_t class = (size_t)classes[2 * b] << 8 | classes[2 * b + 1];
        if (class == CLASS_NONE)
            continue;
        check->damaged = class >= check->set->banners[b].class_count;
        if (!check->damaged)
            add_to_class(&check->sums[check->first[b] + class], copy_get_int8(&fields[1]), per);
    }
}

static bool is_equal(const PGresult *stored, int row, const struct rate_sum *sum)
{
    wide stored_sum, denominator;
    return strtoll(PQgetvalue(stored, row, 2), NULL, 10) == sum->n &&
           strtoll(PQgetvalue(stored, row, 3), NULL, 10) == sum->left_out &&
           wide_parse(PQgetvalue(stored, row, 4), NUMBER_DECIMALS, &stored_sum) &&
           wide_parse(PQgetvalue(stored, row, 5), NUMBER_DECIMALS, &denominator) &&
           stored_sum == sum->sum && denominator == sum->denominator;
}

static void report_class(struct rate_check *check, size_t banner, size_t class)
{
    const struct banner *named = &check->set->banners[banner];
    if (check->wrong++ < NAMED_LARGEST)
        message_error(NULL, _("%s: %s per %s, %s %s: the sums differ in the recount"),
                      check->rate->form->id, check->rate->item->id, check->rate->per, named->id,
                      named->classes[class].key);
}

/* Rows come by banner and class. */
static void compare_rate(struct rate_check *check, const PGresult *stored)
{
    int row = 0;
    for (size_t b = 0; b < check->set->count; b++)
        for (size_t c = 0; c < check->set->banners[b].class_count; c++) {
            bool found = row < PQntuples(stored) &&
                         strtoull(PQgetvalue(stored, row, 0), NULL, 10) == b &&
                         strtoull(PQgetvalue(stored, row, 1), NULL, 10) == c;
            if (!found || check->damaged ||
                !is_equal(stored, row, &check->sums[check->first[b] + c]))
                report_class(check, b, c);
            row += found;
        }
    check->wrong += PQntuples(stored) - row;
}

static int64_t check_rate(struct db *db, const struct config *config, const struct rate *rate)
{
    struct arena arena = {0};
    struct rate_check check = {
        .rate = rate, .set = &config->codebook.banners[rate->form - config->codebook.forms]};
    size_t classes = 0;
    check.column = frame_column(rate->form->frame, rate->per);
    check.first = arena_array(&arena, check.set->count + 1, sizeof *check.first);
    for (size_t b = 0; b < check.set->count; b++) {
        check.first[b] = classes;
        classes += check.set->banners[b].class_count;
    }
    check.sums = arena_array(&arena, classes + 1, sizeof *check.sums);
    char item[TEXT_SIZE], slot[TEXT_SIZE];
    snprintf(item, sizeof item, "%zu", (size_t)(rate->item - rate->form->items));
    snprintf(slot, sizeof slot, "%zu", rate->item->slot);
    const char *numbers[] = {config->codebook.survey, rate->form->id, item, slot};
    db_copy_out(db, "aggregate/copy-rate-numbers", 4, numbers, add_number, &check);
    const char *values[] = {config->codebook.survey, rate->form->id, item, rate->per};
    PGresult *stored = db_run(db, "aggregate/rates", 4, values);
    compare_rate(&check, stored);
    PQclear(stored);
    arena_release(&arena);
    return check.wrong;
}

int64_t check_rates(struct db *db, const struct config *config)
{
    int64_t wrong = 0;
    for (size_t i = 0; i < config->rate_count; i++)
        if (!is_repeated(config, i))
            wrong += check_rate(db, config, &config->rates[i]);
    return wrong;
}
