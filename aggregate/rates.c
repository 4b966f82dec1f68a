/*
 * Like the cells, the sums are made in two ways: by this program, in one pass over the packed
 * responses of a form with the frame as the configuration has it; and by the database
 * (sql/aggregate/recount-rate.sql) from the tables number and unit.
 */
#include "aggregate/rates.h"

#include "aggregate/store.h"
#include "common/measure.h"
#include "common/message.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    TEXT_SIZE = 24,
    NAMED_LARGEST = 20,
    NUMBER_SIZE = 8, /* in response.numbers */
    RATE_FIELDS = 10,
};

struct rate_sum {
    int64_t n, left_out;
    wide sum, denominator; /* millionths */
};

/* A rate in all classes of its form's banners. */
struct rate_sums {
    const struct rate *rate;
    const struct banner_set *set;
    size_t column;         /* of the frame */
    size_t *first;         /* class of each banner, [set->count] */
    struct rate_sum *sums; /* [class] */
};

/* Rates that differ only in what they are per share their sums. */
static bool is_repeated(const struct config *config, size_t position)
{
    const struct rate *rate = &config->rates[position];
    for (size_t i = 0; i < position; i++)
        if (config->rates[i].item == rate->item && strcmp(config->rates[i].per, rate->per) == 0)
            return true;
    return false;
}

static struct rate_sums rate_sums(struct arena *arena, const struct config *config,
                                  const struct rate *rate)
{
    size_t classes = 0;
    struct rate_sums sums = {
        .rate = rate,
        .set = &config->codebook.banners[rate->form - config->codebook.forms],
        .column = frame_column(rate->form->frame, rate->per),
    };
    sums.first = arena_array(arena, sums.set->count + 1, sizeof *sums.first);
    for (size_t b = 0; b < sums.set->count; b++) {
        sums.first[b] = classes;
        classes += sums.set->banners[b].class_count;
    }
    sums.sums = arena_array(arena, classes + 1, sizeof *sums.sums);
    return sums;
}

/* ---- By the program ---- */

struct rate_scan {
    const struct form *form;
    struct rate_sums *rates;
    size_t count;
    const uint8_t **numbers; /* [item] of the present response; NULL: it has none */
    struct str unit;
    bool damaged; /* the response does not fit the codebook */
};

/* Where in a response the number of each item stands. */
static void find_numbers(struct rate_scan *scan, const struct copy_field *codes,
                         const struct copy_field *numbers)
{
    const struct form *form = scan->form;
    int32_t used = 0;
    for (size_t i = 0; i < form->item_count; i++) {
        const struct item *item = &form->items[i];
        scan->numbers[i] = NULL;
        if (item->question->type != QUESTION_NUMBER || codes->bytes[item->slot] != CODE_TICKED)
            continue;
        if (numbers->length - used < NUMBER_SIZE) {
            scan->damaged = true;
            return;
        }
        scan->numbers[i] = (const uint8_t *)numbers->bytes + used;
        used += NUMBER_SIZE;
    }
    scan->damaged = used != numbers->length;
}

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

static bool add_to_classes(struct rate_sums *sums, const uint8_t *classes, int64_t value,
                           int64_t per)
{
    for (size_t b = 0; b < sums->set->count; b++) {
        size_t class = (size_t)classes[2 * b] << 8 | classes[2 * b + 1];
        if (class == CLASS_NONE)
            continue;
        if (class >= sums->set->banners[b].class_count)
            return false;
        add_to_class(&sums->sums[sums->first[b] + class], value, per);
    }
    return true;
}

/* The unit in the frame; a replica, code#k, has the values of the unit it is made of. */
static size_t find_unit(struct rate_scan *scan, const struct copy_field *code)
{
    const char *mark = memchr(code->bytes, '#', (size_t)code->length);
    str_reset(&scan->unit);
    str_append_bytes(&scan->unit, code->bytes,
                     mark ? (size_t)(mark - code->bytes) : (size_t)code->length);
    return frame_find(scan->form->frame, str_text(&scan->unit));
}

/* unit, classes, codes, numbers */
static void add_response(void *context, const struct copy_field *fields, size_t count)
{
    struct rate_scan *scan = context;
    const struct copy_field *classes = &fields[1], *codes = &fields[2];
    if (scan->damaged)
        return;
    scan->damaged = count != 4 || (size_t)codes->length != scan->form->slot_count ||
                    (size_t)classes->length != 2 * scan->rates[0].set->count;
    if (!scan->damaged)
        find_numbers(scan, codes, &fields[3]);
    size_t unit = scan->damaged ? FRAME_NONE : find_unit(scan, &fields[0]);
    for (size_t i = 0; i < scan->count && !scan->damaged; i++) {
        struct rate_sums *sums = &scan->rates[i];
        const uint8_t *number = scan->numbers[sums->rate->item - scan->form->items];
        int64_t per = 0;
        if (!number)
            continue;
        if (unit == FRAME_NONE || !frame_number(scan->form->frame, unit, sums->column, &per))
            per = 0;
        struct copy_field field = {(const char *)number, NUMBER_SIZE};
        scan->damaged =
            !add_to_classes(sums, (const uint8_t *)classes->bytes, copy_get_int8(&field), per);
    }
}

/* Fills the sums of all rates of one form. */
static void scan_form(struct db *db, const char *survey, struct rate_sums *rates, size_t count)
{
    struct arena arena = {0};
    struct rate_scan scan = {.form = rates[0].rate->form, .rates = rates, .count = count};
    scan.numbers = arena_array(&arena, scan.form->item_count, sizeof *scan.numbers);
    const char *values[] = {survey, scan.form->id};
    db_copy_out(db, "aggregate/copy-rate-responses", 2, values, add_response, &scan);
    if (scan.damaged)
        die(_("the numbers and the codes disagree about who gave a number"),
            _("pack the responses anew from the archive: 'renkei ingest --rebuild'"),
            _("the responses in the database do not fit the codebook"));
    str_release(&scan.unit);
    arena_release(&arena);
}

/* ---- By the database ---- */

static struct rate_sum *class_sum(const struct rate_sums *sums, const PGresult *result, int row)
{
    size_t banner = strtoull(PQgetvalue(result, row, 0), NULL, 10);
    size_t class = strtoull(PQgetvalue(result, row, 1), NULL, 10);
    if (banner >= sums->set->count || class >= sums->set->banners[banner].class_count)
        return NULL;
    return &sums->sums[sums->first[banner] + class];
}

static bool read_sum(struct rate_sum *sum, const PGresult *result, int row)
{
    sum->n = strtoll(PQgetvalue(result, row, 2), NULL, 10);
    sum->left_out = strtoll(PQgetvalue(result, row, 3), NULL, 10);
    return wide_parse(PQgetvalue(result, row, 4), NUMBER_DECIMALS, &sum->sum) &&
           wide_parse(PQgetvalue(result, row, 5), NUMBER_DECIMALS, &sum->denominator);
}

/* The rows of a statement of the parameters survey, form, item, column. */
static PGresult *read_rate(struct db *db, const char *statement, const char *survey,
                           const struct rate *rate)
{
    char item[TEXT_SIZE];
    snprintf(item, sizeof item, "%zu", (size_t)(rate->item - rate->form->items));
    const char *values[] = {survey, rate->form->id, item, rate->per};
    return db_run(db, statement, 4, values);
}

static void recount_rate(struct db *db, const char *survey, struct rate_sums *sums)
{
    PGresult *result = read_rate(db, "aggregate/recount-rate", survey, sums->rate);
    for (int row = 0; row < PQntuples(result); row++) {
        struct rate_sum *sum = class_sum(sums, result, row);
        if (!sum || !read_sum(sum, result, row))
            die(NULL, _("pack the responses anew from the archive: 'renkei ingest --rebuild'"),
                _("the responses in the database do not fit the codebook"));
    }
    PQclear(result);
}

/* ---- Storing ---- */

static void copy_sums(struct copy_rows *rows, const char *survey, const struct rate_sums *sums)
{
    const struct rate *rate = sums->rate;
    for (size_t b = 0; b < sums->set->count; b++)
        for (size_t c = 0; c < sums->set->banners[b].class_count; c++) {
            const struct rate_sum *sum = &sums->sums[sums->first[b] + c];
            copy_row(rows, RATE_FIELDS);
            copy_text(rows, survey);
            copy_text(rows, rate->form->id);
            copy_int4(rows, (int32_t)(rate->item - rate->form->items));
            copy_text(rows, rate->per);
            copy_int4(rows, (int32_t)b);
            copy_int4(rows, (int32_t)c);
            copy_int8(rows, sum->n);
            copy_int8(rows, sum->left_out);
            copy_sum(rows, sum->sum);
            copy_sum(rows, sum->denominator);
        }
}

void rates_store(struct db *db, const struct config *config, bool by_database)
{
    const char *survey = config->codebook.survey;
    struct arena arena = {0};
    struct copy_rows rows = {0};
    struct rate_sums *rates = arena_array(&arena, config->rate_count, sizeof *rates);
    db_execute(db, "aggregate/delete-rates", 1, &survey);
    for (size_t form = 0; form < config->codebook.form_count; form++) {
        size_t count = 0;
        for (size_t i = 0; i < config->rate_count; i++)
            if (config->rates[i].form == &config->codebook.forms[form] && !is_repeated(config, i))
                rates[count++] = rate_sums(&arena, config, &config->rates[i]);
        if (count && !by_database)
            scan_form(db, survey, rates, count);
        for (size_t i = 0; i < count; i++) {
            if (by_database)
                recount_rate(db, survey, &rates[i]);
            copy_sums(&rows, survey, &rates[i]);
        }
    }
    db_copy_in(db, "aggregate/copy-rates", &rows);
    str_release(&rows.bytes);
    arena_release(&arena);
}

/* ---- Verifying ---- */

static bool is_equal(const PGresult *stored, int row, const struct rate_sum *sum)
{
    struct rate_sum other;
    return read_sum(&other, stored, row) && other.n == sum->n && other.left_out == sum->left_out &&
           other.sum == sum->sum && other.denominator == sum->denominator;
}

static void report_class(const struct rate_sums *sums, size_t banner, size_t class)
{
    const struct banner *named = &sums->set->banners[banner];
    message_error(NULL, _("%s: %s per %s, %s %s: the sums differ in the recount"),
                  sums->rate->form->id, sums->rate->item->id, sums->rate->per, named->id,
                  named->classes[class].key);
}

/* How many classes differ. Rows come by banner and class. */
static int64_t compare_rate(const struct rate_sums *sums, const PGresult *stored)
{
    int64_t wrong = 0;
    int row = 0;
    for (size_t b = 0; b < sums->set->count; b++)
        for (size_t c = 0; c < sums->set->banners[b].class_count; c++) {
            const struct rate_sum *sum = &sums->sums[sums->first[b] + c];
            bool found = row < PQntuples(stored) && class_sum(sums, stored, row) == sum;
            if ((!found || !is_equal(stored, row, sum)) && wrong++ < NAMED_LARGEST)
                report_class(sums, b, c);
            row += found;
        }
    return wrong + PQntuples(stored) - row;
}

int64_t check_rates(struct db *db, const struct config *config)
{
    const char *survey = config->codebook.survey;
    struct arena arena = {0};
    int64_t wrong = 0;
    for (size_t i = 0; i < config->rate_count; i++) {
        if (is_repeated(config, i))
            continue;
        struct rate_sums sums = rate_sums(&arena, config, &config->rates[i]);
        recount_rate(db, survey, &sums);
        PGresult *stored = read_rate(db, "aggregate/rates", survey, sums.rate);
        wrong += compare_rate(&sums, stored);
        PQclear(stored);
    }
    arena_release(&arena);
    return wrong;
}
